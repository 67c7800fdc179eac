//! Words beside the figures: definitions, notices, and what stands where there is nothing yet.

use askama::Template;

use super::Link;

/// A term that opens to say what it means, without a script.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "parts/definition.html")]
pub struct Definition {
    /// The term.
    pub term: String,
    /// What it means.
    pub meaning: String,
    /// Whose definition it is.
    pub authority: Option<String>,
    /// Where it is set out in full.
    pub more: Option<Link>,
}

/// How a notice is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Good to know.
    Plain,
    /// Read this before using the figure.
    Caution,
}

/// A notice.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "parts/notice.html")]
pub struct Notice {
    /// How it is meant.
    pub tone: Tone,
    /// What it says, in one line.
    pub says: String,
    /// What follows from it.
    pub more: String,
}

impl Notice {
    fn is_caution(&self) -> bool {
        self.tone == Tone::Caution
    }
}

/// What stands where there is nothing to show yet.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "parts/empty.html")]
pub struct Empty {
    /// What is not there.
    pub says: String,
    /// Why, and what would change it.
    pub because: String,
    /// The way on.
    pub way_on: Option<Link>,
}
