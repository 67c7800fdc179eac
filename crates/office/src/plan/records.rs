//! Records of governing from a file: each entered as if it had been entered by hand, by the same
//! use cases, so that what a file cannot say right nobody could have said on a page either.

use std::path::Path;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::Serialize;
use traction_core::plan::model::{
    AnswersRecord, AssignedRecord, CabinetRecord, ConsequenceRecord, Contact, Contract, DoneRecord,
    FirstDayRecord, Handoff, Meeting, Member, Pledge, Records, ReleaseRecord, Review, StoryRecord,
    SupportRecord, WorkingGroup,
};
use traction_core::plan::policy::{PlanText, parse_records};

use super::edit::{Done, carry_story};
use super::govern::{
    answer_for, carry_out, choose_consequence, close_snapshot, enter_contact, enter_meeting,
    has_round, log_release, mark_support, open_snapshot, put_cabinet, put_first_day, put_handoff,
    report_group, share, write_assigned, write_contract, write_group, write_member, write_pledge,
    write_review,
};
use super::{ROOM, mark_done, may_govern, read_workbook, take_plan};
use crate::district::District;
use crate::error::OfficeError;
use crate::journal;

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
    std::fs::read_to_string(path).map_err(OfficeError::file(path, "read"))
}

/// Reads a file of records.
///
/// # Errors
/// That it cannot be read, or what is wrong in which line.
pub fn read_records(path: &Path) -> Result<Records, OfficeError> {
    parse_records(&path.display().to_string(), &read_text(path)?).map_err(|error| {
        OfficeError::Refused {
            what: error.to_string(),
            hint: "plan/records.toml, which traction sample writes, holds every kind".to_owned(),
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
    for (_, step) in steps(records) {
        step.enter(district, now)?;
    }
    Ok(count(records))
}

/// Enters a plan and its records as they happened, each at its own day, so that a page of a past
/// day shows what was known then; what has no day is entered on the first of all days. Only into a
/// district whose plan's log is empty: a log that anybody wrote in grows at its end and nowhere
/// else.
///
/// # Errors
/// That something was entered already; what [`take_plan`] and [`enter_records`] refuse.
pub fn enter_history(
    district: &District,
    plan: &PlanText,
    records: &Records,
    now: Timestamp,
) -> Result<(usize, Entered), OfficeError> {
    may_govern(district)?;
    if !journal::list_room(district, ROOM)?.is_empty() {
        return Err(OfficeError::Refused {
            what: "something was entered about the plan already".to_owned(),
            hint: "traction plan import, traction plan enter: from today on".to_owned(),
        });
    }
    let mut steps = steps(records);
    let first = steps.iter().filter_map(|(day, _)| *day).min();
    // A day that has not come yet is entered today.
    let at = |day: Option<Date>| {
        let noon = day.or(first).map(|day| day.at(12, 0, 0, 0).to_zoned(TimeZone::system()));
        noon.and_then(Result::ok).map_or(now, |noon| noon.timestamp().min(now))
    };
    steps.sort_by_key(|(day, _)| at(*day));
    let lines = take_plan(district, plan, at(first))?;
    for (day, step) in steps {
        step.enter(district, at(day))?;
    }
    Ok((lines, count(records)))
}

/// One thing to enter.
enum Step<'a> {
    Cabinet(&'a CabinetRecord),
    Member(&'a Member),
    /// A working group, before it reported.
    Group(WorkingGroup),
    /// A group that reported on a day.
    Reported(&'a str, Date),
    Pledge(&'a Pledge),
    /// A meeting, with what had been carried out by its day.
    Meeting(Meeting),
    /// A decision that was carried out on a later day.
    CarriedOut(&'a str, Date),
    Done(&'a DoneRecord),
    Story(&'a StoryRecord),
    Contract(&'a Contract),
    Support(&'a SupportRecord),
    Consequence(&'a ConsequenceRecord),
    Handoff(&'a Handoff),
    FirstDay(&'a FirstDayRecord),
    Release(&'a ReleaseRecord),
    Assigned(&'a AssignedRecord),
    Visit(&'a Contact),
    Review(&'a Review),
    /// A round is opened before its first answers.
    Open(&'a str),
    Answers(&'a AnswersRecord),
    Close(&'a str),
}

impl Step<'_> {
    /// Enters it as if by hand.
    fn enter(&self, district: &District, now: Timestamp) -> Result<(), OfficeError> {
        match self {
            Step::Cabinet(cabinet) => {
                put_cabinet(district, &cabinet.name, cabinet.staff_hundredths, now)?;
                share(district, &cabinet.shared, now)?;
            }
            Step::Member(member) => drop(write_member(district, member, now)?),
            Step::Group(group) => drop(write_group(district, group, now)?),
            Step::Reported(group, on) => drop(report_group(district, group, *on, now)?),
            Step::Pledge(pledge) => drop(write_pledge(district, pledge, now)?),
            Step::Meeting(meeting) => drop(enter_meeting(district, meeting, now)?),
            Step::CarriedOut(decision, on) => drop(carry_out(district, decision, *on, now)?),
            Step::Done(done) => {
                let body = Done { on: done.on, evidence: done.evidence.clone() };
                mark_done(district, &done.line, Some(body), now)?;
            }
            Step::Story(story) => drop(carry_story(district, story, now)?),
            Step::Contract(contract) => drop(write_contract(district, contract, now)?),
            Step::Support(given) => {
                mark_support(district, &given.contract, &given.support, given.on, now)?;
            }
            Step::Consequence(chosen) => {
                choose_consequence(district, &chosen.contract, chosen.year, &chosen.what, now)?;
            }
            Step::Handoff(handoff) => drop(put_handoff(district, handoff, now)?),
            Step::FirstDay(first) => drop(put_first_day(district, first.year, first.day, now)?),
            Step::Release(release) => {
                let (figure, year) = (&release.figure, release.year);
                log_release(district, figure, year, &release.schools, release.on, now)?;
            }
            Step::Assigned(assigned) => {
                write_assigned(district, &assigned.supervisor, &assigned.schools, now)?;
            }
            Step::Visit(visit) => drop(enter_contact(district, visit, now)?),
            Step::Review(review) => drop(write_review(district, review, now)?),
            Step::Open(round) => {
                if !has_round(district, round)? {
                    open_snapshot(district, round, now)?;
                }
            }
            Step::Answers(answers) => {
                let (round, person) = (&answers.round, &answers.person);
                answer_for(district, round, person, &answers.answers(), now)?;
            }
            Step::Close(round) => drop(close_snapshot(district, round, now)?),
        }
        Ok(())
    }
}

/// What a file holds, in the order in which one leans on the other, each with the day on which it
/// happened, where it has one.
fn steps(records: &Records) -> Vec<(Option<Date>, Step<'_>)> {
    let mut steps: Vec<(Option<Date>, Step<'_>)> = Vec::new();
    steps.extend(records.cabinet.iter().map(|one| (None, Step::Cabinet(one))));
    steps.extend(records.member.iter().map(|one| (None, Step::Member(one))));
    for group in &records.working_group {
        steps.push((None, Step::Group(WorkingGroup { reported_on: None, ..group.clone() })));
        steps.extend(group.reported_on.map(|day| (Some(day), Step::Reported(&group.id, day))));
    }
    steps.extend(records.pledge.iter().map(|one| (None, Step::Pledge(one))));
    for held in &records.meeting {
        let mut meeting = held.clone();
        let mut later = Vec::new();
        for (decision, written) in held.decisions.iter().zip(&mut meeting.decisions) {
            if let Some(day) = decision.done_on.filter(|day| *day > held.on) {
                written.done_on = None;
                later.push((Some(day), Step::CarriedOut(&decision.id, day)));
            }
        }
        steps.push((Some(held.on), Step::Meeting(meeting)));
        steps.extend(later);
    }
    steps.extend(records.done.iter().map(|one| (Some(one.on), Step::Done(one))));
    steps.extend(records.story.iter().map(|one| (one.on, Step::Story(one))));
    steps.extend(records.contract.iter().map(|one| (None, Step::Contract(one))));
    steps.extend(records.support.iter().map(|one| (Some(one.on), Step::Support(one))));
    steps.extend(records.consequence.iter().map(|one| {
        // It follows from a year once that year is over.
        (Date::new(one.year, 7, 1).ok(), Step::Consequence(one))
    }));
    steps.extend(records.handoff.iter().map(|one| (Some(one.met_on), Step::Handoff(one))));
    steps.extend(records.first_day.iter().map(|one| (None, Step::FirstDay(one))));
    steps.extend(records.release.iter().map(|one| (Some(one.on), Step::Release(one))));
    steps.extend(records.assigned.iter().map(|one| (None, Step::Assigned(one))));
    steps.extend(records.visit.iter().map(|one| (Some(one.on), Step::Visit(one))));
    steps.extend(records.review.iter().map(|one| (Some(one.days.1), Step::Review(one))));
    let last = steps.iter().filter_map(|(day, _)| *day).max();
    let mut rounds: Vec<&str> = records.answers.iter().map(|one| one.round.as_str()).collect();
    rounds.dedup();
    steps.extend(rounds.iter().map(|round| (last, Step::Open(round))));
    steps.extend(records.answers.iter().map(|one| (last, Step::Answers(one))));
    steps.extend(rounds.iter().map(|round| (last, Step::Close(round))));
    steps
}

fn count(records: &Records) -> Entered {
    Entered(vec![
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
    ])
}
