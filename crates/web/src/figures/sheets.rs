//! A sheet of the office as a table of a page: the same rows, so that page and twin agree.

use traction_office::{Cell as SheetCell, Sheet};

use crate::parts::{Cell, Column, Row, Table};

/// A sheet's columns and rows; its first column heads the rows.
pub fn table_of(sheet: &Sheet) -> Table {
    linked_table(sheet, |_| None)
}

/// The same, with the head of each row leading somewhere; the row is given by its position.
pub fn linked_table(sheet: &Sheet, link: impl Fn(usize) -> Option<String>) -> Table {
    let columns = sheet
        .columns
        .iter()
        .map(|column| {
            if column.numeric {
                Column::numbers(&column.label)
            } else {
                Column::words(&column.label)
            }
        })
        .collect();
    let rows = sheet
        .rows
        .iter()
        .enumerate()
        .map(|(at, row)| {
            let head = row.first().map(SheetCell::print).unwrap_or_default();
            let cells = row.iter().zip(&sheet.columns).skip(1).map(|(cell, column)| {
                match cell {
                    // Words where a number is expected stand in its place.
                    SheetCell::Text(words) if column.numeric => Cell::Instead(words.clone()),
                    cell => Cell::Plain(cell.print()),
                }
            });
            Row { href: link(at), ..Row::of(&head, cells) }
        })
        .collect();
    Table { caption: sheet.title.clone(), columns, rows }
}
