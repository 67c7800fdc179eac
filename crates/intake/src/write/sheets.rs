//! Plain sheets of one workbook: a header and rows of text and numbers, whatever they mean.

use std::io::{Seek, Write};

use rust_xlsxwriter::{Format, Workbook, XlsxError};

use super::WriteError;
use super::workbook::new_workbook;

/// One cell.
#[derive(Debug, Clone, PartialEq)]
pub enum PlainCell {
    /// Nothing.
    Empty,
    /// Text, as it is.
    Text(String),
    /// A number.
    Number(f64),
}

/// One sheet.
#[derive(Debug, Clone, PartialEq)]
pub struct PlainSheet {
    /// Its name.
    pub name: String,
    /// Column names.
    pub header: Vec<String>,
    /// Rows.
    pub rows: Vec<Vec<PlainCell>>,
}

/// Writes sheets as one workbook, headers in bold and kept in view.
///
/// # Errors
/// When a sheet does not fit, or the workbook cannot be written.
pub fn write_sheets<W: Write + Seek + Send>(
    sheets: &[PlainSheet],
    out: W,
) -> Result<(), WriteError> {
    workbook(sheets)?.save_to_writer(out)?;
    Ok(())
}

fn workbook(sheets: &[PlainSheet]) -> Result<Workbook, XlsxError> {
    let mut workbook = new_workbook()?;
    let bold = Format::new().set_bold();
    for sheet in sheets {
        let page = workbook.add_worksheet();
        page.set_name(&sheet.name)?;
        page.set_freeze_panes(1, 0)?;
        for (column, name) in sheet.header.iter().enumerate() {
            page.write_string_with_format(0, column_of(column), name, &bold)?;
        }
        for (row, cells) in sheet.rows.iter().enumerate() {
            let row = u32::try_from(row + 1).unwrap_or(u32::MAX);
            for (column, cell) in cells.iter().enumerate() {
                let column = column_of(column);
                match cell {
                    PlainCell::Empty => {}
                    PlainCell::Text(text) => {
                        page.write_string(row, column, text)?;
                    }
                    PlainCell::Number(number) => {
                        page.write_number(row, column, *number)?;
                    }
                }
            }
        }
    }
    Ok(workbook)
}

fn column_of(column: usize) -> u16 {
    u16::try_from(column).unwrap_or(u16::MAX)
}
