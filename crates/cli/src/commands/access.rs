//! `traction access`: who looked at rows about people, and why.

use clap::{Args, Subcommand};
use traction_office::people::{LookQuery, access_sheet};

use super::district;
use crate::everywhere::Everywhere;
use crate::failure::Failure;
use crate::output::{Done, put_sheets};

/// Show who looked at rows about students and staff, and why
///
/// Every look is written down before the first row is shown: who, what kind of rows, how many,
/// the reason for which they may, and when. The log names no student and can only grow.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  traction access log
  traction access log --who lee@riverbend.example --format csv")]
pub struct AccessArgs {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// List the looks, latest first
    Log {
        /// Only this person's
        #[arg(long, value_name = "NAME")]
        who: Option<String>,
        /// At most so many
        #[arg(long, value_name = "N")]
        limit: Option<u32>,
    },
}

/// Prints the log.
pub fn run(args: &AccessArgs, everywhere: &Everywhere) -> Result<Done, Failure> {
    let Verb::Log { who, limit } = &args.verb;
    let query = LookQuery { who: who.clone(), limit: *limit };
    put_sheets(&[access_sheet(&district(everywhere)?, &query)?], everywhere.format)?;
    Ok(Done::Well)
}
