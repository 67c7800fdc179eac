//! What is entered on a student's page: a decision about a line, an allowance, its withdrawal.

use traction_core::graduation::Grant;
use traction_core::graduation::explain::Language;
use traction_office::Silent;
use traction_office::graduation::{self, Decision, LineDecision};

use super::student::show;
use super::words::Words;
use crate::links::{below, href};
use crate::server::{Asked, Fields, Outcome, Refusal, words_beside_a_form};

/// The page from which something was entered: the list for Monday, or the student's own; held to the
/// same diploma, in the same language.
fn back(asked: &Asked, fields: &Fields) -> String {
    let diploma = ("diploma", fields.text("diploma"));
    let language = ("language", fields.text("language"));
    match fields.text("from") {
        "list" => href("/graduation/list", &[("school", fields.text("school")), diploma]),
        _ => href(&below("/graduation/students", asked.name()), &[diploma, language]),
    }
}

/// The language of the page on which something was entered.
fn language(fields: &Fields) -> Language {
    Language::find(fields.text("language")).unwrap_or_default()
}

/// Keeps what is said to a line.
///
/// # Errors
/// When whoever asks may not advise the student, or no way of the student joins that section.
pub fn decide(asked: &Asked, fields: &Fields) -> Result<Outcome, Refusal> {
    let Some(decision) = Decision::find(fields.text("decision")) else {
        return Err(Refusal::unclear("A line is accepted, declined or deferred."));
    };
    let line = graduation::find_line(
        &asked.district,
        asked.name(),
        fields.text("section"),
        fields.find("diploma"),
        asked.now,
        &Silent,
    )?;
    let reason = fields.text("reason").to_owned();
    let line = LineDecision { decision, reason, ..line };
    let language = language(fields);
    let words = match graduation::decide(language, &asked.district, &line, asked.now) {
        Ok(_) => format!(
            "{}: {}, {}.",
            Words::of(language).kept,
            line.section,
            Words::decided(decision, language)
        ),
        Err(error) => words_beside_a_form(error)?,
    };
    Ok(Outcome::to(&back(asked, fields)).saying(&words))
}

/// Enters an allowance.
///
/// # Errors
/// When whoever asks may not advise the student.
pub fn allow(asked: &Asked, fields: &Fields) -> Result<Outcome, Refusal> {
    let text = |name: &str| fields.text(name).to_owned();
    let language = language(fields);
    let words = Words::of(language);
    let credits: Option<f64> = match fields.find("credits").map(str::parse) {
        None => None,
        Some(Ok(credits)) => Some(credits),
        Some(Err(_)) => {
            let wrong = Some((fields, "credits", words.no_number.to_owned()));
            return Ok(Outcome::again(show(asked, language, wrong)?));
        }
    };
    let grant = match fields.text("what") {
        "substitution" => {
            Grant::Substitution { course: text("course"), requirement: text("requirement") }
        }
        "waiver" => Grant::Waiver { requirement: text("requirement"), credits },
        "transfer" => Grant::Transfer {
            title: text("course"),
            from: text("from"),
            credits: credits.unwrap_or_default(),
            requirement: fields.find("requirement").map(str::to_owned),
        },
        "shown" => Grant::Shown { requirement: text("requirement") },
        _ => return Err(Refusal::unclear("What is entered is not one of the four.")),
    };
    let reason = fields.text("reason");
    let (district, student) = (&asked.district, asked.name());
    match graduation::enter_allowance(language, district, student, grant, reason, asked.now) {
        Ok(_) => Ok(Outcome::to(&back(asked, fields)).saying(words.is_entered)),
        Err(error) => {
            let wrong = Some((fields, "reason", words_beside_a_form(error)?));
            Ok(Outcome::again(show(asked, language, wrong)?))
        }
    }
}

/// Takes an allowance back.
///
/// # Errors
/// When whoever asks may not advise the student, or there is no such entry.
pub fn withdraw(asked: &Asked, fields: &Fields) -> Result<Outcome, Refusal> {
    let entry =
        fields.text("entry").parse().map_err(|_| Refusal::unclear("There is no such entry."))?;
    let (language, reason) = (language(fields), fields.text("reason"));
    let (district, student) = (&asked.district, asked.name());
    graduation::withdraw_allowance(language, district, student, entry, reason, asked.now)?;
    Ok(Outcome::to(&back(asked, fields)).saying(Words::of(language).is_withdrawn))
}
