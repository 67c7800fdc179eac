//! The desks beside the plan: calendar, cabinet, contracts, snapshot, one person, the log.

use askama::Template;
use traction_core::district::SchoolYear;
use traction_core::plan::model::Answer as Level;
use traction_office::{Sheet, Silent, glance, plan};

use super::today;
use crate::charts::words;
use crate::figures::table_of;
use crate::frame::{Frame, Section};
use crate::parts::{Choice, Entry, Field, Input, Link, Table};
use crate::server::{Answer, Asked, Form, Refusal};

struct Part {
    id: String,
    heading: String,
    table: Option<Table>,
    notes: Vec<String>,
}

#[derive(Template)]
#[template(path = "plan/desk.html")]
struct DeskPage {
    frame: Frame,
    headline: String,
    lede: String,
    list: Vec<(String, String)>,
    parts: Vec<Part>,
    forms: Vec<Entry>,
    links: Vec<Link>,
    csv: String,
    json: String,
}

fn part(sheet: &Sheet) -> Part {
    Part {
        id: sheet.id.clone(),
        heading: sheet.title.clone(),
        table: (!sheet.rows.is_empty()).then(|| table_of(sheet)),
        notes: sheet.notes.clone(),
    }
}

fn desk(
    asked: &Asked,
    title: &str,
    headline: &str,
    lede: &str,
    sheets: Vec<Sheet>,
    more: impl FnOnce(&Frame, DeskPage) -> DeskPage,
) -> Result<Answer, Refusal> {
    let glance = glance::glance(&asked.district)?;
    let frame = asked.frame_on(&glance, title, Section::Plan).after("Plan", "/plan");
    let page = DeskPage {
        frame: frame.clone(),
        headline: headline.to_owned(),
        lede: lede.to_owned(),
        list: Vec::new(),
        parts: sheets.iter().map(part).collect(),
        forms: Vec::new(),
        links: Vec::new(),
        csv: asked.twin(Form::Csv, ""),
        json: asked.twin(Form::Json, ""),
    };
    Ok(Answer::of(more(&frame, page), sheets))
}

/// The planning calendar.
///
/// # Errors
/// When the office cannot answer.
pub fn calendar_page(asked: &Asked) -> Result<Answer, Refusal> {
    asked.only(&["year"])?;
    let on = today(asked);
    let year = asked.number("year")?.unwrap_or_else(|| SchoolYear::of(on).end() + 1);
    let calendar = plan::calendar(&asked.district, year, on, None)?;
    let next = calendar.steps.iter().find(|planned| !planned.past);
    let headline = match (calendar.first_day, next) {
        (None, _) => format!("The first day of {} is not said yet", SchoolYear::ending(year)),
        (Some(_), Some(planned)) => {
            format!("{} by {}", planned.step.step.name, words::day(planned.step.ends))
        }
        (Some(first), None) => format!("Every step lies behind; school begins {}", words::day(first)),
    };
    let lede = "Each step has the latest day on which it can begin and end, from the first day of \
                school backwards.";
    desk(asked, "Calendar", &headline, lede, plan::calendar_sheets(&calendar), |_, page| page)
}

/// The cabinet's desk.
///
/// # Errors
/// When the office cannot answer.
pub fn cabinet_page(asked: &Asked) -> Result<Answer, Refusal> {
    asked.only(&[])?;
    let on = today(asked);
    let next = on.saturating_add(jiff::Span::new().days(28));
    let view = plan::cabinet(&asked.district, on, next, None, &Silent)?;
    let headline = match view.agenda.len() {
        0 => "Nothing is off its path, and nothing is owed".to_owned(),
        1 => "One thing for the next meeting".to_owned(),
        n => format!("{n} things for the next meeting"),
    };
    let lede = "From data: shared goals off their path first, then what is owed. Figures of \
                groups only.";
    let sheets = plan::cabinet_sheets(&view);
    let people: Vec<Link> = view
        .cabinet
        .members
        .iter()
        .map(|member| {
            let says = format!("Hand-over of {}", member.name);
            Link::to(&crate::links::below("/plan/people", &member.name), &says)
        })
        .collect();
    desk(asked, "Cabinet", &headline, lede, sheets, |_, page| DeskPage { links: people, ..page })
}

