//! ID005: Ids that could not be checked.

use traction_core::finding::{Finding, Severity};

use crate::findings::{Check, Place};

/// The check.
pub const CHECK: Check = Check {
    code: "ID005",
    severity: Severity::Note,
    title: "Ids that could not be checked",
    words: "Neither this import nor the district has the table that the column refers to, or not for that school year. No row is set aside for it.",
    mend: "Import that table when you have it.",
};

/// A column whose table nobody has.
pub fn finding(file: &str, column: &str, table: &str, rows: u64) -> Finding {
    let place = Place { file, row: None, column: Some(column) };
    CHECK.finding(place, format!("{rows} ids without {table}"), format!("the table {table}"))
}
