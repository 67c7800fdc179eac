//! Five years with bands: does a school's plan stay solvent, and what gives way first?
//!
//! A plan is a school's lines of today. Each year its salaries grow by a drawn rate, and by a step
//! of the scale where one is given; what it buys grows by a drawn rate; a part of its salaries
//! follows its students, the rest does not. Money that follows students moves with them and by a
//! drawn rate; a fund with an end pays nothing afterwards, and what it paid for stays in the plan
//! until somebody cuts it. A deficit is a cost above the money of the year.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;
use serde::Serialize;

use crate::budget::policy::{Growth, GrowthBand, PlanB, begins};

/// What a line of a plan is, and so how it grows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CostKind {
    /// People's pay: grows with salaries and steps, and in part follows students.
    Salary,
    /// Anything else: grows with prices.
    Other,
}

/// One cost of a plan.
#[derive(Debug, Clone, PartialEq)]
pub struct PlanLine {
    /// The account, as the ledger has it.
    pub account: String,
    /// A year's dollars today.
    pub dollars: f64,
    /// What it is.
    pub kind: CostKind,
}

/// One fund of a plan.
#[derive(Debug, Clone, PartialEq)]
pub struct PlanFund {
    /// The fund's name.
    pub fund: String,
    /// A year's dollars today.
    pub dollars: f64,
    /// Whether it moves with students.
    pub follows_students: bool,
    /// How many of the coming years it pays in; `None` for all.
    pub years_left: Option<usize>,
}

/// One school's plan.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// The district's number.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Students today.
    pub students: u32,
    /// What it pays for.
    pub costs: Vec<PlanLine>,
    /// What pays.
    pub funds: Vec<PlanFund>,
    /// Growth of pay by steps alone in each coming year: 0.02 for two percent. Empty for none.
    pub steps: Vec<f64>,
}

/// One coming year of one school.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PlanYear {
    /// 1 for next year.
    pub year: usize,
    /// The share of draws with a deficit.
    pub deficit: f64,
    /// Money less cost: one draw in ten is below, the middle, one in ten above.
    pub balance: (f64, f64, f64),
    /// Students: one draw in ten is below, the middle, one in ten above.
    pub students: (f64, f64, f64),
    /// What must be cut, or found, to be solvent in eight draws of ten; 0 when nothing.
    pub gap: f64,
    /// Lines of plan B that close that gap, in order, and the dollars of each.
    pub cuts: Vec<(String, f64)>,
    /// What plan B does not close.
    pub uncovered: f64,
    /// The fewest students at which the middle of the draws breaks even; `None` when no number does.
    pub break_even: Option<f64>,
}

/// One school.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SchoolOutlook {
    /// The district's number.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Coming years.
    pub years: Vec<PlanYear>,
    /// The share of draws in which no year has a deficit.
    pub stays_solvent: f64,
    /// Whether it stays solvent in eight draws of ten.
    pub solvent_at_80: bool,
    /// Dollars of funds that end before each coming year: fund, year (1 for next), dollars.
    pub ending: Vec<(String, usize, f64)>,
}

/// The district.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Outlook {
    /// Schools, in the order in which they were given.
    pub schools: Vec<SchoolOutlook>,
    /// Draws that were looked at.
    pub draws: usize,
    /// The share of schools that stay solvent in eight draws of ten.
    pub solvent_at_80: f64,
    /// The district's balance by year: one draw in ten below, middle, one in ten above.
    pub balance: Vec<(f64, f64, f64)>,
}

/// Drawn growth by year and draw, shared by all schools, and the middle of each year.
struct Drawn {
    salaries: Vec<f64>,
    prices: Vec<f64>,
    revenue: Vec<f64>,
    middle: Vec<(f64, f64, f64)>,
}

