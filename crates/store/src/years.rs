//! Closed years: the school years whose facts may not change, as the journal says.
//!
//! The journal is the one place that says so. The latest entry about a year decides: closed, or
//! reopened by a named person with a reason. What a year was closed with, its hashes and the
//! definitions in force, is in the entry; the store reads of it only the number of the import, so
//! that pruning keeps the parts which closed figures stand on.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use traction_core::district::SchoolYear;

use crate::catalog::{Catalog, JournalEntry, JournalQuery, odd};
use crate::error::{Result, StoreError};
use crate::folder::Folder;
use crate::import::ImportId;
use crate::lock::{FolderLock, Wait};

/// The journal's room for years.
pub const ROOM: &str = "years";

/// The kind of entry that closes a year.
pub const CLOSED: &str = "closed";

/// The kind of entry that reopens one.
pub const REOPENED: &str = "reopened";

/// The kind of entry that says what an import would have moved in closed years.
pub const REFUSED: &str = "refused";

/// A year that is closed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClosedYear {
    /// The year.
    pub year: SchoolYear,
    /// The entry that closed it.
    pub entry: JournalEntry,
}

/// The folder's lock, held by somebody outside the store until dropped.
#[derive(Debug)]
pub struct Held {
    _lock: FolderLock,
}

impl Catalog {
    /// The years that are closed, earliest first; as of a moment, or now.
    ///
    /// # Errors
    /// The catalog's errors.
    pub fn list_closed_years(&mut self, as_of: Option<Timestamp>) -> Result<Vec<ClosedYear>> {
        let query = JournalQuery { room: ROOM, kind: None, subject: None, as_of };
        let mut latest: BTreeMap<SchoolYear, JournalEntry> = BTreeMap::new();
        for entry in self.list_journal(&query)? {
            if entry.entry.kind != CLOSED && entry.entry.kind != REOPENED {
                continue;
            }
            let year = entry.entry.subject.parse().map_err(|_| StoreError::CatalogDamaged {
                path: self.path().to_path_buf(),
                what: format!("journal entry {} is about no year", entry.id),
            })?;
            latest.insert(SchoolYear::ending(year), entry);
        }
        let closed = latest.into_iter().filter(|(_, entry)| entry.entry.kind == CLOSED);
        Ok(closed.map(|(year, entry)| ClosedYear { year, entry }).collect())
    }

    /// The imports whose views closed years stand on.
    pub(crate) fn list_locked_imports(&mut self) -> Result<BTreeSet<ImportId>> {
        let closed = self.list_closed_years(None)?;
        self.read(|db| {
            let mut query =
                db.prepare("SELECT json_extract(body, '$.import') FROM journal WHERE id = ?1")?;
            let mut imports = BTreeSet::new();
            for year in closed {
                let import: Option<i64> = query.query_row([year.entry.id], |row| row.get(0))?;
                let import = import.ok_or_else(|| {
                    odd(format!("journal entry {} names no import", year.entry.id))
                })?;
                imports.insert(ImportId(import));
            }
            Ok(imports)
        })
    }
}

impl Folder {
    /// The years whose facts may not change.
    ///
    /// # Errors
    /// The catalog's errors.
    pub fn list_closed_years(&self) -> Result<BTreeSet<SchoolYear>> {
        Ok(self.catalog()?.list_closed_years(None)?.into_iter().map(|closed| closed.year).collect())
    }

    /// Takes the folder's lock, so that no import begins or ends until it is dropped.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when another process writes and `wait` refuses; the file errors.
    pub fn hold(&self, now: Timestamp, wait: Wait<'_>) -> Result<Held> {
        Ok(Held { _lock: FolderLock::take(self.path(), now, wait)? })
    }
}
