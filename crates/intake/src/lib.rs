//! Readers and writers of a district's files: records and findings.
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod sample;
