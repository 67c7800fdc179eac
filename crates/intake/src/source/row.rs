//! Rows of text cells, whatever the file was.

use traction_core::finding::Finding;

use super::block::Block;
use super::error::SourceError;
use super::form::FoundForm;

/// One row: cells as text, borrowed until the next row is read.
#[derive(Debug, Clone, Copy)]
pub struct Row<'a> {
    /// Row of the file, counting the header as row 1.
    pub number: u64,
    text: &'a str,
    cells: &'a [(u32, u32)],
}

impl<'a> Row<'a> {
    /// A row whose cells are these byte ranges of a text.
    pub(crate) fn over(number: u64, text: &'a str, cells: &'a [(u32, u32)]) -> Self {
        Row { number, text, cells }
    }

    /// Number of cells.
    pub fn len(&self) -> usize {
        self.cells.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }

    /// The cell at a position, as the file has it; `None` past the row's end.
    #[inline]
    pub fn cell(&self, position: usize) -> Option<&'a str> {
        let (start, end) = *self.cells.get(position)?;
        self.text.get(start as usize..end as usize)
    }

    /// Whether no cell holds anything.
    #[inline]
    pub fn is_blank(&self) -> bool {
        self.iter().all(|cell| cell.bytes().all(|byte| byte.is_ascii_whitespace()))
    }

    /// The cells in order.
    pub fn iter(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        let text = self.text;
        self.cells.iter().map(move |(start, end)| &text[*start as usize..*end as usize])
    }
}

/// What a reader of rows says next.
#[derive(Debug)]
pub enum Step<'a> {
    /// A row.
    Row(Row<'a>),
    /// A row that the reader itself had to set aside.
    SetAside(Finding),
    /// Nothing more.
    End,
}

/// A reader of rows. The header is not among them.
pub trait Rows: Send {
    /// The next row.
    ///
    /// # Errors
    /// When the file cannot be read further; rows given so far do not count then.
    fn step(&mut self) -> Result<Step<'_>, SourceError>;

    /// Many plain rows at once, when the reader has them at hand; `None` sends the caller to
    /// [`Rows::step`] for the next row. The rows are those that `step` would give.
    ///
    /// # Errors
    /// As for [`Rows::step`].
    fn block(&mut self) -> Result<Option<Block<'_>>, SourceError> {
        Ok(None)
    }

    /// Bytes of the district's file read so far, for progress.
    fn bytes_read(&self) -> u64 {
        0
    }

    /// What was noticed about the file as a whole, once the last row is read.
    fn list_findings(&mut self) -> Vec<Finding> {
        Vec::new()
    }

    /// How the file is written, as far as it is known yet.
    fn form(&self) -> FoundForm {
        FoundForm::default()
    }

    /// For each column whether a cell of it was a number in a workbook, so that zeros may be lost.
    fn numeric_columns(&self) -> &[bool] {
        &[]
    }
}

/// An open table: its name as the person knows it, its header, its rows.
pub struct RowSource {
    name: String,
    header: Vec<String>,
    guarded: bool,
    rows: Box<dyn Rows>,
}

impl std::fmt::Debug for RowSource {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RowSource").field("name", &self.name).field("header", &self.header).finish()
    }
}

/// A row made by a reader that joins or reshapes files, such as the OneRoster one.
#[derive(Debug, Clone, PartialEq)]
pub enum Ready {
    /// A row that came from that row of the district's file.
    Row {
        /// Row of the district's file.
        number: u64,
        /// Cells, in the order of the header.
        cells: Vec<String>,
    },
    /// A row of the file that could not be made into one of ours.
    SetAside(Finding),
}

impl RowSource {
    /// A source over a reader of rows. `guarded` says that text cells which begin with a sign that
    /// a spreadsheet would calculate carry an apostrophe that is to be taken off.
    pub fn new(name: String, header: Vec<String>, guarded: bool, rows: Box<dyn Rows>) -> Self {
        RowSource { name, header, guarded, rows }
    }

    /// A source of rows that were made already, under a header of the caller's choosing.
    pub fn ready(
        name: impl Into<String>,
        header: Vec<String>,
        rows: impl Iterator<Item = Ready> + Send + 'static,
    ) -> Self {
        let rows = ReadyRows { rows, number: 0, text: String::new(), cells: Vec::new() };
        RowSource::new(name.into(), header, false, Box::new(rows))
    }

    /// Name as the person knows it, such as `exports.zip/enrollments.csv`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The file's column names, as written.
    pub fn header(&self) -> &[String] {
        &self.header
    }

    /// Whether a leading apostrophe guards a text cell against being calculated.
    pub fn is_guarded(&self) -> bool {
        self.guarded
    }

    /// The next row, a row set aside, or the end.
    ///
    /// # Errors
    /// When the file cannot be read further.
    pub fn step(&mut self) -> Result<Step<'_>, SourceError> {
        self.rows.step()
    }

    /// Many plain rows at once; `None` when the next row is to be asked for by itself.
    ///
    /// # Errors
    /// When the file cannot be read further.
    pub fn block(&mut self) -> Result<Option<Block<'_>>, SourceError> {
        self.rows.block()
    }

    /// Bytes of the district's file read so far.
    pub fn bytes_read(&self) -> u64 {
        self.rows.bytes_read()
    }

    /// What was noticed about the file as a whole, once the last row is read.
    pub fn list_findings(&mut self) -> Vec<Finding> {
        self.rows.list_findings()
    }

    /// How the file is written, and what else it may be; whole once the last row is read.
    pub fn form(&self) -> FoundForm {
        self.rows.form()
    }

    /// For each column whether a cell of it was a number in a workbook.
    pub fn numeric_columns(&self) -> &[bool] {
        self.rows.numeric_columns()
    }
}

struct ReadyRows<I> {
    rows: I,
    number: u64,
    text: String,
    cells: Vec<(u32, u32)>,
}

impl<I: Iterator<Item = Ready> + Send> Rows for ReadyRows<I> {
    fn step(&mut self) -> Result<Step<'_>, SourceError> {
        match self.rows.next() {
            None => Ok(Step::End),
            Some(Ready::SetAside(finding)) => Ok(Step::SetAside(finding)),
            Some(Ready::Row { number, cells }) => {
                self.number = number;
                self.text.clear();
                self.cells.clear();
                for cell in &cells {
                    let start = self.text.len() as u32;
                    self.text.push_str(cell);
                    self.cells.push((start, self.text.len() as u32));
                }
                Ok(Step::Row(Row::over(self.number, &self.text, &self.cells)))
            }
        }
    }
}
