//! The rows of one file as typed rows of one table, cut by school year into chunks.

use std::collections::BTreeMap;

use traction_core::district::{Batch, Kind, Missing, SchoolYear, Spec, Table};
use traction_core::finding::Severity;

use super::cells::{CellReader, Unread, Value, trim};
use super::run::{RUN, Run, only_columns};
use crate::binding::{Binding, Take};
use crate::checks;
use crate::findings::{Check, Findings, Place};
use crate::known::Ids;
use crate::sink::{FileReport, MatchRate};
use crate::source::{Block, Row, RowSource};

/// Rows of one table and year, and the rows of the file that they came from.
#[derive(Debug)]
pub struct Chunk {
    /// School year; `None` for a standing table.
    pub year: Option<SchoolYear>,
    /// The rows.
    pub batch: Batch,
    /// For each row its number in the file.
    pub rows: Vec<u64>,
}

/// Reads rows of a file as rows of a table. It counts every row into its [`FileReport`]: what is
/// neither set aside nor passed over is in a chunk.
#[derive(Debug)]
pub struct TableReader<'a> {
    pub(super) table: &'static Table,
    pub(super) year_column: Option<usize>,
    pub(super) cells: Vec<CellReader>,
    pub(super) takes: Vec<Take>,
    only: Vec<(usize, Vec<String>)>,
    pub(super) header: Vec<String>,
    ragged: bool,
    pub(super) open: BTreeMap<Option<i16>, Chunk>,
    pub(super) chunk_rows: usize,
    ids: Option<&'a Ids<'a>>,
    candidates: BTreeMap<(usize, usize), (u64, u64)>,
    joined: String,
    columnwise: bool,
    pub(super) run: Run,
    /// What was wrong so far.
    pub findings: Findings,
    /// What became of the rows so far; `kept` is left to whoever takes the chunks.
    pub report: FileReport,
}

impl<'a> TableReader<'a> {
    /// A reader for the rows of a source by a binding. `ids` are the ids that are known already,
    /// which decide between several id columns.
    pub fn new(
        source: &RowSource,
        binding: &Binding,
        ids: Option<&'a Ids<'a>>,
        chunk_rows: usize,
    ) -> Self {
        let table = binding.table;
        let guarded = source.is_guarded();
        let cells = table
            .columns
            .iter()
            .zip(&binding.columns)
            .map(|(spec, bound)| CellReader::new(spec, bound.clone(), guarded))
            .collect();
        let only = binding
            .only
            .iter()
            .map(|only| (only.column, only.one_of.iter().map(|v| v.to_lowercase()).collect()))
            .collect();
        let columnwise = only_columns(binding) && chunk_rows >= RUN;
        TableReader {
            table,
            columnwise,
            run: Run::default(),
            year_column: table.find_year_column(),
            cells,
            takes: binding.columns.iter().map(|bound| bound.take.clone()).collect(),
            only,
            header: source.header().to_vec(),
            ragged: guarded,
            open: BTreeMap::new(),
            chunk_rows: chunk_rows.max(1),
            ids,
            candidates: BTreeMap::new(),
            joined: String::new(),
            findings: Findings::default(),
            report: FileReport::of(source.name(), Some(table.name)),
        }
    }

