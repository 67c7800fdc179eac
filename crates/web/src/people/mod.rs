//! People: signing in, one's own account, the accounts and roles of all, and who looked at what.

mod account;
mod change;
mod list;
mod logs;
mod person;
mod sign_in;

pub use account::{change_password, end_session, page as account_page};
pub use change::{disable, enable, grant, make_link, revoke, set_caseload};
pub use list::{add, page as list_page};
pub use logs::{changes_page, looks_page};
pub use person::page as person_page;
pub use sign_in::{choose_password, page as sign_in_page, password_page, sign_in, sign_out};

use std::collections::BTreeSet;

use traction_office::OfficeError;
use traction_office::access::{Grant, Role};

use crate::links::below;
use crate::parts::{Choice, Entry, Field, Input};
use crate::server::Fields;

/// Where an account's page is.
fn person_href(email: &str) -> String {
    below("/people", email)
}

/// The fields that say which role somebody gets, and for what.
fn with_role_fields(form: Entry, fields: &Fields, any: bool) -> Entry {
    let chosen = fields.text("role");
    let none = any.then(|| Choice {
        value: String::new(),
        text: "None yet".to_owned(),
        chosen: chosen.is_empty(),
    });
    let roles = Role::ALL.into_iter().map(|role| Choice {
        value: role.code().to_owned(),
        text: role.label().to_owned(),
        chosen: role.code() == chosen,
    });
    let names = Choice {
        value: "yes".to_owned(),
        text: "May see students’ names".to_owned(),
        chosen: fields.is_on("names"),
    };
    form.with(Field::of("role", "Role", Input::Choose(none.into_iter().chain(roles).collect())))
        .with(
            Field::of("schools", "Schools", Input::Text)
                .saying(
                    "Numbers, with spaces between. For a principal, a supervisor, a lead partner.",
                )
                .holding(fields.text("schools"))
                .optional(),
        )
        .with(
            Field::of("clusters", "Clusters", Input::Text)
                .saying("Numbers, with spaces between. Schools that join a cluster are in at once.")
                .holding(fields.text("clusters"))
                .optional(),
        )
        .with(Field::of("names", "For a reviewer", Input::Tick(vec![names])).optional())
}

/// The role that a form grants; none when it names none.
fn read_grant(fields: &Fields) -> Result<Option<Grant>, OfficeError> {
    let Some(role) = fields.find("role") else { return Ok(None) };
    let listed = |name: &str| -> BTreeSet<String> {
        let words = fields.text(name).split([' ', ',', ';', '\t']);
        words.filter(|word| !word.is_empty()).map(str::to_owned).collect()
    };
    let role = Role::parse(role)?;
    Grant::of(role, listed("schools"), listed("clusters"), fields.is_on("names")).map(Some)
}
