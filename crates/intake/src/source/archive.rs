//! Zips: what is in them, what must not be opened, and a member as a stream.

use std::io::{BufReader, Read, Seek, SeekFrom};
use std::path::Path;

use flate2::read::DeflateDecoder;
use zip::{CompressionMethod, ZipArchive};

use super::error::SourceError;
use super::inflate::{Counted, Counter, Expected, Guarded, open_file};
use super::limits::Limits;

/// The member by which a zip is an Excel workbook.
pub(super) const WORKBOOK: &str = "xl/workbook.xml";

/// Where a member lies in its zip.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Member {
    start: u64,
    /// Packed bytes.
    pub(super) packed: u64,
    expected: Expected,
    deflated: bool,
}

/// Lists the members of a zip by name, in order of name.
///
/// # Errors
/// When the zip is damaged, or holds a path that leaves the folder, a link, another archive, an
/// encrypted member, or two members of one name.
pub(super) fn list_members(
    path: &Path,
    file: &str,
    limits: &Limits,
) -> Result<Vec<(String, Member)>, SourceError> {
    let refused = |reason: String| SourceError::Refused { file: file.to_owned(), reason };
    let damaged = |error: zip::result::ZipError| SourceError::Damaged {
        file: file.to_owned(),
        reason: error.to_string(),
    };
    let mut archive = ZipArchive::new(BufReader::new(open_file(path, file)?)).map_err(damaged)?;
    if archive.len() > limits.members {
        return Err(refused(format!("it holds more than {} files", limits.members)));
    }
    let mut members = Vec::with_capacity(archive.len());
    let mut archives = Vec::new();
    for index in 0..archive.len() {
        let entry = archive.by_index_raw(index).map_err(damaged)?;
        let name = String::from_utf8_lossy(entry.name_raw()).replace('\\', "/");
        if !is_inside(&name) {
            return Err(refused(format!("member {name} would leave the folder")));
        }
        if entry.is_symlink() {
            return Err(refused(format!("member {name} is a link")));
        }
        if entry.is_dir() {
            continue;
        }
        if entry.encrypted() {
            return Err(refused(format!("member {name} is encrypted")));
        }
        let lower = name.to_lowercase();
        if [".zip", ".gz", ".7z", ".xlsx", ".rar"].iter().any(|ending| lower.ends_with(ending)) {
            archives.push(name);
            continue;
        }
        let deflated = match entry.compression() {
            CompressionMethod::Stored => false,
            CompressionMethod::Deflated => true,
            other => return Err(refused(format!("member {name} is packed by {other}"))),
        };
        let Some(start) = entry.data_start() else {
            return Err(refused(format!("member {name} has no place in the file")));
        };
        let expected = Expected { size: entry.size(), crc: entry.crc32() };
        let packed = entry.compressed_size();
        members.push((name, Member { start, packed, expected, deflated }));
    }
    members.sort_by(|a, b| a.0.cmp(&b.0));
    // A workbook may carry another inside; it is never opened.
    let is_workbook = members.iter().any(|(name, _)| name == WORKBOOK);
    if let (Some(name), false) = (archives.first(), is_workbook) {
        return Err(refused(format!("member {name} is itself an archive")));
    }
    if let Some(pair) = members.windows(2).find(|pair| pair[0].0 == pair[1].0) {
        return Err(refused(format!("two members are called {}", pair[0].0)));
    }
    Ok(members)
}

fn is_inside(name: &str) -> bool {
    !name.is_empty()
        && !name.starts_with('/')
        && !name.contains('\0')
        && !name.contains(':')
        && name.split('/').all(|part| part != "..")
}

/// Opens a member as a stream of its unpacked bytes.
pub(super) fn open_member(
    path: &Path,
    file: &str,
    member: &Member,
    counter: &Counter,
    limits: &Limits,
) -> Result<Box<dyn Read + Send>, SourceError> {
    let mut zip = open_file(path, file)?;
    zip.seek(SeekFrom::Start(member.start))
        .map_err(|source| SourceError::Unreadable { file: file.to_owned(), source })?;
    let packed = Counted::new(zip, counter.clone()).take(member.packed);
    let (counter, expected) = (counter.clone(), Some(member.expected));
    Ok(if member.deflated {
        Box::new(Guarded::new(DeflateDecoder::new(packed), counter, limits, expected))
    } else {
        Box::new(Guarded::new(packed, counter, limits, expected))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_leave_the_folder_are_known() {
        assert!(is_inside("exports/users.csv"));
        for name in ["../users.csv", "/etc/users.csv", "a/../../b", "C:/x.csv", "a\0b", ""] {
            assert!(!is_inside(name), "{name}");
        }
    }
}