/// Clusters and contracts.
///
/// # Errors
/// When the office cannot answer.
pub fn contracts_page(asked: &Asked) -> Result<Answer, Refusal> {
    asked.only(&[])?;
    let views = plan::contracts(&asked.district, today(asked), None, &Silent)?;
    let mut sheets = vec![plan::contract_sheet(&views)];
    // Without two years of enrollment there are no transitions, and the page says nothing of them.
    if let Ok(feeders) = plan::feeders(&asked.district, None, None) {
        sheets.extend(plan::feeder_sheets(&feeders));
    }
    sheets.push(plan::tier_sheet(&plan::tiers(&asked.district)?));
    let headline = match views.len() {
        0 => "No cluster is under contract".to_owned(),
        1 => "One cluster under contract".to_owned(),
        n => format!("{n} clusters under contract"),
    };
    let lede = "A lead partner answers for a cluster of feeder schools for three years; the \
                scorecard is computed from measures, and counts what the central office owed.";
    desk(asked, "Clusters and contracts", &headline, lede, sheets, |_, page| page)
}

/// The log.
///
/// # Errors
/// When the office cannot answer.
pub fn log_page(asked: &Asked) -> Result<Answer, Refusal> {
    asked.only(&["about"])?;
    let log = plan::log(&asked.district, asked.find("about"))?;
    let headline = match asked.find("about") {
        Some(subject) => format!("What was entered about {subject}"),
        None => "What was entered about the plan".to_owned(),
    };
    let lede = "Newest first. Nothing is ever changed or removed; undoing is a new entry.";
    desk(asked, "Log", &headline, lede, vec![plan::log_sheet(&log)], |_, page| page)
}

/// One person: the hand-over of today.
///
/// # Errors
/// When whoever asks does not plan, or the office cannot answer.
pub fn person_page(asked: &Asked) -> Result<Answer, Refusal> {
    asked.only(&[])?;
    let over = plan::hand_over(&asked.district, asked.name(), today(asked), None)?;
    let open = over.owes.iter().filter(|owed| !owed.done).count();
    let headline = format!("{} owes {open} things", over.person);
    let lede = "Everything that this person answers for, owes, decided and wrote, as of today.";
    let sheets = plan::hand_over_sheets(&over);
    desk(asked, &over.person, &headline, lede, sheets, |_, page| page)
}

/// The snapshot.
///
/// # Errors
/// When whoever asks does not plan, or the office cannot answer.
pub fn snapshot_page(asked: &Asked) -> Result<Answer, Refusal> {
    asked.only(&["round"])?;
    let result =
        match plan::snapshot(&asked.district, asked.find("round"), today(asked), &Silent) {
            Ok(result) => result,
            Err(traction_office::OfficeError::Refused { what, hint }) => {
                return desk(asked, "Snapshot", "No round is open", &what, Vec::new(), |_, page| {
                    DeskPage { list: vec![("To open one".to_owned(), hint)], ..page }
                });
            }
            Err(error) => return Err(error.into()),
        };
    let sheet = plan::snapshot_sheet(&result);
    let (headline, lede) = if result.round.closed {
        ("What the team thinks, beside what is measured", "Seen together, once all had answered.")
    } else {
        ("What do you think?", "You answer alone. The team sees its answers together later.")
    };
    let closed = result.round.closed;
    desk(asked, "Snapshot", headline, lede, vec![sheet], |frame, page| {
        if closed {
            return page;
        }
        let mut form = Entry::of(frame, "snapshot", "/plan/snapshot", "Keep my answers")
            .with(Field::hidden("round", &result.round.id));
        for statement in &result.statements {
            let mine = result.mine.get(&statement.id);
            let choice = |value: &str, text: String, level: Level| Choice {
                value: value.to_owned(),
                text,
                chosen: mine == Some(&level),
            };
            let choices = vec![
                Choice { value: String::new(), text: "Not answered".into(), chosen: mine.is_none() },
                choice("1", format!("1: {}", statement.one), Level::Level(1)),
                choice("2", "2".to_owned(), Level::Level(2)),
                choice("3", "3".to_owned(), Level::Level(3)),
                choice("4", format!("4: {}", statement.four), Level::Level(4)),
                choice("?", "I do not know".to_owned(), Level::DoNotKnow),
            ];
            let name = format!("answer-{}", statement.id);
            form = form.with(Field::of(&name, &statement.says, Input::Choose(choices)).optional());
        }
        DeskPage { forms: vec![form], parts: Vec::new(), ..page }
    })
}
