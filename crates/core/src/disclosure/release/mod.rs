//! A release: tables of the same students that are published together, and what of them may be.
//!
//! **Question.** Some cells are too small to show, and some rates are so near an end of the scale
//! that they are ranges. What else must be withheld, so that no sums of what is told, of all tables
//! together, give a small cell's number away, nor the count behind a range?
//!
//! **Shape.** Places make a tree: schools in clusters, clusters in a district. Of each place there is
//! the whole and, for each [`Table`], the whole's parts by level: groups of a dimension, or grades. Every
//! cell is then in two sums and in no third, so a table is a network and other worlds are circulations
//! in it.
//!
//! **Proof.** What is withheld is kept open by a world in whole students: other numbers with which
//! everything that is told is true. Where there is none, the cells that cost least to withhold are,
//! until there is. So nothing is left to a search that may have missed a way to find a cell out.
//!
//! **Tables together.** Tables are tied by their wholes alone. Wholes are decided first; a way in
//! which they may change ([`Carry`]) is then carried by every table. A world that changes no whole
//! leaves every other table as it is.

mod crossing;
mod flow;
mod table;
#[cfg(test)]
mod tests;
mod wholes;

use std::collections::BTreeSet;

pub use table::{Decided, Side, Table};
pub use crossing::{Margin, decide_crossing};
pub use wholes::{Carry, Wholes};

use crate::disclosure::Protection;

/// More students than there are.
const MANY: i64 = 1 << 40;

/// Times that a release is decided again for what could not be kept open.
const ROUNDS: usize = 60;

/// Ways in which a whole may be changed, one after the other.
const WAYS: u8 = 4;

/// Students, and how many of them count.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Cell {
    /// Students.
    pub n: u64,
    /// Those who count.
    pub hits: u64,
    /// Whether it is withheld for a reason of its own.
    pub forced: bool,
    /// Whether its rate is.
    pub unrated: bool,
    /// Whether it was decided elsewhere, and is taken as it is.
    pub fixed: bool,
}

/// Places in a tree: 0 is the whole district, and every other place lies in an earlier one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Places {
    /// For each place the one that it lies in; of the first, itself.
    pub parent: Vec<u32>,
}

impl Places {
    /// How many there are.
    pub fn count(&self) -> usize {
        self.parent.len()
    }

    /// The place and those that it lies in, up to the first.
    fn chain(&self, place: usize) -> Vec<usize> {
        let mut chain = vec![place];
        let mut at = place;
        while at != 0 {
            at = self.parent[at] as usize;
            chain.push(at);
        }
        chain
    }

    /// Whether nothing lies in each.
    fn leaves(&self) -> Vec<bool> {
        let mut leaf = vec![true; self.count()];
        for parent in self.parent.iter().skip(1) {
            leaf[*parent as usize] = false;
        }
        leaf
    }
}

/// What withholding a cell costs: places that hold many are dear, and so are many students.
fn cost(depth: usize, n: u64) -> u64 {
    match depth {
        0 => 1_000_000_000 + 100 * n.min(90_000),
        1 => 20_000_000 + 100 * n.min(90_000),
        _ => 100_000 + n.min(90_000),
    }
}

/// What a release tells.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Told {
    /// The wholes.
    pub wholes: Wholes,
    /// Each table.
    pub tables: Vec<Decided>,
}

/// Decides what may be told of the wholes of places and of tables of their parts.
pub fn decide(
    places: &Places,
    all: &[Cell],
    tables: &[Table],
    is_rate: bool,
    rule: &Protection,
) -> Told {
    let mut asked = Asked {
        withheld: all.iter().map(|cell| cell.forced).collect(),
        unrated: vec![false; places.count()],
        way: vec![0; places.count()],
    };
    let lean: Vec<(i64, i64)> = (0..places.count())
        .map(|place| {
            let of = tables.iter().filter(|_| is_rate).map(|table| table.lean(place, rule));
            of.fold((MANY, MANY), |a, b| (a.0.min(b.0), a.1.min(b.1)))
        })
        .collect();
    let mut told = Told::default();
    for _ in 0..ROUNDS {
        let wholes = wholes::decide(places, all, is_rate, &asked, &lean, rule);
        let decided: Vec<Decided> = tables
            .iter()
            .map(|table| table::decide(places, table, &wholes, is_rate, rule))
            .collect();
        let changed = asked.learn(places, &wholes, &decided);
        told = Told { wholes, tables: decided };
        if !changed {
            break;
        }
    }
    told
}

/// What is asked of the wholes, for the tables' sake.
struct Asked {
    withheld: Vec<bool>,
    /// Whole places whose rate is not given.
    unrated: Vec<bool>,
    /// The way in which each changes.
    way: Vec<u8>,
}

impl Asked {
    /// Asks for more where something could not be kept open; whether anything was.
    fn learn(&mut self, places: &Places, wholes: &Wholes, tables: &[Decided]) -> bool {
        let mut changed = false;
        let narrow = wholes.narrow.iter().chain(tables.iter().flat_map(|table| &table.narrow));
        for place in narrow.copied().collect::<BTreeSet<_>>() {
            // A place that it lies in; else what lies in it.
            let above = places.chain(place).into_iter().find(|at| wholes.counted[*at]);
            let inside = |at: &usize| wholes.counted[*at] && places.chain(*at).contains(&place);
            let ask = above.map_or_else(
                || (0..places.count()).filter(inside).collect(),
                |above| vec![above],
            );
            for at in ask {
                changed |= !std::mem::replace(&mut self.withheld[at], true);
            }
        }
        let stuck = tables.iter().flat_map(|table| &table.stuck);
        for place in stuck.copied().collect::<BTreeSet<_>>() {
            self.way[place] += 1;
            changed |= self.way[place] < WAYS;
            if self.way[place] >= WAYS {
                changed |= !std::mem::replace(&mut self.unrated[place], true);
            }
        }
        let pinned = wholes.pinned.iter().chain(tables.iter().flat_map(|table| &table.pinned));
        for place in pinned.copied().collect::<BTreeSet<_>>() {
            let open = places.chain(place).into_iter().find(|at| !self.unrated[*at]);
            if let Some(at) = open {
                changed |= !std::mem::replace(&mut self.unrated[at], true);
            }
        }
        changed
    }
}
