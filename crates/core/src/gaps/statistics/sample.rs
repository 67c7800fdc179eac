//! The count, mean and variance of a group's scores: all that the methods for means need.

use super::NoEstimate;

/// A group's scores, summed up: at least one of them, all finite.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sample {
    n: u64,
    mean: f64,
    sum_of_squared_deviations: f64,
}

impl Sample {
    /// From a count, mean and standard deviation (the n − 1 kind; not looked at when n is 1).
    pub fn of(n: u64, mean: f64, standard_deviation: f64) -> Result<Sample, NoEstimate> {
        let spread = if n == 1 { 0.0 } else { standard_deviation };
        if n == 0 {
            return Err(NoEstimate::Empty);
        }
        if !mean.is_finite() || !spread.is_finite() || spread < 0.0 {
            return Err(NoEstimate::OutOfRange);
        }
        Ok(Sample { n, mean, sum_of_squared_deviations: spread * spread * (n - 1) as f64 })
    }

    /// From a count, a sum and a sum of squares, as one pass over scores leaves them.
    ///
    /// Rounding in the sums is not mistaken for spread: a variance below what rounding alone
    /// leaves behind is zero.
    pub fn from_sums(n: u64, sum: f64, sum_of_squares: f64) -> Result<Sample, NoEstimate> {
        if n == 0 {
            return Err(NoEstimate::Empty);
        }
        if !sum.is_finite() || !sum_of_squares.is_finite() || sum_of_squares < 0.0 {
            return Err(NoEstimate::OutOfRange);
        }
        let mean = sum / n as f64;
        let deviations = sum_of_squares - sum * mean;
        let rounding = 8.0 * f64::EPSILON * sum_of_squares * (n as f64).sqrt();
        if deviations < -1e3 * rounding {
            return Err(NoEstimate::OutOfRange);
        }
        let spread = if n == 1 || deviations <= rounding { 0.0 } else { deviations };
        Ok(Sample { n, mean, sum_of_squared_deviations: spread })
    }

    /// From the scores themselves.
    pub fn from_scores(scores: &[f64]) -> Result<Sample, NoEstimate> {
        if scores.is_empty() {
            return Err(NoEstimate::Empty);
        }
        if scores.iter().any(|score| !score.is_finite()) {
            return Err(NoEstimate::OutOfRange);
        }
        let mean = scores.iter().sum::<f64>() / scores.len() as f64;
        let deviations = scores.iter().map(|score| (score - mean).powi(2)).sum();
        Ok(Sample { n: scores.len() as u64, mean, sum_of_squared_deviations: deviations })
    }

    /// How many scores.
    pub fn n(&self) -> u64 {
        self.n
    }

    /// Their mean, in the scores' units.
    pub fn mean(&self) -> f64 {
        self.mean
    }

    /// Their variance with n − 1 below, in squared units; `None` for a single score.
    pub fn variance(&self) -> Option<f64> {
        (self.n > 1).then(|| self.sum_of_squared_deviations / (self.n - 1) as f64)
    }

    /// Sum of squared distances from the mean; 0 for a single score.
    pub(super) fn sum_of_squared_deviations(&self) -> f64 {
        self.sum_of_squared_deviations
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gaps::statistics::fixed_cases;
    use proptest::prelude::*;

    #[test]
    fn equal_scores_have_no_spread_however_they_were_summed() {
        for score in [0.1, 1550.3, 1e6 / 3.0] {
            let n = 1_000_000_u64;
            let (mut sum, mut squares) = (0.0, 0.0);
            for _ in 0..n {
                sum += score;
                squares += score * score;
            }
            let sample = Sample::from_sums(n, sum, squares);
            assert!(sample.unwrap().variance().unwrap() < 1e-9 * score * score);
        }
        assert_eq!(Sample::from_sums(3, 30.0, 300.0).unwrap().variance(), Some(0.0));
    }

    #[test]
    fn sums_that_no_scores_could_have_are_refused() {
        assert_eq!(Sample::from_sums(2, 10.0, 1.0), Err(NoEstimate::OutOfRange));
        assert_eq!(Sample::from_sums(0, 0.0, 0.0), Err(NoEstimate::Empty));
        assert_eq!(Sample::from_scores(&[1.0, f64::NAN]), Err(NoEstimate::OutOfRange));
        assert_eq!(Sample::of(4, 1.0, -1.0), Err(NoEstimate::OutOfRange));
    }

    #[test]
    fn one_score_has_a_mean_and_no_variance() {
        let one = Sample::of(1, 7.0, f64::NAN).unwrap();
        assert_eq!((one.mean(), one.variance()), (7.0, None));
    }

    proptest! {
        #![proptest_config(fixed_cases(128))]

        #[test]
        fn sums_and_scores_give_the_same_sample(
            scores in proptest::collection::vec(-500.0..500.0_f64, 2..60),
        ) {
            let sum = scores.iter().sum();
            let squares = scores.iter().map(|s| s * s).sum();
            let by_sums = Sample::from_sums(scores.len() as u64, sum, squares).unwrap();
            let by_scores = Sample::from_scores(&scores).unwrap();
            prop_assert!((by_sums.mean() - by_scores.mean()).abs() < 1e-9);
            let (a, b) = (by_sums.variance().unwrap(), by_scores.variance().unwrap());
            prop_assert!((a - b).abs() < 1e-6 * (1.0 + b));
        }
    }
}
