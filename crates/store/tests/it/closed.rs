//! Closed years never move, unless a named person reopens one.

use traction_core::district::{Attendance, SchoolYear};
use traction_store::catalog::NewEntry;
use traction_store::years::{CLOSED, REOPENED, ROOM};
use traction_store::{Change, Folder, PruneOrder, StoreError, Wait};

use crate::sample::{attendance, district, import, moment, slot_of, start};

/// Enters that a year is closed or reopened, with what the newest import left.
fn enter(folder: &Folder, kind: &str, year: i16) {
    let mut catalog = folder.catalog().unwrap();
    let newest = catalog.list_imports().unwrap()[0].id.0;
    let entry = NewEntry {
        room: ROOM.to_owned(),
        kind: kind.to_owned(),
        subject: year.to_string(),
        at: moment(100),
        who: "registrar".to_owned(),
        body: format!("{{\"import\":{newest}}}"),
    };
    catalog.enter(&[entry]).unwrap();
}

#[test]
fn a_closed_year_refuses_to_change_and_hands_over_what_it_refused() {
    let (_home, folder) = district();
    let first =
        [(Some(2024), attendance(2024, 0..20, 0)), (Some(2025), attendance(2025, 0..20, 0))];
    assert!(import(&folder, start(), &first).list_refused().next().is_none());
    enter(&folder, CLOSED, 2024);
    let moved =
        [(Some(2024), attendance(2024, 0..21, 1)), (Some(2025), attendance(2025, 0..21, 1))];
    let mut session = folder.begin_import(start(), Wait::Refuse).unwrap();
    for (year, batch) in &moved {
        session.accept(year.map(SchoolYear::ending), batch).unwrap();
    }
    let kept_back = session.settle().unwrap();
    assert_eq!(kept_back.len(), 1);
    assert_eq!(kept_back[0].rows, moved[0].1);
    let outcome = session.finish(moment(60)).unwrap();
    let refused: Vec<_> = outcome.list_refused().collect();
    assert_eq!(refused.len(), 1);
    assert_eq!(refused[0].slot, slot_of::<Attendance>(Some(2024)));
    assert_eq!((refused[0].rows_before, refused[0].rows), (Some(20), 21));
    let snapshot = folder.snapshot().unwrap();
    let load = |year| snapshot.load_slot(&slot_of::<Attendance>(Some(year))).unwrap().unwrap();
    assert_eq!(load(2024), first[0].1);
    assert_eq!(load(2025), moved[1].1);
    // The refused part is gone from the disk: three are recorded and three are there.
    assert_eq!(walk(&folder.facts_path()), 3);
    let log = folder.catalog().unwrap().load_import(outcome.import).unwrap();
    assert_eq!(log.refused.len(), 1);
    assert_eq!(log.refused[0].rows, 21);
}

#[test]
fn a_table_that_a_closed_year_did_not_have_is_refused_too() {
    let (_home, folder) = district();
    import(&folder, start(), &[(Some(2025), attendance(2025, 0..20, 0))]);
    enter(&folder, CLOSED, 2024);
    let outcome = import(&folder, start(), &[(Some(2024), attendance(2024, 0..20, 0))]);
    assert_eq!(outcome.slots[0].change, Change::RefusedClosed);
    assert_eq!(outcome.slots[0].rows_before, None);
    assert!(
        folder.snapshot().unwrap().load_slot(&slot_of::<Attendance>(Some(2024))).unwrap().is_none()
    );
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
    let (_home, folder) = district();
    let batches = [(Some(2024), attendance(2024, 0..20, 0))];
    import(&folder, start(), &batches);
    enter(&folder, CLOSED, 2024);
    let outcome = import(&folder, start(), &batches);
    assert_eq!(outcome.slots[0].change, Change::Unchanged);
}

#[test]
fn a_year_that_was_reopened_may_change_until_it_is_closed_again() {
    let (_home, folder) = district();
    import(&folder, start(), &[(Some(2024), attendance(2024, 0..20, 0))]);
    enter(&folder, CLOSED, 2024);
    enter(&folder, REOPENED, 2024);
    let moved = [(Some(2024), attendance(2024, 0..20, 3))];
    assert_eq!(import(&folder, start(), &moved).slots[0].change, Change::Changed);
    enter(&folder, CLOSED, 2024);
    let outcome = import(&folder, start(), &[(Some(2024), attendance(2024, 0..20, 0))]);
    assert_eq!(outcome.slots[0].change, Change::RefusedClosed);
    let closed = folder.catalog().unwrap().list_closed_years(None).unwrap();
    assert_eq!(closed.len(), 1);
    // Before the entries, nothing was closed.
    assert!(folder.catalog().unwrap().list_closed_years(Some(moment(99))).unwrap().is_empty());
}

#[test]
fn pruning_keeps_what_a_closed_year_stands_on() {
    let (_home, folder) = district();
    let import_once = |salt| {
        let rows = attendance(2025, 0..20, salt);
        import(&folder, start(), &[(Some(2025), rows)])
    };
    let first = import_once(0).import;
    enter(&folder, CLOSED, 2024);
    let second = import_once(1).import;
    import_once(2);
    let order = PruneOrder { keep_last: Some(1), only_list: false };
    assert_eq!(folder.prune(order, moment(9), Wait::Refuse).unwrap().removed.len(), 1);
    assert!(folder.snapshot_as_of(first).unwrap().load_all().is_ok());
    let gone = folder.snapshot_as_of(second).unwrap_err();
    assert!(matches!(gone, StoreError::SnapshotPruned { .. }), "{gone}");
}

#[test]
fn adding_to_a_closed_year_is_refused_too() {
    let (_home, folder) = district();
    import(&folder, start(), &[(Some(2024), attendance(2024, 0..20, 0))]);
    enter(&folder, CLOSED, 2024);
    let mut order = start();
    order.add = true;
    let outcome = import(&folder, order, &[(Some(2024), attendance(2024, 20..21, 0))]);
    assert_eq!(outcome.slots[0].change, Change::RefusedClosed);
    assert!(!outcome.changed());
}

#[test]
fn a_closed_year_is_not_moved_by_the_same_rows_in_other_parts() {
    let (_home, folder) = district();
    let batches = [(Some(2024), attendance(2024, 0..20, 0))];
    import(&folder, start(), &batches);
    enter(&folder, CLOSED, 2024);
    let before = folder.snapshot().unwrap().fingerprint();
    let mut order = start();
    order.rows_per_part = 6;
    let outcome = import(&folder, order, &batches);
    assert_eq!(outcome.slots[0].change, Change::Unchanged);
    assert_eq!(folder.snapshot().unwrap().fingerprint(), before);
    assert_eq!(walk(&folder.facts_path()), 1);
}
