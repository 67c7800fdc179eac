//! The rounds of a year: which is in progress, which are adopted, and what was answered in each.

use jiff::civil::Date;
use traction_core::choice::Policy;
use traction_core::choice::coming::Coming;
use traction_core::choice::course::{Course, Held};
use traction_core::choice::model::Numbers;
use traction_core::choice::round::{Round, RoundFinding, build_later};
use traction_core::choice::waitlist::{Event, State};
use traction_core::district::SchoolYear;

use super::answers::Answered;
use super::draw::{Drawn, find_adopted, find_commitment, load_drawn};
use super::{ROOM, facts_of, refuse, refuse_round};
use crate::district::District;
use crate::error::OfficeError;
use crate::journal;

/// The round of a year that is in progress: the first of the policy's that is not adopted, or the
/// last when all are.
///
/// # Errors
/// The catalog's errors.
pub fn current_round(district: &District, year: SchoolYear) -> Result<u8, OfficeError> {
    let Some(entry) = find_commitment(district, year, 1)? else { return Ok(1) };
    let last = entry.body.policy()?.count_rounds();
    for round in 1..last {
        if find_adopted(district, year, round)?.is_none() {
            return Ok(round);
        }
    }
    Ok(last)
}

/// A round that is asked for, or the latest to which the district is bound.
///
/// # Errors
/// When the year's policy has no such round.
pub(super) fn round_of(
    district: &District,
    year: SchoolYear,
    round: Option<u8>,
) -> Result<u8, OfficeError> {
    let Some(round) = round else {
        let current = current_round(district, year)?;
        let bound = find_commitment(district, year, current)?.is_some();
        return Ok(if bound { current } else { current.saturating_sub(1).max(1) });
    };
    let rounds = match find_commitment(district, year, 1)? {
        None => 1,
        Some(entry) => entry.body.policy()?.count_rounds(),
    };
    if (1..=rounds).contains(&round) {
        return Ok(round);
    }
    Err(OfficeError::Unknown {
        kind: "round",
        name: round.to_string(),
        known: (1..=rounds).map(|round| round.to_string()).collect(),
    })
}

/// The adopted rounds of a year, in order, with everything that was answered.
pub(super) struct Rounds {
    pub(super) drawn: Vec<Drawn>,
    numbers: Vec<Numbers>,
    answered: Vec<(String, Answered)>,
}

impl Rounds {
    /// Those before a round, or all.
    pub(super) fn load(
        district: &District,
        year: SchoolYear,
        before: Option<u8>,
    ) -> Result<Rounds, OfficeError> {
        let mut drawn = Vec::new();
        for round in 1..before.unwrap_or(u8::MAX) {
            match find_adopted(district, year, round)? {
                Some(entry) => drawn.push(load_drawn(district, entry.body.proposal)?.result),
                None => break,
            }
        }
        if drawn.is_empty() {
            return Err(OfficeError::NotYet {
                what: format!("no assignment is adopted for {year}"),
                hint: "traction choice run, then traction choice adopt RUN --by NAME".to_owned(),
            });
        }
        let entries = journal::list::<Answered>(district, ROOM, "answer", None, None)?;
        let answered = entries
            .into_iter()
            .filter(|entry| entry.body.year == year.end())
            .map(|entry| (entry.subject, entry.body))
            .collect();
        let numbers = drawn.iter().map(Drawn::numbers).collect();
        Ok(Rounds { drawn, numbers, answered })
    }

    /// As the course of a year reads them.
    pub(super) fn held(&self) -> Vec<Held<'_>> {
        let mut held = Vec::with_capacity(self.drawn.len() + 1);
        for (drawn, numbers) in self.drawn.iter().zip(&self.numbers) {
            held.push(Held { round: &drawn.round, numbers, assignment: &drawn.assignment });
        }
        held
    }

    /// The position of the round that an application answers in on a day: the latest in which it
    /// takes part and whose offers have been made.
    pub(super) fn find_stage(&self, application: &str, on: Date) -> Option<(usize, usize)> {
        let begun = |at: usize, round: &Round| at == 0 || round.days().offers <= on;
        let rounds = self.drawn.iter().map(|drawn| &drawn.round).enumerate().rev();
        let mut found = rounds.filter(|(at, round)| begun(*at, round));
        found.find_map(|(at, round)| Some((at, round.find(application)?)))
    }

    /// What was answered, each with its round.
    pub(super) fn events(&self) -> Vec<(usize, Event)> {
        let event = |(application, said): &(String, Answered)| {
            let (stage, at) = self.find_stage(application, said.on)?;
            let round = &self.drawn[stage].round;
            let list = &round.applications[at].list;
            let is = |program: u32| round.programs[program as usize].id == said.program;
            let place = list.iter().position(|choice| is(choice.program)).unwrap_or(list.len());
            let (on, answer) = (said.on, said.answer);
            Some((stage, Event { on, application: at as u32, place: place as u32, answer }))
        };
        self.answered.iter().filter_map(event).collect()
    }

    /// The last of them.
    pub(super) fn last(&self) -> &Drawn {
        &self.drawn[self.drawn.len() - 1]
    }
}

/// Where all rounds stand on a day: the course, and a state for each round.
pub(super) fn replay<'a>(
    rounds: &Rounds,
    held: &'a [Held<'a>],
    as_of: Date,
) -> Result<(Course<'a>, Vec<State>), OfficeError> {
    let course = Course::of(held).map_err(refuse)?;
    let states = course.replay(as_of, &rounds.events());
    Ok((course, states))
}

/// A round of a year under a policy, made over the seats that earlier ones left.
pub(super) fn load_later(
    district: &District,
    policy: &Policy,
    year: SchoolYear,
    round: u8,
) -> Result<(Round, Vec<RoundFinding>), OfficeError> {
    let facts = facts_of(district, year)?;
    let before = Rounds::load(district, year, Some(round))?;
    let Some(days) = policy.find_days(round) else {
        return Err(OfficeError::Unknown {
            kind: "round",
            name: round.to_string(),
            known: (1..=policy.count_rounds()).map(|round| round.to_string()).collect(),
        });
    };
    let held = before.held();
    let (course, states) = replay(&before, &held, days.closes)?;
    build_later(&facts, policy, year, round, (&course, &held, &states))
        .map_err(|e| refuse_round(&e))
}

/// The school years that have an adopted round, in order.
///
/// # Errors
/// The store's and the catalog's errors.
pub(crate) fn list_held_years(district: &District) -> Result<Vec<SchoolYear>, OfficeError> {
    let mut held = Vec::new();
    for year in super::list_years(district)? {
        if find_adopted(district, year, 1)?.is_some() {
            held.push(year);
        }
    }
    Ok(held)
}

/// What the adopted rounds of a year know of who comes, at the end of a day. Rows of students:
/// whoever asks makes figures of them that may be shown.
///
/// # Errors
/// When none is adopted; the catalog's errors.
pub(crate) fn coming(
    district: &District,
    year: SchoolYear,
    as_of: Date,
) -> Result<Coming, OfficeError> {
    let rounds = Rounds::load(district, year, None)?;
    let held = rounds.held();
    let (course, states) = replay(&rounds, &held, as_of)?;
    Ok(Coming::of(&course, &held, &states, as_of))
}