/// Looks ahead. `students[school][year][draw]`, in the order of the plans; a school without draws
/// keeps its students.
pub fn sustain(
    plans: &[Plan],
    students: &[Vec<Vec<u32>>],
    growth: &Growth,
    plan_b: &[PlanB],
    years: usize,
    draws: usize,
    seed: u64,
) -> Outlook {
    let drawn = draw_growth(growth, years, draws, seed);
    let follows = growth.follows_students.to_f64();
    let run: Vec<(SchoolOutlook, Vec<Vec<f64>>)> = plans
        .par_iter()
        .enumerate()
        .map(|(at, plan)| {
            let none = Vec::new();
            let students = students.get(at).unwrap_or(&none);
            look(plan, students, &drawn, follows, plan_b, years, draws)
        })
        .collect();
    let balance = (0..years)
        .map(|year| {
            let totals: Vec<f64> =
                (0..draws).map(|draw| run.iter().map(|(_, b)| b[year][draw]).sum()).collect();
            band(&totals)
        })
        .collect();
    let schools: Vec<SchoolOutlook> = run.into_iter().map(|(school, _)| school).collect();
    let solvent = schools.iter().filter(|school| school.solvent_at_80).count();
    Outlook { solvent_at_80: solvent as f64 / schools.len().max(1) as f64, schools, draws, balance }
}

fn draw_growth(growth: &Growth, years: usize, draws: usize, seed: u64) -> Drawn {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    // Rates of one draw belong together, and a year's rate builds on the years before it.
    let mut path = |band: &GrowthBand| {
        let mut factors = vec![1.0; years * draws];
        for draw in 0..draws {
            let mut factor = 1.0;
            for year in 0..years {
                factor *= 1.0 + rate(band, rng.random::<f64>());
                factors[year * draws + draw] = factor;
            }
        }
        factors
    };
    let (salaries, prices, revenue) =
        (path(&growth.salaries), path(&growth.prices), path(&growth.revenue));
    let of = |series: &[f64], year: usize| band(&series[year * draws..(year + 1) * draws]).1;
    let middle = (0..years)
        .map(|year| (of(&salaries, year), of(&prices, year), of(&revenue, year)))
        .collect();
    Drawn { salaries, prices, revenue, middle }
}

/// A rate of a band: its low at one in ten, its middle at a half, its high at nine in ten, and
/// straight lines between and beyond.
fn rate(band: &GrowthBand, at: f64) -> f64 {
    let (low, middle, high) = (band.low.to_f64(), band.middle.to_f64(), band.high.to_f64());
    if at < 0.5 {
        middle + (middle - low) * (at - 0.5) / 0.4
    } else {
        middle + (high - middle) * (at - 0.5) / 0.4
    }
}

/// One in ten below, the middle, one in ten above.
fn band(numbers: &[f64]) -> (f64, f64, f64) {
    let sorted = sorted(numbers);
    (ranked(&sorted, 0.1), ranked(&sorted, 0.5), ranked(&sorted, 0.9))
}

fn sorted(numbers: &[f64]) -> Vec<f64> {
    let mut sorted = numbers.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    sorted
}

/// The value at a share of sorted numbers, by the nearest rank.
fn ranked(sorted: &[f64], share: f64) -> f64 {
    let rank = (share * sorted.len() as f64).ceil().max(1.0) as usize;
    sorted.get(rank - 1).copied().unwrap_or(0.0)
}

