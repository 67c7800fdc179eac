//! Trade-offs: which levers, at which schools, under one budget, and what each rule costs.
//!
//! A lever at a school has a price, reaches students, and has a cited range of effect. Chosen is
//! what has the most need-weighted benefit: students reached × effect × the school's need over
//! the mean need. The choice keeps to the budget, the cap on central positions, the most levers
//! at one school, and the least share for schools of high need. What a rule costs is found by
//! choosing again without it.

mod search;
mod simplex;

use serde::Serialize;
use thiserror::Error;

use super::{Allocation, allocate, holds, number_in};
use crate::budget::model::School;
use crate::budget::policy::{Formula, Tradeoff};
use search::{Found, search};
use simplex::Rows;

/// How near to the best possible a choice must be before the search ends.
pub const GAP: f64 = 1e-4;
/// Linear programs after which the best choice so far is given, with how far it may be from best.
const MOST_PROGRAMS: usize = 4_000;

/// One lever at one school, as numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct LeverAt {
    /// The school, by its place.
    pub school: usize,
    /// The lever, by its place.
    pub lever: usize,
    /// Most units.
    pub at_most: u32,
    /// Dollars of a unit.
    pub cost: f64,
    /// Students that a unit reaches.
    pub students: f64,
    /// Central positions of a unit.
    pub central: f64,
    /// Need over the mean need.
    pub need: f64,
    /// Whether the school counts as high need.
    pub high_need: bool,
    /// Effect of the lever: low, middle, high.
    pub effect: (f64, f64, f64),
}

/// What the choice must keep to, as numbers; `None` where there is no such rule.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limits {
    /// Dollars.
    pub budget: f64,
    /// Central positions.
    pub central: Option<f64>,
    /// Levers at one school.
    pub a_school: Option<u32>,
    /// Least share of the dollars spent for schools of high need.
    pub high_need_share: Option<f64>,
}

/// A chosen lever at a school.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Chosen {
    /// The school's number.
    pub school_id: String,
    /// Its name.
    pub school: String,
    /// The lever, by its place.
    pub lever: usize,
    /// Units.
    pub units: u32,
    /// Dollars.
    pub dollars: f64,
    /// Students reached.
    pub students: f64,
    /// Whether it is chosen too when every effect is at its low end, and at its high end.
    pub holds_at_low: bool,
    /// The same at the high end.
    pub holds_at_high: bool,
}

/// What one lever comes to.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LeverTotal {
    /// The lever, by its place.
    pub lever: usize,
    /// Schools that have it.
    pub schools: usize,
    /// Dollars.
    pub dollars: f64,
    /// Students reached.
    pub students: f64,
}

/// A rule that the choice keeps to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// The budget; its cost is what one percent more would bring.
    Budget,
    /// The cap on central positions.
    CentralPositions,
    /// The most levers at one school.
    LeversASchool,
    /// The least share for schools of high need.
    HighNeedShare,
}

/// What a rule costs.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RuleCost {
    /// The rule.
    pub rule: Rule,
    /// Need-weighted benefit that is lost to it, as a share of what is reached with it.
    pub benefit_share: f64,
    /// Need-weighted benefit that is lost to it.
    pub benefit: f64,
    /// Students that each lever reaches less with the rule than without: lever, students; below
    /// zero where it reaches more.
    pub students: Vec<(usize, f64)>,
}

/// The choice.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Choice {
    /// What is chosen, by school and lever.
    pub chosen: Vec<Chosen>,
    /// By lever.
    pub levers: Vec<LeverTotal>,
    /// Dollars spent.
    pub dollars: f64,
    /// Dollars spent at schools of high need.
    pub high_need_dollars: f64,
    /// Central positions taken.
    pub central: f64,
    /// Students reached, counted once for each lever.
    pub students: f64,
    /// Need-weighted benefit at middle effects, in student standard deviations.
    pub benefit: f64,
    /// The same choice at low and at high effects.
    pub benefit_range: (f64, f64),
    /// No choice has more benefit than this.
    pub bound: f64,
    /// What one more dollar, or unit, of each rule would bring at the margin.
    pub rules: Vec<RuleCost>,
    /// Linear programs that were solved.
    pub programs: usize,
}

/// Why there is no choice.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum TradeoffError {
    /// The formula has no levers, or no budget for them.
    #[error("the formula {0} has no levers and no [tradeoff]")]
    NoLevers(String),
    /// Nothing keeps to all rules.
    #[error("nothing keeps to all rules at once")]
    NothingFits,
    /// The numbers did not settle.
    #[error("the choice did not settle; the prices or effects differ by too many orders")]
    NotSettled,
}

