//! How much is left open about a small cell: other worlds in which all that is published is true.
//!
//! A world is a change of withheld cells, in whole students, that leaves every sum true and every
//! cell within what its reason says. A small linear program looks for a world in which the cell is
//! larger or smaller by the policy's width; what it finds is rounded to whole students and checked
//! in whole numbers, so that a world is a proof and the program only a way to find it.
//!
//! Programs are kept small: only withheld cells near the one that is asked about may change. If that
//! is not enough, more may. Fewer free cells can only make the range look narrower than it is.

use std::collections::BTreeSet;

use super::{State, Tables};
use crate::disclosure::Protection;

/// How many cells may change, in each attempt.
const REACH: [usize; 2] = [12, 36];
/// Cells of one sum that join at a time.
const OF_A_SUM: usize = 5;
/// Steps of one program.
const STEPS: usize = 150;

/// The secret small cells whose number of students is not left open widely enough.
/// Those that are given up are not looked at.
pub(super) fn find_narrow(
    tables: &Tables,
    published: &[bool],
    given_up: &BTreeSet<u32>,
    rule: &Protection,
) -> Vec<u32> {
    let width = rule.protection_width() as i64;
    let mut search = Search::of(tables, published);
    let mut narrow = Vec::new();
    for place in 0..tables.cells.len() as u32 {
        let cell = &tables.cells[place as usize];
        let is_small = cell.n > 0 && cell.n < rule.minimum_group();
        if cell.state == State::Secret && is_small && !given_up.contains(&place) {
            let wide = REACH.iter().any(|reach| search.widen(place, *reach, width));
            if !wide {
                narrow.push(place);
            }
        }
    }
    narrow
}

struct Search<'a> {
    tables: &'a Tables,
    /// For each cell that may change, the sums that it is in.
    sums_of: Vec<Vec<u32>>,
    /// How far each cell may fall and rise.
    room: Vec<Option<(i64, i64)>>,
    /// How far each cell has been seen to fall and rise.
    seen: Vec<(i64, i64)>,
}

impl<'a> Search<'a> {
    fn of(tables: &'a Tables, published: &[bool]) -> Search<'a> {
        let room = tables
            .cells
            .iter()
            .zip(published)
            .map(|(cell, published)| {
                let n = cell.n as i64;
                let most =
                    |most: u64| i64::try_from(most).unwrap_or(i64::MAX / 4).min(i64::MAX / 4);
                let (least, most) = (cell.said.0 as i64, most(cell.said.1));
                (!*published).then(|| ((least - n).min(0), (most - n).max(0)))
            })
            .collect::<Vec<_>>();
        let mut sums_of = vec![Vec::new(); tables.cells.len()];
        for (at, sum) in tables.sums.iter().enumerate() {
            for place in sum.parts.iter().chain([&sum.whole]) {
                if room[*place as usize].is_some() {
                    sums_of[*place as usize].push(at as u32);
                }
            }
        }
        Search { tables, sums_of, room, seen: vec![(0, 0); tables.cells.len()] }
    }

    /// Whether worlds are found, or were before, between which the cell differs by the width.
    fn widen(&mut self, place: u32, reach: usize, width: i64) -> bool {
        let wide = |seen: &[(i64, i64)]| {
            let (fall, rise) = seen[place as usize];
            rise - fall >= width
        };
        if wide(&self.seen) {
            return true;
        }
        let near = self.near(place, reach);
        for sign in [1.0, -1.0] {
            let program = Program::of(self, &near);
            let world = program.push(sign, width as f64);
            if self.holds(&near, &world) {
                for (cell, change) in near.iter().zip(&world) {
                    let seen = &mut self.seen[*cell as usize];
                    seen.0 = seen.0.min(*change);
                    seen.1 = seen.1.max(*change);
                }
            }
            if wide(&self.seen) {
                return true;
            }
        }
        false
    }

    /// Withheld cells near a cell, it first.
    fn near(&self, place: u32, reach: usize) -> Vec<u32> {
        let mut near = vec![place];
        let mut at = 0;
        while at < near.len() && near.len() < reach {
            for sum in &self.sums_of[near[at] as usize] {
                let sum = &self.tables.sums[*sum as usize];
                let mut others: Vec<u32> = sum
                    .parts
                    .iter()
                    .chain([&sum.whole])
                    .filter(|cell| self.room[**cell as usize].is_some() && !near.contains(cell))
                    .copied()
                    .collect();
                // Those with the most room first.
                others.sort_by_key(|cell| {
                    let (fall, rise) = self.room[*cell as usize].unwrap_or((0, 0));
                    (std::cmp::Reverse(rise.min(-fall).min(50)), *cell)
                });
                let many = OF_A_SUM.max(reach / 8);
                near.extend(others.into_iter().take(many.min(reach.saturating_sub(near.len()))));
            }
            at += 1;
        }
        near
    }

    /// Whether a world is one: in whole numbers, without the program.
    fn holds(&self, near: &[u32], world: &[i64]) -> bool {
        let within = near.iter().zip(world).all(|(cell, change)| {
            self.room[*cell as usize].is_some_and(|(fall, rise)| fall <= *change && *change <= rise)
        });
        let change = |place: &u32| {
            near.iter().position(|cell| cell == place).map_or(0, |position| world[position])
        };
        let mut sums: Vec<u32> =
            near.iter().flat_map(|cell| self.sums_of[*cell as usize].iter().copied()).collect();
        sums.sort_unstable();
        sums.dedup();
        within
            && sums.into_iter().all(|at| {
                let sum = &self.tables.sums[at as usize];
                sum.parts.iter().map(change).sum::<i64>() == change(&sum.whole)
            })
    }
}

/// The changes of some cells as a linear program: equations in reduced form.
struct Program {
    /// For each dependent column, its row over all columns.
    rows: Vec<(usize, Vec<f64>)>,
    value: Vec<f64>,
    room: Vec<(f64, f64)>,
}

const SMALL: f64 = 1e-9;

impl Program {
    fn of(search: &Search<'_>, near: &[u32]) -> Program {
        let mut sums: Vec<u32> =
            near.iter().flat_map(|cell| search.sums_of[*cell as usize].iter().copied()).collect();
        sums.sort_unstable();
        sums.dedup();
        let columns = near.len();
        let mut rows: Vec<(usize, Vec<f64>)> = Vec::new();
        for at in sums {
            let sum = &search.tables.sums[at as usize];
            let mut row = vec![0.0; columns];
            for (column, cell) in near.iter().enumerate() {
                if sum.whole == *cell {
                    row[column] -= 1.0;
                }
                row[column] += sum.parts.iter().filter(|part| *part == cell).count() as f64;
            }
            for (pivot, known) in &rows {
                take(&mut row, *pivot, known);
            }
            // The cell that is asked about, column 0, is dependent if it can be.
            let pivot = (0..columns).find(|column| row[*column].abs() > SMALL);
            let Some(pivot) = pivot else { continue };
            let scale = row[pivot];
            row.iter_mut().for_each(|value| *value /= scale);
            for (_, known) in &mut rows {
                take(known, pivot, &row);
            }
            rows.push((pivot, row));
        }
        let room = near
            .iter()
            .map(|cell| {
                let (fall, rise) = search.room[*cell as usize].unwrap_or((0, 0));
                (fall as f64, rise as f64)
            })
            .collect();
        Program { rows, value: vec![0.0; columns], room }
    }

