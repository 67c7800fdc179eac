//! The V-statistic: a gap in standard deviations from counts by proficiency level alone.

use super::binormal::Binormal;
pub use super::binormal::Spread;
use super::distributions::{normal_cdf, normal_two_sided};
use super::{Estimate, Interval, Level, NoEstimate};

/// A gap that does not depend on where the cut scores lie or how the scale is stretched.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct VStatistic {
    /// V, in standard deviations, first minus second. For two normal groups of equal spread it is
    /// Cohen's d.
    pub estimate: Estimate,
    /// The probability that someone of the first group scores above someone of the second, both
    /// picked at random: Φ(V/√2).
    pub ahead: f64,
    /// Whether the groups' spreads were fitted or had to be taken as equal.
    pub spread: Spread,
}

/// Spreads further apart than five to one are taken as a sign that the levels are too few or too
/// empty to say, and the equal-spread model is used.
const WIDEST: f64 = 5.0;

/// V from how many of each group reached each level, levels from lowest to highest.
///
/// V = √2·Φ⁻¹(P(first > second)). The probability comes from the binormal model fitted by maximum
/// likelihood; the interval is V ± z·SE with SE by the delta method. Any test, year or state with
/// its own cut scores gives a comparable V.
///
/// With a single usable cut score (pass/fail), or levels so empty that spreads cannot be told, the
/// groups are taken to have equal spread and `spread` says so. Levels that no one reached are left
/// out. Fails when a group is empty, when all are at one level, or when one group lies wholly at or
/// above the other, since V then has no limit.
///
/// Source: Ho, A. D. & Reardon, S. F. (2012). Estimating achievement gaps from test scores reported
/// in ordinal "proficiency" categories. *Journal of Educational and Behavioral Statistics* 37,
/// 489–517; standard errors in Reardon & Ho (2015), the same journal 40, 158–189.
pub fn v_statistic(first: &[u64], second: &[u64], level: Level) -> Result<VStatistic, NoEstimate> {
    let (first, second) = occupied(first, second)?;
    if first.len() < 2 {
        return Err(NoEstimate::NoVariation);
    }
    if apart(&first, &second) || apart(&second, &first) {
        return Err(NoEstimate::NoOverlap);
    }
    // Which group the model calls standard normal must not matter to the last digit.
    let swapped = first < second;
    let (high, low) = if swapped { (&second, &first) } else { (&first, &second) };
    let (fit, spread) = fit(high, low)?;
    let error = fit.v_standard_error().ok_or(NoEstimate::NotSettled)?;
    let v = fit.v();
    let estimate = Estimate {
        value: v,
        interval: Ok(Interval::around(v, level.z() * error, level)),
        p: Some(normal_two_sided(v / error)),
    };
    let estimate = if swapped { estimate.negated() } else { estimate };
    let ahead = normal_cdf(estimate.value / std::f64::consts::SQRT_2);
    Ok(VStatistic { estimate, ahead, spread })
}

/// The model with free spreads where the levels can tell them, and otherwise with equal ones.
fn fit(first: &[u64], second: &[u64]) -> Result<(Binormal, Spread), NoEstimate> {
    let free = (usable_cuts(first, second) >= 2)
        .then(|| Binormal::fit(first, second, Spread::Free))
        .flatten()
        .filter(|fit| fit.b <= WIDEST && fit.b >= 1.0 / WIDEST);
    if let Some(fit) = free {
        return Ok((fit, Spread::Free));
    }
    let equal = Binormal::fit(first, second, Spread::Equal).ok_or(NoEstimate::NotSettled)?;
    Ok((equal, Spread::Equal))
}

/// The share of pairs, one of each group, in which the first is at the higher level; pairs at the
/// same level count half. No model: it draws toward ½ as levels get fewer.
///
/// Source: Ho & Reardon (2012), the area under the line-segment PP curve.
pub fn share_ahead(first: &[u64], second: &[u64]) -> Result<f64, NoEstimate> {
    let (first, second) = occupied(first, second)?;
    let (n1, n2) = (total(&first), total(&second));
    let (mut below, mut pairs) = (0.0, 0.0);
    for (&a, &b) in first.iter().zip(&second) {
        pairs += a as f64 * (below + 0.5 * b as f64);
        below += b as f64;
    }
    Ok(pairs / (n1 * n2))
}

fn total(counts: &[u64]) -> f64 {
    counts.iter().map(|&n| n as f64).sum()
}

