//! FI003: A file's ending does not fit its content.

use traction_core::finding::{Finding, Severity};

use crate::findings::{Check, Place};

/// The check.
pub const CHECK: Check = Check {
    code: "FI003",
    severity: Severity::Note,
    title: "A file's ending does not fit its content",
    words: "Traction looks at what a file holds and not at its name, so the file is read all the same.",
    mend: "Rename the file.",
};

/// A file whose ending is not one of those that its content has.
pub fn finding(place: Place<'_>, found: &str, expected: &str) -> Finding {
    CHECK.finding(place, format!("a name ending in {found}"), format!("one ending in {expected}"))
}
