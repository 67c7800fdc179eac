//! Who looked at rows about people, and who changed which account.

use askama::Template;
use traction_office::people::{LookQuery, access_sheet, account_log_sheet};
use traction_office::{Sheet, people};

use crate::charts::words;
use crate::figures::table_of;
use crate::frame::{Frame, Section};
use crate::parts::{Choice, Empty, Filters, Select, Table};
use crate::server::{Answer, Asked, Form, Refusal};

/// Lines on a page; the twins hold all of them.
const LINES: usize = 200;

#[derive(Template)]
#[template(path = "people/log.html")]
struct LogPage {
    frame: Frame,
    lede: String,
    filters: Option<Filters>,
    table: Option<Table>,
    more: String,
    empty: Empty,
    csv: String,
    json: String,
}

/// The access log. It says who, what kind of rows, how many, why and when, and names no student.
///
/// # Errors
/// When whoever asks does not keep accounts, or the office cannot answer.
pub fn looks_page(asked: &Asked) -> Result<Answer, Refusal> {
    asked.only(&["who"])?;
    let who = asked.find("who").map(str::to_owned);
    let sheet = access_sheet(&asked.district, &LookQuery { who: who.clone(), limit: None })?;
    let choose = |value: &str, text: &str| Choice {
        value: value.to_owned(),
        text: text.to_owned(),
        chosen: who.as_deref().unwrap_or_default() == value,
    };
    let people = people::list_lookers(&asked.district)?;
    let choices = std::iter::once(choose("", "Everybody"))
        .chain(people.iter().map(|name| choose(name, name)))
        .collect();
    let filters = Filters {
        action: "/people/looks".to_owned(),
        search: None,
        selects: vec![Select { name: "who".to_owned(), label: "Who".to_owned(), choices }],
        button: "Show".to_owned(),
    };
    let lede = "Every look at rows about students or staff: who, what kind of rows, how many, and \
                the reason for which they may.";
    Ok(log(asked, "Looks at rows about people", lede, Some(filters), sheet))
}

/// The log of accounts.
///
/// # Errors
/// When whoever asks does not keep accounts, or the office cannot answer.
pub fn changes_page(asked: &Asked) -> Result<Answer, Refusal> {
    asked.only(&[])?;
    let sheet = account_log_sheet(&asked.district, None)?;
    let lede = "Accounts that were added, granted roles, given links or disabled, and by whom.";
    Ok(log(asked, "Changes to accounts", lede, None, sheet))
}

fn log(asked: &Asked, title: &str, lede: &str, filters: Option<Filters>, sheet: Sheet) -> Answer {
    let all = sheet.rows.len();
    let mut shown = sheet.clone();
    shown.rows.truncate(LINES);
    shown.notes.clear();
    let more = if all > LINES {
        format!("The latest {LINES} of {}; all are in the downloads.", words::count(all as u64))
    } else {
        String::new()
    };
    let page = LogPage {
        frame: asked.bare_frame(title, Section::People).after("People", "/people"),
        lede: lede.to_owned(),
        filters: filters.filter(|filters| filters.selects[0].choices.len() > 1),
        table: (all > 0).then(|| table_of(&shown)),
        more,
        empty: Empty {
            says: "Nothing yet".to_owned(),
            because: "What happens is written down here as it happens.".to_owned(),
            way_on: None,
        },
        csv: asked.twin(Form::Csv, ""),
        json: asked.twin(Form::Json, ""),
    };
    Answer::of(page, vec![sheet])
}
