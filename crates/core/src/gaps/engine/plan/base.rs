//! The base: all students and every group, in the district, its clusters and its schools.

use std::collections::{BTreeMap, BTreeSet};

use super::build::{Builder, Many, tally};
use super::{Ground, Layer, Planned, Spot, Where, Who};
use crate::disclosure::Reason;
use crate::disclosure::release::State;
use crate::gaps::cube::{CellKey, Slice};
use crate::gaps::engine::count::YearCount;
use crate::gaps::model::{Dimension, Group, Side};

/// A choice of students as cells of the cube.
#[derive(Clone)]
pub(super) struct Chosen {
    pub who: Who,
    pub keys: Vec<CellKey>,
}

/// Counts of one choice of students: at each school, and mainly at each school.
pub(super) struct Counts {
    pub at: BTreeMap<(u32, Option<u8>), Many>,
    /// The same where every student counts once; `None` where that is no different.
    pub mainly: Option<BTreeMap<(u32, Option<u8>), Many>>,
}

impl Counts {
    pub(super) fn of(count: &YearCount, keys: &[CellKey], by_grade: bool) -> Counts {
        let sum = |slice: &Slice| {
            let mut sums: BTreeMap<(u32, Option<u8>), Many> = BTreeMap::new();
            for key in keys {
                for ((school, grade), many) in tally(slice, *key) {
                    sums.entry((school, by_grade.then_some(grade))).or_default().add(many);
                }
            }
            sums
        };
        Counts { at: sum(&count.schools), mainly: count.district.as_ref().map(sum) }
    }

    /// Counted once in the district.
    fn once(&self) -> &BTreeMap<(u32, Option<u8>), Many> {
        self.mainly.as_ref().unwrap_or(&self.at)
    }
}

/// A school that is none: of students whose school is not known.
pub(super) const NOWHERE: u32 = u32::MAX;

/// Adds a choice of students everywhere, and ties places; `figures` says whether pages may show it.
pub(super) fn add_everywhere(
    builder: &mut Builder<'_>,
    ground: &Ground,
    counts: &Counts,
    who: Who,
    figures: bool,
) {
    let mut district: BTreeMap<Option<u8>, Many> = BTreeMap::new();
    let mut clusters: BTreeMap<(u32, Option<u8>), Many> = BTreeMap::new();
    for ((school, grade), many) in counts.once() {
        district.entry(*grade).or_default().add(*many);
        if let Some(cluster) = ground.cluster(*school) {
            clusters.entry((cluster, *grade)).or_default().add(*many);
        }
    }
    let put = |builder: &mut Builder<'_>, place: Where, grade: Option<u8>, many: Many| {
        let spot = Spot { place, grade, who };
        if figures {
            builder.figure(spot, many);
        } else {
            builder.helper(spot, many);
        }
    };
    for (grade, many) in &district {
        put(builder, Where::District, *grade, *many);
    }
    for ((cluster, grade), many) in &clusters {
        put(builder, Where::Cluster(*cluster), *grade, *many);
    }
    for ((school, grade), many) in &counts.at {
        if *school == NOWHERE {
            builder.helper(Spot { place: Where::School(NOWHERE), grade: *grade, who }, *many);
        } else {
            put(builder, Where::School(*school), *grade, *many);
        }
    }
    // Where a school's students stand for its part of a cluster.
    let part = |school: u32| match counts.mainly {
        Some(_) => Where::Main(school),
        None => Where::School(school),
    };
    if let Some(mainly) = &counts.mainly {
        let both: BTreeSet<&(u32, Option<u8>)> = mainly.keys().chain(counts.at.keys()).collect();
        for (school, grade) in both {
            let here = counts.at.get(&(*school, *grade)).copied().unwrap_or_default();
            let main = mainly.get(&(*school, *grade)).copied().unwrap_or_default();
            let spot = |place| Spot { place, grade: *grade, who };
            builder.helper(spot(Where::Main(*school)), main);
            let apart = Many { n: here.n.abs_diff(main.n), hits: here.hits.abs_diff(main.hits) };
            builder.helper(spot(Where::Elsewhere(*school)), apart);
            let (more, less) = if here.n >= main.n {
                (Where::School(*school), Where::Main(*school))
            } else {
                (Where::Main(*school), Where::School(*school))
            };
            builder.tie(spot(more), [spot(less), spot(Where::Elsewhere(*school))]);
        }
    }
    let schools: BTreeSet<u32> = counts.once().keys().map(|(school, _)| *school).collect();
    for grade in district.keys() {
        let spot = |place| Spot { place, grade: *grade, who };
        let inside = |cluster: Option<u32>| {
            let schools = schools.iter().filter(move |school| ground.cluster(**school) == cluster);
            schools.map(|school| spot(part(*school))).collect::<Vec<_>>()
        };
        let mut parts = inside(None);
        for cluster in 0..ground.clusters.len() as u32 {
            parts.push(spot(Where::Cluster(cluster)));
            builder.tie(spot(Where::Cluster(cluster)), inside(Some(cluster)));
        }
        builder.tie(spot(Where::District), parts);
    }
}

