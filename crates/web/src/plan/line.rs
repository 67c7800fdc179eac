//! One line: its path, its story, who owes it, and the forms that change it.

use askama::Template;
use traction_core::plan::engine::Trajectory;
use traction_core::plan::model::{Line, LineKind, Observed};
use traction_core::plan::report::LineReport;
use traction_office::access::{Deed, why_may_do};
use traction_office::{Sheet, Silent, glance, plan};

use super::{gears, line_href, today};
use crate::charts::{Estimate, Named, Point, Series, TrendChart, words};
use crate::frame::{Frame, Section};
use crate::parts::{Choice, Column, Entry, Field, Input, Picture, Row, Table};
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
    let report = plan::report(district, today(asked), None, &Silent)?;
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
        clauses: [
            ("If schools", &line.if_schools),
            ("and the central office", &line.if_office),
            ("then", &line.then),
        ]
        .into_iter()
        .filter(|(_, clause)| !clause.is_empty())
        .map(|(name, clause)| (name, clause.clone()))
        .collect(),
        words: line.words.clone(),
        owner: line.owner.clone().unwrap_or_default(),
        days: days(line),
        picture: picture(line, &observed),
        points: (!sheet.rows.is_empty()).then(|| points_table(&sheet)),
        reported: reported(line),
        stories: stories
            .iter()
            .rev()
            .map(|story| StoryShown {
                day: words::day(story.at.to_zoned(jiff::tz::TimeZone::system()).date()),
                who: story.who.clone(),
                words: story.body.words.clone(),
            })
            .collect(),
        forms: match why_may_do(asked.person(), Deed::Plan) {
            Some(_) => {
                forms(&frame, &standing, found, typed, today(asked), plan::governs(&asked.district))
            }
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
    frame: &Frame,
    standing: &plan::StandingPlan,
    found: &plan::StandingLine,
    typed: Option<Again<'_>>,
    today: jiff::civil::Date,
    governs: bool,
) -> Vec<(&'static str, Entry)> {
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
                .with(Field::of("on", "Done on", Input::Date).holding(&today.to_string()))
                .with(Field::of("evidence", "What shows it", Input::Text).optional()),
        ));
    }
    if !governs {
        return forms;
    }
    forms.push(("Change the line", change_form(frame, standing, found, typed, &href)));
    let under = standing.lines.iter().any(|l| l.line.under.as_deref() == Some(&line.id));
    if !under {
        forms.push((
            "Take it out of the plan",
            Entry::of(frame, "drop", &format!("{href}/drop"), "Take it out")
                .with(Field::hidden("seen", &found.entry.to_string()))
                .with(Field::of("why", "Why", Input::Text).saying("It stays in the log.")),
        ));
    }
    forms
}

/// A number as somebody would type it: 45, not 45.00000000000001.
fn tidy(value: f64) -> f64 {
    (value * 1e6).round() / 1e6
}

