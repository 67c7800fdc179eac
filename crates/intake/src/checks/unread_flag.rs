//! CE007: A cell is neither yes nor no.

use traction_core::finding::Severity;

use crate::findings::Check;

/// The check.
pub const CHECK: Check = Check {
    code: "CE007",
    severity: Severity::Warning,
    title: "A cell is neither yes nor no",
    words: "Flags are read as true, yes, y, t or 1 and false, no, n, f or 0, in any letter case. In a required column the row is set aside; in any other the row is kept and the cell counts as blank. The finding shows digits as 9 and letters as a, so that no child's row is quoted; codes are shown as they are.",
    mend: "Correct the cell, or give the spelling its meaning in a mapping.",
};
