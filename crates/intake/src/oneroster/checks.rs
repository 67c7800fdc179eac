//! What can be wrong with a OneRoster bundle: the checks, with the words of their pages.

use traction_core::finding::Severity;

use crate::findings::Check;

/// A file that holds changes only.
pub const DELTA: Check = Check {
    code: "OR001",
    severity: Severity::Blocking,
    title: "A OneRoster file that holds changes only",
    words: "The manifest says `delta`: the file holds what changed since some earlier export. Traction \
            replaces a school year by what it is given, so a file of changes would throw the rest of \
            the year away. Nothing is taken from the bundle.",
    mend: "Ask whoever runs the student information system, or its vendor, for a OneRoster 1.1 or \
           1.2 CSV bundle in bulk mode, with all records of the school year, ended enrollments \
           included. In its manifest.csv every file says bulk or absent, and none says delta. Many \
           systems call it a full or initial export, and send the one of changes every night.",
};

/// A column without which a file says nothing.
pub const ABSENT_COLUMN: Check = Check {
    code: "OR002",
    severity: Severity::Blocking,
    title: "A OneRoster file without a column that it needs",
    words: "The file has rows, but not the columns that say whom or what they are about. It is \
            probably another file under this name, so nothing is taken from the bundle.",
    mend: "Export the file again, or leave it out of the bundle if nobody needs it.",
};

/// Columns without a name, or two of one name.
pub const UNCLEAR_HEADER: Check = Check {
    code: "OR003",
    severity: Severity::Warning,
    title: "A OneRoster file with columns that have no name, or the same name",
    words: "Columns are found by name. A column without a name is not read; of two with the same \
            name the first is.",
    mend: "Name every column once.",
};

/// Manifest and files disagree.
pub const MANIFEST: Check = Check {
    code: "OR004",
    severity: Severity::Warning,
    title: "Manifest and files disagree",
    words: "The manifest lists what the bundle holds. Traction reads the files that are there, \
            whatever the manifest says, and names each difference.",
    mend: "Export the bundle again if a file is missing.",
};

/// The school year is in doubt.
pub const YEAR: Check = Check {
    code: "OR005",
    severity: Severity::Warning,
    title: "The school year of a OneRoster bundle is in doubt",
    words: "The standard names a school year by the year in which it ends. Some systems write the \
            year in which it begins. Where the first and the last day of a session lie in one school \
            year (years turn on 1 July), that year counts. Where no session tells, the year that the \
            import names is taken; without one, rows that need a year are set aside. A year that \
            the import names never takes the place of one that a session tells.",
    mend: "Mend academicSessions.csv, or import again and name the calendar year in which the \
           school year ends: `traction import bundle.zip --school-year 2026` for 2025–26.",
};

/// Some go by their sourcedId.
pub const IDENTIFIER: Check = Check {
    code: "OR006",
    severity: Severity::Warning,
    title: "People or schools that go by their sourcedId",
    words: "A student, a member of staff or a school goes by its `identifier` when it has one that \
            no other has, else by its `sourcedId`; a course by its `courseCode` when all courses of \
            that code have one title. Where only some have an identifier, files from other systems \
            will not match all of them.",
    mend: "Fill the identifiers in the student information system.",
};

/// FTE is assumed.
pub const FTE: Check = Check {
    code: "OR007",
    severity: Severity::Note,
    title: "Full-time equivalents are assumed",
    words: "OneRoster does not say how much of a full-time job somebody holds. One full-time job, \
            shared evenly among the person's assignments, stands in until a file of staff \
            assignments replaces it.",
    mend: "Import staff_assignments from the personnel system.",
};

/// Files that are not read.
pub const UNREAD: Check = Check {
    code: "OR008",
    severity: Severity::Note,
    title: "OneRoster files that Traction does not read",
    words: "Gradebooks and learning resources are part of OneRoster; no figure of Traction needs \
            them.",
    mend: "Nothing.",
};

/// A column name that is nearly one of the standard's.
pub const MISSPELT: Check = Check {
    code: "OR009",
    severity: Severity::Note,
    title: "A column name that is nearly one of the standard's",
    words: "The column is not read under this name.",
    mend: "Rename the column if the standard's is meant.",
};

/// All checks of OneRoster bundles.
pub const CHECKS: [&Check; 9] = [
    &DELTA,
    &ABSENT_COLUMN,
    &UNCLEAR_HEADER,
    &MANIFEST,
    &YEAR,
    &IDENTIFIER,
    &FTE,
    &UNREAD,
    &MISSPELT,
];
