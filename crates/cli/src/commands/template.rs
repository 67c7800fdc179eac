//! `traction template`: empty files with the columns that Traction reads.

use std::path::PathBuf;

use clap::Args;
use traction_office::export;

use super::placed;
use crate::everywhere::Everywhere;
use crate::failure::Failure;
use crate::output::{Done, put, put_sheets};

/// Write empty files with the columns that Traction reads
///
/// A template is the file that `traction export` writes, without rows. With no table, lists the
/// tables. Any subset of them is worth importing.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  traction template                             the tables, and what each makes answerable
  traction template attendance > attendance.csv
  traction template --xlsx ours.xlsx            all of them as sheets of one workbook
  traction template --dir templates             all of them as CSV files")]
pub struct TemplateArgs {
    /// Tables [default: all]
    tables: Vec<String>,
    /// Write one workbook with a sheet for each table
    #[arg(long, value_name = "FILE", conflicts_with = "dir")]
    xlsx: Option<PathBuf>,
    /// Write one CSV file for each table into this folder
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
}

/// Lists the tables or writes the templates.
pub fn run(args: &TemplateArgs, everywhere: &Everywhere) -> Result<Done, Failure> {
    let tables = export::find_tables(&args.tables)?;
    if let Some(path) = &args.xlsx {
        let path = placed(path, everywhere);
        export::write_workbook_template(&tables, &path)?;
        eprintln!("{} has {} sheets", path.display(), tables.len());
    } else if let Some(path) = &args.dir {
        let path = placed(path, everywhere);
        let count = export::write_csv_templates(&tables, &path)?;
        eprintln!("{count} files in {}", path.display());
    } else if let [table] = tables.as_slice() {
        put(&export::csv_template(table)?)?;
    } else if args.tables.is_empty() {
        put_sheets(&[export::list_tables()], everywhere.format)?;
    } else {
        return Err(Failure::new(
            "several tables do not fit into one stream",
            "name a folder or a workbook: --dir DIR or --xlsx FILE",
        ));
    }
    Ok(Done::Well)
}
