//! Snapshots: the facts as one import left them, and the rows that a room asks of them.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use rayon::prelude::*;
use rusqlite::{Connection, OptionalExtension, params};
use traction_core::district::{Batch, Facts, PartMark, SchoolYear, TABLES, Table};

use crate::catalog::{read_day, read_slot, read_time, year_number};
use crate::error::{Result, StoreError};
use crate::folder::Folder;
use crate::import::ImportId;
use crate::parts;

/// A table and, if it is cut by year, a school year: what one pointer points at.
#[derive(Debug, Clone, Copy)]
pub struct Slot {
    /// Table.
    pub table: &'static Table,
    /// School year; `None` for a standing table.
    pub year: Option<SchoolYear>,
}

impl Slot {
    fn key(&self) -> (&'static str, Option<SchoolYear>) {
        (self.table.name, self.year)
    }
}

impl PartialEq for Slot {
    fn eq(&self, other: &Self) -> bool {
        self.key() == other.key()
    }
}

impl Eq for Slot {}

impl PartialOrd for Slot {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Slot {
    fn cmp(&self, other: &Self) -> Ordering {
        self.key().cmp(&other.key())
    }
}

impl fmt::Display for Slot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.year {
            Some(year) => write!(f, "{} {year}", self.table.name),
            None => f.write_str(self.table.name),
        }
    }
}

/// How many rows a slot has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SlotRows {
    /// The slot.
    pub slot: Slot,
    /// Rows.
    pub rows: u64,
}

/// One part, as the catalog knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartName {
    /// Where it belongs.
    pub slot: Slot,
    /// Content hash; the file's name.
    pub hash: String,
    /// Rows.
    pub rows: u64,
    /// Length in bytes.
    pub bytes: u64,
    /// The day, in the district, of the import that wrote it.
    pub imported_on: Date,
}

/// What to load: a table, and less of it if less is enough.
#[derive(Debug, Clone)]
pub struct Want {
    table: &'static Table,
    years: Option<Vec<SchoolYear>>,
    columns: Option<Vec<String>>,
}

impl Want {
    /// All years and columns of a table.
    pub fn all(table: &'static Table) -> Self {
        Want { table, years: None, columns: None }
    }

    /// Only these years. Means nothing for a standing table.
    pub fn years(mut self, years: impl IntoIterator<Item = SchoolYear>) -> Self {
        self.years = Some(years.into_iter().collect());
        self
    }

    /// Only these columns; the others come as *not collected* in every row.
    pub fn columns<'a>(mut self, columns: impl IntoIterator<Item = &'a str>) -> Self {
        self.columns = Some(columns.into_iter().map(str::to_owned).collect());
        self
    }

    fn includes(&self, slot: &Slot) -> bool {
        let year = match (&self.years, slot.year) {
            (Some(years), Some(year)) => years.contains(&year),
            _ => true,
        };
        *slot.table == *self.table && year
    }

    fn mask(&self) -> Result<Vec<bool>> {
        let table = self.table;
        let Some(columns) = &self.columns else { return Ok(vec![true; table.columns.len()]) };
        let mut mask = vec![false; table.columns.len()];
        for column in columns {
            let at = table.find_column(column).ok_or_else(|| StoreError::NoSuchColumn {
                table: table.name,
                column: column.clone(),
            })?;
            mask[at] = true;
        }
        Ok(mask)
    }
}

/// What a pointer points at.
#[derive(Debug, Clone)]
struct Pointed {
    rows: u64,
    parts: Vec<PartName>,
    files: Vec<String>,
}

/// The facts as they were after one import. Cheap to hold; rows are read when asked for.
#[derive(Debug, Clone)]
pub struct Snapshot {
    folder: Folder,
    import: Option<ImportId>,
    slots: BTreeMap<Slot, Pointed>,
}

impl Snapshot {
    pub(crate) fn current(folder: &Folder) -> Result<Snapshot> {
        Self::load_pointers(folder, i64::MAX)
    }

    pub(crate) fn empty(folder: &Folder) -> Snapshot {
        Snapshot { folder: folder.clone(), import: None, slots: BTreeMap::new() }
    }

