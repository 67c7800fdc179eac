//! Accounts: who may sign in, with which roles, for which students, and who changed that.
//!
//! What a role means is not known here: grants are kept as the office writes them. Every change
//! is written into the log of accounts in the same transaction.

use std::collections::BTreeSet;

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{Catalog, read_time};
use crate::error::Result;

/// An account to be added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAccount {
    /// The address that it is known by.
    pub email: String,
    /// The person's name.
    pub name: String,
    /// Its grants, as the office writes them.
    pub grants: String,
}

/// An account as the catalog keeps it.
#[derive(Clone, PartialEq, Eq)]
pub struct AccountEntry {
    /// Its number.
    pub id: i64,
    /// The address that it is known by; capitals do not matter.
    pub email: String,
    /// The person's name.
    pub name: String,
    /// The hash of its password; none until one is chosen.
    pub password: Option<String>,
    /// Its grants, as the office writes them.
    pub grants: String,
    /// Since when nobody may sign in with it.
    pub disabled: Option<Timestamp>,
    /// When it was added.
    pub added: Timestamp,
}

impl std::fmt::Debug for AccountEntry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AccountEntry").field("id", &self.id).field("email", &self.email).finish()
    }
}

/// A change to an account.
#[derive(Clone, PartialEq, Eq)]
pub enum AccountChange<'a> {
    /// Its grants.
    Grants(&'a str),
    /// Another password; every other session ends, and every link is used up.
    Password(&'a str),
    /// Nobody may sign in with it, and its sessions end.
    Disabled,
    /// It may be used again.
    Enabled,
    /// The students of its caseload, all of them.
    Caseload(&'a BTreeSet<String>),
    /// A link with which a password may be chosen once: the hash of its token, and until when.
    Link(&'a str, Timestamp),
}

/// A line of the log of accounts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountNote {
    /// When.
    pub at: Timestamp,
    /// Who did it.
    pub who: String,
    /// Whose account.
    pub about: String,
    /// What was done.
    pub what: String,
}

impl Catalog {
    /// How many accounts there are.
    ///
    /// # Errors
    /// The catalog's errors.
    pub fn count_accounts(&mut self) -> Result<u64> {
        self.read(|db| db.query_row("SELECT count(*) FROM accounts", [], |row| row.get(0)))
    }

    /// Adds an account; false, and nothing is changed, when the address has one.
    ///
    /// # Errors
    /// The catalog's errors.
    pub fn add_account(&mut self, account: &NewAccount, note: &AccountNote) -> Result<bool> {
        self.write(|db| {
            let added = db.execute(
                "INSERT OR IGNORE INTO accounts (email, name, grants, added)
                 VALUES (?1, ?2, ?3, ?4)",
                params![account.email, account.name, account.grants, note.at.to_string()],
            )?;
            if added == 1 {
                insert_note(db, note)?;
            }
            Ok(added == 1)
        })
    }

    /// The account of an address.
    ///
    /// # Errors
    /// The catalog's errors.
    pub fn find_account(&mut self, email: &str) -> Result<Option<AccountEntry>> {
        let sql = format!("SELECT {COLUMNS} FROM accounts a WHERE email = ?1");
        self.read(|db| db.query_row(&sql, [email], read_account).optional())
    }

    /// Every account, by address.
    ///
    /// # Errors
    /// The catalog's errors.
    pub fn list_accounts(&mut self) -> Result<Vec<AccountEntry>> {
        let sql = format!("SELECT {COLUMNS} FROM accounts a ORDER BY email");
        self.read(|db| db.prepare(&sql)?.query_map([], read_account)?.collect())
    }

    /// Changes an account and writes down who did.
    ///
    /// # Errors
    /// The catalog's errors.
    pub fn change_account(
        &mut self,
        account: i64,
        change: &AccountChange<'_>,
        note: &AccountNote,
    ) -> Result<()> {
        self.write(|db| {
            apply(db, account, change, note.at)?;
            insert_note(db, note)
        })
    }

    /// The students of an account's caseload.
    ///
    /// # Errors
    /// The catalog's errors.
    pub fn list_caseload(&mut self, account: i64) -> Result<BTreeSet<String>> {
        self.read(|db| {
            let mut query = db.prepare("SELECT student_id FROM caseloads WHERE account_id = ?1")?;
            query.query_map([account], |row| row.get(0))?.collect()
        })
    }

    /// The account that a password link is for, if it is in force.
    ///
    /// # Errors
    /// The catalog's errors.
    pub fn find_link(&mut self, hash: &str, now: Timestamp) -> Result<Option<AccountEntry>> {
        let sql = format!(
            "SELECT {COLUMNS}, l.expires FROM password_links l
             JOIN accounts a ON a.id = l.account_id WHERE l.hash = ?1 AND a.disabled IS NULL"
        );
        let found = self.read(|db| {
            db.query_row(&sql, [hash], |row| {
                Ok((read_account(row)?, read_time(&row.get::<_, String>(7)?)?))
            })
            .optional()
        })?;
        Ok(found.filter(|(_, expires)| now < *expires).map(|(account, _)| account))
    }

    /// The log of accounts, latest first.
    ///
    /// # Errors
    /// The catalog's errors.
    pub fn list_account_notes(&mut self, limit: u32) -> Result<Vec<AccountNote>> {
        self.read(|db| {
            let mut query = db.prepare(
                "SELECT at, who, about, what FROM account_log ORDER BY id DESC LIMIT ?1",
            )?;
            let notes = query.query_map([limit], |row| {
                Ok(AccountNote {
                    at: read_time(&row.get::<_, String>(0)?)?,
                    who: row.get(1)?,
                    about: row.get(2)?,
                    what: row.get(3)?,
                })
            })?;
            notes.collect()
        })
    }
}

/// The columns of [`read_account`], of accounts called `a`.
pub(super) const COLUMNS: &str = "a.id, a.email, a.name, a.password, a.grants, a.disabled, a.added";

pub(super) fn read_account(row: &Row<'_>) -> rusqlite::Result<AccountEntry> {
    let disabled: Option<String> = row.get(5)?;
    Ok(AccountEntry {
        id: row.get(0)?,
        email: row.get(1)?,
        name: row.get(2)?,
        password: row.get(3)?,
        grants: row.get(4)?,
        disabled: disabled.map(|text| read_time(&text)).transpose()?,
        added: read_time(&row.get::<_, String>(6)?)?,
    })
}

fn apply(
    db: &Connection,
    account: i64,
    change: &AccountChange<'_>,
    now: Timestamp,
) -> rusqlite::Result<()> {
    let end_sessions = || db.execute("DELETE FROM sessions WHERE account_id = ?1", [account]);
    let drop_links = || db.execute("DELETE FROM password_links WHERE account_id = ?1", [account]);
    match change {
        AccountChange::Grants(grants) => {
            db.execute("UPDATE accounts SET grants = ?2 WHERE id = ?1", params![account, grants])?;
        }
        AccountChange::Password(hash) => {
            let sql = "UPDATE accounts SET password = ?2 WHERE id = ?1";
            db.execute(sql, params![account, hash])?;
            end_sessions()?;
            drop_links()?;
        }
        AccountChange::Disabled => {
            let sql = "UPDATE accounts SET disabled = ?2 WHERE id = ?1";
            db.execute(sql, params![account, now.to_string()])?;
            end_sessions()?;
            drop_links()?;
        }
        AccountChange::Enabled => {
            db.execute("UPDATE accounts SET disabled = NULL WHERE id = ?1", [account])?;
        }
        AccountChange::Caseload(students) => {
            db.execute("DELETE FROM caseloads WHERE account_id = ?1", [account])?;
            let mut insert =
                db.prepare("INSERT INTO caseloads (account_id, student_id) VALUES (?1, ?2)")?;
            for student in *students {
                insert.execute(params![account, student])?;
            }
        }
        AccountChange::Link(hash, expires) => {
            // Only the latest link is in force.
            drop_links()?;
            db.execute(
                "INSERT INTO password_links (hash, account_id, expires) VALUES (?1, ?2, ?3)",
                params![hash, account, expires.to_string()],
            )?;
        }
    }
    Ok(())
}

fn insert_note(db: &Connection, note: &AccountNote) -> rusqlite::Result<()> {
    db.execute(
        "INSERT INTO account_log (at, who, about, what) VALUES (?1, ?2, ?3, ?4)",
        params![note.at.to_string(), note.who, note.about, note.what],
    )?;
    Ok(())
}
