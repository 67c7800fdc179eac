//! Which ids exist: those of this import's files and those that the district already has.

use std::collections::BTreeMap;

use hashbrown::HashTable;
use hashbrown::hash_table::Entry;
use traction_core::district::{Period, SchoolYear, Table, find_table};

use crate::fingerprint::Fingerprints;

/// A set of ids that answers only whether an id is in it. Ids are kept as 64-bit hashes, so a
/// million of them take about 16 MB. The chance that an unknown id passes for one of a million is
/// 1 in 10^13, and no file can be written to meet it, because the seed differs from run to run.
#[derive(Debug, Clone, Default)]
pub struct IdSet {
    hashes: HashTable<u64>,
    makes: Fingerprints,
}

impl IdSet {
    /// Adds an id; whether it was new.
    pub fn insert(&mut self, id: &str) -> bool {
        let hash = self.makes.short(id);
        match self.hashes.entry(hash, |there| *there == hash, |there| *there) {
            Entry::Vacant(vacant) => {
                vacant.insert(hash);
                true
            }
            Entry::Occupied(_) => false,
        }
    }

    /// Whether the id is in the set.
    #[inline]
    pub fn contains(&self, id: &str) -> bool {
        let hash = self.makes.short(id);
        self.hashes.find(hash, |there| *there == hash).is_some()
    }

    /// Number of ids.
    pub fn len(&self) -> usize {
        self.hashes.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.hashes.is_empty()
    }
}

/// The ids of every table that others refer to, by school year where the table is cut by year.
#[derive(Debug, Clone, Default)]
pub struct Known {
    sets: BTreeMap<(&'static str, Option<SchoolYear>), IdSet>,
}

impl Known {
    /// Nothing is known.
    pub fn none() -> Self {
        Known::default()
    }

    /// The set of a table and year, made if there is none. For a standing table the year is
    /// ignored. Making a set, even an empty one, says that the district has the table.
    pub fn set_mut(&mut self, table: &'static Table, year: Option<SchoolYear>) -> &mut IdSet {
        self.sets.entry((table.name, Known::slot(table, year))).or_default()
    }

    /// The set of a table and year; `None` when the district has no such table, or not that year.
    pub fn find(&self, table: &'static Table, year: Option<SchoolYear>) -> Option<&IdSet> {
        self.sets.get(&(table.name, Known::slot(table, year)))
    }

    /// Takes over all sets of another; a table and year that both have becomes the other's.
    pub(crate) fn take_over(&mut self, mut other: Known) {
        self.sets.append(&mut other.sets);
    }

    /// Whether there is a set of the table in any year.
    pub fn has(&self, table: &'static Table) -> bool {
        self.sets.keys().any(|(name, _)| *name == table.name)
    }

    /// The school years of a table, earliest first.
    pub fn list_years(&self, table: &'static Table) -> Vec<SchoolYear> {
        self.sets.keys().filter(|(n, _)| *n == table.name).filter_map(|(_, y)| *y).collect()
    }

    fn slot(table: &'static Table, year: Option<SchoolYear>) -> Option<SchoolYear> {
        match table.period {
            Period::ByYear => year,
            Period::Standing => None,
        }
    }
}

/// The ids of this import over those of the district. A standing table of the import adds to the
/// district's; a year of a table that is cut by year replaces the district's, as the import will.
#[derive(Debug, Clone, Copy)]
pub struct Ids<'a> {
    /// Ids of this import's files.
    pub import: &'a Known,
    /// Ids that the district has already.
    pub district: &'a Known,
}

/// The ids of one table and year.
#[derive(Debug, Clone, Copy)]
pub struct Union<'a> {
    first: Option<&'a IdSet>,
    second: Option<&'a IdSet>,
}

impl Ids<'_> {
    /// The ids of the table of that name; `None` when nobody has the table, or not that year.
    pub fn find(&self, table: &str, year: Option<SchoolYear>) -> Option<Union<'_>> {
        let table = find_table(table)?;
        let first = self.import.find(table, year);
        let second = match (table.period, first) {
            (Period::ByYear, Some(_)) => None,
            _ => self.district.find(table, year),
        };
        (first.is_some() || second.is_some()).then_some(Union { first, second })
    }
}

impl Union<'_> {
    /// Whether the id is known.
    #[inline]
    pub fn contains(&self, id: &str) -> bool {
        self.first.is_some_and(|set| set.contains(id))
            || self.second.is_some_and(|set| set.contains(id))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use traction_core::district::{Noun, Section, Student};

    fn table(name: &str) -> &'static Table {
        find_table(name).unwrap()
    }

    #[test]
    fn standing_tables_are_known_in_every_year_and_yearly_ones_in_theirs() {
        let mut known = Known::none();
        known.set_mut(table(Student::TABLE.name), None).insert("0081234");
        known.set_mut(table(Section::TABLE.name), Some(SchoolYear::ending(2027))).insert("S-1");
        let year = Some(SchoolYear::ending(2026));
        assert!(known.find(table("students"), year).unwrap().contains("0081234"));
        assert!(!known.find(table("students"), year).unwrap().contains("81234"));
        assert!(known.find(table("sections"), year).is_none());
        assert!(known.has(table("sections")) && !known.has(table("staff")));
    }
}
