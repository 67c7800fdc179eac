//! Accounts: who may sign in, with which roles, for which schools or students.
//!
//! A district without accounts is for whoever works on its machine. The first account is made
//! there; from then on pages are for those who sign in. Every change is written into the log of
//! accounts; nobody changes their own roles, and the last administrator stays one.

mod caseload;
mod looks;
mod named;
mod password;
mod provider;
mod secret;
mod session;

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use traction_core::district::{Cluster, School};
use traction_store::catalog::{AccountChange, AccountEntry, AccountNote, NewAccount};

pub use caseload::{list_caseload, read_caseload, set_caseload};
pub use looks::{LookQuery, access_sheet, account_log_sheet, list_lookers, list_own_looks};
pub(crate) use named::{acting, answerable};
pub use password::{LONGEST as LONGEST_PASSWORD, SHORTEST as SHORTEST_PASSWORD};
pub use provider::{Provider, is_secret_or_here, sign_in_verified};
pub(crate) use secret::hash_of;
pub use secret::{Secret, SessionToken, same_secret};
pub use session::{
    Attempt, OwnSession, SignIn, begin_for, change_password, choose_password, end_session,
    find_link, find_session, list_own_sessions, set_password, sign_in, sign_out,
};

use crate::access::{Account, Deed, Grant, Held, Person, Reach, Role, Scope, Sight};
use crate::district::District;
use crate::error::OfficeError;
use crate::glance::{rows, table};
use crate::sheet::Sheet;

/// How long a one-time link holds.
pub const LINK_HOLDS: SignedDuration = SignedDuration::from_hours(72);

/// An account, as a list shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountLine {
    /// The address that it is known by.
    pub email: String,
    /// The person's name.
    pub name: String,
    /// Its roles.
    pub grants: Vec<Grant>,
    /// Whether a password was chosen.
    pub has_password: bool,
    /// Since when nobody may sign in with it.
    pub disabled: Option<Timestamp>,
    /// When it was added.
    pub added: Timestamp,
    /// Students of its caseload.
    pub caseload: u64,
}

impl AccountLine {
    /// How it stands, in a word or two.
    pub fn state(&self) -> &'static str {
        match (self.disabled, self.has_password) {
            (Some(_), _) => "disabled",
            (None, true) => "in use",
            (None, false) => "no password yet",
        }
    }

    /// Its roles, in words.
    pub fn roles(&self) -> String {
        let roles: Vec<String> = self
            .grants
            .iter()
            .map(|grant| format!("{} ({})", grant.role.label(), grant.reach_words()))
            .collect();
        roles.join("; ")
    }
}

/// Whether the district has accounts, so that pages are for those who sign in.
///
/// # Errors
/// The catalog's errors.
pub fn has_accounts(district: &District) -> Result<bool, OfficeError> {
    Ok(district.folder.catalog()?.count_accounts()? > 0)
}

/// Every account, by address.
///
/// # Errors
/// [`OfficeError::NoReason`]; the catalog's errors.
pub fn list(district: &District) -> Result<Vec<AccountLine>, OfficeError> {
    district.why_see(Sight::Accounts)?;
    let mut catalog = district.folder.catalog()?;
    let entries = catalog.list_accounts()?;
    entries
        .into_iter()
        .map(|entry| {
            let caseload = catalog.list_caseload(entry.id)?.len() as u64;
            Ok(AccountLine {
                grants: read_grants(&entry)?,
                email: entry.email,
                name: entry.name,
                has_password: entry.password.is_some(),
                disabled: entry.disabled,
                added: entry.added,
                caseload,
            })
        })
        .collect()
}

/// The accounts as rows and columns.
///
/// # Errors
/// As [`list`].
pub fn sheet(district: &District) -> Result<Sheet, OfficeError> {
    let columns =
        ["email|Account", "name|Name", "roles|Roles", "state|State", "caseload|Caseload|n"];
    let mut sheet = Sheet::of("accounts", "Accounts", &columns);
    for line in list(district)? {
        let holds = line.grants.iter().any(|grant| grant.role == Role::Counselor);
        sheet.push(vec![
            line.email.as_str().into(),
            line.name.as_str().into(),
            line.roles().into(),
            line.state().into(),
            holds.then_some(line.caseload).into(),
        ]);
    }
    if sheet.rows.is_empty() {
        sheet.notes.push(
            "There are none: pages are for whoever works on this machine. traction people add \
             EMAIL --name NAME --role admin makes the first."
                .to_owned(),
        );
    }
    Ok(sheet)
}

