//! The wholes of places: which are told, and in what way those that are not may change.

use super::flow::{Arc, Network};
use super::table::{fill, narrower, shown_room};
use super::{Asked, Cell, MANY, Places, cost};
use crate::disclosure::Protection;

/// A way in which wholes may change: an amount from one place to another, or from outside. Every table
/// carries it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Carry {
    /// The place whose sake it is for.
    pub(super) place: usize,
    /// The sum that loses: 0 is outside, 1 + a place that place.
    pub(super) from: u32,
    /// The sum that gains.
    pub(super) to: u32,
    pub(super) amount: i64,
}

impl Carry {
    /// The carry as something that a table's own worlds may use.
    pub(super) fn arc(&self) -> Arc {
        let room = (0, self.amount);
        Arc {
            ends: (self.to, self.from),
            told: room,
            alone: None,
            open: room,
            cost: None,
            hidden: false,
            whole: true,
        }
    }
}

/// What is told of wholes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wholes {
    /// Whether each number of students is told.
    pub counted: Vec<bool>,
    /// Whether each rate is.
    pub told: Vec<bool>,
    /// Whether each is given as a range.
    pub ranged: Vec<bool>,
    pub(super) students: Vec<Carry>,
    pub(super) hits: Vec<Carry>,
    /// Places whose number of students could not be kept open.
    pub(super) narrow: Vec<usize>,
    /// Places whose rate could not be.
    pub(super) pinned: Vec<usize>,
}

/// The tree of places as a network: a place is in the sum of the one that it lies in, and is the sum
/// of those that lie in it. Node 0 is outside, node 1 + a place its sum.
struct Tree<'a> {
    places: &'a Places,
    leaf: Vec<bool>,
    /// For each arc its place.
    place: Vec<usize>,
    /// For each place its arc; `u32::MAX` where there is no one.
    arc: Vec<u32>,
}

impl Tree<'_> {
    fn node(place: usize) -> u32 {
        1 + place as u32
    }

    fn ends(&self, place: usize) -> (u32, u32) {
        let outer = match place {
            0 => 0,
            _ => Self::node(self.places.parent[place] as usize),
        };
        (outer, if self.leaf[place] { 0 } else { Self::node(place) })
    }
}

/// Decides the wholes.
pub(super) fn decide(
    places: &Places,
    all: &[Cell],
    is_rate: bool,
    asked: &Asked,
    lean: &[(i64, i64)],
    rule: &Protection,
) -> Wholes {
    let many = places.count();
    let mut tree =
        Tree { places, leaf: places.leaves(), place: Vec::new(), arc: vec![u32::MAX; many] };
    for place in (0..many).filter(|place| all[*place].n > 0) {
        tree.arc[place] = tree.place.len() as u32;
        tree.place.push(place);
    }
    let mut wholes = Wholes {
        counted: vec![true; many],
        told: vec![true; many],
        ranged: vec![false; many],
        ..Wholes::default()
    };
    decide_students(&tree, all, asked, rule, &mut wholes);
    wholes.told.clone_from(&wholes.counted);
    if is_rate {
        decide_rates(&tree, all, asked, lean, rule, &mut wholes);
    }
    wholes
}

fn decide_students(
    tree: &Tree<'_>,
    all: &[Cell],
    asked: &Asked,
    rule: &Protection,
    wholes: &mut Wholes,
) {
    let places = tree.places;
    let arcs = tree.place.iter().map(|place| {
        let n = all[*place].n;
        let hidden = n < rule.minimum_group() || asked.withheld[*place];
        let cost = (!hidden).then(|| cost(places.chain(*place).len() - 1, n));
        let open = (n as i64 - 1, MANY);
        Arc { ends: tree.ends(*place), told: (0, 0), alone: None, open, cost, hidden, whole: false }
    });
    let mut net = Network::of(1 + places.count(), arcs.collect());
    let width = rule.protection_width() as i64;
    let parts: Vec<Vec<u32>> = (0..places.count())
        .map(|place| {
            let inside = tree
                .place
                .iter()
                .zip(0..)
                .filter(|(part, _)| **part != 0 && places.parent[**part] as usize == place);
            inside.map(|(_, arc)| arc).collect()
        })
        .collect();
    loop {
        net.newly.clear();
        for arc in 0..net.arcs.len() as u32 {
            if net.arcs[arc as usize].hidden {
                net.widen(arc, width);
            }
        }
        let mut filled = false;
        for parts in &parts {
            let n = |arc: u32| all[tree.place[arc as usize]].n;
            filled |= fill(&mut net, parts, n, rule.minimum_group());
        }
        if !filled && net.newly.is_empty() {
            break;
        }
    }
    for (arc, place) in tree.place.iter().enumerate() {
        wholes.counted[*place] = !net.arcs[arc].hidden;
        let (fall, rise) = net.seen[arc];
        if net.arcs[arc].hidden && rise + fall < width {
            wholes.narrow.push(*place);
        }
    }
    for place in tree.place.iter().copied().filter(|place| !wholes.counted[*place]) {
        // The most that it may gain in one way, and where that is too little the most that it may lose.
        let ways = list_ways(tree, &net, place, width);
        let of = |gains: bool| -> Option<Carry> {
            let ways: Vec<&Way> = ways.iter().filter(|way| way.gains == gains).collect();
            let way = ways.get(usize::from(asked.pass[place]) % ways.len().max(1));
            way.map(|way| way.carry)
        };
        let (gain, loss) = (of(true), of(false));
        let more = gain.map_or(0, |carry| carry.amount);
        wholes.students.extend(gain);
        if more < width {
            wholes.students.extend(loss);
        }
        if more + loss.map_or(0, |carry| carry.amount) < width {
            wholes.narrow.push(place);
        }
    }
}

