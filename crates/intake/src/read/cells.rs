//! One cell: its text, what the mapping says about it, and its typed value.

use std::borrow::Cow;

use hashbrown::HashMap;
use traction_core::district::{Column, Kind, Missing, Spec};

use super::{dates, numbers};
use crate::binding::Bound;
use crate::near::Near;

/// Different spellings that one column remembers; a column of codes has far fewer.
const REMEMBERED: usize = 4_096;
/// Longest spelling that is remembered, in bytes.
const LONGEST: usize = 64;

/// Powers of ten, as far as a plain number has decimal places.
const TENS: [f64; numbers::PLAIN + 1] =
    [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];

/// A cell that was read.
#[derive(Debug, PartialEq)]
pub(super) enum Value<'a> {
    Text(Cow<'a, str>),
    Year(i16),
    Days(i32),
    Integer(i64),
    Number(f64),
    Flag(bool),
    Code(u8),
    Missing(Missing),
}

impl Value<'_> {
    /// Appends it to a column of its kind.
    #[inline]
    pub(super) fn push_to(&self, column: &mut Column) {
        match self {
            Value::Text(text) => column.push_text(text),
            Value::Year(year) => column.push_year(*year),
            Value::Days(days) => column.push_days(*days),
            Value::Integer(number) => column.push_integer(*number),
            Value::Number(number) => column.push_number(*number),
            Value::Flag(flag) => column.push_flag(*flag),
            Value::Code(position) => column.push_code(*position),
            Value::Missing(reason) => column.push_missing(*reason),
        }
    }
}

/// A cell that cannot be read as what its column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Unread;

/// What the mapping makes of one spelling.
#[derive(Debug, Clone)]
enum Mapped {
    AsIs,
    To(String),
    Missing(Missing),
}

/// Reads the cells of one column.
#[derive(Debug)]
pub(super) struct CellReader {
    pub(super) spec: &'static Spec,
    pub(super) bound: Bound,
    guarded: bool,
    percent: bool,
    mapped: HashMap<Box<str>, Mapped>,
    codes: HashMap<Box<str>, Option<u8>>,
    pub(super) near_codes: Near<u8>,
    pub(super) near_days: Near<i32>,
    near_years: Near<i16>,
}

impl CellReader {
    pub(super) fn new(spec: &'static Spec, bound: Bound, guarded: bool) -> Self {
        CellReader {
            spec,
            bound,
            guarded,
            percent: spec.name.ends_with("percent"),
            mapped: HashMap::new(),
            codes: HashMap::new(),
            near_codes: Near::new(),
            near_days: Near::new(),
            near_years: Near::new(),
        }
    }

    /// Whether a mapping says nothing of the column's values.
    #[inline]
    pub(super) fn is_bare(&self) -> bool {
        self.bound.values.is_empty() && self.bound.missing.is_empty()
    }

    /// Appends a cell that [`CellReader::read`] would read as it stands, which is almost every one;
    /// false, and nothing appended, when it needs a closer look.
    #[inline]
    pub(super) fn push_plain(&mut self, text: &str, column: &mut Column) -> bool {
        if !self.is_bare() {
            return false;
        }
        let bytes = text.as_bytes();
        if bytes.is_empty() {
            if !self.spec.required {
                column.push_missing(Missing::Blank);
            }
            return !self.spec.required;
        }
        match self.spec.kind {
            Kind::Id if is_plain_text(bytes) => column.push_text(text),
            Kind::Text if is_plain_text(bytes) && !bytes.contains(&b'\r') => column.push_text(text),
            Kind::Code(_) => match self.near_codes.find(text) {
                Some(position) => column.push_code(position),
                None => return false,
            },
            Kind::Date => match self.near_days.find(text) {
                Some(days) => column.push_days(days),
                None => return false,
            },
            Kind::Flag => match bytes {
                b"true" => column.push_flag(true),
                b"false" => column.push_flag(false),
                _ => return false,
            },
            Kind::Integer => match numbers::parse_plain(bytes) {
                Some((number, 0)) => column.push_integer(number),
                _ => return false,
            },
            Kind::Number => match numbers::parse_plain(bytes) {
                // Both are exact as they stand, so the quotient is the nearest number.
                Some((number, places)) => column.push_number(number as f64 / TENS[places]),
                None => return false,
            },
            _ => return false,
        }
        true
    }

