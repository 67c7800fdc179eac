//! FI007: Cells hold formulas.

use traction_core::finding::{Finding, Severity};

use crate::findings::{Check, Place};

/// The check.
pub const CHECK: Check = Check {
    code: "FI007",
    severity: Severity::Note,
    title: "Cells hold formulas",
    words: "Traction never calculates. It reads the value that the workbook showed when it was last saved.",
    mend: "Check that the workbook was saved after it was last calculated.",
};

/// Cells whose last calculated value was read; the place is the first.
pub fn finding(place: Place<'_>, cells: u64) -> Finding {
    CHECK.finding(place, format!("{cells} cells with formulas"), "values".to_owned())
}
