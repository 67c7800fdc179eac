//! Surveys of families, teachers and leaders: response rate, n, interval, protection.

use std::collections::BTreeMap;

use serde::Serialize;
use traction_core::district::{Noun, SchoolYear, Survey};
use traction_core::gaps::statistics::{Level, Rate};
use traction_core::plan::engine::{SurveyFigure, tally_surveys};
use traction_store::Want;

use super::calendar::names_of;
use crate::district::District;
use crate::error::OfficeError;
use crate::plan::may_see;

/// The surveys of one year beside those of the year before.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SurveyView {
    /// Years in which anybody was asked, by the calendar years in which they end.
    pub years: Vec<i16>,
    /// The year; none when there is no survey.
    pub year: Option<i16>,
    /// Each question, in the district and then in each school.
    pub figures: Vec<SurveyFigure>,
    /// The same of the year before.
    pub before: Vec<SurveyFigure>,
    /// Schools' names by number.
    pub names: BTreeMap<String, String>,
}

/// The surveys of a year, or of the latest one.
///
/// # Errors
/// A year without surveys; the files' errors.
pub fn surveys(district: &District, year: Option<i16>) -> Result<SurveyView, OfficeError> {
    may_see(district)?;
    let snapshot = district.snapshot()?;
    let mut years: Vec<i16> = snapshot
        .list_slots()
        .into_iter()
        .filter(|slot| slot.slot.table.name == Survey::TABLE.name)
        .filter_map(|slot| slot.slot.year.map(SchoolYear::end))
        .collect();
    years.sort_unstable();
    if let Some(asked) = year.filter(|year| !years.contains(year)) {
        return Err(OfficeError::Unknown {
            kind: "year with a survey",
            name: asked.to_string(),
            known: years.iter().map(ToString::to_string).collect(),
        });
    }
    let names = names_of(district)?;
    let Some(year) = year.or_else(|| years.last().copied()) else {
        return Ok(SurveyView {
            years,
            year: None,
            figures: Vec::new(),
            before: Vec::new(),
            names,
        });
    };
    let both = [SchoolYear::ending(year).previous(), SchoolYear::ending(year)];
    let facts = snapshot.load(&[Want::all(&Survey::TABLE).years(both)])?;
    let protection = crate::disclosure::protection_now(district)?;
    let interval = |hits: u64, n: u64| {
        let interval = Rate::of(hits, n).ok()?.wilson(Level::P95);
        Some((interval.low, interval.high))
    };
    let [before, figures] = both.map(|year| {
        let rows = facts.find(&Survey::TABLE, year).and_then(|batch| Survey::list(batch).ok());
        tally_surveys(&rows.unwrap_or_default(), &protection, &interval)
    });
    Ok(SurveyView { years, year: Some(year), figures, before, names })
}
