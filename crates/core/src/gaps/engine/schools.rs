//! The gap by school, and where it lives.

use std::collections::{BTreeMap, BTreeSet};

use super::arithmetic::{LEVEL, difference, measured, needed, rate, rounded, sample, shown_figure};
use super::look::keys;
use super::{Chosen, Look, Study};
use crate::disclosure::Shown;
use crate::gaps::cube::{CellKey, MILLION, Stats};
use crate::gaps::model::Comparison;
use crate::gaps::policy::FigureKind;
use crate::gaps::report::{Figure, Location, SchoolGap, Segregation};
use crate::gaps::segregation::{
    Counts, dissimilarity, exposure, isolation, mutual_information, theil_h,
};
use crate::gaps::statistics::{
    GroupTotal, MeanPrior, MeasuredMean, RatePrior, Shrunk, Stratum, adjust_for_false_discovery,
    kitagawa, within_between,
};

/// One school of a table, with how many students parity there would take.
pub(super) struct SchoolRow {
    pub gap: SchoolGap,
    /// Students needed for the school's focus side to reach the school's reference side.
    pub needed: u64,
}

/// The share of schools flagged that may be chance.
pub(super) const FALSE_DISCOVERY: f64 = 0.05;

impl Study {
    /// The gap at every school that has anyone of either side.
    pub(super) fn school_rows(
        &self,
        chosen: &Chosen<'_>,
        comparison: &Comparison,
        look: &Look<'_>,
    ) -> Vec<SchoolRow> {
        let kind = chosen.measure.kind;
        let among = comparison.among_group();
        let rule = &self.protection;
        let everyone = look.by_school(&[CellKey::All]);
        let focus = look.by_school(&keys(comparison.focus(), among));
        let reference = look.by_school(&keys(comparison.reference(), among));
        let none = Stats::default();
        let at =
            |split: &BTreeMap<u32, Stats>, school: u32| split.get(&school).copied().unwrap_or(none);
        let numbers: BTreeSet<u32> = focus
            .keys()
            .chain(reference.keys())
            .copied()
            .filter(|school| (*school as usize) < self.schools.len())
            .collect();
        // What is usual is learned from schools that are shown, or it would tell about the others.
        let mut usual = focus.clone();
        usual.retain(|school, _| {
            look.allowed_at_school(*school, comparison).focus.value().is_some()
        });
        let shrunk = shrink(kind, &usual);
        let mut rows = Vec::new();
        let mut tested: Vec<(usize, f64)> = Vec::new();
        for number in numbers {
            let (a, b) = (at(&focus, number), at(&reference, number));
            let all = at(&everyone, number);
            let may = look.allowed_at_school(number, comparison);
            let mark = &self.schools[number as usize];
            let focus_shown = shown_figure(rule, kind, &a, &may.focus);
            let reference_shown = shown_figure(rule, kind, &b, &may.reference);
            let gap = focus_shown.as_ref().both(reference_shown.as_ref()).and_then(|_| {
                Shown::from(difference(kind, &a, &b).map(|estimate| measured(&estimate)))
            });
            if let Some(p) = gap.value().and_then(|gap| gap.p) {
                tested.push((rows.len(), p));
            }
            let shrunken = focus_shown.as_ref().and_then(|_| match shrunk.get(&number) {
                Some(shrunk) => Shown::Value(Figure {
                    value: rounded(shrunk.value),
                    interval: Some((rounded(shrunk.interval.low), rounded(shrunk.interval.high))),
                    n: a.n,
                }),
                None => Shown::NotEstimated("too few schools to learn what is usual".to_owned()),
            });
            let flagged = gap.as_ref().map(|_| false);
            let needed = needed(chosen.measure, &a, &b).unwrap_or(0);
            let gap = SchoolGap {
                school_id: mark.id.clone(),
                school_name: mark.name.clone(),
                cluster: mark
                    .cluster
                    .as_ref()
                    .map(|id| self.clusters.get(id).unwrap_or(id).clone()),
                all: shown_figure(rule, kind, &all, &look.allowed_all_at_school(number)),
                focus: focus_shown,
                reference: reference_shown,
                gap,
                shrunken_focus: shrunken,
                flagged,
            };
            rows.push(SchoolRow { gap, needed });
        }
        let p_values: Vec<f64> = tested.iter().map(|(_, p)| *p).collect();
        let adjusted = adjust_for_false_discovery(&p_values).unwrap_or_default();
        for ((place, _), p) in tested.into_iter().zip(adjusted) {
            rows[place].gap.flagged = Shown::Value(p <= FALSE_DISCOVERY);
        }
        rows
    }

