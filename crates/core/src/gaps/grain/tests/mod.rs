//! Every grain on small hand-made tables.

mod cohort;
mod days;
mod learning;
mod sections;

use std::sync::Arc;

use super::*;
use crate::district::*;
use crate::gaps::policy::Measures;

pub(crate) fn year(end: i16) -> SchoolYear {
    SchoolYear::ending(end)
}

pub(crate) fn put<N: Noun>(facts: &mut Facts, year: Option<SchoolYear>, rows: &[N]) {
    facts.insert(year, Arc::new(N::batch(rows)));
}

pub(crate) fn enrolled(end: i16, student: &str, school: &str, grade: GradeLevel) -> Enrollment {
    Enrollment {
        school_year: year(end),
        student_id: student.into(),
        school_id: school.into(),
        grade_level: grade,
        entry_date: Ok(jiff::civil::date(end - 1, 8, 25)),
        exit_date: Ok(jiff::civil::date(end, 6, 10)),
        exit_type: Ok(ExitType::EndOfYear),
    }
}

pub(crate) fn attended(end: i16, student: &str, school: &str, of: f64, away: f64) -> Attendance {
    Attendance {
        school_year: year(end),
        student_id: student.into(),
        school_id: school.into(),
        days_enrolled: Days(of),
        days_absent: Days(away),
    }
}

fn line(
    end: i16,
    student: &str,
    course: &str,
    term: Term,
    credits: f64,
    mark: &str,
) -> TranscriptLine {
    TranscriptLine {
        school_year: year(end),
        student_id: student.into(),
        course_id: course.into(),
        term,
        school_id: Ok("H".into()),
        grade_level: Err(Missing::Blank),
        credits_attempted: Ok(Credits(1.0)),
        credits_earned: Ok(Credits(credits)),
        mark: Ok(mark.to_owned()),
        status: CreditStatus::Earned,
        credit_source: Ok(CreditSource::Local),
    }
}

fn course(id: &str, subject: AcademicSubject, tags: &str) -> Course {
    Course {
        course_id: id.into(),
        course_title: id.to_owned(),
        sced_code: Err(Missing::Blank),
        academic_subject: Ok(subject),
        course_level: Err(Missing::Blank),
        credits: Ok(Credits(1.0)),
        tags: Ok(tags.to_owned()),
        prerequisites: Err(Missing::Blank),
        low_grade: Err(Missing::Blank),
        high_grade: Err(Missing::Blank),
    }
}

fn student(id: &str) -> Student {
    Student {
        student_id: id.into(),
        state_student_id: Err(Missing::Blank),
        last_surname: Err(Missing::Blank),
        first_name: Err(Missing::Blank),
        birth_date: Err(Missing::Blank),
        sex: Ok(Sex::Female),
        first_ninth_grade_year: Err(Missing::Blank),
        diploma_id: Err(Missing::Blank),
        first_us_school_date: Err(Missing::Blank),
    }
}

fn derive(facts: &Facts, end: i16, measure: &str) -> (Roster, GrainRows) {
    let measures = Measures::shipped().unwrap();
    let measure = measures.find(measure).unwrap();
    let roster = Roster::of(facts);
    let rows = measure.grain.derive(facts, &roster, year(end), measure).unwrap();
    (roster, rows)
}

/// The numbers of a field by student id, in whole units.
fn numbers(roster: &Roster, grain: Grain, rows: &Rows, field: &str) -> Vec<(String, f64)> {
    let place = grain.fields().iter().position(|f| f.name == field).unwrap();
    let value = |row: usize| match &rows.fields[place] {
        FieldColumn::Number(values) => values[row] as f64 / 10_000.0,
        FieldColumn::Flag(values) => f64::from(values[row]),
        _ => panic!("not a number or flag"),
    };
    (0..rows.len())
        .map(|row| (roster.student_id(rows.student[row]).to_owned(), value(row)))
        .collect()
}

fn pairs(list: &[(&str, f64)]) -> Vec<(String, f64)> {
    list.iter().map(|(id, value)| ((*id).to_owned(), *value)).collect()
}

#[test]
fn a_grain_without_its_tables_says_which() {
    let facts = Facts::default();
    let measures = Measures::shipped().unwrap();
    let measure = measures.find("ninth_grade_on_track").unwrap();
    let without =
        measure.grain.derive(&facts, &Roster::of(&facts), year(2026), measure).unwrap_err();
    assert_eq!(without.tables, ["enrollments", "transcripts", "courses"]);
}
