//! Why a file could not be read.

use std::io;

use thiserror::Error;

/// A file, or a part of one, that could not be read. `file` is always the name as the person
/// knows it.
#[derive(Debug, Error)]
pub enum SourceError {
    /// There is no such file, or it may not be opened or read.
    #[error("{file} cannot be read: {source}")]
    Unreadable {
        /// File.
        file: String,
        /// What the system says.
        source: io::Error,
    },
    /// The file holds no bytes at all.
    #[error("{file} is empty")]
    Empty {
        /// File.
        file: String,
    },
    /// The packed file ends early or its checksum is wrong.
    #[error("{file} is damaged: {reason}")]
    Damaged {
        /// File.
        file: String,
        /// What is wrong.
        reason: String,
    },
    /// A record is longer than the limit.
    #[error("{file} has a record over {limit} bytes at row {row}")]
    RecordTooLong {
        /// File.
        file: String,
        /// Row, counting the header as 1.
        row: u64,
        /// Limit in bytes.
        limit: usize,
    },
    /// A quotation mark is opened and never closed.
    #[error("{file} opens a quotation mark at row {row} and never closes it")]
    OpenQuote {
        /// File.
        file: String,
        /// Row, counting the header as 1.
        row: u64,
    },
    /// Too many columns.
    #[error("{file} has more than {limit} columns")]
    TooManyColumns {
        /// File.
        file: String,
        /// Limit.
        limit: usize,
    },
    /// The file is not a table of text: it holds NUL bytes.
    #[error("{file} is not text")]
    NotText {
        /// File.
        file: String,
    },
    /// A zip that must not be opened: a path that leaves the folder, a link, a zip in a zip.
    #[error("{file} is refused: {reason}")]
    Refused {
        /// File.
        file: String,
        /// Why, naming the member.
        reason: String,
    },
    /// The file unpacks to far more than a table would.
    #[error("{file} unpacks to more than {limit} bytes")]
    UnpacksTooFar {
        /// File.
        file: String,
        /// Bytes at which it was stopped.
        limit: u64,
    },
}

impl SourceError {
    /// The file, as the person knows it.
    pub fn file(&self) -> &str {
        match self {
            SourceError::Unreadable { file, .. }
            | SourceError::Empty { file }
            | SourceError::Damaged { file, .. }
            | SourceError::RecordTooLong { file, .. }
            | SourceError::OpenQuote { file, .. }
            | SourceError::TooManyColumns { file, .. }
            | SourceError::NotText { file }
            | SourceError::Refused { file, .. }
            | SourceError::UnpacksTooFar { file, .. } => file,
        }
    }
}
