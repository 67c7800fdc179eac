//! How many would have to change school for every school to have the same mix: dissimilarity.

use super::Counts;

/// The dissimilarity of two groups, ½Σ|aᵤ/A − bᵤ/B|: the share of either group that would have to
/// move for both to be spread alike. 0 is even, 1 is entirely apart; other groups are not looked
/// at. `None` when either group has no students or is not in the counts.
///
/// Source: Duncan, O. D. & Duncan, B. (1955). A methodological analysis of segregation indexes.
/// *American Sociological Review* 20, 210–217.
pub fn dissimilarity(counts: &Counts, first: usize, second: usize) -> Option<f64> {
    let (a, b) = (counts.of_group(first), counts.of_group(second));
    if a == 0 || b == 0 {
        return None;
    }
    let apart =
        |unit: &[u64]| (unit[first] as f64 / a as f64 - unit[second] as f64 / b as f64).abs();
    Some((0.5 * counts.by_units().map(apart).sum::<f64>()).min(1.0))
}

/// The dissimilarity of all groups at once, Σᵤ Σ_g tᵤ|p_g|u − p_g| / (2T·Σ p_g(1 − p_g)); for two
/// groups it equals [`dissimilarity`]. `None` when fewer than two groups have students.
///
/// Source: Morgan, B. S. (1975) and Sakoda, J. M. (1981), as in Reardon & Firebaugh (2002).
pub fn dissimilarity_of_all(counts: &Counts) -> Option<f64> {
    let whole = counts.group_shares();
    let mix: f64 = whole.iter().map(|share| share * (1.0 - share)).sum();
    if mix <= 0.0 {
        return None;
    }
    let apart = |unit: &[u64]| {
        let students: f64 = unit.iter().map(|&n| n as f64).sum();
        unit.iter().zip(&whole).map(|(&n, share)| (n as f64 - students * share).abs()).sum::<f64>()
    };
    let sum: f64 = counts.by_units().map(apart).sum();
    Some((sum / (2.0 * counts.total() as f64 * mix)).min(1.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gaps::statistics::fixed_cases;
    use proptest::prelude::*;

    fn counts(groups: usize, cells: &[u64]) -> Counts {
        Counts::by_unit(groups, cells.to_vec()).unwrap()
    }

    #[test]
    fn an_absent_or_unknown_group_has_no_dissimilarity() {
        let table = counts(2, &[4, 0, 5, 0]);
        assert_eq!(dissimilarity(&table, 0, 1), None);
        assert_eq!(dissimilarity(&table, 0, 7), None);
        assert_eq!(dissimilarity_of_all(&table), None);
    }

    proptest! {
        #![proptest_config(fixed_cases(256))]

        #[test]
        fn for_two_groups_both_forms_agree_and_stay_between_zero_and_one(
            cells in proptest::collection::vec(0_u64..300, 2..60),
        ) {
            let table = counts(2, &cells[..cells.len() / 2 * 2]);
            let two = dissimilarity(&table, 0, 1);
            prop_assert_eq!(two.is_some(), dissimilarity_of_all(&table).is_some());
            if let (Some(two), Some(all)) = (two, dissimilarity_of_all(&table)) {
                prop_assert!((two - all).abs() < 1e-10);
                prop_assert!((0.0..=1.0).contains(&two));
                prop_assert!((two - dissimilarity(&table, 1, 0).unwrap()).abs() < 1e-12);
            }
        }
    }
}
