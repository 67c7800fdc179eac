//! Where typed rows go, and the account of what became of every row.

use std::collections::BTreeMap;
use std::error::Error;

use traction_core::district::{Batch, SchoolYear, Table};

use crate::findings::Findings;
use crate::source::Encoding;

/// What a sink says when it cannot go on: a full disk, say.
pub type SinkError = Box<dyn Error + Send + Sync>;

/// Receives rows as they are read.
pub trait Sink: Send {
    /// Takes a batch of at most about a million rows. There may be many for one table and year;
    /// they come in the order of the file. `year` is `None` for a standing table.
    ///
    /// # Errors
    /// Whatever keeps the sink from storing them; the import stops.
    fn receive(
        &mut self,
        table: &'static Table,
        year: Option<SchoolYear>,
        batch: Batch,
    ) -> Result<(), SinkError>;

    /// Forgets everything received for a table: one of its files could not be read to the end, so
    /// nothing of the table is taken.
    ///
    /// # Errors
    /// As for [`Sink::receive`].
    fn refuse(&mut self, table: &'static Table) -> Result<(), SinkError>;
}

/// A sink that keeps everything in memory, by table and year: for small imports and for tests.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Kept {
    /// The rows, in order of arrival.
    pub batches: BTreeMap<(&'static str, Option<SchoolYear>), Batch>,
}

impl Sink for Kept {
    fn receive(
        &mut self,
        table: &'static Table,
        year: Option<SchoolYear>,
        batch: Batch,
    ) -> Result<(), SinkError> {
        self.batches
            .entry((table.name, year))
            .or_insert_with(|| Batch::empty(table))
            .append(&batch);
        Ok(())
    }

    fn refuse(&mut self, table: &'static Table) -> Result<(), SinkError> {
        self.batches.retain(|(name, _), _| *name != table.name);
        Ok(())
    }
}

/// How the ids of one column of a file met the table that they refer to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MatchRate {
    /// Our column.
    pub column: &'static str,
    /// The file's column, which tells apart the candidates that were tried.
    pub heading: String,
    /// The table referred to.
    pub references: &'static str,
    /// Rows with an id.
    pub tried: u64,
    /// Rows whose id is known.
    pub matched: u64,
}

impl MatchRate {
    /// Matched in percent of tried; `None` when nothing was tried.
    pub fn percent(&self) -> Option<f64> {
        (self.tried > 0).then(|| 100.0 * self.matched as f64 / self.tried as f64)
    }
}

/// What became of the rows of one file on their way into one table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileReport {
    /// File as the person knows it.
    pub file: String,
    /// Table; `None` when the file was not recognised.
    pub table: Option<&'static str>,
    /// The encoding that it is in; `None` when it is no text, or was not read.
    pub encoding: Option<Encoding>,
    /// Rows read, without the header.
    pub rows: u64,
    /// Rows kept.
    pub kept: u64,
    /// Rows set aside, by the code of the check that did it: one code for a row.
    pub set_aside: BTreeMap<&'static str, u64>,
    /// Rows that are not of this table, by the mapping's condition.
    pub passed_over: u64,
    /// Rows kept for each school year; a standing table has one entry under `None`.
    pub by_year: BTreeMap<Option<SchoolYear>, u64>,
    /// How ids met the tables that they refer to.
    pub match_rates: Vec<MatchRate>,
}

impl FileReport {
    /// Nothing read yet.
    pub fn of(file: &str, table: Option<&'static str>) -> Self {
        FileReport {
            file: file.to_owned(),
            table,
            encoding: None,
            rows: 0,
            kept: 0,
            set_aside: BTreeMap::new(),
            passed_over: 0,
            by_year: BTreeMap::new(),
            match_rates: Vec::new(),
        }
    }

    /// Rows set aside, for any cause.
    pub fn count_set_aside(&self) -> u64 {
        self.set_aside.values().sum()
    }

    /// Whether every row read is kept, set aside or passed over.
    pub fn reconciles(&self) -> bool {
        self.rows == self.kept + self.count_set_aside() + self.passed_over
    }
}

/// A table that neither the import nor the district has, and what cannot be answered without it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MissingTable {
    /// Table.
    pub table: &'static str,
    /// What it would enable.
    pub enables: &'static str,
}

/// The account of one import.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Report {
    /// One entry for each file and table, in the order in which the tables are loaded.
    pub files: Vec<FileReport>,
    /// What is wrong, and how often.
    pub findings: Findings,
    /// Tables that nobody gave, and what they would enable.
    pub missing: Vec<MissingTable>,
}

impl Report {
    /// Rows read, kept and set aside, over all files.
    pub fn totals(&self) -> (u64, u64, u64) {
        self.files.iter().fold((0, 0, 0), |(rows, kept, aside), file| {
            (rows + file.rows, kept + file.kept, aside + file.count_set_aside())
        })
    }
}
