//! `traction measures`: what is counted, by whose rule, and what a changed definition moves.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use jiff::civil::Date;
use traction_office::definitions::{self, Versions};
use traction_office::gaps;

use super::{district, placed, start};
use crate::everywhere::Everywhere;
use crate::failure::Failure;
use crate::output::{Done, put_sheets};
use crate::terminal::Bars;
use crate::year::school_year;

/// List the measures, or show one: what is counted, by whose rule
///
/// Measures are dated, cited texts; those that ship are in policy/measures/, and a district's own
/// in its policy/measures/ add to them or replace one of the same id. A file's version is the day
/// from which it is in force, so a new version is a new file beside the old one. Several
/// authorities may define one measure differently: --flips lists the students who count under one
/// and not under the other, and writes the look into the access log.
#[derive(Debug, Args)]
#[command(
    args_conflicts_with_subcommands = true,
    after_help = "\
Examples:
  traction measures
  traction measures chronic_absence
  traction measures chronic_absence --flips federal enrolled_45_days --year 2026
  traction measures diff chronic_absence --file stricter.toml
  traction measures diff chronic_absence --from 2026-12-01 --to 2027-08-01"
)]
pub struct MeasuresArgs {
    #[command(subcommand)]
    verb: Option<Verb>,
    /// A measure
    measure: Option<String>,
    /// List the students whose answer changes between two authorities
    #[arg(long, num_args = 2, value_names = ["A", "B"], requires = "measure")]
    flips: Option<Vec<String>>,
    /// The school year of --flips, by the calendar year in which it ends [default: the latest]
    #[arg(long, value_name = "YEAR", requires = "flips", value_parser = school_year)]
    year: Option<i16>,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// List the figures that another version of a definition moves, and for whom
    ///
    /// By group and by school, before and after, protected as every figure is. Closed years keep
    /// the definition that they were closed with.
    Diff {
        /// A measure
        measure: String,
        /// The version in force on this day
        #[arg(long, value_name = "DATE", requires = "to", conflicts_with = "file")]
        from: Option<Date>,
        /// Against the version in force on this day
        #[arg(long, value_name = "DATE", requires = "from")]
        to: Option<Date>,
        /// The version in use, against the one in this file
        #[arg(long, value_name = "FILE", required_unless_present = "from")]
        file: Option<PathBuf>,
    },
}

/// Lists, shows or compares measures.
pub fn run(args: &MeasuresArgs, everywhere: &Everywhere) -> Result<Done, Failure> {
    let as_of = everywhere.as_of;
    let sheets = match (&args.verb, &args.measure, &args.flips) {
        (Some(Verb::Diff { measure, from, to, file }), _, _) => {
            let versions = match (from, to, file) {
                (Some(from), Some(to), _) => Versions::Days(*from, *to),
                (_, _, Some(file)) => Versions::File(placed(file, everywhere)),
                _ => {
                    let hint = "traction measures diff MEASURE --from DATE --to DATE";
                    return Err(Failure::new("two versions are needed", hint));
                }
            };
            definitions::diff(&district(everywhere)?, measure, &versions, &Bars::new())?
        }
        (None, Some(measure), Some(pair)) => {
            let district = district(everywhere)?.for_one_question();
            let now = jiff::Timestamp::now();
            let pair = (pair[0].as_str(), pair[1].as_str());
            vec![gaps::flips(&district, measure, pair, args.year, now, &Bars::new())?]
        }
        (None, Some(measure), None) => gaps::measure_sheets(&start(everywhere), measure, as_of)?,
        (None, None, _) => vec![gaps::list_measures(&start(everywhere), as_of)?],
    };
    put_sheets(&sheets, everywhere.format)?;
    Ok(Done::Well)
}
