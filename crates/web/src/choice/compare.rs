//! Two policies beside each other: who gains, who loses, and two maps.

use askama::Template;
use traction_core::choice::report::GroupSides;
use traction_core::disclosure::Shown;
use traction_office::Silent;
use traction_office::choice::{self, Compared, Trial};

use super::{
    LOTTERIES, SEED, area_map, chosen, mechanism, mechanisms, numbers, one_of, policies, select,
    years,
};
use crate::charts::{IntervalChart, IntervalRow, Named, Point, Reference, Unit, words};
use crate::figures::{Around, instead, table_of};
use crate::frame::{Frame, Section};
use crate::parts::{Figure, Filters, Picture, Stat, Stats, Table};
use crate::server::{Answer, Asked, Form, Refusal};

#[derive(Template)]
#[template(path = "choice/compare.html")]
struct ComparePage {
    frame: Frame,
    lede: String,
    filters: Filters,
    stats: Stats,
    sides: Figure,
    maps: Vec<(String, Picture)>,
    areas: Table,
    csv: String,
    json: String,
}

/// The page.
///
/// # Errors
/// When there is no such policy, or no applications are loaded.
pub fn page(asked: &Asked) -> Result<Answer, Refusal> {
    asked.only(&["from", "to", "year", "mechanism", "lotteries"])?;
    let policies = policies(&asked.district)?;
    let to = chosen(asked, "to", &policies, 0)?;
    // Without a first policy, the first of the others.
    let other = policies.iter().position(|policy| policy.id != to).unwrap_or(0);
    let from = chosen(asked, "from", &policies, other)?;
    let mechanism = mechanism(asked)?;
    let lotteries = one_of(asked, "lotteries", LOTTERIES)?;
    let trial = Trial { year: asked.number("year")?, lotteries, seed: SEED, mechanism };
    let found = choice::compare(&asked.district, (from, to), trial, &Silent)?;
    let title = "Two policies beside each other";
    let frame = asked.frame(title, Section::Choice)?.after("Choice", "/choice");
    let sheets = vec![
        choice::sides_sheet("Who gains and who loses", &found.sides),
        choice::groups_sheet(&found.first.name, &found.first.groups),
        choice::groups_sheet(&found.second.name, &found.second.groups),
        areas_sheet(&found),
    ];
    let around = Around {
        csv: asked.twin(Form::Csv, ""),
        json: asked.twin(Form::Json, ""),
        ..Around::default()
    };
    let map = |id: &str, which: &choice::Practised| {
        let title = format!("The chance of the first choice under {}", which.name);
        let picture = Picture::of(&area_map(id, &title, &which.areas, Vec::new()));
        (which.name.clone(), picture)
    };
    let page = ComparePage {
        frame,
        lede: format!(
            "From “{}” to “{}”: the same {} practice lotteries over the applications for {}, under \
             both.",
            found.first.name,
            found.second.name,
            words::count(u64::from(lotteries)),
            found.first.year
        ),
        filters: Filters {
            action: "/choice/compare".to_owned(),
            search: None,
            selects: [
                select("from", "From", &policies, from),
                select("to", "To", &policies, to),
                mechanisms("The second by", mechanism),
                numbers("lotteries", "Lotteries", LOTTERIES, lotteries),
            ]
            .into_iter()
            .chain(years(asked)?)
            .collect(),
            button: "Compare".to_owned(),
        },
        stats: Stats { stats: stats(&found) },
        sides: sides_figure(&found, &around, table_of(&sheets[0])),
        maps: vec![map("map-from", &found.first), map("map-to", &found.second)],
        areas: table_of(&sheets[3]),
        csv: asked.twin(Form::Csv, ""),
        json: asked.twin(Form::Json, ""),
    };
    Ok(Answer::of(page, sheets))
}

