//! Earlier views: reopened, pruned, verified.

use std::fs;

use traction_core::district::Noun;
use traction_core::district::{Attendance, School};
use traction_store::{DamageKind, ImportId, PruneOrder, StoreError, Wait};

use crate::sample::{attendance, district, import, moment, school, slot_of, start};

#[test]
fn any_import_s_view_can_be_reopened() {
    let (_home, folder) = district();
    assert_eq!(folder.snapshot().unwrap().import(), None);
    let mut views = Vec::new();
    for salt in 0..4 {
        let mut batches = vec![(Some(2026), attendance(2026, 0..30, salt))];
        if salt == 2 {
            batches.push((None, School::batch(&[school("1", "Alder")])));
        }
        let outcome = import(&folder, start(), &batches);
        views.push((outcome.import, folder.snapshot().unwrap().fingerprint()));
    }
    for (salt, (id, fingerprint)) in views.iter().enumerate() {
        let snapshot = folder.snapshot_as_of(*id).unwrap();
        assert_eq!(snapshot.fingerprint(), *fingerprint);
        let slot = slot_of::<Attendance>(Some(2026));
        let rows = snapshot.load_slot(&slot).unwrap().unwrap();
        assert_eq!(rows, attendance(2026, 0..30, salt as u32));
        let schools = snapshot.load_slot(&slot_of::<School>(None)).unwrap();
        assert_eq!(schools.is_some(), salt >= 2);
    }
    let none = folder.snapshot_as_of(ImportId(99));
    assert!(matches!(none, Err(StoreError::NoSuchImport { import: 99 })));
}

#[test]
fn the_same_facts_have_the_same_fingerprint_in_any_district() {
    let (_one, first) = district();
    let (_two, second) = district();
    let batches =
        [(Some(2025), attendance(2025, 0..9, 0)), (Some(2026), attendance(2026, 0..9, 0))];
    import(&first, start(), &batches);
    import(&second, start(), &batches[1..]);
    assert_ne!(first.snapshot().unwrap().fingerprint(), second.snapshot().unwrap().fingerprint());
    import(&second, start(), &batches[..1]);
    assert_eq!(first.snapshot().unwrap().fingerprint(), second.snapshot().unwrap().fingerprint());
}

const KEEP_ALL: PruneOrder = PruneOrder { keep_last: None, only_list: false };

#[test]
fn pruning_never_removes_what_a_kept_view_needs() {
    let (_home, folder) = district();
    let mut ids = Vec::new();
    for salt in 0..5 {
        // 2025 changes once, 2026 each time.
        let batches = [
            (Some(2025), attendance(2025, 0..30, salt / 3)),
            (Some(2026), attendance(2026, 0..30, salt)),
        ];
        ids.push(import(&folder, start(), &batches).import);
    }
    let nothing = folder.prune(KEEP_ALL, moment(9), Wait::Refuse).unwrap();
    assert_eq!((nothing.removed.len(), nothing.kept), (0, 7));

    let order = PruneOrder { keep_last: Some(3), only_list: true };
    let listed = folder.prune(order, moment(9), Wait::Refuse).unwrap();
    assert_eq!(folder.verify().unwrap().parts, 7);
    let pruned =
        folder.prune(PruneOrder { only_list: false, ..order }, moment(9), Wait::Refuse).unwrap();
    assert_eq!(pruned, listed);
    assert_eq!((pruned.removed.len(), pruned.kept), (2, 5));
    assert!(pruned.bytes() > 0 && pruned.removed.iter().all(|file| !file.path.exists()));

    for (salt, id) in ids.iter().enumerate() {
        match folder.snapshot_as_of(*id) {
            Ok(snapshot) => {
                assert!(salt >= 2);
                let facts = snapshot.load_all().unwrap();
                assert_eq!(facts.parts().len(), 2);
            }
            Err(StoreError::SnapshotPruned { import }) => assert!(salt < 2 && import == id.0),
            Err(other) => panic!("{other:?}"),
        }
    }
    assert!(folder.verify().unwrap().damaged.is_empty());
    let last = folder
        .prune(PruneOrder { keep_last: Some(0), only_list: false }, moment(9), Wait::Refuse)
        .unwrap();
    assert_eq!(last.kept, 2);
    folder.snapshot().unwrap().load_all().unwrap();
}

