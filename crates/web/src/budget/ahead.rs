//! Ahead: who is one section away, the reserve for count day, and five years with their bands.

use traction_core::budget::engine::cliffs::SchoolCliffs;
use traction_core::budget::engine::sustain::{Outlook, SchoolOutlook};
use traction_core::budget::explain::{cliff_words, whole_dollars};
use traction_core::district::SchoolYear;
use traction_office::OfficeError;
use traction_office::Silent;
use traction_office::budget::{self, Desk, cliff_sheets, coming_year, outlook_sheets};

use super::sections::{Form as AskForm, NumberField, Part, SectionsPage};
use super::{formula_select, frame, open, tabs};
use crate::charts::words;
use crate::charts::{Named, Point, Series, TrendChart, Unit};
use crate::figures::table_of;
use crate::links::below;
use crate::parts::{Cell, Column, Figure, Picture, Row, Source, Stat, Stats, Table};
use crate::server::{Answer, Asked, Form, Refusal};

/// Draws behind a page; the command line takes more.
pub(super) const DRAWS: usize = 500;
/// Coming years on a page.
pub(super) const YEARS: usize = 5;
/// A school this near to a cliff is listed.
const NEAR: i64 = 5;

/// The page.
///
/// # Errors
/// When the office cannot answer.
pub fn page(asked: &Asked) -> Result<Answer, Refusal> {
    asked.only(&["formula", "seed"])?;
    let desk = match open(asked)? {
        Ok(desk) => desk,
        Err(answer) => return Ok(*answer),
    };
    let seed = asked.number::<u64>("seed")?.unwrap_or(1);
    let ahead = budget::ahead(&asked.district, &desk, DRAWS, YEARS, seed, &Silent)?;
    let cliffs = budget::cliffs(&desk, &ahead);
    let forecast = match budget::outlook(&desk, &ahead) {
        Ok(forecast) => Ok(forecast),
        Err(OfficeError::Refused { what, hint }) => Err(format!("{what}; {hint}.")),
        Err(error) => return Err(error.into()),
    };
    let mut sheets = cliff_sheets(&desk.formula, &cliffs, &ahead.from);
    sheets[0].id = "cliffs".to_owned();
    let near: Vec<&SchoolCliffs> =
        cliffs.schools.iter().filter(|school| distance(school) <= NEAR).collect();
    let mut parts = Vec::new();
    if let Ok(forecast) = &forecast {
        parts.push(fan(asked, &forecast.outlook, desk.year.end().into()));
        parts.push(worst(&forecast.outlook, desk.year));
        parts.push(break_even(&forecast.outlook, &desk));
    }
    parts.push(nearest(&desk.formula, &cliffs.schools));
    parts.push(
        Part::of("reserves", "The reserve for count day", table_of(&sheets[1]))
            .saying(&[format!("In an average draw {:.1} positions move from schools that shrink to schools that grow.", cliffs.moves)]),
    );
    parts.push(
        Part::of(
            "moves",
            "Who would move",
            table_of(&sheets[2].only(&["school", "job", "needs", "gives"])),
        )
        .saying(&sheets[2].notes)
        .folded("What each school needs and gives, by job"),
    );
    let mut footnotes = vec![
        format!("{DRAWS} draws, seed {seed}. {}", ahead.from.words()),
        "Positions are those of the formula. A school that would lose a position is told with its chance, never as a fact.".to_owned(),
    ];
    let mut stats = vec![Stat::of(
        "One section away",
        &near.len().to_string(),
        &format!("schools within {NEAR} students of a position"),
    )];
    if let Some(reserve) = cliffs.reserves.first() {
        stats.push(Stat::of(
            "Reserve, 8 draws in 10",
            &format!("{:.1} positions", reserve.positions),
            &whole_dollars(reserve.dollars),
        ));
    }
    if let Some(reserve) = cliffs.reserves.get(1) {
        stats.push(Stat::of(
            "Reserve, 95 in 100",
            &format!("{:.1} positions", reserve.positions),
            &whole_dollars(reserve.dollars),
        ));
    }
    let headline = match &forecast {
        Ok(forecast) => {
            let outlook = &forecast.outlook;
            // How coming students are drawn stands there already.
            let grounds = forecast.grounds.iter().filter(|words| **words != ahead.from.words());
            footnotes.extend(grounds.cloned());
            stats.push(Stat::of(
                "Stay solvent",
                &format!("{:.0}%", outlook.solvent_at_80 * 100.0),
                "of schools over five years, in 8 draws of 10",
            ));
            let risky = outlook
                .schools
                .iter()
                .filter(|s| s.years.first().is_some_and(|y| y.deficit >= 0.2))
                .count();
            format!(
                "{risky} of {} schools run a risk above one in five of a deficit next year",
                outlook.schools.len()
            )
        }
        Err(why) => {
            footnotes.push(why.clone());
            format!("{} schools are within {NEAR} students of a position", near.len())
        }
    };
    if let Ok(forecast) = &forecast {
        let mut more = outlook_sheets(&desk, forecast);
        more[0].id = "outlook".to_owned();
        parts.push(Part::of(
            "check-ins",
            "Check-ins on the enrollment calendar",
            table_of(&more[3]),
        ));
        sheets.extend(more);
    }
    let page = SectionsPage {
        frame: frame(asked, "Count day and five years")?.after("Budget", "/budget"),
        tabs: tabs(asked, "/budget/ahead"),
        eyebrow: format!("{}, from students of {}", desk.formula.name, desk.year),
        headline,
        sentences: Vec::new(),
        stats: Stats { stats },
        form: Some(AskForm {
            action: "/budget/ahead".to_owned(),
            selects: vec![formula_select(asked, "formula", "Formula", &desk.formula.id)?],
            numbers: vec![NumberField {
                name: "seed".to_owned(),
                label: "Seed: the same draws again".to_owned(),
                value: seed.to_string(),
            }],
            button: "Draw".to_owned(),
        }),
        parts,
        footnotes,
        csv: asked.twin(Form::Csv, "cliffs"),
        json: asked.twin(Form::Json, ""),
    };
    Ok(Answer::of(page, sheets))
}

