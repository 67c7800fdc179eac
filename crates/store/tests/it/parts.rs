//! Parts: what goes in comes out, the same rows are the same bytes, old and odd files are told.

use std::fs;
use std::path::Path;

use proptest::prelude::*;
use traction_core::district::{
    Attendance, Batch, Column, Missing, Period, School, SchoolYear, StudentGroups, TABLES, Table,
};
use traction_store::StoreError;
use traction_store::parts::{self, encode, hash_file, year_word};

use crate::sample::{attendance, random_batch, table_of};

fn year_of(table: &Table) -> Option<SchoolYear> {
    (table.period == Period::ByYear).then_some(SchoolYear::ending(2026))
}

/// Reads a file as the part that it says it is, whatever its bytes.
fn read(path: &Path, table: &'static Table, wanted: &[bool]) -> Result<Batch, StoreError> {
    parts::read(path, &hash_file(path)?.0, table, wanted)
}

fn write_and_read(batch: &Batch, wanted: &[bool]) -> Batch {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("part.parquet");
    fs::write(&path, encode(batch, year_of(batch.table())).unwrap().bytes).unwrap();
    read(&path, batch.table(), wanted).unwrap()
}

fn all(table: &Table) -> Vec<bool> {
    vec![true; table.columns.len()]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..Default::default() })]

    #[test]
    fn every_table_reads_back_as_it_was_written(rows in 0usize..60, seed: u64) {
        for table in TABLES {
            let batch = random_batch(table, rows, seed);
            prop_assert_eq!(&write_and_read(&batch, &all(table)), &batch, "{}", table.name);
        }
    }

    #[test]
    fn the_same_rows_are_the_same_bytes(rows in 0usize..60, seed: u64) {
        for table in TABLES {
            let batch = random_batch(table, rows, seed);
            let (one, two) = (encode(&batch, year_of(table)), encode(&batch.clone(), year_of(table)));
            let (one, two) = (one.unwrap(), two.unwrap());
            prop_assert_eq!(&one.bytes, &two.bytes);
            prop_assert_eq!(one.hash, blake3::hash(&two.bytes).to_hex().to_string());
        }
    }
}

#[test]
fn rows_beyond_one_row_group_keep_their_order() {
    let batch = attendance(2026, 0..300_000, 3);
    assert_eq!(write_and_read(&batch, &all(batch.table())), batch);
}

#[test]
fn the_name_of_a_part_does_not_change_with_the_program() {
    // If this moves, every district's next import rewrites all of its parts: raise
    // `SCHEMA_VERSION` and say so in the changelog.
    let part = encode(&attendance(2026, 0..1000, 0), Some(SchoolYear::ending(2026))).unwrap();
    assert_eq!(part.rows, 1000);
    assert_eq!(part.hash, "5ebcefd1700dbe43d8af8479d0ae7722b65d63148ec9c246e565ddeabb81f27f");
}

#[test]
fn the_same_rows_of_another_year_are_another_part() {
    let none = Batch::empty(table_of::<Attendance>());
    let one = encode(&none, Some(SchoolYear::ending(2025))).unwrap();
    let two = encode(&none, Some(SchoolYear::ending(2026))).unwrap();
    assert_ne!(one.hash, two.hash);
    assert_eq!(year_word(None), "all");
}

#[test]
fn columns_not_asked_for_come_as_not_collected() {
    let batch = random_batch(table_of::<StudentGroups>(), 50, 9);
    let table = batch.table();
    let mut wanted = vec![false; table.columns.len()];
    let race = table.find_column("race_ethnicity").unwrap();
    wanted[race] = true;
    let read = write_and_read(&batch, &wanted);
    assert_eq!(read.len(), 50);
    assert_eq!(read.columns()[race], batch.columns()[race]);
    for (at, column) in read.columns().iter().enumerate().filter(|(at, _)| *at != race) {
        let rows = 0..50;
        assert!(
            rows.into_iter().all(|row| column.missing(row) == Some(Missing::NotCollected)),
            "{at}"
        );
    }
    assert_eq!(write_and_read(&batch, &vec![false; table.columns.len()]).len(), 50);
}

/// The schools table as an earlier or other program knew it: without some columns.
fn schools_without(dropped: &[&str]) -> &'static Table {
    let columns: Vec<_> = table_of::<School>()
        .columns
        .iter()
        .filter(|spec| !dropped.contains(&spec.name))
        .copied()
        .collect();
    Box::leak(Box::new(Table {
        name: "schools",
        doc: "One school.",
        period: Period::Standing,
        columns: Box::leak(columns.into_boxed_slice()),
    }))
}

