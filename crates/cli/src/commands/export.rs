//! `traction export`: the facts as files.

use std::path::PathBuf;

use clap::Args;
use traction_office::export::{self, ExportOrder, Target};

use super::{district, placed};
use crate::everywhere::Everywhere;
use crate::failure::Failure;
use crate::output::{Done, put};
use crate::terminal::Bars;
use crate::year::school_year;

/// Write the facts as files
///
/// A file that is exported can be imported again and gives the same file. One table goes to
/// standard output as CSV; several need --dir, --xlsx or --oneroster.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  traction export schools
  traction export attendance --year 2026 > attendance_2026.csv
  traction export --dir everything
  traction export attendance --as-of 2026-03-01
  traction export schools staff positions --xlsx hr.xlsx
  traction export --oneroster roster.zip --year 2027")]
pub struct ExportArgs {
    /// Tables [default: all that have rows]
    tables: Vec<String>,
    /// Only this school year, by the calendar year in which it ends
    #[arg(long, value_name = "YEAR", value_parser = school_year)]
    year: Option<i16>,
    /// Write one CSV file for each table into this folder
    #[arg(long, value_name = "DIR", group = "target")]
    dir: Option<PathBuf>,
    /// Write one workbook with a sheet for each table
    #[arg(long, value_name = "FILE", group = "target")]
    xlsx: Option<PathBuf>,
    /// Write a OneRoster 1.1 bundle of one school year
    #[arg(long, value_name = "ZIP", group = "target", requires = "year")]
    oneroster: Option<PathBuf>,
}

/// Writes the files.
pub fn run(args: &ExportArgs, everywhere: &Everywhere) -> Result<Done, Failure> {
    let district = district(everywhere)?;
    let target = match (&args.dir, &args.xlsx, &args.oneroster) {
        (Some(path), _, _) => Target::Folder(placed(path, everywhere)),
        (_, Some(path), _) => Target::Workbook(placed(path, everywhere)),
        (_, _, Some(path)) => Target::OneRoster(placed(path, everywhere)),
        _ => Target::Text,
    };
    let order = ExportOrder {
        tables: args.tables.clone(),
        year: args.year,
        target,
        now: jiff::Timestamp::now(),
    };
    let exported = export::export(&district, &order, &Bars::new())?;
    if let Some(text) = exported.text {
        put(&text)?;
    } else {
        eprintln!("{} rows of {} tables written", exported.rows, exported.tables);
    }
    Ok(Done::Well)
}
