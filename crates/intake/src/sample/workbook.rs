//! The finance office's workbook: this year's budget and positions, a sheet each.

use std::fs;
use std::path::{Path, PathBuf};

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook as Xlsx, XlsxError};
use traction_core::district::{Batch, Kind};

use super::SampleError;
use super::cells::write_cell;

const FILE: &str = "finance/budget_2026-27.xlsx";

/// The workbook being written, row by row.
pub(super) struct Workbook {
    path: PathBuf,
    book: Xlsx,
    /// Sheets by name, each with its next row.
    sheets: Vec<(&'static str, u32)>,
}

impl Workbook {
    pub fn begin(dir: &Path) -> Result<Self, SampleError> {
        let mut begun = Workbook { path: dir.join(FILE), book: Xlsx::new(), sheets: Vec::new() };
        let written = ExcelDateTime::from_ymd(2026, 10, 30);
        let written = written.map_err(|source| begun.fail(source))?;
        begun.book.set_properties(&DocProperties::new().set_creation_datetime(&written));
        Ok(begun)
    }

    fn fail(&self, source: XlsxError) -> SampleError {
        SampleError::Workbook { path: self.path.clone(), source: Box::new(source) }
    }

    /// Appends a batch to its table's sheet.
    pub fn take(&mut self, batch: &Batch) -> Result<(), SampleError> {
        self.append(batch).map_err(|source| self.fail(source))
    }

    fn append(&mut self, batch: &Batch) -> Result<(), XlsxError> {
        let table = batch.table();
        let at = match self.sheets.iter().position(|(name, _)| *name == table.name) {
            Some(at) => at,
            None => {
                let sheet = self.book.add_worksheet_with_constant_memory()?;
                sheet.set_name(table.name)?;
                for (column, spec) in (0u16..).zip(table.columns) {
                    sheet.write_string(0, column, spec.name)?;
                }
                self.sheets.push((table.name, 1));
                self.sheets.len() - 1
            }
        };
        let sheet = self.book.worksheet_from_index(at)?;
        let mut text = String::new();
        for row in 0..batch.len() {
            let line = self.sheets[at].1;
            for (to, (column, spec)) in (0u16..).zip(batch.columns().iter().zip(table.columns)) {
                match (spec.kind, column.integer(row), column.number(row)) {
                    (Kind::Money, Some(cents), _) => {
                        sheet.write_number(line, to, cents as f64 / 100.0)?
                    }
                    (Kind::Number, _, Some(number)) => sheet.write_number(line, to, number)?,
                    _ => {
                        text.clear();
                        write_cell(column, spec.kind, row, &mut text);
                        if text.is_empty() {
                            continue;
                        }
                        sheet.write_string(line, to, &text)?
                    }
                };
            }
            self.sheets[at].1 += 1;
        }
        Ok(())
    }

    /// Saves the workbook; gives its path inside the folder.
    pub fn close(mut self) -> Result<String, SampleError> {
        let made = self.path.parent().map_or(Ok(()), fs::create_dir_all);
        made.map_err(|source| SampleError::File { path: self.path.clone(), source })?;
        self.book.save(&self.path).map_err(|source| self.fail(source))?;
        Ok(FILE.to_owned())
    }
}
