//! Gaps: who is served worse than whom. Loads the facts, counts them once, answers questions.

mod question;
mod sheets;
mod study;

use std::sync::Arc;

use jiff::Timestamp;
use traction_core::disclosure::Shown;
use traction_core::district::SchoolYear;
use traction_core::gaps::engine::{Flips, Overview, list_flips};
use traction_core::gaps::released::Release;
use traction_core::gaps::report::{Brief, Figure, GapReport, SchoolReport};
use traction_core::gaps::{GapError, MeasureStatus, Measures, Place, Query, StudentRow};

pub use question::Question;
pub use sheets::{
    brief_sheet, list_measures, measure_sheets, overview_sheet, report_sheets, summary,
};
pub(crate) use study::{Counted, load_tables};

use crate::district::District;
use crate::error::OfficeError;
use crate::look;
use crate::progress::Progress;
use crate::sheet::{Cell, Sheet};

/// Findings on the board brief.
pub const FINDINGS: usize = 5;

/// The five gaps that somebody who runs the district should see first.
///
/// # Errors
/// The files' and the catalog's errors; a measure's file that cannot be read.
pub fn brief(district: &District, progress: &dyn Progress) -> Result<Arc<Brief>, OfficeError> {
    study::brief(district, progress)
}

/// Every group's gap of one measure; the question's group is not looked at.
///
/// # Errors
/// What is not known by that name, or cannot be answered from the facts.
pub fn overview(
    district: &District,
    question: &Question,
    progress: &dyn Progress,
) -> Result<Overview, OfficeError> {
    let study = study::study_of(district, &question.measure, progress)?;
    Ok(study.overview(&question.query_without_group()?)?)
}

/// The figure of the question's group, or of everyone where it names none, in each year.
///
/// # Errors
/// What is not known by that name, or cannot be answered from the facts.
pub fn figures(
    district: &District,
    question: &Question,
    progress: &dyn Progress,
) -> Result<Vec<(SchoolYear, Shown<Figure>)>, OfficeError> {
    let query = match &question.group {
        Some(_) => question.query()?,
        None => question.query_without_group()?,
    };
    let study = study::study_of(district, &question.measure, progress)?;
    Ok(study.figures(&query, question.group.is_some())?)
}

/// One gap in full.
///
/// # Errors
/// What is not known by that name, or cannot be answered from the facts.
pub fn ask(
    district: &District,
    question: &Question,
    progress: &dyn Progress,
) -> Result<GapReport, OfficeError> {
    let study = study::study_of(district, &question.measure, progress)?;
    Ok(study.report(&question.query()?)?)
}

/// Every measure of one school.
///
/// # Errors
/// That there is no such school; the files' and the catalog's errors.
pub fn school(
    district: &District,
    id: &str,
    progress: &dyn Progress,
) -> Result<SchoolReport, OfficeError> {
    Ok(study::study(district, progress)?.school(&id.into())?)
}

/// The base tables of a year, or of each measure's latest, as they are shown.
///
/// # Errors
/// What is not known by that name; the files' and the catalog's errors.
pub fn release(
    district: &District,
    measure: Option<&str>,
    year: Option<SchoolYear>,
    progress: &dyn Progress,
) -> Result<Release, OfficeError> {
    if let Some(id) = measure {
        let measures = measures(district)?;
        if measures.find(id).is_none() {
            return Err(OfficeError::Unknown {
                kind: "measure",
                name: id.to_owned(),
                known: measures.list().iter().map(|m| m.id.clone()).collect(),
            });
        }
    }
    let study = match measure {
        Some(id) => study::study_of(district, id, progress)?,
        None => study::study(district, progress)?,
    };
    Ok(study.release(measure, year))
}

/// The measures that ship and the district's own.
///
/// # Errors
/// A measure's file that cannot be read.
pub fn measures(district: &District) -> Result<Measures, OfficeError> {
    crate::definitions::in_use(district)
}

/// Every measure, and whether the facts can answer it.
///
/// # Errors
/// The files' and the catalog's errors; a measure's file that cannot be read.
pub fn statuses(
    district: &District,
    progress: &dyn Progress,
) -> Result<Vec<MeasureStatus>, OfficeError> {
    Ok(study::study(district, progress)?.list_measures())
}

