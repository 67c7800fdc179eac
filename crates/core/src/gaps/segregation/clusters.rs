//! Segregation between clusters of schools and within them.

use super::information::{entropy, mutual_information};
use super::{Counts, CountsError};

/// M and H over the same students.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Information {
    /// Mutual information, in nats.
    pub m: f64,
    /// M over the whole population's entropy, so that H adds up too; 0 when there is one group.
    pub h: f64,
}

/// Segregation of a nested system, in parts that add up exactly.
#[derive(Debug, Clone, PartialEq)]
pub struct Nested {
    /// Between all units.
    pub total: Information,
    /// Between the clusters taken whole.
    pub between: Information,
    /// Between units of the same cluster, over all clusters.
    pub within: Information,
    /// Each cluster's own segregation, in the order of their numbers; clusters without students
    /// are left out.
    pub clusters: Vec<ClusterPart>,
}

/// One cluster of a nested system.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ClusterPart {
    /// Its number.
    pub cluster: usize,
    /// Its share of all students.
    pub share: f64,
    /// The mutual information of its units, in nats. Shares times these add up to `within.m`.
    pub m: f64,
}

/// Splits M and H between and within clusters. `cluster_of` gives each unit's cluster, in the
/// order of the units; numbers may have gaps.
///
/// M = M(clusters) + Σ shareᶜ·Mᶜ; H divides each part by the same entropy. Fails when there is not
/// one cluster for each unit.
///
/// Source: Mora & Ruiz-Castillo (2011), §3.
pub fn between_and_within(counts: &Counts, cluster_of: &[usize]) -> Result<Nested, CountsError> {
    let groups = counts.groups();
    if cluster_of.len() != counts.units() {
        return Err(CountsError::Ragged { cells: cluster_of.len(), groups: counts.units() });
    }
    let mut order: Vec<(usize, usize)> =
        cluster_of.iter().enumerate().map(|(unit, &cluster)| (cluster, unit)).collect();
    order.sort_unstable();
    let units: Vec<&[u64]> = counts.by_units().collect();
    let (mut whole, mut parts) = (Vec::new(), Vec::new());
    for members in order.chunk_by(|a, b| a.0 == b.0) {
        let cells: Vec<u64> =
            members.iter().flat_map(|&(_, unit)| units[unit].iter().copied()).collect();
        let inside = Counts::by_unit(groups, cells)?;
        whole.extend((0..groups).map(|group| inside.of_group(group)));
        if inside.total() > 0 {
            let share = inside.total() as f64 / counts.total() as f64;
            let m = mutual_information(&inside);
            parts.push(ClusterPart { cluster: members[0].0, share, m });
        }
    }
    let mix = entropy(counts);
    let information = |m: f64| Information { m, h: if mix > 0.0 { m / mix } else { 0.0 } };
    Ok(Nested {
        total: information(mutual_information(counts)),
        between: information(mutual_information(&Counts::by_unit(groups, whole)?)),
        within: information(parts.iter().map(|part| part.share * part.m).sum()),
        clusters: parts,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gaps::statistics::fixed_cases;
    use proptest::prelude::*;

    #[test]
    fn every_unit_needs_its_cluster() {
        let counts = Counts::by_unit(2, vec![1, 2, 3, 4]).unwrap();
        assert!(between_and_within(&counts, &[0]).is_err());
    }

    #[test]
    fn one_cluster_has_nothing_between_and_single_units_nothing_within() {
        let counts = Counts::by_unit(2, vec![9, 1, 2, 8, 5, 5]).unwrap();
        let one = between_and_within(&counts, &[4, 4, 4]).unwrap();
        assert!(one.between.m.abs() < 1e-15 && (one.within.m - one.total.m).abs() < 1e-12);
        let each = between_and_within(&counts, &[2, 0, 1]).unwrap();
        assert!(each.within.m.abs() < 1e-15 && (each.between.m - each.total.m).abs() < 1e-12);
    }

    #[test]
    fn no_students_is_zero_everywhere() {
        let none = between_and_within(&Counts::by_unit(2, vec![0, 0]).unwrap(), &[0]).unwrap();
        assert_eq!((none.total.m, none.total.h, none.clusters.len()), (0.0, 0.0, 0));
    }

    proptest! {
        #![proptest_config(fixed_cases(256))]

        #[test]
        fn between_and_within_add_up_to_the_whole(
            schools in proptest::collection::vec((0_u64..300, 0_u64..300, 0_u64..300, 0_usize..6), 1..40),
        ) {
            let cells = schools.iter().flat_map(|s| [s.0, s.1, s.2]).collect();
            let clusters: Vec<usize> = schools.iter().map(|s| s.3).collect();
            let counts = Counts::by_unit(3, cells).unwrap();
            let split = between_and_within(&counts, &clusters).unwrap();
            prop_assert!((split.between.m + split.within.m - split.total.m).abs() < 1e-10);
            prop_assert!((split.between.h + split.within.h - split.total.h).abs() < 1e-10);
            prop_assert!(split.clusters.is_sorted_by_key(|part| part.cluster));
        }
    }
}
