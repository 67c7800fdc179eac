//! A folder of small files, and what an import of it says.

use std::fs;
use std::path::{Path, PathBuf};

use traction_core::finding::Severity;
use traction_intake::import::{Options, import};
use traction_intake::known::Known;
use traction_intake::plan::Plan;
use traction_intake::sink::{FileReport, Kept, Report};
use traction_intake::source::Limits;

/// A folder that goes away with the test.
pub struct Folder {
    folder: tempfile::TempDir,
}

/// What an import said and kept.
pub struct Imported {
    pub report: Report,
    pub kept: Kept,
}

impl Folder {
    pub fn new() -> Self {
        Folder { folder: tempfile::tempdir().unwrap() }
    }

    /// With a file of these bytes.
    pub fn with(self, name: &str, bytes: impl AsRef<[u8]>) -> Self {
        fs::write(self.path().join(name), bytes).unwrap();
        self
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Imports each file, in order of name, as if the person had named it.
    pub fn import(&self) -> Imported {
        self.import_over(&Known::none())
    }

    /// As [`Folder::import`], into a district that has ids already.
    pub fn import_over(&self, district: &Known) -> Imported {
        import_paths(&self.list_files(), district, &Limits::default())
    }

    /// As [`Folder::import`], in batches of so many rows. Very small ones are read row by row.
    pub fn import_by(&self, batch_rows: usize) -> Imported {
        import_batches(&self.list_files(), &Known::none(), &Limits::default(), batch_rows)
    }

    fn list_files(&self) -> Vec<PathBuf> {
        let mut paths: Vec<PathBuf> =
            fs::read_dir(self.path()).unwrap().map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        paths
    }
}

pub fn import_paths(paths: &[PathBuf], district: &Known, limits: &Limits) -> Imported {
    import_batches(paths, district, limits, 3)
}

fn import_batches(
    paths: &[PathBuf],
    district: &Known,
    limits: &Limits,
    batch_rows: usize,
) -> Imported {
    let mut plan = Plan::of_paths(paths, limits);
    plan.give_up();
    let mut kept = Kept::default();
    let options = Options { batch_rows, progress: None };
    let report = import(plan.feeds, plan.findings, district, &options, &mut kept).unwrap();
    for file in &report.files {
        assert!(file.reconciles(), "{file:?}");
    }
    Imported { report, kept }
}

impl Imported {
    pub fn file(&self, name: &str) -> &FileReport {
        self.report.files.iter().find(|file| file.file == name).unwrap()
    }

    /// Findings of a check, as row and what was found.
    pub fn found(&self, code: &str) -> Vec<(Option<u64>, &str)> {
        let shown = self.report.findings.shown().iter();
        shown.filter(|f| f.code == code).map(|f| (f.row, f.found.as_str())).collect()
    }

    pub fn severity(&self, code: &str) -> Option<Severity> {
        self.report.findings.shown().iter().find(|f| f.code == code).map(|f| f.severity)
    }

    pub fn rows_kept(&self, table: &str) -> usize {
        let batches = self.kept.batches.iter();
        batches.filter(|((name, _), _)| *name == table).map(|(_, batch)| batch.len()).sum()
    }
}
