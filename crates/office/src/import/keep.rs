//! What a file may not take away without being told to: most rows of a table, or all values of a
//! column.

use traction_intake::checks::{column_emptied, year_shrinks};
use traction_store::Want;

use super::{Account, IntoSession};
use crate::district::District;
use crate::error::OfficeError;

/// A table that has many rows is not replaced by a file with few of them, nor by one without a
/// column that most rows have. Closed years are left to the store, which refuses any change.
pub(super) fn keep_what_would_be_lost(
    district: &District,
    sink: &mut IntoSession,
    account: &mut Account,
) -> Result<(), OfficeError> {
    let snapshot = district.folder.snapshot()?;
    for entry in snapshot.list_slots() {
        let (slot, rows) = (entry.slot, account.count_kept(&entry.slot));
        let is_closed = slot.year.is_some_and(|year| sink.session.closed_years().contains(&year));
        if rows == 0 || is_closed {
            continue;
        }
        let table = slot.table.name;
        let files = account.files_of(table);
        let (code, finding) = if year_shrinks::applies(entry.rows, rows) {
            let finding = year_shrinks::finding(&files, table, slot.year, entry.rows, rows);
            (year_shrinks::CHECK.code, finding)
        } else {
            let filled = sink.filled.get(&slot);
            let is_empty = |at: &usize| filled.is_some_and(|filled| !filled[*at]);
            let empty: Vec<&str> = (0..slot.table.columns.len())
                .filter(is_empty)
                .map(|at| slot.table.columns[at].name)
                .collect();
            if empty.is_empty() {
                continue;
            }
            let want = Want::all(slot.table).years(slot.year).columns(empty.iter().copied());
            let facts = snapshot.load(&[want])?;
            let now = match slot.year {
                Some(year) => facts.find(slot.table, year),
                None => facts.find_standing(slot.table),
            };
            let Some(now) = now else { continue };
            let lost: Vec<&str> = empty
                .into_iter()
                .filter(|name| {
                    let column = now.column(name);
                    let with_value = column.len() - column.count_missing();
                    column_emptied::applies(now.len() as u64, with_value as u64)
                })
                .collect();
            if lost.is_empty() {
                continue;
            }
            let finding = column_emptied::finding(&files, table, slot.year, &lost);
            (column_emptied::CHECK.code, finding)
        };
        sink.session.forget_slot(&slot);
        account.take_back(&slot, code);
        account.note(finding);
    }
    Ok(())
}
