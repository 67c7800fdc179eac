//! The difference of two means, with Welch's interval.

use super::distributions::{t_two_sided, t_upper_quantile};
use super::{Estimate, Interval, Level, NoEstimate, Sample};

/// First mean minus second, in the scores' units, with Welch's t interval and p-value. The groups
/// need not have equal spread.
///
/// (x̄₁ − x̄₂) ± t · √(s₁²/n₁ + s₂²/n₂), t with [`satterthwaite_df`] degrees of freedom. With a
/// single score in either group, or no spread in both, the difference stands without an interval.
///
/// Source: Welch, B. L. (1947). The generalization of "Student's" problem when several different
/// population variances are involved. *Biometrika* 34, 28–35.
pub fn difference_of_means(first: &Sample, second: &Sample, level: Level) -> Estimate {
    let value = first.mean() - second.mean();
    match standard_error(first, second) {
        Err(reason) => Estimate { value, interval: Err(reason), p: None },
        Ok((error, df)) => {
            let half = t_upper_quantile(level.tail(), df) * error;
            let p = t_two_sided(value / error, df);
            Estimate { value, interval: Ok(Interval::around(value, half, level)), p: Some(p) }
        }
    }
}

/// Degrees of freedom of Welch's interval, (v₁+v₂)² / (v₁²/(n₁−1) + v₂²/(n₂−1)) with v = s²/n;
/// `None` when a group has one score or neither has spread.
///
/// Source: Satterthwaite, F. E. (1946). An approximate distribution of estimates of variance
/// components. *Biometrics Bulletin* 2, 110–114.
pub fn satterthwaite_df(first: &Sample, second: &Sample) -> Option<f64> {
    standard_error(first, second).ok().map(|(_, df)| df)
}

fn standard_error(first: &Sample, second: &Sample) -> Result<(f64, f64), NoEstimate> {
    let part = |sample: &Sample| match sample.variance() {
        Some(variance) => Ok((variance / sample.n() as f64, (sample.n() - 1) as f64)),
        None => Err(NoEstimate::TooFew { have: sample.n(), needed: 2 }),
    };
    let ((v1, df1), (v2, df2)) = (part(first)?, part(second)?);
    let variance = v1 + v2;
    if variance <= 0.0 {
        return Err(NoEstimate::NoVariation);
    }
    // Shares of the variance, so that tiny variances cannot underflow when squared.
    let (s1, s2) = (v1 / variance, v2 / variance);
    Ok((variance.sqrt(), 1.0 / (s1 * s1 / df1 + s2 * s2 / df2)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gaps::statistics::fixed_cases;
    use proptest::prelude::*;

    #[test]
    fn a_single_score_leaves_the_difference_without_an_interval() {
        let (one, many) = (Sample::of(1, 5.0, 0.0).unwrap(), Sample::of(9, 3.0, 1.0).unwrap());
        let gap = difference_of_means(&one, &many, Level::P95);
        assert_eq!(gap.value, 2.0);
        assert_eq!(gap.interval, Err(NoEstimate::TooFew { have: 1, needed: 2 }));
        assert_eq!(gap.p, None);
    }

    #[test]
    fn no_spread_in_both_groups_is_said_so() {
        let (a, b) = (Sample::of(5, 5.0, 0.0).unwrap(), Sample::of(9, 3.0, 0.0).unwrap());
        assert_eq!(difference_of_means(&a, &b, Level::P95).interval, Err(NoEstimate::NoVariation));
    }

    #[test]
    fn a_group_without_spread_adds_no_doubt() {
        let (a, b) = (Sample::of(5, 5.0, 0.0).unwrap(), Sample::of(10, 3.0, 2.0).unwrap());
        assert!((satterthwaite_df(&a, &b).unwrap() - 9.0).abs() < 1e-12);
    }

    proptest! {
        #![proptest_config(fixed_cases(256))]

        #[test]
        fn welch_is_antisymmetric_and_its_df_lie_between_the_known_bounds(
            n1 in 2_u64..4_000, n2 in 2_u64..4_000,
            m1 in -50.0..50.0_f64, m2 in -50.0..50.0_f64,
            s1 in 0.01..30.0_f64, s2 in 0.01..30.0_f64,
        ) {
            let (a, b) = (Sample::of(n1, m1, s1).unwrap(), Sample::of(n2, m2, s2).unwrap());
            let df = satterthwaite_df(&a, &b).unwrap();
            prop_assert!(df >= (n1.min(n2) - 1) as f64 - 1e-6);
            prop_assert!(df <= (n1 + n2 - 2) as f64 + 1e-6);
            let gap = difference_of_means(&a, &b, Level::P95);
            let back = difference_of_means(&b, &a, Level::P95).negated();
            prop_assert!((gap.value - back.value).abs() < 1e-12);
            let (i, j) = (gap.interval.unwrap(), back.interval.unwrap());
            prop_assert!((i.low - j.low).abs() < 1e-9 && (i.high - j.high).abs() < 1e-9);
            prop_assert!(i.contains(gap.value));
            prop_assert_eq!(gap.excludes_zero().unwrap(), gap.p.unwrap() < 0.05);
        }
    }
}
