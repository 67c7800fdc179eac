//! Rows of one OneRoster file joined with what the others say, streamed.

use traction_core::district::find_table;
use traction_core::finding::Finding;

use super::columns::find_column;
use crate::binding::{Binding, Bound, Condition};
use crate::feed::Feed;
use crate::source::{FoundForm, Input, Limits, Row, RowSource, Rows, SourceError, Step};

/// What stands in the first cell of a row that is read.
const READ: &str = "read";
/// What stands in the first cell of a row that is passed over.
const PASSED_OVER: &str = "passed over";

/// Cells of a row of the file, by the columns asked for; empty where the file has no such column.
pub(super) type Cells<'a, const N: usize> = [&'a str; N];

/// Calls `each` for every row of a file with the cells of these columns.
///
/// # Errors
/// When the file cannot be read to its end.
pub(super) fn read_rows<const N: usize>(
    input: &Input,
    limits: &Limits,
    names: [&str; N],
    mut each: impl FnMut(Cells<'_, N>),
) -> Result<(), SourceError> {
    let mut source = input.open(limits)?;
    let positions = names.map(|name| find_column(source.header(), name));
    loop {
        match source.step()? {
            Step::Row(row) => each(take_cells(row, &positions)),
            Step::SetAside(_) => {}
            Step::End => return Ok(()),
        }
    }
}

fn take_cells<'a, const N: usize>(row: Row<'a>, positions: &[Option<usize>; N]) -> Cells<'a, N> {
    positions.map(|position| position.and_then(|p| row.cell(p)).unwrap_or_default().trim())
}

/// Rows of ours made of one row of the file.
#[derive(Debug, Default)]
pub(super) struct Made {
    text: String,
    cells: Vec<(u32, u32)>,
    starts: Vec<usize>,
}

impl Made {
    /// Begins a row.
    pub(super) fn row(&mut self) -> &mut Self {
        self.starts.push(self.cells.len());
        self.cell(READ)
    }

    /// Appends a cell to the row.
    pub(super) fn cell(&mut self, text: &str) -> &mut Self {
        let start = self.text.len() as u32;
        self.text.push_str(text);
        self.cells.push((start, self.text.len() as u32));
        self
    }

    fn clear(&mut self) {
        self.text.clear();
        self.cells.clear();
        self.starts.clear();
    }
}

/// What a feed gives: a table, and its columns with the OneRoster column that each comes from.
pub(super) struct Target {
    pub table: &'static str,
    pub columns: &'static [(&'static str, &'static str)],
}

/// A feed that makes rows of a table out of the rows of a file. `make` gets the cells of `names`;
/// a row for which it makes nothing is passed over.
///
/// # Panics
/// When the target is no table: names in programs come from the tables themselves.
pub(super) fn feed<const N: usize>(
    target: &Target,
    input: &Input,
    limits: &Limits,
    names: [&'static str; N],
    make: impl FnMut(Cells<'_, N>, &mut Made) + Send + 'static,
) -> Feed {
    let Some(table) = find_table(target.table) else { panic!("no table {}", target.table) };
    let mut binding = Binding::empty(table);
    let mut header = vec![String::new()];
    for (position, (ours, theirs)) in target.columns.iter().enumerate() {
        binding.bind(ours, Bound::column(position + 1, theirs));
        header.push((*theirs).to_owned());
    }
    binding.only.push(Condition { column: 0, one_of: vec![READ.to_owned()] });
    let (input, limits) = (input.clone(), limits.clone());
    Feed {
        file: input.name().to_owned(),
        binding,
        open: Box::new(move || {
            let source = input.open(&limits)?;
            let positions = names.map(|name| find_column(source.header(), name));
            let name = source.name().to_owned();
            let guarded = source.is_guarded();
            let rows =
                Joined { source, positions, make, made: Made::default(), number: 0, next: 0 };
            Ok(RowSource::new(name, header, guarded, Box::new(rows)))
        }),
    }
}

struct Joined<const N: usize, F> {
    source: RowSource,
    positions: [Option<usize>; N],
    make: F,
    made: Made,
    number: u64,
    next: usize,
}

impl<const N: usize, F> Rows for Joined<N, F>
where
    F: FnMut(Cells<'_, N>, &mut Made) + Send,
{
    fn step(&mut self) -> Result<Step<'_>, SourceError> {
        if self.next >= self.made.starts.len() {
            self.next = 0;
            self.made.clear();
            match self.source.step()? {
                Step::End => return Ok(Step::End),
                Step::SetAside(finding) => return Ok(Step::SetAside(finding)),
                Step::Row(row) => {
                    self.number = row.number;
                    if row.iter().any(|cell| !cell.trim().is_empty()) {
                        (self.make)(take_cells(row, &self.positions), &mut self.made);
                        if self.made.starts.is_empty() {
                            self.made.starts.push(0);
                            self.made.cell(PASSED_OVER);
                        }
                    }
                }
            }
        }
        let cells = &self.made.cells;
        let start = self.made.starts.get(self.next).copied().unwrap_or(cells.len());
        self.next += 1;
        let end = self.made.starts.get(self.next).copied().unwrap_or(cells.len());
        Ok(Step::Row(Row::over(self.number, &self.made.text, &cells[start..end])))
    }

    fn bytes_read(&self) -> u64 {
        self.source.bytes_read()
    }

    fn form(&self) -> FoundForm {
        self.source.form()
    }

    fn list_findings(&mut self) -> Vec<Finding> {
        self.source.list_findings()
    }
}
