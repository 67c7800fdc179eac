//! A student in grade 9 for the first time, and the credits and Fs of that year.
//!
//! The fields are those of the UChicago Consortium's on-track indicator (Allensworth & Easton
//! 2005, 2007): credits earned by the end of grade 9 and semester Fs in core courses (English,
//! mathematics, science, social studies). Summer courses are not counted. An F in a course that
//! lasts all year and has one mark counts as two semester Fs, because both semesters gave no
//! credit; an F in a quarter counts as half of one.

use super::roster::Roster;
use super::{GrainRows, Reasons, Rows};
use crate::district::{
    AcademicSubject, CreditStatus, Facts, GradeLevel, Noun, SchoolYear, Term, TranscriptLine,
};
use crate::gaps::expression::{Field, FieldColumn, FieldKind, decimal};

pub(super) const FIELDS: &[Field] = &[
    Field {
        name: "credits_earned",
        kind: FieldKind::Number,
        doc: "Full-year credits earned in the year, summer not counted.",
    },
    Field {
        name: "core_semester_fs",
        kind: FieldKind::Number,
        doc: "Semester Fs in core courses; an F of an all-year course is two.",
    },
];

/// Whether a course is one of the four core subjects.
pub(super) fn is_core(subject: Option<AcademicSubject>) -> bool {
    matches!(
        subject,
        Some(
            AcademicSubject::EnglishLanguageArts
                | AcademicSubject::Mathematics
                | AcademicSubject::Science
                | AcademicSubject::SocialStudies
        )
    )
}

/// Whether a mark is an F, as schools write it: `F`, `F-`, `F*`.
fn is_f(mark: Option<&str>) -> bool {
    let mut chars = mark.unwrap_or("").trim().chars();
    chars.next().is_some_and(|c| c.eq_ignore_ascii_case(&'f'))
        && !chars.any(|c| c.is_alphanumeric())
}

#[derive(Clone, Copy, Default)]
struct Year {
    credits: f64,
    half_fs: u32,
    finished: u32,
}

pub(super) fn derive(facts: &Facts, roster: &Roster, year: SchoolYear) -> GrainRows {
    let mut reasons = Reasons::default();
    let subjects = super::course_taking::Courses::of(facts);
    let mut years = vec![Year::default(); roster.count_students()];
    if let Some(batch) = facts.find(&TranscriptLine::TABLE, year) {
        let (ids, taught) = (batch.column("student_id"), batch.column("course_id"));
        let (terms, statuses) = (batch.column("term"), batch.column("status"));
        let (earned, marks) = (batch.column("credits_earned"), batch.column("mark"));
        let mut finder = roster.students();
        for row in 0..batch.len() {
            let Some(student) = ids.text(row).and_then(|id| finder.find(id)) else { continue };
            let term = terms.code(row).and_then(Term::at);
            let status = statuses.code(row).and_then(CreditStatus::at);
            if term == Some(Term::Summer) || status != Some(CreditStatus::Earned) {
                continue;
            }
            let so_far = &mut years[student as usize];
            so_far.finished += 1;
            so_far.credits += earned.number(row).unwrap_or(0.0);
            if !is_f(marks.text(row)) {
                continue;
            }
            let course = taught.text(row).and_then(|id| subjects.find(id));
            if is_core(course.and_then(|c| c.subject)) {
                so_far.half_fs += match term {
                    Some(Term::Year) | None => 4,
                    Some(Term::Fall | Term::Spring | Term::Summer) => 2,
                    Some(_) => 1,
                };
            }
        }
    }
    let first = roster.first_ninth_years();
    let (mut rows, mut credits, mut fs) = (Rows::default(), Vec::new(), Vec::new());
    for student in 0..roster.count_students() as u32 {
        let Some(main) = roster.year(year).and_then(|y| y.main(student)) else { continue };
        if main.grade != GradeLevel::Grade9 as u8 {
            continue;
        }
        let reached = years[student as usize];
        if first[student as usize].is_some_and(|first| first != year) {
            reasons.count("in grade 9, and not for the first time");
        } else if reached.finished == 0 {
            reasons.count("in grade 9 without a finished course on the transcript");
        } else {
            rows.push(student, main.school, main.grade);
            credits.push(decimal(reached.credits));
            fs.push(decimal(f64::from(reached.half_fs) / 2.0));
        }
    }
    rows.fields = vec![FieldColumn::Number(credits), FieldColumn::Number(fs)];
    GrainRows { at_schools: rows, in_district: None, excluded: reasons.list() }
}
