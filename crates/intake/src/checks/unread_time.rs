//! CE004: A cell is no time of day.

use traction_core::finding::Severity;

use crate::findings::Check;

/// The check.
pub const CHECK: Check = Check {
    code: "CE004",
    severity: Severity::Warning,
    title: "A cell is no time of day",
    words: "Times are read as 09:05, 9:05 AM or 09:05:00. In a required column the row is set aside; in any other the row is kept and the cell counts as blank. The finding shows digits as 9 and letters as a, so that no child's row is quoted; codes are shown as they are.",
    mend: "Correct the cell, or give the spelling its meaning in a mapping.",
};
