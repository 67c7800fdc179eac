//! CE002: A cell is no school year.

use traction_core::finding::Severity;

use crate::findings::Check;

/// The check.
pub const CHECK: Check = Check {
    code: "CE002",
    severity: Severity::Warning,
    title: "A cell is no school year",
    words: "School years are read as 2026-27, 2026–27, 2026_2027, 26-27 or 2027 (the year in which it ends, unless the mapping says otherwise). In a required column the row is set aside; in any other the row is kept and the cell counts as blank. The finding shows digits as 9 and letters as a, so that no child's row is quoted; codes are shown as they are.",
    mend: "Correct the cell, or give the spelling its meaning in a mapping.",
};
