//! What is wrong with a file, said so that the person who owns the file can mend it.

/// How much a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Worth knowing; nothing was lost.
    Note,
    /// Kept, but the registrar should look.
    Warning,
    /// The row was set aside.
    SetAside,
    /// The file, or a table's year, was not taken at all.
    Blocking,
}

impl Severity {
    /// One lower-case word or two, as it is stored and shown.
    pub const fn word(self) -> &'static str {
        match self {
            Severity::Note => "note",
            Severity::Warning => "warning",
            Severity::SetAside => "set aside",
            Severity::Blocking => "blocking",
        }
    }

    /// The severity of that word.
    pub fn find(word: &str) -> Option<Self> {
        [Severity::Note, Severity::Warning, Severity::SetAside, Severity::Blocking]
            .into_iter()
            .find(|severity| severity.word() == word)
    }
}

/// One thing that is wrong, where, and what to do. Cells of a row that names a child are never
/// quoted except for identifiers and codes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Stable code of the check, such as `EN014`; `docs/checks/EN014.md` explains it.
    pub code: &'static str,
    /// How much it matters.
    pub severity: Severity,
    /// File as the person named it; for a zip or workbook also the member or sheet.
    pub file: String,
    /// Row of the file, counting the header as row 1; `None` for the whole file.
    pub row: Option<u64>,
    /// The file's own column name, if it is about one.
    pub column: Option<String>,
    /// What was found.
    pub found: String,
    /// What was expected.
    pub expected: String,
    /// How to mend it.
    pub mend: String,
}