fn look(
    plan: &Plan,
    students: &[Vec<u32>],
    drawn: &Drawn,
    follows: f64,
    plan_b: &[PlanB],
    years: usize,
    draws: usize,
) -> (SchoolOutlook, Vec<Vec<f64>>) {
    let of = |kind: CostKind| -> f64 {
        plan.costs.iter().filter(|line| line.kind == kind).map(|line| line.dollars).sum()
    };
    let (salaries, other) = (of(CostKind::Salary), of(CostKind::Other));
    let base = f64::from(plan.students.max(1));
    let mut solvent = vec![true; draws];
    let mut balances = Vec::with_capacity(years);
    let mut outlook = Vec::with_capacity(years);
    let mut steps = 1.0;
    for year in 0..years {
        steps *= 1.0 + plan.steps.get(year).copied().unwrap_or(0.0);
        let paying = |fund: &&PlanFund| fund.years_left.is_none_or(|left| year < left);
        let money = |follows: bool| -> f64 {
            let funds = plan.funds.iter().filter(paying);
            funds.filter(|fund| fund.follows_students == follows).map(|fund| fund.dollars).sum()
        };
        let (moving, fixed) = (money(true), money(false));
        let of_students = |draw: usize| {
            students.get(year).and_then(|drawn| drawn.get(draw)).map_or(base, |n| f64::from(*n))
        };
        let balance: Vec<f64> = (0..draws)
            .map(|draw| {
                let at = year * draws + draw;
                let ratio = of_students(draw) / base;
                let revenue = (moving * ratio + fixed) * drawn.revenue[at];
                let pay = salaries * steps * drawn.salaries[at] * (1.0 + follows * (ratio - 1.0));
                revenue - pay - other * drawn.prices[at]
            })
            .collect();
        for (draw, balance) in balance.iter().enumerate() {
            solvent[draw] &= *balance >= 0.0;
        }
        let counts: Vec<f64> = (0..draws).map(of_students).collect();
        let in_order = sorted(&balance);
        let gap = (-ranked(&in_order, 0.2)).max(0.0);
        let (salaries_grown, prices_grown, revenue_grown) = drawn.middle[year];
        let grown = (steps * salaries_grown, prices_grown, revenue_grown);
        let (cuts, uncovered) = cut(plan, plan_b, gap, grown);
        // At ratio x: moving·r·x + fixed·r = pay·(1 − f + f·x) + other.
        let slope = moving * grown.2 - salaries * grown.0 * follows;
        let rest = salaries * grown.0 * (1.0 - follows) + other * grown.1 - fixed * grown.2;
        let even = (slope > 0.0).then(|| (rest / slope * base).max(0.0));
        outlook.push(PlanYear {
            year: year + 1,
            deficit: balance.iter().filter(|b| **b < 0.0).count() as f64 / draws.max(1) as f64,
            balance: (ranked(&in_order, 0.1), ranked(&in_order, 0.5), ranked(&in_order, 0.9)),
            students: band(&counts),
            gap,
            cuts,
            uncovered,
            break_even: even,
        });
        balances.push(balance);
    }
    let stays = solvent.iter().filter(|s| **s).count() as f64 / draws.max(1) as f64;
    let ending = plan.funds.iter().filter_map(|fund| {
        let left = fund.years_left.filter(|left| *left < years)?;
        Some((fund.fund.clone(), left + 1, fund.dollars))
    });
    let school = SchoolOutlook {
        id: plan.id.clone(),
        name: plan.name.clone(),
        years: outlook,
        stays_solvent: stays,
        solvent_at_80: stays >= 0.8 - 1e-12,
        ending: ending.collect(),
    };
    (school, balances)
}

/// The lines of plan B that close a gap, in their order, each as far as its share goes.
fn cut(
    plan: &Plan,
    plan_b: &[PlanB],
    gap: f64,
    (salaries, prices, _): (f64, f64, f64),
) -> (Vec<(String, f64)>, f64) {
    let mut left = gap;
    let mut cuts = Vec::new();
    let mut taken = vec![false; plan.costs.len()];
    for line in plan_b {
        if left <= 0.5 {
            break;
        }
        let mut dollars = 0.0;
        for (at, cost) in plan.costs.iter().enumerate() {
            if !taken[at] && begins(&cost.account, &line.account) {
                taken[at] = true;
                let grown = if cost.kind == CostKind::Salary { salaries } else { prices };
                dollars += cost.dollars * grown * line.share.to_f64();
            }
        }
        let used = dollars.min(left);
        if used > 0.5 {
            cuts.push((line.name.clone(), used));
            left -= used;
        }
    }
    (cuts, left.max(0.0))
}
