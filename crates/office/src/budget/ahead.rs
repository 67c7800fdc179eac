//! Ahead: count day, and five years.

use std::collections::BTreeMap;

use jiff::civil::Date;
use traction_core::budget::engine::bands::{Bands, SchoolBands, YearBands, draw_from_bands};
use traction_core::budget::engine::cliffs::{self, Cliffs};
use traction_core::budget::engine::draws::{SchoolDraws, draw_from_history};
use traction_core::budget::engine::sustain::{self, Outlook, SchoolOutlook};
use traction_core::budget::facts::ledger::{Books, read_plans};
use traction_core::budget::policy::{CheckIn, Counted};
use traction_core::budget::report;
use traction_core::disclosure::Shown;
use traction_core::district::RegistrationStage;
use traction_core::enrollment::model::{Banded, GRADES, LONGEST, Projection, grade_at};

use super::desk::Desk;
use crate::district::District;
use crate::enrollment;
use crate::error::OfficeError;
use crate::progress::Progress;

/// Where the students of coming years are from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Coming {
    /// The enrollment room's projection of the year of the facts.
    Projected,
    /// The district's own past, because there is no projection of that year: why, in words.
    FromHistory(String),
}

impl Coming {
    /// As a footnote has it.
    pub fn words(&self) -> String {
        match self {
            Coming::Projected => "Coming students are drawn from the bands of the enrollment projection: each school within its own band, and all together within the district’s.".to_owned(),
            Coming::FromHistory(why) => format!(
                "There is no projection to draw from ({why}). Next year’s students are this year’s times a ratio that some school of similar size had from one year to the next, with one shock that the district shares."
            ),
        }
    }
}

/// Coming students, drawn: how often, over how many years, from which seed.
#[derive(Debug, Clone, PartialEq)]
pub struct Ahead {
    /// Draws.
    pub draws: usize,
    /// Seed of everything random.
    pub seed: u64,
    /// Where the students are from.
    pub from: Coming,
    /// Students by coming year and school.
    pub students: Vec<Vec<SchoolDraws>>,
}

/// The most draws and years that are looked at.
const MOST_DRAWS: usize = 20_000;
const MOST_YEARS: usize = LONGEST;

/// Draws the students of coming years: from the projection, or else from the district's past.
///
/// # Errors
/// The files' and the catalog's errors.
pub fn ahead(
    district: &District,
    desk: &Desk,
    draws: usize,
    years: usize,
    seed: u64,
    progress: &dyn Progress,
) -> Result<Ahead, OfficeError> {
    let (draws, years) = (draws.clamp(1, MOST_DRAWS), years.clamp(1, MOST_YEARS));
    let projected = enrollment::with_projection(district, progress, |projection| {
        (projection.origin == desk.year.end()).then(|| bands_of(desk, projection, years))
    });
    let (from, students) = match projected {
        Ok(Some((schools, district))) => {
            (Coming::Projected, draw_from_bands(&schools, &district, draws, seed))
        }
        Ok(None) => from_history(desk, "it is of another year", draws, years, seed),
        Err(OfficeError::Refused { what, .. }) => from_history(desk, &what, draws, years, seed),
        Err(OfficeError::NoReason { .. }) => {
            from_history(desk, "it is not yours to see", draws, years, seed)
        }
        Err(error) => return Err(error),
    };
    Ok(Ahead { draws, seed, from, students })
}

fn from_history(
    desk: &Desk,
    why: &str,
    draws: usize,
    years: usize,
    seed: u64,
) -> (Coming, Vec<Vec<SchoolDraws>>) {
    let students = draw_from_history(&desk.history, years, draws, seed);
    (Coming::FromHistory(why.to_owned()), students)
}

/// The projection's schools that have students now, and the district's bands.
fn bands_of(desk: &Desk, projection: &Projection, years: usize) -> (Vec<SchoolBands>, Vec<Bands>) {
    let years = years.min(projection.horizon);
    let edges = |of: &Banded| {
        let (half, most, all) = (of.half, of.most, of.nearly_all);
        Bands([all.0, most.0, half.0, of.value, half.1, most.1, all.1])
    };
    let schools = desk.history.iter().filter_map(|history| {
        let at = projection.schools.iter().position(|school| school.id == history.id)?;
        let now = history.now.iter().filter_map(|(grade, n)| Some((grade.clone()?, *n)));
        let year = |ahead: usize| YearBands {
            total: edges(projection.total(ahead, at)),
            grades: (0..GRADES)
                .map(|grade| {
                    let code = grade_at(grade).code().to_owned();
                    (code, projection.cell(ahead, at, grade).value)
                })
                .collect(),
        };
        Some(SchoolBands {
            id: history.id.clone(),
            now: now.collect(),
            years: (1..=years).map(year).collect(),
        })
    });
    (schools.collect(), projection.district.iter().take(years).map(edges).collect())
}

/// What count day may bring: expected positions, who is one section away, the reserve.
pub fn cliffs(desk: &Desk, ahead: &Ahead) -> Cliffs {
    let first = ahead.students.first().map(Vec::as_slice).unwrap_or_default();
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
    let hides_job = |job: &str| {
        let mut lines = (0..desk.formula.lines.len())
            .filter(|line| desk.formula.lines[*line].job.as_deref() == Some(job));
        lines.any(|line| shield.is_none_or(|shield| shield.hides_line(&desk.formula, line)))
    };
    school.by_job.retain(|job| !hides_job(&job.job));
}

