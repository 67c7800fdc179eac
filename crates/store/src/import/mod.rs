//! Imports: rows in, parts written, pointers swung in one transaction.
//!
//! A part is written durably before the catalog names it, and nothing that the catalog names is
//! removed here. So a crash before the commit leaves what was before, with leftovers that the next
//! writer removes; a crash after it leaves what is new.

mod pending;
mod session;
mod sweep;

use jiff::Timestamp;
use jiff::civil::Date;
use traction_core::district::Batch;

pub use session::ImportSession;
pub(crate) use sweep::{list_part_files, sweep};

use crate::facts::Slot;
use crate::parts::ROWS_PER_PART;
use crate::steps::Steps;

/// Number of an import; later ones have greater numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ImportId(pub i64);

/// What is known when an import begins.
#[derive(Debug, Clone)]
pub struct ImportStart {
    /// When it begins.
    pub started: Timestamp,
    /// The day in the district.
    pub day: Date,
    /// Who runs it.
    pub who: String,
    /// Program and version.
    pub program: String,
    /// Options, as the caller wishes to read them later.
    pub options: String,
    /// Whether rows of a year are merged by key with those there are, rather than replacing them.
    pub add: bool,
    /// Findings kept for each check and file; those beyond are counted.
    pub findings_kept: usize,
    /// Rows that one part holds at most. The same rows give the same parts only under the same
    /// number, so change it for a test alone.
    pub rows_per_part: usize,
    /// Who is told each durable step.
    pub steps: Steps,
}

impl ImportStart {
    /// An import by somebody, all else as usual.
    pub fn by(who: &str, started: Timestamp, day: Date) -> Self {
        ImportStart {
            started,
            day,
            who: who.to_owned(),
            program: String::new(),
            options: String::new(),
            add: false,
            findings_kept: 1000,
            rows_per_part: ROWS_PER_PART,
            steps: Steps::default(),
        }
    }
}

/// Rows that a closed year was not let change to.
#[derive(Debug, Clone, PartialEq)]
pub struct RefusedRows {
    /// Where they would have gone.
    pub slot: Slot,
    /// All rows that the slot would have had.
    pub rows: Batch,
}

/// One file that an import read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportFile {
    /// Path as the person named it.
    pub path: String,
    /// Length in bytes.
    pub bytes: u64,
    /// Content hash, lower-case hexadecimal.
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

/// What an import did to one table and year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// There were no such facts before.
    New,
    /// The facts are others than before.
    Changed,
    /// The facts are the same, byte for byte.
    Unchanged,
    /// The year is closed and its facts would have changed; they did not.
    RefusedClosed,
}

/// What became of one table and year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SlotOutcome {
    /// The slot.
    pub slot: Slot,
    /// Rows before; `None` where there was no such file.
    pub rows_before: Option<u64>,
    /// Rows that the import brings: those there are now, unless it was refused.
    pub rows: u64,
    /// What was done.
    pub change: Change,
}

/// What an import did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportOutcome {
    /// Its number.
    pub import: ImportId,
    /// Every table and year that it brought, by table name and year.
    pub slots: Vec<SlotOutcome>,
}

impl ImportOutcome {
    /// Whether any fact changed.
    pub fn changed(&self) -> bool {
        self.slots.iter().any(|slot| matches!(slot.change, Change::New | Change::Changed))
    }

    /// The tables and years that were refused because the year is closed.
    pub fn list_refused(&self) -> impl Iterator<Item = &SlotOutcome> {
        self.slots.iter().filter(|slot| slot.change == Change::RefusedClosed)
    }
}
