//! What can be wrong with a file: one check a file, each with its page in `docs/checks/`.
//!
//! To add a check: a file here with its `CHECK`, an entry in [`CHECKS`], and, if it looks at typed
//! rows, its `judge` in [`JUDGES`]. A test keeps the pages true.

pub mod absent_over_enrolled;
pub mod closed_year_changed;
pub mod column_emptied;
pub mod column_missing;
pub mod column_renamed;
pub mod column_twice;
pub mod credits_over_attempted;
pub mod date_outside_year;
pub mod duplicate_across_files;
pub mod duplicate_conflict;
pub mod duplicate_exact;
pub mod encoding_damage;
pub mod encoding_guessed;
pub mod error_cells;
pub mod exit_before_entry;
pub mod file_not_recognised;
pub mod file_unreadable;
pub mod formula_cells;
pub mod grade_out_of_order;
pub mod header_again;
pub mod low_match;
pub mod no_group_row;
pub mod no_rows;
pub mod overlapping_enrollments;
pub mod percent_over_100;
pub mod references_unchecked;
pub mod required_missing;
pub mod row_long;
pub mod row_short;
pub mod section_without_teacher;
pub mod unknown_code;
pub mod unknown_column;
pub mod unknown_id;
pub mod unknown_mark;
pub mod unread_date;
pub mod unread_flag;
pub mod unread_money;
pub mod unread_number;
pub mod unread_time;
pub mod unread_year;
pub mod wrong_ending;
pub mod year_not_covered;
pub mod year_shrinks;
pub mod zeros_lost;
pub mod zip_refused;

use traction_core::district::{Kind, Spec};

use crate::findings::Check;
use crate::judge::Judging;

/// Every check, by code.
pub const CHECKS: &[&Check] = &[
    &file_unreadable::CHECK,
    &file_not_recognised::CHECK,
    &wrong_ending::CHECK,
    &zip_refused::CHECK,
    &encoding_guessed::CHECK,
    &encoding_damage::CHECK,
    &formula_cells::CHECK,
    &error_cells::CHECK,
    &unknown_column::CHECK,
    &column_renamed::CHECK,
    &column_twice::CHECK,
    &column_missing::CHECK,
    &no_rows::CHECK,
    &header_again::CHECK,
    &row_short::CHECK,
    &row_long::CHECK,
    &required_missing::CHECK,
    &unread_year::CHECK,
    &unread_date::CHECK,
    &unread_time::CHECK,
    &unread_number::CHECK,
    &unread_money::CHECK,
    &unread_flag::CHECK,
    &unknown_code::CHECK,
    &zeros_lost::CHECK,
    &percent_over_100::CHECK,
    &unknown_id::CHECK,
    &duplicate_exact::CHECK,
    &duplicate_conflict::CHECK,
    &duplicate_across_files::CHECK,
    &low_match::CHECK,
    &references_unchecked::CHECK,
    &overlapping_enrollments::CHECK,
    &exit_before_entry::CHECK,
    &date_outside_year::CHECK,
    &grade_out_of_order::CHECK,
    &no_group_row::CHECK,
    &absent_over_enrolled::CHECK,
    &credits_over_attempted::CHECK,
    &unknown_mark::CHECK,
    &section_without_teacher::CHECK,
    &year_not_covered::CHECK,
    &closed_year_changed::CHECK,
    &year_shrinks::CHECK,
    &column_emptied::CHECK,
];

/// A check of typed rows: it notes, or sets aside.
pub type Judge = fn(&mut Judging<'_>);

/// The checks that look at one row of a chunk at a time, in the order in which they speak.
pub const JUDGES: &[Judge] = &[
    exit_before_entry::judge,
    absent_over_enrolled::judge,
    date_outside_year::judge,
    percent_over_100::judge,
    credits_over_attempted::judge,
    unknown_mark::judge,
    section_without_teacher::judge,
];

/// The check of that code.
pub fn find_check(code: &str) -> Option<&'static Check> {
    let all = CHECKS
        .iter()
        .chain(&crate::oneroster::checks::CHECKS)
        .chain(&crate::mapping::checks::CHECKS);
    all.copied().find(|check| check.code == code)
}

/// The check that speaks when a cell of a kind cannot be read.
pub fn unread(kind: Kind) -> &'static Check {
    match kind {
        Kind::Year => &unread_year::CHECK,
        Kind::Date => &unread_date::CHECK,
        Kind::Time => &unread_time::CHECK,
        Kind::Integer | Kind::Number => &unread_number::CHECK,
        Kind::Money => &unread_money::CHECK,
        Kind::Flag => &unread_flag::CHECK,
        // Texts and ids can always be read.
        Kind::Code(_) | Kind::Text | Kind::Id => &unknown_code::CHECK,
    }
}

/// A cell as a finding may show it: codes, ids and years as they are, anything else by its shape
/// alone, because the row may name a child.
pub fn show_cell(spec: &Spec, text: &str) -> String {
    let text = text.trim();
    if text.is_empty() {
        return "nothing".to_owned();
    }
    let shown = shorten(text);
    match spec.kind {
        Kind::Code(_) | Kind::Id | Kind::Year => shown,
        _ => shown
            .chars()
            .map(|character| match character {
                c if c.is_numeric() => '9',
                c if c.is_alphabetic() => 'a',
                c if c.is_control() => ' ',
                c => c,
            })
            .collect(),
    }
}

/// The first forty characters of an id or a code, for a finding.
pub fn shorten(text: &str) -> String {
    text.chars().take(40).collect()
}

/// What a column takes, in words.
pub fn expected_of(spec: &Spec) -> String {
    match spec.kind {
        Kind::Text => "a text".to_owned(),
        Kind::Id => "an id".to_owned(),
        Kind::Year => "a school year, such as 2026-27".to_owned(),
        Kind::Date => "a day, such as 2026-08-24".to_owned(),
        Kind::Time => "a time, such as 09:05".to_owned(),
        Kind::Integer => "a whole number".to_owned(),
        Kind::Number => "a number".to_owned(),
        Kind::Money => "an amount, such as 1284500.00".to_owned(),
        Kind::Flag => "true or false".to_owned(),
        Kind::Code(set) => {
            let codes: Vec<&str> = set.codes.iter().map(|entry| entry.code).collect();
            format!("one of {}", codes.join(", "))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn codes_are_unique_and_every_check_has_its_words() {
        let codes: BTreeSet<_> = CHECKS.iter().map(|check| check.code).collect();
        assert_eq!(codes.len(), CHECKS.len());
        for check in CHECKS {
            assert!(!check.title.is_empty() && !check.words.is_empty() && !check.mend.is_empty());
            assert!(find_check(check.code).is_some());
        }
    }

    #[test]
    fn every_check_file_is_in_the_registry() {
        let here = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/checks");
        let files = std::fs::read_dir(here).unwrap().count();
        assert_eq!(files - 1, CHECKS.len());
    }

    #[test]
    fn a_cell_that_may_name_a_child_is_shown_by_its_shape() {
        let table = traction_core::district::find_table("students").unwrap();
        let spec = |name: &str| &table.columns[table.find_column(name).unwrap()];
        assert_eq!(show_cell(spec("birth_date"), "3/9/12 Ada"), "9/9/99 aaa");
        assert_eq!(show_cell(spec("sex"), "Q"), "Q");
        assert_eq!(show_cell(spec("student_id"), " 0081234"), "0081234");
    }
}
