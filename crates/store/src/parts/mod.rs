//! Parts: rows of one table and year as Parquet, named by the hash of their bytes.
//!
//! A part is written once and never changed. The same rows give the same bytes: no clock, no
//! program version, nothing but the rows, the table's name and the year goes into the file. Codes
//! are stored as their written text, so that a part outlives a change to the list of codes. A
//! missing cell is a null; where a reason other than *blank* occurs, a column `<name>__missing`
//! beside it holds the reason as a number (0 present, 1 blank, 2 not collected, 3 not applicable,
//! 4 suppressed). Any Parquet reader can read a part.

mod decode;
mod disk;
mod encode;
mod layout;

use traction_core::district::SchoolYear;

pub use decode::read;
pub(crate) use disk::{TEMPORARY, make_folder_durably, remove_if_there, sync_folder};
pub use disk::{hash_file, hash_text, write_durably};
pub use encode::{Encoded, encode};

/// Version of the layout described above. A part of a newer one is refused.
pub const SCHEMA_VERSION: u32 = 1;

/// Rows that one part holds at most, unless the import says otherwise.
pub const ROWS_PER_PART: usize = 1_000_000;

/// Rows that are compressed, and read, together.
pub(crate) const ROWS_PER_GROUP: usize = 131_072;

/// Suffix of the column that tells why cells are missing.
pub(crate) const REASON_SUFFIX: &str = "__missing";

pub(crate) const TABLE_MARK: &str = "traction.table";
pub(crate) const YEAR_MARK: &str = "traction.year";
pub(crate) const SCHEMA_MARK: &str = "traction.schema";

/// The folder name of a year: `2026`, or `all` for a standing table.
pub fn year_word(year: Option<SchoolYear>) -> String {
    year.map_or_else(|| "all".to_owned(), |year| year.end().to_string())
}
