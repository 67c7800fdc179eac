//! Tests of intake from outside: round trips, hostile files, checks, mappings, bundles, real files.
#![allow(clippy::unwrap_used, missing_docs)]

mod batches;
mod drive;
mod mapping;
mod oneroster;
mod round_trip;