    /// Moves the first cell up (or down) as far as it goes, at most by the width, and gives the
    /// changes in whole students.
    fn push(mut self, sign: f64, width: f64) -> Vec<i64> {
        let far = if sign > 0.0 { self.room[0].1.min(width) } else { (-self.room[0].0).min(width) };
        for _ in 0..STEPS {
            if sign * self.value[0] >= far - SMALL || !self.step(sign, far) {
                break;
            }
        }
        self.value.iter().map(|value| value.round() as i64).collect()
    }

    /// One step: the first independent column that moves the first cell the right way, as far as
    /// its own room and that of all dependent ones lets it.
    fn step(&mut self, sign: f64, far: f64) -> bool {
        let columns = self.value.len();
        let place = self.rows.iter().position(|(pivot, _)| *pivot == 0);
        for column in 0..columns {
            if self.rows.iter().any(|(pivot, _)| *pivot == column) {
                continue;
            }
            // How the first cell moves when this column rises by one.
            let slope = match place {
                Some(place) => -self.rows[place].1[column],
                None => f64::from(u8::from(column == 0)),
            };
            if slope.abs() < SMALL {
                continue;
            }
            let way = (sign * slope).signum();
            let own = if way > 0.0 {
                self.room[column].1 - self.value[column]
            } else {
                self.value[column] - self.room[column].0
            };
            if own < SMALL {
                continue;
            }
            let mut most = own.min((far - sign * self.value[0]) / slope.abs());
            let mut leaves = None;
            for (at, (pivot, row)) in self.rows.iter().enumerate() {
                let moves = -row[column] * way;
                if moves.abs() < SMALL {
                    continue;
                }
                let (fall, rise) = self.room[*pivot];
                let room =
                    if moves > 0.0 { rise - self.value[*pivot] } else { self.value[*pivot] - fall };
                let bound = room.max(0.0) / moves.abs();
                if bound < most - SMALL {
                    most = bound;
                    leaves = Some(at);
                }
            }
            self.value[column] += way * most;
            for (pivot, row) in &self.rows {
                self.value[*pivot] -= row[column] * way * most;
            }
            if let Some(at) = leaves.filter(|at| Some(*at) != place) {
                self.exchange(at, column);
            }
            if most > SMALL || leaves.is_some_and(|at| Some(at) != place) {
                return true;
            }
        }
        false
    }

    fn exchange(&mut self, at: usize, column: usize) {
        let scale = self.rows[at].1[column];
        self.rows[at].1.iter_mut().for_each(|value| *value /= scale);
        self.rows[at].0 = column;
        let row = self.rows[at].1.clone();
        for (other, (_, known)) in self.rows.iter_mut().enumerate() {
            if other != at {
                take(known, column, &row);
            }
        }
    }
}

/// Takes a row away so that a column becomes zero.
fn take(from: &mut [f64], pivot: usize, row: &[f64]) {
    let factor = from[pivot];
    if factor.abs() > SMALL {
        for (value, other) in from.iter_mut().zip(row) {
            *value -= factor * other;
        }
    }
    from[pivot] = 0.0;
}
