//! A block of rows read column by column: the same cells as row by row gives, with one decision
//! about the kind of a column for many cells.

use traction_core::district::{Column, Kind, Missing};

use super::cells::{CellReader, Value, is_plain_text};
use crate::binding::Take;
use crate::source::Block;

/// Rows of a run that cannot be kept as they are, or must be spoken of.
#[derive(Debug, Default)]
pub(super) struct Marks {
    rows: Vec<bool>,
    any: bool,
}

impl Marks {
    /// As many rows as that, none of them marked.
    pub(super) fn begin(&mut self, rows: usize) {
        self.rows.clear();
        self.rows.resize(rows, false);
        self.any = false;
    }

    fn mark(&mut self, at: usize) {
        self.rows[at] = true;
        self.any = true;
    }

    /// Positions of the marked rows, in order.
    pub(super) fn list(&self) -> impl Iterator<Item = usize> + '_ {
        let marked = |(at, marked): (usize, &bool)| marked.then_some(at);
        let rows = if self.any { &self.rows[..] } else { &[] };
        rows.iter().enumerate().filter_map(marked)
    }
}

/// Whether cells that are taken so can be read column by column.
pub(super) fn is_columnwise(take: &Take) -> bool {
    matches!(take, Take::Nothing(_) | Take::Constant(_) | Take::Column(_))
}

/// Appends a cell of each of the rows to a column. A row whose cell cannot be read, or is missing
/// where it must not be, gets a blank and a mark.
pub(super) fn read_column(
    cells: &mut CellReader,
    take: &Take,
    block: &Block<'_>,
    rows: &[u32],
    column: &mut Column,
    marks: &mut Marks,
) {
    let at = match take {
        Take::Nothing(reason) if !cells.spec.required => {
            column.push_many_missing(*reason, rows.len());
            return;
        }
        Take::Column(at) if *at < block.width() => *at,
        Take::Constant(text) => {
            let mut kept = || push(cells, text, column);
            (0..rows.len()).filter(|_| !kept()).for_each(|row| marks.mark(row));
            return;
        }
        _ => {
            let mut kept = || push(cells, "", column);
            (0..rows.len()).filter(|_| !kept()).for_each(|row| marks.mark(row));
            return;
        }
    };
    let texts = rows.iter().map(|row| block.cell(*row as usize, at)).enumerate();
    if !cells.is_bare() {
        texts.filter(|(_, text)| !push(cells, text, column)).for_each(|(row, _)| marks.mark(row));
        return;
    }
    match cells.spec.kind {
        Kind::Id => {
            for (row, text) in texts {
                if is_plain_text(text.as_bytes()) {
                    column.push_text(text);
                } else if !push(cells, text, column) {
                    marks.mark(row);
                }
            }
        }
        Kind::Text => {
            for (row, text) in texts {
                if is_plain_text(text.as_bytes()) && !text.as_bytes().contains(&b'\r') {
                    column.push_text(text);
                } else if !push(cells, text, column) {
                    marks.mark(row);
                }
            }
        }
        Kind::Code(_) => {
            for (row, text) in texts {
                match cells.near_codes.find(text) {
                    Some(position) => column.push_code(position),
                    None if push(cells, text, column) => {}
                    None => marks.mark(row),
                }
            }
        }
        Kind::Date => {
            for (row, text) in texts {
                match cells.near_days.find(text) {
                    Some(days) => column.push_days(days),
                    None if push(cells, text, column) => {}
                    None => marks.mark(row),
                }
            }
        }
        _ => {
            texts.filter(|(_, text)| !push(cells, text, column)).for_each(|(row, _)| {
                marks.mark(row);
            });
        }
    }
}

/// Appends a cell; false, and a blank appended, when it cannot be read or must not be missing.
#[inline]
fn push(cells: &mut CellReader, text: &str, column: &mut Column) -> bool {
    if cells.push_plain(text, column) {
        return true;
    }
    let required = cells.spec.required;
    match cells.read(text) {
        Ok(Value::Missing(_)) if required => {}
        Ok(value) => {
            value.push_to(column);
            return true;
        }
        Err(_) => {}
    }
    column.push_missing(Missing::Blank);
    false
}
