//! FI004: A packed file is refused.

use traction_core::finding::{Finding, Severity};

use crate::findings::{Check, Place};
use crate::source::SourceError;

/// The check.
pub const CHECK: Check = Check {
    code: "FI004",
    severity: Severity::Blocking,
    title: "A packed file is refused",
    words: "A zip with a path that leaves its folder, a link, an encrypted member or an archive within is not opened at all; nor is a file that unpacks to far more than a table would. Unpacked bytes are counted while they come; what the headers say is not believed.",
    mend: "Unpack the file on a machine that you trust and import the folder.",
};

/// A zip, gz or workbook that must not be opened.
pub fn finding(error: &SourceError) -> Finding {
    CHECK.finding(Place::file(error.file()), error.to_string(), "plain tables of text".to_owned())
}
