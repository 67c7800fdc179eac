//! What is entered from the plan's pages.

use std::collections::BTreeMap;

use jiff::civil::Date;
use traction_core::plan::engine::Clash;
use traction_core::plan::model::{
    Amount, Answer as Level, LeadTime, Line, LineKind, Point, Target,
};
use traction_office::OfficeError;
use traction_office::plan::{self, Changed, Done};

use super::act_cabinet::{lines, year};
use super::{line, line_href, overview};
use crate::server::{Asked, Fields, Outcome, Refusal, words_beside_a_form};

pub(super) fn refused(what: &str) -> OfficeError {
    OfficeError::Refused { what: what.to_owned(), hint: String::new() }
}

pub(super) fn day(fields: &Fields, name: &str) -> Result<Option<Date>, OfficeError> {
    fields
        .find(name)
        .map(|text| text.parse().map_err(|_| refused(&format!("“{text}” is no day"))))
        .transpose()
}

/// Begins with an example plan.
///
/// # Errors
/// When whoever asks does not plan, or the office cannot answer.
pub fn start_from(asked: &Asked, fields: &Fields) -> Result<Outcome, Refusal> {
    match plan::start_from(&asked.district, fields.text("example"), asked.now) {
        Ok(lines) => {
            let words = format!("{lines} lines entered. Each says what it lacks.");
            Ok(Outcome::to("/plan").saying(&words))
        }
        Err(error) => {
            Ok(Outcome::again(overview::show(asked, Some(&words_beside_a_form(error)?))?))
        }
    }
}

/// Adds a line.
///
/// # Errors
/// When whoever asks does not plan, or the office cannot answer.
pub fn add_line(asked: &Asked, fields: &Fields) -> Result<Outcome, Refusal> {
    let added = (|| {
        let kind = LineKind::parse(fields.text("kind")).map_err(|e| refused(&e.to_string()))?;
        let standing = plan::load(&asked.district, None)?;
        let id = plan::next_id(&standing, kind);
        let mut line = Line::titled(&id, kind, fields.text("title"));
        line.under = fields.find("under").map(str::to_owned);
        line.owner = fields.find("owner").map(str::to_owned);
        line.ends_on = day(fields, "ends_on")?;
        plan::put_line(&asked.district, None, &line, "", asked.now)?;
        Ok(id)
    })();
    match added {
        Ok(id) => Ok(Outcome::to(&line_href(&id)).saying("Added. What it lacks stands below.")),
        Err(error) => {
            Ok(Outcome::again(overview::show(asked, Some(&words_beside_a_form(error)?))?))
        }
    }
}

/// Changes a line, over the entry that the person saw.
///
/// # Errors
/// When whoever asks does not plan, or the office cannot answer.
pub fn change_line(asked: &Asked, fields: &Fields) -> Result<Outcome, Refusal> {
    let changed = (|| {
        let seen = fields.text("seen").parse().map_err(|_| refused("open the line again"))?;
        let base = plan::line_at(&asked.district, asked.name(), seen)?;
        let line = read_line(&base, fields)?;
        plan::change_line(&asked.district, seen, &line, fields.text("why"), asked.now)
    })();
    let to = Outcome::to(&line_href(asked.name()));
    match changed {
        Ok(Changed::Kept) => Ok(to.saying("Kept.")),
        Ok(Changed::Together { who }) => {
            Ok(to.saying(&format!("Kept, together with what {who} changed in the meantime.")))
        }
        Ok(Changed::Clash { merged: line, clashes, who }) => {
            let words = words_of_clash(&who, &clashes);
            let again = line::Again { typed: None, line: Some(&line), wrong: &words };
            Ok(Outcome::again(line::show(asked, Some(again))?))
        }
        Err(error) => {
            let words = words_beside_a_form(error)?;
            let again = line::Again { typed: Some(fields), line: None, wrong: &words };
            Ok(Outcome::again(line::show(asked, Some(again))?))
        }
    }
}

