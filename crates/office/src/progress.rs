//! How far long work has come. The command line draws a bar; a pipe hears nothing.

/// Hears how far long work has come. Calls may come from several threads.
pub trait Progress: Sync {
    /// A stretch of work begins; `total` is its size when known.
    fn begin(&self, what: &str, total: Option<u64>);

    /// That much of it is done, in all.
    fn reach(&self, done: u64);

    /// It is done.
    fn end(&self);

    /// Something the person should know while they wait.
    fn say(&self, words: &str);
}

/// Hears and says nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct Silent;

impl Progress for Silent {
    fn begin(&self, _what: &str, _total: Option<u64>) {}

    fn reach(&self, _done: u64) {}

    fn end(&self) {}

    fn say(&self, _words: &str) {}
}
