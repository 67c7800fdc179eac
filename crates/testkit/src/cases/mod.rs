//! Cases: rules in prose with small tables, which a registrar can review and a test can run.
//!
//! A case is one Markdown file:
//!
//! - a title, and paragraphs that tell the story;
//! - lines `Name: text` (`Citation: …`, `Year: 2025-26`, `Measure: …`), which are its settings;
//! - a heading `## Given TABLE` before each table of input, in the columns of that table; columns
//!   that are left out are blank, and a school year that is left out is the case's;
//! - a heading `## Expected NAME` before each table of what must come out.
//!
//! The runner knows nothing of rooms: a test reads the case, makes [`Facts`] of it, computes, and
//! compares rows with [`Case::compare`].

mod input;
mod markdown;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use thiserror::Error;
use traction_core::district::Facts;

/// Rows of text under named columns.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TextTable {
    /// Column names.
    pub columns: Vec<String>,
    /// Rows, each as wide as the columns.
    pub rows: Vec<Vec<String>>,
}

/// One case.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Case {
    /// The file.
    pub path: PathBuf,
    /// Title.
    pub title: String,
    /// The story.
    pub story: Vec<String>,
    /// Settings by name.
    pub settings: BTreeMap<String, String>,
    /// Input tables, in order. A table may be given several times, once for each year.
    pub given: Vec<(String, TextTable)>,
    /// Expected tables, in order.
    pub expected: Vec<(String, TextTable)>,
}

/// What is wrong with a case file itself.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CaseError {
    /// The file cannot be read.
    #[error("{path}: cannot be read: {message}")]
    Unreadable {
        /// The file.
        path: String,
        /// Why.
        message: String,
    },
    /// The file lacks something.
    #[error("{path}: {what}")]
    Incomplete {
        /// The file.
        path: String,
        /// What it lacks.
        what: String,
    },
    /// A cell cannot be read as its column's kind.
    #[error("{path}: {table}.{column}: “{text}” cannot be read")]
    Cell {
        /// The file.
        path: String,
        /// The table.
        table: String,
        /// The column.
        column: String,
        /// What is written.
        text: String,
    },
}

impl Case {
    /// Reads one case.
    ///
    /// # Errors
    /// When it is not of the form above.
    pub fn parse(path: &Path, text: &str) -> Result<Case, CaseError> {
        markdown::parse(path, text)
    }

    /// A setting.
    ///
    /// # Errors
    /// When the case does not have it.
    pub fn setting(&self, name: &str) -> Result<&str, CaseError> {
        self.settings
            .get(name)
            .map(String::as_str)
            .ok_or_else(|| self.lacks(&format!("no {name}:")))
    }

    /// The input as facts.
    ///
    /// # Errors
    /// When a table or column is not known or a cell cannot be read.
    pub fn facts(&self) -> Result<Facts, CaseError> {
        input::facts(self)
    }

    /// Compares what came out with an expected table: one line for each row that differs, none
    /// when all agree. Rows are compared in any order.
    pub fn compare(&self, expected: &TextTable, found: &[Vec<String>]) -> Vec<String> {
        let (mut wanted, mut found) = (expected.rows.clone(), found.to_vec());
        wanted.sort();
        found.sort();
        let mut differences = Vec::new();
        for row in wanted.iter().filter(|row| !found.contains(row)) {
            differences.push(format!("{}: expected {}", self.title, row.join(" | ")));
        }
        for row in found.iter().filter(|row| !wanted.contains(row)) {
            differences.push(format!("{}: found {}", self.title, row.join(" | ")));
        }
        if differences.is_empty() && wanted != found {
            differences.push(format!("{}: a row comes more than once", self.title));
        }
        differences
    }

    fn lacks(&self, what: &str) -> CaseError {
        CaseError::Incomplete { path: self.path.display().to_string(), what: what.to_owned() }
    }
}

/// Every case of a folder, by file name.
///
/// # Errors
/// The first file that cannot be read, or that the folder cannot be.
pub fn list_cases(folder: &Path) -> Result<Vec<Case>, CaseError> {
    let unreadable = |path: &Path, error: &std::io::Error| CaseError::Unreadable {
        path: path.display().to_string(),
        message: error.to_string(),
    };
    let entries = std::fs::read_dir(folder).map_err(|error| unreadable(folder, &error))?;
    let mut paths: Vec<PathBuf> = entries
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| path.extension().is_some_and(|ending| ending == "md"))
        .collect();
    paths.sort();
    paths
        .iter()
        .map(|path| {
            let text = std::fs::read_to_string(path).map_err(|error| unreadable(path, &error))?;
            Case::parse(path, &text)
        })
        .collect()
}
