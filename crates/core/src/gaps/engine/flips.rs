//! Which students change when another authority's definition is used.
//!
//! These are student rows. [`StudentRows`] prints masked, cannot be serialized, and no report holds
//! one; whoever hands its rows out must first have asked why they may be seen.

use std::fmt;

use super::count::{Outcome, outcomes};
use crate::disclosure::{Protection, Reason, Shown};
use crate::district::{Facts, GradeLevel, SchoolYear};
use crate::gaps::cube::MILLION;
use crate::gaps::expression::{FieldColumn, MISSING_NUMBER};
use crate::gaps::grain::{Roster, Rows};
use crate::gaps::model::{Dimension, GapError, Group};
use crate::gaps::policy::{Authority, FigureKind, Measure, Measures};

/// One student, and the numbers that decide.
#[derive(Clone, PartialEq, Eq)]
pub struct StudentRow {
    /// The district's number for the student.
    pub student_id: String,
    /// The school's id; empty where not known.
    pub school_id: String,
    /// The school's name.
    pub school_name: String,
    /// The grade's code; empty where not known.
    pub grade: String,
    /// The student's groups as the measure counts them: dimension and level codes; empty where
    /// not known.
    pub groups: Vec<(&'static str, &'static str)>,
    /// The grain's fields: name and value as printed, "missing" where there is none.
    pub numbers: Vec<(&'static str, String)>,
    /// What the student comes to by the definition: "yes" or "no" of a rate, the number of a mean,
    /// or "not counted" and why. Of a flip, by the second definition.
    pub outcome: String,
}

impl fmt::Debug for StudentRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("StudentRow(•••)")
    }
}

/// Rows about students.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct StudentRows(Vec<StudentRow>);

impl fmt::Debug for StudentRows {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("StudentRows(•••)")
    }
}

impl StudentRows {
    /// The rows, for somebody who has a reason to see them.
    pub fn reveal(&self) -> &[StudentRow] {
        &self.0
    }
}

/// How many students change, as far as that may be shown to anybody.
#[derive(Debug, Clone, PartialEq)]
pub struct FlipSummary {
    /// Counted by the first authority: students, and those for whom it is true.
    pub first: Shown<(u64, u64)>,
    /// The same by the second.
    pub second: Shown<(u64, u64)>,
    /// True by the first only.
    pub only_first: Shown<u64>,
    /// True by the second only.
    pub only_second: Shown<u64>,
}

/// What changes between two authorities in a year.
#[derive(Debug, Clone, PartialEq)]
pub struct Flips {
    /// The school year.
    pub year: SchoolYear,
    /// The first authority's id.
    pub first: String,
    /// The second authority's id.
    pub second: String,
    /// What may be shown to anybody.
    pub summary: FlipSummary,
    /// Students for whom it is true by the first and not by the second, who may not even be
    /// counted by it. In order of their numbers.
    pub only_first: StudentRows,
    /// Students for whom it is true by the second and not by the first.
    pub only_second: StudentRows,
}

/// The students who count by one authority and not by another, each student once.
///
/// # Errors
/// When there is no such measure or authority, or when tables are missing.
pub fn list_flips(
    facts: &Facts,
    measures: &Measures,
    protection: Protection,
    measure: &str,
    (first, second): (&str, &str),
    year: SchoolYear,
) -> Result<Flips, GapError> {
    let found = find(measures, measure)?;
    let (a, b) = (authority(found, first)?, authority(found, second)?);
    let roster = Roster::of(facts);
    let rows = derive(facts, &roster, found, year)?;
    let fields = found.grain.fields();
    let judge = |authority: &Authority| outcomes(found, authority, &rows);
    let (by_first, by_second) = (judge(a), judge(b));
    let is_true = |outcome: &Outcome| matches!(outcome, Outcome::Counted(value) if *value != 0);
    let (mut only_first, mut only_second) = (Vec::new(), Vec::new());
    for row in 0..rows.len() {
        let list = match (is_true(&by_first[row]), is_true(&by_second[row])) {
            (true, false) => &mut only_first,
            (false, true) => &mut only_second,
            _ => continue,
        };
        let names = fields.iter().map(|field| field.name);
        let numbers = names.zip(&rows.fields).map(|(name, column)| (name, printed(column, row)));
        let outcome = outcome_words(found.kind, &by_second[row]);
        list.push(student_row((&roster, year), &rows, row, numbers.collect(), outcome));
    }
    let count = |outcomes: &[Outcome]| {
        let n = outcomes.iter().filter(|o| matches!(o, Outcome::Counted(_))).count() as u64;
        let hits = outcomes.iter().filter(|o| is_true(o)).count() as u64;
        match protection.code(hits, n) {
            Some(_) if found.kind == FigureKind::Rate && n >= protection.minimum_group() => {
                Shown::Suppressed(Reason::FromARange)
            }
            _ => protection.show(n, n, || (n, protection.printed_hits(hits, n))),
        }
    };
    let changed = |list: &[StudentRow]| {
        let n = list.len() as u64;
        if n == 0 { Shown::Value(0) } else { protection.show(n, rows.len() as u64, || n) }
    };
    let summary = FlipSummary {
        first: count(&by_first),
        second: count(&by_second),
        only_first: changed(&only_first),
        only_second: changed(&only_second),
    };
    Ok(Flips {
        year,
        first: first.to_owned(),
        second: second.to_owned(),
        summary,
        only_first: StudentRows(only_first),
        only_second: StudentRows(only_second),
    })
}