#[test]
fn a_part_older_than_an_optional_column_reads_as_not_collected() {
    let older = schools_without(&["nces_school_id", "latitude"]);
    let batch = random_batch(older, 20, 4);
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("part.parquet");
    fs::write(&path, encode(&batch, None).unwrap().bytes).unwrap();
    let table = table_of::<School>();
    let now = read(&path, table, &all(table)).unwrap();
    assert_eq!(now.len(), 20);
    assert_eq!(now.column("school_name"), batch.column("school_name"));
    for row in 0..20 {
        assert_eq!(now.column("nces_school_id").missing(row), Some(Missing::NotCollected));
        assert_eq!(now.column("latitude").missing(row), Some(Missing::NotCollected));
    }
    // And the other way round: a column that this program does not know is passed over.
    let newer = random_batch(table, 20, 4);
    fs::write(&path, encode(&newer, None).unwrap().bytes).unwrap();
    let read_back = read(&path, older, &all(older)).unwrap();
    assert_eq!(read_back.column("school_name"), newer.column("school_name"));
}

#[test]
fn a_part_that_lacks_a_required_column_is_told_by_name() {
    let batch = random_batch(schools_without(&["school_name"]), 3, 4);
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("part.parquet");
    fs::write(&path, encode(&batch, None).unwrap().bytes).unwrap();
    let table = table_of::<School>();
    match read(&path, table, &all(table)) {
        Err(StoreError::PartDamaged { path: named, what }) => {
            assert_eq!(named, path);
            assert_eq!(what, "it lacks the column school_name");
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_part_of_another_table_is_refused() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("part.parquet");
    fs::write(
        &path,
        encode(&attendance(2026, 0..3, 0), year_of(table_of::<Attendance>())).unwrap().bytes,
    )
    .unwrap();
    let table = table_of::<School>();
    let error = read(&path, table, &all(table)).unwrap_err();
    assert!(error.to_string().ends_with("it holds attendance, not schools"), "{error}");
    let missing = home.path().join("none.parquet");
    assert!(matches!(read(&missing, table, &all(table)), Err(StoreError::PartMissing { .. })));
}

#[test]
fn a_part_cut_short_or_overwritten_is_an_error_and_never_a_panic() {
    let batch = random_batch(table_of::<StudentGroups>(), 400, 7);
    let table = batch.table();
    let good = encode(&batch, year_of(table)).unwrap().bytes;
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("part.parquet");
    for keep in [0, 4, 11, good.len() / 2, good.len() - 9, good.len() - 1] {
        fs::write(&path, &good[..keep]).unwrap();
        let error = read(&path, table, &all(table)).unwrap_err();
        assert!(matches!(error, StoreError::PartDamaged { .. }), "{error:?}");
    }
    fs::write(&path, b"student_id,race\n1,A\n").unwrap();
    assert!(matches!(read(&path, table, &all(table)), Err(StoreError::PartDamaged { .. })));
}

#[test]
fn codes_are_stored_as_text() {
    let batch = random_batch(table_of::<StudentGroups>(), 200, 11);
    let bytes = encode(&batch, year_of(batch.table())).unwrap().bytes;
    let text = String::from_utf8_lossy(&bytes);
    assert!(text.contains("pacific_islander") && text.contains("multiracial"));
}

#[test]
fn a_code_outside_its_list_is_not_written() {
    let table = table_of::<StudentGroups>();
    let mut batch = random_batch(table, 1, 2);
    let race = table.find_column("race_ethnicity").unwrap();
    batch.columns_mut()[race] =
        Column::from_parts(traction_core::district::Values::Code(vec![200]), Vec::new());
    let error = encode(&batch, year_of(table)).unwrap_err();
    assert!(error.to_string().contains("race_ethnicity has no code at position 200"), "{error}");
}

#[test]
fn a_flipped_bit_is_an_error_that_names_the_part() {
    let batch = random_batch(table_of::<StudentGroups>(), 300, 7);
    let table = batch.table();
    let good = encode(&batch, year_of(table)).unwrap();
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("part.parquet");
    for at in (0..good.bytes.len()).step_by(37) {
        let mut bytes = good.bytes.clone();
        bytes[at] ^= 1 << (at % 8);
        fs::write(&path, &bytes).unwrap();
        match parts::read(&path, &good.hash, table, &all(table)) {
            Err(StoreError::PartDamaged { path: named, .. }) => assert_eq!(named, path),
            other => panic!("{at}: {other:?}"),
        }
    }
    fs::write(&path, &good.bytes).unwrap();
    assert_eq!(parts::read(&path, &good.hash, table, &all(table)).unwrap(), batch);
}
