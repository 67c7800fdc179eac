//! Waitlists: what families answered, replayed day by day.
//!
//! An offer holds a seat until it is answered or its days are over. A seat that comes free goes to
//! the first in line of the group of seats that it belongs to, by class and number as in the
//! assignment. Whoever accepts a better offer gives their earlier seat back the same day.
//!
//! A later round is a further [`Stage`] of the same replay: its offers come on its own day, lines of
//! earlier rounds end or come first as the policy says, and who accepts a seat in it gives back what
//! they held before.

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::model::{Assignment, Market, Numbers, SeatGroup};
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
    /// Whether an application of a later round takes the place of this one, which has left its lines.
    pub replaced: bool,
}

/// Everything on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    /// Where each application stands.
    pub standings: Vec<Standing>,
    /// What happened up to then.
    pub moves: Vec<Move>,
}

/// The moves of all rounds in the order of days, each with the position of its round.
pub fn list_moves(states: &[State]) -> Vec<(usize, &Move)> {
    let all = states.iter().enumerate();
    let mut moves: Vec<(usize, &Move)> =
        all.flat_map(|(stage, state)| state.moves.iter().map(move |one| (stage, one))).collect();
    moves.sort_by_key(|(_, one)| one.on);
    moves
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

/// One round in a replay.
#[derive(Debug, Clone, Copy)]
pub struct Stage<'a> {
    /// Its market.
    pub market: &'a Market,
    /// Its numbers.
    pub numbers: &'a Numbers,
    /// What it gave.
    pub assignment: &'a Assignment,
    /// For each choice whether one may wait for it.
    pub waits: &'a [bool],
    /// The day of its offers.
    pub offers: Date,
    /// The last day to answer them.
    pub answer_by: Date,
    /// The day at whose end its lines end; none where they go on.
    pub lines_end: Option<Date>,
    /// The number that each of its programs has among those of all rounds.
    pub programs: &'a [u32],
    /// All seats of each of its programs, those that earlier rounds gave away among them.
    pub whole: &'a [&'a [SeatGroup]],
    /// For each application the round and application whose place it takes.
    pub earlier: &'a [Option<(usize, u32)>],
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
    let programs: Vec<u32> = (0..market.count_programs() as u32).collect();
    let whole: Vec<&[SeatGroup]> =
        (0..market.count_programs()).map(|program| market.groups(program)).collect();
    let stage = Stage {
        market,
        numbers,
        assignment,
        waits,
        offers: days.offers,
        answer_by: days.answer_by,
        lines_end: None,
        programs: &programs,
        whole: &whole,
        earlier: &vec![None; market.count_applications()],
    };
    let events: Vec<(usize, Event)> = events.iter().map(|event| (0, *event)).collect();
    let empty = State { standings: Vec::new(), moves: Vec::new() };
    replay_stages(&[stage], rules, days.as_of, &events).pop().unwrap_or(empty)
}

/// Replays the answers of several rounds up to a day, each event with the round that it is about. A
/// round begins on the day of its offers; the first has begun whatever the day is. One state for
/// each round.
pub fn replay_stages(
    stages: &[Stage<'_>],
    rules: Waitlist,
    as_of: Date,
    events: &[(usize, Event)],
) -> Vec<State> {
    let mut replay = Replay {
        stages,
        rules,
        begun: 0,
        states: stages
            .iter()
            .map(|stage| State {
                standings: vec![Standing::default(); stage.market.count_applications()],
                moves: Vec::new(),
            })
            .collect(),
        lines: stages.iter().map(|stage| stage.market.lines()).collect(),
        owners: stages.iter().map(|stage| stage.market.owners()).collect(),
    };
    replay.begin();
    let mut events: Vec<(usize, Event)> =
        events.iter().filter(|(_, event)| event.on <= as_of).copied().collect();
    events.sort_by_key(|(_, event)| event.on);
    let mut next = events.into_iter().peekable();
    loop {
        let begins = stages.get(replay.begun).map(|stage| stage.offers);
        let day = [next.peek().map(|(_, event)| event.on), replay.next_end(), begins];
        let Some(day) = day.into_iter().flatten().min().filter(|day| *day <= as_of) else { break };
        let mut free = replay.expire(day);
        while stages.get(replay.begun).is_some_and(|stage| stage.offers <= day) {
            // What came free since the seats were counted has a line again.
            free.extend(stages[replay.begun].programs);
            replay.begin();
        }
        while let Some((stage, event)) = next.next_if(|(_, event)| event.on == day) {
            replay.take(stage, event, &mut free);
        }
        replay.fill(day, free);
    }
    replay.states
}

struct Replay<'a> {
    stages: &'a [Stage<'a>],
    rules: Waitlist,
    /// Rounds that have made their offers.
    begun: usize,
    states: Vec<State>,
    lines: Vec<(Vec<u32>, Vec<u32>)>,
    owners: Vec<Vec<u32>>,
}

