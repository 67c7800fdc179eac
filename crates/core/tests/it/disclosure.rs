//! Disclosure: its cases in prose, and the sample town's whole release under attack.

use std::collections::BTreeMap;
use std::path::Path;

use traction_core::disclosure::Protection;
use traction_core::disclosure::release::{Cell, State, Tables, protect_counts, protect_rates};
use traction_core::gaps::check::attack_release;
use traction_core::gaps::{Measures, Study};
use traction_testkit::cases::{Case, TextTable, list_cases};

fn given<'a>(case: &'a Case, name: &str) -> &'a TextTable {
    &case.given.iter().find(|(given, _)| given == name).unwrap().1
}

/// What is shown of each cell: its students and its rate.
fn found(case: &Case) -> Vec<Vec<String>> {
    let rule = Protection::default();
    let mut tables = Tables::default();
    let (mut place, mut hits) = (BTreeMap::new(), Vec::new());
    for row in &given(case, "cells").rows {
        let n: u64 = row[1].parse().unwrap();
        let state = match n {
            0 => State::Told,
            n if n < rule.minimum_group() => State::Secret,
            _ => State::Open,
        };
        place.insert(row[0].clone(), tables.add(Cell { n, rank: n, state, said: (1, 1 << 40) }));
        hits.push(row[2].parse::<u64>().unwrap());
    }
    for row in &given(case, "sums").rows {
        let parts = row[1].split('+').map(|part| place[part.trim()]).collect();
        tables.tie(place[&row[0]], parts);
    }
    let published = protect_counts(&tables, &rule);
    let mut rates = tables.clone();
    for (at, cell) in rates.cells.iter_mut().enumerate() {
        cell.state = match rule.code(hits[at], cell.n) {
            _ if !published[at] => State::Unknown,
            Some(_) => State::Secret,
            None => State::Open,
        };
    }
    let told = protect_rates(&rates, &hits, &rule);
    let rows = given(case, "cells").rows.iter().enumerate();
    rows.map(|(at, row)| {
        let (n, counted) = (tables.cells[at].n, hits[at]);
        let students = if published[at] { n.to_string() } else { "withheld".to_owned() };
        let rate = match rule.code(counted, n) {
            _ if told[at] => format!("{:.0}%", rule.printed_share(counted, n) * 100.0),
            Some(coded) if published[at] => coded.words().to_owned(),
            _ => "withheld".to_owned(),
        };
        vec![row[0].clone(), students, rate]
    })
    .collect()
}

#[test]
fn every_case_of_disclosure_comes_out_as_it_says() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../cases/disclosure");
    let cases = list_cases(&folder).unwrap();
    assert!(cases.len() >= 3, "the cases are there");
    let mut differences = Vec::new();
    for case in &cases {
        for (_, table) in &case.expected {
            differences.extend(case.compare(table, &found(case)));
        }
    }
    assert!(differences.is_empty(), "\n{}", differences.join("\n"));
}

/// Figures of the town's release that the attack still works out where all tables are decided
/// together: sums of both sides of a comparison over several tables. The number may only fall.
const STILL_FOUND: usize = 61;

#[test]
fn no_more_is_recovered_from_the_towns_release_than_is_known() {
    let facts = super::gaps_of_the_sample_city::town();
    let rule = Protection::default().with_tables_together();
    let study = Study::build(&facts, &Measures::shipped().unwrap(), rule);
    let release = study.release(None, None);
    assert!(release.tables.len() > 15, "{}", release.tables.len());
    let withheld = release.tables.iter().flat_map(|table| &table.cells);
    assert!(withheld.filter(|cell| cell.is_withheld()).count() > 500, "there is what to find");
    let found = attack_release(&release, rule.protection_width());
    let such = &found[..found.len().min(4)];
    assert!(found.len() <= STILL_FOUND, "{} found, such as {such:?}", found.len());
}

#[test]
fn a_figure_that_was_withheld_before_stays_withheld() {
    let facts = super::gaps_of_the_sample_city::town();
    let build = || Study::build(&facts, &Measures::shipped().unwrap(), Protection::default());
    let mut first = build().release(Some("chronic_absence"), None);
    // As if it had been published with one cell withheld, and another of three students fewer.
    let cells = &mut first.tables[0].cells;
    let shown: Vec<usize> = (0..cells.len())
        .filter(|at| cells[*at].students.is_some_and(|n| n > 20) && cells[*at].cell.contains('='))
        .collect();
    let (one, other) = (shown[0], shown[shown.len() - 1]);
    cells[one].students = None;
    cells[other].students = cells[other].students.map(|n| n - 3);
    let names = [cells[one].cell.clone(), cells[other].cell.clone()];
    let again = build().after(&[first]).release(Some("chronic_absence"), None);
    for name in names {
        let cell = again.tables[0].cells.iter().find(|cell| cell.cell == name).unwrap();
        assert!(cell.is_withheld(), "{name}: {cell:?}");
    }
}
