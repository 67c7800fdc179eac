//! `traction facts`: imports, parts, what changed.

use clap::{Args, Subcommand};
use traction_office::facts;

use super::district;
use crate::everywhere::Everywhere;
use crate::failure::Failure;
use crate::output::{Done, put_sheets};

/// Look at the facts: imports, parts, what a file changed
///
/// Facts are immutable parts, one or more for each table and school year, named by the hash of
/// their bytes. An import swings a pointer; the parts before it stay until they are pruned.
#[derive(Debug, Args)]
pub struct FactsArgs {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// List the imports, newest first
    Log,
    /// Show what is in: tables, years, rows, parts; or one import with its files and findings
    Show {
        /// Number of an import [default: the facts as they are now]
        import: Option<i64>,
    },
    /// Show which rows an import added, removed and changed
    ///
    /// With one number, against the import before it; with two, from the first to the second;
    /// with none, the newest import.
    Diff {
        /// Number of an import
        from: Option<i64>,
        /// Number of a later import
        to: Option<i64>,
        /// List the keys of the rows, not only counts (student rows: written to the access log)
        #[arg(long)]
        rows: bool,
    },
    /// Remove parts that no kept import needs
    Prune {
        /// Keep only what the newest N imports need
        #[arg(long, value_name = "N")]
        keep_last: Option<u32>,
        /// Say what would be removed, remove nothing
        #[arg(long)]
        dry_run: bool,
    },
    /// The same as `traction verify`
    Verify,
}

/// Answers from the catalog.
pub fn run(args: &FactsArgs, everywhere: &Everywhere) -> Result<Done, Failure> {
    let district = district(everywhere)?;
    let now = jiff::Timestamp::now();
    let (sheets, sound) = match &args.verb {
        Verb::Log => (vec![facts::log(&district)?], true),
        Verb::Show { import: None } => (vec![facts::show(&district)?], true),
        Verb::Show { import: Some(number) } => (facts::show_import(&district, *number)?, true),
        Verb::Diff { from, to, rows } => (facts::diff(&district, *from, *to, *rows, now)?, true),
        Verb::Prune { keep_last, dry_run } => {
            (vec![facts::prune(&district, *keep_last, *dry_run, now)?], true)
        }
        Verb::Verify => {
            return super::verify::run(everywhere);
        }
    };
    put_sheets(&sheets, everywhere.format)?;
    Ok(if sound { Done::Well } else { Done::WithBlockingFindings })
}
