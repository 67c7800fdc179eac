//! Rows in columns: the form in which facts are read, stored and counted.

use super::column::Column;
use super::table::Table;

/// Rows of one table, in columns.
#[derive(Debug, Clone, PartialEq)]
pub struct Batch {
    table: &'static Table,
    columns: Vec<Column>,
    rows: usize,
}

impl Batch {
    /// No rows.
    pub fn empty(table: &'static Table) -> Self {
        let columns = table.columns.iter().map(|spec| Column::empty(spec.kind)).collect();
        Batch { table, columns, rows: 0 }
    }

    /// A batch of these columns, in the table's order and of equal length.
    ///
    /// # Panics
    /// When the columns do not fit the table.
    pub fn from_columns(table: &'static Table, columns: Vec<Column>) -> Self {
        assert_eq!(columns.len(), table.columns.len(), "columns of {}", table.name);
        let rows = columns.first().map_or(0, Column::len);
        assert!(columns.iter().all(|column| column.len() == rows), "equal lengths");
        Batch { table, columns, rows }
    }

    /// The table.
    pub fn table(&self) -> &'static Table {
        self.table
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        self.rows
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.rows == 0
    }

    /// The columns, in the table's order.
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// The columns, to append cells to; call [`Batch::row_written`] after each whole row.
    pub fn columns_mut(&mut self) -> &mut [Column] {
        &mut self.columns
    }

    /// Tells the batch that each column has one more cell.
    pub fn row_written(&mut self) {
        self.rows += 1;
        debug_assert!(self.columns.iter().all(|column| column.len() == self.rows));
    }

    /// The column of that name.
    ///
    /// # Panics
    /// When the table has no such column: names in programs come from the table itself.
    pub fn column(&self, name: &str) -> &Column {
        match self.table.find_column(name) {
            Some(position) => &self.columns[position],
            None => panic!("table {} has no column {name}", self.table.name),
        }
    }

    /// Appends all rows of another batch of the same table.
    pub fn append(&mut self, other: &Batch) {
        assert_eq!(self.table.name, other.table.name, "batches of one table");
        for (to, from) in self.columns.iter_mut().zip(&other.columns) {
            to.append(from);
        }
        self.rows += other.rows;
    }

    /// Appends one row of another batch of the same table.
    pub fn push_from(&mut self, other: &Batch, row: usize) {
        for (to, from) in self.columns.iter_mut().zip(&other.columns) {
            to.push_from(from, row);
        }
        self.rows += 1;
    }

    /// The given rows, in the given order.
    pub fn take(&self, rows: impl IntoIterator<Item = usize>) -> Batch {
        let mut taken = Batch::empty(self.table);
        for row in rows {
            taken.push_from(self, row);
        }
        taken
    }
}
