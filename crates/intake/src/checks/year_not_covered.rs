//! YR001: A school year is missing from the history.

use traction_core::district::SchoolYear;
use traction_core::finding::{Finding, Severity};

use crate::findings::{Check, Place};

/// The check.
pub const CHECK: Check = Check {
    code: "YR001",
    severity: Severity::Warning,
    title: "A school year is missing from the history",
    words: "A table that is cut by school year has years before and after a year that it lacks. Trends over that year cannot be drawn, and projections learn less.",
    mend: "Import the missing year.",
};

/// A year that lies within a table's history and is not there.
pub fn finding(table: &str, year: SchoolYear, years: &[SchoolYear]) -> Finding {
    let (first, last) = match (years.first(), years.last()) {
        (Some(first), Some(last)) => (*first, *last),
        _ => (year, year),
    };
    CHECK.finding(
        Place::file(table),
        format!("no rows of {table} for {year}"),
        format!("every school year from {first} to {last}"),
    )
}
