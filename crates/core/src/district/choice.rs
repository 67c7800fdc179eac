//! Programs that take applications, the applications, and the ranked choices.

use super::cell::Maybe;
use super::ids::{ApplicationId, AreaId, ProgramId, SchoolId, StudentId};
use super::table::table;
use super::year::{GradeLevel, SchoolYear};

table! {
    /// Seats in one program, at one school, for one entry grade.
    Program, "programs", ByYear;
    /// The school year in which the seats are filled.
    school_year: SchoolYear, key(), example("2027-28");
    /// The program's code.
    program_id: ProgramId, key(), edfi("Program.programName"), ceds("Program Identifier"), example("0610-IB");
    /// The school.
    school_id: SchoolId, refers("schools"), example("0610");
    /// What families see it called.
    program_name: Maybe<String>, edfi("Program.programName"), example("International Baccalaureate");
    /// The kind of program, such as `neighborhood`, `magnet`, `dual_language`.
    program_type: Maybe<String>, edfi("Program.programType"), ceds("Program Type"), example("magnet");
    /// The entry grade.
    grade_level: GradeLevel, key(), example("09");
    /// Seats offered.
    seats: i64, example("60");
}

table! {
    /// One family's application for one child.
    Application, "applications", ByYear;
    /// The school year applied for.
    school_year: SchoolYear, key(), example("2027-28");
    /// The application's own key; the family knows it, and nothing else opens it.
    application_id: ApplicationId, key(), example("R27-004417");
    /// The student, if already known to the district.
    student_id: Maybe<StudentId>, refers("students"), example("0081234");
    /// The grade applied for.
    grade_level: GradeLevel, example("09");
    /// Where the family lives.
    home_area: Maybe<AreaId>, refers("areas"), example("A07");
    /// Whether the family's income is low, by the policy's rule.
    economically_disadvantaged: Maybe<bool>, example("true");
    /// The school attended now.
    current_school_id: Maybe<SchoolId>, refers("schools"), example("0520");
    /// The school that a brother or sister attends now.
    sibling_school_id: Maybe<SchoolId>, refers("schools"), example("");
    /// The school at which a parent works.
    staff_school_id: Maybe<SchoolId>, refers("schools"), example("");
    /// The program in which the district has promised the child a seat.
    guaranteed_program_id: Maybe<ProgramId>, refers("programs"), example("");
    /// The application of a brother or sister who wants to go to the same school.
    linked_application_id: Maybe<ApplicationId>, refers("applications"), example("");
    /// The round in which the family applies, from 1; the first when it is not said.
    round: Maybe<i64>, example("1");
    /// The application of an earlier round whose place this one takes, where the student is not known.
    earlier_application_id: Maybe<ApplicationId>, refers("applications"), example("");
}

table! {
    /// One line of an application's ranked list.
    Choice, "choices", ByYear;
    /// The school year applied for.
    school_year: SchoolYear, key(), example("2027-28");
    /// The application.
    application_id: ApplicationId, key(), refers("applications"), example("R27-004417");
    /// Place on the list, from 1.
    rank: i64, key(), example("1");
    /// The program.
    program_id: ProgramId, refers("programs"), example("0610-IB");
}
