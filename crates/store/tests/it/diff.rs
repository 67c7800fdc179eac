//! Differences between two imports.

use traction_core::district::{Attendance, Noun, School};
use traction_store::{RowChange, TableDifference};

use crate::sample::{attendance, district, import, school, slot_of, start};

#[test]
fn rows_added_removed_and_changed_are_told_by_key() {
    let (_home, folder) = district();
    let mut before = vec![school("1", "Alder"), school("2", "Birch"), school("3", "Cedar")];
    let year = (Some(2026), attendance(2026, 0..5, 0));
    import(&folder, start(), &[(None, School::batch(&before)), year]);
    let first = folder.snapshot().unwrap();
    before[1].school_name = "Birch Academy".to_owned();
    before[1].longitude = Err(traction_core::district::Missing::Blank);
    before.push(school("4", "Dogwood"));
    let mut later = attendance(2026, 2..7, 0);
    later = later.take([4, 3, 2, 1, 0]);
    import(&folder, start(), &[(None, School::batch(&before)), (Some(2026), later)]);
    let mut rows = Vec::new();
    let second = folder.snapshot().unwrap();
    let difference = first.diff(&second, &mut |row| rows.push(row)).unwrap();

    let [attendances, schools] = &difference.tables[..] else { panic!("{difference:?}") };
    assert_eq!(
        *schools,
        TableDifference {
            slot: slot_of::<School>(None),
            rows_before: Some(3),
            rows_after: Some(4),
            added: 1,
            removed: 0,
            changed: 1,
            columns: vec![("school_name", 1), ("longitude", 1)],
        }
    );
    assert_eq!((attendances.added, attendances.removed, attendances.changed), (2, 2, 0));
    let told: Vec<_> = rows
        .iter()
        .map(|row| (row.slot.table.name, row.change, row.key.join("/"), row.columns.len()))
        .collect();
    assert_eq!(
        told,
        [
            ("attendance", RowChange::Added, "2025-26/0000006/0006".to_owned(), 0),
            ("attendance", RowChange::Added, "2025-26/0000005/0005".to_owned(), 0),
            ("attendance", RowChange::Removed, "2025-26/0000000/0000".to_owned(), 0),
            ("attendance", RowChange::Removed, "2025-26/0000001/0001".to_owned(), 0),
            ("schools", RowChange::Changed, "2".to_owned(), 2),
            ("schools", RowChange::Added, "4".to_owned(), 0),
        ]
    );
}

#[test]
fn a_snapshot_does_not_differ_from_itself() {
    let (_home, folder) = district();
    import(&folder, start(), &[(Some(2026), attendance(2026, 0..5, 0))]);
    let snapshot = folder.snapshot().unwrap();
    let mut rows = 0;
    let difference = snapshot.diff(&snapshot, &mut |_| rows += 1).unwrap();
    assert_eq!((difference.tables.len(), rows), (0, 0));
}

#[test]
fn a_table_that_is_new_is_all_added() {
    let (_home, folder) = district();
    let empty = folder.snapshot_before_all();
    assert_eq!(empty.fingerprint(), folder.snapshot().unwrap().fingerprint());
    import(&folder, start(), &[(Some(2026), attendance(2026, 0..5, 0))]);
    let difference = empty.diff(&folder.snapshot().unwrap(), &mut |_| {}).unwrap();
    assert_eq!(difference.tables[0].slot, slot_of::<Attendance>(Some(2026)));
    assert_eq!((difference.tables[0].rows_before, difference.tables[0].added), (None, 5));
}

#[test]
fn rows_that_share_a_key_are_compared_one_to_one() {
    let (_home, folder) = district();
    let mut twice = attendance(2026, 0..2, 0);
    twice.append(&attendance(2026, 0..1, 0));
    import(&folder, start(), &[(Some(2026), twice.clone())]);
    let first = folder.snapshot().unwrap();
    twice.append(&attendance(2026, 0..1, 4));
    import(&folder, start(), &[(Some(2026), twice)]);
    let difference = first.diff(&folder.snapshot().unwrap(), &mut |_| {}).unwrap();
    let table = &difference.tables[0];
    assert_eq!((table.added, table.removed, table.changed), (1, 0, 0));
}

#[test]
fn the_rows_told_account_for_every_row_of_both_sides() {
    let (_home, folder) = district();
    for (from, until, salt) in [(0, 40, 0), (10, 60, 3), (10, 60, 5), (55, 58, 5)] {
        let before = folder.snapshot().unwrap();
        import(&folder, start(), &[(Some(2026), attendance(2026, from..until, salt))]);
        let mut told = [0u64; 3];
        let after = folder.snapshot().unwrap();
        let difference = before.diff(&after, &mut |row| told[row.change as usize] += 1).unwrap();
        let table = &difference.tables[0];
        assert_eq!(told, [table.added, table.removed, table.changed]);
        let rows = table.rows_before.unwrap_or(0) + table.added - table.removed;
        assert_eq!(Some(rows), table.rows_after);
        let back = after.diff(&before, &mut |_| {}).unwrap();
        assert_eq!((back.tables[0].added, back.tables[0].removed), (table.removed, table.added));
        assert_eq!(back.tables[0].changed, table.changed);
    }
}
