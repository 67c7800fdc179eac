//! Files read column by column, block after block, give what row by row gives, whatever is wrong
//! with them.

use proptest::prelude::*;
use proptest::sample::select;

use crate::folder::{Folder, Imported};

/// A line of enrollments: mostly clean, often with something wrong.
fn line() -> impl Strategy<Value = Vec<u8>> {
    let year = select(vec!["2025-26", "2026-27", "2026-27", "2027", "next year", ""]);
    let student = select(vec!["0081234", "81234", " 7 ", "n/a", "\"12\"", "", "Zoë", "'=1"]);
    let grade = select(vec!["05", "5", "KG", "kinder", "", "99", "*"]);
    let entry = select(vec!["2026-08-24", "8/24/2026", "2026-02-30", "", "soon", "NULL"]);
    let exit = select(vec!["", "2027-06-11", "2020-01-01", "\"2027-06-11\"", "n/a"]);
    let clean = (0..10_000u32, select(vec!["2025-26", "2026-27"]))
        .prop_map(|(id, year)| format!("{year},{id:07},0412,05,2026-08-24,,").into_bytes());
    let dirty =
        (year, student, grade, entry, exit).prop_map(|(year, student, grade, entry, exit)| {
            format!("{year},{student},0412,{grade},{entry},{exit},transfer_out").into_bytes()
        });
    let odd = select(vec![
        "".as_bytes(),
        b",,,,,,",
        b"school_year,student_id,school_id,grade_level,entry_date,exit_date,exit_type",
        b"2026-27,1,0412",
        b"2026-27,1,0412,05,,,,,more",
        b"2026-27,\"two\nlines\",0412,05,,,",
        b"2026-27,Pe\xF1a,0412,05,,,",
        b"2026-27,1\x000,0412,05,,,",
    ]);
    prop_oneof![12 => clean, 3 => dirty, 1 => odd.prop_map(<[u8]>::to_vec)]
}

fn account(imported: &Imported) -> (Vec<String>, Vec<String>) {
    let files = imported.report.files.iter().map(|file| format!("{file:?}")).collect();
    let mut findings: Vec<String> =
        imported.report.findings.shown().iter().map(|finding| format!("{finding:?}")).collect();
    findings.sort();
    (files, findings)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, failure_persistence: None,
        rng_seed: proptest::test_runner::RngSeed::Fixed(7), ..ProptestConfig::default() })]

    // So few lines that every finding is kept: of more, each way keeps its own first hundred.
    #[test]
    fn columns_and_rows_agree(
        lines in proptest::collection::vec(line(), 1..50),
        ends in select(vec!["\n", "\r\n"]),
        last in any::<bool>(),
    ) {
        let header =
            "school_year,student_id,school_id,grade_level,entry_date,exit_date,exit_type";
        let mut bytes = header.as_bytes().to_vec();
        for line in &lines {
            bytes.extend_from_slice(ends.as_bytes());
            bytes.extend_from_slice(line);
        }
        if last {
            bytes.extend_from_slice(ends.as_bytes());
        }
        let folder = Folder::new().with("enrollments.csv", bytes);
        let by_rows = folder.import_by(3);
        let by_columns = folder.import_by(30);
        prop_assert_eq!(account(&by_rows), account(&by_columns));
        prop_assert_eq!(by_rows.kept, by_columns.kept);
    }
}
