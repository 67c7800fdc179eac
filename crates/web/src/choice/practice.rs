//! Practice lotteries of one policy: by group, on the map, by program and class.

use askama::Template;
use traction_core::choice::report::{ProgramOutcome, Worth};
use traction_core::disclosure::Shown;
use traction_office::Silent;
use traction_office::choice::{self, Practised, Trial};

use super::{
    LOTTERIES, SEED, area_map, chosen, group_chart, mechanism, mechanisms, numbers, one_of,
    policies, select, years,
};
use crate::charts::{Unit, words};
use crate::figures::{Around, instead_cell, table_of};
use crate::frame::{Frame, Section};
use crate::parts::{Cell, Column, Figure, Filters, Picture, Row, Stat, Stats, Table};
use crate::server::{Answer, Asked, Form, Refusal};

#[derive(Template)]
#[template(path = "choice/practice.html")]
struct PracticePage {
    frame: Frame,
    lede: String,
    filters: Filters,
    stats: Stats,
    figures: Vec<Figure>,
    sought: Table,
    programs: Option<Table>,
    chances: Table,
    seats: Option<Table>,
    seat_words: String,
    csv: String,
    json: String,
}

/// The page.
///
/// # Errors
/// When there is no such policy, or no applications are loaded.
pub fn page(asked: &Asked) -> Result<Answer, Refusal> {
    asked.only(&["policy", "year", "mechanism", "lotteries", "seats"])?;
    let policies = policies(&asked.district)?;
    let id = chosen(asked, "policy", &policies, 0)?;
    let mechanism = mechanism(asked)?;
    let year = asked.number("year")?;
    let lotteries = one_of(asked, "lotteries", LOTTERIES)?;
    let trial = Trial { year, lotteries, seed: SEED, mechanism };
    let found = choice::practise(&asked.district, id, trial, &Silent)?;
    let seats = one_of(asked, "seats", SEATS)?;
    let fewer = Trial { lotteries: seats, ..trial };
    let worth = choice::seats(&asked.district, id, fewer, &Silent)?;
    let frame = asked
        .frame(&format!("Practice: {}", found.name), Section::Choice)?
        .after("Choice", "/choice");
    let sheets = vec![
        choice::groups_sheet("Groups", &found.groups),
        choice::areas_sheet("Home areas", &found.areas),
        choice::programs_sheet("Programs", &found.programs),
        choice::chances_sheet("Chances by program and class", &found.chances),
        choice::worth_sheet("One more seat", &worth),
    ];
    let around = Around {
        csv: asked.twin(Form::Csv, ""),
        json: asked.twin(Form::Json, ""),
        ..Around::default()
    };
    let page = PracticePage {
        frame,
        lede: lede(&found),
        filters: Filters {
            action: "/choice/practice".to_owned(),
            search: None,
            selects: [select("policy", "Policy", &policies, id)]
                .into_iter()
                .chain(years(asked)?)
                .chain([
                    mechanisms("Mechanism", mechanism),
                    numbers("lotteries", "Lotteries", LOTTERIES, lotteries),
                    numbers("seats", "Lotteries for one more seat", SEATS, seats),
                ])
                .collect(),
            button: "Practise".to_owned(),
        },
        stats: Stats { stats: stats(&found) },
        figures: vec![
            group_figure(&found, &around, table_of(&sheets[0])),
            map_figure(&found, &around, table_of(&sheets[1])),
        ],
        sought: sought_table(&found),
        programs: (found.programs.len() > SOUGHT)
            .then(|| program_table("Every program", found.programs.iter())),
        chances: table_of(&sheets[3].only(&["program", "grade", "class", "applicants", "chance"])),
        seats: seat_table(&worth),
        seat_words: seat_words(&worth),
        csv: asked.twin(Form::Csv, ""),
        json: asked.twin(Form::Json, ""),
    };
    Ok(Answer::of(page, sheets))
}

