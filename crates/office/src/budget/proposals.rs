//! Proposals: an allocation that is kept as it was made, and adopted by a named person. From the
//! day of its adoption the schools have its figures, which the planning calendar measures.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use traction_core::budget::model::sum;
use traction_core::budget::policy::Gives;
use traction_core::budget::{Allocation, Formula, check};
use traction_core::district::SchoolYear;
use traction_core::exact::Exact;

use super::desk::{Desk, formulas};
use super::may_allocate;
use crate::access::Sight;
use crate::district::District;
use crate::error::OfficeError;
use crate::journal::{self, Entry, Made, Proposal};

const ROOM: &str = "budget";
const KIND: &str = "allocation";
/// How many years after its students' year a budget can be for.
const FURTHEST: i16 = 5;

/// What a proposal holds.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Proposed {
    #[serde(flatten)]
    given: Allocation,
    /// The school year that it is for, by the calendar year in which it ends; one that was kept
    /// before this was asked does not say.
    #[serde(default)]
    plans: Option<i16>,
    /// The places of the lines that give positions.
    #[serde(default)]
    positions: Vec<usize>,
}

impl Proposed {
    /// The schools that are given anything of a figure of the planning calendar.
    fn schools_with(&self, figure: Figure) -> Vec<String> {
        let known = self.given.schools.iter().filter(|school| match figure {
            Figure::Budget => school.amounts.iter().any(|amount| amount.dollars.is_some()),
            Figure::Staffing => self
                .positions
                .iter()
                .filter_map(|place| school.amounts.get(*place))
                .any(|amount| amount.amount.is_ok()),
        });
        known.map(|school| school.id.clone()).collect()
    }
}

/// What an allocation tells schools, as the planning calendar names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Figure {
    Budget,
    Staffing,
}

impl Figure {
    const fn id(self) -> &'static str {
        match self {
            Figure::Budget => "budget",
            Figure::Staffing => "staffing",
        }
    }
}

/// That an allocation was adopted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Adopted {
    /// The entry that says so.
    pub entry: i64,
    /// The school year that it is for, where the proposal says.
    pub plans: Option<SchoolYear>,
    /// Schools that have their dollars from this day on.
    pub with_dollars: usize,
    /// Schools that have their positions from this day on.
    pub with_positions: usize,
}

impl Adopted {
    /// What came of it, in a sentence.
    pub fn words(&self) -> String {
        match self.plans {
            None => "It does not say for which school year, so the calendar stays.".to_owned(),
            Some(year) => format!(
                "On the calendar, schools have their figures for {year} from today: {} their \
                 dollars, {} their positions.",
                self.with_dollars, self.with_positions
            ),
        }
    }
}

/// The school year that an allocation is for unless somebody says another one: the one after its
/// students' year.
pub fn year_planned(desk: &Desk) -> SchoolYear {
    SchoolYear::ending(desk.year.end().saturating_add(1))
}

/// Says whether the students of a desk can allocate for a school year: their own, or one of the five
/// after it.
///
/// # Errors
/// That they cannot.
pub fn check_year(desk: &Desk, plans: SchoolYear) -> Result<(), OfficeError> {
    let last = SchoolYear::ending(desk.year.end().saturating_add(FURTHEST));
    if (desk.year..=last).contains(&plans) {
        return Ok(());
    }
    Err(OfficeError::Refused {
        what: format!("students of {} allocate no budget for {plans}", desk.year),
        hint: format!("say the year in which it ends, {} to {}", desk.year.end(), last.end()),
    })
}

/// Records an allocation for a school year as a proposal, with what the independent check found,
/// and gives its number. `from` says where its inputs are from when they are not the facts'.
/// Adopting it is a later entry, by a person.
///
/// # Errors
/// A year before its students' or far after it; the catalog's errors.
pub fn propose(
    district: &District,
    desk: &Desk,
    from: Option<&str>,
    plans: SchoolYear,
    now: Timestamp,
) -> Result<i64, OfficeError> {
    may_allocate(district)?;
    check_year(desk, plans)?;
    let found = check::check(&desk.formula, &desk.schools, &desk.given);
    let findings: Vec<String> = found
        .into_iter()
        .map(|wrong| format!("{} {}: {}", wrong.school, wrong.line, wrong.what))
        .collect();
    let mut policy = format!("{} {}", desk.formula.id, desk.formula.version);
    if let Some(from) = from {
        policy.push_str(&format!("; inputs from {from}"));
    }
    let lines = desk.formula.lines.iter().enumerate();
    let result = Proposed {
        given: desk.given.clone(),
        plans: Some(plans.end()),
        positions: lines
            .filter(|(_, line)| line.gives == Gives::Positions)
            .map(|(place, _)| place)
            .collect(),
    };
    let made = Made {
        room: ROOM,
        kind: KIND,
        policy: &policy,
        seed: 0,
        result: &result,
        findings: &findings,
    };
    journal::propose(district, &made, now)
}

