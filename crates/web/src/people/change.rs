//! What is done to one account: roles, caseload, link, standing.

use traction_office::OfficeError;
use traction_office::access::Role;
use traction_office::people;

use super::person::{Beside, show};
use super::{person_href, read_grant};
use crate::charts::words;
use crate::server::{Asked, Fields, Outcome, Refusal, words_beside_a_form};

/// Back to the account's page with words, or the page again with what is wrong.
fn done(
    asked: &Asked,
    fields: &Fields,
    form: &str,
    result: Result<String, OfficeError>,
) -> Result<Outcome, Refusal> {
    match result {
        Ok(words) => Ok(Outcome::to(&person_href(asked.name())).saying(&words)),
        Err(error) => {
            let words = words_beside_a_form(error)?;
            let beside =
                Beside { fields: fields.clone(), wrong: Some((form, words)), ..Beside::default() };
            Ok(Outcome::again(show(asked, beside)?))
        }
    }
}

/// Grants a role.
///
/// # Errors
/// When whoever asks does not keep accounts, or the office cannot answer.
pub fn grant(asked: &Asked, fields: &Fields) -> Result<Outcome, Refusal> {
    let result = read_grant(fields).and_then(|grant| {
        let grant = grant.ok_or_else(|| OfficeError::Refused {
            what: "no role was chosen".to_owned(),
            hint: String::new(),
        })?;
        people::grant(&asked.district, asked.name(), &grant, asked.now)?;
        Ok(format!("{}, for {}.", grant.role.label(), grant.reach_words()))
    });
    done(asked, fields, "grant", result)
}

/// Takes a role away.
///
/// # Errors
/// When whoever asks does not keep accounts, or the office cannot answer.
pub fn revoke(asked: &Asked, fields: &Fields) -> Result<Outcome, Refusal> {
    let result = Role::parse(fields.text("role")).and_then(|role| {
        people::revoke(&asked.district, asked.name(), role, asked.now)?;
        Ok(format!("No longer {}.", role.label().to_lowercase()))
    });
    done(asked, fields, "grant", result)
}

/// Lets nobody sign in with the account.
///
/// # Errors
/// When whoever asks does not keep accounts, or the office cannot answer.
pub fn disable(asked: &Asked, fields: &Fields) -> Result<Outcome, Refusal> {
    let result = people::set_disabled(&asked.district, asked.name(), true, asked.now);
    done(asked, fields, "grant", result.map(|()| "Disabled; its sessions have ended.".to_owned()))
}

/// Lets its person sign in again.
///
/// # Errors
/// When whoever asks does not keep accounts, or the office cannot answer.
pub fn enable(asked: &Asked, fields: &Fields) -> Result<Outcome, Refusal> {
    let result = people::set_disabled(&asked.district, asked.name(), false, asked.now);
    done(asked, fields, "grant", result.map(|()| "They can sign in again.".to_owned()))
}

/// Makes a one-time link and shows it once.
///
/// # Errors
/// When whoever asks does not keep accounts, or the office cannot answer.
pub fn make_link(asked: &Asked, fields: &Fields) -> Result<Outcome, Refusal> {
    match people::make_link(&asked.district, asked.name(), asked.now) {
        Ok(link) => {
            let beside = Beside { link: Some(link), ..Beside::default() };
            Ok(Outcome::shown_once(show(asked, beside)?))
        }
        Err(error) => done(asked, fields, "grant", Err(error)),
    }
}

/// Sets a counselor's caseload from a pasted list.
///
/// # Errors
/// When whoever asks does not keep accounts, or the office cannot answer.
pub fn set_caseload(asked: &Asked, fields: &Fields) -> Result<Outcome, Refusal> {
    let result = people::read_caseload(fields.exact("students"))
        .and_then(|list| people::set_caseload(&asked.district, asked.name(), &list, asked.now))
        .map(|set| match set.unknown.len() {
            0 => format!("A caseload of {} students.", words::count(set.students)),
            left => format!(
                "A caseload of {} students. {left} numbers are no student’s of the district and \
                 were left out.",
                words::count(set.students)
            ),
        });
    done(asked, fields, "caseload", result)
}