/// The levels that someone reached.
fn occupied(first: &[u64], second: &[u64]) -> Result<(Vec<u64>, Vec<u64>), NoEstimate> {
    if first.len() != second.len() {
        let (first, second) = (first.len(), second.len());
        return Err(NoEstimate::UnequalLengths { first, second });
    }
    if total(first) == 0.0 || total(second) == 0.0 {
        return Err(NoEstimate::Empty);
    }
    Ok(first.iter().zip(second).filter(|&(&a, &b)| a + b > 0).unzip())
}

/// Whether everyone of `low` is at or below the lowest level of anyone of `high`.
fn apart(low: &[u64], high: &[u64]) -> bool {
    low.iter().rposition(|&n| n > 0) <= high.iter().position(|&n| n > 0)
}

/// Cut scores with someone of both groups on either side.
fn usable_cuts(first: &[u64], second: &[u64]) -> usize {
    let splits = |counts: &[u64], cut: usize| {
        counts[..cut].iter().any(|&n| n > 0) && counts[cut..].iter().any(|&n| n > 0)
    };
    (1..first.len()).filter(|&cut| splits(first, cut) && splits(second, cut)).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gaps::statistics::distributions::{normal_density, normal_quantile};
    use crate::gaps::statistics::fixed_cases;
    use proptest::prelude::*;

    fn v(first: &[u64], second: &[u64]) -> Result<VStatistic, NoEstimate> {
        v_statistic(first, second, Level::P95)
    }

    /// Ten million normal students of mean and spread, counted between cut scores.
    fn cut(mean: f64, spread: f64, cuts: &[f64]) -> Vec<u64> {
        let shares = cuts.iter().map(|c| normal_cdf((c - mean) / spread)).chain([1.0]);
        let mut below = 0.0;
        shares
            .map(|upto| {
                let count = ((upto - below) * 1e7_f64).round() as u64;
                below = upto;
                count
            })
            .collect()
    }

    #[test]
    fn what_cannot_be_estimated_says_why() {
        assert_eq!(v(&[1, 2], &[1, 2, 3]), Err(NoEstimate::UnequalLengths { first: 2, second: 3 }));
        assert_eq!(v(&[0, 0], &[1, 2]), Err(NoEstimate::Empty));
        assert_eq!(v(&[0, 5, 0], &[0, 9, 0]), Err(NoEstimate::NoVariation));
        assert_eq!(v(&[0, 5, 5], &[4, 4, 0]), Err(NoEstimate::NoOverlap));
        assert_eq!(v(&[4, 0, 0], &[0, 4, 4]), Err(NoEstimate::NoOverlap));
    }

    /// With one cut score V is the difference of the two probits.
    #[test]
    fn pass_and_fail_alone_give_the_difference_of_probits() {
        let one = v(&[300, 700], &[600, 400]).unwrap();
        assert_eq!(one.spread, Spread::Equal);
        let expected = normal_quantile(0.7) - normal_quantile(0.4);
        assert!((one.estimate.value - expected).abs() < 1e-7);
        let variance = |p: f64| p * (1.0 - p) / 1000.0 / normal_density(normal_quantile(p)).powi(2);
        let delta_method = (variance(0.7) + variance(0.4)).sqrt();
        let error = one.estimate.interval.unwrap().implied_standard_error();
        assert!((error - delta_method).abs() < 1e-7);
    }

    /// With two cut scores the model is exact: the line through the two points.
    #[test]
    fn two_cut_scores_are_fitted_exactly() {
        let (first, second) = ([100_u64, 300, 600], [300_u64, 450, 250]);
        let (x1, x2) = (normal_quantile(0.3), normal_quantile(0.75));
        let (y1, y2) = (normal_quantile(0.1), normal_quantile(0.4));
        let b = (y2 - y1) / (x2 - x1);
        let a = b * x1 - y1;
        let expected = 2.0_f64.sqrt() * a / (1.0 + b * b).sqrt();
        let found = v(&first, &second).unwrap();
        assert!((found.estimate.value - expected).abs() < 1e-7);
        assert_eq!(found.spread, Spread::Free);
    }

    #[test]
    fn empty_levels_change_nothing() {
        let with = v(&[0, 10, 0, 30, 25], &[0, 22, 0, 31, 9]).unwrap();
        let without = v(&[10, 30, 25], &[22, 31, 9]).unwrap();
        assert_eq!(with, without);
    }

    /// Share ahead against counting every pair.
    #[test]
    fn share_ahead_counts_every_pair() {
        let (first, second) = ([3_u64, 1, 4, 2], [2_u64, 5, 0, 1]);
        let (mut wins, mut pairs) = (0.0, 0.0);
        for (i, &a) in first.iter().enumerate() {
            for (j, &b) in second.iter().enumerate() {
                let n = (a * b) as f64;
                pairs += n;
                wins += n * if i > j {
                    1.0
                } else if i == j {
                    0.5
                } else {
                    0.0
                };
            }
        }
        assert!((share_ahead(&first, &second).unwrap() - wins / pairs).abs() < 1e-12);
    }

    /// 600 seeded draws of two groups whose V is known; the interval holds it about 95% of times.
    #[test]
    fn the_interval_holds_the_truth_about_as_often_as_it_says() {
        let mut state = 1955_u64;
        let mut uniform = || {
            // splitmix64: Steele, Lea & Flood (2014).
            state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mut z = state;
            z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64 + 1e-17
        };
        let (mean, spread, cuts) = (0.5, 1.2, [-0.8, 0.1, 1.0]);
        let truth = mean / ((1.0 + spread * spread) / 2.0_f64).sqrt();
        let (draws, mut held) = (600, 0);
        for _ in 0..draws {
            let mut sample = |n: usize, mean: f64, spread: f64| {
                let mut counts = [0_u64; 4];
                for _ in 0..n {
                    let score = mean + spread * normal_quantile(uniform());
                    counts[cuts.iter().filter(|c| **c < score).count()] += 1;
                }
                counts
            };
            let (first, second) = (sample(120, mean, spread), sample(200, 0.0, 1.0));
            let found = v(&first, &second).unwrap();
            held += u32::from(found.estimate.interval.unwrap().contains(truth));
        }
        let share = f64::from(held) / f64::from(draws);
        assert!((0.925..0.975).contains(&share), "{share}");
    }

    proptest! {
        #![proptest_config(fixed_cases(96))]

        #[test]
        fn normal_groups_cut_anywhere_give_back_their_own_v(
            gap in -1.5..1.5_f64, spread in 0.6..1.6_f64,
            start in -1.2..0.0_f64, steps in proptest::collection::vec(0.3..0.9_f64, 1..5),
        ) {
            let mut cuts = vec![start];
            for step in steps {
                cuts.push(cuts[cuts.len() - 1] + step);
            }
            let found = v(&cut(gap, spread, &cuts), &cut(0.0, 1.0, &cuts)).unwrap();
            let truth = gap / ((1.0 + spread * spread) / 2.0).sqrt();
            prop_assert!((found.estimate.value - truth).abs() < 2e-3, "{:?} {}", found, truth);
            // Stretching the scale moves scores and cut scores alike: the counts cannot change.
            let stretched: Vec<f64> = cuts.iter().map(|c| c.exp()).collect();
            let back: Vec<f64> = stretched.iter().map(|c| c.ln()).collect();
            let again = v(&cut(gap, spread, &back), &cut(0.0, 1.0, &back)).unwrap();
            prop_assert!((again.estimate.value - found.estimate.value).abs() < 1e-4);
        }

        #[test]
        fn v_flips_with_the_groups_and_with_the_order_of_levels(
            levels in proptest::collection::vec((0_u64..300, 0_u64..300), 2..7),
        ) {
            let (first, second): (Vec<u64>, Vec<u64>) = levels.iter().copied().unzip();
            let Ok(found) = v(&first, &second) else { return Ok(()) };
            let interval = found.estimate.interval.unwrap();
            prop_assert!(interval.contains(found.estimate.value));
            let back = v(&second, &first).unwrap();
            prop_assert_eq!(found.spread, back.spread);
            let error = interval.implied_standard_error();
            prop_assert!((found.estimate.value + back.estimate.value).abs() < 1e-5 * (1.0 + error));
            let upside_down = |x: &[u64]| x.iter().rev().copied().collect::<Vec<u64>>();
            let down = v(&upside_down(&first), &upside_down(&second)).unwrap();
            prop_assert!((found.estimate.value + down.estimate.value).abs() < 1e-5 * (1.0 + error));
            let ahead = share_ahead(&first, &second).unwrap();
            prop_assert!((ahead + share_ahead(&second, &first).unwrap() - 1.0).abs() < 1e-12);
        }
    }
}
