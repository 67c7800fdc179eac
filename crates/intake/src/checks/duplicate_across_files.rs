//! ID006: Two files give a row of one key.

use traction_core::finding::Severity;

use crate::findings::Check;

/// The check.
pub const CHECK: Check = Check {
    code: "ID006",
    severity: Severity::Warning,
    title: "Two files give a row of one key",
    words: "Another file of this import gave a row with the same key and other cells, and that file was read first. Its row is kept and this one is set aside. A OneRoster bundle beside the district's own tables does this for every student and course: the tables say more, so they are read first.",
    mend: "Nothing, if the other file says more. Otherwise import only the file that is right, or import it afterwards.",
};