/// A large sum as a sentence has it: "−$113.1 million", kept on one line.
fn millions(dollars: f64) -> String {
    let sign = if dollars < 0.0 { "\u{2212}" } else { "" };
    format!("{sign}${:.1}\u{a0}million", dollars.abs() / 1e6)
}

fn distance(school: &SchoolCliffs) -> i64 {
    let of = |cliff: &Option<traction_core::budget::engine::cliffs::Cliff>| {
        cliff.as_ref().map_or(i64::MAX, |cliff| cliff.students.abs())
    };
    of(&school.above).min(of(&school.below))
}

fn nearest(formula: &traction_core::budget::Formula, schools: &[SchoolCliffs]) -> Part {
    let mut sorted: Vec<&SchoolCliffs> = schools.iter().collect();
    sorted.sort_by_key(|school| (distance(school), school.id.clone()));
    let percent = |share: f64| format!("{:.0}%", share * 100.0);
    let rows = sorted.iter().map(|school| {
        let words =
            |cliff: &Option<_>| cliff.as_ref().map(|c| cliff_words(formula, c)).unwrap_or_default();
        let cells: [Cell; 6] = [
            school.positions.print(1).into(),
            format!("{:.1}", school.expected).into(),
            percent(school.gains).into(),
            percent(school.loses).into(),
            words(&school.above).into(),
            words(&school.below).into(),
        ];
        Row::of(&school.name, cells).linked(&below("/budget/schools", &school.id))
    });
    let table = Table {
        caption: "Schools nearest to a position more or fewer".to_owned(),
        columns: vec![
            Column::words("School"),
            Column::numbers("Positions"),
            Column::numbers("Expected"),
            Column::numbers("Chance to gain"),
            Column::numbers("Chance to lose"),
            Column::words("With more students"),
            Column::words("With fewer"),
        ],
        rows: rows.collect(),
    };
    Part::of("cliffs", "One section away", table)
}

/// The students with whom each plan breaks even next year, beside those of now and those to come.
fn break_even(outlook: &Outlook, desk: &Desk) -> Part {
    let rows = outlook.schools.iter().filter_map(|school| {
        let year = school.years.first()?;
        let now = desk.counts.students(&school.id);
        let shown = desk.protection.show(now, now, || now);
        let counts: [Cell; 3] = match shown.value() {
            Some(now) => [
                words::count(*now).into(),
                format!("{:.0}", year.students.1).into(),
                year.break_even
                    .map_or("no number does".to_owned(), |n| format!("{:.0}", n.ceil()))
                    .into(),
            ],
            None => [shown.words().unwrap_or_default().into(), "".into(), "".into()],
        };
        Some(Row::of(&school.name, counts).linked(&below("/budget/schools", &school.id)))
    });
    let table = Table {
        caption: format!(
            "Students with whom the plan breaks even in {}",
            coming_year(desk.year, 1)
        ),
        columns: vec![
            Column::words("School"),
            Column::numbers("Students now"),
            Column::numbers("Middle of the draws"),
            Column::numbers("Break-even"),
        ],
        rows: rows.collect(),
    };
    Part::of("break-even", "How many students each plan needs", table)
        .folded("Every school: students now, to come, and needed")
}

