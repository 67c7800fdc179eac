//! The list inside a backup: each file with its hash and length, as text that people can read.

use std::fmt::Write;

/// First line of a list.
const HEAD: &str = "traction backup 1";

/// One file of a backup.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Listed {
    /// Path below the district folder, steps divided by `/`.
    pub path: String,
    /// Content hash.
    pub hash: String,
    /// Length in bytes.
    pub bytes: u64,
}

/// The list as text.
pub(super) fn render(files: &[Listed]) -> String {
    let mut text = format!("{HEAD}\n");
    for file in files {
        let _ = writeln!(text, "{} {} {}", file.hash, file.bytes, file.path);
    }
    text
}

/// Reads a list; the error says what is wrong with it.
pub(super) fn parse(text: &str) -> Result<Vec<Listed>, String> {
    let mut lines = text.lines();
    if lines.next() != Some(HEAD) {
        return Err("its list of files is of a version that this program does not know".to_owned());
    }
    let mut files: Vec<Listed> = Vec::new();
    for (at, line) in lines.enumerate() {
        let wrong = || format!("line {} of its list of files cannot be read", at + 2);
        let (hash, rest) = line.split_once(' ').ok_or_else(wrong)?;
        let (bytes, path) = rest.split_once(' ').ok_or_else(wrong)?;
        let bytes = bytes.parse().map_err(|_| wrong())?;
        let is_hash = hash.len() == 64 && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
        if !is_hash || !is_inside(path) {
            return Err(wrong());
        }
        files.push(Listed { path: path.to_owned(), hash: hash.to_owned(), bytes });
    }
    Ok(files)
}

/// Whether a path stays inside the folder that it is put under, on any system.
fn is_inside(path: &str) -> bool {
    !path.is_empty()
        && !path.contains(['\\', ':', '\0'])
        && path.split('/').all(|step| !matches!(step, "" | "." | ".."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_reads_back_and_paths_stay_inside() {
        let file = |path: &str| Listed { path: path.to_owned(), hash: "0a".repeat(32), bytes: 7 };
        let files = vec![file("traction.toml"), file("policy/measures/a b.toml")];
        assert_eq!(parse(&render(&files)).unwrap(), files);
        for path in ["/etc/passwd", "../x", "a/../../x", "a//b", "", "c:\\x", "a\\..\\b", "."] {
            assert!(parse(&render(&[file(path)])).is_err(), "{path}");
        }
        for text in ["", "traction backup 2\n", "traction backup 1\nzz 1 a\n"] {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
