//! What became of every row: the account of one import.

use std::collections::BTreeMap;

use traction_core::district::TABLES;
use traction_core::finding::{Finding, Severity};
use traction_intake::findings::Findings;
use traction_intake::sink::{FileReport, MissingTable, Report};
use traction_intake::source::Encoding;
use traction_store::{Change, ImportFile, ImportOutcome, Slot};

use super::gather::GatheredInput;
use crate::sheet::{Cell, Sheet, group_thousands};
use crate::years::{self, Refusal};

/// How much of an account is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Detail {
    /// Each file, not only each table.
    pub by_file: bool,
    /// Each finding that was kept, not only the count of each check.
    pub every_finding: bool,
}

/// The account of one import.
#[derive(Debug, Clone, Default)]
pub struct Account {
    files: Vec<FileReport>,
    inputs: Vec<GatheredInput>,
    findings: Findings,
    missing: Vec<MissingTable>,
    /// What the store did; `None` after a dry run.
    pub(super) outcome: Option<ImportOutcome>,
    /// What closed years refused, and which figures it would have moved.
    pub(super) refusal: Option<Refusal>,
}

impl Account {
    pub(super) fn note(&mut self, finding: Finding) {
        self.findings.push(finding);
    }

    pub(super) fn take_report(&mut self, report: Report, inputs: &[GatheredInput]) {
        self.files = report.files;
        self.findings = report.findings;
        self.missing = report.missing;
        self.inputs = inputs.to_vec();
    }

    /// What became of the rows of each file, one entry for each file and table.
    pub fn files(&self) -> &[FileReport] {
        &self.files
    }

    /// The findings kept in full.
    pub fn findings(&self) -> &[Finding] {
        self.findings.shown()
    }

    /// Findings beyond those kept in full: file, code, severity, how many more.
    pub(super) fn uncounted_findings(&self) -> Vec<(&str, &'static str, Severity, u64)> {
        let mut shown: BTreeMap<(&str, &str), u64> = BTreeMap::new();
        for finding in self.findings.shown() {
            *shown.entry((finding.file.as_str(), finding.code)).or_default() += 1;
        }
        self.findings
            .tallies()
            .map(|(file, code, tally)| {
                let kept = shown.get(&(file, code)).copied().unwrap_or(0);
                (file, code, tally.severity, tally.count.saturating_sub(kept))
            })
            .filter(|(_, _, _, more)| *more > 0)
            .collect()
    }

    /// Rows of all files, each counted once however many tables it feeds; rows of facts that they
    /// gave; and rows that were set aside.
    pub fn totals(&self) -> (u64, u64, u64) {
        let mut rows: BTreeMap<&str, u64> = BTreeMap::new();
        for file in &self.files {
            let of_file = rows.entry(file.file.as_str()).or_default();
            *of_file = (*of_file).max(file.rows);
        }
        self.files.iter().fold((rows.values().sum(), 0, 0), |(rows, kept, aside), file| {
            (rows, kept + file.kept, aside + file.count_set_aside())
        })
    }

    /// Whether a finding blocks a file or a year, or nothing could be read at all.
    pub fn blocks(&self) -> bool {
        self.findings.find_worst() == Some(Severity::Blocking) || self.files.is_empty()
    }

    /// Rows that the files gave for a table and year.
    pub(super) fn count_kept(&self, slot: &Slot) -> u64 {
        let of_table = |file: &&FileReport| file.table == Some(slot.table.name);
        self.files.iter().filter(of_table).filter_map(|file| file.by_year.get(&slot.year)).sum()
    }

    /// Counts the rows of a table and year as set aside, because the year was not taken.
    pub(super) fn take_back(&mut self, slot: &Slot, code: &'static str) {
        for file in self.files.iter_mut().filter(|file| file.table == Some(slot.table.name)) {
            if let Some(rows) = file.by_year.remove(&slot.year) {
                file.kept -= rows;
                *file.set_aside.entry(code).or_default() += rows;
            }
        }
    }

