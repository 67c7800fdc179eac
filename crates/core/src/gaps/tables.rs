//! Reports as plain tables, for CSV, JSON, spreadsheets and the table beneath each chart.

use serde::Serialize;

use super::policy::Unit;
use super::report::{Figure, GapReport, GroupFigure, Measured};
use crate::disclosure::Shown;

/// One column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Column {
    /// Heading.
    pub name: String,
    /// What its numbers are; `None` for words.
    pub unit: Option<Unit>,
}

/// One cell.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Cell {
    /// Words.
    Text(String),
    /// A number in the column's unit, unrounded.
    Number(f64),
    /// A count.
    Count(u64),
    /// What stands in a figure's place.
    Instead {
        /// In words.
        instead: String,
    },
}

/// A table with its title, units and footnotes.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Table {
    /// Short name for files and anchors.
    pub id: &'static str,
    /// Title.
    pub title: String,
    /// Columns.
    pub columns: Vec<Column>,
    /// Rows; each has as many cells as there are columns.
    pub rows: Vec<Vec<Cell>>,
    /// Footnotes.
    pub footnotes: Vec<String>,
}

impl Table {
    /// The heading and rows as text, printed as the units say: ready for CSV.
    pub fn texts(&self) -> Vec<Vec<String>> {
        let head = self.columns.iter().map(|c| c.name.clone()).collect();
        let rows = self.rows.iter().map(|row| {
            row.iter().zip(&self.columns).map(|(cell, column)| cell.print(column.unit)).collect()
        });
        std::iter::once(head).chain(rows).collect()
    }
}

impl Cell {
    /// As printed in a column of this unit.
    pub fn print(&self, unit: Option<Unit>) -> String {
        match self {
            Cell::Text(text) => text.clone(),
            Cell::Number(value) => unit.map_or_else(|| value.to_string(), |u| u.print(*value)),
            Cell::Count(count) => count.to_string(),
            Cell::Instead { instead } => instead.clone(),
        }
    }

    fn of<T>(shown: &Shown<T>, cell: impl FnOnce(&T) -> Cell) -> Cell {
        match (shown.value(), shown.words()) {
            (Some(value), _) => cell(value),
            (None, words) => Cell::Instead { instead: words.unwrap_or("").to_owned() },
        }
    }
}

fn words(name: &str) -> Column {
    Column { name: name.to_owned(), unit: None }
}

fn numbers(name: &str, unit: Unit) -> Column {
    Column { name: name.to_owned(), unit: Some(unit) }
}

fn end(interval: Option<(f64, f64)>, pick: fn((f64, f64)) -> f64) -> Cell {
    interval.map_or(Cell::Text(String::new()), |ends| Cell::Number(pick(ends)))
}

fn figure_cells(shown: &Shown<Figure>) -> [Cell; 4] {
    [
        Cell::of(shown, |f| Cell::Number(f.value)),
        Cell::of(shown, |f| end(f.interval, |i| i.0)),
        Cell::of(shown, |f| end(f.interval, |i| i.1)),
        match shown.coded() {
            Some(coded) => Cell::Count(coded.n()),
            None => Cell::of(shown, |f| Cell::Count(f.n)),
        },
    ]
}

fn measured_cells(shown: &Shown<Measured>) -> [Cell; 3] {
    [
        Cell::of(shown, |m| Cell::Number(m.value)),
        Cell::of(shown, |m| end(m.interval, |i| i.0)),
        Cell::of(shown, |m| end(m.interval, |i| i.1)),
    ]
}

fn figure_columns(name: &str, unit: Unit) -> [Column; 4] {
    [
        numbers(name, unit),
        numbers(&format!("{name}, low"), unit),
        numbers(&format!("{name}, high"), unit),
        numbers(&format!("{name}, students"), Unit::Students),
    ]
}

fn gap_columns(unit: Unit) -> [Column; 3] {
    [numbers("Gap", unit), numbers("Gap, low", unit), numbers("Gap, high", unit)]
}

/// All tables of a report.
pub(super) fn tables_of(report: &GapReport) -> Vec<Table> {
    let footnotes = report.footnotes.clone();
    let mut tables = vec![
        group_table(report, "groups", "Every group", &report.groups),
        group_table(report, "crossed", "Within the group", &report.crossed),
        year_table(report),
        school_table(report),
    ];
    tables.extend(location_table(report));
    tables.retain(|table| !table.rows.is_empty());
    for table in &mut tables {
        table.title = format!("{}: {}, {}", report.measure.name, table.title, report.place);
        table.footnotes.extend(footnotes.iter().cloned());
    }
    tables
}

