//! Funds: who holds which dollars, what is braided, what is unfunded next July.

use traction_core::budget::engine::funds::Funds;
use traction_core::budget::explain::whole_dollars;
use traction_core::budget::policy::Tier;
use traction_office::Sheet;
use traction_office::budget::{self, fund_sheets};

use super::sections::{Part, SectionsPage};
use super::{frame, open, tabs};
use crate::charts::words;
use crate::charts::{Bar, Composition, Named, Unit};
use crate::figures::table_of;
use crate::parts::{Cell, Column, Figure, Picture, Row, Source, Stat, Stats, Table};
use crate::server::{Answer, Asked, Form, Refusal};

/// The page.
///
/// # Errors
/// When the office cannot answer.
pub fn page(asked: &Asked) -> Result<Answer, Refusal> {
    asked.only(&["formula"])?;
    let desk = match open(asked)? {
        Ok(desk) => desk,
        Err(answer) => return Ok(*answer),
    };
    let money = budget::money(&desk);
    let sheets = fund_sheets(&money);
    let mut parts = vec![tiers(asked, &money.formula)];
    for sheet in &sheets {
        let (id, heading) = match sheet.id.as_str() {
            "formula" => ("by-formula", "Funds by the formula"),
            "ledger" => ("by-ledger", "Funds in the adopted budget"),
            "beside" => ("beside", "The formula beside the adopted budget"),
            "unmapped" => ("unmapped", "What the formula does not know of the ledger"),
            "unfunded" => ("unfunded", "Unfunded next July"),
            _ => ("braids", "Braided on one goal"),
        };
        if sheet.rows.is_empty() {
            continue;
        }
        let mut shown = sheet.clone();
        tell_days(&mut shown);
        let name = |fund: &str| {
            let all = money.formula.funds.iter().chain(money.ledger.iter().flat_map(|l| &l.funds));
            all.into_iter().find(|f| f.fund == fund).map(|f| f.name.clone())
        };
        match id {
            "by-formula" | "by-ledger" => {
                let columns = [
                    "name", "dollars", "central", "partner", "school", "not_said", "schools",
                    "until",
                ];
                parts.push(Part::of(id, heading, table_of(&shown.only(&columns))));
            }
            "beside" => {
                let columns = ["name", "formula", "ledger", "difference"];
                parts.push(Part::of(id, heading, table_of(&shown.only(&columns))));
            }
            _ => {
                for row in shown.rows.iter_mut().filter(|_| id == "unfunded") {
                    if let Some(name) = name(&row[0].print()) {
                        row[0] = name.into();
                    }
                }
                parts.push(Part::of(id, heading, table_of(&shown)));
            }
        }
    }
    // What a fund may pay for is words, and stands once, below the figures.
    if let Some(sheet) = sheets.first() {
        let rules = Sheet {
            title: "What each fund may pay for".to_owned(),
            ..sheet.only(&["name", "from", "rules"])
        };
        parts.push(Part::of("rules", "What each fund may pay for", table_of(&rules)));
    }
    let ending: f64 = money.formula.unfunded.iter().map(|fund| fund.dollars).sum();
    let total: f64 = money.formula.funds.iter().map(|fund| fund.dollars).sum();
    let [central, partner, school] = money.formula.by_tier;
    let share = |part: f64| format!("{:.0}%", 100.0 * part / total.max(1.0));
    let headline = match money.formula.unfunded.first() {
        Some(first) => format!(
            "{} has no fund from July on: {} ends on {}",
            whole_dollars(ending),
            money
                .formula
                .funds
                .iter()
                .find(|f| f.fund == first.fund)
                .map_or(first.fund.clone(), |f| f.name.clone()),
            words::day(first.until)
        ),
        None => "No fund ends with this year".to_owned(),
    };
    let page = SectionsPage {
        frame: frame(asked, "Funds")?.after("Budget", "/budget"),
        tabs: tabs(asked, "/budget/funds"),
        eyebrow: format!("{}, {}", desk.formula.name, desk.year),
        headline,
        sentences: Vec::new(),
        stats: Stats {
            stats: vec![
                Stat::of("Central office decides", &share(central), &whole_dollars(central)),
                Stat::of("Lead partner decides", &share(partner), &whole_dollars(partner)),
                Stat::of("School decides", &share(school), &whole_dollars(school)),
                Stat::of("Unfunded next July", &whole_dollars(ending), "by the formula"),
            ],
        },
        form: None,
        parts,
        footnotes: vec![
            "Who decides is what the formula says: of each of its lines, and in the ledger of the account, or else of the fund.".to_owned(),
        ],
        csv: asked.twin(Form::Csv, "formula"),
        json: asked.twin(Form::Json, ""),
    };
    Ok(Answer::of(page, sheets))
}

/// Days as people write them.
fn tell_days(sheet: &mut Sheet) {
    let Some(at) = sheet.columns.iter().position(|column| column.key == "until") else { return };
    for row in &mut sheet.rows {
        if let Ok(day) = row[at].print().parse() {
            row[at] = words::day(day).into();
        }
    }
}

fn tiers(asked: &Asked, funds: &Funds) -> Part {
    let bars = funds.funds.iter().map(|fund| Bar {
        label: fund.name.clone(),
        sizes: fund.by_tier.iter().map(|dollars| dollars / 1e6).collect(),
        words: None,
    });
    let chart = Composition {
        named: Named::as_chart("tiers", "Millions of dollars by fund and who decides"),
        unit: Unit::Number(1),
        parts: Tier::ALL.iter().map(|tier| tier.words().to_owned()).collect(),
        bars: bars.collect(),
        total: Some("in all".to_owned()),
    };
    let rows = funds.funds.iter().map(|fund| {
        let [a, b, c] = fund.by_tier;
        let cells: [Cell; 3] =
            [whole_dollars(a).into(), whole_dollars(b).into(), whole_dollars(c).into()];
        Row::of(&fund.name, cells)
    });
    let mut columns = vec![Column::words("Fund")];
    columns.extend(Tier::ALL.iter().map(|tier| Column::numbers(tier.words())));
    let figure = Figure {
        id: "tiers-figure".to_owned(),
        heading: "Who decides what each fund buys".to_owned(),
        measured: "Millions of dollars a year, by the formula".to_owned(),
        picture: Picture::of(&chart),
        words: "A dollar is counted where somebody decides what it buys, not where it is spent."
            .to_owned(),
        table: Table {
            caption: "Dollars by fund and who decides".to_owned(),
            columns,
            rows: rows.collect(),
        },
        source: Source {
            n: None,
            definition: None,
            files: None,
            csv: Some(asked.twin(Form::Csv, "formula")),
            json: Some(asked.twin(Form::Json, "formula")),
        },
    };
    Part {
        id: "who".to_owned(),
        heading: "Who holds which dollars".to_owned(),
        figure: Some(figure),
        ..Part::default()
    }
}
