//! Reading a year's counts for some schools and grades: who is on a side, and at which school.

use std::collections::BTreeMap;

use super::count::YearCount;
use crate::gaps::cube::{CellKey, Slice, Stats};
use crate::gaps::model::{Comparison, Group, Side};

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