    /// Reads one row; gives a chunk when one is full.
    pub fn push(&mut self, row: &Row<'_>) -> Option<Chunk> {
        if row.is_blank() {
            return None;
        }
        self.report.rows += 1;
        if !self.is_wanted(row) {
            self.report.passed_over += 1;
            return None;
        }
        if self.is_header_again(row) {
            self.set_aside_header(row.number);
            return None;
        }
        if row.len() != self.header.len() && !self.measure(row) {
            return None;
        }
        let year = match self.year_column {
            None => None,
            Some(column) => match self.read_year(column, row) {
                Some(year) => Some(year),
                None => return None,
            },
        };
        let chunk_rows = self.chunk_rows;
        let table = self.table;
        let chunk = self.open.entry(year).or_insert_with(|| Chunk {
            year: year.map(SchoolYear::ending),
            batch: Batch::empty(table),
            rows: Vec::new(),
        });
        let mut cause: Option<&'static str> = None;
        let school_year = chunk.year;
        let readers = self.cells.iter_mut().zip(&self.takes);
        for (position, ((cells, take), column)) in
            readers.zip(chunk.batch.columns_mut()).enumerate()
        {
            if Some(position) == self.year_column {
                column.push_year(year.unwrap_or_default());
                continue;
            }
            let spec = cells.spec;
            let text = match take {
                Take::Column(at) => {
                    let text = row.cell(*at).unwrap_or_default();
                    if cells.push_plain(text, column) {
                        continue;
                    }
                    text
                }
                Take::Nothing(reason) if !spec.required => {
                    column.push_missing(*reason);
                    continue;
                }
                _ => find_text(
                    take,
                    row,
                    spec,
                    school_year,
                    self.ids,
                    &mut self.joined,
                    &mut |column, matched| {
                        let counts = self.candidates.entry((position, column)).or_default();
                        counts.0 += 1;
                        counts.1 += u64::from(matched);
                    },
                ),
            };
            let value = match (take, text) {
                (Take::Nothing(reason), _) => Ok(Value::Missing(*reason)),
                (_, text) => cells.read(text),
            };
            let Some(check) = find_failure(&value, spec) else {
                if let Ok(value) = value {
                    value.push_to(column);
                }
                continue;
            };
            drop(value);
            speak(&mut self.findings, &self.report.file, row.number, cells, text, check);
            if spec.required {
                cause = Some(check.code);
                break;
            }
            column.push_missing(Missing::Blank);
        }
        if let Some(code) = cause {
            let rows = chunk.batch.len();
            for column in chunk.batch.columns_mut() {
                column.truncate(rows);
            }
            *self.report.set_aside.entry(code).or_default() += 1;
            return None;
        }
        chunk.batch.row_written();
        chunk.rows.push(row.number);
        if chunk.rows.len() >= chunk_rows { self.open.remove(&year) } else { None }
    }

    /// Reads many rows at once, as [`TableReader::push`] would one after another; `take` gets the
    /// chunks that are full and says whether to go on.
    pub fn push_block(&mut self, block: &Block<'_>, take: &mut dyn FnMut(Chunk) -> bool) -> bool {
        if !self.columnwise {
            return (0..block.len()).all(|row| self.push(&block.row(row)).is_none_or(&mut *take));
        }
        let mut begin = 0;
        while begin < block.len() {
            let end = block.len().min(begin + RUN);
            for chunk in self.push_run(block, begin..end) {
                if !take(chunk) {
                    return false;
                }
            }
            begin = end;
        }
        true
    }

    /// Counts a row that the source itself set aside.
    pub fn push_set_aside(&mut self, finding: traction_core::finding::Finding) {
        self.report.rows += 1;
        *self.report.set_aside.entry(finding.code).or_default() += 1;
        self.findings.push(finding);
    }

    /// The chunks that are not full, in order of year, and the match rates of id candidates.
    pub fn finish(mut self) -> (Vec<Chunk>, FileReport, Findings) {
        let chunks = std::mem::take(&mut self.open).into_values().collect();
        for ((position, column), (tried, matched)) in &self.candidates {
            let spec = &self.table.columns[*position];
            self.report.match_rates.push(MatchRate {
                column: spec.name,
                heading: self.header.get(*column).cloned().unwrap_or_default(),
                references: spec.references.unwrap_or_default(),
                tried: *tried,
                matched: *matched,
            });
        }
        (chunks, self.report, self.findings)
    }

    fn set_aside(
        &mut self,
        check: &'static Check,
        row: u64,
        words: impl FnOnce() -> (String, String),
    ) {
        let place = Place::row(&self.report.file, row);
        self.findings.add_as(check, Severity::SetAside, place, words);
        *self.report.set_aside.entry(check.code).or_default() += 1;
    }

    pub(super) fn set_aside_header(&mut self, row: u64) {
        self.set_aside(&checks::header_again::CHECK, row, || {
            ("the header once more".to_owned(), "a row".to_owned())
        });
    }

    fn is_wanted(&self, row: &Row<'_>) -> bool {
        self.only.iter().all(|(column, one_of)| {
            let cell = row.cell(*column).unwrap_or_default().trim();
            one_of.iter().any(|word| word == cell) || one_of.contains(&cell.to_lowercase())
        })
    }

