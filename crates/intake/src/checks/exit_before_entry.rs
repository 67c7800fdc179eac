//! EN002: A membership ends before it begins.

use traction_core::district::Values;
use traction_core::finding::Severity;

use crate::findings::Check;
use crate::judge::Judging;

/// The check.
pub const CHECK: Check = Check {
    code: "EN002",
    severity: Severity::SetAside,
    title: "A membership ends before it begins",
    words: "Student information systems write an exit before the entry for a student who never came, so the row counts no day of membership and is set aside. It is checked for enrollments (entry_date, exit_date) and for section_students (begin_date, end_date). Both days the same is one day of membership and is kept.",
    mend: "Correct the dates, or leave the row out if the student never attended.",
};

/// Sets aside memberships that end before they begin.
pub fn judge(judging: &mut Judging<'_>) {
    for (first, last) in [("entry_date", "exit_date"), ("begin_date", "end_date")] {
        let (Some(entry), Some(exit)) = (judging.find_column(first), judging.find_column(last))
        else {
            continue;
        };
        let (Values::Date(entries), Values::Date(exits)) = (entry.values(), exit.values()) else {
            continue;
        };
        // Nobody of a year that goes on has left yet.
        if exit.count_missing() == exit.len() {
            continue;
        }
        for row in 0..entries.len() {
            let is_before = exits[row] < entries[row];
            if is_before && entry.missing(row).is_none() && exit.missing(row).is_none() {
                judging.set_aside(&CHECK, row, last, || {
                    let days = entries[row] - exits[row];
                    (
                        format!("an end {days} days before the beginning"),
                        "an end on or after it".to_owned(),
                    )
                });
            }
        }
    }
}
