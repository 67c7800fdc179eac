//! The audit as it is done by hand, for comparison only: each course counts for the first
//! requirement in the file that it fits and that still needs credit, and stays there.

use super::assign::{Piece, Problem};

/// Units that each requirement gets, and where each lot counts. Lots are taken in their order; of a
/// choice the first option with any credit is asked, else the first.
pub fn first_fit(problem: &Problem) -> (Vec<u32>, Vec<Piece>) {
    let mut asked = u64::MAX;
    for options in &problem.choices {
        let any =
            options.iter().find(|bits| problem.lots.iter().any(|(fits, _)| fits & **bits != 0));
        let chosen = any.or(options.first()).copied().unwrap_or(0);
        for option in options.iter().filter(|option| **option != chosen) {
            asked &= !option | chosen;
        }
    }
    let mut have = vec![0u32; problem.needs.len()];
    let mut pieces = Vec::new();
    for (lot, (fits, units)) in problem.lots.iter().enumerate() {
        let mut left = *units;
        for (at, need) in problem.needs.iter().enumerate() {
            if fits & asked & 1 << at == 0 || left == 0 {
                continue;
            }
            let take = left.min(need - have[at].min(*need));
            if take > 0 {
                have[at] += take;
                left -= take;
                pieces.push(Piece { lot, first: at, second: None, units: take });
            }
        }
    }
    (have, pieces)
}

/// What first-fit says is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Short {
    /// The requirements that are not met, a bit each, among those that it asks.
    pub unmet: u64,
    /// Units missing in them.
    pub missing: u32,
}

/// The requirements that first-fit says are not met, and the units that it misses.
pub fn short_by_first_fit(problem: &Problem) -> Short {
    let (have, _) = first_fit(problem);
    let mut short = Short::default();
    let optional = problem.choices.iter().flatten().fold(0, |bits, option| bits | option);
    let lacks = |at: usize| problem.needs[at] - have[at].min(problem.needs[at]);
    for at in (0..problem.needs.len()).filter(|at| optional & 1 << at == 0 && lacks(*at) > 0) {
        short.unmet |= 1 << at;
        short.missing += lacks(at);
    }
    for options in &problem.choices {
        let lacks_in = |bits: &u64| -> u32 {
            (0..problem.needs.len()).filter(|at| bits & 1 << at != 0).map(lacks).sum()
        };
        let least = options.iter().map(lacks_in).min().unwrap_or(0);
        if least > 0 {
            short.unmet |= options.first().copied().unwrap_or(0);
            short.missing += least;
        }
    }
    short
}
