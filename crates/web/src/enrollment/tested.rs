//! The back-test's page: every method side by side, the bands, sizes of schools, the weights.

use askama::Template;
use traction_core::enrollment::Backtest;
use traction_office::{Cell, Sheet, Silent, enrollment};

use super::district::NothingPage;
use super::nothing_counted;
use crate::figures::table_of;
use crate::frame::{Frame, Section};
use crate::parts::Table;
use crate::server::{Answer, Asked, Form, Refusal};

/// A table with its heading and what must be known to read it.
struct Part {
    id: String,
    heading: String,
    table: Option<Table>,
    notes: Vec<String>,
    /// Tables that are folded away, by what opens them.
    more: Vec<(String, Table)>,
    csv: String,
}

#[derive(Template)]
#[template(path = "enrollment/tested.html")]
struct TestedPage {
    frame: Frame,
    parts: Vec<Part>,
    json: String,
}

/// The page.
///
/// # Errors
/// When the office cannot answer.
pub fn page(asked: &Asked) -> Result<Answer, Refusal> {
    asked.only(&[])?;
    let frame = asked
        .frame("How far past projections were off", Section::Enrollment)?
        .after("Enrollment", "/enrollment");
    let backtest = match enrollment::backtest(&asked.district, &Silent) {
        Ok(backtest) => backtest,
        Err(error) => {
            let empty = nothing_counted(error)?;
            return Ok(Answer::of(NothingPage { frame, empty }, Vec::new()));
        }
    };
    let mut sheets = enrollment::backtest_sheets(&backtest);
    sheets.push(enrollment::weights(&asked.district, &Silent)?);
    let parts = sheets.iter().map(|sheet| part(asked, &backtest, sheet)).collect();
    let page = TestedPage { frame, parts, json: asked.twin(Form::Json, "") };
    Ok(Answer::of(page, sheets))
}

fn part(asked: &Asked, backtest: &Backtest, sheet: &Sheet) -> Part {
    let mut part = Part {
        id: sheet.id.clone(),
        heading: sheet.title.clone(),
        table: None,
        notes: sheet.notes.clone(),
        more: Vec::new(),
        csv: asked.twin(Form::Csv, &sheet.id),
    };
    match sheet.id.as_str() {
        "methods" => {
            part.heading = "Every method, one year ahead".to_owned();
            let columns = ["does", "cells", "schools", "district", "origins"];
            for ahead in horizons(sheet) {
                let title = match ahead {
                    1 => "One year ahead".to_owned(),
                    many => format!("{many} years ahead"),
                };
                let mut of = Sheet { title: title.clone(), ..sheet.only(&columns) };
                of.rows = rows_of(sheet, &of, |row| row[1] == Cell::Count(ahead));
                match ahead {
                    1 => part.table = Some(table_of(&of)),
                    _ => part.more.push((title, table_of(&of))),
                }
            }
        }
        "bands" => {
            // A band without a width rests on too few past errors to say how often it held.
            let mut of = sheet.clone();
            of.rows.retain(
                |row| !matches!(row.last(), Some(Cell::Number { value, .. }) if *value <= 0.0),
            );
            if of.rows.len() < sheet.rows.len() {
                part.notes.push("Too few past errors make no band: those are left out.".to_owned());
            }
            part.table = Some(table_of(&of));
        }
        "weights" => {
            part.more.push(("The weights".to_owned(), table_of(&in_words(backtest, sheet))));
        }
        _ => part.table = Some(table_of(&in_words(backtest, sheet))),
    }
    part
}

/// The horizons that a sheet of methods has, in order.
fn horizons(sheet: &Sheet) -> Vec<u64> {
    let mut found = Vec::new();
    for row in &sheet.rows {
        if let Some(Cell::Count(ahead)) = row.get(1)
            && !found.contains(ahead)
        {
            found.push(*ahead);
        }
    }
    found
}

/// Those rows of a narrower copy of a sheet whose whole row is wanted.
fn rows_of(whole: &Sheet, narrow: &Sheet, wanted: impl Fn(&[Cell]) -> bool) -> Vec<Vec<Cell>> {
    let pairs = whole.rows.iter().zip(&narrow.rows);
    pairs.filter(|(row, _)| wanted(row)).map(|(_, row)| row.clone()).collect()
}

/// A sheet with what each method does in place of its code.
fn in_words(backtest: &Backtest, sheet: &Sheet) -> Sheet {
    let mut told = sheet.clone();
    let Some(at) = sheet.columns.iter().position(|column| column.key == "method") else {
        return told;
    };
    for row in &mut told.rows {
        let words = backtest
            .methods
            .iter()
            .find(|method| row.get(at) == Some(&Cell::from(method.id)))
            .map(|method| method.words);
        if let (Some(words), Some(cell)) = (words, row.get_mut(at)) {
            *cell = words.into();
        }
    }
    told
}
