//! A file that is written, read and written again is the same file.

use std::fs;
use std::io::Cursor;
use std::path::Path;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use traction_core::district::{Batch, TABLES, Table};
use traction_intake::binding::Binding;
use traction_intake::read::TableReader;
use traction_intake::source::{Limits, Step, open_path};
use traction_intake::write::{
    write_csv, write_csv_gz, write_template, write_template_workbook, write_workbook,
};

use crate::batches::batch;

/// Reads one input by its header, without checks between rows, in the order of the file.
fn read_back(path: &Path, sheet: Option<&str>, table: &'static Table) -> Vec<Batch> {
    let limits = Limits::default();
    let opened = open_path(path, &limits).unwrap();
    let input =
        opened.inputs.iter().find(|input| sheet.is_none_or(|sheet| input.stem() == sheet)).unwrap();
    let mut source = input.open(&limits).unwrap();
    let (binding, findings) =
        Binding::by_header(table, input.name(), input.stem(), source.header());
    assert_eq!(findings, []);
    let mut reader = TableReader::new(&source, &binding.unwrap(), None, 1);
    let mut chunks = Vec::new();
    while let Step::Row(row) = source.step().unwrap() {
        chunks.extend(reader.push(&row));
    }
    let (rest, report, _) = reader.finish();
    assert!(rest.is_empty());
    assert_eq!(report.set_aside.len(), 0, "{report:?}");
    chunks.into_iter().map(|chunk| chunk.batch).collect()
}

fn csv(table: &Table, batches: &[&Batch]) -> Vec<u8> {
    let mut bytes = Vec::new();
    write_csv(table, batches, &mut bytes).unwrap();
    bytes
}

#[test]
fn every_table_as_csv_comes_back_byte_for_byte() {
    let folder = tempfile::tempdir().unwrap();
    for table in TABLES {
        let mut runner = TestRunner::new(Config { cases: 24, ..Config::default() });
        runner
            .run(&batch(table, 12), |batch| {
                let first = csv(table, &[&batch]);
                let path = folder.path().join(format!("{}.csv", table.name));
                fs::write(&path, &first).unwrap();
                let back = read_back(&path, None, table);
                let again = csv(table, &back.iter().collect::<Vec<_>>());
                prop_assert_eq!(String::from_utf8_lossy(&again), String::from_utf8_lossy(&first));
                Ok(())
            })
            .unwrap();
    }
}

#[test]
fn every_table_as_a_sheet_comes_back_byte_for_byte() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("export.xlsx");
    let mut runner = TestRunner::new(Config { cases: 12, ..Config::default() });
    let all: Vec<_> = TABLES.iter().map(|table| batch(table, 5)).collect();
    runner
        .run(&all, |batches| {
            let write = |batches: &[Vec<&Batch>]| {
                let tables: Vec<_> = TABLES.into_iter().zip(batches.iter().cloned()).collect();
                let mut out = Cursor::new(Vec::new());
                write_workbook(&tables, &mut out).unwrap();
                out.into_inner()
            };
            let first = write(&batches.iter().map(|batch| vec![batch]).collect::<Vec<_>>());
            fs::write(&path, &first).unwrap();
            let back: Vec<Vec<Batch>> =
                TABLES.iter().map(|table| read_back(&path, Some(table.name), table)).collect();
            let back: Vec<Vec<&Batch>> = back.iter().map(|table| table.iter().collect()).collect();
            for (table, (was, is)) in TABLES.iter().zip(batches.iter().zip(&back)) {
                let (is, was) = (csv(table, is), csv(table, &[was]));
                prop_assert_eq!(String::from_utf8_lossy(&is), String::from_utf8_lossy(&was));
            }
            prop_assert!(write(&back) == first, "bytes of the workbook");
            Ok(())
        })
        .unwrap();
}

#[test]
fn a_packed_export_is_the_same_bytes_each_time_and_reads_like_the_plain_one() {
    let table = TABLES[0];
    let example = example_row(table);
    let pack = || {
        let mut bytes = Vec::new();
        assert_eq!(write_csv_gz(table, &[&example], &mut bytes).unwrap(), 1);
        bytes
    };
    assert_eq!(pack(), pack());
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("schools.csv.gz");
    fs::write(&path, pack()).unwrap();
    assert_eq!(read_back(&path, None, table), [example]);
}

/// The example of each column's documentation, read as a row.
fn example_row(table: &'static Table) -> Batch {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(format!("{}.csv", table.name));
    let names: Vec<&str> = table.columns.iter().map(|spec| spec.name).collect();
    let cells: Vec<&str> = table.columns.iter().map(|spec| spec.example).collect();
    fs::write(&path, format!("{}\n{}\n", names.join(","), cells.join(","))).unwrap();
    read_back(&path, None, table).remove(0)
}

#[test]
fn the_examples_of_the_documentation_are_rows() {
    for table in TABLES {
        assert_eq!(example_row(table).len(), 1, "{}", table.name);
    }
}

#[test]
fn a_template_is_an_export_without_rows() {
    let folder = tempfile::tempdir().unwrap();
    for table in TABLES {
        let mut template = Vec::new();
        write_template(table, &mut template).unwrap();
        assert_eq!(template, csv(table, &[]));
    }
    let mut out = Cursor::new(Vec::new());
    write_template_workbook(&TABLES, &mut out).unwrap();
    let path = folder.path().join("template.xlsx");
    fs::write(&path, out.into_inner()).unwrap();
    for table in TABLES {
        assert!(read_back(&path, Some(table.name), table).is_empty());
    }
}