fn decide_rates(
    tree: &Tree<'_>,
    all: &[Cell],
    asked: &Asked,
    lean: &[(i64, i64)],
    rule: &Protection,
    wholes: &mut Wholes,
) {
    let places = tree.places;
    let is_coded = |place: usize| rule.code(all[place].hits, all[place].n).is_some();
    let arcs = tree.place.iter().map(|place| {
        let own = all[*place];
        let hidden = !wholes.counted[*place] || asked.unrated[*place];
        let told = shown_room(own.hits, own.n, rule);
        // Where all change, so do the others of each group.
        let told = match tree.leaf[*place] {
            true => told,
            false => narrower(told, lean[*place]),
        };
        let open = (own.hits as i64, (own.n - own.hits) as i64);
        let cost = (!hidden).then(|| cost(places.chain(*place).len() - 1, own.n));
        Arc { ends: tree.ends(*place), told, alone: None, open, cost, hidden, whole: false }
    });
    let mut net = Network::of(1 + places.count(), arcs.collect());
    let wanted: Vec<bool> = tree
        .place
        .iter()
        .map(|place| !wholes.counted[*place] || (is_coded(*place) && !asked.unrated[*place]))
        .collect();
    loop {
        net.newly.clear();
        for arc in 0..net.arcs.len() as u32 {
            let own = net.arcs[arc as usize];
            let wanted = wanted[arc as usize] || own.hidden;
            if wanted && !net.widen(arc, 1) && own.cost.is_some() {
                net.hide(arc);
                net.widen(arc, 1);
            }
        }
        if net.newly.is_empty() {
            break;
        }
    }
    for (arc, place) in tree.place.iter().enumerate() {
        let hidden = net.arcs[arc].hidden;
        wholes.told[*place] = !hidden && !is_coded(*place);
        wholes.ranged[*place] = !hidden && is_coded(*place);
        let wanted = wanted[arc] || hidden;
        if wanted && net.seen[arc] == (0, 0) {
            wholes.pinned.push(*place);
        }
        if wanted {
            let ways = list_ways(tree, &net, *place, 1);
            let way = ways.get(usize::from(asked.way[*place]) % ways.len().max(1));
            wholes.hits.extend(way.map(|way| way.carry));
        }
    }
}

/// A way in which the whole of a place may change.
#[derive(Debug, Clone, Copy)]
struct Way {
    carry: Carry,
    gains: bool,
}

/// Ways that one place gives another, or outside, students or those who count, so that a place has
/// more or fewer: all that the two lie in, each without the other, may differ as much. From outside
/// first, then from places near by, and more rather than less, up to a width.
fn list_ways(tree: &Tree<'_>, net: &Network, place: usize, width: i64) -> Vec<Way> {
    let room = |place: usize| match tree.arc[place] {
        u32::MAX => (0, 0),
        arc => net.arcs[arc as usize].room(),
    };
    let places = tree.places;
    let leaves = || (0..places.count()).filter(|at| tree.leaf[*at] && room(*at) != (0, 0));
    let is_inside = |at: usize| at == place || places.chain(at).contains(&place);
    let mut ways = Vec::new();
    for inner in leaves().filter(|at| is_inside(*at)) {
        let outer = leaves().filter(|at| !is_inside(*at)).map(Some);
        for outer in outer.chain([None]) {
            let (own, others) = match outer {
                Some(outer) => (places.up_to(inner, outer), places.up_to(outer, inner)),
                None => (places.chain(inner), Vec::new()),
            };
            let least = |of: &[usize], rises: bool| {
                let rooms = of.iter().map(|at| if rises { room(*at).1 } else { room(*at).0 });
                rooms.min().unwrap_or(MANY)
            };
            let node = outer.map_or(0, Tree::node);
            let near = outer.is_some_and(|at| places.parent[at] == places.parent[inner]);
            for gains in [true, false] {
                let spare = least(&own, gains).min(least(&others, !gains));
                let amount = spare.min(width);
                if amount > 0 {
                    let inner = Tree::node(inner);
                    let (from, to) = if gains { (node, inner) } else { (inner, node) };
                    let way = Way { carry: Carry { place, from, to, amount }, gains };
                    ways.push(((amount, outer.is_none(), near, spare), way));
                }
            }
        }
    }
    ways.sort_by_key(|(rank, _)| std::cmp::Reverse(*rank));
    ways.into_iter().map(|(_, way)| way).collect()
}
