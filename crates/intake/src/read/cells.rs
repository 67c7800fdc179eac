//! One cell: its text, what the mapping says about it, and its typed value.

use std::borrow::Cow;

use hashbrown::HashMap;
use traction_core::district::{Column, Kind, Missing, Spec};

use super::{dates, numbers};
use crate::binding::Bound;

/// Different spellings that one column remembers; a column of codes has far fewer.
const REMEMBERED: usize = 4_096;
/// Longest spelling that is remembered, in bytes.
const LONGEST: usize = 64;

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
    last_year: (String, Option<i16>),
    last_day: (String, Option<i32>),
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
            last_year: (String::new(), None),
            last_day: (String::new(), None),
        }
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
                    Some(position) => Value::Code(position),
                    None => return read_null(trimmed),
                }
            }
        })
    }

    fn read_year(&mut self, text: &str) -> Result<i16, Unread> {
        if self.last_year.0 != text {
            self.last_year.0.clear();
            self.last_year.0.push_str(text);
            self.last_year.1 = dates::parse_year(text, self.bound.years);
        }
        self.last_year.1.ok_or(Unread)
    }

    fn read_day(&mut self, text: &str) -> Option<i32> {
        if self.last_day.0 != text {
            self.last_day.0.clear();
            self.last_day.0.push_str(text);
            self.last_day.1 = dates::parse_date(text, self.bound.dates);
        }
        self.last_day.1
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
