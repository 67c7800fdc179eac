//! The access log: who saw rows about people, why, and how many.

use jiff::Timestamp;
use rusqlite::params;

use super::{Catalog, read_time};
use crate::error::Result;

/// One look at rows about people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Access {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub who: String,
    /// Why they may.
    pub reason: String,
    /// What kind of rows, such as `student transcript`.
    pub kind: String,
    /// How many rows.
    pub rows: u64,
}

/// A look as the log keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessEntry {
    /// Its number; later looks have greater ones.
    pub id: i64,
    /// The look.
    pub access: Access,
}

impl Catalog {
    /// Adds a look to the log, durably: when this returns, it is on the disk.
    ///
    /// # Errors
    /// The catalog's errors; then the rows must not be shown.
    pub fn log_access(&mut self, access: &Access) -> Result<i64> {
        self.write(|db| {
            db.execute(
                "INSERT INTO access_log (at, who, reason, kind, rows)
                 VALUES (?1, ?2, ?3, ?4, ?5)",
                params![access.at.to_string(), access.who, access.reason, access.kind, access.rows],
            )?;
            Ok(db.last_insert_rowid())
        })
    }

    /// The latest looks, at most `limit`, latest first; only one person's if `who` is given.
    ///
    /// # Errors
    /// The catalog's errors.
    pub fn list_access(&mut self, who: Option<&str>, limit: u32) -> Result<Vec<AccessEntry>> {
        self.read(|db| {
            let mut query = db.prepare(
                "SELECT id, at, who, reason, kind, rows FROM access_log
                 WHERE ?1 IS NULL OR who = ?1 ORDER BY id DESC LIMIT ?2",
            )?;
            let entries = query.query_map(params![who, limit], |row| {
                let access = Access {
                    at: read_time(&row.get::<_, String>(1)?)?,
                    who: row.get(2)?,
                    reason: row.get(3)?,
                    kind: row.get(4)?,
                    rows: row.get(5)?,
                };
                Ok(AccessEntry { id: row.get(0)?, access })
            })?;
            entries.collect()
        })
    }
}
