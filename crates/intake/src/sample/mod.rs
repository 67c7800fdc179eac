//! The sample as files: what a district's systems would export, dirt and all.
//!
//! [`write()`] fills a folder from the invented city of `traction_core::sample`:
//!
//! - `oneroster.zip`: the current year's rosters as a OneRoster 1.1 bundle;
//! - `sis/`, `hr/`, `enrollment_office/`, `state/`, `surveys/`: tables as CSV, a file a year;
//! - `finance/`: the ledger's years as CSV, and the current year as a workbook;
//! - `vendor/`: the latest state results under the vendor's own headers, with the mapping that
//!   reads them in `mappings/`.
//!
//! The student information system that was replaced in 2019 wrote Windows-1252 with semicolons, and
//! so are its archive of former students and its last year. Same seed, same bytes. Rows pass one
//! batch at a time; no file is ever held in memory.

mod cells;
mod dirt;
mod files;
mod oneroster;
mod shelves;
#[cfg(test)]
mod tests;
mod vendor;
mod workbook;

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::mpsc::sync_channel;

use thiserror::Error;
use traction_core::district::{Batch, SchoolYear};
use traction_core::sample::{Size, generate};

pub use dirt::{Dirt, DirtCounts};

use files::Folder;

/// Why a sample could not be written.
#[derive(Debug, Error)]
pub enum SampleError {
    /// A file could not be written.
    #[error("cannot write {path}")]
    File {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The OneRoster bundle could not be packed.
    #[error("cannot pack {path}")]
    Bundle {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: zip::result::ZipError,
    },
    /// The finance office's workbook could not be written.
    #[error("cannot write the workbook {path}")]
    Workbook {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: Box<rust_xlsxwriter::XlsxError>,
    },
}

/// What was written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Written {
    /// Rows by table, before dirt.
    pub rows: BTreeMap<&'static str, u64>,
    /// Paths inside the folder, in order.
    pub files: Vec<String>,
    /// How often each kind of mistake was put in. Not written among the exports.
    pub dirt: DirtCounts,
}

impl Written {
    /// All rows, before dirt.
    pub fn count_rows(&self) -> u64 {
        self.rows.values().sum()
    }
}

/// Writes the sample of a size and a seed into a folder, which is made if need be; files of the
/// same names are replaced. `progress` is told, now and then, how many rows are written.
///
/// # Errors
/// When a file cannot be written.
pub fn write(
    dir: &Path,
    size: Size,
    seed: u64,
    mut progress: impl FnMut(u64) + Send,
) -> Result<Written, SampleError> {
    let (send, receive) = sync_channel::<(Option<SchoolYear>, Batch)>(48);
    std::thread::scope(|scope| {
        let writer = scope.spawn(move || {
            let mut folder = Folder::open(dir, size, seed)?;
            let mut rows = 0;
            for (year, batch) in receive {
                rows += batch.len() as u64;
                folder.take(year, &batch)?;
                progress(rows);
            }
            folder.close()
        });
        // When the writer stops early the channel closes, and its error is the one to report.
        let _ = generate(size, seed, |year, batch| send.send((year, batch.clone())));
        drop(send);
        writer.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}
