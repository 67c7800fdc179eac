//! A result as rows and columns, for a terminal, a CSV file or JSON.

use serde::{Serialize, Serializer};
use serde_json::{Map, Value};
pub use traction_core::thousands::group_thousands;

/// One column of a sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Short name, snake case: the heading in CSV and the key in JSON.
    pub key: String,
    /// Heading for people.
    pub label: String,
    /// Whether its cells are set to the right.
    pub numeric: bool,
}

/// One cell.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Words.
    Text(String),
    /// A count.
    Count(u64),
    /// A number, and how a person reads it.
    Number {
        /// Unrounded, for CSV and JSON.
        value: f64,
        /// As it is printed.
        printed: String,
    },
    /// Nothing to say.
    Empty,
}

impl Cell {
    /// As a person reads it.
    pub fn print(&self) -> String {
        match self {
            Cell::Text(text) => text.clone(),
            Cell::Count(count) => group_thousands(*count),
            Cell::Number { printed, .. } => printed.clone(),
            Cell::Empty => String::new(),
        }
    }

    /// As a machine reads it: no thousands separators, numbers unrounded.
    pub fn plain(&self) -> String {
        match self {
            Cell::Text(text) => text.clone(),
            Cell::Count(count) => count.to_string(),
            Cell::Number { value, .. } => value.to_string(),
            Cell::Empty => String::new(),
        }
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Cell::Text(text.to_owned())
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Cell::Text(text)
    }
}

impl From<u64> for Cell {
    fn from(count: u64) -> Self {
        Cell::Count(count)
    }
}

impl<T: Into<Cell>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Self {
        value.map_or(Cell::Empty, Into::into)
    }
}

impl Serialize for Cell {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Cell::Text(text) => serializer.serialize_str(text),
            Cell::Count(count) => serializer.serialize_u64(*count),
            Cell::Number { value, .. } => serializer.serialize_f64(*value),
            Cell::Empty => serializer.serialize_none(),
        }
    }
}

/// Rows and columns with a title and notes.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Sheet {
    /// Short name, for file names and JSON.
    pub id: String,
    /// What it is.
    pub title: String,
    /// Columns.
    pub columns: Vec<Column>,
    /// Rows, each as long as the columns.
    pub rows: Vec<Vec<Cell>>,
    /// What a reader must know.
    pub notes: Vec<String>,
}

impl Sheet {
    /// A sheet without rows; columns are written `key|Label`, numeric ones `key|Label|n`.
    pub fn of(id: &str, title: &str, columns: &[&str]) -> Self {
        let columns = columns
            .iter()
            .map(|text| {
                let mut parts = text.split('|');
                let key = parts.next().unwrap_or_default().to_owned();
                let label = parts.next().map_or_else(|| key.clone(), str::to_owned);
                Column { key, label, numeric: parts.next().is_some() }
            })
            .collect();
        Sheet { id: id.to_owned(), title: title.to_owned(), columns, ..Sheet::default() }
    }

    /// Appends a row.
    pub fn push(&mut self, row: Vec<Cell>) {
        debug_assert_eq!(row.len(), self.columns.len(), "{}", self.id);
        self.rows.push(row);
    }

    /// The same rows with only some columns, in the order in which their keys are given.
    pub fn only(&self, keys: &[&str]) -> Sheet {
        let places: Vec<usize> = keys
            .iter()
            .filter_map(|key| self.columns.iter().position(|column| column.key == *key))
            .collect();
        let columns = places.iter().map(|at| self.columns[*at].clone()).collect();
        let row = |row: &Vec<Cell>| places.iter().map(|at| row[*at].clone()).collect();
        Sheet { columns, rows: self.rows.iter().map(row).collect(), ..self.clone() }
    }

    /// As CSV: a header row and the rows, quoted where needed, LF line ends.
    pub fn to_csv(&self) -> String {
        let mut text = String::new();
        let head: Vec<String> = self.columns.iter().map(|column| column.key.clone()).collect();
        push_csv_row(&mut text, &head);
        for row in &self.rows {
            let cells: Vec<String> = row.iter().map(Cell::plain).collect();
            push_csv_row(&mut text, &cells);
        }
        text
    }

