//! Grains: what one row of a measure is, derived from the district's facts for a school year.
//!
//! One file each. A grain says which tables it needs, which fields its rows have, and why a
//! student is not among them. It never decides what counts: measures do, in expressions.
//!
//! **Which school, which grade.** A student who was a member of several schools in a year is one
//! row at each (for the figures of schools) and one row in the district, at the school with the
//! most calendar days of membership; among equals at the one entered last. The grade is that of
//! the last entry there. Memberships that ended as "never attended" are none.
//!
//! **Which groups.** Those of the rows' school year; of a graduation cohort, those last recorded in
//! the years from the first grade 9 to the year of graduation.

mod assessment;
mod attendance;
mod course_taking;
mod discipline;
mod graduation_cohort;
mod instruction;
mod ninth_grade;
mod published_attendance;
mod roster;
mod section_time;
mod teacher_access;
#[cfg(test)]
pub(crate) mod tests;
#[cfg(test)]
pub(crate) use tests as testing;

use std::collections::BTreeMap;

use super::cube::Profile;
use super::expression::{Field, FieldColumn};
use super::policy::Measure;
use crate::district::{Facts, SchoolYear};

pub use roster::{Member, Roster, SchoolMark, UNKNOWN, YearRoster};

/// What one row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Grain {
    /// A student's year of attendance at a school, and over all schools in the district.
    Attendance,
    /// A student's result on one assessment.
    Assessment,
    /// A student of the cohort that was to graduate in the year.
    GraduationCohort,
    /// A student in grade 9 for the first time.
    NinthGrade,
    /// A student of grades 6 to 12, and the courses taken up to and in the year.
    CourseTaking,
    /// A student who was a member of a school, and the actions taken.
    Discipline,
    /// A student, and how experienced the teachers of the student's sections are.
    TeacherAccess,
    /// A student, and the minutes a day in grade-level core courses.
    Instruction,
    /// Students of a school and group whom the publisher has counted already.
    PublishedAttendance,
}

impl Grain {
    /// Every grain.
    pub const ALL: [Grain; 9] = [
        Grain::Attendance,
        Grain::Assessment,
        Grain::GraduationCohort,
        Grain::NinthGrade,
        Grain::CourseTaking,
        Grain::Discipline,
        Grain::TeacherAccess,
        Grain::Instruction,
        Grain::PublishedAttendance,
    ];

    /// How measures write it.
    pub const fn id(self) -> &'static str {
        match self {
            Grain::Attendance => "attendance",
            Grain::Assessment => "assessment",
            Grain::GraduationCohort => "graduation_cohort",
            Grain::NinthGrade => "ninth_grade",
            Grain::CourseTaking => "course_taking",
            Grain::Discipline => "discipline",
            Grain::TeacherAccess => "teacher_access",
            Grain::Instruction => "instruction",
            Grain::PublishedAttendance => "published_attendance",
        }
    }

    /// The grain written so.
    pub fn find(id: &str) -> Option<Grain> {
        Self::ALL.into_iter().find(|grain| grain.id() == id)
    }

    /// The fields of its rows.
    pub const fn fields(self) -> &'static [Field] {
        match self {
            Grain::Attendance => attendance::FIELDS,
            Grain::Assessment => assessment::FIELDS,
            Grain::GraduationCohort => graduation_cohort::FIELDS,
            Grain::NinthGrade => ninth_grade::FIELDS,
            Grain::CourseTaking => course_taking::FIELDS,
            Grain::Discipline => discipline::FIELDS,
            Grain::TeacherAccess => teacher_access::FIELDS,
            Grain::Instruction => instruction::FIELDS,
            Grain::PublishedAttendance => published_attendance::FIELDS,
        }
    }

    /// The tables without which it has no rows.
    pub const fn needs(self) -> &'static [&'static str] {
        match self {
            Grain::Attendance => &["attendance"],
            Grain::Assessment => &["assessments"],
            Grain::GraduationCohort => &["enrollments"],
            Grain::NinthGrade | Grain::CourseTaking => &["enrollments", "transcripts", "courses"],
            Grain::Discipline => &["enrollments", "discipline_actions"],
            Grain::TeacherAccess => &["sections", "section_students", "staff"],
            Grain::Instruction => {
                &["sections", "section_students", "bell_periods", "courses", "student_groups"]
            }
            Grain::PublishedAttendance => &["school_attendance"],
        }
    }

    /// All tables that its rows are read from, if the district has them.
    pub fn reads(self) -> Vec<&'static str> {
        let mut tables = vec!["schools", "students", "student_groups", "enrollments"];
        if self == Grain::PublishedAttendance {
            tables = vec!["schools"];
        }
        tables
            .extend(self.needs().iter().filter(|name| !tables.contains(*name)).collect::<Vec<_>>());
        tables
    }

    /// The rows of a school year.
    ///
    /// # Errors
    /// The tables that are needed and missing.
    pub fn derive(
        self,
        facts: &Facts,
        roster: &Roster,
        year: SchoolYear,
        measure: &Measure,
    ) -> Result<GrainRows, Without> {
        let missing: Vec<&'static str> =
            self.needs().iter().copied().filter(|name| !has(facts, name, year)).collect();
        if !missing.is_empty() {
            return Err(Without { tables: missing });
        }
        Ok(match self {
            Grain::Attendance => attendance::derive(facts, roster, year),
            Grain::Assessment => assessment::derive(facts, roster, year, measure),
            Grain::GraduationCohort => graduation_cohort::derive(roster, year),
            Grain::NinthGrade => ninth_grade::derive(facts, roster, year),
            Grain::CourseTaking => course_taking::derive(facts, roster, year),
            Grain::Discipline => discipline::derive(facts, roster, year),
            Grain::TeacherAccess => teacher_access::derive(facts, roster, year, measure),
            Grain::Instruction => instruction::derive(facts, roster, year, measure),
            Grain::PublishedAttendance => published_attendance::derive(facts, roster, year),
        })
    }
}

