//! The journal: what people decided, said and recorded, room by room. Entries are added, never
//! changed; taking one back is a later entry. What a page shows as of a day is what had been
//! entered by then.

use std::collections::BTreeSet;

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{Catalog, read_time};
use crate::error::Result;

/// What somebody enters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEntry {
    /// Room, such as `graduation`.
    pub room: String,
    /// Kind of entry within the room, such as `waiver`.
    pub kind: String,
    /// What it is about within the room: the id of a student, goal, run, meeting.
    pub subject: String,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub who: String,
    /// What is entered, as JSON.
    pub body: String,
}

/// An entry as the journal keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JournalEntry {
    /// Its number; later entries have greater ones.
    pub id: i64,
    /// What was entered.
    pub entry: NewEntry,
}

/// Which entries are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct JournalQuery<'a> {
    /// The room.
    pub room: &'a str,
    /// Only this kind.
    pub kind: Option<&'a str>,
    /// Only about this.
    pub subject: Option<&'a str>,
    /// Only what had been entered by then.
    pub as_of: Option<Timestamp>,
}

/// How entries that must follow others went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Followed {
    /// They were entered, with these numbers.
    Entered(Vec<i64>),
    /// Somebody entered something about a subject in between, and nothing was written.
    Overtaken {
        /// The subject.
        subject: String,
        /// What was entered.
        latest: i64,
    },
}

impl Catalog {
    /// Adds entries, all or none, durably; their numbers in order.
    ///
    /// # Errors
    /// The catalog's errors.
    pub fn enter(&mut self, entries: &[NewEntry]) -> Result<Vec<i64>> {
        self.write(|db| entries.iter().map(|entry| insert(db, entry)).collect())
    }

    /// Adds entries, all or none, only if the latest one about each subject is still the one that
    /// is given with the first entry about it (`None`: there is none yet), so that two people who
    /// edit the same thing never lose a word.
    ///
    /// # Errors
    /// The catalog's errors.
    pub fn enter_after(&mut self, entries: &[(Option<i64>, NewEntry)]) -> Result<Followed> {
        self.write(|db| {
            let mut latest = db.prepare(
                "SELECT id FROM journal WHERE room = ?1 AND subject = ?2 ORDER BY id DESC LIMIT 1",
            )?;
            let mut asked = BTreeSet::new();
            for (after, entry) in entries {
                if !asked.insert((&entry.room, &entry.subject)) {
                    continue;
                }
                let found: Option<i64> =
                    latest.query_row([&entry.room, &entry.subject], |row| row.get(0)).optional()?;
                if let Some(latest) = found.filter(|latest| Some(*latest) != *after) {
                    return Ok(Followed::Overtaken { subject: entry.subject.clone(), latest });
                }
            }
            let numbers = entries.iter().map(|(_, entry)| insert(db, entry));
            numbers.collect::<rusqlite::Result<_>>().map(Followed::Entered)
        })
    }

    /// The entries that a query asks for, in the order in which they were entered.
    ///
    /// # Errors
    /// The catalog's errors.
    pub fn list_journal(&mut self, query: &JournalQuery<'_>) -> Result<Vec<JournalEntry>> {
        // Times are compared as times: text of differing precision has no order.
        let entries = self.read(|db| {
            let mut statement = db.prepare(
                "SELECT id, room, kind, subject, at, who, body FROM journal
                 WHERE room = ?1 AND (?2 IS NULL OR kind = ?2) AND (?3 IS NULL OR subject = ?3)
                 ORDER BY id",
            )?;
            let entries =
                statement.query_map(params![query.room, query.kind, query.subject], read_entry)?;
            entries.collect::<rusqlite::Result<Vec<_>>>()
        })?;
        let by_then = |entry: &JournalEntry| query.as_of.is_none_or(|then| entry.entry.at <= then);
        Ok(entries.into_iter().filter(by_then).collect())
    }
}

/// Adds one entry.
pub(super) fn insert(db: &Connection, entry: &NewEntry) -> rusqlite::Result<i64> {
    db.execute(
        "INSERT INTO journal (room, kind, subject, at, who, body)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        params![entry.room, entry.kind, entry.subject, entry.at.to_string(), entry.who, entry.body],
    )?;
    Ok(db.last_insert_rowid())
}

fn read_entry(row: &Row<'_>) -> rusqlite::Result<JournalEntry> {
    let entry = NewEntry {
        room: row.get(1)?,
        kind: row.get(2)?,
        subject: row.get(3)?,
        at: read_time(&row.get::<_, String>(4)?)?,
        who: row.get(5)?,
        body: row.get(6)?,
    };
    Ok(JournalEntry { id: row.get(0)?, entry })
}
