//! The back-test's page: every method side by side, the bands, sizes of schools, the weights.

use askama::Template;
use traction_office::{Sheet, Silent, enrollment};

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
    table: Table,
    notes: Vec<String>,
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
    let parts = sheets.iter().map(|sheet| part(asked, sheet)).collect();
    let page = TestedPage { frame, parts, json: asked.twin(Form::Json, "") };
    Ok(Answer::of(page, sheets))
}

fn part(asked: &Asked, sheet: &Sheet) -> Part {
    Part {
        id: sheet.id.clone(),
        heading: sheet.title.clone(),
        table: table_of(sheet),
        notes: sheet.notes.clone(),
        csv: asked.twin(Form::Csv, &sheet.id),
    }
}
