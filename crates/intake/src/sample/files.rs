//! The folder's files, kept open while rows for them arrive.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use flate2::{Compression, GzBuilder, write::GzEncoder};
use traction_core::district::{Batch, SchoolYear};
use traction_core::sample::governing::{plan_text, records_text};
use traction_core::sample::{NOW, Size, year_at};

use super::cells::{list_cells, push_line, push_quoted, write_cell};
use super::dirt::{Dirt, Dirtier};
use super::oneroster::Bundle;
use super::shelves::{Shelf, Style, is_archived, shelve};
use super::vendor::{self, MAPPING, VENDOR_FILE};
use super::workbook::Workbook;
use super::{SampleError, Written};

const README: &str = "\
Riverbend School District: sample exports
=========================================

Riverbend is invented. Every child, school and dollar in this folder was drawn from a seed.
The exports are those of 30 October 2026: school years 2016-17 to 2025-26 are finished, 2026-27
has begun. State tests were not given in spring 2020.

oneroster.zip        this year's rosters, OneRoster 1.1 (the same people as in sis/)
sis/                 student information system, one file a table and year
                     (the system replaced in 2019 wrote Windows-1252 with semicolons)
hr/                  staff, what they do, positions
finance/             the ledger; this year as a workbook
enrollment_office/   programs, applications and ranked choices for 2027-28; who is expected
vendor/              this spring's state results, under the test vendor's own headers
plan/                the strategic plan and the records of its governing, to be entered by
                     traction plan import plan.toml, then traction plan enter records.toml
mappings/            how the vendor's columns read as ours
state/               what the state published about the schools
surveys/             answers of families and teachers, counted

The files are as messy as real ones: rows twice, memberships that overlap, identifiers that lost
their zeros, a school that is not on the list, dates the wrong way round.
";

/// A file being written.
enum Sheet {
    Plain(BufWriter<File>),
    Packed(Box<GzEncoder<BufWriter<File>>>),
}

impl Sheet {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<()> {
        match self {
            Sheet::Plain(file) => file.write_all(bytes),
            Sheet::Packed(file) => file.write_all(bytes),
        }
    }

    fn close(self) -> std::io::Result<()> {
        match self {
            Sheet::Plain(mut file) => file.flush(),
            Sheet::Packed(file) => file.finish()?.flush(),
        }
    }
}

struct OpenFile {
    path: PathBuf,
    style: Style,
    sheet: Sheet,
    dirtier: Dirtier,
}

/// The folder that the sample is written to.
pub(super) struct Folder {
    dir: PathBuf,
    size: Size,
    seed: u64,
    open: BTreeMap<Shelf, OpenFile>,
    bundle: Bundle,
    workbook: Workbook,
    written: Written,
}

impl Folder {
    pub fn open(dir: &Path, size: Size, seed: u64) -> Result<Self, SampleError> {
        fs::create_dir_all(dir)
            .map_err(|source| SampleError::File { path: dir.to_owned(), source })?;
        Ok(Folder {
            dir: dir.to_owned(),
            size,
            seed,
            open: BTreeMap::new(),
            bundle: Bundle::begin(dir)?,
            workbook: Workbook::begin(dir)?,
            written: Written::default(),
        })
    }

    /// Writes a batch wherever its rows belong.
    pub fn take(&mut self, year: Option<SchoolYear>, batch: &Batch) -> Result<(), SampleError> {
        let table = batch.table();
        *self.written.rows.entry(table.name).or_insert(0) += batch.len() as u64;
        self.bundle.take(year, batch)?;
        if year == Some(year_at(NOW)) && matches!(table.name, "budget_lines" | "positions") {
            return self.workbook.take(batch);
        }
        let mut line = String::new();
        for archive in [false, true] {
            let mut rows: Vec<usize> = Vec::new();
            let mut foreign: Vec<usize> = Vec::new();
            for row in 0..batch.len() {
                if is_archived(batch, row) != archive {
                    continue;
                }
                if vendor::is_vendors(year, batch, row) {
                    foreign.push(row);
                } else {
                    rows.push(row);
                }
            }
            if !rows.is_empty() {
                self.write_rows(year, batch, &rows, archive, &mut line)?;
            }
            if !foreign.is_empty() {
                self.write_foreign(batch, &foreign)?;
            }
        }
        Ok(())
    }

