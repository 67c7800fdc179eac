//! One school: its picture to play with, and why it gets what it gets.
//!
//! Every change is a link or a plain form, so the page works without a script, an address holds
//! the whole thought, and going back undoes.

use askama::Template;
use traction_core::budget::engine::picture::{Picture, Quantity};
use traction_core::budget::explain::{Expansion, cliff_words, dollars};
use traction_core::disclosure::Shown;
use traction_core::exact::Exact;
use traction_office::budget::{self, SchoolPicture, Wanted, expansion_sheets, picture_sheets};
use traction_office::glance;

use super::{Tab, frame, open, tabs};
use crate::charts::{Bar, Composition, Named, Unit};
use crate::figures::table_of;
use crate::frame::Frame;
use crate::links::{below, href};
use crate::parts::{
    Cell, Column, Figure, Link, Notice, Picture as Drawn, Row, Source, Stat, Stats, Table, Tone,
};
use crate::server::{Answer, Asked, Form, Refusal};

/// One number of the picture, with the ways to move and to hold it.
struct Number {
    code: &'static str,
    name: &'static str,
    doc: &'static str,
    unit: &'static str,
    value: String,
    was: Option<String>,
    mark: &'static str,
    less: Option<String>,
    more: Option<String>,
    hold: Option<String>,
    held: bool,
}

/// A few numbers that belong together.
struct Card {
    id: &'static str,
    title: &'static str,
    asks: &'static str,
    numbers: Vec<Number>,
}

#[derive(Template)]
#[template(path = "budget/school.html")]
struct SchoolPage {
    frame: Frame,
    tabs: Vec<Tab>,
    eyebrow: String,
    stats: Stats,
    notices: Vec<Notice>,
    says: String,
    tries: Vec<Link>,
    undo: Option<String>,
    cards: Vec<Card>,
    action: String,
    formula: String,
    held: Vec<&'static str>,
    choices: Vec<(&'static str, &'static str, bool)>,
    to: String,
    day: Option<Figure>,
    expansions: Vec<Expansion>,
    withheld: Vec<String>,
    cliffs: Vec<String>,
    subjects: Table,
    csv: String,
    json: String,
}

const CARDS: [(&str, &str, &str, &[Quantity]); 4] = [
    (
        "classes",
        "Students and classes",
        "How many students sit in a class?",
        &[Quantity::Students, Quantity::Lessons, Quantity::ClassSize, Quantity::Sections],
    ),
    (
        "day",
        "A teacher’s day",
        "How much time is left to plan, alone and together?",
        &[
            Quantity::Load,
            Quantity::Planning,
            Quantity::Collaboration,
            Quantity::Duty,
            Quantity::Periods,
            Quantity::PeriodMinutes,
            Quantity::Contact,
        ],
    ),
    (
        "teachers",
        "Teachers",
        "How many does that take?",
        &[Quantity::Teachers, Quantity::StudentsATeacher, Quantity::Pay, Quantity::LessonCost],
    ),
    (
        "money",
        "Money",
        "Is there enough?",
        &[
            Quantity::TeacherDollars,
            Quantity::OtherDollars,
            Quantity::Cost,
            Quantity::Flexible,
            Quantity::Restricted,
            Quantity::Balance,
            Quantity::CostAStudent,
        ],
    ),
];

/// By how much one press moves a quantity; `None` for what only follows.
fn step(quantity: Quantity) -> Option<Exact> {
    let (over, under) = match quantity {
        Quantity::Students | Quantity::Planning | Quantity::Collaboration => (10, 1),
        Quantity::Lessons | Quantity::Load => (1, 2),
        Quantity::ClassSize | Quantity::Teachers | Quantity::StudentsATeacher => (1, 1),
        Quantity::Periods => (1, 1),
        Quantity::Sections | Quantity::PeriodMinutes | Quantity::Duty => (5, 1),
        Quantity::Pay => (1_000, 1),
        Quantity::OtherDollars | Quantity::Flexible | Quantity::Restricted | Quantity::Balance => {
            (50_000, 1)
        }
        Quantity::CostAStudent => (100, 1),
        _ => return None,
    };
    Exact::of(over, under)
}

