//! The export files of an invented city.

use std::fmt;
use std::path::Path;

use traction_core::district::TABLES;
pub use traction_core::sample::Size;
use traction_intake::sample::{SampleError, write as write_files};

use crate::error::OfficeError;
use crate::progress::Progress;
use crate::sheet::group_thousands;

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// Rows, before the mistakes that were put in.
    pub rows: u64,
    /// Tables.
    pub tables: usize,
    /// Files.
    pub files: usize,
}

impl fmt::Display for Written {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rows = group_thousands(self.rows);
        write!(
            f,
            "{} files: {rows} rows for {} of {} tables",
            self.files,
            self.tables,
            TABLES.len()
        )
    }
}

/// Writes the files of a city of a size and a seed; the same seed gives the same bytes.
///
/// # Errors
/// When a file cannot be written.
pub fn write(
    folder: &Path,
    size: Size,
    seed: u64,
    progress: &dyn Progress,
) -> Result<Written, OfficeError> {
    progress.begin("Inventing a city and writing its files", None);
    let written = write_files(folder, size, seed, |rows| progress.reach(rows)).map_err(
        |error| match error {
            SampleError::File { path, source } => {
                OfficeError::File { path, verb: "written", source }
            }
            other => OfficeError::Refused {
                what: other.to_string(),
                hint: "is the disk full, or the folder read-only?".to_owned(),
            },
        },
    )?;
    progress.end();
    Ok(Written {
        rows: written.count_rows(),
        tables: written.rows.len(),
        files: written.files.len(),
    })
}
