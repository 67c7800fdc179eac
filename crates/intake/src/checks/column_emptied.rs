//! YR004: A column would lose all its values.

use traction_core::district::SchoolYear;
use traction_core::finding::{Finding, Severity};

use crate::findings::{Check, Place};

/// The check.
pub const CHECK: Check = Check {
    code: "YR004",
    severity: Severity::Blocking,
    title: "A column would lose all its values",
    words: "A file takes the place of the rows that its table has. This one has no value in a column that at least half of the rows have now. Most often the column is absent from the export, or the file is about something else and only looks like this table; the table is left as it was.",
    mend: "Export the column too. If its values shall go, import the file with --replace.",
};

/// The finding for a table, in a year where it has years.
pub fn finding(file: &str, table: &str, year: Option<SchoolYear>, columns: &[&str]) -> Finding {
    let of_year = year.map(|year| format!(" {year}")).unwrap_or_default();
    let found = format!("no value of {} for {table}{of_year}", columns.join(", "));
    CHECK.finding(Place::file(file), found, "the values that most rows have now".to_owned())
}

/// Whether a column with so many values in so many rows may not become empty without being told to.
pub fn applies(rows: u64, with_value: u64) -> bool {
    with_value > 0 && with_value * 2 >= rows
}
