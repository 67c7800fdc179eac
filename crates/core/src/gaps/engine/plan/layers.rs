//! The layers on the base: grades, and crossings of two dimensions.

use std::collections::BTreeSet;

use super::base::{Counts, add_everywhere, list_places, tie_groups};
use super::build::{Builder, Many};
use super::{Layer, Planned, Spot, Who, crossing};
use crate::gaps::cube::CellKey;
use crate::gaps::model::{Dimension, Group};

/// All students of each place by grade.
pub(super) fn all_by_grade(planned: &Planned<'_>, base: &Layer) -> Layer {
    let mut builder = Builder::of(planned);
    let everyone = Counts::of(planned.count, &[CellKey::All], true);
    add_all(&mut builder, planned, &everyone, base, None);
    builder.decide()
}

/// Adds all students of each place, of all grades from the base, and by grade from a layer or new.
fn add_all(
    builder: &mut Builder<'_>,
    planned: &Planned<'_>,
    everyone: &Counts,
    base: &Layer,
    known: Option<&Layer>,
) {
    let ground = planned.ground;
    match known {
        None => {
            add_everywhere(builder, ground, everyone, Who::All, true);
        }
        Some(layer) => {
            for spot in layer.spots.iter().filter(|spot| spot.grade.is_some()) {
                builder.coarser(layer, *spot);
            }
        }
    }
    for place in list_places(ground, everyone) {
        let all = Spot { place, grade: None, who: Who::All };
        if builder.coarser(base, all) {
            builder.tie(all, grades_of(everyone).map(|grade| Spot { grade, ..all }));
        }
    }
}

fn grades_of(counts: &Counts) -> impl Iterator<Item = Option<u8>> + use<> {
    let mainly = counts.mainly.iter().flat_map(|mainly| mainly.keys());
    let grades: BTreeSet<Option<u8>> =
        counts.at.keys().chain(mainly).map(|(_, grade)| *grade).collect();
    grades.into_iter()
}

/// The groups of a dimension by grade.
pub(super) fn by_grade(
    planned: &Planned<'_>,
    base: &Layer,
    all: &Layer,
    dimension: Dimension,
) -> Layer {
    let ground = planned.ground;
    let mut builder = Builder::of(planned);
    let everyone = Counts::of(planned.count, &[CellKey::All], true);
    add_all(&mut builder, planned, &everyone, base, Some(all));
    let places = list_places(ground, &everyone);
    let groups = dimension.groups().map(|group| (Who::One(group), CellKey::One(group), true));
    for (who, key, figures) in
        groups.chain([(Who::NotKnown(dimension), CellKey::NotKnown(dimension), false)])
    {
        let counts = Counts::of(planned.count, &[key], true);
        add_everywhere(&mut builder, ground, &counts, who, figures);
        for place in &places {
            let whole = Spot { place: *place, grade: None, who };
            if builder.coarser(base, whole) {
                builder.tie(whole, grades_of(&everyone).map(|grade| Spot { grade, ..whole }));
            }
        }
    }
    for place in &places {
        for grade in grades_of(&everyone) {
            tie_groups(&mut builder, *place, grade, dimension);
        }
    }
    builder.decide()
}

/// The crossings of two dimensions, in all grades.
pub(super) fn crossed(planned: &Planned<'_>, base: &Layer, a: Dimension, b: Dimension) -> Layer {
    let ground = planned.ground;
    let mut builder = Builder::of(planned);
    let everyone = Counts::of(planned.count, &[CellKey::All], false);
    let places = list_places(ground, &everyone);
    for place in &places {
        for group in a.groups().chain(b.groups()) {
            builder.coarser(base, Spot { place: *place, grade: None, who: Who::One(group) });
        }
    }
    for one in a.groups() {
        for two in b.groups() {
            let counts = Counts::of(planned.count, &[CellKey::Two(one, two)], false);
            add_everywhere(&mut builder, ground, &counts, crossing(one, two), true);
        }
    }
    // What is not known of the other dimension completes each group.
    for place in &places {
        for (groups, of) in [(a, b), (b, a)] {
            for group in groups.groups() {
                let whole = Spot { place: *place, grade: None, who: Who::One(group) };
                let Some(n) = builder.n(&whole) else { continue };
                let who = |other: Group| Spot { who: crossing(group, other), ..whole };
                let known: u64 = of.groups().filter_map(|other| builder.n(&who(other))).sum();
                let rest = Spot { who: Who::TwoNotKnown(group, of), ..whole };
                let many = Many { n: n.saturating_sub(known), hits: u64::from(n > known) };
                builder.helper(rest, many);
                builder.tie(whole, of.groups().map(who).chain([rest]).collect::<Vec<_>>());
            }
        }
    }
    builder.decide()
}
