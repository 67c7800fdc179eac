//! The plan of a district: whether each line and gear turns, the cabinet's agenda, the contracts'
//! scorecards, the planning year, lead times and supervisors' time.
//!
//! The plan is the sample's own, with a goal of each kind and two milestones for each school.
//! `TRACTION_BENCH_SIZE` is `town` (5 schools), `city` (the default, 93) or `metro` (1,600).
#![allow(missing_docs, clippy::unwrap_used, clippy::print_stdout)]

use std::collections::BTreeMap;
use std::hint::black_box;

use criterion::{Criterion, Throughput};
use jiff::ToSpan;
use jiff::civil::{Date, date};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use traction_core::plan::check::check;
use traction_core::plan::engine::{
    Scorecard, add_up_contacts, add_up_schools, braid, list_agenda, measure_lead_times, score,
    track, work_backwards,
};
use traction_core::plan::model::{
    Activity, Cabinet, Contact, Known, Line, LineKind, Observed, Records, Release,
};
use traction_core::plan::policy::{PLANNING_YEAR, PlanningYear};
use traction_core::sample::{Size, governing};

const TODAY: Date = date(2026, 11, 2);
/// Schools that answer to one supervisor.
const SPAN: usize = 12;
/// Days of a school year on which a supervisor logs something.
const LOGGED_DAYS: i32 = 180;

/// What a plan is tracked by.
struct District {
    schools: Vec<String>,
    lines: Vec<Line>,
    known: Known,
    records: Records,
    cabinet: Cabinet,
    year: PlanningYear,
    releases: Vec<Release>,
    first_days: BTreeMap<i16, Date>,
    contacts: Vec<Contact>,
    assigned: BTreeMap<String, Vec<String>>,
}

/// The sample's lines, and for each school a goal like each of the sample's and two milestones.
fn lines(schools: &[String], own: &[Line]) -> Vec<Line> {
    let mut lines = own.to_vec();
    for school in schools {
        for goal in own.iter().filter(|line| line.kind == LineKind::Goal) {
            let mut goal = goal.clone();
            goal.id = format!("{}-{school}", goal.id);
            goal.target.as_mut().unwrap().school = Some(school.clone());
            lines.push(goal);
        }
        for milestone in own.iter().filter(|line| line.kind == LineKind::Milestone).take(2) {
            lines.push(Line { id: format!("{}-{school}", milestone.id), ..milestone.clone() });
        }
    }
    lines
}

/// Eight years of figures for every goal, the budget of every amount, half of the milestones done.
fn known(lines: &[Line], random: &mut ChaCha8Rng) -> Known {
    let mut known = Known::default();
    for line in lines {
        if line.target.is_some() {
            let figures = (2019..=2026).map(|year| {
                let value: f64 = random.random_range(0.2..0.9);
                Observed { year, value, interval: Some((value - 0.05, value + 0.05)) }
            });
            known.figures.insert(line.id.clone(), figures.collect());
        }
        if let Some(amount) = &line.amount {
            let share = random.random_range(40..140);
            known.budgeted.insert(line.id.clone(), amount.cents / 100 * share);
        }
        if line.kind == LineKind::Milestone && random.random_bool(0.5) {
            known.done.insert(line.id.clone(), date(2026, 9, 1));
        }
        if let Some(sooner) = &line.lead_time {
            known.days_sooner.insert(sooner.figure.clone(), random.random_range(-10..60));
        }
    }
    known
}

fn district(size: Size) -> District {
    let mut random = ChaCha8Rng::seed_from_u64(1954);
    let count = match size {
        Size::Town => 5,
        Size::City => 93,
        Size::Metro => 1_600,
    };
    let schools: Vec<String> = (0..count).map(|at| format!("{at:05}")).collect();
    let (text, records) = governing::governing(size).unwrap();
    let lines = lines(&schools, &text.lines);
    let year = PlanningYear::parse("planning_year.toml", PLANNING_YEAR).unwrap();
    let mut releases = Vec::new();
    for (of, begin) in [(2026, date(2025, 8, 20)), (2027, date(2026, 8, 20))] {
        for figure in &year.figures {
            for school in &schools {
                let days: i32 = figure.needed_days_before + random.random_range(-40..40);
                let on = begin.checked_sub(days.days()).unwrap();
                releases.push(Release {
                    figure: figure.id.clone(),
                    year: of,
                    school_id: school.clone(),
                    on,
                });
            }
        }
    }
    let mut contacts = Vec::new();
    let mut assigned = BTreeMap::new();
    for (at, of) in schools.chunks(SPAN).enumerate() {
        let supervisor = format!("Supervisor {at}");
        for day in 0..LOGGED_DAYS {
            for activity in Activity::ALL {
                let school = &of[random.random_range(0..of.len())];
                contacts.push(Contact {
                    supervisor: supervisor.clone(),
                    on: date(2026, 1, 5).checked_add(day.days()).unwrap(),
                    activity,
                    school_id: activity.in_school().then(|| school.clone()),
                    minutes: random.random_range(20..120),
                    note: String::new(),
                });
            }
        }
        assigned.insert(supervisor, of.to_vec());
    }
    District {
        known: known(&lines, &mut random),
        first_days: records.first_day.iter().map(|first| (first.year, first.day)).collect(),
        cabinet: Cabinet {
            name: "Cabinet".to_owned(),
            staff_hundredths: 150,
            members: records.member.clone(),
            groups: records.working_group.clone(),
            pledges: records.pledge.clone(),
            meetings: records.meeting.clone(),
        },
        schools,
        lines,
        records,
        year,
        releases,
        contacts,
        assigned,
    }
}

