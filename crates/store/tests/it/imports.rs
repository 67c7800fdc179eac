//! Imports: what is replaced, what is merged, what stays as it is.

use traction_core::district::{Attendance, Batch, Missing, Noun, School, SchoolYear, Student};
use traction_store::{Change, ImportFile, StoreError, Wait, Want};

use crate::sample::{
    attendance, district, import, moment, random_batch, school, slot_of, start, table_of, today,
};

#[test]
fn importing_a_year_again_replaces_that_year_and_no_other() {
    let (_home, folder) = district();
    let first =
        [(Some(2025), attendance(2025, 0..50, 0)), (Some(2026), attendance(2026, 0..50, 0))];
    let outcome = import(&folder, start(), &first);
    assert!(outcome.slots.iter().all(|slot| slot.change == Change::New));
    let outcome = import(&folder, start(), &[(Some(2026), attendance(2026, 10..40, 5))]);
    assert_eq!(outcome.slots.len(), 1);
    assert_eq!(outcome.slots[0].change, Change::Changed);
    assert_eq!((outcome.slots[0].rows_before, outcome.slots[0].rows), (Some(50), 30));
    let facts = folder.snapshot().unwrap().load_all().unwrap();
    let table = table_of::<Attendance>();
    assert_eq!(facts.find(table, SchoolYear::ending(2025)), Some(&first[0].1));
    assert_eq!(facts.find(table, SchoolYear::ending(2026)), Some(&attendance(2026, 10..40, 5)));
    assert_eq!(facts.list_years(table), [SchoolYear::ending(2025), SchoolYear::ending(2026)]);
}

#[test]
fn the_same_files_twice_change_nothing() {
    let (_home, folder) = district();
    let batches = [
        (Some(2026), attendance(2026, 0..500, 0)),
        (None, School::batch(&[school("2", "Birch"), school("1", "Alder")])),
        (None, random_batch(table_of::<Student>(), 0, 1)),
    ];
    assert!(import(&folder, start(), &batches).changed());
    let (before, parts) = {
        let snapshot = folder.snapshot().unwrap();
        (snapshot.fingerprint(), snapshot.list_parts())
    };
    let outcome = import(&folder, start(), &batches);
    assert!(!outcome.changed());
    assert!(outcome.slots.iter().all(|slot| slot.change == Change::Unchanged));
    let snapshot = folder.snapshot().unwrap();
    assert_eq!(snapshot.fingerprint(), before);
    assert_eq!(snapshot.list_parts(), parts);
    let log = folder.catalog().unwrap().list_imports().unwrap();
    assert_eq!(log.len(), 2);
    assert!(log[0].changed.is_empty());
    assert_eq!(log[1].changed.len(), 3);
}

#[test]
fn standing_rows_merge_by_key_and_keep_their_place() {
    let (_home, folder) = district();
    let first = School::batch(&[school("3", "Cedar"), school("1", "Alder"), school("2", "Birch")]);
    import(&folder, start(), &[(None, first)]);
    let second = School::batch(&[school("9", "Iris"), school("1", "Alder Elementary")]);
    import(&folder, start(), &[(None, second)]);
    let slot = slot_of::<School>(None);
    let batch = folder.snapshot().unwrap().load_slot(&slot).unwrap().unwrap();
    let rows = School::list(&batch).unwrap();
    let names: Vec<&str> = rows.iter().map(|row| row.school_name.as_str()).collect();
    assert_eq!(names, ["Cedar", "Alder Elementary", "Birch", "Iris"]);
    assert_eq!(rows[0].latitude, Err(Missing::Suppressed));
}

#[test]
fn a_standing_key_given_twice_in_one_import_counts_once() {
    let (_home, folder) = district();
    let batch = School::batch(&[school("1", "Old"), school("2", "Birch"), school("1", "New")]);
    import(&folder, start(), &[(None, batch.clone())]);
    let slot = slot_of::<School>(None);
    let rows = folder.snapshot().unwrap().load_slot(&slot).unwrap().unwrap();
    let names: Vec<String> =
        School::list(&rows).unwrap().into_iter().map(|row| row.school_name).collect();
    assert_eq!(names, ["New", "Birch"]);
    assert!(!import(&folder, start(), &[(None, batch)]).changed());
}

