//! How a batch's cells are written by the systems that export them.

use std::fmt::Write as _;

use traction_core::district::column::{Column, date_from_epoch};
use traction_core::district::{Batch, Cents, ClockTime, Kind, SchoolYear, Values};

/// Appends a cell as text; a missing one as its token.
pub(super) fn write_cell(column: &Column, kind: Kind, row: usize, to: &mut String) {
    if let Some(reason) = column.missing(row) {
        to.push_str(reason.token());
        return;
    }
    // Writing to a string cannot fail.
    let _ = match (column.values(), kind) {
        (Values::Text(v), _) => {
            to.push_str(v.get(row));
            Ok(())
        }
        (Values::Year(v), _) => {
            let end = SchoolYear::ending(v[row]).end();
            write!(to, "{}-{:02}", end - 1, end.rem_euclid(100))
        }
        (Values::Date(v), _) => match date_from_epoch(v[row]) {
            Some(day) => write!(to, "{day}"),
            None => Ok(()),
        },
        (Values::Integer(v), Kind::Money) => write!(to, "{}", Cents(v[row])),
        (Values::Integer(v), Kind::Time) => {
            write!(to, "{}", ClockTime(u16::try_from(v[row]).unwrap_or(0)))
        }
        (Values::Integer(v), _) => write!(to, "{}", v[row]),
        (Values::Number(v), _) => write!(to, "{}", v[row]),
        (Values::Flag(v), _) => {
            to.push_str(if v[row] { "true" } else { "false" });
            Ok(())
        }
        (Values::Code(v), Kind::Code(set)) => {
            to.push_str(set.codes.get(usize::from(v[row])).map_or("", |entry| entry.code));
            Ok(())
        }
        (Values::Code(_), _) => Ok(()),
    };
}

/// The cells of a row as texts.
pub(super) fn list_cells(batch: &Batch, row: usize) -> Vec<String> {
    let specs = batch.table().columns;
    batch
        .columns()
        .iter()
        .zip(specs)
        .map(|(column, spec)| {
            let mut text = String::new();
            write_cell(column, spec.kind, row, &mut text);
            text
        })
        .collect()
}

/// Appends one cell to a line, quoted where the separator, a quote or a line's end is in it.
pub(super) fn push_quoted(cell: &str, separator: char, line: &mut String) {
    if cell.contains([separator, '"', '\n', '\r']) {
        line.push('"');
        line.push_str(&cell.replace('"', "\"\""));
        line.push('"');
    } else {
        line.push_str(cell);
    }
}

/// Appends a row as one line.
pub(super) fn push_line<T: AsRef<str>>(cells: &[T], separator: char, line: &mut String) {
    for (at, cell) in cells.iter().enumerate() {
        if at > 0 {
            line.push(separator);
        }
        push_quoted(cell.as_ref(), separator, line);
    }
    line.push_str("\r\n");
}
