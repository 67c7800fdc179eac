//! Which columns of a file are which columns of a table, and how their cells are written.

use std::collections::BTreeMap;

use traction_core::district::{Missing, Table};

/// Where the cells of one of our columns come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Take {
    /// The file does not have it; the reason is the cell.
    Nothing(Missing),
    /// The same text in every row.
    Constant(String),
    /// The file's column at this position.
    Column(usize),
    /// The first of these columns that is not blank. For a column that refers to another table:
    /// the first whose value that table knows, else the first that is not blank.
    FirstOf(Vec<usize>),
    /// These columns, those that are not blank, with a text between.
    Joined {
        /// Positions, in order.
        columns: Vec<usize>,
        /// The text between.
        by: String,
    },
}

impl Take {
    /// Positions of the file's columns that it reads.
    pub fn list_columns(&self) -> Vec<usize> {
        match self {
            Take::Nothing(_) | Take::Constant(_) => Vec::new(),
            Take::Column(position) => vec![*position],
            Take::FirstOf(columns) | Take::Joined { columns, .. } => columns.clone(),
        }
    }
}

/// How a bare year such as `2027` names a school year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum YearWriting {
    /// By the year in which it ends: 2027 is 2026–27. Federal files do so.
    #[default]
    Ending,
    /// By the year in which it begins: 2026 is 2026–27. OneRoster and many ledgers do so.
    Beginning,
}

/// In what order a date with slashes is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DateOrder {
    /// Month, day, year.
    #[default]
    MonthFirst,
    /// Day, month, year.
    DayFirst,
}

/// One column of ours, bound to a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bound {
    /// Where its cells come from.
    pub take: Take,
    /// The file's own column name, for findings; empty when there is none.
    pub heading: String,
    /// Their value, trimmed and in lower case, to ours, before anything else is read.
    pub values: BTreeMap<String, String>,
    /// Their value, trimmed and in lower case, to the reason why there is none.
    pub missing: BTreeMap<String, Missing>,
    /// How bare years are meant.
    pub years: YearWriting,
    /// How dates with slashes are meant.
    pub dates: DateOrder,
}

impl Bound {
    /// A column of the file, read without any mapping of values.
    pub fn column(position: usize, heading: &str) -> Self {
        Bound::of(Take::Column(position), heading)
    }

    /// A column that the file does not have.
    pub fn nothing(reason: Missing) -> Self {
        Bound::of(Take::Nothing(reason), "")
    }

    /// The same text in every row.
    pub fn constant(text: impl Into<String>) -> Self {
        Bound::of(Take::Constant(text.into()), "")
    }

    /// Any way of taking, without any mapping of values.
    pub fn of(take: Take, heading: &str) -> Self {
        Bound {
            take,
            heading: heading.to_owned(),
            values: BTreeMap::new(),
            missing: BTreeMap::new(),
            years: YearWriting::default(),
            dates: DateOrder::default(),
        }
    }
}

/// A condition that a row of the file must meet to be a row of the table at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    /// Position of the file's column.
    pub column: usize,
    /// The values, trimmed and in any letter case, of which it must hold one.
    pub one_of: Vec<String>,
}

/// How one file becomes rows of one table.
#[derive(Debug, Clone, PartialEq)]
pub struct Binding {
    /// The table.
    pub table: &'static Table,
    /// One entry for each of the table's columns, in the table's order.
    pub columns: Vec<Bound>,
    /// Rows that fail one of these are passed over: counted, neither kept nor set aside.
    pub only: Vec<Condition>,
}

impl Binding {
    /// A binding in which the file has none of the columns.
    pub fn empty(table: &'static Table) -> Self {
        let columns = table.columns.iter().map(|_| Bound::nothing(Missing::NotCollected)).collect();
        Binding { table, columns, only: Vec::new() }
    }

    /// Binds one of our columns by name.
    ///
    /// # Panics
    /// When the table has no such column: names in programs come from the table itself.
    pub fn bind(&mut self, column: &str, bound: Bound) -> &mut Self {
        match self.table.find_column(column) {
            Some(position) => self.columns[position] = bound,
            None => panic!("table {} has no column {column}", self.table.name),
        }
        self
    }
}
