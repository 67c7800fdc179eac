//! The lines in front of each program: who was offered a seat, by class and reserve, and the last
//! number in each line.

use super::Reason;
use crate::choice::engine::Mechanism;
use crate::choice::model::{Assignment, Market, NONE, Numbers};
use crate::choice::round::ChoiceLine;
use crate::disclosure::Protection;

/// One line: applicants of one class who stand alike before one group of seats.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    /// The round of choices in which they asked, from 0; 0 for all where rounds do not count.
    pub round: u32,
    /// The group of seats, counted within the program.
    pub group: u8,
    /// Whether they are members of the group's reserve (everybody is before open seats).
    pub member: bool,
    /// The class.
    pub class: u8,
    /// How many were offered a seat.
    pub offered: u32,
    /// The last number among them, from 0.
    pub last: u32,
}

/// What may be said about one program.
#[derive(Debug, Clone, Default)]
struct Front {
    seats: u32,
    lines: Vec<Line>,
    groups: Vec<crate::choice::model::SeatGroup>,
}

/// The lines of every program.
#[derive(Debug, Clone)]
pub struct Lines {
    fronts: Vec<Front>,
    minimum: u32,
}

impl Lines {
    pub(super) fn read(
        market: &Market,
        numbers: &Numbers,
        assignment: &Assignment,
        (mechanism, protection): (Mechanism, Protection),
    ) -> Lines {
        let mut fronts: Vec<Front> = (0..market.count_programs())
            .map(|program| Front {
                seats: market.count_seats(program),
                lines: Vec::new(),
                groups: market.groups(program).to_vec(),
            })
            .collect();
        for application in 0..market.count_applications() {
            let given = assignment.given[application];
            if given == NONE {
                continue;
            }
            let round = match mechanism {
                Mechanism::ImmediateAcceptance => given - market.list(application).start as u32,
                Mechanism::DeferredAcceptance
                | Mechanism::TopTradingCycles
                | Mechanism::SerialDictatorship => 0,
            };
            let listed = market.listed(given as usize);
            let number = numbers.at(application, given as usize);
            let group = assignment.group[application];
            let front = &mut fronts[listed.program as usize];
            let Some(seats) = front.groups.get(usize::from(group)) else { continue };
            let member = seats.prefers(listed.reserves);
            let class = listed.class;
            let same = |line: &&mut Line| {
                (line.round, line.group, line.member, line.class) == (round, group, member, class)
            };
            match front.lines.iter_mut().find(same) {
                Some(line) => {
                    line.offered += 1;
                    line.last = line.last.max(number);
                }
                None => {
                    let line = Line { round, group, member, class, offered: 1, last: number };
                    front.lines.push(line);
                }
            }
        }
        for front in &mut fronts {
            front.lines.sort_by_key(|line| (line.round, line.class, line.group, !line.member));
        }
        let minimum = u32::try_from(protection.minimum_group()).unwrap_or(u32::MAX);
        Lines { fronts, minimum }
    }

    /// The lines of a program that enough applicants stand in to be shown.
    pub fn shown(&self, program: usize) -> impl Iterator<Item = &Line> {
        self.fronts[program].lines.iter().filter(|line| line.offered >= self.minimum)
    }

    /// The lines of those who were offered a seat that is not kept for some.
    fn for_all(&self, choice: &ChoiceLine) -> impl Iterator<Item = &Line> {
        let front = &self.fronts[choice.program as usize];
        let kept = |line: &Line| front.groups.get(usize::from(line.group)).is_some_and(|g| g.only);
        front.lines.iter().filter(move |line| !kept(line))
    }

    /// Why a program had no seat when it was the applicant's turn, in the order of numbers.
    pub(super) fn gone(&self, choice: &ChoiceLine) -> Reason {
        let offered: u32 = self.for_all(choice).map(|line| line.offered).sum();
        let last = self.for_all(choice).map(|line| line.last).max();
        Reason::Gone {
            seats: self.fronts[choice.program as usize].seats,
            last: last.filter(|_| offered >= self.minimum),
        }
    }

    /// Why a program was full for a choice where seats are given round by round of choices.
    pub(super) fn by_round(&self, choice: &ChoiceLine, number: u32, own: u32) -> Reason {
        match self.for_all(choice).map(|line| line.round).max() {
            Some(last) if last < own => {
                let offered: u32 = self.for_all(choice).map(|line| line.offered).sum();
                Reason::Earlier {
                    seats: self.fronts[choice.program as usize].seats,
                    round: (offered >= self.minimum).then_some(last + 1),
                    own: own + 1,
                }
            }
            _ => self.full(choice, number, own),
        }
    }

    /// Why a program was full for a choice, among those who asked in the same round.
    pub(super) fn full(&self, choice: &ChoiceLine, number: u32, round: u32) -> Reason {
        let front = &self.fronts[choice.program as usize];
        let mut classes: Vec<(u8, u32)> = Vec::new();
        let mut reserves: Vec<(u8, u32)> = Vec::new();
        let mut cutoff: Option<(u32, u32)> = None;
        let mut in_own_line = false;
        for line in front.lines.iter().filter(|line| line.round == round) {
            let Some(group) = front.groups.get(usize::from(line.group)) else { continue };
            let own_member = group.prefers(choice.reserves);
            // The applicant's own line before this group, if it was reached.
            let own = line.class == choice.class && line.member == own_member;
            if own && line.last < number {
                in_own_line = true;
                let (last, offered) = cutoff.unwrap_or((0, 0));
                cutoff = Some((last.max(line.last), offered + line.offered));
            }
            let by_reserve = group.prefers.filter(|_| line.member && !own_member && !group.only);
            if let Some(reserve) = by_reserve {
                add(&mut reserves, reserve, line.offered);
            } else if line.class < choice.class {
                add(&mut classes, line.class, line.offered);
            }
        }
        let enough = |all: Vec<(u8, u32)>| {
            all.into_iter().filter(|(_, n)| *n >= self.minimum).map(|(id, _)| id).collect()
        };
        Reason::Full {
            seats: front.seats,
            classes: enough(classes),
            reserves: enough(reserves),
            cutoff: cutoff.filter(|(_, n)| *n >= self.minimum).map(|(last, _)| last),
            before_class: !in_own_line,
            round: (round > 0).then_some(round + 1),
        }
    }
}

fn add(all: &mut Vec<(u8, u32)>, id: u8, more: u32) {
    match all.iter_mut().find(|(known, _)| *known == id) {
        Some((_, sum)) => *sum += more,
        None => all.push((id, more)),
    }
}
