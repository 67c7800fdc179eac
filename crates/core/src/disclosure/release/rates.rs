//! Which of the published cells may carry their rate: a coded end of the scale stays coded.

use super::publish::{find_determined, protect_sums};
use super::remainders::{ROUNDS, sums_of, withhold_beside};
use super::{Cell, State, Sum, Tables};
use crate::disclosure::Protection;

/// Whether each cell's rate is told, given how many students of each cell count.
///
/// The tables are those of the counts, with a coded cell [`State::Secret`], a withheld one
/// [`State::Unknown`] or [`State::Kept`], and one whose rate may be told [`State::Open`] or
/// [`State::Told`]. No coded rate follows from those that are told; and what a sum leaves over is
/// neither no one nor everyone, because then each of its parts would be known.
///
/// A printed percent of a large group stands for many counts. A sum whose percents leave open all
/// that the coding does gives nothing away and is left out.
pub fn protect_rates(tables: &Tables, hits: &[u64], rule: &Protection) -> Vec<bool> {
    let mut decided = tables.clone();
    let many = tables.cells.len();
    decided.sums.clear();
    for sum in &tables.sums {
        if !leaves_open(tables, sum, hits, rule) {
            guard_extremes(&mut decided, sum, hits);
            decided.sums.push(sum.clone());
        }
    }
    let mut told = protect_sums(&decided);
    let sums_of = sums_of(&tables.sums, decided.cells.len());
    let determined = find_determined(&decided);
    for _ in 0..ROUNDS {
        let pinned = find_pinned(tables, &told, hits, rule);
        let mut withheld = false;
        for cell in pinned {
            let may = |place: u32| told[place as usize] && !determined[place as usize];
            withheld |= withhold_beside(&mut decided, (&tables.sums, &sums_of), &may, cell);
        }
        if !withheld {
            break;
        }
        told = protect_sums(&decided);
    }
    told.truncate(many);
    told
}

/// The counts behind a range as its words give it.
fn coded_range(cell: &Cell, hits: u64, rule: &Protection) -> (u64, u64) {
    let (n, ends) = (cell.n, u64::from(rule.ends_percent(cell.n)));
    let is_low = |count: u64| rule.printed_share(count, n) * 100.0 <= ends as f64;
    let about = n * ends / 100;
    let most = (about..=(about + n / 100 + 2).min(n)).take_while(|count| is_low(*count)).last();
    let most = most.unwrap_or(about);
    if is_low(hits) { (0, most) } else { (n - most, n) }
}

/// The coded cells of which bounds, carried from sum to sum, leave one count.
fn find_pinned(tables: &Tables, told: &[bool], hits: &[u64], rule: &Protection) -> Vec<u32> {
    let mut bounds: Vec<(i64, i64)> = tables
        .cells
        .iter()
        .enumerate()
        .map(|(place, cell)| {
            let (least, most) = match cell.state {
                _ if cell.n == 0 => (hits[place], hits[place]),
                _ if told[place] => {
                    let (least, most) = printed(cell, hits[place], rule);
                    (least as u64, most as u64)
                }
                // A kept cell is coded as well where its rate would be.
                State::Secret | State::Kept if rule.code(hits[place], cell.n).is_some() => {
                    coded_range(cell, hits[place], rule)
                }
                _ => (0, u64::MAX >> 20),
            };
            (least as i64, most as i64)
        })
        .collect();
    for _ in 0..ROUNDS {
        let mut moved = false;
        for sum in &tables.sums {
            let (mut least, mut most) = (0, 0);
            for part in &sum.parts {
                least += bounds[*part as usize].0;
                most += bounds[*part as usize].1;
            }
            let whole = bounds[sum.whole as usize];
            let narrower = (whole.0.max(least), whole.1.min(most));
            if narrower != whole && narrower.0 <= narrower.1 {
                bounds[sum.whole as usize] = narrower;
                moved = true;
            }
            let whole = bounds[sum.whole as usize];
            for part in &sum.parts {
                let own = bounds[*part as usize];
                let narrower =
                    (own.0.max(whole.0 - (most - own.1)), own.1.min(whole.1 - (least - own.0)));
                if narrower != own && narrower.0 <= narrower.1 {
                    bounds[*part as usize] = narrower;
                    least += narrower.0 - own.0;
                    most += narrower.1 - own.1;
                    moved = true;
                }
            }
        }
        if !moved {
            break;
        }
    }
    (0..tables.cells.len() as u32)
        .filter(|place| {
            let (cell, (least, most)) = (&tables.cells[*place as usize], bounds[*place as usize]);
            let is_coded = matches!(cell.state, State::Secret | State::Kept)
                && rule.code(hits[*place as usize], cell.n).is_some();
            is_coded && cell.n > 0 && least == most
        })
        .collect()
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

/// Whether the printed percents of a sum leave open about each coded cell all that its range does.
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
    let mut coded = sum.parts.iter().chain([&sum.whole]).filter(|place| coded(place)).peekable();
    // A sum without coded cells may carry what others tell.
    coded.peek().is_some()
        && coded.all(|place| {
            let (own, counted) = (cell(*place), i128::from(hits[*place as usize]));
            let (below, above) = if *place == sum.whole { (above, below) } else { (below, above) };
            // Every count that the range says it may be: several sums, each of which left but most of
            // them, could together leave one.
            let (low, high) = coded_range(own, hits[*place as usize], rule);
            let (low, high) = (i128::from(low), i128::from(high));
            counted - below <= low && high <= counted + above
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
