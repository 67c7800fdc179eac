//! Groups beside each other: the sides of a comparison among their own dimension, and crossed
//! with the others.

use traction_core::gaps::explain::phrase;
use traction_core::gaps::report::{ComparisonMark, GapReport, GroupFigure, SchoolLine};
use traction_core::gaps::{Comparison, Side};

use super::{Around, figure_cells, figure_columns, measured_line, point_of, say, unit_of};
use crate::charts::words::{self, Unit};
use crate::charts::{IntervalChart, IntervalRow, Named, Reference};
use crate::parts::{Column, Figure, Picture, Row, Table};

/// The groups of the comparison's own dimension, with all students as the line to compare with.
pub fn groups_figure(report: &GapReport, around: &Around) -> Figure {
    let unit = unit_of(report.measure.unit);
    let own: Vec<&GroupFigure> = report
        .groups
        .iter()
        .filter(|row| row.dimension.is_some_and(|d| d.label() == report.comparison.dimension))
        .collect();
    let all = report.groups.iter().find(|row| row.group.is_none());
    let heading = format!("{} beside the other groups", capital(&sides(&report.comparison).0));
    let rows: Vec<IntervalRow> = own.iter().map(|row| interval_row(row)).collect();
    let mut listed: Vec<&GroupFigure> = all.into_iter().collect();
    listed.extend(&own);
    Figure {
        id: "groups".to_owned(),
        heading,
        measured: measured_line(&report.measure, &report.place, &report.year.to_string()),
        picture: Picture::of(&IntervalChart {
            named: Named::as_chart("groups-chart", &format!("{} by group", report.measure.name)),
            unit,
            rows,
            reference: all.and_then(|row| reference(row, unit, "all students")),
            counted: "students".to_owned(),
        }),
        words: extremes(&own, unit, all),
        table: group_table(&report.measure.name, &listed, unit),
        source: around.source("groups", all.and_then(counted)),
    }
}

/// The focus side crossed with every group of the other dimensions; none where there is nothing.
pub fn crossed_figure(report: &GapReport, around: &Around) -> Option<Figure> {
    let unit = unit_of(report.measure.unit);
    let shown: Vec<&GroupFigure> =
        report.crossed.iter().filter(|row| row.figure.words() != Some("no students")).collect();
    if !shown.iter().any(|row| row.figure.value().is_some()) {
        return None;
    }
    let focus = &report.comparison.focus;
    let named = sides(&report.comparison).0;
    let mine = report.groups.iter().find(|row| row.label == *focus);
    let before = format!("{focus}: ");
    Some(Figure {
        id: "crossed".to_owned(),
        heading: format!("Among {named}"),
        measured: measured_line(&report.measure, &report.place, &report.year.to_string()),
        picture: Picture::of(&IntervalChart {
            named: Named::as_chart("crossed-chart", &format!("Within {focus}")),
            unit,
            rows: with_headings(&shown, &before),
            reference: mine.and_then(|row| reference(row, unit, "all of them")),
            counted: "students".to_owned(),
        }),
        words: format!(
            "The same figure for {named}, each group of them apart. Groups overlap, so these do \
             not add up."
        ),
        table: group_table(&report.measure.name, &shown, unit),
        source: around.source("crossed", None),
    })
}

/// Every group of one school for one measure, with the school's own figure as the line.
pub fn group_figure(line: &SchoolLine, school: &str, around: &Around) -> Figure {
    let unit = unit_of(line.measure.unit);
    let shown: Vec<&GroupFigure> = line.groups.iter().collect();
    let mut rows = with_headings(&shown, "");
    // All students stand first, without the heading of a dimension.
    rows.insert(0, IntervalRow::of("All students", point_of(&line.all)).emphasized());
    let district = line.district.value().map(|figure| {
        Reference::at(figure.value, &format!("district {}", unit.label(figure.value)))
    });
    let mut table = group_table(&line.measure.name, &shown, unit);
    let own = Row::of(
        "All students",
        [crate::parts::Cell::from("")].into_iter().chain(figure_cells(&line.all, unit)),
    );
    table.rows.insert(0, own);
    Figure {
        id: "groups".to_owned(),
        heading: format!("{} at {school}, group by group", line.measure.name),
        measured: measured_line(&line.measure, school, &line.year.to_string()),
        picture: Picture::of(&IntervalChart {
            named: Named::as_chart("groups-chart", &format!("{} by group", line.measure.name)),
            unit,
            rows,
            reference: district,
            counted: "students".to_owned(),
        }),
        words: format!(
            "All students here: {}. The district: {}.",
            say(&line.all, unit),
            say(&line.district, unit)
        ),
        table,
        source: around.source("groups", None),
    }
}

