//! How much of a gap has closed, and when it would if it went on so.

use super::{Estimate, Interval, Level, NoEstimate, Trend};

/// The share of the baseline gap that has closed since: 1 − now/then. 0.25 is a quarter closed, 1
/// all of it, below 0 a wider gap.
///
/// The interval is Fieller's, for two independent gaps whose standard errors are those that their
/// own intervals imply: all shares c for which now − (1−c)·then cannot be told from zero. When the
/// baseline gap itself cannot be told from zero there is no share to give. `now` and `then` must
/// have intervals; the level is taken as given and may differ from theirs.
///
/// Source: Fieller, E. C. (1954). Some problems in interval estimation. *JRSS B* 16, 175–185.
pub fn share_closed(then: &Estimate, now: &Estimate, level: Level) -> Result<Estimate, NoEstimate> {
    let (v0, v1) = (
        then.interval?.implied_standard_error().powi(2),
        now.interval?.implied_standard_error().powi(2),
    );
    let (g0, g1, z2) = (then.value, now.value, level.z().powi(2));
    // (g1 − R·g0)² = z²(v1 + R²·v0), a quadratic in the remaining share R.
    let square = g0 * g0 - z2 * v0;
    if square <= 0.0 {
        return Err(NoEstimate::BaselineUnclear);
    }
    let middle = g1 * g0 / square;
    let rest = (g1 * g1 - z2 * v1) / square;
    let half = (middle * middle - rest).max(0.0).sqrt();
    let interval = Interval { low: 1.0 - middle - half, high: 1.0 - middle + half, level };
    Ok(Estimate { value: 1.0 - g1 / g0, interval: Ok(interval), p: None })
}

/// When a gap would be gone if its line went on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Parity {
    /// The line had reached zero by the last year seen; it says nothing of whether it stays.
    Reached {
        /// First whole year at or past zero.
        year: i32,
    },
    /// The line reaches zero in this year, if it goes on so.
    Expected {
        /// First whole year at or past zero on the line.
        year: i32,
        /// The earliest year the line's interval allows.
        earliest: i32,
        /// The latest year the line's interval allows; `None` when that lies past the horizon.
        latest: Option<i32>,
    },
    /// No year can honestly be given.
    NotOnThisPath(NotOnThisPath),
}

/// Why there is no year of parity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotOnThisPath {
    /// The gap is growing or holding.
    NotClosing,
    /// The change cannot be told from none, or too few years are known to tell.
    Unclear,
    /// It is closing, and would still be open at the horizon.
    BeyondHorizon,
}

impl NotOnThisPath {
    /// The reason in words.
    pub fn in_words(self) -> &'static str {
        match self {
            NotOnThisPath::NotClosing => "not on this path: the gap is not closing",
            NotOnThisPath::Unclear => "the years do not yet show whether the gap is closing",
            NotOnThisPath::BeyondHorizon => "not on this path within the years looked at",
        }
    }
}

/// The year in which a gap's line reaches zero if it goes on so, looking at most
/// `horizon_years` past the last year seen.
///
/// A year is given only when the slope's interval leaves out zero. The years that the interval
/// allows are those in which the line's own interval holds zero (inverse prediction by Fieller's
/// method). Source: Draper & Smith (1998), §3.2.
pub fn parity(trend: &Trend, horizon_years: u16) -> Parity {
    let slope = trend.slope.value;
    let now = trend.line(f64::from(trend.last_year));
    let horizon = f64::from(trend.last_year) + f64::from(horizon_years);
    let start = trend.line(f64::from(trend.first_year));
    let crossing = trend.centre - trend.height / slope;
    if start != 0.0 && (now == 0.0 || now.signum() != start.signum()) {
        return Parity::Reached { year: whole_year(crossing) };
    }
    let Ok(errors) = trend.errors else {
        let closing = now * slope < 0.0;
        let why = if closing { NotOnThisPath::Unclear } else { NotOnThisPath::NotClosing };
        return Parity::NotOnThisPath(why);
    };
    let clear = slope.abs() > errors.t * errors.slope;
    if now * slope >= 0.0 {
        return Parity::NotOnThisPath(NotOnThisPath::NotClosing);
    }
    if !clear {
        return Parity::NotOnThisPath(NotOnThisPath::Unclear);
    }
    if crossing > horizon {
        return Parity::NotOnThisPath(NotOnThisPath::BeyondHorizon);
    }
    // (height + slope·u)² = t²(e_h² + e_s²u²) in u = year − centre; slope is clear, so it opens up.
    let t2 = errors.t * errors.t;
    let square = slope * slope - t2 * errors.slope * errors.slope;
    let middle = -trend.height * slope / square;
    let rest = (trend.height * trend.height - t2 * errors.height * errors.height) / square;
    let half = (middle * middle - rest).max(0.0).sqrt();
    let latest = trend.centre + middle + half;
    Parity::Expected {
        year: whole_year(crossing),
        earliest: whole_year(trend.centre + middle - half),
        latest: (latest <= horizon).then(|| whole_year(latest)),
    }
}

