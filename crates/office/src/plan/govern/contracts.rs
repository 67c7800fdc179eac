//! Clusters from real transitions, lead-partner contracts with their scorecards, hand-offs.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use traction_core::district::{
    Enrollment, GradeLevel, Noun, School, SchoolId, SchoolYear, StudentId,
};
use traction_core::plan::engine::{
    Feeder, FeederPattern, HandoffLine, Scorecard, list_handoffs, score, trace_feeders,
};
use traction_core::plan::model::{
    Contract, ContractTarget, Handoff, Move, Observed, TierDecision, Transition,
};
use traction_core::plan::policy::{TIERS, parse_tiers};
use traction_store::Want;

use super::{policy_text, refuse};
use crate::access::Deed;
use crate::district::District;
use crate::error::OfficeError;
use crate::journal;
use crate::plan::book::{
    Changed, Kept, change_over, put_after, standing, standing_entry, value_at,
};
use crate::plan::{ROOM, TRIES, free_id, known, may_govern, may_see, may_write};
use crate::progress::Progress;

const CONTRACT: &str = "contract";
const SUPPORT: &str = "support_given";
const CONSEQUENCE: &str = "consequence";
const HANDOFF: &str = "handoff";

/// The least share of a leaving grade that makes a step one that is handed over.
const LEAST_SHARE: f64 = 0.10;

/// A consequence that was chosen from a contract's own list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Consequence {
    year: i16,
    what: String,
}

/// A contract with a scorecard for each of its years that has begun.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ContractView {
    /// The contract.
    pub contract: Contract,
    /// The entry that made it so: whoever changes it names this one.
    pub entry: i64,
    /// Its scorecards.
    pub scorecards: Vec<Scorecard>,
    /// What was chosen after a year: the year and the words of the contract's list.
    pub consequences: Vec<(i16, String)>,
    /// Targets whose measure cannot be answered, and why.
    pub unanswered: Vec<(String, String)>,
}

/// The tier matrix in force.
///
/// # Errors
/// A file of the district's that cannot be read.
pub fn tiers(district: &District) -> Result<Vec<TierDecision>, OfficeError> {
    may_see(district)?;
    let text = policy_text(district, "tiers.toml", TIERS)?;
    parse_tiers("policy/plan/tiers.toml", &text).map_err(refuse)
}

/// The contracts, scored as they stand on a day.
///
/// # Errors
/// The files' and the catalog's errors.
pub fn contracts(
    district: &District,
    on: Date,
    as_of: Option<Timestamp>,
    progress: &dyn Progress,
) -> Result<Vec<ContractView>, OfficeError> {
    may_see(district)?;
    let given = list_given(district, as_of)?;
    let chosen: Vec<journal::Entry<Consequence>> = standing(district, CONSEQUENCE, as_of)?;
    let this_year = SchoolYear::of(on).end();
    let mut views = Vec::new();
    for standing in standing::<Contract>(district, CONTRACT, as_of)? {
        let (contract, entry) = (standing.body, standing.id);
        let mut observed: BTreeMap<String, Vec<Observed>> = BTreeMap::new();
        let mut unanswered = Vec::new();
        for target in &contract.targets {
            let mut of_cluster = target.target.clone();
            if of_cluster.school.is_none() && of_cluster.cluster.is_none() {
                of_cluster.cluster = Some(contract.cluster_id.clone());
            }
            match known::figures(district, &of_cluster, progress)? {
                None => {}
                Some(Ok(figures)) => drop(observed.insert(target.id.clone(), figures)),
                Some(Err(why)) => unanswered.push((target.title.clone(), why)),
            }
        }
        let mine = |id: &str| format!("{} {id}", contract.id);
        let supports: BTreeMap<String, Date> = contract
            .supports
            .iter()
            .filter_map(|support| Some((support.id.clone(), *given.get(&mine(&support.id))?)))
            .collect();
        let scorecards = contract
            .list_years()
            .filter(|year| *year <= this_year)
            .filter_map(|year| score(&contract, year, &observed, &supports, on))
            .collect();
        let consequences = chosen
            .iter()
            .filter(|entry| entry.subject == mine(&entry.body.year.to_string()))
            .map(|entry| (entry.body.year, entry.body.what.clone()))
            .collect();
        views.push(ContractView { contract, entry, scorecards, consequences, unanswered });
    }
    Ok(views)
}

pub(super) fn read(
    district: &District,
    as_of: Option<Timestamp>,
) -> Result<Vec<Contract>, OfficeError> {
    Ok(standing(district, CONTRACT, as_of)?.into_iter().map(|entry| entry.body).collect())
}

/// Days on which supports were given, by contract and support, a space between.
pub(super) fn list_given(
    district: &District,
    as_of: Option<Timestamp>,
) -> Result<BTreeMap<String, Date>, OfficeError> {
    let entries = standing::<Date>(district, SUPPORT, as_of)?;
    Ok(entries.into_iter().map(|entry| (entry.subject, entry.body)).collect())
}

