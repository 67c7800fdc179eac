//! `traction enrollment`: how many students will come, and how sure are we.

use clap::{Args, Subcommand, ValueEnum};
use jiff::Timestamp;
use jiff::civil::Date;
use traction_core::district::GradeLevel;
use traction_office::enrollment;

use super::district;
use crate::everywhere::{Everywhere, Format};
use crate::failure::Failure;
use crate::output::{Done, put, put_json, put_sheets};
use crate::terminal::Bars;
use crate::year::school_year;

const EXAMPLES: &str = "\
How to read it:
  A projection carries bands that have held half the time, four times in five, and nineteen times
  in twenty when earlier years were projected in the same way; `backtest` shows how often.
  Counted are members of kindergarten to grade 12: student rows (enrollments) on the day that
  traction.toml names as count_day (as it ships, October 1), or
  published counts (school_enrollment), whichever covers more years.
  What is known of years to come is data: enrollment_events, school_offers, kindergarten_pool.
  The method: docs/methods/enrollment.md.

Examples:
  traction enrollment project                              the district and every school, next year
  traction enrollment project --school 0412 --years 5      one school by grade, five years
  traction enrollment project --keep                       and keep it as a version
  traction enrollment backtest                             every method's error, side by side
  traction enrollment compare                              what changed since the last version
  traction enrollment funnel --day 2027-03-15              against the same day last year
  traction enrollment project --table schools --format csv";

/// Project enrollment by school and grade, with bands, and show how far past projections were off
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct EnrollmentArgs {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Project the district and its schools, or one school by grade
    Project(ProjectArgs),
    /// Project from every earlier year by every method, and show how far off each was
    Backtest(BacktestArgs),
    /// Show what changed between two kept versions and why; the versions, with their later errors
    Compare(CompareArgs),
    /// Show where each expected student is, by school, against the same day last year
    Funnel(FunnelArgs),
    /// List the openings, closings, mergers, spans, boundaries and new seats that are known
    Events,
}

#[derive(Debug, Args)]
struct ProjectArgs {
    /// Only this school, by grade
    #[arg(long, value_name = "SCHOOL_ID")]
    school: Option<String>,
    /// Years ahead
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..=10))]
    years: u8,
    /// Keep it as a version, with what changed since the last one
    #[arg(long, conflicts_with = "school")]
    keep: bool,
    /// Only one of the tables
    #[arg(long, value_enum)]
    table: Option<ProjectTable>,
}

/// The tables of a projection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ProjectTable {
    /// The whole by year
    Years,
    /// Every school, without --school
    Schools,
    /// Every grade, with --school
    Grades,
    /// Past projections and what came
    Past,
    /// Grades near a section threshold
    Cliffs,
}

#[derive(Debug, Args)]
struct BacktestArgs {
    /// Only one of the tables
    #[arg(long, value_enum)]
    table: Option<BacktestTable>,
    /// The table of methods in Markdown, as the method page has it
    #[arg(long, conflicts_with = "table")]
    markdown: bool,
}

/// The tables of a back-test.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum BacktestTable {
    /// Every method's error
    Methods,
    /// How often the bands held
    Bands,
    /// Errors by size of school
    Sizes,
    /// The default's weights
    Weights,
}

#[derive(Debug, Args)]
struct CompareArgs {
    /// The older version; without both, the last two
    #[arg(requires = "newer")]
    older: Option<i64>,
    /// The newer version
    newer: Option<i64>,
    /// List the versions with their later errors
    #[arg(long, conflicts_with = "older")]
    list: bool,
}

#[derive(Debug, Args)]
struct FunnelArgs {
    /// The school year that students are expected in, by the calendar year in which it ends
    #[arg(long, value_name = "YEAR", value_parser = school_year)]
    year: Option<i16>,
    /// The day, such as 2027-03-15 [default: the last day on which something happened]
    #[arg(long, value_name = "DAY")]
    day: Option<Date>,
    /// Only this grade, such as KG or 06, with its projected members beside it
    #[arg(long, value_name = "GRADE", value_parser = grade)]
    grade: Option<GradeLevel>,
}

