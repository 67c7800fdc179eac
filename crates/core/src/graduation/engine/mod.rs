//! The verb: audits students, says how they stand, and finds what mends it.

pub mod access;
pub mod assign;
pub mod audit;
pub mod credit;
pub mod first_fit;
pub mod flow;
pub mod mend;
mod met;
pub mod needed;
pub mod on_track;
pub mod openings;
pub mod pace;
pub mod place;
pub mod rules;
pub mod seats;
pub mod study;
pub mod timetable;

pub use audit::audit;
pub use rules::Rules;
pub use study::{Stand, Study};
