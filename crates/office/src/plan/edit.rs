//! Writing the plan: each change an entry, by a person who may, over the entry that they saw.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use traction_core::plan::model::{Line, PlanHead, StoryRecord};
use traction_core::plan::policy::check_lines;

use super::book::{Changed, HEAD, Kept, LINE, THE_HEAD, after, change_over, value_at};
use super::{ROOM, governs, load, may_govern, may_write, planning_figures};
use crate::access::Deed;
use crate::district::District;
use crate::error::OfficeError;
use crate::journal;

/// The kind of entries that tell the story behind a curve.
pub(super) const STORY: &str = "story";
/// The kind of entries that say when a line was done.
pub(super) const DONE: &str = "done";

/// The story behind the curve: what somebody wrote about a line on a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Story {
    /// The words.
    pub words: String,
    /// Who wrote them, where somebody else carried them here.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub by: String,
    /// The day on which they were written, where that was before they were entered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<Date>,
}

impl Story {
    /// Who wrote the story of an entry, and on which day.
    pub fn told(entry: &journal::Entry<Story>) -> (&str, Date) {
        let story = &entry.body;
        let by = if story.by.is_empty() { &entry.who } else { &story.by };
        let entered = entry.at.to_zoned(jiff::tz::TimeZone::system()).date();
        (by, story.on.unwrap_or(entered))
    }
}

/// That a line was done, and what shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Done {
    /// The day.
    pub on: Date,
    /// What shows it.
    #[serde(default)]
    pub evidence: String,
}

/// Writes a line: a new one, or over the entry that the person saw.
///
/// # Errors
/// [`OfficeError::Overtaken`] when somebody else wrote it in the meantime; a line that does not
/// fit the others; that the person may not.
pub fn put_line(
    district: &District,
    seen: Option<i64>,
    line: &Line,
    why: &str,
    now: Timestamp,
) -> Result<i64, OfficeError> {
    may_govern(district)?;
    let mut lines = load(district, None)?.list_lines();
    match lines.iter_mut().find(|known| known.id == line.id) {
        Some(known) => *known = line.clone(),
        None => lines.push(line.clone()),
    }
    check_lines("the plan", &lines).map_err(refuse)?;
    check_lead_times(district, std::iter::once(line))?;
    let seen = after(district, LINE, &line.id, seen)?;
    let body = Kept { value: Some(line.clone()), why: why.to_owned() };
    journal::enter_after(district, seen, ROOM, LINE, &line.id, &body, now)
}

/// The line as an entry holds it: what somebody saw when they began to write.
///
/// # Errors
/// That there is no such entry of that line.
pub fn line_at(district: &District, id: &str, entry: i64) -> Result<Line, OfficeError> {
    value_at(district, LINE, id, entry)
}

/// Changes a line over the entry that the person saw; what others changed meanwhile is kept.
///
/// # Errors
/// What [`put_line`] refuses.
pub fn change_line(
    district: &District,
    seen: i64,
    mine: &Line,
    why: &str,
    now: Timestamp,
) -> Result<Changed<Line>, OfficeError> {
    let put = |seen, line: &Line| put_line(district, Some(seen), line, why, now);
    change_over(district, LINE, &mine.id, seen, mine, put)
}

/// Takes a line out of the plan. It stays in the log.
///
/// # Errors
/// [`OfficeError::Overtaken`]; that other lines stand under it; that the person may not.
pub fn drop_line(
    district: &District,
    seen: i64,
    id: &str,
    why: &str,
    now: Timestamp,
) -> Result<i64, OfficeError> {
    may_govern(district)?;
    let plan = load(district, None)?;
    if plan.find(id).is_none() {
        let known = plan.list_lines().into_iter().map(|line| line.id).collect();
        return Err(OfficeError::Unknown { kind: "line", name: id.to_owned(), known });
    }
    let under: Vec<String> = plan
        .list_lines()
        .into_iter()
        .filter(|line| line.under.as_deref() == Some(id))
        .map(|line| line.id)
        .collect();
    if !under.is_empty() {
        return Err(OfficeError::Refused {
            what: format!("{id} cannot be dropped: {} stand under it", under.join(", ")),
            hint: "drop them first, or put them under another line".to_owned(),
        });
    }
    let body: Kept<Line> = Kept { value: None, why: why.to_owned() };
    let seen = after(district, LINE, id, Some(seen))?;
    journal::enter_after(district, seen, ROOM, LINE, id, &body, now)
}

/// Writes what stands above the lines.
///
/// # Errors
/// [`OfficeError::Overtaken`]; that the person may not.
pub fn put_head(
    district: &District,
    seen: Option<i64>,
    head: &PlanHead,
    now: Timestamp,
) -> Result<i64, OfficeError> {
    may_govern(district)?;
    let seen = after(district, HEAD, THE_HEAD, seen)?;
    journal::enter_after(district, seen, ROOM, HEAD, THE_HEAD, &Kept::of(head.clone()), now)
}

