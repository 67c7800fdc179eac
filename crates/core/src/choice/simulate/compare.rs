//! Two policies over the same applications and the same lotteries: who gains and who loses.

use rayon::prelude::*;

use super::{Draws, Grouping, Runner, chunk, ranks};
use crate::choice::model::{Market, MarketError, NONE};
use crate::choice::round::Round;

/// How many do better by the second policy, worse, or alike, added over lotteries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Sides {
    /// Do better.
    pub better: u64,
    /// Do worse.
    pub worse: u64,
    /// Get what they like as much.
    pub alike: u64,
}

/// Two policies beside each other.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// How many lotteries.
    pub lotteries: u32,
    /// Everybody, lottery by lottery.
    pub all: Vec<Sides>,
    /// For each grouping and group, added over lotteries.
    pub groups: Vec<Vec<Sides>>,
}

/// How much an outcome is liked: the family's rank, then the school by right, then nothing.
fn liking(choice: u32, ranks: &[u16]) -> u16 {
    match choice {
        NONE => u16::MAX,
        choice => match ranks[choice as usize] {
            0 => u16::MAX - 1,
            rank => rank,
        },
    }
}

/// Runs the same lotteries under two policies. The rounds hold the same applications.
///
/// # Errors
/// When a round is no market.
pub fn compare(
    first: &Round,
    second: &Round,
    groupings: &[Grouping],
    lotteries: u32,
    seed: u64,
) -> Result<Comparison, MarketError> {
    let markets: [Market; 2] = [first.market()?, second.market()?];
    let ranks = [ranks(first), ranks(second)];
    // One number each, so that both policies meet the same luck; by program where either says so.
    let draws = [Draws::of(first, &markets[0], seed), Draws::of(second, &markets[1], seed)];
    let runs: Vec<(Vec<Sides>, Vec<Vec<Sides>>)> = (0..lotteries)
        .collect::<Vec<u32>>()
        .par_chunks(chunk(lotteries))
        .map(|numbers| {
            let mut runners = [
                Runner::of(first.policy.mechanism, &markets[0]),
                Runner::of(second.policy.mechanism, &markets[1]),
            ];
            let mut all = Vec::with_capacity(numbers.len());
            let mut groups: Vec<Vec<Sides>> =
                groupings.iter().map(|g| vec![Sides::default(); g.groups.len()]).collect();
            for lottery in numbers {
                let mut sides = Sides::default();
                let [one, two] = &mut runners;
                let before = one.run(&markets[0], &draws[0].numbers(*lottery));
                let after = two.run(&markets[1], &draws[1].numbers(*lottery));
                for application in 0..before.given.len() {
                    let was = liking(before.given[application], &ranks[0]);
                    let is = liking(after.given[application], &ranks[1]);
                    let add = |sides: &mut Sides| match is.cmp(&was) {
                        std::cmp::Ordering::Less => sides.better += 1,
                        std::cmp::Ordering::Greater => sides.worse += 1,
                        std::cmp::Ordering::Equal => sides.alike += 1,
                    };
                    add(&mut sides);
                    for (groups, grouping) in groups.iter_mut().zip(groupings) {
                        if grouping.of[application] != NONE {
                            add(&mut groups[grouping.of[application] as usize]);
                        }
                    }
                }
                all.push(sides);
            }
            (all, groups)
        })
        .collect();
    let mut comparison = Comparison {
        lotteries,
        all: Vec::new(),
        groups: groupings.iter().map(|g| vec![Sides::default(); g.groups.len()]).collect(),
    };
    for (all, groups) in runs {
        comparison.all.extend(all);
        for (whole, part) in comparison.groups.iter_mut().flatten().zip(groups.iter().flatten()) {
            whole.better += part.better;
            whole.worse += part.worse;
            whole.alike += part.alike;
        }
    }
    Ok(comparison)
}
