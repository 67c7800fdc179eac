//! One table: parts of the wholes by level, in every place.

use super::flow::{Arc, Network};
use super::wholes::{Carry, Wholes};
use super::{Cell, MANY, Places, cost};
use crate::disclosure::Protection;

/// Parts of each place's whole: the groups of a dimension, or grades.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Table {
    /// How many parts a whole has.
    pub levels: usize,
    /// The parts of the first place, then of the second, and so on.
    pub cells: Vec<Cell>,
    /// The level of those whose part is not known: no figure.
    pub unknown: Option<usize>,
    /// For each level, whether everyone of the others is told beside it.
    pub sides: Vec<bool>,
}

/// What is told of a table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Decided {
    /// Whether each number of students is told.
    pub counted: Vec<bool>,
    /// Whether each rate is.
    pub told: Vec<bool>,
    /// Whether each is given as a range.
    pub ranged: Vec<bool>,
    /// For each place, whether the figures of the others are told beside those of levels.
    pub sides: Vec<bool>,
    /// For each cell, whether it is told without that of its others.
    pub alone: Vec<bool>,
    /// Whether nothing is told but what the wholes say, and no side.
    pub closed: bool,
    pub(super) narrow: Vec<usize>,
    pub(super) pinned: Vec<usize>,
    /// Places whose whole's change could not be carried.
    pub(super) stuck: Vec<usize>,
}

/// How far those who count may fall and rise while their percent is printed the same.
pub(super) fn printed_room(hits: u64, n: u64, rule: &Protection) -> (i64, i64) {
    let share = rule.printed_share(hits, n);
    let like = |count: u64| rule.printed_share(count, n) == share;
    let reach = n / 150 + 1;
    let (mut least, mut most) = (hits, hits);
    while least > 0 && hits - least < reach && like(least - 1) {
        least -= 1;
    }
    while most < n && most - hits < reach && like(most + 1) {
        most += 1;
    }
    ((hits - least) as i64, (most - hits) as i64)
}

/// How far they may while the range that stands for it is the same.
pub(super) fn coded_room(hits: u64, n: u64, rule: &Protection) -> (i64, i64) {
    let ends = u64::from(rule.ends_percent(n));
    let is_low = |count: u64| rule.printed_share(count, n) * 100.0 <= ends as f64;
    let about = n * ends / 100;
    let most = (about..=(about + n / 100 + 2).min(n)).take_while(|count| is_low(*count)).last();
    let most = most.unwrap_or(about);
    let (least, most) = if is_low(hits) { (0, most) } else { (n - most, n) };
    (hits.saturating_sub(least) as i64, most.saturating_sub(hits) as i64)
}

/// The room of a cell that is told, as a percent or as a range.
fn shown_room(hits: u64, n: u64, rule: &Protection) -> (i64, i64) {
    match rule.code(hits, n) {
        Some(_) => coded_room(hits, n, rule),
        None => printed_room(hits, n, rule),
    }
}

fn narrower(one: (i64, i64), other: (i64, i64)) -> (i64, i64) {
    (one.0.min(other.0), one.1.min(other.1))
}

/// Withholds the least of what is told of a sum while what is withheld is together a few; whether
/// anything was.
pub(super) fn fill(net: &mut Network, parts: &[u32], n: impl Fn(u32) -> u64, minimum: u64) -> bool {
    let mut filled = false;
    loop {
        let hidden = parts.iter().filter(|arc| net.arcs[**arc as usize].hidden);
        let left: u64 = hidden.map(|arc| n(*arc)).sum();
        if left == 0 || left >= minimum {
            return filled;
        }
        let open = parts.iter().copied().filter(|arc| net.arcs[*arc as usize].cost.is_some());
        let Some(least) = open.min_by_key(|arc| (net.arcs[*arc as usize].cost, *arc)) else {
            return filled;
        };
        net.hide(least);
        filled = true;
    }
}

impl Table {
    fn at(&self, place: usize, level: usize) -> Cell {
        self.cells[place * self.levels + level]
    }

