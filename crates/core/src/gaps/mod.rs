//! Gaps: who is served worse than whom, by how much, how surely, and is it closing?
//!
//! **Measure.** A measure is data ([`policy`]): who is counted and what counts, written in a small
//! checked language ([`expression`]) over the rows of a [`grain`], by a named authority.
//!
//! **Count.** One pass over those rows makes the [`cube`]: number, sum and sum of squares by year,
//! measure, school, grade and group, for every group and every two groups crossed. All that
//! follows is computed from it; [`check`] counts it again.
//!
//! **Judge.** [`statistics`] holds the arithmetic of a gap and of what is not known about it;
//! [`segregation`] says who goes to school with whom.
//!
//! [`Study`] puts questions to the cube; [`Study::brief`] picks the few gaps to see first.
//!
//! **Show.** Reports ([`report`], [`tables`]) hold [`crate::disclosure::Shown`] figures only. Student
//! rows exist in one type, [`StudentRows`], which no report holds.
//!
//! What a gap never says is why it is there, nor what any one student will do.
//!
//! The method page is `docs/methods/gaps.md`.

pub mod check;
pub mod cube;
pub mod engine;
pub mod explain;
pub mod expression;
pub mod findings;
pub mod grain;
pub mod model;
pub mod policy;
pub mod published;
pub mod released;
pub mod report;
pub mod segregation;
pub mod statistics;
pub mod tables;
#[cfg(test)]
mod tests;

pub use engine::{
    FlipSummary, Flips, MeasureStatus, Overview, OverviewLine, StudentRow, StudentRows, Study,
    list_flips, list_students,
};
pub use model::{Comparison, Dimension, GapError, Group, Place, Query, Side};
pub use policy::{Measure, Measures};