/// Adds an account, without a password: a one-time link lets its person choose one.
///
/// # Errors
/// [`OfficeError::NoReason`]; an address that is none or is taken; a school that there is not.
pub fn add(
    district: &District,
    email: &str,
    name: &str,
    grants: &[Grant],
    now: Timestamp,
) -> Result<String, OfficeError> {
    district.why_do(Deed::KeepAccounts)?;
    let email = read_email(email)?;
    let name = name.trim();
    if name.is_empty() || name.chars().count() > 120 || name.chars().any(char::is_control) {
        return Err(refused("a name has 1 to 120 characters", "write the person's name"));
    }
    grants.iter().try_for_each(|grant| check_places(district, grant))?;
    let roles: Vec<String> = grants.iter().map(words_of).collect();
    let what = if roles.is_empty() {
        "added".to_owned()
    } else {
        format!("added as {}", roles.join("; "))
    };
    let account = NewAccount { email, name: name.to_owned(), grants: write_grants(grants)? };
    let note = note(district, &account.email, what, now);
    if district.folder.catalog()?.add_account(&account, &note)? {
        Ok(account.email)
    } else {
        Err(refused(
            &format!("there is an account for {} already", account.email),
            "grant it a role instead",
        ))
    }
}

/// Gives an account a role. A role that it has already is replaced: its schools change.
///
/// # Errors
/// [`OfficeError::NoReason`]; an account or a school that there is not; one's own account.
pub fn grant(
    district: &District,
    email: &str,
    grant: &Grant,
    now: Timestamp,
) -> Result<(), OfficeError> {
    let entry = entry_to_change(district, email)?;
    check_places(district, grant)?;
    let mut grants = read_grants(&entry)?;
    grants.retain(|held| held.role != grant.role);
    grants.push(grant.clone());
    grants.sort_by_key(|held| held.role);
    change(district, &entry, &AccountChange::Grants(&write_grants(&grants)?), words_of(grant), now)
}

/// Takes a role away.
///
/// # Errors
/// [`OfficeError::NoReason`]; an account that there is not or does not hold it; one's own
/// account; the last administrator.
pub fn revoke(
    district: &District,
    email: &str,
    role: Role,
    now: Timestamp,
) -> Result<(), OfficeError> {
    let entry = entry_to_change(district, email)?;
    let mut grants = read_grants(&entry)?;
    let before = grants.len();
    grants.retain(|held| held.role != role);
    if grants.len() == before {
        let what = format!("{} does not hold the role {}", entry.email, role.code());
        return Err(refused(&what, "traction people list shows the roles"));
    }
    if role == Role::Admin {
        keep_an_admin(district, &entry)?;
    }
    let what = format!("no longer {}", role.code());
    change(district, &entry, &AccountChange::Grants(&write_grants(&grants)?), what, now)
}

/// Lets nobody sign in with an account any more, and ends its sessions; or lets them again.
///
/// # Errors
/// [`OfficeError::NoReason`]; an account that there is not; one's own account; the last
/// administrator.
pub fn set_disabled(
    district: &District,
    email: &str,
    disabled: bool,
    now: Timestamp,
) -> Result<(), OfficeError> {
    let entry = entry_to_change(district, email)?;
    if disabled {
        if read_grants(&entry)?.iter().any(|grant| grant.role == Role::Admin) {
            keep_an_admin(district, &entry)?;
        }
        change(district, &entry, &AccountChange::Disabled, "disabled".to_owned(), now)
    } else {
        change(district, &entry, &AccountChange::Enabled, "enabled".to_owned(), now)
    }
}

/// Makes a one-time link with which the account's person chooses a password: its path. The link
/// before it no longer holds. Only a hash is kept, so it is shown once.
///
/// # Errors
/// [`OfficeError::NoReason`]; an account that there is not, or is disabled.
pub fn make_link(district: &District, email: &str, now: Timestamp) -> Result<String, OfficeError> {
    district.why_do(Deed::KeepAccounts)?;
    let entry = find_entry(district, email)?;
    if entry.disabled.is_some() {
        return Err(refused(&format!("{} is disabled", entry.email), "enable it first"));
    }
    let token = SessionToken::random();
    let expires = now.saturating_add(LINK_HOLDS).unwrap_or(Timestamp::MAX);
    let hash = hash_of(token.reveal());
    let what = "a one-time link was made".to_owned();
    change(district, &entry, &AccountChange::Link(&hash, expires), what, now)?;
    Ok(format!("/sign-in/password/{}", token.reveal()))
}

/// The account of an address.
pub(crate) fn find_entry(district: &District, email: &str) -> Result<AccountEntry, OfficeError> {
    let mut catalog = district.folder.catalog()?;
    match catalog.find_account(email.trim())? {
        Some(entry) => Ok(entry),
        None => Err(OfficeError::Unknown {
            kind: "account",
            name: email.to_owned(),
            known: catalog.list_accounts()?.into_iter().map(|entry| entry.email).collect(),
        }),
    }
}

fn entry_to_change(district: &District, email: &str) -> Result<AccountEntry, OfficeError> {
    district.why_do(Deed::KeepAccounts)?;
    let entry = find_entry(district, email)?;
    if let Person::Account(own) = district.person()
        && own.email.eq_ignore_ascii_case(&entry.email)
    {
        return Err(refused("nobody changes their own roles", "ask another administrator"));
    }
    Ok(entry)
}

/// Refuses to leave a district with accounts and nobody to keep them. Whoever works on the
/// machine can always make another.
fn keep_an_admin(district: &District, leaving: &AccountEntry) -> Result<(), OfficeError> {
    if matches!(district.person(), Person::Operator { .. }) {
        return Ok(());
    }
    for entry in district.folder.catalog()?.list_accounts()? {
        let admin = read_grants(&entry)?.iter().any(|grant| grant.role == Role::Admin);
        if admin && entry.disabled.is_none() && entry.id != leaving.id {
            return Ok(());
        }
    }
    Err(refused("this is the last administrator", "make another first"))
}

