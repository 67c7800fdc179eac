//! Funds: who holds which dollars, what is braided on one goal, and what is unfunded next July.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Serialize;

use super::Allocation;
use crate::budget::policy::{Formula, Fund, Tier};
use crate::district::SchoolYear;

/// Dollars of one line at one place from one fund.
#[derive(Debug, Clone, PartialEq)]
pub struct FundLine {
    /// The school; `None` for the central office.
    pub school: Option<String>,
    /// The fund.
    pub fund: String,
    /// What it buys: a line of the formula, or an account of the ledger.
    pub what: String,
    /// Dollars of the year.
    pub dollars: f64,
    /// Who decides what it buys, where that is said.
    pub tier: Option<Tier>,
}

/// The fund of lines that name none.
pub const NO_FUND: &str = "none";

/// An allocation as lines of funds. Lines without a fund are in the fund "none".
pub fn lines_of(formula: &Formula, given: &Allocation) -> Vec<FundLine> {
    let mut lines = Vec::new();
    for school in &given.schools {
        for (line, amount) in formula.lines.iter().zip(&school.amounts) {
            let Some(dollars) = amount.dollars.filter(|dollars| !dollars.is_zero()) else {
                continue;
            };
            lines.push(FundLine {
                school: Some(school.id.clone()),
                fund: line.fund.clone().unwrap_or_else(|| NO_FUND.to_owned()),
                what: line.name.clone(),
                dollars: dollars.to_f64(),
                tier: Some(line.tier),
            });
        }
    }
    lines
}

/// One fund.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FundTotal {
    /// Its id.
    pub fund: String,
    /// Its name; the id where the formula does not know it.
    pub name: String,
    /// Who gives it.
    pub from: String,
    /// The shared goal.
    pub goal: String,
    /// What it may pay for, and what not.
    pub rules: String,
    /// The last day on which it pays.
    pub until: Option<Date>,
    /// Dollars.
    pub dollars: f64,
    /// Dollars by who decides: central, partner, school; what is missing of the sum is not said.
    pub by_tier: [f64; 3],
    /// Dollars that stand at a school.
    pub at_schools: f64,
    /// Schools that have some.
    pub schools: usize,
}

/// What one fund's end leaves unfunded.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Unfunded {
    /// The fund.
    pub fund: String,
    /// Its last day.
    pub until: Date,
    /// What it paid for, largest first: what, dollars, schools.
    pub what: Vec<(String, f64, usize)>,
    /// Dollars.
    pub dollars: f64,
    /// The schools that lose most: id, dollars.
    pub schools: Vec<(String, f64)>,
}

/// Several funds on one goal.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Braid {
    /// The goal.
    pub goal: String,
    /// Funds and dollars, largest first.
    pub funds: Vec<(String, f64)>,
    /// Dollars.
    pub dollars: f64,
    /// Dollars that are still there when every fund with an end has ended.
    pub lasting: f64,
}

/// Who holds what, until when.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Funds {
    /// Funds, largest first.
    pub funds: Vec<FundTotal>,
    /// Dollars by who decides: central, partner, school; what is missing of the sum is not said.
    pub by_tier: [f64; 3],
    /// Goals with two funds or more.
    pub braids: Vec<Braid>,
    /// What is unfunded from the July after the year.
    pub unfunded: Vec<Unfunded>,
    /// What is unfunded in the year already: the fund's day has passed before it began.
    pub unfunded_now: Vec<Unfunded>,
}

