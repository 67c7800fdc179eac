//! Facts to slices: every measure, authority and year, on all cores.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::plan::Plan;
use crate::district::{AcademicSubject, Facts, SchoolYear};
use crate::gaps::cube::{CellKey, Counted, LEVELS, MILLION, Outcomes, Slice, Values, build};
use crate::gaps::grain::{Grain, GrainRows, NotCounted, Roster, Rows, Without};
use crate::gaps::model::Group;
use crate::gaps::policy::{Authority, FigureKind, Measure, Measures};

/// One measure by one authority in one year.
#[derive(Debug, Clone)]
pub(super) struct YearCount {
    /// A student at each school.
    pub schools: Slice,
    /// A student once, where that differs.
    pub district: Option<Slice>,
    /// Rows counted, for schools.
    pub rows: u64,
    /// Rows not counted.
    pub excluded: Vec<NotCounted>,
    /// What of it may be shown, decided as it is asked for.
    pub plan: Plan,
}

impl YearCount {
    /// Gives schools other numbers, in the same order of schools.
    pub(super) fn renumber_schools(&mut self, numbers: &[u32]) {
        self.schools.renumber_schools(numbers);
        if let Some(district) = &mut self.district {
            district.renumber_schools(numbers);
        }
    }
}

type Counts = BTreeMap<(usize, usize), BTreeMap<SchoolYear, YearCount>>;

/// Measures that are counted from the same rows.
type Source = (Grain, Option<AcademicSubject>, Option<String>, Vec<(String, u64)>);

fn source(measure: &Measure) -> Source {
    let parameters = measure.parameters.iter().map(|(k, v)| (k.clone(), v.to_bits())).collect();
    (measure.grain, measure.subject, measure.assessment.clone(), parameters)
}

/// Counts the years that are wanted; gives also, for each measure without a single year, the tables that are missing.
pub(super) fn count(
    facts: &Facts,
    roster: &Roster,
    measures: &Measures,
    wanted: &dyn Fn(SchoolYear) -> bool,
) -> (Counts, BTreeMap<usize, Vec<String>>) {
    let mut sources: BTreeMap<Source, Vec<usize>> = BTreeMap::new();
    for (place, measure) in measures.list().iter().enumerate() {
        sources.entry(source(measure)).or_default().push(place);
    }
    let years: Vec<SchoolYear> =
        roster.years().map(|(year, _)| year).filter(|year| wanted(*year)).collect();
    let jobs: Vec<(&Vec<usize>, SchoolYear)> =
        sources.values().flat_map(|places| years.iter().map(move |year| (places, *year))).collect();
    let done: Vec<_> =
        jobs.par_iter().map(|(places, year)| run(facts, roster, measures, places, *year)).collect();
    let mut counts = Counts::new();
    let mut without: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    for ((places, year), result) in jobs.into_iter().zip(done) {
        match result {
            Ok(year_counts) => {
                for (key, count) in year_counts {
                    counts.entry(key).or_default().insert(year, count);
                }
            }
            Err(Without { tables }) => {
                for place in places {
                    // The year that lacks the fewest says what is really missing.
                    let names: Vec<String> = tables.iter().map(|t| (*t).to_owned()).collect();
                    let known = without.entry(*place).or_insert_with(|| names.clone());
                    if names.len() < known.len() {
                        *known = names;
                    }
                }
            }
        }
    }
    for (place, measure) in measures.list().iter().enumerate() {
        let counted = counts.range((place, 0)..(place + 1, 0)).next().is_some();
        if counted {
            without.remove(&place);
        } else if years.is_empty() {
            let needs = measure.grain.needs().iter().map(|name| (*name).to_owned()).collect();
            without.insert(place, needs);
        }
    }
    (counts, without)
}

type YearCounts = Vec<((usize, usize), YearCount)>;

fn run(
    facts: &Facts,
    roster: &Roster,
    measures: &Measures,
    places: &[usize],
    year: SchoolYear,
) -> Result<YearCounts, Without> {
    let Some(first) = places.first() else { return Ok(Vec::new()) };
    let rows =
        measures.list()[*first].grain.derive(facts, roster, year, &measures.list()[*first])?;
    let mut counts = Vec::new();
    for place in places {
        let measure = &measures.list()[*place];
        for (which, authority) in measure.authorities.iter().enumerate() {
            if authority.in_force(year) {
                let count = evaluate(roster, year, measure, authority, &rows);
                counts.push(((*place, which), count));
            }
        }
    }
    Ok(counts)
}