/// The options of a formula at its schools.
pub fn list_options(formula: &Formula, schools: &[School]) -> Vec<LeverAt> {
    let given = allocate(formula, schools);
    let tradeoff = formula.tradeoff.as_ref();
    let need = needs(formula, &given);
    let mut options = Vec::new();
    for (school, of) in given.schools.iter().enumerate() {
        let known = &of.values;
        let high_need = tradeoff
            .and_then(|t| t.high_need.as_ref())
            .is_some_and(|(when, _)| holds(Some(when), known).unwrap_or(false));
        for (place, lever) in formula.levers.iter().enumerate() {
            if !holds(lever.when.as_ref(), known).unwrap_or(false) {
                continue;
            }
            let (Ok(cost), Ok(students)) =
                (number_in(&lever.cost, known), number_in(&lever.reaches, known))
            else {
                continue;
            };
            let central = match &lever.central_positions {
                None => 0.0,
                Some(positions) => match number_in(positions, known) {
                    Ok(positions) => positions.to_f64(),
                    Err(_) => continue,
                },
            };
            let effect = &lever.effect;
            options.push(LeverAt {
                school,
                lever: place,
                at_most: lever.at_most,
                cost: cost.to_f64(),
                students: students.to_f64(),
                central,
                need: need[school],
                high_need,
                effect: (effect.0.to_f64(), effect.1.to_f64(), effect.2.to_f64()),
            });
        }
    }
    options
}

/// Need over the mean need; 1 where there is no rule, or a school's is not known.
fn needs(formula: &Formula, given: &Allocation) -> Vec<f64> {
    let of = |values: &[_]| {
        let need = formula.need.as_ref()?;
        number_in(&need.is, values).ok().map(|n| n.to_f64().max(0.0))
    };
    let known: Vec<Option<f64>> = given.schools.iter().map(|s| of(&s.values)).collect();
    let there: Vec<f64> = known.iter().flatten().copied().collect();
    let mean = there.iter().sum::<f64>() / there.len().max(1) as f64;
    known
        .into_iter()
        .map(|need| need.filter(|_| mean > 0.0).map_or(1.0, |need| need / mean))
        .collect()
}

/// The limits of a formula.
pub fn limits_of(tradeoff: &Tradeoff) -> Limits {
    Limits {
        budget: tradeoff.budget.to_f64(),
        central: tradeoff.central_positions.map(|n| n.to_f64()),
        a_school: tradeoff.levers_a_school,
        high_need_share: tradeoff.high_need.as_ref().map(|(_, share)| share.to_f64()),
    }
}

/// Chooses by a formula's levers and rules; `limits` may be the formula's or changed by hand.
///
/// # Errors
/// See [`TradeoffError`].
pub fn choose(
    formula: &Formula,
    schools: &[School],
    limits: Limits,
) -> Result<Choice, TradeoffError> {
    if formula.levers.is_empty() {
        return Err(TradeoffError::NoLevers(formula.id.clone()));
    }
    let options = list_options(formula, schools);
    let middle = solve(&options, limits, |o| o.effect.1)?;
    let low = solve(&options, limits, |o| o.effect.0)?;
    let high = solve(&options, limits, |o| o.effect.2)?;
    let mut choice = told(formula, schools, &options, &middle);
    for (chosen, at) in choice.chosen.iter_mut().zip(picked(&middle)) {
        chosen.holds_at_low = low.units[at] > 0;
        chosen.holds_at_high = high.units[at] > 0;
    }
    let without = [
        (Rule::Budget, Some(Limits { budget: limits.budget * 1.01, ..limits })),
        (Rule::CentralPositions, limits.central.map(|_| Limits { central: None, ..limits })),
        (Rule::LeversASchool, limits.a_school.map(|_| Limits { a_school: None, ..limits })),
        (
            Rule::HighNeedShare,
            limits.high_need_share.map(|_| Limits { high_need_share: None, ..limits }),
        ),
    ];
    for (rule, limits) in without {
        let Some(limits) = limits else { continue };
        let free = solve(&options, limits, |o| o.effect.1)?;
        choice.programs += free.programs;
        choice.rules.push(cost_of(rule, formula, &options, &middle, &free));
    }
    choice.programs += low.programs + high.programs;
    Ok(choice)
}

fn picked(found: &Found) -> Vec<usize> {
    (0..found.units.len()).filter(|at| found.units[*at] > 0).collect()
}

