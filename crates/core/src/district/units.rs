//! Units as types: money, full-time equivalents, credits, days, times of day.

use std::fmt;

use super::cell::{Cell, wraps};
use super::column::Column;
use super::table::Kind;

/// Money in cents of the district's currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Cents(pub i64);

impl fmt::Display for Cents {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        write!(f, "{sign}{}.{:02}", self.0.unsigned_abs() / 100, self.0.unsigned_abs() % 100)
    }
}

impl Cell for Cents {
    const KIND: Kind = Kind::Money;

    fn read(column: &Column, row: usize) -> Option<Self> {
        column.integer(row).map(Cents)
    }

    fn write(&self, column: &mut Column) {
        column.push_integer(self.0);
    }
}

/// Full-time equivalents: 1.0 is one person all day.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Default)]
pub struct Fte(pub f64);
wraps!(Fte, f64, Kind::Number);

/// Course credits; 1.0 is one Carnegie unit (a full-year course).
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Default)]
pub struct Credits(pub f64);
wraps!(Credits, f64, Kind::Number);

/// School days; halves occur.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Default)]
pub struct Days(pub f64);
wraps!(Days, f64, Kind::Number);

/// A time of day in minutes after midnight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct ClockTime(pub u16);

impl fmt::Display for ClockTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}

impl Cell for ClockTime {
    const KIND: Kind = Kind::Time;

    fn read(column: &Column, row: usize) -> Option<Self> {
        column.integer(row).and_then(|minutes| u16::try_from(minutes).ok()).map(ClockTime)
    }

    fn write(&self, column: &mut Column) {
        column.push_integer(i64::from(self.0));
    }
}
