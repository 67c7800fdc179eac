//! CE005: A cell is no number.

use traction_core::finding::Severity;

use crate::findings::Check;

/// The check.
pub const CHECK: Check = Check {
    code: "CE005",
    severity: Severity::Warning,
    title: "A cell is no number",
    words: "Numbers are read with a decimal point, and with commas only between groups of three digits: 1,284 is read, 1,5 is not, because it may be a half or fifteen. In a required column the row is set aside; in any other the row is kept and the cell counts as blank. The finding shows digits as 9 and letters as a, so that no child's row is quoted; codes are shown as they are.",
    mend: "Correct the cell, or give the spelling its meaning in a mapping.",
};
