//! The plan on one page: its gears drawn, each priority with its lines.

use askama::Template;
use traction_core::plan::model::{LineKind, Turning};
use traction_core::plan::report::{LineReport, PlanReport};
use traction_office::plan;
use traction_office::{Silent, glance};

use super::{gears, line_href};
use crate::frame::{Frame, Section};
use crate::parts::{Choice, Entry, Field, Input, Link};
use crate::server::{Answer, Asked, Form, Refusal};

struct LineShown {
    link: Link,
    kind: &'static str,
    mark: &'static str,
    class: &'static str,
    turning: &'static str,
    owner: String,
    because: String,
    milestone: bool,
}

struct GearShown {
    name: &'static str,
    mark: &'static str,
    class: &'static str,
    turning: &'static str,
    lines: Vec<LineShown>,
}

struct PriorityShown {
    title: String,
    href: String,
    mark: &'static str,
    class: &'static str,
    turning: &'static str,
    gears: Vec<GearShown>,
}

#[derive(Template)]
#[template(path = "plan/overview.html")]
struct OverviewPage {
    frame: Frame,
    eyebrow: String,
    title: String,
    headline: String,
    challenge: String,
    citation: String,
    drawn: String,
    priorities: Vec<PriorityShown>,
    examples: Option<Entry>,
    add: Option<Entry>,
    desks: Vec<(Link, &'static str)>,
    csv: String,
    json: String,
}

/// The page.
///
/// # Errors
/// When the office cannot answer.
pub fn page(asked: &Asked) -> Result<Answer, Refusal> {
    asked.only(&[])?;
    show(asked, None)
}

/// The page, with what is wrong beside the form that adds a line.
pub(super) fn show(asked: &Asked, wrong: Option<&str>) -> Result<Answer, Refusal> {
    let district = &asked.district;
    let glance = glance::glance(district)?;
    let report = plan::report(district, asked.today(), None, &Silent)?;
    let standing = plan::load(district, None)?;
    let frame = asked.frame_on(&glance, "Plan", Section::Plan);
    let may =
        traction_office::access::why_may_do(asked.person(), traction_office::access::Deed::Plan)
            .is_some();
    let empty = standing.lines.is_empty();
    let governs = plan::governs(district);
    let examples = (governs && empty).then(|| example_form(&frame)).transpose()?;
    let add = (governs && !empty).then(|| add_form(&frame, &standing, wrong));
    let page = OverviewPage {
        eyebrow: report.head.system.clone(),
        title: report.head.title.clone(),
        headline: report.headline.clone(),
        challenge: report.head.challenge.clone(),
        citation: report.head.citation.clone(),
        drawn: gears::draw(&report.gears),
        priorities: report.priorities.iter().map(priority).collect(),
        examples,
        add,
        desks: desks(asked, may),
        csv: asked.twin(Form::Csv, ""),
        json: asked.twin(Form::Json, ""),
        frame,
    };
    Ok(Answer::of(page, sheets(&report)))
}

fn sheets(report: &PlanReport) -> Vec<traction_office::Sheet> {
    vec![plan::plan_sheet(report), plan::goal_sheet(report)]
}

/// The desks that are there for whoever asks.
fn desks(asked: &Asked, may: bool) -> Vec<(Link, &'static str)> {
    let mut desks = vec![
        (Link::to("/plan/week", "My week"), "What you owe, overdue first"),
        (Link::to("/plan/calendar", "Calendar"), "The year backwards from the first day of school"),
        (Link::to("/plan/contracts", "Clusters and contracts"), "Scorecards, feeders, hand-offs"),
        (Link::to("/plan/surveys", "Surveys"), "What families and staff answered"),
        (Link::to("/plan/cabinet/public", "Cabinet, in public"), "Decisions and funds"),
    ];
    if plan::may_read_reviews(&asked.district).is_ok() {
        desks.push((Link::to("/plan/reviews", "Reviews"), "Peers' findings, and what they became"));
    }
    if plan::may_supervise(&asked.district).is_ok() {
        desks.push((Link::to("/plan/visits", "Visits"), "Time in schools, logged in seconds"));
    }
    if may {
        desks.extend([
            (Link::to("/plan/cabinet", "Cabinet"), "Agenda, decisions, pledges"),
            (Link::to("/plan/snapshot", "Snapshot"), "Answered alone, seen together"),
            (Link::to("/plan/log", "Log"), "Everything that was entered"),
        ]);
    }
    desks
}

fn example_form(frame: &Frame) -> Result<Entry, Refusal> {
    let choices = plan::list_examples()?
        .into_iter()
        .map(|head| Choice {
            text: format!("{}: {}", head.system, head.title),
            value: head.id,
            chosen: false,
        })
        .collect();
    Ok(Entry::of(frame, "start", "/plan/start", "Begin with this plan").with(
        Field::of("example", "Begin with the plan of", Input::Choose(choices)).saying(
            "Its lines come with the figures that were published; each says what it lacks.",
        ),
    ))
}

fn add_form(frame: &Frame, standing: &plan::StandingPlan, wrong: Option<&str>) -> Entry {
    let kinds = LineKind::ALL
        .into_iter()
        .map(|kind| Choice {
            value: kind.code().to_owned(),
            text: kind.name().to_owned(),
            chosen: kind == LineKind::Goal,
        })
        .collect();
    let mut under =
        vec![Choice { value: String::new(), text: "No line".to_owned(), chosen: false }];
    under.extend(standing.lines.iter().filter(|l| l.line.kind != LineKind::Milestone).map(|l| {
        Choice {
            value: l.line.id.clone(),
            text: format!("{} {}", l.line.id, l.line.title),
            chosen: false,
        }
    }));
    let mut form = Entry::of(frame, "add", "/plan/lines", "Add the line")
        .with(Field::of("kind", "What it is", Input::Choose(kinds)))
        .with(Field::of("title", "In one sentence", Input::Text))
        .with(Field::of("under", "Stands under", Input::Choose(under)))
        .with(Field::of("owner", "Who answers for it", Input::Text).optional())
        .with(Field::of("ends_on", "By", Input::Date).optional());
    form.wrong = wrong.map(str::to_owned);
    form
}

fn priority(report: &traction_core::plan::report::PriorityReport) -> PriorityShown {
    let (id, title) = match &report.priority {
        Some(line) => (line.id.clone(), line.title.clone()),
        None => (String::new(), "Lines that serve no priority".to_owned()),
    };
    PriorityShown {
        href: if id.is_empty() { String::new() } else { line_href(&id) },
        title,
        mark: gears::mark(report.turning),
        class: gears::class(report.turning),
        turning: report.turning.words(),
        gears: report
            .gears
            .iter()
            .map(|(state, lines)| GearShown {
                name: state.gear.name(),
                mark: gears::mark(state.turning),
                class: gears::class(state.turning),
                turning: state.turning.words(),
                lines: lines.iter().map(line).collect(),
            })
            .collect(),
    }
}

fn line(told: &LineReport) -> LineShown {
    let turning: Turning = told.state.turning;
    LineShown {
        link: Link::to(&line_href(&told.line.id), &told.line.title),
        kind: told.line.kind.name(),
        mark: gears::mark(turning),
        class: gears::class(turning),
        turning: turning.words(),
        owner: told.line.owner.clone().unwrap_or_default(),
        because: told.because.join(" "),
        milestone: told.line.kind == LineKind::Milestone,
    }
}
