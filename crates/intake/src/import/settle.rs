//! A chunk of typed rows on its last steps: judged row by row, against other tables, and against
//! the rows before it; what is left is kept.

use traction_core::district::{Batch, SchoolYear, Table, Values};

use super::keys::Keys;
use super::refer::References;
use super::watch::Watched;
use crate::binding::Binding;
use crate::checks;
use crate::findings::Findings;
use crate::fingerprint::Fingerprints;
use crate::judge::Judging;
use crate::known::{Ids, Known};
use crate::read::Chunk;
use crate::sink::FileReport;

/// The kept rows of a chunk.
#[derive(Debug)]
pub(super) struct Settled {
    pub(super) year: Option<SchoolYear>,
    pub(super) batch: Batch,
}

/// One table's rows on their last steps, file after file.
#[derive(Debug)]
pub(super) struct Settling<'a> {
    table: &'static Table,
    ids: Ids<'a>,
    makes: &'a Fingerprints,
    keys: Keys<'a>,
    references: References,
    report: FileReport,
    findings: Findings,
    watched: Watched,
}

impl<'a> Settling<'a> {
    pub(super) fn new(table: &'static Table, ids: Ids<'a>, makes: &'a Fingerprints) -> Self {
        Settling {
            table,
            ids,
            makes,
            keys: Keys::new(table, makes),
            references: References::new(table),
            report: FileReport::of("", Some(table.name)),
            findings: Findings::default(),
            watched: Watched::default(),
        }
    }

    pub(super) fn table(&self) -> &'static Table {
        self.table
    }

    /// The chunks that follow are of this feed.
    pub(super) fn begin(&mut self, file: &str, report: FileReport, findings: Findings) {
        self.keys.begin(file);
        self.watched.begin(file);
        self.references = References::new(self.table);
        self.report = report;
        self.findings.append(findings);
    }

    /// Adds what was counted while the feed was read.
    pub(super) fn join(&mut self, report: FileReport, findings: Findings) {
        self.report.encoding = report.encoding;
        self.report.rows += report.rows;
        self.report.passed_over += report.passed_over;
        for (code, rows) in report.set_aside {
            *self.report.set_aside.entry(code).or_default() += rows;
        }
        self.report.match_rates.extend(report.match_rates);
        self.findings.append(findings);
    }

    /// Judges a chunk and gives the rows that are kept.
    pub(super) fn settle(&mut self, file: &str, binding: &Binding, chunk: Chunk) -> Settled {
        let mut judging = Judging::new(file, binding, &chunk, &mut self.findings);
        for judge in checks::JUDGES {
            judge(&mut judging);
        }
        self.references.judge(&mut judging, self.ids);
        let again = self.keys.meet(&chunk, |row| judging.is_aside(row));
        for again in again {
            let check = match (again.same, again.in_other_file) {
                (true, _) => &checks::duplicate_exact::CHECK,
                (false, true) => &checks::duplicate_across_files::CHECK,
                (false, false) => &checks::duplicate_conflict::CHECK,
            };
            let key = self.table.list_key().map(|column| self.table.columns[column].name);
            let key: Vec<&str> = key.collect();
            let last = key.last().copied().unwrap_or_default();
            judging.set_aside(check, again.at, last, || {
                let found = format!("the key of {}", again.earlier);
                (found, format!("one row for each {}", key.join(", ")))
            });
        }
        let aside = judging.into_aside();
        for code in aside.iter().flatten() {
            *self.report.set_aside.entry(code).or_default() += 1;
        }
        let Chunk { year, batch, rows } = chunk;
        let (batch, rows) = if aside.is_empty() {
            (batch, rows)
        } else {
            let kept: Vec<usize> = (0..batch.len()).filter(|row| aside[*row].is_none()).collect();
            let numbers = kept.iter().map(|row| rows[*row]).collect();
            (batch.take(kept), numbers)
        };
        self.watched.observe(year, &batch, &rows, self.makes);
        let kept = batch.len() as u64;
        self.report.kept += kept;
        if kept > 0 {
            *self.report.by_year.entry(year).or_default() += kept;
        }
        Settled { year, batch }
    }

    /// The account of the feed.
    pub(super) fn end(&mut self, file: &str, binding: &Binding) -> FileReport {
        let references = std::mem::replace(&mut self.references, References::new(self.table));
        let heading = |column: &'static str| {
            let bound = self.table.find_column(column).map(|at| &binding.columns[at].heading);
            bound.filter(|heading| !heading.is_empty()).cloned().unwrap_or(column.to_owned())
        };
        let rates = references.finish(file, heading, &mut self.findings);
        let mut report =
            std::mem::replace(&mut self.report, FileReport::of("", Some(self.table.name)));
        report.match_rates.extend(rates);
        report
    }

    pub(super) fn finish(self) -> (Findings, Watched) {
        (self.findings, self.watched)
    }
}

/// Adds the ids of a chunk to the ids that are known.
pub(super) fn gather_ids(known: &mut Known, chunk: &Chunk) {
    gather_ids_of(known, chunk.year, &chunk.batch);
}

/// Adds the ids of a batch to the ids that are known.
pub(super) fn gather_ids_of(known: &mut Known, year: Option<SchoolYear>, batch: &Batch) {
    let table = batch.table();
    let id = table.list_key().find(|column| table.columns[*column].name != "school_year");
    let Some(column) = id.map(|column| &batch.columns()[column]) else { return };
    let Values::Text(texts) = column.values() else { return };
    let set = known.set_mut(table, year);
    for (row, text) in texts.iter().enumerate() {
        if column.missing(row).is_none() {
            set.insert(text);
        }
    }
}
