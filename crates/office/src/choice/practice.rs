//! Practice lotteries before a policy is adopted, with the groups that the office may join.

use serde::Serialize;
use traction_core::choice::explain::Explainer;
use traction_core::choice::policy::Lottery;
use traction_core::choice::report::{
    self, AreaOutcome, Chance, CutOff, GroupOutcome, GroupSides, ProgramOutcome, Worth,
};
use traction_core::choice::round::Round;
use traction_core::choice::simulate::{self, Grouping};
use traction_core::choice::{Mechanism, Policy};
use traction_core::district::{Kind, Noun, SchoolYear, StudentGroups};
use traction_store::Want;

use super::draw::{find_adopted, find_commitment, load_drawn};
use super::policies::usable;
use super::{load_round, refuse, table_of, year_of};
use crate::disclosure::protection_now;
use crate::district::District;
use crate::error::OfficeError;
use crate::progress::Progress;

/// What practice lotteries gave.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Practised {
    /// The policy's id and version.
    pub policy: String,
    /// The policy's name.
    pub name: String,
    /// The school year, as people say it.
    pub year: String,
    /// How many lotteries.
    pub lotteries: u32,
    /// The seed of the practice lotteries.
    pub seed: u64,
    /// Groups.
    pub groups: Vec<GroupOutcome>,
    /// Programs.
    pub programs: Vec<ProgramOutcome>,
    /// Chances by program and class.
    pub chances: Vec<Chance>,
    /// Home areas.
    pub areas: Vec<AreaOutcome>,
}

/// Two policies beside each other.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Compared {
    /// What the first gives.
    pub first: Practised,
    /// What the second gives.
    pub second: Practised,
    /// Who does better and worse by the second.
    pub sides: Vec<GroupSides>,
}

/// Which practice lotteries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Trial {
    /// The school year of the applications; the latest when none is named.
    pub year: Option<i16>,
    /// How many lotteries.
    pub lotteries: u32,
    /// Their seed.
    pub seed: u64,
    /// A mechanism that is tried in the place of the policy's; of two policies, of the second.
    pub mechanism: Option<Mechanism>,
}

/// A policy as it is tried.
fn tried(
    district: &District,
    name: &str,
    mechanism: Option<Mechanism>,
) -> Result<Policy, OfficeError> {
    let (mut policy, _) = usable(district, name)?;
    if let Some(mechanism) = mechanism.filter(|mechanism| *mechanism != policy.mechanism) {
        if mechanism == Mechanism::SerialDictatorship && policy.lottery == Lottery::PerProgram {
            return Err(OfficeError::Refused {
                what: format!("{name} draws a number for each program, so there is no one order"),
                hint: "try serial dictatorship with a policy whose lottery is single".to_owned(),
            });
        }
        policy.mechanism = mechanism;
        policy.name = format!("{}, by {}", policy.name, mechanism.name());
    }
    Ok(policy)
}

/// Runs practice lotteries under a policy.
///
/// # Errors
/// When the policy cannot be used or no applications are loaded.
pub fn practise(
    district: &District,
    policy: &str,
    trial: Trial,
    progress: &dyn Progress,
) -> Result<Practised, OfficeError> {
    let year = year_of(district, trial.year)?;
    let policy = tried(district, policy, trial.mechanism)?;
    let (round, groupings) = prepare(district, &policy, year)?;
    progress.begin("Drawing practice lotteries", None);
    let practised = run(district, &round, &groupings, trial)?;
    progress.end();
    Ok(practised)
}

fn prepare(
    district: &District,
    policy: &Policy,
    year: SchoolYear,
) -> Result<(Round, Vec<Grouping>), OfficeError> {
    let (round, _) = load_round(district, policy, year)?;
    let mut groupings = report::groupings(&round);
    groupings.extend(student_groupings(district, &round)?);
    Ok((round, groupings))
}

fn run(
    district: &District,
    round: &Round,
    groupings: &[Grouping],
    Trial { lotteries, seed, .. }: Trial,
) -> Result<Practised, OfficeError> {
    let simulation = simulate::simulate(round, groupings, lotteries, seed).map_err(refuse)?;
    let rule = protection_now(district)?;
    Ok(Practised {
        policy: round.policy.mark(),
        name: round.policy.name.clone(),
        year: SchoolYear::ending(round.year).to_string(),
        lotteries,
        seed,
        groups: report::outcomes(round, &simulation, groupings, rule),
        programs: report::programs(round, &simulation, rule),
        chances: report::chances(round, &simulation, rule),
        areas: report::areas(round, &simulation, groupings, rule),
    })
}

