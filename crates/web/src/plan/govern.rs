//! The desks of contracts, reviews, surveys, the cabinet in public, and one person's week.

use traction_core::district::SchoolYear;
use traction_core::plan::model::Answer as Level;
use traction_office::{OfficeError, Silent, plan};

use super::desk::{choices, desk, part, refuse};
use super::today;
use crate::figures::linked_table;
use crate::links::{below, href};
use crate::parts::{Choice, Entry, Field, Input, Link};
use crate::server::{Answer, Asked, Refusal};

/// Clusters and contracts.
///
/// # Errors
/// When the office cannot answer.
pub fn contracts_page(asked: &Asked) -> Result<Answer, Refusal> {
    asked.only(&[])?;
    let views = plan::contracts(&asked.district, today(asked), None, &Silent)?;
    let mut sheets = vec![plan::contract_sheet(&views)];
    match plan::feeders(&asked.district, None, None) {
        Ok(feeders) => sheets.extend(plan::feeder_sheets(&feeders)),
        // Without two years of enrollment there are no transitions, and the page says nothing of
        // them.
        Err(OfficeError::Refused { .. }) => {}
        Err(error) => return Err(error.into()),
    }
    sheets.push(plan::tier_sheet(&plan::tiers(&asked.district)?));
    let headline = match views.len() {
        0 => "No cluster is under contract".to_owned(),
        1 => "One cluster under contract".to_owned(),
        n => format!("{n} clusters under contract"),
    };
    let lede = "A lead partner answers for a cluster of feeder schools for three years; the \
                scorecard is computed from measures, and counts what the central office owed.";
    desk(asked, "Clusters and contracts", &headline, lede, sheets, |_, mut page| {
        page.links = views
            .iter()
            .map(|view| {
                let contract = &view.contract;
                let says = format!("Contract {}: {}", contract.id, contract.lead_partner);
                Link::to(&below("/plan/contracts", &contract.id), &says)
            })
            .collect();
        page
    })
}

/// One contract's scorecard.
///
/// # Errors
/// When there is no such contract, or the office cannot answer.
pub fn contract_page(asked: &Asked) -> Result<Answer, Refusal> {
    asked.only(&[])?;
    show_contract(asked, None)
}

/// The scorecard, with what is wrong beside the form that it is wrong in.
pub(super) fn show_contract(asked: &Asked, wrong: Option<(&str, &str)>) -> Result<Answer, Refusal> {
    let on = today(asked);
    let views = plan::contracts(&asked.district, on, None, &Silent)?;
    let known = views.iter().map(|view| view.contract.id.clone()).collect();
    let view =
        views.into_iter().find(|view| view.contract.id == asked.name()).ok_or_else(|| {
            OfficeError::Unknown { kind: "contract", name: asked.name().to_owned(), known }
        })?;
    let contract = &view.contract;
    let headline = match view.scorecards.iter().rev().find(|card| card.judged > 0) {
        Some(card) => format!(
            "{} of {} targets on their path in {}",
            card.met,
            card.judged,
            SchoolYear::ending(card.year)
        ),
        None => "No figure of the contract’s years is in yet".to_owned(),
    };
    let years: Vec<i16> = contract.list_years().collect();
    let lede = format!(
        "{} answers for the cluster {} from {} to {}.",
        contract.lead_partner,
        contract.cluster_id,
        SchoolYear::ending(contract.first_year),
        SchoolYear::ending(years.last().copied().unwrap_or(contract.first_year)),
    );
    let title = format!("Contract {}", contract.id);
    let sheets = plan::scorecard_sheets(&view);
    desk(asked, &title, &headline, &lede, sheets, |frame, mut page| {
        page.links = vec![Link::to("/plan/contracts", "Clusters, feeders and hand-offs")];
        if plan::governs(&asked.district) {
            let at = below("/plan/contracts", &contract.id);
            let supports = contract.supports.iter().map(|s| (s.id.as_str(), s.what.as_str()));
            let list = contract.consequences.iter().map(|what| (what.as_str(), what.as_str()));
            let names: Vec<(String, String)> = years
                .iter()
                .map(|year| (year.to_string(), SchoolYear::ending(*year).to_string()))
                .collect();
            let years = names.iter().map(|(year, says)| (year.as_str(), says.as_str()));
            page.forms = vec![
                (
                    "A support was given",
                    Entry::of(frame, "support", &format!("{at}/support"), "Record it")
                        .with(Field::of("support", "Which", Input::Choose(choices(supports))))
                        .with(Field::of("on", "Given on", Input::Date).holding(&on.to_string())),
                ),
                (
                    "Choose what follows",
                    Entry::of(
                        frame,
                        "consequence",
                        &format!("{at}/consequence"),
                        "Keep the choice",
                    )
                    .with(Field::of("year", "After", Input::Choose(choices(years))))
                    .with(Field::of(
                        "what",
                        "What follows",
                        Input::Choose(choices(list)),
                    )),
                ),
            ];
            refuse(&mut page.forms, wrong);
        }
        page
    })
}

