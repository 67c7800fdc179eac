//! One import, from the lock to the commit.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use traction_core::district::{Batch, Period, SchoolYear, Table, Values};
use traction_core::finding::{Finding, Severity};

use super::pending::{Outlet, Pending};
use super::{Change, ImportFile, ImportOutcome, ImportStart, RefusedRows, SlotOutcome, sweep};
use crate::catalog::{Catalog, FindingCount, ImportRecord, NewEntry, PartRow, SlotRecord};
use crate::error::{Result, StoreError};
use crate::facts::{Slot, Snapshot};
use crate::folder::Folder;
use crate::keys::{merge, same_row};
use crate::lock::{FolderLock, Wait};
use crate::parts;
use crate::steps::Step;

/// An import under way. It holds the folder's lock until it is finished, abandoned or dropped;
/// dropped, it leaves the facts as they were.
#[derive(Debug)]
pub struct ImportSession {
    folder: Folder,
    start: ImportStart,
    current: Snapshot,
    catalog: Catalog,
    slots: BTreeMap<Slot, Pending>,
    files: Vec<ImportFile>,
    findings: Vec<Finding>,
    counts: BTreeMap<(&'static str, Severity, String), u64>,
    entries: Vec<NewEntry>,
    closed: BTreeSet<SchoolYear>,
    settled: Option<Settled>,
    forgot: bool,
    // Last: the lock goes after all else.
    _lock: FolderLock,
}

/// What an import comes to, before it is recorded.
#[derive(Debug, Default)]
struct Settled {
    outcomes: Vec<SlotOutcome>,
    changed: Vec<SlotRecord>,
    refused: Vec<(Slot, u64, u64)>,
}

impl ImportSession {
    pub(crate) fn begin(
        folder: &Folder,
        start: ImportStart,
        wait: Wait<'_>,
    ) -> Result<ImportSession> {
        let lock = FolderLock::take(folder.path(), start.started, wait)?;
        let mut catalog = folder.catalog()?;
        sweep(folder, &mut catalog)?;
        start.steps.done(Step::Cleaned);
        let current = folder.snapshot()?;
        let closed = folder.list_closed_years()?;
        Ok(ImportSession {
            folder: folder.clone(),
            start,
            current,
            catalog,
            slots: BTreeMap::new(),
            files: Vec::new(),
            findings: Vec::new(),
            counts: BTreeMap::new(),
            entries: Vec::new(),
            closed,
            settled: None,
            forgot: false,
            _lock: lock,
        })
    }

    /// Takes rows of a table and year (`None` for a standing table). May be called any number of
    /// times in any order of tables; the order of the rows within a table and year is kept. An
    /// empty batch says that the file was there and had no rows.
    ///
    /// # Errors
    /// [`StoreError::WrongYear`] when the rows are of another year; what keeps a part from being
    /// written.
    pub fn accept(&mut self, year: Option<SchoolYear>, rows: &Batch) -> Result<()> {
        let slot = Slot { table: rows.table(), year };
        check_year(&slot, rows)?;
        let merging = self.merges(&slot);
        let pending = self.slots.entry(slot).or_insert_with(|| Pending::of(slot));
        if merging {
            pending.hold(rows);
            return Ok(());
        }
        let out = Outlet { folder: &self.folder, steps: &self.start.steps };
        pending.pour(rows, self.start.rows_per_part.max(1), &out)
    }

    /// Forgets every row accepted for a table: one of its files could not be read to the end. What
    /// was written of them is swept up.
    pub fn forget(&mut self, table: &Table) {
        self.forgot = self.forgot || self.slots.keys().any(|slot| slot.table == table);
        self.slots.retain(|slot, _| slot.table != table);
    }

    /// Forgets every row accepted for one table and year, as [`ImportSession::forget`] does.
    pub fn forget_slot(&mut self, slot: &Slot) {
        self.forgot = self.slots.remove(slot).is_some() || self.forgot;
    }

    /// Notes a file that was read.
    pub fn note_file(&mut self, file: ImportFile) {
        self.files.push(file);
    }

    /// Notes a finding. Beyond [`ImportStart::findings_kept`] of one check in one file, findings
    /// are counted and not kept.
    pub fn note_finding(&mut self, finding: Finding) {
        let key = (finding.code, finding.severity, finding.file.clone());
        let count = self.counts.entry(key).or_insert(0);
        *count += 1;
        if *count <= self.start.findings_kept as u64 {
            self.findings.push(finding);
        }
    }

    /// Notes that a check spoke more often than the findings noted one by one.
    pub fn note_more(&mut self, code: &'static str, severity: Severity, file: &str, more: u64) {
        *self.counts.entry((code, severity, file.to_owned())).or_insert(0) += more;
    }

    /// Notes an entry for the journal, written with the import or not at all. One without a
    /// subject is about this import.
    pub fn note_entry(&mut self, entry: NewEntry) {
        self.entries.push(entry);
    }

    /// The years that this import may not change.
    pub fn closed_years(&self) -> &BTreeSet<SchoolYear> {
        &self.closed
    }

    /// Writes the last parts and says what closed years would have changed to. No more rows are
    /// taken then; [`ImportSession::finish`] records.
    ///
    /// # Errors
    /// What keeps parts from being written or read. The facts are then as they were before.
    pub fn settle(&mut self) -> Result<Vec<RefusedRows>> {
        let mut settled = Settled::default();
        let mut refused = Vec::new();
        for (slot, pending) in std::mem::take(&mut self.slots) {
            let (outcome, parts, rows) = self.settle_slot(slot, pending)?;
            settled.outcomes.push(outcome);
            match outcome.change {
                Change::Unchanged => {}
                Change::New | Change::Changed => settled.changed.push(SlotRecord {
                    slot,
                    rows: outcome.rows,
                    parts,
                    merged: self.merges(&slot),
                }),
                Change::RefusedClosed => {
                    let before = outcome.rows_before.unwrap_or(0);
                    settled.refused.push((slot, before, outcome.rows));
                    refused.extend(rows.map(|rows| RefusedRows { slot, rows }));
                }
            }
        }
        self.settled = Some(settled);
        Ok(refused)
    }

