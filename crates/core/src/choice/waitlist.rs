//! Waitlists: what families answered, replayed day by day.
//!
//! An offer holds a seat until it is answered or its days are over. A seat that comes free goes to
//! the first in line of the group of seats that it belongs to, by class and number as in the
//! assignment. Whoever accepts a better offer gives their earlier seat back the same day.

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::model::{Assignment, Market, Numbers};
use super::policy::Waitlist;

/// What a family said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// They take the seat.
    Accepted,
    /// They do not.
    Declined,
    /// They leave the round: no seat, no line.
    Withdrawn,
}

/// One answer on one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Event {
    /// The day.
    pub on: Date,
    /// Whose answer.
    pub application: u32,
    /// The choice that it is about, by its place on the list; not looked at when withdrawing.
    pub place: u32,
    /// What they said.
    pub answer: Answer,
}

/// What happened, in the order in which it did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// A seat was offered.
    Offered,
    /// It was accepted.
    Accepted,
    /// It was declined.
    Declined,
    /// Nobody answered in time.
    Expired,
    /// An earlier seat was given back for a better one.
    GivenBack,
    /// The family left the round.
    Withdrawn,
    /// The answer was about no standing offer and changed nothing.
    PassedOver,
}

/// One thing that happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Move {
    /// The day.
    pub on: Date,
    /// Whose.
    pub application: u32,
    /// The choice, by its place on the list.
    pub place: u32,
    /// What.
    pub what: What,
}

/// A standing offer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Offer {
    /// The choice, by its place on the list.
    pub place: u32,
    /// The last day to answer.
    pub answer_by: Date,
}

/// Where one application stands.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Standing {
    /// The seat that was accepted.
    pub seat: Option<u32>,
    /// Offers that wait for an answer.
    pub offers: Vec<Offer>,
    /// It stands in line for choices before this place.
    pub until: u32,
    /// Whether the family left.
    pub withdrawn: bool,
}

/// Everything on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    /// Where each application stands.
    pub standings: Vec<Standing>,
    /// What happened up to then.
    pub moves: Vec<Move>,
}

/// The days that a replay goes by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Days {
    /// The day of the first offers.
    pub offers: Date,
    /// The last day to answer them.
    pub answer_by: Date,
    /// The day that is looked at, which is over.
    pub as_of: Date,
}

struct Replay<'a> {
    market: &'a Market,
    numbers: &'a Numbers,
    rules: Waitlist,
    state: State,
    /// Choices of the family's own, by choice: nobody waits for the school by right.
    waits: &'a [bool],
    line: (Vec<u32>, Vec<u32>),
    owners: Vec<u32>,
}

/// Replays the answers up to a day. `waits` says for each choice whether one may wait for it.
pub fn replay(
    market: &Market,
    numbers: &Numbers,
    assignment: &Assignment,
    rules: Waitlist,
    waits: &[bool],
    days: Days,
    events: &[Event],
) -> State {
    let mut replay = Replay {
        market,
        numbers,
        rules,
        state: State { standings: Vec::new(), moves: Vec::new() },
        waits,
        line: market.lines(),
        owners: market.owners(),
    };
    replay.begin(assignment, days);
    let mut events: Vec<Event> =
        events.iter().filter(|event| event.on <= days.as_of).copied().collect();
    events.sort_by_key(|event| event.on);
    let mut next = events.into_iter().peekable();
    loop {
        let ends = replay.next_end();
        let day = match (next.peek().map(|event| event.on), ends) {
            (Some(event), Some(end)) => event.min(end),
            (Some(event), None) => event,
            (None, Some(end)) => end,
            (None, None) => break,
        };
        if day > days.as_of {
            break;
        }
        let mut free = replay.expire(day);
        while let Some(event) = next.next_if(|event| event.on == day) {
            replay.take(event, &mut free);
        }
        replay.fill(day, free);
    }
    replay.state
}

/// The day after.
fn after(day: Date) -> Date {
    day.tomorrow().unwrap_or(day)
}

