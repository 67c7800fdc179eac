//! Keys that were met already, as 128-bit hashes.

use hashbrown::HashMap;
use hashbrown::hash_map::Entry;
use traction_core::district::{Batch, Column, SchoolYear, Values};

use crate::known::Hasher128;

/// What is known of the first row of a key.
#[derive(Debug, Clone, Copy)]
struct First {
    /// Hash of the cells outside the key.
    rest: u32,
    /// Count of rows of the table before it.
    row: u32,
}

/// The keys of one table.
#[derive(Debug)]
pub(super) struct Keys<'a> {
    hasher: &'a Hasher128,
    met: HashMap<(u64, u64), First>,
    columns: Vec<usize>,
    rest: Vec<usize>,
    bytes: Vec<u8>,
    /// Where each file begins, counted in rows of the table.
    files: Vec<(u64, String)>,
    rows: u64,
    numbers: Vec<u32>,
}

/// A row whose key was met before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Again {
    /// Whether every cell is the same.
    pub(super) same: bool,
    /// Whether the earlier row is of another file.
    pub(super) in_other_file: bool,
    /// The earlier row, and its file when it is another.
    pub(super) earlier: String,
}

impl<'a> Keys<'a> {
    pub(super) fn new(table: &traction_core::district::Table, hasher: &'a Hasher128) -> Self {
        // The year comes with each chunk.
        let year = table.find_year_column();
        let columns: Vec<usize> = table.list_key().filter(|at| Some(*at) != year).collect();
        let rest = (0..table.columns.len())
            .filter(|at| !columns.contains(at) && Some(*at) != year)
            .collect();
        Keys {
            hasher,
            met: HashMap::new(),
            columns,
            rest,
            bytes: Vec::new(),
            files: Vec::new(),
            rows: 0,
            numbers: Vec::new(),
        }
    }

    /// The rows that follow are of this file.
    pub(super) fn begin(&mut self, file: &str) {
        self.files.push((self.rows, file.to_owned()));
    }

    /// Makes room for as many more rows.
    pub(super) fn reserve(&mut self, rows: usize) {
        self.numbers.reserve(rows);
        if self.met.capacity() - self.met.len() < rows {
            self.met.reserve(rows.max(self.met.len()));
        }
    }

    /// Meets the key of a row; `number` is its row in the file.
    pub(super) fn meet(
        &mut self,
        year: Option<SchoolYear>,
        batch: &Batch,
        row: usize,
        number: u64,
    ) -> Option<Again> {
        self.bytes.clear();
        let year = year.map_or(0, SchoolYear::end);
        self.bytes.extend_from_slice(&year.to_le_bytes());
        for column in &self.columns {
            push_cell(&mut self.bytes, &batch.columns()[*column], row);
        }
        let key = self.hasher.hash(&self.bytes);
        self.bytes.clear();
        for column in &self.rest {
            push_cell(&mut self.bytes, &batch.columns()[*column], row);
        }
        let rest = self.hasher.hash_once(&self.bytes) as u32;
        let at = u32::try_from(self.rows).unwrap_or(u32::MAX);
        self.rows += 1;
        self.numbers.push(u32::try_from(number).unwrap_or(u32::MAX));
        match self.met.entry(key) {
            Entry::Vacant(vacant) => {
                vacant.insert(First { rest, row: at });
                None
            }
            Entry::Occupied(first) => {
                let first = *first.get();
                let begin = self.files.last().map_or(0, |(begin, _)| *begin);
                Some(Again {
                    same: first.rest == rest,
                    in_other_file: u64::from(first.row) < begin,
                    earlier: self.name_row(first.row),
                })
            }
        }
    }

    fn name_row(&self, row: u32) -> String {
        let at = self.files.partition_point(|(begin, _)| *begin <= u64::from(row));
        let number = self.numbers.get(row as usize).copied().unwrap_or_default();
        match self.files.get(at.wrapping_sub(1)) {
            Some((_, file)) if at < self.files.len() => format!("row {number} of {file}"),
            _ => format!("row {number}"),
        }
    }
}

/// Appends a cell so that no two different rows of cells give the same bytes.
fn push_cell(bytes: &mut Vec<u8>, column: &Column, row: usize) {
    if let Some(reason) = column.missing(row) {
        bytes.extend_from_slice(&[0xFE, reason as u8]);
        return;
    }
    match column.values() {
        Values::Text(v) => {
            // 0xFF is in no text, so the end of one is plain.
            bytes.extend_from_slice(v.get(row).as_bytes());
            bytes.push(0xFF);
        }
        Values::Year(v) => bytes.extend_from_slice(&v[row].to_le_bytes()),
        Values::Date(v) => bytes.extend_from_slice(&v[row].to_le_bytes()),
        Values::Integer(v) => bytes.extend_from_slice(&v[row].to_le_bytes()),
        Values::Number(v) => bytes.extend_from_slice(&v[row].to_bits().to_le_bytes()),
        Values::Flag(v) => bytes.push(u8::from(v[row])),
        Values::Code(v) => bytes.push(v[row]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use traction_core::district::{Area, Noun, find_table};

    fn area(id: &str, name: &str) -> Area {
        Area {
            area_id: id.into(),
            area_name: name.into(),
            latitude: Err(traction_core::district::Missing::Blank),
            longitude: Ok(1.0),
            elementary_school_id: Err(traction_core::district::Missing::Blank),
            middle_school_id: Err(traction_core::district::Missing::Blank),
            high_school_id: Err(traction_core::district::Missing::Blank),
        }
    }

    #[test]
    fn a_key_met_again_names_the_earlier_row_and_says_whether_all_is_the_same() {
        let batch = Area::batch(&[area("1", "A"), area("1", "A"), area("1", "B"), area("2", "A")]);
        let hasher = Hasher128::default();
        let mut keys = Keys::new(find_table("areas").unwrap(), &hasher);
        keys.begin("a.csv");
        assert_eq!(keys.meet(None, &batch, 0, 2), None);
        let again = keys.meet(None, &batch, 1, 3).unwrap();
        assert_eq!((again.same, again.earlier.as_str()), (true, "row 2"));
        keys.begin("b.csv");
        let again = keys.meet(None, &batch, 2, 9).unwrap();
        assert_eq!((again.same, again.earlier.as_str()), (false, "row 2 of a.csv"));
        assert_eq!(keys.meet(None, &batch, 3, 10), None);
    }
}
