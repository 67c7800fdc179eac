//! What students learn and what it is called: assessments, courses, transcripts, sections.

use jiff::civil::Date;

use super::cell::Maybe;
use super::codes::{AcademicSubject, CourseLevel, CreditSource, CreditStatus, Term};
use super::ids::{CourseId, SchoolId, SectionId, StaffId, StudentId};
use super::table::table;
use super::units::Credits;
use super::year::{GradeLevel, SchoolYear};

table! {
    /// One student's result on one assessment.
    AssessmentResult, "assessments", ByYear;
    /// The school year.
    school_year: SchoolYear, key(), edfi("StudentAssessment.schoolYear"), example("2025-26");
    /// The student.
    student_id: StudentId, key(), refers("students"), edfi("StudentAssessment.studentUniqueId"), oneroster("results.studentSourcedId"), example("0081234");
    /// The school that answers for the result.
    school_id: Maybe<SchoolId>, refers("schools"), edfi("StudentAssessmentEducationOrganizationAssociation"), example("0412");
    /// Which assessment, such as `STATE` or `KRA`.
    assessment: String, key(), edfi("Assessment.assessmentIdentifier"), ceds("Assessment Identifier"), example("STATE");
    /// Its subject.
    academic_subject: AcademicSubject, key(), edfi("Assessment.academicSubjects"), ceds("Assessment Academic Subject"), example("mathematics");
    /// The grade whose test it was.
    grade_level: Maybe<GradeLevel>, key(), edfi("StudentAssessment.whenAssessedGradeLevel"), ceds("Grade Level When Assessed"), example("05");
    /// The day it was taken.
    administration_date: Maybe<Date>, key(), edfi("StudentAssessment.administrationDate"), ceds("Assessment Administration Start Date"), oneroster("results.scoreDate"), example("2026-04-21");
    /// The score on the assessment's own scale.
    scale_score: Maybe<f64>, edfi("StudentAssessmentScoreResult (Scale score)"), ceds("Assessment Result Score Value"), oneroster("results.score"), example("512");
    /// The level reached, counted from 1, the lowest.
    performance_level: Maybe<i64>, edfi("StudentAssessmentPerformanceLevel.performanceLevel"), ceds("Assessment Performance Level Identifier"), example("3");
    /// Whether that level meets the standard.
    performance_level_met: Maybe<bool>, edfi("AssessmentPerformanceLevel / performanceLevelMet"), ceds("Proficiency Status"), example("true");
}

table! {
    /// One course of the catalog.
    Course, "courses", Standing;
    /// The district's number for the course.
    course_id: CourseId, key(), edfi("Course.courseCode"), ceds("Course Identifier"), oneroster("courses.courseCode"), example("MA0901");
    /// Its title.
    course_title: String, edfi("Course.courseTitle"), ceds("Course Title"), oneroster("courses.title"), example("Algebra I");
    /// SCED subject and course, five digits.
    sced_code: Maybe<String>, edfi("CourseIdentificationCode (SCED)"), ceds("School Courses for the Exchange of Data Course Code"), oneroster("courses.subjectCodes"), example("02052");
    /// Its subject area.
    academic_subject: Maybe<AcademicSubject>, edfi("Course.academicSubjects"), ceds("Course Subject"), oneroster("courses.subjects"), example("mathematics");
    /// How demanding it is.
    course_level: Maybe<CourseLevel>, edfi("Course.levelCharacteristics"), ceds("Course Level Characteristic"), example("general");
    /// Credits for the whole course.
    credits: Maybe<Credits>, edfi("Course.maximumAvailableCredits"), ceds("Available Carnegie Unit Credit"), example("1.0");
    /// Tags separated by semicolons: `ap`, `ib`, `dual`, `core`, `algebra_1`, `grade_level`, `ag:c`, …
    tags: Maybe<String>, edfi("Course.levelCharacteristics"), example("core;algebra_1;grade_level;ag:c");
    /// Courses that must have been passed first, separated by semicolons.
    prerequisites: Maybe<String>, ceds("Course Prerequisite"), example("");
    /// Lowest grade that may take it.
    low_grade: Maybe<GradeLevel>, edfi("Course.offeredGradeLevels"), oneroster("courses.grades"), example("08");
    /// Highest grade that may take it.
    high_grade: Maybe<GradeLevel>, edfi("Course.offeredGradeLevels"), oneroster("courses.grades"), example("10");
}

