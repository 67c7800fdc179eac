//! Home: the district at a glance, so that a board can read it.

mod brief;
mod goals;
mod loaded;

use std::sync::Arc;

use askama::Template;
use traction_core::district::SchoolYear;
use traction_core::gaps::report::Brief;
use traction_office::gaps;
use traction_office::glance::{self, Glance};
use traction_office::{OfficeError, Silent};

use crate::charts::words;
use crate::figures::{finding_number, finding_picture, finding_words, heading, instead};
use crate::files::by_whom;
use crate::frame::{Frame, Section};
use crate::gaps::address_of;
use crate::parts::{Finding, Link, Notice, Stat, Stats, Table, Tone};
use crate::server::{Answer, Asked, Form, Refusal};

pub use brief::page as brief_page;
use goals::Goals;
use loaded::{Matrix, attention, missing};

#[derive(Template)]
#[template(path = "home/home.html")]
struct HomePage {
    frame: Frame,
    lede: String,
    stats: Stats,
    findings: Vec<Finding>,
    how_many: String,
    looked_at: String,
    instead: Option<Notice>,
    goals: Goals,
    matrix: Matrix,
    missing: Option<Table>,
    attention: Option<Table>,
    import: Option<Link>,
    csv: String,
    json: String,
}

/// The first page.
///
/// # Errors
/// When the office cannot answer.
pub fn page(asked: &Asked) -> Result<Answer, Refusal> {
    asked.only(&[])?;
    let glance = glance::glance(&asked.district)?;
    let frame = asked.frame_on(&glance, &glance.name, Section::Home);
    let (brief, instead) = find_brief(asked)?;
    let attention = attention(asked, &glance)?;
    let matrix = Matrix::of(&glance);
    let mut goals = goals::goals(asked)?;
    let mut sheets = vec![];
    sheets.extend(brief.as_deref().map(gaps::brief_sheet));
    sheets.extend(goals.sheet.take());
    sheets.push(matrix.sheet());
    sheets.push(loaded::missing_sheet(&glance));
    let page = HomePage {
        lede: lede(&glance, brief.as_deref()),
        stats: Stats { stats: stats(&glance, frame.shows_files()) },
        findings: brief.as_deref().map(list_findings).unwrap_or_default(),
        how_many: brief.as_deref().map(how_many).unwrap_or_default(),
        looked_at: brief.as_deref().map(looked_at).unwrap_or_default(),
        instead,
        goals,
        missing: (!glance.missing.is_empty()).then(|| missing(&glance)),
        matrix,
        attention,
        import: glance.last_import.as_ref().map(|import| {
            Link::to(&format!("/data/imports/{}", import.id), "The last import in full")
        }),
        csv: asked.twin(Form::Csv, ""),
        json: asked.twin(Form::Json, ""),
        frame,
    };
    Ok(Answer::of(page, sheets))
}

/// The brief, or the words that stand in its place when it cannot be made.
fn find_brief(asked: &Asked) -> Result<(Option<Arc<Brief>>, Option<Notice>), Refusal> {
    match gaps::brief(&asked.district, &Silent) {
        Ok(brief) => Ok((Some(brief), None)),
        Err(OfficeError::Refused { what, hint }) => {
            let says = "There are no findings yet.".to_owned();
            let more = [what, hint].join(". ").trim_end_matches(". ").to_owned();
            Ok((None, Some(Notice { tone: Tone::Plain, says, more })))
        }
        Err(error) => Err(error.into()),
    }
}

fn lede(glance: &Glance, brief: Option<&Brief>) -> String {
    match (glance.latest_year, brief.map(|brief| brief.findings.len())) {
        (Some(year), Some(1..)) => format!(
            "What the district’s own files say, up to {year}: who is served worse than whom, by \
             how much, how surely, and whether it is closing."
        ),
        (Some(year), _) => format!("What the district’s own files say, up to {year}."),
        (None, _) => "No files are loaded yet. On this machine, run: traction import FILES. Any \
                      subset of the tables will do."
            .to_owned(),
    }
}

fn stats(glance: &Glance, asked_files: bool) -> Vec<Stat> {
    // Applications and programs are there for a year before anybody is enrolled in it.
    let enrolled = |year: &&SchoolYear| glance.latest_year.is_none_or(|latest| **year <= latest);
    let mut years: Vec<&SchoolYear> =
        glance.tables.iter().flat_map(|table| &table.years).filter(enrolled).collect();
    years.sort();
    years.dedup();
    let latest = glance.latest_year.map(|year| year.to_string()).unwrap_or_default();
    let span = match (years.first(), years.last()) {
        (Some(first), Some(last)) if first != last => format!("{first} to {last}"),
        (Some(only), _) => only.to_string(),
        _ => String::new(),
    };
    let students = match glance.students.value() {
        Some(count) => words::count(*count),
        None => instead(&glance.students).unwrap_or_default().to_owned(),
    };
    let import = glance.last_import.as_ref();
    let loaded = glance.loaded_on.map(words::day).unwrap_or_else(|| "nothing".to_owned());
    vec![
        Stat::of("Students", &students, &latest),
        Stat::of("Schools", &words::count(glance.schools), ""),
        Stat::of("School years", &years.len().to_string(), &span),
        match import {
            None if !asked_files => Stat::of("Loaded", &loaded, ""),
            Some(line) => Stat::of(
                "Last import",
                &line.day.strftime("%b %-d").to_string(),
                &match by_whom(&line.who) {
                    Some(who) => format!("{}, by {who}", line.day.year()),
                    None => line.day.year().to_string(),
                },
            ),
            None => Stat::of("Last import", "none", ""),
        },
    ]
}

fn list_findings(brief: &Brief) -> Vec<Finding> {
    brief
        .findings
        .iter()
        .enumerate()
        .map(|(at, finding)| Finding {
            headline: heading(&finding.headline),
            number: finding_number(finding),
            number_words: finding_words(finding),
            picture: Some(finding_picture(finding, &format!("finding-{at}"))),
            why: Link::to(&address_of(finding), "Why we say so"),
        })
        .collect()
}

/// "The five gaps to look at first", with as many as there are.
fn how_many(brief: &Brief) -> String {
    match brief.findings.len() {
        1 => "The gap to look at first".to_owned(),
        2 => "The two gaps to look at first".to_owned(),
        3 => "The three gaps to look at first".to_owned(),
        4 => "The four gaps to look at first".to_owned(),
        5 => "The five gaps to look at first".to_owned(),
        _ => "The gaps to look at first".to_owned(),
    }
}

/// How the findings were chosen, and out of how many.
fn looked_at(brief: &Brief) -> String {
    format!(
        "{} gaps were looked at; {} can be told from chance. {}",
        words::count(brief.looked_at),
        words::count(brief.told_from_chance),
        brief.rule
    )
}
