//! From a district's rows to a round.

use std::collections::{BTreeMap, BTreeSet};

use thiserror::Error;

use super::ground::Ground;
use super::{ApplicationLine, ProgramLine, RefusedWhy, Round, RoundFinding};
use crate::choice::model::SeatGroup;
use crate::choice::policy::{BY_RIGHT, Condition, Policy, Size, Step};
use crate::district::cell::CellError;
use crate::district::*;
use crate::thousands::group_thousands;

/// Why there is no round.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum RoundError {
    /// Tables that are not loaded for the year.
    #[error("there are no {} for {year}", tables.join(", "))]
    Without {
        /// The tables.
        tables: Vec<&'static str>,
        /// The year.
        year: SchoolYear,
    },
    /// A round that the policy does not have.
    #[error("the policy has {rounds} rounds, and no round {number}")]
    NoSuchRound {
        /// Which was asked for.
        number: u8,
        /// How many there are.
        rounds: u8,
    },
    /// A row that cannot be read.
    #[error(transparent)]
    Cell(#[from] CellError),
}

/// Makes the round of a year from a district's rows: programs, applications, choices, and where
/// they are there schools and areas.
///
/// # Errors
/// When one of the three tables is not loaded for the year.
pub fn build(
    facts: &Facts,
    policy: &Policy,
    year: SchoolYear,
) -> Result<(Round, Vec<RoundFinding>), RoundError> {
    let (programs, rows, choices) = list_tables(facts, year)?;
    let mut findings = Vec::new();
    let mut ground = Ground::load(facts, policy, programs)?;
    let mut lists = find_lists(choices);
    let last = i64::from(policy.count_rounds());
    let later = rows.iter().filter(|row| round_of(row) > 1).count();
    let without = rows.iter().filter(|row| round_of(row) > last).count();
    let (rows, others): (Vec<Application>, Vec<Application>) =
        rows.into_iter().partition(|row| round_of(row) <= 1);
    for row in &others {
        lists.remove(row.application_id.as_str());
    }
    let applications = ground.take_part(&rows, &mut lists, &mut findings);
    let Ground { lines, mut programs, .. } = ground;
    set_seats(policy, &mut programs, &applications);
    let round = Round {
        year: year.end(),
        policy: policy.clone(),
        programs,
        areas: lines,
        applications,
        after: None,
    };
    look(&round, lists.len(), &rows, &mut findings);
    if without > 0 {
        findings.push(RoundFinding {
            what: format!("{} for a round that the policy does not have.", self::applications(without)),
            remedy: format!("Of {later} for later rounds these count for nobody: correct the round, or add it to the policy."),
        });
    }
    Ok((round, findings))
}

/// The round that an application is for, from 1.
pub(super) fn round_of(row: &Application) -> i64 {
    row.round.unwrap_or(1)
}

/// Choices by application: rank and program.
pub(super) fn find_lists(choices: Vec<Choice>) -> BTreeMap<String, Vec<(i64, String)>> {
    let mut lists: BTreeMap<String, Vec<(i64, String)>> = BTreeMap::new();
    for choice in choices {
        let list = lists.entry(choice.application_id.0).or_default();
        list.push((choice.rank, choice.program_id.0));
    }
    lists
}

type Rows = (Vec<Program>, Vec<Application>, Vec<Choice>);

/// The rows of the three tables, applications by number.
pub(super) fn list_tables(facts: &Facts, year: SchoolYear) -> Result<Rows, RoundError> {
    let tables = [&Program::TABLE, &Application::TABLE, &Choice::TABLE];
    let missing: Vec<&str> =
        tables.iter().filter(|t| facts.find(t, year).is_none()).map(|t| t.name).collect();
    let [Some(programs), Some(applications), Some(choices)] =
        tables.map(|table| facts.find(table, year))
    else {
        return Err(RoundError::Without { tables: missing, year });
    };
    let mut rows = Application::list(applications)?;
    rows.sort_by(|a, b| a.application_id.cmp(&b.application_id));
    Ok((Program::list(programs)?, rows, Choice::list(choices)?))
}

pub(super) fn applications(count: usize) -> String {
    match count {
        1 => "One application".to_owned(),
        more => format!("{} applications", group_thousands(more as u64)),
    }
}

/// Divides each program's seats into groups, in the policy's precedence.
fn set_seats(policy: &Policy, programs: &mut [ProgramLine], applications: &[ApplicationLine]) {
    let mut by_right = vec![0u32; programs.len()];
    for choice in applications.iter().flat_map(|application| &application.list) {
        if choice.reserves >> BY_RIGHT & 1 == 1 {
            by_right[choice.program as usize] += 1;
        }
    }
    let makes_room = policy.default_school.as_ref().is_some_and(|default| default.makes_room);
    for (program, by_right) in programs.iter_mut().zip(by_right) {
        program.groups = groups_of(policy, program);
        if makes_room && by_right > 0 {
            program.groups.push(SeatGroup::only_for(by_right, BY_RIGHT));
        }
    }
}

