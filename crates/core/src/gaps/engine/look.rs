//! Reading a year's counts for some schools and grades: who is on a side, and at which school.

use std::collections::BTreeMap;

use super::count::YearCount;
use super::plan::{Planned, Where};
use crate::disclosure::Shown;
use crate::gaps::cube::{CellKey, MILLION, Slice, Stats};
use crate::gaps::model::{Comparison, Group, Side};

/// Which schools, by dense number.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Schools {
    All,
    One(u32),
    /// A cluster by its number, and whether each school is of it.
    Cluster(u32, Vec<bool>),
}

impl Schools {
    fn holds(&self, school: u32) -> bool {
        match self {
            Schools::All => true,
            Schools::One(one) => *one == school,
            Schools::Cluster(_, inside) => inside.get(school as usize).copied().unwrap_or(false),
        }
    }

    fn place(&self) -> Where {
        match self {
            Schools::All => Where::District,
            Schools::One(school) => Where::School(*school),
            Schools::Cluster(number, _) => Where::Cluster(*number),
        }
    }
}

/// A year's counts seen through a choice of schools and grades.
///
/// The statistics of a rate are those that its printed percent stands for, so that nothing that is
/// computed from them says more than what is printed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Look<'a> {
    pub count: &'a YearCount,
    pub schools: &'a Schools,
    /// Positions of grade levels; all when empty.
    pub grades: &'a [u8],
    /// What may be shown.
    pub planned: Planned<'a>,
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
    /// Whether the gap between them may be.
    pub(super) fn gap(&self) -> Shown<()> {
        self.focus.clone().and_then(|()| self.reference.clone().and_then(Shown::Value))
    }
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
        self.printed(sum)
    }

    fn printed(&self, mut stats: Stats) -> Stats {
        if self.planned.is_rate {
            let hits = self.planned.rule.printed_hits(stats.hits(), stats.n);
            stats.sum = i128::from(hits) * i128::from(MILLION);
            stats.squares = stats.sum * i128::from(MILLION);
        }
        stats
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

    /// Whether all students may be shown here.
    pub(super) fn allowed_all(&self) -> Shown<()> {
        self.planned.all(self.schools.place(), self.grades)
    }

    /// Whether a side may be shown here, among a group or not.
    pub(super) fn allowed_side(&self, side: Side, among: Option<Group>) -> Shown<()> {
        self.planned.side(self.schools.place(), self.grades, side, among)
    }

    /// Which sides of a comparison may be shown here.
    pub(super) fn allowed(&self, comparison: &Comparison) -> Allowed {
        self.allowed_at(self.schools.place(), comparison)
    }

    /// The same at a school.
    pub(super) fn allowed_at_school(&self, school: u32, comparison: &Comparison) -> Allowed {
        self.allowed_at(Where::School(school), comparison)
    }

    /// Whether all students of a school may be shown.
    pub(super) fn allowed_all_at_school(&self, school: u32) -> Shown<()> {
        self.planned.all(Where::School(school), self.grades)
    }

    fn allowed_at(&self, place: Where, comparison: &Comparison) -> Allowed {
        let among = comparison.among_group();
        let side = |side| self.planned.side(place, self.grades, side, among);
        Allowed { focus: side(comparison.focus()), reference: side(comparison.reference()) }
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
        for stats in split.values_mut() {
            *stats = self.printed(*stats);
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