/// Programs on the page before the list of all.
const SOUGHT: usize = 12;
/// Rows of the seats worth adding.
const WORTH: usize = 10;

/// The programs that are asked for most, for each seat.
fn sought_table(found: &Practised) -> Table {
    let mut programs: Vec<_> = found.programs.iter().collect();
    let press = |program: &ProgramOutcome| match program.listed.value() {
        Some(listed) => *listed as f64 / f64::from(program.seats.max(1)),
        None => -1.0,
    };
    programs.sort_by(|a, b| press(b).total_cmp(&press(a)).then_with(|| a.id.cmp(&b.id)));
    let caption = if programs.len() > SOUGHT {
        format!("The {SOUGHT} of {} programs that are asked for most for each seat", programs.len())
    } else {
        "Programs, those asked for most for each seat first".to_owned()
    };
    program_table(&caption, programs.into_iter().take(SOUGHT))
}

fn program_table<'a>(caption: &str, programs: impl Iterator<Item = &'a ProgramOutcome>) -> Table {
    let count = |shown: &Shown<u64>| match shown.value() {
        Some(n) => Cell::Plain(words::count(*n)),
        None => instead_cell(shown),
    };
    let share = |shown: &Shown<f64>| match shown.value() {
        Some(share) => Cell::Plain(Unit::Percent(0).label(*share)),
        None => instead_cell(shown),
    };
    let rows = programs.map(|program| {
        let head = format!("{}, {}", program.name, words::grade(&program.grade).to_lowercase());
        let cells = [
            Cell::Plain(words::count(u64::from(program.seats))),
            count(&program.listed),
            count(&program.first),
            Cell::Plain(words::number(program.left, 0)),
            share(&program.low_income_listed),
            share(&program.low_income),
        ];
        Row::of(&head, cells)
    });
    let mut columns = vec![Column::words("Program")];
    columns.extend(
        [
            "Seats",
            "List it",
            "List it first",
            "Seats left",
            "Low income, listing it",
            "Low income, offered it",
        ]
        .map(Column::numbers),
    );
    Table { caption: caption.to_owned(), columns, rows: rows.collect() }
}

/// Programs in which one more seat helps somebody; none where no seat does.
fn seat_table(worth: &[Worth]) -> Option<Table> {
    let rows: Vec<Row> = worth
        .iter()
        .filter(|line| line.helped >= 0.05)
        .take(WORTH)
        .map(|line| {
            let head = format!("{}, {}", line.name, words::grade(&line.grade).to_lowercase());
            let in_vain = match line.in_vain.value() {
                Some(n) => Cell::Plain(words::number(*n, 0)),
                None => instead_cell(&line.in_vain),
            };
            let cells = [
                Cell::Plain(words::count(u64::from(line.seats))),
                in_vain,
                Cell::Plain(words::number(line.helped, 1)),
                Cell::Plain(words::number(line.weighted, 1)),
                Cell::Plain(words::number(line.hurt, 1)),
            ];
            Row::of(&head, cells)
        })
        .collect();
    let names =
        ["Seats", "Ask in vain", "One more seat helps", "The same, by need", "Makes worse off"];
    let mut columns = vec![Column::words("Program")];
    columns.extend(names.map(Column::numbers));
    let caption = "Applicants whom one more seat would help, on average".to_owned();
    (!rows.is_empty()).then_some(Table { caption, columns, rows })
}

/// Lotteries in which one more seat is tried; each is solved once for each program.
const SEATS: [u32; 3] = [5, 10, 40];

/// What one more seat does, as far as it is true of the mechanism that was tried.
fn seat_words(worth: &[Worth]) -> String {
    let helps = "Whoever takes the seat leaves another behind, so one seat helps more than one \
                 applicant";
    let hurt = worth.iter().map(|line| line.hurt).fold(0.0, f64::max);
    match hurt > 0.0 {
        false => format!("{helps}; in these lotteries it makes nobody worse off."),
        true => format!(
            "{helps}. By this mechanism it also makes others worse off: up to {} on average.",
            words::number(hurt, 1)
        ),
    }
}

