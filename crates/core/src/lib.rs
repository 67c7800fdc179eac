//! The district's nouns and the rooms that reason about them.
//!
//! Everything here is pure: no clock, no disk, no network, no unseeded randomness. The same
//! inputs give the same bytes. Readers live in `traction-intake`, files in `traction-store`, and
//! the question *why may they see?* in `traction-office`.
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod budget;
pub mod choice;
pub mod disclosure;
pub mod district;
pub mod enrollment;
pub mod exact;
pub mod finding;
pub mod gaps;
pub mod graduation;
pub mod near;
pub mod plan;
pub mod sample;
pub mod syntax;
pub mod thousands;
