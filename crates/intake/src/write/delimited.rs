//! CSV: UTF-8, commas, `\n`, quotation marks only where they are needed.

use std::io::{self, Write};

use flate2::{Compression, GzBuilder};
use traction_core::district::{Batch, Kind, Table};

use super::WriteError;
use super::render::{guard, render_cell};

/// Writes batches of one table under its header; gives the rows written. Texts and ids that a
/// spreadsheet would calculate begin with an apostrophe, which the reader takes off.
///
/// # Errors
/// When `out` cannot be written.
pub fn write_csv<W: Write>(table: &Table, batches: &[&Batch], out: W) -> Result<u64, WriteError> {
    let mut writer = csv::WriterBuilder::new().from_writer(out);
    let failed = |error: csv::Error| WriteError::Unwritable(io::Error::other(error));
    writer.write_record(table.columns.iter().map(|spec| spec.name)).map_err(failed)?;
    let mut cell = String::new();
    let mut rows = 0;
    for batch in batches {
        for row in 0..batch.len() {
            for (spec, column) in table.columns.iter().zip(batch.columns()) {
                render_cell(spec.kind, column, row, &mut cell);
                if matches!(spec.kind, Kind::Text | Kind::Id) && column.missing(row).is_none() {
                    guard(&mut cell);
                }
                writer.write_field(&cell).map_err(failed)?;
            }
            writer.write_record(None::<&[u8]>).map_err(failed)?;
            rows += 1;
        }
    }
    writer.flush()?;
    Ok(rows)
}

/// As [`write_csv`], packed by gzip without name and time, so that the same rows give the same
/// bytes.
///
/// # Errors
/// When `out` cannot be written.
pub fn write_csv_gz<W: Write>(
    table: &Table,
    batches: &[&Batch],
    out: W,
) -> Result<u64, WriteError> {
    let builder = GzBuilder::new().mtime(0).operating_system(255);
    let mut packed = builder.write(out, Compression::new(6));
    let rows = write_csv(table, batches, &mut packed)?;
    packed.finish()?;
    Ok(rows)
}

/// Writes the template of a table: an export without rows.
///
/// # Errors
/// When `out` cannot be written.
pub fn write_template<W: Write>(table: &Table, out: W) -> Result<(), WriteError> {
    write_csv(table, &[], out).map(|_| ())
}
