//! The ledger's lines as plans and as lines of funds.

use std::collections::BTreeMap;

use super::rows;
use crate::budget::engine::funds::FundLine;
use crate::budget::engine::funds::NO_FUND;
use crate::budget::engine::people::Post;
use crate::budget::engine::sustain::{CostKind, Plan, PlanFund, PlanLine};
use crate::budget::model::{Allocation, SchoolAllocation, sum};
use crate::budget::policy::{Account, AccountKind, Formula, MoneyFrom, Scale};
use crate::district::{BudgetLine, Facts, SchoolYear};
use crate::exact::Exact;

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

/// The lines that stand at schools, by school.
pub fn lines_by_school(lines: Vec<BudgetLine>) -> BTreeMap<String, Vec<BudgetLine>> {
    let mut by_school: BTreeMap<String, Vec<BudgetLine>> = BTreeMap::new();
    for line in lines {
        if let Ok(school) = &line.school_id {
            by_school.entry(school.0.clone()).or_default().push(line);
        }
    }
    by_school
}

/// What one full-time person in a job costs by a school's lines: the job's pay with its part of
/// the benefits, over its people, to the dollar. A cost to the cent would be no truer.
pub fn cost_of_job(
    formula: &Formula,
    lines: &[BudgetLine],
    job: &str,
    people: Exact,
) -> Option<Exact> {
    let total = |counts: &dyn Fn(&Account) -> bool| {
        let inside =
            lines.iter().filter(|line| formula.find_account(&line.account).is_some_and(counts));
        sum(inside.map(|line| Exact::cents(line.amount.0)))
    };
    let pay = total(&|account| account.job.as_deref() == Some(job));
    let all = total(&|account| account.kind == AccountKind::Pay);
    if pay.is_zero() || all.is_zero() {
        return None;
    }
    let benefits = total(&|account| account.kind == AccountKind::Benefits);
    Some(pay.plus(benefits.times(pay.over(all)?)?)?.over(people)?.round())
}

/// What a school's plan costs, by fund: its lines that are no revenue.
pub fn cost_by_fund(formula: &Formula, lines: &[BudgetLine]) -> BTreeMap<String, Exact> {
    by_fund(lines.iter().filter(|line| formula.kind_of(&line.account) != AccountKind::Revenue))
}

/// What a school's plan is paid from, by fund; `None` where the formula's rule does not say it.
pub fn money_by_fund(
    formula: &Formula,
    lines: &[BudgetLine],
    given: Option<&SchoolAllocation>,
) -> Option<BTreeMap<String, Exact>> {
    match formula.money {
        MoneyFrom::Balanced => Some(cost_by_fund(formula, lines)),
        MoneyFrom::Revenue => {
            let revenue =
                lines.iter().filter(|line| formula.kind_of(&line.account) == AccountKind::Revenue);
            Some(by_fund(revenue)).filter(|funds| !funds.is_empty())
        }
        MoneyFrom::Formula => {
            let mut funds: BTreeMap<String, Exact> = BTreeMap::new();
            for (line, amount) in formula.lines.iter().zip(&given?.amounts) {
                let fund = line.fund.clone().unwrap_or_else(|| NO_FUND.to_owned());
                let total = funds.entry(fund).or_insert(Exact::ZERO);
                *total = total.plus(amount.dollars?)?;
            }
            Some(funds)
        }
    }
}

fn by_fund<'a>(lines: impl Iterator<Item = &'a BudgetLine>) -> BTreeMap<String, Exact> {
    let mut funds: BTreeMap<String, Exact> = BTreeMap::new();
    for line in lines {
        let total = funds.entry(fund_of(line)).or_insert(Exact::ZERO);
        *total = total.plus(Exact::cents(line.amount.0)).unwrap_or(*total);
    }
    funds
}

/// What plans are made of.
#[derive(Debug, Clone, Copy)]
pub struct Books<'a> {
    /// The formula.
    pub formula: &'a Formula,
    /// What it gives.
    pub given: &'a Allocation,
    /// The ledger's lines by school.
    pub lines: &'a BTreeMap<String, Vec<BudgetLine>>,
    /// Positions.
    pub posts: &'a [Post],
    /// The year of the ledger.
    pub year: SchoolYear,
}