/// Adopts a proposed allocation in the name of the person who opened the district. From this day
/// on each school that it gives something has those figures, and the planning calendar says so.
///
/// # Errors
/// That there is no such proposal; that its check found something; the catalog's errors.
pub fn adopt(district: &District, proposal: i64, now: Timestamp) -> Result<Adopted, OfficeError> {
    may_allocate(district)?;
    let found = journal::load_proposal::<Proposed>(district, ROOM, KIND, proposal)?;
    if found.findings != "[]" {
        return Err(OfficeError::Refused {
            what: format!("the check of proposal {proposal} found: {}", found.findings),
            hint: "propose it again; if the check finds the same, tell us".to_owned(),
        });
    }
    let entry = journal::enter(district, ROOM, journal::ADOPTED, KIND, &proposal, now)?;
    let plans = found.result.plans;
    let reached = |figure: Figure| match plans {
        None => Ok(0),
        Some(year) => {
            let schools = found.result.schools_with(figure);
            crate::plan::note_release(district, figure.id(), year, &schools, now)
        }
    };
    Ok(Adopted {
        entry,
        plans: plans.map(SchoolYear::ending),
        with_dollars: reached(Figure::Budget)?,
        with_positions: reached(Figure::Staffing)?,
    })
}

/// A proposed allocation in a line.
#[derive(Debug, Clone, PartialEq)]
pub struct ProposalLine {
    /// Its number.
    pub id: i64,
    /// When it was made.
    pub at: Timestamp,
    /// Who made it.
    pub who: String,
    /// The formula with its version, and where its inputs are from.
    pub policy: String,
    /// The school year that it is for, where it says.
    pub plans: Option<SchoolYear>,
    /// Dollars over all schools.
    pub dollars: Exact,
    /// Whether the independent check found nothing.
    pub checked: bool,
    /// Who adopted it, and when.
    pub adopted: Option<(String, Timestamp)>,
}

/// The proposed allocations, latest first.
///
/// # Errors
/// [`OfficeError::NoReason`]; the catalog's errors.
pub fn list_proposals(district: &District) -> Result<Vec<ProposalLine>, OfficeError> {
    let reason = district.why_see(Sight::Money)?;
    if !reason.scope().is_district() {
        return Ok(Vec::new());
    }
    let adopted: Vec<Entry<i64>> =
        journal::list(district, ROOM, journal::ADOPTED, Some(KIND), None)?;
    let proposals = journal::list_proposals::<Proposed>(district, ROOM, KIND)?;
    let line = |proposal: Proposal<Proposed>| ProposalLine {
        dollars: sum(proposal.result.given.schools.iter().map(|school| school.dollars())),
        plans: proposal.result.plans.map(SchoolYear::ending),
        checked: proposal.findings == "[]",
        adopted: adopted
            .iter()
            .find(|entry| entry.body == proposal.id)
            .map(|entry| (entry.who.clone(), entry.at)),
        id: proposal.id,
        at: proposal.at,
        who: proposal.who,
        policy: proposal.policy,
    };
    Ok(proposals.into_iter().map(line).collect())
}

/// The formula that the district adopted last.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum AdoptedFormula {
    /// Its text is what was adopted.
    Formula(Box<Formula>),
    /// Its file is another version now, or is gone.
    Changed {
        /// Id and version as adopted.
        adopted: String,
        /// The version of now.
        now: Option<String>,
    },
}

/// The formula of the allocation that was adopted last; nothing where none was. It is the rule that is
/// asked for and no money, so no reason is: figures that rest on it say so.
///
/// # Errors
/// A formula of the district's that cannot be used; the catalog's errors.
pub(crate) fn find_adopted_formula(
    district: &District,
) -> Result<Option<AdoptedFormula>, OfficeError> {
    let adopted: Vec<Entry<i64>> =
        journal::list(district, ROOM, journal::ADOPTED, Some(KIND), None)?;
    let Some(last) = adopted.iter().max_by_key(|entry| entry.id) else { return Ok(None) };
    let Some(policy) = journal::find_policy(district, ROOM, KIND, last.body)? else {
        return Ok(None);
    };
    let adopted = policy.split(';').next().unwrap_or_default().trim();
    let (id, version) = adopted.split_once(' ').unwrap_or((adopted, ""));
    let formulas = formulas(district)?;
    Ok(Some(match formulas.find(id) {
        Some(formula) if formula.version == version => {
            AdoptedFormula::Formula(Box::new(formula.clone()))
        }
        found => AdoptedFormula::Changed {
            adopted: adopted.to_owned(),
            now: found.map(|formula| formula.version.clone()),
        },
    }))
}