    /// Reads one cell.
    #[inline]
    pub(super) fn read<'a>(&'a mut self, text: &'a str) -> Result<Value<'a>, Unread> {
        let unguarded = match self.spec.kind {
            Kind::Text | Kind::Id if self.guarded => unguard(text),
            _ => text,
        };
        if self.bound.values.is_empty() && self.bound.missing.is_empty() {
            return self.read_ours(unguarded);
        }
        match self.map(unguarded) {
            Mapped::AsIs => self.read_ours(unguarded),
            Mapped::Missing(reason) => Ok(Value::Missing(reason)),
            // A mapped value is read like any other; it is owned here, so it is copied out.
            Mapped::To(ours) => match self.read_ours(&ours)? {
                Value::Text(text) => Ok(Value::Text(Cow::Owned(text.into_owned()))),
                Value::Year(year) => Ok(Value::Year(year)),
                Value::Days(days) => Ok(Value::Days(days)),
                Value::Integer(number) => Ok(Value::Integer(number)),
                Value::Number(number) => Ok(Value::Number(number)),
                Value::Flag(flag) => Ok(Value::Flag(flag)),
                Value::Code(position) => Ok(Value::Code(position)),
                Value::Missing(reason) => Ok(Value::Missing(reason)),
            },
        }
    }

    fn map(&mut self, text: &str) -> Mapped {
        if let Some(known) = self.mapped.get(text) {
            return known.clone();
        }
        let key = text.trim().to_lowercase();
        let mapped = if let Some(reason) = self.bound.missing.get(&key) {
            Mapped::Missing(*reason)
        } else if let Some(ours) = self.bound.values.get(&key) {
            Mapped::To(ours.clone())
        } else {
            Mapped::AsIs
        };
        if self.mapped.len() < REMEMBERED && text.len() <= LONGEST {
            self.mapped.insert(text.into(), mapped.clone());
        }
        mapped
    }

    #[inline]
    fn read_ours<'a>(&mut self, text: &'a str) -> Result<Value<'a>, Unread> {
        let trimmed = trim(text);
        if let Some(reason) = find_missing(trimmed) {
            return Ok(Value::Missing(reason));
        }
        Ok(match self.spec.kind {
            Kind::Id => Value::Text(Cow::Borrowed(trimmed)),
            Kind::Text => Value::Text(normalise_breaks(text)),
            Kind::Year => Value::Year(self.read_year(trimmed)?),
            Kind::Date => match self.read_day(trimmed) {
                Some(days) => Value::Days(days),
                None => return read_null(trimmed),
            },
            Kind::Time => Value::Integer(dates::parse_time(trimmed).ok_or(Unread)?),
            Kind::Integer => match numbers::parse_integer(trimmed) {
                Some(number) => Value::Integer(number),
                None => return read_null(trimmed),
            },
            Kind::Number => match numbers::parse_number(trimmed, self.percent) {
                Some(number) => Value::Number(number),
                None => return read_null(trimmed),
            },
            Kind::Money => match numbers::parse_money(trimmed) {
                Some(cents) => Value::Integer(cents),
                None => return read_null(trimmed),
            },
            Kind::Flag => match numbers::parse_flag(trimmed) {
                Some(flag) => Value::Flag(flag),
                None => return read_null(trimmed),
            },
            Kind::Code(set) => {
                let found = match self.codes.get(trimmed) {
                    Some(found) => *found,
                    None => {
                        let found = set.find_position(trimmed);
                        if self.codes.len() < REMEMBERED && trimmed.len() <= LONGEST {
                            self.codes.insert(trimmed.into(), found);
                        }
                        found
                    }
                };
                match found {
                    Some(position) => {
                        self.near_codes.remember(trimmed, position);
                        Value::Code(position)
                    }
                    None => return read_null(trimmed),
                }
            }
        })
    }

    /// The year of a text that was read lately, if no mapping speaks of it.
    #[inline]
    pub(super) fn find_near_year(&self, text: &str) -> Option<i16> {
        if self.is_bare() { self.near_years.find(text) } else { None }
    }

    fn read_year(&mut self, text: &str) -> Result<i16, Unread> {
        if let Some(year) = self.near_years.find(text) {
            return Ok(year);
        }
        let year = dates::parse_year(text, self.bound.years).ok_or(Unread)?;
        self.near_years.remember(text, year);
        Ok(year)
    }

    fn read_day(&mut self, text: &str) -> Option<i32> {
        if let Some(days) = self.near_days.find(text) {
            return Some(days);
        }
        let days = dates::parse_date(text, self.bound.dates)?;
        self.near_days.remember(text, days);
        Some(days)
    }
}

