//! A calendar feed: what somebody owes, at an address that only they know, so that the calendar on
//! their phone stays true without a password in it.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::person::{gather, write_owed};
use super::supervision::Visits;
use crate::access::Person;
use crate::district::District;
use crate::error::OfficeError;
use crate::journal::{self, Entry};
use crate::people::{SessionToken, has_accounts, hash_of};
use crate::plan::may_see;
use crate::plan::names::own_name;

/// A room of its own, so that the plan's log shows none of it.
const ROOM: &str = "plan_feed";
const ADDRESS: &str = "address";

/// What is kept of an address: never the address itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Address {
    /// A hash of its secret; none once it was taken back.
    hash: Option<String>,
    /// The name that the plan knows the person by.
    name: String,
    /// The account that it goes with; none on a machine without accounts.
    account: Option<String>,
}

/// Makes an address for whoever asks; the one that they had before opens nothing any more. Its
/// secret is told once.
///
/// # Errors
/// The catalog's errors; that the person may not see the plan.
pub fn make_feed(district: &District, now: Timestamp) -> Result<SessionToken, OfficeError> {
    let token = SessionToken::random();
    keep(district, Some(hash_of(token.reveal())), now)?;
    Ok(token)
}

/// Takes back the address of whoever asks.
///
/// # Errors
/// The catalog's errors; that the person may not see the plan.
pub fn end_feed(district: &District, now: Timestamp) -> Result<(), OfficeError> {
    keep(district, None, now)
}

fn keep(district: &District, hash: Option<String>, now: Timestamp) -> Result<(), OfficeError> {
    may_see(district)?;
    let account = match district.person() {
        Person::Account(account) => Some(account.email.clone()),
        _ => None,
    };
    let address = Address { hash, name: own_name(district).to_owned(), account };
    journal::enter(district, ROOM, ADDRESS, district.person().name(), &address, now)?;
    Ok(())
}

/// Whether whoever asks has an address.
///
/// # Errors
/// The catalog's errors.
pub fn has_feed(district: &District) -> Result<bool, OfficeError> {
    let own = Some(district.person().name());
    let entry = journal::list::<Address>(district, ROOM, ADDRESS, own, None)?.pop();
    Ok(entry.is_some_and(|entry| entry.body.hash.is_some()))
}

/// What the owner of an address owes, as an iCalendar file (RFC 5545). Whoever has the address reads
/// it, and nothing else; an address that opens nothing looks like one that does not exist.
///
/// # Errors
/// That it opens nothing; the catalog's errors.
pub fn feed(
    district: &District,
    secret: &str,
    on: Date,
    now: Timestamp,
) -> Result<String, OfficeError> {
    let unknown = || OfficeError::Unknown {
        kind: "calendar",
        name: secret.chars().take(8).collect(),
        known: Vec::new(),
    };
    let token = SessionToken::read(secret).ok_or_else(unknown)?;
    let hash = hash_of(token.reveal());
    let entries: Vec<Entry<Address>> = journal::list(district, ROOM, ADDRESS, None, None)?;
    let found = entries.iter().rev().find(|entry| entry.body.hash.as_ref() == Some(&hash));
    let found = found.ok_or_else(unknown)?;
    // A newer entry of the same person took it back.
    let newest = entries.iter().rev().find(|entry| entry.subject == found.subject);
    if newest.is_some_and(|newest| newest.id != found.id) || !stands(district, &found.body)? {
        return Err(unknown());
    }
    let owner = gather(district, &found.body.name, on, None, &Visits::default())?;
    Ok(write_owed(district, &owner, now))
}

/// Whether the owner still has the account that the address goes with.
fn stands(district: &District, address: &Address) -> Result<bool, OfficeError> {
    let Some(email) = &address.account else { return Ok(!has_accounts(district)?) };
    let accounts = district.folder.catalog()?.list_accounts()?;
    Ok(accounts.iter().any(|account| account.email == *email && account.disabled.is_none()))
}
