//! A supervisor's page, made for a phone: log a visit in seconds, see where the time goes.

use std::collections::BTreeMap;

use askama::Template;
use traction_core::plan::model::Activity;
use traction_office::{Silent, glance, plan};

use super::choices::choices;
use super::desk::{Part, Wrong, part, refuse};
use super::today;
use crate::charts::words;
use crate::frame::{Frame, Section};
use crate::parts::{Choice, Entry, Field, Input};
use crate::server::{Answer, Asked, Form, Refusal};

#[derive(Template)]
#[template(path = "plan/visits.html")]
struct VisitsPage {
    frame: Frame,
    headline: String,
    form: Entry,
    forms: Vec<(&'static str, Entry)>,
    mine: Vec<String>,
    parts: Vec<Part>,
    csv: String,
    json: String,
}

/// The page.
///
/// # Errors
/// When whoever asks logs no visits, or the office cannot answer.
pub fn page(asked: &Asked) -> Result<Answer, Refusal> {
    asked.only(&["school"])?;
    show(asked, None)
}

/// The page, with what was typed and what is wrong with it.
pub(super) fn show(asked: &Asked, wrong: Option<Wrong<'_>>) -> Result<Answer, Refusal> {
    let on = today(asked);
    let from = on.saturating_sub(jiff::Span::new().days(90));
    let view = plan::supervision(&asked.district, from, on, None, &Silent)?;
    let glance = glance::glance(&asked.district)?;
    let frame = asked.frame_on(&glance, "Visits", Section::Plan).after("Plan", "/plan");
    let me = plan::own_name(&asked.district);
    let mine = view.supervisors.iter().find(|time| time.supervisor == me);
    let headline = match mine.and_then(|time| time.share) {
        Some(share) => format!(
            "{} of your logged time was in schools; {} is set out for",
            words::Unit::Percent(0).label(share),
            words::Unit::Percent(0).label(view.target)
        ),
        None => "Log a visit".to_owned(),
    };
    let names = plan::names_of(&asked.district)?;
    let name = |id: &str| names.get(id).cloned().unwrap_or_else(|| id.to_owned());
    let sheets = plan::supervision_sheets(&view);
    let mut form = visit_form(&frame, asked, &names, on);
    let mut forms = match plan::governs(&asked.district) {
        true => vec![("Say which schools answer to a supervisor", schools_form(&frame, &names))],
        false => Vec::new(),
    };
    refuse(&mut forms, wrong);
    if let Some(wrong) = wrong {
        wrong.put_on(&mut form);
    }
    let page = VisitsPage {
        headline,
        form,
        forms,
        mine: view
            .mine
            .iter()
            .map(|contact| {
                let place = contact.school_id.as_deref().map(name).unwrap_or_default();
                format!(
                    "{}: {} minutes, {}{}{}",
                    words::day(contact.on),
                    contact.minutes,
                    contact.activity.name().to_lowercase(),
                    if place.is_empty() { "" } else { ", " },
                    place
                )
            })
            .collect(),
        parts: sheets.iter().map(part).collect(),
        csv: asked.twin(Form::Csv, ""),
        json: asked.twin(Form::Json, ""),
        frame,
    };
    Ok(Answer::of(page, sheets))
}

fn visit_form(
    frame: &Frame,
    asked: &Asked,
    names: &BTreeMap<String, String>,
    on: jiff::civil::Date,
) -> Entry {
    let school = asked.text("school");
    let mut schools =
        vec![Choice { value: String::new(), text: "No school".to_owned(), chosen: false }];
    schools.extend(names.iter().map(|(id, name)| Choice {
        chosen: id == school,
        value: id.clone(),
        text: name.clone(),
    }));
    let activities = choices(Activity::ALL.iter().map(|of| (of.code(), of.name())));
    Entry::of(frame, "visit", "/plan/visits", "Log it")
        .with(Field::of("school", "School", Input::Choose(schools)))
        .with(Field::of("activity", "What", Input::Choose(activities)))
        .with(Field::of("minutes", "Minutes", Input::Number).holding("60"))
        .with(Field::of("on", "Day", Input::Date).holding(&on.to_string()))
        .with(Field::of("note", "Note", Input::Text).optional())
}

fn schools_form(frame: &Frame, names: &BTreeMap<String, String>) -> Entry {
    let schools = choices(names.iter().map(|(id, name)| (id.as_str(), name.as_str())));
    Entry::of(frame, "schools", "/plan/visits/schools", "Keep it")
        .with(
            Field::of("supervisor", "Supervisor", Input::Text)
                .saying("By name or e-mail address. What is ticked takes the place of what stood."),
        )
        .with(Field::of("schools", "Schools", Input::Tick(schools)).optional())
}
