//! What families answered, entered as it comes in: one answer, or a file of them at once.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use traction_core::choice::waitlist::Answer;
use traction_core::district::SchoolYear;

use super::draw::Drawn;
use super::rounds::Rounds;
use super::{ROOM, year_of};
use crate::district::District;
use crate::error::OfficeError;
use crate::journal;

/// What a family answered, as the journal keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answered {
    /// The school year.
    pub year: i16,
    /// The day on which they said so.
    pub on: Date,
    /// The program's code.
    pub program: String,
    /// What they said.
    pub answer: Answer,
}

/// One family's answer, to be entered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GivenAnswer {
    /// The application's number.
    pub application: String,
    /// The program's code; not looked at when the family leaves the round.
    pub program: String,
    /// What they said.
    pub answer: Answer,
    /// The day on which they said so.
    pub on: Date,
}

/// Enters what a family answered, in the latest round in which its application takes part and whose
/// offers have been made by that day.
///
/// # Errors
/// When nothing is adopted, there is no such application or program on its list, or nobody gave
/// the person a reason.
pub fn answer(
    district: &District,
    year: Option<i16>,
    application: &str,
    program: &str,
    answer: Answer,
    on: Date,
    now: Timestamp,
) -> Result<(), OfficeError> {
    let (application, program) = (application.to_owned(), program.to_owned());
    let given = GivenAnswer { application, program, answer, on };
    answers(district, year, std::slice::from_ref(&given), now).map(|_| ())
}

/// Enters what families answered, all or nothing: in the order in which they are given, which is
/// the order of days for each family. How many were entered.
///
/// # Errors
/// As [`answer`], for the first that cannot be entered.
pub fn answers(
    district: &District,
    year: Option<i16>,
    given: &[GivenAnswer],
    now: Timestamp,
) -> Result<usize, OfficeError> {
    super::may_assign(district)?;
    let year = year_of(district, year)?;
    let rounds = Rounds::load(district, year, None)?;
    enter(district, year, &rounds, given, &|_| now)
}

/// The same for rounds that are loaded, each answer at a moment of its day.
pub(super) fn enter(
    district: &District,
    year: SchoolYear,
    rounds: &Rounds,
    given: &[GivenAnswer],
    at: &dyn Fn(Date) -> Timestamp,
) -> Result<usize, OfficeError> {
    let before = journal::list::<Answered>(district, ROOM, "answer", None, None)?;
    let mut seen: BTreeMap<&str, i64> = BTreeMap::new();
    let mut latest: BTreeMap<&str, Date> = BTreeMap::new();
    for entry in &before {
        seen.insert(&entry.subject, entry.id);
        if entry.body.year == year.end() {
            let day = latest.entry(&entry.subject).or_insert(entry.body.on);
            *day = entry.body.on.max(*day);
        }
    }
    let mut entries = Vec::with_capacity(given.len());
    for one in given {
        may_be_entered(rounds, one)?;
        let day = latest.entry(&one.application).or_insert(one.on);
        if *day > one.on {
            return Err(OfficeError::Refused {
                what: format!("{} gave a later answer already", one.application),
                hint: "answers are entered in the order of their days".to_owned(),
            });
        }
        *day = one.on;
        let (year, on, program) = (year.end(), one.on, one.program.clone());
        let body = Answered { year, on, program, answer: one.answer };
        let application = &one.application;
        let entry = journal::written(district, ROOM, "answer", application, &body, at(on))?;
        entries.push((seen.get(application.as_str()).copied(), entry));
    }
    // Somebody else may be entering an answer of one of these families.
    journal::enter_written_after(district, &entries)?;
    Ok(entries.len())
}

/// Whether the application and the program on its list are there.
fn may_be_entered(rounds: &Rounds, given: &GivenAnswer) -> Result<(), OfficeError> {
    let found = rounds.find_stage(&given.application, given.on);
    let (stage, at) = found.ok_or_else(|| OfficeError::Unknown {
        kind: "application",
        name: given.application.clone(),
        known: Vec::new(),
    })?;
    let closed = |drawn: &&Drawn| drawn.round.number() > 1 && drawn.round.days().closes >= given.on;
    if let Some(later) = rounds.drawn.iter().find(closed) {
        let days = later.round.days();
        return Err(OfficeError::Refused {
            what: format!(
                "“{}” has given out the seats that were left on {}, so nothing can be entered of a \
                 day up to then",
                days.name, days.closes
            ),
            hint: "enter it of the day on which it became known".to_owned(),
        });
    }
    let round = &rounds.drawn[stage].round;
    let ids: Vec<String> = round.applications[at]
        .list
        .iter()
        .map(|choice| round.programs[choice.program as usize].id.clone())
        .collect();
    if given.answer != Answer::Withdrawn && !ids.contains(&given.program) {
        return Err(OfficeError::Unknown {
            kind: "program on this list",
            name: given.program.clone(),
            known: ids,
        });
    }
    Ok(())
}