/// Home areas under both policies.
fn areas_sheet(found: &Compared) -> traction_office::Sheet {
    let columns = ["area|Home area", "from|From|n", "to|To|n", "change|Change|n"];
    let mut sheet = traction_office::Sheet::of("areas", "The first choice, by home area", &columns);
    let pairs = found.first.areas.iter().zip(&found.second.areas);
    for (from, to) in pairs {
        let number = |value: f64, printed: String| traction_office::Cell::Number { value, printed };
        let share = |band: &Shown<traction_core::choice::report::Band>| match band.value() {
            Some(band) => number(band.mean, Unit::Percent(0).label(band.mean)),
            None => traction_office::Cell::Text(instead(band).unwrap_or_default().to_owned()),
        };
        let change = match (from.first.value(), to.first.value()) {
            (Some(from), Some(to)) => {
                let change = to.mean - from.mean;
                number(change, Unit::Points(0).label(change))
            }
            _ => traction_office::Cell::Empty,
        };
        sheet.push(vec![from.name.clone().into(), share(&from.first), share(&to.first), change]);
    }
    sheet
}

fn stats(found: &Compared) -> Vec<Stat> {
    let Some(all) = found.sides.first() else { return Vec::new() };
    let number = |shown: &Shown<f64>| match shown.value() {
        Some(n) => words::number(*n, 0),
        None => "–".to_owned(),
    };
    let of = match all.applicants.value() {
        Some(n) => format!("of {} applicants, on average", words::count(*n)),
        None => String::new(),
    };
    let share = |practised: &choice::Practised| {
        let first = practised.groups.first().and_then(|group| group.first.value().copied());
        first.map_or_else(|| "–".to_owned(), |band| Unit::Percent(0).label(band.mean))
    };
    let was = format!("{} under “{}”", share(&found.first), found.first.name);
    vec![
        Stat::of("Do better", &number(&all.better), &of),
        Stat::of("Do worse", &number(&all.worse), &of),
        Stat::of("First choice", &share(&found.second), &was),
    ]
}

/// Better less worse, as a share of a group.
fn balance(side: &GroupSides) -> Option<f64> {
    let (better, worse) = (side.better.value()?, side.worse.value()?);
    Some((better - worse) / *side.applicants.value()? as f64)
}

fn sides_figure(found: &Compared, around: &Around, table: Table) -> Figure {
    let mut before = String::new();
    let rows = found
        .sides
        .iter()
        .filter(|side| side.by != "Home area" && !matches!(side.applicants, Shown::NoStudents))
        .map(|side| {
            let point = match (balance(side), side.applicants.value()) {
                (Some(value), Some(n)) => {
                    Point::Value(crate::charts::Estimate { value, interval: None, n: Some(*n) })
                }
                _ => Point::Suppressed(instead(&side.applicants).unwrap_or("not shown").to_owned()),
            };
            let row = IntervalRow::of(&side.group, point);
            let row = if side.by == "Everybody" { row.emphasized() } else { row };
            let heading = side.by != before && side.by != "Everybody";
            before.clone_from(&side.by);
            if heading { row.under(&side.by) } else { row }
        })
        .collect();
    let chart = IntervalChart {
        named: Named::as_chart("sides-chart", "Better less worse, by group"),
        unit: Unit::Points(1),
        rows,
        reference: Some(Reference::at(0.0, "as many better as worse")),
        counted: "applicants".to_owned(),
    };
    Figure {
        id: "sides".to_owned(),
        heading: "Who gains and who loses".to_owned(),
        measured: format!(
            "Share who get a choice that they rank higher, less the share who get a lower one, by \
             going to “{}”",
            found.second.name
        ),
        picture: Picture::of(&chart),
        words: sides_words(found),
        table,
        source: around.source("sides", None),
    }
}

fn sides_words(found: &Compared) -> String {
    let mut shown: Vec<(&GroupSides, f64)> = found
        .sides
        .iter()
        .filter(|side| side.by != "Everybody" && side.by != "Home area")
        .filter_map(|side| Some((side, balance(side)?)))
        .collect();
    shown.sort_by(|a, b| b.1.total_cmp(&a.1));
    let say = |(side, value): &(&GroupSides, f64)| {
        format!("{} ({})", side.group, Unit::Points(1).say(*value))
    };
    match (shown.first(), shown.last()) {
        (Some(most), Some(least)) if most.1 > 0.0 && least.1 < 0.0 => {
            format!("Most gain among {}, most lose among {}.", say(most), say(least))
        }
        (Some(most), Some(least)) => {
            format!("From {} down to {}.", say(most), say(least))
        }
        _ => "No group is large enough to be shown.".to_owned(),
    }
}
