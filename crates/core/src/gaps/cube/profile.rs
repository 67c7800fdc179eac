//! A student's groups as one small number, and the numbering of groups and crossings.

use std::sync::LazyLock;

use crate::gaps::model::{Dimension, Group};

const DIMENSIONS: usize = Dimension::ALL.len();

/// Levels of each dimension and one more for "not known".
const RADIX: [u16; DIMENSIONS] = {
    let mut radix = [0; DIMENSIONS];
    let mut d = 0;
    while d < DIMENSIONS {
        radix[d] = Dimension::ALL[d].levels() as u16 + 1;
        d += 1;
    }
    radix
};

/// How many profiles there can be.
pub(super) const PROFILES: usize = {
    let mut product = 1;
    let mut d = 0;
    while d < DIMENSIONS {
        product *= RADIX[d] as usize;
        d += 1;
    }
    product
};

/// Where the groups of each dimension begin among cells; cell 0 is all students. Each dimension
/// has a cell for "not known" after its levels.
const SINGLES: [usize; DIMENSIONS] = {
    let mut starts = [0; DIMENSIONS];
    let mut next = 1;
    let mut d = 0;
    while d < DIMENSIONS {
        starts[d] = next;
        next += RADIX[d] as usize;
        d += 1;
    }
    starts
};

/// Where the crossings of each two dimensions (the first before the second) begin among cells.
const PAIRS: [[usize; DIMENSIONS]; DIMENSIONS] = {
    let mut starts = [[0; DIMENSIONS]; DIMENSIONS];
    let mut next = SINGLES[DIMENSIONS - 1] + RADIX[DIMENSIONS - 1] as usize;
    let mut a = 0;
    while a < DIMENSIONS {
        let mut b = a + 1;
        while b < DIMENSIONS {
            starts[a][b] = next;
            next += Dimension::ALL[a].levels() as usize * Dimension::ALL[b].levels() as usize;
            b += 1;
        }
        a += 1;
    }
    starts
};

/// How many cells a school and grade can have: all, groups, not known, crossings.
pub const CELLS: usize = {
    let last = DIMENSIONS - 1;
    let pair = Dimension::ALL[last - 1].levels() as usize * Dimension::ALL[last].levels() as usize;
    PAIRS[last - 1][last] + pair
};
const _: () = assert!(CELLS <= u8::MAX as usize + 1, "a cell is a byte");
const _: () = assert!(PROFILES <= u16::MAX as usize + 1, "a profile is two bytes");

/// The most cells that one profile adds to.
const MOST: usize = 1 + DIMENSIONS + DIMENSIONS * (DIMENSIONS - 1) / 2;

/// A student's level in each dimension, or "not known", in two bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Profile(u16);

impl Profile {
    /// Nothing is known.
    pub const UNKNOWN: Profile = Profile(PROFILES as u16 - 1);

    /// From the level in each dimension, in the order of [`Dimension::ALL`]. A level that the
    /// dimension does not have is "not known".
    pub fn of(levels: [Option<u8>; DIMENSIONS]) -> Profile {
        let digits = levels
            .into_iter()
            .zip(RADIX)
            .map(|(level, radix)| level.map_or(radix - 1, |level| u16::from(level).min(radix - 1)));
        Profile(digits.zip(RADIX).fold(0, |sum, (digit, radix)| sum * radix + digit))
    }

    /// The level in each dimension.
    pub fn levels(self) -> [Option<u8>; DIMENSIONS] {
        let mut rest = self.0;
        let mut levels = [None; DIMENSIONS];
        for d in (0..DIMENSIONS).rev() {
            let digit = rest % RADIX[d];
            rest /= RADIX[d];
            levels[d] = u8::try_from(digit).ok().filter(|_| digit < RADIX[d] - 1);
        }
        levels
    }

    pub(super) fn index(self) -> usize {
        usize::from(self.0)
    }

    pub(super) fn cells(self) -> &'static [u8] {
        let table = &*CELLS_OF;
        let (start, end) = (table.0[self.index()], table.0[self.index() + 1]);
        &table.1[start as usize..end as usize]
    }
}

