//! How Riverbend's families answer when they are offered a seat: each its own way, from the seed.

use super::dice::{Dice, Purpose};

/// The policy by which Riverbend gives out the seats of the coming year, as its board adopted it.
pub const CHOICE_POLICY: &str = include_str!("governing/choice.toml");

/// What the city's lottery is drawn from besides its seed, in words.
pub const PUBLIC_DRAW_FROM: &str = "the state lottery of October 14, 2026";
/// What that draw gave.
pub const PUBLIC_DRAW: &str = "04 11 23 38 40";

/// What a family does with an offer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Habit {
    /// It takes the seat after so many days.
    Accepts(i8),
    /// It says no after so many days.
    Declines(i8),
    /// It does not answer.
    Silent,
}

/// What a family does with an offer: `by_right` for the school that its home has anyhow, which is
/// turned down more often.
pub fn habit(seed: u64, application: &str, program: &str, by_right: bool) -> Habit {
    let subject = application.bytes().chain(program.bytes()).fold(0u64, |sum, byte| {
        sum.wrapping_mul(1_099_511_628_211).wrapping_add(u64::from(byte) + 1)
    });
    let mut dice = Dice::of(seed, Purpose::Answer, subject);
    let shares = if by_right { [0.70, 0.16, 0.14] } else { [0.86, 0.07, 0.07] };
    let said = dice.weighted(&shares);
    let days = dice.below(10) as i8;
    match said {
        0 => Habit::Accepts(days),
        1 => Habit::Declines(days),
        _ => Habit::Silent,
    }
}

/// The two secrets of a city's lottery, from its seed, so that the same seed gives the same city.
/// A district's own come from the system's source of randomness.
pub fn lottery_secrets(seed: u64) -> [[u8; 32]; 2] {
    let mut dice = Dice::of(seed, Purpose::Answer, 0);
    [(); 2].map(|()| std::array::from_fn(|_| dice.below(256) as u8))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::choice::policy::check_policy;
    use crate::finding::Severity;

    #[test]
    fn the_citys_choice_policy_can_be_used_as_it_stands() {
        let reading = check_policy(CHOICE_POLICY);
        let bad: Vec<_> =
            reading.problems.iter().filter(|p| p.severity != Severity::Note).collect();
        assert!(bad.is_empty() && reading.policy.is_some(), "{bad:?}");
    }

    #[test]
    fn most_families_take_a_seat_and_the_same_seed_gives_the_same_answers() {
        let all: Vec<Habit> =
            (0..2000).map(|n| habit(7, &format!("R27-{n:07}"), "0610-IB", false)).collect();
        let again = habit(7, "R27-0000003", "0610-IB", false);
        assert_eq!(all[3], again);
        let count = |of: fn(&Habit) -> bool| all.iter().filter(|one| of(one)).count();
        assert!((1600..1850).contains(&count(|one| matches!(one, Habit::Accepts(_)))));
        assert!((80..220).contains(&count(|one| matches!(one, Habit::Silent))));
        assert_ne!(lottery_secrets(7), lottery_secrets(8));
    }
}
