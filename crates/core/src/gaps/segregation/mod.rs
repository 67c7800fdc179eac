//! Segregation: who goes to school with whom.
//!
//! Four families of index, none of which stands for the others: information (M and H: how much a
//! school tells of a student's group), evenness (D: how many would have to move), and exposure
//! (whom a student of one group meets). Everything is computed from counts by unit (school) and
//! group. An index describes where students are; it does not say who put them there, and small
//! units raise every index of evenness or information by chance alone.

mod clusters;
mod counts;
mod evenness;
mod exposure;
mod information;

pub use clusters::{ClusterPart, Information, Nested, between_and_within};
pub use counts::{Counts, CountsError};
pub use evenness::{dissimilarity, dissimilarity_of_all};
pub use exposure::{exposure, isolation};
pub use information::{
    entropy, group_segregation, mutual_information, theil_h, unit_contributions,
};
