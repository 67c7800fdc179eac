//! Opening what the person named: a CSV, a gz, a folder, a zip or a workbook gives a list of
//! inputs, and each input opens as rows of text cells.

mod archive;
mod decode;
mod delimited;
mod error;
mod inflate;
mod input;
mod limits;
mod row;
mod workbook;

pub use error::SourceError;
pub use input::{Input, Opened, open_path};
pub use limits::Limits;
pub use row::{Ready, Row, RowSource, Rows, Step};