fn lede(found: &Practised) -> String {
    format!(
        "{} practice lotteries over the applications for {}, each solved like the real one. Figures \
         are means; the range holds 95% of lotteries.",
        words::count(u64::from(found.lotteries)),
        found.year
    )
}

pub(super) fn stats(found: &Practised) -> Vec<Stat> {
    let Some(all) = found.groups.first() else { return Vec::new() };
    let percent = |shown: &Shown<traction_core::choice::report::Band>| match shown.value() {
        Some(band) => (
            format!("{:.0}%", 100.0 * band.mean),
            match (100.0 * band.low).round() == (100.0 * band.high).round() {
                true => "nearly the same in every lottery".to_owned(),
                false => {
                    format!("{:.0}–{:.0}% in 95% of lotteries", 100.0 * band.low, 100.0 * band.high)
                }
            },
        ),
        None => (String::from("–"), shown.words().unwrap_or_default().to_owned()),
    };
    let of = |name: &str, shown| {
        let (value, beside) = percent(shown);
        Stat::of(name, &value, &beside)
    };
    let left: f64 = found.programs.iter().map(|program| program.left).sum();
    let seats: u64 = found.programs.iter().map(|program| u64::from(program.seats)).sum();
    let beside = format!("of {}", words::count(seats));
    vec![
        of("First choice", &all.first),
        of("A choice of their own", &all.any),
        of("None of their choices", &all.none),
        Stat::of("Seats left", &words::count(left.round() as u64), &beside),
    ]
}

fn group_figure(found: &Practised, around: &Around, table: Table) -> Figure {
    let sheet = "groups";
    Figure {
        id: sheet.to_owned(),
        heading: "Who is offered their first choice".to_owned(),
        measured: format!("Share of applicants, {}", found.name),
        picture: Picture::of(&group_chart(
            "groups-chart",
            "Share offered the first choice, by group",
            &found.groups,
        )),
        words: widest(found),
        table,
        source: around.source(sheet, None),
    }
}

/// The groups of one kind that are farthest apart, in words.
fn widest(found: &Practised) -> String {
    let mut best: Option<(f64, String)> = None;
    for by in ["Income", "Distance", "Race or ethnicity", "English learners", "Disability"] {
        let mut shown: Vec<(&str, f64)> = found
            .groups
            .iter()
            .filter(|group| group.by == by)
            .filter_map(|group| Some((group.group.as_str(), group.first.value()?.mean)))
            .collect();
        shown.sort_by(|a, b| a.1.total_cmp(&b.1));
        if let (Some(low), Some(high)) = (shown.first(), shown.last())
            && high.1 - low.1 >= 0.005
            && best.as_ref().is_none_or(|(gap, _)| high.1 - low.1 > *gap)
        {
            let sentence = format!(
                "Widest between {} ({:.0}%) and {} ({:.0}%).",
                low.0,
                100.0 * low.1,
                high.0,
                100.0 * high.1
            );
            best = Some((high.1 - low.1, sentence));
        }
    }
    best.map_or_else(|| "No two groups that can be shown are apart.".to_owned(), |(_, s)| s)
}

fn map_figure(found: &Practised, around: &Around, table: Table) -> Figure {
    let isolated = found.areas.iter().filter(|area| area.isolated).count();
    let words = match isolated {
        0 => "Each disc is a home area at its center.".to_owned(),
        1 => "One home area is isolated by this policy.".to_owned(),
        many => format!("{many} home areas are isolated by this policy."),
    };
    Figure {
        id: "areas".to_owned(),
        heading: "The chance of the first choice, by home area".to_owned(),
        measured: format!("Share of applicants offered their first choice, {}", found.name),
        picture: Picture::of(&area_map(
            "areas-map",
            "The chance of the first choice, by home area",
            &found.areas,
            Vec::new(),
        )),
        words,
        table,
        source: around.source("areas", None),
    }
}
