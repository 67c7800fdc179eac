//! Who is a member on count day, counted by school, grade and group.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::rows;
use crate::budget::engine::draws::History;
use crate::district::{
    Enrollment, Facts, GradeLevel, Noun, SchoolEnrollment, SchoolYear, StudentGroups,
};

/// A month and day within a school year, which turns with July.
pub fn day_in(year: SchoolYear, (month, day): (i8, i8)) -> Date {
    let calendar_year = if month >= 7 { year.end() - 1 } else { year.end() };
    let day = Date::new(calendar_year, month, day);
    // 29 February is the 28th where there is none.
    day.unwrap_or(jiff::civil::date(calendar_year, month, 28))
}

/// Counts of one school: by grade and group; the group `None` is all students.
pub type Counts = BTreeMap<(Option<String>, u8), u64>;

/// Members of every school on count day of a year, by school number.
pub fn count_members(
    facts: &Facts,
    year: SchoolYear,
    groups: &BTreeSet<String>,
    count_day: (i8, i8),
) -> BTreeMap<String, Counts> {
    let members = list_members(facts, year, count_day);
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
pub(super) fn list_members(
    facts: &Facts,
    year: SchoolYear,
    count_day: (i8, i8),
) -> BTreeMap<String, (String, u8)> {
    let day = day_in(year, count_day);
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

/// Students of every school over the years, for the default distribution.
pub fn read_history(facts: &Facts, year: SchoolYear, count_day: (i8, i8)) -> Vec<History> {
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
        years.iter().map(|year| count_members(facts, *year, &none, count_day)).collect();
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
