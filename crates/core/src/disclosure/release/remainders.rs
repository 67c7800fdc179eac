//! Counts of students: sums, remainders of a few, and how much is left open about small cells.

use std::collections::BTreeSet;

use super::publish::protect_sums;
use super::worlds::find_narrow;
use super::{State, Tables};
use crate::disclosure::Protection;

/// Rounds in which cells are withheld for those that are too narrowly bounded.
const ROUNDS: usize = 24;

/// Whether each cell is published, where cells count students.
///
/// Beyond [`protect_sums`]: what a sum withholds is together none, or at least the minimum group;
/// and the number of students of every secret small cell is left open over the policy's width by
/// whole-number worlds that agree with all that is published. Where no more can be withheld, a
/// cell stays as narrow as its tables make it.
pub fn protect_counts(tables: &Tables, rule: &Protection) -> Vec<bool> {
    let mut tables = tables.clone();
    widen_remainders(&mut tables, rule);
    let mut published = protect_sums(&tables);
    for _ in 0..ROUNDS {
        let narrow = find_narrow(&tables, &published, rule);
        let mut withheld = false;
        for cell in narrow {
            withheld |= withhold_beside(&mut tables, &published, cell);
        }
        if !withheld {
            break;
        }
        widen_remainders(&mut tables, rule);
        published = protect_sums(&tables);
    }
    published
}

/// Withholds the smallest open cell of a sum whose withheld parts are together a few, until none is.
fn widen_remainders(tables: &mut Tables, rule: &Protection) {
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
        let rest: u64 = sum.parts.iter().filter(|p| !is_known(**p)).map(|part| cell(*part).n).sum();
        if rest == 0 || rest >= rule.minimum_group() {
            continue;
        }
        let open = |place: &&u32| cell(**place).state == State::Open;
        let next = sum
            .parts
            .iter()
            .filter(open)
            .min_by_key(|part| (cell(**part).n, cell(**part).rank, **part))
            .or_else(|| Some(&sum.whole).filter(open))
            .copied();
        if let Some(place) = next {
            tables.cells[place as usize].state = State::Unknown;
            waiting.extend(&of_cell[place as usize]);
        }
    }
}

/// Withholds the open cell that carries least of those that share a sum with a narrow one.
fn withhold_beside(tables: &mut Tables, published: &[bool], narrow: u32) -> bool {
    let beside = tables
        .sums
        .iter()
        .filter(|sum| sum.whole == narrow || sum.parts.contains(&narrow))
        .flat_map(|sum| sum.parts.iter().chain([&sum.whole]))
        .filter(|place| {
            let place = **place as usize;
            published[place] && tables.cells[place].state == State::Open
        })
        .min_by_key(|place| (tables.cells[**place as usize].rank, **place))
        .copied();
    if let Some(place) = beside {
        tables.cells[place as usize].state = State::Unknown;
    }
    beside.is_some()
}
