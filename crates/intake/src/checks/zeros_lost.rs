//! CE009: Ids may have lost their leading zeros.

use traction_core::finding::{Finding, Severity};

use crate::findings::{Check, Place};

/// The check.
pub const CHECK: Check = Check {
    code: "CE009",
    severity: Severity::Warning,
    title: "Ids may have lost their leading zeros",
    words: "A workbook keeps 0081234 as the number 81234 unless the cell is text. The ids are read as they stand. Traction says so when cells of an id column are numbers in a workbook, and when ids of different lengths meet a table whose ids all have one length.",
    mend: "Export the ids as text, or open the CSV through the spreadsheet's import dialog with the column as text.",
};

/// An id column of a workbook whose cells are numbers.
pub fn numbers(file: &str, column: &str) -> Finding {
    let place = Place { file, row: None, column: Some(column) };
    CHECK.finding(place, "numbers".to_owned(), "ids as text".to_owned())
}

/// Unknown ids that would be known with zeros in front.
pub fn finding(file: &str, column: &str, rows: u64, table: &str) -> Finding {
    let place = Place { file, row: None, column: Some(column) };
    let found = format!("{rows} ids that {table} has with zeros in front");
    CHECK.finding(place, found, format!("ids as {table} writes them"))
}