    /// As JSON: title, rows as objects by column key, notes.
    pub fn to_json(&self) -> Value {
        let rows: Vec<Value> = self
            .rows
            .iter()
            .map(|row| {
                let mut object = Map::new();
                for (column, cell) in self.columns.iter().zip(row) {
                    let value = serde_json::to_value(cell).unwrap_or(Value::Null);
                    object.insert(column.key.clone(), value);
                }
                Value::Object(object)
            })
            .collect();
        serde_json::json!({ "id": self.id, "title": self.title, "rows": rows, "notes": self.notes })
    }

    /// As text for a terminal: title, aligned columns, notes.
    pub fn to_text(&self) -> String {
        let mut widths: Vec<usize> = self.columns.iter().map(|c| c.label.chars().count()).collect();
        let rows: Vec<Vec<String>> =
            self.rows.iter().map(|row| row.iter().map(Cell::print).collect()).collect();
        for row in &rows {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = (*width).max(cell.chars().count());
            }
        }
        let mut text = String::new();
        if self.rows.is_empty() && self.notes.is_empty() && !self.title.is_empty() {
            return format!("{}: none\n", self.title);
        }
        if !self.title.is_empty() {
            text.push_str(&self.title);
            text.push_str("\n\n");
        }
        let labels: Vec<String> = self.columns.iter().map(|c| c.label.clone()).collect();
        if !rows.is_empty() {
            self.push_text_row(&mut text, &labels, &widths);
        }
        for row in &rows {
            self.push_text_row(&mut text, row, &widths);
        }
        if !self.notes.is_empty() {
            text.push('\n');
        }
        for note in &self.notes {
            text.push_str(note);
            text.push('\n');
        }
        text
    }

    fn push_text_row(&self, text: &mut String, row: &[String], widths: &[usize]) {
        let mut line = String::new();
        for ((cell, width), column) in row.iter().zip(widths).zip(&self.columns) {
            let space = " ".repeat(width - cell.chars().count().min(*width));
            if column.numeric {
                line.push_str(&space);
                line.push_str(cell);
            } else {
                line.push_str(cell);
                line.push_str(&space);
            }
            line.push_str("  ");
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
}

fn push_csv_row(text: &mut String, cells: &[String]) {
    for (position, cell) in cells.iter().enumerate() {
        if position > 0 {
            text.push(',');
        }
        // A cell that a spreadsheet would run as a formula is made text.
        let dangerous = cell.starts_with(['=', '+', '@', '\t'])
            || (cell.starts_with('-') && cell.parse::<f64>().is_err());
        let cell = if dangerous { format!("'{cell}") } else { cell.clone() };
        if cell.contains([',', '"', '\n', '\r']) {
            text.push('"');
            text.push_str(&cell.replace('"', "\"\""));
            text.push('"');
        } else {
            text.push_str(&cell);
        }
    }
    text.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet() -> Sheet {
        let mut sheet = Sheet::of("schools", "Schools", &["school|School", "students|Students|n"]);
        sheet.push(vec!["Alder, the \"old\"".into(), 12345.into()]);
        sheet.push(vec!["=HYPERLINK(1)".into(), Cell::Empty]);
        sheet.notes.push("Counted on membership day.".into());
        sheet
    }

    #[test]
    fn text_aligns_numbers_to_the_right() {
        insta::assert_snapshot!(sheet().to_text(), @r#"
        Schools

        School            Students
        Alder, the "old"    12,345
        =HYPERLINK(1)

        Counted on membership day.
        "#);
    }

    #[test]
    fn csv_quotes_and_runs_no_formula() {
        assert_eq!(
            sheet().to_csv(),
            "school,students\n\"Alder, the \"\"old\"\"\",12345\n'=HYPERLINK(1),\n"
        );
    }
}