impl Replay<'_> {
    fn begin(&mut self, assignment: &Assignment, days: Days) {
        for application in 0..self.market.count_applications() {
            let list = self.market.list(application);
            let mut standing = Standing { until: list.len() as u32, ..Standing::default() };
            if let Some(given) = assignment.find(application) {
                let place = (given - list.start) as u32;
                standing.until = place;
                standing.offers.push(Offer { place, answer_by: days.answer_by });
                self.note(days.offers, application as u32, place, What::Offered);
            }
            self.state.standings.push(standing);
        }
    }

    fn note(&mut self, on: Date, application: u32, place: u32, what: What) {
        self.state.moves.push(Move { on, application, place, what });
    }

    fn program(&self, application: u32, place: u32) -> usize {
        self.market.program(self.market.list(application as usize).start + place as usize)
    }

    /// The first day on which a standing offer is over.
    fn next_end(&self) -> Option<Date> {
        let offers = self.state.standings.iter().flat_map(|standing| &standing.offers);
        offers.map(|offer| after(offer.answer_by)).min()
    }

    fn expire(&mut self, day: Date) -> BTreeSet<usize> {
        let mut free = BTreeSet::new();
        for application in 0..self.state.standings.len() as u32 {
            let standing = &mut self.state.standings[application as usize];
            let over: Vec<Offer> =
                standing.offers.iter().filter(|offer| offer.answer_by < day).copied().collect();
            standing.offers.retain(|offer| offer.answer_by >= day);
            for offer in over {
                self.note(day, application, offer.place, What::Expired);
                free.insert(self.program(application, offer.place));
            }
        }
        free
    }

    fn take(&mut self, event: Event, free: &mut BTreeSet<usize>) {
        let Event { on, application, place, answer } = event;
        let Some(standing) = self.state.standings.get_mut(application as usize) else { return };
        if answer == Answer::Withdrawn {
            standing.withdrawn = true;
            let mut places: Vec<u32> = standing.offers.drain(..).map(|offer| offer.place).collect();
            places.extend(standing.seat.take());
            free.extend(places.into_iter().map(|place| self.program(application, place)));
            return self.note(on, application, place, What::Withdrawn);
        }
        let Some(at) = standing.offers.iter().position(|offer| offer.place == place) else {
            // A seat that was accepted may be given back.
            if answer == Answer::Declined && standing.seat == Some(place) {
                standing.seat = None;
                free.insert(self.program(application, place));
                return self.note(on, application, place, What::Declined);
            }
            return self.note(on, application, place, What::PassedOver);
        };
        standing.offers.remove(at);
        match answer {
            Answer::Accepted => {
                // The earlier seat and lesser offers are given back.
                let mut given_back: Vec<u32> = standing.seat.replace(place).into_iter().collect();
                let lesser = |offer: &&Offer| offer.place > place;
                given_back.extend(standing.offers.iter().filter(lesser).map(|offer| offer.place));
                standing.offers.retain(|offer| offer.place < place);
                self.note(on, application, place, What::Accepted);
                for earlier in given_back {
                    free.insert(self.program(application, earlier));
                    self.note(on, application, earlier, What::GivenBack);
                }
            }
            Answer::Declined | Answer::Withdrawn => {
                free.insert(self.program(application, place));
                self.note(on, application, place, What::Declined);
            }
        }
    }

    /// Offers free seats, program by program, to the first in line.
    fn fill(&mut self, day: Date, programs: BTreeSet<usize>) {
        if !self.rules.keep {
            return;
        }
        for program in programs {
            while let Some((application, place)) = self.first_in_line(program) {
                let days = jiff::Span::new().days(i64::from(self.rules.days_to_answer));
                let answer_by = day.checked_add(days).unwrap_or(day);
                let standing = &mut self.state.standings[application as usize];
                standing.offers.push(Offer { place, answer_by });
                standing.until = standing.until.min(place);
                self.note(day, application, place, What::Offered);
            }
        }
    }

    /// Who is next for a program's free seat; none when none is free or nobody waits.
    fn first_in_line(&self, program: usize) -> Option<(u32, u32)> {
        let line = &self.line.1[self.line.0[program] as usize..self.line.0[program + 1] as usize];
        let mut sitting: Vec<u32> = Vec::new();
        let mut waiting: Vec<u32> = Vec::new();
        for choice in line {
            let application = self.owners[*choice as usize] as usize;
            let place = *choice - self.market.list(application).start as u32;
            let standing = &self.state.standings[application];
            if standing.seat == Some(place) || standing.offers.iter().any(|o| o.place == place) {
                sitting.push(*choice);
            } else if !standing.withdrawn && place < standing.until && self.waits[*choice as usize]
            {
                waiting.push(*choice);
            }
        }
        let key = |choice: &u32, group: &super::model::SeatGroup| {
            let listed = self.market.listed(*choice as usize);
            let application = self.owners[*choice as usize] as usize;
            let number = self.numbers.at(application, *choice as usize);
            (!group.prefers(listed.reserves), listed.class, number)
        };
        for group in self.market.groups(program) {
            let fits = |choice: &u32| {
                !group.only || group.prefers(self.market.listed(*choice as usize).reserves)
            };
            sitting.sort_by_key(|choice| (!fits(choice), key(choice, group)));
            let many = sitting.iter().filter(|c| fits(c)).count().min(group.seats as usize);
            sitting.drain(..many);
            if many < group.seats as usize && !group.only {
                let first = waiting.iter().min_by_key(|choice| key(choice, group));
                return first.map(|choice| {
                    let application = self.owners[*choice as usize];
                    (application, *choice - self.market.list(application as usize).start as u32)
                });
            }
        }
        None
    }
}
