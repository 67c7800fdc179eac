//! Tests of the store through its public interface.
#![allow(clippy::unwrap_used, clippy::print_stderr)]

mod backup;
mod catalog;
mod closed;
mod crash;
mod diff;
mod folder;
mod history;
mod imports;
mod lock;
mod parts;
mod sample;
