//! The second rule: what is withheld cannot be had by taking what is shown from the whole.
//!
//! The groups of one dimension and the students whose group is not known make up a whole. Whoever
//! sees the whole and some groups knows how many students all the others are together, and their
//! figure. So, while those together are some and fewer than the minimum, the smallest group that is
//! shown is withheld as well.

use super::{Protection, Reason, Shown};

/// Which groups of one dimension may be shown beside their whole and beside each other.
#[derive(Debug, Clone, PartialEq)]
pub struct Partition {
    minimum: u64,
    /// Students in each group.
    counts: Vec<u64>,
    /// What may be done with each group.
    groups: Vec<Shown<()>>,
    /// Students of no known group.
    unknown: u64,
}

impl Protection {
    /// Which groups of a dimension, of these counts within a whole, may be shown. The whole is
    /// taken to be shown where it is large enough, and students in none of the groups as one more
    /// cell that is withheld.
    pub fn partition(&self, whole: u64, counts: &[u64]) -> Partition {
        self.partition_among(whole, counts, |_| Shown::Value(()))
    }

    /// The same, where some groups may not be shown for a reason that lies outside the whole.
    pub fn partition_among(
        &self,
        whole: u64,
        counts: &[u64],
        outside: impl Fn(usize) -> Shown<()>,
    ) -> Partition {
        let of_whole = self.show(whole, whole, || ());
        let mut groups: Vec<Shown<()>> = counts
            .iter()
            .enumerate()
            .map(|(place, n)| match n {
                0 => Shown::NoStudents,
                n => self
                    .show(*n, whole, || ())
                    .and_then(|()| of_whole.clone())
                    .and_then(|()| outside(place)),
            })
            .collect();
        let unknown = whole.saturating_sub(counts.iter().sum());
        loop {
            let shown = || (0..groups.len()).filter(|place| groups[*place].value().is_some());
            let rest = whole.saturating_sub(shown().map(|place| counts[place]).sum());
            // Of equal groups the first, so that the order of schools or years changes nothing.
            let smallest = shown().min_by_key(|place| counts[*place]);
            match smallest {
                Some(place) if self.too_few(rest) => {
                    groups[place] = Shown::Suppressed(Reason::ToProtectOthers);
                }
                _ => break,
            }
        }
        Partition { minimum: self.minimum_group(), counts: counts.to_vec(), groups, unknown }
    }

    fn too_few(&self, n: u64) -> bool {
        n > 0 && n < self.minimum_group()
    }
}

impl Partition {
    /// Whether one group may be shown.
    pub fn group(&self, place: usize) -> Shown<()> {
        self.groups.get(place).cloned().unwrap_or(Shown::NoStudents)
    }

    /// Whether several groups together may be shown as one figure.
    ///
    /// Taking away its groups that are shown leaves those of its groups that are withheld; the
    /// withheld groups outside it, and the unknown, follow from the whole. Each of the three must
    /// be none or enough.
    pub fn together(&self, places: &[usize]) -> Shown<()> {
        let sum: u64 = places.iter().filter_map(|place| self.counts.get(*place)).sum();
        if sum == 0 {
            return Shown::NoStudents;
        }
        if sum < self.minimum {
            return Shown::Suppressed(Reason::SmallGroup);
        }
        let withheld = |place: &usize| matches!(self.groups[*place], Shown::Suppressed(_));
        let count = |inside: bool| -> u64 {
            (0..self.counts.len())
                .filter(|place| places.contains(place) == inside)
                .filter(withheld)
                .map(|place| self.counts[place])
                .sum()
        };
        let (inside, outside) = (count(true), count(false));
        // With nothing withheld inside, the sum tells no more than its groups do.
        let tells = inside > 0;
        let few = |n: u64| n > 0 && n < self.minimum;
        if tells && (few(inside) || few(outside) || few(self.unknown)) {
            let left_out: u64 = (0..self.counts.len())
                .filter(|place| !places.contains(place))
                .map(|place| self.counts[place])
                .sum();
            let reason = if few(left_out + self.unknown) {
                Reason::SmallComplement
            } else {
                Reason::ToProtectOthers
            };
            return Shown::Suppressed(reason);
        }
        Shown::Value(())
    }

