//! The district folder: made, opened, found, refused.

use std::fs;

use traction_core::district::School;
use traction_store::{Folder, Settings, StoreError};

use crate::sample::{district, district_with, slot_of};

#[test]
fn a_folder_made_can_be_opened_and_found_from_below() {
    let mut settings = Settings::named("Riverbend");
    settings.minimum_group_size = 20;
    let (_home, made) = district_with(&settings);
    let opened = Folder::open(made.path()).unwrap();
    assert_eq!(opened.settings(), &settings);
    let below = made.path().join("mappings").join("sis");
    fs::create_dir_all(&below).unwrap();
    assert_eq!(Folder::find_upward(&below).unwrap().path(), made.path());
    assert_eq!(Folder::find_upward(made.path()).unwrap().path(), made.path());
    for name in ["facts", "mappings", "policy", "traction.db", "traction.toml"] {
        assert!(made.path().join(name).exists(), "{name}");
    }
    let part = made.part_path(slot_of::<School>(None).table, None, "3f9a");
    assert_eq!(part, made.path().join("facts/schools/all/3f9a.parquet"));
}

#[test]
fn a_folder_is_not_made_twice() {
    let (_home, folder) = district();
    let again = Folder::create(folder.path(), &Settings::named("Other"));
    assert!(matches!(again, Err(StoreError::AlreadyADistrict { .. })));
    assert_eq!(Folder::open(folder.path()).unwrap().settings().name, "Riverbend");
}

#[test]
fn a_folder_without_the_marker_is_no_district() {
    let home = tempfile::tempdir().unwrap();
    for path in [home.path().to_path_buf(), home.path().join("nowhere")] {
        let error = Folder::open(&path).unwrap_err();
        assert!(matches!(error, StoreError::NotADistrict { .. }), "{error:?}");
    }
}

#[test]
fn settings_saved_are_there_when_opened_again() {
    let (_home, mut folder) = district();
    let mut settings = folder.settings().clone();
    settings.minimum_group_size = 15;
    folder.save_settings(&settings).unwrap();
    assert_eq!(Folder::open(folder.path()).unwrap().settings(), &settings);
}

#[test]
fn a_folder_without_its_catalog_says_so() {
    let (_home, folder) = district();
    fs::remove_file(folder.catalog_path()).unwrap();
    assert!(matches!(folder.snapshot(), Err(StoreError::CatalogMissing { .. })));
}

#[test]
fn a_catalog_that_is_no_database_says_so() {
    let (_home, folder) = district();
    fs::write(folder.catalog_path(), "not a database, though it is long enough to be one").unwrap();
    let error = folder.snapshot().unwrap_err();
    assert!(matches!(error, StoreError::CatalogDamaged { .. }), "{error:?}");
}

#[test]
fn a_catalog_of_a_newer_program_is_refused_and_not_touched() {
    let (_home, folder) = district();
    let db = rusqlite::Connection::open(folder.catalog_path()).unwrap();
    db.pragma_update(None, "user_version", 99).unwrap();
    match folder.snapshot() {
        Err(StoreError::CatalogTooNew { found: 99, known, .. }) => assert!(known < 99),
        other => panic!("{other:?}"),
    }
    let version: i64 = db.pragma_query_value(None, "user_version", |row| row.get(0)).unwrap();
    assert_eq!(version, 99);
}
