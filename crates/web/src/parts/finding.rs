//! Findings and single figures: what a reader takes away if there is time for nothing else.

use askama::Template;

use super::{Link, Picture};

/// One figure with its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stat {
    /// What the figure is.
    pub name: String,
    /// The figure, as it is written.
    pub value: String,
    /// What belongs beside it: its interval, what it was a year ago.
    pub beside: String,
}

impl Stat {
    /// A figure with its name and what belongs beside it.
    pub fn of(name: &str, value: &str, beside: &str) -> Stat {
        Stat { name: name.to_owned(), value: value.to_owned(), beside: beside.to_owned() }
    }
}

/// A few figures side by side.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "parts/stats.html")]
pub struct Stats {
    /// The figures.
    pub stats: Vec<Stat>,
}

/// A finding: a sentence, its figure, its picture, and the way to its grounds.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "parts/finding.html")]
pub struct Finding {
    /// The finding as a sentence.
    pub headline: String,
    /// The figure, as it is written.
    pub number: String,
    /// What the figure is, with its interval and count.
    pub number_words: String,
    /// The picture, if one helps.
    pub picture: Option<Picture>,
    /// The page that shows how it was found.
    pub why: Link,
}
