//! Restoring a backup.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{BufReader, Read, Write};
use std::path::{Path, PathBuf};

use zip::ZipArchive;

use super::LIST;
use super::list::{Listed, parse};
use crate::error::{Result, StoreError};
use crate::folder::Folder;
use crate::parts;
use crate::settings::Settings;
use crate::steps::{Step, Steps};

/// The longest list of files that is read: some three hundred thousand parts.
const LONGEST_LIST: u64 = 64 << 20;

/// The file that makes a folder a district: written last.
const MARKER: &str = "traction.toml";

/// Bytes copied at a time.
const CHUNK: usize = 1 << 16;

/// What was restored.
#[derive(Debug, Clone)]
pub struct Restored {
    /// The district.
    pub folder: Folder,
    /// Files.
    pub files: u64,
    /// Bytes.
    pub bytes: u64,
}

/// Makes a district folder of a backup. Every hash is verified before the folder gets its name.
///
/// # Errors
/// [`StoreError::Exists`] when something of that name is there; [`StoreError::NotABackup`];
/// [`StoreError::BackupDamaged`] with the file inside; what keeps the folder from being written.
/// Nothing of the name is then there.
pub fn restore(backup: &Path, to: &Path, steps: &Steps) -> Result<Restored> {
    if fs::symlink_metadata(to).is_ok() {
        return Err(StoreError::Exists { path: to.to_path_buf() });
    }
    let mut unpacking = Unpacking::open(backup)?;
    let half = half_name(to)?;
    if let Some(parent) = half.parent() {
        parts::make_folder_durably(parent)?;
    }
    fs::create_dir(&half).map_err(StoreError::io(&half, "made"))?;
    let restored = unpacking.fill(&half, steps).and_then(|listed| {
        fs::rename(&half, to).map_err(StoreError::io(to, "renamed"))?;
        steps.done(Step::Renamed(to));
        if let Some(parent) = to.parent() {
            parts::sync_folder(parent)?;
        }
        steps.done(Step::FolderSynced(to));
        Ok(Restored {
            folder: Folder::open(to)?,
            files: listed.len() as u64,
            bytes: listed.iter().map(|file| file.bytes).sum(),
        })
    });
    if restored.is_err() {
        // The first error is the one to tell; half a folder has no marker and is no district.
        let _ = fs::remove_dir_all(&half);
    }
    restored
}

/// The name that a folder has while it is being filled: hidden, beside the one it will have.
fn half_name(to: &Path) -> Result<PathBuf> {
    let whole = std::path::absolute(to).map_err(StoreError::io(to, "made"))?;
    let name = whole.file_name().ok_or_else(|| StoreError::Exists { path: to.to_path_buf() })?;
    let half = format!(".{}.restoring-{}", name.to_string_lossy(), std::process::id());
    Ok(whole.with_file_name(half))
}

struct Unpacking {
    path: PathBuf,
    zip: ZipArchive<BufReader<File>>,
}

impl Unpacking {
    fn open(backup: &Path) -> Result<Unpacking> {
        let file = File::open(backup).map_err(StoreError::io(backup, "read"))?;
        let not_one = |what: String| StoreError::NotABackup { path: backup.to_path_buf(), what };
        let zip = ZipArchive::new(BufReader::new(file)).map_err(|e| not_one(e.to_string()))?;
        Ok(Unpacking { path: backup.to_path_buf(), zip })
    }

    fn fill(&mut self, half: &Path, steps: &Steps) -> Result<Vec<Listed>> {
        let listed = self.read_list()?;
        for file in listed.iter().filter(|file| file.path != MARKER) {
            self.unpack(file, half)?;
            steps.done(Step::Written(half));
        }
        let settings = self.read_settings(&listed)?;
        check_whole(half, settings, &listed, &self.path)?;
        for made in ["facts", "mappings", "policy"] {
            parts::make_folder_durably(&half.join(made))?;
        }
        for file in listed.iter().filter(|file| file.path == MARKER) {
            self.unpack(file, half)?;
        }
        parts::sync_folder(half)?;
        steps.done(Step::Synced(half));
        Ok(listed)
    }

    fn damaged(&self, inside: &str, what: impl Into<String>) -> StoreError {
        let (path, inside) = (self.path.clone(), inside.to_owned());
        StoreError::BackupDamaged { path, inside, what: what.into() }
    }