/// The page.
///
/// # Errors
/// When the office cannot answer.
pub fn page(asked: &Asked) -> Result<Answer, Refusal> {
    asked.only(&["formula", "move", "to", "hold"])?;
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
    let wanted = wanted(asked)?;
    let picture = budget::picture(&desk, &id, &wanted)?;
    let told = budget::explain(&desk, &id, None)?;
    let nearest = budget::cliffs_of(&desk, &id)?;
    let cliffs: Vec<String> = [&nearest.above, &nearest.below]
        .into_iter()
        .flatten()
        .map(|cliff| format!("{}.", cliff_words(&desk.formula, cliff)))
        .collect();
    let mut sheets = picture_sheets(&picture);
    let subjects = table_of(&sheets[1]);
    sheets.extend(expansion_sheets(&picture.name, &told));
    let place = desk.find_school(&id)?;
    let given = &desk.given.schools[place];
    let formula = asked.text("formula").to_owned();
    let at = Address { id: &id, formula: &formula, wanted: &wanted };
    let now = picture.moved.as_ref().map_or(&picture.now, |moved| &moved.after);
    let chosen = wanted.moved.map_or(Quantity::ClassSize, |(quantity, _)| quantity);
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
        says: if picture.words.is_empty() {
            "Move one number with − or +. Hold those that must not change. The others follow, exactly.".to_owned()
        } else {
            format!("{}.", picture.words.trim_end_matches('.'))
        },
        tries: if wanted.moved.is_none() { tries(&picture, &at) } else { Vec::new() },
        undo: (wanted.moved.is_some() || !wanted.held.is_empty())
            .then(|| href(&below("/budget/schools", &id), &[("formula", &formula)])),
        cards: cards(&picture, &at),
        action: below("/budget/schools", &id),
        held: wanted.held.iter().map(|quantity| quantity.code()).collect(),
        choices: Quantity::ALL
            .iter()
            .filter(|quantity| picture.now.get(**quantity).is_some())
            .map(|quantity| (quantity.code(), quantity.name(), *quantity == chosen))
            .collect(),
        to: now.get(chosen).map(|n| plain(n, chosen)).unwrap_or_default(),
        day: day(asked, &picture),
        expansions,
        withheld,
        cliffs,
        subjects,
        csv: asked.twin(Form::Csv, "picture"),
        json: asked.twin(Form::Json, ""),
        formula,
    };
    Ok(Answer::of(page, sheets))
}

/// What the address asks for.
fn wanted(asked: &Asked) -> Result<Wanted, Refusal> {
    let find = |code: &str| {
        Quantity::ALL.iter().copied().find(|quantity| quantity.code() == code).ok_or_else(|| {
            Refusal::unclear(&format!("There is no quantity “{code}” in the picture."))
        })
    };
    let mut held = Vec::new();
    for code in asked.text("hold").split(',').map(str::trim).filter(|code| !code.is_empty()) {
        let quantity = find(code)?;
        if !held.contains(&quantity) {
            held.push(quantity);
        }
    }
    let moved = match (asked.find("move"), asked.find("to")) {
        (Some(code), Some(to)) => {
            let number = Exact::from_fraction(to).ok_or_else(|| {
                Refusal::unclear(&format!("“to” must be a number, and is “{to}”."))
            })?;
            Some((find(code)?, number))
        }
        _ => None,
    };
    Ok(Wanted { moved, held })
}

/// The page's address with a thought changed.
struct Address<'a> {
    id: &'a str,
    formula: &'a str,
    wanted: &'a Wanted,
}

impl Address<'_> {
    fn of(&self, moved: Option<(Quantity, Exact)>, held: &[Quantity]) -> String {
        let held: Vec<&str> = held.iter().map(|quantity| quantity.code()).collect();
        let to = moved.map(|(_, to)| to.to_fraction()).unwrap_or_default();
        let code = moved.map_or("", |(quantity, _)| quantity.code());
        let query =
            [("formula", self.formula), ("move", code), ("to", &to), ("hold", &held.join(","))];
        href(&below("/budget/schools", self.id), &query)
    }
}

/// A number as a form has it: no thousands signs.
fn plain(number: Exact, quantity: Quantity) -> String {
    number.print(quantity.places()).replace(',', "").replace('−', "-")
}

fn print(number: Exact, quantity: Quantity) -> String {
    if quantity == Quantity::Contact {
        return Unit::Percent(0).label(number.to_f64());
    }
    if quantity.unit().starts_with("dollars") {
        let number = if quantity.places() == 0 { number.round() } else { number };
        dollars(number)
    } else {
        number.print(quantity.places())
    }
}

