//! One file on its way into one table.

use crate::binding::Binding;
use crate::source::{Input, Limits, RowSource, SourceError};

/// Opens the rows of a feed; called once, on a worker thread.
pub type Opener = Box<dyn FnOnce() -> Result<RowSource, SourceError> + Send>;

/// One file and how it becomes rows of one table. A file that holds rows of several tables has a
/// feed for each.
pub struct Feed {
    /// File as the person knows it.
    pub file: String,
    /// How it is read.
    pub binding: Binding,
    /// Opens it.
    pub open: Opener,
}

impl std::fmt::Debug for Feed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Feed").field("file", &self.file).field("binding", &self.binding).finish()
    }
}

impl Feed {
    /// A feed that reads an input as it is.
    pub fn of(input: &Input, limits: &Limits, binding: Binding) -> Self {
        let (input, limits) = (input.clone(), limits.clone());
        Feed { file: input.name().to_owned(), binding, open: Box::new(move || input.open(&limits)) }
    }
}
