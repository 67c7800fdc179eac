//! A measure's page: what it counts, by whose rule, and what it does not say.

use askama::Template;
use traction_core::gaps::Measure;
use traction_core::gaps::policy::{Authority, Impacted};
use traction_office::{District, Sheet, Silent, gaps};

use super::words::{figure_words, force_words, row_words, silent_on};
use super::{find_status, missing_tables};
use crate::charts::words;
use crate::figures::{direction_words, heading, instead, unit_words};
use crate::files::{table_href, table_name};
use crate::frame::{Frame, Section};
use crate::links::href;
use crate::parts::{Link, Notice, Tone};
use crate::server::{Answer, Asked, Form, Refusal};

/// One authority's definition, as the page sets it beside the others.
struct Definition {
    id: String,
    name: String,
    definition: String,
    who: String,
    value: String,
    citation: String,
    source: String,
    verified: bool,
    note: String,
    force: String,
    gaps: String,
}

#[derive(Template)]
#[template(path = "measures/measure.html")]
struct MeasurePage {
    frame: Frame,
    measure: Measure,
    notice: Option<Notice>,
    row: &'static str,
    figure: &'static str,
    unit: &'static str,
    direction: &'static str,
    years: String,
    needs: Vec<Link>,
    definitions: Vec<Definition>,
    compare: Option<String>,
    flips: Vec<String>,
    impacted: Vec<Impacted>,
    silent_on: Vec<&'static str>,
    gaps: String,
    csv: String,
    json: String,
}

/// The page.
///
/// # Errors
/// When there is no such measure, or the office cannot answer.
pub fn page(asked: &Asked) -> Result<Answer, Refusal> {
    asked.only(&["compare"])?;
    let measures = gaps::measures(&asked.district)?;
    let Some(measure) = measures.find(asked.name()) else {
        return Err(Refusal::unknown("measure", asked.name(), "the list has every measure")
            .with_way("/measures", "Every measure"));
    };
    let statuses = gaps::statuses(&asked.district, &Silent)?;
    let missing = missing_tables(&statuses, &measure.id);
    let comparable = missing.is_none() && measure.authorities.len() > 1;
    // Counting goes back to the rows, so it is done only when it is asked for.
    let comparing = match asked.find("compare") {
        None => false,
        Some("rules") => true,
        Some(_) => return Err(Refusal::unclear("Only rules can be compared: compare=rules.")),
    };
    let years = find_status(&statuses, &measure.id).map(|status| status.years.as_slice());
    let page = MeasurePage {
        frame: asked.frame(&measure.name, Section::Measures)?.after("Measures", "/measures"),
        notice: missing.map(|tables| {
            let names: Vec<String> = tables.iter().map(|table| table_name(table)).collect();
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            Notice {
                tone: Tone::Plain,
                says: "This measure has no figures yet.".to_owned(),
                more: format!("Not loaded: {}.", words::list(&names)),
            }
        }),
        row: row_words(measure.grain.id()),
        figure: figure_words(measure),
        unit: unit_words(measure.unit),
        direction: direction_words(measure.direction),
        years: match years {
            Some([first, .., last]) => format!("{first} to {last}"),
            Some([only]) => only.to_string(),
            _ => "none yet".to_owned(),
        },
        needs: measure
            .grain
            .needs()
            .iter()
            .map(|table| Link::to(&table_href(table), &table_name(table)))
            .collect(),
        definitions: measure.authorities.iter().map(|a| definition(measure, a)).collect(),
        compare: (comparable && !comparing).then(|| asked.with("compare", "rules") + "#rules"),
        flips: if comparing && comparable { flips(&asked.district, measure) } else { Vec::new() },
        impacted: measure.impacted.clone(),
        silent_on: silent_on(measure),
        gaps: href("/gaps", &[("measure", &measure.id)]),
        csv: asked.twin(Form::Csv, ""),
        json: asked.twin(Form::Json, ""),
        measure: measure.clone(),
    };
    Ok(Answer::of(page, vec![sheet(measure)]))
}

fn definition(measure: &Measure, authority: &Authority) -> Definition {
    Definition {
        id: authority.id.clone(),
        name: authority.name.clone(),
        definition: authority.definition.clone(),
        who: authority.who.text().to_owned(),
        value: authority.value.text().to_owned(),
        citation: heading(&authority.citation),
        source: authority.source.clone(),
        verified: authority.verified,
        note: authority.note.clone(),
        force: force_words(authority),
        gaps: href("/gaps", &[("measure", &measure.id), ("authority", &authority.id)]),
    }
}

/// How many students count by one rule and not by the next, in sentences. Never which ones.
fn flips(district: &District, measure: &Measure) -> Vec<String> {
    let Some((first, others)) = measure.authorities.split_first() else { return Vec::new() };
    others
        .iter()
        .filter_map(|other| {
            let pair = (first.id.as_str(), other.id.as_str());
            let flips = gaps::count_flips(district, &measure.id, pair, None, &Silent).ok()?;
            let count = |shown: &traction_core::disclosure::Shown<u64>| match shown.value() {
                Some(1) => "1 student".to_owned(),
                Some(count) => format!("{} students", words::count(*count)),
                None => instead(shown).unwrap_or_default().to_owned(),
            };
            Some(format!(
                "In the latest year, counted by {} and not by {}: {}. The other way round: {}.",
                first.name,
                other.name,
                count(&flips.only_first),
                count(&flips.only_second)
            ))
        })
        .collect()
}

fn sheet(measure: &Measure) -> Sheet {
    let columns = [
        "measure|Measure",
        "version|Version",
        "authority|Authority",
        "name|By whose rule",
        "definition|Definition",
        "who|Who is counted",
        "value|What counts",
        "citation|Written in",
        "checked|Checked",
    ];
    let mut sheet = Sheet::of("definitions", &measure.name, &columns);
    for authority in &measure.authorities {
        sheet.push(vec![
            measure.id.as_str().into(),
            measure.version.as_str().into(),
            authority.id.as_str().into(),
            authority.name.as_str().into(),
            authority.definition.as_str().into(),
            authority.who.text().into(),
            authority.value.text().into(),
            authority.citation.as_str().into(),
            if authority.verified { "yes" } else { "no" }.into(),
        ]);
    }
    sheet.notes.push(measure.question.clone());
    sheet
}
