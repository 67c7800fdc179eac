//! A table whose numbers stand under each other and whose headings say what they head.

use askama::Template;

use super::Link;

/// A column's heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// The heading.
    pub name: String,
    /// Whether the column holds numbers, which are aligned to the right.
    pub numeric: bool,
    /// Where the heading leads to have the rows in this column's order.
    pub href: Option<String>,
    /// The order that the rows are in by this column: `ascending` or `descending`.
    pub sorted: Option<&'static str>,
}

impl Column {
    /// A column of words.
    pub fn words(name: &str) -> Column {
        Column { name: name.to_owned(), numeric: false, href: None, sorted: None }
    }

    /// A column of numbers.
    pub fn numbers(name: &str) -> Column {
        Column { numeric: true, ..Column::words(name) }
    }

    /// The same column with a heading that sorts.
    pub fn sorting(mut self, href: &str, sorted: Option<&'static str>) -> Column {
        self.href = Some(href.to_owned());
        self.sorted = sorted;
        self
    }
}

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// A figure or a plain text, as it is written.
    Plain(String),
    /// Words in place of a figure, such as "too few to show".
    Instead(String),
    /// A small drawing: SVG that is already escaped, made by a chart.
    Drawing(String),
    /// Words that lead somewhere.
    Linked(Link),
}

impl From<&str> for Cell {
    fn from(text: &str) -> Cell {
        Cell::Plain(text.to_owned())
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Cell {
        Cell::Plain(text)
    }
}

/// A row: what it is about, and its cells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// What the row is about: its heading.
    pub head: String,
    /// Where the heading leads.
    pub href: Option<String>,
    /// One cell for each column but the first.
    pub cells: Vec<Cell>,
    /// Whether the row is set in bold.
    pub emphasis: bool,
}

impl Row {
    /// A row without a link.
    pub fn of(head: &str, cells: impl IntoIterator<Item = Cell>) -> Row {
        let cells = cells.into_iter().collect();
        Row { head: head.to_owned(), href: None, cells, emphasis: false }
    }

    /// The same row with a heading that leads somewhere.
    pub fn linked(mut self, href: &str) -> Row {
        self.href = Some(href.to_owned());
        self
    }
}

/// A table with a caption, in a frame that scrolls sideways where it must.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "parts/table.html")]
pub struct Table {
    /// What the table holds.
    pub caption: String,
    /// The headings; the first is over the rows' own headings.
    pub columns: Vec<Column>,
    /// The rows.
    pub rows: Vec<Row>,
}

/// The longest text that is kept on one line.
const WHOLE: usize = 16;

/// Whether a text is one thing that is not broken at its hyphens: a day, a year, a short name.
fn is_whole(text: &str) -> bool {
    let one = |letter: char| !letter.is_whitespace();
    let moment = |letter: char| !letter.is_alphabetic();
    !text.is_empty()
        && text.chars().count() <= WHOLE
        && (text.chars().all(one) || text.chars().all(moment))
}

impl Table {
    /// The class of a row's heading.
    fn head_class(&self, head: &str) -> &'static str {
        match (self.columns.first().is_some_and(|column| column.numeric), is_whole(head)) {
            (true, _) => "num",
            (false, true) => "whole",
            (false, false) => "",
        }
    }

    /// The class of a plain cell at `index` (after the row's heading).
    fn class(&self, index: &usize, text: &str) -> &'static str {
        match (self.numeric(index), is_whole(text)) {
            (true, _) => "num",
            (false, true) => "whole",
            (false, false) => "",
        }
    }

    /// Whether the column of the cell at `index` (after the row's heading) holds numbers.
    fn numeric(&self, index: &usize) -> bool {
        self.columns.get(index + 1).is_some_and(|column| column.numeric)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_years_and_short_names_are_not_broken() {
        for whole in ["2026-03-01", "2026-03-01 14:35", "2025–26", "north-2026", "C1"] {
            assert!(is_whole(whole), "{whole}");
        }
        for words in ["", "Marcus Bell", "not yet", "ninth_grade_on_track"] {
            assert!(!is_whole(words), "{words}");
        }
    }
}
