//! FI009: A column that is not read.

use traction_core::finding::{Finding, Severity};

use crate::findings::{Check, Place};

/// The check.
pub const CHECK: Check = Check {
    code: "FI009",
    severity: Severity::Note,
    title: "A column that is not read",
    words: "The file has a column that the table does not have. The rows are read without it.",
    mend: "Nothing, or bind the column in a mapping.",
};

/// A column of the file that is none of the table's.
pub fn finding(file: &str, column: &str, table: &str) -> Finding {
    let place = Place { file, row: Some(1), column: Some(column) };
    CHECK.finding(place, format!("column {column}"), format!("a column of {table}"))
}
