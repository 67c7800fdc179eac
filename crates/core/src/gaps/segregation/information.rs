//! How much a student's school tells of the student's group: M, and H which is M as a share.

use super::Counts;

/// −Σ s·ln s over shares, in nats; a share of 0 adds nothing.
fn entropy_of(shares: impl Iterator<Item = f64>) -> f64 {
    shares.filter(|s| *s > 0.0).map(|s| -s * s.ln()).sum()
}

/// How mixed the whole population is, in nats: 0 when there is one group, ln(groups) when all are
/// of equal size. Theil (1971).
pub fn entropy(counts: &Counts) -> f64 {
    entropy_of(counts.group_shares().into_iter())
}

/// Each unit's part of M, in nats and in the order of the units: its share of all students times
/// how far its mix is from the whole, (tᵤ/T)·Σ p_g|u·ln(p_g|u / p_g). None is below 0; they add up
/// to M, so the largest name the schools that make the index.
pub fn unit_contributions(counts: &Counts) -> Vec<f64> {
    let whole = counts.group_shares();
    let everyone = counts.total().max(1) as f64;
    let part = |unit: &[u64]| {
        let students: f64 = unit.iter().map(|&n| n as f64).sum();
        let sum: f64 = unit
            .iter()
            .zip(&whole)
            .filter(|&(&n, _)| n > 0)
            .map(|(&n, share)| n as f64 * (n as f64 / students / share).ln())
            .sum();
        // Rounding must not turn "exactly like the whole" into less than nothing.
        (sum / everyone).max(0.0)
    };
    counts.by_units().map(part).collect()
}

/// The mutual information index M, in nats: 0 when every school has the whole's mix, at most the
/// [`entropy`]. It adds up exactly over nested levels and over any number of groups.
///
/// Source: Theil, H. & Finizza, A. (1971), *Journal of Mathematical Sociology* 1, 187–193; Mora, R.
/// & Ruiz-Castillo, J. (2011). Entropy-based segregation indices. *Sociological Methodology* 41,
/// 159–194.
pub fn mutual_information(counts: &Counts) -> f64 {
    unit_contributions(counts).iter().sum()
}

/// Theil's information index H = M / entropy, from 0 (even) to 1 (no school has two groups);
/// `None` when there is only one group, since there is then nothing to separate.
///
/// Source: Reardon, S. F. & Firebaugh, G. (2002). Measures of multigroup segregation. *Sociological
/// Methodology* 32, 33–67.
pub fn theil_h(counts: &Counts) -> Option<f64> {
    let mix = entropy(counts);
    (mix > 0.0).then(|| (mutual_information(counts) / mix).min(1.0))
}

/// How segregated each group is, in nats: Σ p_u|g·ln(p_u|g / p_u), in the order of the groups;
/// `None` for a group without students. Weighted by the groups' shares they add up to M.
///
/// Source: Mora & Ruiz-Castillo (2011), local segregation.
pub fn group_segregation(counts: &Counts) -> Vec<Option<f64>> {
    let everyone = counts.total() as f64;
    let mut sums = vec![0.0; counts.groups()];
    for unit in counts.by_units() {
        let here: f64 = unit.iter().map(|&n| n as f64).sum::<f64>() / everyone;
        for (group, &n) in unit.iter().enumerate().filter(|&(_, &n)| n > 0) {
            let share = n as f64 / counts.of_group(group) as f64;
            sums[group] += share * (share / here).ln();
        }
    }
    let known = |(group, sum): (usize, f64)| (counts.of_group(group) > 0).then(|| sum.max(0.0));
    sums.into_iter().enumerate().map(known).collect()
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
    fn even_schools_are_zero_and_separate_schools_are_one() {
        assert_eq!(theil_h(&counts(2, &[10, 20, 30, 60])), Some(0.0));
        let apart = counts(2, &[10, 0, 0, 30]);
        assert!((theil_h(&apart).unwrap() - 1.0).abs() < 1e-12);
        assert!((mutual_information(&apart) - entropy(&apart)).abs() < 1e-12);
    }

    #[test]
    fn one_group_or_no_one_has_no_h_and_no_nan() {
        assert_eq!(theil_h(&counts(1, &[3, 4])), None);
        assert_eq!(theil_h(&counts(2, &[])), None);
        assert_eq!(mutual_information(&counts(2, &[0, 0])), 0.0);
        assert_eq!(group_segregation(&counts(2, &[5, 0])), [Some(0.0), None]);
    }

    proptest! {
        #![proptest_config(fixed_cases(256))]

        /// M three ways: by units, by groups, and as the joint entropy identity H(u)+H(g)−H(u,g).
        #[test]
        fn m_by_units_by_groups_and_by_entropies_is_one_number(
            cells in proptest::collection::vec(0_u64..500, 3..60),
        ) {
            let cells = &cells[..cells.len() / 3 * 3];
            let table = counts(3, cells);
            prop_assume!(table.total() > 0);
            let m = mutual_information(&table);
            let by_groups: f64 = group_segregation(&table).iter().zip(table.group_shares())
                .map(|(s, share)| s.unwrap_or(0.0) * share).sum();
            let all = table.total() as f64;
            let units = entropy_of(table.by_units().map(|u| u.iter().sum::<u64>() as f64 / all));
            let joint = entropy_of(cells.iter().map(|&n| n as f64 / all));
            prop_assert!((m - by_groups).abs() < 1e-10);
            prop_assert!((m - (entropy(&table) + units - joint)).abs() < 1e-10);
            if let Some(h) = theil_h(&table) {
                prop_assert!((0.0..=1.0).contains(&h));
            }
        }

        #[test]
        fn order_of_units_and_splitting_a_unit_evenly_change_nothing(
            cells in proptest::collection::vec(0_u64..200, 2..40),
        ) {
            let cells = &cells[..cells.len() / 2 * 2];
            let m = mutual_information(&counts(2, cells));
            let mut reordered: Vec<u64> = cells.chunks(2).rev().flatten().copied().collect();
            prop_assert!((mutual_information(&counts(2, &reordered)) - m).abs() < 1e-10);
            reordered.extend_from_within(..);
            prop_assert!((mutual_information(&counts(2, &reordered)) - m).abs() < 1e-10);
        }
    }
}