    /// The same with less told of places in which nothing lies: no rate, or no number either.
    pub(super) fn without(&self, leaf: &[bool], numbers: bool) -> Table {
        let mut less = self.clone();
        for (at, cell) in less.cells.iter_mut().enumerate() {
            let in_leaf = leaf[at / self.levels] && Some(at % self.levels) != self.unknown;
            cell.unrated |= in_leaf;
            cell.forced |= in_leaf && numbers;
        }
        less
    }

    /// How far those who count among all of a place may fall and rise while the others of every group
    /// are printed as they are.
    pub(super) fn lean(&self, place: usize, rule: &Protection) -> (i64, i64) {
        let levels = (0..self.levels).filter_map(|level| self.side_room(place, level, rule));
        levels.fold((MANY, MANY), narrower)
    }

    /// The others of a level: students, and those who count.
    pub fn others(&self, place: usize, level: usize) -> Cell {
        let mut others = Cell::default();
        for other in (0..self.levels).filter(|of| *of != level && Some(*of) != self.unknown) {
            others.n += self.at(place, other).n;
            others.hits += self.at(place, other).hits;
        }
        others
    }

    fn side_room(&self, place: usize, level: usize, rule: &Protection) -> Option<(i64, i64)> {
        let others = self.others(place, level);
        (self.sides[level] && others.n > 0).then(|| shown_room(others.hits, others.n, rule))
    }
}

/// What is told of everyone of the others of a level.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Side {
    /// Whether their number is.
    pub counted: bool,
    /// Whether their rate is.
    pub told: bool,
    /// Whether it is given as a range.
    pub ranged: bool,
}

impl Decided {
    /// Whether everything that is withheld was kept open.
    pub(super) fn is_open(&self) -> bool {
        self.narrow.is_empty() && self.pinned.is_empty() && self.stuck.is_empty()
    }

    /// What is told of the others of a level: they follow from the whole and the level, and are told
    /// where both are.
    pub fn side(
        &self,
        table: &Table,
        wholes: &Wholes,
        (place, level): (usize, usize),
        is_rate: bool,
        rule: &Protection,
    ) -> Side {
        let others = table.others(place, level);
        let own = table.at(place, level);
        let at = |level: usize| place * table.levels + level;
        if self.closed || others.n < rule.minimum_group() {
            return Side::default();
        }
        let mut members = (0..table.levels).filter(|of| *of != level && Some(*of) != table.unknown);
        let of_whole = match own.n {
            0 => wholes.counted[place],
            _ => self.counted[at(level)],
        };
        let counted = (of_whole && (is_rate || self.sides[place]))
            || members.all(|of| table.at(place, of).n == 0 || self.counted[at(of)]);
        if !is_rate {
            return Side { counted, told: counted, ranged: false };
        }
        let beside = match own.n {
            0 => wholes.told[place],
            _ => self.told[at(level)],
        };
        let shown = counted && beside && self.sides[place] && !self.alone[at(level)];
        let coded = rule.code(others.hits, others.n).is_some();
        Side { counted, told: shown && !coded, ranged: shown && coded }
    }
}

/// A table as a network. Node 0 is outside; a place in which nothing lies is node 1 + its number; a level
/// in a place in which others lie comes after those.
struct Shape {
    /// For each arc its cell.
    cells: Vec<usize>,
    ends: Vec<(u32, u32)>,
    nodes: usize,
    /// The arcs of each sum: of a place its levels, of a level in a place the places in it.
    sums: Vec<Vec<u32>>,
    depth: Vec<usize>,
}

impl Shape {
    fn of(places: &Places, table: &Table) -> Shape {
        let leaf = places.leaves();
        let (many, levels) = (places.count(), table.levels);
        let sum = |place: usize, level: usize| (1 + many + place * levels + level) as u32;
        let mut shape = Shape {
            cells: Vec::new(),
            ends: Vec::new(),
            nodes: 1 + many + many * levels,
            sums: vec![Vec::new(); many + many * levels],
            depth: (0..many).map(|place| places.chain(place).len() - 1).collect(),
        };
        for cell in (0..many * levels).filter(|cell| table.cells[*cell].n > 0) {
            let (place, level) = (cell / levels, cell % levels);
            let parent = places.parent[place] as usize;
            let outer = if place == 0 { 0 } else { sum(parent, level) };
            let inner = if leaf[place] { 1 + place as u32 } else { sum(place, level) };
            let arc = shape.cells.len() as u32;
            shape.cells.push(cell);
            shape.ends.push((outer, inner));
            shape.sums[place].push(arc);
            if place > 0 {
                shape.sums[many + parent * levels + level].push(arc);
            }
        }
        shape
    }
}