/// Every choice of students of the base.
pub(super) fn list_choices() -> Vec<Chosen> {
    let mut choices = vec![Chosen { who: Who::All, keys: vec![CellKey::All] }];
    for dimension in Dimension::ALL {
        let one = |group: Group| Chosen { who: Who::One(group), keys: vec![CellKey::One(group)] };
        choices.extend(dimension.groups().map(one));
        choices.push(Chosen {
            who: Who::NotKnown(dimension),
            keys: vec![CellKey::NotKnown(dimension)],
        });
        if matches!(dimension, Dimension::RaceEthnicity | Dimension::Sex) {
            choices.extend(dimension.groups().map(|group| Chosen {
                who: Who::Others(group),
                keys: Side::OthersThan(group).groups().into_iter().map(CellKey::One).collect(),
            }));
        }
    }
    let ever = Side::EverEnglishLearner.groups();
    choices.push(Chosen {
        who: Who::EverEnglishLearner,
        keys: ever.into_iter().map(CellKey::One).collect(),
    });
    choices
}

/// Ties groups to their whole and sides to their groups, at one place and grade.
pub(super) fn tie_groups(
    builder: &mut Builder<'_>,
    place: Where,
    grade: Option<u8>,
    of: Dimension,
) {
    let spot = |who| Spot { place, grade, who };
    let parts = of.groups().map(Who::One).chain([Who::NotKnown(of)]).map(spot);
    builder.tie(spot(Who::All), parts);
    for group in of.groups() {
        let others = Side::OthersThan(group).groups().into_iter().map(|g| spot(Who::One(g)));
        builder.tie(spot(Who::Others(group)), others);
    }
    if of == Dimension::EnglishLearner {
        let ever = Side::EverEnglishLearner.groups().into_iter().map(|g| spot(Who::One(g)));
        builder.tie(spot(Who::EverEnglishLearner), ever);
    }
}

/// Every place where anyone is counted, the district first.
pub(super) fn list_places(ground: &Ground, counts: &Counts) -> Vec<Where> {
    let mut places = vec![Where::District];
    places.extend((0..ground.clusters.len() as u32).map(Where::Cluster));
    let schools: BTreeSet<u32> = counts.at.keys().map(|(school, _)| *school).collect();
    places.extend(schools.into_iter().map(Where::School));
    places
}

/// Decides the base.
pub(super) fn decide(planned: &Planned<'_>) -> Layer {
    let ground = planned.ground;
    let mut builder = Builder::of(planned);
    let everyone = Counts::of(planned.count, &[CellKey::All], false);
    for chosen in list_choices() {
        let counts = Counts::of(planned.count, &chosen.keys, false);
        let figures = !matches!(chosen.who, Who::NotKnown(_));
        add_everywhere(&mut builder, ground, &counts, chosen.who, figures);
    }
    let places = list_places(ground, &everyone);
    for place in &places {
        for dimension in Dimension::ALL {
            tie_groups(&mut builder, *place, None, dimension);
        }
    }
    // Every page says how many rows were counted: all students at all schools.
    let all = |place| Spot { place, grade: None, who: Who::All };
    let mut rows = Many::default();
    everyone.at.values().for_each(|many| rows.add(*many));
    builder.printed(all(Where::AllSchools), rows);
    let schools = places.iter().filter(|place| matches!(place, Where::School(_)));
    builder.tie(all(Where::AllSchools), schools.map(|place| all(*place)).collect::<Vec<_>>());
    hold_to_other_figures(&mut builder, planned);
    builder.decide()
}

/// Withholds what differs by a few students from the same cell by the first authority, or as it
/// was published before; and keeps withheld what was.
fn hold_to_other_figures(builder: &mut Builder<'_>, planned: &Planned<'_>) {
    let least = planned.rule.minimum_group();
    if let Some(first) = planned.first {
        let without = Planned { count: first, first: None, before: None, ..*planned };
        let other = without.base();
        for (spot, n) in other.spots.iter().zip(&other.n) {
            let apart = builder.n(spot).map_or(0, |own| own.abs_diff(*n));
            if apart > 0 && apart < least {
                builder.withhold(spot, Reason::TooCloseToAnother, State::Secret);
            }
        }
    }
    let Some(before) = planned.before else { return };
    for spot in builder.spots().to_vec() {
        match before.get(&spot.code(planned.ground)) {
            None => {}
            Some(None) => builder.withhold(&spot, Reason::Protected, State::Unknown),
            Some(Some(n)) => {
                let apart = builder.n(&spot).map_or(0, |own| own.abs_diff(*n));
                if apart > 0 && apart < least {
                    builder.withhold(&spot, Reason::TooCloseToAnother, State::Secret);
                }
            }
        }
    }
}
