//! Plan: what did we promise, who owes what, is the gear turning?
//!
//! Strategic priorities are one gear. It stays still unless three others turn it: a theory of
//! action (what schools must change, and what the central office must then do for them), shifts
//! of people, time and money, and shifts of roles, mindset, data and tools, and timelines
//! (Education Resource Strategies, *Districts at Work*, 2018).
//!
//! **Write.** A plan is lines ([`model::Line`]): data and prose together. Each line can be tied to
//! a measure, an amount in the budget, a person and dates.
//!
//! **Track.** [`engine`] holds each line against what is known: the goal's figure against its
//! trajectory, the amount against the budget, the milestone against its day. From the lines it
//! computes whether each gear turns. That is never typed by anybody, and a line that is tied to
//! nothing says so. [`check`] works the same out again, line by line.
//!
//! **Govern.** Clusters from real feeder transitions, lead-partner contracts with an annual
//! scorecard, the cabinet's agenda and the hand-over of a person, the planning calendar worked
//! backwards from the first day of school, the time that supervisors spend in schools, the
//! snapshot of opinions beside measured values.
//!
//! What a plan page never says is that a shift caused a result: that question is another room's.
//!
//! The method page is `docs/methods/plan.md`.

pub mod check;
pub mod engine;
pub mod explain;
pub mod model;
pub mod policy;
pub mod report;
#[cfg(test)]
mod tests;

pub use model::{Gear, Line, LineKind};
