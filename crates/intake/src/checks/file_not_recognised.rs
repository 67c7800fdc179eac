//! FI002: A file is none of our tables.

use traction_core::finding::{Finding, Severity};

use crate::findings::{Check, Place};

/// The check.
pub const CHECK: Check = Check {
    code: "FI002",
    severity: Severity::Warning,
    title: "A file is none of our tables",
    words: "Neither the name of the file nor its header says which table it holds, so nothing of it is read. A mapping can say so.",
    mend: "Name the file after its table, or write a mapping: traction import --suggest-mapping FILE proposes one.",
};

/// A file that was not read because nothing says what it holds.
pub fn finding(file: &str, header: &[String]) -> Finding {
    let shown: Vec<&str> = header.iter().take(8).map(String::as_str).collect();
    let found = match shown.is_empty() {
        true => "no header".to_owned(),
        false => format!("columns {}", shown.join(", ")),
    };
    CHECK.finding(
        Place::file(file),
        found,
        "the name or the columns of one of our tables".to_owned(),
    )
}
