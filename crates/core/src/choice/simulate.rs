//! Many lotteries before a policy is adopted: who gets what, by chance and by rule.
//!
//! Each practice lottery draws new numbers for the same applications, from a seed, and is solved
//! like the real one; the same seed gives the same figures on any number of processors. Brothers
//! and sisters draw together where the policy says so; the putting together of families comes
//! after the real draw and is not practised.

mod compare;
mod draws;
mod seats;

use rayon::prelude::*;

use super::engine::{Mechanism, Solver, assign};
use super::model::{Assignment, Market, MarketError, NONE};
use super::round::Round;

pub use compare::{Comparison, Sides, compare};
pub use draws::Draws;
pub use seats::{SeatWorth, find_seats_worth_moving};

/// What somebody got in one lottery.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Got {
    /// The first choice.
    First,
    /// Another choice of their own.
    Other,
    /// The school by right, which was not on the list.
    ByRight,
    /// Nothing.
    Nothing,
}

impl Got {
    /// All, best first.
    pub const ALL: [Got; 4] = [Got::First, Got::Other, Got::ByRight, Got::Nothing];

    /// What a rank of a list is.
    pub const fn of(rank: u16) -> Self {
        match rank {
            0 => Got::ByRight,
            1 => Got::First,
            _ => Got::Other,
        }
    }
}

/// A way to divide applicants: a group for each of them, or none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grouping {
    /// Short id.
    pub id: String,
    /// What it divides by.
    pub name: String,
    /// The groups.
    pub groups: Vec<String>,
    /// The group of each applicant; [`NONE`] where it is not known.
    pub of: Vec<u32>,
}

impl Grouping {
    /// How many are in each group.
    pub fn count(&self) -> Vec<u64> {
        let mut counts = vec![0; self.groups.len()];
        for group in self.of.iter().filter(|group| **group != NONE) {
            counts[*group as usize] += 1;
        }
        counts
    }
}

/// What each group got in each lottery.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tally {
    /// For each lottery and group, how many got what, in the order of [`Got::ALL`].
    pub got: Vec<[u32; 4]>,
    /// Groups.
    pub groups: usize,
}

impl Tally {
    /// A group's counts over all lotteries.
    pub fn of(&self, group: usize) -> impl Iterator<Item = [u32; 4]> + '_ {
        self.got.iter().skip(group).step_by(self.groups.max(1)).copied()
    }
}

/// Many lotteries of one round.
#[derive(Debug, Clone, PartialEq)]
pub struct Simulation {
    /// How many lotteries.
    pub lotteries: u32,
    /// For each choice, in how many lotteries it was given.
    pub given: Vec<u32>,
    /// What everybody got, lottery by lottery.
    pub all: Tally,
    /// The same for each grouping.
    pub tallies: Vec<Tally>,
    /// Seats left at each program, added over lotteries.
    pub left: Vec<u64>,
}

/// Runs practice lotteries of a round.
///
/// # Errors
/// When the round is no market.
pub fn simulate(
    round: &Round,
    groupings: &[Grouping],
    lotteries: u32,
    seed: u64,
) -> Result<Simulation, MarketError> {
    let market = round.market()?;
    let draws = Draws::of(round, &market, seed);
    let ranks = ranks(round);
    let runs: Vec<(Vec<u32>, Vec<Tally>, Vec<u64>)> = (0..lotteries)
        .collect::<Vec<u32>>()
        .par_chunks(chunk(lotteries))
        .map(|numbers| {
            let mut runner = Runner::of(round.policy.mechanism, &market);
            let mut given = vec![0; market.count_choices()];
            let mut left = vec![0; market.count_programs()];
            let mut tallies: Vec<Tally> = [1]
                .into_iter()
                .chain(groupings.iter().map(|grouping| grouping.groups.len()))
                .map(|groups| Tally { got: Vec::new(), groups })
                .collect();
            for lottery in numbers {
                let assignment = runner.run(&market, &draws.numbers(*lottery));
                for tally in &mut tallies {
                    tally.got.resize(tally.got.len() + tally.groups, [0; 4]);
                }
                for (application, choice) in assignment.given.iter().enumerate() {
                    let got = if *choice == NONE {
                        Got::Nothing
                    } else {
                        given[*choice as usize] += 1;
                        Got::of(ranks[*choice as usize])
                    };
                    count(&mut tallies[0], 0, got);
                    for (tally, grouping) in tallies[1..].iter_mut().zip(groupings) {
                        if grouping.of[application] != NONE {
                            count(tally, grouping.of[application] as usize, got);
                        }
                    }
                }
                for (program, filled) in assignment.count_filled(&market).iter().enumerate() {
                    left[program] += u64::from(market.count_seats(program).saturating_sub(*filled));
                }
            }
            (given, tallies, left)
        })
        .collect();
    let mut simulation = Simulation {
        lotteries,
        given: vec![0; market.count_choices()],
        all: Tally { got: Vec::new(), groups: 1 },
        tallies: groupings
            .iter()
            .map(|grouping| Tally { got: Vec::new(), groups: grouping.groups.len() })
            .collect(),
        left: vec![0; market.count_programs()],
    };
    for (given, tallies, left) in runs {
        add(&mut simulation.given, &given);
        add(&mut simulation.left, &left);
        let mut tallies = tallies.into_iter();
        simulation.all.got.extend(tallies.next().map(|tally| tally.got).unwrap_or_default());
        for (whole, part) in simulation.tallies.iter_mut().zip(tallies) {
            whole.got.extend(part.got);
        }
    }
    Ok(simulation)
}

fn count(tally: &mut Tally, group: usize, got: Got) {
    let at = tally.got.len() - tally.groups + group;
    tally.got[at][got as usize] += 1;
}

fn add<T: Copy + std::ops::AddAssign>(whole: &mut [T], part: &[T]) {
    for (sum, more) in whole.iter_mut().zip(part) {
        *sum += *more;
    }
}

/// Lotteries that are run one after the other on one processor.
fn chunk(lotteries: u32) -> usize {
    (lotteries as usize).div_ceil(64).max(1)
}

/// The family's rank of each choice.
pub(super) fn ranks(round: &Round) -> Vec<u16> {
    let lists = round.applications.iter().flat_map(|application| &application.list);
    lists.map(|choice| choice.rank).collect()
}

/// Runs one mechanism again and again, with its memory kept.
struct Runner {
    mechanism: Mechanism,
    solver: Option<Solver>,
    assignment: Assignment,
}

impl Runner {
    fn of(mechanism: Mechanism, market: &Market) -> Self {
        let deferred = mechanism == Mechanism::DeferredAcceptance;
        let solver = deferred.then(|| Solver::of(market));
        Runner { mechanism, solver, assignment: Assignment::empty(market.count_applications()) }
    }

    fn run(&mut self, market: &Market, numbers: &super::model::Numbers) -> &Assignment {
        match &mut self.solver {
            Some(solver) => solver.solve_into(market, numbers, &mut self.assignment),
            None => self.assignment = assign(self.mechanism, market, numbers),
        }
        &self.assignment
    }
}
