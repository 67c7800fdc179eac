//! `traction choice`: who gets which seat under the written policy, and why.

mod answers;
mod lottery;
mod practice;

use std::path::PathBuf;

use clap::{Args, Subcommand};
use traction_core::choice::policy::{SHIPPED, check_policy};
use traction_office::{District, Person, choice};

use super::{district, start};
use crate::everywhere::Everywhere;
use crate::failure::Failure;
use crate::output::{Done, put, put_sheets};
use crate::year::school_year;

const EXAMPLES: &str = "\
The steps of a round, each written down and none changed afterwards:
  traction choice example low_income_reserve > riverbend/policy/choice/ours.toml
  traction choice check-policy ours                 what keeps it from being used, line by line
  traction choice simulate ours                     many practice lotteries, by group and program
  traction choice compare neighborhood_guarantee ours     who gains and who loses
  traction choice commit ours --drawn-from \"the state lottery of February 20, 2027\"
  traction choice seal                              the rows, when applications have closed
  traction choice publish outbox                    before the draw: the hashes, not the seed
  traction choice run --public-draw \"04 11 23 38 40\"      draws, gives out the seats, checks
  traction choice adopt 1 --by \"Ana Ruiz\"
  traction choice publish outbox2                   now with the seed
  traction choice letters letters/                  one page a family, English and Spanish
  traction choice answer R27-0004417 0610-IB accepted --on 2027-03-10
  traction choice waitlist --on 2027-03-20

A policy with a second [[round]] goes on from there: commit, seal, run and adopt then are about the
round in progress, over the seats that are left; publish, letters and status take --round.

Anybody, without a district:
  traction choice verify outbox2/public --before outbox/public --receipt 7K2QF-0M9XA-3TB5C-W8E1D

The method: docs/methods/choice.md. How a family checks the lottery with a few lines of Python:
docs/guides/verify-a-lottery.md.";

/// Give out seats by the written policy: practise, commit, draw, check, explain, keep waitlists
///
/// A policy is a text that a board adopts. The lottery is bound by a hash before applications
/// close and can be computed again by anybody; every family is told why, in two languages.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct ChoiceArgs {
    /// The step
    #[command(subcommand)]
    step: Step,
}

#[derive(Debug, Subcommand)]
enum Step {
    /// List the policies that can be chosen, or print one that ships
    Example(ExampleArgs),
    /// Say what is wrong with a policy's text, line by line, and what it says in words
    CheckPolicy(CheckArgs),
    /// Run practice lotteries: by group, program, class and home area
    Simulate(practice::SimulateArgs),
    /// Run the same practice lotteries under two policies: who gains and who loses
    Compare(practice::CompareArgs),
    /// Say where one more seat would help the applicants who need it most
    Seats(practice::SeatsArgs),
    /// Bind the district to a policy and a secret seed, by a hash to publish
    Commit(lottery::CommitArgs),
    /// Bind applications and seats as they stand, by a hash to publish before the draw
    Seal(lottery::SealArgs),
    /// Draw, give out the seats, and check them
    Run(lottery::RunArgs),
    /// Adopt a run, by a named person
    Adopt(lottery::AdoptArgs),
    /// Write the public files, and the auditors'
    Publish(lottery::PublishArgs),
    /// Compute a lottery and its assignment again from public files alone
    Verify(lottery::VerifyArgs),
    /// Write the letters as pages that print well
    Letters(lottery::LettersArgs),
    /// Enter what a family answered
    Answer(lottery::AnswerArgs),
    /// Enter what many families answered, from a file, all or nothing
    ///
    /// The file has a heading and the columns application_id, program_id, answer (accepted, declined
    /// or withdrawn) and answered_on.
    Answers(answers::AnswersArgs),
    /// Show the waitlists as of a day
    Waitlist(lottery::WaitlistArgs),
    /// Print the seats that were given away, as enrollment's table school_offers holds them
    ///
    /// A projection knows its entrants by them: traction choice offers --format csv >
    /// school_offers.csv, then traction import school_offers.csv.
    Offers(lottery::WaitlistArgs),
    /// Show where the round stands
    Status(lottery::StatusArgs),
}

#[derive(Debug, Args)]
struct ExampleArgs {
    /// A policy that ships
    name: Option<String>,
}

#[derive(Debug, Args)]
struct CheckArgs {
    /// A file, or the name of one of the district's policies or of those that ship
    policy: String,
    /// Also look at the applications of this school year, by the calendar year in which it ends
    #[arg(long, value_name = "YEAR", value_parser = school_year)]
    year: Option<i16>,
}

/// Runs a step.
pub fn run(args: &ChoiceArgs, everywhere: &Everywhere) -> Result<Done, Failure> {
    match &args.step {
        Step::Example(args) => example(args),
        Step::CheckPolicy(args) => check(args, everywhere),
        Step::Simulate(args) => practice::simulate(args, everywhere),
        Step::Compare(args) => practice::compare(args, everywhere),
        Step::Seats(args) => practice::seats(args, everywhere),
        Step::Commit(args) => lottery::commit(args, everywhere),
        Step::Seal(args) => lottery::seal(args, everywhere),
        Step::Run(args) => lottery::run(args, everywhere),
        Step::Adopt(args) => lottery::adopt(args, everywhere),
        Step::Publish(args) => lottery::publish(args, everywhere),
        Step::Verify(args) => lottery::verify(args, everywhere),
        Step::Letters(args) => lottery::letters(args, everywhere),
        Step::Answer(args) => lottery::answer(args, everywhere),
        Step::Answers(args) => answers::run(args, everywhere),
        Step::Waitlist(args) => lottery::waitlist(args, everywhere),
        Step::Offers(args) => lottery::offers(args, everywhere),
        Step::Status(args) => lottery::status(args, everywhere),
    }
}

fn example(args: &ExampleArgs) -> Result<Done, Failure> {
    match &args.name {
        None => {
            let names: Vec<&str> =
                SHIPPED.iter().map(|(file, _)| file.trim_end_matches(".toml")).collect();
            put(&format!("{}\n", names.join("\n")))?;
        }
        Some(name) => put(&choice::find_policy(None, name)?)?,
    }
    Ok(Done::Well)
}

fn check(args: &CheckArgs, everywhere: &Everywhere) -> Result<Done, Failure> {
    // A text can be checked without a district.
    let district = District::find(&start(everywhere), Person::at_this_machine()).ok();
    let placed: PathBuf = super::placed(args.policy.as_ref(), everywhere);
    let name =
        if placed.is_file() { placed.to_string_lossy().into_owned() } else { args.policy.clone() };
    let text = choice::find_policy(district.as_ref(), &name)?;
    let reading = check_policy(&text);
    let mut sheets = vec![choice::problems_sheet(&args.policy, &reading.problems)];
    if let Some(policy) = &reading.policy {
        sheets.push(choice::words_sheet(policy));
        match (&district, args.year) {
            (Some(district), year) => match choice::check_rows(district, policy, year) {
                Ok(sheet) => sheets.push(sheet),
                Err(error) if year.is_some() => return Err(error.into()),
                Err(_) => {}
            },
            (None, Some(_)) => {
                super::district(everywhere)?;
            }
            (None, None) => {}
        }
    }
    put_sheets(&sheets, everywhere.format)?;
    Ok(if reading.policy.is_some() { Done::Well } else { Done::WithBlockingFindings })
}
