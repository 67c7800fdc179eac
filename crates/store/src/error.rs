//! What can keep the store from doing its work: where, what happened, and enough to say a remedy.

use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

/// The store's result.
pub type Result<T, E = StoreError> = std::result::Result<T, E>;

/// Why the work could not be done.
#[derive(Debug, Error)]
pub enum StoreError {
    /// No `traction.toml` here.
    #[error("{} is not a district folder: it holds no traction.toml", path.display())]
    NotADistrict {
        /// Folder that was asked for.
        path: PathBuf,
    },
    /// There is a district here already.
    #[error("{} already is a district folder", path.display())]
    AlreadyADistrict {
        /// Folder that was to be made.
        path: PathBuf,
    },
    /// `traction.toml` cannot be understood.
    #[error("{}, line {line}: {what}", path.display())]
    Settings {
        /// The settings file.
        path: PathBuf,
        /// Line, from 1.
        line: usize,
        /// What is wrong, in words.
        what: String,
        /// The known name nearest to an unknown one.
        did_you_mean: Option<&'static str>,
    },
    /// The disk is full.
    #[error("the disk is full: {} could not be written", path.display())]
    DiskFull {
        /// File that was being written.
        path: PathBuf,
    },
    /// The folder or file may not be written.
    #[error("{} may not be written", path.display())]
    ReadOnly {
        /// File or folder.
        path: PathBuf,
    },
    /// Any other trouble with a file.
    #[error("{} could not be {verb}", path.display())]
    Io {
        /// File or folder.
        path: PathBuf,
        /// What was being done to it, as a participle: `read`, `written`, `locked`.
        verb: &'static str,
        /// What the system said.
        source: io::Error,
    },
    /// Another process is importing or pruning.
    #[error("{} is being written by {holder}", path.display())]
    Busy {
        /// The district folder.
        path: PathBuf,
        /// Who holds it.
        holder: crate::lock::Holder,
    },
    /// The catalog is held by another program for longer than we wait.
    #[error("the catalog {} is locked by another program", path.display())]
    CatalogLocked {
        /// The catalog.
        path: PathBuf,
    },
    /// There is no catalog beside `traction.toml`.
    #[error("the catalog {} is missing", path.display())]
    CatalogMissing {
        /// The catalog.
        path: PathBuf,
    },
    /// The catalog was written by a newer Traction.
    #[error(
        "the catalog {} has version {found}, and this program knows versions up to {known}",
        path.display()
    )]
    CatalogTooNew {
        /// The catalog.
        path: PathBuf,
        /// Its version.
        found: i64,
        /// The newest that this program knows.
        known: i64,
    },
    /// The catalog's bytes are not a sound database, or hold what no Traction writes.
    #[error("the catalog {} is damaged: {what}", path.display())]
    CatalogDamaged {
        /// The catalog.
        path: PathBuf,
        /// What was met.
        what: String,
    },
    /// Any other trouble with the catalog.
    #[error("the catalog {} could not be used", path.display())]
    Catalog {
        /// The catalog.
        path: PathBuf,
        /// What SQLite said.
        source: rusqlite::Error,
    },
    /// A part that the catalog points to is not on the disk.
    #[error("the part {} is missing", path.display())]
    PartMissing {
        /// The part.
        path: PathBuf,
    },
    /// A part's bytes are not what was written.
    #[error("the part {} is damaged: {what}", path.display())]
    PartDamaged {
        /// The part.
        path: PathBuf,
        /// What was met.
        what: String,
    },
    /// There is something already where a file or folder was to be made.
    #[error("{} already exists", path.display())]
    Exists {
        /// What is there.
        path: PathBuf,
    },
    /// A file is no backup of a district folder.
    #[error("{} is not a backup: {what}", path.display())]
    NotABackup {
        /// The file.
        path: PathBuf,
        /// What was met.
        what: String,
    },
    /// A backup does not hold what it held when it was made.
    #[error("the backup {} is damaged at {inside}: {what}", path.display())]
    BackupDamaged {
        /// The backup.
        path: PathBuf,
        /// The file inside it.
        inside: String,
        /// What was met.
        what: String,
    },
    /// A part was written by a newer Traction.
    #[error(
        "the part {} has schema version {found}, and this program knows versions up to {known}",
        path.display()
    )]
    PartTooNew {
        /// The part.
        path: PathBuf,
        /// Its version.
        found: u32,
        /// The newest that this program knows.
        known: u32,
    },
    /// A part could not be made from the rows.
    #[error("the rows of {table} could not be written as Parquet: {what}")]
    Encode {
        /// Table.
        table: &'static str,
        /// What the writer said.
        what: String,
    },
    /// No import has that number.
    #[error("there is no import {import}")]
    NoSuchImport {
        /// Number asked for.
        import: i64,
    },
    /// The parts of that import's view were pruned.
    #[error("the facts as of import {import} were pruned")]
    SnapshotPruned {
        /// Number asked for.
        import: i64,
    },
    /// Rows were put under a year that they do not belong to, or a year where none belongs.
    #[error("rows of {table} cannot be put under {year}")]
    WrongYear {
        /// Table.
        table: &'static str,
        /// The year, or `all years`.
        year: String,
    },
    /// A column was asked for that the table does not have.
    #[error("the table {table} has no column {column}")]
    NoSuchColumn {
        /// Table.
        table: &'static str,
        /// Column asked for.
        column: String,
    },
}

