//! What can keep the office from doing its work, and what the person can do about it.

use std::path::{Path, PathBuf};

use thiserror::Error;
use traction_core::near::find_nearest;
use traction_store::StoreError;

/// Why the work could not be done.
#[derive(Debug, Error)]
pub enum OfficeError {
    /// The store could not do it.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A file could not be read or written.
    #[error("{} could not be {verb}: {source}", path.display())]
    File {
        /// Which file.
        path: PathBuf,
        /// What was tried, as a participle.
        verb: &'static str,
        /// What the system said.
        source: std::io::Error,
    },
    /// Nobody gave this person a reason to see it.
    #[error("there is no reason on record for {who}: {what}")]
    NoReason {
        /// Who asked.
        who: String,
        /// What they asked to see or do.
        what: &'static str,
    },
    /// A name that is not known: a table, a measure, a school.
    #[error("there is no {kind} called {name}")]
    Unknown {
        /// What kind of thing.
        kind: &'static str,
        /// The name given.
        name: String,
        /// Names that exist.
        known: Vec<String>,
    },
    /// Somebody else entered something about the same subject in the meantime.
    #[error("{subject} was changed by somebody else in the meantime; nothing was overwritten")]
    Overtaken {
        /// What both wrote about.
        subject: String,
        /// The number of their journal entry.
        latest: i64,
    },
    /// What it would be read from is not there yet: rows that nobody imported, a step that nobody
    /// took.
    #[error("{what}")]
    NotYet {
        /// What is not there, in words.
        what: String,
        /// What to do first.
        hint: String,
    },
    /// What was asked cannot be answered.
    #[error("{what}")]
    Refused {
        /// What happened, in words.
        what: String,
        /// What to do next.
        hint: String,
    },
}

impl OfficeError {
    /// What the system says of a file, as an error: for `map_err`. What was tried is a participle.
    pub fn file(
        path: &Path,
        verb: &'static str,
    ) -> impl FnOnce(std::io::Error) -> OfficeError + use<> {
        let path = path.to_owned();
        move |source| OfficeError::File { path, verb, source }
    }

    /// Whether what was asked has no answer, now or ever: nothing broke, and whoever can do without
    /// the answer goes on.
    pub fn is_no_answer(&self) -> bool {
        matches!(self, OfficeError::NotYet { .. } | OfficeError::Refused { .. })
    }

    /// What the person can do next, often a command to paste; empty when there is nothing to say.
    pub fn hint(&self) -> String {
        match self {
            OfficeError::Store(error) => store_hint(error),
            OfficeError::File { source, .. } => match source.kind() {
                std::io::ErrorKind::NotFound => {
                    "look at the name and at the folder that you are in".into()
                }
                std::io::ErrorKind::PermissionDenied => "ask for the right to open it".into(),
                _ => String::new(),
            },
            OfficeError::NoReason { .. } => "ask the person who keeps the district folder".into(),
            OfficeError::Unknown { name, known, .. } => {
                match find_nearest(name, known.iter().map(String::as_str)) {
                    Some(word) => format!("did you mean {word}?"),
                    None if known.is_empty() => String::new(),
                    None => format!("there are: {}", known.join(", ")),
                }
            }
            OfficeError::Overtaken { .. } => "read what they wrote, then enter yours again".into(),
            OfficeError::NotYet { hint, .. } | OfficeError::Refused { hint, .. } => hint.clone(),
        }
    }
}

fn store_hint(error: &StoreError) -> String {
    match error {
        StoreError::NotADistrict { .. } => {
            "go into a district folder, name one with -C DIR, or make one: traction new DIR".into()
        }
        StoreError::AlreadyADistrict { path } => {
            format!("import into it: cd {} && traction import FILES", path.display())
        }
        StoreError::Settings { did_you_mean: Some(word), .. } => format!("did you mean {word}?"),
        StoreError::DiskFull { .. } => {
            "nothing was lost; make room (traction facts prune frees old parts), then try again"
                .into()
        }
        StoreError::ReadOnly { .. } => "nothing was lost; ask for write permission".into(),
        StoreError::Busy { .. } => "wait for it to end, or leave out --no-wait".into(),
        StoreError::CatalogTooNew { .. } | StoreError::PartTooNew { .. } => {
            "this folder was written by a newer Traction: update this one".into()
        }
        StoreError::CatalogMissing { .. } | StoreError::CatalogDamaged { .. } => {
            "put traction.db back from a copy of the folder; the parts in facts/ are untouched"
                .into()
        }
        StoreError::PartMissing { .. } | StoreError::PartDamaged { .. } => {
            "put the file back from a copy of the folder, or import the district's file again"
                .into()
        }
        StoreError::Exists { .. } => "nothing was written; name another file or folder".into(),
        StoreError::NotABackup { .. } => "name a file that traction backup wrote".into(),
        StoreError::BackupDamaged { .. } => {
            "nothing was restored; use another copy of the backup, or another backup".into()
        }
        StoreError::SnapshotPruned { .. } => {
            "its parts were removed by traction facts prune; traction facts log lists the imports"
                .into()
        }
        StoreError::NoSuchImport { .. } => "traction facts log lists the imports".into(),
        _ => String::new(),
    }
}
