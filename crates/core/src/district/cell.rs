//! How a typed value becomes a cell, and back.

use jiff::civil::Date;
use thiserror::Error;

use super::column::{Column, Missing};
use super::table::Kind;

/// A value, or the reason why there is none.
pub type Maybe<T> = Result<T, Missing>;

/// A required cell was missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("column {column} holds no value at row {row}")]
pub struct CellError {
    /// Column name.
    pub column: &'static str,
    /// Row, from 0.
    pub row: usize,
}

/// A type that a column can hold.
pub trait Cell: Sized {
    /// The kind of column that holds it.
    const KIND: Kind;
    /// Whether a row must have it.
    const REQUIRED: bool = true;

    /// The value at a row; `None` when it is missing and required.
    fn read(column: &Column, row: usize) -> Option<Self>;

    /// Appends the value.
    fn write(&self, column: &mut Column);
}

impl<T: Cell> Cell for Maybe<T> {
    const KIND: Kind = T::KIND;
    const REQUIRED: bool = false;

    fn read(column: &Column, row: usize) -> Option<Self> {
        match column.missing(row) {
            Some(reason) => Some(Err(reason)),
            None => T::read(column, row).map(Ok),
        }
    }

    fn write(&self, column: &mut Column) {
        match self {
            Ok(value) => value.write(column),
            Err(reason) => column.push_missing(*reason),
        }
    }
}

impl Cell for String {
    const KIND: Kind = Kind::Text;

    fn read(column: &Column, row: usize) -> Option<Self> {
        column.text(row).map(str::to_owned)
    }

    fn write(&self, column: &mut Column) {
        column.push_text(self);
    }
}

impl Cell for Date {
    const KIND: Kind = Kind::Date;

    fn read(column: &Column, row: usize) -> Option<Self> {
        column.date(row)
    }

    fn write(&self, column: &mut Column) {
        column.push_date(*self);
    }
}

impl Cell for i64 {
    const KIND: Kind = Kind::Integer;

    fn read(column: &Column, row: usize) -> Option<Self> {
        column.integer(row)
    }

    fn write(&self, column: &mut Column) {
        column.push_integer(*self);
    }
}

impl Cell for f64 {
    const KIND: Kind = Kind::Number;

    fn read(column: &Column, row: usize) -> Option<Self> {
        column.number(row)
    }

    fn write(&self, column: &mut Column) {
        column.push_number(*self);
    }
}

impl Cell for bool {
    const KIND: Kind = Kind::Flag;

    fn read(column: &Column, row: usize) -> Option<Self> {
        column.flag(row)
    }

    fn write(&self, column: &mut Column) {
        column.push_flag(*self);
    }
}

/// Makes a one-field tuple struct around a cell type a cell itself.
macro_rules! wraps {
    ($name:ident, $inner:ty, $kind:expr) => {
        impl $crate::district::cell::Cell for $name {
            const KIND: $crate::district::table::Kind = $kind;

            fn read(column: &$crate::district::column::Column, row: usize) -> Option<Self> {
                <$inner as $crate::district::cell::Cell>::read(column, row).map($name)
            }

            fn write(&self, column: &mut $crate::district::column::Column) {
                $crate::district::cell::Cell::write(&self.0, column);
            }
        }
    };
}
pub(crate) use wraps;
