//! FI014: The header occurs again among the rows.

use traction_core::finding::Severity;

use crate::findings::Check;

/// The check.
pub const CHECK: Check = Check {
    code: "FI014",
    severity: Severity::SetAside,
    title: "The header occurs again among the rows",
    words: "Exports that were pasted together repeat their header. The repeated line is set aside; the rows around it are read.",
    mend: "Nothing, or remove the line.",
};
