//! The annual scorecard of a lead partner's contract, computed from measures.

use jiff::civil::Date;
use serde::Serialize;

use super::trajectory::Trajectory;
use crate::plan::model::{Contract, Observed, Standing, Support};

/// One target in one year.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ScorecardLine {
    /// The target's id.
    pub id: String,
    /// In words.
    pub title: String,
    /// Where it is to be in the year.
    pub expected: Option<f64>,
    /// Where it is.
    pub observed: Option<Observed>,
    /// How the one stands to the other; none when there is no figure yet.
    pub standing: Option<Standing>,
}

/// A contract's scorecard for a year.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Scorecard {
    /// The contract's id.
    pub contract: String,
    /// The calendar year in which the school year ends.
    pub year: i16,
    /// Which year of the contract it is, from 1.
    pub year_of_contract: i16,
    /// Each target.
    pub lines: Vec<ScorecardLine>,
    /// Targets at their path or better.
    pub met: u32,
    /// Targets that have a figure.
    pub judged: u32,
    /// What the central office owed by the end of the year: what, whether it was given in time
    /// (`Some`), late or not at all.
    pub supports: Vec<(Support, Option<Date>)>,
    /// How many of the supports that were due were given by their day.
    pub supports_in_time: u32,
    /// How many were due.
    pub supports_due: u32,
}

/// Scores a contract for one of its years.
///
/// `observed` holds the figures by target, oldest first; `given` the days on which supports were
/// given; `on` is today, so that what is not yet due is not held against anybody. `None` when the
/// year is not one of the contract's.
pub fn score(
    contract: &Contract,
    year: i16,
    observed: &std::collections::BTreeMap<String, Vec<Observed>>,
    given: &std::collections::BTreeMap<String, Date>,
    on: Date,
) -> Option<Scorecard> {
    let place = contract.list_years().position(|of| of == year)?;
    let lines: Vec<ScorecardLine> = contract
        .targets
        .iter()
        .map(|target| {
            let path = Trajectory::of(&target.target);
            let figure = observed
                .get(&target.id)
                .and_then(|figures| figures.iter().rev().find(|figure| figure.year == year))
                .copied();
            ScorecardLine {
                id: target.id.clone(),
                title: target.title.clone(),
                expected: path.as_ref().and_then(|path| path.expected(year)),
                standing: path.as_ref().zip(figure).and_then(|(path, f)| path.standing(&f)),
                observed: figure,
            }
        })
        .collect();
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let met = lines.iter().filter(|line| line.standing == Some(Standing::OnPath)).count();
    let judged = lines.iter().filter(|line| line.standing.is_some()).count();
    let year_of = |day: Date| crate::district::SchoolYear::of(day).end();
    let supports: Vec<(Support, Option<Date>)> = contract
        .supports
        .iter()
        .filter(|support| year_of(support.due) == year && support.due <= on)
        .map(|support| (support.clone(), given.get(&support.id).copied()))
        .collect();
    let in_time =
        supports.iter().filter(|(support, day)| day.is_some_and(|day| day <= support.due)).count();
    Some(Scorecard {
        contract: contract.id.clone(),
        year,
        year_of_contract: i16::try_from(place).unwrap_or(0) + 1,
        met: count(met),
        judged: count(judged),
        lines,
        supports_in_time: count(in_time),
        supports_due: count(supports.len()),
        supports,
    })
}
