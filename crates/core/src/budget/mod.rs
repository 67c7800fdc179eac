//! Budget: what does each school get and why; what is each trade worth; does its plan last?
//!
//! **The formula is text** ([`policy`]): inputs, numbers, and lines that refer to one another in a
//! small checked language ([`expression`]) over exact fractions. Loops are refused with their path.
//!
//! **Allocate.** [`allocate`] gives every school every line, with the steps that made it: terms and
//! the students they count, rounding, floor, cap, hold-harmless, share of a fixed sum, price.
//! [`check`] computes it again in another way. [`engine::diff`] sets two formulas beside each other.
//!
//! **Picture.** [`engine::picture`] is one school as one identity: students, sections, class size,
//! load, planning minutes, positions, dollars. Move one, hold the ones you choose, see the others.
//!
//! **Ahead.** [`engine::cliffs`] gives positions under drawn enrollments, and the reserve that
//! covers count day; [`engine::sustain`] gives five years with the chance of a deficit.
//!
//! **Choose and judge.** [`engine::tradeoff`] chooses levers under a budget and says what each rule
//! costs; [`engine::fair`] lays dollars, people and class size beside need; [`engine::people`] and
//! [`engine::funds`] say who holds what, until when.
//!
//! What it never does: it gives no child a score and no person a rank, it hides no rule in code,
//! and it never calls an effect certain: a lever's range is the district's own, with its source.
//!
//! The method page is `docs/methods/budget.md`.

pub mod check;
pub mod engine;
pub mod explain;
pub mod expression;
pub mod facts;
pub mod model;
pub mod policy;
pub mod report;
#[cfg(test)]
mod tests;

pub use engine::allocate;
pub use model::{Allocation, Amount, School, SchoolAllocation, Step};
pub use policy::{Formula, Formulas, Problem};
