//! Tests of the crate from outside: round trips, hostile files, checks, mappings, OneRoster,
//! real files.
#![allow(clippy::unwrap_used, clippy::print_stderr, missing_docs)]

mod batches;
mod checks;
mod columnwise;
mod drive;
mod encodings;
mod folder;
mod forms;
mod fuzz;
mod hostile;
mod mapping;
mod oneroster;
mod proposals;
mod real_files;
mod reconcile;
mod reference;
mod round_trip;
mod sinks;
mod whole;
