//! The engines against what others have published.
#![allow(clippy::unwrap_used, clippy::print_stderr)]

mod cases;
mod method_page;
mod published;