    fn write_rows(
        &mut self,
        year: Option<SchoolYear>,
        batch: &Batch,
        rows: &[usize],
        archive: bool,
        line: &mut String,
    ) -> Result<(), SampleError> {
        let (shelf, style) = shelve(self.size, batch.table(), year, archive);
        let end = year.map_or(0, SchoolYear::end);
        if !self.open.contains_key(&shelf) {
            let heads: Vec<&str> = batch.table().columns.iter().map(|spec| spec.name).collect();
            let file = open_file(
                &self.dir,
                &shelf.path,
                style,
                &heads,
                Dirtier::of(self.size, self.seed, batch, end),
            )?;
            self.written.files.push(shelf.path.clone());
            self.open.insert(shelf.clone(), file);
        }
        let Some(file) = self.open.get_mut(&shelf) else { return Ok(()) };
        let separator = style.separator();
        line.clear();
        let mut cell = String::new();
        for row in rows {
            if let Some(kind) = file.dirtier.find(batch, *row) {
                let cells = list_cells(batch, *row);
                if let Some(lines) = file.dirtier.soil(kind, batch, &cells) {
                    *self.written.dirt.entry(kind).or_insert(0) += 1;
                    for cells in lines {
                        push_line(&cells, separator, line);
                    }
                    continue;
                }
            }
            for (at, (column, spec)) in
                batch.columns().iter().zip(batch.table().columns).enumerate()
            {
                if at > 0 {
                    line.push(separator);
                }
                cell.clear();
                write_cell(column, spec.kind, *row, &mut cell);
                push_quoted(&cell, separator, line);
            }
            line.push_str("\r\n");
        }
        file.put(line)
    }

    fn write_foreign(&mut self, batch: &Batch, rows: &[usize]) -> Result<(), SampleError> {
        let shelf = Shelf { path: VENDOR_FILE.to_owned(), archive: false };
        if !self.open.contains_key(&shelf) {
            let dirtier = Dirtier::of(self.size, self.seed, batch, 1);
            let file = open_file(&self.dir, VENDOR_FILE, Style::Marked, &vendor::HEADS, dirtier)?;
            self.written.files.push(VENDOR_FILE.to_owned());
            self.open.insert(shelf.clone(), file);
        }
        let Some(file) = self.open.get_mut(&shelf) else { return Ok(()) };
        let mut line = String::new();
        for row in rows {
            push_line(&vendor::list_cells(batch, *row), ',', &mut line);
        }
        file.put(&line)
    }

    /// Finishes all files.
    pub fn close(mut self) -> Result<Written, SampleError> {
        for (_, mut file) in std::mem::take(&mut self.open) {
            if file.dirtier.trails() {
                *self.written.dirt.entry(Dirt::TrailingEmptyLines).or_insert(0) += 1;
                file.put("\r\n\r\n\r\n")?;
            }
            let path = file.path;
            file.sheet.close().map_err(|source| SampleError::File { path, source })?;
        }
        self.written.files.push(self.bundle.close()?);
        self.written.files.push(self.workbook.close()?);
        let (plan, records) = (plan_text(self.size), records_text(self.size));
        let texts = [
            ("README.txt", README),
            ("mappings/state_results.toml", MAPPING),
            ("plan/plan.toml", plan.as_str()),
            ("plan/records.toml", records.as_str()),
        ];
        for (path, text) in texts {
            let full = self.dir.join(path);
            let made = full
                .parent()
                .map_or(Ok(()), fs::create_dir_all)
                .and_then(|()| fs::write(&full, text));
            made.map_err(|source| SampleError::File { path: full, source })?;
            self.written.files.push(path.to_owned());
        }
        self.written.files.sort();
        Ok(self.written)
    }
}

impl OpenFile {
    fn put(&mut self, text: &str) -> Result<(), SampleError> {
        let wrote = if self.style == Style::Old {
            let (bytes, _, _) = encoding_rs::WINDOWS_1252.encode(text);
            self.sheet.write(&bytes)
        } else {
            self.sheet.write(text.as_bytes())
        };
        wrote.map_err(|source| SampleError::File { path: self.path.clone(), source })
    }
}

fn open_file(
    dir: &Path,
    path: &str,
    style: Style,
    heads: &[&str],
    dirtier: Dirtier,
) -> Result<OpenFile, SampleError> {
    let path = dir.join(path);
    let made = path.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| File::create(&path));
    let file = BufWriter::with_capacity(
        1 << 16,
        made.map_err(|source| SampleError::File { path: path.clone(), source })?,
    );
    let sheet = match style {
        Style::Packed => {
            Sheet::Packed(Box::new(GzBuilder::new().mtime(0).write(file, Compression::fast())))
        }
        Style::Plain | Style::Marked | Style::Old => Sheet::Plain(file),
    };
    let mut open = OpenFile { path, style, sheet, dirtier };
    let mut head = String::new();
    if style == Style::Marked {
        head.push('\u{feff}');
    }
    push_line(heads, style.separator(), &mut head);
    open.put(&head)?;
    Ok(open)
}
