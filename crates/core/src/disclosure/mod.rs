//! What may be shown: every figure that leaves a room passes here first.
//!
//! A report holds [`Shown`] values and never bare counts of children. [`Protection`] is the first
//! rule: a figure is withheld when its group, or everyone else in the whole that it is part of, is
//! smaller than the minimum group size. [`Partition`] is the second: among figures of one dimension
//! that stand beside their whole, none that is withheld, nor all of them together, can be worked
//! out as a few students by taking what is shown from the whole.
//!
//! **Not protected yet**: what follows from sums over several schools, from the same figure in two
//! years, by two definitions or for two choices of grades, from crossings of two dimensions on
//! different pages, and from a district beside its published schools.

pub mod check;
mod partition;
pub mod policy;
mod protection;
pub mod release;
mod shown;

pub use partition::Partition;
pub use policy::{Policy, Rules, RulesError};
pub use protection::{Band, DEFAULT_MINIMUM_GROUP, Protection};
pub use shown::{Coded, Reason, Shown};
