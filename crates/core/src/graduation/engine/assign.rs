//! Which credit counts where: exact, by flows, with shared credit by enumeration.
//!
//! A requirement that any course may count for takes what the others leave: nobody is told to lack
//! English because English fills the electives. Without shared credit the units that requirements
//! can get form a polymatroid, so the fewest unmet requirements, the fewest missing units, and the
//! fewest of them missing in requirements that name courses are reached together (Schrijver,
//! *Combinatorial Optimization*, 2003, chapter 44). Which requirements are met is decided only inside
//! the part of the flow that falls short; it is small, and searched exactly.

use super::flow::{Flow, Kind, cheapest};
use super::met::most_met;

/// What is to be assigned.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Problem {
    /// Units that each requirement needs; zero for what is not asked.
    pub needs: Vec<u32>,
    /// Choices: each a list of options, each the bits of its requirements. Of each exactly one
    /// option is asked.
    pub choices: Vec<Vec<u64>>,
    /// Lots: the requirements that each may count for, and its units.
    pub lots: Vec<Kind>,
    /// For each lot, whether it is still to be earned; empty where none is.
    pub coming: Vec<bool>,
    /// The requirements that take what the others leave, a bit each.
    pub left: u64,
    /// Pairs of requirements that a unit may count for at once, and at most how many units.
    pub shares: Vec<(usize, usize, u32)>,
}

impl Problem {
    fn is_coming(&self, lot: usize) -> bool {
        self.coming.get(lot).is_some_and(|coming| *coming)
    }
}

/// How good an assignment is; less is better, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Score {
    /// Requirements that are not met, of those that name their courses.
    pub unmet: u32,
    /// Units missing.
    pub missing: u32,
    /// Of these, units that requirements miss that name their courses.
    pub missing_named: u32,
    /// Those that are not met, a bit each, the first in the file the highest bit.
    pub unmet_order: u64,
    /// Units missing in each that takes what is left, a byte each, the first in the file the highest.
    pub left_order: u64,
    /// Units used that are still to be earned.
    pub coming: u32,
    /// Units times how far each stands behind the first requirement that it fits, asked or not.
    pub misplaced: u32,
    /// Units used times the number of requirements that each fits.
    pub flexibility: u32,
}

/// One part of a lot that counts, for one requirement or for two that share.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Piece {
    /// The lot.
    pub lot: usize,
    /// The requirement.
    pub first: usize,
    /// The other, when the units are shared.
    pub second: Option<usize>,
    /// Units.
    pub units: u32,
}

/// An assignment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Solution {
    /// How good it is.
    pub score: Score,
    /// Requirements that are asked: all, without the options not chosen.
    pub asked: u64,
    /// Where each lot counts.
    pub pieces: Vec<Piece>,
}

/// Weight of the registrar's order over flexibility: more than all units times all requirements.
const ORDER: i64 = 1 << 16;
/// Weight of a unit that is still to be earned over the registrar's order.
const COMING: i64 = 1 << 30;
/// Weight of a requirement that is to stay unmet.
const LATER: i64 = 1 << 40;

/// The best assignment.
pub fn assign(problem: &Problem) -> Solution {
    let optional = problem.choices.iter().flatten().fold(0, |bits, option| bits | option);
    let all = problem.needs.len();
    let every = if all == 64 { u64::MAX } else { (1u64 << all) - 1 };
    let choices: Vec<Vec<u64>> = problem.choices.iter().map(|c| worth_trying(problem, c)).collect();
    let mut chosen = vec![0usize; choices.len()];
    let mut best: Option<Solution> = None;
    loop {
        let picked = choices.iter().zip(&chosen).map(|(options, at)| options[*at]);
        let asked = picked.fold(every & !optional, |bits, option| bits | option);
        let found = assign_asked(problem, asked);
        if best.as_ref().is_none_or(|known| found.score < known.score) {
            best = Some(found);
        }
        // The next combination of options.
        let mut place = 0;
        while place < chosen.len() {
            chosen[place] += 1;
            if chosen[place] < choices[place].len() {
                break;
            }
            chosen[place] = 0;
            place += 1;
        }
        if place == chosen.len() {
            break;
        }
    }
    best.unwrap_or_else(|| unreachable!("there is at least one combination"))
}

