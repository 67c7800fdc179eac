//! Rows of one table and year on their way to the disk, cut into parts as they come.

use std::fs;

use traction_core::district::Batch;

use crate::catalog::PartRow;
use crate::error::Result;
use crate::facts::Slot;
use crate::folder::Folder;
use crate::parts;
use crate::steps::Steps;

/// Rows not yet written, and the parts that are.
#[derive(Debug)]
pub(super) struct Pending {
    slot: Slot,
    batch: Batch,
    parts: Vec<PartRow>,
}

impl Pending {
    pub(super) fn of(slot: Slot) -> Self {
        Pending { slot, batch: Batch::empty(slot.table), parts: Vec::new() }
    }

    /// Appends rows and keeps them all in memory.
    pub(super) fn hold(&mut self, rows: &Batch) {
        self.batch.append(rows);
    }

    /// Appends rows and writes each part as it fills. Where parts end depends on the rows alone,
    /// not on the batches in which they come.
    pub(super) fn pour(&mut self, rows: &Batch, cut: usize, out: &Outlet<'_>) -> Result<()> {
        let room = cut - self.batch.len();
        if rows.len() < room {
            self.batch.append(rows);
            return Ok(());
        }
        let mut from = 0;
        while from < rows.len() {
            let until = rows.len().min(from + cut - self.batch.len());
            for row in from..until {
                self.batch.push_from(rows, row);
            }
            from = until;
            if self.batch.len() == cut {
                let full = std::mem::replace(&mut self.batch, Batch::empty(self.slot.table));
                self.parts.push(out.write(&self.slot, &full)?);
            }
        }
        Ok(())
    }

    /// The rows held, leaving none.
    pub(super) fn take_rows(&mut self) -> Batch {
        std::mem::replace(&mut self.batch, Batch::empty(self.slot.table))
    }

    /// Writes what is left; gives all parts in row order.
    pub(super) fn finish(mut self, out: &Outlet<'_>) -> Result<Vec<PartRow>> {
        if !self.batch.is_empty() {
            self.parts.push(out.write(&self.slot, &self.batch)?);
        }
        Ok(self.parts)
    }
}

/// Where parts go.
pub(super) struct Outlet<'a> {
    pub(super) folder: &'a Folder,
    pub(super) steps: &'a Steps,
}

impl Outlet<'_> {
    /// Writes a part, unless the very same bytes lie there already.
    fn write(&self, slot: &Slot, rows: &Batch) -> Result<PartRow> {
        let part = parts::encode(rows, slot.year)?;
        let path = self.folder.part_path(slot.table, slot.year, &part.hash);
        let there = fs::metadata(&path).is_ok_and(|file| file.len() == part.bytes.len() as u64)
            && fs::read(&path).is_ok_and(|bytes| bytes == part.bytes);
        if !there {
            parts::make_folder_durably(&self.folder.slot_path(slot.table, slot.year))?;
            parts::write_durably(&path, &part.bytes, self.steps)?;
        }
        Ok(PartRow { hash: part.hash, rows: part.rows, bytes: part.bytes.len() as u64 })
    }
}