/// What the cabinet shows to everybody.
///
/// # Errors
/// When the office cannot answer.
pub fn public_page(asked: &Asked) -> Result<Answer, Refusal> {
    asked.only(&[])?;
    let on = today(asked);
    let view = plan::public_cabinet(&asked.district, on, None, &Silent)?;
    let report = plan::report(&asked.district, on, None, &Silent)?;
    let all: Vec<_> = view.cabinet.meetings.iter().flat_map(|meeting| &meeting.decisions).collect();
    let done = all.iter().filter(|decision| decision.done_on.is_some_and(|day| day <= on)).count();
    let headline = match (view.cabinet.meetings.len(), all.len()) {
        (0, _) => "No meeting was held yet".to_owned(),
        (1, n) => format!("One meeting, {n} decisions, {done} carried out"),
        (meetings, n) => format!("{meetings} meetings, {n} decisions, {done} carried out"),
    };
    let name = match view.cabinet.name.as_str() {
        "" => "Cabinet",
        name => name,
    };
    let sheets = plan::public_sheets(&view, &report);
    let lede = "Agencies that answer together. What they share are figures of groups.";
    desk(asked, name, &headline, lede, sheets, |_, page| page)
}

/// Peer reviews.
///
/// # Errors
/// When whoever asks neither plans nor reviews, or the office cannot answer.
pub fn reviews_page(asked: &Asked) -> Result<Answer, Refusal> {
    asked.only(&[])?;
    let reviews = plan::reviews(&asked.district, None)?;
    let columns = ["id|Review", "scope|Scope", "days|Days", "findings|Findings|n", "items|Items|n"];
    let mut sheet = traction_office::Sheet::of("reviews", "Peer reviews", &columns);
    for entry in &reviews {
        let review = &entry.body;
        sheet.push(vec![
            review.id.as_str().into(),
            review.scope.as_str().into(),
            format!("{} to {}", review.days.0, review.days.1).into(),
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
    desk(asked, "Reviews", &headline, lede, vec![sheet.clone()], |_, mut page| {
        for part in &mut page.parts {
            part.table = (!reviews.is_empty()).then(|| {
                linked_table(&sheet, |row| Some(below("/plan/reviews", &reviews.get(row)?.subject)))
            });
        }
        if reviews.is_empty() {
            let how = "traction plan put review FILE".to_owned();
            page.list.push(("To record one".to_owned(), how));
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
    let review = plan::find_review(&asked.district, Some(asked.name()))?;
    let lines = review.recommendations.iter().filter(|item| item.line.is_some()).count();
    let headline = format!(
        "{} findings; {lines} of {} recommendations are lines of the plan",
        review.findings.len(),
        review.recommendations.len()
    );
    let sheets = plan::review_sheets(&review);
    desk(
        asked,
        &format!("Review {}", review.id),
        &headline,
        &review.scope,
        sheets,
        |_, mut page| {
            for (place, question) in review.questions.iter().enumerate() {
                page.list.push((format!("Question {}", place + 1), question.clone()));
            }
            page.list.push(("Team".to_owned(), review.team.join(", ")));
            page.list.push(("Days".to_owned(), format!("{} to {}", review.days.0, review.days.1)));
            page.links = review
                .recommendations
                .iter()
                .filter_map(|item| {
                    let line = item.line.as_ref()?;
                    Some(Link::to(&super::line_href(line), &format!("{line}: {}", item.what)))
                })
                .collect();
            page
        },
    )
}

/// Surveys.
///
/// # Errors
/// When the office cannot answer.
pub fn surveys_page(asked: &Asked) -> Result<Answer, Refusal> {
    asked.only(&["year", "survey", "role", "question"])?;
    let view = plan::surveys(&asked.district, asked.number("year")?)?;
    let Some(year) = view.year else {
        let lede = "Surveys come in as a table: counts of answers by school and question.";
        let none = vec![plan::survey_sheet(&view, None)];
        return desk(asked, "Surveys", "No survey is loaded", lede, none, |_, page| page);
    };
    let question = asked.find("question").map(|q| (asked.text("survey"), asked.text("role"), q));
    let headline = format!("What families and staff answered in {}", SchoolYear::ending(year));
    let lede =
        "Counts of answers, protected like any figure. Choose a question to see its schools.";
    let mut sheets = vec![plan::survey_sheet(&view, None)];
    if question.is_some() {
        sheets.insert(0, plan::survey_sheet(&view, question));
    }
    desk(asked, "Surveys", &headline, lede, sheets.clone(), |_, mut page| {
        let questions: Vec<_> =
            view.figures.iter().filter(|figure| figure.school_id.is_none()).collect();
        if let Some(sheet) = sheets.last() {
            let link = |row: usize| {
                let of: &traction_core::plan::engine::SurveyFigure = questions.get(row)?;
                let keys = [
                    ("year", year.to_string()),
                    ("survey", of.survey.clone()),
                    ("role", of.role.clone()),
                    ("question", of.question.clone()),
                ];
                let keys: Vec<(&str, &str)> = keys.iter().map(|(k, v)| (*k, v.as_str())).collect();
                Some(href("/plan/surveys", &keys))
            };
            page.parts.pop();
            let mut questions = part(sheet);
            questions.table = Some(linked_table(sheet, link));
            page.parts.push(questions);
        }
        page.links = view
            .years
            .iter()
            .rev()
            .filter(|other| **other != year)
            .map(|other| {
                let at = href("/plan/surveys", &[("year", &other.to_string())]);
                Link::to(&at, &SchoolYear::ending(*other).to_string())
            })
            .collect();
        page
    })
}

/// The name that plan lines know whoever asks by.
fn own_name(asked: &Asked) -> String {
    match asked.person() {
        traction_office::Person::Account(account) => account.name.clone(),
        person => person.name().to_owned(),
    }
}

/// One's own week: what is overdue or falls due within two weeks.
///
/// # Errors
/// When the office cannot answer.
pub fn week_page(asked: &Asked) -> Result<Answer, Refusal> {
    asked.only(&[])?;
    week_of(asked, &own_name(asked))
}

fn week_of(asked: &Asked, name: &str) -> Result<Answer, Refusal> {
    let on = today(asked);
    let owed = plan::digest(&asked.district, name, on)?;
    let late = owed.iter().filter(|owed| owed.due.is_some_and(|due| due < on)).count();
    let headline = match (owed.len(), late) {
        (0, _) => "Nothing is due within two weeks".to_owned(),
        (n, 0) => format!("{n} due within two weeks"),
        (n, late) => format!("{n} to do, {late} of them overdue"),
    };
    let mut over = plan::hand_over(&asked.district, name, on, None)?;
    over.owes = owed;
    let mut sheets = plan::hand_over_sheets(&over);
    sheets.truncate(1);
    let lede = format!("What {name} owes by the plan, the cabinet, contracts and reviews.");
    desk(asked, &format!("The week of {name}"), &headline, &lede, sheets, |_, mut page| {
        page.links = vec![
            Link::to(&below("/plan/people", name), "Everything, as for a hand-over"),
            Link::to(&below("/plan/reminders", name), "As a calendar file"),
        ];
        page
    })
}

/// One person: the hand-over of the day.
///
/// # Errors
/// When whoever asks does not plan, or the office cannot answer.
pub fn person_page(asked: &Asked) -> Result<Answer, Refusal> {
    asked.only(&[])?;
    let over = plan::hand_over(&asked.district, asked.name(), today(asked), None)?;
    let open = over.owes.iter().filter(|owed| !owed.done).count();
    let headline = match open {
        0 => format!("{} owes nothing", over.person),
        1 => format!("{} owes one thing", over.person),
        n => format!("{} owes {n} things", over.person),
    };
    let lede = "Everything that this person answers for, owes, decided and wrote, on this day. \
                Print it the day that they leave.";
    let sheets = plan::hand_over_sheets(&over);
    desk(asked, &over.person, &headline, lede, sheets, |_, mut page| {
        page.links = vec![Link::to(&below("/plan/reminders", &over.person), "As a calendar file")];
        page
    })
}

/// What a person owes as an iCalendar file.
///
/// # Errors
/// When whoever asks does not plan, or the office cannot answer.
pub fn reminders_page(asked: &Asked) -> Result<Answer, Refusal> {
    asked.only(&[])?;
    let text = plan::ics(&asked.district, asked.name(), today(asked), asked.now)?;
    let page = person_page(asked)?;
    Ok(page.as_file("text/calendar; charset=utf-8", "plan.ics", text))
}

/// The snapshot.
///
/// # Errors
/// When whoever asks does not plan, or the office cannot answer.
pub fn snapshot_page(asked: &Asked) -> Result<Answer, Refusal> {
    asked.only(&["round"])?;
    show_snapshot(asked, None)
}

/// The snapshot, with what is wrong beside the form that it is wrong in.
pub(super) fn show_snapshot(asked: &Asked, wrong: Option<(&str, &str)>) -> Result<Answer, Refusal> {
    let governs = plan::governs(&asked.district);
    let opening = |frame: &crate::frame::Frame| {
        let form = Entry::of(frame, "open", "/plan/snapshot/open", "Open it")
            .with(Field::of("round", "Its name", Input::Text).saying("Such as 2026-autumn."));
        ("Open a round", form)
    };
    let round = asked.find("round");
    let result = match plan::snapshot(&asked.district, round, today(asked), &Silent) {
        Ok(result) => result,
        Err(OfficeError::Refused { what, .. }) => {
            let none =
                vec![traction_office::Sheet::of("snapshot", "Snapshot", &["says|Statement"])];
            return desk(asked, "Snapshot", "No round is open", &what, none, |frame, mut page| {
                page.parts.clear();
                page.forms.extend(governs.then(|| opening(frame)));
                refuse(&mut page.forms, wrong);
                page
            });
        }
        Err(error) => return Err(error.into()),
    };
    let sheet = plan::snapshot_sheet(&result);
    let closed = result.round.closed;
    let (headline, lede) = if closed {
        let apart = result.together.iter().flatten().filter(|opinion| opinion.apart).count();
        let headline = match apart {
            0 => "The team sees it alike".to_owned(),
            1 => "The team stands apart on one statement".to_owned(),
            n => format!("The team stands apart on {n} statements"),
        };
        (headline, "Each answered alone. What is measured stands beside what people think.")
    } else {
        let lede = "You answer alone. The team sees its answers together once the round is closed.";
        ("What do you think?".to_owned(), lede)
    };
    desk(asked, "Snapshot", &headline, lede, vec![sheet], |frame, mut page| {
        if closed {
            page.forms.extend(governs.then(|| opening(frame)));
        } else {
            page.parts.clear();
            page.main_form = Some(answer_form(frame, &result));
            page.forms.extend(governs.then(|| {
                let form = Entry::of(frame, "close", "/plan/snapshot/close", "Close it")
                    .with(Field::hidden("round", &result.round.id));
                ("Close the round", form)
            }));
        }
        refuse(&mut page.forms, wrong);
        page
    })
}

fn answer_form(frame: &crate::frame::Frame, result: &plan::SnapshotResult) -> Entry {
    let mut form = Entry::of(frame, "snapshot", "/plan/snapshot", "Keep my answers")
        .with(Field::hidden("round", &result.round.id));
    for statement in &result.statements {
        let mine = result.mine.get(&statement.id);
        let choice = |value: &str, text: String, level: Level| Choice {
            value: value.to_owned(),
            text,
            chosen: mine == Some(&level),
        };
        let choices = vec![
            Choice { value: String::new(), text: "Not answered".into(), chosen: mine.is_none() },
            choice("1", format!("1: {}", statement.one), Level::Level(1)),
            choice("2", "2".to_owned(), Level::Level(2)),
            choice("3", "3".to_owned(), Level::Level(3)),
            choice("4", format!("4: {}", statement.four), Level::Level(4)),
            choice("?", "I do not know".to_owned(), Level::DoNotKnow),
        ];
        let name = format!("answer-{}", statement.id);
        form = form.with(Field::of(&name, &statement.says, Input::Choose(choices)).optional());
    }
    form
}
