//! FI006: Letters are damaged.

use traction_core::finding::{Finding, Severity};

use crate::findings::{Check, Place};

/// The check.
pub const CHECK: Check = Check {
    code: "FI006",
    severity: Severity::Warning,
    title: "Letters are damaged",
    words: "Some cells hold the mark that stands for a lost letter, or letters that were saved in one encoding and opened in another (Ã© for é). The rows are kept as they are. A row that holds a NUL byte is set aside, because no table of text has one.",
    mend: "Export the file again as UTF-8 without opening it in between.",
};

/// Rows with marks of damage; the place is the first.
pub fn finding(place: Place<'_>, rows: u64) -> Finding {
    CHECK.finding(place, format!("{rows} rows with damaged letters"), "whole letters".to_owned())
}

/// A row with a NUL byte, which is set aside.
pub fn nul(place: Place<'_>) -> Finding {
    let mut finding = CHECK.finding(place, "a NUL byte".to_owned(), "text".to_owned());
    finding.severity = Severity::SetAside;
    finding
}