    pub(super) fn is_header_again(&self, row: &Row<'_>) -> bool {
        // Almost every row differs in its first cell.
        row.len() > 1
            && self.header.iter().zip(row.iter()).all(|(name, cell)| name == trim(cell))
            && row.len() >= self.header.len()
    }

    /// Judges a row that has not as many cells as the header; whether it can be read.
    fn measure(&mut self, row: &Row<'_>) -> bool {
        let (cells, columns) = (row.len(), self.header.len());
        let words = || (format!("{cells} cells"), format!("{columns}, as many as the header has"));
        if cells < columns {
            if self.ragged {
                let place = Place::row(&self.report.file, row.number);
                self.findings.add(&checks::row_short::CHECK, place, words);
            }
            return true;
        }
        if row.iter().skip(columns).all(|cell| cell.trim().is_empty()) {
            return true;
        }
        self.set_aside(&checks::row_long::CHECK, row.number, words);
        false
    }

    pub(super) fn read_year(&mut self, column: usize, row: &Row<'_>) -> Option<i16> {
        let cells = &mut self.cells[column];
        let spec = cells.spec;
        let text =
            find_text(&self.takes[column], row, spec, None, None, &mut self.joined, &mut |_, _| {});
        let check = match cells.read(text) {
            Ok(Value::Year(year)) => return Some(year),
            Ok(_) => &checks::required_missing::CHECK,
            Err(_) => checks::unread(Kind::Year),
        };
        let found = checks::show_cell(spec, text);
        let heading = heading(&cells.bound.heading, spec);
        let place = Place::cell(&self.report.file, row.number, heading);
        self.findings
            .add_as(check, Severity::SetAside, place, || (found, checks::expected_of(spec)));
        *self.report.set_aside.entry(check.code).or_default() += 1;
        None
    }
}

fn heading<'a>(heading: &'a str, spec: &'static Spec) -> &'a str {
    if heading.is_empty() { spec.name } else { heading }
}

/// The check that speaks of a value, if its cell cannot be read or must not be missing.
pub(super) fn find_failure(
    value: &Result<Value<'_>, Unread>,
    spec: &'static Spec,
) -> Option<&'static Check> {
    match value {
        Ok(Value::Missing(_)) if spec.required => Some(&checks::required_missing::CHECK),
        Ok(_) => None,
        Err(_) => Some(checks::unread(spec.kind)),
    }
}

/// Says what is wrong with a cell.
pub(super) fn speak(
    findings: &mut Findings,
    file: &str,
    row: u64,
    cells: &CellReader,
    text: &str,
    check: &'static Check,
) {
    let spec = cells.spec;
    let place = Place::cell(file, row, heading(&cells.bound.heading, spec));
    let found = checks::show_cell(spec, text);
    let severity = if spec.required { Severity::SetAside } else { Severity::Warning };
    findings.add_as(check, severity, place, || (found, checks::expected_of(spec)));
}

/// The text of a cell by its binding.
fn find_text<'t>(
    take: &'t Take,
    row: &Row<'t>,
    spec: &Spec,
    year: Option<SchoolYear>,
    ids: Option<&Ids<'_>>,
    joined: &'t mut String,
    tried: &mut dyn FnMut(usize, bool),
) -> &'t str {
    let cell = |position: &usize| row.cell(*position).unwrap_or_default();
    match take {
        Take::Nothing(_) => "",
        Take::Constant(text) => text,
        Take::Column(position) => cell(position),
        Take::Joined { columns, by } => {
            joined.clear();
            for text in columns.iter().map(|p| cell(p).trim()).filter(|text| !text.is_empty()) {
                if !joined.is_empty() {
                    joined.push_str(by);
                }
                joined.push_str(text);
            }
            joined
        }
        Take::FirstOf(columns) => {
            let mut first = "";
            let mut known = None;
            let set = spec.references.zip(ids).and_then(|(table, ids)| ids.find(table, year));
            for position in columns {
                let text = cell(position);
                if text.trim().is_empty() {
                    continue;
                }
                if first.is_empty() {
                    first = text;
                }
                if let Some(set) = &set {
                    let matched = set.contains(text.trim());
                    tried(*position, matched);
                    if matched && known.is_none() {
                        known = Some(text);
                    }
                }
            }
            known.unwrap_or(first)
        }
    }
}