fn evaluate(
    roster: &Roster,
    year: SchoolYear,
    measure: &Measure,
    authority: &Authority,
    rows: &GrainRows,
) -> YearCount {
    let mut left_out = LeftOut::default();
    let (schools, counted) =
        slice(roster, year, measure, authority, &rows.at_schools, &mut left_out);
    let district = rows
        .in_district
        .as_ref()
        .map(|rows| slice(roster, year, measure, authority, rows, &mut LeftOut::default()).0);
    let mut excluded = rows.excluded.clone();
    excluded.extend(left_out.list());
    YearCount { schools, district, rows: counted, excluded, plan: Plan::default() }
}

/// What a row comes to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Outcome {
    /// Counted, with its value in millionths.
    Counted(i64),
    /// Not among those counted.
    NotAsked,
    /// Whether it is among those counted cannot be told.
    WhoMissing,
    /// Its value is missing.
    ValueMissing,
    /// Its value is not one that can be.
    NotPlausible,
}

/// What each row comes to by an authority.
pub(super) fn outcomes(measure: &Measure, authority: &Authority, rows: &Rows) -> Vec<Outcome> {
    let who = authority.who.flags(&rows.fields, rows.len());
    let values = authority.value.numbers(&rows.fields, rows.len());
    let (low, high) = measure.plausible;
    who.into_iter()
        .zip(values)
        .map(|(who, value)| match (who, value) {
            (None, _) => Outcome::WhoMissing,
            (Some(false), _) => Outcome::NotAsked,
            (Some(true), None) => Outcome::ValueMissing,
            (Some(true), Some(value)) => match value.millionths() {
                Some(value) if in_range(value, low, high) => Outcome::Counted(value),
                _ => Outcome::NotPlausible,
            },
        })
        .collect()
}

fn in_range(millionths: i64, low: f64, high: f64) -> bool {
    let value = millionths as f64 / MILLION as f64;
    (low..=high).contains(&value)
}

#[derive(Default)]
struct LeftOut {
    not_asked: u64,
    who_missing: u64,
    value_missing: u64,
    not_plausible: u64,
}

impl LeftOut {
    fn list(self) -> impl Iterator<Item = NotCounted> {
        [
            (self.not_asked, "not among those whom the definition counts"),
            (self.who_missing, "what decides whether to count the row is missing"),
            (self.value_missing, "what is to be counted is missing"),
            (self.not_plausible, "a value outside what can be"),
        ]
        .into_iter()
        .filter(|(rows, _)| *rows > 0)
        .map(|(rows, reason)| NotCounted { reason: reason.to_owned(), rows })
    }
}

fn slice(
    roster: &Roster,
    year: SchoolYear,
    measure: &Measure,
    authority: &Authority,
    rows: &Rows,
    left_out: &mut LeftOut,
) -> (Slice, u64) {
    let mut kept: Vec<(usize, i64)> = Vec::with_capacity(rows.len());
    for (row, outcome) in outcomes(measure, authority, rows).into_iter().enumerate() {
        match outcome {
            Outcome::Counted(value) => kept.push((row, value)),
            Outcome::NotAsked => left_out.not_asked += 1,
            Outcome::WhoMissing => left_out.who_missing += 1,
            Outcome::ValueMissing => left_out.value_missing += 1,
            Outcome::NotPlausible => left_out.not_plausible += 1,
        }
    }
    if !rows.counted.is_empty() {
        return counted(rows, &kept);
    }
    let level = |value: i64| (value / MILLION).clamp(1, LEVELS as i64) as u8;
    let values = match measure.kind {
        FigureKind::Rate => Values::Rate(kept.iter().map(|(_, value)| *value != 0).collect()),
        FigureKind::Mean => Values::Mean(kept.iter().map(|(_, value)| *value).collect()),
        FigureKind::Levels => Values::Levels(kept.iter().map(|(_, v)| level(*v)).collect()),
    };
    let outcomes = Outcomes {
        school: kept.iter().map(|(row, _)| rows.school[*row]).collect(),
        grade: kept.iter().map(|(row, _)| rows.grade[*row]).collect(),
        profile: kept.iter().map(|(row, _)| rows.profile(roster, year, *row)).collect(),
        values,
    };
    (build(&outcomes), kept.len() as u64)
}

/// Rows that a publisher has counted: students, not rows, are what is added up.
fn counted(rows: &Rows, kept: &[(usize, i64)]) -> (Slice, u64) {
    let mut cells: BTreeMap<(u32, CellKey), (u64, u64)> = BTreeMap::new();
    for (row, value) in kept {
        let (group, students) = &rows.counted[*row];
        let key = Group::find(group).map_or(CellKey::All, CellKey::One);
        let cell = cells.entry((rows.school[*row], key)).or_default();
        cell.0 += students;
        cell.1 += if *value != 0 { *students } else { 0 };
    }
    let counted: Vec<Counted> = cells
        .into_iter()
        .map(|((school, key), (n, hits))| Counted { school, key, n, hits })
        .collect();
    (Slice::counted(&counted), kept.len() as u64 / 2)
}
