//! A student's year of attendance: one row for each school, and one over all of them.
//!
//! Days are added over a student's rows. The federal file that asks for chronic absence (EDFacts
//! FS195) counts a student once for each school and once for the district, each time over the days
//! enrolled there; so do these rows.

use super::roster::{NO_GRADE, Roster, UNKNOWN, YearRoster};
use super::{GrainRows, Reasons, Rows};
use crate::district::{Attendance, Facts, GradeLevel, Noun, SchoolYear};
use crate::gaps::expression::{Field, FieldColumn, FieldKind, MISSING_NUMBER, decimal};

pub(super) const FIELDS: &[Field] = &[
    Field {
        name: "days_enrolled",
        kind: FieldKind::Number,
        doc: "Days on which the student was a member.",
    },
    Field { name: "days_absent", kind: FieldKind::Number, doc: "Days absent, for any reason." },
    Field { name: "days_present", kind: FieldKind::Number, doc: "Days enrolled less days absent." },
    Field { name: "grade", kind: FieldKind::Number, doc: "Grade as a number; kindergarten is 0." },
];

/// The grade as a field holds it.
pub(super) fn grade_number(grade: u8) -> i64 {
    GradeLevel::at(grade)
        .and_then(GradeLevel::number)
        .map_or(MISSING_NUMBER, |number| decimal(f64::from(number)))
}

pub(super) fn derive(facts: &Facts, roster: &Roster, year: SchoolYear) -> GrainRows {
    let mut reasons = Reasons::default();
    let Some(batch) = facts.find(&Attendance::TABLE, year) else { return GrainRows::default() };
    let nobody = YearRoster::default();
    let members = roster.year(year).unwrap_or(&nobody);
    let mut read: Vec<(u32, u32, i64, i64)> = Vec::with_capacity(batch.len());
    let (students, schools) = (batch.column("student_id"), batch.column("school_id"));
    let (enrolled, absent) = (batch.column("days_enrolled"), batch.column("days_absent"));
    let (mut student_finder, mut school_finder) = (roster.students(), roster.schools_by_id());
    for row in 0..batch.len() {
        let student = students.text(row).and_then(|id| student_finder.find(id));
        let school = schools.text(row).and_then(|id| school_finder.find(id));
        let (Some(student), Some(school)) = (student, school) else { continue };
        let days = |column: &crate::district::Column| column.number(row).map(decimal);
        match (days(enrolled), days(absent)) {
            (Some(of), Some(away)) if of != MISSING_NUMBER && away != MISSING_NUMBER => {
                if away > of || away < 0 {
                    reasons.count("more days absent than enrolled, or fewer than none");
                } else {
                    read.push((student, school, of, away));
                }
            }
            _ => reasons.count("days enrolled or absent are missing"),
        }
    }
    read.sort_unstable();
    for member in members.members() {
        let with_days =
            read.binary_search_by(|row| (row.0, row.1, 1).cmp(&(member.student, member.school, 0)));
        let place = with_days.unwrap_or_else(|place| place);
        let found =
            read.get(place).is_some_and(|row| (row.0, row.1) == (member.student, member.school));
        if !found {
            reasons.count("a member of the school without a row of attendance");
        }
    }
    let (mut at_schools, mut in_district) = (Table::default(), Table::default());
    for place in read.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
        let (student, school) = (place[0].0, place[0].1);
        let grade = members
            .at(student, school)
            .or_else(|| members.main(student))
            .map_or(NO_GRADE, |member| member.grade);
        at_schools.push(student, school, grade, place);
    }
    for student in read.chunk_by(|a, b| a.0 == b.0) {
        let main = members.main(student[0].0);
        let (school, grade) = main.map_or((UNKNOWN, NO_GRADE), |m| (m.school, m.grade));
        in_district.push(student[0].0, school, grade, student);
    }
    GrainRows {
        at_schools: at_schools.rows(),
        in_district: Some(in_district.rows()),
        excluded: reasons.list(),
    }
}

#[derive(Default)]
struct Table {
    rows: Rows,
    enrolled: Vec<i64>,
    absent: Vec<i64>,
    grade: Vec<i64>,
}

impl Table {
    fn push(&mut self, student: u32, school: u32, grade: u8, rows: &[(u32, u32, i64, i64)]) {
        self.rows.push(student, school, grade);
        self.enrolled.push(rows.iter().map(|row| row.2).sum());
        self.absent.push(rows.iter().map(|row| row.3).sum());
        self.grade.push(grade_number(grade));
    }

    fn rows(mut self) -> Rows {
        let present = self.enrolled.iter().zip(&self.absent).map(|(of, away)| of - away).collect();
        self.rows.fields = vec![
            FieldColumn::Number(self.enrolled),
            FieldColumn::Number(self.absent),
            FieldColumn::Number(present),
            FieldColumn::Number(self.grade),
        ];
        self.rows
    }
}
