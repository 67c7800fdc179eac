//! `traction budget`: what each school gets and why, and whether its plan lasts.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use jiff::Timestamp;
use traction_core::budget::engine::picture::Quantity;
use traction_core::budget::engine::walk::Turn;
use traction_core::budget::policy::Gravity;
use traction_core::district::SchoolYear;
use traction_core::exact::Exact;
use traction_office::budget::{self, Ahead, Half, LimitsAsked};
use traction_office::{OfficeError, Sheet};

use super::{district, placed};
use crate::everywhere::Everywhere;
use crate::failure::Failure;
use crate::output::{Done, put_sheets};
use crate::terminal::Bars;
use crate::year::school_year;

const EXAMPLES: &str = "\
Formulas are text: those that ship, and the district's own in policy/budget/*.toml.
The first is used unless --formula names another. The method: docs/methods/budget.md.

Examples:
  traction budget allocate                                what each school gets
  traction budget allocate --to budget.xlsx               the same as a workbook, inputs and all
  traction budget allocate --from budget.xlsx --propose   from the inputs of a workbook, kept
  traction budget explain 0412 --line teachers            why: steps, numbers, students
  traction budget diff weights_and_ratios mine            two formulas by line, school and group
  traction budget picture 0610 --move class_size=24 --move planning=90 --hold pay
  traction budget cliffs                                  one section away, and the reserve
  traction budget sustain --draws 5000                    the chance of a deficit, five years
  traction budget tradeoff --budget 4000000               which levers, and what each rule costs
  traction budget fair                                    dollars, people, class size by need
  traction budget people                                  vacancies, strong teachers, stipends
  traction budget funds                                   who holds what, unfunded next July
  traction budget check-policy policy/budget/mine.toml    what is wrong, with line and remedy
  traction budget reproduce --formula chicago_fy2027 positions.csv.gz membership.csv.gz";

/// Say what each school gets and why, what each trade is worth, and whether its plan lasts
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct BudgetArgs {
    /// What to do
    #[command(subcommand)]
    verb: Verb,
}

/// The formula that is used.
#[derive(Debug, Args)]
struct ByFormula {
    /// A formula's id [default: the first]
    #[arg(long, value_name = "ID")]
    formula: Option<String>,
}

