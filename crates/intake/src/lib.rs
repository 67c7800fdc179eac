//! Readers and writers of a district's files: records and findings.
//!
//! The way in has four steps, each a type: [`source::Input`] is a file as the person knows it,
//! [`source::RowSource`] its rows, [`binding::Binding`] says which of its columns is which of
//! ours, and [`sink::Sink`] receives the typed rows by table and school year. Every row is kept
//! or set aside with a finding, and the [`sink::Report`] counts both.
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod binding;
pub mod checks;
pub mod enables;
pub mod feed;
pub mod findings;
mod fingerprint;
pub mod header;
pub mod import;
pub mod judge;
pub mod known;
pub mod mapping;
mod near;
pub mod oneroster;
pub mod plan;
pub mod read;
pub mod reference;
pub mod sample;
pub mod sink;
pub mod source;
pub mod write;
