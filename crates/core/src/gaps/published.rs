//! A release as it is handed out: one table of text for each of its tables, to be written as files.
//!
//! Every row is a group in a place. A number that is withheld is `*`; a range stands in the words of
//! the page. Nothing is here that the release does not hold. [`super::check`] reads such tables
//! back, with code of its own, to attack them.

use std::collections::BTreeSet;

use super::model::{Dimension, Side};
use super::released::{Given, Release, ReleasedCell, ReleasedTable};
use crate::disclosure::check::tables::Published;

/// What stands for a number that is withheld.
pub const WITHHELD: &str = "*";
/// The group of everybody.
pub const EVERYBODY: &str = "All students";
/// All places of a column, where a row is of no one of them.
const ALL: [&str; 3] = ["All clusters", "All schools", "All grades"];

/// Columns, and what they hold.
pub const COLUMNS: [(&str, &str); 11] = [
    ("measure", "What is measured, by its short name."),
    ("authority", "By whose definition."),
    ("school_year", "The calendar year in which the school year ends."),
    ("cluster", "The cluster of schools; \"All clusters\" in the district's own rows."),
    ("school", "The school, with its number; \"All schools\" together otherwise."),
    ("grade", "The grade, or \"All grades\"."),
    ("group", "The students; \"All but\" a group are those known to be of another one."),
    ("students", "How many there are, or *."),
    (
        "percent",
        "The share, rounded, or a range, or *. In tables of scores the column is mean instead.",
    ),
    ("note", "What stands in the place of a figure that is not given."),
    ("code", "The row's name: place, group and grade."),
];

/// The name of a table's file.
pub fn file_name(table: &ReleasedTable) -> String {
    let name = format!("{}-{}-{}", table.measure, table.authority, table.year);
    let plain = |c: char| if c.is_ascii_alphanumeric() || c == '-' { c } else { '_' };
    format!("{}.csv", name.chars().map(plain).collect::<String>())
}

/// One of a release's tables, as text. `name_of` gives the name of a school by its number.
pub fn table(
    release: &Release,
    table: &ReleasedTable,
    name_of: &dyn Fn(&str) -> Option<String>,
) -> Published {
    let figure = if table.is_rate { "percent" } else { "mean" };
    let header = COLUMNS.iter().map(|(name, _)| match *name {
        "percent" => figure.to_owned(),
        name => name.to_owned(),
    });
    Published {
        name: file_name(table),
        header: header.collect(),
        rows: table.cells.iter().map(|cell| row(release, table, cell, name_of)).collect(),
    }
}

fn row(
    release: &Release,
    table: &ReleasedTable,
    cell: &ReleasedCell,
    name_of: &dyn Fn(&str) -> Option<String>,
) -> Vec<String> {
    let mut parts = cell.cell.split('/');
    let (place, who) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let grade = parts.next().and_then(|grade| grade.strip_prefix("grade:")).unwrap_or(ALL[2]);
    let (cluster, school) = match place.split_once(':') {
        Some(("cluster", id)) => (id.to_owned(), ALL[1].to_owned()),
        Some((_, id)) => {
            let cluster = match release.clusters.get(id) {
                Some(cluster) => cluster.clone(),
                None if release.clusters.is_empty() => ALL[0].to_owned(),
                None => String::new(),
            };
            let name = name_of(id).map_or_else(|| id.to_owned(), |name| format!("{name} ({id})"));
            (cluster, name)
        }
        None => (ALL[0].to_owned(), ALL[1].to_owned()),
    };
    let students = cell.students.map_or(WITHHELD.to_owned(), |n| n.to_string());
    let given = cell.given();
    let figure = match (given, cell.figure) {
        (Given::NoStudents, _) => String::new(),
        (Given::Figure, Some(share)) if table.is_rate => percent(share),
        (Given::Figure, Some(mean)) => mean.to_string(),
        (Given::Range, _) => cell.instead.clone().unwrap_or_default(),
        _ => WITHHELD.to_owned(),
    };
    let note = match given {
        Given::Figure | Given::Range => String::new(),
        _ => cell.instead.clone().unwrap_or_default(),
    };
    vec![
        table.measure.clone(),
        table.authority.clone(),
        table.year.to_string(),
        cluster,
        school,
        grade.to_owned(),
        label(who),
        students,
        figure,
        note,
        cell.cell.clone(),
    ]
}

/// A printed share as a percent: whole, or with the one decimal that it has.
fn percent(share: f64) -> String {
    let tenths = (share * 1000.0).round();
    if tenths % 10.0 == 0.0 {
        format!("{:.0}", tenths / 10.0)
    } else {
        format!("{:.1}", tenths / 10.0)
    }
}

/// The students of a row, in words that no other row's are.
fn label(who: &str) -> String {
    match Side::find(who) {
        Some(Side::OthersThan(group)) => format!("All but {}", group.label()),
        Some(side) => side.label(),
        None if who == "all" => EVERYBODY.to_owned(),
        None => who.to_owned(),
    }
}

/// Groups that are everybody together, as the tables name them: those of a dimension, and a group
/// with its others. Whoever attacks the files is told, so that it need not be guessed.
pub fn list_partitions(release: &Release) -> Vec<Vec<String>> {
    let cells = || release.tables.iter().flat_map(|table| &table.cells);
    let who = |cell: &ReleasedCell| cell.cell.split('/').nth(1).map(str::to_owned);
    let there: BTreeSet<String> = cells().filter_map(who).collect();
    let mut partitions: Vec<Vec<String>> = Vec::new();
    for dimension in Dimension::ALL {
        let groups: Vec<String> = dimension.groups().map(|group| group.code()).collect();
        partitions.push(groups.clone());
        for group in dimension.groups() {
            partitions.push(vec![group.code(), Side::OthersThan(group).code()]);
        }
        if dimension == Dimension::EnglishLearner {
            partitions.push(vec![groups[0].clone(), Side::EverEnglishLearner.code()]);
        }
    }
    for partition in &mut partitions {
        partition.retain(|who| there.contains(who));
    }
    partitions.retain(|partition| partition.len() > 1);
    partitions.iter().map(|of| of.iter().map(|who| label(who)).collect()).collect()
}
