//! Signing in and out, choosing a password, and how long a session holds.

use std::net::IpAddr;

use jiff::{SignedDuration, Timestamp};
use traction_store::catalog::{AccountChange, AccountEntry, SessionEntry};

use super::secret::{SessionToken, hash_of};
use super::{find_entry, note, password, person_of, refused};
use crate::access::Person;
use crate::district::District;
use crate::error::OfficeError;

/// A session ends when it has not been used for so long.
const IDLE: SignedDuration = SignedDuration::from_hours(2);
/// A session ends when it is so old, used or not.
const OLDEST: SignedDuration = SignedDuration::from_hours(12);
/// Use is noted at most this often, so that reading pages does not write the catalog each time.
const NOTED_EVERY: SignedDuration = SignedDuration::from_mins(1);
/// Failed attempts are counted over this long.
const WINDOW: SignedDuration = SignedDuration::from_mins(15);
/// So many failed attempts close an account for the window.
const MOST_OF_ACCOUNT: u64 = 5;
/// So many failed attempts, with whatever accounts, close a network address for the window.
const MOST_FROM_ADDRESS: u64 = 30;

/// An attempt to sign in.
#[derive(Clone, Copy)]
pub struct Attempt<'a> {
    /// The account's address.
    pub email: &'a str,
    /// The password as it was typed.
    pub password: &'a str,
    /// The network address that it came from.
    pub from: Option<IpAddr>,
}

/// How an attempt went. It does not say whether there is such an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SignIn {
    /// A session has begun.
    In(SessionToken),
    /// No account with this password is in use.
    Wrong,
    /// Too many attempts failed; nothing was tried.
    TooOften,
}

/// One of one's own sessions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnSession {
    /// Names it in a form; it is not its token.
    pub id: String,
    /// When it began.
    pub begun: Timestamp,
    /// When it was used last, to the minute.
    pub seen: Timestamp,
    /// The network address that it began from.
    pub place: String,
    /// Whether it is the one that asks.
    pub is_this: bool,
}

/// Tries to sign in.
///
/// # Errors
/// The catalog's errors.
pub fn sign_in(
    district: &District,
    attempt: &Attempt<'_>,
    now: Timestamp,
) -> Result<SignIn, OfficeError> {
    // What nobody has as an address is kept short before it is kept at all.
    let email: String = attempt.email.trim().to_lowercase().chars().take(254).collect();
    match is_right(district, &email, attempt.password, attempt.from, now)? {
        Verdict::TooOften => Ok(SignIn::TooOften),
        Verdict::Wrong => Ok(SignIn::Wrong),
        Verdict::Right(entry) => Ok(SignIn::In(begin(district, &entry, attempt.from, now)?)),
    }
}

enum Verdict {
    Right(AccountEntry),
    Wrong,
    TooOften,
}

/// Checks a password against failed attempts before it, and notes this one if it fails.
fn is_right(
    district: &District,
    email: &str,
    typed: &str,
    from: Option<IpAddr>,
    now: Timestamp,
) -> Result<Verdict, OfficeError> {
    let address = from.map(|address| address.to_string()).unwrap_or_default();
    let since = now.saturating_sub(WINDOW).unwrap_or(Timestamp::MIN);
    let mut catalog = district.folder.catalog()?;
    let failures = catalog.count_failures(email, &address, since)?;
    if failures.of_account >= MOST_OF_ACCOUNT || failures.from_address >= MOST_FROM_ADDRESS {
        return Ok(Verdict::TooOften);
    }
    let entry = catalog.find_account(email)?.filter(|entry| entry.disabled.is_none());
    let hash = entry.as_ref().and_then(|entry| entry.password.as_deref());
    let longest = typed.chars().count() <= password::LONGEST;
    let right = password::is_right(if longest { typed } else { "" }, hash);
    match entry {
        Some(entry) if right => {
            catalog.forget_failures(email)?;
            Ok(Verdict::Right(entry))
        }
        _ => {
            catalog.note_failure(email, &address, now, since)?;
            Ok(Verdict::Wrong)
        }
    }
}

fn begin(
    district: &District,
    entry: &AccountEntry,
    from: Option<IpAddr>,
    now: Timestamp,
) -> Result<SessionToken, OfficeError> {
    let token = SessionToken::random();
    let session = SessionEntry {
        hash: hash_of(token.reveal()),
        begun: now,
        seen: now,
        place: from.map(|address| address.to_string()).unwrap_or_default(),
    };
    district.folder.catalog()?.begin_session(entry.id, &session)?;
    Ok(token)
}

/// Begins a session of an account whose address somebody else has vouched for; none when there is
/// no such account in use.
///
/// # Errors
/// The catalog's errors.
pub fn begin_for(
    district: &District,
    email: &str,
    from: Option<IpAddr>,
    now: Timestamp,
) -> Result<Option<SessionToken>, OfficeError> {
    let entry = district.folder.catalog()?.find_account(email.trim())?;
    match entry.filter(|entry| entry.disabled.is_none()) {
        Some(entry) => Ok(Some(begin(district, &entry, from, now)?)),
        None => Ok(None),
    }
}

