//! ID001: An id that the table it refers to does not have.

use traction_core::finding::Severity;

use crate::findings::Check;

/// The check.
pub const CHECK: Check = Check {
    code: "ID001",
    severity: Severity::Warning,
    title: "An id that the table it refers to does not have",
    words: "What happens depends on the table referred to. Lists of one school year (sections, staff, programs, applications) are complete for their year, so a row that must name one of them and names another is set aside. Standing lists (schools, students, courses, areas, clusters) often leave out students who have left, schools that have closed and courses that are no longer taught, so such a row is kept, and the finding is a warning. A column that may be blank never sets a row aside. When nobody has given the table at all, ids are not checked and ID005 says so once.",
    mend: "Correct the id, or import the table that lists it.",
};
