//! YR002: A closed school year would change.

use traction_core::finding::{Finding, Severity};

use crate::findings::{Check, Place};
use traction_core::district::SchoolYear;

/// The check.
pub const CHECK: Check = Check {
    code: "YR002",
    severity: Severity::Blocking,
    title: "A closed school year would change",
    words: "The district has closed this school year: its figures are published and must not move. An import that would change it, or bring it a table that it was closed without, is refused for that table and year, and everything else is taken. The finding says which published figures would have moved, and for whom; the import's page lists them before and after. Where only a few students would move a figure, where it would move to is withheld.",
    mend: "Compare the file with traction export TABLE --year YEAR. If the change is right, a named person reopens the year with a reason: traction year reopen YEAR --who NAME --reason TEXT. Import, and close it again: traction year close YEAR.",
};

/// An import that would change a closed year, and what it would move, in words.
pub fn finding(file: &str, table: &str, year: SchoolYear, moves: &str) -> Finding {
    let found = format!("other rows of {table} for {year}: {moves}");
    CHECK.finding(Place::file(file), found, "the rows that the year was closed with".to_owned())
}