/// Looks at lines of one year.
pub fn funds(known: &[Fund], year: SchoolYear, lines: &[FundLine]) -> Funds {
    let mut by_fund: BTreeMap<&str, Vec<&FundLine>> = BTreeMap::new();
    for line in lines {
        by_fund.entry(&line.fund).or_default().push(line);
    }
    let find = |id: &str| known.iter().find(|fund| fund.id == id);
    let mut totals: Vec<FundTotal> = by_fund
        .iter()
        .map(|(id, lines)| {
            let fund = find(id);
            let schools: std::collections::BTreeSet<&str> =
                lines.iter().filter_map(|line| line.school.as_deref()).collect();
            FundTotal {
                fund: (*id).to_owned(),
                name: fund.map_or_else(|| (*id).to_owned(), |fund| fund.name.clone()),
                from: fund.map(|fund| fund.from.clone()).unwrap_or_default(),
                goal: fund.map(|fund| fund.goal.clone()).unwrap_or_default(),
                rules: fund.map(rules).unwrap_or_default(),
                until: fund.and_then(|fund| fund.until),
                dollars: total(lines),
                by_tier: tiers(lines),
                at_schools: lines.iter().filter(|l| l.school.is_some()).map(|l| l.dollars).sum(),
                schools: schools.len(),
            }
        })
        .collect();
    totals.sort_by(|a, b| b.dollars.total_cmp(&a.dollars).then_with(|| a.fund.cmp(&b.fund)));
    let ended = |within: &dyn Fn(Date) -> bool| -> Vec<Unfunded> {
        totals
            .iter()
            .filter_map(|fund| {
                let until = fund.until.filter(|day| within(*day))?;
                by_fund.get(fund.fund.as_str()).map(|lines| unfunded(&fund.fund, until, lines))
            })
            .collect()
    };
    let all: Vec<&FundLine> = lines.iter().collect();
    Funds {
        by_tier: tiers(&all),
        braids: braids(&totals),
        unfunded: ended(&|day| SchoolYear::of(day) == year),
        unfunded_now: ended(&|day| SchoolYear::of(day) < year),
        funds: totals,
    }
}

fn rules(fund: &Fund) -> String {
    match (fund.pays_for.is_empty(), fund.may_not.is_empty()) {
        (_, true) => fund.pays_for.clone(),
        (true, false) => format!("Not for {}", fund.may_not),
        (false, false) => format!("{}; not for {}", fund.pays_for, fund.may_not),
    }
}

fn total(lines: &[&FundLine]) -> f64 {
    lines.iter().map(|line| line.dollars).sum()
}

fn tiers(lines: &[&FundLine]) -> [f64; 3] {
    Tier::ALL.map(|tier| lines.iter().filter(|l| l.tier == Some(tier)).map(|l| l.dollars).sum())
}

fn unfunded(fund: &str, until: Date, lines: &[&FundLine]) -> Unfunded {
    let mut what: BTreeMap<&str, (f64, std::collections::BTreeSet<&str>)> = BTreeMap::new();
    let mut schools: BTreeMap<&str, f64> = BTreeMap::new();
    for line in lines {
        let entry = what.entry(&line.what).or_default();
        entry.0 += line.dollars;
        if let Some(school) = &line.school {
            entry.1.insert(school);
            *schools.entry(school).or_default() += line.dollars;
        }
    }
    let mut what: Vec<(String, f64, usize)> =
        what.into_iter().map(|(name, (d, s))| (name.to_owned(), d, s.len())).collect();
    what.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    let mut schools: Vec<(String, f64)> =
        schools.into_iter().map(|(id, dollars)| (id.to_owned(), dollars)).collect();
    schools.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    Unfunded { fund: fund.to_owned(), until, what, dollars: total(lines), schools }
}

fn braids(totals: &[FundTotal]) -> Vec<Braid> {
    let mut goals: BTreeMap<&str, Vec<&FundTotal>> = BTreeMap::new();
    for fund in totals.iter().filter(|fund| !fund.goal.is_empty()) {
        goals.entry(&fund.goal).or_default().push(fund);
    }
    let mut braids: Vec<Braid> = goals
        .into_iter()
        .filter(|(_, funds)| funds.len() > 1)
        .map(|(goal, funds)| Braid {
            goal: goal.to_owned(),
            dollars: funds.iter().map(|fund| fund.dollars).sum(),
            lasting: funds.iter().filter(|f| f.until.is_none()).map(|f| f.dollars).sum(),
            funds: funds.iter().map(|fund| (fund.name.clone(), fund.dollars)).collect(),
        })
        .collect();
    braids.sort_by(|a, b| b.dollars.total_cmp(&a.dollars));
    braids
}
