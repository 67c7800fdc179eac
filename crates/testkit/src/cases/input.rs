//! The tables of a case as facts. A reader for tests: strict, small, and not the product's.

use std::sync::Arc;

use traction_core::district::{
    Batch, Column, Facts, Kind, Missing, Period, SchoolYear, Table, find_table,
};

use super::{Case, CaseError, TextTable};

pub(super) fn facts(case: &Case) -> Result<Facts, CaseError> {
    let year = case.settings.get("Year").and_then(|text| parse_year(text));
    let mut facts = Facts::default();
    for (name, rows) in &case.given {
        let table = find_table(name).ok_or_else(|| case.lacks(&format!("no table {name}")))?;
        for column in &rows.columns {
            if table.find_column(column).is_none() {
                return Err(case.lacks(&format!("{name} has no column {column}")));
            }
        }
        let batch = read(case, table, rows, year)?;
        for (year, rows) in by_year(table, &batch) {
            let mut part = batch.take(rows);
            let known = match year {
                Some(year) => facts.find(table, year),
                None => facts.find_standing(table),
            };
            if let Some(known) = known {
                let mut all = known.clone();
                all.append(&part);
                part = all;
            }
            facts.insert(year, Arc::new(part));
        }
    }
    Ok(facts)
}

/// The rows of each school year; all rows of a standing table.
fn by_year(table: &Table, batch: &Batch) -> Vec<(Option<SchoolYear>, Vec<usize>)> {
    let Some(place) = table.find_year_column().filter(|_| table.period == Period::ByYear) else {
        return vec![(None, (0..batch.len()).collect())];
    };
    let mut years: Vec<(Option<SchoolYear>, Vec<usize>)> = Vec::new();
    for row in 0..batch.len() {
        let year = batch.columns()[place].year(row).map(SchoolYear::ending);
        match years.iter_mut().find(|(known, _)| *known == year) {
            Some((_, rows)) => rows.push(row),
            None => years.push((year, vec![row])),
        }
    }
    years
}

fn read(
    case: &Case,
    table: &'static Table,
    rows: &TextTable,
    year: Option<SchoolYear>,
) -> Result<Batch, CaseError> {
    let mut columns = Vec::new();
    for spec in table.columns {
        let mut column = Column::empty(spec.kind);
        let place = rows.columns.iter().position(|name| name == spec.name);
        for row in &rows.rows {
            let text = place.map_or("", |place| row[place].as_str());
            match (text, spec.kind, year) {
                ("", Kind::Year, Some(year)) if spec.key => column.push_year(year.end()),
                _ => push(&mut column, spec.kind, text).ok_or_else(|| CaseError::Cell {
                    path: case.path.display().to_string(),
                    table: table.name.to_owned(),
                    column: spec.name.to_owned(),
                    text: text.to_owned(),
                })?,
            }
            if spec.required && column.missing(column.len() - 1).is_some() {
                let what = format!("{}.{} must not be blank", table.name, spec.name);
                return Err(case.lacks(&what));
            }
        }
        columns.push(column);
    }
    Ok(Batch::from_columns(table, columns))
}

fn push(column: &mut Column, kind: Kind, text: &str) -> Option<()> {
    let missing =
        [Missing::Blank, Missing::NotCollected, Missing::NotApplicable, Missing::Suppressed]
            .into_iter()
            .find(|reason| reason.token() == text);
    if let Some(reason) = missing {
        column.push_missing(reason);
        return Some(());
    }
    match kind {
        Kind::Text | Kind::Id => column.push_text(text),
        Kind::Year => column.push_year(parse_year(text)?.end()),
        Kind::Date => column.push_date(text.parse().ok()?),
        Kind::Time => {
            let (hours, minutes) = text.split_once(':')?;
            column.push_integer(hours.parse::<i64>().ok()? * 60 + minutes.parse::<i64>().ok()?);
        }
        Kind::Integer => column.push_integer(text.parse().ok()?),
        Kind::Number => column.push_number(text.parse().ok()?),
        Kind::Money => {
            let (whole, cents) = text.split_once('.').unwrap_or((text, "00"));
            column.push_integer(format!("{whole}{cents:0<2}").parse().ok()?);
        }
        Kind::Flag => column.push_flag(text.parse().ok()?),
        Kind::Code(set) => {
            let place = set.codes.iter().position(|code| code.code == text)?;
            column.push_code(u8::try_from(place).ok()?);
        }
    }
    Some(())
}

/// `2025-26`.
fn parse_year(text: &str) -> Option<SchoolYear> {
    let (begin, end) = text.split_once('-')?;
    let begin: i16 = begin.parse().ok()?;
    let end: i16 = end.parse().ok()?;
    ((begin + 1) % 100 == end).then(|| SchoolYear::beginning(begin))
}
