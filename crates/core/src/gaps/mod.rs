//! Gaps: who is served worse than whom, by how much, how surely, and is it closing?
//!
//! `statistics` holds the arithmetic of a gap and of what is not known about it; `segregation`
//! says who goes to school with whom. Both take plain counts and sums, and know nothing of
//! students, schools or measures. What a gap never says is why it is there.
//!
//! The method page is `docs/methods/gaps.md`.

pub mod segregation;
pub mod statistics;