    fn read_list(&mut self) -> Result<Vec<Listed>> {
        let path = self.path.clone();
        let not_one = |what: &str| StoreError::NotABackup { path, what: what.to_owned() };
        let Ok(list) = self.zip.by_name(LIST) else {
            return Err(not_one("it holds no list of files"));
        };
        let mut text = String::new();
        if list.take(LONGEST_LIST).read_to_string(&mut text).is_err() {
            return Err(self.damaged(LIST, "it cannot be read"));
        }
        let listed = parse(&text).map_err(|what| self.damaged(LIST, what))?;
        let names: BTreeSet<&str> = listed.iter().map(|file| file.path.as_str()).collect();
        if names.len() != listed.len() {
            return Err(self.damaged(LIST, "it names a file twice"));
        }
        for needed in [MARKER, "traction.db"] {
            if !names.contains(needed) {
                return Err(self.damaged(LIST, format!("it does not name {needed}")));
            }
        }
        Ok(listed)
    }

    /// Writes one file, no longer than the list says, and compares its hash.
    fn unpack(&mut self, file: &Listed, half: &Path) -> Result<()> {
        let target = half.join(&file.path);
        if let Some(folder) = target.parent() {
            fs::create_dir_all(folder).map_err(StoreError::io(folder, "made"))?;
        }
        let mut out = File::create_new(&target).map_err(StoreError::io(&target, "written"))?;
        self.copy(file, &mut |chunk| {
            out.write_all(chunk).map_err(StoreError::io(&target, "written"))
        })?;
        out.sync_all().map_err(StoreError::io(&target, "synced"))?;
        target.parent().map_or(Ok(()), parts::sync_folder)
    }

    fn copy(&mut self, file: &Listed, put: &mut dyn FnMut(&[u8]) -> Result<()>) -> Result<()> {
        let damaged = |what: String| {
            let (path, inside) = (self.path.clone(), file.path.clone());
            StoreError::BackupDamaged { path, inside, what }
        };
        let Ok(packed) = self.zip.by_name(&file.path) else {
            return Err(damaged("it is not there".to_owned()));
        };
        // One byte more than there should be tells a longer file without reading it to its end.
        let mut packed = packed.take(file.bytes.saturating_add(1));
        let mut hasher = blake3::Hasher::new();
        let mut chunk = vec![0; CHUNK];
        loop {
            let read = packed.read(&mut chunk).map_err(|error| damaged(error.to_string()))?;
            if read == 0 {
                break;
            }
            hasher.update(&chunk[..read]);
            put(&chunk[..read])?;
        }
        if hasher.count() != file.bytes || hasher.finalize().to_hex().as_str() != file.hash {
            return Err(damaged("its bytes are not those that were backed up".to_owned()));
        }
        Ok(())
    }

    fn read_settings(&mut self, listed: &[Listed]) -> Result<Settings> {
        let mut bytes = Vec::new();
        for file in listed.iter().filter(|file| file.path == MARKER) {
            self.copy(file, &mut |chunk| {
                bytes.extend_from_slice(chunk);
                Ok(())
            })?;
        }
        let text = String::from_utf8(bytes).map_err(|_| self.damaged(MARKER, "it is not text"))?;
        Settings::parse(Path::new(MARKER), &text)
    }
}

/// The catalog is sound, and every part that it names is in the backup under its own hash.
fn check_whole(half: &Path, settings: Settings, listed: &[Listed], backup: &Path) -> Result<()> {
    let damaged = |inside: &str, what: String| StoreError::BackupDamaged {
        path: backup.to_path_buf(),
        inside: inside.to_owned(),
        what,
    };
    let folder = Folder::unmarked(half, settings);
    if let Some(what) = folder.check_catalog()?.into_iter().next() {
        return Err(damaged("traction.db", what));
    }
    let kept: BTreeSet<(&str, &str)> =
        listed.iter().map(|file| (file.path.as_str(), file.hash.as_str())).collect();
    for (path, hash, _) in folder.list_living_parts()? {
        let inside = path.strip_prefix(half).unwrap_or(&path);
        let steps: Vec<_> = inside.iter().map(|step| step.to_string_lossy()).collect();
        let inside = steps.join("/");
        if !kept.contains(&(inside.as_str(), hash.as_str())) {
            return Err(damaged(&inside, "the catalog names it and it is not there".to_owned()));
        }
    }
    Ok(())
}
