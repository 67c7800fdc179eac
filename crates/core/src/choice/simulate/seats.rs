//! Seats worth moving: what one more seat in a program would do for those who need it most.
//!
//! Each program is solved again with one more open seat, by the policy's own mechanism and over the
//! same lotteries. One seat helps more than one: whoever moves into it leaves a seat behind. Under
//! deferred acceptance it makes nobody worse off; under another mechanism it can, and whoever is
//! worse off is counted.

use std::cmp::Ordering;

use rayon::prelude::*;

use super::{Draws, Runner, ranks};
use crate::choice::model::{Assignment, Market, MarketError};
use crate::choice::round::Round;

/// Programs that are looked at: those that most ask for in vain.
pub const MOST_LOOKED_AT: usize = 60;

/// What one more seat would do.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SeatWorth {
    /// The program.
    pub program: u32,
    /// Applicants who would get something that they like better, on average.
    pub helped: f64,
    /// The same, each counted with the weight that the policy gives to need.
    pub weighted: f64,
    /// Applicants who would get something that they like less, or nothing, on average.
    pub hurt: f64,
    /// Seats left without the change, on average.
    pub left: f64,
    /// Applicants who asked in vain, on average.
    pub in_vain: f64,
}

/// What one more seat in each of the sought-after programs would do, most needed first; and the
/// programs with seats left.
///
/// # Errors
/// When the round is no market.
pub fn find_seats_worth_moving(
    round: &Round,
    lotteries: u32,
    seed: u64,
) -> Result<Vec<SeatWorth>, MarketError> {
    let market = round.market()?;
    let draws = Draws::of(round, &market, seed);
    let numbers: Vec<_> = (0..lotteries).map(|lottery| draws.numbers(lottery)).collect();
    let weights: Vec<f64> = (0..market.count_applications()).map(|a| round.weight(a)).collect();
    let ranks = ranks(round);
    let mechanism = round.policy.mechanism;
    let base: Vec<Assignment> = numbers
        .par_iter()
        .map_init(
            || Runner::of(mechanism, &market),
            |runner, numbers| runner.run(&market, numbers).clone(),
        )
        .collect();
    let mut in_vain = vec![0u64; market.count_programs()];
    let mut left = vec![0u64; market.count_programs()];
    for assignment in &base {
        for application in 0..market.count_applications() {
            let given = assignment.given[application];
            for choice in market.list(application).take_while(|choice| *choice as u32 != given) {
                in_vain[market.program(choice)] += u64::from(ranks[choice] > 0);
            }
        }
        for (program, filled) in assignment.count_filled(&market).iter().enumerate() {
            left[program] += u64::from(market.count_seats(program).saturating_sub(*filled));
        }
    }
    let mean = |sum: u64| sum as f64 / f64::from(lotteries.max(1));
    let mut sought: Vec<usize> =
        (0..market.count_programs()).filter(|program| in_vain[*program] > 0).collect();
    sought.sort_by_key(|program| (std::cmp::Reverse(in_vain[*program]), *program));
    sought.truncate(MOST_LOOKED_AT);
    let others = (0..market.count_programs()).filter(|p| left[*p] > 0 && !sought.contains(p));
    let empty: Vec<usize> = others.collect();
    let mut worth: Vec<SeatWorth> = sought
        .par_iter()
        .map(|program| {
            let more = with_one_more(&market, *program);
            let mut runner = Runner::of(mechanism, &more);
            let (mut helped, mut weighted, mut hurt) = (0.0, 0.0, 0.0);
            for (numbers, base) in numbers.iter().zip(&base) {
                let result = runner.run(&more, numbers);
                for (application, given) in result.given.iter().enumerate() {
                    // Earlier choices of a list have lower positions, and none has the highest.
                    match given.cmp(&base.given[application]) {
                        Ordering::Less => {
                            helped += 1.0;
                            weighted += weights[application];
                        }
                        Ordering::Equal => {}
                        Ordering::Greater => hurt += 1.0,
                    }
                }
            }
            let lotteries = f64::from(lotteries.max(1));
            SeatWorth {
                program: *program as u32,
                helped: helped / lotteries,
                weighted: weighted / lotteries,
                hurt: hurt / lotteries,
                left: mean(left[*program]),
                in_vain: mean(in_vain[*program]),
            }
        })
        .collect();
    worth.extend(empty.into_iter().map(|program| SeatWorth {
        program: program as u32,
        helped: 0.0,
        weighted: 0.0,
        hurt: 0.0,
        left: mean(left[program]),
        in_vain: 0.0,
    }));
    worth.sort_by(|a, b| b.weighted.total_cmp(&a.weighted).then(a.program.cmp(&b.program)));
    Ok(worth)
}

/// The market with one more open seat in a program; where it has none, one more in its last group.
fn with_one_more(market: &Market, program: usize) -> Market {
    let range = market.group_range(program);
    let groups = &market.all_groups()[range.clone()];
    let open = groups.iter().position(|group| group.prefers.is_none());
    let Some(at) = open.or(groups.iter().rposition(|group| !group.only)) else {
        return market.clone();
    };
    let group = range.start + at;
    market.with_seats(&[(group, market.all_groups()[group].seats + 1)])
}
