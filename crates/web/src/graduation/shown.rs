//! Shares as charts and tables show them.

use traction_core::disclosure::Shown;
use traction_core::graduation::model::group_in_words;
use traction_core::graduation::report::{GroupTable, Share};

use crate::charts::words::{self, Unit};
use crate::charts::{Estimate, IntervalChart, IntervalRow, Named, Point, Reference};
use crate::figures::{instead, instead_cell};
use crate::parts::{Cell, Column, Figure, Picture, Row, Source, Table};

/// How shares are written.
pub const UNIT: Unit = Unit::Percent(0);

/// A share as a chart draws it.
pub fn point(shown: &Shown<Share>) -> Point {
    match shown.value() {
        Some(share) => Point::Value(Estimate {
            value: share.value,
            interval: Some((share.low, share.high)),
            n: Some(share.n),
        }),
        None => {
            let words = instead(shown).unwrap_or_default().to_owned();
            match shown {
                Shown::Suppressed(_) => Point::Suppressed(words),
                _ => Point::None(words),
            }
        }
    }
}

/// A share's cells: the share or the words in its place, its interval, of how many.
pub fn cells(shown: &Shown<Share>) -> [Cell; 3] {
    match shown.value() {
        None => [instead_cell(shown), "".into(), "".into()],
        Some(share) => [
            UNIT.label(share.value).into(),
            UNIT.range(share.low, share.high).into(),
            words::count(share.n).into(),
        ],
    }
}

/// The headings of a share's cells.
pub fn columns(name: &str) -> [Column; 3] {
    [name, "95% interval", "Students"].map(Column::numbers)
}

/// A count or the words in its place.
pub fn count(shown: &Shown<u64>) -> String {
    match shown.value() {
        Some(count) => words::count(*count),
        None => instead(shown).unwrap_or_default().to_owned(),
    }
}

/// A share or the words in its place.
pub fn share(shown: &Shown<Share>) -> String {
    match shown.value() {
        Some(share) => UNIT.label(share.value),
        None => instead(shown).unwrap_or_default().to_owned(),
    }
}

/// On track by group: every dimension under its heading.
pub fn groups_figure(
    groups: &[GroupTable],
    all: &Shown<Share>,
    measured: &str,
    source: Source,
) -> Figure {
    let mut rows = Vec::new();
    let mut table_rows = Vec::new();
    for table in groups {
        let known = table.rows.iter().filter(|row| !matches!(row.on_track, Shown::NoStudents));
        for (at, line) in known.enumerate() {
            let row = IntervalRow::of(&line.label, point(&line.on_track));
            rows.push(if at == 0 { row.under(&table.name) } else { row });
            let head = format!("{}: {}", table.name, line.label);
            table_rows.push(Row::of(&head, cells(&line.on_track)));
        }
    }
    let lowest = groups
        .iter()
        .flat_map(|table| &table.rows)
        .filter_map(|line| Some((line.on_track.value()?.value, group_in_words(&line.label))))
        .min_by(|a, b| a.0.total_cmp(&b.0));
    let words = match (lowest, all.value()) {
        (Some((value, label)), Some(all)) => format!(
            "{} of all students are on track; the lowest share is of “{label}”, {}.",
            UNIT.say(all.value),
            UNIT.say(value)
        ),
        _ => "Too few students to compare groups.".to_owned(),
    };
    let [share_column, interval, students] = columns("On track");
    Figure {
        id: "by-group-figure".to_owned(),
        heading: "On track, by group".to_owned(),
        measured: measured.to_owned(),
        picture: Picture::of(&IntervalChart {
            named: Named::as_chart("graduation-groups", "On track by group"),
            unit: UNIT,
            rows,
            reference: all.value().map(|share| {
                Reference::at(share.value, &format!("all {}", UNIT.label(share.value)))
            }),
            counted: "students".to_owned(),
        }),
        words,
        table: Table {
            caption: "On track, by group".to_owned(),
            columns: vec![Column::words("Group"), share_column, interval, students],
            rows: table_rows,
        },
        source,
    }
}