fn has(facts: &Facts, name: &str, year: SchoolYear) -> bool {
    let Some(table) = crate::district::find_table(name) else { return false };
    match table.period {
        crate::district::Period::ByYear => facts.find(table, year).is_some(),
        crate::district::Period::Standing => facts.find_standing(table).is_some(),
    }
}

/// The tables that a grain needs and the facts do not have for the year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Without {
    /// Their names.
    pub tables: Vec<&'static str>,
}

/// Rows of one grain: parallel vectors.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rows {
    /// Students, as the roster numbers them; [`UNKNOWN`] for rows counted by a publisher.
    pub student: Vec<u32>,
    /// Schools, as the roster numbers them; [`UNKNOWN`] where no school is known.
    pub school: Vec<u32>,
    /// Positions of grade levels; 255 where not known.
    pub grade: Vec<u8>,
    /// Students' groups, where they are not those of the rows' own year. Empty otherwise.
    pub profile: Vec<Profile>,
    /// For rows that a publisher has counted: `DIMENSION=CODE` or `all`, and how many students the
    /// row stands for. Empty otherwise.
    pub counted: Vec<(String, u64)>,
    /// The grain's fields, in order.
    pub fields: Vec<FieldColumn>,
}

impl Rows {
    /// Number of rows.
    pub fn len(&self) -> usize {
        self.student.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.student.is_empty()
    }

    /// The groups of a row's student, where the rows are of that year.
    pub fn profile(&self, roster: &Roster, year: SchoolYear, row: usize) -> Profile {
        let of_year = || roster.year(year).map(|year| year.profile(self.student[row]));
        self.profile.get(row).copied().or_else(of_year).unwrap_or(Profile::UNKNOWN)
    }

    fn push(&mut self, student: u32, school: u32, grade: u8) {
        self.student.push(student);
        self.school.push(school);
        self.grade.push(grade);
    }
}

/// Rows that are not counted, for one reason. Inside the room only: a report shows them as
/// [`super::report::Excluded`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotCounted {
    /// The reason in words.
    pub reason: String,
    /// Rows.
    pub rows: u64,
}

/// The rows of a grain in a year: for the figures of schools and, where a student may be at
/// several, for the figures of the district.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct GrainRows {
    /// A row for each school that a student was at.
    pub at_schools: Rows,
    /// A row a student; `None` when `at_schools` is so already.
    pub in_district: Option<Rows>,
    /// Why others are not among the rows, in a fixed order.
    pub excluded: Vec<NotCounted>,
}

/// Counts reasons, in the order of the reasons' words.
#[derive(Debug, Default)]
struct Reasons(BTreeMap<String, u64>);

impl Reasons {
    fn count(&mut self, reason: &str) {
        match self.0.get_mut(reason) {
            Some(rows) => *rows += 1,
            None => {
                self.0.insert(reason.to_owned(), 1);
            }
        }
    }

    fn list(self) -> Vec<NotCounted> {
        self.0.into_iter().map(|(reason, rows)| NotCounted { reason, rows }).collect()
    }
}

/// Turns yes, no and missing into what a flag column holds.
fn flag(value: Option<bool>) -> u8 {
    value.map_or(2, u8::from)
}
