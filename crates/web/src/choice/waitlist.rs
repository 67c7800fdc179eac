//! The lines of waitlists in figures, and for the office whose turn it is.

use askama::Template;
use jiff::civil::Date;
use traction_office::access::{Sight, why_may_see};
use traction_office::choice;

use super::is_not_yet;
use crate::charts::words;
use crate::figures::table_of;
use crate::frame::{Frame, Section};
use crate::links::href;
use crate::parts::{Empty, Link, Table};
use crate::server::{Answer, Asked, Form, Refusal};

#[derive(Template)]
#[template(path = "choice/waitlist.html")]
struct WaitlistPage {
    frame: Frame,
    lede: String,
    table: Option<Table>,
    empty: Empty,
    /// Where whoever may see applications reads whose turn it is.
    turns: Option<String>,
    csv: String,
    json: String,
}

/// The day that is asked for, or today.
fn day(asked: &Asked) -> Result<Date, Refusal> {
    match asked.find("on") {
        None => Ok(asked.today()),
        Some(text) => text
            .parse()
            .map_err(|_| Refusal::unclear(&format!("“{text}” is no day; write it as 2027-03-20."))),
    }
}

/// Whose turn it is, and what each family answered, for whoever may see applications. The look is
/// written into the access log.
///
/// # Errors
/// When nothing is adopted, or whoever asks may see no application.
pub fn turns_page(asked: &Asked) -> Result<Answer, Refusal> {
    asked.only(&["on", "year"])?;
    let on = day(asked)?;
    let found = choice::waitlist(&asked.district, asked.number("year")?, on, asked.now)?;
    let sheets = choice::waitlist_sheets(&found);
    let page = TurnsPage {
        frame: asked
            .frame("Whose turn it is", Section::Choice)?
            .after("Choice", "/choice")
            .after("Waitlists", "/choice/waitlist"),
        lede: format!(
            "What happened since the offers, up to the end of {}. Each look is written into the \
             access log.",
            words::day(on)
        ),
        table: (!sheets[0].rows.is_empty()).then(|| table_of(&sheets[0])),
        csv: asked.twin(Form::Csv, ""),
        json: asked.twin(Form::Json, ""),
    };
    Ok(Answer::of(page, sheets))
}

#[derive(Template)]
#[template(path = "choice/turns.html")]
struct TurnsPage {
    frame: Frame,
    lede: String,
    table: Option<Table>,
    csv: String,
    json: String,
}

/// The page.
///
/// # Errors
/// When the day is none, or the office cannot answer.
pub fn page(asked: &Asked) -> Result<Answer, Refusal> {
    asked.only(&["on", "year"])?;
    let on = day(asked)?;
    let empty = Empty {
        says: "There are no lines yet".to_owned(),
        because: "They begin when a run is adopted.".to_owned(),
        way_on: Some(Link::to("/choice", "The choice desk")),
    };
    let frame = asked.frame("Waitlists", Section::Choice)?.after("Choice", "/choice");
    let (lede, table, sheets) = match choice::lines(&asked.district, asked.number("year")?, on) {
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
        Err(error) if is_not_yet(&error) => {
            (String::from("Who waits for which program."), None, vec![choice::lines_sheet(on, &[])])
        }
        Err(error) => return Err(error.into()),
    };
    let page = WaitlistPage {
        frame,
        lede,
        table,
        empty,
        turns: why_may_see(asked.person(), Sight::Applications)
            .filter(|reason| reason.scope().is_district())
            .map(|_| {
                let asked = [("on", asked.text("on")), ("year", asked.text("year"))];
                href("/choice/turns", &asked)
            }),
        csv: asked.twin(Form::Csv, ""),
        json: asked.twin(Form::Json, ""),
    };
    Ok(Answer::of(page, sheets))
}
