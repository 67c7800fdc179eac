//! What checks of typed rows see of a chunk, and how they set rows aside.

use traction_core::district::{Batch, Column, SchoolYear};
use traction_core::finding::Severity;

use crate::binding::{Binding, Take};
use crate::findings::{Check, Findings, Place};
use crate::read::Chunk;

/// A chunk under judgement.
#[derive(Debug)]
pub struct Judging<'a> {
    file: &'a str,
    binding: &'a Binding,
    chunk: &'a Chunk,
    aside: Vec<Option<&'static str>>,
    findings: &'a mut Findings,
}

impl<'a> Judging<'a> {
    /// Nothing set aside yet.
    pub fn new(
        file: &'a str,
        binding: &'a Binding,
        chunk: &'a Chunk,
        findings: &'a mut Findings,
    ) -> Self {
        Judging { file, binding, chunk, aside: Vec::new(), findings }
    }

    /// The file, as the person knows it.
    pub fn file(&self) -> &'a str {
        self.file
    }

    /// The table's name.
    pub fn table(&self) -> &'static str {
        self.chunk.batch.table().name
    }

    /// The rows.
    pub fn batch(&self) -> &'a Batch {
        &self.chunk.batch
    }

    /// The school year; `None` for a standing table.
    pub fn year(&self) -> Option<SchoolYear> {
        self.chunk.year
    }

    /// A column of ours, if the table has it.
    pub fn find_column(&self, name: &str) -> Option<&'a Column> {
        let position = self.chunk.batch.table().find_column(name)?;
        Some(&self.chunk.batch.columns()[position])
    }

    /// Row of the file of a row of the chunk.
    pub fn row_number(&self, row: usize) -> u64 {
        self.chunk.rows[row]
    }

    /// The file's own name of a column of ours; ours when the file has none.
    pub fn heading(&self, column: &'a str) -> &'a str {
        self.binding
            .table
            .find_column(column)
            .map(|position| self.binding.columns[position].heading.as_str())
            .filter(|heading| !heading.is_empty())
            .unwrap_or(column)
    }

    /// Whether the file has the column, or the mapping gives it.
    pub fn is_bound(&self, column: &str) -> bool {
        self.binding
            .table
            .find_column(column)
            .is_some_and(|at| !matches!(self.binding.columns[at].take, Take::Nothing(_)))
    }

    /// Whether a row is set aside already.
    pub fn is_aside(&self, row: usize) -> bool {
        self.aside.get(row).is_some_and(Option::is_some)
    }

    /// Whether any row is set aside.
    pub fn any_aside(&self) -> bool {
        !self.aside.is_empty()
    }

    /// Says something about a row that is kept, with the check's own severity.
    pub fn note(
        &mut self,
        check: &'static Check,
        row: usize,
        column: &'a str,
        words: impl FnOnce() -> (String, String),
    ) {
        if !self.is_aside(row) {
            let place = Place::cell(self.file, self.row_number(row), self.heading(column));
            self.findings.add(check, place, words);
        }
    }

    /// Sets a row aside, unless it is already: one row, one cause.
    pub fn set_aside(
        &mut self,
        check: &'static Check,
        row: usize,
        column: &'a str,
        words: impl FnOnce() -> (String, String),
    ) {
        if self.is_aside(row) {
            return;
        }
        let place = Place::cell(self.file, self.row_number(row), self.heading(column));
        self.findings.add_as(check, Severity::SetAside, place, words);
        if self.aside.is_empty() {
            self.aside.resize(self.chunk.batch.len(), None);
        }
        self.aside[row] = Some(check.code);
    }

    /// The rows that were set aside, with the code of the check that did it; empty when none was.
    pub fn into_aside(self) -> Vec<Option<&'static str>> {
        self.aside
    }
}
