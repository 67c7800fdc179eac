//! What may be shown: the rules in force, and why a figure is withheld. One click from each.

use askama::Template;
use traction_core::disclosure::Reason;
use traction_office::Sheet;
use traction_office::disclosure;

use crate::frame::{Frame, Section};
use crate::server::{Answer, Asked, Form, Refusal};

/// Where the rules stand.
pub const ADDRESS: &str = "/disclosure";

/// Where a reason is explained.
pub fn href_of(reason: Reason) -> String {
    format!("{ADDRESS}#{}", reason.code())
}

/// Where ranges are explained.
pub fn href_of_ranges() -> String {
    format!("{ADDRESS}#ranges")
}

/// Rules of one name with their words.
struct Named {
    name: String,
    words: Vec<String>,
}

struct Said {
    code: &'static str,
    words: &'static str,
    rule: &'static str,
}

struct Source {
    version: String,
    citation: String,
    source: String,
    checked: &'static str,
    note: String,
}

#[derive(Template)]
#[template(path = "disclosure/rules.html")]
struct RulesPage {
    frame: Frame,
    rules: Vec<Named>,
    reasons: Vec<Said>,
    sources: Vec<Source>,
    csv: String,
    json: String,
}

/// The page.
///
/// # Errors
/// When the rules cannot be read.
pub fn page(asked: &Asked) -> Result<Answer, Refusal> {
    asked.only(&[])?;
    let today = jiff::Zoned::now().date();
    let district = &asked.district;
    let protection = disclosure::protection(district, today)?;
    let policy = disclosure::load_policy(district)?;
    let sheet: Sheet = disclosure::policy_sheet(district, today)?;
    let sources = policy
        .list_in_force(today)
        .into_iter()
        .map(|rules| Source {
            version: format!("{} {}", rules.id, rules.version),
            citation: rules.citation.clone(),
            source: rules.source.clone(),
            checked: if rules.verified { "Checked against that text." } else { "Not all checked." },
            note: rules.note.clone(),
        })
        .collect();
    let mut rules: Vec<Named> = Vec::new();
    for rule in disclosure::describe(&protection) {
        match rules.last_mut().filter(|last| last.name == rule.name) {
            Some(last) => last.words.push(rule.words),
            None => rules.push(Named { name: rule.name.to_owned(), words: vec![rule.words] }),
        }
    }
    let page = RulesPage {
        frame: asked.frame("What may be shown", Section::Measures)?.after("Measures", "/measures"),
        rules,
        reasons: Reason::ALL
            .into_iter()
            .map(|reason| Said { code: reason.code(), words: reason.words(), rule: reason.rule() })
            .collect(),
        sources,
        csv: asked.twin(Form::Csv, ""),
        json: asked.twin(Form::Json, ""),
    };
    Ok(Answer::of(page, vec![sheet]))
}
