//! A student's result on one assessment in one subject.
//!
//! The measure names the subject, and the assessment where there may be several. Of several
//! results of a student in the same year, subject and assessment, the one of the latest day counts
//! (among equals the highest grade's test). The school and grade are those of the result; where
//! the file leaves them out, those of the student's main membership.

use super::attendance::grade_number;
use super::roster::{NO_GRADE, Roster, UNKNOWN, YearRoster, day};
use super::{GrainRows, Reasons, Rows, flag};
use crate::district::{AcademicSubject, AssessmentResult, Facts, Noun, SchoolYear};
use crate::gaps::expression::{Field, FieldColumn, FieldKind, MISSING_NUMBER, decimal};
use crate::gaps::policy::Measure;

pub(super) const FIELDS: &[Field] = &[
    Field {
        name: "scale_score",
        kind: FieldKind::Number,
        doc: "Score on the assessment's own scale.",
    },
    Field {
        name: "performance_level",
        kind: FieldKind::Number,
        doc: "Level reached, from 1, the lowest.",
    },
    Field {
        name: "performance_level_met",
        kind: FieldKind::Flag,
        doc: "Whether that level meets the standard.",
    },
    Field { name: "grade", kind: FieldKind::Number, doc: "Grade as a number; kindergarten is 0." },
    Field { name: "assessment", kind: FieldKind::Text, doc: "Which assessment." },
];

pub(super) fn derive(
    facts: &Facts,
    roster: &Roster,
    year: SchoolYear,
    measure: &Measure,
) -> GrainRows {
    let mut reasons = Reasons::default();
    let Some(batch) = facts.find(&AssessmentResult::TABLE, year) else {
        return GrainRows::default();
    };
    let nobody = YearRoster::default();
    let members = roster.year(year).unwrap_or(&nobody);
    let (names, subjects) = (batch.column("assessment"), batch.column("academic_subject"));
    let (ids, dates) = (batch.column("student_id"), batch.column("administration_date"));
    let grades = batch.column("grade_level");
    let mut finder = roster.students();
    // (student, assessment, day, grade, row): sorted, the last of each student counts.
    let mut results: Vec<(u32, &str, i32, u8, usize)> = Vec::new();
    for row in 0..batch.len() {
        let subject = subjects.code(row).and_then(AcademicSubject::at);
        if measure.subject.is_some() && subject != measure.subject {
            continue;
        }
        let name = names.text(row).unwrap_or("");
        if measure.assessment.as_deref().is_some_and(|wanted| wanted != name) {
            reasons.count(&format!("a result of another assessment, {name}"));
            continue;
        }
        let Some(student) = ids.text(row).and_then(|id| finder.find(id)) else { continue };
        let taken = day(dates, row).unwrap_or(i32::MIN);
        let grade = grades.code(row).unwrap_or(0);
        results.push((student, name, taken, grade, row));
    }
    results.sort_unstable();
    let (mut rows, mut fields) = (Rows::default(), Columns::default());
    for tries in results.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
        let Some(&(student, name, _, _, row)) = tries.last() else { continue };
        for _ in 1..tries.len() {
            reasons.count("an earlier result of the same student, subject and year");
        }
        let main = members.main(student);
        let stated = batch.column("school_id").text(row).and_then(|id| roster.find_school(id));
        let school = stated.or(main.map(|m| m.school)).unwrap_or(UNKNOWN);
        let stated = batch.column("grade_level").code(row);
        let grade = stated.or(main.map(|m| m.grade)).unwrap_or(NO_GRADE);
        rows.push(student, school, grade);
        let level = batch.column("performance_level").integer(row);
        fields.score.push(batch.column("scale_score").number(row).map_or(MISSING_NUMBER, decimal));
        fields.level.push(level.map_or(MISSING_NUMBER, |level| decimal(level as f64)));
        fields.met.push(flag(batch.column("performance_level_met").flag(row)));
        fields.grade.push(grade_number(grade));
        fields.name.push(Some(name.to_owned()));
    }
    rows.fields = vec![
        FieldColumn::Number(fields.score),
        FieldColumn::Number(fields.level),
        FieldColumn::Flag(fields.met),
        FieldColumn::Number(fields.grade),
        FieldColumn::Text(fields.name),
    ];
    GrainRows { at_schools: rows, in_district: None, excluded: reasons.list() }
}

#[derive(Default)]
struct Columns {
    score: Vec<i64>,
    level: Vec<i64>,
    met: Vec<u8>,
    grade: Vec<i64>,
    name: Vec<Option<String>>,
}