    pub(crate) fn as_of(folder: &Folder, import: ImportId) -> Result<Snapshot> {
        let snapshot = Self::load_pointers(folder, import.0)?;
        if snapshot.import == Some(import) {
            Ok(snapshot)
        } else {
            Err(StoreError::NoSuchImport { import: import.0 })
        }
    }

    pub(crate) fn at(folder: &Folder, moment: Timestamp) -> Result<Snapshot> {
        // Times are compared as times: text of differing precision has no order.
        let done = folder.catalog()?.read(|db| {
            let mut query = db.prepare("SELECT id, finished FROM imports ORDER BY id")?;
            let imports = query
                .query_map([], |row| Ok((row.get(0)?, read_time(&row.get::<_, String>(1)?)?)))?;
            imports.collect::<rusqlite::Result<Vec<(i64, Timestamp)>>>()
        })?;
        match done.into_iter().rfind(|(_, finished)| *finished <= moment) {
            Some((import, _)) => Self::load_pointers(folder, import),
            None => Ok(Self::empty(folder)),
        }
    }

    fn load_pointers(folder: &Folder, until: i64) -> Result<Snapshot> {
        let (import, slots, pruned) = folder.catalog()?.read(|db| {
            let import: Option<i64> = db
                .query_row("SELECT max(id) FROM imports WHERE id <= ?1", [until], |row| row.get(0))
                .optional()?
                .flatten();
            let (slots, pruned) = read_pointers(db, import.unwrap_or(0))?;
            Ok((import.map(ImportId), slots, pruned))
        })?;
        if let (true, Some(import)) = (pruned, import) {
            return Err(StoreError::SnapshotPruned { import: import.0 });
        }
        Ok(Snapshot { folder: folder.clone(), import, slots })
    }

    /// The import that left the facts so; `None` before the first.
    pub fn import(&self) -> Option<ImportId> {
        self.import
    }

    /// What data is in: tables, years and rows, in the order of [`TABLES`].
    pub fn list_slots(&self) -> Vec<SlotRows> {
        let mut slots: Vec<SlotRows> =
            self.slots.iter().map(|(slot, p)| SlotRows { slot: *slot, rows: p.rows }).collect();
        let place = |slot: &Slot| TABLES.iter().position(|table| **table == *slot.table);
        slots.sort_by_key(|entry| (place(&entry.slot), entry.slot.year));
        slots
    }

    /// All parts, by table and year, each slot's in row order.
    pub fn list_parts(&self) -> Vec<PartName> {
        self.slots.values().flat_map(|pointed| pointed.parts.iter().cloned()).collect()
    }

    /// A digest of the facts: equal for equal rows in equal order, whoever imported them and when.
    pub fn fingerprint(&self) -> String {
        let mut hasher = blake3::Hasher::new();
        for (slot, pointed) in &self.slots {
            let year = parts::year_word(slot.year);
            hasher.update(format!("{}/{year}\n", slot.table.name).as_bytes());
            for part in &pointed.parts {
                hasher.update(format!("{}\n", part.hash).as_bytes());
            }
        }
        hasher.finalize().to_hex().to_string()
    }

    /// Loads everything. For a small district, or a test.
    ///
    /// # Errors
    /// As [`Snapshot::load`].
    pub fn load_all(&self) -> Result<Facts> {
        let wants: Vec<Want> = TABLES.into_iter().map(Want::all).collect();
        self.load(&wants)
    }

    /// Loads what is wanted, with a mark for each part that was read. Parts are read in parallel;
    /// the rows come in the order in which they were imported.
    ///
    /// # Errors
    /// [`StoreError::NoSuchColumn`]; a part that is missing, damaged or too new, by name.
    pub fn load(&self, wants: &[Want]) -> Result<Facts> {
        let mut tasks = Vec::new();
        for want in wants {
            let mask = want.mask()?;
            for (slot, pointed) in self.slots.iter().filter(|(slot, _)| want.includes(slot)) {
                tasks.push((*slot, pointed, mask.clone()));
            }
        }
        let loaded: Vec<Result<Batch>> = tasks
            .par_iter()
            .map(|(slot, pointed, mask)| self.read_parts(slot, pointed, mask))
            .collect();
        let mut facts = Facts::default();
        for ((slot, pointed, _), batch) in tasks.iter().zip(loaded) {
            facts.insert(slot.year, Arc::new(batch?));
            for part in &pointed.parts {
                facts.mark(PartMark {
                    table: slot.table.name,
                    year: slot.year,
                    hash: part.hash.clone(),
                    rows: part.rows,
                    files: pointed.files.clone(),
                    imported_on: part.imported_on,
                });
            }
        }
        Ok(facts)
    }

