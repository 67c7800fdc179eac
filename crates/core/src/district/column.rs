//! One column of cells: its values, and for missing ones the reason.

use jiff::civil::Date;

use super::table::Kind;
use super::text::TextColumn;

/// Why a cell holds no value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Missing {
    /// The file leaves it blank and says no more.
    Blank = 1,
    /// The district does not collect it.
    NotCollected = 2,
    /// It has no meaning for this row.
    NotApplicable = 3,
    /// The publisher withheld it.
    Suppressed = 4,
}

impl Missing {
    /// How the reason is written in a Traction table.
    pub const fn token(self) -> &'static str {
        match self {
            Missing::Blank => "",
            Missing::NotCollected => "not collected",
            Missing::NotApplicable => "n/a",
            Missing::Suppressed => "*",
        }
    }

    /// The reason that a stored byte stands for; 0 is a present value.
    #[inline]
    pub const fn from_byte(byte: u8) -> Option<Self> {
        match byte {
            1 => Some(Missing::Blank),
            2 => Some(Missing::NotCollected),
            3 => Some(Missing::NotApplicable),
            4 => Some(Missing::Suppressed),
            _ => None,
        }
    }
}

/// The values of a column. A missing cell holds a zero or an empty text here.
#[derive(Debug, Clone, PartialEq)]
pub enum Values {
    /// `Kind::Text` and `Kind::Id`.
    Text(TextColumn),
    /// `Kind::Year`: the calendar year in which the school year ends.
    Year(Vec<i16>),
    /// `Kind::Date`: days since 1970-01-01.
    Date(Vec<i32>),
    /// `Kind::Integer`, `Kind::Money` (cents), `Kind::Time` (minutes after midnight).
    Integer(Vec<i64>),
    /// `Kind::Number`.
    Number(Vec<f64>),
    /// `Kind::Flag`.
    Flag(Vec<bool>),
    /// `Kind::Code`: positions in the code set.
    Code(Vec<u8>),
}

/// One column: values, and for missing cells the reason.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    values: Values,
    /// Empty when nothing is missing; else a byte a row, 0 for a present value.
    missing: Vec<u8>,
}

const EPOCH: Date = Date::constant(1970, 1, 1);

impl Column {
    /// An empty column of a kind.
    pub fn empty(kind: Kind) -> Self {
        let values = match kind {
            Kind::Text | Kind::Id => Values::Text(TextColumn::default()),
            Kind::Year => Values::Year(Vec::new()),
            Kind::Date => Values::Date(Vec::new()),
            Kind::Time | Kind::Integer | Kind::Money => Values::Integer(Vec::new()),
            Kind::Number => Values::Number(Vec::new()),
            Kind::Flag => Values::Flag(Vec::new()),
            Kind::Code(_) => Values::Code(Vec::new()),
        };
        Column { values, missing: Vec::new() }
    }

    /// An empty column with room for as much as another holds.
    pub(super) fn with_room_of(other: &Column) -> Self {
        let values = match &other.values {
            Values::Text(v) => Values::Text(TextColumn::with_capacity(v.len(), v.text.len())),
            Values::Year(v) => Values::Year(Vec::with_capacity(v.len())),
            Values::Date(v) => Values::Date(Vec::with_capacity(v.len())),
            Values::Integer(v) => Values::Integer(Vec::with_capacity(v.len())),
            Values::Number(v) => Values::Number(Vec::with_capacity(v.len())),
            Values::Flag(v) => Values::Flag(Vec::with_capacity(v.len())),
            Values::Code(v) => Values::Code(Vec::with_capacity(v.len())),
        };
        Column { values, missing: Vec::with_capacity(other.missing.len()) }
    }

    /// A column from its parts, as a store reads them. `missing` is empty or as long as `values`.
    pub fn from_parts(values: Values, missing: Vec<u8>) -> Self {
        let mut column = Column { values, missing };
        if column.missing.iter().all(|byte| *byte == 0) {
            column.missing = Vec::new();
        }
        debug_assert!(column.missing.is_empty() || column.missing.len() == column.len());
        column
    }

