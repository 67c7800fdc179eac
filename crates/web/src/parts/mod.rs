//! The parts that pages are made of: each a struct with a small template of its own.
//!
//! A part is put on a page by name, `{{ figure }}`: its template has already escaped what it
//! holds, and [`HtmlSafe`] says so.

mod entry;
mod figure;
mod finding;
mod forms;
mod notes;
mod table;

#[cfg(test)]
mod tests;

use askama::filters::HtmlSafe;

pub use entry::{Entry, Field, Input};
pub use figure::{Figure, Picture, Source};
pub use finding::{Finding, Stat, Stats};
pub use forms::{Choice, Filters, Pages, Search, Select};
pub use notes::{Definition, Empty, Notice, Tone};
pub use table::{Cell, Column, Row, Table};

impl HtmlSafe for Entry {}
impl HtmlSafe for Figure {}
impl HtmlSafe for Picture {}
impl HtmlSafe for Source {}
impl HtmlSafe for Finding {}
impl HtmlSafe for Stats {}
impl HtmlSafe for Filters {}
impl HtmlSafe for Pages {}
impl HtmlSafe for Definition {}
impl HtmlSafe for Empty {}
impl HtmlSafe for Notice {}
impl HtmlSafe for Table {}

/// Something with a name that leads somewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// What the link says.
    pub text: String,
    /// Where it leads.
    pub href: String,
}

impl Link {
    /// A link.
    pub fn to(href: &str, text: &str) -> Link {
        Link { text: text.to_owned(), href: href.to_owned() }
    }
}
