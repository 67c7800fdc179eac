//! What a chart is given to draw: a figure, a coded range, or the words that stand in its place.

use super::words::Unit;

/// The largest magnitude that is drawn; beyond it a figure is a mistake and is treated as absent.
const LARGEST: f64 = 1e12;

/// An estimate with how sure it is.
#[derive(Debug, Clone, PartialEq)]
pub struct Estimate {
    /// The figure, in the chart's unit (a share is 0 to 1, a gap in points is −1 to 1).
    pub value: f64,
    /// The low and high end of the 95% interval, in the same unit.
    pub interval: Option<(f64, f64)>,
    /// How many students (or whatever the chart counts) it rests on, if that may be shown.
    pub n: Option<u64>,
}

/// One figure as it may be shown.
#[derive(Debug, Clone, PartialEq)]
pub enum Point {
    /// A figure that may be shown.
    Value(Estimate),
    /// Only a range may be shown, such as "≤ 5%".
    Coded {
        /// The low end of the range.
        low: f64,
        /// The high end of the range.
        high: f64,
        /// The words for it.
        words: String,
    },
    /// There is a figure, and it is withheld; the words say why.
    Suppressed(String),
    /// There is no figure; the words say why.
    None(String),
}

impl Point {
    /// A figure without an interval.
    pub fn value(value: f64) -> Point {
        Point::Value(Estimate { value, interval: None, n: None })
    }

    /// A figure with its 95% interval and the count that it rests on.
    pub fn measured(value: f64, low: f64, high: f64, n: u64) -> Point {
        Point::Value(Estimate { value, interval: Some((low, high)), n: Some(n) })
    }

    /// A figure withheld because its group is small.
    pub fn too_few() -> Point {
        Point::Suppressed("too few to show".to_owned())
    }

    /// The estimate, when it may be shown and can be drawn.
    pub fn shown(&self) -> Option<&Estimate> {
        match self {
            Point::Value(estimate) if drawable(estimate.value) => Some(estimate),
            _ => None,
        }
    }

    /// The 95% interval, low end first, when there is one that can be drawn.
    pub fn interval(&self) -> Option<(f64, f64)> {
        let (a, b) = self.shown()?.interval?;
        (drawable(a) && drawable(b)).then(|| (a.min(b), a.max(b)))
    }

    /// The coded range, low end first, when that is what may be shown.
    pub fn coded(&self) -> Option<(f64, f64)> {
        match self {
            Point::Coded { low, high, .. } if drawable(*low) && drawable(*high) => {
                Some((low.min(*high), low.max(*high)))
            }
            _ => None,
        }
    }

    /// The words that stand in place of a figure, for anything that is not a figure.
    pub fn words(&self) -> Option<&str> {
        match self {
            Point::Value(estimate) if drawable(estimate.value) => None,
            Point::Value(_) => Some("no figure"),
            Point::Coded { words, .. } | Point::Suppressed(words) | Point::None(words) => {
                Some(words)
            }
        }
    }

    /// The figure in a few characters, or its words: what stands beside a mark.
    pub fn label(&self, unit: Unit) -> String {
        match self.shown() {
            Some(estimate) => unit.label(estimate.value),
            None => self.words().unwrap_or("no figure").to_owned(),
        }
    }

    /// The figure and its interval in words, for a description or a table.
    pub fn say(&self, unit: Unit) -> String {
        match (self.shown(), self.interval()) {
            (Some(estimate), Some((low, high))) => {
                format!("{} (95% interval {})", unit.say(estimate.value), unit.range(low, high))
            }
            (Some(estimate), None) => unit.say(estimate.value),
            _ => self.words().unwrap_or("no figure").to_owned(),
        }
    }

    /// Every number that the point puts on an axis.
    pub(super) fn extent(&self) -> impl Iterator<Item = f64> + use<> {
        let (low, high) = self.interval().or(self.coded()).unzip();
        [self.shown().map(|e| e.value), low, high].into_iter().flatten()
    }
}

/// A line to compare with, such as the district's own figure.
#[derive(Debug, Clone, PartialEq)]
pub struct Reference {
    /// Where the line stands, in the chart's unit.
    pub value: f64,
    /// What the line is, such as "district 74%".
    pub label: String,
}

impl Reference {
    /// A reference line with its label.
    pub fn at(value: f64, label: &str) -> Reference {
        Reference { value, label: label.to_owned() }
    }

    /// Whether it can be drawn.
    pub(super) fn drawable(&self) -> bool {
        drawable(self.value)
    }
}

/// Whether a number can be put on an axis.
pub(super) fn drawable(value: f64) -> bool {
    value.is_finite() && value.abs() <= LARGEST
}
