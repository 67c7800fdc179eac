//! The shape of a table: its columns, their kinds, its key, and what the columns refer to.

use super::batch::Batch;
use super::cell::{Cell, CellError};
use super::codes::CodeSet;

/// What a column holds, and so how it is read, written and stored.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Kind {
    /// Free text.
    Text,
    /// An identifier: text whose leading zeros count.
    Id,
    /// A school year, stored as the calendar year in which it ends.
    Year,
    /// A calendar day.
    Date,
    /// A time of day, stored as minutes after midnight.
    Time,
    /// A whole number.
    Integer,
    /// A decimal number.
    Number,
    /// Money, stored in cents.
    Money,
    /// Yes or no.
    Flag,
    /// One of a fixed list of codes, stored as its position in the list.
    Code(&'static CodeSet),
}

/// How a table is cut into parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Period {
    /// One part for each school year; importing a year again replaces that year.
    ByYear,
    /// One part in all (schools, students, courses, areas); importing again updates rows by key.
    Standing,
}

/// One column of a table.
#[derive(Debug, Clone, Copy)]
pub struct Spec {
    /// Column name, snake case, Ed-Fi's word where it has one.
    pub name: &'static str,
    /// What the column means, one or two sentences.
    pub doc: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// Whether a row without it is set aside.
    pub required: bool,
    /// Whether it is part of the key.
    pub key: bool,
    /// The table whose key it holds, if any.
    pub references: Option<&'static str>,
    /// Ed-Fi's name for it.
    pub edfi: Option<&'static str>,
    /// CEDS's name for it.
    pub ceds: Option<&'static str>,
    /// OneRoster's file and field for it.
    pub oneroster: Option<&'static str>,
    /// A value for templates and documentation.
    pub example: &'static str,
}

impl Spec {
    /// The column that holds a `T`. The remaining facts are added by the builder methods.
    pub const fn of<T: Cell>(name: &'static str, doc: &'static str) -> Self {
        Spec {
            name,
            doc,
            kind: T::KIND,
            required: T::REQUIRED,
            key: false,
            references: None,
            edfi: None,
            ceds: None,
            oneroster: None,
            example: "",
        }
    }

    /// Marks the column as part of the table's key.
    pub const fn key(mut self) -> Self {
        self.key = true;
        self
    }

    /// Says whose key the column holds.
    pub const fn refers(mut self, table: &'static str) -> Self {
        self.references = Some(table);
        self
    }

    /// Ed-Fi's name.
    pub const fn edfi(mut self, name: &'static str) -> Self {
        self.edfi = Some(name);
        self
    }

    /// CEDS's name.
    pub const fn ceds(mut self, name: &'static str) -> Self {
        self.ceds = Some(name);
        self
    }

    /// OneRoster's file and field.
    pub const fn oneroster(mut self, name: &'static str) -> Self {
        self.oneroster = Some(name);
        self
    }

    /// A value for templates and documentation.
    pub const fn example(mut self, value: &'static str) -> Self {
        self.example = value;
        self
    }
}

/// A table: the contract between a district's file and everything that reads it.
#[derive(Debug)]
pub struct Table {
    /// File and sheet name, snake case.
    pub name: &'static str,
    /// What one row is.
    pub doc: &'static str,
    /// How it is cut into parts.
    pub period: Period,
    /// Columns in file order.
    pub columns: &'static [Spec],
}

impl Table {
    /// Position of a column, if the table has it.
    pub fn find_column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.name == name)
    }

    /// Positions of the key columns, in order.
    pub fn list_key(&self) -> impl Iterator<Item = usize> + '_ {
        self.columns.iter().enumerate().filter(|(_, c)| c.key).map(|(i, _)| i)
    }

    /// Position of the `school_year` column of a table that is cut by year.
    pub fn find_year_column(&self) -> Option<usize> {
        match self.period {
            Period::ByYear => self.find_column("school_year"),
            Period::Standing => None,
        }
    }
}

impl PartialEq for Table {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

/// A typed row of a table. Implemented by `table!` only.
pub trait Noun: Sized {
    /// The table.
    const TABLE: Table;

    /// Reads one row of a batch of this table.
    ///
    /// # Errors
    /// When a required cell is missing, which intake does not let through.
    fn read(batch: &Batch, row: usize) -> Result<Self, CellError>;

    /// Appends this row to a batch of this table.
    fn write(&self, batch: &mut Batch);

    /// All rows of a batch, in order.
    ///
    /// # Errors
    /// The first row that cannot be read.
    fn list(batch: &Batch) -> Result<Vec<Self>, CellError> {
        (0..batch.len()).map(|row| Self::read(batch, row)).collect()
    }

    /// A batch of these rows, in order.
    fn batch<'a>(rows: impl IntoIterator<Item = &'a Self>) -> Batch
    where
        Self: 'a,
    {
        let mut batch = Batch::empty(super::find_table(Self::TABLE.name).unwrap_or_else(|| {
            unreachable!("every noun's table is listed in TABLES, and a test says so")
        }));
        for row in rows {
            row.write(&mut batch);
        }
        batch
    }
}

/// Declares a noun: a struct, its table, and the two conversions between row and struct.
macro_rules! table {
    (
        $(#[doc = $table_doc:literal])+
        $name:ident, $table:literal, $period:ident;
        $( $(#[doc = $doc:literal])+ $field:ident : $type:ty $(, $fact:ident ( $($value:expr)? ))* ; )+
    ) => {
        $(#[doc = $table_doc])+
        #[derive(Debug, Clone, PartialEq)]
        pub struct $name {
            $( $(#[doc = $doc])+ pub $field: $type, )+
        }

        impl $crate::district::table::Noun for $name {
            const TABLE: $crate::district::table::Table = $crate::district::table::Table {
                name: $table,
                doc: concat!($($table_doc),+),
                period: $crate::district::table::Period::$period,
                columns: &[
                    $( $crate::district::table::Spec::of::<$type>(
                        stringify!($field), concat!($($doc),+))
                        $( .$fact($($value)?) )* ),+
                ],
            };

            fn read(
                batch: &$crate::district::batch::Batch,
                row: usize,
            ) -> Result<Self, $crate::district::cell::CellError> {
                let mut columns = batch.columns().iter().zip(Self::TABLE.columns);
                $( let $field = {
                    let (column, spec) = columns.next().ok_or(
                        $crate::district::cell::CellError { column: stringify!($field), row })?;
                    <$type as $crate::district::cell::Cell>::read(column, row).ok_or(
                        $crate::district::cell::CellError { column: spec.name, row })?
                }; )+
                Ok($name { $($field),+ })
            }

            fn write(&self, batch: &mut $crate::district::batch::Batch) {
                let mut columns = batch.columns_mut().iter_mut();
                $( if let Some(column) = columns.next() {
                    $crate::district::cell::Cell::write(&self.$field, column);
                } )+
                batch.row_written();
            }
        }
    };
}
pub(crate) use table;