#[test]
fn a_pruned_part_that_comes_back_makes_its_views_whole_again() {
    let (_home, folder) = district();
    let first = [(Some(2026), attendance(2026, 0..30, 0))];
    let id = import(&folder, start(), &first).import;
    import(&folder, start(), &[(Some(2026), attendance(2026, 0..30, 1))]);
    let order = PruneOrder { keep_last: Some(1), only_list: false };
    assert_eq!(folder.prune(order, moment(9), Wait::Refuse).unwrap().removed.len(), 1);
    assert!(matches!(folder.snapshot_as_of(id), Err(StoreError::SnapshotPruned { .. })));
    import(&folder, start(), &first);
    folder.snapshot_as_of(id).unwrap().load_all().unwrap();
    folder.snapshot().unwrap().load_all().unwrap();
}

#[test]
fn leftovers_of_a_crash_are_pruned_and_foreign_files_are_not_touched() {
    let (_home, folder) = district();
    import(&folder, start(), &[(Some(2026), attendance(2026, 0..30, 0))]);
    let slot = slot_of::<Attendance>(Some(2026));
    let place = folder.slot_path(slot.table, slot.year);
    for name in ["0a.parquet", "0b.parquet.tmp", "notes.txt"] {
        fs::write(place.join(name), "left").unwrap();
    }
    let pruned = folder.prune(KEEP_ALL, moment(9), Wait::Refuse).unwrap();
    assert_eq!(pruned.removed.len(), 2);
    assert_eq!(pruned.bytes(), 8);
    assert!(place.join("notes.txt").exists());
    folder.snapshot().unwrap().load_all().unwrap();
}

#[test]
fn verifying_finds_a_part_that_is_gone_or_changed() {
    let (_home, folder) = district();
    let batches =
        [(Some(2025), attendance(2025, 0..9, 0)), (Some(2026), attendance(2026, 0..9, 0))];
    import(&folder, start(), &batches);
    let parts = folder.snapshot().unwrap().list_parts();
    let path =
        |at: usize| folder.part_path(parts[at].slot.table, parts[at].slot.year, &parts[at].hash);
    let sound = folder.verify().unwrap();
    assert_eq!((sound.parts, sound.damaged.len()), (2, 0));
    let mut bytes = fs::read(path(0)).unwrap();
    bytes[20] ^= 1;
    fs::write(path(0), bytes).unwrap();
    fs::remove_file(path(1)).unwrap();
    let damaged = folder.verify().unwrap().damaged;
    assert_eq!(damaged.len(), 2);
    assert!(matches!(damaged[0].kind, DamageKind::Changed { .. }) && damaged[0].path == path(0));
    assert!(matches!(damaged[1].kind, DamageKind::Missing) && damaged[1].path == path(1));
    let error = folder.snapshot().unwrap().load_slot(&parts[1].slot).unwrap_err();
    assert!(matches!(error, StoreError::PartMissing { .. }), "{error:?}");
    // The same import again mends what it brings.
    import(&folder, start(), &batches);
    assert!(folder.verify().unwrap().damaged.is_empty());
}

#[test]
fn a_prune_cut_off_half_way_is_finished_by_the_next_writer() {
    let (_home, folder) = district();
    let first = import(&folder, start(), &[(Some(2026), attendance(2026, 0..30, 0))]).import;
    let part = folder.snapshot().unwrap().list_parts().remove(0);
    let path = folder.part_path(part.slot.table, part.slot.year, &part.hash);
    import(&folder, start(), &[(Some(2026), attendance(2026, 0..30, 1))]);
    // The catalog says that the part is gone, and the plug was pulled before the file was.
    let db = rusqlite::Connection::open(folder.catalog_path()).unwrap();
    let marked = db.execute("UPDATE parts SET pruned = 'now' WHERE hash = ?1", [&part.hash]);
    assert_eq!((marked.unwrap(), path.exists()), (1, true));
    let gone = folder.snapshot_as_of(first);
    assert!(matches!(gone, Err(StoreError::SnapshotPruned { .. })), "{gone:?}");
    folder.begin_import(start(), Wait::Refuse).unwrap();
    assert!(!path.exists());
    folder.snapshot().unwrap().load_all().unwrap();
}
