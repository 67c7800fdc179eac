//! Worlds: other numbers in which everything that is told is true.
//!
//! Cells of a two-way table are the arcs of a network: each is in the sum of its place over groups and
//! in the sum of its group over places, and in no third. A world is a circulation: what one cell
//! gains, others lose, and every sum stays true. Worlds are looked for along the path that withholds
//! least, in whole students, so each that is found is a proof that the cells on it are open.
//!
//! The idea of withholding along shortest paths is of Kelly, Golden and Assad (1992) and Castro
//! (2007); the code is ours.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

/// A cell as an arc: the more it counts, the more flows from the one sum to the other.
#[derive(Debug, Clone, Copy)]
pub(super) struct Arc {
    /// The sums that it is in.
    pub ends: (u32, u32),
    /// How far it may fall and rise while it is told: as far as its printed form stays the same.
    pub told: (i64, i64),
    /// The same where the others of its level are not told beside it, if they are.
    pub alone: Option<(i64, i64)>,
    /// How far it may fall and rise when it is withheld.
    pub open: (i64, i64),
    /// What withholding it costs; `None` where it may not be, or is.
    pub cost: Option<u64>,
    /// Whether it is withheld.
    pub hidden: bool,
    /// Whether it is no cell of the table but a way in which its wholes may change, which every other
    /// table carries as well. A world takes at most one.
    pub whole: bool,
}

impl Arc {
    /// How far it may fall and rise as it is.
    pub(super) fn room(&self) -> (i64, i64) {
        if self.hidden { self.open } else { self.told }
    }
}

/// The arcs of a table.
#[derive(Debug, Clone, Default)]
pub(super) struct Network {
    pub arcs: Vec<Arc>,
    /// For each sum its arcs: the arc, the other sum, and whether the arc begins here.
    at: Vec<Vec<(u32, u32, bool)>>,
    /// What a step along each arc costs as it stands: free or paid for, against it or along it.
    steps: Vec<[[u64; 2]; 2]>,
    /// Sums at the edge of a search, nearest first: how far, and which in the last bits.
    edge: BinaryHeap<Reverse<u64>>,
    /// How far each arc was seen to fall and rise in some world.
    pub seen: Vec<(i64, i64)>,
    /// Arcs withheld since this was last emptied.
    pub newly: Vec<u32>,
    change: Vec<i64>,
    touched: Vec<u32>,
    far: Vec<u64>,
    came: Vec<u32>,
    reached: Vec<u32>,
    /// Whether the world that is being made has changed wholes already.
    taken: bool,
    /// What the others of each level do in the worlds that are found.
    pub others: Others,
}

/// How far the others of a level in a place, which are no arcs, were seen to fall and rise: what all
/// levels of the place do together, less what the level itself does.
#[derive(Debug, Clone, Default)]
pub(super) struct Others {
    /// For each arc its place and level; of those that count nowhere nothing.
    pub spot: Vec<Option<(u32, u32)>>,
    pub levels: usize,
    /// By place and level.
    pub seen: Vec<(i64, i64)>,
}

impl Others {
    fn note(&mut self, changes: &[(u32, i64)]) {
        let mut by_place: BTreeMap<u32, Vec<(u32, i64)>> = BTreeMap::new();
        for (arc, change) in changes {
            if let Some((place, level)) = self.spot.get(*arc as usize).copied().flatten() {
                by_place.entry(place).or_default().push((level, *change));
            }
        }
        for (place, of) in by_place {
            let together: i64 = of.iter().map(|(_, change)| change).sum();
            for level in 0..self.levels {
                let own = of.iter().filter(|(at, _)| *at as usize == level);
                let change = together - own.map(|(_, change)| change).sum::<i64>();
                let seen = &mut self.seen[place as usize * self.levels + level];
                *seen = (seen.0.max(-change), seen.1.max(change));
            }
        }
    }
}

const NEVER: u64 = u64::MAX;
/// Bits of a sum's number at the edge of a search; what is left holds any sum of costs on a path.
const NODE_BITS: u32 = 22;
const NODES: u32 = (1 << NODE_BITS) - 1;
/// A way over a whole is taken where no other is free, before anything is withheld.
const WHOLE: u64 = 10_000;
/// Not to tell the others beside a figure costs this part of what withholding the figure does.
const BESIDE: u64 = 8;

