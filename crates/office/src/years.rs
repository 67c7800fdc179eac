//! Closed years: closing one locks its facts and the definitions in force, reopening takes a named
//! person and a reason, and a file that would change one is told which figures it would move.

mod moves;
mod sheets;
mod takeover;

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use traction_core::district::SchoolYear;
use traction_store::years::{CLOSED, REOPENED, ROOM};
use traction_store::{ImportId, Snapshot, Wait};

pub use moves::{MoveLine, Refusal, move_sheet, refusal_of};
pub(crate) use moves::{list_would_move, refused_entry};
pub use sheets::{YearLine, history, lines, sheets};
pub(crate) use takeover::take_over;

use crate::access::Deed;
use crate::definitions::{self, Definition};
use crate::district::District;
use crate::error::OfficeError;
use crate::journal;
use crate::people;

/// One table of a year, as it was closed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LockedTable {
    /// Table.
    pub table: String,
    /// The calendar year in which its school year ends; `None` for a standing table.
    pub year: Option<i16>,
    /// Rows.
    pub rows: u64,
    /// The hashes of its parts, in row order.
    pub hashes: Vec<String>,
}

/// What a year was closed with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closing {
    /// Who closes it.
    pub who: String,
    /// The import that left the facts so.
    pub import: i64,
    /// The fingerprint of all facts then.
    pub fingerprint: String,
    /// Every part of the year, and of the standing tables that its figures are read from as well.
    pub tables: Vec<LockedTable>,
    /// The definitions in force.
    pub measures: Vec<Definition>,
}

/// Why a year was reopened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reopening {
    /// The person who answers for it.
    pub who: String,
    /// Why.
    pub reason: String,
}

/// A closed year, and what it was closed with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Closed {
    pub year: SchoolYear,
    pub entry: i64,
    pub closing: Closing,
}

/// Closes a year: from now on its facts, and the figures counted from them, do not move.
///
/// # Errors
/// [`OfficeError::NoReason`]; a name that is nobody's, where there are accounts; a year that is closed
/// or has no facts; parts that are not as they
/// were written; that somebody imports; the catalog's errors.
pub fn close(
    district: &District,
    year: SchoolYear,
    who: Option<&str>,
    now: Timestamp,
) -> Result<Closing, OfficeError> {
    may_keep_years(district)?;
    let who = match who.map(str::trim).filter(|who| !who.is_empty()) {
        Some(who) => people::answerable(district, who)?,
        None => people::acting(district)?,
    };
    take_over(district, now)?;
    let _held = district.folder.hold(now, Wait::Refuse)?;
    if closed(district)?.iter().any(|closed| closed.year == year) {
        return Err(refused(format!("{year} is closed already"), "traction year list"));
    }
    let damaged = district.folder.verify()?.damaged;
    if let Some(damage) = damaged.first() {
        let what = format!("{} is not as it was written", damage.path.display());
        return Err(refused(what, "traction verify names every such part"));
    }
    enter_closing(district, year, &who, now)
}

/// Writes down that a year is closed, under the folder's lock.
fn enter_closing(
    district: &District,
    year: SchoolYear,
    who: &str,
    now: Timestamp,
) -> Result<Closing, OfficeError> {
    definitions::note(district, now)?;
    let snapshot = district.folder.snapshot()?;
    let tables = list_locked(&snapshot, year);
    let (Some(ImportId(import)), true) =
        (snapshot.import(), tables.iter().any(|table| table.year.is_some()))
    else {
        let what = format!("there are no facts of {year}");
        return Err(refused(what, "traction facts show lists the years that are in"));
    };
    let closing = Closing {
        who: who.to_owned(),
        import,
        fingerprint: snapshot.fingerprint(),
        tables,
        measures: definitions::list_in_force(district)?,
    };
    journal::enter(district, ROOM, CLOSED, &year.end().to_string(), &closing, now)?;
    Ok(closing)
}