/// Says that a line was done on a day, or (without one) that it was not after all.
///
/// # Errors
/// That there is no such line; that the person may not.
pub fn mark_done(
    district: &District,
    id: &str,
    done: Option<Done>,
    now: Timestamp,
) -> Result<i64, OfficeError> {
    may_write(district, Deed::Plan)?;
    known_line(district, id)?;
    journal::enter(district, ROOM, DONE, id, &Kept { value: done, why: String::new() }, now)
}

/// Writes the story behind a line's curve. Earlier ones stay, each with its day.
///
/// # Errors
/// That there is no such line, or no words; that the person may not.
pub fn write_story(
    district: &District,
    id: &str,
    words: &str,
    now: Timestamp,
) -> Result<i64, OfficeError> {
    let (line, words) = (id.to_owned(), words.to_owned());
    carry_story(district, &StoryRecord { line, words, by: String::new(), on: None }, now)
}

/// The same for a story that a file brings along, with who wrote it and when.
pub(super) fn carry_story(
    district: &District,
    story: &StoryRecord,
    now: Timestamp,
) -> Result<i64, OfficeError> {
    may_write(district, Deed::Plan)?;
    known_line(district, &story.line)?;
    if story.words.trim().is_empty() {
        return Err(OfficeError::Refused {
            what: "a story needs words".to_owned(),
            hint: String::new(),
        });
    }
    let words = story.words.trim().to_owned();
    let body = Story { words, by: story.by.clone(), on: story.on };
    journal::enter(district, ROOM, STORY, &story.line, &body, now)
}

/// Undoes an entry: enters again what held before it. Only the newest entry of a subject can be
/// undone, so that nobody's later words are lost.
///
/// # Errors
/// That there is no such entry, that something was entered after it, or that what holds has no
/// state before.
pub fn undo(district: &District, entry: i64, now: Timestamp) -> Result<i64, OfficeError> {
    may_write(district, Deed::Plan)?;
    let entries = journal::list_room(district, ROOM)?;
    let Some(found) = entries.iter().find(|kept| kept.id == entry) else {
        let what = format!("there is no entry {entry} in the plan's log");
        return Err(OfficeError::Refused { what, hint: "traction plan log lists them".to_owned() });
    };
    if found.who != district.person().name() && !governs(district) {
        return Err(OfficeError::NoReason {
            who: district.person().name().to_owned(),
            what: "undo what somebody else entered",
        });
    }
    if found.body.get("value").is_none() {
        return Err(OfficeError::Refused {
            what: format!("entry {entry} is a note of its day; it stays"),
            hint: "write another one beside it".to_owned(),
        });
    }
    let same =
        |kept: &&journal::Entry<Value>| kept.kind == found.kind && kept.subject == found.subject;
    if let Some(later) = entries.iter().filter(same).find(|kept| kept.id > entry) {
        return Err(OfficeError::Overtaken { subject: found.subject.clone(), latest: later.id });
    }
    let before = entries.iter().filter(same).rfind(|kept| kept.id < entry);
    let value = before.and_then(|kept| kept.body.get("value").cloned()).unwrap_or(Value::Null);
    let body =
        Kept { value: (!value.is_null()).then_some(value), why: format!("entry {entry} undone") };
    journal::enter(district, ROOM, &found.kind, &found.subject, &body, now)
}

pub(super) fn known_line(district: &District, id: &str) -> Result<(), OfficeError> {
    let plan = load(district, None)?;
    if plan.find(id).is_some() {
        return Ok(());
    }
    let known = plan.list_lines().into_iter().map(|line| line.id).collect();
    Err(OfficeError::Unknown { kind: "line", name: id.to_owned(), known })
}

/// Whether each figure that schools are to have sooner is one of the planning year.
pub(super) fn check_lead_times<'a>(
    district: &District,
    lines: impl IntoIterator<Item = &'a Line>,
) -> Result<(), OfficeError> {
    let mut promised = lines.into_iter().filter_map(|line| line.lead_time.as_ref()).peekable();
    if promised.peek().is_none() {
        return Ok(());
    }
    let figures = planning_figures(district)?;
    match promised.find(|lead| !figures.iter().any(|known| known.id == lead.figure)) {
        None => Ok(()),
        Some(lead) => Err(OfficeError::Unknown {
            kind: "figure in the planning year",
            name: lead.figure.clone(),
            known: figures.into_iter().map(|figure| figure.id).collect(),
        }),
    }
}

pub(super) fn refuse(error: traction_core::plan::policy::PlanFileError) -> OfficeError {
    OfficeError::Refused {
        what: error.to_string(),
        hint: "docs/guides/write-a-plan.md shows a plan that can be read".to_owned(),
    }
}
