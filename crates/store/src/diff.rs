//! What changed between two snapshots: rows added, removed and changed, by key.

use std::collections::BTreeSet;

use traction_core::district::{Batch, Column, Kind, Missing, SchoolYear, Values};

use crate::error::Result;
use crate::facts::{Slot, Snapshot};
use crate::keys::{KeyIndex, Keys, same_cell};

/// What became of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowChange {
    /// Its key is new.
    Added,
    /// Its key is gone.
    Removed,
    /// Its key stays and other cells differ.
    Changed,
}

/// One row that differs, handed over as it is found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowDifference {
    /// Where it belongs.
    pub slot: Slot,
    /// What became of it.
    pub change: RowChange,
    /// The key's cells, written as in a Traction table.
    pub key: Vec<String>,
    /// Columns that differ; empty unless it changed.
    pub columns: Vec<&'static str>,
}

/// What differs in one table and year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableDifference {
    /// The slot.
    pub slot: Slot,
    /// Rows before; `None` where there was no such file.
    pub rows_before: Option<u64>,
    /// Rows after; `None` where there is none any more.
    pub rows_after: Option<u64>,
    /// Rows whose key is new.
    pub added: u64,
    /// Rows whose key is gone.
    pub removed: u64,
    /// Rows whose key stays and other cells differ.
    pub changed: u64,
    /// In how many of the changed rows each column differs, in the table's order.
    pub columns: Vec<(&'static str, u64)>,
}

/// What differs between two snapshots. Tables and years that do not differ are left out.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Difference {
    /// By table name and year.
    pub tables: Vec<TableDifference>,
}

impl Snapshot {
    /// Compares with a later snapshot of the same district, one table and year at a time; parts
    /// that are the same are not read. Each row that differs is handed to `tell`: first those
    /// added or changed, in the later order, then those removed.
    ///
    /// A change of order alone is a difference with no rows.
    ///
    /// # Errors
    /// A part that is missing, damaged or too new, by name.
    pub fn diff(
        &self,
        later: &Snapshot,
        tell: &mut dyn FnMut(RowDifference),
    ) -> Result<Difference> {
        let slots: BTreeSet<Slot> =
            self.list_slots().iter().chain(&later.list_slots()).map(|entry| entry.slot).collect();
        let mut tables = Vec::new();
        for slot in slots {
            if self.find_hashes(&slot) == later.find_hashes(&slot) {
                continue;
            }
            let load = |snapshot: &Snapshot| -> Result<Batch> {
                Ok(snapshot.load_slot(&slot)?.unwrap_or_else(|| Batch::empty(slot.table)))
            };
            let (before, after) = (load(self)?, load(later)?);
            let mut table = compare(slot, &before, &after, tell);
            table.rows_before = self.find_rows(&slot);
            table.rows_after = later.find_rows(&slot);
            tables.push(table);
        }
        Ok(Difference { tables })
    }
}

fn compare(
    slot: Slot,
    before: &Batch,
    after: &Batch,
    tell: &mut dyn FnMut(RowDifference),
) -> TableDifference {
    let keys = Keys::of(slot.table);
    let index = KeyIndex::of(&keys, before);
    let (mut added, mut changed) = (0, 0);
    let mut counts = vec![0u64; slot.table.columns.len()];
    let mut met = vec![false; before.len()];
    for row in 0..after.len() {
        // Where a key occurs several times, the nth row is compared with the nth.
        let Some(old) = index.rows_like(after, row).find(|old| !met[*old]) else {
            added += 1;
            let key = key_words(slot, after, row);
            tell(RowDifference { slot, change: RowChange::Added, key, columns: Vec::new() });
            continue;
        };
        met[old] = true;
        let mut columns = Vec::new();
        for (at, spec) in slot.table.columns.iter().enumerate() {
            if !same_cell(&before.columns()[at], old, &after.columns()[at], row) {
                counts[at] += 1;
                columns.push(spec.name);
            }
        }
        if !columns.is_empty() {
            changed += 1;
            let key = key_words(slot, after, row);
            tell(RowDifference { slot, change: RowChange::Changed, key, columns });
        }
    }
    let mut removed = 0;
    for row in (0..before.len()).filter(|row| !met[*row]) {
        removed += 1;
        let key = key_words(slot, before, row);
        tell(RowDifference { slot, change: RowChange::Removed, key, columns: Vec::new() });
    }
    let names = slot.table.columns.iter().map(|spec| spec.name);
    let columns = names.zip(counts).filter(|(_, count)| *count > 0).collect();
    TableDifference { slot, rows_before: None, rows_after: None, added, removed, changed, columns }
}

fn key_words(slot: Slot, batch: &Batch, row: usize) -> Vec<String> {
    let word = |at: usize| cell_word(slot.table.columns[at].kind, &batch.columns()[at], row);
    slot.table.list_key().map(word).collect()
}

/// A cell as a Traction table writes it.
fn cell_word(kind: Kind, column: &Column, row: usize) -> String {
    if let Some(reason) = column.missing(row) {
        return Missing::token(reason).to_owned();
    }
    match (column.values(), kind) {
        (Values::Text(v), _) => v.get(row).to_owned(),
        (Values::Year(v), _) => {
            let year = SchoolYear::ending(v[row]);
            format!("{}-{:02}", year.previous().end(), year.end().rem_euclid(100))
        }
        (Values::Date(_), _) => column.date(row).map_or(String::new(), |day| day.to_string()),
        (Values::Integer(v), Kind::Money) => traction_core::district::Cents(v[row]).to_string(),
        (Values::Integer(v), Kind::Time) => format!("{:02}:{:02}", v[row] / 60, v[row] % 60),
        (Values::Integer(v), _) => v[row].to_string(),
        (Values::Number(v), _) => v[row].to_string(),
        (Values::Flag(v), _) => v[row].to_string(),
        (Values::Code(v), Kind::Code(set)) => {
            set.codes.get(usize::from(v[row])).map_or(String::new(), |code| code.code.to_owned())
        }
        (Values::Code(v), _) => v[row].to_string(),
    }
}
