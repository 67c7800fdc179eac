//! Tests of intake from the outside.
#![allow(clippy::unwrap_used)]

mod drive;
mod mapping;
mod oneroster;
