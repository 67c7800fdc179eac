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

mod closed;
mod crossing;
mod flow;
mod table;
#[cfg(test)]
mod tests;
mod wholes;

use std::collections::BTreeSet;

pub use crossing::{Margin, decide_crossing};
use table::narrower;
pub use table::{Decided, Side, Table};
pub use wholes::{Carry, Wholes};

use crate::disclosure::Protection;

/// More students than there are.
const MANY: i64 = 1 << 40;

/// Times that a release is decided again for what could not be kept open, before a table in which
/// something still is not is not told.
const ROUNDS: usize = 10;

/// Fewer students than this are a small district.
const SMALL_DISTRICT: u64 = 3_000;

/// Times after those, each of which tells fewer tables or wholes.
const LAST_ROUNDS: usize = 60;

/// The last of them, in which a table in which something is not kept open is closed.
const FEWER_ROUNDS: usize = 20;

/// Ways in which those who count of a whole may change, one after the other.
const WAYS: u8 = 6;

/// And ways in which its number of students may.
const PASSES: u8 = 2;

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

    /// A place and those that it lies in, without those that another lies in as well.
    fn up_to(&self, place: usize, other: usize) -> Vec<usize> {
        let others = self.chain(other);
        self.chain(place).into_iter().filter(|at| !others.contains(at)).collect()
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
        unrated: all.iter().map(|cell| cell.unrated).collect(),
        way: vec![0; places.count()],
        pass: vec![0; places.count()],
    };
    let lean: Vec<(i64, i64)> = (0..places.count())
        .map(|place| {
            let of = tables.iter().filter(|_| is_rate).map(|table| table.lean(place, rule));
            of.fold((MANY, MANY), narrower)
        })
        .collect();
    let mut told = Told::default();
    let is_small = all[0].n < SMALL_DISTRICT;
    let mut less: Vec<Less> = tables.iter().map(|_| Less::of(places)).collect();
    // What the tables were last decided from: one that nothing changed for stays as it is.
    let mut from: Vec<(Vec<u8>, bool)> = Vec::new();
    for round in 0..ROUNDS + LAST_ROUNDS {
        let wholes = wholes::decide(places, all, is_rate, &asked, &lean, rule);
        let same = told.wholes == wholes;
        let now: Vec<(Vec<u8>, bool)> =
            less.iter().map(|less| (less.of_place.clone(), less.is_closed)).collect();
        let decided: Vec<Decided> = tables
            .iter()
            .zip(&less)
            .enumerate()
            .map(|(at, (table, less))| match less.is_closed {
                _ if same && from.get(at) == Some(&now[at]) => told.tables[at].clone(),
                false => {
                    let table = table.without(&less.of_place);
                    table::decide(places, &table, &wholes, is_rate, rule)
                }
                true => closed::close(places, table, &wholes, rule),
            })
            .collect();
        from = now;
        let is_late = round >= ROUNDS + LAST_ROUNDS - FEWER_ROUNDS;
        let mut changed = match (is_small, round < ROUNDS) {
            (true, true) => asked.learn(places, all, &wholes, &decided, false),
            (false, true) => asked.learn(places, all, &wholes, &decided, true),
            (_, false) => asked.learn(places, all, &wholes, &[], true),
        };
        if round >= ROUNDS || !changed {
            let mut spent = Vec::new();
            for (at, table) in decided.iter().enumerate().filter(|(_, of)| !of.is_open()) {
                // A few places of a table lose before all of it does.
                match !is_late && !less[at].is_closed && less[at].learn(table) {
                    true => changed = true,
                    false => spent.push(at),
                }
            }
            // A small district loses a place rather than a table.
            let is_closed = spent.iter().all(|at| less[*at].is_closed);
            let is_place = (is_small && !is_late || is_closed) && !spent.is_empty();
            if is_place && asked.learn(places, all, &wholes, &decided, true) {
                changed = true;
            } else {
                for at in spent {
                    changed |= !std::mem::replace(&mut less[at].is_closed, true);
                }
            }
        }
        told = Told { wholes, tables: decided };
        if !changed {
            break;
        }
    }
    // Nothing is told that was not kept open.
    for (table, decided) in tables.iter().zip(&mut told.tables) {
        if !decided.is_open() && !decided.closed {
            *decided = closed::close(places, table, &told.wholes, rule);
        }
    }
    told
}

/// What less is told of one table where something in it could not be kept open.
struct Less<'a> {
    places: &'a Places,
    /// Of each place: all that may be, no rates, or no numbers either.
    of_place: Vec<u8>,
    /// Whether nothing is told but what the wholes say.
    is_closed: bool,
}