impl Network {
    /// A network of so many sums.
    pub(super) fn of(nodes: usize, arcs: Vec<Arc>) -> Network {
        assert!(nodes <= NODES as usize, "{nodes} sums of one table");
        let mut at = vec![Vec::new(); nodes];
        for (place, arc) in arcs.iter().enumerate() {
            let (one, other) = arc.ends;
            at[one as usize].push((place as u32, other, true));
            at[other as usize].push((place as u32, one, false));
        }
        Network {
            steps: arcs.iter().map(|arc| steps(arc, 0)).collect(),
            seen: vec![(0, 0); arcs.len()],
            change: vec![0; arcs.len()],
            far: vec![NEVER; nodes],
            came: vec![u32::MAX; nodes],
            at,
            arcs,
            ..Network::default()
        }
    }

    /// Withholds an arc.
    pub(super) fn hide(&mut self, arc: u32) {
        let own = &mut self.arcs[arc as usize];
        if !own.hidden {
            own.hidden = true;
            own.cost = None;
            self.newly.push(arc);
            self.refresh(arc);
        }
    }

    /// Finds again what a step along an arc costs, after the arc or its change became another.
    fn refresh(&mut self, arc: u32) {
        self.steps[arc as usize] = steps(&self.arcs[arc as usize], self.change[arc as usize]);
    }

    /// Whether an arc is open over a width, others being withheld for it where nothing else helps.
    pub(super) fn widen(&mut self, arc: u32, width: i64) -> bool {
        for (pay, up) in [(false, true), (false, false), (true, true), (true, false)] {
            let (fall, rise) = self.seen[arc as usize];
            if rise + fall >= width {
                return true;
            }
            let want = if up { width - fall } else { width - rise };
            self.turn(arc, up, want, pay);
        }
        let (fall, rise) = self.seen[arc as usize];
        rise + fall >= width
    }

    /// The same while no whole changes, so that the others of its level move against it.
    pub(super) fn widen_alone(&mut self, arc: u32, width: i64) {
        for (pay, up) in [(false, true), (false, false), (true, true), (true, false)] {
            self.taken = true;
            self.turn(arc, up, width, pay);
            self.taken = false;
        }
    }

    /// Raises or lowers an arc by as much as is wanted or can be had, all else that is told staying.
    fn turn(&mut self, arc: u32, up: bool, want: i64, pay: bool) {
        let own = self.arcs[arc as usize];
        let (fall, rise) = own.room();
        let want = want.min(if up { rise } else { fall });
        if want <= 0 {
            return;
        }
        let (from, to) = if up { (own.ends.1, own.ends.0) } else { (own.ends.0, own.ends.1) };
        let got = self.push(from, to, want, pay, Some(arc));
        if got > 0 {
            self.change[arc as usize] += if up { got } else { -got };
            self.touched.push(arc);
            self.refresh(arc);
        }
        self.keep();
    }

    /// Moves an amount from one sum to another, where the sums themselves change, over any arc but
    /// one; whether it could.
    pub(super) fn carry(&mut self, from: u32, to: u32, amount: i64, but: Option<u32>) -> bool {
        // As one of the ways of wholes itself: no other is taken.
        for pay in [false, true] {
            self.taken = true;
            if self.push(from, to, amount, pay, but) == amount {
                self.keep();
                return true;
            }
            self.forget();
        }
        false
    }

    fn keep(&mut self) {
        self.taken = false;
        let mut changes = Vec::new();
        for arc in std::mem::take(&mut self.touched) {
            let change = std::mem::take(&mut self.change[arc as usize]);
            self.refresh(arc);
            let seen = &mut self.seen[arc as usize];
            seen.0 = seen.0.max(-change);
            seen.1 = seen.1.max(change);
            if change != 0 {
                changes.push((arc, change));
            }
        }
        if !self.others.seen.is_empty() {
            self.others.note(&changes);
        }
    }

    fn forget(&mut self) {
        self.taken = false;
        for arc in std::mem::take(&mut self.touched) {
            self.change[arc as usize] = 0;
            self.refresh(arc);
        }
    }

