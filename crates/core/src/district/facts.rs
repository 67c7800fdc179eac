//! The facts that a room was given, and where each came from.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;

use super::batch::Batch;
use super::table::Table;
use super::year::SchoolYear;

/// Where rows came from: one immutable part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartMark {
    /// Table.
    pub table: &'static str,
    /// School year; `None` for a standing table.
    pub year: Option<SchoolYear>,
    /// Content hash, lower-case hexadecimal.
    pub hash: String,
    /// Rows in the part.
    pub rows: u64,
    /// The district's files that the rows were read from.
    pub files: Vec<String>,
    /// The day on which they were imported.
    pub imported_on: Date,
}

/// Batches by table and school year, with the parts that they were read from.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    batches: BTreeMap<(&'static str, Option<SchoolYear>), Arc<Batch>>,
    parts: Vec<PartMark>,
}

impl Facts {
    /// Puts the batch of a table and year in place.
    pub fn insert(&mut self, year: Option<SchoolYear>, batch: Arc<Batch>) {
        self.batches.insert((batch.table().name, year), batch);
    }

    /// Notes a part that the batches were read from.
    pub fn mark(&mut self, part: PartMark) {
        self.parts.push(part);
    }

    /// The batch of a table cut by year; `None` when the district has no such file.
    pub fn find(&self, table: &Table, year: SchoolYear) -> Option<&Batch> {
        self.batches.get(&(table.name, Some(year))).map(Arc::as_ref)
    }

    /// The batch of a standing table; `None` when the district has no such file.
    pub fn find_standing(&self, table: &Table) -> Option<&Batch> {
        self.batches.get(&(table.name, None)).map(Arc::as_ref)
    }

    /// The school years that a table has, earliest first.
    pub fn list_years(&self, table: &Table) -> Vec<SchoolYear> {
        self.batches
            .keys()
            .filter(|(name, _)| *name == table.name)
            .filter_map(|(_, y)| *y)
            .collect()
    }

    /// The parts that all of this was read from.
    pub fn parts(&self) -> &[PartMark] {
        &self.parts
    }
}
