//! One writer at a time: a lock of the operating system on a file in the district folder.
//!
//! The lock is held by an open file, so that a process that dies lets go of it by dying. Who
//! holds it stands in a second file, because a locked file cannot be read on every system.

use std::fmt;
use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use crate::error::{Result, StoreError};

const LOCK_FILE: &str = ".traction-lock";
const HOLDER_FILE: &str = ".traction-writer";

/// The process that writes a district folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holder {
    /// Its process number; `None` when it has not yet said.
    pub process: Option<u32>,
    /// Since when, by its own clock.
    pub since: Option<Timestamp>,
}

impl fmt::Display for Holder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.process, self.since) {
            (Some(process), Some(since)) => write!(f, "process {process} since {since}"),
            (Some(process), None) => write!(f, "process {process}"),
            _ => f.write_str("another process"),
        }
    }
}

/// What to do when another process is writing.
pub enum Wait<'a> {
    /// Give up with [`StoreError::Busy`].
    Refuse,
    /// Wait until it is done; the closure is told once for whom.
    For(&'a mut dyn FnMut(&Holder)),
}

/// The folder's lock, held until dropped.
#[derive(Debug)]
pub(crate) struct FolderLock {
    file: File,
    holder: PathBuf,
}

impl Drop for FolderLock {
    fn drop(&mut self) {
        // Neither may fail the work that is done: a stale name is replaced by the next writer, and
        // the system lets go of the lock when the file is closed. It is let go of by hand as well
        // because a process just forked elsewhere in this program may hold a copy of the file.
        let _ = fs::remove_file(&self.holder);
        let _ = self.file.unlock();
    }
}

impl FolderLock {
    pub(crate) fn take(folder: &Path, now: Timestamp, wait: Wait<'_>) -> Result<FolderLock> {
        let path = folder.join(LOCK_FILE);
        let file = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)
            .map_err(StoreError::io(&path, "opened"))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let holder = read_holder(folder);
                match wait {
                    Wait::Refuse => {
                        return Err(StoreError::Busy { path: folder.to_path_buf(), holder });
                    }
                    Wait::For(tell) => {
                        tell(&holder);
                        file.lock().map_err(StoreError::io(&path, "locked"))?;
                    }
                }
            }
            Err(TryLockError::Error(error)) => return Err(StoreError::io(&path, "locked")(error)),
        }
        let holder = folder.join(HOLDER_FILE);
        let text = format!("{} {now}\n", std::process::id());
        fs::write(&holder, text).map_err(StoreError::io(&holder, "written"))?;
        Ok(FolderLock { file, holder })
    }
}

fn read_holder(folder: &Path) -> Holder {
    let text = fs::read_to_string(folder.join(HOLDER_FILE)).unwrap_or_default();
    let mut words = text.split_whitespace();
    Holder {
        process: words.next().and_then(|word| word.parse().ok()),
        since: words.next().and_then(|word| word.parse().ok()),
    }
}
