//! CE003: A cell is no day.

use traction_core::finding::Severity;

use crate::findings::Check;

/// The check.
pub const CHECK: Check = Check {
    code: "CE003",
    severity: Severity::Warning,
    title: "A cell is no day",
    words: "Days are read as 2026-08-24, 8/24/2026, 20260824 or an Excel serial. The year needs four digits, because 03/09/12 has three meanings. In a required column the row is set aside; in any other the row is kept and the cell counts as blank. The finding shows digits as 9 and letters as a, so that no child's row is quoted; codes are shown as they are.",
    mend: "Correct the cell, or give the spelling its meaning in a mapping.",
};
