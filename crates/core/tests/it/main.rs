//! The engines against what others have published.
#![allow(clippy::unwrap_used, clippy::print_stderr)]

mod budget;
mod cases;
mod gaps_of_the_sample_city;
mod method_page;
mod published;
