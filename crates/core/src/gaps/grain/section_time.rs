//! Minutes a day of each section, from its periods, its term and the school's bell schedule.
//!
//! A section meets the periods that it lists, on every day of the bell schedule that has them; its
//! minutes a day are the sum over days divided by the number of days of the school's schedule. A
//! semester counts half of the year and a quarter a fourth, so that minutes are an average over the
//! year. Summer is not counted.

use std::collections::{BTreeMap, BTreeSet};

use hashbrown::HashMap;

use crate::district::{BellPeriod, Facts, Noun, SchoolYear, Section, SectionStudent, Term};

use super::roster::Roster;

/// One section as the grains need it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct SectionMark {
    pub school: Option<u32>,
    pub course: String,
    pub staff: Option<String>,
    /// Average minutes a day over the year; `None` when the bell schedule does not tell.
    pub minutes: Option<f64>,
    /// Share of the year, times the periods it meets (at least one): its weight without a bell
    /// schedule.
    pub periods: f64,
}

/// Sections by id, and the sections of each student.
#[derive(Debug, Default)]
pub(super) struct SectionTime {
    pub sections: Vec<SectionMark>,
    /// (student, section), sorted, each once.
    pub places: Vec<(u32, u32)>,
}

/// Share of the year that a term covers.
fn share_of_year(term: Option<Term>) -> f64 {
    match term {
        None | Some(Term::Year) => 1.0,
        Some(Term::Fall | Term::Spring) => 0.5,
        Some(Term::Summer) => 0.0,
        Some(Term::Quarter1 | Term::Quarter2 | Term::Quarter3 | Term::Quarter4) => 0.25,
    }
}

/// The bell schedule of each school: minutes of each period over all days, and how many days.
fn bells(facts: &Facts, year: SchoolYear) -> HashMap<String, (BTreeMap<String, i64>, usize)> {
    let mut bells: HashMap<String, (BTreeMap<String, i64>, BTreeSet<String>)> = HashMap::new();
    let Some(batch) = facts.find(&BellPeriod::TABLE, year) else { return HashMap::new() };
    for row in 0..batch.len() {
        let text = |name: &str| batch.column(name).text(row).map(str::to_owned);
        let time = |name: &str| batch.column(name).integer(row);
        let (Some(school), Some(day), Some(period)) =
            (text("school_id"), text("day"), text("period"))
        else {
            continue;
        };
        let (Some(start), Some(end)) = (time("start_time"), time("end_time")) else { continue };
        let school = bells.entry(school).or_default();
        *school.0.entry(period).or_default() += (end - start).max(0);
        school.1.insert(day);
    }
    bells.into_iter().map(|(school, (periods, days))| (school, (periods, days.len()))).collect()
}

impl SectionTime {
    pub(super) fn of(facts: &Facts, roster: &Roster, year: SchoolYear) -> SectionTime {
        let bells = bells(facts, year);
        let mut time = SectionTime::default();
        let mut numbers: HashMap<&str, u32> = HashMap::new();
        let Some(batch) = facts.find(&Section::TABLE, year) else { return time };
        for row in 0..batch.len() {
            let text = |name: &str| batch.column(name).text(row);
            let Some(id) = text("section_id") else { continue };
            let share = share_of_year(batch.column("term").code(row).and_then(Term::at));
            let periods: Vec<&str> = text("periods")
                .unwrap_or("")
                .split(';')
                .map(str::trim)
                .filter(|period| !period.is_empty())
                .collect();
            let schedule = text("school_id").and_then(|school| bells.get(school));
            let minutes = schedule.filter(|(_, days)| *days > 0).and_then(|(known, days)| {
                let each = periods.iter().map(|period| known.get(*period).copied());
                let sum: i64 = each.sum::<Option<i64>>()?;
                (!periods.is_empty()).then(|| share * sum as f64 / *days as f64)
            });
            numbers.insert(id, time.sections.len() as u32);
            time.sections.push(SectionMark {
                school: text("school_id").and_then(|id| roster.find_school(id)),
                course: text("course_id").unwrap_or("").to_owned(),
                staff: text("staff_id").map(str::to_owned),
                minutes,
                periods: share * periods.len().max(1) as f64,
            });
        }
        let Some(batch) = facts.find(&SectionStudent::TABLE, year) else { return time };
        let (students, sections) = (batch.column("student_id"), batch.column("section_id"));
        let mut finder = roster.students();
        for row in 0..batch.len() {
            let Some(student) = students.text(row).and_then(|id| finder.find(id)) else { continue };
            let section = sections.text(row).and_then(|id| numbers.get(id));
            if let Some(section) = section {
                time.places.push((student, *section));
            }
        }
        time.places.sort_unstable();
        time.places.dedup();
        time
    }

    /// The school where the student has the most sections; among equals the first by id.
    pub(super) fn main_school(&self, places: &[(u32, u32)]) -> Option<u32> {
        let mut counts: BTreeMap<u32, u32> = BTreeMap::new();
        for (_, section) in places {
            if let Some(school) = self.sections[*section as usize].school {
                *counts.entry(school).or_default() += 1;
            }
        }
        counts.into_iter().max_by_key(|(school, count)| (*count, u32::MAX - school)).map(|(s, _)| s)
    }
}
