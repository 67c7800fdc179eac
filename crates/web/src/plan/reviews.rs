//! The reviewers' desk: from the scope to the blueprint.

use traction_core::plan::model::{Line, Review};
use traction_office::{Silent, plan};

use super::choices::{Offered, choices, line_or_none};
use super::desk::{Wrong, desk, refuse};
use crate::charts::words;
use crate::figures::linked_table;
use crate::frame::Frame;
use crate::links::below;
use crate::parts::{Cell, Choice, Entry, Field, Input, Link};
use crate::server::{Answer, Asked, Refusal};

/// Peer reviews.
///
/// # Errors
/// When whoever asks neither plans nor reviews, or the office cannot answer.
pub fn reviews_page(asked: &Asked) -> Result<Answer, Refusal> {
    asked.only(&[])?;
    show_reviews(asked, None)
}

/// The reviews, with what is wrong beside the form that it is wrong in.
pub(super) fn show_reviews(asked: &Asked, wrong: Option<Wrong<'_>>) -> Result<Answer, Refusal> {
    let reviews = plan::reviews(&asked.district, None)?;
    let columns = ["id|Review", "scope|Scope", "days|Days", "findings|Findings|n", "items|Items|n"];
    let mut sheet = traction_office::Sheet::of("reviews", "Peer reviews", &columns);
    for entry in &reviews {
        let review = &entry.body;
        sheet.push(vec![
            review.id.as_str().into(),
            review.scope.as_str().into(),
            days(&review.days).into(),
            (review.findings.len() as u64).into(),
            (review.recommendations.len() as u64).into(),
        ]);
    }
    let headline = match reviews.len() {
        0 => "No review was recorded".to_owned(),
        1 => "One review".to_owned(),
        n => format!("{n} reviews"),
    };
    let lede = "Peers ask questions, ask for evidence, interview, and find. What they recommend \
                becomes a line of the plan or is declined in words.";
    desk(asked, "Reviews", &headline, lede, vec![sheet.clone()], |frame, mut page| {
        for part in &mut page.parts {
            part.table = (!reviews.is_empty()).then(|| {
                linked_table(&sheet, |row| Some(below("/plan/reviews", &reviews.get(row)?.subject)))
            });
        }
        if plan::may_review(&asked.district) {
            page.forms.push((
                "Begin a review",
                Entry::of(frame, "review", "/plan/reviews", "Begin it")
                    .with(Field::of("id", "Short name", Input::Text).saying("Such as 2027-spring."))
                    .with(Field::of("scope", "What is looked at, and what is not", Input::Long(2)))
                    .with(
                        Field::of("team", "The team", Input::Long(3))
                            .saying("One a line, by role and district."),
                    )
                    .with(Field::of("first", "First day on site", Input::Date))
                    .with(Field::of("last", "Last day", Input::Date))
                    .with(
                        Field::of("questions", "Questions", Input::Long(4)).saying("One a line."),
                    ),
            ));
            refuse(&mut page.forms, wrong);
        }
        page
    })
}

/// One review, from its scope to the blueprint.
///
/// # Errors
/// When there is no such review; when whoever asks neither plans nor reviews.
pub fn review_page(asked: &Asked) -> Result<Answer, Refusal> {
    asked.only(&[])?;
    show_review(asked, None)
}

/// One review, with what is wrong beside the form that it is wrong in.
pub(super) fn show_review(asked: &Asked, wrong: Option<Wrong<'_>>) -> Result<Answer, Refusal> {
    let review = plan::find_review(&asked.district, Some(asked.name()))?;
    let lines = review.recommendations.iter().filter(|item| item.line.is_some()).count();
    let headline = format!(
        "{} findings; {lines} of {} recommendations are lines of the plan",
        review.findings.len(),
        review.recommendations.len()
    );
    let report = plan::report(&asked.district, asked.today(), None, &Silent)?;
    let sheets = plan::review_sheets(&review, &report);
    let title = format!("Review {}", review.id);
    let plan_lines = match plan::may_review(&asked.district) {
        true => plan::load(&asked.district, None)?.list_lines(),
        false => Vec::new(),
    };
    let on = asked.today();
    let offered = Offered::of(asked)?;
    desk(asked, &title, &headline, &review.scope, sheets, |frame, mut page| {
        for (place, question) in review.questions.iter().enumerate() {
            page.list.push((format!("Question {}", place + 1), question.clone()));
        }
        page.list.push(("Team".to_owned(), review.team.join(", ")));
        page.list.push(("Days".to_owned(), days(&review.days)));
        page.under("Reviews", "/plan/reviews");
        if let Some(part) = page.part("blueprint") {
            part.reword("Became", |became| {
                let line = became.strip_prefix("line ")?;
                Some(Cell::Linked(Link::to(&super::line_href(line), became)))
            });
        }
        if let Some(part) = page.part("evidence") {
            part.reword("Measure", |id| Some(offered.measure(id)?.into()));
        }
        if plan::may_review(&asked.district) {
            page.forms = forms(frame, &review, &plan_lines, &offered, on);
            refuse(&mut page.forms, wrong);
        }
        page
    })
}

