//! `traction year`: closed years.

use clap::{Args, Subcommand};
use traction_core::district::SchoolYear;
use traction_office::years;

use super::district;
use crate::everywhere::Everywhere;
use crate::failure::Failure;
use crate::output::{Done, put_sheets};
use crate::year::school_year;

/// Close a school year, so that its figures never move; reopen one; list them
///
/// Closing locks the hashes of every part of the year and the definitions in force. A file that
/// would change a closed year is refused for that year, with the figures that it would have
/// moved; a definition that changes leaves it as it is. Reopening takes a named person and a
/// reason. All of it is kept.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  traction year close 2026
  traction year list
  traction year reopen 2026 --who \"Ana Lopez\" --reason \"the state returned corrected absences\"")]
pub struct YearArgs {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// List the school years: which are closed, by whom, since when, and all that was decided
    List,
    /// Close a year
    Close {
        /// The calendar year in which the school year ends
        #[arg(value_parser = school_year)]
        year: i16,
        /// Who closes it: where there are accounts, one of them or a member of the plan's cabinet
        /// [default: the account on this machine]
        #[arg(long, value_name = "NAME")]
        who: Option<String>,
    },
    /// Reopen a closed year
    Reopen {
        /// The calendar year in which the school year ends
        #[arg(value_parser = school_year)]
        year: i16,
        /// The person who answers for it: where there are accounts, one of them or a member of the
        /// plan's cabinet
        #[arg(long, value_name = "NAME")]
        who: String,
        /// Why
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
}

/// Closes, reopens or lists.
pub fn run(args: &YearArgs, everywhere: &Everywhere) -> Result<Done, Failure> {
    let district = district(everywhere)?;
    let now = jiff::Timestamp::now();
    match &args.verb {
        Verb::List => put_sheets(&years::sheets(&district)?, everywhere.format)?,
        Verb::Close { year, who } => {
            let year = SchoolYear::ending(*year);
            let closing = years::close(&district, year, who.as_deref(), now)?;
            let tables = closing.tables.iter().filter(|table| table.year.is_some()).count();
            eprintln!(
                "{year} is closed by {}: {tables} tables as of import {}, {} definitions.",
                closing.who,
                closing.import,
                closing.measures.len()
            );
        }
        Verb::Reopen { year, who, reason } => {
            let year = SchoolYear::ending(*year);
            years::reopen(&district, year, who, reason, now)?;
            eprintln!(
                "{year} is open again, by {}. Its figures can move until it is closed.",
                who.trim()
            );
        }
    }
    Ok(Done::Well)
}
