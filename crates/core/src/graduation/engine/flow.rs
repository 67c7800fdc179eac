//! The cheapest way to send units of credit to requirements, small and dense.

/// Kinds of credit: the requirements that each may count for, and how many units there are.
pub type Kind = (u64, u32);

/// A flow: units of each kind for each requirement, `kinds × requirements`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flow {
    width: usize,
    units: Vec<u32>,
}

impl Flow {
    /// Nothing flows.
    pub fn none(kinds: usize, requirements: usize) -> Self {
        Flow { width: requirements, units: vec![0; kinds * requirements] }
    }

    /// Units of a kind for a requirement.
    #[inline]
    pub fn get(&self, kind: usize, requirement: usize) -> u32 {
        self.units[kind * self.width + requirement]
    }

    /// The same, to change.
    #[inline]
    pub fn at(&mut self, kind: usize, requirement: usize) -> &mut u32 {
        &mut self.units[kind * self.width + requirement]
    }

    /// Units that a requirement gets.
    pub fn into_requirement(&self, requirement: usize) -> u32 {
        self.units.iter().skip(requirement).step_by(self.width.max(1)).sum()
    }

    /// Units of a kind that are used.
    pub fn of_kind(&self, kind: usize) -> u32 {
        self.units[kind * self.width..(kind + 1) * self.width].iter().sum()
    }
}

const FAR: i64 = i64::MAX / 4;

/// The most units that can be sent, and among those the cheapest way: successive shortest paths
/// (Ahuja, Magnanti & Orlin, *Network Flows*, 1993, section 9.7). `cost` is of one unit and not
/// negative.
pub fn cheapest(kinds: &[Kind], needs: &[u32], cost: impl Fn(usize, usize) -> i64) -> Flow {
    let (k, r) = (kinds.len(), needs.len());
    let mut flow = Flow::none(k, r);
    let mut spare: Vec<u32> = kinds.iter().map(|(_, units)| *units).collect();
    let mut lacking: Vec<u32> = needs.to_vec();
    let (mut to_kind, mut to_requirement) = (vec![FAR; k], vec![FAR; r]);
    // Where each was reached from.
    let (mut kind_from, mut requirement_from) = (vec![usize::MAX; k], vec![usize::MAX; r]);
    let mut work: Vec<usize> = Vec::with_capacity(k * 2);
    let mut waiting = vec![false; k];
    begin(kinds, needs, &cost, &mut flow, &mut spare, &mut lacking);
    loop {
        work.clear();
        for kind in 0..k {
            to_kind[kind] = if spare[kind] > 0 { 0 } else { FAR };
            kind_from[kind] = usize::MAX;
            waiting[kind] = spare[kind] > 0;
            if spare[kind] > 0 {
                work.push(kind);
            }
        }
        to_requirement.fill(FAR);
        let mut at = 0;
        while at < work.len() {
            let kind = work[at];
            at += 1;
            waiting[kind] = false;
            let mut bits = kinds[kind].0;
            while bits != 0 {
                let requirement = bits.trailing_zeros() as usize;
                bits &= bits - 1;
                if requirement >= r || needs[requirement] == 0 {
                    continue;
                }
                let there = to_kind[kind] + cost(kind, requirement);
                if there >= to_requirement[requirement] {
                    continue;
                }
                to_requirement[requirement] = there;
                requirement_from[requirement] = kind;
                if lacking[requirement] > 0 {
                    continue;
                }
                // A full requirement can give back what another kind put there.
                for other in 0..k {
                    if other == kind || flow.get(other, requirement) == 0 {
                        continue;
                    }
                    let back = there - cost(other, requirement);
                    if back < to_kind[other] {
                        to_kind[other] = back;
                        kind_from[other] = requirement;
                        if !waiting[other] {
                            waiting[other] = true;
                            work.push(other);
                        }
                    }
                }
            }
        }
        let Some(end) = (0..r)
            .filter(|at| lacking[*at] > 0 && to_requirement[*at] < FAR)
            .min_by_key(|at| to_requirement[*at])
        else {
            return flow;
        };
        // How much the path can carry.
        let mut amount = lacking[end];
        let mut requirement = end;
        let start = loop {
            let kind = requirement_from[requirement];
            match kind_from[kind] {
                usize::MAX => break kind,
                before => {
                    amount = amount.min(flow.get(kind, before));
                    requirement = before;
                }
            }
        };
        amount = amount.min(spare[start]);
        let mut requirement = end;
        loop {
            let kind = requirement_from[requirement];
            *flow.at(kind, requirement) += amount;
            match kind_from[kind] {
                usize::MAX => break,
                before => {
                    *flow.at(kind, before) -= amount;
                    requirement = before;
                }
            }
        }
        spare[start] -= amount;
        lacking[end] -= amount;
    }
}

