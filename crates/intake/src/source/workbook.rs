//! Excel workbooks: sheets as rows of text, with the values that formulas last gave.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

use calamine::{DataRef, Reader, Xlsx, XlsxError, open_workbook};
use traction_core::finding::Finding;

use super::archive;
use super::error::SourceError;
use super::inflate::Counter;
use super::limits::Limits;
use super::row::{Row, RowSource, Rows, Step};
use crate::checks;
use crate::findings::Place;

/// Unpacks the whole workbook once without keeping it, so that a bomb is met before any of it is
/// held in memory.
fn weigh(path: &Path, file: &str, limits: &Limits) -> Result<(), SourceError> {
    let mut total = 0u64;
    let limits = Limits { unpacked_bytes: limits.workbook_bytes, ..limits.clone() };
    let mut piece = vec![0u8; 64 << 10];
    for (_, member) in archive::list_members(path, file, &limits)? {
        let mut reader = archive::open_member(path, file, &member, &Counter::default(), &limits)?;
        loop {
            let read = reader
                .read(&mut piece)
                .map_err(|error| super::inflate::explain(file, true, error))?;
            if read == 0 {
                break;
            }
            total += read as u64;
            if total > limits.workbook_bytes {
                let limit = limits.workbook_bytes;
                return Err(SourceError::UnpacksTooFar { file: file.to_owned(), limit });
            }
        }
    }
    Ok(())
}

fn open(path: &Path, file: &str) -> Result<Xlsx<BufReader<File>>, SourceError> {
    open_workbook(path).map_err(|error: XlsxError| damaged(file, &error))
}

fn damaged(file: &str, error: &XlsxError) -> SourceError {
    SourceError::Damaged { file: file.to_owned(), reason: error.to_string() }
}

/// Names of the sheets, in the workbook's order.
pub(super) fn list_sheets(
    path: &Path,
    file: &str,
    limits: &Limits,
) -> Result<Vec<String>, SourceError> {
    weigh(path, file, limits)?;
    Ok(open(path, file)?.sheet_names())
}

/// Opens a sheet. Its cells are held as text in memory: a sheet has at most 1,048,576 rows.
pub(super) fn open_sheet(
    path: &Path,
    file: &str,
    sheet: &str,
    limits: &Limits,
) -> Result<RowSource, SourceError> {
    let mut workbook = open(path, file)?;
    let mut reader = workbook.worksheet_cells_reader(sheet).map_err(|e| damaged(file, &e))?;
    let mut rows = SheetRows { name: file.to_owned(), ..SheetRows::default() };
    loop {
        let cell = reader.next_cell_with_formula_metadata().map_err(|e| damaged(file, &e))?;
        let Some(cell) = cell else { break };
        let (row, column) = (cell.pos.0, cell.pos.1 as usize);
        if column >= limits.columns && cell.value != DataRef::Empty {
            return Err(SourceError::TooManyColumns {
                file: file.to_owned(),
                limit: limits.columns,
            });
        }
        if cell.formula.is_some() {
            rows.formulas.get_or_insert((u64::from(row) + 1, 0)).1 += 1;
        }
        if let Some(text) = render_value(&cell.value, &mut rows.errors, row) {
            let numeric = matches!(cell.value, DataRef::Int(_) | DataRef::Float(_));
            rows.push(row, column, &text, numeric);
        }
        let held = rows.text.len() + rows.cells.len() * size_of::<(u32, u32)>();
        let limit = limits.workbook_bytes.min(u64::from(u32::MAX));
        if held as u64 > limit {
            return Err(SourceError::UnpacksTooFar { file: file.to_owned(), limit });
        }
    }
    rows.close();
    let header: Vec<String> = match rows.step()? {
        Step::Row(row) => row.iter().map(|cell| cell.trim().to_owned()).collect(),
        _ => return Err(SourceError::Empty { file: file.to_owned() }),
    };
    rows.numeric.clear();
    rows.numeric.resize(header.len(), false);
    for (column, numeric) in rows.cells_numeric.iter().enumerate().take(header.len()) {
        rows.numeric[column] = *numeric;
    }
    Ok(RowSource::new(file.to_owned(), header, false, Box::new(rows)))
}

/// A cell as it would be written in a CSV; `None` when it is empty.
fn render_value(value: &DataRef<'_>, errors: &mut Option<(u64, u64)>, row: u32) -> Option<String> {
    Some(match value {
        DataRef::Empty => return None,
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::String(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(flag) => flag.to_string(),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::Error(_) => {
            errors.get_or_insert((u64::from(row) + 1, 0)).1 += 1;
            return None;
        }
        DataRef::DateTime(moment) => {
            let (year, month, day, hour, minute, _, _) = moment.to_ymd_hms_milli();
            match moment.as_f64() {
                serial if serial.fract() == 0.0 => format!("{year:04}-{month:02}-{day:02}"),
                serial if serial < 1.0 => format!("{hour:02}:{minute:02}"),
                _ => format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}"),
            }
        }
    })
}

/// The rows of a sheet, packed.
#[derive(Default)]
struct SheetRows {
    name: String,
    text: String,
    cells: Vec<(u32, u32)>,
    /// Row of the sheet, and where its cells begin.
    rows: Vec<(u64, usize)>,
    next: usize,
    numeric: Vec<bool>,
    cells_numeric: Vec<bool>,
    formulas: Option<(u64, u64)>,
    errors: Option<(u64, u64)>,
}

impl SheetRows {
    fn push(&mut self, row: u32, column: usize, text: &str, numeric: bool) {
        let number = u64::from(row) + 1;
        if self.rows.last().is_none_or(|(last, _)| *last != number) {
            self.rows.push((number, self.cells.len()));
        }
        let first = self.rows.last().map_or(0, |(_, first)| *first);
        while self.cells.len() < first + column {
            self.cells.push((0, 0));
        }
        let start = self.text.len() as u32;
        self.text.push_str(text);
        self.cells.push((start, self.text.len() as u32));
        if numeric && self.rows.len() > 1 {
            if self.cells_numeric.len() <= column {
                self.cells_numeric.resize(column + 1, false);
            }
            self.cells_numeric[column] = true;
        }
    }

    fn close(&mut self) {
        self.rows.push((0, self.cells.len()));
    }
}

impl Rows for SheetRows {
    fn step(&mut self) -> Result<Step<'_>, SourceError> {
        match self.rows.get(self.next..self.next + 2) {
            Some([(number, from), (_, to)]) => {
                self.next += 1;
                Ok(Step::Row(Row::over(*number, &self.text, &self.cells[*from..*to])))
            }
            _ => Ok(Step::End),
        }
    }

    fn list_findings(&mut self) -> Vec<Finding> {
        let mut findings = Vec::new();
        if let Some((row, count)) = self.formulas {
            let place = Place::row(&self.name, row);
            findings.push(checks::formula_cells::finding(place, count));
        }
        if let Some((row, count)) = self.errors {
            let place = Place::row(&self.name, row);
            findings.push(checks::error_cells::finding(place, count));
        }
        findings
    }

    fn numeric_columns(&self) -> &[bool] {
        &self.numeric
    }
}
