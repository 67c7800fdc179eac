//! Governing as rows and columns: a scorecard, a review, surveys.

use traction_core::disclosure::{Reason, Shown};
use traction_core::district::SchoolYear;
use traction_core::plan::engine::Scorecard;
use traction_core::plan::model::{Review, Target};
use traction_core::plan::report::{PlanReport, PriorityReport};

use super::sheets::no_figure;
use super::{ContractView, SurveyView, standing_words};
use crate::sheet::{Cell, Sheet};

/// A figure of a contract's target, as people read it.
fn number(target: &Target, value: f64) -> Cell {
    let printed = match target.percent {
        true => format!("{:.0}%", value * 100.0),
        false => format!("{value:.1}"),
    };
    Cell::Number { value, printed }
}

/// One contract: a scorecard for each year that has begun, what the central office owed, what the
/// lead partner may decide, what followed.
pub fn scorecard_sheets(view: &ContractView) -> Vec<Sheet> {
    let contract = &view.contract;
    let mut sheets: Vec<Sheet> = Vec::new();
    for card in view.scorecards.iter().rev() {
        sheets.push(scorecard(view, card));
    }
    let told = view
        .unanswered
        .iter()
        .map(|(target, why)| format!("“{target}” has a measure that gives no figure: {why}."));
    if let Some(latest) = sheets.first_mut() {
        latest.notes.extend(told);
    }
    let columns = ["what|What", "owner|Who owes it", "due|Due", "given|Given", "stands|Stands"];
    let mut supports = Sheet::of("supports", "What the central office owes", &columns);
    let given: Vec<_> = view.scorecards.iter().flat_map(|card| &card.supports).collect();
    for support in &contract.supports {
        let due = given.iter().find(|(known, _)| known.id == support.id);
        let day = due.and_then(|(_, day)| *day);
        let stands = match (due, day) {
            (None, _) => "to come",
            (Some(_), Some(day)) if day <= support.due => "in time",
            (Some(_), Some(_)) => "late",
            (Some(_), None) => "not given",
        };
        supports.push(vec![
            support.what.as_str().into(),
            support.owner.as_str().into(),
            support.due.to_string().into(),
            day.map(|day| day.to_string()).into(),
            stands.into(),
        ]);
    }
    let columns = ["decision|Decision", "limits|Limits"];
    let mut powers = Sheet::of("autonomies", "What the lead partner decides", &columns);
    for autonomy in &contract.autonomies {
        powers.push(vec![autonomy.decision.as_str().into(), autonomy.limits.as_str().into()]);
    }
    let columns = ["year|After", "what|What follows"];
    let mut followed = Sheet::of("consequences", "What followed", &columns);
    for (year, what) in &view.consequences {
        followed.push(vec![SchoolYear::ending(*year).to_string().into(), what.as_str().into()]);
    }
    followed.notes.push(format!("The contract’s own list: {}.", contract.consequences.join("; ")));
    sheets.extend([supports, powers, followed]);
    sheets
}

fn scorecard(view: &ContractView, card: &Scorecard) -> Sheet {
    let year = SchoolYear::ending(card.year);
    let columns = ["title|Target", "expected|Should be|n", "observed|Is|n", "standing|Stands"];
    let id = format!("year-{}", card.year_of_contract);
    let mut sheet = Sheet::of(&id, &format!("Year {}: {year}", card.year_of_contract), &columns);
    for line in &card.lines {
        let target = view.contract.targets.iter().find(|target| target.id == line.id);
        let figure = |value: f64| target.map(|target| number(&target.target, value));
        sheet.push(vec![
            line.title.as_str().into(),
            line.expected.and_then(figure).into(),
            line.observed.and_then(|observed| figure(observed.value)).into(),
            line.standing.map_or(no_figure(card), standing_words).into(),
        ]);
    }
    sheet.notes.push(match card.judged {
        0 => "No figure of this year is in yet.".to_owned(),
        judged => format!("{} of {judged} targets are on their path.", card.met),
    });
    if card.supports_due > 0 {
        sheet.notes.push(format!(
            "The central office gave {} of {} supports in time.",
            card.supports_in_time, card.supports_due
        ));
    }
    sheet
}

/// How a line of the plan stands, and why.
fn stands_of(line: &str, report: &PlanReport) -> String {
    if let Some(told) = report.lines().find(|told| told.line.id == line) {
        return format!("{}. {}", told.state.turning.words(), told.because.join(" "));
    }
    let priority = |of: &&PriorityReport| of.priority.as_ref().is_some_and(|of| of.id == line);
    let priority = report.priorities.iter().find(priority);
    priority.map_or("not in the plan", |priority| priority.turning.words()).to_owned()
}