#[test]
fn adding_merges_a_year_by_key() {
    let (_home, folder) = district();
    import(&folder, start(), &[(Some(2026), attendance(2026, 0..10, 0))]);
    let mut add = start();
    add.add = true;
    import(&folder, add.clone(), &[(Some(2026), attendance(2026, 8..12, 1))]);
    let slot = slot_of::<Attendance>(Some(2026));
    let batch = folder.snapshot().unwrap().load_slot(&slot).unwrap().unwrap();
    let mut expected = attendance(2026, 0..8, 0);
    expected.append(&attendance(2026, 8..12, 1));
    assert_eq!(batch, expected);
    assert!(!import(&folder, add, &[(Some(2026), attendance(2026, 8..12, 1))]).changed());
}

#[test]
fn parts_do_not_depend_on_how_the_rows_arrive() {
    let whole = attendance(2026, 0..1000, 0);
    let mut fingerprints = Vec::new();
    for piece in [1000usize, 999, 300, 64, 1] {
        let (_home, folder) = district();
        let mut order = start();
        order.rows_per_part = 300;
        let mut session = folder.begin_import(order, Wait::Refuse).unwrap();
        for from in (0..1000).step_by(piece) {
            let rows = whole.take(from..(from + piece).min(1000));
            session.accept(Some(SchoolYear::ending(2026)), &rows).unwrap();
        }
        session.finish(moment(9)).unwrap();
        let snapshot = folder.snapshot().unwrap();
        let rows: Vec<u64> = snapshot.list_parts().iter().map(|part| part.rows).collect();
        assert_eq!(rows, [300, 300, 300, 100]);
        let slot = slot_of::<Attendance>(Some(2026));
        assert_eq!(snapshot.load_slot(&slot).unwrap().unwrap(), whole);
        fingerprints.push(snapshot.fingerprint());
    }
    fingerprints.dedup();
    assert_eq!(fingerprints.len(), 1);
}

#[test]
fn a_file_without_rows_is_a_fact_too() {
    let (_home, folder) = district();
    let table = table_of::<Attendance>();
    import(&folder, start(), &[(Some(2026), Batch::empty(table))]);
    let facts = folder.snapshot().unwrap().load_all().unwrap();
    assert_eq!(facts.find(table, SchoolYear::ending(2026)).map(Batch::len), Some(0));
    assert_eq!(facts.find(table, SchoolYear::ending(2025)), None);
}

#[test]
fn rows_of_another_year_are_not_taken() {
    let (_home, folder) = district();
    let mut session = folder.begin_import(start(), Wait::Refuse).unwrap();
    let rows = attendance(2026, 0..3, 0);
    let schools = School::batch(&[school("1", "Alder")]);
    for (year, rows) in [
        (Some(SchoolYear::ending(2025)), &rows),
        (None, &rows),
        (Some(SchoolYear::ending(2026)), &schools),
    ] {
        let refused = session.accept(year, rows);
        assert!(matches!(refused, Err(StoreError::WrongYear { .. })), "{refused:?}");
    }
}

#[test]
fn an_import_abandoned_or_dropped_leaves_all_as_it_was() {
    let (_home, folder) = district();
    import(&folder, start(), &[(Some(2026), attendance(2026, 0..10, 0))]);
    let before = folder.snapshot().unwrap().fingerprint();
    for abandon in [true, false] {
        let mut order = start();
        order.rows_per_part = 4;
        let mut session = folder.begin_import(order, Wait::Refuse).unwrap();
        session.accept(Some(SchoolYear::ending(2026)), &attendance(2026, 0..10, 9)).unwrap();
        if abandon {
            session.abandon().unwrap();
        }
        assert_eq!(folder.snapshot().unwrap().fingerprint(), before);
    }
    let mut session = folder.begin_import(start(), Wait::Refuse).unwrap();
    session.accept(Some(SchoolYear::ending(2026)), &attendance(2026, 0..10, 0)).unwrap();
    session.finish(moment(5)).unwrap();
    assert_eq!(folder.snapshot().unwrap().fingerprint(), before);
    assert_eq!(folder.verify().unwrap().parts, 1);
}

