//! Keys that were met already, as 128-bit hashes.

use hashbrown::HashTable;
use hashbrown::hash_table::Entry;
use traction_core::district::{SchoolYear, Table};

use crate::fingerprint::{Fingerprint, Fingerprints};
use crate::read::Chunk;

/// Parts that the keys of a table are kept in, so that one fits a processor's cache while the
/// rows of a chunk that belong to it are looked up.
const SHARDS: usize = 128;

/// What is known of the first row of a key. With the bits that choose the shard, 103 bits tell
/// keys apart: that two of a hundred million are taken for one has a chance of 1 in 10^15.
#[derive(Debug, Clone, Copy)]
struct First {
    key: u64,
    more: u32,
    /// Count of rows of the table before it.
    row: u32,
}

/// The keys of one table.
#[derive(Debug)]
pub(super) struct Keys<'a> {
    makes: &'a Fingerprints,
    met: Vec<HashTable<First>>,
    columns: Vec<usize>,
    rest: Vec<usize>,
    /// Where each file begins, counted in rows of the table.
    files: Vec<(u64, String)>,
    rows: u64,
    /// For each row of the table that was met: its row in its file, and a hash of the cells outside
    /// its key.
    numbers: Vec<u32>,
    said: Vec<u32>,
    keys: Vec<Fingerprint>,
    rests: Vec<u64>,
    order: Vec<(u32, u32)>,
}

/// A row whose key was met before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Again {
    /// The row of the chunk.
    pub(super) at: usize,
    /// Whether every cell is the same.
    pub(super) same: bool,
    /// Whether the earlier row is of another file.
    pub(super) in_other_file: bool,
    /// The earlier row, and its file when it is another.
    pub(super) earlier: String,
}

fn shard_of(key: Fingerprint) -> usize {
    // The tables themselves go by the first half.
    key.1 as usize % SHARDS
}

impl<'a> Keys<'a> {
    pub(super) fn new(table: &Table, makes: &'a Fingerprints) -> Self {
        // The year comes with each chunk.
        let year = table.find_year_column();
        let columns: Vec<usize> = table.list_key().filter(|at| Some(*at) != year).collect();
        let rest = (0..table.columns.len())
            .filter(|at| !columns.contains(at) && Some(*at) != year)
            .collect();
        Keys {
            makes,
            met: vec![HashTable::new(); SHARDS],
            columns,
            rest,
            files: Vec::new(),
            rows: 0,
            numbers: Vec::new(),
            said: Vec::new(),
            keys: Vec::new(),
            rests: Vec::new(),
            order: Vec::new(),
        }
    }

    /// The rows that follow are of this file.
    pub(super) fn begin(&mut self, file: &str) {
        self.files.push((self.rows, file.to_owned()));
    }

    /// Meets the keys of a chunk's rows but those set aside; gives the rows whose key was met
    /// before, in order.
    pub(super) fn meet(&mut self, chunk: &Chunk, is_aside: impl Fn(usize) -> bool) -> Vec<Again> {
        self.hash_rows(chunk);
        self.sort_by_shard(chunk, is_aside);
        let begin = self.files.last().map_or(0, |(begin, _)| *begin);
        let mut again: Vec<(usize, bool, u32)> = Vec::new();
        for (at, row) in &self.order {
            let at = *at as usize;
            let (key, more) = (self.keys[at].0, (self.keys[at].1 >> 32) as u32);
            let shard = &mut self.met[shard_of(self.keys[at])];
            let is_same = |first: &First| first.key == key && first.more == more;
            match shard.entry(key, is_same, |first| first.key) {
                Entry::Vacant(vacant) => {
                    vacant.insert(First { key, more, row: *row });
                }
                Entry::Occupied(first) => {
                    let first = first.get().row;
                    let said = self.said.get(first as usize);
                    again.push((at, said == Some(&(self.rests[at] as u32)), first));
                }
            }
        }
        again.sort_unstable();
        let name = |(at, same, first): (usize, bool, u32)| Again {
            at,
            same,
            in_other_file: u64::from(first) < begin,
            earlier: self.name_row(first),
        };
        again.into_iter().map(name).collect()
    }