    /// Whether all groups but one may be shown as one figure: only where that one may, or the two
    /// figures would tell it.
    pub fn others_than(&self, place: usize) -> Shown<()> {
        let others: Vec<usize> = (0..self.counts.len()).filter(|p| *p != place).collect();
        match (self.group(place), self.together(&others)) {
            (Shown::Suppressed(_), Shown::Value(())) => {
                let few = self.counts[place] + self.unknown < self.minimum;
                let reason = if few { Reason::SmallComplement } else { Reason::ToProtectOthers };
                Shown::Suppressed(reason)
            }
            (_, others) => others,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shown(partition: &Partition) -> Vec<usize> {
        (0..partition.counts.len()).filter(|p| partition.group(*p).value().is_some()).collect()
    }

    #[test]
    fn a_remainder_of_a_few_takes_the_smallest_shown_group_with_it() {
        let rule = Protection::default();
        let partition = rule.partition(507, &[300, 160, 40, 7]);
        assert_eq!(shown(&partition), [0, 1]);
        assert_eq!(partition.group(3), Shown::Suppressed(Reason::SmallGroup));
        assert_eq!(partition.group(2), Shown::Suppressed(Reason::ToProtectOthers));
        // All but the first are the second, and 47 that are withheld.
        assert_eq!(partition.others_than(0), Shown::Value(()));
        assert_eq!(partition.others_than(3), Shown::Suppressed(Reason::SmallComplement));
        assert_eq!(partition.others_than(2), Shown::Suppressed(Reason::ToProtectOthers));
    }

    #[test]
    fn students_of_no_known_group_are_one_more_withheld_cell() {
        let rule = Protection::default();
        assert_eq!(shown(&rule.partition(504, &[300, 200])), [0]);
        assert_eq!(shown(&rule.partition(510, &[300, 200])), [0, 1]);
        let partition = rule.partition(511, &[300, 200, 6]);
        assert_eq!(shown(&partition), [0, 1]);
        // 206 less 200 would be the six.
        assert_eq!(partition.others_than(0), Shown::Suppressed(Reason::ToProtectOthers));
    }

    #[test]
    fn a_sum_that_holds_one_small_group_is_withheld_and_one_that_holds_all_is_shown() {
        let rule = Protection::default();
        // Never, current and former English learners.
        let partition = rule.partition(560, &[500, 52, 8]);
        assert_eq!(shown(&partition), [0]);
        assert_eq!(partition.together(&[1, 2]), Shown::Value(()));
        let partition = rule.partition(580, &[500, 52, 8]);
        assert_eq!(shown(&partition), [0, 1]);
        assert_eq!(partition.together(&[1, 2]), Shown::Suppressed(Reason::ToProtectOthers));
    }

    #[test]
    fn nothing_within_a_whole_that_is_withheld_is_shown() {
        assert!(shown(&Protection::default().partition(9, &[9])).is_empty());
    }

    /// Every sum of cells that the shown figures of a partition give: as sets of cells (the last
    /// is the unknown), from the whole, each shown group, and each shown sum.
    fn told(partition: &Partition) -> Vec<Vec<bool>> {
        let cells = partition.counts.len();
        let set = |inside: &dyn Fn(usize) -> bool| (0..=cells).map(inside).collect::<Vec<bool>>();
        let mut told = vec![set(&|_| true)];
        for place in 0..cells {
            if partition.group(place).value().is_some() {
                told.push(set(&|cell| cell == place));
            }
            if partition.others_than(place).value().is_some() {
                told.push(set(&|cell| cell != place && cell < cells));
            }
        }
        if cells == 3 && partition.together(&[1, 2]).value().is_some() {
            told.push(set(&|cell| cell == 1 || cell == 2));
        }
        told
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None,
            rng_seed: proptest::test_runner::RngSeed::Fixed(7), ..ProptestConfig::default() })]

        #[test]
        fn no_remainder_of_a_few_is_left(
            counts in prop::collection::vec(0_u64..60, 1..8), unknown in 0_u64..40,
        ) {
            let rule = Protection::default();
            let whole = counts.iter().sum::<u64>() + unknown;
            let partition = rule.partition(whole, &counts);
            let rest = whole - shown(&partition).into_iter().map(|p| counts[p]).sum::<u64>();
            prop_assert!(rest == 0 || rest >= rule.minimum_group() || rest == whole, "{rest}");
            for place in shown(&partition) {
                prop_assert!(counts[place] >= rule.minimum_group());
            }
        }

        /// Takes shown sums from one another, three deep, and finds no few students.
        #[test]
        fn no_sum_taken_from_another_leaves_a_few(
            counts in prop::collection::vec(0_u64..40, 2..5), unknown in 0_u64..25,
        ) {
            let rule = Protection::default();
            let partition = rule.partition(counts.iter().sum::<u64>() + unknown, &counts);
            let size = |set: &[bool]| -> u64 {
                set.iter().zip(counts.iter().chain([&unknown])).filter(|(i, _)| **i)
                    .map(|(_, n)| *n).sum()
            };
            let mut known: std::collections::BTreeSet<Vec<bool>> =
                told(&partition).into_iter().collect();
            if size(&vec![true; counts.len() + 1]) < rule.minimum_group() {
                known.clear();
            }
            for _ in 0..3 {
                let list: Vec<_> = known.iter().cloned().collect();
                for a in &list {
                    for b in list.iter().filter(|b| a.iter().zip(*b).all(|(a, b)| *a || !*b)) {
                        known.insert(a.iter().zip(b).map(|(a, b)| *a && !*b).collect());
                    }
                }
            }
            for set in known {
                let n = size(&set);
                prop_assert!(n == 0 || n >= rule.minimum_group(), "{set:?}: {n}");
            }
        }
    }
}
