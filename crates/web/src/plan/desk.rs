//! A desk of the plan: a headline, forms, tables. And the desks of everybody who plans: calendar,
//! cabinet, log.

use askama::Template;
use traction_core::district::SchoolYear;
use traction_core::plan::model::Line;
use traction_office::{Cell, Sheet, Silent, glance, plan};

use super::today;
use crate::charts::words;
use crate::figures::table_of;
use crate::frame::{Frame, Section};
use crate::links::{below, href};
use crate::parts::{Choice, Entry, Field, Input, Link, Table};
use crate::server::{Answer, Asked, Fields, Form, Refusal};

pub(super) struct Part {
    id: String,
    heading: String,
    pub table: Option<Table>,
    notes: Vec<String>,
}

/// What a desk shows.
#[derive(Template)]
#[template(path = "plan/desk.html")]
pub(super) struct DeskPage {
    frame: Frame,
    headline: String,
    lede: String,
    /// Names with a text each.
    pub list: Vec<(String, String)>,
    pub parts: Vec<Part>,
    /// A form that stands open.
    pub main_form: Option<Entry>,
    /// Forms behind the words that open them.
    pub forms: Vec<(&'static str, Entry)>,
    pub links: Vec<Link>,
    csv: String,
    json: String,
}

pub(super) fn part(sheet: &Sheet) -> Part {
    Part {
        id: sheet.id.clone(),
        heading: sheet.title.clone(),
        table: (!sheet.rows.is_empty()).then(|| table_of(&with_whole_days(sheet))),
        notes: sheet.notes.clone(),
    }
}

/// The sheet as a page prints it: a day is not broken at its hyphens.
fn with_whole_days(sheet: &Sheet) -> Sheet {
    let mut sheet = sheet.clone();
    for cell in sheet.rows.iter_mut().flatten() {
        if let Cell::Text(text) = cell
            && text.parse::<jiff::civil::Date>().is_ok()
        {
            *text = text.replace('-', "\u{2011}");
        }
    }
    sheet
}

/// Makes a desk of its sheets; `more` adds what is this desk's own.
pub(super) fn desk(
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
        main_form: None,
        forms: Vec::new(),
        links: Vec::new(),
        csv: asked.twin(Form::Csv, ""),
        json: asked.twin(Form::Json, ""),
    };
    Ok(Answer::of(more(&frame, page), sheets))
}

/// Choices with the value as the text.
pub(super) fn choices<'a>(of: impl Iterator<Item = (&'a str, &'a str)>) -> Vec<Choice> {
    of.map(|(value, text)| Choice { value: value.to_owned(), text: text.to_owned(), chosen: false })
        .collect()
}

/// The plan's lines to choose from.
pub(super) fn line_choices(lines: &[Line]) -> Vec<Choice> {
    let choice = |line: &Line| Choice {
        value: line.id.clone(),
        text: format!("{} {}", line.id, line.title),
        chosen: false,
    };
    lines.iter().map(choice).collect()
}

/// A form that was refused: its id, why, and what was typed in it.
#[derive(Clone, Copy)]
pub(super) struct Wrong<'a> {
    pub form: &'a str,
    pub words: &'a str,
    pub typed: &'a Fields,
}

