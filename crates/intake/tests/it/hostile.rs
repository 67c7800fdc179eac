//! Files made to break a reader: each ends in a blocking finding, with nothing kept of it.

use std::io::{Cursor, Read, Write};

use flate2::Compression;
use flate2::write::GzEncoder;
use traction_core::finding::Severity;
use traction_intake::known::Known;
use traction_intake::source::{Limits, SourceError, open_path};
use zip::write::SimpleFileOptions;

use crate::folder::{Folder, Imported, import_paths};

const HEADER: &str = "school_id,school_name\n";

fn zip_of(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in members {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// Imports one file and sees that it is refused whole, by that check.
fn refused(name: &str, bytes: impl AsRef<[u8]>, code: &str) -> Imported {
    refused_within(name, bytes, code, &Limits::default())
}

fn refused_within(name: &str, bytes: impl AsRef<[u8]>, code: &str, limits: &Limits) -> Imported {
    let folder = Folder::new().with(name, bytes);
    let imported = import_paths(&[folder.path().join(name)], &Known::none(), limits);
    assert_eq!(imported.severity(code), Some(Severity::Blocking), "{:?}", imported.report);
    assert!(imported.kept.batches.is_empty());
    assert_eq!(imported.report.totals().1, 0);
    imported
}

#[test]
fn paths_that_leave_the_folder_and_archives_within_are_refused() {
    for name in
        ["../schools.csv", "/etc/schools.csv", "a/../../schools.csv", "inner.zip", "x.csv.gz"]
    {
        refused(
            "exports.zip",
            zip_of(&[("schools.csv", HEADER.as_bytes()), (name, b"x")]),
            "FI004",
        );
    }
}

#[test]
fn a_link_in_a_zip_is_refused() {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    zip.add_symlink("schools.csv", "/etc/passwd", SimpleFileOptions::default()).unwrap();
    refused("exports.zip", zip.finish().unwrap().into_inner(), "FI004");
}

#[test]
fn a_link_in_a_folder_is_not_followed() {
    #[cfg(unix)]
    {
        let folder = Folder::new().with("schools.csv", format!("{HEADER}1,A\n"));
        let other = Folder::new();
        std::os::unix::fs::symlink(
            folder.path().join("schools.csv"),
            other.path().join("schools.csv"),
        )
        .unwrap();
        let opened = open_path(other.path(), &Limits::default()).unwrap();
        assert_eq!(opened.inputs, []);
    }
}

#[test]
fn bombs_are_stopped_by_what_comes_out_and_not_by_what_headers_say() {
    let small = Limits { ratio_after: 1 << 20, ..Limits::default() };
    let mut gz = GzEncoder::new(Vec::new(), Compression::best());
    gz.write_all(HEADER.as_bytes()).unwrap();
    gz.write_all("1,A\n".repeat(1 << 20).as_bytes()).unwrap();
    let imported = refused_within("schools.csv.gz", gz.finish().unwrap(), "FI004", &small);
    assert!(imported.found("FI004")[0].1.contains("unpacks to more than"));
    // Rows that were read before the limit are accounted for.
    assert!(imported.report.files[0].set_aside["FI004"] > 0);

    let bomb = vec![b' '; 8 << 20];
    refused_within("exports.zip", zip_of(&[("schools.csv", &bomb)]), "FI004", &small);
    let sheet = zip_of(&[("xl/workbook.xml", b"<workbook/>"), ("xl/worksheets/sheet1.xml", &bomb)]);
    refused_within("plan.xlsx", sheet, "FI004", &small);
    let absolute = Limits { workbook_bytes: 4 << 20, ..Limits::default() };
    let sheet = zip_of(&[("xl/workbook.xml", b"<workbook/>"), ("xl/worksheets/sheet1.xml", &bomb)]);
    refused_within("plan.xlsx", sheet, "FI004", &absolute);
}

#[test]
fn files_that_are_cut_short_or_changed_are_damaged() {
    let rows: String = (0..20_000).map(|n| format!("{n},School {}\n", n * 7919 % 1_000)).collect();
    let mut gz = GzEncoder::new(Vec::new(), Compression::fast());
    gz.write_all(format!("{HEADER}{rows}").as_bytes()).unwrap();
    let gz = gz.finish().unwrap();
    let imported = refused("schools.csv.gz", &gz[..gz.len() - 20], "FI001");
    assert!(imported.report.files[0].rows > 0);
    let zip = zip_of(&[("schools.csv", format!("{HEADER}{rows}").as_bytes())]);
    refused("exports.zip", &zip[..zip.len() / 2], "FI001");
    let mut changed = zip;
    let middle = changed.len() / 2;
    changed[middle] ^= 0xFF;
    refused("exports.zip", changed, "FI001");
    refused("plan.xlsx", zip_of(&[("xl/workbook.xml", b"not xml")]), "FI001");
}

#[test]
fn one_damaged_file_takes_its_whole_table_and_no_other() {
    let rows: String = (0..20_000).map(|n| format!("{n},School {}\n", n * 7919 % 1_000)).collect();
    let mut gz = GzEncoder::new(Vec::new(), Compression::fast());
    gz.write_all(format!("{HEADER}{rows}").as_bytes()).unwrap();
    let gz = gz.finish().unwrap();
    let groups = "school_year,student_id\n2027,1\n2027,2\n";
    let imported = Folder::new()
        .with("schools-1.csv", format!("{HEADER}a,A\n"))
        .with("schools-2.csv.gz", &gz[..gz.len() - 20])
        .with("students.csv", "student_id\n1\n")
        .with("student_groups.csv", format!("{groups}\"3"))
        .import();
    assert_eq!(imported.rows_kept("schools"), 0);
    assert_eq!(imported.rows_kept("student_groups"), 0);
    assert_eq!(imported.rows_kept("students"), 1);
    assert_eq!(imported.file("schools-1.csv").set_aside["FI001"], 1);
    assert_eq!(imported.file("student_groups.csv").set_aside["FI001"], 2);
}

/// Endless text without a line break, of which only so much may be read.
struct Endless {
    left: u64,
}

impl Read for Endless {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        assert!(self.left > 0, "the reader asks for far more than its limit");
        out.fill(b'x');
        self.left = self.left.saturating_sub(out.len() as u64);
        Ok(out.len())
    }
}

#[test]
fn a_line_without_end_stops_at_the_limit() {
    let limits = Limits { record_bytes: 1 << 20, ..Limits::default() };
    let mut line = Vec::new();
    Endless { left: 8 << 20 }.take(4 << 20).read_to_end(&mut line).unwrap();
    let mut text = HEADER.as_bytes().to_vec();
    text.extend_from_slice(b"1,A\n2,");
    text.extend_from_slice(&line);
    let imported = refused_within("schools.csv", &text, "FI001", &limits);
    assert!(imported.found("FI001")[0].1.contains("record over 1048576 bytes at row 3"));
    for place in (0..line.len()).step_by(80) {
        line[place] = b'\n';
    }
    let quoted = [b"school_id,school_name\n1,\"".as_slice(), &line].concat();
    let imported = refused_within("schools.csv", quoted, "FI001", &limits);
    assert!(imported.found("FI001")[0].1.contains("quotation mark at row 2"));
}

#[test]
fn a_mark_that_is_never_closed_is_said_with_its_row() {
    let imported = refused("schools.csv", format!("{HEADER}1,A\n2,\"B\n3,C\n"), "FI001");
    assert_eq!(
        imported.found("FI001")[0].1,
        "schools.csv opens a quotation mark at row 3 and never closes it"
    );
}

#[test]
fn a_billion_columns_are_refused_in_text_and_in_a_workbook() {
    let names: String = (0..5_000).map(|n| format!("c{n},")).collect();
    refused("schools.csv", format!("{names}\n"), "FI001");
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.write_string(0, 0, "school_id").unwrap();
    sheet.write_string(1_048_575, 16_383, "far").unwrap();
    refused("plan.xlsx", workbook.save_to_buffer().unwrap(), "FI001");
}

#[test]
fn a_sheet_of_far_cells_is_stopped_before_it_fills_the_memory() {
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.write_string(0, 0, "school_id").unwrap();
    sheet.write_string(0, 1, "school_name").unwrap();
    for row in 1..400 {
        sheet.write_string(row, 4_000, "far").unwrap();
    }
    let small = Limits { workbook_bytes: 1 << 20, ..Limits::default() };
    refused_within("plan.xlsx", workbook.save_to_buffer().unwrap(), "FI004", &small);
}

#[test]
fn what_is_not_text_is_refused() {
    let folder = Folder::new().with("schools.csv", [0u8, 1, 2, 3, 0, 0, 0, 7].repeat(100));
    let opened = open_path(&folder.path().join("schools.csv"), &Limits::default()).unwrap();
    let error = opened.inputs[0].open(&Limits::default()).unwrap_err();
    assert!(matches!(error, SourceError::NotText { .. }));
    let old = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
    refused("schools.xls", old, "FI004");
    refused("gone.zip", b"PK\x03\x04 and nothing more", "FI001");
}

#[test]
fn a_file_that_is_not_there_is_a_finding() {
    let folder = Folder::new();
    let paths = [folder.path().join("nowhere.csv")];
    let imported = import_paths(&paths, &Known::none(), &Limits::default());
    assert!(imported.found("FI001")[0].1.starts_with("nowhere.csv cannot be read"));
}
