//! Is it closing? A straight line through a gap's years, with interval.

use super::distributions::{t_two_sided, t_upper_quantile};
use super::{Estimate, Interval, Level, NoEstimate};

/// A gap in one year.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct YearValue {
    /// The school year, by the year it ends in.
    pub year: i32,
    /// The gap, in the measure's units.
    pub value: f64,
    /// How much the year counts, above 0: one over the square of the gap's standard error, for
    /// which [`Interval::implied_standard_error`] serves. Only the proportions matter.
    pub weight: f64,
}

/// A line through the years.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Trend {
    /// Change a year, in the measure's units; p is against "no change".
    pub slope: Estimate,
    /// First year seen.
    pub first_year: i32,
    /// Last year seen.
    pub last_year: i32,
    /// The weighted mean year.
    pub(super) centre: f64,
    /// The weighted mean gap, where the line passes through it.
    pub(super) height: f64,
    /// Standard errors of height and slope with their degrees of freedom.
    pub(super) errors: Result<LineErrors, NoEstimate>,
    level: Level,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct LineErrors {
    pub(super) height: f64,
    pub(super) slope: f64,
    /// The t quantile that makes them an interval.
    pub(super) t: f64,
}

impl Trend {
    /// The gap on the line in a year, with the line's interval there. A year outside those seen is
    /// a projection that assumes nothing changes course.
    pub fn fitted(&self, year: i32) -> Estimate {
        let away = f64::from(year) - self.centre;
        let interval = self.errors.map(|e| {
            let error = e.height.hypot(e.slope * away);
            Interval::around(self.line(f64::from(year)), e.t * error, self.level)
        });
        Estimate { value: self.line(f64::from(year)), interval, p: None }
    }

    pub(super) fn line(&self, year: f64) -> f64 {
        self.height + self.slope.value * (year - self.centre)
    }
}

/// Fits a straight line by weighted least squares; the order of the years does not matter.
///
/// slope = Σw(x−x̄)(y−ȳ)/Σw(x−x̄)² with weighted means; its standard error is √(s²/Σw(x−x̄)²) with
/// s² = Σw·residual²/(k − 2), and the interval is t with k − 2 degrees of freedom, k the number of
/// points. Two points give a slope without an interval; so do points exactly on a line, since
/// nothing then says how far chance moves them.
///
/// Source: Draper, N. R. & Smith, H. (1998). *Applied Regression Analysis*, 3rd ed., §9.2.
pub fn trend(points: &[YearValue], level: Level) -> Result<Trend, NoEstimate> {
    let sound = |p: &YearValue| p.value.is_finite() && p.weight.is_finite() && p.weight > 0.0;
    if !points.iter().all(sound) {
        return Err(NoEstimate::OutOfRange);
    }
    let (Some(first_year), Some(last_year)) =
        (points.iter().map(|p| p.year).min(), points.iter().map(|p| p.year).max())
    else {
        return Err(NoEstimate::Empty);
    };
    if first_year == last_year {
        return Err(NoEstimate::TooFew { have: 1, needed: 2 });
    }
    // Weights as proportions and years from the first one, so that sums keep their digits.
    let all: f64 = points.iter().map(|p| p.weight).sum();
    let each = || points.iter().map(|p| (p.weight / all, f64::from(p.year - first_year), p.value));
    let x_mean: f64 = each().map(|(w, x, _)| w * x).sum();
    let y_mean: f64 = each().map(|(w, _, y)| w * y).sum();
    let sxx: f64 = each().map(|(w, x, _)| w * (x - x_mean).powi(2)).sum();
    let sxy: f64 = each().map(|(w, x, y)| w * (x - x_mean) * (y - y_mean)).sum();
    if sxx <= 0.0 {
        return Err(NoEstimate::OutOfRange);
    }
    let slope = sxy / sxx;
    let residual: f64 =
        each().map(|(w, x, y)| w * (y - y_mean - slope * (x - x_mean)).powi(2)).sum();
    let size: f64 = each().map(|(w, _, y)| w * y * y).sum();
    let errors = line_errors(points.len() as u64, residual, size, sxx, level);
    let interval = errors.map(|e| Interval::around(slope, e.t * e.slope, level));
    let p = errors.ok().map(|e| t_two_sided(slope / e.slope, points.len() as f64 - 2.0));
    Ok(Trend {
        slope: Estimate { value: slope, interval, p },
        first_year,
        last_year,
        centre: f64::from(first_year) + x_mean,
        height: y_mean,
        errors,
        level,
    })
}

