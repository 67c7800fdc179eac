//! EN005: A student without a row of groups.

use traction_core::finding::Severity;

use crate::findings::Check;

/// The check.
pub const CHECK: Check = Check {
    code: "EN005",
    severity: Severity::Warning,
    title: "A student without a row of groups",
    words: "The student is enrolled in a year for which the import has student groups, but has no row there. The student counts among all students and in no group.",
    mend: "Export the student's groups for that year.",
};
