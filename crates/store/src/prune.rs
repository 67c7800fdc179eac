//! Pruning: removing parts that no kept view needs.

use std::collections::BTreeMap;
use std::path::PathBuf;

use jiff::Timestamp;
use rusqlite::params;

use crate::catalog::{Catalog, read_slot};
use crate::error::Result;
use crate::folder::Folder;
use crate::import::{list_part_files, sweep};
use crate::lock::{FolderLock, Wait};
use crate::parts;

/// What to keep.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PruneOrder {
    /// Keep the views of this many last imports, and always the current one. `None` keeps every
    /// import's view: then only leftovers of crashes go.
    pub keep_last: Option<u32>,
    /// Only say what would go.
    pub only_list: bool,
}

/// A file that was removed, or would be.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct RemovedFile {
    /// Its path.
    pub path: PathBuf,
    /// Its length in bytes.
    pub bytes: u64,
}

/// What pruning did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pruned {
    /// Files removed, by path.
    pub removed: Vec<RemovedFile>,
    /// Parts that stay.
    pub kept: u64,
}

impl Pruned {
    /// Bytes that the removed files took.
    pub fn bytes(&self) -> u64 {
        self.removed.iter().map(|file| file.bytes).sum()
    }
}

impl Folder {
    /// Removes parts that no kept view needs. The catalog says first that they are gone and the
    /// files follow, so that a crash between the two leaves leftovers and never a dangling name.
    ///
    /// # Errors
    /// [`crate::StoreError::Busy`] when another process writes and `wait` refuses; the file and
    /// catalog errors.
    pub fn prune(&self, order: PruneOrder, now: Timestamp, wait: Wait<'_>) -> Result<Pruned> {
        let _lock = FolderLock::take(self.path(), now, wait)?;
        let mut catalog = self.catalog()?;
        let doomed = match order.keep_last {
            Some(last) => catalog.list_unneeded(last)?,
            None => Vec::new(),
        };
        if order.only_list {
            return self.list_prunable(&mut catalog, &doomed);
        }
        catalog.mark_pruned(&doomed, now)?;
        let removed = sweep(self, &mut catalog)?;
        for folder in removed.iter().filter_map(|file| file.path.parent()) {
            parts::sync_folder(folder)?;
        }
        let kept = catalog.list_living_hashes()?.len() as u64;
        Ok(Pruned { removed, kept })
    }

    fn list_prunable(&self, catalog: &mut Catalog, doomed: &[String]) -> Result<Pruned> {
        let mut living = catalog.list_living_hashes()?;
        for hash in doomed {
            living.remove(hash);
        }
        let removed = list_part_files(self)?
            .into_iter()
            .filter(|(path, _)| {
                let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
                match path.extension().and_then(|ending| ending.to_str()) {
                    Some("parquet") => !living.contains(stem),
                    Some(parts::TEMPORARY) => true,
                    _ => false,
                }
            })
            .map(|(path, bytes)| RemovedFile { path, bytes })
            .collect();
        Ok(Pruned { removed, kept: living.len() as u64 })
    }

    /// Files of all living parts with what the catalog knows of them: path, hash, bytes.
    pub(crate) fn list_living_parts(&self) -> Result<Vec<(PathBuf, String, u64)>> {
        self.catalog()?.read(|db| {
            let mut query = db.prepare(
                "SELECT table_name, year, hash, bytes FROM parts WHERE pruned IS NULL
                 ORDER BY table_name, year, hash",
            )?;
            let parts = query.query_map([], |row| {
                let slot = read_slot(&row.get::<_, String>(0)?, row.get(1)?)?;
                let hash: String = row.get(2)?;
                Ok((self.part_path(slot.table, slot.year, &hash), hash, row.get(3)?))
            })?;
            parts.collect()
        })
    }
}

impl Catalog {
    /// Living parts that the views of the last imports, the current one among them, do not need.
    /// What closed years stand on is always needed.
    fn list_unneeded(&mut self, keep_last: u32) -> Result<Vec<String>> {
        let locked = self.list_locked_imports()?;
        self.read(|db| {
            let mut query = db.prepare("SELECT id FROM imports ORDER BY id DESC LIMIT ?1")?;
            let kept: Vec<i64> =
                query.query_map([keep_last.max(1)], |row| row.get(0))?.collect::<Result<_, _>>()?;
            // A slot's pointer is in force from its own import until the next pointer's.
            let oldest_kept = kept.last().copied().unwrap_or(0);
            let mut query = db.prepare(
                "SELECT a.hash, max(p.id IS NOT NULL AND NOT EXISTS (
                     SELECT 1 FROM pointers q WHERE q.table_name = p.table_name
                         AND q.year = p.year AND q.import_id > p.import_id
                         AND q.import_id <= ?1))
                 FROM parts a
                     LEFT JOIN pointer_parts n ON n.hash = a.hash
                     LEFT JOIN pointers p ON p.id = n.pointer_id
                 WHERE a.pruned IS NULL GROUP BY a.hash",
            )?;
            let mut needs: BTreeMap<String, bool> = query
                .query_map([oldest_kept], |row| Ok((row.get(0)?, row.get(1)?)))?
                .collect::<Result<_, _>>()?;
            let mut view = db.prepare(
                "SELECT n.hash FROM pointers p JOIN pointer_parts n ON n.pointer_id = p.id
                 WHERE p.import_id = (SELECT max(q.import_id) FROM pointers q
                     WHERE q.table_name = p.table_name AND q.year = p.year
                         AND q.import_id <= ?1)",
            )?;
            for import in &locked {
                for hash in view.query_map([import.0], |row| row.get::<_, String>(0))? {
                    needs.insert(hash?, true);
                }
            }
            Ok(needs.into_iter().filter(|(_, needed)| !needed).map(|(hash, _)| hash).collect())
        })
    }

    fn mark_pruned(&mut self, hashes: &[String], now: Timestamp) -> Result<()> {
        self.write(|db| {
            let mut mark = db.prepare("UPDATE parts SET pruned = ?2 WHERE hash = ?1")?;
            for hash in hashes {
                mark.execute(params![hash, now.to_string()])?;
            }
            Ok(())
        })
    }
}
