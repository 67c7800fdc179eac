//! Which of the published cells may carry their rate: a coded end of the scale stays coded.

use std::collections::BTreeSet;

use super::publish::protect_sums;
use super::{State, Tables};

/// Whether each cell's rate is told, given how many students of each cell count.
///
/// The tables are those of the counts, with a coded cell [`State::Secret`], a withheld one
/// [`State::Unknown`] or [`State::Kept`], and one whose rate may be told [`State::Open`] or
/// [`State::Told`]. No coded rate follows from those that are told; and what a sum leaves over is
/// neither no one nor everyone, because then each of its parts would be known.
pub fn protect_rates(tables: &Tables, hits: &[u64]) -> Vec<bool> {
    let mut tables = tables.clone();
    widen_extremes(&mut tables, hits);
    protect_sums(&tables)
}

fn widen_extremes(tables: &mut Tables, hits: &[u64]) {
    let mut of_cell: Vec<Vec<u32>> = vec![Vec::new(); tables.cells.len()];
    for (at, sum) in tables.sums.iter().enumerate() {
        for place in sum.parts.iter().chain([&sum.whole]) {
            of_cell[*place as usize].push(at as u32);
        }
    }
    let mut waiting: BTreeSet<u32> = (0..tables.sums.len() as u32).collect();
    while let Some(at) = waiting.pop_first() {
        let sum = &tables.sums[at as usize];
        let cell = |place: u32| &tables.cells[place as usize];
        let is_known = |place: u32| matches!(cell(place).state, State::Open | State::Told);
        if !is_known(sum.whole) {
            continue;
        }
        let (mut n, mut counted) = (0, 0);
        for part in sum.parts.iter().filter(|part| !is_known(**part)) {
            n += cell(*part).n;
            counted += hits[*part as usize];
        }
        if n == 0 || (counted != 0 && counted != n) {
            continue;
        }
        let open = |place: &&u32| cell(**place).state == State::Open;
        // A part that is itself all or none would add nothing.
        let next = sum
            .parts
            .iter()
            .filter(open)
            .filter(|part| {
                let own = hits[**part as usize];
                own > 0 && own < cell(**part).n
            })
            .min_by_key(|part| (cell(**part).n, cell(**part).rank, **part))
            .or_else(|| Some(&sum.whole).filter(open))
            .copied();
        if let Some(place) = next {
            tables.cells[place as usize].state = State::Unknown;
            waiting.extend(&of_cell[place as usize]);
        }
    }
}
