//! A student, and the minutes a day in core courses at grade level.
//!
//! A course is at grade level when the district tags it `grade_level`, and core when it is tagged
//! `core` or is of the four core subjects. A newcomer is a current English learner whose first day
//! in a school of the United States was at most `newcomer_years` years before the first of October
//! of the school year.

use super::attendance::grade_number;
use super::course_taking::{CourseMark, Courses};
use super::roster::{NO_GRADE, Roster, UNKNOWN};
use super::section_time::SectionTime;
use super::{GrainRows, Reasons, Rows, flag};
use crate::district::{EnglishLearner, Facts, SchoolYear};
use crate::gaps::expression::{Field, FieldColumn, FieldKind, decimal};
use crate::gaps::model::Dimension;
use crate::gaps::policy::Measure;

pub(super) const FIELDS: &[Field] = &[
    Field { name: "grade", kind: FieldKind::Number, doc: "Grade as a number; kindergarten is 0." },
    Field {
        name: "grade_level_minutes",
        kind: FieldKind::Number,
        doc: "Minutes a day in core courses tagged as at grade level.",
    },
    Field { name: "core_minutes", kind: FieldKind::Number, doc: "Minutes a day in core courses." },
    Field { name: "all_minutes", kind: FieldKind::Number, doc: "Minutes a day in all sections." },
    Field {
        name: "newcomer",
        kind: FieldKind::Flag,
        doc: "Whether the student is a newcomer; missing when the first day in a US school is.",
    },
];

const NEWCOMER_YEARS: f64 = 3.0;

pub(super) fn derive(
    facts: &Facts,
    roster: &Roster,
    year: SchoolYear,
    measure: &Measure,
) -> GrainRows {
    let mut reasons = Reasons::default();
    let years = measure.parameter("newcomer_years", NEWCOMER_YEARS).clamp(0.0, 20.0) as i16;
    let since = jiff::civil::date(year.end() - 1 - years, 10, 1);
    let since = crate::district::column::days_since_epoch(since);
    let courses = Courses::of(facts);
    let time = SectionTime::of(facts, roster, year);
    let of_section = time.sections.iter().map(|of| courses.find(&of.course).unwrap_or_default());
    let of_section: Vec<CourseMark> = of_section.collect();
    let mut rows = Rows::default();
    let mut columns: [Vec<i64>; 4] = Default::default();
    let mut newcomers = Vec::new();
    for places in time.places.chunk_by(|a, b| a.0 == b.0) {
        let student = places[0].0;
        let (mut grade_level, mut core, mut all) = (0.0, 0.0, 0.0);
        let mut unknown = false;
        for (_, section) in places {
            let course = of_section[*section as usize];
            let Some(minutes) = time.sections[*section as usize].minutes else {
                unknown = true;
                continue;
            };
            all += minutes;
            core += if course.core { minutes } else { 0.0 };
            grade_level += if course.core && course.grade_level { minutes } else { 0.0 };
        }
        if unknown {
            reasons.count("in a section whose periods are not in the bell schedule");
            continue;
        }
        let of_year = roster.year(year);
        let main = of_year.and_then(|y| y.main(student));
        let place = Dimension::EnglishLearner as usize;
        let learner = of_year.and_then(|y| y.profile(student).levels()[place]);
        let newcomer = match learner {
            None => None,
            Some(level) if level != EnglishLearner::Current as u8 => Some(false),
            Some(_) => roster.first_us_school_day(student).map(|day| day >= since),
        };
        let school = main.map(|m| m.school).or_else(|| time.main_school(places));
        let grade = main.map_or(NO_GRADE, |m| m.grade);
        rows.push(student, school.unwrap_or(UNKNOWN), grade);
        let minutes = [grade_level, core, all].map(decimal);
        for (column, value) in
            columns.iter_mut().zip([grade_number(grade)].into_iter().chain(minutes))
        {
            column.push(value);
        }
        newcomers.push(flag(newcomer));
    }
    rows.fields = columns.map(FieldColumn::Number).into();
    rows.fields.push(FieldColumn::Flag(newcomers));
    GrainRows { at_schools: rows, in_district: None, excluded: reasons.list() }
}
