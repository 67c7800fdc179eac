//! How much of a gap lies between schools and how much within them.

use super::{NoEstimate, Sample, Stratum};

/// A gap split into the part between schools and the part within them, adding up exactly.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WithinBetween {
    /// First group's mean minus the second's, in the outcome's units.
    pub gap: f64,
    /// What would be left if within each school both groups had the school's own mean.
    pub between: f64,
    /// What would be left if all schools had the same mean.
    pub within: f64,
}

/// Splits the gap between two groups' means or rates over schools.
///
/// With ȳⱼ the mean of both groups together in school j and w a group's share there:
/// between = Σ (w₁ⱼ − w₂ⱼ)·ȳⱼ and within = Σ w₁ⱼ(ȳ₁ⱼ − ȳⱼ) − Σ w₂ⱼ(ȳ₂ⱼ − ȳⱼ). A school with one
/// group adds nothing within; no mean has to be assumed for the group that is absent.
///
/// The between part mixes what schools do with who attends them. Fails when a group is absent
/// everywhere.
///
/// Source: Reardon, S. F. (2008), *Thirteen ways of looking at the black–white test score gap*; a
/// school's mean is here that of both groups together.
pub fn within_between(schools: &[Stratum]) -> Result<WithinBetween, NoEstimate> {
    let n1: u64 = schools.iter().map(|school| school.first.n).sum();
    let n2: u64 = schools.iter().map(|school| school.second.n).sum();
    if n1 == 0 || n2 == 0 {
        return Err(NoEstimate::Empty);
    }
    let (mut between, mut within) = (0.0, 0.0);
    for school in schools {
        let (a, b) = (school.first, school.second);
        if a.n + b.n == 0 {
            continue;
        }
        let mean = (a.sum + b.sum) / (a.n + b.n) as f64;
        let (w1, w2) = (a.n as f64 / n1 as f64, b.n as f64 / n2 as f64);
        between += (w1 - w2) * mean;
        within += a.mean().map_or(0.0, |m| w1 * (m - mean));
        within -= b.mean().map_or(0.0, |m| w2 * (m - mean));
    }
    let sum1: f64 = schools.iter().map(|school| school.first.sum).sum();
    let sum2: f64 = schools.iter().map(|school| school.second.sum).sum();
    let gap = sum1 / n1 as f64 - sum2 / n2 as f64;
    if !gap.is_finite() {
        return Err(NoEstimate::OutOfRange);
    }
    Ok(WithinBetween { gap, between, within })
}

/// The share of the scores' variance that lies between schools: ANOVA's intraclass correlation.
///
/// ICC = (MSB − MSW)/(MSB + (n₀ − 1)·MSW), n₀ = (N − Σn²/N)/(k − 1) for schools of unequal size. It
/// can be a little below 0 when schools differ less than chance would make them. Needs two schools
/// and one of them with two scores; fails without spread.
///
/// Source: Shrout, P. E. & Fleiss, J. L. (1979). Intraclass correlations: uses in assessing rater
/// reliability. *Psychological Bulletin* 86, 420–428, ICC(1,1); n₀ from Snedecor & Cochran (1980).
pub fn intraclass_correlation(schools: &[Sample]) -> Result<f64, NoEstimate> {
    let k = schools.len() as u64;
    let n: u64 = schools.iter().map(Sample::n).sum();
    if k < 2 {
        return Err(NoEstimate::TooFew { have: k, needed: 2 });
    }
    if n <= k {
        return Err(NoEstimate::TooFew { have: n, needed: k + 1 });
    }
    let total = n as f64;
    let mean = schools.iter().map(|s| s.n() as f64 * s.mean()).sum::<f64>() / total;
    let groups = (k - 1) as f64;
    let between =
        schools.iter().map(|s| s.n() as f64 * (s.mean() - mean).powi(2)).sum::<f64>() / groups;
    let within =
        schools.iter().map(Sample::sum_of_squared_deviations).sum::<f64>() / (n - k) as f64;
    let squares: f64 = schools.iter().map(|s| (s.n() as f64).powi(2)).sum();
    let typical_size = (total - squares / total) / groups;
    let spread = between + (typical_size - 1.0) * within;
    if spread > 0.0 { Ok((between - within) / spread) } else { Err(NoEstimate::NoVariation) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gaps::statistics::{GroupTotal, fixed_cases};
    use proptest::prelude::*;

    fn school(n1: u64, sum1: f64, n2: u64, sum2: f64) -> Stratum {
        Stratum { first: GroupTotal { n: n1, sum: sum1 }, second: GroupTotal { n: n2, sum: sum2 } }
    }

    #[test]
    fn separate_schools_put_all_of_the_gap_between() {
        let split = within_between(&[school(10, 8.0, 0, 0.0), school(0, 0.0, 10, 5.0)]).unwrap();
        assert!((split.between - 0.3).abs() < 1e-12 && split.within == 0.0);
    }

    #[test]
    fn equal_shares_everywhere_put_all_of_the_gap_within() {
        let split = within_between(&[school(10, 8.0, 10, 5.0), school(20, 6.0, 20, 2.0)]).unwrap();
        assert!((split.within - split.gap).abs() < 1e-12 && split.between.abs() < 1e-12);
    }

    #[test]
    fn an_absent_group_or_a_single_school_is_said_so() {
        assert_eq!(within_between(&[school(5, 1.0, 0, 0.0)]), Err(NoEstimate::Empty));
        let one = Sample::of(5, 1.0, 1.0).unwrap();
        let few = intraclass_correlation(&[one]);
        assert_eq!(few, Err(NoEstimate::TooFew { have: 1, needed: 2 }));
        let flat = Sample::of(5, 1.0, 0.0).unwrap();
        assert_eq!(intraclass_correlation(&[flat, flat]), Err(NoEstimate::NoVariation));
    }

    proptest! {
        #![proptest_config(fixed_cases(256))]

        #[test]
        fn within_and_between_add_up_and_flip_with_the_groups(
            cells in proptest::collection::vec(
                (0_u64..90, -9.0..9.0_f64, 0_u64..90, -9.0..9.0_f64), 1..30),
        ) {
            let schools: Vec<Stratum> = cells.iter()
                .map(|&(n1, m1, n2, m2)| school(n1, m1 * n1 as f64, n2, m2 * n2 as f64))
                .collect();
            let Ok(split) = within_between(&schools) else { return Ok(()) };
            prop_assert!((split.within + split.between - split.gap).abs() < 1e-9);
            let swapped: Vec<Stratum> = schools.iter()
                .map(|s| Stratum { first: s.second, second: s.first }).collect();
            let back = within_between(&swapped).unwrap();
            prop_assert!((split.within + back.within).abs() < 1e-9);
        }
    }
}
