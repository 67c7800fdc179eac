//! What a mapping file says, as types. Names of the file's own columns stay text.

use traction_core::district::{Missing, Table};

use crate::source::Form;

/// One mapping file: which files it fits, and the tables that it reads out of each.
#[derive(Debug, Clone, PartialEq)]
pub struct Mapping {
    /// File-name patterns; `*` stands for any characters, `?` for one.
    pub files: Vec<String>,
    /// The workbook's sheet; the first when not named.
    pub sheet: Option<String>,
    /// What it says of how the files are written; the rest is found out.
    pub form: Form,
    /// The tables, in the order written.
    pub tables: Vec<TableMapping>,
}

impl Mapping {
    /// Whether the mapping is meant for a file of this name (the last part of its path).
    pub fn fits(&self, file_name: &str) -> bool {
        self.files.iter().any(|pattern| fits_pattern(pattern, file_name))
    }

    /// Whether the mapping is meant for an input of this name, such as `roster.csv`,
    /// `exports.zip/roster.csv` or `plan.xlsx/Staff`. Folders and zips do not count; a sheet fits
    /// when its workbook does and the mapping names it, or names no sheet.
    pub fn fits_input(&self, input_name: &str) -> bool {
        let mut parts = input_name.rsplit('/');
        let (last, before) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        let is_sheet = [".xlsx", ".xlsm"].iter().any(|end| before.to_lowercase().ends_with(end));
        let file = if is_sheet { before } else { last };
        let is_named = |sheet: &String| is_sheet && sheet.trim().eq_ignore_ascii_case(last.trim());
        self.fits(file) && self.sheet.as_ref().is_none_or(is_named)
    }
}

/// One target table, and how its rows are made from the file's rows.
#[derive(Debug, Clone, PartialEq)]
pub struct TableMapping {
    /// The target.
    pub table: &'static Table,
    /// Ours ← theirs, in the order written.
    pub columns: Vec<(&'static str, ColumnMapping)>,
    /// Only rows whose cell is one of these values are read; each condition must hold.
    pub keep: Vec<Condition>,
    /// Rows whose cell is one of these values are not read; one condition is enough.
    pub leave_out: Vec<Condition>,
    /// One row for each key; the last row of the file wins.
    pub distinct: bool,
    /// Columns that become rows.
    pub unpivot: Option<Unpivot>,
}

/// A column of the file and the values that the condition speaks of.
#[derive(Debug, Clone, PartialEq)]
pub struct Condition {
    /// The file's column.
    pub column: String,
    /// Values, compared without regard to letter case and outer spaces.
    pub values: Vec<String>,
}

/// Wide to long: each listed column gives one row, with its code and its value.
#[derive(Debug, Clone, PartialEq)]
pub struct Unpivot {
    /// The file's columns, each with the code that its rows carry.
    pub columns: Vec<(String, String)>,
    /// Our column that takes the code.
    pub code: &'static str,
    /// Our column that takes the value.
    pub value: &'static str,
    /// Cells that stand for a missing value, by reason.
    pub missing: Vec<(String, Missing)>,
    /// Whether an empty cell gives a row that says so. Otherwise it gives none, and is counted.
    pub keep_blank: bool,
}

/// How one of our columns is made. Steps apply in the order of the fields.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ColumnMapping {
    /// A value for every row, instead of a column.
    pub constant: Option<String>,
    /// The file's columns: one, or several to be joined.
    pub from: Vec<String>,
    /// What stands between joined parts.
    pub with: String,
    /// Columns to try, in order, when the first is empty or holds an id that nobody has.
    pub fall_back: Vec<String>,
    /// Texts to take off the front or the end.
    pub strip: Vec<String>,
    /// Cells that stand for a missing value, by reason.
    pub missing: Vec<(String, Missing)>,
    /// Their value ← → ours; a value that is not listed stays as it is.
    pub values: Vec<(String, String)>,
    /// Letter case.
    pub case: Option<Case>,
    /// Left-pad with zeros to this length (each part, when joined).
    pub pad: Option<usize>,
    /// How school years are written.
    pub year: Option<YearForm>,
    /// How dates are written, in `strftime` words such as `%m/%d/%Y`.
    pub date: Option<String>,
    /// Multiply numbers by this.
    pub scale: Option<f64>,
    /// The value for an empty cell.
    pub default: Option<String>,
}

