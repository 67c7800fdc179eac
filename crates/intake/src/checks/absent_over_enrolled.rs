//! AT001: More days absent than enrolled.

use traction_core::finding::Severity;

use crate::findings::Check;
use crate::judge::Judging;

/// The check.
pub const CHECK: Check = Check {
    code: "AT001",
    severity: Severity::SetAside,
    title: "More days absent than enrolled",
    words: "A student cannot be absent on more days than the student was a member, nor can a school's students attend more days than they were members. One of the two figures is wrong and it cannot be known which, so the row is set aside.",
    mend: "Check whether absences are counted in days and not in periods, and whether days enrolled stop at the exit.",
};

/// Sets aside rows whose part is greater than its whole.
pub fn judge(judging: &mut Judging<'_>) {
    let part = match judging.table() {
        "attendance" => "days_absent",
        "school_attendance" => "days_attended",
        _ => return,
    };
    let (Some(whole), Some(parts)) =
        (judging.find_column("days_enrolled"), judging.find_column(part))
    else {
        return;
    };
    for row in 0..parts.len() {
        let (Some(enrolled), Some(days)) = (whole.number(row), parts.number(row)) else { continue };
        if days > enrolled {
            judging.set_aside(&CHECK, row, part, || {
                (format!("{days} of {enrolled} days"), "no more days than enrolled".to_owned())
            });
        }
    }
}
