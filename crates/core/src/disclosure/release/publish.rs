//! Which cells are published: the most important first, each unless a secret would follow.

use super::eliminate::{Gather, Row, Written, inverse, minus, times, write};
use super::{State, Tables};

/// Whether each cell is published. Cells that are told are; secret, unknown and kept ones are not.
///
/// No secret cell, and no combination of kept cells alone, is a linear combination of what is
/// published, unless it was one before anything was decided here.
pub fn protect_sums(tables: &Tables) -> Vec<bool> {
    let mut published: Vec<bool> =
        tables.cells.iter().map(|cell| cell.state == State::Told).collect();
    let mut known = Known::of(tables);
    let mut open: Vec<u32> = (0..known.cell.len() as u32)
        .filter(|column| known.state[*column as usize] == State::Open)
        .collect();
    open.sort_by_key(|column| {
        let cell = known.cell[*column as usize];
        (std::cmp::Reverse(tables.cells[cell as usize].rank), cell)
    });
    let mut refused = Vec::new();
    for column in open {
        let cell = known.cell[column as usize] as usize;
        published[cell] = known.publish(column);
        if !published[cell] {
            refused.push(column);
        }
    }
    // What follows from the rest anyway is not worth withholding.
    for column in refused {
        if known.left(column).is_empty() {
            published[known.cell[column as usize] as usize] = true;
        }
    }
    published
}

/// The cells that follow from what is told whatever is withheld.
pub(super) fn find_determined(tables: &Tables) -> Vec<bool> {
    let Written { cell, rows } = write(tables);
    let mut determined: Vec<bool> =
        tables.cells.iter().map(|cell| cell.state == State::Told).collect();
    for (place, row) in cell.iter().zip(&rows) {
        determined[*place as usize] = row.as_ref().is_some_and(Vec::is_empty);
    }
    determined
}

/// Every cell written in coordinates, as far as what is published leaves it open.
struct Known {
    cell: Vec<u32>,
    state: Vec<State>,
    /// How a column is written; `None` for a coordinate, which is itself.
    rows: Vec<Option<Row>>,
    /// For each coordinate the columns whose rows hold or held it.
    users: Vec<Vec<u32>>,
    gather: Gather,
}

impl Known {
    fn of(tables: &Tables) -> Known {
        let Written { cell, rows } = write(tables);
        let mut users = vec![Vec::new(); cell.len()];
        for (column, row) in rows.iter().enumerate() {
            for (inner, _) in row.iter().flatten() {
                users[*inner as usize].push(column as u32);
            }
        }
        let state = cell.iter().map(|place| tables.cells[*place as usize].state).collect();
        let gather = Gather::of(cell.len());
        Known { cell, state, rows, users, gather }
    }

    /// What is not yet known of a column.
    fn left(&self, column: u32) -> Row {
        self.rows[column as usize].clone().unwrap_or_else(|| vec![(column, 1)])
    }

    fn is(&self, column: u32, state: State) -> bool {
        self.state[column as usize] == state
    }

    /// Publishes a column, unless something would follow that may not.
    fn publish(&mut self, column: u32) -> bool {
        let left = self.left(column);
        if left.is_empty() {
            return true;
        }
        // The coordinate that the fewest others use, and rather one that nobody protects.
        let pivot = left
            .iter()
            .filter(|(inner, _)| !self.is(*inner, State::Kept))
            .min_by_key(|(inner, _)| {
                let secret = self.is(*inner, State::Secret);
                (secret, self.users[*inner as usize].len(), *inner)
            })
            .copied();
        let Some((pivot, at_pivot)) = pivot else { return false };
        if left.len() == 1 && self.is(pivot, State::Secret) {
            return false;
        }
        let users = std::mem::take(&mut self.users[pivot as usize]);
        let tells = users.iter().any(|user| {
            self.is(*user, State::Secret)
                && self.rows[*user as usize].as_ref().is_some_and(|row| proportional(row, &left))
        });
        if tells {
            self.users[pivot as usize] = users;
            return false;
        }
        // From now on the pivot is what the others make of it.
        let scale = minus(inverse(at_pivot));
        let instead: Row = left
            .iter()
            .filter(|(inner, _)| *inner != pivot)
            .map(|(inner, value)| (*inner, times(*value, scale)))
            .collect();
        for user in users {
            self.replace(user, pivot, &instead);
        }
        for (inner, _) in &instead {
            self.users[*inner as usize].push(pivot);
        }
        self.rows[pivot as usize] = Some(instead);
        true
    }

    fn replace(&mut self, user: u32, pivot: u32, instead: &Row) {
        let Some(row) = &mut self.rows[user as usize] else { return };
        let Ok(place) = row.binary_search_by_key(&pivot, |(inner, _)| *inner) else { return };
        let (_, value) = row.remove(place);
        if instead.is_empty() {
            return;
        }
        for (inner, own) in row.iter() {
            self.gather.add(*inner, *own);
        }
        for (inner, more) in instead {
            if row.binary_search_by_key(inner, |(own, _)| *own).is_err() {
                self.users[*inner as usize].push(user);
            }
            self.gather.add(*inner, times(value, *more));
        }
        row.clear();
        row.extend(std::iter::from_fn(|| self.gather.next()));
    }
}

/// Whether one row is a multiple of the other: then publishing either tells both.
fn proportional(one: &Row, other: &Row) -> bool {
    let same = one.len() == other.len() && one.iter().zip(other).all(|(a, b)| a.0 == b.0);
    let (Some(first), Some(second)) = (one.first(), other.first()) else { return false };
    same && one.iter().zip(other).all(|(a, b)| times(a.1, second.1) == times(b.1, first.1))
}
