//! How delimited text is written: what a mapping says of it, and what was found out.

use encoding_rs::{MACINTOSH, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1250, WINDOWS_1252};

/// A character encoding that a mapping may name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8.
    Utf8,
    /// UTF-16, low byte first: Excel's "Unicode text".
    Utf16Le,
    /// UTF-16, high byte first.
    Utf16Be,
    /// Windows, Western Europe; holds all of Latin-1.
    Windows1252,
    /// Windows, Central Europe.
    Windows1250,
    /// Classic Macintosh.
    Macintosh,
}

/// The words for encodings in a mapping file.
pub const ENCODINGS: [(&str, Encoding); 6] = [
    ("utf-8", Encoding::Utf8),
    ("utf-16le", Encoding::Utf16Le),
    ("utf-16be", Encoding::Utf16Be),
    ("windows-1252", Encoding::Windows1252),
    ("windows-1250", Encoding::Windows1250),
    ("macintosh", Encoding::Macintosh),
];

impl Encoding {
    /// Its word.
    pub fn word(self) -> &'static str {
        ENCODINGS.iter().find(|(_, encoding)| *encoding == self).map_or("", |(word, _)| word)
    }

    pub(super) fn rules(self) -> &'static encoding_rs::Encoding {
        match self {
            Encoding::Utf8 => UTF_8,
            Encoding::Utf16Le => UTF_16LE,
            Encoding::Utf16Be => UTF_16BE,
            Encoding::Windows1252 => WINDOWS_1252,
            Encoding::Windows1250 => WINDOWS_1250,
            Encoding::Macintosh => MACINTOSH,
        }
    }
}

/// What is said of how a file is written. What is left out is found out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Form {
    /// The encoding.
    pub encoding: Option<Encoding>,
    /// The sign between cells.
    pub delimiter: Option<u8>,
}

/// Whether a byte can stand between cells: a tab, or a sign that no number, word or quoted cell
/// holds.
pub fn can_delimit(byte: u8) -> bool {
    byte == b'\t' || (byte.is_ascii_punctuation() && !matches!(byte, b'"' | b'\'' | b'.' | b'-'))
}

/// How a file turned out to be written, and what else it may be.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FoundForm {
    /// The encoding, once the last row is read; `None` when the file is no text.
    pub encoding: Option<Encoding>,
    /// The sign between cells.
    pub delimiter: Option<u8>,
    /// Why the encoding may be another, in words.
    pub encoding_doubt: Option<String>,
    /// Why the sign may be another, in words.
    pub delimiter_doubt: Option<String>,
}
