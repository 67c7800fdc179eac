//! A table of which nothing is told but what follows from its wholes.

use super::Places;
use super::table::{Decided, Side, Table};
use super::wholes::Wholes;
use crate::disclosure::Protection;

/// Tells nothing of a table but what follows from its wholes and from where it has nobody.
pub(super) fn close(places: &Places, table: &Table, wholes: &Wholes, rule: &Protection) -> Decided {
    let (levels, cells) = (table.levels, table.cells.len());
    let mut counted = list_following(places, table, wholes);
    let mut decided = Decided { closed: true, ..Decided::default() };
    for (cell, of) in table.cells.iter().enumerate() {
        let (place, level) = (cell / levels, cell % levels);
        let is_whole = table.others(place, level).n == 0 && !has_unknown(table, place, level);
        decided.told.push(of.n == 0 || (is_whole && wholes.told[place]));
        decided.ranged.push(of.n > 0 && is_whole && wholes.ranged[place]);
        // Nothing less can be told: a place has to be withheld.
        let is_small = (1..rule.minimum_group()).contains(&of.n);
        if counted[cell] && is_small && Some(level) != table.unknown && !of.fixed {
            counted[cell] = false;
            decided.narrow.push(place);
        }
    }
    let is_known = |cell: usize| counted[cell];
    for cell in 0..cells {
        let (place, level) = (cell / levels, cell % levels);
        let rest = || (0..levels).map(|of| place * levels + of).filter(|of| *of != cell);
        let of_members = rest().filter(|of| Some(of % levels) != table.unknown).all(is_known);
        let of_unknown = table.unknown.is_none_or(|unknown| counted[place * levels + unknown]);
        let of_whole = wholes.counted[place] && counted[cell] && of_unknown;
        let is_whole = table.cells[cell].n == 0 && !has_unknown(table, place, level);
        decided.sides.push(Side {
            counted: table.sides[level] && (of_members || of_whole),
            told: table.sides[level] && is_whole && wholes.told[place],
            ranged: table.sides[level] && is_whole && wholes.ranged[place],
        });
    }
    decided.counted = counted;
    decided
}

/// Whether those of no known level, other than the level itself, are any.
fn has_unknown(table: &Table, place: usize, level: usize) -> bool {
    table.unknown.is_some_and(|unknown| unknown != level && table.at(place, unknown).n > 0)
}

/// The cells whose numbers follow from the wholes and from where there is nobody: the last one open of
/// a place's levels, or of a level's places.
fn list_following(places: &Places, table: &Table, wholes: &Wholes) -> Vec<bool> {
    let (many, levels) = (places.count(), table.levels);
    let mut known: Vec<bool> = table.cells.iter().map(|cell| cell.n == 0).collect();
    let mut sums: Vec<Vec<usize>> = Vec::new();
    for place in 0..many {
        if wholes.counted[place] {
            sums.push((0..levels).map(|level| place * levels + level).collect());
        }
        let inside = |at: &usize| *at != 0 && places.parent[*at] as usize == place;
        let inside: Vec<usize> = (0..many).filter(inside).collect();
        for level in (0..levels).filter(|_| !inside.is_empty()) {
            let of = |at: usize| at * levels + level;
            let together: u64 = inside.iter().map(|at| table.at(*at, level).n).sum();
            // Where some are at no place within, nothing follows.
            if together == table.at(place, level).n {
                sums.push(inside.iter().map(|at| of(*at)).chain([of(place)]).collect());
            }
        }
    }
    loop {
        let before = known.iter().filter(|known| **known).count();
        for sum in &sums {
            let mut open = sum.iter().filter(|cell| !known[**cell]);
            if let (Some(last), None) = (open.next().copied(), open.next()) {
                known[last] = true;
            }
        }
        if known.iter().filter(|known| **known).count() == before {
            return known;
        }
    }
}
