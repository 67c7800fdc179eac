//! From text cells to typed rows: what each kind of cell may look like, and a file's rows cut by
//! school year.

mod cells;
mod columns;
mod dates;
mod numbers;
mod run;
mod table_reader;

pub use table_reader::{Chunk, TableReader};
