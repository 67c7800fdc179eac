//! EN003: A date lies outside its school year.

use jiff::civil::date;
use traction_core::district::Values;
use traction_core::district::column::days_since_epoch;
use traction_core::finding::Severity;

use crate::findings::Check;
use crate::judge::Judging;

/// The check.
pub const CHECK: Check = Check {
    code: "EN003",
    severity: Severity::Warning,
    title: "A date lies outside its school year",
    words: "School years turn on 1 July. A date in June before or in July after is let pass, because terms begin and end early and late. The row is kept. Checked are entry and exit dates of enrollments, and the days of assessments and of disciplinary actions.",
    mend: "Correct the date or the school year.",
};

/// Days before 1 July and after 30 June that are let pass.
const SLACK: i32 = 31;
const COLUMNS: [(&str, &str); 4] = [
    ("enrollments", "entry_date"),
    ("enrollments", "exit_date"),
    ("assessments", "administration_date"),
    ("discipline_actions", "discipline_date"),
];

/// Warns of dates outside the school year.
pub fn judge(judging: &mut Judging<'_>) {
    let Some(year) = judging.year() else { return };
    let first = days_since_epoch(date(year.end() - 1, 7, 1)) - SLACK;
    let last = days_since_epoch(date(year.end(), 6, 30)) + SLACK;
    for (table, name) in COLUMNS {
        if table != judging.table() {
            continue;
        }
        let Some(column) = judging.find_column(name) else { continue };
        let Values::Date(days) = column.values() else { continue };
        for (row, day) in days.iter().enumerate() {
            if (*day < first || *day > last) && column.missing(row).is_none() {
                judging.note(&CHECK, row, name, || {
                    let found = column.date(row).map(|day| day.to_string()).unwrap_or_default();
                    (found, format!("a day of {year}"))
                });
            }
        }
    }
}
