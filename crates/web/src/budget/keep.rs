//! Change and keep: the formula's inputs out as a workbook, back as a pasted table, recorded as a
//! proposal, adopted by a named person.

use traction_core::budget::explain::dollars;
use traction_core::district::SchoolYear;
use traction_office::access::{Deed, why_may_do};
use traction_office::budget::{self, Desk};
use traction_office::{OfficeError, Sheet, Silent};

use super::sections::{Part, SectionsPage};
use super::{formula_select, frame, open, tabs};
use crate::charts::words;
use crate::figures::table_of;
use crate::links::href;
use crate::parts::{Entry, Field, Input, Link, Stats};
use crate::server::{Answer, Asked, Fields, Form, Outcome, Refusal, words_beside_a_form};

/// The media type of a workbook.
const WORKBOOK: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// What is on the page beside the proposals.
#[derive(Default)]
struct Beside<'a> {
    fields: Fields,
    /// The field that is wrong or the form that was refused, and why.
    wrong: Option<(&'a str, String)>,
}

/// The page.
///
/// # Errors
/// When the office cannot answer.
pub fn page(asked: &Asked) -> Result<Answer, Refusal> {
    asked.only(&["formula"])?;
    let desk = match open(asked)? {
        Ok(desk) => desk,
        Err(answer) => return Ok(*answer),
    };
    show(asked, &desk, &Beside::default())
}

/// The workbook of inputs, amounts and lines.
///
/// # Errors
/// When the office cannot answer.
pub fn workbook(asked: &Asked) -> Result<Answer, Refusal> {
    asked.only(&["formula"])?;
    match open(asked)? {
        Ok(desk) => {
            let bytes = budget::workbook(&desk)?;
            let sheets = vec![budget::input_sheet(&desk)];
            Ok(Answer::of_file(WORKBOOK, "budget.xlsx", bytes).with_sheets(sheets))
        }
        Err(answer) => Ok(*answer),
    }
}

fn show(asked: &Asked, desk: &Desk, beside: &Beside<'_>) -> Result<Answer, Refusal> {
    let frame = frame(asked, "Change and keep")?.after("Budget", "/budget");
    let may = why_may_do(asked.person(), Deed::Allocate)
        .is_some_and(|reason| reason.scope().is_district());
    let proposals = budget::list_proposals(&asked.district)?;
    let columns = [
        "number|Number",
        "made|Made",
        "by|By",
        "policy|Formula and inputs",
        "plans|For",
        "dollars|Dollars|n",
        "how|How it stands",
    ];
    let mut sheet = Sheet::of("proposals", "What was kept", &columns);
    let mut adopt = Vec::new();
    for line in &proposals {
        let how = match (&line.adopted, line.checked) {
            (Some((who, at)), _) => format!("adopted by {who} on {}", at.strftime("%B %-d, %Y")),
            (None, true) => "checked, not adopted".to_owned(),
            (None, false) => "the check found something".to_owned(),
        };
        sheet.push(vec![
            line.id.to_string().into(),
            line.at.strftime("%B %-d, %Y").to_string().into(),
            line.who.clone().into(),
            line.policy.clone().into(),
            line.plans.map(|year| year.to_string()).into(),
            dollars(line.dollars.round()).into(),
            how.into(),
        ]);
        if may && line.checked && line.adopted.is_none() {
            let about = format!("proposal {}", line.id);
            let id = format!("adopt-{}", line.id);
            let button = format!("Adopt {}", line.id);
            adopt.push(
                Entry::button(&frame, &id, "/budget/adopt", &button, &about)
                    .with(Field::hidden("proposal", &line.id.to_string())),
            );
        }
    }
    let out = Part {
        id: "out".to_owned(),
        heading: "Take it out".to_owned(),
        words: vec![
            "The workbook holds what the formula is fed with (inputs), what it gives (amounts), and its lines. Change inputs; a withheld count stays what the facts have.".to_owned(),
        ],
        links: vec![Link::to(
            &href("/budget/workbook", &[("formula", asked.text("formula"))]),
            "Download the workbook",
        )],
        ..Part::default()
    };
    let mut keep = Part {
        id: "keep".to_owned(),
        heading: "Bring it back and keep it".to_owned(),
        ..Part::default()
    };
    if may {
        let select = formula_select(asked, "formula", "Formula", &desk.formula.id)?;
        let mut form = Entry::of(&frame, "propose", "/budget/propose", "Allocate, check and keep")
            .with(Field::of("formula", &select.label, Input::Choose(select.choices)))
            .with(
                Field::of("inputs", "Changed inputs", Input::Long(8))
                    .saying("Copy the sheet inputs with its first row, and paste it here. Leave it empty to keep what the facts give.")
                    .optional(),
            )
            .with(
                Field::of("year", "For the school year that ends in", Input::Number)
                    .holding(&budget::year_planned(desk).end().to_string())
                    .saying("Once it is adopted, the planning calendar says since when schools have their figures for that year."),
            );
        let refused = ["inputs", "year"];
        if let Some((about, words)) = beside.wrong.as_ref().filter(|(at, _)| refused.contains(at)) {
            form.hold(&beside.fields);
            form.refuse(about, words);
        }
        keep.forms.push(form);
    } else {
        keep.words.push("Whoever makes the district’s budget can bring it back here.".to_owned());
    }
    let kept = Part { forms: adopt, ..Part::of("proposals", "What was kept", table_of(&sheet)) }
        .saying(&match (&beside.wrong, proposals.is_empty()) {
            (Some((id, words)), _) if *id == "adopt" => vec![words.clone()],
            (_, true) => vec!["Nothing was kept yet.".to_owned()],
            _ => Vec::new(),
        });
    let page = SectionsPage {
        tabs: tabs(asked, "/budget/keep"),
        frame,
        eyebrow: format!("{}, students of {}", desk.formula.name, desk.year),
        headline: match proposals.iter().find(|line| line.adopted.is_some()) {
            Some(line) => format!("Proposal {} is adopted: {}", line.id, dollars(line.dollars.round())),
            None => format!("{} kept, none adopted", words::count(proposals.len() as u64)),
        },
        sentences: Vec::new(),
        stats: Stats { stats: Vec::new() },
        form: None,
        parts: vec![out, keep, kept],
        footnotes: vec![
            "A proposal does not change afterwards: it holds the formula, the inputs and the result, and is checked by separate code. Adopting one is entered in your name.".to_owned(),
        ],
        csv: asked.twin(Form::Csv, "proposals"),
        json: asked.twin(Form::Json, ""),
    };
    Ok(Answer::of(page, vec![sheet, budget::input_sheet(desk)]))
}

