//! Relative risk: how many times as often, with the Katz log interval.

use super::distributions::normal_two_sided;
use super::{Estimate, Interval, Level, NoEstimate, Rate};

/// How many times as often something happens in the first group as in the second.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum RelativeRisk {
    /// Rate of the first group over rate of the second, a plain ratio; p is against a ratio of 1.
    Times(Estimate),
    /// It happened to no one in the first group: the ratio is 0 and says nothing of how far.
    NoneInFirst,
    /// It happened to no one in the second group: there is no rate to compare with.
    NoneInSecond,
    /// It happened to no one in either group.
    NoneInEither,
}

impl RelativeRisk {
    /// The ratio, where there is one to give.
    pub fn estimate(&self) -> Option<&Estimate> {
        match self {
            RelativeRisk::Times(estimate) => Some(estimate),
            _ => None,
        }
    }

    /// What to print in place of a ratio; `None` when there is one.
    pub fn instead_of_a_ratio(&self) -> Option<&'static str> {
        match self {
            RelativeRisk::Times(_) => None,
            RelativeRisk::NoneInFirst => Some("none in the first group: no ratio; see the rates"),
            RelativeRisk::NoneInSecond => Some("none in the second group: no ratio; see the rates"),
            RelativeRisk::NoneInEither => Some("none in either group"),
        }
    }
}

/// Rate of the first group over rate of the second, with the Katz log interval.
///
/// RR = p₁/p₂, interval exp(ln RR ± z·√((1−p₁)/x₁ + (1−p₂)/x₂)) where x are the successes; p is that
/// of ln RR over the same standard error. When everyone in both groups succeeded the ratio is 1
/// without an interval. A zero count is not patched with a half: it is said in words.
///
/// Source: Katz, D., Baptista, J., Azen, S. P. & Pike, M. C. (1978). Obtaining confidence intervals
/// for the risk ratio in cohort studies. *Biometrics* 34, 469–474, method C.
pub fn relative_risk(first: Rate, second: Rate, level: Level) -> RelativeRisk {
    match (first.successes(), second.successes()) {
        (0, 0) => return RelativeRisk::NoneInEither,
        (0, _) => return RelativeRisk::NoneInFirst,
        (_, 0) => return RelativeRisk::NoneInSecond,
        _ => {}
    }
    let value = first.value() / second.value();
    let part = |rate: Rate| rate.complement().value() / rate.successes() as f64;
    let variance = part(first) + part(second);
    if variance <= 0.0 {
        let interval = Err(NoEstimate::NoVariation);
        return RelativeRisk::Times(Estimate { value, interval, p: None });
    }
    let error = variance.sqrt();
    let reach = (level.z() * error).exp();
    let interval = Interval { low: value / reach, high: value * reach, level };
    let p = normal_two_sided(value.ln() / error);
    RelativeRisk::Times(Estimate { value, interval: Ok(interval), p: Some(p) })
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
    fn a_zero_count_is_said_in_words_and_never_divided_by() {
        let level = Level::P95;
        assert_eq!(relative_risk(of(0, 9), of(3, 9), level), RelativeRisk::NoneInFirst);
        assert_eq!(relative_risk(of(3, 9), of(0, 9), level), RelativeRisk::NoneInSecond);
        let neither = relative_risk(of(0, 9), of(0, 9), level);
        assert_eq!(neither.instead_of_a_ratio(), Some("none in either group"));
        assert_eq!(neither.estimate(), None);
    }

    #[test]
    fn everyone_in_both_groups_is_a_ratio_of_one_without_interval() {
        let both = relative_risk(of(9, 9), of(4, 4), Level::P95);
        let estimate = both.estimate().unwrap();
        assert_eq!(estimate.value, 1.0);
        assert_eq!(estimate.interval, Err(NoEstimate::NoVariation));
    }

    proptest! {
        #![proptest_config(fixed_cases(256))]

        #[test]
        fn swapping_groups_inverts_the_ratio_and_its_interval(
            n1 in 1_u64..3_000, n2 in 1_u64..3_000, a in 0.01..1.0_f64, b in 0.01..1.0_f64,
        ) {
            let x = of(1.max((n1 as f64 * a) as u64), n1);
            let y = of(1.max((n2 as f64 * b) as u64), n2);
            let there = *relative_risk(x, y, Level::P95).estimate().unwrap();
            let back = *relative_risk(y, x, Level::P95).estimate().unwrap();
            prop_assert!((there.value * back.value - 1.0).abs() < 1e-12);
            if let (Ok(i), Ok(j)) = (there.interval, back.interval) {
                prop_assert!(i.contains(there.value) && i.low > 0.0);
                prop_assert!((i.low * j.high - 1.0).abs() < 1e-9);
            }
        }
    }
}
