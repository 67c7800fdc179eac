//! Disclosure: its cases in prose, and the sample town's whole release under attack.

use std::collections::BTreeMap;
use std::path::Path;

use traction_core::disclosure::Protection;
use traction_core::disclosure::release::{Cell, Places, Table, decide};
use traction_core::gaps::check::{attack_release, read_release};
use traction_core::gaps::published;
use traction_core::gaps::{Measures, Study};
use traction_testkit::cases::{Case, TextTable, list_cases};

fn given<'a>(case: &'a Case, name: &str) -> &'a TextTable {
    &case.given.iter().find(|(given, _)| given == name).unwrap().1
}

/// What is shown of each cell: its students and its rate. A cell is named by its place and, but for
/// a whole, its group.
fn found(case: &Case) -> Vec<Vec<String>> {
    let rule = Protection::default();
    let within: BTreeMap<&str, &str> =
        given(case, "places").rows.iter().map(|row| (row[0].as_str(), row[1].as_str())).collect();
    let names: Vec<&str> = given(case, "places").rows.iter().map(|row| row[0].as_str()).collect();
    let at = |name: &str| names.iter().position(|of| *of == name).unwrap_or(0) as u32;
    let places = Places { parent: names.iter().map(|name| at(within[name])).collect() };
    let rows = &given(case, "cells").rows;
    let cell = |name: &str| {
        let row = rows.iter().find(|row| row[0] == name);
        row.map_or(Cell::default(), |row| Cell {
            n: row[1].parse().unwrap(),
            hits: row[2].parse().unwrap(),
            ..Cell::default()
        })
    };
    let of = |row: &Vec<String>| {
        let place = names.iter().filter(|name| row[0].starts_with(**name)).max_by_key(|n| n.len());
        let place = *place.unwrap();
        (place, row[0][place.len()..].trim().to_owned())
    };
    let mut groups: Vec<String> = Vec::new();
    for (_, group) in rows.iter().map(of) {
        if !group.is_empty() && !groups.contains(&group) {
            groups.push(group);
        }
    }
    let all: Vec<Cell> = names.iter().map(|name| cell(name)).collect();
    let cells = names.iter().flat_map(|name| groups.iter().map(move |g| format!("{name} {g}")));
    let table = Table {
        levels: groups.len(),
        cells: cells.map(|name| cell(&name)).collect(),
        unknown: None,
        sides: vec![false; groups.len()],
    };
    let told = decide(&places, &all, std::slice::from_ref(&table), true, &rule);
    rows.iter()
        .map(|row| {
            let (place, group) = of(row);
            let place = at(place) as usize;
            let (wholes, parts) = (&told.wholes, &told.tables[0]);
            let (counted, rate, ranged) = match groups.iter().position(|of| *of == group) {
                None => (wholes.counted[place], wholes.told[place], wholes.ranged[place]),
                Some(level) => {
                    let at = place * groups.len() + level;
                    (parts.counted[at], parts.told[at], parts.ranged[at])
                }
            };
            let own = cell(&row[0]);
            let students = if counted { own.n.to_string() } else { "withheld".to_owned() };
            let rate = match rule.code(own.hits, own.n) {
                _ if rate => format!("{:.0}%", rule.printed_share(own.hits, own.n) * 100.0),
                Some(coded) if ranged => coded.words().to_owned(),
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

#[test]
fn nothing_is_recovered_from_the_towns_release() {
    let facts = super::gaps_of_the_sample_city::town();
    let rule = Protection::default();
    let study = Study::build(&facts, &Measures::shipped().unwrap(), rule);
    let release = study.release(None, None);
    assert!(release.tables.len() > 15, "{}", release.tables.len());
    let withheld = release.tables.iter().flat_map(|table| &table.cells);
    assert!(withheld.filter(|cell| cell.is_withheld()).count() > 500, "there is what to find");
    let found = attack_release(&release, rule.protection_width());
    assert!(found.is_empty(), "{} found, such as {:?}", found.len(), &found[..found.len().min(4)]);
}

#[test]
fn a_release_reads_back_from_its_published_tables_as_it_was() {
    let facts = super::gaps_of_the_sample_city::town();
    let rule = Protection::default();
    let study = Study::build(&facts, &Measures::shipped().unwrap(), rule);
    let release = study.release(None, None);
    let tables: Vec<_> = release
        .tables
        .iter()
        .map(|table| published::table(&release, table, &|id| Some(format!("School of {id}"))))
        .collect();
    let mut read = read_release(&tables).unwrap();
    for (read, table) in read.tables.iter_mut().zip(&release.tables) {
        // Which stands in the manifest.
        read.rows = table.rows;
    }
    assert_eq!(read.tables, release.tables);
    for (school, cluster) in &read.clusters {
        assert_eq!(release.clusters.get(school), Some(cluster));
    }
    assert!(attack_release(&read, rule.protection_width()).is_empty());
    assert_eq!(read.tally(), release.tally());
}

#[test]
fn the_attack_finds_much_where_small_cells_alone_are_withheld() {
    let facts = super::gaps_of_the_sample_city::town();
    let rule = Protection::default();
    let study = Study::build(&facts, &Measures::shipped().unwrap(), rule);
    let mut release = study.release(None, None);
    let lax = Protection::with_minimum_group(3);
    let lax = Study::build(&facts, &Measures::shipped().unwrap(), lax).release(None, None);
    for (table, known) in release.tables.iter_mut().zip(&lax.tables) {
        let known: BTreeMap<&str, Option<u64>> =
            known.cells.iter().map(|cell| (cell.cell.as_str(), cell.students)).collect();
        for cell in table.cells.iter_mut().filter(|cell| cell.students.is_none()) {
            let of = known.get(cell.cell.as_str()).copied().flatten();
            cell.students = of.filter(|n| *n >= rule.minimum_group());
        }
    }
    let found = attack_release(&release, rule.protection_width()).len();
    assert!(found > 50, "{found}");
}

#[test]
fn the_towns_district_tells_its_largest_groups() {
    let facts = super::gaps_of_the_sample_city::town();
    let study = Study::build(&facts, &Measures::shipped().unwrap(), Protection::default());
    assert_eq!(study.brief(5).findings.len(), 5);
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
        let cell = again.tables[0].cells.iter().find(|cell| cell.cell == name);
        assert!(cell.is_none_or(|cell| cell.is_withheld()), "{name}: {cell:?}");
    }
}
