//! The mechanisms. Each takes a market and its lottery numbers and gives an assignment.

mod deferred;
pub mod families;
mod immediate;
mod serial;
mod trading;

use serde::{Deserialize, Serialize};

use super::model::{Assignment, Market, Numbers};

pub use deferred::Solver;

/// How seats are given out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mechanism {
    /// Student-proposing deferred acceptance.
    DeferredAcceptance,
    /// Top trading cycles.
    TopTradingCycles,
    /// Immediate acceptance, once called the Boston mechanism.
    ImmediateAcceptance,
    /// Serial dictatorship in the order of lottery numbers.
    SerialDictatorship,
}

impl Mechanism {
    /// All of them, the default first.
    pub const ALL: [Mechanism; 4] = [
        Mechanism::DeferredAcceptance,
        Mechanism::TopTradingCycles,
        Mechanism::ImmediateAcceptance,
        Mechanism::SerialDictatorship,
    ];

    /// Its word in a policy.
    pub const fn id(self) -> &'static str {
        match self {
            Mechanism::DeferredAcceptance => "deferred_acceptance",
            Mechanism::TopTradingCycles => "top_trading_cycles",
            Mechanism::ImmediateAcceptance => "immediate_acceptance",
            Mechanism::SerialDictatorship => "serial_dictatorship",
        }
    }

    /// What it is called.
    pub const fn name(self) -> &'static str {
        match self {
            Mechanism::DeferredAcceptance => "deferred acceptance",
            Mechanism::TopTradingCycles => "top trading cycles",
            Mechanism::ImmediateAcceptance => "immediate acceptance",
            Mechanism::SerialDictatorship => "serial dictatorship",
        }
    }

    /// The mechanism of that word.
    pub fn find(id: &str) -> Option<Self> {
        Mechanism::ALL.into_iter().find(|mechanism| mechanism.id() == id)
    }

    /// What it does, in one sentence.
    pub const fn words(self) -> &'static str {
        match self {
            Mechanism::DeferredAcceptance => {
                "Deferred acceptance: each program keeps the applicants with the best claims among \
                 all who ask for it, so listing schools in the true order is always best."
            }
            Mechanism::TopTradingCycles => {
                "Top trading cycles: applicants trade the claims that they hold, so a seat can go \
                 past somebody with a better claim to it."
            }
            Mechanism::ImmediateAcceptance => {
                "Immediate acceptance: first choices are filled for good, then second ones, so a \
                 family that lists a popular school first can lose the others by it."
            }
            Mechanism::SerialDictatorship => {
                "Serial dictatorship: applicants choose in the order of their lottery numbers; \
                 classes and reserves do not count."
            }
        }
    }

    /// Whether nobody can gain by a list in another order than their own.
    pub const fn is_strategy_proof(self) -> bool {
        !matches!(self, Mechanism::ImmediateAcceptance)
    }
}

/// Gives out the seats.
pub fn assign(mechanism: Mechanism, market: &Market, numbers: &Numbers) -> Assignment {
    match mechanism {
        Mechanism::DeferredAcceptance => Solver::of(market).solve(market, numbers),
        Mechanism::TopTradingCycles => trading::trade(market, numbers),
        Mechanism::ImmediateAcceptance => immediate::accept(market, numbers),
        Mechanism::SerialDictatorship => serial::dictate(market, numbers),
    }
}

/// What an applicant's place in a group's line is: less is better. The applicant stands in the
/// low bits, so that the place also says whose it is.
///
/// | bits | hold |
/// |---|---|
/// | 63 | whether the applicant is outside the group's reserve |
/// | 56–62 | priority class |
/// | 28–55 | lottery number |
/// | 0–27 | application |
#[inline]
fn key(class: u8, number: u32, application: usize) -> u64 {
    u64::from(class) << 56 | u64::from(number) << 28 | application as u64
}

/// The bit of a key that says that the applicant is outside the group's reserve.
const OUTSIDE: u64 = 1 << 63;

/// The application that a key belongs to.
#[inline]
fn owner(key: u64) -> usize {
    (key & ((1 << 28) - 1)) as usize
}
