//! YR003: A table would lose most of its rows.

use traction_core::district::SchoolYear;
use traction_core::finding::{Finding, Severity};

use crate::findings::{Check, Place};

/// The check.
pub const CHECK: Check = Check {
    code: "YR003",
    severity: Severity::Blocking,
    title: "A table would lose most of its rows",
    words: "A file takes the place of the rows that its table has, in the school year that it is about. This one has less than half as many. Most often it is an export of one school, a test file, or another district's; the table is left as it was. Tables of fewer than fifty rows in the year are not judged.",
    mend: "If the file is right, import it with --replace. If it holds only what is new, import it with --add.",
};

/// The finding for a table, in a year where it has years.
pub fn finding(
    file: &str,
    table: &str,
    year: Option<SchoolYear>,
    before: u64,
    rows: u64,
) -> Finding {
    let of_year = year.map(|year| format!(" {year}")).unwrap_or_default();
    let found = format!("{rows} rows for {table}{of_year}, which has {before}");
    CHECK.finding(Place::file(file), found, "at least half as many".to_owned())
}

/// Whether so many rows may not take the place of so many without being told to.
pub fn applies(before: u64, rows: u64) -> bool {
    before >= 50 && rows * 2 < before
}