#[test]
fn parts_know_the_files_and_the_day_they_came_from() {
    let (_home, folder) = district();
    let file = |path: &str| ImportFile {
        path: path.to_owned(),
        bytes: 10,
        hash: path.to_owned(),
        rows_in: 2,
        rows_kept: 1,
        rows_set_aside: 1,
        encoding: "UTF-8".to_owned(),
        mapping: None,
        feeds: vec![slot_of::<School>(None)],
    };
    let mut session = folder.begin_import(start(), Wait::Refuse).unwrap();
    session.accept(None, &School::batch(&[school("1", "Alder")])).unwrap();
    session.note_file(file("schools.csv"));
    session.note_file(ImportFile { feeds: vec![], ..file("other.csv") });
    let one = session.finish(moment(5)).unwrap();
    let mut session = folder.begin_import(start(), Wait::Refuse).unwrap();
    session.accept(None, &School::batch(&[school("2", "Birch")])).unwrap();
    session.note_file(file("new.csv"));
    session.finish(moment(5)).unwrap();
    let facts = folder.snapshot().unwrap().load(&[Want::all(table_of::<School>())]).unwrap();
    let [part] = facts.parts() else { panic!("one part") };
    assert_eq!(part.files, ["schools.csv", "new.csv"]);
    assert_eq!((part.rows, part.imported_on), (2, today()));
    let files = folder.catalog().unwrap().list_files(one.import).unwrap();
    assert_eq!(files.len(), 2);
    assert_eq!(files[0].feeds, [slot_of::<School>(None)]);
}

#[test]
fn loading_some_years_and_columns_leaves_the_rest() {
    let (_home, folder) = district();
    let years = [2024, 2025, 2026];
    let batches: Vec<_> = years.iter().map(|y| (Some(*y), attendance(*y, 0..20, 0))).collect();
    import(&folder, start(), &batches);
    let table = table_of::<Attendance>();
    let want =
        Want::all(table).years([SchoolYear::ending(2025)]).columns(["student_id", "days_absent"]);
    let snapshot = folder.snapshot().unwrap();
    let facts = snapshot.load(&[want]).unwrap();
    assert_eq!(facts.list_years(table), [SchoolYear::ending(2025)]);
    let batch = facts.find(table, SchoolYear::ending(2025)).unwrap();
    assert_eq!(batch.column("days_absent"), batches[1].1.column("days_absent"));
    assert_eq!(batch.column("school_id").missing(3), Some(Missing::NotCollected));
    let wrong = snapshot.load(&[Want::all(table).columns(["days_abroad"])]);
    assert!(matches!(wrong, Err(StoreError::NoSuchColumn { .. })));
    let slots = snapshot.list_slots();
    assert_eq!(slots.iter().map(|slot| slot.rows).collect::<Vec<_>>(), [20, 20, 20]);
    assert_eq!(slots[0].slot.to_string(), "attendance 2023–24");
}

#[test]
fn a_part_that_cannot_be_written_is_named_and_leaves_all_as_it_was() {
    let (_home, folder) = district();
    import(&folder, start(), &[(None, School::batch(&[school("1", "Alder")]))]);
    let before = folder.snapshot().unwrap().fingerprint();
    // A file stands where the table's folder should be.
    let blocked = folder.facts_path().join("attendance");
    std::fs::write(&blocked, "in the way").unwrap();
    let mut session = folder.begin_import(start(), Wait::Refuse).unwrap();
    session.accept(None, &School::batch(&[school("2", "Birch")])).unwrap();
    session.accept(Some(SchoolYear::ending(2026)), &attendance(2026, 0..10, 0)).unwrap();
    match session.finish(moment(5)) {
        Err(StoreError::Io { path, .. }) => assert!(path.starts_with(&blocked), "{path:?}"),
        other => panic!("{other:?}"),
    }
    assert_eq!(folder.snapshot().unwrap().fingerprint(), before);
    assert_eq!(folder.catalog().unwrap().list_imports().unwrap().len(), 1);
}

#[test]
fn a_table_forgotten_is_not_imported_and_leaves_no_part() {
    let (_home, folder) = district();
    let mut order = start();
    order.rows_per_part = 4;
    let mut session = folder.begin_import(order, Wait::Refuse).unwrap();
    session.accept(None, &School::batch(&[school("1", "Alder")])).unwrap();
    session.accept(Some(SchoolYear::ending(2026)), &attendance(2026, 0..10, 0)).unwrap();
    session.forget(table_of::<Attendance>());
    let outcome = session.finish(moment(5)).unwrap();
    assert_eq!(outcome.slots.len(), 1);
    let slots = folder.snapshot().unwrap().list_slots();
    assert_eq!(slots.iter().map(|entry| entry.slot).collect::<Vec<_>>(), [slot_of::<School>(None)]);
    let place = folder.slot_path(table_of::<Attendance>(), Some(SchoolYear::ending(2026)));
    assert_eq!(std::fs::read_dir(place).unwrap().count(), 0);
}
