//! CE006: A cell is no amount of money.

use traction_core::finding::Severity;

use crate::findings::Check;

/// The check.
pub const CHECK: Check = Check {
    code: "CE006",
    severity: Severity::Warning,
    title: "A cell is no amount of money",
    words: "Amounts are read as 1284500.00, $1,284,500.00, -250.00 or (250.00). In a required column the row is set aside; in any other the row is kept and the cell counts as blank. The finding shows digits as 9 and letters as a, so that no child's row is quoted; codes are shown as they are.",
    mend: "Correct the cell, or give the spelling its meaning in a mapping.",
};