/// The year's own tables, and the standing ones.
fn list_locked(snapshot: &Snapshot, year: SchoolYear) -> Vec<LockedTable> {
    let parts = snapshot.list_parts();
    let slots = snapshot.list_slots().into_iter();
    slots
        .filter(|entry| entry.slot.year.is_none_or(|of| of == year))
        .map(|entry| LockedTable {
            table: entry.slot.table.name.to_owned(),
            year: entry.slot.year.map(SchoolYear::end),
            rows: entry.rows,
            hashes: parts
                .iter()
                .filter(|part| part.slot == entry.slot)
                .map(|part| part.hash.clone())
                .collect(),
        })
        .collect()
}

/// Reopens a year: its facts may change again, and its figures are counted by today's
/// definitions, until it is closed anew.
///
/// # Errors
/// [`OfficeError::NoReason`]; a year that is not closed; no person or no reason named; a name that is
/// nobody's, where there are accounts; that somebody imports; the catalog's errors.
pub fn reopen(
    district: &District,
    year: SchoolYear,
    who: &str,
    reason: &str,
    now: Timestamp,
) -> Result<(), OfficeError> {
    may_keep_years(district)?;
    let (who, reason) = (who.trim(), reason.trim());
    if who.is_empty() || reason.is_empty() {
        return Err(refused(
            "a closed year is reopened by a named person, for a reason".to_owned(),
            "traction year reopen YEAR --who NAME --reason TEXT",
        ));
    }
    let who = people::answerable(district, who)?;
    take_over(district, now)?;
    let _held = district.folder.hold(now, Wait::Refuse)?;
    if !closed(district)?.iter().any(|closed| closed.year == year) {
        return Err(refused(format!("{year} is not closed"), "traction year list"));
    }
    let reopening = Reopening { who, reason: reason.to_owned() };
    journal::enter(district, ROOM, REOPENED, &year.end().to_string(), &reopening, now)?;
    Ok(())
}

/// The years that are closed, now or at the moment as of which the district is looked at.
pub(crate) fn closed(district: &District) -> Result<Vec<Closed>, OfficeError> {
    let closed = district.folder.catalog()?.list_closed_years(district.moment())?;
    let numbers: BTreeSet<i64> = closed.iter().map(|closed| closed.entry.id).collect();
    let entries = journal::list::<Closing>(district, ROOM, CLOSED, None, None)?;
    let entries = entries.into_iter().filter(|entry| numbers.contains(&entry.id));
    let mut list: Vec<Closed> = entries
        .filter_map(|entry| {
            let year = closed.iter().find(|closed| closed.entry.id == entry.id)?.year;
            Some(Closed { year, entry: entry.id, closing: entry.body })
        })
        .collect();
    list.sort_by_key(|closed| closed.year);
    Ok(list)
}

/// What is wrong with the locks: tables of closed years that are not what they were closed with.
pub(crate) fn list_broken(district: &District) -> Result<Vec<(String, String)>, OfficeError> {
    let snapshot = district.folder.snapshot()?;
    let mut broken = Vec::new();
    for closed in closed(district)? {
        let now = list_locked(&snapshot, closed.year);
        let own = |tables: &[LockedTable]| -> Vec<LockedTable> {
            tables.iter().filter(|table| table.year.is_some()).cloned().collect()
        };
        let (then, now) = (own(&closed.closing.tables), own(&now));
        let differs = then.iter().filter(|table| !now.contains(table));
        let added = now.iter().filter(|t| !then.iter().any(|known| known.table == t.table));
        for table in differs.chain(added) {
            let place = format!("{} {}", table.table, closed.year);
            broken.push((place, "not what the year was closed with".to_owned()));
        }
        if let Err(error) = district.folder.snapshot_as_of(ImportId(closed.closing.import)) {
            broken.push((closed.year.to_string(), error.to_string()));
        }
    }
    Ok(broken)
}

fn may_keep_years(district: &District) -> Result<(), OfficeError> {
    district.why_do(Deed::CloseYears)?;
    district.may_change()
}

fn refused(what: String, hint: &str) -> OfficeError {
    OfficeError::Refused { what, hint: hint.to_owned() }
}
