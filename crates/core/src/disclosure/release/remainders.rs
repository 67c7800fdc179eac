//! Counts of students: sums, remainders of a few, and how much is left open about small cells.

use std::collections::BTreeSet;

use super::publish::{find_determined, protect_sums};
use super::worlds::find_narrow;
use super::{Cell, State, Sum, Tables};
use crate::disclosure::Protection;

/// Rounds in which cells are withheld for those that are too narrowly bounded.
pub(super) const ROUNDS: usize = 12;

/// Whether each cell is published, where cells count students.
///
/// Beyond [`protect_sums`]: what a sum withholds is together none, or at least the minimum group;
/// and the number of students of every secret small cell is left open over the policy's width by
/// whole-number worlds that agree with all that is published. Where no more can be withheld, a
/// cell stays as narrow as its tables make it.
pub fn protect_counts(tables: &Tables, rule: &Protection) -> Vec<bool> {
    let many = tables.cells.len();
    let mut tables = tables.clone();
    guard_remainders(&mut tables, rule);
    let mut published = protect_sums(&tables);
    let mut given_up = BTreeSet::new();
    for _ in 0..ROUNDS {
        let narrow = find_narrow(&tables, &published, &given_up, rule);
        if narrow.is_empty() {
            break;
        }
        let determined = find_determined(&tables);
        let may = |place: u32| published[place as usize] && !determined[place as usize];
        let sums = tables.sums.clone();
        let sums_of = sums_of(&sums, tables.cells.len());
        let mut withheld = false;
        for cell in narrow {
            let one = withhold_beside(&mut tables, (&sums, &sums_of), &may, cell);
            withheld |= one;
            if !one {
                // Nothing told is left near it: it is as narrow as its tables make it.
                given_up.insert(cell);
            }
        }
        if !withheld {
            break;
        }
        published = protect_sums(&tables);
    }
    published.truncate(many);
    published
}

/// Makes a secret of what the small parts of a sum are together, where that is a few. A part that
/// is withheld beside them is itself large enough.
fn guard_remainders(tables: &mut Tables, rule: &Protection) {
    for at in 0..tables.sums.len() {
        let cell = |place: &u32| tables.cells[*place as usize];
        let small: Vec<u32> = tables.sums[at]
            .parts
            .iter()
            .filter(|part| cell(part).state == State::Secret)
            .copied()
            .collect();
        let rest: u64 = small.iter().map(|part| cell(part).n).sum();
        if small.len() > 1 && rest > 0 && rest < rule.minimum_group() {
            let guard = Cell { n: rest, rank: 0, state: State::Secret, said: (0, u64::MAX) };
            let guard = tables.add(guard);
            tables.tie(guard, small);
        }
    }
}

/// For each cell the sums that it is in.
pub(super) fn sums_of(sums: &[Sum], cells: usize) -> Vec<Vec<u32>> {
    let mut sums_of = vec![Vec::new(); cells];
    for (at, sum) in sums.iter().enumerate() {
        for place in sum.parts.iter().chain([&sum.whole]) {
            sums_of[*place as usize].push(at as u32);
        }
    }
    sums_of
}

/// Withholds the open cell that carries least of those nearest to a narrow one, where steps go from
/// sum to sum by cells that are withheld.
pub(super) fn withhold_beside(
    tables: &mut Tables,
    (sums, sums_of): (&[Sum], &[Vec<u32>]),
    may: &dyn Fn(u32) -> bool,
    narrow: u32,
) -> bool {
    let mut seen = BTreeSet::from([narrow]);
    let mut edge = vec![narrow];
    while !edge.is_empty() {
        let mut next: Vec<u32> = Vec::new();
        for place in edge {
            for sum in &sums_of[place as usize] {
                let sum = &sums[*sum as usize];
                next.extend(
                    sum.parts.iter().chain([&sum.whole]).filter(|cell| seen.insert(**cell)),
                );
            }
        }
        let open =
            |place: &&u32| may(**place) && tables.cells[**place as usize].state == State::Open;
        let least = next
            .iter()
            .filter(open)
            .min_by_key(|place| (tables.cells[**place as usize].rank, **place));
        if let Some(place) = least.copied() {
            // Found out, it would protect nothing.
            tables.cells[place as usize].state = State::Secret;
            return true;
        }
        edge = next;
        edge.retain(|place| tables.cells[*place as usize].state != State::Told);
    }
    false
}
