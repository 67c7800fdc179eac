//! Whether the rounds of a year together are as they say: no seat is given twice on any day, nobody
//! holds two, and who takes part in a later round may.
//!
//! It knows what happened, move by move, and the tables of programs; it counts by code, grade and
//! number of application, and not by anything that the replay or the later round's making computed.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::Violation;
use crate::choice::course::Held;
use crate::choice::policy::Condition;
use crate::choice::round::Round;
use crate::choice::waitlist::{Move, State, What};

/// What one application holds: the places of its list, with whether the seat was accepted.
type Holds = BTreeMap<u32, bool>;

/// Follows the moves of all rounds day by day.
struct Ledger<'a> {
    held: &'a [Held<'a>],
    holds: Vec<Vec<Holds>>,
    wrong: Vec<Violation>,
}

/// What is wrong with the rounds of a year, whose states are those of one replay.
pub fn check_rounds(held: &[Held<'_>], states: &[State]) -> Vec<Violation> {
    let holds = held.iter().map(|held| vec![Holds::new(); held.round.applications.len()]).collect();
    let mut ledger = Ledger { held, holds, wrong: Vec::new() };
    let days: BTreeSet<Date> =
        states.iter().flat_map(|state| &state.moves).map(|one| one.on).collect();
    let closings: BTreeMap<Date, usize> =
        held.iter().enumerate().skip(1).map(|(at, held)| (held.round.days().closes, at)).collect();
    let mut closings = closings.into_iter().peekable();
    let mut next = vec![0; states.len()];
    for day in days {
        // A later round is looked at as things stood when it closed.
        while let Some((_, round)) = closings.next_if(|(closes, _)| *closes < day) {
            ledger.look_at_who_takes_part(round);
        }
        for (stage, state) in states.iter().enumerate() {
            // Moves stand in the order of days.
            while let Some(one) = state.moves.get(next[stage]).filter(|one| one.on == day) {
                ledger.enter(stage, one);
                next[stage] += 1;
            }
        }
        ledger.look_at_seats(day);
    }
    for (_, round) in closings {
        ledger.look_at_who_takes_part(round);
    }
    ledger.wrong.dedup();
    ledger.wrong
}

impl<'a> Ledger<'a> {
    fn enter(&mut self, stage: usize, one: &Move) {
        let holds = &mut self.holds[stage][one.application as usize];
        match one.what {
            What::Offered => drop(holds.insert(one.place, false)),
            What::Accepted => drop(holds.insert(one.place, true)),
            What::Declined | What::Expired | What::GivenBack => drop(holds.remove(&one.place)),
            What::Withdrawn => holds.clear(),
            What::PassedOver => {}
        }
    }

    /// The student of an application: the number of the first application in its chain.
    fn student(&self, stage: usize, application: usize) -> &'a str {
        let mut id = self.held[stage].round.applications[application].id.as_str();
        let mut at = (stage, application);
        while let Some(before) = self.held[at.0].round.earlier(at.1) {
            id = before;
            let found = (0..at.0)
                .rev()
                .find_map(|stage| Some((stage, self.held[stage].round.find(before)?)));
            match found {
                Some(found) => at = found,
                None => break,
            }
        }
        id
    }

    fn look_at_seats(&mut self, day: Date) {
        let mut at_program: BTreeMap<(&str, &str), [u32; 2]> = BTreeMap::new();
        let mut seats_of: BTreeMap<&str, u32> = BTreeMap::new();
        let mut two = Vec::new();
        for (stage, held) in self.held.iter().enumerate() {
            for (application, holds) in self.holds[stage].iter().enumerate() {
                let line = &held.round.applications[application];
                for (place, accepted) in holds {
                    let choice = &line.list[*place as usize];
                    let program = &held.round.programs[choice.program as usize];
                    let by_right = choice.holds & Condition::ByRight.bit() != 0;
                    let count = at_program
                        .entry((program.id.as_str(), program.grade.as_str()))
                        .or_default();
                    count[usize::from(by_right)] += 1;
                    if *accepted {
                        let seats = seats_of.entry(self.student(stage, application)).or_default();
                        *seats += 1;
                        if *seats > 1 {
                            two.push(Violation::TwoSeats { application: application as u32 });
                        }
                    }
                }
            }
        }
        let begun = |round: &&Round| round.number() == 1 || round.days().offers <= day;
        for ((id, grade), [others, by_right]) in at_program {
            let mut rounds = self.held.iter().map(|held| held.round).filter(begun).rev();
            let found = rounds.find_map(|round| {
                let at = round.programs.iter().position(|p| p.id == id && p.grade == grade)?;
                Some((round, at))
            });
            let Some((round, at)) = found else { continue };
            let makes_room =
                round.policy.default_school.as_ref().is_some_and(|default| default.makes_room);
            let seats = round.programs[at].seats + if makes_room { by_right } else { 0 };
            let given = others + by_right;
            if given > seats || others > round.programs[at].seats {
                self.wrong.push(Violation::GivenTwice { program: at as u32, given, seats });
            }
        }
        self.wrong.extend(two);
    }

    /// Whether each application of a later round may take part, and lists nothing that is not
    /// better than what its student holds.
    fn look_at_who_takes_part(&mut self, stage: usize) {
        let round = self.held[stage].round;
        let Some(rules) = round.policy.find_later(round.number()) else { return };
        let mut held_by: BTreeMap<&str, BTreeSet<(&str, &str)>> = BTreeMap::new();
        for (other, held) in self.held.iter().enumerate().take(stage) {
            for (application, holds) in self.holds[other].iter().enumerate() {
                let line = &held.round.applications[application];
                for place in holds.keys() {
                    let choice = &line.list[*place as usize];
                    let program = &held.round.programs[choice.program as usize];
                    let held = held_by.entry(self.student(other, application)).or_default();
                    held.insert((program.id.as_str(), program.grade.as_str()));
                }
            }
        }
        for (application, line) in round.applications.iter().enumerate() {
            let Some(held) = held_by.get(self.student(stage, application)) else { continue };
            let lists_it = line.list.iter().any(|choice| {
                let program = &round.programs[choice.program as usize];
                held.contains(&(program.id.as_str(), program.grade.as_str()))
            });
            let carried = round.earlier(application) == Some(line.id.as_str());
            if !rules.holders_may_move || lists_it || carried {
                self.wrong.push(Violation::NotFree { application: application as u32 });
            }
        }
    }
}
