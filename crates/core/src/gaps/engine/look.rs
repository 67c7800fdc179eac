//! Reading a year's counts for some schools and grades: who is on a side, and at which school.

use std::collections::BTreeMap;

use super::count::YearCount;
use crate::disclosure::{Partition, Protection, Shown};
use crate::gaps::cube::{CellKey, Slice, Stats};
use crate::gaps::model::{Comparison, Dimension, Group, Side};

/// Which schools, by dense number.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Schools {
    All,
    One(u32),
    Some(Vec<bool>),
}

impl Schools {
    fn holds(&self, school: u32) -> bool {
        match self {
            Schools::All => true,
            Schools::One(one) => *one == school,
            Schools::Some(inside) => inside.get(school as usize).copied().unwrap_or(false),
        }
    }
}

/// A year's counts seen through a choice of schools and grades.
#[derive(Debug, Clone, Copy)]
pub(super) struct Look<'a> {
    pub count: &'a YearCount,
    pub schools: &'a Schools,
    /// Positions of grade levels; all when empty.
    pub grades: &'a [u8],
}

/// The cells whose students a side has, among a group or not.
pub(super) fn keys(side: Side, among: Option<Group>) -> Vec<CellKey> {
    side.groups()
        .into_iter()
        .map(|group| match among {
            Some(other) => CellKey::Two(group, other),
            None => CellKey::One(group),
        })
        .collect()
}

/// Whether each side of a comparison may be shown.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Allowed {
    pub focus: Shown<()>,
    pub reference: Shown<()>,
}

impl Allowed {
    fn of(partition: &Partition, comparison: &Comparison) -> Allowed {
        Allowed {
            focus: side(partition, comparison.focus()),
            reference: side(partition, comparison.reference()),
        }
    }

    /// Whether the gap between them may be.
    pub(super) fn gap(&self) -> Shown<()> {
        self.focus.clone().and_then(|()| self.reference.clone())
    }
}

/// Whether a side may be shown beside the groups of its dimension.
pub(super) fn side(partition: &Partition, side: Side) -> Shown<()> {
    let place = |group: Group| usize::from(group.level());
    match side {
        Side::Group(group) => partition.group(place(group)),
        Side::OthersThan(group) => partition.others_than(place(group)),
        Side::EverEnglishLearner => {
            partition.together(&side.groups().into_iter().map(place).collect::<Vec<_>>())
        }
    }
}

/// The cells of a dimension's groups, among a group or not.
fn groups(dimension: Dimension, among: Option<Group>) -> impl Iterator<Item = CellKey> {
    dimension.groups().map(move |group| match among {
        Some(other) => CellKey::Two(group, other),
        None => CellKey::One(group),
    })
}

impl Look<'_> {
    /// One school counts everyone who was there; elsewhere each student counts once.
    fn slice(&self) -> &Slice {
        match (self.schools, &self.count.district) {
            (Schools::One(_), _) | (_, None) => &self.count.schools,
            (_, Some(district)) => district,
        }
    }

    fn sum(&self, slice: &Slice, keys: &[CellKey]) -> Stats {
        let mut sum = Stats::default();
        for key in keys {
            if self.schools == &Schools::All && self.grades.is_empty() {
                sum.add(&slice.total(*key));
            } else {
                slice.each(*key, |school, grade, stats| {
                    if self.schools.holds(school) && self.takes(grade) {
                        sum.add(&stats);
                    }
                });
            }
        }
        sum
    }

    fn takes(&self, grade: u8) -> bool {
        self.grades.is_empty() || self.grades.contains(&grade)
    }

    /// Statistics of some cells together.
    pub(super) fn stats(&self, keys: &[CellKey]) -> Stats {
        self.sum(self.slice(), keys)
    }

    /// Everyone: the whole that groups are parts of.
    pub(super) fn all(&self) -> Stats {
        self.stats(&[CellKey::All])
    }

    /// Both sides of a comparison.
    pub(super) fn sides(&self, comparison: &Comparison) -> (Stats, Stats) {
        let among = comparison.among_group();
        (
            self.stats(&keys(comparison.focus(), among)),
            self.stats(&keys(comparison.reference(), among)),
        )
    }

    /// The whole that the sides of a comparison are parts of.
    pub(super) fn whole(&self, comparison: &Comparison) -> Stats {
        match comparison.among_group() {
            Some(group) => self.stats(&[CellKey::One(group)]),
            None => self.all(),
        }
    }

    /// Which groups of a dimension may be shown here.
    pub(super) fn partition(&self, rule: &Protection, dimension: Dimension) -> Partition {
        let counts: Vec<u64> = groups(dimension, None).map(|key| self.stats(&[key]).n).collect();
        rule.partition(self.all().n, &counts)
    }

    /// Which sides of a comparison may be shown here.
    pub(super) fn allowed(&self, rule: &Protection, comparison: &Comparison) -> Allowed {
        let dimension = comparison.dimension();
        let partition = match comparison.among_group() {
            None => self.partition(rule, dimension),
            Some(among) => {
                let whole = side(&self.partition(rule, among.dimension()), Side::Group(among));
                let counts: Vec<u64> =
                    groups(dimension, Some(among)).map(|key| self.stats(&[key]).n).collect();
                let n = self.whole(comparison).n;
                rule.partition_among(n, &counts, |_| whole.clone())
            }
        };
        Allowed::of(&partition, comparison)
    }

    /// The same at each school that has anyone.
    pub(super) fn allowed_by_school(
        &self,
        rule: &Protection,
        comparison: &Comparison,
    ) -> BTreeMap<u32, Allowed> {
        let split = |dimension, among| -> Vec<BTreeMap<u32, Stats>> {
            groups(dimension, among).map(|key| self.by_school(&[key])).collect()
        };
        let at = |split: &[BTreeMap<u32, Stats>], school: u32| -> Vec<u64> {
            split.iter().map(|groups| groups.get(&school).map_or(0, |stats| stats.n)).collect()
        };
        let among = comparison.among_group();
        let own = split(comparison.dimension(), among);
        let outer = among.map(|group| (group, split(group.dimension(), None)));
        let everyone = self.by_school(&[CellKey::All]);
        let allowed = everyone.iter().map(|(school, all)| {
            let counts = at(&own, *school);
            let partition = match &outer {
                None => rule.partition(all.n, &counts),
                Some((group, outer)) => {
                    let outer = at(outer, *school);
                    let place = usize::from(group.level());
                    let whole = rule.partition(all.n, &outer).group(place);
                    rule.partition_among(outer[place], &counts, |_| whole.clone())
                }
            };
            (*school, Allowed::of(&partition, comparison))
        });
        allowed.collect()
    }

    fn split(&self, slice: &Slice, keys: &[CellKey]) -> BTreeMap<u32, Stats> {
        let mut split: BTreeMap<u32, Stats> = BTreeMap::new();
        for key in keys {
            slice.each(*key, |school, grade, stats| {
                if self.schools.holds(school) && self.takes(grade) {
                    split.entry(school).or_default().add(&stats);
                }
            });
        }
        split
    }

    /// By school, everyone who was there.
    pub(super) fn by_school(&self, keys: &[CellKey]) -> BTreeMap<u32, Stats> {
        self.split(&self.count.schools, keys)
    }

    /// By school, each student once, at the main school.
    pub(super) fn by_main_school(&self, keys: &[CellKey]) -> BTreeMap<u32, Stats> {
        self.split(self.slice(), keys)
    }
}