/// A program's seats in groups, in the policy's precedence.
pub(super) fn groups_of(policy: &Policy, program: &ProgramLine) -> Vec<SeatGroup> {
    let mut left = program.seats;
    let mut sizes = vec![0u32; policy.reserves.len()];
    for (size, reserve) in sizes.iter_mut().zip(&policy.reserves) {
        if reserve.at.is_empty() || reserve.at.contains(&program.kind) {
            let wanted = match reserve.size {
                Size::Share(share) => (share * f64::from(program.seats) + 1e-9).floor() as u32,
                Size::Seats(seats) => seats,
            };
            *size = wanted.min(left);
            left -= *size;
        }
    }
    policy
        .precedence
        .iter()
        .map(|step| match step {
            Step::Open => SeatGroup::open(left),
            Step::Reserve(at) => SeatGroup::reserved(sizes[usize::from(*at)], *at),
        })
        .filter(|group| group.seats > 0)
        .collect()
}

/// What a person should know about the rows before seats are given.
pub(super) fn look(
    round: &Round,
    strangers: usize,
    rows: &[Application],
    findings: &mut Vec<RoundFinding>,
) {
    let mut say = |count: usize, what: &str, remedy: &str| {
        if count > 0 {
            let what = format!("{} {what}", applications(count));
            findings.push(RoundFinding { what, remedy: remedy.to_owned() });
        }
    };
    say(
        strangers,
        "with choices are not in the table of applications.",
        "Their choices count for nobody: import the applications.",
    );
    let with = |test: &dyn Fn(&ApplicationLine) -> bool| {
        round.applications.iter().filter(|application| test(application)).count()
    };
    say(
        with(&|a| a.own().next().is_none()),
        "have no choice that can be used.",
        "Ask these families.",
    );
    let refused =
        |why: RefusedWhy| with(&|a: &ApplicationLine| a.refused.iter().any(|r| r.why == why));
    say(
        refused(RefusedWhy::NoSuchProgram),
        "list a program that is not in the table of programs.",
        "The choice is passed over; the letter says so.",
    );
    say(
        refused(RefusedWhy::OtherGrade),
        "list a program of another grade.",
        "The choice is passed over; the letter says so.",
    );
    say(refused(RefusedWhy::Twice), "list a program twice.", "The higher place counts.");
    if round.policy.uses(Condition::LowIncome) {
        let unknown = with(&|a| a.low_income.is_none());
        say(unknown, "do not say whether the income is low.", "They count as not of low income.");
    }
    if round.policy.isolation.is_some() {
        let unknown = with(&|a| a.isolated.is_none());
        say(unknown, "have no home area with a place.", "They count as not isolated.");
    }
    let never: BTreeSet<Condition> = [
        (Condition::Staff, rows.iter().any(|r| r.staff_school_id.is_ok())),
        (Condition::Guaranteed, rows.iter().any(|r| r.guaranteed_program_id.is_ok())),
        (Condition::Sibling, rows.iter().any(|r| r.sibling_school_id.is_ok())),
    ]
    .into_iter()
    .filter(|(condition, any)| round.policy.uses(*condition) && !any)
    .map(|(condition, _)| condition)
    .collect();
    for condition in never {
        findings.push(RoundFinding {
            what: format!("The policy uses “{}”, and no application says so.", condition.id()),
            remedy: "Fill the column, or expect the class to be empty.".to_owned(),
        });
    }
    let kinds: BTreeSet<&str> =
        round.programs.iter().map(|program| program.kind.as_str()).collect();
    let isolation = round.policy.isolation.iter().flat_map(|isolation| &isolation.program_types);
    let reserves = round.policy.reserves.iter().flat_map(|reserve| &reserve.at);
    let default = round.policy.default_school.iter().map(|default| &default.program_type);
    let named: BTreeSet<&String> = isolation.chain(reserves).chain(default).collect();
    for kind in named.into_iter().filter(|kind| !kinds.contains(kind.as_str())) {
        findings.push(RoundFinding {
            what: format!("The policy speaks of {kind} programs, and there are none."),
            remedy: format!(
                "The types in the table of programs are: {}.",
                kinds.iter().copied().collect::<Vec<_>>().join(", ")
            ),
        });
    }
    let mut guaranteed = vec![0usize; round.programs.len()];
    for choice in round.applications.iter().flat_map(|application| &application.list) {
        if choice.holds & Condition::Guaranteed.bit() != 0 {
            guaranteed[choice.program as usize] += 1;
        }
    }
    for (program, promised) in round.programs.iter().zip(guaranteed) {
        if promised > program.seats as usize {
            findings.push(RoundFinding {
                what: format!(
                    "{} promises {promised} seats and has {}.",
                    program.full_name(),
                    program.seats
                ),
                remedy: "Add seats, or take promises back before the lottery.".to_owned(),
            });
        }
    }
}
