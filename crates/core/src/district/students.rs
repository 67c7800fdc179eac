//! Students, the groups that they belong to in a year, and their membership, attendance, discipline.

use jiff::civil::Date;

use super::cell::Maybe;
use super::codes::{Discipline, EnglishLearner, ExitType, PlanKind, RaceEthnicity, Sex};
use super::ids::{AreaId, SchoolId, StudentId};
use super::people::{BirthDate, PersonName};
use super::table::table;
use super::units::Days;
use super::year::{GradeLevel, SchoolYear};

table! {
    /// One student.
    Student, "students", Standing;
    /// The district's number for the student.
    student_id: StudentId, key(), edfi("Student.studentUniqueId"), ceds("Student Identifier"), oneroster("users.identifier"), example("0081234");
    /// The state's number for the student.
    state_student_id: Maybe<StudentId>, edfi("StudentIdentificationCode (State)"), ceds("Student Identifier (State)"), example("");
    /// Last name. Shown only to people with a reason.
    last_surname: Maybe<PersonName>, edfi("Student.lastSurname"), ceds("Last or Surname"), oneroster("users.familyName"), example("Okafor");
    /// First name. Shown only to people with a reason.
    first_name: Maybe<PersonName>, edfi("Student.firstName"), ceds("First Name"), oneroster("users.givenName"), example("Ada");
    /// Date of birth. Shown only to people with a reason.
    birth_date: Maybe<BirthDate>, edfi("Student.birthDate"), ceds("Birthdate"), oneroster("demographics.birthDate"), example("2012-03-09");
    /// Sex as the district records it.
    sex: Maybe<Sex>, edfi("StudentEducationOrganizationAssociation.sex"), ceds("Sex"), oneroster("demographics.sex"), example("female");
    /// The school year in which the student was first a ninth grader, wherever that was; it sets the
    /// graduation cohort. Found from the enrollments where the file leaves it out.
    first_ninth_grade_year: Maybe<SchoolYear>, ceds("Cohort Year"), example("");
    /// The diploma that the student works towards, as a file in `policy/graduation` names it; blank
    /// for the one that is adopted for the cohort.
    diploma_id: Maybe<String>, edfi("StudentSchoolAssociation.graduationPlans"), ceds("High School Diploma Type"), example("");
    /// First day in a school of the United States, which tells newcomers.
    first_us_school_date: Maybe<Date>, edfi("Student.initialUSEntry"), ceds("First Entry Date into a US School"), example("");
}

table! {
    /// The groups that a student belonged to in one school year.
    StudentGroups, "student_groups", ByYear;
    /// The school year.
    school_year: SchoolYear, key(), edfi("StudentEducationOrganizationAssociation"), example("2026-27");
    /// The student.
    student_id: StudentId, key(), refers("students"), edfi("Student.studentUniqueId"), oneroster("demographics.sourcedId"), example("0081234");
    /// One of the federal seven.
    race_ethnicity: Maybe<RaceEthnicity>, edfi("StudentEducationOrganizationAssociation.races"), ceds("Race"), oneroster("demographics.race"), example("black");
    /// Whether the family's income is low, by the district's rule for the year.
    economically_disadvantaged: Maybe<bool>, edfi("StudentCharacteristic (Economic Disadvantaged)"), ceds("Economic Disadvantage Status"), example("true");
    /// Never, currently or formerly an English learner.
    english_learner: Maybe<EnglishLearner>, edfi("LimitedEnglishProficiency"), ceds("English Learner Status"), example("never");
    /// Whether the student has an individualized education program.
    student_with_disability: Maybe<bool>, edfi("StudentSpecialEducationProgramAssociation"), ceds("IDEA Indicator"), example("false");
    /// Homeless at any time in the year (McKinney-Vento).
    homeless: Maybe<bool>, edfi("StudentHomelessProgramAssociation"), ceds("Homelessness Status"), example("false");
    /// In foster care at any time in the year.
    foster_care: Maybe<bool>, edfi("StudentCharacteristic (Foster Care)"), ceds("Student in Foster Care"), example("false");
    /// Migrant under Title I Part C.
    migrant: Maybe<bool>, edfi("StudentMigrantEducationProgramAssociation"), ceds("Migrant Status"), example("false");
    /// The home area that the student lived in on membership day.
    home_area: Maybe<AreaId>, refers("areas"), example("A07");
}

