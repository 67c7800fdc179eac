//! Sessions of people who signed in, and attempts that failed.
//!
//! Of a session's token only the hash is kept: whoever reads the catalog cannot take a session
//! over.

use jiff::Timestamp;
use rusqlite::{OptionalExtension, params};

use super::accounts::{COLUMNS, read_account};
use super::{AccountEntry, Catalog, read_time};
use crate::error::Result;

/// A session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionEntry {
    /// The hash of its token.
    pub hash: String,
    /// When somebody signed in.
    pub begun: Timestamp,
    /// When it was used last, to the minute.
    pub seen: Timestamp,
    /// The address that somebody signed in from.
    pub place: String,
}

/// How many attempts failed since a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SignInFailures {
    /// With this account's address.
    pub of_account: u64,
    /// From this network address.
    pub from_address: u64,
}

impl Catalog {
    /// Begins a session of an account.
    ///
    /// # Errors
    /// The catalog's errors.
    pub fn begin_session(&mut self, account: i64, session: &SessionEntry) -> Result<()> {
        self.write(|db| {
            db.execute(
                "INSERT INTO sessions (hash, account_id, begun, seen, place)
                 VALUES (?1, ?2, ?3, ?4, ?5)",
                params![
                    session.hash,
                    account,
                    session.begun.to_string(),
                    session.seen.to_string(),
                    session.place,
                ],
            )?;
            Ok(())
        })
    }

    /// The session of a token's hash and its account, unless that is disabled.
    ///
    /// # Errors
    /// The catalog's errors.
    pub fn find_session(&mut self, hash: &str) -> Result<Option<(SessionEntry, AccountEntry)>> {
        let sql = format!(
            "SELECT {COLUMNS}, s.hash, s.begun, s.seen, s.place FROM sessions s
             JOIN accounts a ON a.id = s.account_id WHERE s.hash = ?1 AND a.disabled IS NULL"
        );
        self.read(|db| {
            db.query_row(&sql, [hash], |row| Ok((read_session(row, 7)?, read_account(row)?)))
                .optional()
        })
    }

    /// The sessions of an account, latest first.
    ///
    /// # Errors
    /// The catalog's errors.
    pub fn list_sessions(&mut self, account: i64) -> Result<Vec<SessionEntry>> {
        let mut sessions: Vec<SessionEntry> = self.read(|db| {
            let mut query =
                db.prepare("SELECT hash, begun, seen, place FROM sessions WHERE account_id = ?1")?;
            query.query_map([account], |row| read_session(row, 0))?.collect()
        })?;
        sessions.sort_by(|a, b| b.seen.cmp(&a.seen).then_with(|| a.hash.cmp(&b.hash)));
        Ok(sessions)
    }

    /// Notes that a session was used.
    ///
    /// # Errors
    /// The catalog's errors.
    pub fn touch_session(&mut self, hash: &str, now: Timestamp) -> Result<()> {
        self.write(|db| {
            db.execute(
                "UPDATE sessions SET seen = ?2 WHERE hash = ?1",
                params![hash, now.to_string()],
            )?;
            Ok(())
        })
    }

    /// Ends a session.
    ///
    /// # Errors
    /// The catalog's errors.
    pub fn end_session(&mut self, hash: &str) -> Result<()> {
        self.write(|db| {
            db.execute("DELETE FROM sessions WHERE hash = ?1", [hash])?;
            Ok(())
        })
    }

    /// Notes an attempt to sign in that failed, and forgets those of before `forget`.
    ///
    /// # Errors
    /// The catalog's errors.
    pub fn note_failure(
        &mut self,
        email: &str,
        address: &str,
        now: Timestamp,
        forget: Timestamp,
    ) -> Result<()> {
        self.write(|db| {
            db.execute("DELETE FROM sign_in_failures WHERE at < ?1", [forget.as_second()])?;
            db.execute(
                "INSERT INTO sign_in_failures (at, email, address) VALUES (?1, ?2, ?3)",
                params![now.as_second(), email, address],
            )?;
            Ok(())
        })
    }

    /// The attempts that failed since a moment.
    ///
    /// # Errors
    /// The catalog's errors.
    pub fn count_failures(
        &mut self,
        email: &str,
        address: &str,
        since: Timestamp,
    ) -> Result<SignInFailures> {
        self.read(|db| {
            let count = |column: &str, value: &str| {
                let sql = format!(
                    "SELECT count(*) FROM sign_in_failures WHERE {column} = ?1 AND at >= ?2"
                );
                db.query_row(&sql, params![value, since.as_second()], |row| row.get(0))
            };
            Ok(SignInFailures {
                of_account: count("email", email)?,
                from_address: count("address", address)?,
            })
        })
    }

    /// Forgets the failed attempts with an account's address, after one that succeeded.
    ///
    /// # Errors
    /// The catalog's errors.
    pub fn forget_failures(&mut self, email: &str) -> Result<()> {
        self.write(|db| {
            db.execute("DELETE FROM sign_in_failures WHERE email = ?1", [email])?;
            Ok(())
        })
    }
}

fn read_session(row: &rusqlite::Row<'_>, at: usize) -> rusqlite::Result<SessionEntry> {
    Ok(SessionEntry {
        hash: row.get(at)?,
        begun: read_time(&row.get::<_, String>(at + 1)?)?,
        seen: read_time(&row.get::<_, String>(at + 2)?)?,
        place: row.get(at + 3)?,
    })
}
