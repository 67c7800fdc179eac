//! The difference of two rates, with Newcombe's score interval.

use super::distributions::normal_two_sided;
use super::{Estimate, Interval, Level, Rate};

/// First rate minus second, as a share (0.13 is 13 percentage points), with Newcombe's hybrid
/// score interval and the p-value of [`two_proportion_p`].
///
/// With l, u each rate's Wilson bounds and d = p₁ − p₂:
/// low = d − √((p₁−l₁)² + (u₂−p₂)²), high = d + √((u₁−p₁)² + (p₂−l₂)²).
/// The interval always holds d and lies within −1 to 1; it needs no minimum count.
///
/// Source: Newcombe, R. G. (1998). Interval estimation for the difference between independent
/// proportions: comparison of eleven methods. *Statistics in Medicine* 17, 873–890, method 10.
pub fn difference_of_rates(first: Rate, second: Rate, level: Level) -> Estimate {
    let (p1, p2) = (first.value(), second.value());
    let (w1, w2) = (first.wilson(level), second.wilson(level));
    let d = p1 - p2;
    let down = (p1 - w1.low).hypot(w2.high - p2);
    let up = (w1.high - p1).hypot(p2 - w2.low);
    let interval = Interval { low: (d - down).max(-1.0), high: (d + up).min(1.0), level };
    Estimate { value: d, interval: Ok(interval), p: Some(two_proportion_p(first, second)) }
}

/// Two-sided p-value that both groups have one true rate: the pooled score test, the square of
/// whose z is Pearson's chi-square without continuity correction.
///
/// z = (p₁ − p₂) / √(p(1−p)(1/n₁ + 1/n₂)) with p the pooled rate; 1 when all or none succeeded.
/// It agrees with [`difference_of_rates`]' interval except close to the threshold, where the two
/// score methods weigh the same evidence a little differently.
///
/// Source: Pearson, K. (1900), as in Fleiss, Levin & Paik (2003), *Statistical Methods for Rates
/// and Proportions*, 3rd ed., §3.1.
pub fn two_proportion_p(first: Rate, second: Rate) -> f64 {
    let (n1, n2) = (first.n() as f64, second.n() as f64);
    let pooled = (first.successes() as f64 + second.successes() as f64) / (n1 + n2);
    let variance = pooled * (1.0 - pooled) * (1.0 / n1 + 1.0 / n2);
    if variance <= 0.0 {
        return 1.0;
    }
    normal_two_sided((first.value() - second.value()) / variance.sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gaps::statistics::fixed_cases;
    use proptest::prelude::*;

    fn of(k: u64, n: u64) -> Rate {
        Rate::of(k, n).unwrap()
    }

    /// Brute force over every pair of tables: outside a band around 5%, test and interval never
    /// give a reader two different answers.
    #[test]
    fn p_value_and_interval_agree_away_from_the_threshold() {
        for (n1, n2) in [(20, 20), (40, 25), (60, 15)] {
            for a in 0..=n1 {
                for b in 0..=n2 {
                    let gap = difference_of_rates(of(a, n1), of(b, n2), Level::P95);
                    let (p, flagged) = (gap.p.unwrap(), gap.excludes_zero().unwrap());
                    assert!(p > 0.015 || flagged, "{a}/{n1} {b}/{n2}: p {p} yet not flagged");
                    assert!(p < 0.10 || !flagged, "{a}/{n1} {b}/{n2}: p {p} yet flagged");
                }
            }
        }
    }

    #[test]
    fn equal_certain_rates_have_no_difference_and_p_one() {
        let gap = difference_of_rates(of(10, 10), of(20, 20), Level::P95);
        assert_eq!((gap.value, gap.p), (0.0, Some(1.0)));
        assert!(gap.interval.unwrap().width() > 0.1);
    }

    proptest! {
        #![proptest_config(fixed_cases(256))]

        #[test]
        fn interval_holds_the_gap_and_swapping_groups_flips_it(
            n1 in 1_u64..3_000, n2 in 1_u64..3_000, a in 0.0..=1.0_f64, b in 0.0..=1.0_f64,
        ) {
            let (x, y) = (of((n1 as f64 * a) as u64, n1), of((n2 as f64 * b) as u64, n2));
            let gap = difference_of_rates(x, y, Level::P95);
            let interval = gap.interval.unwrap();
            prop_assert!(interval.contains(gap.value));
            prop_assert!(interval.low >= -1.0 && interval.high <= 1.0);
            let back = difference_of_rates(y, x, Level::P95).negated();
            prop_assert!((back.value - gap.value).abs() < 1e-15);
            prop_assert!((back.interval.unwrap().low - interval.low).abs() < 1e-12);
            prop_assert!((back.p.unwrap() - gap.p.unwrap()).abs() < 1e-12);
        }
    }
}
