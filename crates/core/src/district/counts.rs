//! Counts that arrive already counted: published enrollment and attendance, and surveys.

use super::cell::Maybe;
use super::codes::RespondentRole;
use super::ids::SchoolId;
use super::table::table;
use super::year::{GradeLevel, SchoolYear};

table! {
    /// Members of one school, grade and student group on count day, as an agency publishes them.
    SchoolEnrollment, "school_enrollment", ByYear;
    /// The school year.
    school_year: SchoolYear, key(), ceds("School Year"), example("2025-26");
    /// The school.
    school_id: SchoolId, key(), refers("schools"), ceds("School Identifier"), example("0412");
    /// The grade; not applicable where the row counts all grades together.
    grade_level: Maybe<GradeLevel>, key(), ceds("Grade Level"), example("05");
    /// The student group, as `DIMENSION=CODE`; `all` for all students.
    student_group: String, key(), ceds("Student Subgroup"), example("all");
    /// Students.
    enrollment: Maybe<i64>, ceds("Student Count"), example("61");
}

table! {
    /// Attendance of one school and student group over a year, as an agency publishes it.
    SchoolAttendance, "school_attendance", ByYear;
    /// The school year.
    school_year: SchoolYear, key(), ceds("School Year"), example("2025-26");
    /// The school.
    school_id: SchoolId, key(), refers("schools"), ceds("School Identifier"), example("0412");
    /// The level that the row covers, where a school is published by level; `all` otherwise.
    school_level: String, key(), example("all");
    /// The student group, as `DIMENSION=CODE`; `all` for all students.
    student_group: String, key(), ceds("Student Subgroup"), example("all");
    /// Days of membership, all students together.
    days_enrolled: Maybe<f64>, ceds("Aggregate Days Membership"), example("49164");
    /// Days attended, all students together.
    days_attended: Maybe<f64>, ceds("Aggregate Days Attendance"), example("46602.5");
    /// Days attended in percent of days of membership.
    attendance_percent: Maybe<f64>, ceds("Attendance Rate"), example("94.8");
    /// Students who count as chronically absent, by the publisher's rule.
    chronically_absent: Maybe<i64>, ceds("Chronic Student Absenteeism Count"), example("37");
    /// Students who could have been counted so.
    chronic_absence_students: Maybe<i64>, example("366");
}

table! {
    /// How many people gave one answer to one question of a survey.
    Survey, "surveys", ByYear;
    /// The school year.
    school_year: SchoolYear, key(), example("2025-26");
    /// Which survey.
    survey: String, key(), edfi("Survey.surveyIdentifier"), example("FAMILY-SPRING");
    /// The school.
    school_id: SchoolId, key(), refers("schools"), edfi("SurveyResponseEducationOrganizationTargetAssociation"), example("0412");
    /// Who answered.
    respondent_role: RespondentRole, key(), example("family");
    /// The question.
    question: String, key(), edfi("SurveyQuestion.questionCode"), example("feels_welcome");
    /// The answer, counted from 1, the least favourable.
    response: i64, key(), edfi("SurveyQuestionResponse.numericResponse"), example("4");
    /// People who gave it.
    respondents: Maybe<i64>, example("83");
    /// People who were asked the question.
    invited: Maybe<i64>, example("310");
}
