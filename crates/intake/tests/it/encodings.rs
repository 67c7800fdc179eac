//! Files in the encodings and with the signs that districts' systems write.

use std::io::Write;

use traction_core::district::{Noun, School};
use traction_core::finding::Severity;
use traction_intake::source::Encoding;

use crate::folder::{Folder, Imported};

const TEXT: &str =
    "school_id;school_name\r\n0412;Peña Élan\r\n0520;\"Two\r\nlines; \"\"one\"\" cell\"\r\n";

fn names(imported: &Imported) -> Vec<String> {
    let batch = &imported.kept.batches[&("schools", None)];
    School::list(batch).unwrap().into_iter().map(|school| school.school_name).collect()
}

#[test]
fn every_encoding_gives_the_same_rows() {
    let wide = |unit: fn(u16) -> [u8; 2]| -> Vec<u8> {
        format!("\u{FEFF}{TEXT}").encode_utf16().flat_map(unit).collect()
    };
    let bare: Vec<u8> = TEXT.encode_utf16().flat_map(u16::to_le_bytes).collect();
    for bytes in [
        TEXT.as_bytes().to_vec(),
        format!("\u{FEFF}{TEXT}").into_bytes(),
        wide(u16::to_le_bytes),
        wide(u16::to_be_bytes),
        bare,
        encoding_rs::WINDOWS_1252.encode(TEXT).0.into_owned(),
        TEXT.replace(';', "\t").replace("lines\t", "lines;").into_bytes(),
    ] {
        let imported = Folder::new().with("schools.csv", bytes).import();
        assert_eq!(names(&imported), ["Peña Élan", "Two\nlines; \"one\" cell"]);
    }
}

#[test]
fn a_guessed_encoding_and_damaged_letters_are_said() {
    let narrow = encoding_rs::WINDOWS_1252.encode(TEXT).0.into_owned();
    let imported = Folder::new().with("schools.csv", narrow).import();
    assert_eq!(imported.found("FI005").len(), 1);
    assert_eq!(imported.file("schools.csv").encoding, Some(Encoding::Windows1252));
    assert_eq!(imported.found("FI006"), []);
    let imported = Folder::new()
        .with("schools.csv", "school_id,school_name\n1,PeÃ±a\n2,Al\u{FFFD}er\n")
        .import();
    assert_eq!(imported.found("FI006"), [(Some(2), "2 rows with damaged letters")]);
    assert_eq!(imported.rows_kept("schools"), 2);
}

#[test]
fn a_stray_nul_costs_one_row() {
    let mut text = "school_id,school_name\n".to_owned();
    for number in 0..9_000 {
        text.push_str(&format!("{number},Alder\n"));
    }
    text.push_str("9999,Al\0der\n10000,Birch\n");
    let imported = Folder::new().with("schools.csv", text).import();
    assert_eq!(imported.severity("FI006"), Some(Severity::SetAside));
    assert_eq!(imported.report.totals(), (9_002, 9_001, 1));
}

#[test]
fn old_line_ends_and_blank_lines_keep_the_count_of_rows() {
    let imported =
        Folder::new().with("schools.csv", "school_id,school_name\r1,A\r\r2,\r3,C").import();
    assert_eq!(names(&imported), ["A", "C"]);
    assert_eq!(imported.found("CE001"), [(Some(4), "nothing")]);
}

#[test]
fn a_packed_file_and_a_zip_are_read_under_the_names_that_the_person_knows() {
    let plain = "school_id,school_name\n0412,Alder\n";
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gz.write_all(plain.as_bytes()).unwrap();
    let imported = Folder::new().with("schools.csv.gz", gz.finish().unwrap()).import();
    assert_eq!(imported.file("schools.csv.gz").kept, 1);

    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    zip.start_file("2026/Schools.CSV", options).unwrap();
    zip.write_all(plain.as_bytes()).unwrap();
    zip.start_file("__MACOSX/._Schools.CSV", options).unwrap();
    zip.write_all(b"\0\0\0").unwrap();
    let bytes = zip.finish().unwrap().into_inner();
    let imported = Folder::new().with("exports.zip", bytes).import();
    assert_eq!(imported.file("exports.zip/2026/Schools.CSV").kept, 1);
    assert_eq!(imported.report.files.len(), 1);
}

#[test]
fn a_workbook_gives_values_and_says_formulas_errors_and_numbers_in_id_columns() {
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.set_name("Schools").unwrap();
    for (column, name) in (0u16..).zip(["School ID", "School Name", "Opened On", "Latitude"]) {
        sheet.write_string(0, column, name).unwrap();
    }
    let day = rust_xlsxwriter::Format::new().set_num_format("yyyy-mm-dd");
    let opened = rust_xlsxwriter::ExcelDateTime::from_ymd(1998, 8, 24).unwrap();
    sheet.write_number(1, 0, 412.0).unwrap();
    sheet.write_string(1, 1, "Alder").unwrap();
    sheet.write_datetime_with_format(1, 2, &opened, &day).unwrap();
    let latitude = rust_xlsxwriter::Formula::new("=40+1.83").set_result("41.83");
    sheet.write_formula(1, 3, latitude).unwrap();
    let bytes = workbook.save_to_buffer().unwrap();
    let imported = Folder::new().with("plan.xlsx", bytes).import();
    let schools = School::list(&imported.kept.batches[&("schools", None)]).unwrap();
    assert_eq!(schools[0].school_id.as_str(), "412");
    assert_eq!(schools[0].opened_on, Ok(jiff::civil::date(1998, 8, 24)));
    assert_eq!(schools[0].latitude, Ok(41.83));
    assert_eq!(imported.found("FI007"), [(Some(2), "1 cells with formulas")]);
    assert_eq!(imported.found("CE009"), [(None, "numbers")]);
}