/// Each year of each contract, by figures that every target has.
fn scorecards(district: &District) -> Vec<Scorecard> {
    let given = district.records.support.iter().map(|given| (given.support.clone(), given.on));
    let given = given.collect();
    let contracts = &district.records.contract;
    let cards = contracts.iter().flat_map(|contract| {
        let figures = (2025..=2028).map(|year| Observed { year, value: 0.3, interval: None });
        let figures: Vec<Observed> = figures.collect();
        let observed = contract.targets.iter().map(|t| (t.id.clone(), figures.clone())).collect();
        let cards =
            contract.list_years().filter_map(|y| score(contract, y, &observed, &given, TODAY));
        cards.collect::<Vec<_>>()
    });
    cards.collect()
}

/// Peak memory of this process in MiB, where the system tells.
fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM"))?;
    line.split_whitespace().nth(1)?.parse::<u64>().ok().map(|kib| kib / 1024)
}

fn main() {
    let word = std::env::var("TRACTION_BENCH_SIZE").unwrap_or_default();
    let district = district(Size::find(&word).unwrap_or(Size::City));
    let before = peak();
    let District { lines, known, cabinet, schools, releases, first_days, .. } = &district;
    let tracked = track(lines, known, TODAY);
    let goals = lines.iter().filter(|line| line.kind == LineKind::Goal).count();
    println!(
        "{} schools, {} lines of which {goals} goals, {} visits; gears: {}",
        schools.len(),
        lines.len(),
        district.contacts.len(),
        tracked.gears.each_ref().map(|gear| gear.turning.words()).join(", ")
    );
    let wrong = check(lines, known, TODAY, &tracked);
    assert!(wrong.is_empty(), "{wrong:?}");
    if let (Some(before), Some(after)) = (before, peak()) {
        println!("peak memory {after} MiB, of which {before} MiB what is tracked");
    }
    let shared = &district.records.cabinet.as_ref().unwrap().shared;
    let next = date(2026, 11, 19);
    let mut criterion = Criterion::default().sample_size(10).configure_from_args();
    let mut group = criterion.benchmark_group("plan");
    group.throughput(Throughput::Elements(lines.len() as u64));
    group.bench_function(format!("gears and goals/{}", lines.len()), |b| {
        b.iter(|| black_box(track(lines, known, TODAY)));
    });
    group.bench_function("agenda, funds, scorecards", |b| {
        b.iter(|| {
            black_box(list_agenda(lines, &tracked, cabinet, shared, TODAY, next));
            black_box(braid(lines, &cabinet.pledges, 2027));
            black_box(scorecards(&district))
        });
    });
    group.throughput(Throughput::Elements(releases.len() as u64));
    group.bench_function(format!("year and lead times/{}", releases.len()), |b| {
        b.iter(|| {
            let (steps, figures) = (&district.year.steps, &district.year.figures);
            black_box(work_backwards(steps, figures, first_days[&2027]).unwrap());
            black_box(measure_lead_times(figures, releases, schools, first_days, 2027))
        });
    });
    group.throughput(Throughput::Elements(district.contacts.len() as u64));
    group.bench_function(format!("supervisors and schools/{}", district.contacts.len()), |b| {
        b.iter(|| {
            let (from, to) = (date(2026, 1, 1), TODAY);
            black_box(add_up_contacts(&district.contacts, &district.assigned, from, to));
            black_box(add_up_schools(&district.contacts, &district.assigned, schools, from, to))
        });
    });
    group.finish();
    criterion.final_summary();
}
