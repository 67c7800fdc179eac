//! The desks of surveys, the snapshot, and the cabinet in public.

use traction_core::district::SchoolYear;
use traction_core::plan::model::Answer as Level;
use traction_office::{OfficeError, Silent, plan};

use super::desk::{Wrong, desk, part, refuse};
use crate::figures::linked_table;
use crate::links::href;
use crate::parts::{Choice, Entry, Field, Input, Link};
use crate::server::{Answer, Asked, Refusal};

/// What the cabinet shows to everybody.
///
/// # Errors
/// When the office cannot answer.
pub fn public_page(asked: &Asked) -> Result<Answer, Refusal> {
    asked.only(&[])?;
    let on = asked.today();
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
                Link::to(&at, &format!("Answers in {}", SchoolYear::ending(*other)))
            })
            .collect();
        page
    })
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
pub(super) fn show_snapshot(asked: &Asked, wrong: Option<Wrong<'_>>) -> Result<Answer, Refusal> {
    let governs = plan::governs(&asked.district);
    let opening = |frame: &crate::frame::Frame| {
        let form = Entry::of(frame, "open", "/plan/snapshot/open", "Open it")
            .with(Field::of("round", "Its name", Input::Text).saying("Such as 2026-autumn."));
        ("Open a round", form)
    };
    let round = asked.find("round");
    let result = match plan::snapshot(&asked.district, round, asked.today(), &Silent) {
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
            if let Some(part) = page.part("snapshot") {
                let ends = "From 1, furthest from the statement, to 4, nearest.";
                part.notes.push(ends.to_owned());
            }
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
            choice("1", "1".to_owned(), Level::Level(1)),
            choice("2", "2".to_owned(), Level::Level(2)),
            choice("3", "3".to_owned(), Level::Level(3)),
            choice("4", "4".to_owned(), Level::Level(4)),
            choice("?", "I do not know".to_owned(), Level::DoNotKnow),
        ];
        let name = format!("answer-{}", statement.id);
        form = form.with(
            Field::of(&name, &statement.says, Input::Choose(choices))
                .saying(&format!("1: {} 4: {}", statement.one, statement.four)),
        );
    }
    form
}