    /// The values.
    pub fn values(&self) -> &Values {
        &self.values
    }

    /// The reasons: empty when nothing is missing, else a byte a row, 0 for a present value.
    pub fn missing_bytes(&self) -> &[u8] {
        &self.missing
    }

    /// Number of rows.
    #[inline]
    pub fn len(&self) -> usize {
        match &self.values {
            Values::Text(v) => v.len(),
            Values::Year(v) => v.len(),
            Values::Date(v) => v.len(),
            Values::Integer(v) => v.len(),
            Values::Number(v) => v.len(),
            Values::Flag(v) => v.len(),
            Values::Code(v) => v.len(),
        }
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Why the cell is missing; `None` when it is present.
    #[inline]
    pub fn missing(&self, row: usize) -> Option<Missing> {
        self.missing.get(row).copied().and_then(Missing::from_byte)
    }

    /// Number of missing cells.
    pub fn count_missing(&self) -> usize {
        self.missing.iter().filter(|byte| **byte != 0).count()
    }

    /// Appends a missing cell.
    #[inline]
    pub fn push_missing(&mut self, reason: Missing) {
        self.missing.resize(self.len(), 0);
        self.missing.push(reason as u8);
        match &mut self.values {
            Values::Text(v) => v.push(""),
            Values::Year(v) => v.push(0),
            Values::Date(v) => v.push(0),
            Values::Integer(v) => v.push(0),
            Values::Number(v) => v.push(0.0),
            Values::Flag(v) => v.push(false),
            Values::Code(v) => v.push(0),
        }
    }

    /// Appends as many cells that are missing for one reason.
    pub fn push_many_missing(&mut self, reason: Missing, rows: usize) {
        let len = self.len() + rows;
        self.missing.resize(self.len(), 0);
        self.missing.resize(len, reason as u8);
        match &mut self.values {
            Values::Text(v) => v.ends.resize(len, v.text.len() as u32),
            Values::Year(v) => v.resize(len, 0),
            Values::Date(v) => v.resize(len, 0),
            Values::Integer(v) => v.resize(len, 0),
            Values::Number(v) => v.resize(len, 0.0),
            Values::Flag(v) => v.resize(len, false),
            Values::Code(v) => v.resize(len, 0),
        }
    }

    /// Appends the same school year as many times.
    pub fn push_many_years(&mut self, ending: i16, rows: usize) {
        match &mut self.values {
            Values::Year(v) => v.resize(v.len() + rows, ending),
            _ => panic!("not a school year column"),
        }
        if !self.missing.is_empty() {
            self.missing.resize(self.len(), 0);
        }
    }

    /// Forgets all cells from that row on: how a reader takes back a row that it sets aside.
    pub fn truncate(&mut self, rows: usize) {
        if self.len() <= rows {
            return;
        }
        match &mut self.values {
            Values::Text(v) => v.truncate(rows),
            Values::Year(v) => v.truncate(rows),
            Values::Date(v) => v.truncate(rows),
            Values::Integer(v) => v.truncate(rows),
            Values::Number(v) => v.truncate(rows),
            Values::Flag(v) => v.truncate(rows),
            Values::Code(v) => v.truncate(rows),
        }
        self.missing.truncate(rows);
        if self.missing.iter().all(|byte| *byte == 0) {
            self.missing = Vec::new();
        }
    }

    #[inline]
    fn pushed(&mut self) {
        if !self.missing.is_empty() {
            self.missing.push(0);
        }
    }

    /// Appends a text or an id.
    ///
    /// # Panics
    /// This and its siblings panic when the column is of another kind: a mistake in a program,
    /// never in a file.
    #[inline]
    pub fn push_text(&mut self, value: &str) {
        match &mut self.values {
            Values::Text(v) => v.push(value),
            _ => panic!("not a text column"),
        }
        self.pushed();
    }

    /// Appends a school year by its ending calendar year.
    #[inline]
    pub fn push_year(&mut self, ending: i16) {
        match &mut self.values {
            Values::Year(v) => v.push(ending),
            _ => panic!("not a school year column"),
        }
        self.pushed();
    }

    /// Appends a day.
    pub fn push_date(&mut self, value: Date) {
        match &mut self.values {
            Values::Date(v) => v.push(days_since_epoch(value)),
            _ => panic!("not a date column"),
        }
        self.pushed();
    }

    /// Appends a day by its distance from 1970-01-01.
    #[inline]
    pub fn push_days(&mut self, days: i32) {
        match &mut self.values {
            Values::Date(v) => v.push(days),
            _ => panic!("not a date column"),
        }
        self.pushed();
    }

    /// Appends a whole number, cents, or minutes after midnight.
    #[inline]
    pub fn push_integer(&mut self, value: i64) {
        match &mut self.values {
            Values::Integer(v) => v.push(value),
            _ => panic!("not an integer column"),
        }
        self.pushed();
    }

    /// Appends a decimal number.
    #[inline]
    pub fn push_number(&mut self, value: f64) {
        match &mut self.values {
            Values::Number(v) => v.push(value),
            _ => panic!("not a number column"),
        }
        self.pushed();
    }

    /// Appends a yes or no.
    #[inline]
    pub fn push_flag(&mut self, value: bool) {
        match &mut self.values {
            Values::Flag(v) => v.push(value),
            _ => panic!("not a flag column"),
        }
        self.pushed();
    }

    /// Appends a code by its position in the column's code set.
    #[inline]
    pub fn push_code(&mut self, position: u8) {
        match &mut self.values {
            Values::Code(v) => v.push(position),
            _ => panic!("not a code column"),
        }
        self.pushed();
    }

    /// The text or id at a row, if present.
    #[inline]
    pub fn text(&self, row: usize) -> Option<&str> {
        match (&self.values, self.missing(row)) {
            (Values::Text(v), None) => Some(v.get(row)),
            _ => None,
        }
    }

    /// The ending year at a row, if present.
    pub fn year(&self, row: usize) -> Option<i16> {
        match (&self.values, self.missing(row)) {
            (Values::Year(v), None) => Some(v[row]),
            _ => None,
        }
    }

    /// The day at a row, if present.
    pub fn date(&self, row: usize) -> Option<Date> {
        match (&self.values, self.missing(row)) {
            (Values::Date(v), None) => date_from_epoch(v[row]),
            _ => None,
        }
    }

    /// The whole number, cents or minutes at a row, if present.
    pub fn integer(&self, row: usize) -> Option<i64> {
        match (&self.values, self.missing(row)) {
            (Values::Integer(v), None) => Some(v[row]),
            _ => None,
        }
    }

    /// The decimal number at a row, if present.
    #[inline]
    pub fn number(&self, row: usize) -> Option<f64> {
        match (&self.values, self.missing(row)) {
            (Values::Number(v), None) => Some(v[row]),
            _ => None,
        }
    }

    /// The yes or no at a row, if present.
    pub fn flag(&self, row: usize) -> Option<bool> {
        match (&self.values, self.missing(row)) {
            (Values::Flag(v), None) => Some(v[row]),
            _ => None,
        }
    }

    /// The code's position at a row, if present.
    pub fn code(&self, row: usize) -> Option<u8> {
        match (&self.values, self.missing(row)) {
            (Values::Code(v), None) => Some(v[row]),
            _ => None,
        }
    }

    /// Appends the cell of another column of the same kind.
    pub fn push_from(&mut self, other: &Column, row: usize) {
        if let Some(reason) = other.missing(row) {
            self.push_missing(reason);
            return;
        }
        match (&mut self.values, &other.values) {
            (Values::Text(to), Values::Text(from)) => to.push(from.get(row)),
            (Values::Year(to), Values::Year(from)) => to.push(from[row]),
            (Values::Date(to), Values::Date(from)) => to.push(from[row]),
            (Values::Integer(to), Values::Integer(from)) => to.push(from[row]),
            (Values::Number(to), Values::Number(from)) => to.push(from[row]),
            (Values::Flag(to), Values::Flag(from)) => to.push(from[row]),
            (Values::Code(to), Values::Code(from)) => to.push(from[row]),
            _ => panic!("columns of different kinds"),
        }
        self.pushed();
    }

    /// Makes room for all of other columns of the same kind, and no more.
    pub(super) fn make_room(&mut self, others: &[&Column]) {
        let rows = others.iter().map(|other| other.len()).sum();
        if !self.missing.is_empty() || others.iter().any(|other| !other.missing.is_empty()) {
            self.missing.reserve_exact(self.len() + rows - self.missing.len());
        }
        match &mut self.values {
            Values::Text(v) => {
                let bytes = |other: &&Column| match &other.values {
                    Values::Text(text) => text.text.len(),
                    _ => 0,
                };
                v.text.reserve_exact(others.iter().map(bytes).sum());
                v.ends.reserve_exact(rows);
            }
            Values::Year(v) => v.reserve_exact(rows),
            Values::Date(v) => v.reserve_exact(rows),
            Values::Integer(v) => v.reserve_exact(rows),
            Values::Number(v) => v.reserve_exact(rows),
            Values::Flag(v) => v.reserve_exact(rows),
            Values::Code(v) => v.reserve_exact(rows),
        }
    }

    /// The given rows, in the given order.
    pub fn take(&self, rows: &[usize]) -> Column {
        fn pick<T: Copy>(values: &[T], rows: &[usize]) -> Vec<T> {
            rows.iter().map(|row| values[*row]).collect()
        }
        let values = match &self.values {
            Values::Text(v) => {
                let mut taken = TextColumn::default();
                rows.iter().for_each(|row| taken.push(v.get(*row)));
                Values::Text(taken)
            }
            Values::Year(v) => Values::Year(pick(v, rows)),
            Values::Date(v) => Values::Date(pick(v, rows)),
            Values::Integer(v) => Values::Integer(pick(v, rows)),
            Values::Number(v) => Values::Number(pick(v, rows)),
            Values::Flag(v) => Values::Flag(pick(v, rows)),
            Values::Code(v) => Values::Code(pick(v, rows)),
        };
        let missing = if self.missing.is_empty() { Vec::new() } else { pick(&self.missing, rows) };
        Column::from_parts(values, missing)
    }

    /// Appends all of another column of the same kind.
    pub fn append(&mut self, other: &Column) {
        if !self.missing.is_empty() || !other.missing.is_empty() {
            self.missing.resize(self.len(), 0);
            if other.missing.is_empty() {
                self.missing.resize(self.len() + other.len(), 0);
            } else {
                self.missing.extend_from_slice(&other.missing);
            }
        }
        match (&mut self.values, &other.values) {
            (Values::Text(to), Values::Text(from)) => to.append(from),
            (Values::Year(to), Values::Year(from)) => to.extend_from_slice(from),
            (Values::Date(to), Values::Date(from)) => to.extend_from_slice(from),
            (Values::Integer(to), Values::Integer(from)) => to.extend_from_slice(from),
            (Values::Number(to), Values::Number(from)) => to.extend_from_slice(from),
            (Values::Flag(to), Values::Flag(from)) => to.extend_from_slice(from),
            (Values::Code(to), Values::Code(from)) => to.extend_from_slice(from),
            _ => panic!("columns of different kinds"),
        }
    }
}

/// Days from 1970-01-01 to a day.
pub fn days_since_epoch(date: Date) -> i32 {
    (date - EPOCH).get_days()
}

/// The day that many days after 1970-01-01; `None` outside the calendar.
pub fn date_from_epoch(days: i32) -> Option<Date> {
    EPOCH.checked_add(jiff::Span::new().try_days(days).ok()?).ok()
}
