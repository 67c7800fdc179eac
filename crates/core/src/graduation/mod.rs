//! Graduation: who is not on track, why, and which schedule change mends it?
//!
//! **Requirements are data** ([`policy`]): dated by entering cohort and cited, with what a registrar
//! knows about marks, repeats, middle-school courses and shared credit.
//!
//! **Audit.** A transcript becomes lots of credit ([`engine::credit`]); which lot counts where is an
//! assignment problem ([`engine::assign`]), solved exactly: fewest requirements unmet, fewest
//! credits missing, then the registrar's order, then the most flexible credit left free. Counting
//! each course at the first requirement that it fits, as audits by hand do, tells some students that
//! they lack what they have; it is here for comparison only ([`engine::first_fit`]). [`check`]
//! enumerates small cases.
//!
//! **Pace.** The published grade-9 indicator ([`engine::on_track`]), and what is left against the
//! terms that are left ([`engine::pace`]), in plain words ([`model::Tier`]).
//!
//! **Mend.** For one student, the changes of next term that bring them back ([`engine::mend`]); for
//! all together, who gets the scarce seats ([`engine::seats`]) and which sections to open
//! ([`engine::openings`]). It is a list: a counselor accepts, declines or defers each line.
//!
//! **Say.** [`explain`] gives one sentence for each requirement, in English and Spanish; [`report`]
//! holds protected figures only.
//!
//! It never predicts what a student will do, uses no group in deciding anything, and changes nothing.
//!
//! The method page is `docs/methods/graduation.md`.

pub mod check;
pub mod engine;
pub mod explain;
pub mod model;
pub mod policy;
pub mod reading;
pub mod report;
#[cfg(test)]
mod tests;

pub use model::{Allowance, AsOf, Grant, Season, Tier};
pub use policy::{Diploma, Diplomas};
pub use reading::Records;
