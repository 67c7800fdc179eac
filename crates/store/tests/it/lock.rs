//! One writer at a time.

use std::sync::mpsc;
use std::thread;

use traction_core::district::SchoolYear;
use traction_store::{Holder, PruneOrder, StoreError, Wait};

use crate::sample::{attendance, district, import, moment, start};

#[test]
fn a_second_writer_that_will_not_wait_is_told_who_writes() {
    let (_home, folder) = district();
    let first = folder.begin_import(start(), Wait::Refuse).unwrap();
    let holder = Holder { process: Some(std::process::id()), since: Some(moment(0)) };
    match folder.begin_import(start(), Wait::Refuse) {
        Err(StoreError::Busy { holder: told, .. }) => assert_eq!(told, holder),
        other => panic!("{other:?}"),
    }
    let order = PruneOrder { keep_last: None, only_list: false };
    assert!(matches!(folder.prune(order, moment(1), Wait::Refuse), Err(StoreError::Busy { .. })));
    drop(first);
    folder.begin_import(start(), Wait::Refuse).unwrap();
    assert_eq!(holder.to_string(), format!("process {} since {}", std::process::id(), moment(0)));
}

#[test]
fn a_second_writer_that_waits_comes_after_the_first() {
    let (_home, folder) = district();
    let year = Some(SchoolYear::ending(2026));
    let mut first = folder.begin_import(start(), Wait::Refuse).unwrap();
    first.accept(year, &attendance(2026, 0..10, 0)).unwrap();
    let (waiting, is_waiting) = mpsc::channel();
    let other = folder.clone();
    let second = thread::spawn(move || {
        let mut tell = |holder: &Holder| waiting.send(holder.clone()).unwrap();
        let mut order = start();
        order.add = true;
        let mut session = other.begin_import(order, Wait::For(&mut tell)).unwrap();
        session.accept(year, &attendance(2026, 10..20, 0)).unwrap();
        session.finish(moment(9)).unwrap().import
    });
    assert_eq!(is_waiting.recv().unwrap().process, Some(std::process::id()));
    let one = first.finish(moment(5)).unwrap().import;
    let two = second.join().unwrap();
    assert!(one < two);
    let facts = folder.snapshot().unwrap();
    assert_eq!(facts.list_slots()[0].rows, 20);
}

#[test]
fn readers_do_not_wait_for_a_writer() {
    let (_home, folder) = district();
    import(&folder, start(), &[(Some(2026), attendance(2026, 0..10, 0))]);
    let mut session = folder.begin_import(start(), Wait::Refuse).unwrap();
    session.accept(Some(SchoolYear::ending(2026)), &attendance(2026, 0..5, 0)).unwrap();
    let old = folder.snapshot().unwrap();
    session.finish(moment(5)).unwrap();
    assert_eq!(old.load_all().unwrap().parts()[0].rows, 10);
    assert_eq!(folder.snapshot().unwrap().list_slots()[0].rows, 5);
}
