//! Some hundred rows of a block read column by column: sorted by school year, read, and the few
//! that cannot be kept as they are looked at one by one, in the order of the file.

use std::collections::BTreeMap;
use std::ops::Range;

use traction_core::district::{Batch, SchoolYear};

use super::cells::Value;
use super::columns::{Marks, is_columnwise, read_column};
use super::table_reader::{Chunk, TableReader, find_failure, speak};
use crate::binding::{Binding, Take};
use crate::source::{Block, Row};

/// Rows of a run: few enough that their texts stay near while each column is read.
pub(super) const RUN: usize = 256;

/// The place of a row that went into no chunk.
const NOWHERE: usize = usize::MAX;

/// What a reader keeps between runs, so that it need not be made again.
#[derive(Debug, Default)]
pub(super) struct Run {
    /// Rows of the block and their school years.
    rows: Vec<u32>,
    years: Vec<Option<i16>>,
    /// The rows of one year.
    of_year: Vec<u32>,
    marks: Marks,
    /// Rows of the block that were marked, with their years and places in their chunks;
    /// [`NOWHERE`] for a row that is in none.
    marked: Vec<(u32, Option<i16>, usize)>,
    /// Room for the next chunk of a year that has filled one.
    room: BTreeMap<Option<i16>, Batch>,
}

/// Whether all of a file's cells can be read column by column.
pub(super) fn only_columns(binding: &Binding) -> bool {
    binding.only.is_empty() && binding.columns.iter().all(|bound| is_columnwise(&bound.take))
}

impl TableReader<'_> {
    /// Reads some rows of a block; gives the chunks that are full.
    pub(super) fn push_run(&mut self, block: &Block<'_>, rows: Range<usize>) -> Vec<Chunk> {
        let mut run = std::mem::take(&mut self.run);
        run.marked.clear();
        self.sort_out(block, rows, &mut run);
        let mut years: Vec<Option<i16>> = Vec::new();
        for year in &run.years {
            if years.last() != Some(year) && !years.contains(year) {
                years.push(*year);
            }
        }
        years.sort_unstable();
        for year in &years {
            run.of_year.clear();
            let of_year = run.rows.iter().zip(&run.years).filter(|(_, of)| *of == year);
            run.of_year.extend(of_year.map(|(row, _)| *row));
            self.read_columns(block, *year, &mut run);
        }
        if !run.marked.is_empty() {
            self.look_closely(block, &mut run);
        }
        self.run = run;
        let is_full = |chunk: &Chunk, rows: usize| chunk.rows.len() + RUN > rows;
        let full = years.into_iter().filter_map(|year| {
            let chunk_rows = self.chunk_rows;
            self.open.get(&year).filter(|chunk| is_full(chunk, chunk_rows))?;
            let full = self.open.remove(&year)?;
            // The next is likely to be as large.
            self.run.room.insert(year, Batch::with_room_of(&full.batch));
            Some(full)
        });
        full.collect()
    }

    /// Lists the rows that are to be read, with their school years, and marks the others.
    fn sort_out(&mut self, block: &Block<'_>, rows: Range<usize>, run: &mut Run) {
        run.rows.clear();
        run.years.clear();
        for at in rows {
            let first = block.cell(at, 0).as_bytes();
            let is_plain = first.first().is_some_and(u8::is_ascii_graphic)
                && self.header.first().is_some_and(|name| name.as_bytes() != first);
            if !is_plain {
                let row = block.row(at);
                if row.is_blank() {
                    continue;
                }
                if self.is_header_again(&row) {
                    self.report.rows += 1;
                    run.marked.push((at as u32, None, NOWHERE));
                    continue;
                }
            }
            self.report.rows += 1;
            let year = match self.year_column {
                None => None,
                Some(column) => match self.find_year(column, block, at) {
                    Some(year) => Some(year),
                    None => {
                        run.marked.push((at as u32, None, NOWHERE));
                        continue;
                    }
                },
            };
            run.rows.push(at as u32);
            run.years.push(year);
        }
    }

    #[inline]
    fn find_year(&mut self, column: usize, block: &Block<'_>, at: usize) -> Option<i16> {
        let text = match &self.takes[column] {
            Take::Column(position) if *position < block.width() => block.cell(at, *position),
            Take::Constant(text) => text,
            _ => "",
        };
        let cells = &mut self.cells[column];
        match cells.find_near_year(text) {
            Some(year) => Some(year),
            None => match cells.read(text) {
                Ok(Value::Year(year)) => Some(year),
                _ => None,
            },
        }
    }

    fn read_columns(&mut self, block: &Block<'_>, year: Option<i16>, run: &mut Run) {
        let table = self.table;
        let chunk = self.open.entry(year).or_insert_with(|| Chunk {
            year: year.map(SchoolYear::ending),
            batch: run.room.remove(&year).unwrap_or_else(|| Batch::empty(table)),
            rows: Vec::new(),
        });
        let begin = chunk.rows.len();
        run.marks.begin(run.of_year.len());
        let readers = self.cells.iter_mut().zip(&self.takes).zip(chunk.batch.columns_mut());
        for (position, ((cells, take), column)) in readers.enumerate() {
            if Some(position) == self.year_column {
                column.push_many_years(year.unwrap_or_default(), run.of_year.len());
            } else {
                read_column(cells, take, block, &run.of_year, column, &mut run.marks);
            }
        }
        chunk.batch.rows_written(run.of_year.len());
        chunk.rows.extend(run.of_year.iter().map(|row| block.number(*row as usize)));
        let marked = run.marks.list().map(|at| (run.of_year[at], year, begin + at));
        run.marked.extend(marked);
    }

    /// Says what is wrong with the marked rows, and takes back those that are set aside.
    fn look_closely(&mut self, block: &Block<'_>, run: &mut Run) {
        run.marked.sort_unstable();
        run.marked.retain(|(row, _, place)| {
            let row = block.row(*row as usize);
            if *place == NOWHERE {
                self.say_why_nowhere(&row);
                return false;
            }
            let code = self.say_why(&row);
            if let Some(code) = code {
                *self.report.set_aside.entry(code).or_default() += 1;
            }
            code.is_some()
        });
        // From the last on, so that the places of the others stay.
        for (_, year, place) in run.marked.iter().rev() {
            if let Some(chunk) = self.open.get_mut(year) {
                let after = chunk.batch.take(place + 1..chunk.batch.len());
                chunk.batch.truncate(*place);
                chunk.batch.append(&after);
                chunk.rows.remove(*place);
            }
        }
    }

    /// Sets aside a row that is the header once more, or has no school year.
    fn say_why_nowhere(&mut self, row: &Row<'_>) {
        if self.is_header_again(row) {
            self.set_aside_header(row.number);
        } else if let Some(column) = self.year_column {
            self.read_year(column, row);
        }
    }

    /// Speaks of a row's cells as [`TableReader::push`] would; the code that sets it aside, if one
    /// does.
    fn say_why(&mut self, row: &Row<'_>) -> Option<&'static str> {
        for (position, (cells, take)) in self.cells.iter_mut().zip(&self.takes).enumerate() {
            let spec = cells.spec;
            let text = match take {
                _ if Some(position) == self.year_column => continue,
                Take::Nothing(_) if !spec.required => continue,
                Take::Constant(text) => text,
                Take::Column(at) => row.cell(*at).unwrap_or_default(),
                _ => "",
            };
            let Some(check) = find_failure(&cells.read(text), spec) else { continue };
            speak(&mut self.findings, &self.report.file, row.number, cells, text, check);
            if spec.required {
                return Some(check.code);
            }
        }
        None
    }
}
