//! ID002: The same row twice.

use traction_core::finding::Severity;

use crate::findings::Check;

/// The check.
pub const CHECK: Check = Check {
    code: "ID002",
    severity: Severity::SetAside,
    title: "The same row twice",
    words: "Every cell of the row equals those of an earlier row. Nothing is lost by setting it aside.",
    mend: "Nothing, or look why the export repeats rows.",
};