fn worst(outlook: &Outlook, now: SchoolYear) -> Part {
    let mut sorted: Vec<&SchoolOutlook> = outlook.schools.iter().collect();
    sorted
        .sort_by(|a, b| a.stays_solvent.total_cmp(&b.stays_solvent).then_with(|| a.id.cmp(&b.id)));
    let years = outlook.schools.first().map_or(0, |school| school.years.len());
    let rows = sorted.iter().map(|school| {
        let mut cells: Vec<Cell> = school
            .years
            .iter()
            .map(|year| format!("{:.0}%", year.deficit * 100.0).into())
            .collect();
        let first = school.years.iter().find(|year| year.gap > 0.5);
        cells.push(match first {
            Some(year) => {
                let cuts: Vec<String> = year
                    .cuts
                    .iter()
                    .map(|(name, d)| format!("{name} {}", whole_dollars(*d)))
                    .collect();
                let left = if year.uncovered > 0.5 {
                    format!("; {} has no plan", whole_dollars(year.uncovered))
                } else {
                    String::new()
                };
                let when = coming_year(now, year.year);
                format!("{when}: {}{left}", cuts.join(", ")).into()
            }
            None => "nothing to cut".into(),
        });
        Row::of(&school.name, cells).linked(&below("/budget/schools", &school.id))
    });
    let mut columns = vec![Column::words("School")];
    columns.extend((1..=years).map(|ahead| Column::numbers(&coming_year(now, ahead))));
    columns.push(Column::words("Plan B, so that 8 draws in 10 hold"));
    let table = Table {
        caption: "The chance of a deficit by year; schools at the greatest risk first".to_owned(),
        columns,
        rows: rows.collect(),
    };
    Part::of("deficits", "Which plans last", table)
}

fn fan(asked: &Asked, outlook: &Outlook, year: i32) -> Part {
    let series = |label: &str, of: &dyn Fn(&(f64, f64, f64)) -> f64| Series {
        label: label.to_owned(),
        points: outlook
            .balance
            .iter()
            .enumerate()
            .map(|(at, band)| (year + 1 + at as i32, Point::value(of(band) / 1e6)))
            .collect(),
    };
    let chart = TrendChart {
        named: Named::as_chart("fan", "Balance of all schools, millions of dollars"),
        unit: Unit::Signed(1),
        series: vec![
            series("1 draw in 10 is above", &|b| b.2),
            series("Middle", &|b| b.1),
            series("1 draw in 10 is below", &|b| b.0),
        ],
        changes: Vec::new(),
        marked: Vec::new(),
        from_zero: true,
    };
    let rows = outlook.balance.iter().enumerate().map(|(at, band)| {
        let cells: [Cell; 3] = [
            whole_dollars(band.0).into(),
            whole_dollars(band.1).into(),
            whole_dollars(band.2).into(),
        ];
        Row::of(&words::school_year(year + 1 + at as i32), cells)
    });
    let last = outlook.balance.last().copied().unwrap_or_default();
    let figure = Figure {
        id: "fan".to_owned(),
        heading: "Money less the cost of today’s plans, all schools together".to_owned(),
        measured: "Millions of dollars a year, if nothing is cut; eight draws in ten lie between the outer lines".to_owned(),
        picture: Picture::of(&chart),
        words: format!(
            "After five years the middle of the draws is {}, and eight draws in ten lie between {} and {}.",
            millions(last.1),
            millions(last.0),
            millions(last.2)
        ),
        table: Table {
            caption: "Balance by year".to_owned(),
            columns: vec![
                Column::words("Year"),
                Column::numbers("1 in 10 below"),
                Column::numbers("Middle"),
                Column::numbers("1 in 10 above"),
            ],
            rows: rows.collect(),
        },
        source: Source {
            n: Some(format!("{} draws", outlook.draws)),
            definition: None,
            files: None,
            csv: Some(asked.twin(Form::Csv, "district")),
            json: Some(asked.twin(Form::Json, "district")),
        },
    };
    Part {
        id: "five-years".to_owned(),
        heading: "Five years".to_owned(),
        figure: Some(figure),
        ..Part::default()
    }
}
