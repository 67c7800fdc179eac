//! Running the real command in a folder of its own.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;

use tempfile::TempDir;

/// A folder to work in, removed afterwards.
pub struct Desk {
    folder: TempDir,
}

/// What a command printed and how it ended.
pub struct Said {
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
    /// Exit status.
    pub status: i32,
}

impl Said {
    /// Fails the test unless the exit status is this.
    #[track_caller]
    pub fn with_status(self, status: i32) -> Self {
        assert_eq!(self.status, status, "\n{}\n{}", self.out, self.err);
        self
    }
}

impl From<Output> for Said {
    fn from(output: Output) -> Self {
        Said {
            out: String::from_utf8_lossy(&output.stdout).into_owned(),
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
            status: output.status.code().unwrap_or(-1),
        }
    }
}

/// The rows of a CSV answer, as cells by column name.
pub fn rows(text: &str) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    reader.deserialize().map(|row| row.expect("a row")).collect()
}

/// The command itself.
pub fn traction() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_traction"));
    command.stdin(Stdio::null()).env("USER", "analyst");
    command
}

impl Desk {
    /// An empty folder.
    pub fn empty() -> Self {
        Desk { folder: tempfile::tempdir().expect("a temporary folder") }
    }

    /// A folder with the sample town's files in `exports` and a district in `riverbend` that has
    /// imported them.
    pub fn with_town() -> Self {
        let desk = Desk::empty();
        copy_folder(town(), desk.path());
        desk
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// A path inside it.
    pub fn at(&self, path: &str) -> PathBuf {
        self.path().join(path)
    }

    /// Writes a file inside it.
    pub fn write(&self, path: &str, text: &str) {
        let path = self.at(path);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
        std::fs::write(path, text).expect("a file");
    }

    /// Runs `traction` with these words, split at spaces.
    pub fn run(&self, words: &str) -> Said {
        self.run_args(&words.split_whitespace().collect::<Vec<_>>())
    }

    /// Runs `traction` with these arguments.
    pub fn run_args(&self, args: &[&str]) -> Said {
        let output = traction().args(args).current_dir(self.path()).output();
        output.expect("the command starts").into()
    }
}

/// The town's files and district, made once for all tests of this run.
fn town() -> &'static Path {
    static TOWN: OnceLock<TempDir> = OnceLock::new();
    TOWN.get_or_init(|| {
        let desk = Desk::empty();
        desk.run("sample exports --size town --seed 7").with_status(0);
        desk.run_args(&["new", "riverbend", "--name", "Riverbend Unified"]).with_status(0);
        let mappings = desk.at("exports/mappings");
        if mappings.is_dir() {
            copy_folder(&mappings, &desk.at("riverbend/mappings"));
        }
        let said = desk.run("-C riverbend import ../exports");
        assert!(said.status < 2, "{}\n{}", said.out, said.err);
        desk.folder
    })
    .path()
}

/// Copies a folder and all in it.
pub fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a folder to copy").flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).expect("a copied file");
        }
    }
}