/// The program of options under limits.
fn rows(options: &[LeverAt], limits: Limits, effect: impl Fn(&LeverAt) -> f64) -> Rows {
    let mut right = vec![limits.budget];
    let mut row = |value: f64| {
        right.push(value);
        right.len() - 1
    };
    let central = limits.central.map(&mut row);
    let share = limits.high_need_share.map(|share| (row(0.0), share));
    let schools = options.iter().map(|o| o.school + 1).max().unwrap_or(0);
    let a_school = limits
        .a_school
        .map(|most| (0..schools).map(|_| row(f64::from(most))).collect::<Vec<usize>>());
    let columns = options.iter().map(|option| {
        let mut column = vec![(0, option.cost)];
        if let Some(central) = central.filter(|_| option.central != 0.0) {
            column.push((central, option.central));
        }
        if let Some((row, share)) = share {
            let factor = if option.high_need { share - 1.0 } else { share };
            column.push((row, factor * option.cost));
        }
        if let Some(rows) = &a_school {
            column.push((rows[option.school], 1.0));
        }
        column
    });
    let columns = columns.collect();
    let worth = options.iter().map(|o| o.students * o.need * effect(o)).collect();
    Rows { columns, right, worth }
}

/// Scales each row by its largest entry, so that dollars and counts weigh alike.
fn scaled(mut rows: Rows) -> Rows {
    let mut largest = vec![0.0_f64; rows.right.len()];
    for (i, a) in rows.columns.iter().flatten() {
        largest[*i] = largest[*i].max(a.abs());
    }
    for (i, a) in rows.columns.iter_mut().flatten() {
        *a /= largest[*i];
    }
    for (right, largest) in rows.right.iter_mut().zip(&largest) {
        if *largest > 0.0 {
            *right /= largest;
        }
    }
    rows
}

fn solve(
    options: &[LeverAt],
    limits: Limits,
    effect: impl Fn(&LeverAt) -> f64,
) -> Result<Found, TradeoffError> {
    let rows = scaled(rows(options, limits, effect));
    // What is worth nothing is not chosen; an effect below zero is worth nothing.
    let high: Vec<u32> = options
        .iter()
        .zip(&rows.worth)
        .map(|(option, worth)| if *worth > 0.0 { option.at_most } else { 0 })
        .collect();
    let found = search(&rows, &high, GAP, MOST_PROGRAMS).ok_or(TradeoffError::NotSettled)?;
    if found.units.is_empty() { Err(TradeoffError::NothingFits) } else { Ok(found) }
}

fn told(formula: &Formula, schools: &[School], options: &[LeverAt], found: &Found) -> Choice {
    let total = |of: &dyn Fn(&LeverAt) -> f64| -> f64 {
        options.iter().zip(&found.units).map(|(o, units)| of(o) * f64::from(*units)).sum()
    };
    let levers = (0..formula.levers.len()).map(|lever| {
        let of = |part: &dyn Fn(&LeverAt) -> f64| {
            total(&|o: &LeverAt| if o.lever == lever { part(o) } else { 0.0 })
        };
        let schools = options
            .iter()
            .zip(&found.units)
            .filter(|(o, units)| o.lever == lever && **units > 0)
            .count();
        LeverTotal { lever, schools, dollars: of(&|o| o.cost), students: of(&|o| o.students) }
    });
    let chosen = picked(found).into_iter().map(|at| {
        let (option, units) = (&options[at], found.units[at]);
        Chosen {
            school_id: schools[option.school].id.clone(),
            school: schools[option.school].name.clone(),
            lever: option.lever,
            units,
            dollars: option.cost * f64::from(units),
            students: option.students * f64::from(units),
            holds_at_low: true,
            holds_at_high: true,
        }
    });
    Choice {
        chosen: chosen.collect(),
        levers: levers.collect(),
        dollars: total(&|o| o.cost),
        high_need_dollars: total(&|o| if o.high_need { o.cost } else { 0.0 }),
        central: total(&|o| o.central),
        students: total(&|o| o.students),
        benefit: found.worth,
        benefit_range: (
            total(&|o| o.students * o.need * o.effect.0),
            total(&|o| o.students * o.need * o.effect.2),
        ),
        bound: found.bound,
        rules: Vec::new(),
        programs: found.programs,
    }
}

fn cost_of(
    rule: Rule,
    formula: &Formula,
    options: &[LeverAt],
    with: &Found,
    free: &Found,
) -> RuleCost {
    let reached = |found: &Found, lever: usize| -> f64 {
        let inside = options.iter().zip(&found.units).filter(|(o, _)| o.lever == lever);
        inside.map(|(o, units)| o.students * f64::from(*units)).sum()
    };
    let students = (0..formula.levers.len()).filter_map(|lever| {
        let less = reached(free, lever) - reached(with, lever);
        (less.abs() >= 0.5).then_some((lever, less))
    });
    let benefit = (free.worth - with.worth).max(0.0);
    RuleCost {
        rule,
        benefit,
        benefit_share: if with.worth > 0.0 { benefit / with.worth } else { 0.0 },
        students: students.collect(),
    }
}
