//! The room budget at a large district's size: 1,500 schools, 1,000 draws, 5 years; and a choice of
//! levers at 300 schools with 12 levers each.
//!
//! `TRACTION_BENCH_SIZE=town` makes it 15 schools and 100 draws. With
//! `TRACTION_BENCH_PROBLEM=PATH` the choice is also written as JSON for `peers/budget_peers.py`,
//! which solves it with HiGHS and does the draws with numpy.
#![allow(missing_docs, clippy::unwrap_used, clippy::print_stdout)]

use std::hint::black_box;

use criterion::Criterion;
use traction_core::budget::engine::draws::{
    History, SchoolDraws, draw_from_history, lines_over_draws,
};
use traction_core::budget::engine::sustain::{CostKind, Plan, PlanFund, PlanLine, sustain};
use traction_core::budget::engine::tradeoff::{choose, limits_of, list_options};
use traction_core::budget::{Formula, Formulas, School, allocate};
use traction_core::exact::Exact;

const YEARS: usize = 5;

fn school(at: usize) -> School {
    let level = ["elementary", "elementary", "middle", "high"][at % 4];
    let students = 150 + (at as i64 * 7919) % 1400;
    let low = students * ((at as i64 * 104_729) % 97) / 100;
    let number = |school: School, name: &str, n: i64| school.with(name, Exact::whole(n));
    let school = School::of(&format!("{at:04}"), &format!("School {at}")).with_text("level", level);
    let school = number(school, "students", students);
    let school = number(school, "young", if level == "elementary" { students / 2 } else { 0 });
    let school = number(school, "low_income", low);
    let school = number(school, "english_learners", students / 7);
    let school = number(school, "with_disability", students / 8);
    number(school, "homeless", students / 25)
}

fn history(schools: &[School]) -> Vec<History> {
    schools
        .iter()
        .enumerate()
        .map(|(at, school)| {
            let now = school.values["students"].number().unwrap().to_whole().unwrap() as u32;
            let past = (0..8).map(|year| Some(now + ((at as u32 * 31 + year * 17) % 40)));
            History {
                id: school.id.clone(),
                totals: past.chain([Some(now)]).collect(),
                now: vec![(None, now)],
            }
        })
        .collect()
}

fn plans(schools: &[School]) -> Vec<Plan> {
    schools
        .iter()
        .map(|school| {
            let n = school.values["students"].number().unwrap().to_f64();
            let cost = |account: &str, each: f64, kind| PlanLine {
                account: account.to_owned(),
                dollars: n * each,
                kind,
            };
            Plan {
                id: school.id.clone(),
                name: school.name.clone(),
                students: n as u32,
                costs: vec![
                    cost("Salaries", 8_000.0, CostKind::Salary),
                    cost("Benefits", 2_400.0, CostKind::Salary),
                    cost("Supplies", 900.0, CostKind::Other),
                    cost("Tutoring", 300.0, CostKind::Other),
                ],
                funds: vec![
                    PlanFund {
                        fund: "general".to_owned(),
                        dollars: n * 11_000.0,
                        follows_students: true,
                        years_left: None,
                    },
                    PlanFund {
                        fund: "grant".to_owned(),
                        dollars: n * 600.0,
                        follows_students: false,
                        years_left: Some(2),
                    },
                ],
                steps: vec![0.012; YEARS],
            }
        })
        .collect()
}

/// Every school's lines in every draw of every year; the sum keeps the work from being left out.
fn formula_over_draws(formula: &Formula, schools: &[School], drawn: &[Vec<SchoolDraws>]) -> f64 {
    use rayon::prelude::*;
    let now = allocate(formula, schools);
    drawn
        .iter()
        .map(|year| {
            schools
                .par_iter()
                .enumerate()
                .map(|(at, school)| {
                    let shares: Vec<Option<Exact>> =
                        now.schools[at].amounts.iter().map(|a| a.amount.clone().ok()).collect();
                    let lines = lines_over_draws(formula, school, &year[at], &shares);
                    (0..year[at].grades[0].draws.len())
                        .map(|d| lines.dollars(formula, d))
                        .sum::<f64>()
                })
                .collect::<Vec<f64>>()
                .iter()
                .sum::<f64>()
        })
        .sum()
}