/// Tells nothing of a table but what its wholes say: where a place has one level alone, that is all of
/// it.
pub(super) fn close(places: &Places, table: &Table, wholes: &Wholes) -> Decided {
    let cells = table.cells.len();
    let follows = |cell: usize, of: &[bool]| {
        let place = cell / table.levels;
        let others = (0..table.levels).filter(|level| place * table.levels + level != cell);
        let is_alone = others.map(|level| table.at(place, level).n).sum::<u64>() == 0;
        table.cells[cell].n == 0 || (is_alone && of[place])
    };
    Decided {
        counted: (0..cells).map(|cell| follows(cell, &wholes.counted)).collect(),
        told: (0..cells).map(|cell| follows(cell, &wholes.told)).collect(),
        ranged: (0..cells)
            .map(|cell| table.cells[cell].n > 0 && follows(cell, &wholes.ranged))
            .collect(),
        sides: vec![false; places.count()],
        alone: vec![false; cells],
        closed: true,
        ..Decided::default()
    }
}

/// Decides a table.
pub(super) fn decide(
    places: &Places,
    table: &Table,
    wholes: &Wholes,
    is_rate: bool,
    rule: &Protection,
) -> Decided {
    let shape = Shape::of(places, table);
    let cells = table.cells.len();
    let mut decided = Decided {
        counted: vec![true; cells],
        ranged: vec![false; cells],
        alone: vec![false; cells],
        ..Decided::default()
    };
    decide_students(table, &shape, wholes, is_rate, rule, &mut decided);
    decided.sides = (0..places.count())
        .map(|place| {
            let is_told = |unknown: usize| {
                let cell = place * table.levels + unknown;
                table.cells[cell].n == 0 || decided.counted[cell]
            };
            table.unknown.is_none_or(is_told)
        })
        .collect();
    decided.told.clone_from(&decided.counted);
    if is_rate {
        decide_rates(table, &shape, wholes, rule, &mut decided);
    }
    decided
}

fn decide_students(
    table: &Table,
    shape: &Shape,
    wholes: &Wholes,
    is_rate: bool,
    rule: &Protection,
    decided: &mut Decided,
) {
    let levels = table.levels;
    let is_unknown = |cell: usize| Some(cell % levels) == table.unknown;
    let of_cells = shape.cells.iter().zip(&shape.ends).map(|(cell, ends)| {
        let (own, place) = (table.cells[*cell], cell / levels);
        let is_small = own.n < rule.minimum_group();
        // That the group of a few is not known says nothing of them; their mean would.
        let fixed = own.fixed || (is_unknown(*cell) && (is_rate || !is_small));
        let hidden = !fixed && (is_small || own.forced || !wholes.counted[place]);
        Arc {
            ends: *ends,
            told: (0, 0),
            alone: None,
            open: (own.n as i64 - i64::from(!is_unknown(*cell)), MANY),
            cost: (!hidden && !fixed).then(|| cost(shape.depth[place], own.n)),
            hidden,
            whole: false,
        }
    });
    let arcs = of_cells.chain(wholes.students.iter().map(Carry::arc)).collect();
    let mut net = Network::of(shape.nodes, arcs);
    let width = rule.protection_width() as i64;
    for carry in &wholes.students {
        if !net.carry(carry.from, carry.to, carry.amount) {
            decided.narrow.push(carry.place);
        }
    }
    loop {
        net.newly.clear();
        for arc in 0..shape.cells.len() as u32 {
            if net.arcs[arc as usize].hidden {
                net.widen(arc, width);
            }
        }
        let mut filled = false;
        for parts in &shape.sums {
            let n = |arc: u32| table.cells[shape.cells[arc as usize]].n;
            filled |= fill(&mut net, parts, n, rule.minimum_group());
        }
        if !filled && net.newly.is_empty() {
            break;
        }
    }
    for (arc, cell) in shape.cells.iter().enumerate() {
        decided.counted[*cell] = !net.arcs[arc].hidden;
        let (fall, rise) = net.seen[arc];
        if net.arcs[arc].hidden && rise + fall < width {
            decided.narrow.push(cell / levels);
        }
    }
}

