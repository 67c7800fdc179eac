//! CE008: A code that is not on the list.

use traction_core::finding::Severity;

use crate::findings::Check;

/// The check.
pub const CHECK: Check = Check {
    code: "CE008",
    severity: Severity::Warning,
    title: "A code that is not on the list",
    words: "The column takes one of a fixed list of codes, in any letter case, or one of their usual spellings; the table's reference page has the list. In a required column the row is set aside; in any other the row is kept and the cell counts as blank. The finding shows digits as 9 and letters as a, so that no child's row is quoted; codes are shown as they are.",
    mend: "Correct the cell, or give the spelling its meaning in a mapping.",
};
