//! What the facts say of a school, as formulas, pictures and plans need it: counts only.

pub mod day;
pub mod inputs;
pub mod ledger;
pub mod posts;
pub mod roll;

use std::collections::BTreeSet;

use crate::district::{Batch, Facts, Noun, SchoolYear, StaffAssignment};

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

/// What people do in a year. Where one file says which fund pays for somebody's job at a school and
/// another does not, they are the same job: the row without a fund is left out.
pub(crate) fn assignments(facts: &Facts, year: SchoolYear) -> Vec<StaffAssignment> {
    let mut list = rows::<StaffAssignment>(facts, year);
    let job = |row: &StaffAssignment| {
        let school = row.school_id.as_ref().map_or(String::new(), |id| id.0.clone());
        (row.staff_id.0.clone(), school, row.job.clone())
    };
    let funded: BTreeSet<_> = list.iter().filter(|row| row.fund.is_ok()).map(job).collect();
    list.retain(|row| row.fund.is_ok() || !funded.contains(&job(row)));
    list
}
