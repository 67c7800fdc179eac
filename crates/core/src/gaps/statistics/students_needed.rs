//! Students needed for parity: a gap as a number of people.

use super::Rate;

/// How many more in the group behind must succeed for its rate to reach the other group's, its
/// count staying the same; 0 when it is not behind.
///
/// The smallest whole x with (s + x)/n ≥ s₀/n₀, computed in whole numbers. It counts people, not
/// chance: it has no interval of its own, so show the gap's interval beside it.
pub fn students_needed(behind: Rate, ahead: Rate) -> u64 {
    let target = reached(behind.n(), ahead, Rounding::Up);
    target.saturating_sub(behind.successes())
}

/// The same for something that ought not to happen (absence, suspension): how many fewer it must
/// happen to for the group's rate to be no higher than the other's; 0 when it is not higher.
pub fn fewer_needed(higher: Rate, lower: Rate) -> u64 {
    higher.successes().saturating_sub(reached(higher.n(), lower, Rounding::Down))
}

enum Rounding {
    Up,
    Down,
}

/// `n` at the other rate, as a whole number of people; at most `n`.
fn reached(n: u64, other: Rate, rounding: Rounding) -> u64 {
    let product = u128::from(n) * u128::from(other.successes());
    let by = u128::from(other.n());
    let whole = match rounding {
        Rounding::Up => product.div_ceil(by),
        Rounding::Down => product / by,
    };
    // A rate is at most 1, so this cannot exceed n and fits.
    u64::try_from(whole).unwrap_or(n)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gaps::statistics::fixed_cases;
    use proptest::prelude::*;

    fn of(k: u64, n: u64) -> Rate {
        Rate::of(k, n).unwrap()
    }

    #[test]
    fn forty_of_a_hundred_needs_twenty_to_reach_three_fifths() {
        assert_eq!(students_needed(of(40, 100), of(30, 50)), 20);
        assert_eq!(students_needed(of(1, 3), of(1, 2)), 1);
        assert_eq!(students_needed(of(30, 50), of(40, 100)), 0);
    }

    #[test]
    fn thirty_absent_of_a_hundred_must_fall_by_ten_to_reach_one_fifth() {
        assert_eq!(fewer_needed(of(30, 100), of(10, 50)), 10);
        assert_eq!(fewer_needed(of(1, 3), of(1, 2)), 0);
    }

    #[test]
    fn counts_near_the_largest_number_do_not_overflow() {
        let (none, all) = (of(0, u64::MAX), of(u64::MAX, u64::MAX));
        assert_eq!(students_needed(none, all), u64::MAX);
        assert_eq!(fewer_needed(all, none), u64::MAX);
    }

    proptest! {
        #![proptest_config(fixed_cases(512))]

        #[test]
        fn the_number_needed_is_enough_and_one_less_is_not(
            n1 in 1_u64..2_000, n2 in 1_u64..2_000, a in 0.0..=1.0_f64, b in 0.0..=1.0_f64,
        ) {
            let behind = of((n1 as f64 * a) as u64, n1);
            let ahead = of((n2 as f64 * b) as u64, n2);
            let more = students_needed(behind, ahead);
            let enough = |x: u64| (behind.successes() + x) * n2 >= ahead.successes() * n1;
            prop_assert!(enough(more) && behind.successes() + more <= n1);
            prop_assert!(more == 0 || !enough(more - 1));
            let mirror = fewer_needed(behind.complement(), ahead.complement());
            prop_assert_eq!(more, mirror);
        }
    }
}
