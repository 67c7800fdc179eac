//! What counselors enter: allowances, and what becomes of each line of a mend. Kept in the journal.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use traction_core::graduation::explain::Language;
use traction_core::graduation::{Allowance, Grant};

use super::decided::refuse_conflict;
use super::granted::check_grant;
use super::held::Held;
use super::refusals::EntryRefusal;
use crate::access::Sight;
use crate::district::District;
use crate::error::OfficeError;
use crate::journal;
use crate::progress::Silent;

const ROOM: &str = "graduation";
const ALLOWANCE: &str = "allowance";
const WITHDRAWN: &str = "allowance_withdrawn";
const LINE: &str = "line";

/// An allowance as it stands in the journal.
#[derive(Debug, Clone, PartialEq)]
pub struct AllowanceEntry {
    /// Its number.
    pub id: i64,
    /// The student.
    pub student: String,
    /// What was entered.
    pub allowance: Allowance,
    /// Why it was withdrawn, if it was, and by whom.
    pub withdrawn: Option<(String, String)>,
}

/// A withdrawal.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Withdrawal {
    entry: i64,
    reason: String,
}

/// What a counselor says to a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// The change is to be made.
    Accepted,
    /// It is not.
    Declined,
    /// Later.
    Deferred,
}

impl Decision {
    /// As it is written.
    pub const fn code(self) -> &'static str {
        match self {
            Decision::Accepted => "accepted",
            Decision::Declined => "declined",
            Decision::Deferred => "deferred",
        }
    }

    /// The decision of a code.
    pub fn find(code: &str) -> Option<Decision> {
        [Decision::Accepted, Decision::Declined, Decision::Deferred]
            .into_iter()
            .find(|decision| decision.code() == code)
    }
}

/// A line and what was said to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineDecision {
    /// The student.
    pub student: String,
    /// The section to join.
    pub section: String,
    /// Its course.
    pub course: String,
    /// Sections to leave.
    pub gives_up: Vec<String>,
    /// Sections to leave for others of the same course: from and to.
    pub moves: Vec<(String, String)>,
    /// What was said.
    pub decision: Decision,
    /// Why, when it was said.
    pub reason: String,
    /// Who said so.
    #[serde(default)]
    pub who: String,
    /// When.
    #[serde(default)]
    pub day: String,
}

impl LineDecision {
    /// What the line is about, in the journal.
    pub fn subject(&self) -> String {
        format!("{}:{}", self.student, self.section)
    }
}

/// Whoever reads entries has a reason to see students.
fn may_read(district: &District) -> Result<(), OfficeError> {
    district.why_see(Sight::StudentRows).map(|_| ())
}

/// Nobody enters anything about a student who is not theirs. What is held, and who it is.
fn may_enter(district: &District, student: &str) -> Result<(Arc<Held>, usize), OfficeError> {
    let held = super::held::load(district, None, &Silent)?;
    let member = held.may_advise(district, student)?;
    Ok((held, member))
}

fn need_reason(reason: &str) -> Result<(), EntryRefusal> {
    match reason.trim().is_empty() {
        true => Err(EntryRefusal::NoReason),
        false => Ok(()),
    }
}

/// Enters an allowance for a student. A refusal is said in the language.
///
/// # Errors
/// [`OfficeError::NoReason`]; that no reason is given; that the diploma has no such requirement; the
/// catalog's errors.
pub fn enter_allowance(
    language: Language,
    district: &District,
    student: &str,
    grant: Grant,
    reason: &str,
    now: Timestamp,
) -> Result<i64, OfficeError> {
    let (held, member) = may_enter(district, student)?;
    need_reason(reason)
        .and_then(|()| check_grant(&held, member, &grant))
        .map_err(|refusal| refusal.said_in(language))?;
    let allowance = Allowance {
        grant,
        reason: reason.trim().to_owned(),
        who: String::new(),
        day: String::new(),
    };
    journal::enter(district, ROOM, ALLOWANCE, student, &allowance, now)
}

