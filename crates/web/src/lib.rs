//! The pages: server-rendered, each with its CSV and JSON twin.
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod charts;
pub mod frame;
pub mod parts;
pub mod static_files;
