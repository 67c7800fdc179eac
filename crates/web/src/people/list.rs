//! Every account, its roles, and a form that adds one.

use askama::Template;
use traction_office::people::{self, has_accounts};

use super::{person_href, read_grant, with_role_fields};
use crate::figures::linked_table;
use crate::frame::{Frame, Section};
use crate::parts::{Empty, Entry, Field, Input, Table};
use crate::server::{Answer, Asked, Fields, Form, Outcome, Refusal, words_beside_a_form};

#[derive(Template)]
#[template(path = "people/list.html")]
struct ListPage {
    frame: Frame,
    table: Option<Table>,
    empty: Empty,
    form: Entry,
    csv: String,
    json: String,
}

/// The page.
///
/// # Errors
/// When whoever asks does not keep accounts, or the office cannot answer.
pub fn page(asked: &Asked) -> Result<Answer, Refusal> {
    asked.only(&[])?;
    show(asked, &Fields::default(), None)
}

fn show(asked: &Asked, fields: &Fields, wrong: Option<&str>) -> Result<Answer, Refusal> {
    let sheet = people::sheet(&asked.district)?;
    let frame = asked.bare_frame("People", Section::People);
    let mut form = Entry::of(&frame, "add", "/people", "Add the account")
        .with(Field::of("email", "E-mail", Input::Email).holding(fields.text("email")))
        .with(Field::of("name", "Name", Input::Text).holding(fields.text("name")));
    form = with_role_fields(form, fields, true);
    form.wrong = wrong.map(str::to_owned);
    let mut shown = sheet.clone();
    let emails: Vec<String> =
        sheet.rows.iter().filter_map(|row| Some(row.first()?.print())).collect();
    shown.notes.clear();
    let page = ListPage {
        table: (!shown.rows.is_empty())
            .then(|| linked_table(&shown, |at| emails.get(at).map(|email| person_href(email)))),
        empty: Empty {
            says: "There are no accounts".to_owned(),
            because: "Whoever works on this machine sees every page. With the first account, \
                      everybody signs in. Make one that keeps the accounts first."
                .to_owned(),
            way_on: None,
        },
        form,
        csv: asked.twin(Form::Csv, ""),
        json: asked.twin(Form::Json, ""),
        frame,
    };
    Ok(Answer::of(page, vec![sheet]))
}

/// Adds an account.
///
/// # Errors
/// When whoever asks does not keep accounts, or the office cannot answer.
pub fn add(asked: &Asked, fields: &Fields) -> Result<Outcome, Refusal> {
    let added = read_grant(fields).and_then(|grant| {
        let first = !has_accounts(&asked.district)?;
        let is_admin =
            grant.as_ref().is_some_and(|g| g.role == traction_office::access::Role::Admin);
        if first && !is_admin {
            return Err(traction_office::OfficeError::Refused {
                what: "the first account keeps the others".to_owned(),
                hint: "choose the role Accounts administrator".to_owned(),
            });
        }
        let grants: Vec<_> = grant.into_iter().collect();
        let (email, name) = (fields.text("email"), fields.text("name"));
        let email = people::add(&asked.district, email, name, &grants, asked.now)?;
        // Its page must be reached before everybody has to sign in.
        let link = first.then(|| people::make_link(&asked.district, &email, asked.now));
        Ok((email, link.transpose()?))
    });
    match added {
        Ok((_, Some(link))) => {
            Ok(Outcome::to(&link).saying("This is the first account: choose its password."))
        }
        Ok((email, None)) => {
            let words = format!("{email} was added. A one-time link lets them choose a password.");
            Ok(Outcome::to(&person_href(&email)).saying(&words))
        }
        Err(error) => {
            let words = words_beside_a_form(error)?;
            Ok(Outcome::again(show(asked, fields, Some(&words))?))
        }
    }
}