/// Back to the page with words, or the page again with what is wrong.
fn done(
    asked: &Asked,
    fields: &Fields,
    at: &str,
    result: Result<String, OfficeError>,
) -> Result<Outcome, Refusal> {
    match result {
        Ok(words) => Ok(Outcome::to("/budget/keep").saying(&words)),
        Err(error) => {
            let wrong = Some((at, words_beside_a_form(error)?));
            let beside = Beside { fields: fields.clone(), wrong };
            match open(asked)? {
                Ok(desk) => Ok(Outcome::again(show(asked, &desk, &beside)?)),
                Err(answer) => Ok(Outcome::again(*answer)),
            }
        }
    }
}

/// Allocates from the facts or from pasted inputs, and records the proposal.
///
/// # Errors
/// When whoever asks makes no budgets, or the office cannot answer.
pub fn propose(asked: &Asked, fields: &Fields) -> Result<Outcome, Refusal> {
    let formula = Some(fields.text("formula")).filter(|id| !id.is_empty());
    let pasted = fields.text("inputs");
    let asked_year = fields.number::<i16>("year")?;
    let mut at = "inputs";
    let result = budget::desk(&asked.district, formula, &Silent).and_then(|desk| {
        let year = asked_year.map_or_else(|| budget::year_planned(&desk), SchoolYear::ending);
        if let Err(error) = budget::check_year(&desk, year) {
            at = "year";
            return Err(error);
        }
        let (desk, from) = match pasted.is_empty() {
            true => (desk, None),
            false => {
                let filed = budget::read_pasted(&desk, pasted)?;
                (budget::with_filed(desk, filed), Some("a pasted table"))
            }
        };
        let number = budget::propose(&asked.district, &desk, from, year, asked.now)?;
        Ok(format!("Kept as proposal {number}."))
    });
    done(asked, fields, at, result)
}

/// Adopts a proposal in the name of whoever asks.
///
/// # Errors
/// When whoever asks makes no budgets, or the office cannot answer.
pub fn adopt(asked: &Asked, fields: &Fields) -> Result<Outcome, Refusal> {
    let Some(proposal) = fields.number::<i64>("proposal")? else {
        return Err(Refusal::unclear("No proposal was named."));
    };
    let result = budget::adopt(&asked.district, proposal, asked.now);
    let words = result.map(|done| format!("Proposal {proposal} is adopted. {}", done.words()));
    done(asked, fields, "adopt", words)
}
