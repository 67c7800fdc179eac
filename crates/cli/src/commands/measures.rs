//! `traction measures`: what is counted, and by whose rule.

use clap::Args;
use traction_office::gaps;

use super::{district, start};
use crate::everywhere::Everywhere;
use crate::failure::Failure;
use crate::output::{Done, put_sheets};
use crate::terminal::Bars;

/// List the measures, or show one: what is counted, by whose rule
///
/// Measures are dated, cited texts; those that ship are in policy/measures/, and a district's own
/// in its policy/measures/ add to them or replace one of the same id. Several authorities may
/// define one measure differently: --flips lists the students who count under one and not under
/// the other, and writes the look into the access log.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  traction measures
  traction measures chronic_absence
  traction measures chronic_absence --flips federal enrolled_45_days --year 2026")]
pub struct MeasuresArgs {
    /// A measure
    measure: Option<String>,
    /// List the students whose answer changes between two authorities
    #[arg(long, num_args = 2, value_names = ["A", "B"], requires = "measure")]
    flips: Option<Vec<String>>,
    /// The school year of --flips, by the calendar year in which it ends [default: the latest]
    #[arg(long, value_name = "YEAR", requires = "flips")]
    year: Option<i16>,
}

/// Lists or shows measures.
pub fn run(args: &MeasuresArgs, everywhere: &Everywhere) -> Result<Done, Failure> {
    let sheets = match (&args.measure, &args.flips) {
        (Some(measure), Some(pair)) => {
            let district = district(everywhere)?;
            let now = jiff::Timestamp::now();
            let pair = (pair[0].as_str(), pair[1].as_str());
            vec![gaps::flips(&district, measure, pair, args.year, now, &Bars::new())?]
        }
        (Some(measure), None) => gaps::measure_sheets(&start(everywhere), measure)?,
        (None, _) => vec![gaps::list_measures(&start(everywhere))?],
    };
    put_sheets(&sheets, everywhere.format)?;
    Ok(Done::Well)
}