    fn hash_rows(&mut self, chunk: &Chunk) {
        let start = self.makes.begin(chunk.year.map_or(0, SchoolYear::end) as u64);
        let columns = chunk.batch.columns();
        self.keys.clear();
        self.keys.resize(chunk.batch.len(), start);
        for position in &self.columns {
            self.makes.add_column(&mut self.keys, &columns[*position]);
        }
        self.rests.clear();
        self.rests.resize(chunk.batch.len(), 0);
        for position in &self.rest {
            self.makes.sum_column(&mut self.rests, &columns[*position], *position);
        }
    }

    /// Lists rows of the chunk with their count in the table; those of one shard follow one
    /// another in the order of the file.
    fn sort_by_shard(&mut self, chunk: &Chunk, is_aside: impl Fn(usize) -> bool) {
        let mut ends = [0usize; SHARDS];
        for (at, key) in self.keys.iter().enumerate() {
            if !is_aside(at) {
                ends[shard_of(*key)] += 1;
            }
        }
        let mut total = 0;
        for end in &mut ends {
            total += std::mem::replace(end, total);
        }
        self.order.clear();
        self.order.resize(total, (0, 0));
        self.numbers.reserve(total);
        self.said.reserve(total);
        for (at, key) in self.keys.iter().enumerate() {
            if is_aside(at) {
                continue;
            }
            let place = &mut ends[shard_of(*key)];
            self.order[*place] = (at as u32, u32::try_from(self.rows).unwrap_or(u32::MAX));
            *place += 1;
            self.rows += 1;
            self.numbers.push(u32::try_from(chunk.rows[at]).unwrap_or(u32::MAX));
            self.said.push(self.rests[at] as u32);
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
        let chunk = |areas: &[Area], rows: &[u64]| Chunk {
            year: None,
            batch: Area::batch(areas),
            rows: rows.to_vec(),
        };
        let makes = Fingerprints::default();
        let mut keys = Keys::new(find_table("areas").unwrap(), &makes);
        keys.begin("a.csv");
        let rows = [area("9", "A"), area("1", "A"), area("1", "A"), area("9", "A")];
        let again = keys.meet(&chunk(&rows, &[2, 3, 4, 5]), |row| row == 0);
        assert_eq!(again.len(), 1);
        assert_eq!((again[0].at, again[0].same, again[0].earlier.as_str()), (2, true, "row 3"));
        keys.begin("b.csv");
        let rows = [area("9", "A"), area("1", "B"), area("2", "A")];
        let again = keys.meet(&chunk(&rows, &[8, 9, 10]), |_| false);
        let found: Vec<_> = again
            .iter()
            .map(|again| (again.at, again.same, again.in_other_file, again.earlier.as_str()))
            .collect();
        let expected = [(0, true, true, "row 5 of a.csv"), (1, false, true, "row 3 of a.csv")];
        assert_eq!(found, expected);
    }

    #[test]
    fn many_keys_are_met_again_in_the_order_of_the_file() {
        let areas: Vec<Area> = (0..5_000).map(|at| area(&(at % 4_000).to_string(), "A")).collect();
        let rows: Vec<u64> = (2..5_002).collect();
        let makes = Fingerprints::default();
        let mut keys = Keys::new(find_table("areas").unwrap(), &makes);
        keys.begin("a.csv");
        let chunk = Chunk { year: None, batch: Area::batch(&areas), rows };
        let again = keys.meet(&chunk, |_| false);
        let found: Vec<(usize, String)> =
            again.into_iter().map(|again| (again.at, again.earlier)).collect();
        let expected: Vec<(usize, String)> =
            (4_000..5_000).map(|at| (at, format!("row {}", at - 4_000 + 2))).collect();
        assert_eq!(found, expected);
    }
}
