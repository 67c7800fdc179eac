//! The form that changes a line.

use traction_core::plan::explain::print_cents;
use traction_core::plan::model::{Amount, LineKind, Point, Target};
use traction_office::plan;

use super::choices::Offered;
use super::line::Again;
use crate::frame::Frame;
use crate::parts::{Choice, Entry, Field, Input};

/// A number as somebody would type it: 45, not 45.00000000000001.
fn tidy(value: f64) -> f64 {
    (value * 1e6).round() / 1e6
}

/// The form that changes a line, with what stands or what was typed.
pub(super) fn change_form(
    frame: &Frame,
    standing: &plan::StandingPlan,
    found: &plan::StandingLine,
    typed: Option<Again<'_>>,
    offered: &Offered,
    href: &str,
) -> Entry {
    let line = typed.and_then(|again| again.line).unwrap_or(&found.line);
    let target = line.target.clone().unwrap_or_default();
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
    let text = |name: &str, label: &str, stands: &str| text(&held, name, label, stands);
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
            .with(
                text("if_schools", "If …", &line.if_schools)
                    .saying("What schools change: schools give teams long blocks."),
            )
            .with(
                text("if_office", "and …", &line.if_office).saying(
                    "What the central office then does: the central office pays for cover.",
                ),
            )
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
        form = with_target(form, &target, offered, &held);
    }
    if line.kind.is_shift() {
        form = with_amount(form, &line.amount.clone().unwrap_or_default(), &held);
    }
    if line.kind == LineKind::Timelines {
        let lead = line.lead_time.as_ref();
        let days = lead.map(|l| l.days_sooner.to_string()).unwrap_or_default();
        let figure = held("figure", lead.map_or("", |l| l.figure.as_str()));
        let figures = Input::Choose(offered.figures(&figure));
        form = form
            .with(Field::of("figure", "Schools have sooner", figures).optional())
            .with(text("days_sooner", "Days sooner", &days));
    }
    form = form
        .with(Field::of("why", "Why it changes", Input::Text).holding(&held("why", "")).optional());
    form.wrong = typed.map(|again| again.wrong.to_owned());
    form
}

/// What stands in a field: what was typed, else this.
type Held<'a> = dyn Fn(&str, &str) -> String + 'a;

fn text(held: &Held<'_>, name: &str, label: &str, stands: &str) -> Field {
    Field::of(name, label, Input::Text).holding(&held(name, stands)).optional()
}

/// What a goal is to move, for whom, from where to where.
fn with_target(form: Entry, target: &Target, offered: &Offered, held: &Held<'_>) -> Entry {
    let figure = |value: f64| match target.percent {
        true => format!("{}%", tidy(value * 100.0)),
        false => value.to_string(),
    };
    let point = |point: Option<Point>| {
        point.map(|p| (p.year.to_string(), figure(p.value))).unwrap_or_default()
    };
    let waypoints: Vec<String> =
        target.waypoints.iter().map(|p| format!("{}: {}", p.year, figure(p.value))).collect();
    let (baseline_year, baseline) = point(target.baseline);
    let (target_year, goal) = point(target.target);
    let measure = held("measure", target.measure.as_deref().unwrap_or_default());
    let group = held("group", target.group.as_deref().unwrap_or_default());
    let text = |name: &str, label: &str, stands: &str| text(held, name, label, stands);
    form.with(Field::of("measure", "Measure", Input::Choose(offered.measures(&measure))).optional())
        .with(Field::of("group", "For whom", Input::Choose(Offered::groups(&group))).optional())
        .with(text("baseline_year", "Baseline: school year ending in", &baseline_year))
        .with(text("baseline", "Baseline", &baseline).saying("A share as 53%."))
        .with(text("target_year", "Target: school year ending in", &target_year))
        .with(
            text("target", "Target", &goal)
                .saying("Lower than where it began: then less is better."),
        )
        .with(
            Field::of("waypoints", "On the way", Input::Long(2))
                .saying("One a line, such as 2027: 45%. Empty is a straight line.")
                .holding(&held("waypoints", &waypoints.join("\n")))
                .optional(),
        )
}

/// What a shift costs or frees, with where the budget holds it.
fn with_amount(form: Entry, amount: &Amount, held: &Held<'_>) -> Entry {
    let dollars = match amount.cents {
        0 => String::new(),
        cents => print_cents(cents).replace('−', "-"),
    };
    let year = |year: Option<i16>| year.map(|year| year.to_string()).unwrap_or_default();
    let text = |name: &str, label: &str, stands: &str| text(held, name, label, stands);
    form.with(text("amount", "Dollars a year", &dollars).saying("Less than zero frees money."))
        .with(text("amount_from", "From the school year ending in", &year(amount.from)))
        .with(text("amount_until", "Until the school year ending in", &year(amount.until)))
        .with(
            text("account", "Account", amount.tie.account.as_deref().unwrap_or_default())
                .saying("Words of the account that pays for it, as the budget writes them."),
        )
        .with(text("fund", "Fund", amount.tie.fund.as_deref().unwrap_or_default()))
}
