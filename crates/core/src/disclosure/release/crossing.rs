//! Crossings of two groupings of the same students, whose margins were decided before.

use super::table::{self, Decided, Table};
use super::wholes::Wholes;
use super::{Cell, Places};
use crate::disclosure::Protection;

/// One group of one of two groupings: how many it has, and what is told of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Margin {
    /// Students, and those who count.
    pub cell: Cell,
    /// Whether the number of students is told.
    pub counted: bool,
    /// Whether the rate is, and not as a range.
    pub told: bool,
}

/// What may be told of every crossing of the rows with the columns, row by row; nothing where what
/// is withheld could not be kept open.
///
/// The margins stay as they are in every world that is found. Where one is withheld or a range, all
/// of its crossings are withheld or have no rate: their sum would tell it. Crossings with those of no
/// known group are `fixed`.
pub fn decide_crossing(
    rows: &[Margin],
    columns: &[Margin],
    cells: &[Cell],
    is_rate: bool,
    rule: &Protection,
) -> Decided {
    let levels = columns.len();
    // The columns are those of a whole whose parts the rows are.
    let places = Places { parent: vec![0; 1 + rows.len()] };
    let of_column = |margin: &Margin| Cell { fixed: true, ..margin.cell };
    let mut all: Vec<Cell> = columns.iter().map(of_column).collect();
    for row in cells.chunks(levels.max(1)) {
        all.extend(row.iter().zip(columns).map(|(cell, column)| Cell {
            forced: cell.forced || !column.counted,
            unrated: cell.unrated || !column.told,
            ..*cell
        }));
    }
    let table = Table { levels, cells: all, unknown: None, sides: vec![false; levels] };
    let with_whole = |of: &dyn Fn(&Margin) -> bool| -> Vec<bool> {
        std::iter::once(true).chain(rows.iter().map(of)).collect()
    };
    let wholes = Wholes {
        counted: with_whole(&|row| row.counted),
        told: with_whole(&|row| row.told),
        ranged: with_whole(&|_| false),
        ..Wholes::default()
    };
    let decided = table::decide(&places, &table, &wholes, is_rate, rule);
    let is_open = decided.narrow.is_empty() && decided.pinned.is_empty();
    let tail =
        |of: &[bool]| -> Vec<bool> { of[levels..].iter().map(|told| *told && is_open).collect() };
    Decided {
        counted: tail(&decided.counted),
        told: tail(&decided.told),
        ranged: tail(&decided.ranged),
        ..Decided::default()
    }
}