/// How many students count by one authority and not by another, as far as anybody may know.
///
/// # Errors
/// What is not known by that name, or cannot be answered from the facts.
pub fn count_flips(
    district: &District,
    measure: &str,
    pair: (&str, &str),
    year: Option<i16>,
    progress: &dyn Progress,
) -> Result<traction_core::gaps::engine::FlipSummary, OfficeError> {
    Ok(find_flips(district, measure, pair, year, progress)?.summary)
}

/// The students who count by one authority and not by another, with the numbers that decide.
/// These are student rows: the look is written into the access log.
///
/// # Errors
/// [`OfficeError::NoReason`]; what is not known by that name, or cannot be answered.
pub fn flips(
    district: &District,
    measure: &str,
    pair: (&str, &str),
    year: Option<i16>,
    now: Timestamp,
    progress: &dyn Progress,
) -> Result<Sheet, OfficeError> {
    let flips = find_flips(district, measure, pair, year, progress)?;
    let sides = [(&flips.only_first, &flips.first), (&flips.only_second, &flips.second)];
    let all: Vec<(&StudentRow, &str)> = sides
        .into_iter()
        .flat_map(|(rows, by)| rows.reveal().iter().map(|row| (row, by.as_str())))
        .collect();
    let kind = format!("students who flip between two rules of {measure}");
    let rows = look::at_students(
        district,
        &kind,
        all,
        |(row, _)| (row.student_id.as_str(), Some(row.school_id.as_str())),
        now,
    )?;
    let title = format!("{measure}, {}: {} or {}", flips.year, flips.first, flips.second);
    let columns = [
        "student_id|Student",
        "school_id|School",
        "grade|Grade",
        "counted_by|Counted by",
        "numbers|Numbers",
    ];
    let mut sheet = Sheet::of("flips", &title, &columns);
    for (row, by) in &rows {
        let numbers: Vec<String> =
            row.numbers.iter().map(|(name, value)| format!("{name} {value}")).collect();
        sheet.push(vec![
            row.student_id.clone().into(),
            row.school_id.clone().into(),
            row.grade.clone().into(),
            Cell::Text((*by).to_owned()),
            numbers.join(", ").into(),
        ]);
    }
    let only = |side: &str| rows.iter().filter(|(_, by)| *by == side).count();
    sheet.notes.push(format!(
        "{} count only by {}, {} only by {}.",
        only(&flips.first),
        flips.first,
        only(&flips.second),
        flips.second
    ));
    Ok(sheet)
}

fn find_flips(
    district: &District,
    measure: &str,
    pair: (&str, &str),
    year: Option<i16>,
    progress: &dyn Progress,
) -> Result<Flips, OfficeError> {
    let study = study::study_of(district, measure, progress)?;
    let status = study
        .list_measures()
        .into_iter()
        .find(|s| s.marks.first().is_some_and(|mark| mark.id == measure));
    let latest = status.and_then(|status| status.years.last().copied());
    let Some(year) = year.map(SchoolYear::ending).or(latest) else {
        // The question itself says what is missing.
        study.overview(&Query {
            place: Place::District,
            ..Question::of(measure).query_without_group()?
        })?;
        return Err(GapError::NoStudents { measure: measure.to_owned() }.into());
    };
    let (facts, measures) = study::load_grounds(district, year)?;
    Ok(list_flips(&facts, &measures, study.protection(), measure, pair, year)?)
}

impl From<GapError> for OfficeError {
    fn from(error: GapError) -> Self {
        let what = error.to_string();
        match error {
            GapError::NoSuchMeasure { name, known } => {
                OfficeError::Unknown { kind: "measure", name, known }
            }
            GapError::NoSuchAuthority { name, known, .. } => {
                OfficeError::Unknown { kind: "authority for this measure", name, known }
            }
            GapError::NoSuchPlace { .. } => OfficeError::Refused {
                what,
                hint: "schools are named by their number: traction export schools".to_owned(),
            },
            GapError::Without { tables, .. } => OfficeError::Refused {
                what,
                hint: format!("traction template {} shows the columns", tables.join(" ")),
            },
            GapError::NoStudents { .. } => OfficeError::Refused {
                what,
                hint: "traction facts show lists the years that are in".to_owned(),
            },
        }
    }
}
