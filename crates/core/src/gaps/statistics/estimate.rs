//! What an estimate is: a figure, the interval around it, and the reason when there is none.

use super::distributions::normal_quantile;
use thiserror::Error;

/// How sure an interval is meant to be, as a share: 0.95 means that 95 of 100 such intervals hold
/// the true value.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct Level(f64);

impl Level {
    /// 90 of 100 intervals hold the truth.
    pub const P90: Level = Level(0.90);
    /// 95 of 100 intervals hold the truth.
    pub const P95: Level = Level(0.95);
    /// 99 of 100 intervals hold the truth.
    pub const P99: Level = Level(0.99);

    /// A level from a share strictly between 0 and 1; `None` otherwise.
    pub fn of(share: f64) -> Option<Level> {
        (share > 0.0 && share < 1.0).then_some(Level(share))
    }

    /// The share, 0 to 1.
    pub fn share(self) -> f64 {
        self.0
    }

    /// The probability left in each tail.
    pub(super) fn tail(self) -> f64 {
        (1.0 - self.0) / 2.0
    }

    /// The standard normal deviate with that tail above it: 1.96 for 95%.
    pub(super) fn z(self) -> f64 {
        -normal_quantile(self.tail())
    }
}

/// The range that a figure could plausibly have had, in the figure's own units.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// Lower end.
    pub low: f64,
    /// Upper end, at least `low`.
    pub high: f64,
    /// How sure it is meant to be.
    pub level: Level,
}

impl Interval {
    /// Whether the value lies inside, ends included.
    pub fn contains(&self, value: f64) -> bool {
        self.low <= value && value <= self.high
    }

    /// High minus low.
    pub fn width(&self) -> f64 {
        self.high - self.low
    }

    /// The standard error that a normal interval of this width and level would have:
    /// width / 2z. Use it to weigh gaps by how well they are known (trend, share closed).
    pub fn implied_standard_error(&self) -> f64 {
        self.width() / (2.0 * self.level.z())
    }

    /// The interval `centre ± half_width`.
    pub(super) fn around(centre: f64, half_width: f64, level: Level) -> Interval {
        Interval { low: centre - half_width, high: centre + half_width, level }
    }

    fn negated(&self) -> Interval {
        Interval { low: -self.high, high: -self.low, level: self.level }
    }
}

/// A figure with what is known about its chance error.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// The figure.
    pub value: f64,
    /// The range around it, or why there is none.
    pub interval: Result<Interval, NoEstimate>,
    /// Two-sided p-value against "no difference", where the method gives one.
    pub p: Option<f64>,
}

impl Estimate {
    /// Whether the interval leaves out zero; `None` when there is no interval.
    pub fn excludes_zero(&self) -> Option<bool> {
        self.interval.ok().map(|i| !i.contains(0.0))
    }

    /// The same estimate seen from the other group.
    pub fn negated(&self) -> Estimate {
        Estimate { value: -self.value, interval: self.interval.map(|i| i.negated()), p: self.p }
    }
}

/// Why a figure or its interval cannot be given.
#[derive(Debug, Clone, Copy, PartialEq, Error)]
pub enum NoEstimate {
    /// A group, school or list is empty.
    #[error("no one was counted")]
    Empty,
    /// More successes than people.
    #[error("{successes} is more than the {n} who were counted")]
    MoreThanCounted {
        /// Successes given.
        successes: u64,
        /// People counted.
        n: u64,
    },
    /// Not enough to tell chance from pattern.
    #[error("{have} counted, and the method needs {needed}")]
    TooFew {
        /// How many there are.
        have: u64,
        /// How many the method needs.
        needed: u64,
    },
    /// All values equal, so nothing says how far chance moves them.
    #[error("every value is the same, so chance error cannot be judged")]
    NoVariation,
    /// The groups do not overlap on the scale.
    #[error("the two groups do not overlap, so the distance between them has no limit")]
    NoOverlap,
    /// Two lists that must match in length do not.
    #[error("{first} levels in one group and {second} in the other")]
    UnequalLengths {
        /// Length of the first list.
        first: usize,
        /// Length of the second list.
        second: usize,
    },
    /// The figure that others are compared with may itself be zero.
    #[error("the starting gap cannot be told from zero, so a share of it means nothing")]
    BaselineUnclear,
    /// A number given is not finite, is negative where it may not be, or is out of its range.
    #[error("a figure given is out of its range")]
    OutOfRange,
    /// The search for the best-fitting value did not settle.
    #[error("the fit did not settle")]
    NotSettled,
}
