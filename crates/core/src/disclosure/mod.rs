//! What may be shown: every figure that leaves a room passes here first.
//!
//! A report holds [`Shown`] values and never bare counts of children. [`policy`] holds the dated,
//! cited rules, which a district tightens and never loosens; [`Protection`] is what is in force.
//!
//! [`release`] decides for tables that are published together which cells may be, so that none
//! that is withheld follows from sums of what is told. Whoever shows figures in several places
//! decides with it. [`Partition`] is the same for one whole and its groups, standing alone.
//!
//! [`check`] attacks what was published, here or elsewhere, and shares nothing with the rest.
//!
//! The method, and what it does not protect, is `docs/methods/disclosure.md`.

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
