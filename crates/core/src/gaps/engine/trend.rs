//! Where a gap is going: its line over the years, the share closed, the year of parity.
//!
//! The line is over the gap's size, seen so that the latest gap is positive; falling is closing.
//! Years that the measure marks as impacted are shown and are not part of the line, and nor are years
//! whose gap is withheld.

use super::arithmetic::{LEVEL, difference, measured};
use super::{Chosen, Look};
use crate::disclosure::Shown;
use crate::district::SchoolYear;
use crate::gaps::model::Comparison;
use crate::gaps::report::{Course, GapTrend};
use crate::gaps::statistics::{Estimate, Parity, Trend, YearValue, parity, share_closed, trend};

/// Years past the last in which parity is looked for.
const HORIZON_YEARS: u16 = 30;

/// A gap in each year that counts, oriented so that the latest is not negative.
pub(super) struct Line {
    points: Vec<(SchoolYear, Estimate)>,
    fitted: Trend,
}

/// The line through the years; a reason when there is none.
pub(super) fn line(
    chosen: &Chosen<'_>,
    comparison: &Comparison,
    looks: &[(SchoolYear, Look<'_>)],
) -> Result<Line, String> {
    let mut points: Vec<(SchoolYear, Estimate)> = Vec::new();
    for (year, look) in looks {
        if chosen.measure.find_impacted(*year).is_some() {
            continue;
        }
        // From the line and the other years the gap of a year that is withheld could be had.
        if look.allowed(comparison).gap().value().is_none() {
            continue;
        }
        let (focus, reference) = look.sides(comparison);
        if let Ok(estimate) = difference(chosen.measure.kind, &focus, &reference) {
            points.push((*year, estimate));
        }
    }
    let Some((_, latest)) = points.last() else {
        return Err("no year that counts has both groups".to_owned());
    };
    if latest.value < 0.0 {
        for (_, estimate) in &mut points {
            *estimate = estimate.negated();
        }
    }
    let weighted: Vec<YearValue> = points
        .iter()
        .filter_map(|(year, estimate)| {
            let error = estimate.interval.ok()?.implied_standard_error();
            let weight = 1.0 / (error * error);
            (weight.is_finite() && weight > 0.0).then_some(YearValue {
                year: i32::from(year.end()),
                value: estimate.value,
                weight,
            })
        })
        .collect();
    let fitted = trend(&weighted, LEVEL).map_err(|why| why.to_string())?;
    Ok(Line { points, fitted })
}

impl Line {
    /// Which way it goes, as far as its interval can tell.
    pub(super) fn course(&self) -> Course {
        match self.fitted.slope.excludes_zero() {
            Some(true) if self.fitted.slope.value < 0.0 => Course::Closing,
            Some(true) => Course::Widening,
            _ => Course::Unclear,
        }
    }

    /// The p-value of its slope; 1 where there is none.
    pub(super) fn p(&self) -> f64 {
        self.fitted.slope.p.unwrap_or(1.0)
    }

    /// As reports hold it.
    pub(super) fn report(&self) -> GapTrend {
        let closed = match (self.points.first(), self.points.last()) {
            (Some((first, then)), Some((last, now))) if first < last => {
                Shown::from(share_closed(then, now, LEVEL).map(|share| measured(&share)))
            }
            _ => Shown::NotEstimated("one year has no baseline".to_owned()),
        };
        let words = match parity(&self.fitted, HORIZON_YEARS) {
            Parity::Reached { year } => Shown::Value(format!("reached by {}", named(year))),
            Parity::Expected { year, earliest, latest } => {
                let latest = latest.map_or("later than can be said".to_owned(), named);
                Shown::Value(format!(
                    "{} if it goes on so (between {} and {latest})",
                    named(year),
                    named(earliest)
                ))
            }
            Parity::NotOnThisPath(why) => Shown::NotEstimated(why.in_words().to_owned()),
        };
        GapTrend {
            per_year: measured(&self.fitted.slope),
            baseline: self.points.first().map_or(SchoolYear::ending(0), |(year, _)| *year),
            share_closed: closed,
            parity: words,
            course: self.course(),
        }
    }
}

fn named(year: i32) -> String {
    i16::try_from(year).map_or_else(|_| year.to_string(), |y| SchoolYear::ending(y).to_string())
}
