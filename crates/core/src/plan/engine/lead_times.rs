//! How long before the first day of school each school had each figure, this year against last.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::Serialize;

use crate::plan::model::{PlanningFigure, Release};

/// One school and figure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SchoolLeadTime {
    /// The school.
    pub school_id: String,
    /// The day on which it first had the figure for this year; none when it has not.
    pub received_on: Option<Date>,
    /// Days before the first day of school; negative is after it.
    pub lead_days: Option<i32>,
    /// The same for the year before.
    pub lead_days_before: Option<i32>,
    /// Days sooner than the year before.
    pub sooner: Option<i32>,
}

/// One figure over all schools.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LeadTimes {
    /// The figure.
    pub figure: PlanningFigure,
    /// Each school that planned in either year, in order.
    pub schools: Vec<SchoolLeadTime>,
    /// How many schools have it for this year.
    pub received: u32,
    /// How many had it by the day on which schools need it.
    pub in_time: u32,
    /// Median lead time this year, over schools that have it, rounded down.
    pub median: Option<i32>,
    /// Median of days sooner, over schools with both years, rounded down.
    pub median_sooner: Option<i32>,
}

/// Measures the lead times of every figure for a year.
///
/// `first_days` gives the first day of school by the calendar year in which a school year ends;
/// without it a year has no lead times. `schools` are those that plan this year.
pub fn measure_lead_times(
    figures: &[PlanningFigure],
    releases: &[Release],
    schools: &[String],
    first_days: &BTreeMap<i16, Date>,
    year: i16,
) -> Vec<LeadTimes> {
    // A school has a figure from the first time that it got it.
    let mut first: BTreeMap<(&str, &str, i16), Date> = BTreeMap::new();
    for release in releases {
        let key = (release.figure.as_str(), release.school_id.as_str(), release.year);
        let day = first.entry(key).or_insert(release.on);
        *day = (*day).min(release.on);
    }
    figures
        .iter()
        .map(|figure| {
            let mut ids: BTreeSet<&str> = schools.iter().map(String::as_str).collect();
            ids.extend(
                first
                    .keys()
                    .filter(|(id, _, of)| *id == figure.id && *of == year)
                    .map(|(_, school, _)| *school),
            );
            let lead = |school: &str, of: i16| {
                let received = *first.get(&(figure.id.as_str(), school, of))?;
                let begin = *first_days.get(&of)?;
                Some(days_between(received, begin))
            };
            let lines: Vec<SchoolLeadTime> = ids
                .into_iter()
                .map(|school| {
                    let (now, before) = (lead(school, year), lead(school, year - 1));
                    SchoolLeadTime {
                        school_id: school.to_owned(),
                        received_on: first.get(&(figure.id.as_str(), school, year)).copied(),
                        lead_days: now,
                        lead_days_before: before,
                        sooner: now.zip(before).map(|(now, before)| now - before),
                    }
                })
                .collect();
            let count = |keep: &dyn Fn(&SchoolLeadTime) -> bool| {
                u32::try_from(lines.iter().filter(|line| keep(line)).count()).unwrap_or(u32::MAX)
            };
            let needed = figure.needed_days_before;
            LeadTimes {
                received: count(&|line| line.received_on.is_some()),
                in_time: count(&|line| line.lead_days.is_some_and(|days| days >= needed)),
                median: median(lines.iter().filter_map(|line| line.lead_days)),
                median_sooner: median(lines.iter().filter_map(|line| line.sooner)),
                figure: figure.clone(),
                schools: lines,
            }
        })
        .collect()
}

/// Days from one day to another.
fn days_between(from: Date, to: Date) -> i32 {
    from.until(to).map_or(0, |span| span.get_days())
}

fn median(values: impl Iterator<Item = i32>) -> Option<i32> {
    let mut values: Vec<i32> = values.collect();
    values.sort_unstable();
    let middle = values.len() / 2;
    match values.len() {
        0 => None,
        n if n % 2 == 1 => Some(values[middle]),
        _ => Some((values[middle - 1] + values[middle]).div_euclid(2)),
    }
}
