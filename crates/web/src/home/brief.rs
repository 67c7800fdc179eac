//! The board brief: five findings on one printed page.

use askama::Template;
use traction_core::gaps::report::Brief;
use traction_office::gaps;
use traction_office::glance;

use super::{find_brief, how_many, looked_at};
use crate::figures::{finding_counts, finding_number, heading, two_sides};
use crate::frame::{Frame, Section};
use crate::gaps::address_of;
use crate::parts::{Notice, Picture};
use crate::server::{Answer, Asked, Form, Refusal};

/// One finding on the page.
struct Item {
    chosen: &'static str,
    headline: String,
    detail: String,
    number: String,
    counts: String,
    picture: Picture,
    definition: String,
    href: String,
}

#[derive(Template)]
#[template(path = "home/brief.html")]
struct BriefPage {
    frame: Frame,
    year: String,
    how_many: String,
    items: Vec<Item>,
    looked_at: String,
    instead: Option<Notice>,
    without: Vec<String>,
    protected: u64,
    csv: String,
    json: String,
}

/// The board brief.
///
/// # Errors
/// When the office cannot answer.
pub fn page(asked: &Asked) -> Result<Answer, Refusal> {
    asked.only(&[])?;
    let glance = glance::glance(&asked.district)?;
    let (brief, instead) = find_brief(asked)?;
    let frame = asked.frame_on(&glance, "Board brief", Section::Home).after(&glance.name, "/");
    let measures = gaps::measures(&asked.district)?;
    let page = BriefPage {
        frame,
        year: glance.latest_year.map(|year| year.to_string()).unwrap_or_default(),
        how_many: brief.as_deref().map(how_many).unwrap_or_else(|| "No findings yet".to_owned()),
        items: brief.as_deref().map(list_items).unwrap_or_default(),
        looked_at: brief.as_deref().map(looked_at).unwrap_or_default(),
        instead,
        without: brief
            .iter()
            .flat_map(|brief| &brief.without)
            .map(|(id, _)| measures.find(id).map_or(id.as_str(), |m| &m.name).to_owned())
            .collect(),
        protected: traction_office::disclosure::minimum_group(&asked.district),
        csv: asked.twin(Form::Csv, ""),
        json: asked.twin(Form::Json, ""),
    };
    let sheets = brief.iter().map(|brief| gaps::brief_sheet(brief)).collect();
    Ok(Answer::of(page, sheets))
}

fn list_items(brief: &Brief) -> Vec<Item> {
    brief
        .findings
        .iter()
        .enumerate()
        .map(|(at, finding)| Item {
            chosen: finding.chosen.words(),
            headline: heading(&finding.headline),
            detail: finding.detail.clone(),
            number: finding_number(finding),
            counts: finding_counts(finding),
            picture: Picture::of(&two_sides(finding, &format!("brief-{at}"))),
            definition: format!(
                "{} ({}): {}",
                finding.measure.name, finding.measure.authority_name, finding.measure.definition
            ),
            href: address_of(finding),
        })
        .collect()
}
