//! The rounds of a year one after the other: who takes whose place, which seats are taken on a day,
//! and the replay of all answers.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::model::{Assignment, Market, MarketError, Numbers, SeatGroup};
use super::round::Round;
use super::waitlist::{Event, Stage, State, replay_stages};

/// A round that was drawn.
#[derive(Debug, Clone, Copy)]
pub struct Held<'a> {
    /// The round, with the lists as they were used.
    pub round: &'a Round,
    /// Its numbers.
    pub numbers: &'a Numbers,
    /// What it gave.
    pub assignment: &'a Assignment,
}

/// The rounds of a year, in order, the first of them the policy's first.
#[derive(Debug)]
pub struct Course<'a> {
    held: &'a [Held<'a>],
    markets: Vec<Market>,
    waits: Vec<Vec<bool>>,
    programs: Vec<Vec<u32>>,
    earlier: Vec<Vec<Option<(usize, u32)>>>,
}

/// One who holds a seat, or an offer that is not answered yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Taken {
    /// The class by which they came in.
    pub class: u8,
    /// The number by which they came in.
    pub number: u32,
    /// The reserves that they are members of at the program.
    pub reserves: u16,
}

impl<'a> Course<'a> {
    /// The course of some rounds.
    ///
    /// # Errors
    /// What the engines cannot number.
    pub fn of(held: &'a [Held<'a>]) -> Result<Course<'a>, MarketError> {
        let markets: Vec<Market> =
            held.iter().map(|held| held.round.market()).collect::<Result<_, _>>()?;
        let waits = held.iter().map(|held| held.round.waits()).collect();
        let mut known: BTreeMap<(&str, &str), u32> = BTreeMap::new();
        let mut number = |round: &'a Round| {
            let mut numbers = Vec::with_capacity(round.programs.len());
            for program in &round.programs {
                let next = known.len() as u32;
                let key = (program.id.as_str(), program.grade.as_str());
                numbers.push(*known.entry(key).or_insert(next));
            }
            numbers
        };
        let programs = held.iter().map(|held| number(held.round)).collect();
        let before = |at: usize, id: &str| {
            // The latest round before that has an application of this number.
            let found = held[..at].iter().enumerate().rev();
            let mut found = found.filter_map(|(stage, held)| Some((stage, held.round.find(id)?)));
            found.next().map(|(stage, one)| (stage, one as u32))
        };
        let earlier = (0..held.len())
            .map(|at| {
                let round = held[at].round;
                (0..round.applications.len()).map(|one| before(at, round.earlier(one)?)).collect()
            })
            .collect();
        Ok(Course { held, markets, waits, programs, earlier })
    }

    /// The market of a round.
    pub fn market(&self, stage: usize) -> &Market {
        &self.markets[stage]
    }

    /// The round and application whose place one takes.
    pub fn earlier(&self, stage: usize, application: usize) -> Option<(usize, u32)> {
        self.earlier[stage][application]
    }

    /// The first application of a student: of the round whose place no other takes.
    pub fn first(&self, stage: usize, application: u32) -> (usize, u32) {
        let mut at = (stage, application);
        while let Some(before) = self.earlier(at.0, at.1 as usize) {
            at = before;
        }
        at
    }

    /// Where all rounds stand at the end of a day; each event with the position of its round.
    pub fn replay(&self, as_of: Date, events: &[(usize, Event)]) -> Vec<State> {
        let whole: Vec<Vec<&[SeatGroup]>> = self
            .held
            .iter()
            .map(|held| (0..held.round.programs.len()).map(|p| held.round.whole(p)).collect())
            .collect();
        let stages: Vec<Stage<'_>> = self
            .held
            .iter()
            .enumerate()
            .map(|(at, held)| {
                let days = held.round.days();
                Stage {
                    market: &self.markets[at],
                    numbers: held.numbers,
                    assignment: held.assignment,
                    waits: &self.waits[at],
                    offers: days.offers,
                    answer_by: days.answer_by,
                    lines_end: held.round.policy.lines_end(held.round.number()),
                    programs: &self.programs[at],
                    whole: &whole[at],
                    earlier: &self.earlier[at],
                }
            })
            .collect();
        let Some(first) = self.held.first() else { return Vec::new() };
        replay_stages(&stages, first.round.policy.waitlist, as_of, events)
    }

    /// Who stands in line for each program at the end of a day, by its code and grade, first in line
    /// first: round and application. Lines of earlier rounds that go on come before later ones.
    pub fn list_waiting(
        &self,
        states: &[State],
        as_of: Date,
    ) -> BTreeMap<(String, String), Vec<(usize, u32)>> {
        let mut all: BTreeMap<(String, String), Vec<(usize, u8, u32, u32)>> = BTreeMap::new();
        for (stage, state) in states.iter().enumerate() {
            let (held, market) = (&self.held[stage], &self.markets[stage]);
            let policy = &held.round.policy;
            let ended = policy.lines_end(held.round.number()).is_some_and(|end| end < as_of);
            let begun = stage == 0 || held.round.days().offers <= as_of;
            if !policy.waitlist.keep || ended || !begun {
                continue;
            }
            for (application, standing) in state.standings.iter().enumerate() {
                if standing.withdrawn || standing.replaced {
                    continue;
                }
                for choice in market.list(application).take(standing.until as usize) {
                    if !self.waits[stage][choice] {
                        continue;
                    }
                    let listed = market.listed(choice);
                    let program = &held.round.programs[listed.program as usize];
                    let key = (program.id.clone(), program.grade.clone());
                    let number = held.numbers.at(application, choice);
                    let place = (stage, listed.class, number, application as u32);
                    all.entry(key).or_default().push(place);
                }
            }
        }
        let in_order = |mut line: Vec<(usize, u8, u32, u32)>| {
            line.sort_unstable();
            line.into_iter().map(|(stage, _, _, application)| (stage, application)).collect()
        };
        all.into_iter().map(|(key, line)| (key, in_order(line))).collect()
    }

    /// Who holds a seat or an offer at each program, by its code and grade.
    pub fn list_taken(&self, states: &[State]) -> BTreeMap<(String, String), Vec<Taken>> {
        let mut all: BTreeMap<(String, String), Vec<Taken>> = BTreeMap::new();
        for (stage, state) in states.iter().enumerate() {
            let (held, market) = (&self.held[stage], &self.markets[stage]);
            for (application, standing) in state.standings.iter().enumerate() {
                let start = market.list(application).start;
                let offers = standing.offers.iter().map(|offer| offer.place);
                for place in standing.seat.into_iter().chain(offers) {
                    let choice = start + place as usize;
                    let listed = market.listed(choice);
                    let program = &held.round.programs[listed.program as usize];
                    let key = (program.id.clone(), program.grade.clone());
                    all.entry(key).or_default().push(Taken {
                        class: listed.class,
                        number: held.numbers.at(application, choice),
                        reserves: listed.reserves,
                    });
                }
            }
        }
        all
    }
}
