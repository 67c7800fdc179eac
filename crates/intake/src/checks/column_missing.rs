//! FI012: A column is absent.

use traction_core::finding::{Finding, Severity};

use crate::findings::{Check, Place};

/// The check.
pub const CHECK: Check = Check {
    code: "FI012",
    severity: Severity::Note,
    title: "A column is absent",
    words: "The file lacks a column of the table. An optional column counts as not collected in every row. A file that lacks a required column cannot be read as that table at all; the finding is then blocking.",
    mend: "Add the column to the export, or bind it to a constant in a mapping.",
};

/// A column of ours that the file does not have.
pub fn finding(file: &str, column: &str, required: bool) -> Finding {
    let place = Place { file, row: Some(1), column: None };
    let mut finding = CHECK.finding(place, "no such column".to_owned(), column.to_owned());
    if required {
        finding.severity = Severity::Blocking;
    }
    finding
}
