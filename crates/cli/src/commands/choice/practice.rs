//! Practice lotteries: one policy, two policies, one more seat.

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, ValueEnum};
use traction_core::choice::Mechanism;
use traction_office::choice::{self, Trial};

use super::district;
use crate::everywhere::{Everywhere, Format};
use crate::failure::Failure;
use crate::output::{Done, put_json, put_sheets};
use crate::terminal::Bars;
use crate::year::school_year;

/// Which lotteries.
#[derive(Debug, Args)]
pub(super) struct Draws {
    /// How many practice lotteries
    #[arg(long, value_name = "N", default_value_t = 1000, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    lotteries: u32,
    /// Seed of the practice lotteries; the same seed gives the same figures
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// School year of the applications, by the calendar year in which it ends [default: the latest]
    #[arg(long, value_name = "YEAR", value_parser = school_year)]
    year: Option<i16>,
    /// A mechanism to try in the place of the policy's; of two policies, of the second
    #[arg(long, value_name = "MECHANISM", value_parser = mechanisms())]
    mechanism: Option<Mechanism>,
}

fn mechanisms() -> impl TypedValueParser<Value = Mechanism> {
    PossibleValuesParser::new(Mechanism::ALL.map(Mechanism::id))
        .map(|word| Mechanism::find(&word).unwrap_or(Mechanism::DeferredAcceptance))
}

impl Draws {
    fn trial(&self) -> Trial {
        let Draws { lotteries, seed, year, mechanism } = *self;
        Trial { year, lotteries, seed, mechanism }
    }
}

#[derive(Debug, Args)]
pub(super) struct SimulateArgs {
    /// A policy: a file, or the name of one of the district's or of those that ship
    policy: String,
    #[command(flatten)]
    draws: Draws,
    /// Only one of the tables
    #[arg(long, value_enum)]
    table: Option<TableName>,
}

/// The tables of practice lotteries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum TableName {
    /// What each group of applicants gets
    Groups,
    /// What each program gets
    Programs,
    /// Chances by program and class
    Chances,
    /// What each home area gets
    Areas,
}

#[derive(Debug, Args)]
pub(super) struct CompareArgs {
    /// The policy to begin from
    first: String,
    /// The policy to go to
    second: String,
    #[command(flatten)]
    draws: Draws,
}

#[derive(Debug, Args)]
pub(super) struct SeatsArgs {
    /// A policy: a file, or the name of one of the district's or of those that ship
    policy: String,
    /// How many practice lotteries
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    lotteries: u32,
    /// Seed of the practice lotteries
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// School year of the applications, by the calendar year in which it ends [default: the latest]
    #[arg(long, value_name = "YEAR", value_parser = school_year)]
    year: Option<i16>,
    /// A mechanism to try in the place of the policy's
    #[arg(long, value_name = "MECHANISM", value_parser = mechanisms())]
    mechanism: Option<Mechanism>,
}

pub(super) fn simulate(args: &SimulateArgs, everywhere: &Everywhere) -> Result<Done, Failure> {
    let district = district(everywhere)?;
    let lotteries = args.draws.lotteries;
    let found = choice::practise(&district, &args.policy, args.draws.trial(), &Bars::new())?;
    if everywhere.format == Format::Json && args.table.is_none() {
        put_json(&found)?;
        return Ok(Done::Well);
    }
    let title = format!("{}, {}: {lotteries} practice lotteries", found.name, found.year);
    let wanted = |table| args.table.is_none_or(|only| only == table);
    let mut sheets = Vec::new();
    if wanted(TableName::Groups) {
        sheets.push(choice::groups_sheet(&title, &found.groups));
    }
    if wanted(TableName::Programs) {
        sheets.push(choice::programs_sheet("Programs", &found.programs));
    }
    if wanted(TableName::Chances) {
        sheets.push(choice::chances_sheet("Chances", &found.chances));
    }
    if args.table == Some(TableName::Areas) {
        sheets.push(choice::areas_sheet("Home areas", &found.areas));
    }
    put_sheets(&sheets, everywhere.format)?;
    Ok(Done::Well)
}

pub(super) fn compare(args: &CompareArgs, everywhere: &Everywhere) -> Result<Done, Failure> {
    let district = district(everywhere)?;
    let lotteries = args.draws.lotteries;
    let policies = (args.first.as_str(), args.second.as_str());
    let found = choice::compare(&district, policies, args.draws.trial(), &Bars::new())?;
    if everywhere.format == Format::Json {
        put_json(&found)?;
        return Ok(Done::Well);
    }
    let title = format!(
        "From “{}” to “{}”, {}: {lotteries} practice lotteries",
        found.first.name, found.second.name, found.first.year
    );
    let sheets = [
        choice::sides_sheet(&title, &found.sides),
        choice::groups_sheet(&found.first.name, &found.first.groups),
        choice::groups_sheet(&found.second.name, &found.second.groups),
    ];
    put_sheets(&sheets, everywhere.format)?;
    Ok(Done::Well)
}

pub(super) fn seats(args: &SeatsArgs, everywhere: &Everywhere) -> Result<Done, Failure> {
    let district = district(everywhere)?;
    let SeatsArgs { lotteries, seed, year, mechanism, .. } = *args;
    let trial = Trial { year, lotteries, seed, mechanism };
    let worth = choice::seats(&district, &args.policy, trial, &Bars::new())?;
    put_sheets(&[choice::worth_sheet("One more seat", &worth)], everywhere.format)?;
    Ok(Done::Well)
}