/// Twelve levers: the six that ship, and six more like them.
fn twelve_levers(formula: &Formula) -> Formula {
    let mut formula = formula.clone();
    let more: Vec<_> = formula
        .levers
        .iter()
        .enumerate()
        .map(|(at, lever)| {
            let mut lever = lever.clone();
            lever.id = format!("{}_again", lever.id);
            let scale = Exact::of(60 + 7 * at as i128, 100).unwrap();
            lever.effect.1 = lever.effect.1.times(scale).unwrap().max(lever.effect.0);
            lever
        })
        .collect();
    formula.levers.extend(more);
    let tradeoff = formula.tradeoff.as_mut().unwrap();
    tradeoff.budget = Exact::whole(60_000_000);
    tradeoff.central_positions = Some(Exact::whole(120));
    formula
}

fn write_problem(path: &str, formula: &Formula, schools: &[School], found: f64) {
    let limits = limits_of(formula.tradeoff.as_ref().unwrap());
    let options: Vec<String> = list_options(formula, schools)
        .iter()
        .map(|o| {
            format!(
                "[{},{},{},{},{},{},{}]",
                o.school,
                o.cost,
                o.central,
                u8::from(o.high_need),
                o.at_most,
                o.students * o.need * o.effect.1,
                o.lever
            )
        })
        .collect();
    let text = format!(
        "{{\"budget\":{},\"central\":{},\"a_school\":{},\"share\":{},\"found\":{found},\"options\":[{}]}}",
        limits.budget,
        limits.central.unwrap(),
        limits.a_school.unwrap(),
        limits.high_need_share.unwrap(),
        options.join(",")
    );
    std::fs::write(path, text).unwrap();
}

/// Peak memory of this process in MiB, where the system tells.
fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM"))?;
    line.split_whitespace().nth(1)?.parse::<u64>().ok().map(|kib| kib / 1024)
}

/// Says how the peak grew since it was looked at last.
fn tell_peak(of: &str, before: Option<u64>) {
    if let (Some(before), Some(after)) = (before, peak()) {
        println!("{of}: peak memory {after} MiB, before it {before} MiB");
    }
}

fn main() {
    let town = std::env::var("TRACTION_BENCH_SIZE").is_ok_and(|size| size == "town");
    let (count, draws) = if town { (15, 100) } else { (1_500, 1_000) };
    let formulas = Formulas::shipped().unwrap();
    let formula = formulas.find("weights_and_ratios").unwrap();
    let schools: Vec<School> = (0..count).map(school).collect();
    let before = peak();
    let drawn = draw_from_history(&history(&schools), YEARS, draws, 7);
    let by_school: Vec<Vec<Vec<u32>>> =
        (0..count).map(|at| drawn.iter().map(|year| year[at].totals()).collect()).collect();
    let plans = plans(&schools);
    let growth = formula.growth.as_ref().unwrap();
    // Each is done once before it is timed, so that memory is told of one, not of many.
    tell_peak("draws of enrollment", before);
    let before = peak();
    black_box(formula_over_draws(formula, &schools, &drawn));
    tell_peak("the formula over all draws", before);
    let before = peak();
    black_box(sustain(&plans, &by_school, growth, &formula.plan_b, YEARS, draws, 7));
    tell_peak("five years", before);
    let mut criterion = Criterion::default().sample_size(10).configure_from_args();
    criterion.bench_function("allocate_exactly", |b| {
        b.iter(|| black_box(allocate(formula, &schools)));
    });
    criterion.bench_function("draw_enrollment", |b| {
        b.iter(|| black_box(draw_from_history(&history(&schools), YEARS, draws, 7)));
    });
    criterion.bench_function("formula_over_draws", |b| {
        b.iter(|| black_box(formula_over_draws(formula, &schools, &drawn)));
    });
    criterion.bench_function("five_years", |b| {
        b.iter(|| black_box(sustain(&plans, &by_school, growth, &formula.plan_b, YEARS, draws, 7)));
    });
    let wide = twelve_levers(formula);
    let some: Vec<School> = (0..if town { 15 } else { 300 }).map(school).collect();
    let limits = limits_of(wide.tradeoff.as_ref().unwrap());
    let before = peak();
    let choice = choose(&wide, &some, limits).unwrap();
    tell_peak("the choice of levers", before);
    println!(
        "choice: {} options, benefit {:.3}, bound {:.3}, {} programs over {} choices",
        list_options(&wide, &some).len(),
        choice.benefit,
        choice.bound,
        choice.programs,
        choice.rules.len() + 3
    );
    if let Ok(path) = std::env::var("TRACTION_BENCH_PROBLEM") {
        write_problem(&path, &wide, &some, choice.benefit);
    }
    criterion.bench_function("choose_levers_and_price_rules", |b| {
        b.iter(|| black_box(choose(&wide, &some, limits).unwrap()));
    });
    criterion.final_summary();
}