fn days((first, last): &(jiff::civil::Date, jiff::civil::Date)) -> String {
    format!("{} to {}", words::day(*first), words::day(*last))
}

fn forms(
    frame: &Frame,
    review: &Review,
    lines: &[Line],
    offered: &Offered,
    on: jiff::civil::Date,
) -> Vec<(&'static str, Entry)> {
    let at = below("/plan/reviews", &review.id);
    let form = |id: &str, button: &str| Entry::of(frame, id, &format!("{at}/{id}"), button);
    let day =
        |name: &str, label: &str| Field::of(name, label, Input::Date).holding(&on.to_string());
    let mut forms = vec![(
        "Ask for evidence",
        form("evidence", "Ask for it")
            .with(Field::of("what", "What", Input::Text))
            .with(Field::of("owner", "Who is to give it", Input::Text))
            .with(Field::of("due", "By", Input::Date))
            .with(
                Field::of("measure", "Measure", Input::Choose(offered.measures("")))
                    .saying("If the district’s own figures answer it.")
                    .optional(),
            ),
    )];
    let open = review.evidence.iter().filter(|asked| asked.received_on.is_none());
    let open = choices(open.map(|asked| (asked.id.as_str(), asked.what.as_str())));
    if !open.is_empty() {
        forms.push((
            "Evidence came",
            form("received", "It is here")
                .with(Field::of("evidence", "Which", Input::Choose(open)))
                .with(day("on", "Came on")),
        ));
    }
    forms.push((
        "Write up an interview",
        form("interview", "Keep it")
            .with(Field::of("role", "Who, by role", Input::Text).saying("Nobody is named."))
            .with(day("on", "On"))
            .with(Field::of("said", "What was said", Input::Long(4))),
    ));
    let evidence = review.evidence.iter().map(|asked| (asked.id.as_str(), asked.what.clone()));
    let heard = review.interviews.iter().map(|i| (i.id.as_str(), format!("{}, {}", i.role, i.on)));
    let ground: Vec<Choice> = evidence.chain(heard).map(|(id, says)| ticked(id, &says)).collect();
    if !ground.is_empty() {
        let questions: Vec<(String, &str)> = (review.questions.iter().enumerate())
            .map(|(place, question)| ((place + 1).to_string(), question.as_str()))
            .collect();
        let questions = choices(questions.iter().map(|(place, says)| (place.as_str(), *says)));
        forms.push((
            "Write a finding",
            form("finding", "Keep it")
                .with(Field::of("question", "Answers", Input::Choose(questions)))
                .with(Field::of("finding", "In one sentence", Input::Text))
                .with(Field::of("stands_on", "Stands on", Input::Tick(ground))),
        ));
    }
    if !review.findings.is_empty() {
        let findings = review.findings.iter().map(|f| ticked(&f.id, &f.finding)).collect();
        forms.push((
            "Recommend",
            form("recommendation", "Recommend it")
                .with(Field::of("what", "What to do", Input::Text))
                .with(Field::of("answers", "Answers", Input::Tick(findings))),
        ));
    }
    if !review.recommendations.is_empty() {
        let items = review.recommendations.iter().map(|r| (r.id.as_str(), r.what.as_str()));
        let lines = line_or_none(lines);
        forms.push((
            "Take a recommendation up, or decline it",
            form("outcome", "Keep it")
                .with(Field::of("item", "Which", Input::Choose(choices(items))))
                .with(Field::of("line", "Became the line", Input::Choose(lines)).optional())
                .with(Field::of("declined", "Or why it is declined", Input::Text).optional()),
        ));
    }
    forms
}

fn ticked(value: &str, text: &str) -> Choice {
    Choice { value: value.to_owned(), text: format!("{value}: {text}"), chosen: false }
}
