//! Backups: a live district folder as one zip file, and a zip file as a district folder.
//!
//! A backup holds the catalog as it stood at one instant, every part that this catalog names, the
//! settings, the rules and the mappings, and a list of all of them with their hashes. It may be
//! made while an import runs and while pages are served: the catalog is copied by SQLite under one
//! view, and parts never change. The file gets its name only when it is whole and on the disk.
//!
//! Restoring verifies every hash in a folder of another name and swings that name last, so that a
//! crash at any instant leaves no folder that looks whole and is not.

mod list;
mod restore;
mod write;

pub use restore::{Restored, restore};
pub use write::BackedUp;

/// The list of files inside a backup.
const LIST: &str = "traction-backup.txt";
