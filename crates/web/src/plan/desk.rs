//! A desk of the plan: a headline, forms, tables. And two desks of everybody who plans: calendar,
//! log.

use askama::Template;
use traction_core::district::SchoolYear;
use traction_office::{Sheet, glance, plan};

use super::choices::choices;
use crate::charts::words;
use crate::figures::table_of;
use crate::frame::{Frame, Section};
use crate::links::href;
use crate::parts::{Cell, Entry, Field, Input, Link, Table};
use crate::server::{Answer, Asked, Fields, Form, Refusal};

/// Rows of a table that a desk shows at once.
const AT_ONCE: usize = 100;

pub(super) struct Part {
    pub id: String,
    pub heading: String,
    pub table: Option<Table>,
    /// How many rows it has, where those are so many that they open on request.
    pub long: Option<String>,
    pub notes: Vec<String>,
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
    /// A form that stands open, under its heading where it needs one.
    pub main_form: Option<Entry>,
    pub form_heading: String,
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
        table: (!sheet.rows.is_empty()).then(|| table_of(sheet)),
        long: Some(sheet.rows.len()).filter(|rows| *rows > AT_ONCE).map(|n| words::count(n as u64)),
        notes: sheet.notes.clone(),
    }
}

impl Part {
    /// Says what stands in a column as people read it; the twins keep what stands.
    pub fn reword(&mut self, column: &str, says: impl Fn(&str) -> Option<Cell>) {
        let Some(table) = &mut self.table else { return };
        let Some(at) = table.columns.iter().position(|of| of.name == column) else { return };
        for row in &mut table.rows {
            match at.checked_sub(1) {
                None => {
                    if let Some(Cell::Plain(words)) = says(&row.head) {
                        row.head = words;
                    }
                }
                Some(at) => {
                    if let Some(cell) = row.cells.get_mut(at)
                        && let Cell::Plain(text) = cell
                        && let Some(said) = says(text)
                    {
                        *cell = said;
                    }
                }
            }
        }
    }
}

impl DeskPage {
    /// The part of that name.
    pub fn part(&mut self, id: &str) -> Option<&mut Part> {
        self.parts.iter_mut().find(|part| part.id == id)
    }

    /// Stands under another desk.
    pub fn under(&mut self, name: &str, href: &str) {
        self.frame = self.frame.clone().after(name, href);
    }
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
        form_heading: String::new(),
        forms: Vec::new(),
        links: Vec::new(),
        csv: asked.twin(Form::Csv, ""),
        json: asked.twin(Form::Json, ""),
    };
    Ok(Answer::of(more(&frame, page), sheets))
}

/// The field that names the entry which the person saw.
pub(super) const SEEN: &str = "seen";

/// A form that was refused: its id, why, and what was typed in it.
#[derive(Clone, Copy)]
pub(super) struct Wrong<'a> {
    pub form: &'a str,
    pub words: &'a str,
    pub typed: &'a Fields,
    /// Whether it says what somebody else wrote in the meantime: the next answer is then held
    /// against that, and else against what the person saw first.
    pub told: bool,
}

impl Wrong<'_> {
    /// Opens the form, if it is the refused one, with what was typed and what is wrong with it.
    pub fn put_on(self, form: &mut Entry) {
        if form.id != self.form {
            return;
        }
        form.wrong = Some(self.words.to_owned());
        form.hold(self.typed);
        let seen = form.fields.iter_mut().find(|field| field.name == SEEN);
        if let Some(seen) = seen.filter(|_| !self.told) {
            seen.value = self.typed.text(SEEN).to_owned();
        }
    }
}

/// The refused form open, with what was typed and what is wrong with it.
pub(super) fn refuse(forms: &mut [(&'static str, Entry)], wrong: Option<Wrong<'_>>) {
    let Some(wrong) = wrong else { return };
    for (_, form) in forms {
        wrong.put_on(form);
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
    let on = asked.today();
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
        if let Some(part) = page.part("log") {
            // The number is typed below as it stands here; a moment is told to the minute.
            part.reword("Entry", |number| Some(number.replace(',', "").into()));
            part.reword("When", |at| {
                let at: jiff::Timestamp = at.parse().ok()?;
                let here = at.to_zoned(jiff::tz::TimeZone::system());
                Some(here.strftime("%Y-%m-%d %H:%M").to_string().into())
            });
        }
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
