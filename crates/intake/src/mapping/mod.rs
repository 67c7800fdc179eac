//! Mappings: how the columns of a district's own exports become the columns of Traction's tables.
//!
//! A mapping is a TOML file in the district's folder: data, never code. It says which files it
//! fits and, for each table that it fills, which of the file's columns is which of ours, what
//! their values mean, and which rows count. [`parse_mapping`] reads it, [`list_feeds`] turns it
//! and a file into what the reader of tables takes. Nothing is lost: a row that the mapping passes
//! over is counted, and every other row reaches the reader.

pub mod checks;
mod fit;
mod model;
mod parse;
mod plan;
mod rows;
mod suggest;
mod turn;
mod write;

pub use model::{Case, ColumnMapping, Condition, Mapping, TableMapping, Unpivot, YearForm};
pub use parse::{MappingError, Problem, parse_mapping};
pub use plan::AbsentColumn;
pub use rows::{bind, list_feeds, list_unmapped, map_rows};
pub use suggest::{Suggestion, suggest, suggest_mapping};
pub use write::write_mapping;
