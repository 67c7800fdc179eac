//! Feeder patterns: which schools' students really go on to which.
//!
//! A school feeds the school that the largest share of its leaving grade is found in a year
//! later. Chains of such steps that end in the same high school are a cluster.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::disclosure::{Protection, Shown};
use crate::district::SchoolId;
use crate::plan::model::{Handoff, Move, Transition};

/// One step from one school to another.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Feeder {
    /// The step between levels.
    pub transition: Transition,
    /// The school that is left.
    pub from: String,
    /// The school that is entered.
    pub to: String,
    /// Students who took the step.
    pub students: Shown<u64>,
    /// The share of the leaving grade that is found in any of the district's schools.
    pub share: Shown<f64>,
}

/// Where one school's students go, and the high school at the end of the chain.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FeederPattern {
    /// The school.
    pub school_id: String,
    /// The school that it feeds; none for a school whose leavers end here, or that has none.
    pub feeds: Option<String>,
    /// The share that goes there.
    pub share: Shown<f64>,
    /// The last school of the chain: itself for a high school.
    pub ends_in: String,
    /// The cluster that the district says it is in.
    pub cluster_id: Option<String>,
    /// The cluster of the school in which its chain ends.
    pub chain_cluster_id: Option<String>,
}

impl FeederPattern {
    /// Whether real transitions lead to another cluster than the district says.
    pub fn leaves_its_cluster(&self) -> bool {
        matches!((&self.cluster_id, &self.chain_cluster_id), (Some(own), Some(end)) if own != end)
    }
}

/// Traces the real transitions.
///
/// `clusters` gives the cluster of each school, and by its keys the schools that are looked at.
pub fn trace_feeders(
    moves: &[Move],
    clusters: &BTreeMap<SchoolId, Option<String>>,
    protection: &Protection,
) -> (Vec<Feeder>, Vec<FeederPattern>) {
    let mut feeders = Vec::new();
    // The strongest step out of each school, at its highest transition.
    let mut strongest: BTreeMap<&SchoolId, (&SchoolId, Shown<f64>)> = BTreeMap::new();
    for transition in Transition::ALL {
        let mut counts: BTreeMap<&SchoolId, BTreeMap<&SchoolId, u64>> = BTreeMap::new();
        for step in moves.iter().filter(|step| step.from_grade == transition.grade()) {
            if let Some(to) = &step.to {
                *counts.entry(&step.from).or_default().entry(to).or_default() += 1;
            }
        }
        for (from, to) in &counts {
            let whole: u64 = to.values().sum();
            let sizes: Vec<u64> = to.values().copied().collect();
            let partition = protection.partition(whole, &sizes);
            for (place, (school, n)) in to.iter().enumerate() {
                let may = partition.group(place);
                let share = shown_share(protection, &may, *n, whole);
                feeders.push(Feeder {
                    transition,
                    from: from.to_string(),
                    to: school.to_string(),
                    // Of a share near an end the count would say what the range withholds.
                    students: match &share {
                        Shown::Range(range) => Shown::Range(range.clone()),
                        _ => may.map(|()| *n),
                    },
                    share,
                });
            }
            // Of equal steps the one to the school that comes first.
            let most = to
                .iter()
                .enumerate()
                .max_by(|(a, (_, n)), (b, (_, m))| n.cmp(m).then_with(|| b.cmp(a)));
            if let Some((place, (school, n))) = most
                && *school != *from
            {
                let share = shown_share(protection, &partition.group(place), *n, whole);
                strongest.insert(from, (school, share));
            }
        }
    }
    let patterns = clusters
        .keys()
        .map(|school| {
            let next = strongest.get(school);
            let end = end_of_chain(school, &strongest);
            FeederPattern {
                school_id: school.to_string(),
                feeds: next.map(|(to, _)| to.to_string()),
                share: next.map_or(Shown::NoStudents, |(_, share)| share.clone()),
                ends_in: end.to_string(),
                cluster_id: clusters.get(school).cloned().flatten(),
                chain_cluster_id: clusters.get(end).cloned().flatten(),
            }
        })
        .collect();
    (feeders, patterns)
}

/// A step's share of the leaving grade, a range where it lies near an end of the scale.
fn shown_share(protection: &Protection, may: &Shown<()>, n: u64, whole: u64) -> Shown<f64> {
    match (may, protection.code(n, whole)) {
        (Shown::Value(()), Some(range)) => Shown::Range(range),
        (may, _) => may.clone().map(|()| protection.printed_share(n, whole)),
    }
}

fn end_of_chain<'a>(
    school: &'a SchoolId,
    strongest: &BTreeMap<&'a SchoolId, (&'a SchoolId, Shown<f64>)>,
) -> &'a SchoolId {
    let mut seen = BTreeSet::from([school]);
    let mut at = school;
    while let Some((next, _)) = strongest.get(at) {
        // Two schools that feed each other end where the circle closes.
        if !seen.insert(next) {
            break;
        }
        at = next;
    }
    at
}

/// One hand-off that is owed between two schools, and whether it was held.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct HandoffLine {
    /// The step.
    pub feeder: Feeder,
    /// The meetings on record for the year into which students step.
    pub meetings: Vec<Handoff>,
}

/// The hand-offs that are owed for a year: every step whose figure may be shown and that carries
/// at least `least_share` of a school's leaving grade; and those that were held.
pub fn list_handoffs(
    feeders: &[Feeder],
    held: &[Handoff],
    year: i16,
    least_share: f64,
) -> Vec<HandoffLine> {
    feeders
        .iter()
        .map(|feeder| {
            let ours = |handoff: &&Handoff| {
                handoff.year == year
                    && handoff.transition == feeder.transition
                    && handoff.from_school == feeder.from
                    && handoff.to_school == feeder.to
            };
            HandoffLine {
                feeder: feeder.clone(),
                meetings: held.iter().filter(ours).cloned().collect(),
            }
        })
        .filter(|line| match &line.feeder.share {
            Shown::Value(share) => *share >= least_share,
            Shown::Range(range) => range.low().is_some_and(|low| low >= least_share),
            // What is withheld is not said to be owed; what was held is on record.
            _ => !line.meetings.is_empty(),
        })
        .collect()
}
