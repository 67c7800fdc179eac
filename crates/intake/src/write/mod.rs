//! Writing tables as the files that can be read again: CSV, CSV.gz, one workbook, and templates.
//!
//! The same rows give the same bytes, and a file that was written, read and written again is the
//! same file. The template is an export without rows.

mod delimited;
mod render;
mod sheets;
mod workbook;

pub use delimited::{write_csv, write_csv_gz, write_template};
pub use sheets::{PlainCell, PlainSheet, write_sheets};
pub use workbook::{write_template_workbook, write_workbook};

use thiserror::Error;

/// A table could not be written.
#[derive(Debug, Error)]
pub enum WriteError {
    /// The file cannot be written.
    #[error("the file cannot be written")]
    Unwritable(#[from] std::io::Error),
    /// A sheet holds at most 1,048,575 rows.
    #[error("{table} has {rows} rows, and a sheet holds {limit}")]
    TooManyRows {
        /// Table.
        table: &'static str,
        /// Its rows.
        rows: usize,
        /// What a sheet holds, without the header.
        limit: usize,
    },
    /// A cell of a workbook holds at most 32,767 characters.
    #[error("{table} row {row} has a {column} of more than 32,767 characters")]
    CellTooLong {
        /// Table.
        table: &'static str,
        /// Column.
        column: &'static str,
        /// Row of the table, from 1.
        row: usize,
    },
    /// The workbook cannot be made.
    #[error("the workbook cannot be made")]
    Workbook(#[from] rust_xlsxwriter::XlsxError),
}
