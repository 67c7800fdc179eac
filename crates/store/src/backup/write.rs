//! Writing a backup.

use std::fs::{self, File};
use std::io::{BufWriter, ErrorKind, Read, Seek, Write};
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::LIST;
use super::list::{Listed, render};
use crate::catalog::{Catalog, read_slot};
use crate::error::{Result, StoreError};
use crate::folder::Folder;
use crate::parts;
use crate::steps::{Step, Steps};

/// How often a backup begins anew because a part was pruned while it was being made.
const TRIES: usize = 3;

/// Bytes copied at a time.
const CHUNK: usize = 1 << 16;

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackedUp {
    /// The backup.
    pub path: PathBuf,
    /// Files in it, the list not counted.
    pub files: u64,
    /// Parts among them.
    pub parts: u64,
    /// Bytes of all of them.
    pub bytes: u64,
}

impl Folder {
    /// Writes the folder into one zip file, consistent while others import, prune or read.
    ///
    /// # Errors
    /// [`StoreError::Exists`] when there is a file of that name; a part that is missing or
    /// damaged, by name; what keeps the file from being written. Nothing of the name is then
    /// there.
    pub fn back_up(&self, to: &Path, steps: &Steps) -> Result<BackedUp> {
        if fs::symlink_metadata(to).is_ok() {
            return Err(StoreError::Exists { path: to.to_path_buf() });
        }
        let partial = beside(to, "partial");
        let copy = beside(to, "catalog");
        let mut tries = 0;
        let written = loop {
            tries += 1;
            match self.write_backup(&partial, &copy, steps) {
                Err(StoreError::PartMissing { .. }) if tries < TRIES => {}
                other => break other,
            }
        };
        // The first error is the one to tell.
        let _ = parts::remove_if_there(&copy);
        let done = written.and_then(|listed| {
            fs::rename(&partial, to).map_err(StoreError::io(to, "renamed"))?;
            steps.done(Step::Renamed(to));
            sync_parent(to)?;
            steps.done(Step::FolderSynced(to));
            Ok(BackedUp {
                path: to.to_path_buf(),
                files: listed.len() as u64,
                parts: listed.iter().filter(|file| file.path.starts_with("facts/")).count() as u64,
                bytes: listed.iter().map(|file| file.bytes).sum(),
            })
        });
        if done.is_err() {
            let _ = parts::remove_if_there(&partial);
        }
        done
    }

    fn write_backup(&self, partial: &Path, copy: &Path, steps: &Steps) -> Result<Vec<Listed>> {
        parts::remove_if_there(copy)?;
        self.catalog()?.copy_to(copy)?;
        steps.done(Step::Written(copy));
        let living = list_parts_of(copy)?;
        let file = File::create(partial).map_err(StoreError::io(partial, "written"))?;
        let mut zip = Packing { zip: ZipWriter::new(BufWriter::new(file)), path: partial };
        let mut listed = Vec::new();
        for (inside, path) in self.list_loose_files()? {
            listed.push(zip.add(&inside, &path, CompressionMethod::Deflated)?);
        }
        listed.push(zip.add("traction.db", copy, CompressionMethod::Deflated)?);
        for (inside, hash) in living {
            let path = self.path().join(&inside);
            // A part is packed already.
            let added = zip.add(&inside, &path, CompressionMethod::Stored)?;
            if added.hash != hash {
                let what = "its bytes are not those that were written".to_owned();
                return Err(StoreError::PartDamaged { path, what });
            }
            listed.push(added);
            steps.done(Step::Written(partial));
        }
        zip.add_text(LIST, &render(&listed))?;
        let file = zip.finish()?;
        file.sync_all().map_err(StoreError::io(partial, "synced"))?;
        steps.done(Step::Synced(partial));
        Ok(listed)
    }

    /// Settings, rules and mappings: path inside the backup, and where each lies.
    fn list_loose_files(&self) -> Result<Vec<(String, PathBuf)>> {
        let mut files = vec![("traction.toml".to_owned(), self.path().join("traction.toml"))];
        for folder in ["mappings", "policy"] {
            list_below(&self.path().join(folder), folder, &mut files)?;
        }
        Ok(files)
    }
}

fn list_below(folder: &Path, inside: &str, files: &mut Vec<(String, PathBuf)>) -> Result<()> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(StoreError::io(folder, "read")(error)),
    };
    let mut paths = Vec::new();
    for entry in entries {
        paths.push(entry.map_err(StoreError::io(folder, "read"))?.path());
    }
    paths.sort();
    for path in paths {
        // A name that is no text, or that a backup could not hold on every system, is said.
        let name = path.file_name().and_then(|name| name.to_str()).ok_or_else(|| {
            let source = std::io::Error::new(ErrorKind::InvalidData, "its name is not text");
            StoreError::Io { path: path.clone(), verb: "backed up", source }
        })?;
        let inside = format!("{inside}/{name}");
        if path.is_dir() {
            list_below(&path, &inside, files)?;
        } else {
            files.push((inside, path));
        }
    }
    Ok(())
}

