//! The registration funnel: what a registration office's rows and the district's own choice rounds
//! know, together.

use jiff::civil::Date;
use traction_core::district::{GradeLevel, Registration, SchoolYear, find_table};
use traction_core::enrollment::funnel::{self as engine, Funnel, Rows};
use traction_core::enrollment::report::{self, FunnelLine};
use traction_store::Want;

use super::{case, may_see_figures};
use crate::choice;
use crate::disclosure::protection_now;
use crate::district::District;
use crate::error::OfficeError;
use crate::progress::Progress;

/// A funnel with its lines as they may be shown and the schools' names.
#[derive(Debug, Clone, PartialEq)]
pub struct FunnelReport {
    /// The school year that students are expected in.
    pub year: SchoolYear,
    /// The day.
    pub day: Date,
    /// The same day of the year before.
    pub day_before: Date,
    /// The grade that students are expected in; `None` for all.
    pub grade: Option<GradeLevel>,
    /// All schools together.
    pub district: FunnelLine,
    /// Name and figures of each school, by name.
    pub schools: Vec<(String, FunnelLine)>,
    /// Whether an adopted choice round is among what it counts.
    pub from_rounds: bool,
    /// The years that students are expected in.
    pub years: Vec<SchoolYear>,
    /// The grades that students are expected in.
    pub grades: Vec<GradeLevel>,
}

/// The registration funnel of a school year (the latest where none is named) on a day, of all grades
/// or of one. Without a day it is the last on which something happened, at most today.
///
/// # Errors
/// [`OfficeError::NotYet`] when nobody is expected; the files' and the catalog's errors.
pub fn funnel(
    district: &District,
    year: Option<i16>,
    day: Option<Date>,
    grade: Option<GradeLevel>,
    today: Date,
    progress: &dyn Progress,
) -> Result<FunnelReport, OfficeError> {
    may_see_figures(district)?;
    let wants: Vec<Want> = find_table("registrations").map(Want::all).into_iter().collect();
    let facts = district.snapshot()?.load(&wants)?;
    let mut years = engine::list_years(&facts);
    let held = choice::list_held_years(district)?;
    years.extend(&held);
    years.sort_unstable();
    years.dedup();
    let none = || OfficeError::NotYet {
        what: "there are no registrations of that year".to_owned(),
        hint: "traction template registrations shows the columns; an adopted choice round counts \
               as well"
            .to_owned(),
    };
    let year = year.map(SchoolYear::ending).or(years.last().copied()).ok_or_else(none)?;
    let until = day.map_or(today, |day| day.max(today));
    let list = |year: SchoolYear| -> Result<Vec<Registration>, OfficeError> {
        let office = engine::list_rows(&facts, year);
        Ok(match held.contains(&year) {
            true => choice::coming(district, year, until)?.join(office),
            false => office,
        })
    };
    let (now, then) = (list(year)?, list(year.previous())?);
    let rows = Rows { now: &now, then: &then };
    let last = rows.last_day().ok_or_else(none)?;
    let day = day.unwrap_or(last.min(today));
    let found: Funnel = engine::funnel(rows, year, day, grade).ok_or_else(none)?;
    let case = grade.and_then(|_| case(district, progress).ok());
    let projection = case.as_ref().map(|case| &case.projection);
    let rule = protection_now(district)?;
    let lines = report::funnel(&found, projection, rule);
    let whole = report::funnel_district(&found, &lines, rule);
    let schools: Vec<crate::glance::SchoolEntry> = crate::glance::list_schools(district)?;
    let name = |id: &str| {
        let school = schools.iter().find(|school| school.id == id);
        school.map_or_else(|| id.to_owned(), |school| school.name.clone())
    };
    let mut named: Vec<(String, FunnelLine)> =
        lines.into_iter().map(|line| (name(&line.school_id), line)).collect();
    named.sort_by(|a, b| (&a.0, &a.1.school_id).cmp(&(&b.0, &b.1.school_id)));
    Ok(FunnelReport {
        year,
        day,
        day_before: found.day_before,
        grade,
        district: whole,
        schools: named,
        from_rounds: held.contains(&year),
        years,
        grades: engine::list_grades(&now),
    })
}