    fn push(&mut self, from: u32, to: u32, want: i64, pay: bool, but: Option<u32>) -> i64 {
        let mut got = 0;
        while got < want {
            let Some(path) = self.path(from, to, pay, but) else { break };
            let mut amount = want - got;
            for (arc, up) in &path {
                let own = &self.arcs[*arc as usize];
                let change = self.change[*arc as usize];
                let free = spare(own.room(), change, *up);
                let alone = own.alone.map_or(0, |alone| spare(alone, change, *up));
                let room = [free, alone].into_iter().find(|room| *room > 0);
                let room = room.unwrap_or_else(|| spare(own.open, change, *up));
                amount = amount.min(room);
            }
            for (arc, up) in path {
                let change = self.change[arc as usize];
                let own = &mut self.arcs[arc as usize];
                if spare(own.room(), change, up) < amount {
                    match own.alone.take() {
                        Some(alone) if !own.hidden && spare(alone, change, up) >= amount => {
                            own.told = alone;
                            self.newly.push(arc);
                        }
                        _ => self.hide(arc),
                    }
                }
                self.taken |= self.arcs[arc as usize].whole;
                self.change[arc as usize] += if up { amount } else { -amount };
                self.touched.push(arc);
                self.refresh(arc);
            }
            got += amount;
        }
        got
    }

    /// The path that withholds least; of those the shortest.
    fn path(
        &mut self,
        from: u32,
        to: u32,
        pay: bool,
        but: Option<u32>,
    ) -> Option<Vec<(u32, bool)>> {
        for node in std::mem::take(&mut self.reached) {
            self.far[node as usize] = NEVER;
        }
        let mut edge = std::mem::take(&mut self.edge);
        edge.clear();
        edge.push(Reverse(u64::from(from)));
        self.far[from as usize] = 0;
        self.reached.push(from);
        while let Some(Reverse(near)) = edge.pop() {
            let (far, node) = (near >> NODE_BITS, near as u32 & NODES);
            // No step is shorter than one: nothing that is left comes nearer.
            if far.saturating_add(1) >= self.far[to as usize] {
                break;
            }
            if far > self.far[node as usize] {
                continue;
            }
            for (arc, other, up) in &self.at[node as usize] {
                let step = self.steps[*arc as usize][usize::from(pay)][usize::from(*up)];
                if step == NEVER || far + step >= self.far[*other as usize] || Some(*arc) == but {
                    continue;
                }
                // A world takes one way of its wholes.
                if self.taken && self.arcs[*arc as usize].whole && self.change[*arc as usize] == 0 {
                    continue;
                }
                if self.far[*other as usize] == NEVER {
                    self.reached.push(*other);
                }
                self.far[*other as usize] = far + step;
                self.came[*other as usize] = *arc;
                edge.push(Reverse(((far + step) << NODE_BITS) | u64::from(*other)));
            }
        }
        self.edge = edge;
        if self.far[to as usize] == NEVER {
            return None;
        }
        let mut path = Vec::new();
        let mut node = to;
        while node != from {
            let arc = self.came[node as usize];
            let own = &self.arcs[arc as usize];
            let up = own.ends.1 == node;
            path.push((arc, up));
            node = if up { own.ends.0 } else { own.ends.1 };
        }
        let wholes = path.iter().filter(|(arc, _)| self.arcs[*arc as usize].whole).count();
        (wholes < 2).then_some(path)
    }
}

/// What a step along an arc costs at a change of it: free or paid for, against it or along it.
fn steps(own: &Arc, change: i64) -> [[u64; 2]; 2] {
    let step = |pay: bool, up: bool| -> u64 {
        if own.whole && spare(own.told, change, up) > 0 {
            WHOLE
        } else if spare(own.room(), change, up) > 0 {
            1
        } else if let (Some(cost), Some(alone)) = (own.cost.filter(|_| pay), own.alone)
            && spare(alone, change, up) > 0
        {
            cost / BESIDE
        } else if let Some(cost) = own.cost.filter(|_| pay && !own.hidden)
            && spare(own.open, change, up) > 0
        {
            cost
        } else {
            NEVER
        }
    };
    [false, true].map(|pay| [false, true].map(|up| step(pay, up)))
}

fn spare((fall, rise): (i64, i64), change: i64, up: bool) -> i64 {
    if up { rise - change } else { fall + change }
}
