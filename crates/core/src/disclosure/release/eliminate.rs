//! Gaussian elimination on sparse rows, modulo a prime: which cells can be written by which others.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::{State, Tables};

/// 2⁶¹ − 1. Coefficients of sums are small whole numbers; a combination of them that vanishes
/// modulo this prime without being zero would take a coincidence of one in 10¹⁸.
const PRIME: u64 = (1 << 61) - 1;

pub(super) fn times(a: u64, b: u64) -> u64 {
    let product = u128::from(a) * u128::from(b);
    let folded = (product & u128::from(PRIME)) as u64 + (product >> 61) as u64;
    if folded >= PRIME { folded - PRIME } else { folded }
}

pub(super) fn plus(a: u64, b: u64) -> u64 {
    let sum = a + b;
    if sum >= PRIME { sum - PRIME } else { sum }
}

pub(super) fn minus(a: u64) -> u64 {
    if a == 0 { 0 } else { PRIME - a }
}

pub(super) fn inverse(a: u64) -> u64 {
    // Fermat: a to the power of the prime less two.
    let (mut result, mut base, mut power) = (1, a, PRIME - 2);
    while power > 0 {
        if power & 1 == 1 {
            result = times(result, base);
        }
        base = times(base, base);
        power >>= 1;
    }
    result
}

/// Coordinates and coefficients, in order of coordinate, none zero.
pub(super) type Row = Vec<(u32, u64)>;

/// Sums some rows into one without keeping zeros.
pub(super) struct Gather {
    values: Vec<u64>,
    marked: Vec<bool>,
    waiting: BinaryHeap<Reverse<u32>>,
}

impl Gather {
    pub(super) fn of(columns: usize) -> Self {
        Gather {
            values: vec![0; columns],
            marked: vec![false; columns],
            waiting: BinaryHeap::new(),
        }
    }

    pub(super) fn add(&mut self, column: u32, value: u64) {
        let place = column as usize;
        self.values[place] = plus(self.values[place], value);
        if !self.marked[place] {
            self.marked[place] = true;
            self.waiting.push(Reverse(column));
        }
    }

    /// The first column that is not zero, taken out.
    pub(super) fn next(&mut self) -> Option<(u32, u64)> {
        while let Some(Reverse(column)) = self.waiting.pop() {
            let place = column as usize;
            self.marked[place] = false;
            let value = std::mem::take(&mut self.values[place]);
            if value != 0 {
                return Some((column, value));
            }
        }
        None
    }
}

/// The cells as combinations of some of them, the coordinates. Columns are cells in the order in
/// which they would rather be dependent than be coordinates.
pub(super) struct Written {
    /// Column to cell.
    pub cell: Vec<u32>,
    /// For each column that is no coordinate, how it is written in coordinates.
    pub rows: Vec<Option<Row>>,
}

/// Writes the cells that are not told by as few and as important coordinates as there can be.
pub(super) fn write(tables: &Tables) -> Written {
    let kind = |state: State| match state {
        State::Unknown => 0_u8,
        State::Secret => 1,
        State::Open => 2,
        State::Kept => 3,
        State::Told => 4,
    };
    let mut cell: Vec<u32> = (0..tables.cells.len() as u32)
        .filter(|place| tables.cells[*place as usize].state != State::Told)
        .collect();
    cell.sort_by_key(|place| {
        let cell = &tables.cells[*place as usize];
        (kind(cell.state), cell.rank, *place)
    });
    let mut column = vec![u32::MAX; tables.cells.len()];
    for (at, place) in cell.iter().enumerate() {
        column[*place as usize] = at as u32;
    }
    let mut leading: Vec<Option<Row>> = vec![None; cell.len()];
    let mut gather = Gather::of(cell.len());
    for sum in &tables.sums {
        let terms = std::iter::once((sum.whole, minus(1)))
            .chain(sum.parts.iter().map(|part| (*part, 1)))
            .filter(|(place, _)| column[*place as usize] != u32::MAX);
        for (place, value) in terms {
            gather.add(column[place as usize], value);
        }
        let reduced = reduce(&mut gather, &leading);
        if let Some((first, value)) = reduced.first().copied() {
            let scale = inverse(value);
            let row = reduced.into_iter().map(|(c, v)| (c, times(v, scale))).collect();
            leading[first as usize] = Some(row);
        }
    }
    // From the last to the first, so that no row holds another's leading column.
    let mut rows: Vec<Option<Row>> = vec![None; cell.len()];
    for at in (0..cell.len()).rev() {
        let Some(row) = leading[at].take() else { continue };
        for (column, value) in &row[1..] {
            match &rows[*column as usize] {
                // Written already: its row has the sign of a value, not of an equation.
                Some(written) => {
                    for (inner, more) in written {
                        gather.add(*inner, times(minus(*value), *more));
                    }
                }
                None => gather.add(*column, minus(*value)),
            }
        }
        rows[at] = Some(std::iter::from_fn(|| gather.next()).collect());
    }
    Written { cell, rows }
}

/// What is left of the gathered row after taking away the rows that lead in its columns.
fn reduce(gather: &mut Gather, leading: &[Option<Row>]) -> Row {
    let mut left = Row::new();
    while let Some((column, value)) = gather.next() {
        match &leading[column as usize] {
            Some(row) => {
                for (inner, more) in &row[1..] {
                    gather.add(*inner, times(minus(value), *more));
                }
            }
            None => left.push((column, value)),
        }
    }
    left
}
