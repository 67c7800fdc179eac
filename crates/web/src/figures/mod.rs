//! From reports to what is drawn: the one place where a room's figures become charts and tables.
//!
//! A report's figures are [`Shown`]: here each becomes a [`Point`] or a table's cell, and what may
//! not be shown becomes words. Nothing here counts, rounds or decides what is shown.

mod finding;
mod groups;
mod location;
mod overview;
mod places;
mod sheets;
mod years;

#[cfg(test)]
mod tests;

use traction_core::disclosure::{Reason, Shown};
use traction_core::gaps::policy::{Direction, Unit as RoomUnit};
use traction_core::gaps::report::{Figure, MeasureMark, Measured};

use crate::charts::words::{self, Unit};
use crate::charts::{Estimate, Point};
use crate::disclosure;
use crate::parts::{Cell, Column, Link};

pub use finding::{
    finding_counts, finding_number, finding_picture, finding_school, finding_words, two_sides,
};
pub use groups::{crossed_figure, group_figure, groups_figure};
pub use location::{location_figures, segregation_table, segregation_words};
pub use overview::overview_figure;
pub use places::{schools_figure, strip_chart};
pub use sheets::{linked_table, table_of};
pub use years::{gap_years_figure, spark, years_figure};

/// What stands around a figure that the report does not know: the page's own addresses and files.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Around {
    /// Where the measure is defined.
    pub definition: Option<Link>,
    /// The files that the figures came from, in words.
    pub files: Option<String>,
    /// The address of the page's CSV twin for a table; the table's id takes the place of `{}`.
    pub csv: String,
    /// The same for JSON.
    pub json: String,
}

impl Around {
    /// The source line of a figure whose table has this id.
    pub fn source(&self, table: &str, n: Option<String>) -> crate::parts::Source {
        let twin = |pattern: &str| {
            (!pattern.is_empty()).then(|| crate::links::href(pattern, &[("table", table)]))
        };
        crate::parts::Source {
            n,
            definition: self.definition.clone(),
            files: self.files.clone(),
            csv: twin(&self.csv),
            json: twin(&self.json),
        }
    }
}

/// How a measure's figures are written.
pub fn unit_of(unit: RoomUnit) -> Unit {
    match unit {
        RoomUnit::Percent => Unit::Percent(0),
        RoomUnit::PercentagePoints => Unit::Points(0),
        RoomUnit::ScorePoints | RoomUnit::Levels => Unit::Number(1),
        RoomUnit::Minutes | RoomUnit::Students => Unit::Number(0),
        RoomUnit::Index => Unit::Number(3),
    }
}

/// How the difference of two figures of a measure is written.
pub fn gap_unit_of(unit: RoomUnit) -> Unit {
    match unit {
        RoomUnit::Percent | RoomUnit::PercentagePoints => Unit::Points(0),
        RoomUnit::ScorePoints | RoomUnit::Levels => Unit::Signed(1),
        RoomUnit::Minutes | RoomUnit::Students => Unit::Signed(0),
        RoomUnit::Index => Unit::Signed(3),
    }
}

/// What the numbers of a measure are, as the line beneath a headline says it.
pub fn unit_words(unit: RoomUnit) -> &'static str {
    match unit {
        RoomUnit::Percent => "share of students",
        RoomUnit::PercentagePoints => "percentage points",
        RoomUnit::ScorePoints => "mean score, in points of the assessment’s scale",
        RoomUnit::Minutes => "minutes a day",
        RoomUnit::Levels => "mean achievement level",
        RoomUnit::Students => "students",
        RoomUnit::Index => "an index without a unit",
    }
}

/// "More is better" or "less is better".
pub fn direction_words(direction: Direction) -> &'static str {
    match direction {
        Direction::Higher => "more is better",
        Direction::Lower => "less is better",
    }
}

/// The line beneath a headline: what is measured, of whom, when.
pub fn measured_line(measure: &MeasureMark, place: &str, when: &str) -> String {
    let unit = unit_words(measure.unit);
    let direction = direction_words(measure.direction);
    format!("{}: {unit}, {place}, {when}; {direction}", measure.name)
}

/// A sentence as a heading has it: without its full stop.
pub fn heading(sentence: &str) -> String {
    sentence.trim_end_matches('.').to_owned()
}