/// Units that are missing in the best assignment. Where nothing is chosen or shared it is what the
/// largest flow leaves, whatever the order.
pub fn count_missing(problem: &Problem) -> u32 {
    if !problem.choices.is_empty() || !problem.shares.is_empty() {
        return assign(problem).score.missing;
    }
    let kinds: Vec<Kind> = list_kinds(problem, u64::MAX, |_| false).0;
    let flow = cheapest(&kinds, &problem.needs, |_, _| 0);
    let got: u32 = (0..problem.needs.len()).map(|at| flow.into_requirement(at)).sum();
    problem.needs.iter().sum::<u32>() - got
}

/// Lots that fit the same of the requirements asked, together; those still to be earned apart.
fn list_kinds(
    problem: &Problem,
    asked: u64,
    is_coming: impl Fn(usize) -> bool,
) -> (Vec<Kind>, Vec<bool>) {
    let (mut kinds, mut coming): (Vec<Kind>, Vec<bool>) = (Vec::new(), Vec::new());
    for (lot, (fits, units)) in problem.lots.iter().enumerate() {
        if fits & asked == 0 || *units == 0 {
            continue;
        }
        let to_come = is_coming(lot);
        match kinds.iter().zip(&coming).position(|(kind, c)| kind.0 == *fits && *c == to_come) {
            Some(at) => kinds[at].1 += units,
            None => {
                kinds.push((*fits, *units));
                coming.push(to_come);
            }
        }
    }
    (kinds, coming)
}

/// The options of a choice that can be best. Where all ask the same, one that no credit fits is never
/// better than one that some fits: whatever is done under it can be done under the other.
fn worth_trying(problem: &Problem, options: &[u64]) -> Vec<u64> {
    let asks = |bits: &u64| {
        let mut needs: Vec<(bool, u32)> = (0..problem.needs.len())
            .filter(|at| bits & 1 << at != 0)
            .map(|at| (problem.left & 1 << at != 0, problem.needs[at]))
            .collect();
        needs.sort_unstable();
        needs
    };
    if options.iter().any(|bits| asks(bits) != asks(&options[0])) {
        return options.to_vec();
    }
    let some =
        |bits: &&u64| problem.lots.iter().any(|(fits, units)| fits & **bits != 0 && *units > 0);
    let with: Vec<u64> = options.iter().filter(some).copied().collect();
    if with.is_empty() { options.iter().take(1).copied().collect() } else { with }
}

/// The best assignment when these requirements are asked.
fn assign_asked(problem: &Problem, asked: u64) -> Solution {
    let needs: Vec<u32> = problem
        .needs
        .iter()
        .enumerate()
        .map(|(at, need)| if asked & 1 << at != 0 { *need } else { 0 })
        .collect();
    let (kinds, coming) = list_kinds(problem, asked, |lot| problem.is_coming(lot));
    let ground = Ground {
        problem,
        coming: &coming,
        shared: list_shared(problem, &kinds, &needs),
        places: list_places(problem),
    };
    let (score, flow, counts) = share(&ground, &kinds, &needs);
    let pieces = hand_out(&ground, &kinds, flow, counts);
    Solution { score, asked, pieces }
}

/// What stays the same while one problem is solved.
struct Ground<'a> {
    problem: &'a Problem,
    /// For each kind, whether it is still to be earned.
    coming: &'a [bool],
    /// Where credit may be shared.
    shared: Vec<Shared>,
    /// The place of each requirement in the order of the file.
    places: Vec<u32>,
}

impl Ground<'_> {
    /// Whether a requirement takes what the others leave.
    fn takes_rest(&self, at: usize) -> bool {
        self.problem.left & 1 << at != 0
    }

    /// How many places before it in the file are of requirements that take what is left.
    fn rank_of_rest(&self, at: usize) -> u32 {
        let rest = (0..self.places.len()).filter(|other| self.takes_rest(*other));
        let before = rest.map(|other| self.places[other]).filter(|place| *place < self.places[at]);
        before.fold(0u64, |bits, place| bits | 1 << place).count_ones()
    }
}

