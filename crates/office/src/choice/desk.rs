//! Where a year's round stands, and what its runs say of themselves.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use traction_core::choice::engine::families::Outcome;
use traction_core::choice::policy::RoundDays;
use traction_core::choice::{Mechanism, Policy, promise};
use traction_core::district::SchoolYear;

use super::draw::{Adopted, Committed, Drawn, find_adopted, find_commitment};
use super::rounds::{current_round, round_of};
use super::seal::{Sealed, find_sealed};
use super::{ROOM, year_of};
use crate::district::District;
use crate::error::OfficeError;
use crate::journal::{self, Entry, Proposal};

/// What a run says of itself.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RunSummary {
    /// The proposal's number.
    pub proposal: i64,
    /// When it was made.
    pub at: Timestamp,
    /// The school year.
    pub year: i16,
    /// The policy's id and version.
    pub policy: String,
    /// How the seats were given out.
    pub mechanism: Mechanism,
    /// Applications.
    pub applications: usize,
    /// Applications that were given something.
    pub given: usize,
    /// Applications that were given the first choice.
    pub first: usize,
    /// Pairs of brothers and sisters: together, apart, without a school in common.
    pub families: [usize; 3],
    /// What the check found; empty when all is as it says.
    pub violations: usize,
}

impl RunSummary {
    /// What the check says of the run, in a sentence.
    pub fn checked(&self) -> String {
        match self.violations {
            0 => promise::kept(self.mechanism).to_owned(),
            1 => "The check found one thing wrong: do not send letters.".to_owned(),
            many => format!("The check found {many} things wrong: do not send letters."),
        }
    }
}

pub(super) fn summary(proposal: &Proposal<Drawn>) -> RunSummary {
    let drawn = &proposal.result;
    let mut first = 0;
    let mut at = 0;
    for (application, line) in drawn.round.applications.iter().enumerate() {
        if let Some(choice) = drawn.assignment.find(application) {
            first += usize::from(line.list[choice - at].rank == 1);
        }
        at += line.list.len();
    }
    let outcome =
        |outcome| drawn.families.iter().filter(|family| family.outcome == outcome).count();
    let violations: Vec<serde_json::Value> =
        serde_json::from_str(&proposal.findings).unwrap_or_default();
    RunSummary {
        proposal: proposal.id,
        at: proposal.at,
        year: drawn.round.year,
        policy: proposal.policy.clone(),
        mechanism: drawn.round.policy.mechanism,
        applications: drawn.round.applications.len(),
        given: drawn.assignment.count_given(),
        first,
        families: [Outcome::Together, Outcome::Apart, Outcome::NoSchoolInCommon].map(outcome),
        violations: violations.len(),
    }
}

/// Where a year's round stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Desk {
    /// The school year.
    pub year: SchoolYear,
    /// Which of the policy's rounds it is, from 1.
    pub round: u8,
    /// The round that is in progress: the one that can be committed to, drawn or adopted.
    pub current: u8,
    /// The policy that the first round is bound to, by which all rounds go.
    pub policy: Option<Policy>,
    /// The names of all rounds of the policy that the first is bound to; empty before it is.
    pub rounds: Vec<String>,
    /// Applications that are loaded for the year.
    pub applications: u64,
    /// What was committed to, when and by whom.
    pub commitment: Option<(Entry<Committed>, Policy)>,
    /// Why the commitment binds less than it should, in words.
    pub late: Option<String>,
    /// What was sealed for it.
    pub sealed: Option<Entry<Sealed>>,
    /// The runs, latest first.
    pub runs: Vec<RunSummary>,
    /// What was adopted, when and by whom.
    pub adopted: Option<(Adopted, Timestamp)>,
    /// Days of the policy's round.
    pub days: Option<RoundDays>,
}

/// Where a year's round stands; the latest year's when none is named, and the latest round that has a commitment.
///
/// # Errors
/// When no applications are loaded, or there is no such round.
pub fn desk(
    district: &District,
    year: Option<i16>,
    round: Option<u8>,
) -> Result<Desk, OfficeError> {
    let year = year_of(district, year)?;
    let round = round_of(district, year, round)?;
    let policy =
        find_commitment(district, year, 1)?.map(|first| first.body.policy()).transpose()?;
    let rounds = policy.iter().flat_map(|policy| {
        (1..=policy.count_rounds()).filter_map(|at| Some(policy.find_days(at)?.name.clone()))
    });
    let rounds: Vec<String> = rounds.collect();
    let slots = district.snapshot()?.list_slots();
    let here = slots
        .iter()
        .find(|rows| rows.slot.table.name == "applications" && rows.slot.year == Some(year));
    let commitment = match find_commitment(district, year, round)? {
        None => None,
        Some(entry) => {
            let policy = entry.body.policy()?;
            Some((entry, policy))
        }
    };
    let runs = journal::list_proposals::<Drawn>(district, ROOM, "assignment")?
        .iter()
        .filter(|proposal| {
            let drawn = &proposal.result.round;
            (drawn.year, drawn.number()) == (year.end(), round)
        })
        .map(summary)
        .collect();
    let days = policy.as_ref().and_then(|policy| policy.find_days(round)).cloned();
    let late = commitment.as_ref().zip(days.as_ref());
    let late = late.and_then(|((entry, _), days)| late_words(entry.at, days));
    let sealed = match &commitment {
        None => None,
        Some((entry, _)) => find_sealed(district, year, entry)?,
    };
    Ok(Desk {
        year,
        round,
        current: current_round(district, year)?,
        policy,
        rounds,
        applications: here.map_or(0, |rows| rows.rows),
        commitment,
        late,
        sealed,
        runs,
        adopted: find_adopted(district, year, round)?.map(|entry| (entry.body, entry.at)),
        days,
    })
}

/// The day of a moment, where the program runs.
fn day_of(at: Timestamp) -> Date {
    at.to_zoned(jiff::tz::TimeZone::system()).date()
}

/// What is wrong with a commitment that was made after applications closed.
fn late_words(at: Timestamp, days: &RoundDays) -> Option<String> {
    let (day, closes) = (day_of(at), days.closes);
    (day > closes).then(|| {
        let long = |day: Date| day.strftime("%B %-d, %Y").to_string();
        format!(
            "Committed to on {}, after applications closed on {}: families cannot know that the seed \
             was not chosen to suit the lists. A public draw that is still to come helps.",
            long(day),
            long(closes)
        )
    })
}