/// Words in the place of a figure that is not shown, short enough for a chart; none where it is.
pub fn instead<T>(shown: &Shown<T>) -> Option<&str> {
    match shown {
        Shown::Value(_) => None,
        Shown::Range(coded) => Some(coded.words()),
        Shown::Suppressed(Reason::Protected) => Some("withheld: small groups"),
        Shown::Suppressed(Reason::FromARange) => Some("not given: rests on a range"),
        Shown::Suppressed(Reason::NotReleased) => Some("finer than published"),
        Shown::Suppressed(Reason::TooCloseToAnother) => Some("withheld: too close to another"),
        Shown::Suppressed(Reason::SmallGroup) => Some("too few to show"),
        Shown::Suppressed(Reason::SmallComplement) => Some("withheld: too few others"),
        Shown::Suppressed(Reason::ToProtectOthers) => Some("withheld: protects a smaller group"),
        Shown::Suppressed(Reason::AtSource) => Some("withheld by the source"),
        Shown::NoStudents => Some("no students"),
        Shown::NotCollected => Some("not collected"),
        Shown::NotEstimated(_) => Some("no estimate"),
    }
}

fn stand_in<T>(shown: &Shown<T>) -> Point {
    let words = instead(shown).unwrap_or_default().to_owned();
    match shown {
        Shown::Suppressed(_) | Shown::Range(_) => Point::Suppressed(words),
        _ => Point::None(words),
    }
}

/// A figure as a chart draws it.
pub fn point_of(shown: &Shown<Figure>) -> Point {
    match shown {
        Shown::Value(figure) => Point::Value(Estimate {
            value: figure.value,
            interval: figure.interval,
            n: Some(figure.n),
        }),
        other => stand_in(other),
    }
}

/// A difference as a chart draws it.
pub fn gap_point(shown: &Shown<Measured>) -> Point {
    match shown {
        Shown::Value(measured) => {
            Point::Value(Estimate { value: measured.value, interval: measured.interval, n: None })
        }
        other => stand_in(other),
    }
}

/// The headings of a figure's cells: the figure, its interval, its count.
pub fn figure_columns(name: &str) -> [Column; 3] {
    [name, "95% interval", "Students"].map(Column::numbers)
}

/// A figure's cells: the figure or the words in its place, its interval, its count.
pub fn figure_cells(shown: &Shown<Figure>, unit: Unit) -> [Cell; 3] {
    if let Some(coded) = shown.coded() {
        return [instead_cell(shown), "".into(), words::count(coded.n()).into()];
    }
    let Some(figure) = shown.value() else {
        return [instead_cell(shown), "".into(), "".into()];
    };
    let interval = figure.interval.map(|(low, high)| unit.range(low, high));
    [
        unit.label(figure.value).into(),
        interval.unwrap_or_default().into(),
        words::count(figure.n).into(),
    ]
}

/// A difference's cells: the difference or the words in its place, and its interval.
pub fn gap_cells(shown: &Shown<Measured>, unit: Unit) -> [Cell; 2] {
    let Some(measured) = shown.value() else {
        return [instead_cell(shown), "".into()];
    };
    let interval = measured.interval.map(|(low, high)| unit.range(low, high));
    [unit.bare(measured.value).into(), interval.unwrap_or_default().into()]
}

/// Words in place of a figure. Where the method gives none, the whole reason; where it is
/// withheld or a range, one click to the rule.
pub fn instead_cell<T>(shown: &Shown<T>) -> Cell {
    let words = || instead(shown).unwrap_or_default();
    match shown {
        Shown::NotEstimated(why) => Cell::Instead(why.clone()),
        Shown::Suppressed(reason) => Cell::Linked(Link::to(&disclosure::href_of(*reason), words())),
        Shown::Range(_) => Cell::Linked(Link::to(&disclosure::href_of_ranges(), words())),
        other => Cell::Instead(instead(other).unwrap_or_default().to_owned()),
    }
}

/// A figure in one phrase: "41% (95% interval 39–43%, n = 2,140)", or the words in its place.
pub fn say(shown: &Shown<Figure>, unit: Unit) -> String {
    match shown.value() {
        None => instead(shown).unwrap_or_default().to_owned(),
        Some(figure) => {
            let n = words::n(figure.n);
            let around = match figure.interval {
                Some((low, high)) => format!("95% interval {}, {n}", unit.range(low, high)),
                None => n,
            };
            format!("{} ({around})", unit.label(figure.value))
        }
    }
}
