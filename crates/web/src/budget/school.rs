//! One school: its picture to play with, and why it gets what it gets.
//!
//! Every change is a link or a plain form, so the page works without a script, an address holds
//! the whole thought, and going back undoes.

use askama::Template;
use traction_core::budget::engine::picture::{Picture, Quantity};
use traction_core::budget::explain::{Expansion, cliff_words, dollars, picture_error_words};
use traction_core::disclosure::Shown;
use traction_office::budget::{self, SchoolPicture, expansion_sheets, picture_sheets};
use traction_office::glance;

use super::outlook::{Coming, coming};
use super::play::{Card, Made, Play, plain, print, turns, unit_beside};
use super::{Tab, frame, open, tabs};
use crate::charts::{Bar, Composition, Named, Unit};
use crate::figures::table_of;
use crate::frame::Frame;
use crate::links::below;
use crate::parts::{
    Cell, Column, Figure, Link, Notice, Picture as Drawn, Row, Source, Stat, Stats, Table, Tone,
};
use crate::server::{Answer, Asked, Form, Refusal};

#[derive(Template)]
#[template(path = "budget/school.html")]
struct SchoolPage {
    frame: Frame,
    tabs: Vec<Tab>,
    eyebrow: String,
    stats: Stats,
    notices: Vec<Notice>,
    tries: Vec<Link>,
    made: Vec<Made>,
    together: String,
    undo: Option<String>,
    reset: Option<String>,
    cards: Vec<Card>,
    action: String,
    formula: String,
    carried: String,
    choices: Vec<(&'static str, &'static str, bool)>,
    to: String,
    day: Option<Figure>,
    expansions: Vec<Expansion>,
    withheld: Vec<String>,
    cliffs: Vec<String>,
    coming: Option<Coming>,
    subjects: Option<Table>,
    csv: String,
    json: String,
}

/// The page.
///
/// # Errors
/// When the office cannot answer.
pub fn page(asked: &Asked) -> Result<Answer, Refusal> {
    asked.only(&["formula", "turns", "move", "to"])?;
    let desk = match open(asked)? {
        Ok(desk) => desk,
        Err(answer) => return Ok(*answer),
    };
    let id = asked.name().to_owned();
    if !desk.schools.iter().any(|school| school.id == id) {
        let known = glance::list_schools(&asked.district)?.into_iter().find(|s| s.id == id);
        return match known {
            Some(school) => super::nothing(
                asked,
                &format!("{} has no students in {}", school.name, desk.year),
                "its picture begins with students",
            ),
            None => Err(Refusal::unknown("school", &id, "The list of schools names them")),
        };
    }
    let turns = turns(asked)?;
    let picture = budget::picture(&desk, &id, &turns)?;
    let told = budget::explain(&desk, &id, None)?;
    let nearest = budget::cliffs_of(&desk, &id)?;
    let cliffs: Vec<String> = [&nearest.above, &nearest.below]
        .into_iter()
        .flatten()
        .map(|cliff| format!("{}.", cliff_words(&desk.formula, cliff)))
        .collect();
    let mut sheets = picture_sheets(&picture);
    let subjects = sheets.iter().find(|sheet| sheet.id == "subjects").map(table_of);
    sheets.extend(expansion_sheets(&picture.name, &told));
    let place = desk.find_school(&id)?;
    let given = &desk.given.schools[place];
    let formula = asked.text("formula").to_owned();
    let play = Play { id: &id, formula: &formula, walk: &picture.walk };
    let now = &picture.walk.after;
    let last = picture.walk.moves.last();
    let chosen = last.map_or(Quantity::ClassSize, |moved| moved.quantity);
    let mut withheld = Vec::new();
    let mut expansions = Vec::new();
    for (line, told) in desk.formula.lines.iter().zip(told) {
        match told {
            Shown::Value(expansion) => expansions.push(expansion),
            other => withheld.push(format!("{}: {}", line.name, other.words().unwrap_or_default())),
        }
    }
    let page = SchoolPage {
        frame: frame(asked, &picture.name)?.after("Budget", "/budget"),
        tabs: tabs(asked, ""),
        eyebrow: format!("{}, students of {}", desk.formula.name, desk.year),
        stats: stats(&desk, given, now),
        notices: notices(&picture),
        tries: play.tries(),
        made: play.made(),
        together: play.together(),
        undo: play.undo(),
        reset: play.reset(),
        cards: play.cards(),
        action: below("/budget/schools", &id),
        carried: play.carried(),
        choices: Quantity::ALL
            .iter()
            .filter(|quantity| now.get(**quantity).is_some())
            .map(|quantity| (quantity.code(), quantity.name(), *quantity == chosen))
            .collect(),
        to: plain(now, chosen),
        day: day(asked, &picture),
        expansions,
        withheld,
        cliffs,
        coming: coming(asked, &desk, &id)?,
        subjects,
        csv: asked.twin(Form::Csv, "picture"),
        json: asked.twin(Form::Json, ""),
        formula,
    };
    Ok(Answer::of(page, sheets))
}

