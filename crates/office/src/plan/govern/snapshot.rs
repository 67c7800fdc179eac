//! The snapshot: taken alone, seen together, each answer beside a measured value where there is
//! one.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use traction_core::plan::engine::{Opinion, TARGET_IN_SCHOOLS, judge_together, track};
use traction_core::plan::model::{Answer, LineKind, Money, Standing, Statement};
use traction_core::plan::policy::{SNAPSHOT, parse_statements};

use super::calendar::{calendar, first_days};
use super::supervision::{may_supervise, supervision};
use super::{policy_text, refuse};
use crate::access::{Deed, Person};
use crate::district::District;
use crate::error::OfficeError;
use crate::journal::{self, Entry};
use crate::plan::book::{Kept, newest, standing};
use crate::plan::{ROOM, known, load, may_govern, may_see, may_write};
use crate::progress::Progress;

const ROUND: &str = "snapshot_round";
/// The kind of entries that hold one person's answers.
pub(in crate::plan) const ANSWERS: &str = "snapshot_answers";

/// The fewest people whose answers are put together: of fewer, each could tell the others'.
const FEWEST: usize = 3;

/// One round of the snapshot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SnapshotRound {
    /// Its name, such as `2026-autumn`.
    pub id: String,
    /// Whether answers are closed, and the team sees them together.
    pub closed: bool,
}

/// A round as somebody sees it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SnapshotResult {
    /// The round.
    pub round: SnapshotRound,
    /// The statements.
    pub statements: Vec<Statement>,
    /// What whoever asks answered, by statement.
    pub mine: BTreeMap<String, Answer>,
    /// How many people have answered.
    pub people: usize,
    /// The team's answers, once the round is closed and at least three people answered.
    pub together: Option<Vec<Opinion>>,
    /// Measured values by statement, in words.
    pub measured: BTreeMap<String, String>,
}

/// Opens a round.
///
/// # Errors
/// That the person may not.
pub fn open_snapshot(district: &District, id: &str, now: Timestamp) -> Result<i64, OfficeError> {
    may_govern(district)?;
    let round = SnapshotRound { id: id.to_owned(), closed: false };
    journal::enter(district, ROOM, ROUND, id, &Kept::of(round), now)
}

/// Closes a round: nobody answers any more, and the team sees its answers.
///
/// # Errors
/// That there is no such round; that the person may not.
pub fn close_snapshot(district: &District, id: &str, now: Timestamp) -> Result<i64, OfficeError> {
    may_govern(district)?;
    let round = SnapshotRound { closed: true, ..find_round(district, Some(id))? };
    journal::enter(district, ROOM, ROUND, id, &Kept::of(round), now)
}

/// Whether a round of that name was ever opened.
pub(in crate::plan) fn has_round(district: &District, id: &str) -> Result<bool, OfficeError> {
    Ok(standing::<SnapshotRound>(district, ROUND, None)?.iter().any(|entry| entry.subject == id))
}

fn find_round(district: &District, id: Option<&str>) -> Result<SnapshotRound, OfficeError> {
    let rounds: Vec<Entry<SnapshotRound>> = standing(district, ROUND, None)?;
    let known = rounds.iter().map(|entry| entry.subject.clone()).collect();
    let found = match id {
        Some(id) => rounds.into_iter().find(|entry| entry.subject == id),
        None => rounds.into_iter().next_back(),
    };
    found.map(|entry| entry.body).ok_or_else(|| match id {
        Some(id) => OfficeError::Unknown { kind: "round", name: id.to_owned(), known },
        None => OfficeError::Refused {
            what: "no round of the snapshot was opened".to_owned(),
            hint: "traction plan snapshot open 2026-autumn".to_owned(),
        },
    })
}

/// Keeps the answers of whoever asks, over their own earlier ones.
///
/// # Errors
/// A round that is closed, a statement or level that there is not; that the person may not.
pub fn answer_snapshot(
    district: &District,
    id: &str,
    answers: &BTreeMap<String, Answer>,
    now: Timestamp,
) -> Result<i64, OfficeError> {
    let person = district.person().name().to_owned();
    answer_for(district, id, &person, answers, now)
}

/// Keeps answers that somebody gave on paper. Only at the machine is it done for somebody else.
///
/// # Errors
/// As [`answer_snapshot`]; that it is somebody else's answer.
pub fn answer_for(
    district: &District,
    id: &str,
    person: &str,
    answers: &BTreeMap<String, Answer>,
    now: Timestamp,
) -> Result<i64, OfficeError> {
    may_write(district, Deed::Plan)?;
    let at_the_machine = matches!(district.person(), Person::Operator { .. });
    if !at_the_machine && person != district.person().name() {
        let what = "everybody answers for themselves".to_owned();
        return Err(OfficeError::Refused { what, hint: "sign in as them".to_owned() });
    }
    let round = find_round(district, Some(id))?;
    if round.closed {
        let what = format!("the round {id} is closed");
        return Err(OfficeError::Refused { what, hint: "its result can be seen".to_owned() });
    }
    let statements = statements(district)?;
    for (name, answer) in answers {
        if !statements.iter().any(|statement| statement.id == *name) {
            let known = statements.into_iter().map(|statement| statement.id).collect();
            return Err(OfficeError::Unknown { kind: "statement", name: name.clone(), known });
        }
        if matches!(answer, Answer::Level(level) if !(1..=4).contains(level)) {
            let what = format!("{name} was answered off the scale of 1 to 4");
            return Err(OfficeError::Refused { what, hint: String::new() });
        }
    }
    let subject = format!("{id} {person}");
    journal::enter(district, ROOM, ANSWERS, &subject, &Kept::of(answers.clone()), now)
}

