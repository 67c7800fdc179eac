//! FI008: Cells hold an error of the spreadsheet.

use traction_core::finding::{Finding, Severity};

use crate::findings::{Check, Place};

/// The check.
pub const CHECK: Check = Check {
    code: "FI008",
    severity: Severity::Warning,
    title: "Cells hold an error of the spreadsheet",
    words: "A cell such as #REF! or #N/A is read as blank.",
    mend: "Mend the formula, save, and import again.",
};

/// Cells that hold an error and are read as blank; the place is the first.
pub fn finding(place: Place<'_>, cells: u64) -> Finding {
    CHECK.finding(place, format!("{cells} cells with errors"), "values".to_owned())
}
