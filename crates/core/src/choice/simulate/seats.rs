//! Seats worth moving: what one more seat in a program would do for those who need it most.
//!
//! Under deferred acceptance one more seat makes nobody worse off, and it helps more than one:
//! whoever moves into it leaves a seat behind. Each program is solved again with one more open
//! seat, over the same lotteries.

use rayon::prelude::*;

use super::{Draws, ranks};
use crate::choice::engine::Solver;
use crate::choice::model::{Assignment, Market, MarketError, NONE};
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
    /// Of those helped, how many are of low income, on average.
    pub low_income: f64,
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
    let base: Vec<Assignment> =
        numbers.par_iter().map(|numbers| Solver::of(&market).solve(&market, numbers)).collect();
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
            let mut solver = Solver::of(&more);
            let mut result = Assignment::empty(market.count_applications());
            let (mut helped, mut weighted, mut low_income) = (0.0, 0.0, 0.0);
            for (numbers, base) in numbers.iter().zip(&base) {
                solver.solve_into(&more, numbers, &mut result);
                for (application, given) in result.given.iter().enumerate() {
                    let was = base.given[application];
                    if *given != was && *given != NONE && (was == NONE || *given < was) {
                        helped += 1.0;
                        weighted += weights[application];
                        let poor = round.applications[application].low_income == Some(true);
                        low_income += f64::from(u8::from(poor));
                    }
                }
            }
            let lotteries = f64::from(lotteries.max(1));
            SeatWorth {
                program: *program as u32,
                helped: helped / lotteries,
                weighted: weighted / lotteries,
                low_income: low_income / lotteries,
                left: mean(left[*program]),
                in_vain: mean(in_vain[*program]),
            }
        })
        .collect();
    worth.extend(empty.into_iter().map(|program| SeatWorth {
        program: program as u32,
        helped: 0.0,
        weighted: 0.0,
        low_income: 0.0,
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