/// Whether a cell is a text as it stands: it has neither spaces to take off, nor a guard, nor the
/// beginning of a word for a missing cell.
#[inline]
pub(super) fn is_plain_text(bytes: &[u8]) -> bool {
    match bytes {
        [first, .., last] => {
            first.is_ascii_alphanumeric() && first | 0x20 != b'n' && last.is_ascii_graphic()
        }
        [only] => only.is_ascii_alphanumeric() && only | 0x20 != b'n',
        [] => false,
    }
}

/// A cell that is no number, day, flag or code may still say why: a database's NULL is blank, and
/// stars or `<10` are what publishers write instead of a small count.
fn read_null(text: &str) -> Result<Value<'static>, Unread> {
    if ["null", "none", "nan", "-", "--"].iter().any(|null| null.eq_ignore_ascii_case(text)) {
        return Ok(Value::Missing(Missing::Blank));
    }
    let below = text.strip_prefix(['<', '≤', '>', '≥']);
    let suppressed = text.bytes().all(|byte| byte == b'*')
        || matches!(text, "‡" | "†")
        || below.is_some_and(|rest| {
            let rest = rest.trim_start_matches('=').trim().trim_end_matches('%');
            !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
        });
    if suppressed { Ok(Value::Missing(Missing::Suppressed)) } else { Err(Unread) }
}

/// The text without the spaces around it; most cells have none, and that is quickly seen.
#[inline]
pub(super) fn trim(text: &str) -> &str {
    match text.as_bytes() {
        [b'!'..=b'~', .., b'!'..=b'~'] | [b'!'..=b'~'] | [] => text,
        _ => text.trim(),
    }
}

/// The reason that a trimmed cell stands for, as Traction tables write it.
#[inline]
fn find_missing(trimmed: &str) -> Option<Missing> {
    match trimmed.as_bytes() {
        [] => Some(Missing::Blank),
        [b'*'] => Some(Missing::Suppressed),
        [b'n' | b'N', rest @ ..] if rest.len() == 2 || rest.len() == 12 => {
            [Missing::NotApplicable, Missing::NotCollected]
                .into_iter()
                .find(|reason| reason.token().eq_ignore_ascii_case(trimmed))
        }
        _ => None,
    }
}

/// Takes off the apostrophe that guards a text against being calculated by a spreadsheet.
#[inline]
fn unguard(text: &str) -> &str {
    match text.as_bytes() {
        [b'\'', b'=' | b'+' | b'-' | b'@' | b'\t' | b'\r' | b'\'', ..] => &text[1..],
        _ => text,
    }
}