    /// Where the gap lives, each student once.
    pub(super) fn location(
        &self,
        chosen: &Chosen<'_>,
        comparison: &Comparison,
        look: &Look<'_>,
    ) -> Shown<Location> {
        let among = comparison.among_group();
        let focus = look.by_main_school(&keys(comparison.focus(), among));
        let reference = look.by_main_school(&keys(comparison.reference(), among));
        let schools: BTreeSet<u32> = focus.keys().chain(reference.keys()).copied().collect();
        let total = |stats: Option<&Stats>| match stats {
            Some(stats) => {
                let sum = match chosen.measure.kind {
                    FigureKind::Rate => stats.hits() as f64,
                    _ => stats.sum as f64 / MILLION as f64,
                };
                GroupTotal { n: stats.n, sum }
            }
            None => GroupTotal { n: 0, sum: 0.0 },
        };
        let strata: Vec<Stratum> = schools
            .iter()
            .map(|school| Stratum {
                first: total(focus.get(school)),
                second: total(reference.get(school)),
            })
            .collect();
        let parts = within_between(&strata).and_then(|parts| Ok((parts, kitagawa(&strata)?)));
        let (parts, split) = match parts {
            Ok(parts) => parts,
            Err(why) => return Shown::NotEstimated(why.to_string()),
        };
        let cells = strata.iter().flat_map(|s| [s.first.n, s.second.n]).collect();
        let Some(by_school) = segregation(cells) else {
            return Shown::NotEstimated("one of the groups has no students".to_owned());
        };
        // These rest on every school, withheld ones among them: two decimals and no more.
        let whole = parts.between + parts.within;
        let within = hundredths(parts.within);
        let from_service = hundredths(split.rate);
        Shown::Value(Location {
            between: rounded(whole - within),
            within,
            from_attendance: rounded(whole - from_service),
            from_service,
            by_school,
            by_cluster: self.cluster_segregation(&schools, &strata),
        })
    }

    fn cluster_segregation(
        &self,
        schools: &BTreeSet<u32>,
        strata: &[Stratum],
    ) -> Shown<Segregation> {
        let mut clusters: BTreeMap<&str, [u64; 2]> = BTreeMap::new();
        for (school, stratum) in schools.iter().zip(strata) {
            let mark = self.schools.get(*school as usize);
            if let Some(cluster) = mark.and_then(|mark| mark.cluster.as_deref()) {
                let counts = clusters.entry(cluster).or_default();
                counts[0] += stratum.first.n;
                counts[1] += stratum.second.n;
            }
        }
        if clusters.len() < 2 {
            return Shown::NotCollected;
        }
        match segregation(clusters.into_values().flatten().collect()) {
            Some(segregation) => Shown::Value(segregation),
            None => Shown::NoStudents,
        }
    }
}

fn hundredths(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}

/// The indexes of two groups over places; `None` when either has no students.
fn segregation(cells: Vec<u64>) -> Option<Segregation> {
    let counts = Counts::by_unit(2, cells).ok()?;
    Some(Segregation {
        dissimilarity: hundredths(dissimilarity(&counts, 0, 1)?),
        theil_h: hundredths(theil_h(&counts)?),
        mutual_information: hundredths(mutual_information(&counts)),
        exposure: hundredths(exposure(&counts, 0, 1)?),
        isolation: hundredths(isolation(&counts, 0)?),
    })
}

/// Each school's focus figure pulled toward what is usual.
fn shrink(kind: FigureKind, schools: &BTreeMap<u32, Stats>) -> BTreeMap<u32, Shrunk> {
    if kind == FigureKind::Rate {
        let rates: Vec<_> = schools
            .iter()
            .filter_map(|(school, stats)| Some((*school, rate(stats).ok()?)))
            .collect();
        let list: Vec<_> = rates.iter().map(|(_, rate)| *rate).collect();
        let Ok(prior) = RatePrior::by_likelihood(&list) else { return BTreeMap::new() };
        return rates
            .into_iter()
            .map(|(school, rate)| (school, prior.shrink(rate, LEVEL)))
            .collect();
    }
    // One school's own variance is a poor guess, so all share the pooled one.
    let (mut deviations, mut freedom) = (0.0, 0.0);
    for stats in schools.values().filter(|stats| stats.n > 1) {
        deviations += stats.squared_deviations();
        freedom += (stats.n - 1) as f64;
    }
    let pooled = deviations / freedom;
    if !pooled.is_finite() || pooled <= 0.0 {
        return BTreeMap::new();
    }
    let means: Vec<(u32, MeasuredMean)> = schools
        .iter()
        .filter_map(|(school, stats)| {
            let value = sample(stats).ok()?.mean();
            Some((*school, MeasuredMean { value, variance: pooled / stats.n as f64 }))
        })
        .collect();
    let list: Vec<_> = means.iter().map(|(_, mean)| *mean).collect();
    let Ok(prior) = MeanPrior::learned_from(&list) else { return BTreeMap::new() };
    means
        .into_iter()
        .filter_map(|(school, mean)| Some((school, prior.shrink(mean, LEVEL).ok()?)))
        .collect()
}
