//! Who is a member on count day, counted by school, grade and group; and so a formula's inputs.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::{assignments, rows, standing};
use crate::budget::engine::draws::History;
use crate::budget::expression::Value;
use crate::budget::model::School;
use crate::budget::policy::{FactsRecipe, Formula};
use crate::district::{
    Enrollment, Facts, GradeLevel, Noun, SchoolEnrollment, SchoolYear, StudentGroups,
};
use crate::exact::Exact;

/// Count day: 1 October, as most states count.
pub fn count_day(year: SchoolYear) -> Date {
    jiff::civil::date(year.end() - 1, 10, 1)
}

/// Counts of one school: by grade and group; the group `None` is all students.
pub type Counts = BTreeMap<(Option<String>, u8), u64>;

/// Members of every school on count day of a year, by school number.
pub fn count_members(
    facts: &Facts,
    year: SchoolYear,
    groups: &BTreeSet<String>,
) -> BTreeMap<String, Counts> {
    let members = list_members(facts, year);
    if members.is_empty() {
        return published(facts, year, groups);
    }
    let of = groups_of(facts, year, groups);
    let mut counts: BTreeMap<String, Counts> = BTreeMap::new();
    for (student, (school, grade)) in &members {
        let school = counts.entry(school.clone()).or_default();
        *school.entry((None, *grade)).or_default() += 1;
        for group in of.get(student).into_iter().flatten() {
            *school.entry((Some(group.clone()), *grade)).or_default() += 1;
        }
    }
    counts
}

/// Each member's school and grade. A student with two memberships on the day counts at the one
/// that began later, and of those at the school of the higher number.
fn list_members(facts: &Facts, year: SchoolYear) -> BTreeMap<String, (String, u8)> {
    let day = count_day(year);
    let Some(batch) = facts.find(&Enrollment::TABLE, year) else { return BTreeMap::new() };
    let (students, schools) = (batch.column("student_id"), batch.column("school_id"));
    let grades = batch.column("grade_level");
    let (entries, exits) = (batch.column("entry_date"), batch.column("exit_date"));
    let mut members: BTreeMap<String, (Option<Date>, String, u8)> = BTreeMap::new();
    for row in 0..batch.len() {
        let (entry, exit) = (entries.date(row), exits.date(row));
        if entry.is_some_and(|entry| entry > day) || exit.is_some_and(|exit| exit < day) {
            continue;
        }
        let (Some(student), Some(school), Some(grade)) =
            (students.text(row), schools.text(row), grades.code(row))
        else {
            continue;
        };
        let this = (entry, school.to_owned(), grade);
        match members.get_mut(student) {
            Some(known) if *known < this => *known = this,
            Some(_) => {}
            None => {
                members.insert(student.to_owned(), this);
            }
        }
    }
    members.into_iter().map(|(student, (_, school, grade))| (student, (school, grade))).collect()
}

/// The asked groups of each student: `DIMENSION=CODE`.
fn groups_of(
    facts: &Facts,
    year: SchoolYear,
    asked: &BTreeSet<String>,
) -> BTreeMap<String, Vec<String>> {
    let Some(batch) = facts.find(&StudentGroups::TABLE, year) else { return BTreeMap::new() };
    let students = batch.column("student_id");
    let parts: Vec<(&String, &str, &str)> = asked
        .iter()
        .filter_map(|group| group.split_once('=').map(|(name, code)| (group, name, code)))
        .filter(|(_, name, _)| StudentGroups::TABLE.find_column(name).is_some())
        .collect();
    let mut of: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for row in 0..batch.len() {
        let Some(student) = students.text(row) else { continue };
        for (group, name, code) in &parts {
            let column = batch.column(name);
            let kind = StudentGroups::TABLE.columns.iter().find(|spec| spec.name == *name);
            let holds = match kind.map(|spec| spec.kind) {
                Some(crate::district::Kind::Flag) => {
                    column.flag(row).is_some_and(|flag| flag.to_string() == *code)
                }
                Some(crate::district::Kind::Code(set)) => {
                    column.code(row).is_some_and(|at| set.codes[usize::from(at)].code == *code)
                }
                _ => column.text(row) == Some(code),
            };
            if holds {
                of.entry(student.to_owned()).or_default().push((*group).clone());
            }
        }
    }
    of
}

/// Counts as an agency publishes them, for a district without student rows.
fn published(
    facts: &Facts,
    year: SchoolYear,
    groups: &BTreeSet<String>,
) -> BTreeMap<String, Counts> {
    let mut counts: BTreeMap<String, Counts> = BTreeMap::new();
    for row in rows::<SchoolEnrollment>(facts, year) {
        let (Ok(grade), Ok(students)) = (row.grade_level, row.enrollment) else { continue };
        let group = match row.student_group.as_str() {
            "all" => None,
            group if groups.contains(group) => Some(group.to_owned()),
            _ => continue,
        };
        let school = counts.entry(row.school_id.0).or_default();
        *school.entry((group, grade as u8)).or_default() += u64::try_from(students).unwrap_or(0);
    }
    counts
}

