//! FI010: A column is read under another name.

use traction_core::finding::{Finding, Severity};

use crate::findings::{Check, Place};

/// The check.
pub const CHECK: Check = Check {
    code: "FI010",
    severity: Severity::Note,
    title: "A column is read under another name",
    words: "Letter case, spaces and punctuation do not count when columns are matched, and Ed-Fi's names are known: Student ID, studentUniqueId and student_id are one column.",
    mend: "Nothing, if the match is right; else write a mapping.",
};

/// A column that was matched though it is not written as ours.
pub fn finding(file: &str, column: &str, ours: &str) -> Finding {
    let place = Place { file, row: Some(1), column: Some(column) };
    CHECK.finding(place, format!("column {column}"), ours.to_owned())
}
