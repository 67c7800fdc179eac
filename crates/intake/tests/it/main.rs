//! Tests of the crate from outside: round trips, hostile files, checks, real files.
#![allow(clippy::unwrap_used, missing_docs)]

mod batches;
mod drive;
mod mapping;
mod oneroster;
mod recognise;
mod round_trip;