/// The form that changes a line, with what stands or what was typed.
fn change_form(
    frame: &Frame,
    standing: &plan::StandingPlan,
    found: &plan::StandingLine,
    typed: Option<Again<'_>>,
    href: &str,
) -> Entry {
    let line = typed.and_then(|again| again.line).unwrap_or(&found.line);
    let target = line.target.clone().unwrap_or_default();
    let figure = |value: f64| match target.percent {
        true => format!("{}%", tidy(value * 100.0)),
        false => value.to_string(),
    };
    let point = |point: Option<traction_core::plan::model::Point>| {
        point.map(|p| (p.year.to_string(), figure(p.value))).unwrap_or_default()
    };
    let waypoints: Vec<String> =
        target.waypoints.iter().map(|p| format!("{}: {}", p.year, figure(p.value))).collect();
    let (baseline_year, baseline) = point(target.baseline);
    let (target_year, goal) = point(target.target);
    let held = |name: &str, stands: &str| match typed.and_then(|again| again.typed) {
        Some(fields) => fields.text(name).to_owned(),
        None => stands.to_owned(),
    };
    let under = line.under.clone().unwrap_or_default();
    let mut choices =
        vec![Choice { value: String::new(), text: "No line".to_owned(), chosen: false }];
    choices.extend(
        standing
            .lines
            .iter()
            .filter(|l| l.line.kind != LineKind::Milestone && l.line.id != line.id)
            .map(|l| Choice {
                chosen: l.line.id == held("under", &under),
                value: l.line.id.clone(),
                text: format!("{} {}", l.line.id, l.line.title),
            }),
    );
    let day = |day: Option<jiff::civil::Date>| day.map(|d| d.to_string()).unwrap_or_default();
    let text = |name: &str, label: &str, stands: &str| {
        Field::of(name, label, Input::Text).holding(&held(name, stands)).optional()
    };
    // What was typed is held against the entry that the person saw; a clash was told, so the answer
    // to it is held against the newest.
    let seen = held("seen", &found.entry.to_string());
    let mut form = Entry::of(frame, "change", href, "Keep the change")
        .with(Field::hidden("seen", &seen))
        .with(
            Field::of("title", "In one sentence", Input::Text).holding(&held("title", &line.title)),
        )
        .with(
            Field::of("words", "More words", Input::Long(3))
                .holding(&held("words", &line.words))
                .optional(),
        );
    if line.kind == LineKind::Theory {
        form = form
            .with(text("if_schools", "If schools …", &line.if_schools))
            .with(text("if_office", "and the central office …", &line.if_office))
            .with(text("then", "then …", &line.then));
    }
    if line.kind != LineKind::Priority {
        form = form.with(Field::of("under", "Stands under", Input::Choose(choices)).optional());
    }
    form = form
        .with(text("owner", "Who answers for it", line.owner.as_deref().unwrap_or_default()))
        .with(
            Field::of("starts_on", "From", Input::Date)
                .holding(&held("starts_on", &day(line.starts_on)))
                .optional(),
        )
        .with(
            Field::of("ends_on", "By", Input::Date)
                .holding(&held("ends_on", &day(line.ends_on)))
                .optional(),
        );
    if line.kind == LineKind::Goal || line.kind.is_shift() {
        form = form
            .with(
                text("measure", "Measure", target.measure.as_deref().unwrap_or_default())
                    .saying("Its id, as the page Measures lists it."),
            )
            .with(
                text("group", "For whom", target.group.as_deref().unwrap_or_default())
                    .saying("Such as race_ethnicity=black; empty is all students."),
            )
            .with(text("baseline_year", "Baseline: school year ending in", &baseline_year))
            .with(text("baseline", "Baseline", &baseline).saying("A share as 53%."))
            .with(text("target_year", "Target: school year ending in", &target_year))
            .with(text("target", "Target", &goal))
            .with(
                Field::of("waypoints", "On the way", Input::Long(2))
                    .saying("One a line, such as 2027: 45%. Empty is a straight line.")
                    .holding(&held("waypoints", &waypoints.join("\n")))
                    .optional(),
            );
    }
    if line.kind.is_shift() {
        let amount = line.amount.clone().unwrap_or_default();
        let dollars = match amount.cents {
            0 => String::new(),
            cents => traction_core::plan::explain::print_cents(cents).replace('−', "-"),
        };
        let year = |year: Option<i16>| year.map(|year| year.to_string()).unwrap_or_default();
        let tie = &amount.tie;
        form = form
            .with(text("amount", "Dollars a year", &dollars).saying("Less than zero frees money."))
            .with(text("amount_from", "From the school year ending in", &year(amount.from)))
            .with(text("amount_until", "Until the school year ending in", &year(amount.until)))
            .with(text("account", "Account", tie.account.as_deref().unwrap_or_default()))
            .with(text("fund", "Fund", tie.fund.as_deref().unwrap_or_default()));
    }
    if line.kind == LineKind::Timelines {
        let lead = line.lead_time.as_ref();
        let days = lead.map(|l| l.days_sooner.to_string()).unwrap_or_default();
        form = form
            .with(
                text("figure", "Schools have sooner", lead.map_or("", |l| l.figure.as_str()))
                    .saying("A figure of the calendar, such as enrollment_projection."),
            )
            .with(text("days_sooner", "Days sooner", &days));
    }
    form = form
        .with(Field::of("why", "Why it changes", Input::Text).holding(&held("why", "")).optional());
    form.wrong = typed.map(|again| again.wrong.to_owned());
    form
}
