//! Real files of the field, where they are at hand; skipped elsewhere.

use std::path::PathBuf;

use traction_intake::source::{Limits, Step, open_path};

/// The folder of real data: `TRACTION_DATA`, or `shared/data` beside or above the repository.
fn find_data() -> Option<PathBuf> {
    if let Some(folder) = std::env::var_os("TRACTION_DATA") {
        return Some(PathBuf::from(folder));
    }
    let here = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().map(|folder| folder.join("shared/data")).find(|folder| folder.is_dir())
}

#[test]
fn published_files_open_and_all_rows_of_one_are_equally_long() {
    let Some(data) = find_data() else {
        eprintln!("skipped: no folder of real data");
        return;
    };
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
