//! CR001: More credits earned than attempted.

use traction_core::finding::Severity;

use crate::findings::Check;
use crate::judge::Judging;

/// The check.
pub const CHECK: Check = Check {
    code: "CR001",
    severity: Severity::Warning,
    title: "More credits earned than attempted",
    words: "A transcript line gives more credits than it could. The row is kept; what counts toward graduation is what was earned.",
    mend: "Check whether the two columns are swapped, or whether attempted credits are those of one term only.",
};

/// Warns of lines that give more than they could.
pub fn judge(judging: &mut Judging<'_>) {
    if judging.table() != "transcripts" {
        return;
    }
    let batch = judging.batch();
    let (attempted, earned) = (batch.column("credits_attempted"), batch.column("credits_earned"));
    for row in 0..batch.len() {
        let (Some(could), Some(gave)) = (attempted.number(row), earned.number(row)) else {
            continue;
        };
        // Thirds of a credit are written as 0.33 here and 0.333 there.
        if gave > could + 0.01 {
            judging.note(&CHECK, row, "credits_earned", || {
                (format!("{gave} of {could} credits"), "no more than attempted".to_owned())
            });
        }
    }
}
