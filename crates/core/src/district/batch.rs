//! Rows in columns: the form in which facts are read, stored and counted.

use super::column::Column;
use super::table::{Spec, Table};

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

    /// No rows, and room for as much as another batch of the same table holds.
    pub fn with_room_of(other: &Batch) -> Self {
        let columns = other.columns.iter().map(Column::with_room_of).collect();
        Batch { table: other.table, columns, rows: 0 }
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

    /// Tells the batch that each column has that many more cells.
    pub fn rows_written(&mut self, rows: usize) {
        self.rows += rows;
        debug_assert!(self.columns.iter().all(|column| column.len() == self.rows));
    }

    /// Forgets all rows from that one on.
    pub fn truncate(&mut self, rows: usize) {
        self.columns.iter_mut().for_each(|column| column.truncate(rows));
        self.rows = self.rows.min(rows);
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

    /// All rows of several batches of one table, in order. Each column is joined by itself, so that
    /// little is held twice; the result has no room to spare.
    pub fn concat(table: &'static Table, batches: Vec<Batch>) -> Batch {
        let rows = batches.iter().map(Batch::len).sum();
        let mut parts: Vec<_> =
            batches.into_iter().map(|batch| batch.columns.into_iter()).collect();
        let join = |spec: &Spec| {
            let mut others = parts.iter_mut().filter_map(Iterator::next);
            let mut whole = others.next().unwrap_or_else(|| Column::empty(spec.kind));
            let others: Vec<Column> = others.collect();
            whole.make_room(&others.iter().collect::<Vec<_>>());
            for other in others {
                whole.append(&other);
            }
            whole
        };
        let columns = table.columns.iter().map(join).collect();
        Batch { table, columns, rows }
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
        let rows: Vec<usize> = rows.into_iter().collect();
        let columns = self.columns.iter().map(|column| column.take(&rows)).collect();
        Batch { table: self.table, columns, rows: rows.len() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::district::{Area, Missing, Noun};

    fn area(number: usize) -> Area {
        let missing = |at: usize| number.is_multiple_of(at).then_some(Missing::Suppressed);
        Area {
            area_id: number.to_string().as_str().into(),
            area_name: format!("Area {number}"),
            latitude: missing(3).map_or(Ok(number as f64), Err),
            longitude: Ok(1.0),
            elementary_school_id: missing(4).map_or_else(|| Ok("E".into()), Err),
            middle_school_id: Err(Missing::NotCollected),
            high_school_id: Err(Missing::Blank),
        }
    }

    fn batch(numbers: impl IntoIterator<Item = usize>) -> Batch {
        Area::batch(&numbers.into_iter().map(area).collect::<Vec<_>>())
    }

    #[test]
    fn joined_batches_are_the_rows_one_after_another() {
        let table = batch([]).table();
        // The first has nothing missing in some columns, a later one has.
        let parts = || vec![batch([1, 2]), batch([]), batch([3, 4, 5]), batch([7])];
        assert_eq!(Batch::concat(table, parts()), batch([1, 2, 3, 4, 5, 7]));
        assert_eq!(Batch::concat(table, Vec::new()), Batch::empty(table));
        let mut appended = Batch::empty(table);
        parts().iter().for_each(|part| appended.append(part));
        assert_eq!(Batch::concat(table, parts()), appended);
    }

    #[test]
    fn rows_are_taken_in_the_order_asked_for_and_cut_off_from_the_end() {
        let mut rows = batch(1..9);
        assert_eq!(rows.take([7, 0, 0, 3]), batch([8, 1, 1, 4]));
        assert_eq!(rows.take([]), batch([]));
        rows.truncate(2);
        assert_eq!(rows, batch([1, 2]));
    }
}