/// The refused form open, with what was typed and what is wrong with it.
pub(super) fn refuse(forms: &mut [(&'static str, Entry)], wrong: Option<Wrong<'_>>) {
    let Some(wrong) = wrong else { return };
    if let Some((_, form)) = forms.iter_mut().find(|(_, form)| form.id == wrong.form) {
        form.wrong = Some(wrong.words.to_owned());
        form.hold(wrong.typed);
    }
}

/// The planning calendar.
///
/// # Errors
/// When the office cannot answer.
pub fn calendar_page(asked: &Asked) -> Result<Answer, Refusal> {
    asked.only(&["year"])?;
    show_calendar(asked, None)
}

/// The calendar, with what is wrong beside the form that it is wrong in.
pub(super) fn show_calendar(asked: &Asked, wrong: Option<Wrong<'_>>) -> Result<Answer, Refusal> {
    let on = today(asked);
    let next_year = SchoolYear::of(on).end() + 1;
    let year = asked.number("year")?.unwrap_or(next_year);
    let calendar = plan::calendar(&asked.district, year, on, None)?;
    let next = calendar.steps.iter().find(|planned| !planned.past);
    let headline = match (calendar.first_day, next) {
        (None, _) => format!("The first day of {} is not said yet", SchoolYear::ending(year)),
        (Some(_), Some(planned)) => {
            format!("{} by {}", planned.step.step.name, words::day(planned.step.ends))
        }
        (Some(first), None) => format!("All steps lie behind; school began {}", words::day(first)),
    };
    let lede = "Each step has the latest day on which it can begin and end, from the first day of \
                school backwards.";
    let sheets = plan::calendar_sheets(&calendar);
    desk(asked, "Calendar", &headline, lede, sheets, |frame, mut page| {
        page.links = [next_year, next_year - 1]
            .into_iter()
            .filter(|other| *other != year)
            .map(|other| {
                let says = format!("Planning for {}", SchoolYear::ending(other));
                Link::to(&href("/plan/calendar", &[("year", &other.to_string())]), &says)
            })
            .collect();
        if plan::governs(&asked.district) {
            let figures = calendar.lead_times.iter().map(|times| &times.figure);
            let figures = choices(figures.map(|f| (f.id.as_str(), f.name.as_str())));
            let year = year.to_string();
            let day = Field::of("on", "Day", Input::Date).holding(&on.to_string());
            page.forms = vec![
                (
                    "Schools received a figure",
                    Entry::of(frame, "release", "/plan/calendar", "Record it")
                        .with(Field::hidden("year", &year))
                        .with(Field::of("figure", "What", Input::Choose(figures)))
                        .with(day)
                        .with(
                            Field::of("schools", "Schools", Input::Text)
                                .saying("By number, with spaces between; empty is every school.")
                                .optional(),
                        ),
                ),
                (
                    "Say the first day of school",
                    Entry::of(frame, "first-day", "/plan/calendar/first-day", "Keep the day")
                        .with(Field::hidden("year", &year))
                        .with(Field::of("day", "First day", Input::Date)),
                ),
            ];
            refuse(&mut page.forms, wrong);
        }
        page
    })
}

/// The cabinet's desk.
///
/// # Errors
/// When whoever asks does not plan, or the office cannot answer.
pub fn cabinet_page(asked: &Asked) -> Result<Answer, Refusal> {
    asked.only(&[])?;
    show_cabinet(asked, None)
}

/// The desk, with what is wrong beside the form that it is wrong in.
pub(super) fn show_cabinet(asked: &Asked, wrong: Option<Wrong<'_>>) -> Result<Answer, Refusal> {
    let on = today(asked);
    let next = on.saturating_add(jiff::Span::new().days(28));
    let view = plan::cabinet(&asked.district, on, next, None, &Silent)?;
    let headline = match view.agenda.len() {
        0 => "Nothing is off its path, and nothing is owed".to_owned(),
        1 => "One thing for the next meeting".to_owned(),
        n => format!("{n} things for the next meeting"),
    };
    let lede = "The agenda comes from data: shared goals off their path first, then what is owed. \
                Figures of groups only.";
    let lines = plan::load(&asked.district, None)?.list_lines();
    let sheets = plan::cabinet_sheets(&view);
    desk(asked, "Cabinet", &headline, lede, sheets, |frame, mut page| {
        let hundredths = view.cabinet.staff_hundredths;
        if hundredths > 0 {
            let fte = format!("{}.{:02}", hundredths / 100, hundredths % 100);
            page.list.push(("Staff".to_owned(), format!("{fte} full-time positions")));
        }
        page.links = vec![Link::to("/plan/cabinet/public", "What everybody sees")];
        page.links.extend(view.cabinet.members.iter().map(|member| {
            let says = format!("Hand-over of {}", member.name);
            Link::to(&below("/plan/people", &member.name), &says)
        }));
        if plan::governs(&asked.district) {
            page.forms = cabinet_forms(frame, &view, &lines, on);
            refuse(&mut page.forms, wrong);
        }
        page
    })
}

fn cabinet_forms(
    frame: &Frame,
    view: &plan::CabinetView,
    lines: &[Line],
    on: jiff::civil::Date,
) -> Vec<(&'static str, Entry)> {
    let members = || view.cabinet.members.iter().map(|m| (m.id.as_str(), m.name.as_str()));
    let open: Vec<(&str, &str)> = view
        .cabinet
        .meetings
        .iter()
        .flat_map(|meeting| &meeting.decisions)
        .filter(|decision| decision.done_on.is_none())
        .map(|decision| (decision.id.as_str(), decision.what.as_str()))
        .collect();
    let today = on.to_string();
    let mut forms = Vec::new();
    if !view.cabinet.members.is_empty() {
        forms.push((
            "Record a decision",
            Entry::of(frame, "decide", "/plan/cabinet", "Record it")
                .with(Field::of("on", "Meeting", Input::Date).holding(&today))
                .with(Field::of("present", "Who came", Input::Tick(choices(members()))).optional())
                .with(Field::of("what", "What was decided", Input::Text))
                .with(Field::of("owner", "Who carries it out", Input::Choose(choices(members()))))
                .with(Field::of("due", "By", Input::Date)),
        ));
    }
    if !open.is_empty() {
        forms.push((
            "A decision was carried out",
            Entry::of(frame, "carried", "/plan/cabinet/done", "It is done")
                .with(Field::of("decision", "Which", Input::Choose(choices(open.into_iter()))))
                .with(Field::of("on", "Done on", Input::Date).holding(&today)),
        ));
    }
    forms.push((
        "Add a member",
        Entry::of(frame, "member", "/plan/cabinet/members", "Add the member")
            .with(Field::of("id", "Short name", Input::Text).saying("Such as mayor."))
            .with(Field::of("name", "Name", Input::Text))
            .with(Field::of("agency", "Agency", Input::Text))
            .with(Field::of("office", "Office", Input::Text))
            .with(Field::of("authority", "What they can decide without asking", Input::Text))
            .with(Field::of("delegate", "Who comes in their place", Input::Text).optional()),
    ));
    forms.push((
        "Set up a working group",
        Entry::of(frame, "group", "/plan/cabinet/groups", "Set it up")
            .with(Field::of("charge", "What it is to do", Input::Text))
            .with(Field::of("lead", "Who leads it", Input::Text))
            .with(
                Field::of("members", "Who works in it", Input::Long(3))
                    .saying("One a line.")
                    .optional(),
            )
            .with(Field::of("reports_on", "Reports on", Input::Date).optional()),
    ));
    if !lines.is_empty() {
        let lines = line_choices(lines);
        forms.push((
            "Pledge a fund",
            Entry::of(frame, "pledge", "/plan/cabinet/pledges", "Record the pledge")
                .with(Field::of("line", "For which line", Input::Choose(lines)))
                .with(Field::of("agency", "Agency", Input::Text))
                .with(Field::of("fund", "Fund", Input::Text))
                .with(Field::of("amount", "A year", Input::Text).saying("In dollars: 250,000."))
                .with(Field::of("from", "First school year ends in", Input::Number))
                .with(
                    Field::of("until", "Last school year ends in", Input::Number)
                        .saying("Empty where it has no end.")
                        .optional(),
                )
                .with(Field::of("restrictions", "What it may not pay for", Input::Text).optional()),
        ));
    }
    forms
}

/// The log.
///
/// # Errors
/// When whoever asks does not plan, or the office cannot answer.
pub fn log_page(asked: &Asked) -> Result<Answer, Refusal> {
    asked.only(&["about"])?;
    show_log(asked, None)
}

/// The log, with what is wrong beside the form that undoes.
pub(super) fn show_log(asked: &Asked, wrong: Option<Wrong<'_>>) -> Result<Answer, Refusal> {
    let log = plan::log(&asked.district, asked.find("about"))?;
    let headline = match asked.find("about") {
        Some(subject) => format!("What was entered about {subject}"),
        None => "What was entered about the plan".to_owned(),
    };
    let lede = "Newest first. Nothing is ever changed or removed; undoing is a new entry.";
    desk(asked, "Log", &headline, lede, vec![plan::log_sheet(&log)], |frame, mut page| {
        page.forms = vec![(
            "Undo an entry",
            Entry::of(frame, "undo", "/plan/log", "Undo it").with(
                Field::of("entry", "Entry", Input::Number).saying(
                    "What held before it holds again. Only the newest of its kind can be undone.",
                ),
            ),
        )];
        refuse(&mut page.forms, wrong);
        page
    })
}
