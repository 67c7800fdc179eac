//! What one import leaves in the catalog, written in one transaction.

use jiff::Timestamp;
use rusqlite::{Connection, params};
use traction_core::finding::Finding;

use super::journal::insert as insert_entry;
use super::{Catalog, FindingCount, NewEntry, year_number};
use crate::error::Result;
use crate::facts::Slot;
use crate::import::{ImportFile, ImportId, ImportStart};
use crate::steps::{Step, Steps};

/// A part that lies on the disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PartRow {
    pub hash: String,
    pub rows: u64,
    pub bytes: u64,
}

/// Where the pointer of a slot goes.
#[derive(Debug)]
pub(crate) struct SlotRecord {
    pub slot: Slot,
    pub rows: u64,
    pub parts: Vec<PartRow>,
    /// Whether rows of the pointer before it live on, and with them the files they came from.
    pub merged: bool,
}

/// All that one import leaves behind.
pub(crate) struct ImportRecord<'a> {
    pub start: &'a ImportStart,
    pub finished: Timestamp,
    pub files: &'a [ImportFile],
    pub findings: &'a [Finding],
    pub counts: &'a [FindingCount],
    /// Slots that changed.
    pub slots: &'a [SlotRecord],
    /// Slots of closed years that were refused: rows kept, rows refused.
    pub refused: &'a [(Slot, u64, u64)],
    /// Entries for the journal; one without a subject is about this import.
    pub entries: &'a [NewEntry],
}

impl Catalog {
    /// Records an import and swings its pointers: all or nothing.
    pub(crate) fn record_import(&mut self, record: &ImportRecord<'_>) -> Result<ImportId> {
        let steps = &record.start.steps;
        let import = self.write(|db| {
            let import = insert_import(db, record)?;
            steps.done(Step::Recording("import"));
            let files = insert_files(db, import, record.files)?;
            insert_findings(db, import, record)?;
            steps.done(Step::Recording("files and findings"));
            for slot in record.slots {
                insert_parts(db, import, slot, record.finished)?;
                swing_pointer(db, import, slot, record.files, &files, steps)?;
            }
            insert_refusals(db, import, record)?;
            insert_entries(db, import, record.entries)?;
            steps.done(Step::Recording("all"));
            Ok(import)
        })?;
        steps.done(Step::Recorded);
        Ok(ImportId(import))
    }
}

fn insert_import(db: &Connection, record: &ImportRecord<'_>) -> rusqlite::Result<i64> {
    let start = record.start;
    db.execute(
        "INSERT INTO imports (started, finished, day, who, program, options)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        params![
            start.started.to_string(),
            record.finished.to_string(),
            start.day.to_string(),
            start.who,
            start.program,
            start.options,
        ],
    )?;
    Ok(db.last_insert_rowid())
}

fn insert_files(db: &Connection, import: i64, files: &[ImportFile]) -> rusqlite::Result<Vec<i64>> {
    let mut insert = db.prepare(
        "INSERT INTO import_files (import_id, path, bytes, hash, rows_in, rows_kept,
             rows_set_aside, encoding, mapping)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    )?;
    let mut feed = db.prepare(
        "INSERT OR IGNORE INTO import_file_slots (file_id, table_name, year) VALUES (?1, ?2, ?3)",
    )?;
    let mut ids = Vec::with_capacity(files.len());
    for file in files {
        let id = insert.insert(params![
            import,
            file.path,
            file.bytes,
            file.hash,
            file.rows_in,
            file.rows_kept,
            file.rows_set_aside,
            file.encoding,
            file.mapping,
        ])?;
        for slot in &file.feeds {
            feed.execute(params![id, slot.table.name, year_number(slot.year)])?;
        }
        ids.push(id);
    }
    Ok(ids)
}

