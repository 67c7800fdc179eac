//! Rows found by their key.

use std::hash::{BuildHasher, Hash, Hasher};

use hashbrown::{DefaultHashBuilder, HashTable};
use traction_core::district::{Batch, Column, Table, Values};

/// Whether two cells are the same: equal values, or missing for the same reason. A number equals
/// only itself bit for bit.
pub(crate) fn same_cell(one: &Column, row: usize, other: &Column, other_row: usize) -> bool {
    let (reason, other_reason) = (one.missing(row), other.missing(other_row));
    if reason.is_some() || other_reason.is_some() {
        return reason == other_reason;
    }
    match (one.values(), other.values()) {
        (Values::Text(a), Values::Text(b)) => a.get(row) == b.get(other_row),
        (Values::Year(a), Values::Year(b)) => a[row] == b[other_row],
        (Values::Date(a), Values::Date(b)) => a[row] == b[other_row],
        (Values::Integer(a), Values::Integer(b)) => a[row] == b[other_row],
        (Values::Number(a), Values::Number(b)) => a[row].to_bits() == b[other_row].to_bits(),
        (Values::Flag(a), Values::Flag(b)) => a[row] == b[other_row],
        (Values::Code(a), Values::Code(b)) => a[row] == b[other_row],
        _ => false,
    }
}

/// Whether all cells of two rows of the same table are the same.
pub(crate) fn same_row(one: &Batch, row: usize, other: &Batch, other_row: usize) -> bool {
    let mut columns = one.columns().iter().zip(other.columns());
    columns.all(|(a, b)| same_cell(a, row, b, other_row))
}

fn hash_cell(column: &Column, row: usize, hasher: &mut impl Hasher) {
    if let Some(reason) = column.missing(row) {
        (reason as u8).hash(hasher);
        return;
    }
    match column.values() {
        Values::Text(v) => v.get(row).hash(hasher),
        Values::Year(v) => v[row].hash(hasher),
        Values::Date(v) => v[row].hash(hasher),
        Values::Integer(v) => v[row].hash(hasher),
        Values::Number(v) => v[row].to_bits().hash(hasher),
        Values::Flag(v) => v[row].hash(hasher),
        Values::Code(v) => v[row].hash(hasher),
    }
}

/// Hashes and compares the keys of rows, of one batch or across batches of the same table.
pub(crate) struct Keys {
    columns: Vec<usize>,
    hasher: DefaultHashBuilder,
}

impl Keys {
    pub(crate) fn of(table: &Table) -> Self {
        Keys { columns: table.list_key().collect(), hasher: DefaultHashBuilder::default() }
    }

    pub(crate) fn hash(&self, batch: &Batch, row: usize) -> u64 {
        let mut hasher = self.hasher.build_hasher();
        for column in &self.columns {
            hash_cell(&batch.columns()[*column], row, &mut hasher);
        }
        hasher.finish()
    }

    pub(crate) fn same(&self, one: &Batch, row: usize, other: &Batch, other_row: usize) -> bool {
        self.columns.iter().all(|column| {
            same_cell(&one.columns()[*column], row, &other.columns()[*column], other_row)
        })
    }
}

/// For each row its occurrence among the rows of the same key, and where each key's rows stand.
pub(crate) struct KeyIndex<'a> {
    batch: &'a Batch,
    keys: &'a Keys,
    /// First row of each key.
    firsts: HashTable<u32>,
    /// For each row, the next row of the same key; `NONE` at the end.
    next: Vec<u32>,
}

const NONE: u32 = u32::MAX;

impl<'a> KeyIndex<'a> {
    pub(crate) fn of(keys: &'a Keys, batch: &'a Batch) -> Self {
        let mut firsts: HashTable<u32> = HashTable::with_capacity(batch.len());
        let mut next = vec![NONE; batch.len()];
        // Backwards, so that each chain runs forwards.
        for row in (0..batch.len()).rev() {
            let hash = keys.hash(batch, row);
            let same = |first: &u32| keys.same(batch, row, batch, *first as usize);
            match firsts.find_mut(hash, same) {
                Some(first) => {
                    next[row] = *first;
                    *first = row as u32;
                }
                None => {
                    let rehash = |first: &u32| keys.hash(batch, *first as usize);
                    firsts.insert_unique(hash, row as u32, rehash);
                }
            }
        }
        KeyIndex { batch, keys, firsts, next }
    }

