//! Choice: who gets which seat under the written policy, and why?
//!
//! **The policy is a text** ([`policy`]) that a board can adopt: priority classes in order, seats
//! reserved softly and in a written precedence, what "isolated" means, how ties are broken, what
//! families with two children may ask for, rounds and waitlists. [`policy::check_policy`] reads it
//! against the district's own rows and says in words what will not do what was meant.
//!
//! **The market is dense** ([`model`]). [`round`] turns a district's programs, applications and
//! choices into it once; the [`engine`] knows numbers only. Student-proposing deferred acceptance
//! is the default: nobody loses a seat to somebody with a lesser claim, and nobody gains by
//! listing schools in another order than they like them (Gale & Shapley 1962; Abdulkadiroğlu &
//! Sönmez 2003). Reserves are choice functions that fill groups of seats one after the other (Dur,
//! Kominers, Pathak & Sönmez 2018). Top trading cycles, immediate acceptance and serial
//! dictatorship are there so that a policy can be compared with them.
//!
//! **Brothers and sisters** ([`engine::families`]) are placed by the heuristic that Chile uses
//! (Correa et al. 2022), which can fail; it says for whom it did.
//!
//! **The lottery** ([`lottery`]) is bound by a hash before applications close and drawn by a hash
//! afterwards; anybody can compute it again, in Rust ([`ledger`]) or in sixty lines of Python
//! (`docs/guides/verify-a-lottery.md`).
//!
//! **[`check`]** does not know the engine: it looks for anybody with a justified claim to a seat.
//! [`promise`] says which of its checks a mechanism stands up to, and no page says more.
//! **[`explain`]** says for each student and choice why, in English and in Spanish, and never
//! anything about another child. **[`simulate`]** runs many lotteries before a policy is adopted;
//! **[`waitlist`]** replays what families answered; **[`course`]** does so over the rounds of a year, and
//! **[`coming`]** says what that means for who comes to each school.
//!
//! What it never does: it uses no race, no score and no prediction to order children.
//!
//! The method page is `docs/methods/choice.md`.

pub mod check;
pub mod coming;
pub mod course;
pub mod engine;
pub mod explain;
pub mod ledger;
pub mod lottery;
pub mod model;
pub mod policy;
pub mod promise;
pub mod report;
pub mod round;
pub mod simulate;
#[cfg(test)]
mod tests;
pub mod waitlist;

pub use engine::{Mechanism, assign};
pub use model::{Assignment, Market, Numbers, SeatGroup};
pub use policy::Policy;
pub use round::Round;
