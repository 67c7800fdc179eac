//! The lines of waitlists, in figures; who stands in them is for the office's command line.

use askama::Template;
use traction_office::choice;

use super::without_applications;
use crate::charts::words;
use crate::figures::table_of;
use crate::frame::{Frame, Section};
use crate::parts::{Empty, Link, Table};
use crate::server::{Answer, Asked, Form, Refusal};

#[derive(Template)]
#[template(path = "choice/waitlist.html")]
struct WaitlistPage {
    frame: Frame,
    lede: String,
    table: Option<Table>,
    empty: Empty,
    csv: String,
    json: String,
}

/// The page.
///
/// # Errors
/// When the day is none, or the office cannot answer.
pub fn page(asked: &Asked) -> Result<Answer, Refusal> {
    asked.only(&["on"])?;
    let today = super::today(asked);
    let on = match asked.find("on") {
        None => today,
        Some(text) => text.parse().map_err(|_| {
            Refusal::unclear(&format!("“{text}” is no day; write it as 2027-03-20."))
        })?,
    };
    let empty = Empty {
        says: "There are no lines yet".to_owned(),
        because: "They begin when a run is adopted.".to_owned(),
        way_on: Some(Link::to("/choice", "The choice desk")),
    };
    let frame = asked.frame("Waitlists", Section::Choice)?.after("Choice", "/choice");
    let (lede, table, sheets) = match choice::lines(&asked.district, None, on) {
        Ok(lines) => {
            let sheet = choice::lines_sheet(on, &lines);
            let lede = format!("Seats and lines at the end of {}.", words::day(on));
            // The grade stands with the program's name; the twins have it in a column of its own.
            let mut table =
                table_of(&sheet.only(&["program", "seats", "accepted", "offered", "waiting"]));
            for (row, line) in table.rows.iter_mut().zip(&lines) {
                let grade = words::grade(&line.grade).to_lowercase();
                row.head = format!("{}, {grade}", line.program);
            }
            (lede, Some(table), vec![sheet])
        }
        Err(error) if without_applications(&error) => {
            (String::from("Who waits for which program."), None, vec![choice::lines_sheet(on, &[])])
        }
        Err(error) => return Err(error.into()),
    };
    let page = WaitlistPage {
        frame,
        lede,
        table,
        empty,
        csv: asked.twin(Form::Csv, ""),
        json: asked.twin(Form::Json, ""),
    };
    Ok(Answer::of(page, sheets))
}
