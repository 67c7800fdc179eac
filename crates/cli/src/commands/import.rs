//! `traction import`: a district's files into facts.

use std::path::PathBuf;

use clap::Args;
use traction_office::import::{self, Detail, ImportOrder};

use super::{district, placed};
use crate::everywhere::{Everywhere, Format};
use crate::failure::Failure;
use crate::output::{Done, put, put_sheets};
use crate::terminal::Bars;
use crate::year::school_year;

/// Read a district's files into facts
///
/// Takes CSV (also .gz), Excel workbooks, OneRoster 1.1 and 1.2 bundles, zips and folders of
/// these, any subset, in one go. Encodings and delimiters are found. Every row is kept, or set
/// aside with a finding that says why and how to mend it; one bad row never fails a file.
///
/// A table that is cut by school year is replaced year by year; --add keeps rows that the file
/// does not repeat. Nothing changes until the whole import is safe on the disk; stop it at any
/// instant and the facts are as they were.
#[derive(Debug, Args)]
#[command(after_help = "\
Files whose columns have other names need a mapping, which is proposed for you to correct:

  traction import --suggest-mapping scores.csv > mappings/scores.toml
  traction import scores.csv

Examples:
  traction import ~/exports                 a folder: everything in it that can be read
  traction import oneroster.zip budget.xlsx
  traction import roster.zip --school-year 2026     2025-26, for a bundle that does not say
  traction import --dry-run october/        say what would happen, change nothing")]
pub struct ImportArgs {
    /// Files, zips or folders
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Keep the rows of a year that these files do not repeat
    #[arg(long)]
    add: bool,
    /// Let a file take the place of a year that has more than twice its rows
    #[arg(long, conflicts_with = "add")]
    replace: bool,
    /// Read and report, change nothing
    #[arg(long)]
    dry_run: bool,
    /// The school year of a OneRoster bundle that names none, by the calendar year in which it ends
    #[arg(long, value_name = "YEAR", value_parser = school_year)]
    school_year: Option<i16>,
    /// Use this mapping besides those in mappings/
    #[arg(long, value_name = "FILE")]
    mapping: Vec<PathBuf>,
    /// Propose a mapping for one file and print it
    #[arg(long, conflicts_with_all = ["add", "dry_run", "mapping"])]
    suggest_mapping: bool,
    /// Do not wait while somebody else imports
    #[arg(long)]
    no_wait: bool,
    /// Print every finding kept, not only the count of each
    #[arg(long)]
    findings: bool,
    /// Say what became of the rows of each file, not only of each table
    #[arg(long)]
    by_file: bool,
}

/// Imports, and prints the account of every row.
pub fn run(args: &ImportArgs, everywhere: &Everywhere) -> Result<Done, Failure> {
    let files: Vec<PathBuf> = args.files.iter().map(|path| placed(path, everywhere)).collect();
    if args.suggest_mapping {
        let [file] = files.as_slice() else {
            return Err(Failure::new(
                "a mapping is proposed for one file at a time",
                "name one: traction import --suggest-mapping FILE",
            ));
        };
        put(&import::suggest_mapping(file)?)?;
        return Ok(Done::Well);
    }
    let district = district(everywhere)?;
    let order = ImportOrder {
        files,
        add: args.add,
        replace: args.replace,
        dry_run: args.dry_run,
        school_year: args.school_year,
        mappings: args.mapping.iter().map(|path| placed(path, everywhere)).collect(),
        wait: !args.no_wait,
        now: jiff::Timestamp::now(),
        today: jiff::Zoned::now().date(),
    };
    let account = import::import(&district, &order, &Bars::new())?;
    let by_file = args.by_file || everywhere.format != Format::Text;
    let detail = Detail { by_file, every_finding: args.findings };
    put_sheets(&account.sheets(detail), everywhere.format)?;
    for line in account.closing_words() {
        eprintln!("{line}");
    }
    Ok(if account.blocks() { Done::WithBlockingFindings } else { Done::Well })
}
