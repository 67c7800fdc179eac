//! How many of each group are in each unit (school).

use thiserror::Error;

/// Counts by unit and group. Units and groups are named by their place, from 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counts {
    groups: usize,
    cells: Vec<u64>,
    group_totals: Vec<u64>,
    total: u64,
}

/// Why counts cannot be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum CountsError {
    /// The cells do not fill whole units.
    #[error("{cells} counts do not fill units of {groups} groups")]
    Ragged {
        /// Cells given.
        cells: usize,
        /// Groups in each unit.
        groups: usize,
    },
    /// The sum of the counts is too large to hold.
    #[error("the counts are too large to add up")]
    TooLarge,
}

impl Counts {
    /// From counts unit by unit: all groups of unit 0, then all of unit 1, and so on.
    pub fn by_unit(groups: usize, cells: Vec<u64>) -> Result<Counts, CountsError> {
        if groups == 0 || !cells.len().is_multiple_of(groups) {
            return Err(CountsError::Ragged { cells: cells.len(), groups });
        }
        let mut group_totals = vec![0_u64; groups];
        for unit in cells.chunks_exact(groups) {
            for (total, &n) in group_totals.iter_mut().zip(unit) {
                *total = total.checked_add(n).ok_or(CountsError::TooLarge)?;
            }
        }
        let total = group_totals
            .iter()
            .try_fold(0_u64, |sum, &n| sum.checked_add(n))
            .ok_or(CountsError::TooLarge)?;
        Ok(Counts { groups, cells, group_totals, total })
    }

    /// How many groups.
    pub fn groups(&self) -> usize {
        self.groups
    }

    /// How many units, empty ones included.
    pub fn units(&self) -> usize {
        self.cells.len() / self.groups
    }

    /// Everyone.
    pub fn total(&self) -> u64 {
        self.total
    }

    /// Everyone of a group; 0 for a group that is not there.
    pub fn of_group(&self, group: usize) -> u64 {
        self.group_totals.get(group).copied().unwrap_or(0)
    }

    /// The counts unit by unit, in order.
    pub fn by_units(&self) -> impl Iterator<Item = &[u64]> {
        self.cells.chunks_exact(self.groups)
    }

    /// The share of everyone that is in each group; all 0 when no one is counted.
    pub(super) fn group_shares(&self) -> Vec<f64> {
        let all = self.total.max(1) as f64;
        self.group_totals.iter().map(|&n| n as f64 / all).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_that_do_not_fill_units_are_refused() {
        let ragged = Counts::by_unit(2, vec![1, 2, 3]);
        assert_eq!(ragged, Err(CountsError::Ragged { cells: 3, groups: 2 }));
        assert_eq!(Counts::by_unit(0, vec![]), Err(CountsError::Ragged { cells: 0, groups: 0 }));
        assert_eq!(Counts::by_unit(1, vec![u64::MAX, 1]), Err(CountsError::TooLarge));
    }

    #[test]
    fn totals_are_those_of_the_cells() {
        let counts = Counts::by_unit(2, vec![1, 2, 3, 4]).unwrap();
        assert_eq!((counts.units(), counts.total()), (2, 10));
        assert_eq!((counts.of_group(0), counts.of_group(1), counts.of_group(2)), (4, 6, 0));
    }
}
