//! Chicago, 21 years: every method from every origin, ten years ahead, and the bands.
#![allow(missing_docs, clippy::unwrap_used, clippy::print_stdout)]
fn main() {}
