//! A student of grades 6 to 12, and the courses taken up to and in the year.
//!
//! A course is Algebra I when it is tagged `algebra_1` or its SCED code is 02052; Advanced
//! Placement, International Baccalaureate and dual enrollment are the tags `ap`, `ib` and `dual`,
//! and dual enrollment also a transcript line whose credit comes from it. Courses of earlier years
//! are known as far back as the district's files go.
//!
//! What was taken or earned by the end of a year is known when the year is finished: when more of
//! its transcript lines are finished than are planned or in progress.

use hashbrown::HashMap;

use super::attendance::grade_number;
use super::roster::{FirstAlgebra, Roster};
use super::{GrainRows, Reasons, Rows, flag};
use crate::district::{
    AcademicSubject, Course, CreditSource, CreditStatus, Facts, GradeLevel, Noun, SchoolYear,
    TranscriptLine,
};
use crate::gaps::expression::{Field, FieldColumn, FieldKind};

pub(super) const FIELDS: &[Field] = &[
    Field { name: "grade", kind: FieldKind::Number, doc: "Grade as a number." },
    Field {
        name: "algebra_1_credit",
        kind: FieldKind::Flag,
        doc: "Whether credit in Algebra I was earned in this or an earlier year; missing until the year is finished.",
    },
    Field {
        name: "algebra_1_taken",
        kind: FieldKind::Flag,
        doc: "Whether Algebra I was taken in this or an earlier year; missing until the year is finished.",
    },
    Field {
        name: "ap",
        kind: FieldKind::Flag,
        doc: "Whether an Advanced Placement course was taken in the year.",
    },
    Field {
        name: "ib",
        kind: FieldKind::Flag,
        doc: "Whether an International Baccalaureate course was taken in the year.",
    },
    Field {
        name: "dual",
        kind: FieldKind::Flag,
        doc: "Whether a dual-enrollment course was taken in the year.",
    },
    Field {
        name: "has_transcript",
        kind: FieldKind::Flag,
        doc: "Whether the transcript has any line of the year.",
    },
];

/// The SCED code of Algebra I.
const SCED_ALGEBRA_1: &str = "02052";

/// What is known of a course.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct CourseMark {
    pub subject: Option<AcademicSubject>,
    pub algebra_1: bool,
    pub ap: bool,
    pub ib: bool,
    pub dual: bool,
    pub core: bool,
    pub grade_level: bool,
}

/// The district's courses by id.
#[derive(Debug, Default)]
pub(super) struct Courses(HashMap<String, CourseMark>);

impl Courses {
    pub(super) fn of(facts: &Facts) -> Courses {
        let Some(batch) = facts.find_standing(&Course::TABLE) else { return Courses::default() };
        let marks = (0..batch.len()).filter_map(|row| {
            let id = batch.column("course_id").text(row)?;
            let tags = batch.column("tags").text(row).unwrap_or("");
            let tagged = |wanted: &str| tags.split(';').any(|tag| tag.trim() == wanted);
            let sced = batch.column("sced_code").text(row);
            let subject = batch.column("academic_subject").code(row).and_then(AcademicSubject::at);
            let mark = CourseMark {
                subject,
                algebra_1: tagged("algebra_1") || sced == Some(SCED_ALGEBRA_1),
                ap: tagged("ap"),
                ib: tagged("ib"),
                dual: tagged("dual"),
                core: tagged("core") || super::ninth_grade::is_core(subject),
                grade_level: tagged("grade_level"),
            };
            Some((id.to_owned(), mark))
        });
        Courses(marks.collect())
    }

    pub(super) fn find(&self, id: &str) -> Option<CourseMark> {
        self.0.get(id).copied()
    }
}