/// Line breaks within a cell as one kind.
fn normalise_breaks(text: &str) -> Cow<'_, str> {
    if text.contains('\r') {
        Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n"))
    } else {
        Cow::Borrowed(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use traction_core::district::{Noun, SchoolEnrollment, Student, StudentGroups, Table};

    fn reader(table: &'static Table, column: &str, guarded: bool) -> CellReader {
        let spec = &table.columns[table.find_column(column).unwrap()];
        CellReader::new(spec, Bound::column(0, column), guarded)
    }

    const STUDENT: &Table = &Student::TABLE;
    const GROUPS: &Table = &StudentGroups::TABLE;
    const COUNTS: &Table = &SchoolEnrollment::TABLE;

    #[test]
    fn leading_zeros_stay_and_spaces_around_ids_go() {
        let mut ids = reader(STUDENT, "student_id", true);
        assert_eq!(ids.read(" 0081234 "), Ok(Value::Text("0081234".into())));
    }

    #[test]
    fn a_guarded_text_loses_one_apostrophe_and_only_a_guarded_one() {
        let mut names = reader(STUDENT, "last_surname", true);
        assert_eq!(names.read("'=cmd()"), Ok(Value::Text("=cmd()".into())));
        assert_eq!(names.read("''tis"), Ok(Value::Text("'tis".into())));
        assert_eq!(names.read("'tis"), Ok(Value::Text("'tis".into())));
        let mut sheet = reader(STUDENT, "last_surname", false);
        assert_eq!(sheet.read("'=cmd()"), Ok(Value::Text("'=cmd()".into())));
    }

    #[test]
    fn a_missing_cell_keeps_its_reason() {
        let mut counts = reader(COUNTS, "enrollment", true);
        for (text, reason) in [
            ("", Missing::Blank),
            ("  ", Missing::Blank),
            ("NULL", Missing::Blank),
            ("*", Missing::Suppressed),
            ("***", Missing::Suppressed),
            ("<10", Missing::Suppressed),
            ("N/A", Missing::NotApplicable),
            ("Not collected", Missing::NotCollected),
        ] {
            assert_eq!(counts.read(text), Ok(Value::Missing(reason)), "{text}");
        }
        assert_eq!(counts.read("sixty"), Err(Unread));
        let mut names = reader(STUDENT, "last_surname", true);
        assert_eq!(names.read("Null"), Ok(Value::Text("Null".into())));
    }

    #[test]
    fn a_plain_cell_is_appended_as_it_is_read() {
        let columns: [(&Table, &str); 7] = [
            (STUDENT, "student_id"),
            (STUDENT, "last_surname"),
            (STUDENT, "birth_date"),
            (GROUPS, "english_learner"),
            (GROUPS, "homeless"),
            (COUNTS, "enrollment"),
            (&traction_core::district::Area::TABLE, "latitude"),
        ];
        let texts = [
            "",
            " ",
            "0081234",
            " 7",
            "7 ",
            "N/A",
            "n",
            "nap",
            "'=x",
            "*",
            "a\r\nb",
            "2026-08-24",
            "current",
            "never",
            "true",
            "false",
            "TRUE",
            "12",
            "12.5",
            "0.1",
            "1.",
            ".5",
            "007",
            "1,234",
            "123456789012345",
            "1234567890123456",
            "0.123456789012345",
            "-3",
            "+4",
            "1e3",
            "4.35",
            "99999.99",
            "é",
            "1.2.3",
            ".",
            "2026-02-30",
        ];
        let mut plain = 0;
        for (table, name) in columns {
            let mut cells = reader(table, name, true);
            // Twice, so that what is remembered is used.
            for text in texts.iter().flat_map(|text| [text, text]) {
                let kind = cells.spec.kind;
                let (mut fast, mut slow) = (Column::empty(kind), Column::empty(kind));
                if cells.push_plain(text, &mut fast) {
                    plain += 1;
                    cells.read(text).unwrap().push_to(&mut slow);
                    assert_eq!(fast, slow, "{name} {text}");
                } else {
                    assert!(fast.is_empty());
                    let _ = cells.read(text);
                }
            }
        }
        assert!(plain > 90, "{plain}");
    }

    #[test]
    fn a_mapping_speaks_before_the_code_set() {
        let mut groups = reader(GROUPS, "english_learner", true);
        groups.bound.values.insert("lvl 3".into(), "current".into());
        groups.bound.missing.insert("9".into(), Missing::NotCollected);
        assert_eq!(groups.read(" LVL 3"), Ok(Value::Code(1)));
        assert_eq!(groups.read("9"), Ok(Value::Missing(Missing::NotCollected)));
        assert_eq!(groups.read("RFEP"), Ok(Value::Code(2)));
        assert_eq!(groups.read("RFEP"), Ok(Value::Code(2)));
        assert_eq!(groups.read("?"), Err(Unread));
    }
}