fn line_errors(
    points: u64,
    residual: f64,
    size: f64,
    sxx: f64,
    level: Level,
) -> Result<LineErrors, NoEstimate> {
    if points < 3 {
        return Err(NoEstimate::TooFew { have: points, needed: 3 });
    }
    // What rounding leaves behind on an exact line is not spread.
    if residual <= 1e-24 * size {
        return Err(NoEstimate::NoVariation);
    }
    let df = (points - 2) as f64;
    let spread = residual / df;
    Ok(LineErrors {
        height: spread.sqrt(),
        slope: (spread / sxx).sqrt(),
        t: t_upper_quantile(level.tail(), df),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gaps::statistics::fixed_cases;
    use proptest::prelude::*;

    fn even(values: &[(i32, f64)]) -> Vec<YearValue> {
        values.iter().map(|&(year, value)| YearValue { year, value, weight: 1.0 }).collect()
    }

    #[test]
    fn one_year_is_no_trend_and_two_have_no_interval() {
        let one = trend(&even(&[(2024, 0.3), (2024, 0.2)]), Level::P95);
        assert_eq!(one, Err(NoEstimate::TooFew { have: 1, needed: 2 }));
        let two = trend(&even(&[(2022, 0.3), (2024, 0.2)]), Level::P95).unwrap();
        assert!((two.slope.value + 0.05).abs() < 1e-12);
        assert_eq!(two.slope.interval, Err(NoEstimate::TooFew { have: 2, needed: 3 }));
        assert_eq!(trend(&[], Level::P95), Err(NoEstimate::Empty));
    }

    #[test]
    fn an_exact_line_does_not_claim_certainty() {
        let line = trend(&even(&[(2021, 0.3), (2022, 0.25), (2023, 0.2)]), Level::P95).unwrap();
        assert_eq!(line.slope.interval, Err(NoEstimate::NoVariation));
        assert!((line.fitted(2024).value - 0.15).abs() < 1e-12);
    }

    #[test]
    fn a_weight_of_two_counts_as_two_equal_points_for_the_line() {
        let mut points = even(&[(2020, 0.5), (2021, 0.1), (2022, 0.4), (2023, 0.3)]);
        let twice: Vec<YearValue> = points.iter().copied().chain([points[1]]).collect();
        points[1].weight = 2.0;
        let (a, b) = (trend(&points, Level::P95).unwrap(), trend(&twice, Level::P95).unwrap());
        assert!((a.slope.value - b.slope.value).abs() < 1e-12);
    }

    #[test]
    fn unusable_weights_and_values_are_refused() {
        for (value, weight) in [(f64::NAN, 1.0), (1.0, 0.0), (1.0, -1.0), (1.0, f64::INFINITY)] {
            let mut points = even(&[(2020, 0.5), (2021, 0.1), (2022, 0.4)]);
            points.push(YearValue { year: 2023, value, weight });
            assert_eq!(trend(&points, Level::P95), Err(NoEstimate::OutOfRange));
        }
    }

    proptest! {
        #![proptest_config(fixed_cases(256))]

        #[test]
        fn the_line_ignores_order_and_the_scale_of_weights(
            values in proptest::collection::vec((-0.5..0.5_f64, 0.1..9.0_f64), 3..9),
            scale in 0.001..1e4_f64,
        ) {
            let points: Vec<YearValue> = (2015..).zip(&values)
                .map(|(year, &(value, weight))| YearValue { year, value, weight }).collect();
            let mut other: Vec<YearValue> = points.iter()
                .map(|p| YearValue { weight: p.weight * scale, ..*p }).collect();
            other.reverse();
            let (a, b) = (trend(&points, Level::P95).unwrap(), trend(&other, Level::P95).unwrap());
            prop_assert!((a.slope.value - b.slope.value).abs() < 1e-9);
            let (i, j) = (a.slope.interval.unwrap(), b.slope.interval.unwrap());
            prop_assert!((i.low - j.low).abs() < 1e-6 && i.contains(a.slope.value));
            prop_assert_eq!(a.slope.excludes_zero().unwrap(), a.slope.p.unwrap() < 0.05);
            let flipped: Vec<YearValue> =
                points.iter().map(|p| YearValue { value: -p.value, ..*p }).collect();
            prop_assert!((trend(&flipped, Level::P95).unwrap().slope.value + a.slope.value).abs() < 1e-12);
        }
    }
}
