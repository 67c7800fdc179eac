//! Leftovers: temporary files, and parts that no import came to record.

use std::collections::BTreeSet;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use crate::catalog::Catalog;
use crate::error::{Result, StoreError};
use crate::folder::Folder;
use crate::parts;
use crate::prune::RemovedFile;

/// Removes every file under `facts/` that is temporary or that the catalog does not hold as a
/// living part. Call it only under the folder's lock.
pub(crate) fn sweep(folder: &Folder, catalog: &mut Catalog) -> Result<Vec<RemovedFile>> {
    let living = catalog.list_living_hashes()?;
    let mut removed = Vec::new();
    for (path, bytes) in list_part_files(folder)? {
        let part = path.extension().is_some_and(|ending| ending == "parquet");
        let hash = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
        if part && living.contains(hash) {
            continue;
        }
        let temporary = path.extension().is_some_and(|ending| ending == parts::TEMPORARY);
        if (part || temporary) && parts::remove_if_there(&path)? {
            tracing::info!(path = %path.display(), "removed a leftover");
            removed.push(RemovedFile { path, bytes });
        }
    }
    Ok(removed)
}

/// Every file under `facts/<table>/<year>/`, with its length, in order.
pub(crate) fn list_part_files(folder: &Folder) -> Result<Vec<(PathBuf, u64)>> {
    let mut files = Vec::new();
    for table in list(&folder.facts_path())? {
        for year in list(&table)? {
            for file in list(&year)? {
                match fs::metadata(&file) {
                    Ok(found) if found.is_file() => files.push((file, found.len())),
                    Ok(_) => {}
                    Err(error) if error.kind() == ErrorKind::NotFound => {}
                    Err(error) => return Err(StoreError::io(&file, "read")(error)),
                }
            }
        }
    }
    files.sort();
    Ok(files)
}

fn list(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            return Ok(Vec::new());
        }
        Err(error) => return Err(StoreError::io(folder, "read")(error)),
    };
    entries.map(|entry| entry.map(|e| e.path()).map_err(StoreError::io(folder, "read"))).collect()
}

impl Catalog {
    /// The hashes of all parts that were recorded and not pruned.
    pub(crate) fn list_living_hashes(&mut self) -> Result<BTreeSet<String>> {
        self.read(|db| {
            let mut query = db.prepare("SELECT hash FROM parts WHERE pruned IS NULL")?;
            let hashes = query.query_map([], |row| row.get(0))?;
            hashes.collect()
        })
    }
}
