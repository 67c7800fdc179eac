//! Scales: a nice axis over some numbers, and where a number falls on the paper.

use super::point::drawable;
use super::words::Unit;

/// An axis: its ends and its ticks, in the chart's unit.
#[derive(Debug, Clone, PartialEq)]
pub struct Axis {
    /// The low end.
    pub low: f64,
    /// The high end, always above the low end.
    pub high: f64,
    /// The distance between ticks.
    pub step: f64,
    /// The ticks, from low to high.
    pub ticks: Vec<f64>,
}

impl Axis {
    /// A nice axis over `values` with about `count` steps of 1, 2 or 5 times a power of ten.
    ///
    /// Shares stay within 0 and 1. No numbers at all give an axis from 0 to 1.
    pub fn over(values: impl IntoIterator<Item = f64>, unit: Unit, count: usize) -> Axis {
        let (mut low, mut high) = values
            .into_iter()
            .filter(|v| drawable(*v))
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), v| (l.min(v), h.max(v)));
        if low > high {
            (low, high) = (0.0, 1.0);
        }
        let least = (high.abs().max(low.abs()) * 1e-6).max(unit.least_step());
        if high - low < least {
            let middle = (low + high) / 2.0;
            (low, high) = (middle - least, middle + least);
        }
        if matches!(unit, Unit::Percent(_)) && low >= 0.0 && high <= 1.0 + 1e-9 {
            // A zero line that is close by is worth the space: lengths can then be compared.
            if low < 0.25 * high {
                low = 0.0;
            }
        }
        Axis::between(low, high, count)
    }

    /// The same, made to hold zero: for gaps and for lengths.
    pub fn with_zero(values: impl IntoIterator<Item = f64>, unit: Unit, count: usize) -> Axis {
        Axis::over(values.into_iter().chain([0.0]), unit, count)
    }

    fn between(low: f64, high: f64, count: usize) -> Axis {
        let step = nice_step((high - low) / count.max(1) as f64);
        let first = (low / step + 1e-6).floor();
        let last = (high / step - 1e-6).ceil().max(first + 1.0);
        let steps = (last - first).clamp(1.0, 50.0) as u32;
        let ticks: Vec<f64> =
            (0..=steps).map(|i| (first + f64::from(i)) * step + 0.0).map(snap).collect();
        Axis { low: first * step, high: (first + f64::from(steps)) * step, step, ticks }
    }

    /// Where the axis begins, in words, if it leaves out zero: lengths then do not compare.
    pub fn begins(&self, unit: Unit) -> Option<String> {
        (self.low > 0.0).then(|| format!("axis from {}", unit.tick(self.low, self.step)))
    }

    /// The axis laid on paper from `start` to `end`, in user units.
    pub fn on(&self, start: f64, end: f64) -> Scale {
        Scale { low: self.low, high: self.high, start, end }
    }
}

/// The nearest of 1, 2 or 5 times a power of ten at or above `rough`.
fn nice_step(rough: f64) -> f64 {
    let power = 10f64.powf(rough.log10().floor());
    let factor = [1.0, 2.0, 5.0].into_iter().find(|f| f * power >= rough * (1.0 - 1e-9));
    factor.unwrap_or(10.0) * power
}

/// Takes the noise of binary fractions out of a tick, and the sign off zero.
fn snap(tick: f64) -> f64 {
    if tick.abs() < 1e-12 { 0.0 } else { tick }
}

/// A straight scale from an axis to the paper.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scale {
    low: f64,
    high: f64,
    start: f64,
    end: f64,
}

impl Scale {
    /// Where `value` falls; beyond the axis it stays at the nearer end.
    pub fn at(&self, value: f64) -> f64 {
        let share = ((value - self.low) / (self.high - self.low)).clamp(0.0, 1.0);
        self.start + share * (self.end - self.start)
    }
}
