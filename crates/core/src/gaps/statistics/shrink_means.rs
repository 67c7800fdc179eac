//! Small schools' means, shrunk toward what is usual: the normal–normal model.

use super::{Interval, Level, NoEstimate, Shrunk};

/// A school's mean and how uncertain it is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MeasuredMean {
    /// The mean, in the scores' units.
    pub value: f64,
    /// The square of its standard error, above 0: for small schools the variance pooled over
    /// schools divided by the school's count, since one school's own variance is a poor guess.
    pub variance: f64,
}

/// How true means vary from school to school: a normal distribution learned from the schools.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MeanPrior {
    usual: f64,
    between: f64,
    typical_variance: f64,
    schools: f64,
}

impl MeanPrior {
    /// Learned from at least four schools, by Morris's moment equations solved together:
    /// μ = ΣWy/ΣW and A = ΣW·(k/(k−1)·(y−μ)² − V)/ΣW with W = 1/(V + A), A not below 0.
    ///
    /// Source: Morris, C. N. (1983). Parametric empirical Bayes inference: theory and applications.
    /// *JASA* 78, 47–55.
    pub fn learned_from(means: &[MeasuredMean]) -> Result<MeanPrior, NoEstimate> {
        let sound =
            |m: &MeasuredMean| m.value.is_finite() && m.variance.is_finite() && m.variance > 0.0;
        if !means.iter().all(sound) {
            return Err(NoEstimate::OutOfRange);
        }
        if means.len() < 4 {
            return Err(NoEstimate::TooFew { have: means.len() as u64, needed: 4 });
        }
        let k = means.len() as f64;
        let averaged = |between: f64, each: &dyn Fn(&MeasuredMean) -> f64| {
            let weight = |m: &MeasuredMean| 1.0 / (m.variance + between);
            let all: f64 = means.iter().map(weight).sum();
            means.iter().map(|m| weight(m) * each(m)).sum::<f64>() / all
        };
        let usual = |between: f64| averaged(between, &|m| m.value);
        // What A would have to be at a trial A; the root of excess(A) − A is sought by bisection.
        let excess = |between: f64| {
            let centre = usual(between);
            averaged(between, &|m| k / (k - 1.0) * (m.value - centre).powi(2) - m.variance)
        };
        let mut between = 0.0;
        if excess(0.0) > 0.0 {
            let centre = usual(0.0);
            let largest = means.iter().map(|m| (m.value - centre).powi(2)).fold(0.0, f64::max);
            let (mut low, mut high) = (0.0, 8.0 * largest);
            for _ in 0..200 {
                between = 0.5 * (low + high);
                if excess(between) > between {
                    low = between;
                } else {
                    high = between;
                }
            }
        }
        let typical_variance = averaged(between, &|m| m.variance);
        Ok(MeanPrior { usual: usual(between), between, typical_variance, schools: k })
    }

    /// The usual mean, in the scores' units.
    pub fn usual(&self) -> f64 {
        self.usual
    }

    /// The variance of true means between schools, in squared units; 0 when schools differ no more
    /// than chance would make them.
    pub fn between_variance(&self) -> f64 {
        self.between
    }

    /// One of the schools' means, shrunk: (1 − B)·y + B·μ with B = (k−3)/(k−1)·V/(V + A), and
    /// Morris's interval, which allows for μ and A being learned:
    /// s² = V(1 − (k−1)/k·B) + 2/(k−3)·B²(y−μ)²·(V̄ + A)/(V + A).
    pub fn shrink(&self, mean: MeasuredMean, level: Level) -> Result<Shrunk, NoEstimate> {
        let v = mean.variance;
        if !(mean.value.is_finite() && v.is_finite() && v > 0.0) {
            return Err(NoEstimate::OutOfRange);
        }
        let (k, total) = (self.schools, v + self.between);
        let pull = (k - 3.0) / (k - 1.0) * v / total;
        let away = mean.value - self.usual;
        let variance = v * (1.0 - (k - 1.0) / k * pull)
            + 2.0 / (k - 3.0) * (pull * away).powi(2) * (self.typical_variance + self.between)
                / total;
        let value = mean.value - pull * away;
        Ok(Shrunk {
            value,
            interval: Interval::around(value, level.z() * variance.sqrt(), level),
            raw: mean.value,
            own_weight: 1.0 - pull,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gaps::statistics::fixed_cases;
    use proptest::prelude::*;

    #[test]
    fn three_schools_or_an_unknown_variance_are_not_enough() {
        let known = MeasuredMean { value: 1.0, variance: 1.0 };
        let few = MeanPrior::learned_from(&[known; 3]);
        assert_eq!(few, Err(NoEstimate::TooFew { have: 3, needed: 4 }));
        let unknown = MeasuredMean { value: 1.0, variance: 0.0 };
        assert_eq!(MeanPrior::learned_from(&[unknown; 5]), Err(NoEstimate::OutOfRange));
    }

    #[test]
    fn equal_means_are_left_where_they_are() {
        let same = [MeasuredMean { value: 210.0, variance: 4.0 }; 6];
        let prior = MeanPrior::learned_from(&same).unwrap();
        assert_eq!((prior.usual(), prior.between_variance()), (210.0, 0.0));
        assert_eq!(prior.shrink(same[0], Level::P95).unwrap().value, 210.0);
    }

    /// With equal variances Morris's A is the sample variance of the means less their error.
    #[test]
    fn equal_variances_have_the_closed_form() {
        let values = [3.0, 9.0, 4.0, 12.0, 7.0];
        let means = values.map(|value| MeasuredMean { value, variance: 2.5 });
        let prior = MeanPrior::learned_from(&means).unwrap();
        let sample: f64 = values.iter().map(|v| (v - 7.0_f64).powi(2)).sum::<f64>() / 4.0;
        assert!((prior.between_variance() - (sample - 2.5)).abs() < 1e-9);
    }

    proptest! {
        #![proptest_config(fixed_cases(128))]

        #[test]
        fn shrinking_follows_a_change_of_scale_and_never_overshoots(
            schools in proptest::collection::vec((-20.0..20.0_f64, 0.1..50.0_f64), 4..30),
            shift in -100.0..100.0_f64, stretch in 0.1..10.0_f64,
        ) {
            let means: Vec<MeasuredMean> = schools.iter()
                .map(|&(value, variance)| MeasuredMean { value, variance }).collect();
            let moved: Vec<MeasuredMean> = means.iter().rev().map(|m| MeasuredMean {
                value: shift + stretch * m.value, variance: stretch * stretch * m.variance,
            }).collect();
            let (a, b) = (MeanPrior::learned_from(&means).unwrap(), MeanPrior::learned_from(&moved).unwrap());
            for (m, other) in means.iter().zip(moved.iter().rev()) {
                let x = a.shrink(*m, Level::P95).unwrap();
                let y = b.shrink(*other, Level::P95).unwrap();
                prop_assert!((shift + stretch * x.value - y.value).abs() < 1e-5);
                prop_assert!((x.value - m.value) * (x.value - a.usual()) <= 1e-9);
                prop_assert!(x.interval.contains(x.value));
            }
        }
    }
}
