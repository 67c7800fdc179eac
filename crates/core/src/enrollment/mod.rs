//! Enrollment: how many students will come, and how sure are we?
//!
//! **Count.** [`roll`] turns facts (student rows, or counts that an agency published) into members
//! by school, year and grade ([`model::Roll`]), and reads what is known of years to come: events,
//! offers of a choice round, children of an area.
//!
//! **Project.** [`engine`] asks every method for every cell (last year, two years, grade
//! progression of the cell shrunk to its network and district, the school's pull, the arriving
//! cohort), weighs them by kind of cell so that earlier years would have been missed least, brings
//! grades to agree with their school and schools with the district, and goes on year by year. An
//! origin's weights are learned on earlier years only.
//!
//! **Say how sure.** Bands are cut from the errors of earlier projections at each level and are
//! corrected by how often earlier bands held.
//!
//! **Show the error.** [`engine::backtest`] projects from every earlier year by every method and
//! scores them side by side; [`check`] does the plain ones again.
//!
//! What a projection never says is who will come; it counts, and no student has a score. Race and
//! anything that stands for it are not among its inputs.
//!
//! The method page is `docs/methods/enrollment.md`.

pub mod check;
pub mod cliffs;
pub mod engine;
pub mod explain;
pub mod funnel;
pub mod model;
pub mod policy;
pub mod report;
pub mod roll;
#[cfg(test)]
mod tests;
pub mod version;

pub use engine::backtest::Backtest;
pub use engine::{Study, project};
pub use model::{Inputs, Level, Projection, Roll};
pub use policy::Sections;
pub use report::Desk;
pub use version::Kept;
