//! YR002: A closed school year would change.

use traction_core::finding::{Finding, Severity};

use crate::findings::{Check, Place};
use traction_core::district::SchoolYear;

/// The check.
pub const CHECK: Check = Check {
    code: "YR002",
    severity: Severity::Blocking,
    title: "A closed school year would change",
    words: "The district has closed this school year: its figures are published and must not move. An import that would change it is refused for that table and year, and everything else is taken.",
    mend: "Compare the file with traction export TABLE --year YEAR. If the change is right, take the year out of closed_years in traction.toml, import, and close it again.",
};

/// An import that would change a closed year.
pub fn finding(file: &str, table: &str, year: SchoolYear) -> Finding {
    let found = format!("other rows of {table} for {year}");
    CHECK.finding(Place::file(file), found, "the rows that the year was closed with".to_owned())
}