fn interval_row(row: &GroupFigure) -> IntervalRow {
    let drawn = IntervalRow::of(&row.label, point_of(&row.figure));
    if row.in_comparison { drawn.emphasized() } else { drawn }
}

/// Rows with the dimension's name above the first group of each.
/// `before` is what the heading of the figure has said already and the labels repeat.
fn with_headings(rows: &[&GroupFigure], before: &str) -> Vec<IntervalRow> {
    let mut last = None;
    rows.iter()
        .map(|row| {
            let label = row.label.strip_prefix(before).unwrap_or(&row.label);
            let drawn = IntervalRow::of(label, point_of(&row.figure));
            let begins = row.dimension.is_some() && row.dimension != last;
            last = row.dimension;
            match row.dimension {
                Some(dimension) if begins => drawn.under(dimension.label()),
                _ => drawn,
            }
        })
        .collect()
}

fn reference(row: &GroupFigure, unit: Unit, who: &str) -> Option<Reference> {
    let value = row.figure.value()?.value;
    Some(Reference::at(value, &format!("{who} {}", unit.label(value))))
}

fn counted(row: &GroupFigure) -> Option<String> {
    Some(format!("{} students", words::n(row.figure.value()?.n)))
}

fn group_table(measure: &str, rows: &[&GroupFigure], unit: Unit) -> Table {
    let mut columns = vec![Column::words("Group"), Column::words("Told apart by")];
    columns.extend(figure_columns(measure));
    let rows = rows.iter().map(|row| {
        let dimension = row.dimension.map_or("", |d| d.label());
        let mut drawn = Row::of(
            &row.label,
            [crate::parts::Cell::from(dimension)]
                .into_iter()
                .chain(figure_cells(&row.figure, unit)),
        );
        drawn.emphasis = row.in_comparison;
        drawn
    });
    Table { caption: format!("{measure} by group"), columns, rows: rows.collect() }
}

/// The highest and the lowest group in words, beside all students.
fn extremes(rows: &[&GroupFigure], unit: Unit, all: Option<&GroupFigure>) -> String {
    let mut shown: Vec<(String, f64)> = rows
        .iter()
        .filter_map(|row| Some((group_phrase(row), row.figure.value()?.value)))
        .collect();
    shown.sort_by(|a, b| b.1.total_cmp(&a.1));
    let mut sentences = Vec::new();
    if let (Some(first), Some(last)) = (shown.first(), shown.last())
        && first.0 != last.0
    {
        sentences.push(format!(
            "Highest: {}, {}. Lowest: {}, {}.",
            first.0,
            unit.say(first.1),
            last.0,
            unit.say(last.1)
        ));
    }
    if let Some(figure) = all.and_then(|row| row.figure.value()) {
        sentences.push(format!("All students: {}.", unit.say(figure.value)));
    }
    let withheld = rows.iter().filter(|row| row.figure.value().is_none()).count();
    if withheld > 0 {
        let groups = if withheld == 1 { "One group is" } else { "Some groups are" };
        sentences.push(format!("{groups} not shown; the table says why."));
    }
    sentences.join(" ")
}

/// Both sides of a comparison as a sentence names them.
pub(super) fn sides(mark: &ComparisonMark) -> (String, String) {
    match Comparison::find(&mark.code) {
        Some(comparison) => (phrase(comparison.focus()), phrase(comparison.reference())),
        None => (mark.focus.clone(), mark.reference.clone()),
    }
}

/// A group as a sentence names it.
fn group_phrase(row: &GroupFigure) -> String {
    row.group.map_or_else(|| row.label.clone(), |group| phrase(Side::Group(group)))
}

/// The same with a capital, to begin a sentence.
pub(super) fn capital(words: &str) -> String {
    let mut letters = words.chars();
    let first = letters.next().map(|letter| letter.to_uppercase().to_string());
    format!("{}{}", first.unwrap_or_default(), letters.as_str())
}