/// Every school's plan: its lines, its funds, and the steps of its people. `students` are those of
/// today; a school without them, or without money that is known, has no plan.
pub fn read_plans(books: &Books<'_>, students: &BTreeMap<String, u32>, years: usize) -> Vec<Plan> {
    let formula = books.formula;
    let scale = formula.growth.as_ref().and_then(|growth| growth.scale.as_ref());
    let plan = |(id, lines): (&String, &Vec<BudgetLine>)| {
        let given = books.given.find_school(id);
        let mut costs: BTreeMap<&str, f64> = BTreeMap::new();
        for line in lines {
            *costs.entry(&line.account).or_default() += dollars(line);
        }
        let costs = costs.into_iter().filter_map(|(account, dollars)| {
            let kind = match formula.kind_of(account) {
                AccountKind::Revenue => return None,
                AccountKind::Pay | AccountKind::Benefits => CostKind::Salary,
                AccountKind::Other => CostKind::Other,
            };
            Some(PlanLine { account: account.to_owned(), dollars, kind })
        });
        let mut money = money_by_fund(formula, lines, given)?;
        money.retain(|_, dollars| !dollars.is_zero());
        let funds = money.into_iter().map(|(id, dollars)| {
            let known = formula.find_fund(&id);
            let until = known.and_then(|fund| fund.until);
            let left = until.map(|day| {
                usize::try_from(SchoolYear::of(day).end() - books.year.end()).unwrap_or(0)
            });
            PlanFund {
                follows_students: !formula.is_restricted(&id),
                fund: known.map_or(id, |fund| fund.name.clone()),
                dollars: dollars.to_f64(),
                years_left: left,
            }
        });
        Some(Plan {
            id: id.clone(),
            name: given.map_or_else(|| id.clone(), |school| school.name.clone()),
            students: *students.get(id)?,
            costs: costs.collect(),
            funds: funds.collect(),
            steps: scale.map(|scale| steps_of(scale, id, books.posts, years)).unwrap_or_default(),
        })
    };
    books.lines.iter().filter_map(plan).collect()
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

/// The ledger's costs as lines of funds. Who decides is what the formula says of the account, or
/// else of the fund.
pub fn fund_lines(formula: &Formula, lines: &[BudgetLine]) -> Vec<FundLine> {
    lines
        .iter()
        .filter(|line| formula.kind_of(&line.account) != AccountKind::Revenue)
        .map(|line| {
            let fund = fund_of(line);
            let account = formula.find_account(&line.account).and_then(|account| account.tier);
            FundLine {
                school: line.school_id.as_ref().ok().map(|id| id.0.clone()),
                what: line.account.clone(),
                dollars: dollars(line),
                tier: account.or_else(|| formula.find_fund(&fund).and_then(|fund| fund.tier)),
                fund,
            }
        })
        .collect()
}

/// Something of the ledger that the formula does not know.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unmapped {
    /// The account, or the fund, as the ledger writes it.
    pub name: String,
    /// Whether it is a fund.
    pub fund: bool,
    /// Its dollars.
    pub dollars: Exact,
    /// As what it is counted, and how to say otherwise.
    pub remedy: &'static str,
}

/// Accounts and funds of the ledger that the formula does not name, largest first.
pub fn list_unmapped(formula: &Formula, lines: &[BudgetLine]) -> Vec<Unmapped> {
    let mut found: BTreeMap<(bool, String), Exact> = BTreeMap::new();
    let mut put = |fund: bool, name: String, line: &BudgetLine| {
        let total = found.entry((fund, name)).or_insert(Exact::ZERO);
        *total = total.plus(Exact::cents(line.amount.0)).unwrap_or(*total);
    };
    for line in lines {
        if formula.find_account(&line.account).is_none() {
            put(false, line.account.clone(), line);
        }
        let fund = fund_of(line);
        if formula.find_fund(&fund).is_none_or(|fund| fund.restricted.is_none()) {
            put(true, fund, line);
        }
    }
    let mut list: Vec<Unmapped> = found
        .into_iter()
        .map(|((fund, name), dollars)| Unmapped {
            name,
            fund,
            dollars,
            remedy: match fund {
                true => {
                    "counted as money with strings; add a [[fund]] with restricted = true or false"
                }
                false => {
                    "counted as something bought, that is no pay; add an [[account]] with its kind"
                }
            },
        })
        .collect();
    list.sort_by(|a, b| b.dollars.cmp(&a.dollars).then_with(|| a.cmp(b)));
    list
}