/// The first whole year at or past a point in time; a hair past a year is that year.
fn whole_year(at: f64) -> i32 {
    (at - 1e-9).ceil() as i32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gaps::statistics::{Rate, YearValue, difference_of_rates, fixed_cases, trend};
    use proptest::prelude::*;

    fn known(value: f64, error: f64) -> Estimate {
        let interval = Interval::around(value, Level::P95.z() * error, Level::P95);
        Estimate { value, interval: Ok(interval), p: None }
    }

    fn path(values: &[f64]) -> Trend {
        let points: Vec<YearValue> = (2018..)
            .zip(values)
            .map(|(year, &value)| YearValue { year, value, weight: 1.0 })
            .collect();
        trend(&points, Level::P95).unwrap()
    }

    #[test]
    fn a_gap_halved_is_half_closed_whichever_group_comes_first() {
        let (then, now) = (known(0.40, 0.02), known(0.20, 0.02));
        let closed = share_closed(&then, &now, Level::P95).unwrap();
        assert!((closed.value - 0.5).abs() < 1e-12);
        let other = share_closed(&then.negated(), &now.negated(), Level::P95).unwrap();
        assert!((closed.interval.unwrap().low - other.interval.unwrap().low).abs() < 1e-12);
    }

    #[test]
    fn a_baseline_that_may_be_zero_gives_no_share() {
        let small =
            difference_of_rates(Rate::of(6, 10).unwrap(), Rate::of(5, 10).unwrap(), Level::P95);
        let none = share_closed(&small, &known(0.05, 0.01), Level::P95);
        assert_eq!(none, Err(NoEstimate::BaselineUnclear));
    }

    #[test]
    fn a_steady_path_names_the_year_and_its_range() {
        let trend = path(&[0.301, 0.279, 0.261, 0.239, 0.221, 0.199]);
        let Parity::Expected { year, earliest, latest } = parity(&trend, 50) else {
            panic!("no year from {trend:?}");
        };
        assert_eq!(year, 2033);
        assert!(earliest <= year && latest.unwrap() >= year);
        let short = parity(&trend, 3);
        assert_eq!(short, Parity::NotOnThisPath(NotOnThisPath::BeyondHorizon));
    }

    #[test]
    fn a_growing_an_unclear_and_a_closed_gap_are_told_apart() {
        let reason = |values: &[f64]| parity(&path(values), 50);
        let growing = Parity::NotOnThisPath(NotOnThisPath::NotClosing);
        let unclear = Parity::NotOnThisPath(NotOnThisPath::Unclear);
        assert_eq!(reason(&[0.20, 0.22, 0.23, 0.26]), growing);
        assert_eq!(reason(&[-0.20, -0.22, -0.23, -0.26]), growing);
        assert_eq!(reason(&[0.20, 0.20, 0.20]), growing);
        assert_eq!(reason(&[0.20, 0.30, 0.10, 0.25, 0.18]), unclear);
        assert_eq!(reason(&[0.20, 0.10]), unclear);
        assert_eq!(reason(&[0.21, 0.09, 0.01, -0.11]), Parity::Reached { year: 2020 });
    }

    proptest! {
        #![proptest_config(fixed_cases(256))]

        #[test]
        fn the_ends_of_fiellers_interval_are_just_not_ruled_out(
            then in 0.1..0.9_f64, now in -0.9..0.9_f64,
            e0 in 0.001..0.04_f64, e1 in 0.001..0.2_f64,
        ) {
            let closed = share_closed(&known(then, e0), &known(now, e1), Level::P95).unwrap();
            let interval = closed.interval.unwrap();
            prop_assert!(interval.contains(closed.value));
            for end in [interval.low, interval.high] {
                let left = 1.0 - end;
                let z = (now - left * then).abs() / e1.hypot(left * e0);
                prop_assert!((z - Level::P95.z()).abs() < 1e-5);
            }
        }

        #[test]
        fn the_line_is_at_zero_by_the_year_of_parity_and_not_the_year_before(
            start in 0.1..0.6_f64, step in 0.005..0.05_f64,
            noise in proptest::collection::vec(-0.01..0.01_f64, 4..9),
        ) {
            let values: Vec<f64> = noise.iter().enumerate()
                .map(|(i, e)| start - step * i as f64 + e).collect();
            let line = path(&values);
            if let Parity::Expected { year, earliest, latest } = parity(&line, 200) {
                prop_assert!(line.fitted(year).value <= 1e-9);
                prop_assert!(line.fitted(year - 1).value > -1e-9);
                prop_assert!(earliest <= year && latest.is_none_or(|l| l >= year));
                prop_assert!(year >= line.last_year);
            }
        }
    }
}
