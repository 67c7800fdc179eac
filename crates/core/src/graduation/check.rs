//! Assignments found again by trying all of them, and results checked line by line.
//!
//! Simple and slow, by somebody who has not seen the fast way: nothing here is shared with the
//! engine that it checks.

use super::model::Audit;

/// A problem in the checker's own words: needs, options of choices as bits, lots as bits and units,
/// pairs that may share with their limit.
#[derive(Debug, Clone, Default)]
pub struct Small {
    /// Units that each requirement needs.
    pub needs: Vec<u32>,
    /// Choices, each a list of options.
    pub choices: Vec<Vec<u64>>,
    /// Lots.
    pub lots: Vec<(u64, u32)>,
    /// For each lot, whether it is still to be earned.
    pub coming: Vec<bool>,
    /// Requirements that take what the others leave.
    pub rest: Vec<usize>,
    /// Pairs that may share.
    pub shares: Vec<(usize, usize, u32)>,
}

/// How good an assignment is, less is better in this order: requirements not met that are no rest;
/// units missing; units missing that are not missing in a rest; which are not met, in the order of
/// the file; units missing in each place of a rest, in the order of the file; units still to be
/// earned that are used; misplaced; flexibility.
pub type Value = (u32, u32, u32, u64, Vec<u32>, u32, u32, u32);

/// The best value of any assignment of single units: each unit counts for nothing, for one
/// requirement, or for a pair that may share.
pub fn best_value(small: &Small) -> Value {
    let units: Vec<(u64, bool)> = small
        .lots
        .iter()
        .zip(&small.coming)
        .flat_map(|((fits, units), coming)| std::iter::repeat_n((*fits, *coming), *units as usize))
        .collect();
    let mut best = None;
    let mut picks = vec![0usize; small.choices.len()];
    loop {
        let mut asked: Vec<bool> = vec![true; small.needs.len()];
        for (choice, pick) in small.choices.iter().zip(&picks) {
            for (at, asked) in asked.iter_mut().enumerate() {
                let optional = choice.iter().any(|bits| bits >> at & 1 == 1);
                if optional {
                    *asked = choice[*pick] >> at & 1 == 1;
                }
            }
        }
        let mut have = vec![0; small.needs.len()];
        let mut shared = vec![0; small.shares.len()];
        try_all(small, &asked, &units, 0, (&mut have, &mut shared), (0, 0, 0), &mut best);
        let mut place = 0;
        while place < picks.len() {
            picks[place] += 1;
            if picks[place] < small.choices[place].len() {
                break;
            }
            picks[place] = 0;
            place += 1;
        }
        if place == picks.len() {
            return best.unwrap_or_default();
        }
    }
}

/// Where a requirement stands in the file; options of a choice stand where the first of them does.
fn place_of(small: &Small, requirement: usize) -> usize {
    let choice = small.choices.iter().find(|c| c.iter().any(|o| o >> requirement & 1 == 1));
    let Some(choice) = choice else { return requirement };
    let first = (0..64).find(|at| choice.iter().any(|option| option >> at & 1 == 1));
    let own = choice.iter().find(|option| *option >> requirement & 1 == 1);
    let before = (0..requirement).filter(|at| own.is_some_and(|option| option >> at & 1 == 1));
    first.unwrap_or(0) + before.count()
}

fn try_all(
    small: &Small,
    asked: &[bool],
    units: &[(u64, bool)],
    at: usize,
    (have, shared): (&mut Vec<u32>, &mut Vec<u32>),
    (to_come, misplaced, flexibility): (u32, u32, u32),
    best: &mut Option<Value>,
) {
    if at == units.len() {
        let (mut unmet, mut missing, mut named, mut order) = (0, 0, 0, 0);
        for (requirement, need) in small.needs.iter().enumerate() {
            if asked[requirement] && have[requirement] < *need {
                missing += need - have[requirement];
                if !small.rest.contains(&requirement) {
                    unmet += 1;
                    named += need - have[requirement];
                    order |= 1u64 << (63 - place_of(small, requirement));
                }
            }
        }
        let mut rest: std::collections::BTreeMap<usize, u32> = std::collections::BTreeMap::new();
        for at in &small.rest {
            let lacks = if asked[*at] { small.needs[*at] - have[*at] } else { 0 };
            *rest.entry(place_of(small, *at)).or_default() += lacks;
        }
        let rest = rest.into_values().collect();
        let value = (unmet, missing, named, order, rest, to_come, misplaced, flexibility);
        if best.as_ref().is_none_or(|known| value < *known) {
            *best = Some(value);
        }
        return;
    }
    let (unit, coming) = units[at];
    let named: Vec<usize> = (0..small.needs.len()).filter(|r| unit >> r & 1 == 1).collect();
    let rank = |r: usize| named.iter().position(|known| *known == r).unwrap_or(0) as u32;
    let flexible = flexibility + named.len() as u32;
    let fits: Vec<usize> = named.iter().copied().filter(|r| asked[*r]).collect();
    let so_far = (to_come, misplaced, flexibility);
    try_all(small, asked, units, at + 1, (have, shared), so_far, best);
    let to_come = to_come + u32::from(coming);
    for r in &fits {
        if have[*r] < small.needs[*r] {
            have[*r] += 1;
            let cost = (to_come, misplaced + rank(*r), flexible);
            try_all(small, asked, units, at + 1, (have, shared), cost, best);
            have[*r] -= 1;
        }
    }
    for (pair, (a, b, most)) in small.shares.iter().enumerate() {
        let open = fits.contains(a) && fits.contains(b) && shared[pair] < *most;
        if open && have[*a] < small.needs[*a] && have[*b] < small.needs[*b] {
            have[*a] += 1;
            have[*b] += 1;
            shared[pair] += 1;
            let cost = (to_come, misplaced + rank(*a) + rank(*b), flexible);
            try_all(small, asked, units, at + 1, (have, shared), cost, best);
            have[*a] -= 1;
            have[*b] -= 1;
            shared[pair] -= 1;
        }
    }
}

