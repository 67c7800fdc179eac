//! CE010: A percentage below 0 or above 100.

use traction_core::finding::Severity;

use crate::findings::Check;
use crate::judge::Judging;

/// The check.
pub const CHECK: Check = Check {
    code: "CE010",
    severity: Severity::Warning,
    title: "A percentage below 0 or above 100",
    words: "Columns that end in percent hold 94.8 for 94.8%. A value outside 0 to 100 is kept as it is and shown as it is.",
    mend: "Check whether the figure is a count, or a percentage of something else.",
};

/// Warns of percentages outside 0 to 100.
pub fn judge(judging: &mut Judging<'_>) {
    for spec in judging.batch().table().columns {
        if !spec.name.ends_with("percent") {
            continue;
        }
        let Some(column) = judging.find_column(spec.name) else { continue };
        for row in 0..column.len() {
            let Some(percent) = column.number(row) else { continue };
            if !(0.0..=100.0).contains(&percent) {
                judging
                    .note(&CHECK, row, spec.name, || (percent.to_string(), "0 to 100".to_owned()));
            }
        }
    }
}
