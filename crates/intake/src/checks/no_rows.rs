//! FI013: A file has a header and no rows.

use traction_core::finding::{Finding, Severity};

use crate::findings::{Check, Place};

/// The check.
pub const CHECK: Check = Check {
    code: "FI013",
    severity: Severity::Warning,
    title: "A file has a header and no rows",
    words: "The file is read, and the table is empty for it. Nothing that the district has is replaced, because a file without rows names no school year.",
    mend: "Check the filter of the export.",
};

/// A file without rows.
pub fn finding(file: &str) -> Finding {
    CHECK.finding(Place::file(file), "a header and no rows".to_owned(), "rows".to_owned())
}