/// Takes an allowance back. It stays in the journal, with who took it back and why. A refusal is
/// said in the language.
///
/// # Errors
/// [`OfficeError::NoReason`]; that there is no such allowance; the catalog's errors.
pub fn withdraw_allowance(
    language: Language,
    district: &District,
    student: &str,
    entry: i64,
    reason: &str,
    now: Timestamp,
) -> Result<i64, OfficeError> {
    may_enter(district, student)?;
    need_reason(reason).map_err(|refusal| refusal.said_in(language))?;
    let known = list_allowances(district, student)?;
    if !known.iter().any(|one| one.id == entry && one.withdrawn.is_none()) {
        let ids = known.iter().filter(|one| one.withdrawn.is_none()).map(|one| one.id.to_string());
        let refusal = EntryRefusal::NoEntry { name: entry.to_string(), known: ids.collect() };
        return Err(refusal.said_in(language));
    }
    let withdrawal = Withdrawal { entry, reason: reason.trim().to_owned() };
    journal::enter(district, ROOM, WITHDRAWN, student, &withdrawal, now)
}

fn day(at: Timestamp) -> String {
    at.to_zoned(jiff::tz::TimeZone::UTC).date().to_string()
}

/// The allowances of a student, withdrawn ones included, in the order in which they were entered.
///
/// # Errors
/// [`OfficeError::NoReason`]; the catalog's errors.
pub fn list_allowances(
    district: &District,
    student: &str,
) -> Result<Vec<AllowanceEntry>, OfficeError> {
    may_read(district)?;
    let mut all = read_allowances(district, Some(student))?;
    all.retain(|entry| entry.student == student);
    Ok(all)
}

fn read_allowances(
    district: &District,
    student: Option<&str>,
) -> Result<Vec<AllowanceEntry>, OfficeError> {
    let entered: Vec<journal::Entry<Allowance>> =
        journal::list(district, ROOM, ALLOWANCE, student, None)?;
    let withdrawn: Vec<journal::Entry<Withdrawal>> =
        journal::list(district, ROOM, WITHDRAWN, student, None)?;
    Ok(entered
        .into_iter()
        .map(|entry| {
            let taken = withdrawn.iter().find(|w| w.body.entry == entry.id);
            AllowanceEntry {
                id: entry.id,
                student: entry.subject,
                allowance: Allowance { who: entry.who, day: day(entry.at), ..entry.body },
                withdrawn: taken.map(|w| (w.body.reason.clone(), w.who.clone())),
            }
        })
        .collect())
}

/// Every student's allowances that stand, and a stamp that changes when any is entered or taken back.
pub(super) fn all_allowances(
    district: &District,
) -> Result<(BTreeMap<String, Vec<Allowance>>, String), OfficeError> {
    let all = read_allowances(district, None)?;
    let last = all.iter().map(|entry| entry.id).max().unwrap_or_default();
    let stamp = format!("{last}-{}", all.iter().filter(|e| e.withdrawn.is_some()).count());
    let mut by_student: BTreeMap<String, Vec<Allowance>> = BTreeMap::new();
    for entry in all.into_iter().filter(|entry| entry.withdrawn.is_none()) {
        by_student.entry(entry.student).or_default().push(entry.allowance);
    }
    Ok((by_student, stamp))
}

/// Keeps what a counselor says to a line. A refusal is said in the language.
///
/// # Errors
/// [`OfficeError::NoReason`]; that what is accepted does not go with what was accepted before; the
/// catalog's errors.
pub fn decide(
    language: Language,
    district: &District,
    line: &LineDecision,
    now: Timestamp,
) -> Result<i64, OfficeError> {
    let (held, member) = may_enter(district, &line.student)?;
    if line.decision == Decision::Accepted {
        refuse_conflict(&held, member, &read_decisions(district)?, line)
            .map_err(|refusal| refusal.said_in(language))?;
    }
    journal::enter(district, ROOM, LINE, &line.subject(), line, now)
}

/// What was last said to each line.
///
/// # Errors
/// [`OfficeError::NoReason`]; the catalog's errors.
pub fn list_decisions(district: &District) -> Result<BTreeMap<String, LineDecision>, OfficeError> {
    may_read(district)?;
    Ok(read_decisions(district)?.last)
}

/// What was last said to each line, and the number of the last entry: it changes with any.
#[derive(Debug, Default)]
pub(super) struct Decisions {
    pub last: BTreeMap<String, LineDecision>,
    pub stamp: i64,
}

/// The same for counting seats, whoever asks.
pub(super) fn read_decisions(district: &District) -> Result<Decisions, OfficeError> {
    let entries: Vec<journal::Entry<LineDecision>> =
        journal::list(district, ROOM, LINE, None, None)?;
    let mut decisions = Decisions::default();
    for entry in entries {
        let body = LineDecision { who: entry.who, day: day(entry.at), ..entry.body };
        decisions.stamp = decisions.stamp.max(entry.id);
        decisions.last.insert(entry.subject, body);
    }
    Ok(decisions)
}
