//! The planning year: steps worked backwards, and when schools really got each figure.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use traction_core::district::{Noun, School, SchoolYear};
use traction_core::plan::engine::{LeadTimes, PlannedStep, measure_lead_times, work_backwards};
use traction_core::plan::model::{PlanningFigure, Release};
use traction_core::plan::policy::{PLANNING_YEAR, PlanningYear};
use traction_store::Want;

use super::{policy_text, refuse};
use crate::district::District;
use crate::error::OfficeError;
use crate::journal;
use crate::plan::book::{Kept, standing};
use crate::plan::{ROOM, may_govern, may_see};

const RELEASE: &str = "release";
const FIRST_DAY: &str = "first_day";

/// A step, and whether its day has passed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Planned {
    /// The step with its days.
    pub step: PlannedStep,
    /// Whether its last day lies before today.
    pub past: bool,
}

/// The planning calendar of a school year.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Calendar {
    /// The calendar year in which the school year planned for ends.
    pub year: i16,
    /// Its first day of school, if somebody said which it is.
    pub first_day: Option<Date>,
    /// Steps in order of the days on which they must begin; empty without a first day.
    pub steps: Vec<Planned>,
    /// Lead times of each figure, this year against last.
    pub lead_times: Vec<LeadTimes>,
    /// Names of schools that have not closed, by number.
    pub names: BTreeMap<String, String>,
}

/// The planning calendar of a school year, as it stands on a day.
///
/// # Errors
/// A planning year that cannot be laid out; the catalog's errors.
pub fn calendar(
    district: &District,
    year: i16,
    on: Date,
    as_of: Option<Timestamp>,
) -> Result<Calendar, OfficeError> {
    may_see(district)?;
    let policy = planning_year(district)?;
    let days = first_days(district, as_of)?;
    let first_day = days.get(&year).copied();
    let steps = match first_day {
        None => Vec::new(),
        Some(first_day) => work_backwards(&policy.steps, &policy.figures, first_day)
            .map_err(|error| OfficeError::Refused {
                what: error.to_string(),
                hint: "correct policy/plan/planning_year.toml".to_owned(),
            })?
            .into_iter()
            .map(|step| Planned { past: step.ends < on, step })
            .collect(),
    };
    let releases = list_releases(district, as_of)?;
    let names = names_of(district)?;
    let schools: Vec<String> = names.keys().cloned().collect();
    let lead_times = measure_lead_times(&policy.figures, &releases, &schools, &days, year);
    Ok(Calendar { year, first_day, steps, lead_times, names })
}

pub(in crate::plan) fn planning_year(district: &District) -> Result<PlanningYear, OfficeError> {
    let text = policy_text(district, "planning_year.toml", PLANNING_YEAR)?;
    PlanningYear::parse("policy/plan/planning_year.toml", &text).map_err(refuse)
}

/// The figures that schools plan with.
///
/// # Errors
/// A file of the district's that cannot be read; that the person may not see the plan.
pub fn planning_figures(district: &District) -> Result<Vec<PlanningFigure>, OfficeError> {
    may_see(district)?;
    Ok(planning_year(district)?.figures)
}

pub(in crate::plan) fn first_days(
    district: &District,
    as_of: Option<Timestamp>,
) -> Result<BTreeMap<i16, Date>, OfficeError> {
    let entries = standing::<Date>(district, FIRST_DAY, as_of)?;
    Ok(entries.into_iter().filter_map(|e| Some((e.subject.parse().ok()?, e.body))).collect())
}

pub(in crate::plan) fn list_releases(
    district: &District,
    as_of: Option<Timestamp>,
) -> Result<Vec<Release>, OfficeError> {
    let entries: Vec<journal::Entry<Release>> =
        journal::list(district, ROOM, RELEASE, None, as_of)?;
    Ok(entries.into_iter().map(|entry| entry.body).collect())
}

/// Says which day is the first of a school year.
///
/// # Errors
/// A day outside that school year; that the person may not.
pub fn put_first_day(
    district: &District,
    year: i16,
    day: Date,
    now: Timestamp,
) -> Result<i64, OfficeError> {
    may_govern(district)?;
    if SchoolYear::of(day).end() != year {
        let of = SchoolYear::of(day);
        let what = format!("{day} lies in {of}, not in {}", SchoolYear::ending(year));
        return Err(OfficeError::Refused { what, hint: format!("name the year {}", of.end()) });
    }
    journal::enter(district, ROOM, FIRST_DAY, &year.to_string(), &Kept::of(day), now)
}

/// Records that schools received a figure on a day; with no school named, every open one.
///
/// # Errors
/// A figure or school that there is not; that the person may not.
pub fn log_release(
    district: &District,
    figure: &str,
    year: i16,
    schools: &[String],
    on: Date,
    now: Timestamp,
) -> Result<usize, OfficeError> {
    may_govern(district)?;
    let figures = planning_year(district)?.figures;
    if !figures.iter().any(|known| known.id == figure) {
        let known = figures.into_iter().map(|figure| figure.id).collect();
        return Err(OfficeError::Unknown { kind: "figure", name: figure.to_owned(), known });
    }
    let open = open_schools(district)?;
    if let Some(name) = schools.iter().find(|school| !open.contains(school)) {
        let hint = "schools are named by their number: traction export schools".to_owned();
        return Err(OfficeError::Refused { what: format!("there is no open school {name}"), hint });
    }
    let named = if schools.is_empty() { &open } else { schools };
    enter_releases(district, figure, year, named.iter(), on, now)
}

/// Records that schools can read a figure from now on, because somebody who may made it so in
/// another room, and says for how many. A planning year without that figure has nothing to record.
///
/// # Errors
/// The files' and the catalog's errors.
pub(crate) fn note_release(
    district: &District,
    figure: &str,
    year: i16,
    schools: &[String],
    now: Timestamp,
) -> Result<usize, OfficeError> {
    let figures = planning_year(district)?.figures;
    if !figures.iter().any(|known| known.id == figure) {
        return Ok(0);
    }
    let open = open_schools(district)?;
    let named = schools.iter().filter(|school| open.contains(school));
    let on = now.to_zoned(jiff::tz::TimeZone::system()).date();
    enter_releases(district, figure, year, named, on, now)
}

fn enter_releases<'a>(
    district: &District,
    figure: &str,
    year: i16,
    schools: impl Iterator<Item = &'a String>,
    on: Date,
    now: Timestamp,
) -> Result<usize, OfficeError> {
    let releases: Vec<(String, Release)> = schools
        .map(|school| {
            let release =
                Release { figure: figure.to_owned(), year, school_id: school.clone(), on };
            (format!("{figure} {year}"), release)
        })
        .collect();
    Ok(journal::enter_all(district, ROOM, RELEASE, &releases, now)?.len())
}

/// The numbers of schools that have not closed.
pub(super) fn open_schools(district: &District) -> Result<Vec<String>, OfficeError> {
    Ok(names_of(district)?.into_keys().collect())
}

/// The names of schools that have not closed, by their numbers.
///
/// # Errors
/// The files' errors.
pub fn names_of(district: &District) -> Result<BTreeMap<String, String>, OfficeError> {
    let facts = district.snapshot()?.load(&[Want::all(&School::TABLE)])?;
    let Some(batch) = facts.find_standing(&School::TABLE) else { return Ok(BTreeMap::new()) };
    let schools = School::list(batch).unwrap_or_default();
    Ok(schools
        .into_iter()
        .filter(|school| school.closed_on.is_err())
        .map(|school| (school.school_id.to_string(), school.school_name))
        .collect())
}
