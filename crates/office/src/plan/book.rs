//! The plan's journal: subjects whose newest entry holds.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use toml::Table;
use traction_core::plan::engine::{Change, Clash, list_changes, merge};
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
    /// What it changed, part by part, in full.
    pub changes: Vec<Change>,
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

/// The entry after which the journal must write: of all kinds of entries about a subject the
/// newest, provided that the one of this kind is still what the person saw.
pub(super) fn after(
    district: &District,
    kind: &str,
    subject: &str,
    seen: Option<i64>,
) -> Result<Option<i64>, OfficeError> {
    // The last entry is read first: whoever writes after that is found here, or by the journal.
    let all = journal::list_room(district, ROOM)?;
    let last = all.into_iter().filter(|entry| entry.subject == subject).map(|e| e.id).next_back();
    let held = newest::<Value>(district, kind, subject, None)?;
    // A subject that was taken back can be written anew by somebody who saw nothing.
    let stands = held.as_ref().filter(|entry| entry.body.value.is_some()).map(|entry| entry.id);
    match (stands, seen) {
        (Some(latest), seen) if seen != Some(latest) => {
            Err(OfficeError::Overtaken { subject: subject.to_owned(), latest })
        }
        _ => Ok(last),
    }
}

/// The newest entry of a subject, where it holds something: what whoever writes a file over it
/// stands on.
pub(super) fn standing_entry(
    district: &District,
    kind: &str,
    subject: &str,
) -> Result<Option<i64>, OfficeError> {
    let held = newest::<Value>(district, kind, subject, None)?;
    Ok(held.filter(|entry| entry.body.value.is_some()).map(|entry| entry.id))
}

/// Enters what holds of a subject from now on, over the entry that the person saw: none where they
/// saw none.
pub(super) fn put_after<T: Serialize + Clone>(
    district: &District,
    seen: Option<i64>,
    kind: &str,
    subject: &str,
    body: &T,
    now: Timestamp,
) -> Result<i64, OfficeError> {
    let last = after(district, kind, subject, seen)?;
    journal::enter_after(district, last, ROOM, kind, subject, &Kept::of(body.clone()), now)
}

/// What an entry holds: what somebody saw when they began to write.
pub(super) fn value_at<T: DeserializeOwned>(
    district: &District,
    kind: &str,
    subject: &str,
    entry: i64,
) -> Result<T, OfficeError> {
    let entries: Vec<Entry<Kept<T>>> = journal::list(district, ROOM, kind, Some(subject), None)?;
    let found = entries.into_iter().find(|kept| kept.id == entry);
    found.and_then(|kept| kept.body.value).ok_or_else(|| OfficeError::Refused {
        what: format!("there is no entry {entry} of {subject}"),
        hint: "open its page again".to_owned(),
    })
}

/// How a change went.
#[derive(Debug, Clone, PartialEq)]
pub enum Changed<T> {
    /// It is kept.
    Kept,
    /// It is kept together with what somebody else changed in the meantime.
    Together {
        /// Who.
        who: String,
    },
    /// Both changed the same part to different things; nothing was entered.
    Clash {
        /// What is said once by either, and mine where both said something.
        merged: Box<T>,
        /// What the other one wrote.
        clashes: Vec<Clash>,
        /// Who.
        who: String,
    },
}

/// Changes something over the entry that the person saw. If somebody else changed it in the
/// meantime, both changes are kept where they are of different parts; else nothing is entered and
/// both wordings are told. `put` enters it over an entry.
pub(super) fn change_over<T: Serialize + DeserializeOwned>(
    district: &District,
    kind: &str,
    subject: &str,
    seen: i64,
    mine: &T,
    put: impl Fn(i64, &T) -> Result<i64, OfficeError>,
) -> Result<Changed<T>, OfficeError> {
    match put(seen, mine) {
        Ok(_) => return Ok(Changed::Kept),
        Err(OfficeError::Overtaken { .. }) => {}
        Err(error) => return Err(error),
    }
    let base: T = value_at(district, kind, subject, seen)?;
    let newest = newest::<T>(district, kind, subject, None)?;
    let (Some(theirs), Some((latest, who))) = newest
        .map(|entry| (entry.body.value, (entry.id, entry.who)))
        .map_or((None, None), |(value, entry)| (value, Some(entry)))
    else {
        return Err(OfficeError::Refused {
            what: format!("{subject} was taken back in the meantime"),
            hint: "the log says by whom and why; undoing that entry brings it back".to_owned(),
        });
    };
    let Some((merged, clashes)) = merge(&base, mine, &theirs) else {
        return Err(OfficeError::Overtaken { subject: subject.to_owned(), latest });
    };
    if clashes.is_empty() {
        put(latest, &merged)?;
        return Ok(Changed::Together { who });
    }
    Ok(Changed::Clash { merged: Box::new(merged), clashes, who })
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
    let mut before: BTreeMap<(String, String), Table> = BTreeMap::new();
    let mut lines: Vec<LogLine> = Vec::new();
    for entry in journal::list_room(district, ROOM)? {
        let now = table_of(entry.body.get("value").unwrap_or(&entry.body));
        // A note of its day stands for itself; what holds is held against what held before it.
        let was = match entry.body.get("value") {
            Some(_) => before.insert((entry.kind.clone(), entry.subject.clone()), now.clone()),
            None => None,
        };
        let about = subject.is_none_or(|subject| entry.subject == subject);
        // What one person answered alone is nobody else's to read, and a supervisor's log is theirs
        // and of those who see staff.
        let hidden = entry.kind == super::govern::ANSWERS
            || (entry.kind == super::govern::CONTACT && entry.who != me && !supervises);
        if !about || hidden {
            continue;
        }
        lines.push(LogLine {
            words: words_of(&entry.body),
            changes: list_changes(&was.unwrap_or_default(), &now),
            id: entry.id,
            at: entry.at,
            who: entry.who,
            kind: entry.kind,
            subject: entry.subject,
        });
    }
    lines.reverse();
    Ok(lines)
}

/// What an entry holds as parts with names; what is one value alone, such as a day, has one part.
fn table_of(value: &Value) -> Table {
    fn part(value: &Value) -> Option<toml::Value> {
        match value {
            Value::Null => None,
            Value::Array(list) => Some(toml::Value::Array(list.iter().filter_map(part).collect())),
            Value::Object(parts) => {
                let named = |(name, value): (&String, &Value)| Some((name.clone(), part(value)?));
                Some(toml::Value::Table(parts.iter().filter_map(named).collect()))
            }
            other => toml::Value::try_from(other).ok(),
        }
    }
    match part(value) {
        None => Table::new(),
        Some(toml::Value::Table(table)) => table,
        Some(other) => Table::from_iter([("value".to_owned(), other)]),
    }
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
        .map(str::to_owned)
        .unwrap_or_default()
}
