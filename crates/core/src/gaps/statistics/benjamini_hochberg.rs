//! False-discovery control, for when many gaps are looked at and some are flagged.

use super::NoEstimate;

/// Adjusted p-values in the order given: flag those at or below q, and of the flagged at most a
/// share q is expected to be chance alone (q = 0.05 is usual).
///
/// With the m values sorted, adjusted p₍ᵢ₎ = min over j ≥ i of min(1, m·p₍ⱼ₎/j). It holds for
/// independent and for positively dependent tests. Feed it every gap that was looked at, not only
/// those that looked large. Fails when a value is not between 0 and 1.
///
/// Source: Benjamini, Y. & Hochberg, Y. (1995). Controlling the false discovery rate: a practical
/// and powerful approach to multiple testing. *JRSS B* 57, 289–300.
pub fn adjust_for_false_discovery(p_values: &[f64]) -> Result<Vec<f64>, NoEstimate> {
    if p_values.iter().any(|p| !(0.0..=1.0).contains(p)) {
        return Err(NoEstimate::OutOfRange);
    }
    let mut order: Vec<usize> = (0..p_values.len()).collect();
    order.sort_by(|&a, &b| p_values[a].total_cmp(&p_values[b]));
    let m = p_values.len() as f64;
    let mut adjusted = vec![1.0; p_values.len()];
    let mut least = 1.0_f64;
    for (rank, &place) in order.iter().enumerate().rev() {
        // m/j first: for the largest p it is exactly 1, so no value can be adjusted downward.
        least = least.min(p_values[place] * (m / (rank + 1) as f64));
        adjusted[place] = least;
    }
    Ok(adjusted)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gaps::statistics::fixed_cases;
    use proptest::prelude::*;

    #[test]
    fn one_p_value_is_left_alone_and_none_gives_none() {
        assert_eq!(adjust_for_false_discovery(&[0.03]).unwrap(), [0.03]);
        assert!(adjust_for_false_discovery(&[]).unwrap().is_empty());
    }

    #[test]
    fn a_value_outside_zero_to_one_is_refused() {
        for bad in [f64::NAN, -0.1, 1.1] {
            assert_eq!(adjust_for_false_discovery(&[0.5, bad]), Err(NoEstimate::OutOfRange));
        }
    }

    /// The rule as the paper states it: find the largest k with p₍ₖ₎ ≤ (k/m)·q, flag the first k.
    fn flagged_by_the_step_up_rule(p_values: &[f64], q: f64) -> Vec<bool> {
        let mut sorted = p_values.to_vec();
        sorted.sort_by(f64::total_cmp);
        let m = p_values.len() as f64;
        let last = (0..sorted.len()).rev().find(|&k| sorted[k] * (m / (k + 1) as f64) <= q);
        p_values.iter().map(|p| last.is_some_and(|k| *p <= sorted[k])).collect()
    }

    proptest! {
        #![proptest_config(fixed_cases(256))]

        #[test]
        fn adjusting_flags_exactly_what_the_step_up_rule_flags(
            p_values in proptest::collection::vec(0.0..=1.0_f64, 1..40), small in 0.0..=1.0_f64,
        ) {
            let p_values: Vec<f64> = p_values.iter().map(|p| p * p * small).collect();
            let adjusted = adjust_for_false_discovery(&p_values).unwrap();
            for q in [0.01, 0.05, 0.2] {
                let flagged: Vec<bool> = adjusted.iter().map(|p| *p <= q).collect();
                prop_assert_eq!(flagged, flagged_by_the_step_up_rule(&p_values, q));
            }
            prop_assert!(p_values.iter().zip(&adjusted).all(|(p, a)| p <= a && *a <= 1.0));
        }

        #[test]
        fn order_of_the_gaps_does_not_matter(
            p_values in proptest::collection::vec(0.0..=1.0_f64, 1..40),
        ) {
            let mut backward = p_values.clone();
            backward.reverse();
            let mut adjusted = adjust_for_false_discovery(&backward).unwrap();
            adjusted.reverse();
            prop_assert_eq!(adjusted, adjust_for_false_discovery(&p_values).unwrap());
        }
    }
}
