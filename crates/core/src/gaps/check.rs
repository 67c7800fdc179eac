//! The cube counted again, simply and slowly, by somebody who has not seen the fast way; and what
//! was released, attacked.

mod published;
mod released;

use std::collections::BTreeMap;

use super::cube::{CellKey, LEVELS, MILLION, Outcomes, Slice, Stats, Values};
use super::model::{Dimension, Group};

pub use published::{NotOurs, read_release};
pub use released::{Found, attack_release};

/// A cell that the cube has wrong: where, what it says, and what counting says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrong {
    /// School, grade and group.
    pub place: (u32, u8, CellKey),
    /// What the cube says.
    pub cube: Option<Stats>,
    /// What counting says.
    pub counted: Option<Stats>,
}

/// Every cell in which a slice disagrees with its rows. Empty when the slice is right.
pub fn check(outcomes: &Outcomes, slice: &Slice) -> Vec<Wrong> {
    let mut wrong = Vec::new();
    for key in CellKey::list() {
        let counted = count(outcomes, key);
        let mut cube = BTreeMap::new();
        slice.each(key, |school, grade, stats| {
            cube.insert((school, grade), stats);
        });
        let places: std::collections::BTreeSet<_> = counted.keys().chain(cube.keys()).collect();
        for &&(school, grade) in &places {
            let (left, right) = (cube.get(&(school, grade)), counted.get(&(school, grade)));
            if left != right {
                let place = (school, grade, key);
                wrong.push(Wrong { place, cube: left.copied(), counted: right.copied() });
            }
        }
    }
    wrong
}

fn belongs(levels: [Option<u8>; 8], group: Group) -> bool {
    let place = Dimension::ALL.iter().position(|d| *d == group.dimension());
    place.is_some_and(|place| levels[place] == Some(group.level()))
}

fn count(outcomes: &Outcomes, key: CellKey) -> BTreeMap<(u32, u8), Stats> {
    let mut cells: BTreeMap<(u32, u8), Stats> = BTreeMap::new();
    for row in 0..outcomes.school.len() {
        let levels = outcomes.profile[row].levels();
        let inside = match key {
            CellKey::All => true,
            CellKey::One(group) => belongs(levels, group),
            CellKey::NotKnown(dimension) => !dimension.groups().any(|group| belongs(levels, group)),
            CellKey::Two(one, two) => belongs(levels, one) && belongs(levels, two),
        };
        if !inside {
            continue;
        }
        let (value, level) = match &outcomes.values {
            Values::Rate(hits) => (if hits[row] { MILLION } else { 0 }, None),
            Values::Mean(values) => (values[row], None),
            Values::Levels(levels) => {
                let level = usize::from(levels[row]).clamp(1, LEVELS);
                (level as i64 * MILLION, Some(level - 1))
            }
        };
        let cell = cells.entry((outcomes.school[row], outcomes.grade[row])).or_default();
        cell.n += 1;
        cell.sum += i128::from(value);
        cell.squares += i128::from(value).pow(2);
        if let Some(level) = level {
            cell.levels[level] += 1;
        }
    }
    cells
}
