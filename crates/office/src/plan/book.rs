//! The plan's journal: subjects whose newest entry holds.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use traction_core::plan::model::{Line, PlanHead};

use super::{ROOM, StandingLine, StandingPlan};
use crate::district::District;
use crate::error::OfficeError;
use crate::journal::{self, Entry};

/// The kind of entries about lines.
pub(super) const LINE: &str = "line";
/// The kind of entries about what stands above them.
pub(super) const HEAD: &str = "head";
/// The subject of the head.
pub(super) const THE_HEAD: &str = "plan";

/// What is entered about a subject whose newest entry holds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Kept<T> {
    /// What holds from now on; none takes it back.
    pub value: Option<T>,
    /// Why, in a few words; may be empty.
    #[serde(default)]
    pub why: String,
}

impl<T> Kept<T> {
    /// A value that holds from now on.
    pub fn of(value: T) -> Kept<T> {
        Kept { value: Some(value), why: String::new() }
    }
}

/// One line of the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LogLine {
    /// The entry's number.
    pub id: i64,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub who: String,
    /// Kind of subject.
    pub kind: String,
    /// The subject.
    pub subject: String,
    /// What was entered, in one line.
    pub words: String,
}

/// What holds of every subject of a kind, in the order in which each was first entered, with the
/// entry that made it so. A subject that was taken back is left out.
pub(super) fn standing<T: DeserializeOwned>(
    district: &District,
    kind: &str,
    as_of: Option<Timestamp>,
) -> Result<Vec<Entry<T>>, OfficeError> {
    let entries: Vec<Entry<Kept<T>>> = journal::list(district, ROOM, kind, None, as_of)?;
    let mut place: BTreeMap<String, usize> = BTreeMap::new();
    let mut newest: Vec<Option<Entry<T>>> = Vec::new();
    for entry in entries {
        let at = *place.entry(entry.subject.clone()).or_insert_with(|| {
            newest.push(None);
            newest.len() - 1
        });
        newest[at] = entry.body.value.map(|body| Entry {
            id: entry.id,
            kind: entry.kind,
            subject: entry.subject,
            at: entry.at,
            who: entry.who,
            body,
        });
    }
    Ok(newest.into_iter().flatten().collect())
}

/// The newest entry of one subject, whether it holds anything or takes it back.
pub(super) fn newest<T: DeserializeOwned>(
    district: &District,
    kind: &str,
    subject: &str,
    as_of: Option<Timestamp>,
) -> Result<Option<Entry<Kept<T>>>, OfficeError> {
    Ok(journal::list(district, ROOM, kind, Some(subject), as_of)?.pop())
}

pub(super) fn load(
    district: &District,
    as_of: Option<Timestamp>,
) -> Result<StandingPlan, OfficeError> {
    let head: Option<Entry<Kept<PlanHead>>> = newest(district, HEAD, THE_HEAD, as_of)?;
    let head_entry = head.as_ref().map(|entry| entry.id);
    let head = head.and_then(|entry| entry.body.value).unwrap_or_else(|| PlanHead {
        id: "plan".to_owned(),
        title: "Strategic plan".to_owned(),
        system: district.name().to_owned(),
        challenge: String::new(),
        citation: String::new(),
    });
    let lines = standing::<Line>(district, LINE, as_of)?
        .into_iter()
        .map(|entry| StandingLine {
            line: entry.body,
            entry: entry.id,
            at: entry.at,
            who: entry.who,
        })
        .collect();
    Ok(StandingPlan { head, head_entry, lines })
}

/// Everything that was entered, newest first.
pub(super) fn log(district: &District, subject: Option<&str>) -> Result<Vec<LogLine>, OfficeError> {
    let me = district.person().name().to_owned();
    let supervises = super::governs(district) && super::may_supervise(district).is_ok();
    let mut lines: Vec<LogLine> = journal::list_room(district, ROOM)?
        .into_iter()
        .filter(|entry| subject.is_none_or(|subject| entry.subject == subject))
        // What one person answered alone is nobody else's to read.
        .filter(|entry| entry.kind != super::govern::ANSWERS)
        // A supervisor's log is theirs and of those who see staff.
        .filter(|entry| entry.kind != super::govern::CONTACT || entry.who == me || supervises)
        .map(|entry| LogLine {
            words: words_of(&entry.body),
            id: entry.id,
            at: entry.at,
            who: entry.who,
            kind: entry.kind,
            subject: entry.subject,
        })
        .collect();
    lines.reverse();
    Ok(lines)
}

/// An entry in one line: its title or words, or that it was taken back.
fn words_of(body: &Value) -> String {
    let value = match body.get("value") {
        Some(Value::Null) => {
            let why = body.get("why").and_then(Value::as_str).unwrap_or_default();
            return if why.is_empty() {
                "taken back".to_owned()
            } else {
                format!("taken back: {why}")
            };
        }
        Some(value) => value,
        None => body,
    };
    ["title", "words", "what", "name", "charge", "scope", "agreed", "note", "on"]
        .into_iter()
        .find_map(|key| value.get(key).and_then(Value::as_str).filter(|text| !text.is_empty()))
        .map_or_else(|| value.to_string().chars().take(120).collect(), str::to_owned)
}