    /// Writes what is left and swings the pointers. `finished` is the time now.
    ///
    /// # Errors
    /// What keeps parts from being written or read, and the catalog's errors. The facts are then
    /// as they were before.
    pub fn finish(mut self, finished: Timestamp) -> Result<ImportOutcome> {
        if self.settled.is_none() {
            self.settle()?;
        }
        let Settled { outcomes, changed, refused } = self.settled.take().unwrap_or_default();
        let counts: Vec<FindingCount> = std::mem::take(&mut self.counts)
            .into_iter()
            .map(|((code, severity, file), total)| FindingCount {
                code: code.to_owned(),
                severity,
                file,
                total,
            })
            .collect();
        let import = self.catalog.record_import(&ImportRecord {
            start: &self.start,
            finished,
            files: &self.files,
            findings: &self.findings,
            counts: &counts,
            slots: &changed,
            refused: &refused,
            entries: &self.entries,
        })?;
        // From here on the import has happened: what cannot be tidied, the next writer tidies.
        let unneeded = self.forgot || outcomes.iter().any(|done| self.is_closed_slot(&done.slot));
        if unneeded && let Err(error) = sweep(&self.folder, &mut self.catalog) {
            tracing::warn!(%error, "parts that are not needed were left for the next import");
        }
        self.start.steps.done(Step::Swept);
        Ok(ImportOutcome { import, slots: outcomes })
    }

    /// Gives up: removes what was written and leaves the facts as they were.
    ///
    /// # Errors
    /// What keeps the files from being removed.
    pub fn abandon(mut self) -> Result<()> {
        sweep(&self.folder, &mut self.catalog).map(|_| ())
    }

    fn merges(&self, slot: &Slot) -> bool {
        slot.table.period == Period::Standing || self.start.add
    }

    /// Writes the last part of a slot and says what the import makes of it.
    fn settle_slot(&self, slot: Slot, mut pending: Pending) -> Result<SettledSlot> {
        let out = Outlet { folder: &self.folder, steps: &self.start.steps };
        if self.merges(&slot) {
            let new = pending.take_rows();
            let existing =
                self.current.load_slot(&slot)?.unwrap_or_else(|| Batch::empty(slot.table));
            pending.pour(&merge(existing, &new), self.start.rows_per_part.max(1), &out)?;
        }
        let parts = pending.finish(&out)?;
        let before = self.current.find_hashes(&slot);
        let same = before
            .as_ref()
            .is_some_and(|hashes| hashes.iter().copied().eq(parts.iter().map(|p| p.hash.as_str())));
        let closed = self.is_closed_slot(&slot);
        let mut refused = None;
        let change = match before {
            Some(_) if same => Change::Unchanged,
            _ if closed => {
                // Equal rows can have come out as other bytes, written by another version of the
                // writer: that alone does not move a closed year.
                let rows = self.read_new(&slot, &parts)?;
                if self.has_rows(&slot, &rows)? {
                    Change::Unchanged
                } else {
                    refused = Some(rows);
                    Change::RefusedClosed
                }
            }
            None => Change::New,
            Some(_) => Change::Changed,
        };
        let rows = parts.iter().map(|part| part.rows).sum();
        let rows_before = self.current.find_rows(&slot);
        Ok((SlotOutcome { slot, rows_before, rows, change }, parts, refused))
    }

    /// The rows of the parts just written.
    fn read_new(&self, slot: &Slot, parts: &[PartRow]) -> Result<Batch> {
        let mask = vec![true; slot.table.columns.len()];
        let mut new = Batch::empty(slot.table);
        for part in parts {
            let path = self.folder.part_path(slot.table, slot.year, &part.hash);
            new.append(&parts::read(&path, &part.hash, slot.table, &mask)?);
        }
        Ok(new)
    }

    /// Whether these are the very rows that the slot has now.
    fn has_rows(&self, slot: &Slot, new: &Batch) -> Result<bool> {
        let Some(current) = self.current.load_slot(slot)? else { return Ok(false) };
        Ok(new.len() == current.len()
            && (0..new.len()).all(|row| same_row(new, row, &current, row)))
    }

    fn is_closed_slot(&self, slot: &Slot) -> bool {
        slot.year.is_some_and(|year| self.closed.contains(&year))
    }
}

/// What became of a slot, its parts, and the rows that a closed year refused.
type SettledSlot = (SlotOutcome, Vec<PartRow>, Option<Batch>);

/// A slot has a year exactly when its table is cut by year, and holds that year's rows only.
fn check_year(slot: &Slot, rows: &Batch) -> Result<()> {
    let fits = match (slot.year, slot.table.find_year_column()) {
        (None, None) => true,
        (Some(year), Some(column)) => match rows.columns()[column].values() {
            Values::Year(years) => years.iter().all(|found| *found == year.end()),
            _ => false,
        },
        _ => false,
    };
    if fits {
        Ok(())
    } else {
        let year = match slot.year {
            Some(_) => parts::year_word(slot.year),
            None => "all years".to_owned(),
        };
        Err(StoreError::WrongYear { table: slot.table.name, year })
    }
}
