//! The catalog's tables, in numbered steps. A step that has shipped is never edited: add one.

use std::path::Path;

use rusqlite::{Connection, TransactionBehavior};

use crate::error::{Result, StoreError};

/// The steps; the catalog's `user_version` is how many it has taken.
const STEPS: [&str; 6] = [FACTS, ACCESS, PROPOSALS, SETTINGS, JOURNAL, ACCOUNTS];

const FACTS: &str = "
CREATE TABLE imports (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    started TEXT NOT NULL,
    finished TEXT NOT NULL,
    day TEXT NOT NULL,
    who TEXT NOT NULL,
    program TEXT NOT NULL,
    options TEXT NOT NULL
) STRICT;
CREATE TABLE import_files (
    id INTEGER PRIMARY KEY,
    import_id INTEGER NOT NULL REFERENCES imports (id),
    path TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    hash TEXT NOT NULL,
    rows_in INTEGER NOT NULL,
    rows_kept INTEGER NOT NULL,
    rows_set_aside INTEGER NOT NULL,
    encoding TEXT NOT NULL,
    mapping TEXT
) STRICT;
CREATE INDEX import_files_by_import ON import_files (import_id);
CREATE TABLE import_file_slots (
    file_id INTEGER NOT NULL REFERENCES import_files (id),
    table_name TEXT NOT NULL,
    year INTEGER NOT NULL,
    PRIMARY KEY (file_id, table_name, year)
) STRICT, WITHOUT ROWID;
CREATE TABLE findings (
    id INTEGER PRIMARY KEY,
    import_id INTEGER NOT NULL REFERENCES imports (id),
    code TEXT NOT NULL,
    severity TEXT NOT NULL,
    file TEXT NOT NULL,
    row INTEGER,
    column_name TEXT,
    found TEXT NOT NULL,
    expected TEXT NOT NULL,
    mend TEXT NOT NULL
) STRICT;
CREATE INDEX findings_by_import ON findings (import_id, code);
CREATE TABLE finding_counts (
    import_id INTEGER NOT NULL REFERENCES imports (id),
    code TEXT NOT NULL,
    severity TEXT NOT NULL,
    file TEXT NOT NULL,
    total INTEGER NOT NULL,
    PRIMARY KEY (import_id, code, severity, file)
) STRICT, WITHOUT ROWID;
CREATE TABLE parts (
    hash TEXT PRIMARY KEY,
    table_name TEXT NOT NULL,
    year INTEGER NOT NULL,
    rows INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    import_id INTEGER NOT NULL REFERENCES imports (id),
    written TEXT NOT NULL,
    pruned TEXT
) STRICT, WITHOUT ROWID;
CREATE TABLE pointers (
    id INTEGER PRIMARY KEY,
    import_id INTEGER NOT NULL REFERENCES imports (id),
    table_name TEXT NOT NULL,
    year INTEGER NOT NULL,
    rows INTEGER NOT NULL,
    UNIQUE (table_name, year, import_id)
) STRICT;
CREATE TABLE pointer_parts (
    pointer_id INTEGER NOT NULL REFERENCES pointers (id),
    position INTEGER NOT NULL,
    hash TEXT NOT NULL REFERENCES parts (hash),
    PRIMARY KEY (pointer_id, position)
) STRICT, WITHOUT ROWID;
CREATE TABLE pointer_files (
    pointer_id INTEGER NOT NULL REFERENCES pointers (id),
    position INTEGER NOT NULL,
    file_id INTEGER NOT NULL REFERENCES import_files (id),
    PRIMARY KEY (pointer_id, position)
) STRICT, WITHOUT ROWID;
CREATE TABLE refusals (
    import_id INTEGER NOT NULL REFERENCES imports (id),
    table_name TEXT NOT NULL,
    year INTEGER NOT NULL,
    rows_kept INTEGER NOT NULL,
    rows_refused INTEGER NOT NULL,
    PRIMARY KEY (import_id, table_name, year)
) STRICT, WITHOUT ROWID;
CREATE TABLE reopenings (
    import_id INTEGER NOT NULL REFERENCES imports (id),
    year INTEGER NOT NULL,
    who TEXT NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (import_id, year)
) STRICT, WITHOUT ROWID;
";