fn grade(code: &str) -> Result<GradeLevel, String> {
    GradeLevel::find(code).ok_or_else(|| "it is no grade; write it as KG or 06".to_owned())
}

/// Answers from the facts.
pub fn run(args: &EnrollmentArgs, everywhere: &Everywhere) -> Result<Done, Failure> {
    match &args.verb {
        Verb::Project(args) => project(args, everywhere),
        Verb::Backtest(args) => backtest(args, everywhere),
        Verb::Compare(args) => compare(args, everywhere),
        Verb::Funnel(args) => {
            let district = district(everywhere)?;
            let FunnelArgs { year, day, grade } = *args;
            let today = jiff::Zoned::now().date();
            let funnel = enrollment::funnel(&district, year, day, grade, today, &Bars::new())?;
            put_sheets(&[enrollment::funnel_sheet(&funnel)], everywhere.format)?;
            Ok(Done::Well)
        }
        Verb::Events => {
            let events = enrollment::events(&district(everywhere)?, &Bars::new())?;
            put_sheets(&[enrollment::event_sheet(&events)], everywhere.format)?;
            Ok(Done::Well)
        }
    }
}

fn project(args: &ProjectArgs, everywhere: &Everywhere) -> Result<Done, Failure> {
    let district = district(everywhere)?;
    let years = usize::from(args.years);
    let wanted = args.table.map(|table| match table {
        ProjectTable::Years => "years",
        ProjectTable::Schools => "schools",
        ProjectTable::Grades => "grades",
        ProjectTable::Past => "past",
        ProjectTable::Cliffs => "cliffs",
    });
    let mut sheets = match &args.school {
        Some(id) => {
            let report = enrollment::school(&district, id, &Bars::new())?;
            if everywhere.format == Format::Json && wanted.is_none() {
                put_json(&report)?;
                return Ok(Done::Well);
            }
            enrollment::school_sheets(&report, years)
        }
        None => {
            let report = enrollment::project(&district, &Bars::new())?;
            if args.keep {
                let id = enrollment::keep(&district, Timestamp::now(), &Bars::new())?;
                eprintln!("kept as version {id}; traction enrollment compare shows what changed");
            }
            if everywhere.format == Format::Json && wanted.is_none() {
                put_json(&report)?;
                return Ok(Done::Well);
            }
            enrollment::district_sheets(&report, years)
        }
    };
    if let Some(wanted) = wanted {
        let known: Vec<String> = sheets.iter().map(|sheet| sheet.id.clone()).collect();
        sheets.retain(|sheet| sheet.id == wanted);
        if sheets.is_empty() {
            let hint = format!("there are: {}", known.join(", "));
            return Err(Failure::new(format!("there is no table {wanted} here"), hint));
        }
    }
    put_sheets(&sheets, everywhere.format)?;
    Ok(Done::Well)
}

fn backtest(args: &BacktestArgs, everywhere: &Everywhere) -> Result<Done, Failure> {
    let district = district(everywhere)?;
    if args.markdown {
        put(&enrollment::methods_in_markdown(&district, &Bars::new())?)?;
        return Ok(Done::Well);
    }
    let backtest = enrollment::backtest(&district, &Bars::new())?;
    let mut sheets = enrollment::backtest_sheets(&backtest);
    sheets.push(enrollment::weights(&district, &Bars::new())?);
    if let Some(table) = args.table {
        let wanted = match table {
            BacktestTable::Methods => "methods",
            BacktestTable::Bands => "bands",
            BacktestTable::Sizes => "sizes",
            BacktestTable::Weights => "weights",
        };
        sheets.retain(|sheet| sheet.id == wanted);
    }
    put_sheets(&sheets, everywhere.format)?;
    Ok(Done::Well)
}

fn compare(args: &CompareArgs, everywhere: &Everywhere) -> Result<Done, Failure> {
    let district = district(everywhere)?;
    let sheet = if args.list {
        enrollment::version_sheet(&enrollment::versions(&district, &Bars::new())?)
    } else {
        let pair = args.older.zip(args.newer);
        enrollment::compare_sheet(&enrollment::compare(&district, pair, &Bars::new())?)
    };
    put_sheets(&[sheet], everywhere.format)?;
    Ok(Done::Well)
}
