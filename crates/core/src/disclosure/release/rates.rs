//! Which of the published cells may carry their rate: a coded end of the scale stays coded.

use super::publish::protect_sums;
use super::{Cell, State, Sum, Tables};
use crate::disclosure::Protection;

/// Whether each cell's rate is told, given how many students of each cell count.
///
/// The tables are those of the counts, with a coded cell [`State::Secret`], a withheld one
/// [`State::Unknown`] or [`State::Kept`], and one whose rate may be told [`State::Open`] or
/// [`State::Told`]. No coded rate follows from those that are told; and what a sum leaves over is
/// neither no one nor everyone, because then each of its parts would be known.
///
/// A printed percent of a large group stands for many counts. A sum whose percents leave open half
/// of what the coding does, and never one count alone, gives little away and is left out.
pub fn protect_rates(tables: &Tables, hits: &[u64], rule: &Protection) -> Vec<bool> {
    let mut tables = tables.clone();
    let many = tables.cells.len();
    let sums = std::mem::take(&mut tables.sums);
    for sum in sums {
        if !leaves_open(&tables, &sum, hits, rule) {
            guard_extremes(&mut tables, &sum, hits);
            tables.sums.push(sum);
        }
    }
    let mut told = protect_sums(&tables);
    told.truncate(many);
    told
}

fn may_be_told(cell: &Cell) -> bool {
    matches!(cell.state, State::Open | State::Told)
}

/// Counts that a printed percent can stand for.
fn printed(cell: &Cell, hits: u64, rule: &Protection) -> (i128, i128) {
    let share = rule.printed_share(hits, cell.n);
    let like = |count: u64| rule.printed_share(count, cell.n) == share;
    // A half percent either way, and then to the count exactly.
    let reach = cell.n / 150 + 1;
    let (mut least, mut most) = (hits, hits);
    while least > 0 && hits - least < reach && like(least - 1) {
        least -= 1;
    }
    while most < cell.n && most - hits < reach && like(most + 1) {
        most += 1;
    }
    (i128::from(least), i128::from(most))
}

/// Whether the printed percents of a sum leave enough open about each cell that is coded.
fn leaves_open(tables: &Tables, sum: &Sum, hits: &[u64], rule: &Protection) -> bool {
    let cell = |place: u32| &tables.cells[place as usize];
    let told: Vec<(u32, i128)> = sum
        .parts
        .iter()
        .map(|part| (*part, -1))
        .chain([(sum.whole, 1)])
        .filter(|(place, _)| may_be_told(cell(*place)) && cell(*place).n > 0)
        .collect();
    let (mut least, mut most, mut truth) = (0, 0, 0);
    for (place, sign) in told {
        let own = hits[place as usize];
        let (low, high) = printed(cell(place), own, rule);
        truth += sign * i128::from(own);
        least += if sign > 0 { low } else { -high };
        most += if sign > 0 { high } else { -low };
    }
    let (below, above) = (truth - least, most - truth);
    let coded = |place: &u32| cell(*place).state == State::Secret && cell(*place).n > 0;
    sum.parts.iter().chain([&sum.whole]).filter(|place| coded(place)).all(|place| {
        let (own, counted) = (cell(*place), i128::from(hits[*place as usize]));
        let (below, above) = if *place == sum.whole { (above, below) } else { (below, above) };
        // Of the counts that the range says it may be, at least half, and never one alone.
        let n = i128::from(own.n);
        let ends = n * i128::from(rule.ends_percent(own.n)) / 100;
        let (low, high) = if 2 * counted <= n { (0, ends) } else { (n - ends, n) };
        let left = high.min(counted + above) - low.max(counted - below) + 1;
        left >= 2 && 2 * left > ends
    })
}

/// Makes a secret of what a sum leaves over, where that is no one or everyone.
fn guard_extremes(tables: &mut Tables, sum: &Sum, hits: &[u64]) {
    let rest: Vec<u32> = sum
        .parts
        .iter()
        .filter(|part| {
            let cell = &tables.cells[**part as usize];
            !may_be_told(cell) && cell.n > 0
        })
        .copied()
        .collect();
    let n: u64 = rest.iter().map(|part| tables.cells[*part as usize].n).sum();
    let counted: u64 = rest.iter().map(|part| hits[*part as usize]).sum();
    if rest.len() > 1 && (counted == 0 || counted == n) {
        let guard = Cell { n, rank: 0, state: State::Secret, said: (0, u64::MAX) };
        let guard = tables.add(guard);
        tables.tie(guard, rest);
    }
}
