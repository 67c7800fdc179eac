//! One account: its roles, its caseload, its password link.

use askama::Template;
use traction_office::access::Role;
use traction_office::people::{self, AccountLine};

use super::{person_href, with_role_fields};
use crate::frame::{Frame, Section};
use crate::parts::{Empty, Entry, Field, Input};
use crate::server::{Answer, Asked, Fields, Form, Refusal};

/// A role, and the button that takes it away.
struct RoleLine {
    role: &'static str,
    reach: String,
    revoke: Entry,
}

#[derive(Template)]
#[template(path = "people/person.html")]
struct PersonPage {
    frame: Frame,
    name: String,
    email: String,
    state: String,
    link: Option<String>,
    make_link: Option<Entry>,
    own: bool,
    roles: Vec<RoleLine>,
    none: Empty,
    grant: Entry,
    caseload: Option<Entry>,
    standing: Entry,
    json: String,
}

/// What is on the page besides the account itself.
#[derive(Default)]
pub(super) struct Beside<'a> {
    /// What was typed into the form that is shown again.
    pub fields: Fields,
    /// The form's id, and what is wrong with it.
    pub wrong: Option<(&'a str, String)>,
    /// A one-time link, shown once.
    pub link: Option<String>,
}

/// The page.
///
/// # Errors
/// When whoever asks does not keep accounts, there is no such account, or the office cannot
/// answer.
pub fn page(asked: &Asked) -> Result<Answer, Refusal> {
    asked.only(&[])?;
    show(asked, Beside::default())
}

pub(super) fn show(asked: &Asked, beside: Beside<'_>) -> Result<Answer, Refusal> {
    let all = people::list(&asked.district)?;
    let Some(line) = all.into_iter().find(|line| line.email.eq_ignore_ascii_case(asked.name()))
    else {
        return Err(Refusal::unknown("account", asked.name(), "every account is on the list")
            .with_way("/people", "Every account"));
    };
    let frame = asked.bare_frame(&line.name, Section::People).after("People", "/people");
    let at = |step: &str| format!("{}/{step}", person_href(&line.email));
    let (disabled, own) = (line.disabled.is_some(), asked.person().name() == line.email);
    let counselor = line.grants.iter().any(|grant| grant.role == Role::Counselor);
    let grant = with_role_fields(
        Entry::of(&frame, "grant", &at("grant"), "Grant it"),
        &beside.fields,
        false,
    );
    let mut page = PersonPage {
        name: line.name.clone(),
        email: line.email.clone(),
        state: state(&line),
        link: beside.link,
        make_link: (!disabled).then(|| {
            let words =
                if line.has_password { "Reset the password" } else { "Make a one-time link" };
            Entry::button(&frame, "link", &at("link"), words, "")
        }),
        own,
        roles: line
            .grants
            .iter()
            .map(|held| RoleLine {
                role: held.role.label(),
                reach: match held.role {
                    Role::Counselor => format!("{} students", line.caseload),
                    _ => held.reach_words(),
                },
                revoke: Entry::button(
                    &frame,
                    &format!("revoke-{}", held.role.code()),
                    &at("revoke"),
                    "Take away",
                    held.role.label(),
                )
                .with(Field::hidden("role", held.role.code())),
            })
            .collect(),
        none: Empty {
            says: "No role yet".to_owned(),
            because: "Without one, a person sees protected figures only.".to_owned(),
            way_on: None,
        },
        grant,
        caseload: counselor.then(|| {
            Entry::of(&frame, "caseload", &at("caseload"), "Set the caseload").with(
                Field::of("students", "Students", Input::Long(8))
                    .saying(
                        "Paste a list: one number a line, or a table with a column student_id. \
                         It takes the place of the one before.",
                    )
                    .holding(beside.fields.text("students")),
            )
        }),
        standing: if disabled {
            Entry::button(&frame, "enable", &at("enable"), "Let them sign in again", "")
        } else {
            Entry::button(&frame, "disable", &at("disable"), "Disable the account", "")
        },
        json: asked.twin(Form::Json, ""),
        frame,
    };
    if let Some((form, words)) = beside.wrong {
        match (&mut page.caseload, form) {
            (Some(caseload), "caseload") => caseload.refuse("students", &words),
            _ => page.grant.refuse("", &words),
        }
    }
    let mut sheet = people::sheet(&asked.district)?;
    sheet.rows.retain(|row| row.first().is_some_and(|cell| cell.print() == line.email));
    Ok(Answer::of(page, vec![sheet]))
}

fn state(line: &AccountLine) -> String {
    match line.state() {
        "disabled" => "Nobody can sign in with it.".to_owned(),
        "in use" => "In use.".to_owned(),
        _ => "No password was chosen yet.".to_owned(),
    }
}
