//! FI005: Text that is not UTF-8.

use traction_core::finding::{Finding, Severity};

use crate::findings::{Check, Place};

/// The check.
pub const CHECK: Check = Check {
    code: "FI005",
    severity: Severity::Note,
    title: "Text that is not UTF-8",
    words: "Cells that are not UTF-8 are read as Windows-1252, which is what Excel and many student information systems in the Americas and Western Europe write. Accented letters are right if that guess is.",
    mend: "Export as UTF-8, or look at the named row and see whether its accents are right.",
};

/// Rows that were read as Windows-1252; the place is the first.
pub fn finding(place: Place<'_>, rows: u64) -> Finding {
    let found = format!("{rows} rows that are not UTF-8, read as Windows-1252");
    CHECK.finding(place, found, "UTF-8".to_owned())
}