/// Five years of every school's plan, and what they rest on.
#[derive(Debug, Clone, PartialEq)]
pub struct Forecast {
    /// The years.
    pub outlook: Outlook,
    /// Schools with a plan in the ledger whose money is not known.
    pub left_out: Vec<String>,
    /// What the figures rest on, one sentence each.
    pub grounds: Vec<String>,
}

/// Coming years of every school's plan.
///
/// # Errors
/// That the formula says nothing of growth, or no ledger is in.
pub fn outlook(desk: &Desk, ahead: &Ahead) -> Result<Forecast, OfficeError> {
    let Some(growth) = &desk.formula.growth else {
        return Err(OfficeError::Refused {
            what: format!("the formula {} says nothing of growth", desk.formula.id),
            hint: "add [growth] to it, or choose another with --formula".to_owned(),
        });
    };
    if desk.ledger.schools.is_empty() {
        return Err(OfficeError::Refused {
            what: format!("no budget lines are in for {}", desk.year),
            hint: "traction template budget_lines shows the columns".to_owned(),
        });
    }
    let years = ahead.students.len();
    let counts: BTreeMap<String, u32> = desk
        .schools
        .iter()
        .map(|s| (s.id.clone(), u32::try_from(desk.counts.students(&s.id)).unwrap_or(u32::MAX)))
        .collect();
    let books = Books {
        formula: &desk.formula,
        given: &desk.given,
        lines: &desk.ledger.schools,
        posts: &desk.posts,
        year: desk.year,
    };
    let plans = read_plans(&books, &counts, years);
    let by_school: Vec<Vec<Vec<u32>>> = plans
        .iter()
        .map(|plan| {
            let of = |year: &Vec<SchoolDraws>| {
                year.iter().find(|s| s.id == plan.id).map(SchoolDraws::totals).unwrap_or_default()
            };
            ahead.students.iter().map(of).collect()
        })
        .collect();
    let plan_b = &desk.formula.plan_b;
    let outlook =
        sustain::sustain(&plans, &by_school, growth, plan_b, years, ahead.draws, ahead.seed);
    let left_out = desk.schools.iter().filter(|school| {
        desk.ledger.schools.contains_key(&school.id)
            && !plans.iter().any(|plan| plan.id == school.id)
    });
    let left_out: Vec<String> = left_out.map(|school| school.name.clone()).collect();
    let mut grounds = vec![format!("{}.", desk.formula.money.words()), ahead.from.words()];
    if !left_out.is_empty() {
        grounds.push(format!("Their money is not known: {}.", left_out.join(", ")));
    }
    Ok(Forecast { outlook, left_out, grounds })
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

/// A check-in of a school: the day's count, where it is in, beside what the plan needs.
#[derive(Debug, Clone, PartialEq)]
pub struct CheckInLine {
    /// Month and day.
    pub on: (i8, i8),
    /// Its name.
    pub name: String,
    /// What is looked at.
    pub look: String,
    /// What is counted, and how many there are now; `None` where nothing is counted yet.
    pub counted: Option<(Counted, Shown<u64>)>,
    /// The students with whom next year's plan breaks even.
    pub needed: Option<f64>,
}

/// The check-ins of a school, with what is counted by now.
///
/// # Errors
/// The files' and the catalog's errors.
pub fn check_ins(
    district: &District,
    desk: &Desk,
    school: &SchoolOutlook,
    today: Date,
    progress: &dyn Progress,
) -> Result<Vec<CheckInLine>, OfficeError> {
    let wants = desk.formula.check_ins.iter().filter_map(|check_in| check_in.count);
    let mut coming = None;
    if wants.into_iter().any(|count| count != Counted::Members) {
        let next = desk.year.end() + 1;
        match enrollment::funnel(district, Some(next), None, None, today, progress) {
            Ok(funnel) => coming = Some(funnel),
            Err(OfficeError::NoReason { .. }) => {}
            Err(error) if error.is_no_answer() => {}
            Err(error) => return Err(error),
        }
    }
    let stage = |at: usize| -> Option<Shown<u64>> {
        let lines = &coming.as_ref()?.schools;
        let (_, line) = lines.iter().find(|(_, line)| line.school_id == school.id)?;
        line.now.get(at).cloned()
    };
    let needed = school.years.first().and_then(|year| year.break_even);
    let line = |check_in: &CheckIn| {
        let students = desk.counts.students(&school.id);
        let now = check_in.count.and_then(|count| {
            let now = match count {
                Counted::Members => Some(desk.protection.show(students, students, || students)),
                Counted::Applied => stage(RegistrationStage::Applied as usize),
                Counted::Registered => stage(RegistrationStage::Registered as usize),
            };
            now.map(|now| (count, now))
        });
        CheckInLine {
            on: check_in.on,
            name: check_in.name.clone(),
            look: check_in.look.clone(),
            counted: now,
            // Whoever registers is new to the school; what is needed is of all its students.
            needed: needed.filter(|_| check_in.count == Some(Counted::Members)),
        }
    };
    Ok(desk.formula.check_ins.iter().map(line).collect())
}
