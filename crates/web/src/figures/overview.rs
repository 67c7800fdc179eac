//! Every group's gap in one measure.

use traction_core::gaps::engine::{Overview, OverviewLine};
use traction_core::gaps::report::Course;

use super::{Around, figure_cells, gap_cells, gap_point, gap_unit_of, unit_of};
use crate::charts::words::Unit;
use crate::charts::{IntervalChart, IntervalRow, Named};
use crate::parts::{Cell, Column, Figure, Picture, Row, Table};

/// Every group's gap, with a link for each to its own page.
pub fn overview_figure(
    overview: &Overview,
    around: &Around,
    link: impl Fn(&OverviewLine) -> String,
) -> Figure {
    let unit = gap_unit_of(overview.measure.unit);
    let mut last = "";
    let rows = by_dimension(overview)
        .into_iter()
        .filter(|row| row.gap.words() != Some("no students"))
        .map(|row| {
            let drawn = IntervalRow::of(&row.comparison.focus, gap_point(&row.gap));
            let begins = row.comparison.dimension != last;
            last = row.comparison.dimension;
            if begins { drawn.under(row.comparison.dimension) } else { drawn }
        })
        .collect();
    Figure {
        id: "gaps".to_owned(),
        heading: heading(overview),
        measured: format!(
            "{}: each group minus those it is compared with, {}, {}; {}",
            overview.measure.name,
            overview.place,
            overview.year,
            super::direction_words(overview.measure.direction)
        ),
        picture: Picture::of(&IntervalChart {
            named: Named::as_chart("gaps-chart", &format!("{}, every gap", overview.measure.name)),
            unit,
            rows,
            reference: None,
            counted: "students".to_owned(),
        }),
        words: "Each dot is a group’s figure minus that of the students it is compared with; the \
                bar is its 95% interval. Beyond chance means: after control for having looked at \
                every group."
            .to_owned(),
        table: table(overview, unit, link),
        source: around.source("overview", None),
    }
}

/// The lines with those of one dimension together, the dimensions in the order of their first.
fn by_dimension(overview: &Overview) -> Vec<&OverviewLine> {
    let of = |line: &OverviewLine| line.comparison.dimension;
    let first = |line: &OverviewLine| overview.lines.iter().position(|other| of(other) == of(line));
    let mut lines: Vec<&OverviewLine> = overview.lines.iter().collect();
    lines.sort_by_key(|line| first(line));
    lines
}

fn heading(overview: &Overview) -> String {
    let clear = |row: &&OverviewLine| {
        row.flagged.value() == Some(&true) && row.disadvantage.value().is_some_and(|d| *d > 0.0)
    };
    let shown = overview.lines.iter().filter(|row| row.gap.value().is_some()).count();
    match overview.lines.iter().filter(clear).count() {
        0 => format!("Of {shown} groups, none is served worse beyond chance"),
        1 => format!("Of {shown} groups, one is served worse beyond chance"),
        worse => format!("Of {shown} groups, {worse} are served worse beyond chance"),
    }
}

fn table(overview: &Overview, gap_unit: Unit, link: impl Fn(&OverviewLine) -> String) -> Table {
    let unit = unit_of(overview.measure.unit);
    let gap = if gap_unit == Unit::Points(0) { "Gap, points" } else { "Gap" };
    let columns = vec![
        Column::words("Group"),
        Column::numbers("Figure"),
        Column::numbers("Students"),
        Column::words("Compared with"),
        Column::numbers("Figure"),
        Column::numbers("Students"),
        Column::numbers(gap),
        Column::numbers("95% interval"),
        Column::words("Beyond chance"),
        Column::words("Over the years"),
    ];
    let rows = by_dimension(overview).into_iter().map(|row| {
        let [focus, _, focus_n] = figure_cells(&row.focus, unit);
        let [reference, _, reference_n] = figure_cells(&row.reference, unit);
        let [gap, interval] = gap_cells(&row.gap, gap_unit);
        let going: Cell = match row.course.value() {
            Some(Course::Closing) => "closing".into(),
            Some(Course::Widening) => "widening".into(),
            Some(Course::Unclear) => "not clear".into(),
            None => "".into(),
        };
        let chance: Cell = match row.flagged.value() {
            Some(true) => "yes".into(),
            Some(false) => "no".into(),
            None => "".into(),
        };
        let versus: Cell = row.comparison.reference.as_str().into();
        Row::of(
            &row.comparison.focus,
            [focus, focus_n, versus, reference, reference_n, gap, interval, chance, going],
        )
        .linked(&link(row))
    });
    let [all, _, all_n] = figure_cells(&overview.all, unit);
    let nothing = || Cell::from("");
    let rest = std::iter::repeat_with(nothing).take(columns.len() - 3);
    let first = Row::of("All students", [all, all_n].into_iter().chain(rest));
    Table {
        caption: format!("{}: every group’s gap, {}", overview.measure.name, overview.year),
        columns,
        rows: std::iter::once(first).chain(rows).collect(),
    }
}