const ACCESS: &str = "
CREATE TABLE access_log (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL,
    who TEXT NOT NULL,
    reason TEXT NOT NULL,
    kind TEXT NOT NULL,
    rows INTEGER NOT NULL
) STRICT;
CREATE TRIGGER access_log_is_not_changed BEFORE UPDATE ON access_log
BEGIN SELECT RAISE(ABORT, 'the access log is never changed'); END;
CREATE TRIGGER access_log_is_not_shortened BEFORE DELETE ON access_log
BEGIN SELECT RAISE(ABORT, 'the access log is never shortened'); END;
";

const PROPOSALS: &str = "
CREATE TABLE proposals (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    room TEXT NOT NULL,
    kind TEXT NOT NULL,
    at TEXT NOT NULL,
    who TEXT NOT NULL,
    program TEXT NOT NULL,
    facts_fingerprint TEXT NOT NULL,
    policy_version TEXT NOT NULL,
    seed TEXT NOT NULL,
    result TEXT NOT NULL,
    findings TEXT NOT NULL
) STRICT;
CREATE INDEX proposals_by_room ON proposals (room, kind);
CREATE TRIGGER proposals_are_not_changed BEFORE UPDATE ON proposals
BEGIN SELECT RAISE(ABORT, 'a proposal is never changed'); END;
CREATE TRIGGER proposals_are_not_removed BEFORE DELETE ON proposals
BEGIN SELECT RAISE(ABORT, 'a proposal is never removed'); END;
";

const SETTINGS: &str = "
CREATE TABLE settings_history (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL,
    who TEXT NOT NULL,
    text TEXT NOT NULL
) STRICT;
";

const JOURNAL: &str = "
CREATE TABLE journal (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    room TEXT NOT NULL,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    at TEXT NOT NULL,
    who TEXT NOT NULL,
    body TEXT NOT NULL
) STRICT;
CREATE INDEX journal_by_subject ON journal (room, subject, id);
CREATE TRIGGER the_journal_is_not_changed BEFORE UPDATE ON journal
BEGIN SELECT RAISE(ABORT, 'the journal is never changed'); END;
CREATE TRIGGER the_journal_is_not_shortened BEFORE DELETE ON journal
BEGIN SELECT RAISE(ABORT, 'the journal is never shortened'); END;
";

