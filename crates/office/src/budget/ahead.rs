//! Ahead: count day, and five years.

use std::collections::BTreeMap;

use traction_core::budget::engine::cliffs::{self, Cliffs};
use traction_core::budget::engine::draws::{SchoolDraws, draw_from_history};
use traction_core::budget::engine::sustain::{self, Outlook};
use traction_core::budget::facts::ledger::read_plans;
use traction_core::budget::report;

use super::desk::Desk;
use crate::error::OfficeError;

/// How many draws, over how many years, from which seed; and draws that another room made.
#[derive(Debug, Clone, PartialEq)]
pub struct Ahead {
    /// Draws.
    pub draws: usize,
    /// Coming years.
    pub years: usize,
    /// Seed of everything random.
    pub seed: u64,
    /// Projected students by coming year; without them the default from the district's history.
    pub projected: Option<Vec<Vec<SchoolDraws>>>,
}

impl Default for Ahead {
    fn default() -> Self {
        Ahead { draws: 1_000, years: 5, seed: 1, projected: None }
    }
}

/// The most draws and years that are looked at.
const MOST_DRAWS: usize = 20_000;
const MOST_YEARS: usize = 10;

fn students(desk: &Desk, ahead: &Ahead, years: usize) -> Vec<Vec<SchoolDraws>> {
    match &ahead.projected {
        Some(projected) => projected.clone(),
        None => {
            let draws = ahead.draws.clamp(1, MOST_DRAWS);
            draw_from_history(&desk.history, years, draws, ahead.seed)
        }
    }
}

/// What count day may bring: expected positions, who is one section away, the reserve.
pub fn cliffs(desk: &Desk, ahead: &Ahead) -> Cliffs {
    let drawn = students(desk, ahead, 1);
    let first = drawn.first().map(Vec::as_slice).unwrap_or_default();
    let mut found = cliffs::cliffs(&desk.formula, &desk.schools, first);
    found.schools.iter_mut().for_each(|school| withhold(desk, school));
    found
}

/// Leaves out the cliffs of lines that rest on a withheld count.
fn withhold(desk: &Desk, school: &mut cliffs::SchoolCliffs) {
    let shields = report::shields(&desk.formula, &desk.given, desk.protection);
    let place = desk.given.schools.iter().position(|of| of.id == school.id);
    let shield = place.and_then(|place| shields.get(place));
    let hides = |cliff: &cliffs::Cliff| {
        shield.is_none_or(|shield| shield.hides_line(&desk.formula, cliff.line))
    };
    school.above = school.above.take().filter(|cliff| !hides(cliff));
    school.below = school.below.take().filter(|cliff| !hides(cliff));
}

/// Five years of every school's plan.
///
/// # Errors
/// That the formula says nothing of growth, or no ledger is in.
pub fn outlook(desk: &Desk, ahead: &Ahead) -> Result<Outlook, OfficeError> {
    let Some(growth) = &desk.formula.growth else {
        return Err(OfficeError::Refused {
            what: format!("the formula {} says nothing of growth", desk.formula.id),
            hint: "add [growth] to it, or choose another with --formula".to_owned(),
        });
    };
    if desk.lines.is_empty() {
        return Err(OfficeError::Refused {
            what: format!("no budget lines are in for {}", desk.year),
            hint: "traction template budget_lines shows the columns".to_owned(),
        });
    }
    let years = ahead.years.clamp(1, MOST_YEARS);
    let counts: BTreeMap<String, u32> = desk
        .schools
        .iter()
        .map(|s| (s.id.clone(), u32::try_from(desk.counts.students(&s.id)).unwrap_or(u32::MAX)))
        .collect();
    let names = desk.schools.iter().map(|s| (s.id.clone(), s.name.clone())).collect();
    let plans =
        read_plans(&desk.formula, &desk.lines, &counts, &names, &desk.posts, desk.year, years);
    let drawn = students(desk, ahead, years);
    let by_school: Vec<Vec<Vec<u32>>> = plans
        .iter()
        .map(|plan| {
            let of = |year: &Vec<SchoolDraws>| {
                year.iter().find(|s| s.id == plan.id).map(SchoolDraws::totals).unwrap_or_default()
            };
            drawn.iter().map(of).collect()
        })
        .collect();
    let draws = ahead.draws.clamp(1, MOST_DRAWS);
    Ok(sustain::sustain(&plans, &by_school, growth, &desk.formula.plan_b, years, draws, ahead.seed))
}

/// The cliffs of one school, without drawing: the fewest students more, and fewer, that move a
/// position.
///
/// # Errors
/// That there is no such school.
pub fn cliffs_of(desk: &Desk, school: &str) -> Result<cliffs::SchoolCliffs, OfficeError> {
    let place = desk.find_school(school)?;
    let mut found = cliffs::cliffs(&desk.formula, &desk.schools[place..=place], &[]);
    found.schools.iter_mut().for_each(|school| withhold(desk, school));
    found.schools.into_iter().next().ok_or_else(|| OfficeError::Unknown {
        kind: "school",
        name: school.to_owned(),
        known: Vec::new(),
    })
}