/// A round: one's own answers, and once it is closed the team's, beside what is measured.
///
/// # Errors
/// That there is no such round; the files' and the catalog's errors.
pub fn snapshot(
    district: &District,
    id: Option<&str>,
    on: Date,
    progress: &dyn Progress,
) -> Result<SnapshotResult, OfficeError> {
    may_write(district, Deed::Plan)?;
    may_see(district)?;
    let round = find_round(district, id)?;
    let statements = statements(district)?;
    let all: Vec<Entry<BTreeMap<String, Answer>>> = standing(district, ANSWERS, None)?
        .into_iter()
        .filter(|entry: &Entry<_>| entry.subject.starts_with(&format!("{} ", round.id)))
        .collect();
    let subject = format!("{} {}", round.id, district.person().name());
    let mine = newest::<BTreeMap<String, Answer>>(district, ANSWERS, &subject, None)?
        .and_then(|entry| entry.body.value)
        .unwrap_or_default();
    let together = (round.closed && all.len() >= FEWEST).then(|| {
        statements
            .iter()
            .map(|statement| {
                let answers: Vec<Answer> =
                    all.iter().filter_map(|entry| entry.body.get(&statement.id).copied()).collect();
                judge_together(&statement.id, &answers)
            })
            .collect()
    });
    // A measured value would steer an answer that is still to be given.
    let measured = match round.closed {
        true => measure(district, on, progress)?,
        false => BTreeMap::new(),
    };
    let measured = statements
        .iter()
        .filter_map(|s| Some((s.id.clone(), measured.get(s.measured.as_deref()?)?.clone())))
        .collect();
    Ok(SnapshotResult { round, statements, mine, people: all.len(), together, measured })
}

fn statements(district: &District) -> Result<Vec<Statement>, OfficeError> {
    let text = policy_text(district, "snapshot.toml", SNAPSHOT)?;
    parse_statements("policy/plan/snapshot.toml", &text).map_err(refuse)
}

/// Every value that a statement can stand beside, in words, by its id.
fn measure(
    district: &District,
    on: Date,
    progress: &dyn Progress,
) -> Result<BTreeMap<&'static str, String>, OfficeError> {
    let lines = load(district, None)?.list_lines();
    let known = known::gather(district, &lines, on, None, progress)?;
    let tracked = track(&lines, &known, on);
    let goals: Vec<_> = lines.iter().filter(|line| line.kind == LineKind::Goal).collect();
    let state = |id: &str| tracked.line(id);
    let of = |n: usize, all: usize, what: &str| format!("{n} of {all} {what}");
    let mut values = BTreeMap::new();
    let with_path = goals
        .iter()
        .filter(|line| {
            line.target.as_ref().is_some_and(|t| t.group.is_some())
                && state(&line.id).is_some_and(|s| s.missing.is_empty())
        })
        .count();
    let name = "goals name a group and have a baseline and a target";
    values.insert("goals_with_path", of(with_path, goals.len(), name));
    let on_path = goals
        .iter()
        .filter(|line| state(&line.id).and_then(|s| s.standing) == Some(Standing::OnPath))
        .count();
    values.insert("goals_on_path", of(on_path, goals.len(), "goals are on their path"));
    let theories: Vec<_> = lines.iter().filter(|line| line.kind == LineKind::Theory).collect();
    let complete = theories
        .iter()
        .filter(|line| state(&line.id).is_some_and(|s| s.missing.is_empty()))
        .count();
    let name = "theories of action have all three clauses";
    values.insert("theories_complete", of(complete, theories.len(), name));
    let promised: Vec<Money> = tracked.lines.iter().filter_map(|s| s.money).collect();
    let in_full = |money: &&Money| money.promised.abs() <= money.budgeted.abs() && !money.too_wide;
    let found = promised.iter().filter(in_full).count();
    let name = "amounts stand in the budget in full";
    values.insert("amounts_in_budget", of(found, promised.len(), name));
    let year = first_days(district, None)?.keys().max().copied();
    if let Some(year) = year {
        let times = calendar(district, year, on, None)?.lead_times;
        let schools = times.iter().map(|t| t.schools.len()).max().unwrap_or(0);
        let fewest = times.iter().map(|t| t.in_time as usize).min().unwrap_or(0);
        let name = "schools had every figure in time";
        values.insert("figures_in_time", of(fewest, schools, name));
    }
    let begin = on.first_of_year();
    // An agency outside the district sees no staff's time, and answers all the same.
    let times = match may_supervise(district) {
        Ok(_) => supervision(district, begin, on, None, progress)?.supervisors,
        Err(_) => Vec::new(),
    };
    let logged: Vec<f64> = times.iter().filter_map(|time| time.share).collect();
    if !logged.is_empty() {
        let enough = logged.iter().filter(|share| **share >= TARGET_IN_SCHOOLS).count();
        let name = "supervisors spend 70% of their logged time in schools";
        values.insert("supervisors_in_schools", of(enough, logged.len(), name));
    }
    Ok(values)
}