table! {
    /// One line of a transcript: a course taken, being taken, or planned.
    TranscriptLine, "transcripts", ByYear;
    /// The school year.
    school_year: SchoolYear, key(), edfi("StudentAcademicRecord.schoolYear"), example("2025-26");
    /// The student.
    student_id: StudentId, key(), refers("students"), edfi("CourseTranscript.studentUniqueId"), example("0081234");
    /// The course.
    course_id: CourseId, key(), refers("courses"), edfi("CourseTranscript.courseCode"), ceds("Course Identifier"), example("MA0901");
    /// The term.
    term: Term, key(), edfi("StudentAcademicRecord.term"), ceds("Session Type"), example("fall");
    /// The school; blank for a course taken elsewhere.
    school_id: Maybe<SchoolId>, refers("schools"), edfi("CourseTranscript.externalEducationOrganization"), example("0610");
    /// The grade that the student was in.
    grade_level: Maybe<GradeLevel>, edfi("CourseTranscript.whenTakenGradeLevel"), example("09");
    /// Credits that it could give.
    credits_attempted: Maybe<Credits>, edfi("CourseTranscript.attemptedCredits"), ceds("Number of Credits Attempted"), example("0.5");
    /// Credits that it gave.
    credits_earned: Maybe<Credits>, edfi("CourseTranscript.earnedCredits"), ceds("Number of Credits Earned"), example("0.5");
    /// The mark, as the school writes it.
    mark: Maybe<String>, edfi("CourseTranscript.finalLetterGradeEarned"), ceds("Student Course Section Mark Final"), example("B+");
    /// Finished, in progress or planned.
    status: CreditStatus, edfi("CourseTranscript.courseAttemptResult"), ceds("Course Section Enrollment Status Type"), example("earned");
    /// Where the credit comes from.
    credit_source: Maybe<CreditSource>, edfi("CourseTranscript.methodCreditEarned"), ceds("Credit Type Earned"), example("local");
}

table! {
    /// One section: a course, at a school, with a teacher, at a time.
    Section, "sections", ByYear;
    /// The school year.
    school_year: SchoolYear, key(), edfi("Section.schoolYear"), oneroster("classes.termSourcedIds"), example("2026-27");
    /// The section's number, unique in the year.
    section_id: SectionId, key(), edfi("Section.sectionIdentifier"), ceds("Course Section Identifier"), oneroster("classes.sourcedId"), example("S-10442");
    /// The course.
    course_id: CourseId, refers("courses"), edfi("CourseOffering.courseCode"), oneroster("classes.courseSourcedId"), example("MA0901");
    /// The school.
    school_id: SchoolId, refers("schools"), edfi("Section.schoolId"), oneroster("classes.schoolSourcedId"), example("0610");
    /// The term.
    term: Maybe<Term>, edfi("Session.term"), oneroster("academicSessions.type"), example("year");
    /// Periods that it meets, separated by semicolons, as `bell_periods.period` names them.
    periods: Maybe<String>, edfi("Section.classPeriods"), oneroster("classes.periods"), example("2");
    /// The teacher of record.
    staff_id: Maybe<StaffId>, refers("staff"), edfi("StaffSectionAssociation.staffUniqueId"), oneroster("enrollments.userSourcedId (teacher)"), example("T0911");
    /// Seats.
    seats: Maybe<i64>, ceds("Course Section Maximum Capacity"), example("30");
}

table! {
    /// One student's place in one section.
    SectionStudent, "section_students", ByYear;
    /// The school year.
    school_year: SchoolYear, key(), example("2026-27");
    /// The section.
    section_id: SectionId, key(), refers("sections"), edfi("StudentSectionAssociation.sectionIdentifier"), oneroster("enrollments.classSourcedId"), example("S-10442");
    /// The student.
    student_id: StudentId, key(), refers("students"), edfi("StudentSectionAssociation.studentUniqueId"), oneroster("enrollments.userSourcedId (student)"), example("0081234");
    /// First day in the section.
    begin_date: Maybe<Date>, edfi("StudentSectionAssociation.beginDate"), ceds("Course Section Enrollment Start Date"), oneroster("enrollments.beginDate"), example("");
    /// Last day in the section.
    end_date: Maybe<Date>, edfi("StudentSectionAssociation.endDate"), ceds("Course Section Enrollment End Date"), oneroster("enrollments.endDate"), example("");
}
