//! The durable steps of an import, told to whoever listens: a progress bar, or a test that pulls
//! the plug after each of them.

use std::path::Path;
use std::sync::Arc;

/// One step towards durable state, just done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step<'a> {
    /// Leftovers of an earlier crash were removed.
    Cleaned,
    /// A part's bytes are in a temporary file, perhaps not yet on the disk.
    Written(&'a Path),
    /// The temporary file is on the disk.
    Synced(&'a Path),
    /// The file has its lasting name.
    Renamed(&'a Path),
    /// The name is on the disk.
    FolderSynced(&'a Path),
    /// The catalog's transaction holds this much, and is not yet committed.
    Recording(&'static str),
    /// The catalog's transaction is committed.
    Recorded,
    /// What was no longer needed is removed.
    Swept,
}

type Listener = dyn Fn(Step<'_>) + Send + Sync;

/// Someone who is told each step. The default listener does nothing.
#[derive(Clone, Default)]
pub struct Steps(Option<Arc<Listener>>);

impl Steps {
    /// Tells each step to this closure, from whichever thread takes it.
    pub fn told_to(listener: impl Fn(Step<'_>) + Send + Sync + 'static) -> Self {
        Steps(Some(Arc::new(listener)))
    }

    pub(crate) fn done(&self, step: Step<'_>) {
        if let Some(listener) = &self.0 {
            listener(step);
        }
    }
}

impl std::fmt::Debug for Steps {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(if self.0.is_some() { "Steps(told)" } else { "Steps(silent)" })
    }
}
