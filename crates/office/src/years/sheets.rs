//! Closed years as lists: how each year stands, and all that was decided about it.

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use traction_core::district::SchoolYear;
use traction_store::years::{CLOSED, REOPENED, ROOM};

use super::{Closing, Reopening};
use crate::access::Sight;
use crate::district::District;
use crate::error::OfficeError;
use crate::journal;
use crate::sheet::{Cell, Sheet};

/// One decision about a year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct YearLine {
    /// The school year.
    pub year: SchoolYear,
    /// Whether it was closed; else it was reopened.
    pub closed: bool,
    /// The person named.
    pub who: String,
    /// The account that entered it.
    pub account: String,
    /// When.
    pub at: Timestamp,
    /// Why it was reopened.
    pub reason: Option<String>,
    /// What it was closed with.
    pub closing: Option<Closing>,
}

/// All that was decided about years, in the order in which it was.
///
/// # Errors
/// [`OfficeError::NoReason`]; the catalog's errors.
pub fn history(district: &District) -> Result<Vec<YearLine>, OfficeError> {
    district.why_see(Sight::Files)?;
    let year = |subject: &str| SchoolYear::ending(subject.parse().unwrap_or_default());
    let closings = journal::list::<Closing>(district, ROOM, CLOSED, None, None)?;
    let reopenings = journal::list::<Reopening>(district, ROOM, REOPENED, None, None)?;
    let mut lines: Vec<(i64, YearLine)> = Vec::new();
    for entry in closings {
        let line = YearLine {
            year: year(&entry.subject),
            closed: true,
            who: entry.body.who.clone(),
            account: entry.who,
            at: entry.at,
            reason: None,
            closing: Some(entry.body),
        };
        lines.push((entry.id, line));
    }
    for entry in reopenings {
        let line = YearLine {
            year: year(&entry.subject),
            closed: false,
            who: entry.body.who,
            account: entry.who,
            at: entry.at,
            reason: Some(entry.body.reason),
            closing: None,
        };
        lines.push((entry.id, line));
    }
    lines.sort_by_key(|(id, _)| *id);
    Ok(lines.into_iter().map(|(_, line)| line).collect())
}

/// Every year that has facts or was decided about, with its latest decision. Years after the last
/// one that students are enrolled in are none yet: what is known of them is planned.
///
/// # Errors
/// As [`history`].
pub fn lines(district: &District) -> Result<Vec<(SchoolYear, Option<YearLine>)>, OfficeError> {
    let history = history(district)?;
    let slots = district.snapshot()?.list_slots();
    let mut years: BTreeSet<SchoolYear> =
        slots.iter().filter_map(|entry| entry.slot.year).collect();
    let enrolled = slots.iter().filter(|entry| entry.slot.table.name == "enrollments");
    if let Some(last) = enrolled.filter_map(|entry| entry.slot.year).max() {
        years.retain(|year| *year <= last);
    }
    years.extend(history.iter().map(|line| line.year));
    let latest = |year| history.iter().rfind(|line| line.year == year).cloned();
    Ok(years.into_iter().map(|year| (year, latest(year))).collect())
}

/// How each year stands; and, where anything was decided, all of it.
///
/// # Errors
/// As [`history`].
pub fn sheets(district: &District) -> Result<Vec<Sheet>, OfficeError> {
    let columns = [
        "school_year|School year",
        "state|State",
        "by|By",
        "day|Since",
        "tables|Tables locked|n",
        "import|As of import|n",
        "reason|Reason",
    ];
    let mut sheet = Sheet::of("years", "School years", &columns);
    for (year, line) in lines(district)? {
        let state = match &line {
            Some(line) if line.closed => "closed",
            Some(_) => "reopened",
            None => "open",
        };
        sheet.push(row(year, state, line.as_ref()));
    }
    if sheet.rows.is_empty() {
        sheet.notes.push("No year has facts yet.".to_owned());
    }
    let mut sheets = vec![sheet];
    let history = history(district)?;
    if !history.is_empty() {
        let mut sheet = Sheet::of("decisions", "What was decided, in order", &columns);
        for line in &history {
            let state = if line.closed { "closed" } else { "reopened" };
            sheet.push(row(line.year, state, Some(line)));
        }
        sheets.push(sheet);
    }
    Ok(sheets)
}

fn row(year: SchoolYear, state: &str, line: Option<&YearLine>) -> Vec<Cell> {
    let closing = line.and_then(|line| line.closing.as_ref());
    let own = |closing: &Closing| closing.tables.iter().filter(|t| t.year.is_some()).count() as u64;
    let by = line.map(|line| match line.who == line.account {
        true => line.who.clone(),
        false => format!("{} ({})", line.who, line.account),
    });
    vec![
        year.to_string().into(),
        state.into(),
        by.into(),
        line.map(|line| line.at.to_zoned(TimeZone::system()).date().to_string()).into(),
        closing.map(own).into(),
        closing.map(|closing| closing.import.unsigned_abs()).into(),
        line.and_then(|line| line.reason.clone()).into(),
    ]
}
