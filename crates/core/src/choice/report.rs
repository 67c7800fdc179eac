//! What may be shown of a round, its lotteries and its assignment: every figure about children is
//! protected here, and nowhere later.

mod groups;
mod programs;

use serde::Serialize;

use crate::disclosure::Shown;

pub use groups::{groupings, outcomes, sides};
pub use programs::{areas, chances, cutoffs, programs, worth};

/// A share over many lotteries: the mean, and the range that holds 95% of lotteries.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Band {
    /// The mean.
    pub mean: f64,
    /// Only one lottery in forty gives less.
    pub low: f64,
    /// Only one in forty gives more.
    pub high: f64,
}

impl Band {
    /// The band of these shares.
    pub fn of(mut shares: Vec<f64>) -> Band {
        if shares.is_empty() {
            return Band { mean: 0.0, low: 0.0, high: 0.0 };
        }
        let mean = shares.iter().sum::<f64>() / shares.len() as f64;
        shares.sort_by(f64::total_cmp);
        let at = |share: f64| shares[((shares.len() - 1) as f64 * share).round() as usize];
        Band { mean, low: at(0.025), high: at(0.975) }
    }
}

/// What a group of applicants gets over many lotteries.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GroupOutcome {
    /// What divides the groups.
    pub by: String,
    /// The group.
    pub group: String,
    /// Applicants.
    pub applicants: Shown<u64>,
    /// Share with their first choice.
    pub first: Shown<Band>,
    /// Share with a choice of their own.
    pub any: Shown<Band>,
    /// Share with nothing, or with the school by right only.
    pub none: Shown<Band>,
    /// Miles in a straight line to what they are offered, on average.
    pub miles: Shown<f64>,
}

/// What a program gets over many lotteries.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ProgramOutcome {
    /// The program's code.
    pub id: String,
    /// School and program.
    pub name: String,
    /// Entry grade.
    pub grade: String,
    /// Seats.
    pub seats: u32,
    /// Applicants who list it.
    pub listed: Shown<u64>,
    /// Applicants who list it first.
    pub first: Shown<u64>,
    /// Seats left, on average.
    pub left: f64,
    /// Share of low income among those who would be offered a seat.
    pub low_income: Shown<f64>,
    /// Share of low income among those who list it.
    pub low_income_listed: Shown<f64>,
}

/// The chance of a seat in a program for applicants of a class.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Chance {
    /// The program's code.
    pub id: String,
    /// School and program.
    pub name: String,
    /// Entry grade.
    pub grade: String,
    /// The class.
    pub class: String,
    /// Applicants of the class who list the program.
    pub applicants: Shown<u64>,
    /// The share who are offered it, of those lotteries in which nothing that they rank higher
    /// was offered.
    pub chance: Shown<f64>,
}

/// The last number that was offered a seat, by program and class.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CutOff {
    /// The program's code.
    pub id: String,
    /// School and program.
    pub name: String,
    /// Entry grade.
    pub grade: String,
    /// The class.
    pub class: String,
    /// The seats: open, or those of a reserve.
    pub seats: String,
    /// How many were offered a seat.
    pub offered: Shown<u64>,
    /// The last number among them, from 1.
    pub last: Shown<u32>,
}

/// What a home area's applicants get over many lotteries.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AreaOutcome {
    /// The area's code.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Degrees north and east.
    pub at: Option<(f64, f64)>,
    /// Applicants.
    pub applicants: Shown<u64>,
    /// Share with their first choice.
    pub first: Shown<Band>,
    /// Share with a choice of their own.
    pub any: Shown<Band>,
    /// Whether the policy counts the area as isolated for some grade.
    pub isolated: bool,
}

/// Who does better and who worse by another policy, for a group.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GroupSides {
    /// What divides the groups.
    pub by: String,
    /// The group.
    pub group: String,
    /// Applicants.
    pub applicants: Shown<u64>,
    /// Do better, on average over lotteries.
    pub better: Shown<f64>,
    /// Do worse.
    pub worse: Shown<f64>,
}

/// What one more seat would do, as it may be shown.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Worth {
    /// The program's code.
    pub id: String,
    /// School and program.
    pub name: String,
    /// Entry grade.
    pub grade: String,
    /// Seats now.
    pub seats: u32,
    /// Applicants who ask in vain, on average.
    pub in_vain: Shown<f64>,
    /// Applicants whom one more seat would help, on average.
    pub helped: f64,
    /// The same by need.
    pub weighted: f64,
    /// Applicants who would be worse off by it, on average; nobody under deferred acceptance.
    pub hurt: f64,
    /// Seats left, on average.
    pub left: f64,
}
