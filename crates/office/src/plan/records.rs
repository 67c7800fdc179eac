//! Records of governing from a file: each entered as if it had been entered by hand, by the same
//! use cases, so that what a file cannot say right nobody could have said on a page either.

use std::path::Path;

use jiff::Timestamp;
use serde::Serialize;
use traction_core::plan::model::Records;
use traction_core::plan::policy::{PlanText, parse_records};

use super::edit::Done;
use super::govern::{
    answer_for, choose_consequence, close_snapshot, enter_contact, enter_meeting, has_round,
    log_release, mark_support, open_snapshot, put_assigned, put_cabinet, put_first_day,
    put_handoff, put_review, share, write_contract, write_group, write_member, write_pledge,
};
use super::{mark_done, may_govern, read_workbook, write_story};
use crate::district::District;
use crate::error::OfficeError;

/// How many records of each kind were entered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Entered(pub Vec<(&'static str, usize)>);

impl std::fmt::Display for Entered {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let some = self.0.iter().filter(|(_, n)| *n > 0);
        let words: Vec<String> = some.map(|(kind, n)| format!("{n} × {kind}")).collect();
        match words.is_empty() {
            true => f.write_str("nothing"),
            false => f.write_str(&words.join(", ")),
        }
    }
}

/// Reads a plan from a workbook (`.xlsx`) or a text.
///
/// # Errors
/// That it cannot be read, or what is wrong where.
pub fn read_plan(path: &Path) -> Result<PlanText, OfficeError> {
    if is_workbook(path) {
        return read_workbook(path);
    }
    PlanText::parse(&path.display().to_string(), &read_text(path)?).map_err(|error| {
        OfficeError::Refused {
            what: error.to_string(),
            hint: "traction plan export FILE.toml writes one that can be read".to_owned(),
        }
    })
}

/// Whether a file is a workbook, by its ending.
pub fn is_workbook(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("xlsx"))
}

fn read_text(path: &Path) -> Result<String, OfficeError> {
    std::fs::read_to_string(path).map_err(|source| OfficeError::File {
        path: path.to_owned(),
        verb: "read",
        source,
    })
}

/// Reads a file of records.
///
/// # Errors
/// That it cannot be read, or what is wrong in which line.
pub fn read_records(path: &Path) -> Result<Records, OfficeError> {
    parse_records(&path.display().to_string(), &read_text(path)?).map_err(|error| {
        OfficeError::Refused {
            what: error.to_string(),
            hint: "docs/guides/write-a-plan.md shows each kind of record".to_owned(),
        }
    })
}

/// Enters records in the order in which they lean on each other: members before meetings, contracts
/// before what followed from them.
///
/// # Errors
/// What the first record's own use case refuses; what came before it stays entered and in the log.
pub fn enter_records(
    district: &District,
    records: &Records,
    now: Timestamp,
) -> Result<Entered, OfficeError> {
    may_govern(district)?;
    if let Some(cabinet) = &records.cabinet {
        put_cabinet(district, &cabinet.name, cabinet.staff_hundredths, now)?;
        share(district, &cabinet.shared, now)?;
    }
    for member in &records.member {
        write_member(district, member, now)?;
    }
    for group in &records.working_group {
        write_group(district, group, now)?;
    }
    for pledge in &records.pledge {
        write_pledge(district, pledge, now)?;
    }
    for meeting in &records.meeting {
        enter_meeting(district, meeting, now)?;
    }
    for done in &records.done {
        let body = Done { on: done.on, evidence: done.evidence.clone() };
        mark_done(district, &done.line, Some(body), now)?;
    }
    for story in &records.story {
        write_story(district, &story.line, &story.words, now)?;
    }
    for contract in &records.contract {
        write_contract(district, contract, now)?;
    }
    for given in &records.support {
        mark_support(district, &given.contract, &given.support, given.on, now)?;
    }
    for chosen in &records.consequence {
        choose_consequence(district, &chosen.contract, chosen.year, &chosen.what, now)?;
    }
    for handoff in &records.handoff {
        put_handoff(district, handoff, now)?;
    }
    for first in &records.first_day {
        put_first_day(district, first.year, first.day, now)?;
    }
    for release in &records.release {
        let (figure, year) = (&release.figure, release.year);
        log_release(district, figure, year, &release.schools, release.on, now)?;
    }
    for assigned in &records.assigned {
        put_assigned(district, &assigned.supervisor, &assigned.schools, now)?;
    }
    for visit in &records.visit {
        enter_contact(district, visit, now)?;
    }
    for review in &records.review {
        let seen = super::reviews(district, None)?
            .into_iter()
            .find(|entry| entry.subject == review.id)
            .map(|entry| entry.id);
        put_review(district, seen, review, now)?;
    }
    let mut rounds: Vec<&String> = records.answers.iter().map(|answers| &answers.round).collect();
    rounds.dedup();
    for round in &rounds {
        if !has_round(district, round)? {
            open_snapshot(district, round, now)?;
        }
    }
    for answers in &records.answers {
        answer_for(district, &answers.round, &answers.person, &answers.answers(), now)?;
    }
    for round in rounds {
        close_snapshot(district, round, now)?;
    }
    Ok(Entered(vec![
        ("cabinet", usize::from(records.cabinet.is_some())),
        ("member", records.member.len()),
        ("working group", records.working_group.len()),
        ("pledge", records.pledge.len()),
        ("meeting", records.meeting.len()),
        ("line done", records.done.len()),
        ("story", records.story.len()),
        ("contract", records.contract.len()),
        ("support given", records.support.len()),
        ("consequence", records.consequence.len()),
        ("hand-off", records.handoff.len()),
        ("first day", records.first_day.len()),
        ("figure released", records.release.len()),
        ("supervisor’s schools", records.assigned.len()),
        ("visit", records.visit.len()),
        ("review", records.review.len()),
        ("snapshot answered", records.answers.len()),
    ]))
}