fn decide_rates(
    table: &Table,
    shape: &Shape,
    wholes: &Wholes,
    rule: &Protection,
    decided: &mut Decided,
) {
    let levels = table.levels;
    let is_coded = |cell: usize| rule.code(table.cells[cell].hits, table.cells[cell].n).is_some();
    // What the others of a level, where they are told, leave to it.
    let beside = |place: usize, level: usize| {
        table.side_room(place, level, rule).map_or((MANY, MANY), |(fall, rise)| (rise, fall))
    };
    let (mut arcs, mut wanted) = (Vec::new(), Vec::new());
    for (cell, ends) in shape.cells.iter().zip(&shape.ends) {
        let (own, place, level) = (table.cells[*cell], cell / levels, cell % levels);
        let open = (own.hits as i64, (own.n - own.hits) as i64);
        let mut arc = Arc {
            ends: *ends,
            told: open,
            alone: None,
            open,
            cost: None,
            hidden: true,
            whole: false,
        };
        if own.fixed {
            arc.open = (0, 0);
            wanted.push(false);
        } else if Some(level) == table.unknown {
            let is_small = own.n < rule.minimum_group();
            wanted.push(is_small);
            let others = (0..levels).filter(|level| decided.counted[place * levels + level]);
            arc.open = match is_small {
                true => others.map(|level| beside(place, level)).fold(open, narrower),
                false => (0, 0),
            };
            if is_small && arc.open == (0, 0) {
                arc.open = open;
                decided.sides[place] = false;
            }
        } else {
            let (counted, coded) = (decided.counted[*cell], is_coded(*cell));
            arc.hidden = !counted || own.unrated || !(wholes.told[place] || wholes.ranged[place]);
            arc.told = shown_room(own.hits, own.n, rule);
            if !coded {
                // Beside a range the others are not told.
                let own = arc.told;
                arc.told = narrower(own, beside(place, level));
                arc.alone = (arc.told != own).then_some(own);
            }
            arc.cost = (!arc.hidden).then(|| cost(shape.depth[place], own.n));
            let others = table.others(place, level);
            let side_is_range =
                table.sides[level] && others.n > 0 && rule.code(others.hits, others.n).is_some();
            wanted.push(!counted || (!arc.hidden && (coded || side_is_range)));
        }
        arcs.push(arc);
    }
    let beside_told: Vec<bool> = arcs.iter().map(|arc| arc.alone.is_some()).collect();
    arcs.extend(wholes.hits.iter().map(Carry::arc));
    let mut net = Network::of(shape.nodes, arcs);
    for carry in &wholes.hits {
        // Where all of a place change, the others of every group but one do.
        for (node, gains) in [(carry.to, true), (carry.from, false)] {
            if let Some(place) = (node as usize).checked_sub(1) {
                let (fall, rise) = table.lean(place, rule);
                decided.sides[place] &= if gains { rise } else { fall } > 0;
            }
        }
        if !net.carry(carry.from, carry.to, carry.amount) {
            decided.stuck.push(carry.place);
        }
    }
    loop {
        net.newly.clear();
        for (arc, wanted) in (0_u32..).zip(&wanted) {
            if *wanted && !net.widen(arc, 1) && net.arcs[arc as usize].cost.is_some() {
                net.hide(arc);
                net.widen(arc, 1);
            }
        }
        if net.newly.is_empty() {
            break;
        }
    }
    for (arc, cell) in shape.cells.iter().enumerate() {
        let hidden = net.arcs[arc].hidden;
        decided.told[*cell] = !hidden && !is_coded(*cell);
        decided.ranged[*cell] = !hidden && is_coded(*cell);
        decided.alone[*cell] = beside_told[arc] && net.arcs[arc].alone.is_none();
        if wanted[arc] && net.seen[arc] == (0, 0) {
            decided.pinned.push(cell / levels);
        }
    }
}
