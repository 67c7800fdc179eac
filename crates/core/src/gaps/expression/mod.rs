//! The small language that measures are written in.
//!
//! `days_enrolled >= 10 and days_absent / days_enrolled >= 0.10`: numbers, flags and codes of one
//! row; `and`, `or`, `not`; `= != < <= > >=`; `+ - * /`; `in ['a', 'b']`; `is missing`. Names are
//! checked against the grain's fields before anything is computed, and codes against their list.
//!
//! Numbers are exact fractions, never floating point: 18 days of 180 *is* a tenth. A missing cell
//! makes what is computed from it missing (a flag that is missing counts no one), except that
//! `false and missing` is false and `true or missing` is true. Dividing by zero gives a missing
//! value. An expression can do arithmetic and nothing else, and no text makes it panic.

mod check;
mod error;
mod evaluate;
mod ratio;
#[cfg(test)]
mod tests;

use crate::district::codes::CodeSet;
use crate::syntax;

pub use error::ExpressionError;
pub use evaluate::{FieldColumn, Flags, MISSING_NUMBER, Numbers, decimal};
pub use ratio::Ratio;

/// What an expression gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Type {
    /// A number.
    Number,
    /// Yes or no.
    Flag,
}

/// What a field of a grain holds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum FieldKind {
    /// A number with up to four decimals.
    Number,
    /// Yes or no.
    Flag,
    /// One of a list of codes.
    Code(&'static CodeSet),
    /// Any text.
    Text,
}

/// One field of a grain's rows, as expressions name it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Field {
    /// Name.
    pub name: &'static str,
    /// What it holds.
    pub kind: FieldKind,
    /// What it means.
    pub doc: &'static str,
}

/// An expression that has been checked against the fields of a grain.
#[derive(Debug, Clone)]
pub struct Expression {
    text: String,
    checked: check::Checked,
}

impl Expression {
    /// Reads and checks an expression over these fields.
    ///
    /// # Errors
    /// The first mistake, with its place, what was allowed there, and the nearest known word.
    pub fn parse(
        text: &str,
        fields: &'static [Field],
        wanted: Type,
    ) -> Result<Expression, ExpressionError> {
        let checked = check::check(&syntax::parse(text, &[])?, fields, wanted)?;
        Ok(Expression { text: text.to_owned(), checked })
    }

    /// As it was written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What it gives.
    pub fn gives(&self) -> Type {
        match self.checked {
            check::Checked::Number(_) => Type::Number,
            check::Checked::Flag(_) => Type::Flag,
        }
    }

    /// Its flag for each of `rows` rows. `columns` are the grain's fields, in order.
    /// A number is true when it is not zero.
    pub fn flags(&self, columns: &[FieldColumn], rows: usize) -> Flags {
        match &self.checked {
            check::Checked::Flag(flag) => evaluate::flags(flag, columns, rows),
            check::Checked::Number(number) => evaluate::numbers(number, columns, rows)
                .into_iter()
                .map(|value| value.map(|v| !v.is_zero()))
                .collect(),
        }
    }

    /// Its number for each of `rows` rows; a flag is 1 or 0.
    pub fn numbers(&self, columns: &[FieldColumn], rows: usize) -> Numbers {
        match &self.checked {
            check::Checked::Number(number) => evaluate::numbers(number, columns, rows),
            check::Checked::Flag(flag) => evaluate::flags(flag, columns, rows)
                .into_iter()
                .map(|value| value.map(|v| Ratio::whole(i64::from(v))))
                .collect(),
        }
    }
}

impl PartialEq for Expression {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}