/// Runs the same practice lotteries under two policies.
///
/// # Errors
/// When a policy cannot be used or no applications are loaded.
pub fn compare(
    district: &District,
    (first, second): (&str, &str),
    trial: Trial,
    progress: &dyn Progress,
) -> Result<Compared, OfficeError> {
    let year = year_of(district, trial.year)?;
    let one = tried(district, first, None)?;
    let two = tried(district, second, trial.mechanism)?;
    let (one, _) = prepare(district, &one, year)?;
    let (two, mut groupings) = prepare(district, &two, year)?;
    // Isolation is a group only where both policies say what it is in the same words.
    if one.policy.isolation != two.policy.isolation {
        groupings.retain(|grouping| grouping.id != "isolation");
    }
    progress.begin("Drawing practice lotteries under both policies", None);
    let Trial { lotteries, seed, .. } = trial;
    let comparison = simulate::compare(&one, &two, &groupings, lotteries, seed).map_err(refuse)?;
    let rule = protection_now(district)?;
    let sides = report::sides(one.applications.len(), &comparison, &groupings, rule);
    let compared = Compared {
        first: run(district, &one, &groupings, trial)?,
        second: run(district, &two, &groupings, trial)?,
        sides,
    };
    progress.end();
    Ok(compared)
}

/// What one more seat in each sought-after program would do.
///
/// # Errors
/// When the policy cannot be used or no applications are loaded.
pub fn seats(
    district: &District,
    policy: &str,
    trial: Trial,
    progress: &dyn Progress,
) -> Result<Vec<Worth>, OfficeError> {
    let year = year_of(district, trial.year)?;
    let policy = tried(district, policy, trial.mechanism)?;
    let (round, _) = load_round(district, &policy, year)?;
    progress.begin("Adding a seat to each sought-after program", None);
    let worth =
        simulate::find_seats_worth_moving(&round, trial.lotteries, trial.seed).map_err(refuse)?;
    progress.end();
    Ok(report::worth(&round, &worth, protection_now(district)?))
}

/// What families may know of a round before and after its lottery.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Odds {
    /// The name of the policy that the district is bound to.
    pub policy: String,
    /// The school year, as people say it.
    pub year: String,
    /// Chances by program and class, over practice lotteries.
    pub chances: Vec<Chance>,
    /// The last numbers that were offered seats; none before a run is adopted.
    pub last: Vec<CutOff>,
}

/// The chances of the latest round by the policy that the district is bound to, and once a run is
/// adopted its last numbers; nothing before the district is bound to a policy.
///
/// # Errors
/// When no applications are loaded.
pub fn odds(
    district: &District,
    (lotteries, seed): (u32, u64),
) -> Result<Option<Odds>, OfficeError> {
    let year = year_of(district, None)?;
    let Some(entry) = find_commitment(district, year, 1)? else { return Ok(None) };
    let (round, _) = load_round(district, &entry.body.policy()?, year)?;
    let simulation = simulate::simulate(&round, &[], lotteries, seed).map_err(refuse)?;
    let rule = protection_now(district)?;
    let last = match find_adopted(district, year, 1)? {
        None => Vec::new(),
        Some(adopted) => {
            let drawn = load_drawn(district, adopted.body.proposal)?.result;
            let (numbers, given) = (drawn.numbers(), &drawn.assignment);
            let read = Explainer::of(&drawn.round, &numbers, given, rule).map_err(refuse)?;
            report::cutoffs(&drawn.round, read.lines(), rule)
        }
    };
    Ok(Some(Odds {
        policy: round.policy.name.clone(),
        year: year.to_string(),
        chances: report::chances(&round, &simulation, rule),
        last,
    }))
}

/// Groups of students that no rule reads: race, English learners, disability, from the latest year
/// before the round in which they are recorded. They are joined only to see whether the rule
/// treats groups alike.
fn student_groupings(district: &District, round: &Round) -> Result<Vec<Grouping>, OfficeError> {
    let table = table_of(&StudentGroups::TABLE);
    let facts = district.snapshot()?.load(&[Want::all(table)])?;
    let years = facts.list_years(table);
    let before = years.iter().rev().find(|year| year.end() < round.year);
    let Some(batch) = before.and_then(|year| facts.find(table, *year)) else {
        return Ok(Vec::new());
    };
    let ids = batch.column("student_id");
    let rows: std::collections::BTreeMap<&str, usize> =
        (0..batch.len()).filter_map(|row| Some((ids.text(row)?, row))).collect();
    let row_of = |at: usize| {
        let student = round.applications[at].student.as_deref()?;
        rows.get(student).copied()
    };
    let mut all = Vec::new();
    for (column, name) in [
        ("race_ethnicity", "Race or ethnicity"),
        ("english_learner", "English learners"),
        ("student_with_disability", "Disability"),
    ] {
        let Some(place) = table.find_column(column) else { continue };
        let values = &batch.columns()[place];
        let (groups, of): (Vec<String>, Vec<u32>) = match table.columns[place].kind {
            Kind::Code(set) => {
                let groups = set.codes.iter().map(|code| code.label.to_owned()).collect();
                let of = |at| row_of(at).and_then(|row| values.code(row)).map(u32::from);
                (groups, places(round, of))
            }
            _ => {
                let groups = ["with a disability", "without"].map(str::to_owned).to_vec();
                let of = |at| row_of(at).and_then(|row| values.flag(row)).map(|is| u32::from(!is));
                (groups, places(round, of))
            }
        };
        all.push(Grouping { id: column.to_owned(), name: name.to_owned(), groups, of });
    }
    Ok(all)
}

fn places(round: &Round, of: impl Fn(usize) -> Option<u32>) -> Vec<u32> {
    let none = traction_core::choice::model::NONE;
    (0..round.applications.len()).map(|at| of(at).unwrap_or(none)).collect()
}
