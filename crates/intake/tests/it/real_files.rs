//! Real files of the field, where they are at hand; skipped elsewhere.

use traction_intake::source::{Limits, Step, open_path};
use traction_testkit::needs::find_shared;

#[test]
fn published_files_open_and_all_rows_of_one_are_equally_long() {
    let Some(data) = find_shared("") else { return };
    let limits = Limits::default();
    let mut rows = 0u64;
    for folder in ["enrollment", "growth", "achievement"] {
        let Ok(opened) = open_path(&data.join(folder), &limits) else { continue };
        for input in opened.inputs {
            if input.bytes() > 2 << 20 {
                continue;
            }
            let mut source = input.open(&limits).unwrap();
            // Files of R have a column of row names that the header does not count.
            let mut columns = None;
            let mut ragged = 0u64;
            while let Step::Row(row) = source.step().unwrap() {
                rows += 1;
                ragged += u64::from(row.len() != *columns.get_or_insert(row.len()));
            }
            assert_eq!(ragged, 0, "{}", input.name());
        }
    }
    assert!(rows > 10_000, "{rows}");
}