/// Draws of what may come.
#[derive(Debug, Args)]
struct Drawn {
    /// Draws of enrollment and growth
    #[arg(long, value_name = "N", default_value_t = 1000)]
    draws: usize,
    /// Seed of the draws: the same seed gives the same figures
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// What each school gets: positions and dollars, by line
    Allocate {
        #[command(flatten)]
        by: ByFormula,
        /// Only one of the tables
        #[arg(long, value_enum)]
        table: Option<AllocationTable>,
        /// Write inputs, amounts and lines as a workbook
        #[arg(long, value_name = "FILE.xlsx")]
        to: Option<PathBuf>,
        /// Allocate by the inputs of a workbook or CSV instead of the facts
        #[arg(long, value_name = "FILE", conflicts_with = "to")]
        from: Option<PathBuf>,
        /// Record the allocation as a proposal
        #[arg(long)]
        propose: bool,
        /// The school year that the proposal is for, by the year in which it ends [default: the one
        /// after its students’ year]
        #[arg(long, value_name = "YEAR", requires = "propose", value_parser = school_year)]
        for_year: Option<i16>,
        /// Adopt the proposal of that number, in your name
        #[arg(long, value_name = "NUMBER", conflicts_with_all = ["from", "to", "propose"])]
        adopt: Option<i64>,
    },
    /// Why a school gets what it gets, down to the students
    Explain {
        #[command(flatten)]
        by: ByFormula,
        /// The school's number
        school: String,
        /// Only this line
        #[arg(long, value_name = "LINE")]
        line: Option<String>,
    },
    /// Two formulas beside each other, by line, school and group
    Diff {
        /// The old formula's id
        old: String,
        /// The new formula's id
        new: String,
    },
    /// One school as one picture: move one number, hold others, see the rest
    Picture {
        #[command(flatten)]
        by: ByFormula,
        /// The school's number
        school: String,
        /// Move a quantity, such as class_size=24 or planning=90; several, one after another
        #[arg(long = "move", value_name = "QUANTITY=NUMBER")]
        moved: Vec<String>,
        /// Hold these quantities as they are before the first move
        #[arg(long, value_name = "QUANTITY", value_delimiter = ',', requires = "moved")]
        hold: Vec<String>,
    },
    /// Which schools are one section away, expected positions, the reserve for count day
    Cliffs {
        #[command(flatten)]
        by: ByFormula,
        #[command(flatten)]
        drawn: Drawn,
    },
    /// The chance of a deficit in each of five years, and what plan B cuts first
    Sustain {
        #[command(flatten)]
        by: ByFormula,
        #[command(flatten)]
        drawn: Drawn,
        /// Coming years
        #[arg(long, value_name = "N", default_value_t = 5)]
        years: usize,
    },
    /// Choose levers under a budget, and say what each rule costs
    Tradeoff {
        #[command(flatten)]
        by: ByFormula,
        /// Dollars to spend [default: the formula's]
        #[arg(long, value_name = "DOLLARS")]
        budget: Option<f64>,
        /// Most central positions [default: the formula's]
        #[arg(long, value_name = "N")]
        central: Option<f64>,
        /// Most levers at one school [default: the formula's]
        #[arg(long, value_name = "N")]
        levers: Option<u32>,
        /// Least percent of the dollars for schools of high need [default: the formula's]
        #[arg(long, value_name = "PERCENT")]
        need: Option<f64>,
    },
    /// Money, experienced teachers and class size by need and by student group
    Fair {
        #[command(flatten)]
        by: ByFormula,
    },
    /// Positions and vacancies, teachers by need, stipends, supports down the list of need
    People {
        #[command(flatten)]
        by: ByFormula,
        /// Only the positions of this school
        #[arg(long, value_name = "SCHOOL_ID")]
        school: Option<String>,
        /// List each position with who holds it (staff rows: written to the access log)
        #[arg(long)]
        positions: bool,
    },
    /// Who holds which dollars, braided funds, what is unfunded next July
    Funds {
        #[command(flatten)]
        by: ByFormula,
    },
    /// Check a formula's file: every problem with its line and a remedy
    CheckPolicy {
        /// The file
        file: PathBuf,
    },
    /// Feed a formula from published files and set its results beside theirs
    Reproduce {
        /// The formula's id
        #[arg(long, value_name = "ID")]
        formula: String,
        /// The files, in the order of the formula's [[file]] entries
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// Which schools: all, even (rules were found from them), odd (held back)
        #[arg(long, value_enum, default_value_t = HalfName::All)]
        half: HalfName,
        /// List the schools that do not come out as published
        #[arg(long)]
        misses: bool,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum AllocationTable {
    /// Each school
    Schools,
    /// Each line of the formula
    Lines,
    /// Every line of every school
    SchoolLines,
    /// What the formula is fed with, to be changed and brought back with --from
    Inputs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum HalfName {
    /// Every school
    All,
    /// The half that rules were found from
    Even,
    /// The half that was held back
    Odd,
}

/// Answers from the facts.
pub fn run(args: &BudgetArgs, everywhere: &Everywhere) -> Result<Done, Failure> {
    let sheets = match &args.verb {
        Verb::CheckPolicy { file } => return check_policy(file, everywhere),
        Verb::Reproduce { formula, files, half, misses } => {
            return reproduce(formula, files, *half, *misses, everywhere);
        }
        Verb::Allocate { by, table, to, from, propose, for_year, adopt } => {
            return allocate(
                by,
                *table,
                (to.as_ref(), from.as_ref()),
                propose.then_some(*for_year),
                *adopt,
                everywhere,
            );
        }
        Verb::Diff { old, new } => {
            let district = district(everywhere)?;
            let (old, new, diff) = budget::compare(&district, old, new, &Bars::new())?;
            budget::diff_sheets(&old.formula, &new.formula, &diff)
        }
        Verb::Explain { by, school, line } => {
            let desk = desk(by, everywhere)?;
            let told = budget::explain(&desk, school, line.as_deref())?;
            let name = &desk.schools[desk.find_school(school)?].name;
            budget::expansion_sheets(name, &told)
        }
        Verb::Picture { by, school, moved, hold } => {
            let turns = turns(moved, hold)?;
            let picture = budget::picture(&desk(by, everywhere)?, school, &turns)?;
            budget::picture_sheets(&picture)
        }
        Verb::Cliffs { by, drawn } => {
            let desk = desk(by, everywhere)?;
            let ahead = ahead(&desk, drawn, 1, everywhere)?;
            let cliffs = budget::cliffs(&desk, &ahead);
            budget::cliff_sheets(&desk.formula, &cliffs, &ahead.from)
        }
        Verb::Sustain { by, drawn, years } => {
            let desk = desk(by, everywhere)?;
            let forecast = budget::outlook(&desk, &ahead(&desk, drawn, *years, everywhere)?)?;
            budget::outlook_sheets(&desk, &forecast)
        }
        Verb::Tradeoff { by, budget, central, levers, need } => {
            let desk = desk(by, everywhere)?;
            let asked = LimitsAsked {
                budget: *budget,
                central: *central,
                levers_a_school: *levers,
                high_need_share: need.map(|percent| percent / 100.0),
            };
            let (limits, choice) = budget::tradeoff(&desk, asked)?;
            budget::choice_sheets(&desk.formula, &limits, &choice)
        }
        Verb::Fair { by } => budget::fair_sheets(&budget::fair(&desk(by, everywhere)?)?),
        Verb::People { by, school, positions: true } => {
            let desk = desk(by, everywhere)?;
            let (school, now) = (school.as_deref(), Timestamp::now());
            vec![budget::positions(&district(everywhere)?, &desk, school, now)?]
        }
        Verb::People { by, school, positions: false } => {
            budget::people_sheets(&budget::people(&desk(by, everywhere)?, school.as_deref())?)
        }
        Verb::Funds { by } => budget::fund_sheets(&budget::money(&desk(by, everywhere)?)),
    };
    put_sheets(&sheets, everywhere.format)?;
    Ok(Done::Well)
}

fn desk(by: &ByFormula, everywhere: &Everywhere) -> Result<budget::Desk, Failure> {
    Ok(budget::desk(&district(everywhere)?, by.formula.as_deref(), &Bars::new())?)
}

fn ahead(
    desk: &budget::Desk,
    drawn: &Drawn,
    years: usize,
    everywhere: &Everywhere,
) -> Result<Ahead, Failure> {
    let district = district(everywhere)?;
    Ok(budget::ahead(&district, desk, drawn.draws, years, drawn.seed, &Bars::new())?)
}

fn allocate(
    by: &ByFormula,
    table: Option<AllocationTable>,
    (to, from): (Option<&PathBuf>, Option<&PathBuf>),
    propose: Option<Option<i16>>,
    adopt: Option<i64>,
    everywhere: &Everywhere,
) -> Result<Done, Failure> {
    let district = district(everywhere)?;
    let now = Timestamp::now();
    if let Some(number) = adopt {
        let adopted = budget::adopt(&district, number, now)?;
        let mut sheet = Sheet::of("adopted", "", &[]);
        sheet.notes.push(format!("Proposal {number} is adopted. {}", adopted.words()));
        put_sheets(&[sheet], everywhere.format)?;
        return Ok(Done::Well);
    }
    let mut desk = budget::desk(&district, by.formula.as_deref(), &Bars::new())?;
    if let Some(file) = from {
        let filed = budget::read_workbook(&desk, &placed(file, everywhere))?;
        desk = budget::with_filed(desk, filed);
    }
    if let Some(file) = to {
        budget::write_workbook(&desk, &placed(file, everywhere))?;
    }
    let report =
        traction_core::budget::report::allocation(&desk.formula, &desk.given, desk.protection);
    let mut sheets = budget::allocation_sheets(&report);
    sheets.push(budget::input_sheet(&desk));
    if let Some(year) = propose {
        let name = from.and_then(|file| Some(file.file_name()?.to_string_lossy().into_owned()));
        let year = year.map_or_else(|| budget::year_planned(&desk), SchoolYear::ending);
        let number = budget::propose(&district, &desk, name.as_deref(), year, now)?;
        if let Some(first) = sheets.first_mut() {
            first.notes.push(format!(
                "Recorded as proposal {number}. It is for {year}. To adopt it: traction budget allocate --adopt {number}"
            ));
        }
    }
    let wanted = match table {
        None => ["schools", "lines"].as_slice(),
        Some(AllocationTable::Schools) => &["schools"],
        Some(AllocationTable::Lines) => &["lines"],
        Some(AllocationTable::SchoolLines) => &["school_lines"],
        Some(AllocationTable::Inputs) => &["inputs"],
    };
    sheets.retain(|sheet| wanted.contains(&sheet.id.as_str()));
    put_sheets(&sheets, everywhere.format)?;
    Ok(Done::Well)
}

fn check_policy(file: &std::path::Path, everywhere: &Everywhere) -> Result<Done, Failure> {
    let path = placed(file, everywhere);
    let problems = budget::check_policy(&path)?;
    let name = file.display().to_string();
    put_sheets(&[budget::problem_sheet(&name, &problems)], everywhere.format)?;
    let wrong = problems.iter().any(|problem| problem.gravity == Gravity::Wrong);
    Ok(if wrong { Done::WithBlockingFindings } else { Done::Well })
}

fn reproduce(
    formula: &str,
    files: &[PathBuf],
    half: HalfName,
    misses: bool,
    everywhere: &Everywhere,
) -> Result<Done, Failure> {
    let shipped = traction_core::budget::Formulas::shipped();
    // Inside a district its own formulas count too; outside, those that ship.
    let formulas = match district(everywhere) {
        Ok(district) => budget::formulas(&district)?,
        Err(_) => shipped.map_err(|problems| {
            let words: Vec<String> = problems.iter().map(ToString::to_string).collect();
            Failure::new(words.join("\n"), "")
        })?,
    };
    let found = formulas.find(formula).ok_or_else(|| OfficeError::Unknown {
        kind: "formula",
        name: formula.to_owned(),
        known: formulas.list().iter().map(|formula| formula.id.clone()).collect(),
    })?;
    let files: Vec<PathBuf> = files.iter().map(|file| placed(file, everywhere)).collect();
    let half = match half {
        HalfName::All => Half::All,
        HalfName::Even => Half::Even,
        HalfName::Odd => Half::Odd,
    };
    let found = budget::reproduce(found, &files, half)?;
    let mut sheets = budget::reproduced_sheets(&found);
    if !misses {
        sheets.truncate(1);
    }
    put_sheets(&sheets, everywhere.format)?;
    Ok(Done::Well)
}

fn quantity(name: &str) -> Result<Quantity, Failure> {
    let found = Quantity::ALL.iter().copied().find(|quantity| quantity.code() == name.trim());
    found.ok_or_else(|| {
        let error = OfficeError::Unknown {
            kind: "quantity of the picture",
            name: name.to_owned(),
            known: Quantity::ALL.iter().map(|quantity| quantity.code().to_owned()).collect(),
        };
        Failure::from(error)
    })
}

/// What is held, then what is moved, in the order in which it was typed.
fn turns(moved: &[String], hold: &[String]) -> Result<Vec<Turn>, Failure> {
    let mut turns = Vec::new();
    for name in hold {
        turns.push(Turn::Hold(quantity(name)?));
    }
    for text in moved {
        let (name, number) = text.split_once('=').ok_or_else(|| {
            Failure::new(format!("“{text}” moves nothing"), "write --move class_size=24")
        })?;
        let number = Exact::from_fraction(number).ok_or_else(|| {
            Failure::new(format!("“{number}” is not a number"), "write --move class_size=24")
        })?;
        turns.push(Turn::Move(quantity(name)?, number));
    }
    Ok(turns)
}
