//! Closed years never move, unless a named person reopens one.

use traction_core::district::{Attendance, SchoolYear};
use traction_store::{Change, Reopening, Settings};

use crate::sample::{attendance, district_with, import, slot_of, start};

fn closed_2024() -> Settings {
    Settings { closed_years: vec![2024], ..Settings::named("Riverbend") }
}

#[test]
fn a_closed_year_is_loaded_once_and_then_refuses_to_change() {
    let (_home, folder) = district_with(&closed_2024());
    let first =
        [(Some(2024), attendance(2024, 0..20, 0)), (Some(2025), attendance(2025, 0..20, 0))];
    assert!(import(&folder, start(), &first).list_refused().next().is_none());
    let moved =
        [(Some(2024), attendance(2024, 0..21, 1)), (Some(2025), attendance(2025, 0..21, 1))];
    let outcome = import(&folder, start(), &moved);
    let refused: Vec<_> = outcome.list_refused().collect();
    assert_eq!(refused.len(), 1);
    assert_eq!(refused[0].slot, slot_of::<Attendance>(Some(2024)));
    assert_eq!((refused[0].rows_before, refused[0].rows), (Some(20), 21));
    let snapshot = folder.snapshot().unwrap();
    let load = |year| snapshot.load_slot(&slot_of::<Attendance>(Some(year))).unwrap().unwrap();
    assert_eq!(load(2024), first[0].1);
    assert_eq!(load(2025), moved[1].1);
    // The refused part is gone from the disk: three are recorded and three are there.
    let on_disk = walk(&folder.facts_path());
    assert_eq!(on_disk, 3);
    let log = folder.catalog().unwrap().load_import(outcome.import).unwrap();
    assert_eq!(log.refused.len(), 1);
    assert_eq!(log.refused[0].rows, 21);
}

fn walk(folder: &std::path::Path) -> usize {
    let mut files = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        files += if path.is_dir() { walk(&path) } else { 1 };
    }
    files
}

#[test]
fn the_same_facts_of_a_closed_year_are_no_change() {
    let (_home, folder) = district_with(&closed_2024());
    let batches = [(Some(2024), attendance(2024, 0..20, 0))];
    import(&folder, start(), &batches);
    let outcome = import(&folder, start(), &batches);
    assert_eq!(outcome.slots[0].change, Change::Unchanged);
}

#[test]
fn a_closed_year_reopened_by_a_named_person_may_change() {
    let (_home, folder) = district_with(&closed_2024());
    import(&folder, start(), &[(Some(2024), attendance(2024, 0..20, 0))]);
    let mut order = start();
    order.reopened.push(Reopening {
        year: SchoolYear::ending(2024),
        who: "registrar".to_owned(),
        reason: "the state returned corrected absences".to_owned(),
    });
    let moved = [(Some(2024), attendance(2024, 0..20, 3))];
    assert_eq!(import(&folder, order, &moved).slots[0].change, Change::Changed);
    let outcome = import(&folder, start(), &[(Some(2024), attendance(2024, 0..20, 0))]);
    assert_eq!(outcome.slots[0].change, Change::RefusedClosed);
}

#[test]
fn adding_to_a_closed_year_is_refused_too() {
    let (_home, folder) = district_with(&closed_2024());
    import(&folder, start(), &[(Some(2024), attendance(2024, 0..20, 0))]);
    let mut order = start();
    order.add = true;
    let outcome = import(&folder, order, &[(Some(2024), attendance(2024, 20..21, 0))]);
    assert_eq!(outcome.slots[0].change, Change::RefusedClosed);
    assert!(!outcome.changed());
}

#[test]
fn a_closed_year_is_not_moved_by_the_same_rows_in_other_parts() {
    let (_home, folder) = district_with(&closed_2024());
    let batches = [(Some(2024), attendance(2024, 0..20, 0))];
    import(&folder, start(), &batches);
    let before = folder.snapshot().unwrap().fingerprint();
    let mut order = start();
    order.rows_per_part = 6;
    let outcome = import(&folder, order, &batches);
    assert_eq!(outcome.slots[0].change, Change::Unchanged);
    assert_eq!(folder.snapshot().unwrap().fingerprint(), before);
    assert_eq!(walk(&folder.facts_path()), 1);
}
