//! Whom a student meets: exposure and isolation.

use super::Counts;

/// The share of group `to` in the school of an average student of group `of`, 0 to 1:
/// Σ (xᵤ/X)(yᵤ/tᵤ), written xPy. It depends on how large the groups are as well as on where they
/// are. Over all `to` it adds up to 1. `None` when `of` has no students or either is not in the
/// counts.
///
/// Source: Lieberson, S. (1981), as in Massey, D. S. & Denton, N. A. (1988). The dimensions of
/// residential segregation. *Social Forces* 67, 281–315.
pub fn exposure(counts: &Counts, of: usize, to: usize) -> Option<f64> {
    let everyone = counts.of_group(of);
    if everyone == 0 || to >= counts.groups() {
        return None;
    }
    let met = |unit: &[u64]| {
        let students: f64 = unit.iter().map(|&n| n as f64).sum();
        if unit[of] == 0 { 0.0 } else { unit[of] as f64 * unit[to] as f64 / students }
    };
    Some(counts.by_units().map(met).sum::<f64>() / everyone as f64)
}

/// The share of a group in the school of its own average student, xPx.
pub fn isolation(counts: &Counts, group: usize) -> Option<f64> {
    exposure(counts, group, group)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gaps::statistics::fixed_cases;
    use proptest::prelude::*;

    /// By hand: X is 30 and 10, Y is 10 and 50. xPy = (30/40)(10/40) + (10/40)(50/60).
    #[test]
    fn two_schools_by_hand() {
        let counts = Counts::by_unit(2, vec![30, 10, 10, 50]).unwrap();
        let expected = 0.75 * 0.25 + 0.25 * 50.0 / 60.0;
        assert!((exposure(&counts, 0, 1).unwrap() - expected).abs() < 1e-12);
        assert_eq!(exposure(&counts, 0, 2), None);
        assert_eq!(exposure(&counts, 2, 0), None);
    }

    proptest! {
        #![proptest_config(fixed_cases(256))]

        #[test]
        fn exposures_add_up_to_one_and_balance_between_groups(
            cells in proptest::collection::vec(0_u64..300, 3..60),
        ) {
            let counts = Counts::by_unit(3, cells[..cells.len() / 3 * 3].to_vec()).unwrap();
            for x in 0..3 {
                let each: Option<Vec<f64>> = (0..3).map(|y| exposure(&counts, x, y)).collect();
                if let Some(each) = each {
                    prop_assert!((each.iter().sum::<f64>() - 1.0).abs() < 1e-12);
                    prop_assert!((each[x] - isolation(&counts, x).unwrap()).abs() < 1e-15);
                }
            }
            if let (Some(xy), Some(yx)) = (exposure(&counts, 0, 1), exposure(&counts, 1, 0)) {
                let (x, y) = (counts.of_group(0) as f64, counts.of_group(1) as f64);
                prop_assert!((x * xy - y * yx).abs() < 1e-8);
            }
        }
    }
}
