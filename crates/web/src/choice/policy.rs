//! A policy rule by rule, and what is worth saying about its text.

use askama::Template;
use traction_core::choice::policy::check_policy;
use traction_office::choice;

use crate::figures::table_of;
use crate::frame::{Frame, Section};
use crate::links::href;
use crate::parts::{Link, Table};
use crate::server::{Answer, Asked, Form, Refusal};

#[derive(Template)]
#[template(path = "choice/policy.html")]
struct PolicyPage {
    frame: Frame,
    about: String,
    rules: Vec<(String, String)>,
    problems: Option<Table>,
    rows: Option<Table>,
    ways: Vec<Link>,
    csv: String,
    json: String,
}

/// The page.
///
/// # Errors
/// When there is no such policy.
pub fn page(asked: &Asked) -> Result<Answer, Refusal> {
    asked.only(&[])?;
    let name = asked.name();
    // Only names of the list are looked up: a page reads no other file.
    let known = choice::list_policies(&asked.district)?;
    let Some(line) = known.into_iter().find(|policy| policy.id == name) else {
        return Err(Refusal::unknown("policy", name, "the desk lists the policies")
            .with_way("/choice", "The choice desk"));
    };
    let text = choice::find_policy(Some(&asked.district), &line.id)?;
    let reading = check_policy(&text);
    let problems =
        choice::problems_sheet("What is worth knowing about the text", &reading.problems);
    let mut sheets = Vec::new();
    let mut rows = None;
    if let Some(policy) = &reading.policy {
        sheets.push(choice::words_sheet(policy));
        if let Ok(sheet) = choice::check_rows(&asked.district, policy, None) {
            rows = (!sheet.rows.is_empty()).then(|| table_of(&sheet));
        }
    }
    let shown = (!reading.problems.is_empty()).then(|| {
        let mut table = table_of(&problems);
        table.caption = "In the text".to_owned();
        table
    });
    sheets.push(problems);
    let rules = reading.policy.as_ref().map(|policy| policy.in_words()).unwrap_or_default();
    // Without applications there is nothing to practise on.
    let ways = if line.usable && choice::year_of(&asked.district, None).is_ok() {
        vec![
            Link::to(
                &href("/choice/practice", &[("policy", &line.id)]),
                "What it does: practice lotteries",
            ),
            Link::to(&href("/choice/compare", &[("to", &line.id)]), "Compare it with another"),
        ]
    } else {
        Vec::new()
    };
    let page = PolicyPage {
        frame: asked.frame(&line.name, Section::Choice)?.after("Choice", "/choice"),
        about: line.about,
        rules,
        problems: shown,
        rows,
        ways,
        csv: asked.twin(Form::Csv, ""),
        json: asked.twin(Form::Json, ""),
    };
    Ok(Answer::of(page, sheets))
}
