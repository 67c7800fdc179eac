//! Findings gathered without letting a bad file fill the memory: each check shows its first
//! hundred in a file, and counts them all.

use std::collections::BTreeMap;

use traction_core::finding::{Finding, Severity};

/// Findings shown in full for each check and file; the rest are counted.
pub const SHOWN: usize = 100;

/// One check: its code, how much it matters, and the words of its page.
#[derive(Debug)]
pub struct Check {
    /// Stable code, such as `EN014`.
    pub code: &'static str,
    /// How much a finding of it matters.
    pub severity: Severity,
    /// What is wrong, as a heading.
    pub title: &'static str,
    /// What the check looks at, why it matters, and what Traction does with the row.
    pub words: &'static str,
    /// How to mend it.
    pub mend: &'static str,
}

/// Where a finding is.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    /// File as the person knows it.
    pub file: &'a str,
    /// Row, counting the header as row 1.
    pub row: Option<u64>,
    /// The file's own column name.
    pub column: Option<&'a str>,
}

impl<'a> Place<'a> {
    /// The whole file.
    pub const fn file(file: &'a str) -> Self {
        Place { file, row: None, column: None }
    }

    /// A row of a file.
    pub const fn row(file: &'a str, row: u64) -> Self {
        Place { file, row: Some(row), column: None }
    }

    /// A cell of a file.
    pub const fn cell(file: &'a str, row: u64, column: &'a str) -> Self {
        Place { file, row: Some(row), column: Some(column) }
    }
}

impl Check {
    /// A finding of this check.
    pub fn finding(&self, place: Place<'_>, found: String, expected: String) -> Finding {
        Finding {
            code: self.code,
            severity: self.severity,
            file: place.file.to_owned(),
            row: place.row,
            column: place.column.map(str::to_owned),
            found,
            expected,
            mend: self.mend.to_owned(),
        }
    }
}

/// How often one check spoke about one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tally {
    /// How much it matters.
    pub severity: Severity,
    /// Findings in all.
    pub count: u64,
}

/// Findings in the order in which they were made, and the count of each check in each file.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Findings {
    shown: Vec<Finding>,
    tallies: BTreeMap<(String, &'static str), Tally>,
}

impl Findings {
    /// Adds one; the words are made only if it will be shown.
    pub fn add(
        &mut self,
        check: &Check,
        place: Place<'_>,
        words: impl FnOnce() -> (String, String),
    ) {
        if self.count(check.code, place.file, check.severity) {
            let (found, expected) = words();
            self.shown.push(check.finding(place, found, expected));
        }
    }

    /// Adds one with another severity than its check's own.
    pub fn add_as(
        &mut self,
        check: &Check,
        severity: Severity,
        place: Place<'_>,
        words: impl FnOnce() -> (String, String),
    ) {
        if self.count(check.code, place.file, severity) {
            let (found, expected) = words();
            let mut finding = check.finding(place, found, expected);
            finding.severity = severity;
            self.shown.push(finding);
        }
    }

    /// Adds one that was made already.
    pub fn push(&mut self, finding: Finding) {
        if self.count(finding.code, &finding.file, finding.severity) {
            self.shown.push(finding);
        }
    }

    fn count(&mut self, code: &'static str, file: &str, severity: Severity) -> bool {
        let tally =
            self.tallies.entry((file.to_owned(), code)).or_insert(Tally { severity, count: 0 });
        tally.count += 1;
        tally.severity = tally.severity.max(severity);
        tally.count <= SHOWN as u64
    }

    /// Adds all of another's, after its own.
    pub fn append(&mut self, other: Findings) {
        let mut room: BTreeMap<(String, &'static str), u64> = BTreeMap::new();
        for (key, tally) in other.tallies {
            let mine = self
                .tallies
                .entry(key.clone())
                .or_insert(Tally { severity: tally.severity, count: 0 });
            room.insert(key, (SHOWN as u64).saturating_sub(mine.count));
            mine.count += tally.count;
            mine.severity = mine.severity.max(tally.severity);
        }
        for finding in other.shown {
            if let Some(left) = room.get_mut(&(finding.file.clone(), finding.code))
                && *left > 0
            {
                *left -= 1;
                self.shown.push(finding);
            }
        }
    }

    /// The findings that are shown, in order.
    pub fn shown(&self) -> &[Finding] {
        &self.shown
    }

    /// Every check that spoke, by file and code, with its full count.
    pub fn tallies(&self) -> impl Iterator<Item = (&str, &'static str, Tally)> {
        self.tallies.iter().map(|((file, code), tally)| (file.as_str(), *code, *tally))
    }

    /// Findings of that check, over all files.
    pub fn count_of(&self, code: &str) -> u64 {
        self.tallies.iter().filter(|((_, c), _)| *c == code).map(|(_, tally)| tally.count).sum()
    }

    /// The gravest severity; `None` when nothing was found.
    pub fn find_worst(&self) -> Option<Severity> {
        self.tallies.values().map(|tally| tally.severity).max()
    }

    /// Whether nothing was found.
    pub fn is_empty(&self) -> bool {
        self.tallies.is_empty()
    }
}
