//! The engines against what others have published.
#![allow(clippy::unwrap_used, clippy::print_stderr)]

mod budget;
mod budget_cases;
mod cases;
mod choice_cases;
mod choice_families;
mod choice_known;
mod choice_letters;
mod choice_rounds;
mod disclosure;
mod disclosure_of_the_city;
mod enrollment_cases;
mod enrollment_real;
mod gaps_of_the_sample_city;
mod graduation_cases;
mod graduation_of_the_sample_city;
mod method_page;
mod plan_cases;
mod published;
