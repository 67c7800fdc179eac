//! What a mapping can meet in a file: the checks, with the words of their pages.

use traction_core::finding::Severity;

use crate::findings::Check;

/// Rows that the mapping itself leaves out.
pub const PASSED_OVER: Check = Check {
    code: "MP001",
    severity: Severity::Note,
    title: "Rows that the mapping passes over",
    words: "A mapping may say which rows of a file count (`keep`, `leave_out`), that empty cells of \
            unpivoted columns give no row, or that one row for each key is wanted (`distinct`). Rows \
            that are passed over for such a reason are neither kept nor set aside; they are counted \
            here, so that the account of the file adds up.",
    mend: "Nothing, if the mapping means it; otherwise change the mapping.",
};

/// Rows of one key that disagree.
pub const CONFLICT: Check = Check {
    code: "MP002",
    severity: Severity::Warning,
    title: "Rows of one key that disagree",
    words: "Where a mapping takes one row for each key out of a long file, rows of the same key \
            should say the same. Where they do not, the last row of the file is taken, and the \
            columns that differ are named here with the first few keys.",
    mend: "If the last row is the wrong one, mend the file or sort it.",
};

/// A column that the mapping names and the file does not have.
pub const ABSENT_COLUMN: Check = Check {
    code: "MP003",
    severity: Severity::Blocking,
    title: "A column that the mapping reads is not in the file",
    words: "The export has changed, or the mapping is for another file. The table is not read from \
            the file at all, because guessing would put the wrong values into the right place.",
    mend: "Change the mapping, or ask for the column to be exported again.",
};

/// All checks of mappings.
pub const CHECKS: [&Check; 3] = [&PASSED_OVER, &CONFLICT, &ABSENT_COLUMN];
