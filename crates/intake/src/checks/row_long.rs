//! FI016: A row has more cells than the header.

use traction_core::finding::Severity;

use crate::findings::Check;

/// The check.
pub const CHECK: Check = Check {
    code: "FI016",
    severity: Severity::SetAside,
    title: "A row has more cells than the header",
    words: "A separator within a cell that has no quotation marks shifts every cell after it, so the row is set aside. Extra cells that are blank do not count.",
    mend: "Put the cell in quotation marks.",
};
