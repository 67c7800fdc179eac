//! CE001: A required cell is missing.

use traction_core::finding::Severity;

use crate::findings::Check;

/// The check.
pub const CHECK: Check = Check {
    code: "CE001",
    severity: Severity::SetAside,
    title: "A required cell is missing",
    words: "The row cannot be counted without it and is set aside. The table's reference page says which columns are required.",
    mend: "Fill the cell in.",
};
