//! The cases of `cases/budget`: rules in prose, run. What a case asks for is its setting `Asks`:
//! amounts by a formula where it says nothing, else inputs, picture, cliffs or funds.

use std::path::{Path, PathBuf};

use traction_core::budget::engine::cliffs::{Cliff, cliffs};
use traction_core::budget::engine::draws::{GradeDraws, SchoolDraws};
use traction_core::budget::engine::funds::{FundLine, Unfunded, funds};
use traction_core::budget::engine::picture::{Picture, Quantity};
use traction_core::budget::engine::walk::Turn;
use traction_core::budget::expression::Value;
use traction_core::budget::facts::inputs::read_inputs;
use traction_core::budget::policy::{Tier, Unit};
use traction_core::budget::{Formula, Formulas, School, allocate, check};
use traction_core::district::SchoolYear;
use traction_core::exact::Exact;
use traction_testkit::cases::{Case, TextTable, list_cases};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../cases/budget")
}

/// The formula of a case: one that ships, or a file beside the case.
fn formula(case: &Case) -> Formula {
    let name = case.setting("Formula").unwrap();
    if name.ends_with(".toml") {
        let text = std::fs::read_to_string(folder().join(name)).unwrap();
        return Formula::parse(name, &text).unwrap();
    }
    Formulas::shipped().unwrap().find(name).unwrap().clone()
}

fn given<'a>(case: &'a Case, name: &str) -> Option<&'a TextTable> {
    case.given.iter().find(|(known, _)| known == name).map(|(_, table)| table)
}

/// A cell of a row; nothing where it is blank.
fn cell<'a>(table: &TextTable, row: &'a [String], column: &str) -> &'a str {
    let place = table.columns.iter().position(|name| name == column);
    &row[place.unwrap_or_else(|| panic!("no column {column}"))]
}

fn number(text: &str) -> Exact {
    Exact::from_fraction(text).unwrap_or_else(|| panic!("{text} is no number"))
}

/// The schools of a case, from its table of inputs.
fn schools(case: &Case, formula: &Formula) -> Vec<School> {
    let table = given(case, "inputs").unwrap();
    table
        .rows
        .iter()
        .map(|row| {
            let mut school = School::of(&row[0], &row[0]);
            for (column, cell) in table.columns.iter().zip(row).skip(1) {
                let input = &formula.inputs[formula.find_input(column).expect("a known input")];
                school = match input.unit {
                    Unit::Text => school.with_text(column, cell),
                    _ => school.with(column, Exact::parse(cell).expect("a number")),
                };
            }
            school
        })
        .collect()
}

/// A number with at most so many decimals, and no commas.
fn plain(number: Exact, places: u32) -> String {
    number.print(places).replace(',', "").replace('−', "-")
}

