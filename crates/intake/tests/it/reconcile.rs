//! Whatever the file, every row is kept or set aside with a finding, and the same files give the
//! same account.

use proptest::prelude::*;
use proptest::sample::select;

use crate::folder::Folder;

fn row() -> impl Strategy<Value = String> {
    let year = select(vec!["2026-27", "2027", "2025-26", "", "x"]);
    let student = select(vec!["1", "2", "3", "03", "", "*"]);
    let grade = select(vec!["05", "6", "12th", "99", "none such", ""]);
    let entry = select(vec!["2026-08-24", "1/5/2027", "2019-01-01", "n/a", "", "soon"]);
    let exit = select(vec!["2026-08-23", "2027-06-10", "", "\"open"]);
    let end = select(vec!["", ",", ",extra", ",\"a\nb\"", "\r"]);
    (year, student, grade, entry, exit, end)
        .prop_map(|(y, s, g, e, x, end)| format!("{y},{s},A,{g},{e},{x}{end}\n"))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn rows_in_are_rows_kept_and_set_aside(rows in prop::collection::vec(row(), 0..40)) {
        let text = format!(
            "school_year,student_id,school_id,grade_level,entry_date,exit_date\n{}",
            rows.concat()
        );
        let folder = Folder::new()
            .with("enrollments.csv", text)
            .with("students.csv", "student_id\n1\n2\n2\n");
        let imported = folder.import();
        for file in &imported.report.files {
            prop_assert!(file.reconciles());
            prop_assert_eq!(file.by_year.values().sum::<u64>(), file.kept);
            for (code, rows) in &file.set_aside {
                // Rows taken back with a damaged file share one finding.
                let damaged = *code == "FI001";
                let found = imported.report.findings.count_of(code);
                prop_assert!(found >= if damaged { 1 } else { *rows }, "{} {}", code, rows);
            }
            let kept = imported.rows_kept(file.table.unwrap()) as u64;
            prop_assert_eq!(kept, file.kept);
        }
        let again = folder.import();
        prop_assert_eq!(&again.report, &imported.report);
        prop_assert!(again.kept == imported.kept);
    }

    #[test]
    fn any_bytes_at_all_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let mut file = b"school_id,school_name\n".to_vec();
        file.extend_from_slice(&bytes);
        let imported = Folder::new().with("schools.csv", file).import();
        prop_assert!(imported.report.files.iter().all(|file| file.reconciles()));
    }
}