const ACCOUNTS: &str = "
CREATE TABLE accounts (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    email TEXT NOT NULL UNIQUE COLLATE NOCASE,
    name TEXT NOT NULL,
    password TEXT,
    grants TEXT NOT NULL,
    disabled TEXT,
    added TEXT NOT NULL
) STRICT;
CREATE TABLE sessions (
    hash TEXT PRIMARY KEY,
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    begun TEXT NOT NULL,
    seen TEXT NOT NULL,
    place TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_by_account ON sessions (account_id);
CREATE TABLE password_links (
    hash TEXT PRIMARY KEY,
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    expires TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE sign_in_failures (
    id INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    email TEXT NOT NULL COLLATE NOCASE,
    address TEXT NOT NULL
) STRICT;
CREATE INDEX sign_in_failures_by_email ON sign_in_failures (email, at);
CREATE INDEX sign_in_failures_by_address ON sign_in_failures (address, at);
CREATE TABLE caseloads (
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    student_id TEXT NOT NULL,
    PRIMARY KEY (account_id, student_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE account_log (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL,
    who TEXT NOT NULL,
    about TEXT NOT NULL,
    what TEXT NOT NULL
) STRICT;
CREATE TRIGGER the_account_log_is_not_changed BEFORE UPDATE ON account_log
BEGIN SELECT RAISE(ABORT, 'the log of accounts is never changed'); END;
CREATE TRIGGER the_account_log_is_not_shortened BEFORE DELETE ON account_log
BEGIN SELECT RAISE(ABORT, 'the log of accounts is never shortened'); END;
";

/// Takes the steps that the catalog has not yet taken, each in its own transaction.
pub(super) fn bring_up_to_date(path: &Path, connection: &mut Connection) -> Result<()> {
    step_up_to(path, connection, STEPS.len())
}

fn step_up_to(path: &Path, connection: &mut Connection, target: usize) -> Result<()> {
    loop {
        let found = version_of(connection).map_err(StoreError::sqlite(path))?;
        let taken = usize::try_from(found).unwrap_or(usize::MAX);
        if taken > STEPS.len() {
            let known = STEPS.len() as i64;
            return Err(StoreError::CatalogTooNew { path: path.to_path_buf(), found, known });
        }
        if taken >= target {
            return Ok(());
        }
        take_step(connection, found, STEPS[taken]).map_err(StoreError::sqlite(path))?;
    }
}

fn version_of(connection: &Connection) -> rusqlite::Result<i64> {
    connection.pragma_query_value(None, "user_version", |row| row.get(0))
}

fn take_step(connection: &mut Connection, from: i64, step: &str) -> rusqlite::Result<()> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Another process may have taken the step while we waited for the lock.
    if version_of(&transaction)? == from {
        transaction.execute_batch(step)?;
        transaction.pragma_update(None, "user_version", from + 1)?;
    }
    transaction.commit()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn schema(connection: &Connection) -> Vec<(String, String)> {
        let mut query = connection
            .prepare("SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name")
            .unwrap();
        let rows = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
        rows.map(Result::unwrap).collect()
    }

    fn at_version(version: usize) -> Connection {
        let mut connection = Connection::open_in_memory().unwrap();
        step_up_to(Path::new("test"), &mut connection, version).unwrap();
        connection
    }

    const IMPORT: &str = "INSERT INTO imports (started, finished, day, who, program, options) \
        VALUES ('2026-10-01T12:00:00Z', '2026-10-01T12:01:00Z', '2026-10-01', 'ana', '0', '{}')";

    #[test]
    fn each_step_keeps_what_the_one_before_it_held() {
        let newest = schema(&at_version(STEPS.len()));
        for version in 1..STEPS.len() {
            let mut connection = at_version(version);
            connection.execute_batch(IMPORT).unwrap();
            let before = schema(&connection);
            step_up_to(Path::new("test"), &mut connection, version + 1).unwrap();
            assert_eq!(version_of(&connection).unwrap(), version as i64 + 1);
            let after = schema(&connection);
            assert!(before.iter().all(|entry| after.contains(entry)), "step {}", version + 1);
            assert!(after.len() > before.len());
            let count = |sql: &str| connection.query_row(sql, [], |r| r.get::<_, i64>(0)).unwrap();
            assert_eq!(count("SELECT count(*) FROM imports WHERE who = 'ana'"), 1);
            bring_up_to_date(Path::new("test"), &mut connection).unwrap();
            assert_eq!(schema(&connection), newest);
        }
    }

    #[test]
    fn a_newer_catalog_is_refused_in_words() {
        let mut connection = at_version(STEPS.len());
        connection.pragma_update(None, "user_version", STEPS.len() as i64 + 1).unwrap();
        let error = bring_up_to_date(Path::new("traction.db"), &mut connection).unwrap_err();
        assert_eq!(
            error.to_string(),
            "the catalog traction.db has version 7, and this program knows versions up to 6"
        );
    }

    #[test]
    fn records_that_must_stay_cannot_be_changed_or_removed() {
        let connection = at_version(STEPS.len());
        connection
            .execute_batch(
                "INSERT INTO access_log (at, who, reason, kind, rows) VALUES ('', '', '', '', 1);
                 INSERT INTO proposals (room, kind, at, who, program, facts_fingerprint,
                     policy_version, seed, result, findings)
                 VALUES ('', '', '', '', '', '', '', '', '', '');
                 INSERT INTO journal (room, kind, subject, at, who, body)
                 VALUES ('', '', '', '', '', '');
                 INSERT INTO account_log (at, who, about, what) VALUES ('', '', '', '');",
            )
            .unwrap();
        for (sql, words) in [
            ("UPDATE access_log SET rows = 0", "the access log is never changed"),
            ("DELETE FROM access_log", "the access log is never shortened"),
            ("UPDATE proposals SET result = 'x'", "a proposal is never changed"),
            ("DELETE FROM proposals", "a proposal is never removed"),
            ("UPDATE journal SET body = 'x'", "the journal is never changed"),
            ("DELETE FROM journal", "the journal is never shortened"),
            ("UPDATE account_log SET who = 'x'", "the log of accounts is never changed"),
            ("DELETE FROM account_log", "the log of accounts is never shortened"),
        ] {
            let error = connection.execute(sql, []).unwrap_err();
            assert!(error.to_string().contains(words), "{sql}: {error}");
        }
    }
}
