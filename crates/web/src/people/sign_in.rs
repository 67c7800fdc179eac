//! Signing in and out, and choosing a password with a one-time link.

use askama::Template;
use traction_office::people::{self, Attempt, SHORTEST_PASSWORD, SignIn};

use crate::frame::{Frame, Section};
use crate::links::href;
use crate::parts::{Entry, Field, Input, Link};
use crate::server::{Answer, Asked, Fields, Outcome, Refusal, words_beside_a_form};

#[derive(Template)]
#[template(path = "people/sign_in.html")]
struct SignInPage {
    frame: Frame,
    lede: String,
    form: Entry,
    help: String,
    /// Another place where one can sign in: its name, and the way there.
    elsewhere: Option<Link>,
}

const HELP: &str = "No password yet, or forgotten? Whoever keeps the accounts can give you a \
                    link with which you choose one.";

/// The page where one signs in.
///
/// # Errors
/// When there are no accounts: then there is nothing to sign in to.
pub fn page(asked: &Asked) -> Result<Answer, Refusal> {
    asked.only(&["then"])?;
    Ok(show(asked, &Fields::of(&[("then", asked.text("then"))]), None))
}

fn show(asked: &Asked, fields: &Fields, wrong: Option<&str>) -> Answer {
    let frame = asked.bare_frame("Sign in", Section::Elsewhere);
    let mut form = Entry::of(&frame, "sign-in", "/sign-in", "Sign in")
        .with(Field::of("email", "E-mail", Input::Email).holding(fields.text("email")))
        .with(Field::of("password", "Password", Input::Password))
        .with(Field::hidden("then", fields.text("then")));
    form.wrong = wrong.map(str::to_owned);
    let lede = "These pages are for people with an account of the district.".to_owned();
    // A provider that cannot be read about is told by whoever keeps the folder, not here.
    let provider = people::Provider::load(&asked.district).unwrap_or_else(|error| {
        tracing::error!(%error, "the sign-in provider cannot be read");
        None
    });
    let elsewhere = provider.map(|provider| {
        let way = href("/sign-in/provider", &[("then", fields.text("then"))]);
        Link::to(&way, &format!("Sign in with {}", provider.name))
    });
    let page = SignInPage { frame, lede, form, help: HELP.to_owned(), elsewhere };
    Answer::of(page, Vec::new())
}

/// Signs somebody in.
///
/// # Errors
/// When too many attempts failed, or the office cannot answer.
pub fn sign_in(asked: &Asked, fields: &Fields) -> Result<Outcome, Refusal> {
    let attempt = Attempt {
        email: fields.text("email"),
        password: fields.exact("password"),
        from: asked.visitor.address,
    };
    match people::sign_in(&asked.district, &attempt, asked.now)? {
        SignIn::In(token) => Ok(Outcome::to(fields.find("then").unwrap_or("/")).signing_in(token)),
        SignIn::Wrong => {
            let words = "No account in use has this address and this password.";
            Ok(Outcome::again(show(asked, fields, Some(words))))
        }
        SignIn::TooOften => Err(Refusal::too_often(
            "Wait a quarter of an hour before you try again, or ask whoever keeps the accounts \
             for a one-time link.",
        )),
    }
}

/// Ends the session.
///
/// # Errors
/// When the catalog cannot be written.
pub fn sign_out(asked: &Asked, _: &Fields) -> Result<Outcome, Refusal> {
    if let Some(token) = asked.visitor.session() {
        people::sign_out(&asked.district, token)?;
    }
    Ok(Outcome::to("/sign-in").saying("You are signed out.").signing_out())
}

/// The page where one chooses a password with a one-time link.
///
/// # Errors
/// When the link no longer holds; a link that never was looks the same.
pub fn password_page(asked: &Asked) -> Result<Answer, Refusal> {
    asked.only(&[])?;
    choosing(asked, None)
}

fn choosing(asked: &Asked, wrong: Option<&str>) -> Result<Answer, Refusal> {
    let Some(email) = people::find_link(&asked.district, asked.name(), asked.now)? else {
        return Err(Refusal::old_link());
    };
    let frame = asked.bare_frame("Choose a password", Section::Elsewhere);
    let action = format!("/sign-in/password/{}", asked.name());
    let mut form = Entry::of(&frame, "choose", &action, "Keep it and sign in")
        .with(Field::hidden("email", &email))
        .with(Field::of("password", "New password", Input::NewPassword).saying(&rule()));
    if let Some(words) = wrong {
        form.refuse("password", words);
    }
    let lede = "The link works once. Nobody else learns what you choose.".to_owned();
    let page = SignInPage { frame, lede, form, help: String::new(), elsewhere: None };
    Ok(Answer::of(page, Vec::new()))
}

/// What a password must be.
pub(super) fn rule() -> String {
    format!(
        "At least {SHORTEST_PASSWORD} characters. A few words in a row are easy to remember and \
         hard to guess."
    )
}

/// Keeps the password that was chosen.
///
/// # Errors
/// When the link no longer holds.
pub fn choose_password(asked: &Asked, fields: &Fields) -> Result<Outcome, Refusal> {
    let (link, password) = (asked.name(), fields.exact("password"));
    let from = asked.visitor.address;
    match people::choose_password(&asked.district, link, password, from, asked.now) {
        Ok(token) => Ok(Outcome::to("/").saying("Your password is kept.").signing_in(token)),
        Err(error) => {
            let words = words_beside_a_form(error)?;
            Ok(Outcome::again(choosing(asked, Some(&words))?))
        }
    }
}