impl ColumnMapping {
    /// A plain column, taken as it is.
    pub fn column(name: &str) -> Self {
        ColumnMapping { from: vec![name.to_owned()], ..ColumnMapping::default() }
    }

    /// The same value for every row.
    pub fn constant(value: &str) -> Self {
        ColumnMapping { constant: Some(value.to_owned()), ..ColumnMapping::default() }
    }
}

/// Letter case to write values in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Case {
    /// `ABC`
    Upper,
    /// `abc`
    Lower,
}

/// How a file writes a school year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum YearForm {
    /// One calendar year, in which the school year ends.
    Ending,
    /// One calendar year, in which the school year begins.
    Beginning,
    /// Both years, such as `2026-27`, `2026/2027` or `2026_2027`.
    Range,
}

/// The words for missing values in a mapping file.
pub(super) const MISSING_WORDS: [(&str, Missing); 4] = [
    ("suppressed", Missing::Suppressed),
    ("not collected", Missing::NotCollected),
    ("not applicable", Missing::NotApplicable),
    ("blank", Missing::Blank),
];

/// The words for the forms of a school year.
pub(super) const YEAR_WORDS: [(&str, YearForm); 3] =
    [("ending", YearForm::Ending), ("beginning", YearForm::Beginning), ("range", YearForm::Range)];

/// The words for letter case.
pub(super) const CASE_WORDS: [(&str, Case); 2] = [("upper", Case::Upper), ("lower", Case::Lower)];

/// The word that stands for a value in one of the lists above.
pub(super) fn word_of<T: PartialEq>(words: &[(&'static str, T)], value: &T) -> &'static str {
    words.iter().find(|(_, listed)| listed == value).map_or("", |(word, _)| word)
}

/// Whether a file name fits a pattern of `*` and `?`, in any letter case. Linear in the product of
/// the two lengths at worst.
pub(super) fn fits_pattern(pattern: &str, name: &str) -> bool {
    let pattern: Vec<char> = pattern.to_lowercase().chars().collect();
    let name: Vec<char> = name.to_lowercase().chars().collect();
    let (mut p, mut n, mut star) = (0, 0, None);
    while n < name.len() {
        match pattern.get(p) {
            Some('*') => {
                star = Some((p, n));
                p += 1;
            }
            Some(c) if *c == '?' || *c == name[n] => {
                p += 1;
                n += 1;
            }
            _ => match star {
                Some((star_p, star_n)) => {
                    star = Some((star_p, star_n + 1));
                    p = star_p + 1;
                    n = star_n + 1;
                }
                None => return false,
            },
        }
    }
    pattern[p..].iter().all(|c| *c == '*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mapping_fits_its_file_wherever_it_lies() {
        let mut mapping = Mapping {
            files: vec!["staff*.xlsx".into()],
            sheet: Some("2026".into()),
            form: Form::default(),
            tables: vec![],
        };
        assert!(mapping.fits_input("staff-fall.xlsx/2026"));
        assert!(!mapping.fits_input("staff-fall.xlsx/2025"));
        mapping.sheet = None;
        assert!(mapping.fits_input("staff-fall.xlsx/2025"));
        mapping.files = vec!["roster*.csv".into()];
        assert!(mapping.fits_input("exports.zip/roster_2026.csv"));
        assert!(!mapping.fits_input("roster.csv/other.csv"));
    }

    #[test]
    fn a_pattern_fits_in_any_letter_case_and_only_whole_names() {
        assert!(fits_pattern("sgp*.csv.gz", "SGP_sgpData_LONG.csv.gz"));
        assert!(fits_pattern("?-grades*.csv", "a-grades.csv"));
        assert!(fits_pattern("*", ""));
        assert!(!fits_pattern("sgp*.csv", "sgp.csv.gz"));
        assert!(!fits_pattern("a*b*c", "a-b"));
        assert!(fits_pattern("a*b*c", "abbbxbc"));
    }
}