table! {
    /// One student's membership of one school, from entry to exit.
    Enrollment, "enrollments", ByYear;
    /// The school year.
    school_year: SchoolYear, key(), edfi("StudentSchoolAssociation.schoolYear"), example("2026-27");
    /// The student.
    student_id: StudentId, key(), refers("students"), edfi("StudentSchoolAssociation.studentUniqueId"), oneroster("users.sourcedId"), example("0081234");
    /// The school.
    school_id: SchoolId, key(), refers("schools"), edfi("StudentSchoolAssociation.schoolId"), oneroster("users.orgSourcedIds"), example("0412");
    /// The grade in which the student was a member.
    grade_level: GradeLevel, edfi("StudentSchoolAssociation.entryGradeLevel"), ceds("Grade Level When Assessed / Entry Grade Level"), oneroster("users.grades"), example("05");
    /// First day of membership.
    entry_date: Maybe<Date>, key(), edfi("StudentSchoolAssociation.entryDate"), ceds("Enrollment Entry Date"), oneroster("enrollments.beginDate"), example("2026-08-24");
    /// Last day of membership; blank while it lasts.
    exit_date: Maybe<Date>, edfi("StudentSchoolAssociation.exitWithdrawDate"), ceds("Enrollment Exit Date"), oneroster("enrollments.endDate"), example("");
    /// Why the membership ended.
    exit_type: Maybe<ExitType>, edfi("StudentSchoolAssociation.exitWithdrawType"), ceds("Exit or Withdrawal Type"), example("");
}

table! {
    /// One student's attendance at one school over a school year.
    Attendance, "attendance", ByYear;
    /// The school year.
    school_year: SchoolYear, key(), example("2025-26");
    /// The student.
    student_id: StudentId, key(), refers("students"), edfi("StudentSchoolAttendanceEvent.studentUniqueId"), example("0081234");
    /// The school.
    school_id: SchoolId, key(), refers("schools"), edfi("StudentSchoolAttendanceEvent.schoolId"), example("0412");
    /// Days on which the student was a member.
    days_enrolled: Days, ceds("Number of Days in Membership / Days Enrolled"), example("178");
    /// Days absent, for any reason; halves count as halves.
    days_absent: Days, ceds("Number of Days Absent"), example("11.5");
}

table! {
    /// One disciplinary action for one student.
    DisciplineAction, "discipline_actions", ByYear;
    /// The school year.
    school_year: SchoolYear, key(), example("2025-26");
    /// The district's number for the action.
    discipline_action_id: String, key(), edfi("DisciplineAction.disciplineActionIdentifier"), ceds("Incident Identifier"), example("D-20417");
    /// The student.
    student_id: StudentId, key(), refers("students"), edfi("DisciplineAction.studentUniqueId"), example("0081234");
    /// The school that took the action.
    school_id: SchoolId, refers("schools"), edfi("DisciplineAction.responsibilitySchoolId"), example("0412");
    /// What was done.
    discipline: Discipline, edfi("DisciplineAction.disciplines"), ceds("Disciplinary Action Taken"), example("out_of_school_suspension");
    /// First day of the action.
    discipline_date: Maybe<Date>, edfi("DisciplineAction.disciplineDate"), ceds("Disciplinary Action Start Date"), example("2025-11-04");
    /// School days that it lasted.
    days: Maybe<Days>, edfi("DisciplineAction.actualDisciplineActionLength"), ceds("Duration of Disciplinary Action"), example("2");
}

table! {
    /// What one student plans to do after graduation, as it is on file.
    PostGraduationPlan, "post_graduation_plans", ByYear;
    /// The school year in which the plan is on file.
    school_year: SchoolYear, key(), example("2026-27");
    /// The student.
    student_id: StudentId, key(), refers("students"), edfi("Student.studentUniqueId"), example("0081234");
    /// The kind of plan.
    plan_kind: PlanKind, edfi("PostSecondaryEvent.postSecondaryEventCategory"), ceds("Post-Graduation Plan"), example("two_year_college");
    /// The college, program or employer, where one is named.
    institution: Maybe<String>, edfi("PostSecondaryInstitution.nameOfInstitution"), ceds("Institution Name"), example("River Valley Community College");
    /// The day on which it was last put on file.
    on_file_date: Maybe<Date>, edfi("PostSecondaryEvent.eventDate"), example("2026-10-14");
}
