//! FI011: A column name occurs twice.

use traction_core::finding::{Finding, Severity};

use crate::findings::{Check, Place};

/// The check.
pub const CHECK: Check = Check {
    code: "FI011",
    severity: Severity::Blocking,
    title: "A column name occurs twice",
    words: "Two columns of the file have the same name, and the table needs it: which of them is meant cannot be known. Nothing of the file is taken.",
    mend: "Rename or remove one of the two columns.",
};

/// A column of ours that the file has more than once.
pub fn finding(file: &str, column: &str) -> Finding {
    let place = Place { file, row: Some(1), column: Some(column) };
    CHECK.finding(place, format!("column {column} more than once"), "one such column".to_owned())
}
