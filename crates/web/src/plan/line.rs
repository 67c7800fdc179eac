//! One line: its path, its story, who owes it, and the forms that change it.

use askama::Template;
use traction_core::plan::engine::Trajectory;
use traction_core::plan::model::{Line, LineKind, Observed};
use traction_core::plan::report::LineReport;
use traction_office::access::{Deed, why_may_do};
use traction_office::{Sheet, Silent, glance, plan};

use super::choices::Offered;
use super::line_form::change_form;
use super::{gears, line_href};
use crate::charts::{Estimate, Named, Point, Series, TrendChart, words};
use crate::frame::{Frame, Section};
use crate::gaps::list_groups;
use crate::parts::{Column, Entry, Field, Input, Picture, Row, Table};
use crate::server::{Answer, Asked, Fields, Form, Refusal};

struct StoryShown {
    day: String,
    who: String,
    words: String,
}

#[derive(Template)]
#[template(path = "plan/line.html")]
struct LinePage {
    frame: Frame,
    kind: &'static str,
    id: String,
    title: String,
    mark: &'static str,
    class: &'static str,
    turning: &'static str,
    because: Vec<String>,
    clauses: Vec<(&'static str, String)>,
    words: String,
    owner: String,
    days: String,
    measured: String,
    picture: Option<Picture>,
    points: Option<Table>,
    reported: String,
    stories: Vec<StoryShown>,
    forms: Vec<(&'static str, Entry)>,
    changed: String,
    planner: bool,
    csv: String,
    json: String,
}

/// The page.
///
/// # Errors
/// When there is no such line, or the office cannot answer.
pub fn page(asked: &Asked) -> Result<Answer, Refusal> {
    asked.only(&[])?;
    show(asked, None)
}

/// The form that changes a line, shown again.
#[derive(Clone, Copy)]
pub(super) struct Again<'a> {
    /// What was typed.
    pub typed: Option<&'a Fields>,
    /// The line that the form is to hold instead of the one that stands.
    pub line: Option<&'a Line>,
    /// What is wrong.
    pub wrong: &'a str,
}

/// The page, with what was typed and what is wrong with it beside the form that changes the line.
pub(super) fn show(asked: &Asked, typed: Option<Again<'_>>) -> Result<Answer, Refusal> {
    let district = &asked.district;
    let id = asked.name();
    let standing = plan::load(district, None)?;
    let Some(found) = standing.find(id) else {
        let known = standing.list_lines().into_iter().map(|line| line.id).collect();
        return Err(traction_office::OfficeError::Unknown {
            kind: "line of the plan",
            name: id.to_owned(),
            known,
        }
        .into());
    };
    let line = &found.line;
    let report = plan::report(district, asked.today(), None, &Silent)?;
    let told = report.lines().find(|told| told.line.id == *id);
    let priority =
        report.priorities.iter().find(|p| p.priority.as_ref().is_some_and(|line| line.id == *id));
    let turning = told
        .map(|told| told.state.turning)
        .or_else(|| priority.map(|p| p.turning))
        .unwrap_or(traction_core::plan::model::Turning::Untied);
    let glance = glance::glance(district)?;
    let frame = asked.frame_on(&glance, &line.title, Section::Plan).after("Plan", "/plan");
    let observed = plan::figures(district, line, &Silent)?.unwrap_or_default();
    let stories = plan::stories(district, id, None)?;
    let sheet = sheet(line, &observed);
    let page = LinePage {
        kind: line.kind.name(),
        id: line.id.clone(),
        title: line.title.clone(),
        mark: gears::mark(turning),
        class: gears::class(turning),
        turning: turning.words(),
        because: told.map(|told: &LineReport| told.because.clone()).unwrap_or_default(),
        clauses: [("If", &line.if_schools), ("and", &line.if_office), ("then", &line.then)]
            .into_iter()
            .filter(|(_, clause)| !clause.is_empty())
            .map(|(name, clause)| (name, clause.clone()))
            .collect(),
        words: line.words.clone(),
        owner: line.owner.clone().unwrap_or_default(),
        days: days(line),
        measured: measured(asked, line)?,
        picture: picture(line, &observed),
        points: (!sheet.rows.is_empty()).then(|| points_table(&sheet)),
        reported: reported(line),
        stories: stories
            .iter()
            .rev()
            .map(|story| {
                let (who, on) = plan::Story::told(story);
                StoryShown {
                    day: words::day(on),
                    who: who.to_owned(),
                    words: story.body.words.clone(),
                }
            })
            .collect(),
        forms: match why_may_do(asked.person(), Deed::Plan) {
            Some(_) => forms(asked, &frame, &standing, found, typed)?,
            None => Vec::new(),
        },
        planner: why_may_do(asked.person(), Deed::Plan).is_some(),
        changed: format!(
            "Changed {} by {}",
            words::day(found.at.to_zoned(jiff::tz::TimeZone::system()).date()),
            found.who
        ),
        csv: asked.twin(Form::Csv, ""),
        json: asked.twin(Form::Json, ""),
        frame,
    };
    Ok(Answer::of(page, vec![sheet]))
}

fn days(line: &Line) -> String {
    match (line.starts_on, line.ends_on) {
        (Some(first), Some(last)) => format!("{} to {}", words::day(first), words::day(last)),
        (Some(first), None) => format!("from {}", words::day(first)),
        (None, Some(last)) => format!("by {}", words::day(last)),
        (None, None) => String::new(),
    }
}

fn reported(line: &Line) -> String {
    let Some(reported) = line.target.as_ref().and_then(|target| target.reported.as_ref()) else {
        return String::new();
    };
    let print = |value| traction_core::plan::explain::print_figure(line, value);
    let figures = match (reported.from, reported.to, reported.change) {
        (Some(from), Some(to), _) => format!("from {} to {}", print(from), print(to)),
        (None, Some(to), _) => print(to),
        (_, None, Some(change)) => format!("a change of {}", print(change)),
        _ => return String::new(),
    };
    format!("The source reports {figures}, {}.", reported.when)
}

/// What the path is of, and for whom.
fn measured(asked: &Asked, line: &Line) -> Result<String, Refusal> {
    let Some(target) = &line.target else { return Ok(String::new()) };
    let what = match &target.measure {
        Some(id) => Offered::of(asked)?.measure(id).unwrap_or(id).to_owned(),
        None => target.counted.clone(),
    };
    let whom = target
        .group
        .as_ref()
        .and_then(|code| list_groups().find(|(known, _)| known == code).map(|(_, name)| name));
    Ok(match whom {
        Some(whom) if !what.is_empty() => format!("{what}: {whom}"),
        _ => what,
    })
}

/// The path and the figures, by year.
fn sheet(line: &Line, observed: &[Observed]) -> Sheet {
    let columns = ["year|School year", "path|Path|n", "figure|Figure|n", "low|From|n", "high|To|n"];
    let mut sheet = Sheet::of("path", &line.title, &columns);
    let path = line.target.as_ref().and_then(Trajectory::of);
    let mut years: Vec<i16> = observed.iter().map(|figure| figure.year).collect();
    if let Some(path) = &path {
        let ends = path.points().iter().map(|point| point.year);
        let (first, last) = (ends.clone().min(), ends.max());
        years.extend(first.unwrap_or_default()..=last.unwrap_or_default());
    }
    years.sort_unstable();
    years.dedup();
    let number = |value: f64| traction_office::Cell::Number {
        value,
        printed: traction_core::plan::explain::print_figure(line, value),
    };
    for year in years {
        let figure = observed.iter().find(|figure| figure.year == year);
        let expected = path.as_ref().and_then(|path| path.expected(year));
        sheet.push(vec![
            words::school_year(i32::from(year)).into(),
            expected.map(number).into(),
            figure.map(|figure| number(figure.value)).into(),
            figure.and_then(|figure| figure.interval).map(|(low, _)| number(low)).into(),
            figure.and_then(|figure| figure.interval).map(|(_, high)| number(high)).into(),
        ]);
    }
    sheet
}

fn points_table(sheet: &Sheet) -> Table {
    let rows = sheet.rows.iter().map(|row| {
        let head = row.first().map(traction_office::Cell::print).unwrap_or_default();
        Row::of(&head, row.iter().skip(1).map(|cell| cell.print().into()))
    });
    Table {
        caption: "Path and figures, with 95% intervals".to_owned(),
        columns: vec![
            Column::words("School year"),
            Column::numbers("Path"),
            Column::numbers("Figure"),
            Column::numbers("From"),
            Column::numbers("To"),
        ],
        rows: rows.collect(),
    }
}

fn picture(line: &Line, observed: &[Observed]) -> Option<Picture> {
    let target = line.target.as_ref()?;
    let path = Trajectory::of(target);
    let plain = |value: f64| Point::Value(Estimate { value, interval: None, n: None });
    let mut series = Vec::new();
    if !observed.is_empty() {
        let points = observed
            .iter()
            .map(|figure| {
                let estimate = Estimate { value: figure.value, interval: figure.interval, n: None };
                (i32::from(figure.year), Point::Value(estimate))
            })
            .collect();
        series.push(Series { label: "Figure".to_owned(), points });
    }
    if let Some(path) = &path {
        let ends = path.points().iter().map(|point| point.year);
        let (first, last) = (ends.clone().min()?, ends.max()?);
        let points = (first..=last)
            .filter_map(|year| Some((i32::from(year), plain(path.expected(year)?))))
            .collect();
        series.push(Series { label: "Path".to_owned(), points });
    }
    if series.is_empty() {
        return None;
    }
    let unit = if target.percent { words::Unit::Percent(0) } else { words::Unit::Number(1) };
    Some(Picture::of(&TrendChart {
        named: Named::as_chart("path", "Where it should be, and where it is"),
        unit,
        series,
        changes: Vec::new(),
        marked: Vec::new(),
        from_zero: false,
    }))
}

fn forms(
    asked: &Asked,
    frame: &Frame,
    standing: &plan::StandingPlan,
    found: &plan::StandingLine,
    typed: Option<Again<'_>>,
) -> Result<Vec<(&'static str, Entry)>, Refusal> {
    let line = &found.line;
    let href = line_href(&line.id);
    let mut forms = vec![(
        "Write the story behind it",
        Entry::of(frame, "story", &format!("{href}/story"), "Keep the story").with(
            Field::of("words", "What explains it, in your words", Input::Long(4))
                .saying("Earlier ones stay, each with its day."),
        ),
    )];
    if line.kind == LineKind::Milestone {
        forms.push((
            "Say that it is done",
            Entry::of(frame, "done", &format!("{href}/done"), "It is done")
                .with(Field::of("on", "Done on", Input::Date).holding(&asked.today().to_string()))
                .with(Field::of("evidence", "What shows it", Input::Text).optional()),
        ));
    }
    if !plan::governs(&asked.district) {
        return Ok(forms);
    }
    let offered = Offered::of(asked)?;
    forms.push(("Change the line", change_form(frame, standing, found, typed, &offered, &href)));
    let under = standing.lines.iter().any(|l| l.line.under.as_deref() == Some(&line.id));
    if !under {
        forms.push((
            "Take it out of the plan",
            Entry::of(frame, "drop", &format!("{href}/drop"), "Take it out")
                .with(Field::hidden("seen", &found.entry.to_string()))
                .with(Field::of("why", "Why", Input::Text).saying("It stays in the log.")),
        ));
    }
    Ok(forms)
}
