//! Looks at rows about people, and changes to accounts, as their readers see them.

use traction_store::catalog::AccessEntry;

use crate::access::{Person, Sight};
use crate::district::District;
use crate::error::OfficeError;
use crate::sheet::Sheet;

/// Which looks are asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LookQuery {
    /// Only this person's.
    pub who: Option<String>,
    /// At most so many, latest first; all when none is said.
    pub limit: Option<u32>,
}

/// The looks at rows about people: who, what kind of rows, how many, why, when. It names no
/// student.
///
/// # Errors
/// [`OfficeError::NoReason`]; the catalog's errors.
pub fn access_sheet(district: &District, query: &LookQuery) -> Result<Sheet, OfficeError> {
    district.why_see(Sight::AccessLog)?;
    let limit = query.limit.unwrap_or(u32::MAX);
    let entries = district.folder.catalog()?.list_access(query.who.as_deref(), limit)?;
    let mut sheet = sheet_of(&entries);
    if let Some(who) = &query.who {
        sheet.title = format!("Looks of {who} at rows about people");
    }
    Ok(sheet)
}

/// The looks of whoever asks, latest first.
///
/// # Errors
/// The catalog's errors.
pub fn list_own_looks(district: &District, limit: u32) -> Result<Sheet, OfficeError> {
    let who = match district.person() {
        Person::Public => {
            return Err(OfficeError::NoReason { who: "public".to_owned(), what: "an account" });
        }
        known => known.name(),
    };
    let mut sheet = sheet_of(&district.folder.catalog()?.list_access(Some(who), limit)?);
    sheet.title = "Your own looks at rows about people".to_owned();
    Ok(sheet)
}

fn sheet_of(entries: &[AccessEntry]) -> Sheet {
    let columns = ["at|When", "who|Who", "kind|What", "rows|Rows|n", "reason|Why they may"];
    let mut sheet = Sheet::of("access", "Looks at rows about people", &columns);
    for AccessEntry { access, .. } in entries {
        sheet.push(vec![
            minute(access.at).into(),
            access.who.as_str().into(),
            access.kind.as_str().into(),
            access.rows.into(),
            access.reason.as_str().into(),
        ]);
    }
    if sheet.rows.is_empty() {
        sheet.notes.push("Nobody has looked.".to_owned());
    }
    sheet
}

/// Changes to accounts, latest first.
///
/// # Errors
/// [`OfficeError::NoReason`]; the catalog's errors.
pub fn account_log_sheet(district: &District, limit: Option<u32>) -> Result<Sheet, OfficeError> {
    district.why_see(Sight::Accounts)?;
    let columns = ["at|When", "who|By whom", "about|Account", "what|What"];
    let mut sheet = Sheet::of("changes", "Changes to accounts", &columns);
    for note in district.folder.catalog()?.list_account_notes(limit.unwrap_or(u32::MAX))? {
        sheet.push(vec![
            minute(note.at).into(),
            note.who.as_str().into(),
            note.about.as_str().into(),
            note.what.as_str().into(),
        ]);
    }
    Ok(sheet)
}

/// A moment to the minute, in the time of this machine.
pub(crate) fn minute(at: jiff::Timestamp) -> String {
    at.to_zoned(jiff::tz::TimeZone::system()).strftime("%Y-%m-%d %H:%M").to_string()
}

/// Everybody who is in the access log, by name.
///
/// # Errors
/// [`OfficeError::NoReason`]; the catalog's errors.
pub fn list_lookers(district: &District) -> Result<Vec<String>, OfficeError> {
    district.why_see(Sight::AccessLog)?;
    let entries = district.folder.catalog()?.list_access(None, u32::MAX)?;
    let mut names: Vec<String> = entries.into_iter().map(|entry| entry.access.who).collect();
    names.sort();
    names.dedup();
    Ok(names)
}
