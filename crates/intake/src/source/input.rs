//! What the person named, as a list of inputs.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use flate2::read::MultiGzDecoder;
use traction_core::finding::Finding;

use super::archive::{self, Member};
use super::delimited::Delimited;
use super::error::SourceError;
use super::form::Form;
use super::inflate::{Counted, Counter, Guarded, open_file};
use super::limits::Limits;
use super::row::RowSource;
use super::workbook;
use crate::checks;
use crate::findings::Place;

/// One table of text: a file, a member of a zip, or a sheet of a workbook. It can be opened more
/// than once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    name: String,
    stem: String,
    bytes: u64,
    kept_in: KeptIn,
    form: Form,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum KeptIn {
    Plain(PathBuf),
    Gz(PathBuf),
    Zip(PathBuf, Member),
    Sheet(PathBuf, String),
}

/// The inputs of what the person named, in order of name, and what was noticed on the way.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Opened {
    /// Tables of text.
    pub inputs: Vec<Input>,
    /// Files that were not read, and why; names that do not fit their content.
    pub findings: Vec<Finding>,
}

impl Input {
    fn of(name: String, bytes: u64, kept_in: KeptIn) -> Self {
        let last = name.rsplit('/').next().unwrap_or(&name).to_owned();
        let stem = match &kept_in {
            KeptIn::Sheet(_, sheet) => sheet.trim().to_lowercase(),
            _ => file_stem(&last),
        };
        Input { name, stem, bytes, kept_in, form: Form::default() }
    }

    /// The same input, written as is said. Means nothing for a sheet.
    pub fn written_as(mut self, form: Form) -> Self {
        self.form = form;
        self
    }

    /// Name as the person knows it, such as `exports.zip/enrollments.csv` or `plan.xlsx/schools`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The name without folder and endings, in lower case: `enrollments`.
    pub fn stem(&self) -> &str {
        &self.stem
    }

    /// Bytes on disk; for a sheet those of the whole workbook.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// The file that it is, or lies in.
    pub fn path(&self) -> &Path {
        match &self.kept_in {
            KeptIn::Plain(path)
            | KeptIn::Gz(path)
            | KeptIn::Zip(path, _)
            | KeptIn::Sheet(path, _) => path,
        }
    }

    /// Opens it: encoding and sign are judged and the header is read.
    ///
    /// # Errors
    /// When it cannot be read, is not a table of text, or asks for more than the limits.
    pub fn open(&self, limits: &Limits) -> Result<RowSource, SourceError> {
        let (counter, form) = (Counter::default(), self.form);
        match &self.kept_in {
            KeptIn::Plain(path) => {
                let file = Counted::new(open_file(path, &self.name)?, counter.clone());
                Delimited::open(&self.name, Box::new(file), false, counter, form, limits)
            }
            KeptIn::Gz(path) => {
                let file = Counted::new(open_file(path, &self.name)?, counter.clone());
                let unpacked = MultiGzDecoder::new(file);
                let guarded = Guarded::new(unpacked, counter.clone(), limits, None);
                Delimited::open(&self.name, Box::new(guarded), true, counter, form, limits)
            }
            KeptIn::Zip(path, member) => {
                let reader = archive::open_member(path, &self.name, member, &counter, limits)?;
                Delimited::open(&self.name, reader, true, counter, form, limits)
            }
            KeptIn::Sheet(path, sheet) => workbook::open_sheet(path, &self.name, sheet, limits),
        }
    }
}

fn file_stem(file: &str) -> String {
    let lower = file.to_lowercase();
    let lower = lower.strip_suffix(".gz").unwrap_or(&lower);
    match lower.rsplit_once('.') {
        Some((stem, _)) if !stem.is_empty() => stem.to_owned(),
        _ => lower.to_owned(),
    }
}

