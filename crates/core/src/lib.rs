//! The district's nouns and the rooms: pure engines without clock, disk or network.

#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod gaps;