/// Sends what goes along ways that are as cheap as any: so many units cannot be sent for less, so the
/// shortest paths may go on from there.
fn begin(
    kinds: &[Kind],
    needs: &[u32],
    cost: &impl Fn(usize, usize) -> i64,
    flow: &mut Flow,
    spare: &mut [u32],
    lacking: &mut [u32],
) {
    let ways = |kind: usize| {
        (0..needs.len()).filter(move |at| kinds[kind].0 & 1 << at != 0 && needs[*at] > 0)
    };
    let every = (0..kinds.len()).flat_map(|kind| ways(kind).map(move |at| cost(kind, at)));
    let Some(least) = every.min() else { return };
    for kind in 0..kinds.len() {
        for at in ways(kind).filter(|at| cost(kind, *at) == least) {
            let units = spare[kind].min(lacking[at]);
            *flow.at(kind, at) += units;
            spare[kind] -= units;
            lacking[at] -= units;
        }
    }
}

/// Room for the searches of [`fill`], so that each does not ask for its own.
#[derive(Debug, Default)]
pub struct Room {
    seen: Vec<bool>,
    /// For each kind reached: the requirement that takes from it.
    takes: Vec<usize>,
    /// Kinds from which a requirement takes that gives to another: the way back.
    given_by: Vec<usize>,
    work: Vec<usize>,
}

/// Sends enough to fill one more requirement without taking from those that are full; whether that
/// was possible. Only requirements in `inside` are looked at.
pub fn fill(
    kinds: &[Kind],
    needs: &[u32],
    flow: &mut Flow,
    spare: &mut [u32],
    requirement: usize,
    inside: u64,
    room: &mut Room,
) -> bool {
    let mut lacking = needs[requirement] - flow.into_requirement(requirement);
    let k = kinds.len();
    let Room { seen, takes, given_by, work } = room;
    seen.resize(k, false);
    takes.resize(k, usize::MAX);
    given_by.resize(needs.len(), usize::MAX);
    let open = inside & !(1 << requirement);
    let reach = |to: usize, seen: &mut Vec<bool>, takes: &mut Vec<usize>, work: &mut Vec<usize>| {
        for kind in 0..k {
            if !seen[kind] && kinds[kind].0 & 1 << to != 0 {
                seen[kind] = true;
                takes[kind] = to;
                work.push(kind);
            }
        }
    };
    while lacking > 0 {
        seen.fill(false);
        given_by.fill(usize::MAX);
        work.clear();
        reach(requirement, seen, takes, work);
        let mut at = 0;
        let mut found = None;
        while at < work.len() {
            let kind = work[at];
            at += 1;
            if spare[kind] > 0 {
                found = Some(kind);
                break;
            }
            let mut bits = open & kinds[kind].0;
            while bits != 0 {
                let other = bits.trailing_zeros() as usize;
                bits &= bits - 1;
                if flow.get(kind, other) > 0 && given_by[other] == usize::MAX {
                    given_by[other] = kind;
                    reach(other, seen, takes, work);
                }
            }
        }
        let Some(start) = found else { return false };
        // Along the path: `start` gives to `takes[start]`, which gives back what it had from the
        // kind that reached it, and so on.
        let mut amount = lacking.min(spare[start]);
        let mut kind = start;
        while takes[kind] != requirement {
            let to = takes[kind];
            let from = given_by[to];
            amount = amount.min(flow.get(from, to));
            kind = from;
        }
        let mut kind = start;
        loop {
            let to = takes[kind];
            *flow.at(kind, to) += amount;
            if to == requirement {
                break;
            }
            let from = given_by[to];
            *flow.at(from, to) -= amount;
            kind = from;
        }
        spare[start] -= amount;
        lacking -= amount;
    }
    true
}
