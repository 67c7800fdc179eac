//! A rate and its Wilson score interval.

use super::{Estimate, Interval, Level, NoEstimate};

/// So many of so many: at least one counted, and no more successes than were counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Rate {
    successes: u64,
    n: u64,
}

impl Rate {
    /// `successes` of `n`. Fails when no one was counted or more succeeded than were counted.
    pub fn of(successes: u64, n: u64) -> Result<Rate, NoEstimate> {
        if n == 0 {
            Err(NoEstimate::Empty)
        } else if successes > n {
            Err(NoEstimate::MoreThanCounted { successes, n })
        } else {
            Ok(Rate { successes, n })
        }
    }

    /// How many succeeded.
    pub fn successes(self) -> u64 {
        self.successes
    }

    /// How many were counted.
    pub fn n(self) -> u64 {
        self.n
    }

    /// The rate as a share, 0 to 1.
    pub fn value(self) -> f64 {
        self.successes as f64 / self.n as f64
    }

    /// Those who did not succeed, as a rate.
    pub fn complement(self) -> Rate {
        Rate { successes: self.n - self.successes, n: self.n }
    }

    /// Wilson's score interval, a share: all the true rates π for which
    /// |p − π| ≤ z √(π(1−π)/n). It never leaves 0 to 1 and always holds the rate itself.
    ///
    /// Source: Wilson, E. B. (1927). Probable inference, the law of succession, and statistical
    /// inference. *JASA* 22, 209–212.
    pub fn wilson(self, level: Level) -> Interval {
        let (n, p, z) = (self.n as f64, self.value(), level.z());
        let z2 = z * z;
        let centre = (p + z2 / (2.0 * n)) / (1.0 + z2 / n);
        let half = z / (1.0 + z2 / n) * (p * (1.0 - p) / n + z2 / (4.0 * n * n)).sqrt();
        // The bounds are exact at the ends; rounding must not push the rate out of its interval.
        let low = if self.successes == 0 { 0.0 } else { (centre - half).clamp(0.0, p) };
        let high = if self.successes == self.n { 1.0 } else { (centre + half).clamp(p, 1.0) };
        Interval { low, high, level }
    }

    /// The rate with its Wilson interval.
    pub fn estimate(self, level: Level) -> Estimate {
        Estimate { value: self.value(), interval: Ok(self.wilson(level)), p: None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gaps::statistics::fixed_cases;
    use proptest::prelude::*;

    #[test]
    fn an_impossible_rate_is_refused_with_its_reason() {
        assert_eq!(Rate::of(0, 0), Err(NoEstimate::Empty));
        let refused = Rate::of(5, 4).unwrap_err();
        assert_eq!(refused.to_string(), "5 is more than the 4 who were counted");
    }

    /// Brute force: for each true rate, add up the binomial probability of every outcome whose
    /// interval holds it. The mean over rates stays near the level; no rate is far below it.
    #[test]
    fn wilson_covers_the_truth_as_often_as_it_says() {
        for n in [5_u64, 10, 30, 100] {
            let intervals: Vec<Interval> =
                (0..=n).map(|k| Rate::of(k, n).unwrap().wilson(Level::P95)).collect();
            let grid = 999;
            let mut total = 0.0;
            for step in 1..=grid {
                let truth = f64::from(step) / f64::from(grid + 1);
                let mut probability = (1.0 - truth).powi(i32::try_from(n).unwrap());
                let mut covered = 0.0;
                for (k, interval) in intervals.iter().enumerate() {
                    if interval.contains(truth) {
                        covered += probability;
                    }
                    let k = k as f64;
                    probability *= (n as f64 - k) / (k + 1.0) * truth / (1.0 - truth);
                }
                assert!(covered > 0.82, "n {n}, rate {truth}: covered {covered}");
                total += covered;
            }
            let mean = total / f64::from(grid);
            assert!((0.945..0.965).contains(&mean), "n {n}: mean coverage {mean}");
        }
    }

    proptest! {
        #![proptest_config(fixed_cases(256))]

        #[test]
        fn wilson_holds_the_rate_and_stays_a_share(n in 1_u64..5_000_000, part in 0.0..=1.0_f64) {
            let rate = Rate::of((n as f64 * part) as u64, n).unwrap();
            for level in [Level::P90, Level::P95, Level::P99] {
                let i = rate.wilson(level);
                prop_assert!(i.contains(rate.value()));
                prop_assert!(i.low >= 0.0 && i.high <= 1.0 && i.width() > 0.0);
            }
        }

        #[test]
        fn wilson_ends_solve_the_score_equation(n in 1_u64..100_000, part in 0.0..=1.0_f64) {
            let rate = Rate::of((n as f64 * part) as u64, n).unwrap();
            let (p, z) = (rate.value(), Level::P95.z());
            for end in [rate.wilson(Level::P95).low, rate.wilson(Level::P95).high] {
                let score = (p - end).abs() - z * (end * (1.0 - end) / n as f64).sqrt();
                prop_assert!(score.abs() < 1e-9);
            }
        }

        #[test]
        fn failing_is_the_mirror_of_succeeding(n in 1_u64..100_000, part in 0.0..=1.0_f64) {
            let rate = Rate::of((n as f64 * part) as u64, n).unwrap();
            let (own, mirror) = (rate.wilson(Level::P95), rate.complement().wilson(Level::P95));
            prop_assert!((own.low - (1.0 - mirror.high)).abs() < 1e-12);
            prop_assert!((own.high - (1.0 - mirror.low)).abs() < 1e-12);
        }
    }
}
