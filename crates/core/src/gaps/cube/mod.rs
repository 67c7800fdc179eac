//! The cube: sufficient statistics by school, grade and group, made in one pass over rows.
//!
//! For one measure in one year ([`Outcomes`]) it keeps ([`Slice`]), for every school and grade, the
//! number of students, the sum and the sum of squares of their values, and counts by level: for
//! all students, for every group, and for every two groups of different dimensions crossed.
//!
//! **How.** Rows are put in order of school and grade by counting. Within each school and grade one
//! update a row goes into a dense table over *profiles* (a student's groups in all dimensions at
//! once); then each profile that occurs, of which there are far fewer than rows, is added to its
//! up to 37 groups and crossings.
//!
//! **Exact.** Values are whole numbers of millionths and all sums are integers, so that the order
//! of students and the number of threads cannot change a byte. `gaps/check.rs` counts the same by
//! brute force and shares no code with this.

mod build;
mod profile;
mod slice;
mod tally;

pub use build::{build, build_all};
pub use profile::{CELLS, CellKey, Profile};
pub use slice::Slice;
pub use tally::{LEVELS, MILLION, Stats};

/// One row a student: parallel vectors for one measure in one year.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcomes {
    /// Schools by dense number; `u32::MAX` where not known.
    pub school: Vec<u32>,
    /// Positions of grade levels; 255 where not known.
    pub grade: Vec<u8>,
    /// Each student's groups.
    pub profile: Vec<Profile>,
    /// Each student's value.
    pub values: Values,
}

impl Outcomes {
    /// Number of rows.
    pub fn len(&self) -> usize {
        self.school.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.school.is_empty()
    }
}

/// The values of rows.
#[derive(Debug, Clone, PartialEq)]
pub enum Values {
    /// Whether each student counts.
    Rate(Vec<bool>),
    /// Each student's number, in millionths.
    Mean(Vec<i64>),
    /// Each student's level, from 1 to [`LEVELS`]; others are taken as the nearest of these.
    Levels(Vec<u8>),
}

/// Rows that a publisher has counted already: how many students of a school and group, and how
/// many of them count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counted {
    /// School by dense number.
    pub school: u32,
    /// The group, or all.
    pub key: CellKey,
    /// Students.
    pub n: u64,
    /// Those who count.
    pub hits: u64,
}
