//! Kitagawa's split of a gap: who attends where, and how each school does by each group.

use super::NoEstimate;

/// One group in one stratum (school): how many were counted and the sum of their outcomes, that is
/// the number of successes for a rate or the sum of scores for a mean.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct GroupTotal {
    /// How many were counted; 0 when the group is absent.
    pub n: u64,
    /// Sum of their outcomes, in the outcome's units.
    pub sum: f64,
}

impl GroupTotal {
    /// The group's mean or rate here; `None` when it is absent.
    pub fn mean(&self) -> Option<f64> {
        (self.n > 0).then(|| self.sum / self.n as f64)
    }
}

/// Both groups in one stratum.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Stratum {
    /// The first group here.
    pub first: GroupTotal,
    /// The second group here.
    pub second: GroupTotal,
}

/// A gap split in two parts that add up to it exactly. All in the outcome's units (a share for a
/// rate), first minus second.
#[derive(Debug, Clone, PartialEq)]
pub struct Kitagawa {
    /// First group's mean minus the second's, over all strata.
    pub gap: f64,
    /// The part that comes from the groups attending different schools.
    pub composition: f64,
    /// The part that comes from the groups doing differently in the same schools.
    pub rate: f64,
    /// Each stratum's part, in the order given.
    pub strata: Vec<StratumPart>,
    /// Share of the first group in strata where the second is absent.
    pub first_alone: f64,
    /// Share of the second group in strata where the first is absent.
    pub second_alone: f64,
}

/// One stratum's part of the gap.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StratumPart {
    /// Its part of the composition component. Centred on the mean of the two groups' own means, so
    /// that a school adds to the gap when the group that is over-represented there does better
    /// there than students do on the whole.
    pub composition: f64,
    /// Its part of the rate component; 0 when only one group is present.
    pub rate: f64,
}

/// Splits the gap between two groups' means or rates over strata (schools).
///
/// With wᵢ a group's share in stratum i and rᵢ its mean there:
/// rate = Σ ½(w₁ᵢ + w₂ᵢ)(r₁ᵢ − r₂ᵢ), composition = Σ (w₁ᵢ − w₂ᵢ)·½(r₁ᵢ + r₂ᵢ); the two add up to
/// the gap with nothing left over.
///
/// Where a group is absent its mean is unknown. It is taken to equal the mean of the group that is
/// there, so that such a stratum speaks only of who attends where; `first_alone` and `second_alone`
/// say how much of each group the rate component therefore does not see. Fails when a group is
/// absent everywhere.
///
/// Source: Kitagawa, E. M. (1955). Components of a difference between two rates. *JASA* 50,
/// 1168–1194.
pub fn kitagawa(strata: &[Stratum]) -> Result<Kitagawa, NoEstimate> {
    let total = |group: fn(&Stratum) -> &GroupTotal| {
        strata.iter().map(group).fold(GroupTotal::default(), |all, one| GroupTotal {
            n: all.n + one.n,
            sum: all.sum + one.sum,
        })
    };
    let (first, second) = (total(|s| &s.first), total(|s| &s.second));
    let (Some(mean1), Some(mean2)) = (first.mean(), second.mean()) else {
        return Err(NoEstimate::Empty);
    };
    if !mean1.is_finite() || !mean2.is_finite() {
        return Err(NoEstimate::OutOfRange);
    }
    let centre = 0.5 * (mean1 + mean2);
    let mut split = Kitagawa {
        gap: mean1 - mean2,
        composition: 0.0,
        rate: 0.0,
        strata: Vec::with_capacity(strata.len()),
        first_alone: 0.0,
        second_alone: 0.0,
    };
    for stratum in strata {
        let w1 = stratum.first.n as f64 / first.n as f64;
        let w2 = stratum.second.n as f64 / second.n as f64;
        let (r1, r2) = match (stratum.first.mean(), stratum.second.mean()) {
            (Some(r1), Some(r2)) => (r1, r2),
            (Some(r1), None) => {
                split.first_alone += w1;
                (r1, r1)
            }
            (None, Some(r2)) => {
                split.second_alone += w2;
                (r2, r2)
            }
            (None, None) => (centre, centre),
        };
        let part = StratumPart {
            composition: (w1 - w2) * (0.5 * (r1 + r2) - centre),
            rate: 0.5 * (w1 + w2) * (r1 - r2),
        };
        split.composition += part.composition;
        split.rate += part.rate;
        split.strata.push(part);
    }
    Ok(split)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gaps::statistics::fixed_cases;
    use proptest::prelude::*;

    fn stratum(n1: u64, sum1: f64, n2: u64, sum2: f64) -> Stratum {
        Stratum { first: GroupTotal { n: n1, sum: sum1 }, second: GroupTotal { n: n2, sum: sum2 } }
    }

    /// By hand. North: 60/80 and 10/20; South: 8/20 and 24/80. Rates .68 and .34, gap .34.
    /// rate = .5(.8+.2)(.75−.5) + .5(.2+.8)(.4−.3) = .175; composition = .6(.625) − .6(.35) = .165.
    #[test]
    fn two_schools_by_hand() {
        let split = kitagawa(&[stratum(80, 60.0, 20, 10.0), stratum(20, 8.0, 80, 24.0)]).unwrap();
        for (got, want) in [(split.gap, 0.34), (split.rate, 0.175), (split.composition, 0.165)] {
            assert!((got - want).abs() < 1e-12, "{got} is not {want}");
        }
    }

    #[test]
    fn a_school_with_one_group_speaks_only_of_who_attends_where() {
        let split = kitagawa(&[stratum(10, 9.0, 0, 0.0), stratum(10, 5.0, 10, 5.0)]).unwrap();
        assert_eq!(split.strata[0].rate, 0.0);
        assert!((split.composition - split.gap).abs() < 1e-12);
        assert_eq!((split.first_alone, split.second_alone), (0.5, 0.0));
    }

    #[test]
    fn schools_with_no_one_change_nothing() {
        let with = [stratum(8, 4.0, 2, 1.5), stratum(0, 0.0, 0, 0.0), stratum(2, 2.0, 8, 1.0)];
        let without = [with[0], with[2]];
        assert_eq!(kitagawa(&with).unwrap().rate, kitagawa(&without).unwrap().rate);
        assert_eq!(kitagawa(&[with[1]]), Err(NoEstimate::Empty));
        assert_eq!(kitagawa(&[]), Err(NoEstimate::Empty));
    }

    proptest! {
        #![proptest_config(fixed_cases(256))]

        #[test]
        fn the_parts_add_up_to_the_gap_and_flip_with_the_groups(
            cells in proptest::collection::vec(
                (0_u64..200, 0.0..=1.0_f64, 0_u64..200, 0.0..=1.0_f64), 1..30),
        ) {
            let strata: Vec<Stratum> = cells.iter()
                .map(|&(n1, r1, n2, r2)| stratum(n1, r1 * n1 as f64, n2, r2 * n2 as f64))
                .collect();
            let Ok(split) = kitagawa(&strata) else { return Ok(()) };
            prop_assert!((split.rate + split.composition - split.gap).abs() < 1e-10);
            let swapped: Vec<Stratum> = strata.iter()
                .map(|s| Stratum { first: s.second, second: s.first }).collect();
            let back = kitagawa(&swapped).unwrap();
            prop_assert!((split.rate + back.rate).abs() < 1e-10);
            prop_assert!((split.composition + back.composition).abs() < 1e-10);
            let mut reordered = strata;
            reordered.reverse();
            prop_assert!((kitagawa(&reordered).unwrap().rate - split.rate).abs() < 1e-10);
        }
    }
}
