//! For tests only: the house rules as a test, and the runner of cases.
//!
//! `tidy` reads the checkout as text and lists what breaks a rule of the house, so that a rule
//! is a test that fails and not a page that nobody opens.

pub mod cases;
pub mod needs;
pub mod tidy;

pub use traction_core::sample::cast;