/// Reads all years for Algebra I.
fn read_algebra(facts: &Facts, roster: &Roster, courses: &Courses) -> FirstAlgebra {
    let none = || vec![None; roster.count_students()];
    let mut first = FirstAlgebra { taken: none(), credit: none() };
    for year in facts.list_years(&TranscriptLine::TABLE) {
        let Some(batch) = facts.find(&TranscriptLine::TABLE, year) else { continue };
        let (ids, statuses) = (batch.column("student_id"), batch.column("status"));
        let (taught, earned) = (batch.column("course_id"), batch.column("credits_earned"));
        for row in 0..batch.len() {
            let mark = taught.text(row).and_then(|id| courses.find(id));
            if !mark.is_some_and(|mark| mark.algebra_1) {
                continue;
            }
            let student = ids.text(row).and_then(|id| roster.find_student(id));
            let status = statuses.code(row).and_then(CreditStatus::at);
            let Some(student) = student.filter(|_| status != Some(CreditStatus::Planned)) else {
                continue;
            };
            let is_earned = status == Some(CreditStatus::Earned);
            first.taken[student as usize].get_or_insert(year);
            if is_earned && earned.number(row).unwrap_or(0.0) > 0.0 {
                first.credit[student as usize].get_or_insert(year);
            }
        }
    }
    first
}

#[derive(Clone, Copy, Default)]
struct Taken {
    ap: bool,
    ib: bool,
    dual: bool,
    any: bool,
}

pub(super) fn derive(facts: &Facts, roster: &Roster, year: SchoolYear) -> GrainRows {
    let mut reasons = Reasons::default();
    let courses = Courses::of(facts);
    let mut taken = vec![Taken::default(); roster.count_students()];
    let (mut finished, mut open) = (0_u64, 0_u64);
    if let Some(batch) = facts.find(&TranscriptLine::TABLE, year) {
        let (ids, statuses) = (batch.column("student_id"), batch.column("status"));
        let (taught, sources) = (batch.column("course_id"), batch.column("credit_source"));
        let mut finder = roster.students();
        for row in 0..batch.len() {
            let Some(student) = ids.text(row).and_then(|id| finder.find(id)) else { continue };
            let status = statuses.code(row).and_then(CreditStatus::at);
            match status {
                Some(CreditStatus::Planned | CreditStatus::InProgress) => open += 1,
                _ => finished += 1,
            }
            if status == Some(CreditStatus::Planned) {
                continue;
            }
            let mark = taught.text(row).and_then(|id| courses.find(id)).unwrap_or_default();
            let source = sources.code(row).and_then(CreditSource::at);
            let so_far = &mut taken[student as usize];
            so_far.any = true;
            so_far.ap |= mark.ap;
            so_far.ib |= mark.ib;
            so_far.dual |= mark.dual || source == Some(CreditSource::DualEnrollment);
        }
    }
    let algebra = roster.first_algebra(|| read_algebra(facts, roster, &courses));
    let over = finished > open;
    let mut rows = Rows::default();
    let mut grades = Vec::new();
    let mut flags: [Vec<u8>; 6] = Default::default();
    for student in 0..roster.count_students() as u32 {
        let Some(main) = roster.year(year).and_then(|y| y.main(student)) else { continue };
        let grade = GradeLevel::at(main.grade).and_then(GradeLevel::number);
        if !grade.is_some_and(|grade| (6..=12).contains(&grade)) {
            if grade.is_none() {
                reasons.count("a member without a grade");
            }
            continue;
        }
        rows.push(student, main.school, main.grade);
        grades.push(grade_number(main.grade));
        let t = taken[student as usize];
        // Until the year is finished, nobody's Algebra I by its end is known.
        let by_its_end = [&algebra.credit, &algebra.taken].map(|first| {
            let by_now = first[student as usize].is_some_and(|first| first <= year);
            over.then_some(by_now)
        });
        let others = [t.ap, t.ib, t.dual, t.any].map(Some);
        for (column, value) in flags.iter_mut().zip(by_its_end.into_iter().chain(others)) {
            column.push(flag(value));
        }
    }
    rows.fields = vec![FieldColumn::Number(grades)];
    rows.fields.extend(flags.map(FieldColumn::Flag));
    GrainRows { at_schools: rows, in_district: None, excluded: reasons.list() }
}
