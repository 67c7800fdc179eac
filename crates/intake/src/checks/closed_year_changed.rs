//! YR002: A closed school year would change.

use traction_core::finding::{Finding, Severity};

use crate::findings::{Check, Place};
use traction_core::district::SchoolYear;

/// The check.
pub const CHECK: Check = Check {
    code: "YR002",
    severity: Severity::Blocking,
    title: "A closed school year would change",
    words: "The district has closed this school year: its figures are published and must not move. An import that would change it is refused for that table and year, and everything else is taken. A named person may reopen the year with a reason.",
    mend: "traction facts diff shows what would change; reopen the year if the change is right.",
};

/// An import that would change a closed year.
pub fn finding(file: &str, table: &str, year: SchoolYear) -> Finding {
    let found = format!("other rows of {table} for {year}");
    CHECK.finding(Place::file(file), found, "the rows that the year was closed with".to_owned())
}
