//! What the fuzz targets share: the entry points, and a folder to put files into.

pub mod entries;

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// A folder of this process.
pub fn folder() -> &'static Path {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| {
        let folder = std::env::temp_dir().join(format!("traction-fuzz-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder for the files that are read");
        folder
    })
}
