//! The district folder: what a user owns.

use std::fs;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use traction_core::district::{SchoolYear, Table};

use crate::catalog::Catalog;
use crate::error::{Result, StoreError};
use crate::facts::Snapshot;
use crate::import::{ImportId, ImportSession, ImportStart};
use crate::lock::Wait;
use crate::parts;
use crate::settings::Settings;

/// The file that makes a folder a district.
const MARKER: &str = "traction.toml";

/// An opened district folder. Cheap to clone; holds no file open.
#[derive(Debug, Clone)]
pub struct Folder {
    path: PathBuf,
    settings: Settings,
}

impl Folder {
    /// Makes a district folder, and the folders above it where they are missing.
    ///
    /// # Errors
    /// [`StoreError::AlreadyADistrict`], or what keeps the files from being written.
    pub fn create(path: &Path, settings: &Settings) -> Result<Folder> {
        let marker = path.join(MARKER);
        if marker.exists() {
            return Err(StoreError::AlreadyADistrict { path: path.to_path_buf() });
        }
        let folder = Folder { path: path.to_path_buf(), settings: settings.clone() };
        for made in [folder.facts_path(), folder.mappings_path(), folder.policy_path()] {
            fs::create_dir_all(&made).map_err(StoreError::io(&made, "made"))?;
        }
        Catalog::create(&folder.catalog_path())?;
        // The marker comes last: a folder that was made half way is no district yet.
        folder.write_marker(settings)?;
        Ok(folder)
    }

    /// Opens a district folder.
    ///
    /// # Errors
    /// [`StoreError::NotADistrict`], [`StoreError::Settings`], or what keeps the file from being
    /// read.
    pub fn open(path: &Path) -> Result<Folder> {
        let marker = path.join(MARKER);
        let text = match fs::read_to_string(&marker) {
            Ok(text) => text,
            Err(error)
                if matches!(
                    error.kind(),
                    std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory
                ) =>
            {
                return Err(StoreError::NotADistrict { path: path.to_path_buf() });
            }
            Err(error) => return Err(StoreError::io(&marker, "read")(error)),
        };
        let settings = Settings::parse(&marker, &text)?;
        Ok(Folder { path: path.to_path_buf(), settings })
    }

    /// Opens the district that a folder lies in: the folder itself or the nearest one above.
    ///
    /// # Errors
    /// As [`Folder::open`]; [`StoreError::NotADistrict`] names the folder where the search began.
    pub fn find_upward(from: &Path) -> Result<Folder> {
        let start = std::path::absolute(from).map_err(StoreError::io(from, "read"))?;
        match start.ancestors().find(|folder| folder.join(MARKER).is_file()) {
            Some(found) => Folder::open(found),
            None => Err(StoreError::NotADistrict { path: start }),
        }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What `traction.toml` said when the folder was opened.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Writes `traction.toml` anew, comments as they ship.
    ///
    /// # Errors
    /// What keeps the file from being written.
    pub fn save_settings(&mut self, settings: &Settings) -> Result<()> {
        self.write_marker(settings)?;
        self.settings = settings.clone();
        Ok(())
    }

    /// A folder that is being filled and has no marker yet.
    pub(crate) fn unmarked(path: &Path, settings: Settings) -> Folder {
        Folder { path: path.to_path_buf(), settings }
    }

    /// Takes years out of the list of closed ones in `traction.toml`, because the catalog has
    /// them; what else stands in the file stays as it is.
    ///
    /// # Errors
    /// What keeps the file from being read or written.
    pub fn take_closed_years_out(&self, taken: &[i16]) -> Result<()> {
        let marker = self.path.join(MARKER);
        let text = fs::read_to_string(&marker).map_err(StoreError::io(&marker, "read"))?;
        let listed = Settings::parse(&marker, &text)?.closed_years;
        let rest: Vec<i16> = listed.into_iter().filter(|year| !taken.contains(year)).collect();
        let text = Settings::without_closed_years(&text, &rest);
        parts::write_durably(&marker, text.as_bytes(), &crate::steps::Steps::default())
    }

    /// Folder of the parts.
    pub fn facts_path(&self) -> PathBuf {
        self.path.join("facts")
    }

    /// Folder of the district's mappings: how its exports' columns map onto our tables.
    pub fn mappings_path(&self) -> PathBuf {
        self.path.join("mappings")
    }

    /// Folder of the district's dated rules, over the ones that ship with Traction.
    pub fn policy_path(&self) -> PathBuf {
        self.path.join("policy")
    }

    /// The catalog's file.
    pub fn catalog_path(&self) -> PathBuf {
        self.path.join("traction.db")
    }

    /// Folder of the parts of a table and year: `facts/enrollments/2026`, `facts/schools/all`.
    pub fn slot_path(&self, table: &Table, year: Option<SchoolYear>) -> PathBuf {
        self.facts_path().join(table.name).join(parts::year_word(year))
    }

    /// The file of a part.
    pub fn part_path(&self, table: &Table, year: Option<SchoolYear>, hash: &str) -> PathBuf {
        self.slot_path(table, year).join(format!("{hash}.parquet"))
    }

    /// Opens the catalog, bringing an older one up to date.
    ///
    /// # Errors
    /// The catalog's errors: missing, locked, damaged, newer than this program.
    pub fn catalog(&self) -> Result<Catalog> {
        Catalog::open(&self.catalog_path())
    }

    /// The facts as they are now.
    ///
    /// # Errors
    /// The catalog's errors.
    pub fn snapshot(&self) -> Result<Snapshot> {
        Snapshot::current(self)
    }

    /// The facts before the first import: none.
    pub fn snapshot_before_all(&self) -> Snapshot {
        Snapshot::empty(self)
    }

    /// The facts as an import left them.
    ///
    /// # Errors
    /// [`StoreError::NoSuchImport`], [`StoreError::SnapshotPruned`], the catalog's errors.
    pub fn snapshot_as_of(&self, import: ImportId) -> Result<Snapshot> {
        Snapshot::as_of(self, import)
    }

    /// The facts as they were at a moment: as the last import that was done by then left them.
    ///
    /// # Errors
    /// [`StoreError::SnapshotPruned`], the catalog's errors.
    pub fn snapshot_at(&self, moment: Timestamp) -> Result<Snapshot> {
        Snapshot::at(self, moment)
    }

    /// Begins an import: takes the folder's lock and removes what a crash left behind.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when another process writes and `wait` refuses; the file and catalog
    /// errors.
    pub fn begin_import(&self, start: ImportStart, wait: Wait<'_>) -> Result<ImportSession> {
        ImportSession::begin(self, start, wait)
    }

    fn write_marker(&self, settings: &Settings) -> Result<()> {
        let marker = self.path.join(MARKER);
        let bytes = settings.render();
        parts::write_durably(&marker, bytes.as_bytes(), &crate::steps::Steps::default())
    }
}