    /// The files of a table, in words.
    pub(super) fn files_of(&self, table: &str) -> String {
        let mut names: Vec<&str> = self
            .files
            .iter()
            .filter(|file| file.table == Some(table) && file.kept > 0)
            .map(|file| file.file.as_str())
            .collect();
        names.dedup();
        names.join(", ")
    }

    /// One record a file, for the catalog: its rows, the rows of facts that it gave, and those set
    /// aside, over all the tables that it feeds.
    pub(super) fn import_files(&self) -> Vec<ImportFile> {
        let mut records: Vec<ImportFile> = Vec::new();
        for report in &self.files {
            let feeds = report
                .table
                .and_then(traction_core::district::find_table)
                .map(|table| report.by_year.keys().map(move |year| Slot { table, year: *year }))
                .into_iter()
                .flatten();
            if let Some(record) = records.iter_mut().find(|record| record.path == report.file) {
                record.feeds.extend(feeds);
                record.rows_in = record.rows_in.max(report.rows);
                record.rows_kept += report.kept;
                record.rows_set_aside += report.count_set_aside();
                continue;
            }
            let input = self.inputs.iter().find(|input| input.name == report.file);
            records.push(ImportFile {
                path: report.file.clone(),
                bytes: input.map_or(0, |input| input.bytes),
                hash: input.map(|input| input.hash.clone()).unwrap_or_default(),
                rows_in: report.rows,
                rows_kept: report.kept,
                rows_set_aside: report.count_set_aside(),
                encoding: report.encoding.map_or("", Encoding::word).to_owned(),
                mapping: input.and_then(|input| input.mapping.clone()),
                feeds: feeds.collect(),
            });
        }
        records
    }

    /// The account as sheets: what became of the rows, findings, id match rates, what is missing.
    pub fn sheets(&self, detail: Detail) -> Vec<Sheet> {
        let mut sheets = vec![if detail.by_file { self.file_sheet() } else { self.table_sheet() }];
        sheets.push(if detail.every_finding { self.finding_sheet() } else { self.tally_sheet() });
        sheets.push(if detail.by_file { self.match_sheet() } else { self.match_summary() });
        if detail.by_file {
            sheets.push(self.missing_sheet());
        }
        if let Some(refusal) = &self.refusal {
            let title = "Figures of closed years that these files would move";
            sheets.push(years::move_sheet(title, &refusal.moves));
        }
        let files = sheets.remove(0);
        sheets.retain(|sheet| !sheet.rows.is_empty());
        sheets.insert(0, files);
        sheets
    }

    /// The rows by table, all of its files together.
    fn table_sheet(&self) -> Sheet {
        let mut sheet = Sheet::of(
            "tables",
            "What was read",
            &[
                "table|Table",
                "files|Files|n",
                "rows|Rows|n",
                "kept|Kept|n",
                "set_aside|Set aside|n",
                "why|Why",
            ],
        );
        for table in TABLES {
            let files: Vec<&FileReport> =
                self.files.iter().filter(|file| file.table == Some(table.name)).collect();
            if files.is_empty() {
                continue;
            }
            let mut why: BTreeMap<&'static str, u64> = BTreeMap::new();
            for (code, count) in files.iter().flat_map(|file| &file.set_aside) {
                *why.entry(code).or_default() += count;
            }
            let sum = |of: fn(&FileReport) -> u64| files.iter().map(|file| of(file)).sum::<u64>();
            sheet.push(vec![
                table.name.into(),
                (files.len() as u64).into(),
                sum(|file| file.rows - file.passed_over).into(),
                sum(|file| file.kept).into(),
                sum(FileReport::count_set_aside).into(),
                list_causes(&why).into(),
            ]);
        }
        for file in self.files.iter().filter(|file| file.table.is_none()) {
            sheet.notes.push(format!("{} is none of our tables.", file.file));
        }
        if sheet.rows.is_empty() {
            sheet.notes.push("Nothing: none of these files could be read as a table.".to_owned());
        } else {
            sheet.notes.push("--by-file says it for each file.".to_owned());
        }
        if !self.missing.is_empty() {
            let missing: Vec<&str> = self.missing.iter().map(|missing| missing.table).collect();
            sheet.notes.push(format!(
                "Not given, and worth having: {}. `traction template` says what for.",
                missing.join(", ")
            ));
        }
        sheet
    }

