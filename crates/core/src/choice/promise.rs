//! What each mechanism promises of its result, and the check of that promise and of no other.

use super::check::{Violation, check_seats, check_stable};
use super::engine::Mechanism;
use super::model::{Assignment, Market, Numbers};

/// What is not as the mechanism promises. Only deferred acceptance promises that nobody has a
/// better claim to a seat than its holder; the others promise no more than the seats.
pub fn find_broken(
    mechanism: Mechanism,
    market: &Market,
    numbers: &Numbers,
    assignment: &Assignment,
) -> Vec<Violation> {
    match mechanism {
        Mechanism::DeferredAcceptance => check_stable(market, numbers, assignment),
        Mechanism::TopTradingCycles
        | Mechanism::ImmediateAcceptance
        | Mechanism::SerialDictatorship => check_seats(market, assignment),
    }
}

/// What holds where [`find_broken`] finds nothing, as a sentence.
pub const fn kept(mechanism: Mechanism) -> &'static str {
    match mechanism {
        Mechanism::DeferredAcceptance => "Nobody has a better claim to a seat than its holder.",
        Mechanism::TopTradingCycles
        | Mechanism::ImmediateAcceptance
        | Mechanism::SerialDictatorship => "No program has more students than seats.",
    }
}
