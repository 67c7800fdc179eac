//! Mappings: how the columns of a district's own exports become the columns of Traction's tables.

mod fit;
mod model;
mod near;
mod parse;
mod write;

pub use model::{
    Case, ColumnMapping, Condition, Mapping, TableMapping, Unpivot, YearForm,
};
pub use near::{count_edits, find_nearest};
pub use parse::{MappingError, Problem, parse_mapping};
pub use write::write_mapping;

mod turn;