/// The place of each requirement in the order of the file. The options of a choice stand in the same
/// place, so that none is preferred for where it is written.
fn list_places(problem: &Problem) -> Vec<u32> {
    let mut places: Vec<u32> = (0..problem.needs.len() as u32).collect();
    for options in &problem.choices {
        let first = options.iter().map(|bits| bits.trailing_zeros()).min().unwrap_or(0);
        for bits in options {
            for (rank, at) in (0..places.len()).filter(|at| bits & 1 << at != 0).enumerate() {
                places[at] = (first + rank as u32).min(63);
            }
        }
    }
    places
}

/// One place where credit may be shared: which pair, which kind.
type Shared = (usize, usize);

fn list_shared(problem: &Problem, kinds: &[Kind], needs: &[u32]) -> Vec<Shared> {
    let mut list = Vec::new();
    for (pair, (first, second, _)) in problem.shares.iter().enumerate() {
        for (kind, (fits, _)) in kinds.iter().enumerate() {
            let both = fits & 1 << first != 0 && fits & 1 << second != 0;
            if both && needs[*first] > 0 && needs[*second] > 0 {
                list.push((pair, kind));
            }
        }
    }
    list
}

/// Tries every number of shared units in every place, and solves what is left as a flow.
fn share(ground: &Ground<'_>, kinds: &[Kind], needs: &[u32]) -> (Score, Flow, Vec<u32>) {
    struct Search<'a> {
        ground: &'a Ground<'a>,
        all: &'a [Kind],
        best: Option<(Score, Flow, Vec<u32>)>,
    }
    fn go(
        s: &mut Search<'_>,
        at: usize,
        kinds: &mut Vec<Kind>,
        left: &mut Vec<u32>,
        y: &mut Vec<u32>,
    ) {
        let shared = &s.ground.shared;
        let Some((pair, kind)) = shared.get(at).copied() else {
            let flow = solve(s.ground, kinds, left);
            let score = score(s.ground, s.all, left, &flow, y);
            if s.best.as_ref().is_none_or(|(known, ..)| score < *known) {
                s.best = Some((score, flow, y.clone()));
            }
            return;
        };
        let (first, second, most) = s.ground.problem.shares[pair];
        let used: u32 =
            shared.iter().zip(&*y).filter(|((p, _), _)| *p == pair).map(|(_, n)| n).sum();
        let most = (most - used.min(most)).min(kinds[kind].1).min(left[first]).min(left[second]);
        for units in (0..=most).rev() {
            kinds[kind].1 -= units;
            left[first] -= units;
            left[second] -= units;
            y.push(units);
            go(s, at + 1, kinds, left, y);
            y.pop();
            kinds[kind].1 += units;
            left[first] += units;
            left[second] += units;
        }
    }
    let mut search = Search { ground, all: kinds, best: None };
    go(&mut search, 0, &mut kinds.to_vec(), &mut needs.to_vec(), &mut Vec::new());
    search.best.unwrap_or_else(|| unreachable!("sharing nothing is always tried"))
}

/// How far a requirement stands behind the first that a kind fits.
fn rank(fits: u64, requirement: usize) -> u32 {
    (fits & ((1u64 << requirement) - 1)).count_ones()
}

fn score(ground: &Ground<'_>, kinds: &[Kind], left: &[u32], flow: &Flow, y: &[u32]) -> Score {
    let mut score = Score::default();
    for (at, need) in left.iter().enumerate() {
        let lacks = need - flow.into_requirement(at);
        if lacks == 0 {
            continue;
        }
        score.missing += lacks;
        if ground.takes_rest(at) {
            let byte = 8 * ground.rank_of_rest(at).min(7);
            score.left_order |= u64::from(lacks.min(255)) << (56 - byte);
        } else {
            score.unmet += 1;
            score.missing_named += lacks;
            score.unmet_order |= 1 << (63 - ground.places[at]);
        }
    }
    for (kind, (fits, _)) in kinds.iter().enumerate() {
        for at in 0..left.len() {
            let units = flow.get(kind, at);
            score.coming += if ground.coming[kind] { units } else { 0 };
            score.misplaced += units * rank(*fits, at);
            score.flexibility += units * fits.count_ones();
        }
    }
    for ((pair, kind), units) in ground.shared.iter().zip(y) {
        let (first, second, _) = ground.problem.shares[*pair];
        let fits = kinds[*kind].0;
        score.coming += if ground.coming[*kind] { *units } else { 0 };
        score.misplaced += units * (rank(fits, first) + rank(fits, second));
        score.flexibility += units * fits.count_ones();
    }
    score
}

