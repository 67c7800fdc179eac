//! Checking the catalog: is it a sound database, and does what it names fit together?

use rusqlite::Connection;

use crate::catalog::Catalog;
use crate::error::{Result, StoreError};
use crate::folder::Folder;

/// Complaints of the database's own checks that are told; damage seldom comes as one.
const MOST: usize = 20;

impl Folder {
    /// What is wrong with the catalog, in words; nothing when it is sound. Damage that keeps the
    /// catalog from being read to the end is told like any other.
    ///
    /// # Errors
    /// A catalog that is missing, locked or too new.
    pub fn check_catalog(&self) -> Result<Vec<String>> {
        let checked = self.catalog().and_then(|mut catalog| catalog.check());
        match checked {
            Err(StoreError::CatalogDamaged { what, .. }) => Ok(vec![what]),
            other => other,
        }
    }
}

impl Catalog {
    pub(crate) fn check(&mut self) -> Result<Vec<String>> {
        self.read(|db| {
            let mut wrong = list_unsound(db)?;
            wrong.extend(list_dangling(db)?);
            wrong.extend(list_misfits(db)?);
            Ok(wrong)
        })
    }
}

/// What SQLite itself finds: pages, indexes, constraints.
fn list_unsound(db: &Connection) -> rusqlite::Result<Vec<String>> {
    let mut query = db.prepare(&format!("PRAGMA integrity_check({MOST})"))?;
    let found: Vec<String> =
        query.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    Ok(found.into_iter().filter(|words| words != "ok").collect())
}

/// Rows that refer to rows which are not there.
fn list_dangling(db: &Connection) -> rusqlite::Result<Vec<String>> {
    let mut query = db.prepare("PRAGMA foreign_key_check")?;
    let found = query.query_map([], |row| {
        let (table, id, parent): (String, Option<i64>, String) =
            (row.get(0)?, row.get(1)?, row.get(2)?);
        let row = id.map_or(String::new(), |id| format!(" {id}"));
        Ok(format!("{table}{row} refers to a row that {parent} does not have"))
    })?;
    found.take(MOST).collect()
}

/// Pointers whose numbers are not those of their parts, and current ones that lead to parts which
/// were pruned.
fn list_misfits(db: &Connection) -> rusqlite::Result<Vec<String>> {
    let words = |sql: &str, what: &str| -> rusqlite::Result<Vec<String>> {
        let mut query = db.prepare(sql)?;
        let found = query.query_map([], |row| {
            let (table, year): (String, i64) = (row.get(0)?, row.get(1)?);
            let year = if year == 0 { "all years".to_owned() } else { year.to_string() };
            Ok(format!("the pointer of {table} {year} {what}"))
        })?;
        found.take(MOST).collect()
    };
    let mut wrong = words(
        "SELECT p.table_name, p.year FROM pointers p
         WHERE p.rows <> (SELECT coalesce(sum(a.rows), 0) FROM pointer_parts n
             JOIN parts a ON a.hash = n.hash WHERE n.pointer_id = p.id)",
        "counts other rows than its parts hold",
    )?;
    wrong.extend(words(
        "SELECT DISTINCT p.table_name, p.year FROM pointers p
         JOIN pointer_parts n ON n.pointer_id = p.id JOIN parts a ON a.hash = n.hash
         WHERE a.table_name <> p.table_name OR a.year <> p.year",
        "leads to a part of another table or year",
    )?);
    wrong.extend(words(
        "SELECT DISTINCT p.table_name, p.year FROM pointers p
         JOIN pointer_parts n ON n.pointer_id = p.id JOIN parts a ON a.hash = n.hash
         WHERE a.pruned IS NOT NULL AND p.import_id = (SELECT max(q.import_id) FROM pointers q
             WHERE q.table_name = p.table_name AND q.year = p.year)",
        "leads to a part that was pruned",
    )?);
    Ok(wrong)
}