/// Every row of a measure in a year, each student once, with what it comes to by an authority.
///
/// # Errors
/// When there is no such measure or authority, or when tables are missing.
pub fn list_students(
    facts: &Facts,
    measures: &Measures,
    measure: &str,
    by: &str,
    year: SchoolYear,
) -> Result<StudentRows, GapError> {
    let found = find(measures, measure)?;
    let by = authority(found, by)?;
    let roster = Roster::of(facts);
    let rows = derive(facts, &roster, found, year)?;
    let names = || found.grain.fields().iter().map(|field| field.name);
    let list = outcomes(found, by, &rows)
        .iter()
        .enumerate()
        .map(|(row, outcome)| {
            let numbers = names().zip(&rows.fields);
            let numbers = numbers.map(|(name, column)| (name, printed(column, row))).collect();
            student_row((&roster, year), &rows, row, numbers, outcome_words(found.kind, outcome))
        })
        .collect();
    Ok(StudentRows(list))
}

fn find<'a>(measures: &'a Measures, id: &str) -> Result<&'a Measure, GapError> {
    measures.find(id).ok_or_else(|| GapError::NoSuchMeasure {
        name: id.to_owned(),
        known: measures.list().iter().map(|m| m.id.clone()).collect(),
    })
}

fn authority<'a>(measure: &'a Measure, id: &str) -> Result<&'a Authority, GapError> {
    measure.find_authority(id).ok_or_else(|| GapError::NoSuchAuthority {
        measure: measure.id.clone(),
        name: id.to_owned(),
        known: measure.authorities.iter().map(|a| a.id.clone()).collect(),
    })
}

/// The rows in which each student is once.
fn derive(
    facts: &Facts,
    roster: &Roster,
    measure: &Measure,
    year: SchoolYear,
) -> Result<Rows, GapError> {
    let rows = measure.grain.derive(facts, roster, year, measure).map_err(|without| {
        let tables = without.tables.iter().map(|name| (*name).to_owned()).collect();
        GapError::Without { measure: measure.id.clone(), tables }
    })?;
    Ok(rows.in_district.unwrap_or(rows.at_schools))
}

fn student_row(
    (roster, year): (&Roster, SchoolYear),
    rows: &Rows,
    row: usize,
    numbers: Vec<(&'static str, String)>,
    outcome: String,
) -> StudentRow {
    let school = roster.schools().get(rows.school[row] as usize);
    let grade = GradeLevel::at(rows.grade[row]);
    let levels = rows.profile(roster, year, row).levels();
    let groups = Dimension::ALL.into_iter().zip(levels).map(|(dimension, level)| {
        let group = level.and_then(|level| Group::at(dimension, level));
        (dimension.code(), group.map_or("", Group::level_code))
    });
    StudentRow {
        student_id: roster.student_id(rows.student[row]).to_owned(),
        school_id: school.map_or(String::new(), |school| school.id.clone()),
        school_name: school.map_or(String::new(), |school| school.name.clone()),
        grade: grade.map_or("", GradeLevel::code).to_owned(),
        groups: groups.collect(),
        numbers,
        outcome,
    }
}

/// What a row comes to, in words.
fn outcome_words(kind: FigureKind, outcome: &Outcome) -> String {
    match (outcome, kind) {
        (Outcome::Counted(0), FigureKind::Rate) => "no".to_owned(),
        (Outcome::Counted(_), FigureKind::Rate) => "yes".to_owned(),
        (Outcome::Counted(value), _) => (*value as f64 / MILLION as f64).to_string(),
        (Outcome::NotAsked, _) => "not counted".to_owned(),
        (Outcome::WhoMissing, _) => "not counted: who is counted cannot be told".to_owned(),
        (Outcome::ValueMissing, _) => "not counted: the value is missing".to_owned(),
        (Outcome::NotPlausible, _) => "not counted: the value cannot be".to_owned(),
    }
}

fn printed(column: &FieldColumn, row: usize) -> String {
    let missing = || "missing".to_owned();
    match column {
        FieldColumn::Number(values) if values[row] == MISSING_NUMBER => missing(),
        FieldColumn::Number(values) => (values[row] as f64 / 10_000.0).to_string(),
        FieldColumn::Flag(values) => match values[row] {
            0 => "no".to_owned(),
            1 => "yes".to_owned(),
            _ => missing(),
        },
        FieldColumn::Code(values) => values[row].to_string(),
        FieldColumn::Text(values) => values[row].clone().unwrap_or_else(missing),
    }
}