/// For each profile the cells that it adds to, run together.
static CELLS_OF: LazyLock<(Vec<u32>, Vec<u8>)> = LazyLock::new(|| {
    let mut starts = vec![0];
    let mut cells = Vec::with_capacity(PROFILES * MOST);
    for profile in 0..PROFILES {
        let levels = Profile(profile as u16).levels();
        cells.push(0);
        for (d, level) in levels.iter().enumerate() {
            let place = level.map_or(usize::from(RADIX[d]) - 1, usize::from);
            cells.push((SINGLES[d] + place) as u8);
        }
        for a in 0..DIMENSIONS {
            for b in a + 1..DIMENSIONS {
                if let (Some(one), Some(two)) = (levels[a], levels[b]) {
                    cells.push(pair(a, one, b, two));
                }
            }
        }
        starts.push(cells.len() as u32);
    }
    (starts, cells)
});

fn pair(a: usize, one: u8, b: usize, two: u8) -> u8 {
    let width = usize::from(Dimension::ALL[b].levels());
    (PAIRS[a][b] + usize::from(one) * width + usize::from(two)) as u8
}

/// What a cell counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CellKey {
    /// All students.
    All,
    /// A group.
    One(Group),
    /// Students whose group of the dimension is not known.
    NotKnown(Dimension),
    /// Two groups of different dimensions, crossed. Two of the same dimension hold no one.
    Two(Group, Group),
}

impl CellKey {
    /// The cell's number; `None` for two groups of one dimension.
    pub(super) fn cell(self) -> Option<u8> {
        Some(match self {
            CellKey::All => 0,
            CellKey::One(group) => {
                (SINGLES[group.dimension() as usize] + usize::from(group.level())) as u8
            }
            CellKey::NotKnown(dimension) => {
                let d = dimension as usize;
                (SINGLES[d] + usize::from(RADIX[d]) - 1) as u8
            }
            CellKey::Two(one, two) => {
                let (a, b) =
                    if one.dimension() < two.dimension() { (one, two) } else { (two, one) };
                let (da, db) = (a.dimension() as usize, b.dimension() as usize);
                if da == db {
                    return None;
                }
                pair(da, a.level(), db, b.level())
            }
        })
    }

    /// Every cell, in order of number.
    pub fn list() -> Vec<CellKey> {
        let mut keys = vec![CellKey::All];
        for dimension in Dimension::ALL {
            keys.extend(dimension.groups().map(CellKey::One));
            keys.push(CellKey::NotKnown(dimension));
        }
        for a in Dimension::ALL {
            for b in Dimension::ALL.into_iter().filter(|b| *b > a) {
                keys.extend(
                    a.groups().flat_map(|one| b.groups().map(move |two| CellKey::Two(one, two))),
                );
            }
        }
        keys
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_profile_is_read_back_from_its_levels() {
        for profile in (0..PROFILES as u16).map(Profile) {
            assert_eq!(Profile::of(profile.levels()), profile);
        }
        assert_eq!(Profile::of([None; DIMENSIONS]), Profile::UNKNOWN);
        assert_eq!(Profile::of([Some(99); DIMENSIONS]), Profile::UNKNOWN);
    }

    #[test]
    fn cells_are_numbered_in_the_order_of_their_list() {
        let keys = CellKey::list();
        assert_eq!(keys.len(), CELLS);
        for (place, key) in keys.into_iter().enumerate() {
            assert_eq!(key.cell().map(usize::from), Some(place), "{key:?}");
        }
    }

    #[test]
    fn crossing_two_groups_does_not_depend_on_which_is_named_first() {
        let (a, b) = (Group::find("sex=male").unwrap(), Group::find("homeless=true").unwrap());
        assert_eq!(CellKey::Two(a, b).cell(), CellKey::Two(b, a).cell());
        assert_eq!(CellKey::Two(a, a).cell(), None);
    }
}
