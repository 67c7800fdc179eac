//! A cell as text.

use std::borrow::Cow;
use std::fmt::Write;

use traction_core::district::{Cents, ClockTime, Column, Kind, Values};

/// Writes a cell as a Traction table has it, into `out`, which is emptied first.
pub(super) fn render_cell(kind: Kind, column: &Column, row: usize, out: &mut String) {
    out.clear();
    if let Some(reason) = column.missing(row) {
        out.push_str(reason.token());
        return;
    }
    // Writing to a String cannot fail.
    let _ = match (kind, column.values()) {
        (_, Values::Text(v)) => {
            out.push_str(&single_breaks(v.get(row)));
            Ok(())
        }
        (_, Values::Year(v)) => {
            write!(out, "{:04}-{:02}", v[row] - 1, v[row].rem_euclid(100))
        }
        (_, Values::Date(_)) => match column.date(row) {
            Some(date) => write!(out, "{date}"),
            None => Ok(()),
        },
        (Kind::Money, Values::Integer(v)) => write!(out, "{}", Cents(v[row])),
        (Kind::Time, Values::Integer(v)) => {
            write!(out, "{}", ClockTime(u16::try_from(v[row]).unwrap_or_default()))
        }
        (_, Values::Integer(v)) => write!(out, "{}", v[row]),
        (_, Values::Number(v)) => write!(out, "{}", v[row]),
        (_, Values::Flag(v)) => write!(out, "{}", v[row]),
        (Kind::Code(set), Values::Code(v)) => {
            out.push_str(set.codes.get(usize::from(v[row])).map_or("", |entry| entry.code));
            Ok(())
        }
        (_, Values::Code(_)) => Ok(()),
    };
}

/// Line breaks as the reader gives them.
fn single_breaks(text: &str) -> Cow<'_, str> {
    if text.contains('\r') {
        Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n"))
    } else {
        Cow::Borrowed(text)
    }
}

/// Puts an apostrophe before a text that a spreadsheet would calculate on opening a CSV, and
/// before one that has an apostrophe already, so that the reader takes off exactly what was put.
pub(super) fn guard(text: &mut String) {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r', '\'']) {
        text.insert(0, '\'');
    }
}
