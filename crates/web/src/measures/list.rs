//! The list of measures.

use askama::Template;
use traction_office::{Sheet, Silent, gaps};

use super::{find_status, missing_tables};
use crate::charts::words;
use crate::figures::linked_table;
use crate::files::table_name;
use crate::frame::{Frame, Section};
use crate::links::below;
use crate::parts::Table;
use crate::server::{Answer, Asked, Form, Refusal};

#[derive(Template)]
#[template(path = "measures/list.html")]
struct ListPage {
    frame: Frame,
    lede: String,
    answered: Option<Table>,
    lacking: Option<Table>,
    csv: String,
    json: String,
}

/// The list.
///
/// # Errors
/// When the office cannot answer.
pub fn page(asked: &Asked) -> Result<Answer, Refusal> {
    asked.only(&[])?;
    let measures = gaps::measures(&asked.district)?;
    let statuses = gaps::statuses(&asked.district, &Silent)?;
    let columns =
        ["measure|Measure", "question|Question", "authorities|By whose rule", "years|Years"];
    let mut answered = Sheet::of("answered", "Measures with figures", &columns);
    let columns = ["measure|Measure", "question|Question", "missing|Not loaded"];
    let mut lacking = Sheet::of("lacking", "Measures without figures", &columns);
    let (mut ids, mut lacking_ids) = (Vec::new(), Vec::new());
    for measure in measures.list() {
        let name = measure.name.as_str().into();
        let question = measure.question.as_str().into();
        if let Some(missing) = missing_tables(&statuses, &measure.id) {
            let tables: Vec<String> = missing.iter().map(|table| table_name(table)).collect();
            lacking.push(vec![name, question, tables.join(", ").into()]);
            lacking_ids.push(measure.id.clone());
            continue;
        }
        let names: Vec<&str> = measure.authorities.iter().map(|a| a.name.as_str()).collect();
        let years = find_status(&statuses, &measure.id).map(|status| status.years.as_slice());
        let span = match years {
            Some([first, .., last]) => format!("{first} to {last}"),
            Some([only]) => only.to_string(),
            _ => String::new(),
        };
        answered.push(vec![name, question, words::list(&names).into(), span.into()]);
        ids.push(measure.id.clone());
    }
    let lede = format!(
        "{} of {} measures can be answered from the files that are loaded. Each says what it \
         counts, of whom, by whose rule.",
        ids.len(),
        measures.list().len()
    );
    let table = |sheet: &Sheet, ids: &[String]| {
        let link = |at: usize| ids.get(at).map(|id| below("/measures", id));
        (!sheet.rows.is_empty()).then(|| linked_table(sheet, link))
    };
    let page = ListPage {
        frame: asked.frame("Measures", Section::Measures)?,
        lede,
        answered: table(&answered, &ids),
        lacking: table(&lacking, &lacking_ids),
        csv: asked.twin(Form::Csv, ""),
        json: asked.twin(Form::Json, ""),
    };
    Ok(Answer::of(page, vec![answered, lacking]))
}
