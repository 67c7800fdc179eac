//! The log: which imports there were, from which files, with which findings.

use jiff::Timestamp;
use jiff::civil::Date;
use rusqlite::{Connection, OptionalExtension, Row, params};
use traction_core::finding::Severity;

use super::{Catalog, odd, read_day, read_slot, read_time};
use crate::error::{Result, StoreError};
use crate::facts::{Slot, SlotRows};
use crate::import::ImportId;

/// One import, as the log tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportEntry {
    /// Its number; later imports have greater ones.
    pub id: ImportId,
    /// When it began.
    pub started: Timestamp,
    /// When it was recorded.
    pub finished: Timestamp,
    /// The day in the district.
    pub day: Date,
    /// Who ran it.
    pub who: String,
    /// Program and version.
    pub program: String,
    /// Its options, as the caller wrote them.
    pub options: String,
    /// Tables and years that it changed, with the rows that they then had. Empty: nothing changed.
    pub changed: Vec<SlotRows>,
    /// Tables and years that it was refused because the year is closed, with the rows refused.
    pub refused: Vec<SlotRows>,
    /// Files read.
    pub files: u64,
    /// Findings, by severity, most severe first.
    pub findings: Vec<(Severity, u64)>,
}

/// One file of an import.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredFile {
    /// Path as the person named it.
    pub path: String,
    /// Length in bytes.
    pub bytes: u64,
    /// Content hash.
    pub hash: String,
    /// Rows in the file, the header not counted.
    pub rows_in: u64,
    /// Rows kept.
    pub rows_kept: u64,
    /// Rows set aside.
    pub rows_set_aside: u64,
    /// Character encoding.
    pub encoding: String,
    /// The mapping that was used.
    pub mapping: Option<String>,
    /// Tables and years that its rows went to.
    pub feeds: Vec<Slot>,
}

/// A finding as the catalog keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredFinding {
    /// Code of the check.
    pub code: String,
    /// How much it matters.
    pub severity: Severity,
    /// File.
    pub file: String,
    /// Row, counting the header as 1.
    pub row: Option<u64>,
    /// The file's own column name.
    pub column: Option<String>,
    /// What was found.
    pub found: String,
    /// What was expected.
    pub expected: String,
    /// How to mend it.
    pub mend: String,
}

/// How often a check found something in a file, counting what was too much to keep.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FindingCount {
    /// Code of the check.
    pub code: String,
    /// How much it matters.
    pub severity: Severity,
    /// File.
    pub file: String,
    /// Findings in all.
    pub total: u64,
}

impl Catalog {
    /// All imports, latest first.
    ///
    /// # Errors
    /// The catalog's errors.
    pub fn list_imports(&mut self) -> Result<Vec<ImportEntry>> {
        self.read(|db| {
            let mut query = db.prepare("SELECT id FROM imports ORDER BY id DESC")?;
            let ids: Vec<i64> =
                query.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
            ids.into_iter().map(|id| read_import(db, id)).collect()
        })
    }

    /// One import.
    ///
    /// # Errors
    /// [`StoreError::NoSuchImport`], the catalog's errors.
    pub fn load_import(&mut self, import: ImportId) -> Result<ImportEntry> {
        self.read(|db| read_import(db, import.0).optional())?
            .ok_or(StoreError::NoSuchImport { import: import.0 })
    }

    /// The files of an import, in the order in which they were noted.
    ///
    /// # Errors
    /// The catalog's errors.
    pub fn list_files(&mut self, import: ImportId) -> Result<Vec<StoredFile>> {
        self.read(|db| {
            let mut query = db.prepare(
                "SELECT id, path, bytes, hash, rows_in, rows_kept, rows_set_aside, encoding,
                     mapping
                 FROM import_files WHERE import_id = ?1 ORDER BY id",
            )?;
            let files = query.query_map([import.0], |row| {
                let id: i64 = row.get(0)?;
                Ok(StoredFile {
                    path: row.get(1)?,
                    bytes: row.get(2)?,
                    hash: row.get(3)?,
                    rows_in: row.get(4)?,
                    rows_kept: row.get(5)?,
                    rows_set_aside: row.get(6)?,
                    encoding: row.get(7)?,
                    mapping: row.get(8)?,
                    feeds: list_feeds(db, id)?,
                })
            })?;
            files.collect()
        })
    }