/// The living parts that a copy of the catalog names: path below the folder, and hash.
fn list_parts_of(copy: &Path) -> Result<Vec<(String, String)>> {
    let list = || -> rusqlite::Result<Vec<(String, String)>> {
        let db = Connection::open_with_flags(copy, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        let mut query = db.prepare(
            "SELECT table_name, year, hash FROM parts WHERE pruned IS NULL
             ORDER BY table_name, year, hash",
        )?;
        let parts = query.query_map([], |row| {
            let slot = read_slot(&row.get::<_, String>(0)?, row.get(1)?)?;
            let hash: String = row.get(2)?;
            let year = parts::year_word(slot.year);
            Ok((format!("facts/{}/{year}/{hash}.parquet", slot.table.name), hash))
        })?;
        parts.collect()
    };
    list().map_err(StoreError::sqlite(copy))
}

/// A zip file that is being written.
struct Packing<'a, W: Write + Seek> {
    zip: ZipWriter<W>,
    path: &'a Path,
}

impl<W: Write + Seek> Packing<'_, W> {
    fn add(&mut self, inside: &str, path: &Path, method: CompressionMethod) -> Result<Listed> {
        let mut file = match File::open(path) {
            Ok(file) => file,
            Err(error) if error.kind() == ErrorKind::NotFound && inside.starts_with("facts/") => {
                return Err(StoreError::PartMissing { path: path.to_path_buf() });
            }
            Err(error) => return Err(StoreError::io(path, "read")(error)),
        };
        let length = file.metadata().map_err(StoreError::io(path, "read"))?.len();
        let options = SimpleFileOptions::default()
            .compression_method(method)
            // Some room, for a loose file that somebody is writing longer.
            .large_file(length > u64::from(u32::MAX) / 2);
        self.begin(inside, options)?;
        let mut hasher = blake3::Hasher::new();
        let mut chunk = vec![0; CHUNK];
        loop {
            let read = file.read(&mut chunk).map_err(StoreError::io(path, "read"))?;
            if read == 0 {
                break;
            }
            hasher.update(&chunk[..read]);
            self.zip.write_all(&chunk[..read]).map_err(StoreError::io(self.path, "written"))?;
        }
        let hash = hasher.finalize().to_hex().to_string();
        Ok(Listed { path: inside.to_owned(), hash, bytes: hasher.count() })
    }

    fn add_text(&mut self, inside: &str, text: &str) -> Result<()> {
        self.begin(inside, SimpleFileOptions::default())?;
        self.zip.write_all(text.as_bytes()).map_err(StoreError::io(self.path, "written"))
    }

    fn begin(&mut self, inside: &str, options: SimpleFileOptions) -> Result<()> {
        self.zip.start_file(inside, options).map_err(packing(self.path))
    }
}

impl Packing<'_, BufWriter<File>> {
    fn finish(self) -> Result<File> {
        let writer = self.zip.finish().map_err(packing(self.path))?;
        writer
            .into_inner()
            .map_err(|error| StoreError::io(self.path, "written")(error.into_error()))
    }
}

/// What keeps a zip file from being written, as the file's own trouble.
fn packing(path: &Path) -> impl FnOnce(zip::result::ZipError) -> StoreError {
    let path = path.to_path_buf();
    move |error| StoreError::io(&path, "written")(error.into())
}

/// A name beside a file, for what is not yet whole.
fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(ending);
    PathBuf::from(name)
}

fn sync_parent(path: &Path) -> Result<()> {
    path.parent().map_or(Ok(()), parts::sync_folder)
}

impl Catalog {
    /// Copies the catalog as it is at this instant into a file that is not there yet.
    fn copy_to(&mut self, path: &Path) -> Result<()> {
        let name = path.to_str().ok_or_else(|| {
            let source = std::io::Error::new(ErrorKind::InvalidInput, "its name is not text");
            StoreError::Io { path: path.to_path_buf(), verb: "written", source }
        })?;
        self.outside_transaction(|db| db.execute("VACUUM INTO ?1", [name]).map(|_| ())).map_err(
            |error| match error {
                // It is the copy that found no room, not the catalog.
                StoreError::DiskFull { .. } => StoreError::DiskFull { path: path.to_path_buf() },
                other => other,
            },
        )
    }
}
