//! Closed years that an older `traction.toml` lists are taken into the catalog, once.

use std::collections::BTreeSet;

use jiff::Timestamp;
use traction_core::district::SchoolYear;
use traction_store::years::{CLOSED, REOPENED, ROOM};
use traction_store::{Folder, Wait};

use super::enter_closing;
use crate::district::District;
use crate::error::OfficeError;

/// Who closed a year that only the settings file knew to be closed.
const BY_FILE: &str = "traction.toml";

/// Closes every listed year that has facts and of which the catalog knows nothing yet, and takes
/// it out of the file. A listed year without facts waits for them: it is closed after the import
/// that brings them. What the catalog says of a year already is not changed by the file.
pub(crate) fn take_over(district: &District, now: Timestamp) -> Result<(), OfficeError> {
    // The file is read anew: a server holds its settings for long.
    let listed = Folder::open(district.path())?.settings().closed_years.clone();
    if listed.is_empty() {
        return Ok(());
    }
    let _held = district.folder.hold(now, Wait::Refuse)?;
    let known: BTreeSet<String> = {
        let mut catalog = district.folder.catalog()?;
        let query = traction_store::catalog::JournalQuery {
            room: ROOM,
            kind: None,
            subject: None,
            as_of: None,
        };
        let entries = catalog.list_journal(&query)?.into_iter().map(|kept| kept.entry);
        let entries = entries.filter(|entry| entry.kind == CLOSED || entry.kind == REOPENED);
        entries.map(|entry| entry.subject).collect()
    };
    let snapshot = district.folder.snapshot()?;
    let with_facts: BTreeSet<SchoolYear> =
        snapshot.list_slots().iter().filter_map(|entry| entry.slot.year).collect();
    let mut taken = Vec::new();
    for year in listed {
        if known.contains(&year.to_string()) {
            taken.push(year);
        } else if with_facts.contains(&SchoolYear::ending(year)) {
            enter_closing(district, SchoolYear::ending(year), BY_FILE, now)?;
            taken.push(year);
        }
    }
    if !taken.is_empty() {
        district.folder.take_closed_years_out(&taken)?;
    }
    Ok(())
}