/// What is wrong with an audit on its face. Empty when nothing is. `shares` lists the pairs of
/// requirements that may count the same unit, with the most units of each.
pub fn check_audit(
    audit: &Audit,
    ledger_of: impl Fn(usize) -> usize,
    shares: &[(usize, usize, u32)],
) -> Vec<String> {
    let mut wrong = Vec::new();
    for standing in &audit.standings {
        let placed: u32 = audit
            .placements
            .iter()
            .filter(|p| p.requirement == standing.requirement)
            .map(|p| p.units)
            .sum();
        if placed > standing.asked {
            wrong.push(format!("requirement {} gets more than it asks", standing.requirement));
        }
    }
    for placement in &audit.placements {
        let lot = &audit.lots[placement.lot];
        if lot.fits & 1 << placement.requirement == 0 {
            wrong.push(format!("lot {} does not fit {}", placement.lot, placement.requirement));
        }
    }
    let ledgers: std::collections::BTreeSet<usize> =
        audit.placements.iter().map(|p| ledger_of(p.requirement)).collect();
    for ledger in ledgers {
        for (at, lot) in audit.lots.iter().enumerate() {
            let used: u32 = audit
                .placements
                .iter()
                .filter(|p| p.lot == at && ledger_of(p.requirement) == ledger)
                .map(|p| p.units)
                .sum();
            // A unit counts twice only in a pair that may share.
            let of = |requirement: usize| -> u32 {
                let here = audit.placements.iter().filter(|p| p.lot == at);
                here.filter(|p| p.requirement == requirement).map(|p| p.units).sum()
            };
            let pairs = shares.iter().filter(|(first, _, _)| ledger_of(*first) == ledger);
            let twice: u32 = pairs.map(|(a, b, most)| of(*a).min(of(*b)).min(*most)).sum();
            if used > lot.units + twice {
                wrong.push(format!("lot {at} counts {used} of {} units", lot.units));
            }
        }
    }
    let total: u32 = audit.lots.iter().filter(|lot| !lot.coming).map(|lot| lot.units).sum();
    if total != audit.total {
        wrong.push(format!("the total is {total}, not {}", audit.total));
    }
    wrong
}

/// Seats in the checker's own words: for each student the bundles of sections that would mend, each
/// with its cost; seats of each section. The most students that can be mended and the least cost of
/// doing so, by trying everything.
pub fn best_seats(students: &[Vec<(Vec<usize>, u32)>], seats: &[u32]) -> (u32, u32) {
    fn go(
        students: &[Vec<(Vec<usize>, u32)>],
        seats: &mut [u32],
        mended: u32,
        cost: u32,
        best: &mut (u32, u32),
    ) {
        let Some((first, rest)) = students.split_first() else {
            if mended > best.0 || mended == best.0 && cost < best.1 {
                *best = (mended, cost);
            }
            return;
        };
        go(rest, seats, mended, cost, best);
        for (bundle, price) in first {
            if bundle.iter().all(|section| seats[*section] > 0) {
                bundle.iter().for_each(|section| seats[*section] -= 1);
                go(rest, seats, mended + 1, cost + price, best);
                bundle.iter().for_each(|section| seats[*section] += 1);
            }
        }
    }
    let mut best = (0, 0);
    go(students, &mut seats.to_vec(), 0, 0, &mut best);
    best
}

/// The fewest terms in which unit jobs can be done, by trying everything: each job has the halves of
/// the year in which it may be done (bit 0 autumn, bit 1 spring) and perhaps one that must come
/// before. `room` is how many fit into each term; the first term is of half `first` (0 or 1).
pub fn fewest_terms(jobs: &[(u8, Option<usize>)], room: &[u32], first: usize) -> Option<usize> {
    fn go(
        jobs: &[(u8, Option<usize>)],
        done: u32,
        room: &[u32],
        term: usize,
        first: usize,
    ) -> Option<usize> {
        if done.count_ones() as usize == jobs.len() {
            return Some(term);
        }
        let space = *room.get(term)?;
        let half = 1u8 << ((term + first) % 2);
        let ready: Vec<usize> = (0..jobs.len())
            .filter(|at| done & 1 << at == 0 && jobs[*at].0 & half != 0)
            .filter(|at| jobs[*at].1.is_none_or(|before| done & 1 << before != 0))
            .collect();
        let mut best: Option<usize> = None;
        for pick in 0u32..1 << ready.len() {
            if pick.count_ones() > space {
                continue;
            }
            let chosen = ready.iter().enumerate().filter(|(bit, _)| pick & 1 << bit != 0);
            let after = chosen.fold(done, |done, (_, at)| done | 1 << at);
            if let Some(found) = go(jobs, after, room, term + 1, first) {
                best = Some(best.map_or(found, |known| known.min(found)));
            }
        }
        best
    }
    go(jobs, 0, room, 0, first)
}
