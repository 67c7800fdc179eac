//! Where hostile bytes come in: each entry takes any bytes and must neither panic, nor hang, nor
//! lose count of a row. The fuzz targets call these, and so does a seeded test of `cargo test`.

use std::path::Path;

use traction_core::gaps::Measure;
use traction_core::gaps::expression::{Expression, FieldColumn, FieldKind, MISSING_NUMBER, Type};
use traction_core::gaps::grain::Grain;
use traction_intake::feed::Feed;
use traction_intake::import::{Options, import};
use traction_intake::known::Known;
use traction_intake::mapping::{list_feeds, parse_mapping, suggest_mapping, write_mapping};
use traction_intake::plan::Plan;
use traction_intake::sink::Kept;
use traction_intake::source::{Limits, open_path};

/// Bounds small enough that a bomb ends soon.
fn limits() -> Limits {
    Limits {
        record_bytes: 1 << 16,
        columns: 256,
        members: 64,
        unpacked_bytes: 4 << 20,
        workbook_bytes: 4 << 20,
        ratio: 200,
        ratio_after: 1 << 16,
    }
}

fn read(feeds: Vec<Feed>, noticed: Vec<traction_core::finding::Finding>) {
    let mut kept = Kept::default();
    let options = Options { batch_rows: 64, progress: None };
    let report =
        import(feeds, noticed, &Known::none(), &options, &mut kept).expect("a sink that takes all");
    for file in &report.files {
        assert!(file.reconciles(), "a row was lost: {file:?}");
    }
    let rows: usize = kept.batches.values().map(|batch| batch.len()).sum();
    assert_eq!(rows as u64, report.totals().1, "rows kept are rows given");
}

fn read_file(path: &Path) {
    let limits = limits();
    let mut plan = Plan::of_paths(&[path], &limits);
    plan.give_up();
    read(plan.feeds, plan.findings);
}

/// Any bytes as a CSV file for which a mapping is proposed, and the proposal applied to it. Apart
/// from [`csv`] because a proposal takes a hundred times as long as reading.
pub fn proposal(folder: &Path, data: &[u8]) {
    let path = folder.join("unknown.csv");
    std::fs::write(&path, data).expect("a file");
    let limits = limits();
    let Ok(opened) = open_path(&path, &limits) else { return };
    for input in &opened.inputs {
        if let Ok(mut source) = input.open(&limits)
            && let Ok(suggestion) = suggest_mapping(&mut source)
        {
            mapping_text(&path, &suggestion.text);
        }
    }
}

fn read_as(folder: &Path, name: &str, data: &[u8]) {
    let path = folder.join(name);
    std::fs::write(&path, data).expect("a file");
    read_file(&path);
}

/// Any bytes as a CSV file of attendance.
pub fn csv(folder: &Path, data: &[u8]) {
    read_as(folder, "attendance.csv", data);
}

/// Any bytes as a zip of exports.
pub fn zip(folder: &Path, data: &[u8]) {
    read_as(folder, "exports.zip", data);
}

/// Any bytes as a workbook.
pub fn xlsx(folder: &Path, data: &[u8]) {
    read_as(folder, "exports.xlsx", data);
}

/// A file for a mapping to claim.
const EXPORT: &str = "Year,Student,School,Days,Absent,Group,Note\n\
    2025-26,0081,12,180,18,Yes,a\n2026,82,13,179,,No,\"b\nc\"\n,,,,,,\n";

/// Any bytes as a mapping, applied to a small file where it is one.
pub fn mapping(folder: &Path, data: &[u8]) {
    let path = folder.join("export.csv");
    std::fs::write(&path, EXPORT).expect("a file");
    if let Ok(text) = std::str::from_utf8(data) {
        mapping_text(&path, text);
    }
}

fn mapping_text(path: &Path, text: &str) {
    let Ok(mapping) = parse_mapping("fuzz.toml", text) else { return };
    let written = write_mapping(&mapping);
    let again = parse_mapping("fuzz.toml", &written);
    assert_eq!(again.as_ref(), Ok(&mapping), "a mapping written reads back:\n{written}");
    let limits = limits();
    let Ok(opened) = open_path(path, &limits) else { return };
    for input in &opened.inputs {
        let Ok(source) = input.open(&limits) else { continue };
        if let Ok(feeds) = list_feeds(&mapping, input, &limits, source.header()) {
            read(feeds, Vec::new());
        }
    }
}

/// Any bytes as an expression over the fields of each grain, and as a measure's file.
pub fn expression(_folder: &Path, data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    // A measure that reads was checked throughout.
    let _ = Measure::parse("fuzz.toml", text);
    for grain in Grain::ALL {
        for wanted in [Type::Flag, Type::Number] {
            let Ok(expression) = Expression::parse(text, grain.fields(), wanted) else { continue };
            assert_eq!(expression.text(), text);
            let columns: Vec<FieldColumn> =
                grain.fields().iter().map(|field| column(field.kind)).collect();
            assert_eq!(expression.flags(&columns, ROWS).len(), ROWS);
            assert_eq!(expression.numbers(&columns, ROWS).len(), ROWS);
        }
    }
}

const ROWS: usize = 4;

/// A column with nothing, little and the most that can be.
fn column(kind: FieldKind) -> FieldColumn {
    match kind {
        FieldKind::Number => {
            // Files' numbers end before nine quadrillion ten-thousandths.
            FieldColumn::Number(vec![MISSING_NUMBER, 0, 8_999_999_999_999_999, -1])
        }
        FieldKind::Flag => FieldColumn::Flag(vec![0, 1, 2, 1]),
        FieldKind::Code(_) => FieldColumn::Code(vec![0, 1, 255, 0]),
        FieldKind::Text => {
            FieldColumn::Text(vec![None, Some(String::new()), Some("Math".into()), None])
        }
    }
}
