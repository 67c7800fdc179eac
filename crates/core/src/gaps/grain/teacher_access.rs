//! A student, and the share of section time with teachers of different experience.
//!
//! Time is minutes a day where every section of the student's has them, else the number of periods.
//! Sections whose teacher's experience is not known are left out of the student's time. What counts
//! as experienced and as novice are parameters of the measure (`experienced_years`,
//! `novice_years`): years taught before this one.

use hashbrown::HashMap;

use super::attendance::grade_number;
use super::roster::{NO_GRADE, Roster, UNKNOWN};
use super::section_time::{SectionMark, SectionTime};
use super::{GrainRows, Reasons, Rows};
use crate::district::{Facts, Noun, SchoolYear, Staff};
use crate::gaps::expression::{Field, FieldColumn, FieldKind, decimal};
use crate::gaps::policy::Measure;

pub(super) const FIELDS: &[Field] = &[
    Field { name: "grade", kind: FieldKind::Number, doc: "Grade as a number; kindergarten is 0." },
    Field {
        name: "section_time",
        kind: FieldKind::Number,
        doc: "Time in sections whose teacher's experience is known.",
    },
    Field {
        name: "experienced_time",
        kind: FieldKind::Number,
        doc: "Part of it with teachers who had taught at least `experienced_years` years.",
    },
    Field {
        name: "novice_time",
        kind: FieldKind::Number,
        doc: "Part of it with teachers who had taught at most `novice_years` years.",
    },
];

const EXPERIENCED_YEARS: f64 = 5.0;
const NOVICE_YEARS: f64 = 2.0;

pub(super) fn derive(
    facts: &Facts,
    roster: &Roster,
    year: SchoolYear,
    measure: &Measure,
) -> GrainRows {
    let mut reasons = Reasons::default();
    let experienced = measure.parameter("experienced_years", EXPERIENCED_YEARS);
    let novice = measure.parameter("novice_years", NOVICE_YEARS);
    let mut experience: HashMap<&str, f64> = HashMap::new();
    if let Some(batch) = facts.find(&Staff::TABLE, year) {
        for row in 0..batch.len() {
            let years = batch.column("years_of_prior_teaching_experience").number(row);
            if let (Some(id), Some(years)) = (batch.column("staff_id").text(row), years) {
                experience.insert(id, years);
            }
        }
    }
    let time = SectionTime::of(facts, roster, year);
    let of_section = |section: &SectionMark| experience.get(section.staff.as_deref()?).copied();
    let of_section: Vec<Option<f64>> = time.sections.iter().map(of_section).collect();
    let mut rows = Rows::default();
    let mut columns: [Vec<i64>; 4] = Default::default();
    for places in time.places.chunk_by(|a, b| a.0 == b.0) {
        let student = places[0].0;
        let sections = || places.iter().map(|(_, section)| *section as usize);
        let in_minutes = sections().all(|section| time.sections[section].minutes.is_some());
        let (mut total, mut with_experienced, mut with_novice) = (0.0, 0.0, 0.0);
        for place in sections() {
            let section = &time.sections[place];
            let Some(years) = of_section[place] else { continue };
            let weight = section.minutes.filter(|_| in_minutes).unwrap_or(section.periods);
            total += weight;
            with_experienced += if years >= experienced { weight } else { 0.0 };
            with_novice += if years <= novice { weight } else { 0.0 };
        }
        if total <= 0.0 {
            reasons.count("no section with a teacher whose experience is known");
            continue;
        }
        let main = roster.year(year).and_then(|y| y.main(student));
        let school = main.map(|m| m.school).or_else(|| time.main_school(places));
        let grade = main.map_or(NO_GRADE, |m| m.grade);
        rows.push(student, school.unwrap_or(UNKNOWN), grade);
        let values = [total, with_experienced, with_novice].map(decimal);
        let values = [grade_number(grade)].into_iter().chain(values);
        for (column, value) in columns.iter_mut().zip(values) {
            column.push(value);
        }
    }
    rows.fields = columns.map(FieldColumn::Number).into();
    GrainRows { at_schools: rows, in_district: None, excluded: reasons.list() }
}
