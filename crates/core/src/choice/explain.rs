//! Why, for each student and each choice, in English and in Spanish; and nothing about another
//! child.
//!
//! A sentence may name a class or a cut-off number only when at least the minimum group of
//! applicants stands behind it: in a class of two, the last number would be somebody's.

mod lines;
mod sentences;

use serde::{Deserialize, Serialize};

use super::engine::Mechanism;
use super::model::{Assignment, MarketError, Numbers};
use super::round::{ChoiceLine, RefusedWhy, Round};
use crate::disclosure::Protection;

pub use lines::{Line, Lines};

/// A language of letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Language {
    /// English.
    En,
    /// Spanish.
    Es,
}

impl Language {
    /// The code in a page's `lang`.
    pub const fn code(self) -> &'static str {
        match self {
            Language::En => "en",
            Language::Es => "es",
        }
    }
}

/// What came of one choice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// It was offered.
    Offered {
        /// The reserve by which, if by one.
        reserve: Option<u8>,
    },
    /// A choice that the family ranked higher was offered.
    BetterOffered,
    /// A choice that the family ranked lower was offered, to be in one school with a brother or
    /// sister, as they asked.
    TogetherInstead,
    /// The seats went to those who held them first in line, or traded for them.
    Traded {
        /// Seats of the program.
        seats: u32,
    },
    /// The seats were gone when it was the applicant's turn to choose.
    Gone {
        /// Seats of the program.
        seats: u32,
        /// The last number that chose one, where enough stand behind it.
        last: Option<u32>,
    },
    /// The seats were given in an earlier round of choices than the applicant's.
    Earlier {
        /// Seats of the program.
        seats: u32,
        /// The round in which the last seat went, from 1, where enough stand behind it.
        round: Option<u32>,
        /// The round in which the applicant asked.
        own: u32,
    },
    /// The seats went to others.
    Full {
        /// Seats of the program.
        seats: u32,
        /// Classes whose members came before, large enough to be named.
        classes: Vec<u8>,
        /// Reserves by which others came in, large enough to be named.
        reserves: Vec<u8>,
        /// The last number that was offered a seat in the applicant's own line, where enough stand
        /// behind it.
        cutoff: Option<u32>,
        /// Whether the seats ran out before the applicant's class was reached.
        before_class: bool,
        /// The round of choices in which the applicant asked, when it was not the first.
        round: Option<u32>,
    },
    /// It could not be a choice.
    Refused(RefusedWhy),
}

/// One choice with its reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Why {
    /// The family's rank; 0 for the school by right.
    pub rank: u16,
    /// The program as families see it called.
    pub program: String,
    /// The applicant's class there; none for a choice that cannot be one.
    pub class: Option<u8>,
    /// The number that counted there, from 0.
    pub number: Option<u32>,
    /// What came of it.
    pub reason: Reason,
}

/// Everything that explanations are read from.
#[derive(Debug)]
pub struct Explainer<'a> {
    round: &'a Round,
    numbers: &'a Numbers,
    assignment: &'a Assignment,
    starts: Vec<usize>,
    lines: Lines,
}

impl<'a> Explainer<'a> {
    /// Reads an assignment once.
    ///
    /// # Errors
    /// When the round is no market.
    pub fn of(
        round: &'a Round,
        numbers: &'a Numbers,
        assignment: &'a Assignment,
        protection: Protection,
    ) -> Result<Self, MarketError> {
        let market = round.market()?;
        let starts = (0..market.count_applications()).map(|a| market.list(a).start).collect();
        let lines = Lines::read(&market, numbers, assignment, (round.policy.mechanism, protection));
        Ok(Explainer { round, numbers, assignment, starts, lines })
    }

    /// The lines and their cut-offs.
    pub fn lines(&self) -> &Lines {
        &self.lines
    }

    /// The program that an application was offered, by its place on the list as used.
    pub fn offered(&self, application: usize) -> Option<usize> {
        Some(self.assignment.find(application)? - self.starts[application])
    }

    /// The number of an application at its first choice; the same everywhere in a single lottery.
    pub fn number(&self, application: usize) -> Option<u32> {
        let any = !self.round.applications[application].list.is_empty();
        any.then(|| self.numbers.at(application, self.starts[application]))
    }

    /// The reason for every choice of an application, in the family's own order; the school by
    /// right last.
    pub fn explain(&self, application: usize) -> Vec<Why> {
        let line = &self.round.applications[application];
        let offered = self.offered(application);
        let mut all: Vec<Why> = line
            .list
            .iter()
            .enumerate()
            .map(|(place, choice)| {
                let number = self.numbers.at(application, self.starts[application] + place);
                let reason = match offered {
                    Some(given) if given == place => {
                        let group = usize::from(self.assignment.group[application]);
                        let groups = &self.round.programs[choice.program as usize].groups;
                        let reserve = groups.get(group).and_then(|group| {
                            let member = group.prefers(choice.reserves);
                            group.prefers.filter(|_| member && !group.only)
                        });
                        Reason::Offered { reserve }
                    }
                    Some(given) if given < place => {
                        let last_of = |rank: u16| if rank == 0 { u16::MAX } else { rank };
                        if last_of(line.list[given].rank) > last_of(choice.rank) {
                            Reason::TogetherInstead
                        } else {
                            Reason::BetterOffered
                        }
                    }
                    _ => self.refused(choice, number, place),
                };
                Why {
                    rank: choice.rank,
                    program: self.round.programs[choice.program as usize].full_name(),
                    class: Some(choice.class),
                    number: Some(number),
                    reason,
                }
            })
            .collect();
        all.extend(line.refused.iter().map(|refused| Why {
            rank: refused.rank,
            program: refused.program.clone(),
            class: None,
            number: None,
            reason: Reason::Refused(refused.why),
        }));
        all.sort_by_key(|why| if why.rank == 0 { u16::MAX } else { why.rank });
        all
    }

    /// Why a choice was not offered, as the mechanism came to it.
    fn refused(&self, choice: &ChoiceLine, number: u32, place: usize) -> Reason {
        match self.round.policy.mechanism {
            Mechanism::DeferredAcceptance => self.lines.full(choice, number, 0),
            Mechanism::ImmediateAcceptance => self.lines.by_round(choice, number, place as u32),
            Mechanism::SerialDictatorship => self.lines.gone(choice),
            Mechanism::TopTradingCycles => {
                Reason::Traded { seats: self.round.programs[choice.program as usize].seats }
            }
        }
    }

    /// The sentence of a reason.
    pub fn say(&self, why: &Why, language: Language) -> String {
        sentences::say(self.round, why, language)
    }
}
