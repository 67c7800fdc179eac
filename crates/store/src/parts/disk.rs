//! Files that are either whole or absent, whatever happens to the machine.

use std::fs::{self, File};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use crate::error::{Result, StoreError};
use crate::steps::{Step, Steps};

/// Ending of a file that is still being written. A later writer removes what it finds of these.
pub(crate) const TEMPORARY: &str = "tmp";

/// Writes a file so that after a crash it is there whole or as it was: a temporary name in the same
/// folder, synced, renamed, the folder synced.
///
/// # Errors
/// What keeps the file from being written; the temporary file is removed then.
pub fn write_durably(path: &Path, bytes: &[u8], steps: &Steps) -> Result<()> {
    let mut temporary = path.as_os_str().to_owned();
    temporary.push(".");
    temporary.push(TEMPORARY);
    let temporary = PathBuf::from(temporary);
    let written = write_synced(&temporary, bytes, steps).and_then(|()| {
        fs::rename(&temporary, path).map_err(StoreError::io(path, "renamed"))?;
        steps.done(Step::Renamed(path));
        Ok(())
    });
    if let Err(error) = written {
        // The first error is the one to tell; what stays behind, the next writer removes.
        let _ = fs::remove_file(&temporary);
        return Err(error);
    }
    if let Some(folder) = path.parent() {
        sync_folder(folder)?;
    }
    steps.done(Step::FolderSynced(path));
    Ok(())
}

fn write_synced(path: &Path, bytes: &[u8], steps: &Steps) -> Result<()> {
    let mut file = File::create(path).map_err(StoreError::io(path, "written"))?;
    file.write_all(bytes).map_err(StoreError::io(path, "written"))?;
    steps.done(Step::Written(path));
    file.sync_all().map_err(StoreError::io(path, "synced"))?;
    steps.done(Step::Synced(path));
    Ok(())
}

/// Makes a folder, and those above it, so that they are there after a crash.
pub(crate) fn make_folder_durably(path: &Path) -> Result<()> {
    if path.is_dir() {
        return Ok(());
    }
    if let Some(parent) = path.parent() {
        make_folder_durably(parent)?;
        match fs::create_dir(path) {
            Ok(()) => {}
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            Err(error) => return Err(StoreError::io(path, "made")(error)),
        }
        sync_folder(parent)?;
    }
    Ok(())
}

/// Makes the names in a folder durable, on systems where a folder can be synced.
pub(crate) fn sync_folder(path: &Path) -> Result<()> {
    // The folder of a bare file name is the one we are in.
    let path = if path.as_os_str().is_empty() { Path::new(".") } else { path };
    if cfg!(unix) {
        let folder = File::open(path).map_err(StoreError::io(path, "opened"))?;
        folder.sync_all().map_err(StoreError::io(path, "synced"))?;
    }
    Ok(())
}

/// Removes a file; `false` when there was none.
pub(crate) fn remove_if_there(path: &Path) -> Result<bool> {
    match fs::remove_file(path) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
        Err(error) => Err(StoreError::io(path, "removed")(error)),
    }
}

/// The hash of a text, lower-case hexadecimal.
pub fn hash_text(text: &str) -> String {
    blake3::hash(text.as_bytes()).to_hex().to_string()
}

/// The content hash of a file, lower-case hexadecimal, and its length in bytes.
///
/// # Errors
/// [`StoreError::PartMissing`] when there is no such file; what keeps it from being read.
pub fn hash_file(path: &Path) -> Result<(String, u64)> {
    let mut file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => {
            return Err(StoreError::PartMissing { path: path.to_path_buf() });
        }
        Err(error) => return Err(StoreError::io(path, "read")(error)),
    };
    let mut hasher = blake3::Hasher::new();
    hasher.update_reader(&mut file).map_err(StoreError::io(path, "read"))?;
    Ok((hasher.finalize().to_hex().to_string(), hasher.count()))
}
