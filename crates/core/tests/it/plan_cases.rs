//! The cases of `cases/plan`: rules in prose, run.

use std::collections::BTreeMap;
use std::path::Path;

use traction_core::plan::check::check;
use traction_core::plan::engine::track;
use traction_core::plan::explain::explain;
use traction_core::plan::model::{
    Amount, Known, LeadTime, Line, LineKind, Observed, Point, Standing, Target, Tie,
};
use traction_testkit::cases::{Case, TextTable, list_cases};

type Row<'a> = BTreeMap<&'a str, &'a str>;

fn rows(table: &TextTable) -> impl Iterator<Item = Row<'_>> {
    table.rows.iter().map(|row| {
        let cells = table.columns.iter().map(String::as_str).zip(row.iter().map(String::as_str));
        cells.filter(|(_, cell)| !cell.is_empty()).collect()
    })
}

fn point(text: &str) -> Point {
    let (year, value) = text.split_once('=').unwrap();
    Point { year: year.parse().unwrap(), value: value.parse().unwrap() }
}

fn line(row: &Row<'_>) -> Line {
    let text = |name: &str| row.get(name).map(|&cell| cell.to_owned());
    let mut line = Line::titled(row["id"], LineKind::parse(row["kind"]).unwrap(), "a line");
    line.under = text("under");
    line.if_schools = text("if_schools").unwrap_or_default();
    line.if_office = text("if_office").unwrap_or_default();
    line.then = text("then").unwrap_or_default();
    line.starts_on = row.get("starts_on").map(|day| day.parse().unwrap());
    line.ends_on = row.get("ends_on").map(|day| day.parse().unwrap());
    line.target = row.get("baseline").map(|baseline| Target {
        counted: "students".to_owned(),
        percent: true,
        lower_is_better: row.contains_key("lower_is_better"),
        baseline: Some(point(baseline)),
        target: row.get("target").map(|target| point(target)),
        ..Target::default()
    });
    line.amount = row.get("amount").map(|amount| Amount {
        cents: amount.parse::<i64>().unwrap() * 100,
        tie: Tie { fund: text("fund"), ..Tie::default() },
        ..Amount::default()
    });
    line.lead_time = row.get("figure").map(|figure| LeadTime {
        figure: (*figure).to_owned(),
        days_sooner: row["days_sooner"].parse().unwrap(),
    });
    line
}

fn known(case: &Case) -> Known {
    let given = |name: &str| {
        let table = case.given.iter().find(|(known, _)| known == name);
        table.map(|(_, table)| rows(table).collect::<Vec<_>>()).unwrap_or_default()
    };
    let mut known = Known::default();
    for row in given("figures") {
        let number = |name: &str| row.get(name).map(|cell| cell.parse::<f64>().unwrap());
        known.figures.entry(row["line"].to_owned()).or_default().push(Observed {
            year: row["year"].parse().unwrap(),
            value: number("value").unwrap(),
            interval: number("low").zip(number("high")),
        });
    }
    for row in given("budget") {
        let cents = |name: &str| row.get(name).map(|cell| cell.parse::<i64>().unwrap() * 100);
        known.budgeted.insert(row["line"].to_owned(), cents("budgeted").unwrap());
        known.spent.extend(cents("spent").map(|cents| (row["line"].to_owned(), cents)));
    }
    for row in given("done") {
        known.done.insert(row["line"].to_owned(), row["on"].parse().unwrap());
    }
    for row in given("sooner") {
        known.days_sooner.insert(row["figure"].to_owned(), row["days"].parse().unwrap());
    }
    known
}

fn standing(standing: Standing) -> &'static str {
    match standing {
        Standing::OnPath => "on_path",
        Standing::NearPath => "near_path",
        Standing::Behind => "behind",
        Standing::NotMoved => "not_moved",
    }
}

#[test]
fn every_case_of_the_plan_room_comes_out_as_it_says() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../cases/plan");
    let cases = list_cases(&folder).unwrap();
    assert!(cases.len() >= 4, "the cases are there");
    let mut differences = Vec::new();
    for case in &cases {
        let (_, table) = case.given.iter().find(|(name, _)| name == "lines").unwrap();
        let lines: Vec<Line> = rows(table).map(|row| line(&row)).collect();
        let today = case.setting("Today").unwrap().parse().unwrap();
        let known = known(case);
        let tracked = track(&lines, &known, today);
        differences.extend(check(&lines, &known, today, &tracked));
        for (_, expected) in &case.expected {
            let found: Vec<Vec<String>> = rows(expected)
                .map(|row| {
                    let state = tracked.line(row["id"]).unwrap();
                    let missing: Vec<&str> = state.missing.iter().map(|m| m.words()).collect();
                    expected
                        .columns
                        .iter()
                        .map(|column| match column.as_str() {
                            "id" => state.id.clone(),
                            "turning" => state.turning.words().to_owned(),
                            "missing" => missing.join(", "),
                            "expected" => {
                                // Two decimals are what a reader compares.
                                let value = state.expected.unwrap();
                                format!("{}", (value * 100.0).round() / 100.0)
                            }
                            "why" => {
                                let line = lines.iter().find(|line| line.id == state.id).unwrap();
                                explain(line, state).first().cloned().unwrap_or_default()
                            }
                            "standing" => state.standing.map(standing).unwrap_or("").to_owned(),
                            other => panic!("no column {other}"),
                        })
                        .collect()
                })
                .collect();
            differences.extend(case.compare(expected, &found));
        }
    }
    assert!(differences.is_empty(), "\n{}", differences.join("\n"));
}
