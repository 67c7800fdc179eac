//! Where a goal should be this year, where it is, and how surely.
//!
//! The path goes straight from the baseline to the first waypoint, from each waypoint to the
//! next, and from the last to the target.

use crate::plan::model::{Observed, Point, Standing, Target};

/// A goal's path from its baseline to its target.
#[derive(Debug, Clone, PartialEq)]
pub struct Trajectory {
    points: Vec<Point>,
    lower_is_better: bool,
}

impl Trajectory {
    /// The path of a target; `None` without both a baseline and a later target.
    pub fn of(target: &Target) -> Option<Trajectory> {
        let (first, last) = (target.baseline?, target.target?);
        let mut points = vec![first];
        let mut between: Vec<Point> = target
            .waypoints
            .iter()
            .copied()
            .filter(|point| point.year > first.year && point.year < last.year)
            .collect();
        between.sort_by_key(|point| point.year);
        between.dedup_by_key(|point| point.year);
        points.extend(between);
        points.push(last);
        let all_finite = points.iter().all(|point| point.value.is_finite());
        (last.year > first.year && all_finite)
            .then_some(Trajectory { points, lower_is_better: target.lower_is_better })
    }

    /// Its points, in order of years.
    pub fn points(&self) -> &[Point] {
        &self.points
    }

    /// Where the goal should be in a year. Before the baseline it has no path; after the target it
    /// is to stay at the target.
    pub fn expected(&self, year: i16) -> Option<f64> {
        let first = self.points.first()?;
        let last = self.points.last()?;
        if year < first.year {
            return None;
        }
        if year >= last.year {
            return Some(last.value);
        }
        let (from, to) = self
            .points
            .iter()
            .zip(self.points.iter().skip(1))
            .find(|(from, to)| from.year <= year && year <= to.year)?;
        let done = f64::from(year - from.year) / f64::from(to.year - from.year);
        Some(from.value + (to.value - from.value) * done)
    }

    /// How an observed figure stands to the path in its year; `None` at or before the baseline.
    pub fn standing(&self, observed: &Observed) -> Option<Standing> {
        let baseline = self.points.first()?;
        if observed.year <= baseline.year || !observed.value.is_finite() {
            return None;
        }
        let expected = self.expected(observed.year)?;
        // Better is greater once lower-is-better figures are turned round.
        let better = |value: f64| if self.lower_is_better { -value } else { value };
        // Figures that print alike do not differ.
        let slack = 1e-9 * (1.0 + expected.abs());
        if better(observed.value) >= better(expected) - slack {
            return Some(Standing::OnPath);
        }
        let holds = |(low, high): (f64, f64)| low <= expected && expected <= high;
        if observed.interval.is_some_and(holds) {
            return Some(Standing::NearPath);
        }
        if better(observed.value) > better(baseline.value) + slack {
            Some(Standing::Behind)
        } else {
            Some(Standing::NotMoved)
        }
    }

    /// The share of the way from baseline to target that an observed figure has gone: 0 at the
    /// baseline, 1 at the target, negative when it went the other way. `None` for a goal to stay
    /// where it is.
    pub fn share_of_way(&self, value: f64) -> Option<f64> {
        let (first, last) = (self.points.first()?, self.points.last()?);
        let way = last.value - first.value;
        (way != 0.0).then(|| (value - first.value) / way)
    }
}