    fn file_sheet(&self) -> Sheet {
        let mut sheet = Sheet::of(
            "files",
            "Files",
            &[
                "file|File",
                "table|Table",
                "rows|Rows|n",
                "kept|Kept|n",
                "set_aside|Set aside|n",
                "why|Why",
                "passed_over|Not of this table|n",
            ],
        );
        for file in &self.files {
            sheet.push(vec![
                file.file.clone().into(),
                file.table.unwrap_or("–").into(),
                file.rows.into(),
                file.kept.into(),
                file.count_set_aside().into(),
                list_causes(&file.set_aside).into(),
                if file.passed_over > 0 { Cell::Count(file.passed_over) } else { Cell::Empty },
            ]);
        }
        sheet
    }

    fn tally_sheet(&self) -> Sheet {
        let mut sheet = Sheet::of(
            "findings",
            "Findings",
            &[
                "code|Check",
                "severity|Severity",
                "count|Count|n",
                "what|What",
                "mend|How to mend it",
            ],
        );
        let mut sums: BTreeMap<&'static str, (Severity, u64)> = BTreeMap::new();
        for (_, code, tally) in self.findings.tallies() {
            let entry = sums.entry(code).or_insert((tally.severity, 0));
            *entry = (entry.0.max(tally.severity), entry.1 + tally.count);
        }
        let mut rows: Vec<_> = sums.into_iter().collect();
        rows.sort_by_key(|(code, (severity, count))| {
            (std::cmp::Reverse(*severity), std::cmp::Reverse(*count), *code)
        });
        for (code, (severity, count)) in rows {
            let page = crate::facts::find_check(code);
            sheet.push(vec![
                code.into(),
                severity.word().into(),
                count.into(),
                page.as_ref().map_or("", |page| page.title).into(),
                page.as_ref().map_or("", |page| page.mend).into(),
            ]);
        }
        for finding in self.findings.shown().iter().filter(|f| f.severity == Severity::Blocking) {
            sheet.notes.push(format!(
                "{}: {}: {}; expected {}. {}",
                finding.code, finding.file, finding.found, finding.expected, finding.mend
            ));
        }
        sheet
    }

    fn finding_sheet(&self) -> Sheet {
        let mut sheet = Sheet::of(
            "findings",
            "Findings",
            &[
                "code|Check",
                "severity|Severity",
                "file|File",
                "row|Row|n",
                "column|Column",
                "found|Found",
                "expected|Expected",
                "mend|How to mend it",
            ],
        );
        for finding in self.findings.shown() {
            sheet.push(vec![
                finding.code.into(),
                finding.severity.word().into(),
                finding.file.clone().into(),
                finding.row.into(),
                finding.column.clone().into(),
                finding.found.clone().into(),
                finding.expected.clone().into(),
                finding.mend.clone().into(),
            ]);
        }
        let more: u64 = self.uncounted_findings().iter().map(|(_, _, _, more)| more).sum();
        if more > 0 {
            sheet.notes.push(format!(
                "{} more like these: the first hundred of each check and file are listed.",
                group_thousands(more)
            ));
        }
        sheet
    }

