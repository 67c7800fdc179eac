//! EN004: A grade is out of order.

use traction_core::finding::Severity;

use crate::findings::Check;

/// The check.
pub const CHECK: Check = Check {
    code: "EN004",
    severity: Severity::Warning,
    title: "A grade is out of order",
    words: "From one school year to the next a student moved back, or moved up two grades or more. Repeating a grade is no finding. The rows are kept. Within a year the highest grade counts; ungraded students are not compared.",
    mend: "Check the grade in both years, and whether two students share an id.",
};
