//! The use cases, and the only door to a student record.
//!
//! Each function here is something that a person does: start a district, import files, ask for a
//! gap, look at what changed. It asks *why may they see?*, loads, runs, records, and gives back a
//! result that the command line and the pages print. `web` and `cli` know nothing below this.
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod access;
pub mod as_of;
pub mod backup;
pub mod budget;
pub mod choice;
pub mod definitions;
pub mod disclosure;
pub mod district;
pub mod enrollment;
pub mod error;
pub mod export;
pub mod facts;
pub mod gaps;
pub mod glance;
pub mod graduation;
pub mod import;
pub mod journal;
pub mod look;
pub mod pack;
pub mod people;
pub mod plan;
pub mod progress;
pub mod roster;
pub mod sample;
pub mod sheet;
pub mod years;

pub use access::{Deed, Person, Reason, Scope, Sight, why_may_do, why_may_see};
pub use as_of::{AsOf, Past};
pub use district::{District, NewDistrict};
pub use error::OfficeError;
pub use progress::{Progress, Silent};
pub use sheet::{Cell, Column, Sheet};