impl StoreError {
    /// The error for an operation on a file, by what the system said.
    pub(crate) fn io(path: &Path, verb: &'static str) -> impl FnOnce(io::Error) -> StoreError {
        let path = path.to_path_buf();
        move |source| match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
                StoreError::DiskFull { path }
            }
            io::ErrorKind::ReadOnlyFilesystem => StoreError::ReadOnly { path },
            io::ErrorKind::PermissionDenied if verb != "read" => StoreError::ReadOnly { path },
            _ => StoreError::Io { path, verb, source },
        }
    }

    /// The error for an operation on the catalog, by what SQLite said.
    pub(crate) fn sqlite(path: &Path) -> impl FnOnce(rusqlite::Error) -> StoreError {
        use rusqlite::ErrorCode;
        let path = path.to_path_buf();
        move |source| match source.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
                StoreError::CatalogLocked { path }
            }
            Some(ErrorCode::DiskFull) => StoreError::DiskFull { path },
            Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => {
                StoreError::ReadOnly { path }
            }
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
                StoreError::CatalogDamaged { path, what: source.to_string() }
            }
            _ => StoreError::Catalog { path, source },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::ErrorKind;

    #[test]
    fn what_the_system_says_is_told_apart() {
        let path = Path::new("riverbend/facts");
        let told = |kind: ErrorKind, verb| StoreError::io(path, verb)(kind.into()).to_string();
        assert_eq!(
            told(ErrorKind::StorageFull, "written"),
            "the disk is full: riverbend/facts could not be written"
        );
        assert_eq!(
            told(ErrorKind::ReadOnlyFilesystem, "made"),
            "riverbend/facts may not be written"
        );
        assert_eq!(
            told(ErrorKind::PermissionDenied, "written"),
            "riverbend/facts may not be written"
        );
        assert_eq!(told(ErrorKind::PermissionDenied, "read"), "riverbend/facts could not be read");
    }

    #[test]
    fn what_sqlite_says_is_told_apart() {
        let path = Path::new("traction.db");
        let told = |code| {
            let failure = rusqlite::ffi::Error::new(code);
            StoreError::sqlite(path)(rusqlite::Error::SqliteFailure(failure, None)).to_string()
        };
        assert_eq!(
            told(rusqlite::ffi::SQLITE_BUSY),
            "the catalog traction.db is locked by another program"
        );
        assert_eq!(
            told(rusqlite::ffi::SQLITE_FULL),
            "the disk is full: traction.db could not be written"
        );
        assert_eq!(told(rusqlite::ffi::SQLITE_READONLY), "traction.db may not be written");
        assert!(
            told(rusqlite::ffi::SQLITE_CORRUPT).starts_with("the catalog traction.db is damaged")
        );
        assert_eq!(told(rusqlite::ffi::SQLITE_ERROR), "the catalog traction.db could not be used");
    }
}
