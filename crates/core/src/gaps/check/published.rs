//! A release read back from the files in which it was handed out: what a reader has, and no more.

use std::collections::BTreeMap;

use crate::disclosure::check::tables::Published;
use crate::gaps::released::{Release, ReleasedCell, ReleasedTable};

/// Why a file is not one of a release.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotOurs {
    /// A column is missing.
    #[error("{file} has no column {column}")]
    NoColumn {
        /// The file.
        file: String,
        /// The column.
        column: &'static str,
    },
    /// A cell that cannot be.
    #[error("{file}, row {row}: {text} is no {what}")]
    Cell {
        /// The file.
        file: String,
        /// The row, the first under the header being 1.
        row: usize,
        /// What was found.
        text: String,
        /// What it should be.
        what: &'static str,
    },
    /// Nothing is in it.
    #[error("{file} has no rows")]
    Empty {
        /// The file.
        file: String,
    },
}

/// The release that published tables tell of.
///
/// # Errors
/// The first table that is not one of a release.
pub fn read_release(tables: &[Published]) -> Result<Release, NotOurs> {
    let mut release = Release::default();
    for table in tables {
        let read = read(table, &mut release.clusters)?;
        release.tables.push(read);
    }
    Ok(release)
}

fn read(
    table: &Published,
    clusters: &mut BTreeMap<String, String>,
) -> Result<ReleasedTable, NotOurs> {
    let file = || table.name.clone();
    let find = |column: &'static str| {
        let at = table.header.iter().position(|head| head == column);
        at.ok_or(NotOurs::NoColumn { file: file(), column })
    };
    let is_rate = find("percent").is_ok();
    let figure = find(if is_rate { "percent" } else { "mean" })?;
    let [measure, authority, year] = [find("measure")?, find("authority")?, find("school_year")?];
    let [cluster, code] = [find("cluster")?, find("code")?];
    let [students, note] = [find("students")?, find("note")?];
    let first = table.rows.first().ok_or(NotOurs::Empty { file: file() })?;
    let of_year = first[year].parse().map_err(|_| NotOurs::Cell {
        file: file(),
        row: 1,
        text: first[year].clone(),
        what: "year",
    })?;
    let mut cells = Vec::new();
    for (at, row) in table.rows.iter().enumerate() {
        let wrong = |column: usize, what| NotOurs::Cell {
            file: file(),
            row: at + 1,
            text: row[column].clone(),
            what,
        };
        let school = row[code].split('/').next().and_then(|place| place.strip_prefix("school:"));
        if let Some(school) = school
            && !row[cluster].is_empty()
            && row[cluster] != "All clusters"
        {
            clusters.insert(school.to_owned(), row[cluster].clone());
        }
        let counted = match row[students].as_str() {
            "*" => None,
            text => Some(text.parse().map_err(|_| wrong(students, "number of students"))?),
        };
        let said = Some(row[note].clone()).filter(|note| !note.is_empty());
        let (value, instead) = match row[figure].as_str() {
            "" | "*" => (None, said),
            range if range.contains('%') => (None, Some(range.to_owned())),
            text => {
                let number: f64 = text.parse().map_err(|_| wrong(figure, "figure"))?;
                let share = (number * 10.0).round() / 1000.0;
                (Some(if is_rate { share } else { number }), None)
            }
        };
        cells.push(ReleasedCell {
            cell: row[code].clone(),
            students: counted,
            figure: value,
            instead,
        });
    }
    Ok(ReleasedTable {
        measure: first[measure].clone(),
        authority: first[authority].clone(),
        year: of_year,
        is_rate,
        rows: None,
        cells,
    })
}