/// Students of a group in some grades; without grades in all.
pub fn count_in(counts: &Counts, group: Option<&str>, grades: &[GradeLevel]) -> u64 {
    counts
        .iter()
        .filter(|((g, grade), _)| {
            g.as_deref() == group
                && (grades.is_empty() || grades.iter().any(|x| *x as u8 == *grade))
        })
        .map(|(_, n)| n)
        .sum()
}

/// A formula's inputs for every school that is open and has members in the year.
pub fn read_inputs(formula: &Formula, facts: &Facts, year: SchoolYear) -> Vec<School> {
    let groups: BTreeSet<String> = formula
        .inputs
        .iter()
        .filter_map(|input| match &input.facts {
            Some(FactsRecipe::Students { group, .. }) => group.clone(),
            _ => None,
        })
        .collect();
    let mut members: BTreeMap<u8, BTreeMap<String, Counts>> = BTreeMap::new();
    let mut jobs: BTreeMap<u8, BTreeMap<(String, String), f64>> = BTreeMap::new();
    for input in &formula.inputs {
        match &input.facts {
            Some(FactsRecipe::Students { years_ago, .. }) => {
                members
                    .entry(*years_ago)
                    .or_insert_with(|| count_members(facts, ago(year, *years_ago), &groups));
            }
            Some(FactsRecipe::Positions { years_ago, .. }) => {
                jobs.entry(*years_ago).or_insert_with(|| count_jobs(facts, ago(year, *years_ago)));
            }
            _ => {}
        }
    }
    let now = members.entry(0).or_insert_with(|| count_members(facts, year, &groups)).clone();
    let mut schools = Vec::new();
    for place in standing::<crate::district::School>(facts) {
        let id = place.school_id.0.clone();
        let Some(counts) = now.get(&id).filter(|counts| count_in(counts, None, &[]) > 0) else {
            continue;
        };
        let mut school = School::of(&id, &place.school_name);
        for input in &formula.inputs {
            let Some(recipe) = &input.facts else { continue };
            let number = |n: u64| Some(Value::Number(Exact::whole(i64::try_from(n).ok()?)));
            let value = match recipe {
                FactsRecipe::Students { group, grades, years_ago } => members
                    .get(years_ago)
                    .and_then(|of| of.get(&id))
                    .and_then(|counts| number(count_in(counts, group.as_deref(), grades))),
                FactsRecipe::Positions { job, years_ago } => jobs
                    .get(years_ago)
                    .and_then(|of| of.get(&(id.clone(), job.clone())))
                    .and_then(|fte| Exact::near(*fte).map(Value::Number)),
                FactsRecipe::SchoolType => {
                    place.school_type.as_ref().ok().map(|t| Value::Text(t.code().to_owned()))
                }
                FactsRecipe::Grades => {
                    let grades: BTreeSet<u8> = counts
                        .keys()
                        .filter(|(g, _)| g.is_none())
                        .map(|(_, grade)| *grade)
                        .collect();
                    number(grades.len() as u64)
                }
            };
            if let Some(value) = value {
                school.values.insert(input.name.clone(), value);
            }
        }
        schools.push(school);
    }
    schools.sort_by(|a, b| a.id.cmp(&b.id));
    schools
}

fn ago(year: SchoolYear, years: u8) -> SchoolYear {
    SchoolYear::ending(year.end() - i16::from(years))
}

/// Full-time positions by school and job.
fn count_jobs(facts: &Facts, year: SchoolYear) -> BTreeMap<(String, String), f64> {
    let mut jobs = BTreeMap::new();
    for row in assignments(facts, year) {
        if let Ok(school) = row.school_id {
            *jobs.entry((school.0, row.job)).or_default() += row.fte.0;
        }
    }
    jobs
}

/// Students of every school over the years, for the default distribution.
pub fn read_history(facts: &Facts, year: SchoolYear) -> Vec<History> {
    let none = BTreeSet::new();
    let years: Vec<SchoolYear> = facts
        .list_years(&Enrollment::TABLE)
        .into_iter()
        .chain(facts.list_years(&SchoolEnrollment::TABLE))
        .filter(|y| *y <= year)
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect();
    let by_year: Vec<BTreeMap<String, Counts>> =
        years.iter().map(|year| count_members(facts, *year, &none)).collect();
    let Some(now) = by_year.last() else { return Vec::new() };
    now.iter()
        .map(|(id, counts)| History {
            id: id.clone(),
            totals: by_year
                .iter()
                .map(|of| {
                    let total = of.get(id).map(|counts| count_in(counts, None, &[]));
                    total.filter(|n| *n > 0).and_then(|n| u32::try_from(n).ok())
                })
                .collect(),
            now: counts
                .iter()
                .filter(|((group, _), _)| group.is_none())
                .filter_map(|((_, grade), n)| {
                    let code = GradeLevel::at(*grade)?.code().to_owned();
                    Some((Some(code), u32::try_from(*n).ok()?))
                })
                .collect(),
        })
        .collect()
}
