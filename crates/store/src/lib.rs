//! Facts as immutable Parquet parts, and the catalog in one SQLite file.
//!
//! A district is a folder ([`Folder`]). Its facts are Parquet parts that never change, each named
//! by the hash of its bytes ([`parts`]); what is current is a pointer in the catalog
//! ([`catalog`]). An [`ImportSession`] writes parts first and swings all pointers in one SQLite
//! transaction, so that a crash at any instant leaves the last good state. A [`Snapshot`] is the
//! view that one import left behind, today's or an earlier one's, and loads what a room needs.
//!
//! Everything is synchronous. The store never reads the clock: the caller says what time it is.
#![cfg_attr(test, allow(clippy::unwrap_used))]

mod backup;
pub mod catalog;
mod check;
mod diff;
pub mod error;
mod facts;
mod folder;
pub mod import;
mod keys;
mod lock;
pub mod parts;
mod prune;
mod settings;
mod steps;
mod verify;
pub mod years;

pub use backup::{BackedUp, Restored, restore};
pub use catalog::Catalog;
pub use diff::{Difference, RowChange, RowDifference, TableDifference};
pub use error::{Result, StoreError};
pub use facts::{PartName, Slot, SlotRows, Snapshot, Want};
pub use folder::Folder;
pub use import::{
    Change, ImportFile, ImportId, ImportOutcome, ImportSession, ImportStart, RefusedRows,
    SlotOutcome,
};
pub use lock::{Holder, Wait};
pub use prune::{PruneOrder, Pruned, RemovedFile};
pub use settings::Settings;
pub use steps::{Step, Steps};
pub use verify::{Damage, DamageKind, Verified};
pub use years::{ClosedYear, Held};