fn group_table(report: &GapReport, id: &'static str, title: &str, rows: &[GroupFigure]) -> Table {
    let mut columns = vec![words("Dimension"), words("Group")];
    columns.extend(figure_columns(&report.measure.name, report.measure.unit));
    let rows = rows
        .iter()
        .map(|row| {
            let dimension = row.dimension.map_or("", |d| d.label());
            let mut cells = vec![Cell::Text(dimension.to_owned()), Cell::Text(row.label.clone())];
            cells.extend(figure_cells(&row.figure));
            cells
        })
        .collect();
    let title = format!("{title}, {}", report.year);
    Table { id, title, columns, rows, footnotes: Vec::new() }
}

fn year_table(report: &GapReport) -> Table {
    let unit = report.measure.unit;
    let mut columns = vec![words("School year")];
    columns.extend(figure_columns(&report.comparison.focus, unit));
    columns.extend(figure_columns(&report.comparison.reference, unit));
    columns.extend(gap_columns(unit.of_difference()));
    columns.push(words("Note"));
    let rows = report
        .years
        .iter()
        .map(|year| {
            let mut cells = vec![Cell::Text(year.year.to_string())];
            cells.extend(figure_cells(&year.focus));
            cells.extend(figure_cells(&year.reference));
            cells.extend(measured_cells(&year.gap));
            cells.push(Cell::Text(year.impacted.clone().unwrap_or_default()));
            cells
        })
        .collect();
    Table { id: "years", title: "by year".to_owned(), columns, rows, footnotes: Vec::new() }
}

fn school_table(report: &GapReport) -> Table {
    let unit = report.measure.unit;
    let mut columns = vec![words("School"), words("Name"), words("Cluster")];
    columns.extend(figure_columns(&report.comparison.focus, unit));
    columns.extend(figure_columns(&report.comparison.reference, unit));
    columns.extend(gap_columns(unit.of_difference()));
    columns.push(numbers(&format!("{}, shrunken", report.comparison.focus), unit));
    columns.push(words("Beyond chance"));
    let rows = report
        .schools
        .iter()
        .map(|school| {
            let mut cells = vec![
                Cell::Text(school.school_id.clone()),
                Cell::Text(school.school_name.clone()),
                Cell::Text(school.cluster.clone().unwrap_or_default()),
            ];
            cells.extend(figure_cells(&school.focus));
            cells.extend(figure_cells(&school.reference));
            cells.extend(measured_cells(&school.gap));
            cells.push(Cell::of(&school.shrunken_focus, |f| Cell::Number(f.value)));
            cells.push(Cell::of(&school.flagged, |flagged| {
                Cell::Text(if *flagged { "yes" } else { "no" }.to_owned())
            }));
            cells
        })
        .collect();
    let footnotes = vec![
        "Shrunken figures are pulled toward what is usual in the district because the school's own \
         count is small. They are a better guess on average, not a report of what happened."
            .to_owned(),
    ];
    let title = format!("by school, {}", report.year);
    Table { id: "schools", title, columns, rows, footnotes }
}

fn location_table(report: &GapReport) -> Option<Table> {
    let location = report.location.value()?;
    let unit = report.measure.unit.of_difference();
    let row = |name: &str, value: f64, unit: Unit| {
        vec![Cell::Text(name.to_owned()), Cell::Text(unit.print(value))]
    };
    let mut rows = vec![
        row("Between schools", location.between, unit),
        row("Within schools", location.within, unit),
        row("From who attends which school", location.from_attendance, unit),
        row("From how each school serves the two", location.from_service, unit),
    ];
    let places =
        [("schools", Some(&location.by_school)), ("clusters", location.by_cluster.value())];
    for (place, segregation) in places {
        let Some(s) = segregation else { continue };
        rows.extend([
            row(&format!("Dissimilarity among {place}"), s.dissimilarity, Unit::Index),
            row(&format!("Theil's H among {place}"), s.theil_h, Unit::Index),
            row(&format!("Mutual information among {place}"), s.mutual_information, Unit::Index),
            row(&format!("Exposure to the reference among {place}"), s.exposure, Unit::Percent),
            row(&format!("Isolation among {place}"), s.isolation, Unit::Percent),
        ]);
    }
    Some(Table {
        id: "location",
        title: format!("where the gap lives, {}", report.year),
        columns: vec![words("Part"), words("Figure")],
        rows,
        footnotes: Vec::new(),
    })
}