/// The person of a session, with what their roles reach today; none when it has ended.
///
/// # Errors
/// The catalog's errors.
pub fn find_session(
    district: &District,
    token: &SessionToken,
    now: Timestamp,
) -> Result<Option<Person>, OfficeError> {
    let mut catalog = district.folder.catalog()?;
    let hash = hash_of(token.reveal());
    let Some((session, entry)) = catalog.find_session(&hash)? else { return Ok(None) };
    if now.duration_since(session.seen) > IDLE || now.duration_since(session.begun) > OLDEST {
        catalog.end_session(&hash)?;
        return Ok(None);
    }
    if now.duration_since(session.seen) > NOTED_EVERY {
        catalog.touch_session(&hash, now)?;
    }
    person_of(district, &entry).map(Some)
}

/// Ends a session.
///
/// # Errors
/// The catalog's errors.
pub fn sign_out(district: &District, token: &SessionToken) -> Result<(), OfficeError> {
    Ok(district.folder.catalog()?.end_session(&hash_of(token.reveal()))?)
}

/// The sessions of whoever asks.
///
/// # Errors
/// [`OfficeError::NoReason`] for somebody without an account; the catalog's errors.
pub fn list_own_sessions(
    district: &District,
    this: Option<&SessionToken>,
) -> Result<Vec<OwnSession>, OfficeError> {
    let entry = own_entry(district)?;
    let this = this.map(|token| hash_of(token.reveal()));
    let sessions = district.folder.catalog()?.list_sessions(entry.id)?;
    Ok(sessions
        .into_iter()
        .map(|session| OwnSession {
            is_this: this.as_deref() == Some(session.hash.as_str()),
            id: session.hash,
            begun: session.begun,
            seen: session.seen,
            place: session.place,
        })
        .collect())
}

/// Ends one of one's own sessions.
///
/// # Errors
/// That there is no such session; the catalog's errors.
pub fn end_session(district: &District, id: &str) -> Result<(), OfficeError> {
    let entry = own_entry(district)?;
    let mut catalog = district.folder.catalog()?;
    if catalog.list_sessions(entry.id)?.iter().any(|session| session.hash == id) {
        return Ok(catalog.end_session(id)?);
    }
    Err(refused("this session has ended already", ""))
}

/// Chooses another password for one's own account; every other session ends, and a new one begins.
///
/// # Errors
/// [`OfficeError::Refused`] when the password so far is wrong, or the new one may not be chosen.
pub fn change_password(
    district: &District,
    before: &str,
    after: &str,
    from: Option<IpAddr>,
    now: Timestamp,
) -> Result<SessionToken, OfficeError> {
    let own = own_entry(district)?;
    match is_right(district, &own.email, before, from, now)? {
        Verdict::Right(_) => {}
        Verdict::Wrong => return Err(refused("this is not your password so far", "")),
        Verdict::TooOften => {
            let hint = "wait a quarter of an hour, or ask an administrator for a one-time link";
            return Err(refused("too many attempts failed", hint));
        }
    }
    set(district, &own, after, &own.email, now)?;
    begin(district, &own, from, now)
}

/// The account's address that a one-time link is for, if it is in force.
///
/// # Errors
/// The catalog's errors.
pub fn find_link(
    district: &District,
    token: &str,
    now: Timestamp,
) -> Result<Option<String>, OfficeError> {
    let Some(token) = SessionToken::read(token) else { return Ok(None) };
    let found = district.folder.catalog()?.find_link(&hash_of(token.reveal()), now)?;
    Ok(found.map(|entry| entry.email))
}

/// Chooses a password with a one-time link, which then no longer holds; a session begins.
///
/// # Errors
/// [`OfficeError::Refused`] when the link no longer holds, or the password may not be chosen.
pub fn choose_password(
    district: &District,
    link: &str,
    password: &str,
    from: Option<IpAddr>,
    now: Timestamp,
) -> Result<SessionToken, OfficeError> {
    let found = match SessionToken::read(link) {
        Some(token) => district.folder.catalog()?.find_link(&hash_of(token.reveal()), now)?,
        None => None,
    };
    let Some(entry) = found else {
        return Err(refused("this link no longer holds", "ask an administrator for another"));
    };
    set(district, &entry, password, &entry.email, now)?;
    district.folder.catalog()?.forget_failures(&entry.email)?;
    begin(district, &entry, from, now)
}

/// Sets the password of an account, as whoever works on the machine may.
///
/// # Errors
/// [`OfficeError::NoReason`]; an account that there is not; a password that may not be chosen.
pub fn set_password(
    district: &District,
    email: &str,
    password: &str,
    now: Timestamp,
) -> Result<(), OfficeError> {
    if !matches!(district.person(), Person::Operator { .. }) {
        let who = district.person().name().to_owned();
        return Err(OfficeError::NoReason { who, what: "set somebody else's password" });
    }
    let entry = find_entry(district, email)?;
    set(district, &entry, password, district.person().name(), now)
}

fn set(
    district: &District,
    entry: &AccountEntry,
    chosen: &str,
    who: &str,
    now: Timestamp,
) -> Result<(), OfficeError> {
    password::check(chosen, &entry.email, district.name())?;
    let hash = password::hash(chosen)?;
    let mut note = note(district, &entry.email, "a password was chosen".to_owned(), now);
    who.clone_into(&mut note.who);
    let change = AccountChange::Password(&hash);
    Ok(district.folder.catalog()?.change_account(entry.id, &change, &note)?)
}

fn own_entry(district: &District) -> Result<AccountEntry, OfficeError> {
    match district.person() {
        Person::Account(account) => find_entry(district, &account.email),
        other => Err(OfficeError::NoReason { who: other.name().to_owned(), what: "an account" }),
    }
}