fn insert_findings(
    db: &Connection,
    import: i64,
    record: &ImportRecord<'_>,
) -> rusqlite::Result<()> {
    let mut insert = db.prepare(
        "INSERT INTO findings (import_id, code, severity, file, row, column_name, found, expected,
             mend)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    )?;
    for finding in record.findings {
        insert.execute(params![
            import,
            finding.code,
            finding.severity.word(),
            finding.file,
            finding.row,
            finding.column,
            finding.found,
            finding.expected,
            finding.mend,
        ])?;
    }
    let mut insert = db.prepare(
        "INSERT INTO finding_counts (import_id, code, severity, file, total)
         VALUES (?1, ?2, ?3, ?4, ?5)",
    )?;
    for count in record.counts {
        let severity = count.severity.word();
        insert.execute(params![import, count.code, severity, count.file, count.total])?;
    }
    Ok(())
}

fn insert_parts(
    db: &Connection,
    import: i64,
    record: &SlotRecord,
    now: Timestamp,
) -> rusqlite::Result<()> {
    // A part that was pruned and comes back is the same part, written again.
    let mut insert = db.prepare(
        "INSERT INTO parts (hash, table_name, year, rows, bytes, import_id, written)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
         ON CONFLICT (hash) DO UPDATE SET import_id = excluded.import_id,
             written = excluded.written, pruned = NULL
         WHERE pruned IS NOT NULL",
    )?;
    for part in &record.parts {
        insert.execute(params![
            part.hash,
            record.slot.table.name,
            year_number(record.slot.year),
            part.rows,
            part.bytes,
            import,
            now.to_string(),
        ])?;
    }
    Ok(())
}

fn swing_pointer(
    db: &Connection,
    import: i64,
    record: &SlotRecord,
    files: &[ImportFile],
    file_ids: &[i64],
    steps: &Steps,
) -> rusqlite::Result<()> {
    let (table, year) = (record.slot.table.name, year_number(record.slot.year));
    let mut sources = if record.merged { earlier_files(db, table, year)? } else { Vec::new() };
    for (file, id) in files.iter().zip(file_ids) {
        let known = sources.iter().any(|(_, path, hash)| *path == file.path && *hash == file.hash);
        if file.feeds.contains(&record.slot) && !known {
            sources.push((*id, file.path.clone(), file.hash.clone()));
        }
    }
    db.execute(
        "INSERT INTO pointers (import_id, table_name, year, rows) VALUES (?1, ?2, ?3, ?4)",
        params![import, table, year, record.rows],
    )?;
    let pointer = db.last_insert_rowid();
    steps.done(Step::Recording("pointer"));
    let mut insert =
        db.prepare("INSERT INTO pointer_parts (pointer_id, position, hash) VALUES (?1, ?2, ?3)")?;
    for (position, part) in record.parts.iter().enumerate() {
        insert.execute(params![pointer, position, part.hash])?;
    }
    let mut insert = db
        .prepare("INSERT INTO pointer_files (pointer_id, position, file_id) VALUES (?1, ?2, ?3)")?;
    for (position, (id, _, _)) in sources.iter().enumerate() {
        insert.execute(params![pointer, position, id])?;
    }
    Ok(())
}

fn earlier_files(
    db: &Connection,
    table: &str,
    year: i64,
) -> rusqlite::Result<Vec<(i64, String, String)>> {
    let mut query = db.prepare(
        "SELECT f.id, f.path, f.hash FROM pointer_files p JOIN import_files f ON f.id = p.file_id
         WHERE p.pointer_id = (SELECT id FROM pointers WHERE table_name = ?1 AND year = ?2
             ORDER BY import_id DESC LIMIT 1)
         ORDER BY p.position",
    )?;
    let rows =
        query.query_map(params![table, year], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    rows.collect()
}

fn insert_refusals(
    db: &Connection,
    import: i64,
    record: &ImportRecord<'_>,
) -> rusqlite::Result<()> {
    for (slot, kept, refused) in record.refused {
        db.execute(
            "INSERT INTO refusals (import_id, table_name, year, rows_kept, rows_refused)
             VALUES (?1, ?2, ?3, ?4, ?5)",
            params![import, slot.table.name, year_number(slot.year), kept, refused],
        )?;
    }
    Ok(())
}

fn insert_entries(db: &Connection, import: i64, entries: &[NewEntry]) -> rusqlite::Result<()> {
    for entry in entries {
        let mut entry = entry.clone();
        if entry.subject.is_empty() {
            entry.subject = import.to_string();
        }
        insert_entry(db, &entry)?;
    }
    Ok(())
}