/// Writes a contract, over the entry that the person saw: none for a new one.
///
/// # Errors
/// [`OfficeError::Overtaken`]; an autonomy that the tier matrix does not know, no target, no year; that the person may not.
pub fn put_contract(
    district: &District,
    seen: Option<i64>,
    contract: &Contract,
    now: Timestamp,
) -> Result<i64, OfficeError> {
    may_govern(district)?;
    let matrix = tiers(district)?;
    for autonomy in &contract.autonomies {
        if !matrix.iter().any(|decision| decision.id == autonomy.decision) {
            return Err(OfficeError::Unknown {
                kind: "decision in the tier matrix",
                name: autonomy.decision.clone(),
                known: matrix.into_iter().map(|decision| decision.id).collect(),
            });
        }
    }
    if contract.targets.is_empty() || contract.years == 0 {
        return Err(OfficeError::Refused {
            what: "a contract needs a target and at least one year".to_owned(),
            hint: "docs/guides/write-a-plan.md shows one".to_owned(),
        });
    }
    if contract.id.trim().is_empty() {
        let what = "a contract needs a short name".to_owned();
        return Err(OfficeError::Refused { what, hint: "such as north-2027".to_owned() });
    }
    put_after(district, seen, CONTRACT, &contract.id, contract, now)
}

/// Writes a contract over whatever stands, as a file does.
pub(in crate::plan) fn write_contract(
    district: &District,
    contract: &Contract,
    now: Timestamp,
) -> Result<i64, OfficeError> {
    put_contract(district, standing_entry(district, CONTRACT, &contract.id)?, contract, now)
}

/// A contract as an entry holds it: what somebody saw when they began to write.
///
/// # Errors
/// That there is no such entry of that contract.
pub fn contract_at(district: &District, id: &str, entry: i64) -> Result<Contract, OfficeError> {
    value_at(district, CONTRACT, id, entry)
}

/// Changes a contract over the entry that the person saw; what somebody else changed of other parts
/// in the meantime is kept with it.
///
/// # Errors
/// What [`put_contract`] refuses.
pub fn change_contract(
    district: &District,
    seen: i64,
    mine: &Contract,
    now: Timestamp,
) -> Result<Changed<Contract>, OfficeError> {
    let put = |seen, contract: &Contract| put_contract(district, Some(seen), contract, now);
    change_over(district, CONTRACT, &mine.id, seen, mine, put)
}

/// Adds a target to a contract, under the first short name that is free. Whoever adds another in
/// the same instant keeps theirs.
///
/// # Errors
/// What [`put_contract`] refuses.
pub fn add_target(
    district: &District,
    contract: &str,
    target: &ContractTarget,
    now: Timestamp,
) -> Result<i64, OfficeError> {
    let mut tries = 0;
    loop {
        let found = find_contract(district, contract)?;
        let mut changed = found.body;
        let id = free_id('T', |id| changed.targets.iter().any(|known| known.id == id));
        changed.targets.push(ContractTarget { id, ..target.clone() });
        match put_contract(district, Some(found.id), &changed, now) {
            Err(OfficeError::Overtaken { .. }) if tries < TRIES => tries += 1,
            entered => return entered,
        }
    }
}

/// Records the day on which the central office gave a support that it owed.
///
/// # Errors
/// That there is no such contract or support; that the person may not.
pub fn mark_support(
    district: &District,
    contract: &str,
    support: &str,
    on: Date,
    now: Timestamp,
) -> Result<i64, OfficeError> {
    may_govern(district)?;
    let found = find_contract(district, contract)?.body;
    if !found.supports.iter().any(|known| known.id == support) {
        let known = found.supports.into_iter().map(|known| known.id).collect();
        return Err(OfficeError::Unknown { kind: "support", name: support.to_owned(), known });
    }
    let subject = format!("{contract} {support}");
    let stands = standing_entry(district, SUPPORT, &subject)?;
    put_after(district, stands, SUPPORT, &subject, &on, now)
}

/// Chooses a consequence of a year from the contract's own list.
///
/// # Errors
/// That the list does not hold it, or the year is not one of the contract's; that the person may
/// not.
pub fn choose_consequence(
    district: &District,
    contract: &str,
    year: i16,
    what: &str,
    now: Timestamp,
) -> Result<i64, OfficeError> {
    may_govern(district)?;
    let found = find_contract(district, contract)?.body;
    if !found.list_years().any(|of| of == year) {
        let what = format!("{} is no year of this contract", SchoolYear::ending(year));
        return Err(OfficeError::Refused { what, hint: String::new() });
    }
    if !found.consequences.iter().any(|known| known == what) {
        return Err(OfficeError::Unknown {
            kind: "consequence in the contract",
            name: what.to_owned(),
            known: found.consequences,
        });
    }
    let body = Consequence { year, what: what.to_owned() };
    let subject = format!("{contract} {year}");
    let stands = standing_entry(district, CONSEQUENCE, &subject)?;
    put_after(district, stands, CONSEQUENCE, &subject, &body, now)
}

