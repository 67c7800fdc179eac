//! The catalog: one SQLite file that says what is current, where it came from and who looked.
//!
//! Written in WAL mode with full syncing: a committed transaction survives a crash, and readers
//! never wait for a writer. Times are UTC as RFC 3339; a standing table's year is stored as 0.
//! Records of access, proposals and the journal can be added, never changed: the database itself refuses.

mod access;
mod accounts;
mod imports;
mod journal;
mod migrations;
mod proposals;
mod record;
mod sessions;
mod settings;

use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::Date;
use rusqlite::{Connection, ErrorCode, OpenFlags, TransactionBehavior};
use traction_core::district::{SchoolYear, find_table};

pub use access::{Access, AccessEntry};
pub use accounts::{AccountChange, AccountEntry, AccountNote, NewAccount};
pub use imports::{FindingCount, ImportEntry, StoredFile, StoredFinding};
pub use journal::{Followed, JournalEntry, JournalQuery, NewEntry};
pub use proposals::{Proposal, ProposalEntry, ProposalId};
pub(crate) use record::{ImportRecord, PartRow, SlotRecord};
pub use sessions::{SessionEntry, SignInFailures};
pub use settings::SettingsEntry;

use crate::error::{Result, StoreError};
use crate::facts::Slot;

/// How long to wait for another connection's transaction before giving up.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);

/// An open catalog: one connection. Open one for each thread.
#[derive(Debug)]
pub struct Catalog {
    path: PathBuf,
    connection: Connection,
}

impl Catalog {
    /// Makes the catalog, or opens the one that is there.
    pub(crate) fn create(path: &Path) -> Result<Catalog> {
        Self::connect(path, OpenFlags::SQLITE_OPEN_CREATE)
    }

    /// Opens the catalog, bringing an older one up to date.
    ///
    /// # Errors
    /// [`StoreError::CatalogMissing`], [`StoreError::CatalogTooNew`],
    /// [`StoreError::CatalogLocked`], [`StoreError::CatalogDamaged`], [`StoreError::ReadOnly`].
    pub fn open(path: &Path) -> Result<Catalog> {
        if !path.exists() {
            return Err(StoreError::CatalogMissing { path: path.to_path_buf() });
        }
        Self::connect(path, OpenFlags::empty())
    }

    fn connect(path: &Path, more: OpenFlags) -> Result<Catalog> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX | more;
        let connect = || -> rusqlite::Result<Connection> {
            let connection = Connection::open_with_flags(path, flags)?;
            connection.busy_timeout(BUSY_TIMEOUT)?;
            connection.pragma_update(None, "journal_mode", "WAL")?;
            connection.pragma_update(None, "synchronous", "FULL")?;
            connection.pragma_update(None, "foreign_keys", true)?;
            Ok(connection)
        };
        let mut connection = match connect() {
            // The files that go with a catalog cannot be made in a folder that may only be read.
            Err(error) if error.sqlite_error_code() == Some(ErrorCode::CannotOpen) => {
                read_alone(path).map_err(StoreError::sqlite(path))?
            }
            other => other.map_err(StoreError::sqlite(path))?,
        };
        migrations::bring_up_to_date(path, &mut connection)?;
        Ok(Catalog { path: path.to_path_buf(), connection })
    }

    /// Where it is.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Does what SQLite allows outside a transaction only.
    pub(crate) fn outside_transaction<T>(
        &mut self,
        work: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T> {
        work(&self.connection).map_err(StoreError::sqlite(&self.path))
    }

    /// Reads under one view of the catalog, whatever others commit meanwhile.
    pub(crate) fn read<T>(
        &mut self,
        work: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T> {
        self.transact(TransactionBehavior::Deferred, work)
    }

    /// Writes all or nothing.
    pub(crate) fn write<T>(
        &mut self,
        work: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T> {
        self.transact(TransactionBehavior::Immediate, work)
    }

    fn transact<T>(
        &mut self,
        behavior: TransactionBehavior,
        work: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T> {
        let path = self.path.clone();
        let run = || {
            let transaction = self.connection.transaction_with_behavior(behavior)?;
            let done = work(&transaction)?;
            transaction.commit()?;
            Ok(done)
        };
        run().map_err(|error| match error {
            rusqlite::Error::FromSqlConversionFailure(_, _, what) => {
                StoreError::CatalogDamaged { path, what: what.to_string() }
            }
            other => StoreError::sqlite(&path)(other),
        })
    }
}

/// Opens a catalog that nobody can write and nobody is writing, to read it. One with a log beside
/// it that was not yet taken in cannot be read so: its last transactions would be missing.
fn read_alone(path: &Path) -> rusqlite::Result<Connection> {
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    if std::fs::metadata(&log).is_ok_and(|log| log.len() > 0) {
        let failure = rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_READONLY);
        return Err(rusqlite::Error::SqliteFailure(failure, None));
    }
    let name = path.to_string_lossy().replace('%', "%25").replace('?', "%3f").replace('#', "%23");
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY
        | OpenFlags::SQLITE_OPEN_URI
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    Connection::open_with_flags(format!("file:{name}?immutable=1"), flags)
}

/// The number that stands for a year in the catalog.
pub(crate) fn year_number(year: Option<SchoolYear>) -> i64 {
    year.map_or(0, |year| i64::from(year.end()))
}

/// The slot of a stored table name and year.
pub(crate) fn read_slot(table: &str, year: i64) -> rusqlite::Result<Slot> {
    let table = find_table(table).ok_or_else(|| odd(format!("it names a table {table:?}")))?;
    let year = match year {
        0 => None,
        year => {
            let end = i16::try_from(year).map_err(|_| odd(format!("it names a year {year}")))?;
            Some(SchoolYear::ending(end))
        }
    };
    Ok(Slot { table, year })
}

pub(crate) fn read_time(text: &str) -> rusqlite::Result<Timestamp> {
    text.parse().map_err(|_| odd(format!("it holds a time {text:?}")))
}

pub(crate) fn read_day(text: &str) -> rusqlite::Result<Date> {
    text.parse().map_err(|_| odd(format!("it holds a day {text:?}")))
}

/// Something stored that no Traction writes; becomes [`StoreError::CatalogDamaged`].
pub(crate) fn odd(what: String) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(0, rusqlite::types::Type::Text, what.into())
}