/// What somebody else wrote in the meantime, for whoever is to put both together.
pub(super) fn words_of_clash(who: &str, clashes: &[Clash]) -> String {
    let theirs: Vec<String> = clashes
        .iter()
        .map(|clash| match clash.theirs.as_str() {
            "" => format!("{}: taken out", clash.part),
            theirs => format!("{}: “{theirs}”", clash.part),
        })
        .collect();
    format!(
        "{who} changed it in the meantime. They wrote {}. Yours stands below: keep it, or put both \
         together.",
        theirs.join("; ")
    )
}

/// A line with what a form says; what the form does not hold stays.
fn read_line(known: &Line, fields: &Fields) -> Result<Line, OfficeError> {
    let mut line = known.clone();
    let text = |name: &str| fields.find(name).map(str::to_owned);
    line.title = fields.text("title").to_owned();
    line.words = fields.text("words").to_owned();
    if line.kind == LineKind::Theory {
        line.if_schools = fields.text("if_schools").to_owned();
        line.if_office = fields.text("if_office").to_owned();
        line.then = fields.text("then").to_owned();
    }
    if line.kind != LineKind::Priority {
        line.under = text("under");
    }
    line.owner = text("owner");
    line.starts_on = day(fields, "starts_on")?;
    line.ends_on = day(fields, "ends_on")?;
    if line.kind == LineKind::Goal || line.kind.is_shift() {
        let mut target = line.target.take().unwrap_or_default();
        target.measure = text("measure");
        target.group = text("group");
        let (baseline, from) = point(fields, "baseline_year", "baseline")?;
        let (goal, to) = point(fields, "target_year", "target")?;
        let mut on_the_way = false;
        if fields.names().contains("waypoints") {
            (target.waypoints, on_the_way) = points(fields, "waypoints")?;
        }
        target.run(baseline, goal);
        // A figure that is written as a percent is read as one from then on.
        target.percent |= from || to || on_the_way;
        line.target = (target != Target::default()).then_some(target);
    }
    if line.kind.is_shift() && fields.names().contains("amount") {
        line.amount = amount(line.amount.take(), fields)?;
    }
    if line.kind == LineKind::Timelines && fields.names().contains("figure") {
        line.lead_time = match (fields.find("figure"), fields.find("days_sooner")) {
            (None, None) => None,
            (Some(figure), Some(days)) => Some(LeadTime {
                figure: figure.to_owned(),
                days_sooner: days
                    .parse()
                    .map_err(|_| refused(&format!("“{days}” is no number of days")))?,
            }),
            _ => return Err(refused("a lead time needs its figure and how many days sooner")),
        };
    }
    Ok(line)
}

/// What a shift costs or frees, with where the budget holds it.
fn amount(known: Option<Amount>, fields: &Fields) -> Result<Option<Amount>, OfficeError> {
    let text = |name: &str| fields.find(name).map(str::to_owned);
    let mut amount = known.unwrap_or_default();
    amount.cents = match fields.find("amount") {
        None => 0,
        Some(dollars) => plan::read_cents(dollars).map_err(|words| refused(&words))?,
    };
    (amount.from, amount.until) = (year(fields, "amount_from")?, year(fields, "amount_until")?);
    (amount.tie.account, amount.tie.fund) = (text("account"), text("fund"));
    Ok((amount != Amount::default()).then_some(amount))
}

/// A figure as it is typed, and whether it was typed as a percent.
fn figure(text: &str) -> Result<(f64, bool), OfficeError> {
    let plain = text.replace(',', ".");
    let wrong = |_| refused(&format!("“{text}” is no figure"));
    match plain.strip_suffix('%') {
        None => Ok((plain.parse().map_err(wrong)?, false)),
        Some(percent) => Ok((percent.trim().parse::<f64>().map_err(wrong)? / 100.0, true)),
    }
}