/// A contract by its short name, with the entry that made it so.
///
/// # Errors
/// That there is none; that the person may not see the plan.
pub fn find_contract(
    district: &District,
    id: &str,
) -> Result<journal::Entry<Contract>, OfficeError> {
    may_see(district)?;
    let all: Vec<journal::Entry<Contract>> = standing(district, CONTRACT, None)?;
    let known = all.iter().map(|contract| contract.subject.clone()).collect();
    all.into_iter().find(|contract| contract.subject == id).ok_or_else(|| OfficeError::Unknown {
        kind: "contract",
        name: id.to_owned(),
        known,
    })
}

/// Real transitions into a school year: steps, patterns, hand-offs owed and held.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FeederView {
    /// The calendar year in which the school year ends into which students stepped.
    pub year: i16,
    /// Steps from school to school.
    pub feeders: Vec<Feeder>,
    /// Each school's chain, and its cluster by the district and by its students.
    pub patterns: Vec<FeederPattern>,
    /// Hand-offs between schools that share at least a tenth of a leaving grade.
    pub handoffs: Vec<HandoffLine>,
    /// Schools' names by number.
    pub names: BTreeMap<String, String>,
}

/// Traces real transitions into the latest school year that has enrollments, or a named one.
///
/// # Errors
/// That no two years in a row have enrollments; the files' errors.
pub fn feeders(
    district: &District,
    year: Option<i16>,
    as_of: Option<Timestamp>,
) -> Result<FeederView, OfficeError> {
    may_see(district)?;
    let snapshot = district.snapshot()?;
    let years: Vec<SchoolYear> = snapshot
        .list_slots()
        .into_iter()
        .filter(|slot| slot.slot.table.name == Enrollment::TABLE.name)
        .filter_map(|slot| slot.slot.year)
        .collect();
    let latest = year.map(SchoolYear::ending).or_else(|| years.iter().max().copied());
    let Some(into) = latest.filter(|y| years.contains(y) && years.contains(&y.previous())) else {
        return Err(OfficeError::Refused {
            what: "no two school years in a row have enrollments".to_owned(),
            hint: "traction facts show lists the years that are in".to_owned(),
        });
    };
    let want = Want::all(&Enrollment::TABLE).years([into.previous(), into]).columns([
        "school_year",
        "student_id",
        "school_id",
        "grade_level",
        "entry_date",
    ]);
    let facts = snapshot.load(&[want, Want::all(&School::TABLE)])?;
    let last_place = |year: SchoolYear| -> BTreeMap<StudentId, (SchoolId, GradeLevel)> {
        let Some(batch) = facts.find(&Enrollment::TABLE, year) else { return BTreeMap::new() };
        let mut rows = Enrollment::list(batch).unwrap_or_default();
        // The last entry of the year is where the student was at its end, or in the next year is.
        rows.sort_by_key(|row| row.entry_date);
        rows.into_iter().map(|row| (row.student_id, (row.school_id, row.grade_level))).collect()
    };
    let (before, after) = (last_place(into.previous()), last_place(into));
    let moves: Vec<Move> = before
        .into_iter()
        .filter(|(_, (_, grade))| Transition::ALL.iter().any(|t| t.grade() == *grade))
        .map(|(student, (from, from_grade))| Move {
            to: after.get(&student).map(|(school, _)| school.clone()),
            from,
            from_grade,
        })
        .collect();
    let schools = facts
        .find_standing(&School::TABLE)
        .map(|batch| School::list(batch).unwrap_or_default())
        .unwrap_or_default();
    let clusters = schools
        .iter()
        .map(|s| (s.school_id.clone(), s.cluster_id.as_ref().ok().map(ToString::to_string)))
        .collect();
    let protection = crate::disclosure::protection_now(district)?;
    let (feeders, patterns) = trace_feeders(&moves, &clusters, &protection);
    let held: Vec<Handoff> = standing(district, HANDOFF, as_of)?
        .into_iter()
        .map(|entry: journal::Entry<Handoff>| entry.body)
        .collect();
    let handoffs = list_handoffs(&feeders, &held, into.end(), LEAST_SHARE);
    let names = schools.into_iter().map(|s| (s.school_id.to_string(), s.school_name)).collect();
    Ok(FeederView { year: into.end(), feeders, patterns, handoffs, names })
}

/// Records a hand-off between two schools.
///
/// # Errors
/// That the person may not.
pub fn put_handoff(
    district: &District,
    handoff: &Handoff,
    now: Timestamp,
) -> Result<i64, OfficeError> {
    may_write(district, Deed::Plan)?;
    let subject = format!(
        "{} {} {}→{} {}",
        handoff.transition.code(),
        handoff.year,
        handoff.from_school,
        handoff.to_school,
        handoff.met_on
    );
    journal::enter(district, ROOM, HANDOFF, &subject, &Kept::of(handoff.clone()), now)
}