fn cards(picture: &SchoolPicture, at: &Address<'_>) -> Vec<Card> {
    CARDS
        .iter()
        .map(|&(id, title, asks, quantities)| Card {
            id,
            title,
            asks,
            numbers: quantities.iter().map(|quantity| number(picture, *quantity, at)).collect(),
        })
        .collect()
}

fn number(picture: &SchoolPicture, quantity: Quantity, at: &Address<'_>) -> Number {
    let base = picture.now.get(quantity);
    let moved = picture.moved.as_ref();
    let now = moved.map_or(base, |moved| moved.after.get(quantity));
    let held = at.wanted.held.contains(&quantity);
    let value = now.map_or_else(|| "not known".to_owned(), |n| print(n, quantity));
    let was = base.map(|n| print(n, quantity)).filter(|was| *was != value);
    let mark = match moved {
        Some(moved) if moved.quantity == quantity => "moved",
        _ if held => "held",
        Some(_) if was.is_some() => "follows",
        _ => "",
    };
    let pressed = |up: bool| {
        let (step, now) = step(quantity).zip(now)?;
        // The next round number in that direction.
        let places = now.over(step)?;
        let next =
            if up { places.floor().plus(Exact::ONE)? } else { places.ceil().minus(Exact::ONE)? };
        let to = next.times(step)?;
        let possible = !to.is_negative() || quantity == Quantity::Balance;
        let held: Vec<Quantity> =
            at.wanted.held.iter().copied().filter(|q| *q != quantity).collect();
        possible.then(|| at.of(Some((quantity, to)), &held))
    };
    let toggled = || {
        let mut list: Vec<Quantity> =
            at.wanted.held.iter().copied().filter(|q| *q != quantity).collect();
        if !held {
            list.push(quantity);
        }
        at.of(at.wanted.moved, &list)
    };
    Number {
        code: quantity.code(),
        name: quantity.name(),
        doc: quantity.doc(),
        unit: unit_beside(quantity),
        less: pressed(false),
        more: pressed(true),
        hold: base.is_some().then(toggled),
        held,
        value,
        was,
        mark,
    }
}

/// The unit as it stands beside a number that may say a part of it already.
fn unit_beside(quantity: Quantity) -> &'static str {
    match quantity.unit() {
        "dollars" => "",
        "dollars a year" => "a year",
        unit if unit.eq_ignore_ascii_case(quantity.name()) => "",
        unit => unit,
    }
}

/// What may be tried first: a question, and the address that answers it.
fn tries(picture: &SchoolPicture, at: &Address<'_>) -> Vec<Link> {
    let by = |quantity: Quantity, change: Exact| {
        let to = picture.now.get(quantity)?.plus(change)?;
        Some(at.of(Some((quantity, to)), &[])).filter(|_| to > Exact::ZERO)
    };
    let twentieth = || {
        let students = picture.now.get(Quantity::Students)?;
        let fewer = students.over(Exact::whole(-20))?.round();
        by(Quantity::Students, fewer)
    };
    [
        (by(Quantity::ClassSize, Exact::whole(-2)), "two students fewer in a class"),
        (by(Quantity::Collaboration, Exact::whole(20)), "20 minutes more a day to plan together"),
        (twentieth(), "one student in twenty fewer"),
    ]
    .into_iter()
    .filter_map(|(href, text)| Some(Link::to(&format!("{}#picture", href?), text)))
    .collect()
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
    if let Some(why) = &picture.refused {
        notices.push(Notice {
            tone: Tone::Caution,
            says: "This cannot be, so nothing was moved.".to_owned(),
            more: why.clone(),
        });
    }
    if let Some(moved) = picture.moved.as_ref().filter(|moved| !moved.impossible.is_empty()) {
        let names: Vec<String> = moved.impossible.iter().map(|q| q.name().to_lowercase()).collect();
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
    let parts = ["Lessons", "To plan alone", "To plan together", "Duty"];
    let mut bars = vec![("As it is", minutes(&picture.now)?)];
    if let Some(moved) = &picture.moved {
        bars.push(("After the move", minutes(&moved.after)?));
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
            "{:.0} minutes of lessons leave {:.0} to plan: {:.0} alone and {:.0} together with the team.",
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