    /// All rows of one slot; `None` when the district has no such file.
    ///
    /// # Errors
    /// As [`Snapshot::load`].
    pub fn load_slot(&self, slot: &Slot) -> Result<Option<Batch>> {
        let mask = vec![true; slot.table.columns.len()];
        self.slots.get(slot).map(|pointed| self.read_parts(slot, pointed, &mask)).transpose()
    }

    /// The hashes of a slot's parts in row order; `None` when the district has no such file.
    pub(crate) fn find_hashes(&self, slot: &Slot) -> Option<Vec<&str>> {
        let pointed = self.slots.get(slot)?;
        Some(pointed.parts.iter().map(|part| part.hash.as_str()).collect())
    }

    pub(crate) fn find_rows(&self, slot: &Slot) -> Option<u64> {
        self.slots.get(slot).map(|pointed| pointed.rows)
    }

    fn read_parts(&self, slot: &Slot, pointed: &Pointed, mask: &[bool]) -> Result<Batch> {
        let batches: Vec<Result<Batch>> = pointed
            .parts
            .par_iter()
            .map(|part| {
                let path = self.folder.part_path(slot.table, slot.year, &part.hash);
                let batch = parts::read(&path, &part.hash, slot.table, mask)?;
                if batch.len() as u64 != part.rows {
                    let what = format!("it holds {} rows, not {}", batch.len(), part.rows);
                    return Err(StoreError::PartDamaged { path, what });
                }
                Ok(batch)
            })
            .collect();
        Ok(Batch::concat(slot.table, batches.into_iter().collect::<Result<_>>()?))
    }
}

/// The pointers in force after an import, and whether a part of them was pruned.
fn read_pointers(db: &Connection, until: i64) -> rusqlite::Result<(BTreeMap<Slot, Pointed>, bool)> {
    let mut pointers = db.prepare(
        "SELECT p.id, p.table_name, p.year, p.rows FROM pointers p
         WHERE p.import_id = (SELECT max(q.import_id) FROM pointers q
             WHERE q.table_name = p.table_name AND q.year = p.year AND q.import_id <= ?1)",
    )?;
    let mut parts = db.prepare(
        "SELECT a.hash, a.rows, a.bytes, i.day, a.pruned IS NOT NULL
         FROM pointer_parts p JOIN parts a ON a.hash = p.hash JOIN imports i ON i.id = a.import_id
         WHERE p.pointer_id = ?1 ORDER BY p.position",
    )?;
    let mut files = db.prepare(
        "SELECT f.path FROM pointer_files p JOIN import_files f ON f.id = p.file_id
         WHERE p.pointer_id = ?1 ORDER BY p.position",
    )?;
    let mut slots = BTreeMap::new();
    let mut any_pruned = false;
    let mut rows = pointers.query(params![until])?;
    while let Some(row) = rows.next()? {
        let pointer: i64 = row.get(0)?;
        let slot = read_slot(&row.get::<_, String>(1)?, row.get(2)?)?;
        debug_assert_eq!(year_number(slot.year), row.get::<_, i64>(2)?);
        let mut names = Vec::new();
        let mut found = parts.query([pointer])?;
        while let Some(part) = found.next()? {
            any_pruned |= part.get::<_, bool>(4)?;
            names.push(PartName {
                slot,
                hash: part.get(0)?,
                rows: part.get(1)?,
                bytes: part.get(2)?,
                imported_on: read_day(&part.get::<_, String>(3)?)?,
            });
        }
        let mut paths: Vec<String> = Vec::new();
        let mut found = files.query([pointer])?;
        while let Some(file) = found.next()? {
            let path = file.get(0)?;
            if !paths.contains(&path) {
                paths.push(path);
            }
        }
        slots.insert(slot, Pointed { rows: row.get(3)?, parts: names, files: paths });
    }
    Ok((slots, any_pruned))
}