    /// The findings of an import that were kept, in the order in which they were noted.
    ///
    /// # Errors
    /// The catalog's errors.
    pub fn list_findings(&mut self, import: ImportId) -> Result<Vec<StoredFinding>> {
        self.read(|db| {
            let mut query = db.prepare(
                "SELECT code, severity, file, row, column_name, found, expected, mend
                 FROM findings WHERE import_id = ?1 ORDER BY id",
            )?;
            let findings = query.query_map([import.0], |row| {
                Ok(StoredFinding {
                    code: row.get(0)?,
                    severity: read_severity(row, 1)?,
                    file: row.get(2)?,
                    row: row.get(3)?,
                    column: row.get(4)?,
                    found: row.get(5)?,
                    expected: row.get(6)?,
                    mend: row.get(7)?,
                })
            })?;
            findings.collect()
        })
    }

    /// How many findings an import had in all, by check and file.
    ///
    /// # Errors
    /// The catalog's errors.
    pub fn list_finding_counts(&mut self, import: ImportId) -> Result<Vec<FindingCount>> {
        self.read(|db| {
            let mut query = db.prepare(
                "SELECT code, severity, file, total FROM finding_counts WHERE import_id = ?1
                 ORDER BY code, severity, file",
            )?;
            let counts = query.query_map([import.0], |row| {
                Ok(FindingCount {
                    code: row.get(0)?,
                    severity: read_severity(row, 1)?,
                    file: row.get(2)?,
                    total: row.get(3)?,
                })
            })?;
            counts.collect()
        })
    }
}

fn read_severity(row: &Row<'_>, at: usize) -> rusqlite::Result<Severity> {
    let word: String = row.get(at)?;
    Severity::find(&word).ok_or_else(|| odd(format!("it holds a severity {word:?}")))
}

fn list_feeds(db: &Connection, file: i64) -> rusqlite::Result<Vec<Slot>> {
    let mut query = db.prepare_cached(
        "SELECT table_name, year FROM import_file_slots WHERE file_id = ?1
         ORDER BY table_name, year",
    )?;
    let slots = query.query_map([file], |row| read_slot(&row.get::<_, String>(0)?, row.get(1)?))?;
    slots.collect()
}

fn read_import(db: &Connection, id: i64) -> rusqlite::Result<ImportEntry> {
    let slots = |sql: &str| -> rusqlite::Result<Vec<SlotRows>> {
        let mut query = db.prepare_cached(sql)?;
        let rows = query.query_map(params![id], |row| {
            let slot = read_slot(&row.get::<_, String>(0)?, row.get(1)?)?;
            Ok(SlotRows { slot, rows: row.get(2)? })
        })?;
        rows.collect()
    };
    let changed = slots(
        "SELECT table_name, year, rows FROM pointers WHERE import_id = ?1
         ORDER BY table_name, year",
    )?;
    let refused = slots(
        "SELECT table_name, year, rows_refused FROM refusals WHERE import_id = ?1
         ORDER BY table_name, year",
    )?;
    let mut query = db.prepare_cached(
        "SELECT severity, sum(total) FROM finding_counts WHERE import_id = ?1 GROUP BY severity",
    )?;
    let mut findings: Vec<(Severity, u64)> = query
        .query_map([id], |row| Ok((read_severity(row, 0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    findings.sort_by_key(|(severity, _)| std::cmp::Reverse(*severity));
    let files =
        db.query_row("SELECT count(*) FROM import_files WHERE import_id = ?1", [id], |row| {
            row.get(0)
        })?;
    db.query_row(
        "SELECT started, finished, day, who, program, options FROM imports WHERE id = ?1",
        [id],
        |row| {
            Ok(ImportEntry {
                id: ImportId(id),
                started: read_time(&row.get::<_, String>(0)?)?,
                finished: read_time(&row.get::<_, String>(1)?)?,
                day: read_day(&row.get::<_, String>(2)?)?,
                who: row.get(3)?,
                program: row.get(4)?,
                options: row.get(5)?,
                changed,
                refused,
                files,
                findings,
            })
        },
    )
}
