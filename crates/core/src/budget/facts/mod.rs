//! What the facts say of a school, as formulas, pictures and plans need it: counts only.

pub mod day;
pub mod ledger;
pub mod posts;
pub mod roll;

use crate::district::{Batch, Facts, Noun, SchoolYear};

/// The rows of a table in a year; none where it is not in.
pub(crate) fn rows<N: Noun>(facts: &Facts, year: SchoolYear) -> Vec<N> {
    facts.find(&N::TABLE, year).map(list).unwrap_or_default()
}

/// The rows of a standing table; none where it is not in.
pub(crate) fn standing<N: Noun>(facts: &Facts) -> Vec<N> {
    facts.find_standing(&N::TABLE).map(list).unwrap_or_default()
}

fn list<N: Noun>(batch: &Batch) -> Vec<N> {
    (0..batch.len()).filter_map(|row| N::read(batch, row).ok()).collect()
}
