//! One table: parts of the wholes by level, in every place.

use super::flow::{Arc, Network, Others};
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
    /// For each cell, what is told of the others of its level.
    pub sides: Vec<Side>,
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
pub(super) fn shown_room(hits: u64, n: u64, rule: &Protection) -> (i64, i64) {
    match rule.code(hits, n) {
        Some(_) => coded_room(hits, n, rule),
        None => printed_room(hits, n, rule),
    }
}

/// The less of two rooms, each way.
pub(super) fn narrower(one: (i64, i64), other: (i64, i64)) -> (i64, i64) {
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
    pub(super) fn at(&self, place: usize, level: usize) -> Cell {
        self.cells[place * self.levels + level]
    }

    /// The same with less told of some places: no rates, or no numbers either. A level that is alone
    /// in its place is what the whole is.
    pub(super) fn without(&self, less: &[u8]) -> Table {
        let mut table = self.clone();
        for place in (0..less.len()).filter(|place| less[*place] > 0) {
            let known = (0..self.levels).filter(|level| Some(*level) != self.unknown);
            let known: Vec<usize> = known.filter(|level| self.at(place, *level).n > 0).collect();
            for level in known.iter().filter(|_| known.len() > 1) {
                let cell = &mut table.cells[place * self.levels + level];
                cell.unrated = true;
                cell.forced |= less[place] > 1;
            }
        }
        table
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
}

/// Whether the number of the others of a level is told: it follows from the whole and the level, or
/// from all of the others.
fn is_side_counted(
    table: &Table,
    wholes: &Wholes,
    (place, level): (usize, usize),
    is_rate: bool,
    rule: &Protection,
    counted: impl Fn(usize) -> bool,
) -> bool {
    if table.others(place, level).n < rule.minimum_group() {
        return false;
    }
    let is_known = |of: usize| table.at(place, of).n == 0 || counted(of);
    let of_whole = match table.at(place, level).n {
        0 => wholes.counted[place],
        _ => counted(level),
    };
    // Of means those of no known group may be any few; of rates their number is no secret.
    let of_unknown = is_rate || table.unknown.is_none_or(is_known);
    let mut members = (0..table.levels).filter(|of| *of != level && Some(*of) != table.unknown);
    (of_whole && of_unknown) || members.all(is_known)
}

/// A table as a network. Node 0 is outside; a place in which nothing lies is node 1 + its number; a level
/// in a place in which others lie comes after those.
struct Shape {
    /// For each arc its cell.
    cells: Vec<usize>,
    /// For each cell its arc, if it has anybody.
    arc_of: Vec<Option<u32>>,
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
            arc_of: vec![None; many * levels],
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
            shape.arc_of[cell] = Some(arc);
            shape.cells.push(cell);
            shape.ends.push((outer, inner));
            shape.sums[place].push(arc);
            if place > 0 {
                shape.sums[many + parent * levels + level].push(arc);
            }
        }
        shape
    }

    /// Whether a cell is of a place in which others lie and none of them has any of it: whoever is in it
    /// is at no known school, and is tied to nobody.
    fn is_nowhere(&self, cell: usize) -> bool {
        let many = self.depth.len();
        let is_wide = self.ends.get(self.arc_of[cell].map_or(usize::MAX, |arc| arc as usize));
        is_wide.is_some_and(|ends| ends.1 as usize > many) && self.sums[many + cell].is_empty()
    }

    /// The network's memory of the others of levels, of a table that tells any.
    fn others(&self, table: &Table) -> Others {
        if !table.sides.contains(&true) {
            return Others::default();
        }
        let spot = |cell: &usize| {
            let (place, level) = (cell / table.levels, cell % table.levels);
            (Some(level) != table.unknown).then_some((place as u32, level as u32))
        };
        Others {
            spot: self.cells.iter().map(spot).collect(),
            levels: table.levels,
            seen: vec![(0, 0); table.cells.len()],
        }
    }

    /// The cells whose others are figures, with their arcs.
    fn list_sides(&self, table: &Table) -> Vec<(usize, Option<u32>)> {
        let is_side = |cell: &usize| {
            let (place, level) = (cell / table.levels, cell % table.levels);
            table.sides[level] && table.others(place, level).n > 0
        };
        (0..table.cells.len()).filter(is_side).map(|cell| (cell, self.arc_of[cell])).collect()
    }
}

