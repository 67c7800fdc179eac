//! A supervisor's page, made for a phone: log a visit in seconds, see where the time goes.

use askama::Template;
use traction_core::plan::model::Activity;
use traction_office::{glance, plan};

use super::today;
use crate::charts::words;
use crate::figures::table_of;
use crate::frame::{Frame, Section};
use crate::parts::{Choice, Entry, Field, Input, Table};
use crate::server::{Answer, Asked, Fields, Form, Refusal};

#[derive(Template)]
#[template(path = "plan/visits.html")]
struct VisitsPage {
    frame: Frame,
    headline: String,
    form: Entry,
    mine: Vec<String>,
    table: Table,
    note: String,
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
pub(super) fn show(asked: &Asked, typed: Option<(&Fields, &str)>) -> Result<Answer, Refusal> {
    let on = today(asked);
    let from = on.saturating_sub(jiff::Span::new().days(90));
    let view = plan::supervision(&asked.district, from, on, None)?;
    let glance = glance::glance(&asked.district)?;
    let frame = asked.frame_on(&glance, "Visits", Section::Plan).after("Plan", "/plan");
    let me = asked.person().name();
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
    let sheet = plan::supervision_sheet(&view);
    let page = VisitsPage {
        headline,
        form: form(&frame, asked, &names, typed, on),
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
        table: table_of(&sheet),
        note: sheet.notes.join(" "),
        csv: asked.twin(Form::Csv, ""),
        json: asked.twin(Form::Json, ""),
        frame,
    };
    Ok(Answer::of(page, vec![sheet]))
}

fn form(
    frame: &Frame,
    asked: &Asked,
    names: &std::collections::BTreeMap<String, String>,
    typed: Option<(&Fields, &str)>,
    on: jiff::civil::Date,
) -> Entry {
    let held = |name: &str, stands: &str| match typed {
        Some((fields, _)) => fields.text(name).to_owned(),
        None => stands.to_owned(),
    };
    let school = held("school", asked.text("school"));
    let mut schools =
        vec![Choice { value: String::new(), text: "No school".to_owned(), chosen: false }];
    schools.extend(names.iter().map(|(id, name)| Choice {
        chosen: *id == school,
        value: id.clone(),
        text: name.clone(),
    }));
    let chosen = held("activity", Activity::Classrooms.code());
    let activities = Activity::ALL
        .into_iter()
        .map(|activity| Choice {
            value: activity.code().to_owned(),
            text: activity.name().to_owned(),
            chosen: activity.code() == chosen,
        })
        .collect();
    let mut form = Entry::of(frame, "visit", "/plan/visits", "Log it")
        .with(Field::of("school", "School", Input::Choose(schools)))
        .with(Field::of("activity", "What", Input::Choose(activities)))
        .with(Field::of("minutes", "Minutes", Input::Number).holding(&held("minutes", "60")))
        .with(Field::of("on", "Day", Input::Date).holding(&held("on", &on.to_string())))
        .with(Field::of("note", "Note", Input::Text).holding(&held("note", "")).optional());
    form.wrong = typed.map(|(_, wrong)| wrong.to_owned());
    form
}