    /// Ids that are not known, by table and column, all files together.
    fn match_summary(&self) -> Sheet {
        let mut sheet = Sheet::of(
            "matches",
            "Ids that the table they refer to does not have",
            &[
                "table|Table",
                "column|Column",
                "refers_to|Refers to",
                "unknown|Unknown|n",
                "tried|Of rows with an id|n",
                "percent|Known, percent|n",
            ],
        );
        let mut sums: BTreeMap<(&str, &str, &str), (u64, u64)> = BTreeMap::new();
        for file in &self.files {
            for rate in &file.match_rates {
                let key = (file.table.unwrap_or_default(), rate.column, rate.references);
                let sum = sums.entry(key).or_default();
                *sum = (sum.0 + rate.tried, sum.1 + rate.matched);
            }
        }
        for ((table, column, references), (tried, matched)) in sums {
            if matched < tried {
                let percent = 100.0 * matched as f64 / tried as f64;
                sheet.push(vec![
                    table.into(),
                    column.into(),
                    references.into(),
                    (tried - matched).into(),
                    tried.into(),
                    Cell::Number { value: percent, printed: format!("{percent:.1}") },
                ]);
            }
        }
        sheet
    }

    fn match_sheet(&self) -> Sheet {
        let mut sheet = Sheet::of(
            "matches",
            "Ids",
            &[
                "file|File",
                "column|Column",
                "refers_to|Refers to",
                "tried|Rows with an id|n",
                "matched|Known|n",
                "percent|Percent|n",
            ],
        );
        for file in &self.files {
            for rate in file.match_rates.iter().filter(|rate| rate.matched < rate.tried) {
                let percent = rate.percent().unwrap_or(0.0);
                sheet.push(vec![
                    file.file.clone().into(),
                    rate.heading.clone().into(),
                    rate.references.into(),
                    rate.tried.into(),
                    rate.matched.into(),
                    Cell::Number { value: percent, printed: format!("{percent:.1}") },
                ]);
            }
        }
        sheet
    }

    fn missing_sheet(&self) -> Sheet {
        let columns = ["table|Table", "without|Without it you cannot"];
        let mut sheet = Sheet::of("missing", "Not given", &columns);
        for missing in &self.missing {
            sheet.push(vec![missing.table.into(), missing.enables.into()]);
        }
        sheet
    }

    /// What happened, in a line or two.
    pub fn closing_words(&self) -> Vec<String> {
        let (rows, kept, aside) = self.totals();
        // A row of a roster may be a student, a membership and a set of groups at once.
        let read = match kept + aside > rows {
            true => format!("rows read, as {} rows of tables;", group_thousands(kept + aside)),
            false => "rows read;".to_owned(),
        };
        let mut lines = vec![format!(
            "{} {read} {} kept as facts, {} set aside{}.",
            group_thousands(rows),
            group_thousands(kept),
            group_thousands(aside),
            match self.findings.count_of("ID006") {
                0 => String::new(),
                again => format!(
                    " ({} because another file gave the row already)",
                    group_thousands(again)
                ),
            }
        )];
        match &self.outcome {
            None => lines.push("A dry run: nothing was changed.".to_owned()),
            Some(outcome) if !outcome.changed() => lines.push(format!(
                "Import {}: the facts are the same as before; nothing was changed.",
                outcome.import.0
            )),
            Some(outcome) => {
                let count = |change: Change| {
                    outcome.slots.iter().filter(|slot| slot.change == change).count()
                };
                lines.push(format!(
                    "Import {}: {} tables and years new, {} changed, {} as before.",
                    outcome.import.0,
                    count(Change::New),
                    count(Change::Changed),
                    count(Change::Unchanged)
                ));
                for slot in outcome.slots.iter().filter(|slot| slot.change == Change::Changed) {
                    lines.push(format!(
                        "  {} had {} rows and now has {}.",
                        slot.slot,
                        group_thousands(slot.rows_before.unwrap_or(0)),
                        group_thousands(slot.rows)
                    ));
                }
            }
        }
        if let Some(outcome) = &self.outcome {
            for slot in outcome.list_refused() {
                lines.push(format!("Refused {}: the year is closed.", slot.slot));
            }
        }
        lines
    }
}

/// Causes with their counts: `ID003 12, AT001 1`.
fn list_causes(causes: &BTreeMap<&'static str, u64>) -> String {
    let words: Vec<String> =
        causes.iter().map(|(code, count)| format!("{code} {}", group_thousands(*count))).collect();
    words.join(", ")
}