/// The day after.
fn after(day: Date) -> Date {
    day.tomorrow().unwrap_or(day)
}

impl Replay<'_> {
    /// Begins the next round: its offers are made, and earlier applications that it takes the place
    /// of leave their lines.
    fn begin(&mut self) {
        let at = self.begun;
        let Some(stage) = self.stages.get(at) else { return };
        self.begun += 1;
        for application in 0..stage.market.count_applications() {
            let list = stage.market.list(application);
            let standing = &mut self.states[at].standings[application];
            standing.until = list.len() as u32;
            if let Some(given) = stage.assignment.find(application) {
                let place = (given - list.start) as u32;
                standing.until = place;
                standing.offers.push(Offer { place, answer_by: stage.answer_by });
                self.note(at, stage.offers, application as u32, place, What::Offered);
            }
            for (earlier, one) in self.chain(at, application as u32) {
                self.states[earlier].standings[one as usize].replaced = true;
            }
        }
    }

    /// The applications of earlier rounds whose place one takes, latest first.
    fn chain(&self, stage: usize, application: u32) -> Vec<(usize, u32)> {
        let mut all = Vec::new();
        let mut at = (stage, application);
        while let Some(before) = self.stages[at.0].earlier[at.1 as usize] {
            if before.0 >= at.0 {
                break;
            }
            all.push(before);
            at = before;
        }
        all
    }

    /// The applications of later rounds that take the place of one.
    fn followers(&self, stage: usize, application: u32) -> Vec<(usize, u32)> {
        let mut all = vec![(stage, application)];
        for later in stage + 1..self.begun {
            for (one, before) in (0..).zip(self.stages[later].earlier) {
                if before.is_some_and(|before| all.contains(&before)) {
                    all.push((later, one));
                }
            }
        }
        all.remove(0);
        all
    }

    fn note(&mut self, stage: usize, on: Date, application: u32, place: u32, what: What) {
        self.states[stage].moves.push(Move { on, application, place, what });
    }

    /// The number of a program among those of all rounds.
    fn program(&self, stage: usize, application: u32, place: u32) -> u32 {
        let market = self.stages[stage].market;
        let program = market.program(market.list(application as usize).start + place as usize);
        self.stages[stage].programs[program]
    }

    /// The first day on which a standing offer is over.
    fn next_end(&self) -> Option<Date> {
        let standings = self.states.iter().flat_map(|state| &state.standings);
        standings.flat_map(|standing| &standing.offers).map(|offer| after(offer.answer_by)).min()
    }

    fn expire(&mut self, day: Date) -> BTreeSet<u32> {
        let mut free = BTreeSet::new();
        for stage in 0..self.begun {
            for application in 0..self.states[stage].standings.len() as u32 {
                let standing = &mut self.states[stage].standings[application as usize];
                if standing.offers.is_empty() {
                    continue;
                }
                let over: Vec<Offer> =
                    standing.offers.iter().filter(|offer| offer.answer_by < day).copied().collect();
                standing.offers.retain(|offer| offer.answer_by >= day);
                for offer in over {
                    self.note(stage, day, application, offer.place, What::Expired);
                    free.insert(self.program(stage, application, offer.place));
                }
            }
        }
        free
    }

    fn take(&mut self, stage: usize, event: Event, free: &mut BTreeSet<u32>) {
        let Event { on, application, place, answer } = event;
        let standings = &mut self.states[stage].standings;
        let Some(standing) = standings.get_mut(application as usize) else { return };
        if answer == Answer::Withdrawn {
            standing.withdrawn = true;
            let mut places: Vec<u32> = standing.offers.drain(..).map(|offer| offer.place).collect();
            places.extend(standing.seat.take());
            free.extend(places.into_iter().map(|place| self.program(stage, application, place)));
            return self.note(stage, on, application, place, What::Withdrawn);
        }
        let Some(at) = standing.offers.iter().position(|offer| offer.place == place) else {
            // A seat that was accepted may be given back.
            if answer == Answer::Declined && standing.seat == Some(place) {
                standing.seat = None;
                free.insert(self.program(stage, application, place));
                return self.note(stage, on, application, place, What::Declined);
            }
            return self.note(stage, on, application, place, What::PassedOver);
        };
        standing.offers.remove(at);
        match answer {
            Answer::Accepted => {
                // The earlier seat and lesser offers are given back.
                let mut given_back: Vec<u32> = standing.seat.replace(place).into_iter().collect();
                let lesser = |offer: &&Offer| offer.place > place;
                given_back.extend(standing.offers.iter().filter(lesser).map(|offer| offer.place));
                standing.offers.retain(|offer| offer.place < place);
                self.note(stage, on, application, place, What::Accepted);
                for earlier in given_back {
                    free.insert(self.program(stage, application, earlier));
                    self.note(stage, on, application, earlier, What::GivenBack);
                }
                self.give_back_elsewhere(stage, application, on, free);
            }
            Answer::Declined | Answer::Withdrawn => {
                free.insert(self.program(stage, application, place));
                self.note(stage, on, application, place, What::Declined);
            }
        }
    }

    /// Who accepted a seat gives back the seats that they hold by other rounds, and the offers of
    /// earlier ones.
    fn give_back_elsewhere(
        &mut self,
        stage: usize,
        application: u32,
        on: Date,
        free: &mut BTreeSet<u32>,
    ) {
        let before = self.chain(stage, application);
        let later = self.followers(stage, application);
        for (other, one) in before.iter().chain(&later).copied() {
            let standing = &mut self.states[other].standings[one as usize];
            let mut places: Vec<u32> = standing.seat.take().into_iter().collect();
            if other < stage {
                places.extend(standing.offers.drain(..).map(|offer| offer.place));
            }
            for place in places {
                free.insert(self.program(other, one, place));
                self.note(other, on, one, place, What::GivenBack);
            }
        }
    }

    /// Offers free seats, program by program, to the first in line.
    fn fill(&mut self, day: Date, programs: BTreeSet<u32>) {
        if !self.rules.keep {
            return;
        }
        for program in programs {
            while let Some((stage, application, place)) = self.first_in_line(program, day) {
                let days = jiff::Span::new().days(i64::from(self.rules.days_to_answer));
                let answer_by = day.checked_add(days).unwrap_or(day);
                let standing = &mut self.states[stage].standings[application as usize];
                standing.offers.push(Offer { place, answer_by });
                standing.until = standing.until.min(place);
                self.note(stage, day, application, place, What::Offered);
            }
        }
    }

    /// Who is next for a program's free seat; none when none is free or nobody waits.
    fn first_in_line(&self, program: u32, day: Date) -> Option<(usize, u32, u32)> {
        let mut sitting: Vec<(usize, u32)> = Vec::new();
        let mut waiting: Vec<(usize, u32)> = Vec::new();
        let mut groups: &[SeatGroup] = &[];
        for stage in 0..self.begun {
            let own = &self.stages[stage];
            let Some(local) = own.programs.iter().position(|one| *one == program) else { continue };
            groups = own.whole[local];
            let open = own.lines_end.is_none_or(|end| day <= end);
            let (starts, line) = &self.lines[stage];
            for choice in &line[starts[local] as usize..starts[local + 1] as usize] {
                let application = self.owners[stage][*choice as usize] as usize;
                let place = *choice - own.market.list(application).start as u32;
                let standing = &self.states[stage].standings[application];
                if standing.seat == Some(place) || standing.offers.iter().any(|o| o.place == place)
                {
                    sitting.push((stage, *choice));
                } else if open
                    && !standing.withdrawn
                    && !standing.replaced
                    && place < standing.until
                    && own.waits[*choice as usize]
                {
                    waiting.push((stage, *choice));
                }
            }
        }
        let key = |(stage, choice): &(usize, u32), group: &SeatGroup| {
            let own = &self.stages[*stage];
            let listed = own.market.listed(*choice as usize);
            let application = self.owners[*stage][*choice as usize] as usize;
            let number = own.numbers.at(application, *choice as usize);
            (!group.prefers(listed.reserves), listed.class, number)
        };
        for group in groups {
            let fits = |(stage, choice): &(usize, u32)| {
                let listed = self.stages[*stage].market.listed(*choice as usize);
                !group.only || group.prefers(listed.reserves)
            };
            sitting.sort_by_key(|one| (!fits(one), key(one, group), one.0));
            let many = sitting.iter().filter(|one| fits(one)).count().min(group.seats as usize);
            sitting.drain(..many);
            if many < group.seats as usize && !group.only {
                // Lines of earlier rounds that go on come first.
                let first = waiting.iter().min_by_key(|one| (one.0, key(one, group)));
                return first.map(|(stage, choice)| {
                    let application = self.owners[*stage][*choice as usize];
                    let start = self.stages[*stage].market.list(application as usize).start;
                    (*stage, application, *choice - start as u32)
                });
            }
        }
        None
    }
}
