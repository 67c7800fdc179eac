//! EN001: A student is a member of two schools at once.

use traction_core::finding::Severity;

use crate::findings::Check;

/// The check.
pub const CHECK: Check = Check {
    code: "EN001",
    severity: Severity::Warning,
    title: "A student is a member of two schools at once",
    words: "Two enrollments of one student in one school year share more than one day. Both are kept; counts of members on one day count the student once, at the school entered last. An exit and an entry on the same day are no overlap, nor are two memberships without dates in different schools, which cannot be told apart from a transfer.",
    mend: "The registrar of the earlier school should enter the exit.",
};
