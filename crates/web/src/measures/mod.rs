//! Measures: what each counts, by whose rule, and whether the files can answer it.

mod list;
mod measure;
mod words;

use traction_core::gaps::MeasureStatus;

pub use list::page as list_page;
pub use measure::page;

/// The status of a measure.
pub fn find_status<'a>(statuses: &'a [MeasureStatus], id: &str) -> Option<&'a MeasureStatus> {
    statuses.iter().find(|status| status.marks.first().is_some_and(|mark| mark.id == id))
}

/// The tables for want of which a measure has no figures; none when it has some.
pub fn missing_tables<'a>(statuses: &'a [MeasureStatus], id: &str) -> Option<&'a [String]> {
    let status = find_status(statuses, id)?;
    status.years.is_empty().then_some(status.without.as_slice())
}