fn change(
    district: &District,
    entry: &AccountEntry,
    change: &AccountChange<'_>,
    what: String,
    now: Timestamp,
) -> Result<(), OfficeError> {
    let note = note(district, &entry.email, what, now);
    Ok(district.folder.catalog()?.change_account(entry.id, change, &note)?)
}

fn note(district: &District, about: &str, what: String, now: Timestamp) -> AccountNote {
    let who = district.person().name().to_owned();
    AccountNote { at: now, who, about: about.to_owned(), what }
}

fn words_of(grant: &Grant) -> String {
    format!("{} for {}", grant.role.code(), grant.reach_words())
}

fn refused(what: &str, hint: &str) -> OfficeError {
    OfficeError::Refused { what: what.to_owned(), hint: hint.to_owned() }
}

/// An address as accounts are known by: lower case, one @, nothing that nobody types.
fn read_email(text: &str) -> Result<String, OfficeError> {
    let email = text.trim().to_lowercase();
    let sound = email.len() <= 254
        && email.split_once('@').is_some_and(|(user, host)| {
            !user.is_empty() && !host.is_empty() && !host.contains('@')
        })
        && !email.chars().any(|letter| letter.is_whitespace() || letter.is_control());
    if sound {
        Ok(email)
    } else {
        Err(refused(
            "an account is known by an e-mail address",
            "write one, such as ana@example.org",
        ))
    }
}

/// Refuses a school or a cluster that the facts do not name, once they name any.
fn check_places(district: &District, grant: &Grant) -> Result<(), OfficeError> {
    let Reach::Schools { schools, clusters } = &grant.reach else { return Ok(()) };
    let (known_schools, known_clusters) = places(district)?;
    let unknown = |kind, ids: &BTreeSet<String>, known: BTreeSet<String>| match ids
        .iter()
        .find(|id| !known.is_empty() && !known.contains(*id))
    {
        None => Ok(()),
        Some(id) => {
            let known = known.into_iter().collect();
            Err(OfficeError::Unknown { kind, name: id.clone(), known })
        }
    };
    let schools_of = known_schools.iter().map(|(id, _)| id.clone()).collect();
    unknown("school", schools, schools_of)?;
    unknown("cluster", clusters, known_clusters)
}

/// The schools, each with its cluster, and the clusters that are named anywhere.
type Places = (Vec<(String, Option<String>)>, BTreeSet<String>);

fn places(district: &District) -> Result<Places, OfficeError> {
    use traction_store::Want;
    let wants = [Want::all(table::<School>()), Want::all(table::<Cluster>())];
    let facts = district.folder.snapshot()?.load(&wants)?;
    let schools: Vec<(String, Option<String>)> =
        rows::<School>(facts.find_standing(table::<School>()))
            .into_iter()
            .map(|school| (school.school_id.0, school.cluster_id.ok().map(|id| id.0)))
            .collect();
    let listed = rows::<Cluster>(facts.find_standing(table::<Cluster>()));
    let mut clusters: BTreeSet<String> = listed.into_iter().map(|c| c.cluster_id.0).collect();
    clusters.extend(schools.iter().filter_map(|(_, cluster)| cluster.clone()));
    Ok((schools, clusters))
}

/// The person of an account, with what its roles reach today.
fn person_of(district: &District, entry: &AccountEntry) -> Result<Person, OfficeError> {
    let mut held = Vec::new();
    for grant in read_grants(entry)? {
        let scope = match &grant.reach {
            Reach::District => Scope::District,
            Reach::Caseload => {
                let students = district.folder.catalog()?.list_caseload(entry.id)?;
                Scope::of_students(students.iter().map(String::as_str))
            }
            Reach::Schools { schools, clusters } => {
                let mut all = schools.clone();
                if !clusters.is_empty() {
                    let inside = |(id, cluster): (String, Option<String>)| {
                        cluster.is_some_and(|c| clusters.contains(&c)).then_some(id)
                    };
                    all.extend(places(district)?.0.into_iter().filter_map(inside));
                }
                Scope::of_schools(all.iter().map(String::as_str))
            }
        };
        held.push(Held { role: grant.role, scope, names: grant.names });
    }
    let (email, name) = (entry.email.clone(), entry.name.clone());
    Ok(Person::Account(Arc::new(Account { email, name, held })))
}

fn read_grants(entry: &AccountEntry) -> Result<Vec<Grant>, OfficeError> {
    serde_json::from_str(&entry.grants).map_err(|error| {
        let what = format!("the roles of {} do not read: {error}", entry.email);
        refused(&what, "this folder may have been written by a newer Traction: update this one")
    })
}

fn write_grants(grants: &[Grant]) -> Result<String, OfficeError> {
    serde_json::to_string(grants)
        .map_err(|error| refused(&format!("the roles could not be written down: {error}"), ""))
}

#[cfg(test)]
mod tests;
