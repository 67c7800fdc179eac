//! A workbook of sheets of text, for what is no table of facts: a plan, a school's budget.

use std::io::{Seek, Write};

use rust_xlsxwriter::Format;

use super::WriteError;
use super::workbook::new_workbook;

/// Writes sheets, each a name and its rows, the first of them the headings. Every cell is text, so
/// that a spreadsheet reads nothing otherwise than it was written.
///
/// # Errors
/// When a sheet's name or a cell is too long, or `out` cannot be written.
pub fn write_text_workbook<W: Write + Seek + Send>(
    sheets: &[(&str, Vec<Vec<String>>)],
    out: W,
) -> Result<(), WriteError> {
    let mut workbook = new_workbook()?;
    let bold = Format::new().set_bold();
    for (name, rows) in sheets {
        let sheet = workbook.add_worksheet_with_low_memory()?;
        sheet.set_name(*name)?;
        sheet.set_freeze_panes(1, 0)?;
        for (at, row) in (0_u32..).zip(rows) {
            for (column, cell) in (0_u16..).zip(row) {
                match at {
                    0 => sheet.write_string_with_format(at, column, cell, &bold)?,
                    _ => sheet.write_string(at, column, cell)?,
                };
            }
        }
    }
    workbook.save_to_writer(out)?;
    Ok(())
}