/// A review from its scope to the blueprint, whose items stand as their lines of the plan do.
pub fn review_sheets(review: &Review, report: &PlanReport) -> Vec<Sheet> {
    let columns = ["id|Id", "what|What", "answers|Answers", "became|Became", "stands|Stands"];
    let mut blueprint = Sheet::of("blueprint", "Blueprint", &columns);
    for item in &review.recommendations {
        let became = match (&item.line, item.declined.is_empty()) {
            (Some(line), _) => format!("line {line}"),
            (None, false) => format!("declined: {}", item.declined),
            (None, true) => "open".to_owned(),
        };
        blueprint.push(vec![
            item.id.as_str().into(),
            item.what.as_str().into(),
            item.answers.join(", ").into(),
            became.into(),
            item.line.as_deref().map(|line| stands_of(line, report)).into(),
        ]);
    }
    let columns = ["id|Id", "question|Question", "finding|Finding", "stands_on|Stands on"];
    let mut findings = Sheet::of("findings", "Findings", &columns);
    for finding in &review.findings {
        let question = review.questions.get(finding.question.wrapping_sub(1));
        findings.push(vec![
            finding.id.as_str().into(),
            question.cloned().into(),
            finding.finding.as_str().into(),
            finding.stands_on.join(", ").into(),
        ]);
    }
    let columns =
        ["id|Id", "what|What", "owner|Asked of", "due|Due", "received|Received", "measure|Measure"];
    let mut evidence = Sheet::of("evidence", "Evidence asked for", &columns);
    for request in &review.evidence {
        evidence.push(vec![
            request.id.as_str().into(),
            request.what.as_str().into(),
            request.owner.as_str().into(),
            request.due.to_string().into(),
            request.received_on.map_or_else(|| "not yet".to_owned(), |day| day.to_string()).into(),
            request.measure.clone().into(),
        ]);
    }
    let columns = ["id|Id", "role|Who", "on|Day", "said|Said"];
    let mut interviews = Sheet::of("interviews", "Interviews", &columns);
    for interview in &review.interviews {
        interviews.push(vec![
            interview.id.as_str().into(),
            interview.role.as_str().into(),
            interview.on.to_string().into(),
            interview.said.as_str().into(),
        ]);
    }
    vec![blueprint, findings, evidence, interviews]
}

/// A share as it may be shown. Which rule withholds it is not said.
pub(super) fn percent(shown: &Shown<f64>) -> Cell {
    match shown.value() {
        Some(value) => Cell::Number { value: *value, printed: format!("{:.0}%", value * 100.0) },
        None => words(shown).into(),
    }
}

fn words<T>(shown: &Shown<T>) -> &str {
    match shown {
        Shown::Suppressed(_) => Reason::Protected.words(),
        other => other.words().unwrap_or_default(),
    }
}

/// Each question in the district, or one question in each school.
pub fn survey_sheet(view: &SurveyView, question: Option<(&str, &str, &str)>) -> Sheet {
    let year = view.year.map(|year| SchoolYear::ending(year).to_string()).unwrap_or_default();
    let (first, title) = match question {
        None => ("question|Question", format!("What people answered in {year}")),
        Some((_, role, asked)) => {
            ("school|School", format!("{} ({role}) in {year}, by school", said(asked)))
        }
    };
    let columns = [
        first,
        "role|Who",
        "respondents|Answered|n",
        "rate|Of those asked|n",
        "favourable|Favourable|n",
        "low|From|n",
        "high|To|n",
        "before|Year before|n",
    ];
    let mut sheet =
        Sheet::of(if question.is_some() { "schools" } else { "questions" }, &title, &columns);
    for figure in &view.figures {
        let asked = (figure.survey.as_str(), figure.role.as_str(), figure.question.as_str());
        let name = match (&figure.school_id, question) {
            (None, None) => said(&figure.question),
            (Some(school), Some(wanted)) if wanted == asked => {
                view.names.get(school).cloned().unwrap_or_else(|| school.clone())
            }
            _ => continue,
        };
        let before = view.before.iter().find(|other| {
            (other.survey.as_str(), other.role.as_str(), other.question.as_str()) == asked
                && other.school_id == figure.school_id
        });
        let end = |low: bool| -> Cell {
            let ends = figure.interval.value().map(|(a, b)| if low { *a } else { *b });
            ends.map(|v| Cell::Number { value: v, printed: format!("{:.0}%", v * 100.0) }).into()
        };
        sheet.push(vec![
            name.into(),
            figure.role.as_str().into(),
            match figure.respondents.value() {
                Some(n) => (*n).into(),
                None => words(&figure.respondents).into(),
            },
            percent(&figure.response_rate),
            percent(&figure.favourable),
            end(true),
            end(false),
            before.map(|before| percent(&before.favourable)).into(),
        ]);
    }
    sheet.notes.push(
        "Favourable is an answer above the middle of the scale. Who did not answer may think \
         otherwise: the interval knows nothing of them."
            .to_owned(),
    );
    sheet
}

/// A question's code as words.
fn said(code: &str) -> String {
    let words = code.replace('_', " ");
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
