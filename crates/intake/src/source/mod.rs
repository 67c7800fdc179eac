//! Opening what the person named: a CSV, a gz, a folder, a zip or a workbook gives a list of
//! inputs, and each input opens as rows of text cells.

mod archive;
mod block;
mod decode;
mod delimited;
mod error;
mod form;
mod inflate;
mod input;
mod limits;
mod row;
mod workbook;

pub use block::Block;
pub use error::SourceError;
pub use form::{ENCODINGS, Encoding, Form, FoundForm, can_delimit};
pub use input::{Input, Opened, open_path};
pub use limits::Limits;
pub use row::{Ready, Row, RowSource, Rows, Step};