impl Less<'_> {
    fn of(places: &Places) -> Less<'_> {
        Less { places, of_place: vec![0; places.count()], is_closed: false }
    }

    /// Tells less of the places in which something could not be kept open; where nothing is left in
    /// one, of those in and beside it. Whether there was anything.
    fn learn(&mut self, table: &Decided) -> bool {
        let leaf = self.places.leaves();
        let places: BTreeSet<usize> =
            table.narrow.iter().chain(&table.pinned).chain(&table.stuck).copied().collect();
        let mut any = false;
        for place in places {
            let parent = self.places.parent[place] as usize;
            let inside = |of: usize| {
                let leaves = (0..leaf.len()).filter(|at| leaf[*at]);
                leaves.filter(|at| self.places.chain(*at).contains(&of)).collect::<Vec<_>>()
            };
            let mut next = match leaf[place] {
                true => vec![vec![place], inside(parent)],
                false => vec![inside(place)],
            };
            let wider = [place, parent].into_iter().filter(|at| !leaf[*at] && *at != 0);
            next.push(wider.collect());
            next.push((1..leaf.len()).filter(|at| !leaf[*at]).collect());
            for of in next {
                let open: Vec<usize> = of.into_iter().filter(|at| self.of_place[*at] < 2).collect();
                if !open.is_empty() {
                    open.into_iter().for_each(|at| self.of_place[at] += 1);
                    any = true;
                    break;
                }
            }
        }
        any
    }
}

/// What is asked of the wholes, for the tables' sake.
struct Asked {
    withheld: Vec<bool>,
    /// Whole places whose rate is not given.
    unrated: Vec<bool>,
    /// The way in which those who count at each change.
    way: Vec<u8>,
    /// The way in which its number of students does.
    pass: Vec<u8>,
}

impl Asked {
    /// Asks for more where something could not be kept open; whether anything was. Other places are
    /// withheld for a table's sake where that is asked for.
    fn learn(
        &mut self,
        places: &Places,
        all: &[Cell],
        wholes: &Wholes,
        tables: &[Decided],
        fully: bool,
    ) -> bool {
        let mut changed = false;
        let leaf = places.leaves();
        // A small district loses a place rather than a table.
        let is_small = all[0].n < SMALL_DISTRICT;
        let inside = tables.iter().flat_map(|table| &table.narrow);
        let inside: BTreeSet<usize> = inside.copied().collect();
        let mut inside: Vec<usize> = inside.into_iter().collect();
        inside.retain(|place| {
            let tries = !wholes.counted[*place] && self.pass[*place] < PASSES;
            self.pass[*place] += u8::from(tries);
            changed |= tries;
            !tries && fully
        });
        let inside = inside.into_iter().map(|place| (place, is_small));
        let narrow = wholes.narrow.iter().map(|place| (*place, true)).chain(inside);
        for (place, is_whole) in narrow.collect::<BTreeSet<_>>() {
            // For a table's sake only schools; wider places lose the table instead.
            let may = |at: usize| is_whole || leaf[at];
            let open = |at: usize| may(at) && wholes.counted[at] && !self.withheld[at];
            if let Some(at) = find_next(places, all, place, open) {
                self.withheld[at] = true;
                changed = true;
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
        let inside = tables.iter().filter(|_| fully).flat_map(|table| &table.pinned);
        let inside = inside.map(|place| (*place, is_small));
        let pinned = wholes.pinned.iter().map(|place| (*place, true)).chain(inside);
        for (place, is_whole) in pinned.collect::<BTreeSet<_>>() {
            let may = |at: usize| is_whole || leaf[at];
            let open = |at: usize| may(at) && !self.unrated[at];
            if let Some(at) = find_next(places, all, place, open) {
                self.unrated[at] = true;
                changed = true;
            }
        }
        changed
    }
}

/// What is withheld next for the sake of a place: itself where nothing lies in it; the smallest place
/// beside or in it; the one that it lies in, and so on; then the smallest of all that is left.
fn find_next(
    places: &Places,
    all: &[Cell],
    place: usize,
    open: impl Fn(usize) -> bool,
) -> Option<usize> {
    let leaf = places.leaves();
    let open = |at: &usize| open(*at) && all[*at].n > 0;
    let smallest_in = |whole: usize| {
        let inside = (0..places.count())
            .filter(|at| leaf[*at] && places.chain(*at).contains(&whole))
            .filter(open);
        inside.min_by_key(|at| (all[*at].n, *at))
    };
    if leaf[place] && open(&place) {
        return Some(place);
    }
    for whole in places.chain(place).into_iter().filter(|at| !leaf[*at] || places.count() == 1) {
        if whole == 0 {
            break;
        }
        if let Some(at) = smallest_in(whole).or_else(|| Some(whole).filter(open)) {
            return Some(at);
        }
    }
    smallest_in(0).or_else(|| Some(0).filter(open)).or_else(|| (0..places.count()).find(open))
}
