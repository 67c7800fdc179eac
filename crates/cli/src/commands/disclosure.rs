//! `traction disclosure`: what may be shown, releases, and attacks on what was published.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use traction_core::disclosure::check::tables::Reading;
use traction_office::disclosure::{self, FileAttack};

use super::{district, placed};
use crate::everywhere::Everywhere;
use crate::failure::Failure;
use crate::output::{Done, put_sheets};
use crate::terminal::Bars;
use crate::year::school_year;

/// Say what may be shown, keep releases, attack what was published
///
/// Small groups are protected over all tables together: no total, on any page, less what is shown
/// beside it gives a withheld number. Traction attacks its own releases with code that shares
/// nothing with the protection, and any file that was published elsewhere.
#[derive(Debug, Args)]
pub struct DisclosureArgs {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Say in words which rules are in force, by whose authority
    Policy,
    /// Make a release, list releases, write one into a folder, attack one again
    Release(ReleaseArgs),
    /// Say how much can be worked out of what published files withhold
    ///
    /// Reads CSV, gz, zip and Excel. Columns are found out where they are not named: the groups
    /// are in the column in which one is all students. All files are taken together: what one
    /// withholds another may print. A folder that traction disclosure release export wrote is attacked
    /// with all that it says about itself. Values that are found are never printed: only how many, and
    /// where. Ends with 1 where anything is found, and where no total was there to find it by.
    #[command(after_help = "\
Examples:
  traction disclosure attack report_card.csv
  traction disclosure attack 2025.csv --group subgroup --total \"All Students\" --value n_tested
  traction disclosure attack rates.csv --statistic stat --edition release_year --places 50
  traction disclosure attack schools.csv district.csv --place school --whole \"Lincoln USD\"
  traction disclosure attack published/")]
    Attack(Box<AttackArgs>),
}

#[derive(Debug, Args)]
struct ReleaseArgs {
    #[command(subcommand)]
    verb: ReleaseVerb,
}

#[derive(Debug, Subcommand)]
enum ReleaseVerb {
    /// Attack the tables of a year and record them as published
    ///
    /// What a release withholds stays withheld when the year is counted again, and what has changed
    /// by a few students is withheld. Nothing is recorded if the attack finds anything.
    Make {
        /// Only this measure
        #[arg(long, value_name = "MEASURE")]
        measure: Option<String>,
        /// This school year, by the calendar year in which it ends [default: each measure's latest]
        #[arg(long, value_name = "YEAR", value_parser = school_year)]
        year: Option<i16>,
    },
    /// List the releases, latest first
    List,
    /// Write a release into a folder that may be published: one CSV for each table, what they mean, by
    /// which rules, and their hashes
    ///
    /// The folder must be empty or not there yet. traction disclosure attack DIR works on nothing but
    /// what is in it.
    Export {
        /// The folder
        dir: PathBuf,
        /// The release's number [default: the latest]
        #[arg(long, value_name = "NUMBER")]
        release: Option<i64>,
    },
    /// Attack a release again
    Attack {
        /// Its number [default: the latest]
        release: Option<i64>,
    },
}

#[derive(Debug, Args)]
struct AttackArgs {
    /// Files, folders, zips or workbooks
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// The column of student groups
    #[arg(long, value_name = "COLUMN")]
    group: Option<String>,
    /// The name of the group of all students
    #[arg(long, value_name = "NAME")]
    total: Option<String>,
    /// The column that says what a number is: N, D and R for a count, its group's size, a percent
    #[arg(long, value_name = "COLUMN")]
    statistic: Option<String>,
    /// A column of numbers; may be given several times
    #[arg(long, value_name = "COLUMN")]
    value: Vec<String>,
    /// A column that tells editions of one figure apart, such as the year of release
    #[arg(long, value_name = "COLUMN")]
    edition: Vec<String>,
    /// A text that stands for a withheld number, beyond *, <10 and the like
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    masked: Vec<String>,
    /// The column of places, of which one is the whole of the others; found out where the whole is
    /// called District, State, All Schools or the like
    #[arg(long, value_name = "COLUMN")]
    place: Option<String>,
    /// The place that the others make up
    #[arg(long, value_name = "NAME")]
    whole: Option<String>,
    /// Groups that make up everyone, separated by semicolons; races and sexes are found out
    #[arg(long, value_name = "GROUPS")]
    parts: Vec<String>,
    /// The fewest students that the publisher shows
    #[arg(long, value_name = "N", default_value_t = 10)]
    minimum: u64,
    /// How many places to name
    #[arg(long, value_name = "N", default_value_t = 10)]
    places: usize,
}

/// Answers, records or attacks.
pub fn run(args: &DisclosureArgs, everywhere: &Everywhere) -> Result<Done, Failure> {
    let now = jiff::Timestamp::now();
    let today = jiff::Zoned::now().date();
    let mut done = Done::Well;
    let sheets = match &args.verb {
        Verb::Policy => vec![disclosure::policy_sheet(&district(everywhere)?, today)?],
        Verb::Release(ReleaseArgs { verb: ReleaseVerb::Make { measure, year } }) => {
            let district = district(everywhere)?;
            let when = (now, today);
            let made =
                disclosure::release(&district, measure.as_deref(), *year, when, &Bars::new())?;
            vec![made.sheet]
        }
        Verb::Release(ReleaseArgs { verb: ReleaseVerb::List }) => {
            vec![disclosure::releases_sheet(&district(everywhere)?)?]
        }
        Verb::Release(ReleaseArgs { verb: ReleaseVerb::Export { dir, release } }) => {
            let folder = placed(dir, everywhere);
            vec![disclosure::export_release(&district(everywhere)?, *release, &folder)?]
        }
        Verb::Release(ReleaseArgs { verb: ReleaseVerb::Attack { release } }) => {
            let account = disclosure::attack_kept(&district(everywhere)?, *release, today)?;
            if account.found > 0 {
                done = Done::WithBlockingFindings;
            }
            vec![account.sheet]
        }
        Verb::Attack(args) => {
            let list = |text: &String| -> Vec<String> {
                text.split(';').map(|group| group.trim().to_owned()).collect()
            };
            let order = FileAttack {
                files: args.files.iter().map(|file| placed(file, everywhere)).collect(),
                reading: Reading {
                    group: args.group.clone(),
                    total: args.total.clone(),
                    statistic: args.statistic.clone(),
                    values: args.value.clone(),
                    editions: args.edition.clone(),
                    masked: args.masked.clone(),
                    place: args.place.as_ref().map(|name| name.trim().to_lowercase()),
                    whole: args.whole.clone(),
                    partitions: args.parts.iter().map(list).collect(),
                    minimum: args.minimum,
                },
                places: args.places,
            };
            let attacked = disclosure::attack_files(&order)?;
            if attacked.is_blocking() {
                done = Done::WithBlockingFindings;
            }
            attacked.sheets
        }
    };
    put_sheets(&sheets, everywhere.format)?;
    Ok(done)
}