/// Looks for worlds in which the others of a level differ: against the level while the whole stays,
/// then with the whole while the level stays.
fn move_others(net: &mut Network, cell: usize, arc: Option<u32>, width: i64, carries: &[Carry]) {
    let is_wide = |net: &Network| {
        let (fall, rise) = net.others.seen[cell];
        fall + rise >= width
    };
    if is_wide(net) {
        return;
    }
    if let Some(arc) = arc {
        net.widen_alone(arc, width);
    }
    let node = 1 + (cell / net.others.levels) as u32;
    for carry in carries.iter().filter(|carry| carry.from == node || carry.to == node) {
        if is_wide(net) {
            return;
        }
        net.carry(carry.from, carry.to, carry.amount, arc);
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
        sides: vec![Side::default(); cells],
        ..Decided::default()
    };
    decide_students(table, &shape, wholes, is_rate, rule, &mut decided);
    decided.told.clone_from(&decided.counted);
    if is_rate {
        decide_rates(table, &shape, wholes, rule, &mut decided);
    } else {
        for side in &mut decided.sides {
            side.told = side.counted;
        }
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
        let is_free = is_rate || !is_small || shape.is_nowhere(*cell);
        let fixed = own.fixed || (is_unknown(*cell) && is_free);
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
    net.others = shape.others(table);
    let width = rule.protection_width() as i64;
    for carry in &wholes.students {
        if !net.carry(carry.from, carry.to, carry.amount, None) {
            decided.narrow.push(carry.place);
        }
    }
    let sides = shape.list_sides(table);
    let is_counted = |net: &Network, cell: usize| {
        let spot = (cell / levels, cell % levels);
        is_side_counted(table, wholes, spot, is_rate, rule, |level| {
            let arc = shape.arc_of[spot.0 * levels + level];
            arc.is_none_or(|arc| !net.arcs[arc as usize].hidden)
        })
    };
    loop {
        net.newly.clear();
        for arc in 0..shape.cells.len() as u32 {
            if net.arcs[arc as usize].hidden {
                net.widen(arc, width);
            }
        }
        for (cell, arc) in &sides {
            if !is_counted(&net, *cell) {
                move_others(&mut net, *cell, *arc, width, &wholes.students);
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
        // Those of no known group are kept open where anything may change with them.
        if net.arcs[arc].hidden && rise + fall < width && !is_unknown(*cell) {
            decided.narrow.push(cell / levels);
        }
    }
    for (cell, _) in sides {
        decided.sides[cell].counted = is_counted(&net, cell);
        let (fall, rise) = net.others.seen[cell];
        if !decided.sides[cell].counted && rise + fall < width {
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
            // No figure says how many of them count. Those of a few must not be certain.
            wanted.push(own.n < rule.minimum_group() && !shape.is_nowhere(*cell));
            let others = (0..levels).filter(|level| decided.counted[place * levels + level]);
            let near = others.map(|level| beside(place, level)).fold(open, narrower);
            if near != (0, 0) {
                arc.open = near;
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
    arcs.extend(wholes.hits.iter().map(Carry::arc));
    let mut net = Network::of(shape.nodes, arcs);
    net.others = shape.others(table);
    for carry in &wholes.hits {
        if !net.carry(carry.from, carry.to, carry.amount, None) {
            decided.stuck.push(carry.place);
        }
    }
    let is_unknown = |cell: usize| Some(cell % levels) == table.unknown || table.cells[cell].fixed;
    let is_hidden =
        |net: &Network, arc: usize| net.arcs[arc].hidden && !is_unknown(shape.cells[arc]);
    let sides = shape.list_sides(table);
    // The others of a level are told where every world that was found leaves them as they are printed,
    // and the level itself is told. Where they are not, or are a range, they must not be certain.
    let of_side = |net: &Network, cell: usize, arc: Option<u32>, side: Side| {
        let (place, level) = (cell / levels, cell % levels);
        let others = table.others(place, level);
        let coded = rule.code(others.hits, others.n).is_some();
        let (fall, rise) = net.others.seen[cell];
        let room = shown_room(others.hits, others.n, rule);
        let beside = match arc {
            None => wholes.told[place],
            Some(arc) => !net.arcs[arc as usize].hidden && !is_coded(cell),
        };
        let fits = fall <= room.0 && rise <= room.1;
        let is_free = (fall, rise) == (0, 0) && !coded;
        let shown = side.counted && fits && (beside || is_free);
        let shown = Side { told: shown && !coded, ranged: shown && coded, ..side };
        (shown, shown.told || (fall, rise) != (0, 0))
    };
    loop {
        net.newly.clear();
        for (arc, wanted) in (0_u32..).zip(&wanted) {
            let wanted = *wanted || is_hidden(&net, arc as usize);
            if wanted && !net.widen(arc, 1) && net.arcs[arc as usize].cost.is_some() {
                net.hide(arc);
                net.widen(arc, 1);
            }
        }
        for (cell, arc) in &sides {
            if !of_side(&net, *cell, *arc, decided.sides[*cell]).1 {
                move_others(&mut net, *cell, *arc, 1, &wholes.hits);
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
        let wanted = (wanted[arc] && !is_unknown(*cell)) || is_hidden(&net, arc);
        if wanted && net.seen[arc] == (0, 0) {
            decided.pinned.push(cell / levels);
        }
    }
    for (cell, arc) in sides {
        let (side, is_safe) = of_side(&net, cell, arc, decided.sides[cell]);
        decided.sides[cell] = side;
        if !is_safe {
            decided.pinned.push(cell / levels);
        }
    }
}
