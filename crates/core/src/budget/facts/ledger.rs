//! The ledger's lines as plans and as lines of funds.

use std::collections::BTreeMap;

use super::rows;
use crate::budget::engine::funds::FundLine;
use crate::budget::engine::people::Post;
use crate::budget::engine::sustain::{CostKind, Plan, PlanFund, PlanLine};
use crate::budget::policy::{Formula, Fund, Scale, Tier};
use crate::district::{BudgetLine, Facts, SchoolYear};

/// The version of a year's budget that plans stand on: the last of these that is there.
const VERSIONS: [&str; 3] = ["adopted", "revised", "amended"];

/// The lines of the version that plans stand on.
pub fn read_lines(facts: &Facts, year: SchoolYear) -> Vec<BudgetLine> {
    let lines = rows::<BudgetLine>(facts, year);
    let version = VERSIONS
        .into_iter()
        .rev()
        .find(|version| lines.iter().any(|line| line.version == *version))
        .map(str::to_owned)
        .or_else(|| lines.first().map(|line| line.version.clone()));
    lines.into_iter().filter(|line| Some(&line.version) == version.as_ref()).collect()
}

fn fund_of(line: &BudgetLine) -> String {
    line.fund.clone().unwrap_or_else(|_| "unknown".to_owned())
}

fn dollars(line: &BudgetLine) -> f64 {
    line.amount.0 as f64 / 100.0
}

/// Whether an account is people's pay.
fn kind(account: &str) -> CostKind {
    let account = account.to_lowercase();
    let pay = ["salar", "benefit", "wage", "stipend", "assistants"];
    if pay.iter().any(|word| account.contains(word)) { CostKind::Salary } else { CostKind::Other }
}

/// Whether a fund may only pay for some things: any but the district's own.
pub fn is_restricted(funds: &[Fund], id: &str) -> bool {
    match funds.iter().find(|fund| fund.id == id) {
        Some(fund) => fund.from != "district",
        None => id != "general",
    }
}

/// Every school's plan: its lines, its funds, and the steps of its people.
pub fn read_plans(
    formula: &Formula,
    lines: &[BudgetLine],
    students: &BTreeMap<String, u32>,
    names: &BTreeMap<String, String>,
    posts: &[Post],
    year: SchoolYear,
    years: usize,
) -> Vec<Plan> {
    let scale = formula.growth.as_ref().and_then(|growth| growth.scale.as_ref());
    let mut by_school: BTreeMap<&str, Vec<&BudgetLine>> = BTreeMap::new();
    for line in lines {
        if let Ok(school) = &line.school_id {
            by_school.entry(school.as_str()).or_default().push(line);
        }
    }
    by_school
        .into_iter()
        .filter_map(|(id, lines)| {
            let students = *students.get(id)?;
            let mut costs: BTreeMap<&str, f64> = BTreeMap::new();
            let mut funds: BTreeMap<String, f64> = BTreeMap::new();
            for line in lines {
                *costs.entry(&line.account).or_default() += dollars(line);
                *funds.entry(fund_of(line)).or_default() += dollars(line);
            }
            let costs = costs.into_iter().map(|(account, dollars)| PlanLine {
                account: account.to_owned(),
                dollars,
                kind: kind(account),
            });
            let funds = funds.into_iter().map(|(fund, dollars)| {
                let until = formula.find_fund(&fund).and_then(|fund| fund.until);
                let left = until.map(|day| {
                    usize::try_from(SchoolYear::of(day).end() - year.end()).unwrap_or(0)
                });
                let restricted = is_restricted(&formula.funds, &fund);
                PlanFund { follows_students: !restricted, fund, dollars, years_left: left }
            });
            Some(Plan {
                id: id.to_owned(),
                name: names.get(id).cloned().unwrap_or_else(|| id.to_owned()),
                students,
                costs: costs.collect(),
                funds: funds.collect(),
                steps: scale.map(|scale| steps_of(scale, id, posts, years)).unwrap_or_default(),
            })
        })
        .collect()
}

/// Growth of the teachers' pay by steps alone: each who stays is a step further each year, and the
/// last step stays the last; in the place of each who leaves comes somebody on the first.
fn steps_of(scale: &Scale, school: &str, posts: &[Post], years: usize) -> Vec<f64> {
    let Some(last) = scale.dollars.len().checked_sub(1) else { return Vec::new() };
    let leaving = scale.leaving.to_f64();
    let there = posts
        .iter()
        .filter(|post| post.school.as_deref() == Some(school) && post.job == "teacher")
        .filter_map(|post| {
            let step = (post.experience? - f64::from(scale.first_step)).max(0.0) as usize;
            Some((step.min(last), post.fte))
        });
    let mut on_step = vec![0.0; scale.dollars.len()];
    for (step, fte) in there {
        on_step[step] += fte;
    }
    let pay = |on_step: &[f64]| -> f64 {
        on_step.iter().zip(&scale.dollars).map(|(fte, dollars)| fte * *dollars as f64).sum()
    };
    let mut now = pay(&on_step);
    (0..years)
        .map(|_| {
            let mut moved = vec![0.0; on_step.len()];
            for (step, fte) in on_step.iter().enumerate() {
                moved[(step + 1).min(last)] += fte * (1.0 - leaving);
                moved[0] += fte * leaving;
            }
            let next = pay(&moved);
            let growth = if now > 0.0 { next / now - 1.0 } else { 0.0 };
            (on_step, now) = (moved, next);
            growth
        })
        .collect()
}

/// The ledger as lines of funds. What stands at a school is the school's where its fund has no
/// strings and it is not pay, and the centre's otherwise: who decides is known better by a
/// formula, whose lines say so.
pub fn fund_lines(formula: &Formula, lines: &[BudgetLine]) -> Vec<FundLine> {
    lines
        .iter()
        .map(|line| {
            let fund = fund_of(line);
            let school = line.school_id.as_ref().ok().map(|id| id.0.clone());
            let own = school.is_some()
                && kind(&line.account) == CostKind::Other
                && !is_restricted(&formula.funds, &fund);
            FundLine {
                school,
                fund,
                what: line.account.clone(),
                dollars: dollars(line),
                tier: if own { Tier::School } else { Tier::Central },
            }
        })
        .collect()
}
