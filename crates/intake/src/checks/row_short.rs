//! FI015: A row has fewer cells than the header.

use traction_core::finding::Severity;

use crate::findings::Check;

/// The check.
pub const CHECK: Check = Check {
    code: "FI015",
    severity: Severity::Warning,
    title: "A row has fewer cells than the header",
    words: "The cells that are not there count as blank. If a required one is among them, the row is set aside for that.",
    mend: "Check whether the row was cut, or whether a line break lies within a cell without quotation marks.",
};
