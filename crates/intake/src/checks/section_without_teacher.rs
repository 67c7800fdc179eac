//! SE001: A section without a teacher.

use traction_core::district::Missing;
use traction_core::finding::Severity;

use crate::findings::Check;
use crate::judge::Judging;

/// The check.
pub const CHECK: Check = Check {
    code: "SE001",
    severity: Severity::Warning,
    title: "A section without a teacher",
    words: "The section is kept. Class sizes count it; shared planning time and the picture of positions and sections cannot.",
    mend: "Assign the teacher of record, or close the section.",
};

/// Warns of sections whose teacher is missing.
pub fn judge(judging: &mut Judging<'_>) {
    if judging.table() != "sections" {
        return;
    }
    let teachers = judging.batch().column("staff_id");
    let bound = judging.is_bound("staff_id");
    for row in 0..teachers.len() {
        if bound && teachers.missing(row) == Some(Missing::Blank) {
            judging.note(&CHECK, row, "staff_id", || {
                ("no teacher".to_owned(), "a teacher of record".to_owned())
            });
        }
    }
}