    /// The rows that have the key of a row of another batch, in order.
    pub(crate) fn rows_like(&self, other: &Batch, row: usize) -> impl Iterator<Item = usize> + '_ {
        let hash = self.keys.hash(other, row);
        let same = |first: &u32| self.keys.same(other, row, self.batch, *first as usize);
        let first = self.firsts.find(hash, same).copied();
        std::iter::successors(first, |row| {
            Some(self.next[*row as usize]).filter(|next| *next != NONE)
        })
        .map(|row| row as usize)
    }
}

/// Merges by key: a new row takes the place of the row that has its key, other new rows follow at
/// the end in their order. Of several rows of one key the last wins, at the place of the first.
pub(crate) fn merge(existing: Batch, new: &Batch) -> Batch {
    let mut all = existing;
    all.append(new);
    let keys = Keys::of(all.table());
    // Each entry: the place in `winners` of a key.
    let mut places: HashTable<u32> = HashTable::with_capacity(all.len());
    let mut winners: Vec<u32> = Vec::with_capacity(all.len());
    for row in 0..all.len() {
        let hash = keys.hash(&all, row);
        let same = |place: &u32| keys.same(&all, row, &all, winners[*place as usize] as usize);
        match places.find(hash, same) {
            Some(place) => winners[*place as usize] = row as u32,
            None => {
                let rehash = |place: &u32| keys.hash(&all, winners[*place as usize] as usize);
                places.insert_unique(hash, winners.len() as u32, rehash);
                winners.push(row as u32);
            }
        }
    }
    if winners.iter().enumerate().all(|(place, row)| place == *row as usize) {
        return all;
    }
    all.take(winners.into_iter().map(|row| row as usize))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use traction_core::district::{Area, AreaId, Missing, Noun};

    fn areas(rows: &[(u8, u8)]) -> Batch {
        let area = |(id, name): &(u8, u8)| Area {
            area_id: AreaId(id.to_string()),
            area_name: name.to_string(),
            latitude: Err(Missing::from_byte(name % 4 + 1).unwrap()),
            longitude: Ok(f64::from(*name)),
            elementary_school_id: Err(Missing::Blank),
            middle_school_id: Err(Missing::Blank),
            high_school_id: Ok("0610".into()),
        };
        Area::batch(&rows.iter().map(area).collect::<Vec<_>>())
    }

    /// What merging means, said slowly.
    fn merged_slowly(rows: impl Iterator<Item = (u8, u8)>) -> Vec<(u8, u8)> {
        let mut merged: Vec<(u8, u8)> = Vec::new();
        for row in rows {
            match merged.iter_mut().find(|old| old.0 == row.0) {
                Some(old) => *old = row,
                None => merged.push(row),
            }
        }
        merged
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..Default::default() })]

        #[test]
        fn merging_is_what_it_is_said_to_be(
            old in prop::collection::vec((0u8..12, 0u8..9), 0..20),
            new in prop::collection::vec((0u8..12, 0u8..9), 0..20),
        ) {
            let expected = merged_slowly(old.iter().chain(&new).copied());
            let merged = merge(areas(&old), &areas(&new));
            prop_assert_eq!(&merged, &areas(&expected));
            // Once more changes nothing.
            prop_assert_eq!(&merge(merged.clone(), &areas(&new)), &merged);
        }

        #[test]
        fn the_index_finds_every_row_of_a_key_in_order(
            rows in prop::collection::vec((0u8..6, 0u8..9), 0..20),
            asked in 0u8..8,
        ) {
            let batch = areas(&rows);
            let keys = Keys::of(batch.table());
            let index = KeyIndex::of(&keys, &batch);
            let found: Vec<usize> = index.rows_like(&areas(&[(asked, 0)]), 0).collect();
            let expected: Vec<usize> = (0..rows.len()).filter(|at| rows[*at].0 == asked).collect();
            prop_assert_eq!(found, expected);
        }
    }
}
