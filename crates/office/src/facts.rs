//! What is in, what came when, and what each import changed.

mod answers;

use jiff::Timestamp;
use jiff::civil::Date;
use traction_core::district::{SchoolYear, Table, find_table};
use traction_core::finding::Severity;
use traction_store::catalog::{FindingCount, ImportEntry, StoredFile, StoredFinding};
use traction_store::{ImportId, SlotRows, StoreError};

pub use answers::{diff, log, prune, show, show_import, verify};

use crate::access::{Reason, Sight};
use crate::district::District;
use crate::error::OfficeError;
use crate::look;
use crate::sheet::group_thousands;

/// One import, as a log shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportLine {
    /// Its number.
    pub id: i64,
    /// The day in the district.
    pub day: Date,
    /// When it began.
    pub started: Timestamp,
    /// Who ran it.
    pub who: String,
    /// Program and version.
    pub program: String,
    /// Its options, as the command line says them; empty when there were none.
    pub options: String,
    /// Files read.
    pub files: u64,
    /// Rows in the tables and years that it changed.
    pub rows_changed: u64,
    /// Tables and years that it changed, in words.
    pub changed: Vec<String>,
    /// Tables and years that it would have changed and that are closed, in words.
    pub refused: Vec<String>,
    /// Findings by severity, gravest first.
    pub findings: Vec<(Severity, u64)>,
}

impl ImportLine {
    pub(crate) fn of(entry: &ImportEntry) -> Self {
        let words = |slots: &[SlotRows]| {
            slots.iter().map(|s| format!("{}: {} rows", s.slot, group_thousands(s.rows))).collect()
        };
        ImportLine {
            id: entry.id.0,
            day: entry.day,
            started: entry.started,
            who: entry.who.clone(),
            program: entry.program.clone(),
            options: entry.options.clone(),
            files: entry.files,
            rows_changed: entry.changed.iter().map(|slot| slot.rows).sum(),
            changed: words(&entry.changed),
            refused: words(&entry.refused),
            findings: entry.findings.clone(),
        }
    }

    /// Findings of a severity.
    pub fn count(&self, severity: Severity) -> u64 {
        self.findings.iter().filter(|(s, _)| *s == severity).map(|(_, count)| count).sum()
    }
}

/// One import in full.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportDetail {
    /// The import.
    pub line: ImportLine,
    /// Its files.
    pub files: Vec<StoredFile>,
    /// Findings by check and file, with those beyond the kept ones counted.
    pub counts: Vec<FindingCount>,
    /// The findings that were kept.
    pub findings: Vec<StoredFinding>,
}

/// One current part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartLine {
    /// Table.
    pub table: &'static str,
    /// School year; `None` for a standing table.
    pub year: Option<SchoolYear>,
    /// Content hash.
    pub hash: String,
    /// Rows.
    pub rows: u64,
    /// Length in bytes.
    pub bytes: u64,
    /// The day of the import that wrote it.
    pub imported_on: Date,
}

/// The page of one check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckPage {
    /// Stable code.
    pub code: &'static str,
    /// What is wrong, as a heading.
    pub title: &'static str,
    /// How much it matters.
    pub severity: Severity,
    /// What the check looks at and what Traction does with the row.
    pub words: &'static str,
    /// How to mend it.
    pub mend: &'static str,
}

/// The imports, newest first.
///
/// # Errors
/// [`OfficeError::NoReason`]; the catalog's errors.
pub fn imports(district: &District) -> Result<Vec<ImportLine>, OfficeError> {
    may_see_files(district)?;
    list_by_then(district)
}

/// The imports that had been done at the moment that is looked at, newest first, for whoever was
/// asked already why they may see them.
pub(crate) fn list_by_then(district: &District) -> Result<Vec<ImportLine>, OfficeError> {
    let mut imports = district.folder.catalog()?.list_imports()?;
    imports.retain(|entry| had_been(district, entry));
    Ok(imports.iter().map(ImportLine::of).collect())
}

/// One import with its files and findings.
///
/// # Errors
/// [`OfficeError::NoReason`]; that there is no such import; the catalog's errors.
pub fn import(district: &District, number: i64) -> Result<ImportDetail, OfficeError> {
    may_see_files(district)?;
    let mut catalog = district.folder.catalog()?;
    let id = ImportId(number);
    let entry = catalog.load_import(id)?;
    if !had_been(district, &entry) {
        return Err(StoreError::NoSuchImport { import: number }.into());
    }
    Ok(ImportDetail {
        line: ImportLine::of(&entry),
        files: catalog.list_files(id)?,
        counts: catalog.list_finding_counts(id)?,
        findings: catalog.list_findings(id)?,
    })
}

/// The parts that hold the facts now.
///
/// # Errors
/// [`OfficeError::NoReason`]; the catalog's errors.
pub fn parts(district: &District) -> Result<Vec<PartLine>, OfficeError> {
    may_see_files(district)?;
    let parts = district.snapshot()?.list_parts();
    Ok(parts
        .into_iter()
        .map(|part| PartLine {
            table: part.slot.table.name,
            year: part.slot.year,
            hash: part.hash,
            rows: part.rows,
            bytes: part.bytes,
            imported_on: part.imported_on,
        })
        .collect())
}

/// Whether an import was done at the moment that is looked at.
fn had_been(district: &District, entry: &ImportEntry) -> bool {
    district.moment().is_none_or(|moment| entry.finished <= moment)
}

/// The page of a check, by its code.
pub fn find_check(code: &str) -> Option<CheckPage> {
    let check = traction_intake::checks::find_check(code)?;
    Some(CheckPage {
        code: check.code,
        title: check.title,
        severity: check.severity,
        words: check.words,
        mend: check.mend,
    })
}

/// The table of that name.
///
/// # Errors
/// [`OfficeError::Unknown`] with the names that there are.
pub fn table(name: &str) -> Result<&'static Table, OfficeError> {
    find_table(name).ok_or_else(|| OfficeError::Unknown {
        kind: "table",
        name: name.to_owned(),
        known: traction_core::district::TABLES.iter().map(|t| t.name.to_owned()).collect(),
    })
}

fn may_see_files(district: &District) -> Result<(), OfficeError> {
    district.why_see(Sight::Files).map(|_| ())
}

/// Asks why the person may see student rows and writes the look into the log. What is shown must
/// lie within the scope of the reason that is given back.
pub(crate) fn log_student_rows(
    district: &District,
    kind: &str,
    rows: u64,
    now: Timestamp,
) -> Result<Reason, OfficeError> {
    let reason = district.why_see(Sight::StudentRows)?;
    look::log(district, &reason, kind, rows, now)?;
    Ok(reason)
}
