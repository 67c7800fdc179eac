//! CR002: A mark that no scale knows.

use traction_core::finding::Severity;

use crate::findings::Check;
use crate::judge::Judging;

/// The check.
pub const CHECK: Check = Check {
    code: "CR002",
    severity: Severity::Note,
    title: "A mark that no scale knows",
    words: "Known marks are A to F with plus and minus, 0 to 100, grade points up to 5, and the usual words and letters for pass, fail, credit, no credit, incomplete, withdrawn, audit and exempt. Another mark is kept as it is; a credit counts by credits earned and not by its mark.",
    mend: "Give the mark its meaning in the grading scale of the district's policy, or in a mapping.",
};

const WORDS: [&str; 34] = [
    "P",
    "PASS",
    "PASSED",
    "NP",
    "F",
    "FAIL",
    "FAILED",
    "S",
    "U",
    "N",
    "O",
    "M",
    "E",
    "I",
    "INC",
    "IP",
    "W",
    "WP",
    "WF",
    "WD",
    "CR",
    "NC",
    "NG",
    "AU",
    "AUD",
    "EX",
    "EXEMPT",
    "T",
    "TR",
    "NM",
    "CREDIT",
    "NO CREDIT",
    "INCOMPLETE",
    "WITHDRAWN",
];

/// Whether a scale that schools use knows the mark.
pub fn is_known(mark: &str) -> bool {
    let mark = mark.trim();
    let letter = matches!(mark.as_bytes(), [b'A'..=b'F' | b'a'..=b'f'] | [b'A'..=b'F' | b'a'..=b'f', b'+' | b'-']);
    letter
        || WORDS.iter().any(|word| word.eq_ignore_ascii_case(mark))
        || mark
            .trim_end_matches('%')
            .parse::<f64>()
            .is_ok_and(|number| (0.0..=100.0).contains(&number))
}

/// Notes marks that no scale knows.
pub fn judge(judging: &mut Judging<'_>) {
    if judging.table() != "transcripts" {
        return;
    }
    let marks = judging.batch().column("mark");
    for row in 0..marks.len() {
        let Some(mark) = marks.text(row) else { continue };
        if !is_known(mark) {
            judging.note(&CHECK, row, "mark", || {
                (super::shorten(mark), "a mark of a known scale".to_owned())
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usual_marks_are_known_and_others_are_not() {
        for mark in ["A", "b+", "C-", "F", "93", "3.7", "88%", "Pass", "NC", "i", "WF"] {
            assert!(is_known(mark), "{mark}");
        }
        for mark in ["G", "A++", "101", "-1", "see file", "AB"] {
            assert!(!is_known(mark), "{mark}");
        }
    }
}
