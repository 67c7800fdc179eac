//! One's own account: roles, password, sessions, and one's own looks at rows about people.

use askama::Template;
use traction_office::people::{self, OwnSession};
use traction_office::{Person, Scope};

use super::sign_in::rule;
use crate::charts::words;
use crate::figures::table_of;
use crate::frame::{Frame, Section};
use crate::parts::{Entry, Field, Input, Table};
use crate::server::{Answer, Asked, Fields, Form, Outcome, Refusal, words_beside_a_form};

/// Looks on the page.
const LOOKS: u32 = 50;

/// A role, and what it reaches.
struct RoleLine {
    role: &'static str,
    reach: String,
}

/// A session, and the button that ends it.
struct SessionLine {
    begun: String,
    seen: String,
    place: String,
    is_this: bool,
    end: Entry,
}

#[derive(Template)]
#[template(path = "people/account.html")]
struct AccountPage {
    frame: Frame,
    name: String,
    email: String,
    roles: Vec<RoleLine>,
    password: Entry,
    sessions: Vec<SessionLine>,
    looks: Option<Table>,
    sign_out: Entry,
    csv: String,
    json: String,
}

/// The page.
///
/// # Errors
/// When whoever asks has no account, or the office cannot answer.
pub fn page(asked: &Asked) -> Result<Answer, Refusal> {
    asked.only(&[])?;
    show(asked, None)
}

fn show(asked: &Asked, wrong: Option<&str>) -> Result<Answer, Refusal> {
    let Person::Account(account) = asked.person() else { return Err(Refusal::nothing()) };
    let frame = asked.bare_frame("Your account", Section::Elsewhere);
    let sessions = people::list_own_sessions(&asked.district, asked.visitor.session())?;
    let looks = people::list_own_looks(&asked.district, LOOKS)?;
    let mut password = Entry::of(&frame, "password", "/account/password", "Change it")
        .with(Field::of("before", "Password so far", Input::Password))
        .with(Field::of("after", "New password", Input::NewPassword).saying(&rule()));
    if let Some(words) = wrong {
        password.refuse("", words);
    }
    let page = AccountPage {
        name: account.name.clone(),
        email: account.email.clone(),
        roles: account
            .held
            .iter()
            .map(|held| RoleLine { role: held.role.label(), reach: reach_words(&held.scope) })
            .collect(),
        password,
        sessions: sessions.iter().enumerate().map(|(at, s)| line(&frame, at, s)).collect(),
        looks: (!looks.rows.is_empty()).then(|| table_of(&looks)),
        sign_out: Entry::button(&frame, "sign-out", "/sign-out", "Sign out", ""),
        csv: asked.twin(Form::Csv, ""),
        json: asked.twin(Form::Json, ""),
        frame,
    };
    Ok(Answer::of(page, vec![looks]))
}

fn line(frame: &Frame, at: usize, session: &OwnSession) -> SessionLine {
    let about = format!("the session begun {}", minute(session.begun));
    let end = Entry::button(frame, &format!("end-{at}"), "/account/sessions", "End it", &about)
        .with(Field::hidden("session", &session.id));
    SessionLine {
        begun: minute(session.begun),
        seen: minute(session.seen),
        place: session.place.clone(),
        is_this: session.is_this,
        end,
    }
}

/// A moment to the minute, in the time of the machine that serves.
fn minute(at: jiff::Timestamp) -> String {
    at.to_zoned(jiff::tz::TimeZone::system()).strftime("%B %-d, %H:%M").to_string()
}

/// What a role reaches, in words.
fn reach_words(scope: &Scope) -> String {
    let named = |count: usize, one: &str, many: &str| match count {
        1 => format!("1 {one}"),
        count => format!("{} {many}", words::count(count as u64)),
    };
    match scope {
        Scope::District => "the whole district".to_owned(),
        Scope::Schools(schools) if schools.len() <= 6 => {
            let ids: Vec<&str> = schools.iter().map(|id| id.as_str()).collect();
            format!("{} {}", if ids.len() == 1 { "school" } else { "schools" }, words::list(&ids))
        }
        Scope::Schools(schools) => named(schools.len(), "school", "schools"),
        Scope::Students(students) => named(students.len(), "student", "students"),
        Scope::Both(schools, students) => format!(
            "{} and {}",
            named(schools.len(), "school", "schools"),
            named(students.len(), "student", "students")
        ),
    }
}

/// Changes one's own password.
///
/// # Errors
/// When the office cannot do it for another reason than what was typed.
pub fn change_password(asked: &Asked, fields: &Fields) -> Result<Outcome, Refusal> {
    let (before, after) = (fields.exact("before"), fields.exact("after"));
    let from = asked.visitor.address;
    match people::change_password(&asked.district, before, after, from, asked.now) {
        Ok(token) => {
            let words = "Your password is changed, and your other sessions have ended.";
            Ok(Outcome::to("/account").saying(words).signing_in(token))
        }
        Err(error) => {
            let words = words_beside_a_form(error)?;
            Ok(Outcome::again(show(asked, Some(&words))?))
        }
    }
}

/// Ends one of one's own sessions.
///
/// # Errors
/// When it has ended already.
pub fn end_session(asked: &Asked, fields: &Fields) -> Result<Outcome, Refusal> {
    people::end_session(&asked.district, fields.text("session"))?;
    Ok(Outcome::to("/account").saying("The session has ended."))
}
