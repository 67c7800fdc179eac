//! The house rules, each a function from the checkout to the list of what breaks it.

mod layers;
mod paths;
mod rooms;
mod text;

use std::fs;
use std::path::{Path, PathBuf};

pub use layers::check_layers;
pub use paths::{check_architecture_paths, check_glossary_rows};
pub use rooms::{check_rooms_are_mirrored, check_rooms_keep_apart};
pub use text::{check_file_heads, check_file_names, check_file_sizes, check_nothing_left_open};

/// A checkout, read as text.
#[derive(Debug)]
pub struct Checkout {
    root: PathBuf,
    files: Vec<PathBuf>,
}

impl Checkout {
    /// Reads the list of files below a workspace root; build products and hidden folders are left
    /// out, `.ci` is not.
    pub fn read(root: &Path) -> Self {
        let mut files = Vec::new();
        list_files(root, root, &mut files);
        files.sort();
        Checkout { root: root.to_owned(), files }
    }

    /// The workspace that this crate stands in.
    pub fn here() -> Self {
        Self::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../.."))
    }

    /// Files, relative to the root, in order.
    pub fn files(&self) -> &[PathBuf] {
        &self.files
    }

    /// Whether a file or a folder is there.
    pub fn has(&self, path: &str) -> bool {
        self.root.join(path).exists()
    }

    /// A file's text; empty when it is not text.
    pub fn text(&self, path: &Path) -> String {
        fs::read_to_string(self.root.join(path)).unwrap_or_default()
    }

    /// Rust files.
    pub fn rust_files(&self) -> impl Iterator<Item = &Path> {
        self.files.iter().map(PathBuf::as_path).filter(|p| p.extension().is_some_and(|e| e == "rs"))
    }
}

fn list_files(root: &Path, folder: &Path, files: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if path.is_dir() {
            let hidden = name.starts_with('.') && name != ".ci";
            if !hidden && name != "target" && name != "node_modules" {
                list_files(root, &path, files);
            }
        } else if let Ok(relative) = path.strip_prefix(root) {
            files.push(relative.to_owned());
        }
    }
}