/// A figure with its year, and whether it was typed as a percent.
pub(super) fn point(
    fields: &Fields,
    year: &str,
    value: &str,
) -> Result<(Option<Point>, bool), OfficeError> {
    match (fields.find(year), fields.find(value)) {
        (None, None) => Ok((None, false)),
        (Some(year), Some(value)) => {
            let year = year.parse().map_err(|_| refused(&format!("“{year}” is no year")))?;
            let (value, percent) = figure(value)?;
            Ok((Some(Point { year, value }), percent))
        }
        _ => Err(refused("a figure needs its year, and a year its figure")),
    }
}

/// Figures on the way, one a line as `2027: 45%`, and whether any was typed as a percent.
fn points(fields: &Fields, name: &str) -> Result<(Vec<Point>, bool), OfficeError> {
    let (mut points, mut share) = (Vec::new(), false);
    for line in lines(fields, name) {
        let wrong = || refused(&format!("“{line}” is not written as year: figure"));
        let (year, value) = line.split_once(':').ok_or_else(wrong)?;
        let (value, percent) = figure(value.trim())?;
        points.push(Point { year: year.trim().parse().map_err(|_| wrong())?, value });
        share |= percent;
    }
    Ok((points, share))
}

/// Takes a line out of the plan.
///
/// # Errors
/// When whoever asks does not plan, or the office cannot answer.
pub fn drop_line(asked: &Asked, fields: &Fields) -> Result<Outcome, Refusal> {
    let seen = fields.find("seen").and_then(|text| text.parse().ok()).unwrap_or_default();
    match plan::drop_line(&asked.district, seen, asked.name(), fields.text("why"), asked.now) {
        Ok(_) => Ok(Outcome::to("/plan").saying("Taken out. The log keeps it.")),
        Err(error) => {
            let words = words_beside_a_form(error)?;
            let again = line::Again { typed: Some(fields), line: None, wrong: &words };
            Ok(Outcome::again(line::show(asked, Some(again))?))
        }
    }
}

/// Says that a milestone is done.
///
/// # Errors
/// When whoever asks does not plan, or the office cannot answer.
pub fn mark_done(asked: &Asked, fields: &Fields) -> Result<Outcome, Refusal> {
    let on = day(fields, "on")?.unwrap_or_else(|| asked.today());
    let done = Done { on, evidence: fields.text("evidence").to_owned() };
    plan::mark_done(&asked.district, asked.name(), Some(done), asked.now)?;
    Ok(Outcome::to(&line_href(asked.name())).saying("Done."))
}

/// Keeps a story.
///
/// # Errors
/// When whoever asks does not plan, or the office cannot answer.
pub fn write_story(asked: &Asked, fields: &Fields) -> Result<Outcome, Refusal> {
    match plan::write_story(&asked.district, asked.name(), fields.text("words"), asked.now) {
        Ok(_) => Ok(Outcome::to(&line_href(asked.name())).saying("Kept, with its day.")),
        Err(error) => {
            let words = words_beside_a_form(error)?;
            let again = line::Again { typed: Some(fields), line: None, wrong: &words };
            Ok(Outcome::again(line::show(asked, Some(again))?))
        }
    }
}

/// Keeps somebody's own answers to the snapshot.
///
/// # Errors
/// When whoever asks does not plan, or the office cannot answer.
pub fn answer_snapshot(asked: &Asked, fields: &Fields) -> Result<Outcome, Refusal> {
    let mut answers: BTreeMap<String, Level> = BTreeMap::new();
    for name in fields.names() {
        let Some(id) = name.strip_prefix("answer-") else { continue };
        match fields.text(name) {
            "" => {}
            "?" => {
                answers.insert(id.to_owned(), Level::DoNotKnow);
            }
            level => {
                let level = level.parse().map_err(|_| Refusal::unclear("A level is 1 to 4."))?;
                answers.insert(id.to_owned(), Level::Level(level));
            }
        }
    }
    plan::answer_snapshot(&asked.district, fields.text("round"), &answers, asked.now)?;
    Ok(Outcome::to("/plan/snapshot").saying("Kept. Nobody else sees what you answered."))
}
