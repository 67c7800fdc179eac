//! Files: what was imported, what was found in it, and what each table holds.

mod check;
mod findings;
mod import;
mod loaded;
mod table;
mod years;

use crate::links::below;

pub use check::page as check_page;
pub use findings::{check_sheet, page as findings_page};
pub use import::page as import_page;
pub use loaded::page;
pub use table::page as table_page;
pub use years::{close as close_year, reopen as reopen_year};

/// Where a table is described.
pub fn table_href(table: &str) -> String {
    below("/data/tables", table)
}

/// A table's name as people read it: `student_groups` is "Student groups".
pub fn table_name(table: &str) -> String {
    let words = table.replace('_', " ");
    let mut letters = words.chars();
    match letters.next() {
        Some(first) => format!("{}{}", first.to_uppercase(), letters.as_str()),
        None => words,
    }
}

/// The account that an import was made with; none when the system did not say.
pub fn by_whom(who: &str) -> Option<&str> {
    (!who.is_empty() && who != "unknown").then_some(who)
}

/// A length in bytes as people read it.
fn size_words(bytes: u64) -> String {
    let bytes = bytes as f64;
    match bytes {
        b if b < 1e3 => format!("{b:.0} bytes"),
        b if b < 1e6 => format!("{:.0} kB", b / 1e3),
        b if b < 1e9 => format!("{:.1} MB", b / 1e6),
        b => format!("{:.1} GB", b / 1e9),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_and_sizes_read_as_people_write_them() {
        assert_eq!(table_name("student_groups"), "Student groups");
        assert_eq!(table_name(""), "");
        assert_eq!((by_whom("ada"), by_whom("unknown")), (Some("ada"), None));
        assert_eq!(size_words(999), "999 bytes");
        assert_eq!(size_words(1_234_567), "1.2 MB");
    }
}
