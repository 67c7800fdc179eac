//! ID003: Two rows with one key and different cells.

use traction_core::finding::Severity;

use crate::findings::Check;

/// The check.
pub const CHECK: Check = Check {
    code: "ID003",
    severity: Severity::SetAside,
    title: "Two rows with one key and different cells",
    words: "The first is kept and the later one set aside, because the table can hold only one. The finding names the key's columns and the earlier row.",
    mend: "Decide which row is right, and remove the other.",
};
