//! A supervisor's page, made for a phone: log a visit in seconds, see where the time goes.

use std::collections::BTreeMap;

use askama::Template;
use traction_core::plan::model::Activity;
use traction_office::{Silent, glance, plan};

use super::choices::choices;
use super::desk::{Part, SEEN, Wrong, part, refuse};
use crate::charts::words;
use crate::frame::{Frame, Section};
use crate::links::{below, href};
use crate::parts::{Choice, Entry, Field, Input, Link};
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
    change: Option<(String, Entry)>,
    links: Vec<Link>,
    csv: String,
    json: String,
}

/// The page.
///
/// # Errors
/// When whoever asks logs no visits, or the office cannot answer.
pub fn page(asked: &Asked) -> Result<Answer, Refusal> {
    asked.only(&["school", "supervisor"])?;
    show(asked, None)
}

/// The page, with what was typed and what is wrong with it.
pub(super) fn show(asked: &Asked, wrong: Option<Wrong<'_>>) -> Result<Answer, Refusal> {
    let on = asked.today();
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
    let (mut forms, mut change, mut links) = (Vec::new(), None, Vec::new());
    if plan::governs(&asked.district) {
        forms = vec![("Say which schools answer to a supervisor", schools_form(&frame, &names))];
        // The form is asked for by its page's address, or was sent to the supervisor's own.
        let chosen = asked.find("supervisor").unwrap_or(asked.name());
        let chosen = view.assigned.iter().find(|held| held.supervisor == chosen);
        change = chosen.map(|held| {
            let heading = format!("The schools of {}", held.supervisor);
            (heading, change_form(&frame, &names, held))
        });
        links.extend(view.assigned.iter().map(|held| {
            let at = href("/plan/visits", &[("supervisor", &held.supervisor)]);
            Link::to(&at, &format!("Change the schools of {}", held.supervisor))
        }));
    }
    refuse(&mut forms, wrong);
    if let Some(wrong) = wrong {
        wrong.put_on(&mut form);
        if let Some((_, change)) = &mut change {
            wrong.put_on(change);
        }
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
        change,
        links,
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

/// The form for somebody of whom nothing was said yet.
fn schools_form(frame: &Frame, names: &BTreeMap<String, String>) -> Entry {
    Entry::of(frame, "schools", "/plan/visits/schools", "Keep it")
        .with(
            Field::of("supervisor", "Supervisor", Input::Text).saying("By name or e-mail address."),
        )
        .with(ticks(names, &[]))
}

/// The form that changes which schools answer to somebody, with those that do.
fn change_form(frame: &Frame, names: &BTreeMap<String, String>, held: &plan::Assigned) -> Entry {
    let at = below("/plan/visits/schools", &held.supervisor);
    let says = format!("Keep the schools of {}", held.supervisor);
    Entry::of(frame, "change-schools", &at, &says)
        .with(Field::hidden(SEEN, &held.entry.to_string()))
        .with(ticks(names, &held.schools).saying("What is ticked takes the place of what stood."))
}

fn ticks(names: &BTreeMap<String, String>, ticked: &[String]) -> Field {
    let mut schools = choices(names.iter().map(|(id, name)| (id.as_str(), name.as_str())));
    for choice in &mut schools {
        choice.chosen = ticked.contains(&choice.value);
    }
    Field::of("schools", "Schools", Input::Tick(schools)).optional()
}
