//! What may be shown: every figure that leaves a room passes here first.
//!
//! A report holds [`Shown`] values and never bare counts of children. [`Protection`] is the
//! primary rule: a figure is withheld when its group, or everyone else in the whole that it is
//! part of, is smaller than the minimum group size. The rule that protects withheld figures from
//! being worked out from published sums is not here yet: see `docs/methods/disclosure.md`.

mod protection;
mod shown;

pub use protection::{DEFAULT_MINIMUM_GROUP, Protection};
pub use shown::{Reason, Shown};