/// The best flow without sharing.
fn solve(ground: &Ground<'_>, kinds: &[Kind], needs: &[u32]) -> Flow {
    // What is left comes last, in the order of the file.
    let rest: Vec<i64> = (0..needs.len())
        .map(|at| match ground.takes_rest(at) {
            true => i64::from(2 + ground.rank_of_rest(at)) * LATER,
            false => 0,
        })
        .collect();
    let cost = |kind: usize, at: usize| {
        let fits = kinds[kind].0;
        let to_come = if ground.coming[kind] { COMING } else { 0 };
        rest[at] + to_come + i64::from(rank(fits, at)) * ORDER + i64::from(fits.count_ones())
    };
    let flow = cheapest(kinds, needs, cost);
    let lacks = |at: &usize| flow.into_requirement(*at) < needs[*at];
    let named = (0..needs.len()).filter(|at| !ground.takes_rest(*at));
    let unmet: u64 = named.filter(lacks).fold(0, |bits, at| bits | 1 << at);
    if unmet == 0 {
        return flow;
    }
    let part = short_part(kinds, needs, &flow, unmet) & !ground.problem.left;
    let now = part & !unmet;
    let met = most_met(kinds, needs, part, now.count_ones(), &ground.places);
    if now == met {
        return flow;
    }
    cheapest(kinds, needs, |kind, at| {
        let later = part & 1 << at != 0 && met & 1 << at == 0;
        cost(kind, at) + if later { LATER } else { 0 }
    })
}

/// The requirements that share the shortage: those from which units could be moved to one that is
/// not met. All others are met in every largest flow.
fn short_part(kinds: &[Kind], needs: &[u32], flow: &Flow, unmet: u64) -> u64 {
    let mut part = unmet;
    loop {
        let mut grown = part;
        for (kind, (fits, _)) in kinds.iter().enumerate() {
            if fits & part == 0 {
                continue;
            }
            for at in 0..needs.len() {
                if flow.get(kind, at) > 0 {
                    grown |= 1 << at;
                }
            }
        }
        if grown == part {
            return part;
        }
        part = grown;
    }
}

/// Gives the units of each kind back to its lots, in the order of the lots.
fn hand_out(
    ground: &Ground<'_>,
    kinds: &[Kind],
    mut flow: Flow,
    mut counts: Vec<u32>,
) -> Vec<Piece> {
    let (problem, shared) = (ground.problem, &ground.shared);
    let mut pieces = Vec::new();
    for (lot, (fits, units)) in problem.lots.iter().enumerate() {
        let of =
            |(kind, coming): (&Kind, &bool)| kind.0 == *fits && *coming == problem.is_coming(lot);
        let Some(kind) = kinds.iter().zip(ground.coming).position(of) else { continue };
        let mut left = *units;
        for ((pair, of), count) in shared.iter().zip(&mut counts) {
            let take = if *of == kind { left.min(*count) } else { 0 };
            if take > 0 {
                let (first, second, _) = problem.shares[*pair];
                pieces.push(Piece { lot, first, second: Some(second), units: take });
                *count -= take;
                left -= take;
            }
        }
        for requirement in 0..problem.needs.len() {
            let take = left.min(flow.get(kind, requirement));
            if take > 0 {
                pieces.push(Piece { lot, first: requirement, second: None, units: take });
                *flow.at(kind, requirement) -= take;
                left -= take;
            }
        }
    }
    pieces
}