fn stats(
    desk: &budget::Desk,
    given: &traction_core::budget::SchoolAllocation,
    now: &Picture,
) -> Stats {
    let positions = desk.formula.lines.iter().zip(&given.amounts).filter_map(|(line, amount)| {
        (line.gives == traction_core::budget::policy::Gives::Positions)
            .then(|| amount.amount.clone().ok())
            .flatten()
    });
    let positions = traction_core::budget::model::sum(positions);
    let mut stats = vec![Stat::of(
        "By the formula",
        &dollars(given.dollars().round()),
        &format!("{} positions", positions.print(1)),
    )];
    for quantity in [Quantity::ClassSize, Quantity::Contact, Quantity::LessonCost] {
        if let Some(number) = now.get(quantity) {
            stats.push(Stat::of(quantity.name(), &print(number, quantity), unit_beside(quantity)));
        }
    }
    Stats { stats }
}

fn notices(picture: &SchoolPicture) -> Vec<Notice> {
    let mut notices = Vec::new();
    for (turn, error) in &picture.walk.refused {
        notices.push(Notice {
            tone: Tone::Caution,
            says: format!("{} was not moved: this cannot be.", turn.quantity().name()),
            more: picture_error_words(error),
        });
    }
    let impossible = picture.walk.moves.last().map(|moved| moved.impossible.as_slice());
    if let Some(impossible) = impossible.filter(|list| !list.is_empty()) {
        let names: Vec<String> = impossible.iter().map(|q| q.name().to_lowercase()).collect();
        notices.push(Notice {
            tone: Tone::Caution,
            says: "No school can run so.".to_owned(),
            more: format!("It would take less than nothing of: {}.", names.join(", ")),
        });
    }
    if !picture.missing.is_empty() {
        notices.push(Notice {
            tone: Tone::Plain,
            says: "Part of the picture is not known.".to_owned(),
            more: format!("Not loaded for this school: {}.", picture.missing.join(", ")),
        });
    }
    notices
}

/// A teacher's day in minutes, before and after.
fn day(asked: &Asked, picture: &SchoolPicture) -> Option<Figure> {
    let minutes = |of: &Picture| -> Option<Vec<f64>> {
        let lessons = of.get(Quantity::Load)?.times(of.get(Quantity::PeriodMinutes)?)?;
        Some(vec![
            lessons.to_f64(),
            of.get(Quantity::Planning)?.to_f64(),
            of.get(Quantity::Collaboration)?.to_f64(),
            of.get(Quantity::Duty)?.to_f64(),
        ])
    };
    let parts = ["Lessons", "To plan alone", "Could meet", "Duty"];
    let mut bars = vec![("As it is", minutes(&picture.walk.before)?)];
    if !picture.walk.moves.is_empty() {
        bars.push(("As you moved it", minutes(&picture.walk.after)?));
    }
    let chart = Composition {
        named: Named::as_chart("day", "A teacher’s day in minutes"),
        unit: Unit::Number(0),
        parts: parts.iter().map(|part| (*part).to_owned()).collect(),
        bars: bars
            .iter()
            .map(|(label, sizes)| Bar {
                label: (*label).to_owned(),
                sizes: sizes.clone(),
                words: None,
            })
            .collect(),
        total: Some("minutes".to_owned()),
    };
    let rows = bars.iter().map(|(label, sizes)| {
        Row::of(label, sizes.iter().map(|size| Cell::from(format!("{size:.0}"))))
    });
    let mut columns = vec![Column::words("")];
    columns.extend(parts.iter().map(|part| Column::numbers(part)));
    let now = &bars.last()?.1;
    Some(Figure {
        id: "day".to_owned(),
        heading: "A teacher’s day".to_owned(),
        measured: "Minutes of an average full-time teacher’s day".to_owned(),
        picture: Drawn::of(&chart),
        words: format!(
            "{:.0} minutes of lessons leave {:.0} to plan: {:.0} alone and {:.0} in which the whole team could meet.",
            now[0],
            now[1] + now[2],
            now[1],
            now[2]
        ),
        table: Table {
            caption: "A teacher’s day in minutes".to_owned(),
            columns,
            rows: rows.collect(),
        },
        source: Source {
            n: None,
            definition: None,
            files: Some("sections, bell periods, staff assignments".to_owned()),
            csv: Some(asked.twin(Form::Csv, "picture")),
            json: Some(asked.twin(Form::Json, "picture")),
        },
    })
}