/// Lists the inputs of a file, folder, zip or workbook.
///
/// # Errors
/// When it cannot be opened, or is a zip or workbook that must not be read.
pub fn open_path(path: &Path, limits: &Limits) -> Result<Opened, SourceError> {
    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
    let unreadable = |source| SourceError::Unreadable { file: name.clone(), source };
    let mut opened = Opened::default();
    if !fs::metadata(path).map_err(unreadable)?.is_dir() {
        open_file_into(&mut opened, path, &name, limits)?;
        return Ok(opened);
    }
    let mut entries = fs::read_dir(path)
        .and_then(|entries| entries.collect::<Result<Vec<_>, _>>())
        .map_err(unreadable)?;
    entries.sort_by_key(fs::DirEntry::file_name);
    if entries.len() > limits.members {
        let reason = format!("it holds more than {} files", limits.members);
        return Err(SourceError::Refused { file: name, reason });
    }
    for entry in entries {
        let inner = format!("{name}/{}", entry.file_name().to_string_lossy());
        // A link is not followed: the folder that the person named is all that is read.
        let is_file = entry.file_type().is_ok_and(|kind| kind.is_file());
        if !is_file || is_beside_the_point(&inner) {
            continue;
        }
        if let Err(error) = open_file_into(&mut opened, &entry.path(), &inner, limits) {
            opened.findings.push(checks::file_unreadable::finding(&error));
        }
    }
    Ok(opened)
}

/// Files that lie beside exports everywhere and are no tables.
fn is_beside_the_point(name: &str) -> bool {
    let last = name.rsplit('/').next().unwrap_or(name);
    let lower = last.to_lowercase();
    last.starts_with('.')
        || last.starts_with("~$")
        || ["md", "pdf", "docx", "json", "toml", "py", "html", "log"]
            .iter()
            .any(|ending| lower.ends_with(&format!(".{ending}")))
        || lower == "desktop.ini"
        || name.split('/').any(|part| part == "__MACOSX")
}

fn open_file_into(
    opened: &mut Opened,
    path: &Path,
    name: &str,
    limits: &Limits,
) -> Result<(), SourceError> {
    let unreadable = |source| SourceError::Unreadable { file: name.to_owned(), source };
    let bytes = fs::metadata(path).map_err(unreadable)?.len();
    let mut start = Vec::new();
    open_file(path, name)?.take(8).read_to_end(&mut start).map_err(unreadable)?;
    let lower = name.to_lowercase();
    let ending = |endings: &[&str]| endings.iter().any(|ending| lower.ends_with(ending));
    let expected: &[&str] = if start.starts_with(b"PK\x03\x04") || start.starts_with(b"PK\x05\x06")
    {
        let members = archive::list_members(path, name, limits)?;
        if members.iter().any(|(member, _)| member == archive::WORKBOOK) {
            for sheet in workbook::list_sheets(path, name, limits)? {
                let kept_in = KeptIn::Sheet(path.to_owned(), sheet.clone());
                opened.inputs.push(Input::of(format!("{name}/{sheet}"), bytes, kept_in));
            }
            &[".xlsx", ".xlsm"]
        } else {
            for (member, place) in members {
                let inner = format!("{name}/{member}");
                if !is_beside_the_point(&inner) {
                    let kept_in = KeptIn::Zip(path.to_owned(), place);
                    opened.inputs.push(Input::of(inner, place.packed, kept_in));
                }
            }
            &[".zip"]
        }
    } else if start.starts_with(&[0x1F, 0x8B]) {
        opened.inputs.push(Input::of(name.to_owned(), bytes, KeptIn::Gz(path.to_owned())));
        &[".gz"]
    } else if start.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]) {
        let reason = "it is an Excel 97 workbook or has a password; save it as .xlsx".to_owned();
        return Err(SourceError::Refused { file: name.to_owned(), reason });
    } else {
        opened.inputs.push(Input::of(name.to_owned(), bytes, KeptIn::Plain(path.to_owned())));
        &[".csv", ".txt", ".tsv", ".tab"]
    };
    if !ending(expected) {
        let found = name.rsplit('.').next().unwrap_or_default();
        opened.findings.push(checks::wrong_ending::finding(Place::file(name), found, expected[0]));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stem_is_the_name_without_folder_and_endings() {
        assert_eq!(file_stem("Enrollments.CSV.gz"), "enrollments");
        assert_eq!(file_stem("students.2026.csv"), "students.2026");
        assert_eq!(file_stem("courses"), "courses");
        assert_eq!(file_stem(".hidden"), ".hidden");
    }
}