fn close(number: f64) -> String {
    let text = format!("{number:.4}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// Amounts of each expected line.
fn amounts(case: &Case, differences: &mut Vec<String>) {
    let formula = formula(case);
    let given = allocate(&formula, &schools(case, &formula));
    for (line, table) in &case.expected {
        let place = formula.find_line(line).unwrap();
        let rows = given.schools.iter().map(|school| {
            vec![school.id.clone(), plain(school.amounts[place].amount.clone().unwrap(), 2)]
        });
        differences.extend(case.compare(table, &rows.collect::<Vec<_>>()));
    }
}

/// Inputs that the facts give, by the formula's recipes, and the dollars of lines by them.
fn inputs(case: &Case, differences: &mut Vec<String>) {
    let formula = formula(case);
    let begin: i16 = case.setting("Year").unwrap()[..4].parse().unwrap();
    let schools = read_inputs(&formula, &case.facts().unwrap(), SchoolYear::beginning(begin));
    let found = allocate(&formula, &schools);
    assert_eq!(check::check(&formula, &schools, &found), [], "{}", case.title);
    for (what, table) in &case.expected {
        let rows = schools.iter().zip(&found.schools).map(|(school, amounts)| {
            let rest = table.columns.iter().skip(1).map(|column| match what.as_str() {
                "inputs" => {
                    formula.find_input(column).expect("an input of the formula");
                    let value = school.values.get(column).and_then(Value::number);
                    value.map_or_else(|| "not known".to_owned(), |n| plain(n, 2))
                }
                "dollars" => {
                    let place = formula.find_line(column).expect("a line of the formula");
                    plain(amounts.amounts[place].dollars.unwrap(), 2)
                }
                other => panic!("{}: nothing is called {other}", case.title),
            });
            std::iter::once(school.id.clone()).chain(rest).collect()
        });
        differences.extend(case.compare(table, &rows.collect::<Vec<_>>()));
    }
}

fn quantity(code: &str) -> Quantity {
    let found = Quantity::ALL.iter().find(|quantity| quantity.code() == code);
    *found.unwrap_or_else(|| panic!("there is no quantity {code}"))
}

/// A school's picture, and what it is after some turns. Numbers are compared as fractions.
fn picture(case: &Case, differences: &mut Vec<String>) {
    let table = given(case, "picture").unwrap();
    let known: Vec<(Quantity, Exact)> =
        table.rows.iter().map(|row| (quantity(&row[0]), number(&row[1]))).collect();
    let turns: Vec<Turn> = given(case, "turns")
        .map(|table| {
            let turn = |row: &Vec<String>| {
                let of = quantity(cell(table, row, "quantity"));
                match cell(table, row, "do") {
                    "move" => Turn::Move(of, number(cell(table, row, "to"))),
                    "hold" => Turn::Hold(of),
                    other => panic!("{other} is no turn"),
                }
            };
            table.rows.iter().map(turn).collect()
        })
        .unwrap_or_default();
    let walk = Picture::of(&known).unwrap().walked(&turns);
    let refused: Vec<Vec<String>> = walk
        .refused
        .iter()
        .map(|(turn, _)| {
            let done = if matches!(turn, Turn::Move(..)) { "move" } else { "hold" };
            vec![done.to_owned(), turn.quantity().code().to_owned()]
        })
        .collect();
    let mut told = false;
    for (what, table) in &case.expected {
        let of = match what.as_str() {
            "picture" => &walk.before,
            "after" => &walk.after,
            "refused" => {
                differences.extend(case.compare(table, &refused));
                told = true;
                continue;
            }
            other => panic!("{}: nothing is called {other}", case.title),
        };
        for row in &table.rows {
            let found = of.get(quantity(&row[0]));
            if found != Some(number(&row[1])) {
                let found = found.map_or_else(|| "nothing".to_owned(), Exact::to_fraction);
                differences.push(format!("{}: {} is {found}, not {}", case.title, row[0], row[1]));
            }
        }
    }
    assert!(told || refused.is_empty(), "{}: refused {refused:?}", case.title);
}

/// Cliffs of each school, and what count day may bring by the draws that the case gives.
fn count_day(case: &Case, differences: &mut Vec<String>) {
    let formula = formula(case);
    let table = given(case, "draws").unwrap();
    let draws: Vec<SchoolDraws> = table
        .rows
        .iter()
        .map(|row| SchoolDraws {
            id: cell(table, row, "school_id").to_owned(),
            grades: vec![GradeDraws {
                grade: None,
                now: cell(table, row, "now").parse().unwrap(),
                draws: cell(table, row, "draws").split(' ').map(|n| n.parse().unwrap()).collect(),
            }],
        })
        .collect();
    let found = cliffs(&formula, &schools(case, &formula), &draws);
    for (what, table) in &case.expected {
        let rows: Vec<Vec<String>> = match what.as_str() {
            "cliffs" => {
                let side = |cliff: &Option<Cliff>| {
                    let cliff = cliff.as_ref().expect("a cliff");
                    [cliff.students.to_string(), plain(cliff.change, 2)]
                };
                let row = |school: &traction_core::budget::engine::cliffs::SchoolCliffs| {
                    let mut row = vec![school.id.clone(), plain(school.positions, 2)];
                    row.extend(side(&school.above));
                    row.extend(side(&school.below));
                    row
                };
                found.schools.iter().map(row).collect()
            }
            "count_day" => {
                let row = |school: &traction_core::budget::engine::cliffs::SchoolCliffs| {
                    let needs = school.by_job.iter().map(|job| job.needs).sum();
                    let gives = school.by_job.iter().map(|job| job.gives).sum();
                    let numbers = [school.expected, school.gains, school.loses, needs, gives];
                    std::iter::once(school.id.clone()).chain(numbers.map(close)).collect()
                };
                found.schools.iter().map(row).collect()
            }
            "reserves" => {
                let rows = found.reserves.iter().map(|r| {
                    let after = (r.positions_after_moves, r.dollars_after_moves);
                    [r.covers, r.positions, r.dollars, after.0, after.1].map(close).to_vec()
                });
                rows.collect()
            }
            "moves" => vec![vec![close(found.moves)]],
            other => panic!("{}: nothing is called {other}", case.title),
        };
        differences.extend(case.compare(table, &rows));
    }
}

/// Who holds which dollars until when, by the funds of the formula.
fn money(case: &Case, differences: &mut Vec<String>) {
    let formula = formula(case);
    let table = given(case, "fund_lines").unwrap();
    let lines: Vec<FundLine> = table
        .rows
        .iter()
        .map(|row| {
            let text = |column| cell(table, row, column).to_owned();
            FundLine {
                school: Some(text("school_id")).filter(|id| !id.is_empty()),
                fund: text("fund"),
                what: text("what"),
                dollars: text("dollars").parse().unwrap(),
                tier: match cell(table, row, "decides") {
                    "central" => Some(Tier::Central),
                    "partner" => Some(Tier::Partner),
                    "school" => Some(Tier::School),
                    "" => None,
                    other => panic!("{other} is no tier"),
                },
            }
        })
        .collect();
    let found = funds(&formula.funds, formula.year, &lines);
    let ended = |when: &str, list: &[Unfunded]| -> Vec<Vec<String>> {
        let each = list.iter().flat_map(|fund| {
            fund.what.iter().map(|(what, dollars, schools)| {
                let fund = fund.fund.clone();
                vec![when.to_owned(), fund, what.clone(), close(*dollars), schools.to_string()]
            })
        });
        each.collect()
    };
    for (what, table) in &case.expected {
        let rows: Vec<Vec<String>> = match what.as_str() {
            "funds" => {
                let rows = found.funds.iter().map(|fund| {
                    let dollars = [fund.dollars, fund.at_schools].map(close);
                    let names = [fund.fund.clone(), fund.from.clone()];
                    let schools = std::iter::once(fund.schools.to_string());
                    names.into_iter().chain(dollars).chain(schools).collect()
                });
                rows.collect()
            }
            "tiers" => vec![found.by_tier.map(close).to_vec()],
            "braids" => {
                let rows = found.braids.iter().map(|braid| {
                    vec![braid.goal.clone(), close(braid.dollars), close(braid.lasting)]
                });
                rows.collect()
            }
            "unfunded" => {
                [ended("next July", &found.unfunded), ended("now", &found.unfunded_now)].concat()
            }
            other => panic!("{}: nothing is called {other}", case.title),
        };
        differences.extend(case.compare(table, &rows));
    }
}

#[test]
fn every_case_of_the_budget_room_comes_out_as_it_says() {
    let cases = list_cases(&folder()).unwrap();
    let mut differences = Vec::new();
    let mut asked: Vec<&str> = Vec::new();
    for case in &cases {
        assert!(!case.expected.is_empty(), "{} expects something", case.title);
        let what = case.settings.get("Asks").map_or("amounts", String::as_str);
        asked.push(what);
        match what {
            "amounts" => amounts(case, &mut differences),
            "inputs" => inputs(case, &mut differences),
            "picture" => picture(case, &mut differences),
            "cliffs" => count_day(case, &mut differences),
            "funds" => money(case, &mut differences),
            other => panic!("{}: nothing asks for {other}", case.title),
        }
    }
    for what in ["amounts", "inputs", "picture", "cliffs", "funds"] {
        assert!(asked.contains(&what), "a case asks for {what}");
    }
    assert!(differences.is_empty(), "\n{}", differences.join("\n"));
}
