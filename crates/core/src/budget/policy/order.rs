//! The order in which numbers and lines are computed, or the loop that forbids one.

use serde::{Deserialize, Serialize};

/// A number or a line, by its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Item {
    /// A number.
    Number(usize),
    /// A line.
    Line(usize),
}

/// An order in which each item comes after those that it uses. `uses[item]` are places of items.
///
/// # Errors
/// The items of a loop, from one back to itself.
pub(super) fn order(uses: &[Vec<usize>]) -> Result<Vec<usize>, Vec<usize>> {
    let mut state = vec![State::New; uses.len()];
    let mut ordered = Vec::with_capacity(uses.len());
    for start in 0..uses.len() {
        let mut path = Vec::new();
        visit(start, uses, &mut state, &mut path, &mut ordered)?;
    }
    Ok(ordered)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    New,
    Open,
    Done,
}

fn visit(
    item: usize,
    uses: &[Vec<usize>],
    state: &mut [State],
    path: &mut Vec<usize>,
    ordered: &mut Vec<usize>,
) -> Result<(), Vec<usize>> {
    match state[item] {
        State::Done => return Ok(()),
        State::Open => {
            let from = path.iter().position(|p| *p == item).unwrap_or(0);
            let mut round = path[from..].to_vec();
            round.push(item);
            return Err(round);
        }
        State::New => {}
    }
    state[item] = State::Open;
    path.push(item);
    for used in &uses[item] {
        visit(*used, uses, state, path, ordered)?;
    }
    path.pop();
    state[item] = State::Done;
    ordered.push(item);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_comes_after_what_it_uses_and_a_loop_is_named() {
        assert_eq!(order(&[vec![1, 2], vec![2], vec![]]), Ok(vec![2, 1, 0]));
        assert_eq!(order(&[vec![1], vec![2], vec![1]]), Err(vec![1, 2, 1]));
        assert_eq!(order(&[vec![0]]), Err(vec![0, 0]));
    }
}
