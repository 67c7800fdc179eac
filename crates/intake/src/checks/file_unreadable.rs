//! FI001: A file cannot be read.

use traction_core::finding::{Finding, Severity};

use crate::findings::{Check, Place};
use crate::source::SourceError;

/// The check.
pub const CHECK: Check = Check {
    code: "FI001",
    severity: Severity::Blocking,
    title: "A file cannot be read",
    words: "The file is missing, damaged, cut short, not text, or asks for more memory than any table of a district would. Nothing of it is taken, and nothing of the other files of the same table either, because half a table would silently replace a whole one.",
    mend: "Export the file again, or open it in a spreadsheet and save it as CSV (UTF-8).",
};

/// A file, zip or workbook that could not be opened or read to its end.
pub fn finding(error: &SourceError) -> Finding {
    use std::error::Error;
    let found = match error.source() {
        Some(source) => format!("{error}: {source}"),
        None => error.to_string(),
    };
    CHECK.finding(Place::file(error.file()), found, "a table of text".to_owned())
}
