//! A page of sections: a headline, figures that stand alone, and tables or pictures under headings.

use askama::Template;

use super::Tab;
use crate::frame::Frame;
use crate::parts::{Entry, Figure, Link, Select, Stats, Table};

/// A field to write a number in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NumberField {
    /// The name of the query parameter.
    pub name: String,
    /// What is written.
    pub label: String,
    /// What was written, or what holds without it.
    pub value: String,
}

/// A plain form above the figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    /// The page that answers.
    pub action: String,
    /// Choices.
    pub selects: Vec<Select>,
    /// Numbers.
    pub numbers: Vec<NumberField>,
    /// What the button says.
    pub button: String,
}

/// A part of a page under a heading.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Part {
    /// An id that is unique on the page.
    pub id: String,
    /// The heading.
    pub heading: String,
    /// Sentences.
    pub words: Vec<String>,
    /// A picture with its table.
    pub figure: Option<Figure>,
    /// A table.
    pub table: Option<Table>,
    /// What the table is opened by; empty for a table that stands open.
    pub opens: String,
    /// Ways on.
    pub links: Vec<Link>,
    /// What can be done.
    pub forms: Vec<Entry>,
}

impl Part {
    /// A part with a table that stands open.
    pub fn of(id: &str, heading: &str, table: Table) -> Part {
        Part {
            id: id.to_owned(),
            heading: heading.to_owned(),
            table: Some(table),
            ..Part::default()
        }
    }

    /// Whether the table's caption says what the heading above it says.
    pub fn caption_repeats(&self) -> bool {
        let caption = self.table.as_ref().map_or("", |table| table.caption.as_str());
        self.opens.is_empty() && caption.starts_with(&self.heading)
    }

    /// The same with sentences above.
    pub fn saying(mut self, words: &[String]) -> Part {
        self.words = words.to_vec();
        self
    }

    /// The same with its table folded away.
    pub fn folded(mut self, opens: &str) -> Part {
        self.opens = opens.to_owned();
        self
    }
}

/// The page.
#[derive(Template)]
#[template(path = "budget/sections.html")]
pub struct SectionsPage {
    pub(super) frame: Frame,
    pub(super) tabs: Vec<Tab>,
    pub(super) eyebrow: String,
    pub(super) headline: String,
    pub(super) sentences: Vec<String>,
    pub(super) stats: Stats,
    pub(super) form: Option<Form>,
    pub(super) parts: Vec<Part>,
    pub(super) footnotes: Vec<String>,
    pub(super) csv: String,
    pub(super) json: String,
}
