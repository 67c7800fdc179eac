//! One workbook with a sheet for each table. Ids, codes, days and years are text cells, so that
//! zeros and spellings stay; numbers and money are numbers.

use std::io::{Seek, Write};

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};
use traction_core::district::{Batch, Kind, Period, Table, Values};

use super::WriteError;
use super::render::render_cell;

/// Rows of a sheet, without the header.
const SHEET_ROWS: usize = 1_048_575;
/// Whole numbers below this are exact in a workbook, which keeps 15 digits; larger ones are text.
const EXACT: u64 = 1_000_000_000_000_000;

pub(super) fn new_workbook() -> Result<Workbook, XlsxError> {
    let mut workbook = Workbook::new();
    // A fixed day, so that the same rows give the same bytes.
    let created = ExcelDateTime::from_ymd(2000, 1, 1)?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&created));
    Ok(workbook)
}

/// Writes tables as sheets of one workbook, in the order given.
///
/// # Errors
/// When a table has more rows than a sheet holds, a text is too long for a cell, or `out` cannot
/// be written.
pub fn write_workbook<W: Write + Seek + Send>(
    tables: &[(&'static Table, Vec<&Batch>)],
    out: W,
) -> Result<(), WriteError> {
    let mut workbook = new_workbook()?;
    for (table, batches) in tables {
        write_sheet(workbook.add_worksheet_with_low_memory()?, table, batches)?;
    }
    workbook.save_to_writer(out)?;
    Ok(())
}

/// Writes a workbook with an empty sheet for each table and a sheet that explains the columns.
///
/// # Errors
/// When `out` cannot be written.
pub fn write_template_workbook<W: Write + Seek + Send>(
    tables: &[&'static Table],
    out: W,
) -> Result<(), WriteError> {
    let mut workbook = new_workbook()?;
    let sheet = workbook.add_worksheet_with_low_memory()?;
    sheet.set_name("README")?;
    let bold = Format::new().set_bold();
    for (column, (heading, width)) in [
        ("table", 20.0),
        ("column", 28.0),
        ("required", 10.0),
        ("example", 30.0),
        ("meaning", 90.0),
    ]
    .into_iter()
    .enumerate()
    {
        sheet.set_column_width(column as u16, width)?;
        sheet.write_string_with_format(0, column as u16, heading, &bold)?;
    }
    let mut row = 0;
    for table in tables {
        let cut = match table.period {
            Period::ByYear => "Importing a school year again replaces it.",
            Period::Standing => "Importing again adds rows and updates those with the same key.",
        };
        row += 1;
        sheet.write_string(row, 0, table.name)?;
        sheet.write_string(row, 4, format!("{} {cut}", table.doc.trim()))?;
        for spec in table.columns {
            row += 1;
            sheet.write_string(row, 0, table.name)?;
            sheet.write_string(row, 1, spec.name)?;
            sheet.write_string(row, 2, if spec.required { "yes" } else { "no" })?;
            sheet.write_string(row, 3, spec.example)?;
            sheet.write_string(row, 4, spec.doc.trim())?;
        }
    }
    for table in tables {
        write_sheet(workbook.add_worksheet_with_low_memory()?, table, &[])?;
    }
    workbook.save_to_writer(out)?;
    Ok(())
}

fn write_sheet(
    sheet: &mut Worksheet,
    table: &'static Table,
    batches: &[&Batch],
) -> Result<(), WriteError> {
    let rows = batches.iter().map(|batch| batch.len()).sum();
    if rows > SHEET_ROWS {
        return Err(WriteError::TooManyRows { table: table.name, rows, limit: SHEET_ROWS });
    }
    sheet.set_name(table.name)?;
    // As text, so that a person who types 0081234 keeps the zeros.
    let text = Format::new().set_num_format("@");
    for (column, spec) in (0u16..).zip(table.columns) {
        sheet.set_column_width(column, spec.name.len().max(8) as f64 + 2.0)?;
        if !matches!(spec.kind, Kind::Integer | Kind::Number | Kind::Money) {
            sheet.set_column_format(column, &text)?;
        }
    }
    let bold = Format::new().set_bold();
    for (column, spec) in (0u16..).zip(table.columns) {
        sheet.write_string_with_format(0, column, spec.name, &bold)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    let mut cell = String::new();
    let mut line = 0u32;
    for batch in batches {
        for row in 0..batch.len() {
            line += 1;
            for (position, (spec, column)) in
                (0u16..).zip(table.columns.iter().zip(batch.columns()))
            {
                let number = match (column.missing(row), column.values()) {
                    (None, Values::Number(v)) => Some(v[row]),
                    (None, Values::Integer(v)) if v[row].unsigned_abs() < EXACT => {
                        match spec.kind {
                            Kind::Money => Some(v[row] as f64 / 100.0),
                            Kind::Integer => Some(v[row] as f64),
                            _ => None,
                        }
                    }
                    _ => None,
                };
                if let Some(number) = number {
                    sheet.write_number(line, position, number)?;
                    continue;
                }
                render_cell(spec.kind, column, row, &mut cell);
                if cell.is_empty() {
                    continue;
                }
                match sheet.write_string(line, position, &cell) {
                    Ok(_) => {}
                    Err(XlsxError::MaxStringLengthExceeded) => {
                        return Err(WriteError::CellTooLong {
                            table: table.name,
                            column: spec.name,
                            row: line as usize,
                        });
                    }
                    Err(error) => return Err(error.into()),
                }
            }
        }
    }
    Ok(())
}
