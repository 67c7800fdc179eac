//! The journal and the proposals, as rooms use them: what people entered, and what engines made.
//!
//! A room keeps what its people decide as journal entries: a kind, a subject, and a body that the
//! room's own types read and write. Nothing is changed afterwards; taking back is a later entry,
//! and the state of a day is what had been entered by then. What an engine made of facts and
//! policy is a proposal; adopting one is a journal entry of kind [`ADOPTED`].

use jiff::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;
use traction_store::StoreError;
use traction_store::catalog::{self, Followed, JournalQuery, NewEntry, ProposalId};

use crate::district::District;
use crate::error::OfficeError;

/// The kind of entry by which a person adopts a proposal.
pub const ADOPTED: &str = "adopted";

/// An entry, read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Entry<T> {
    /// Its number; later entries have greater ones.
    pub id: i64,
    /// Its kind within the room.
    pub kind: String,
    /// What it is about.
    pub subject: String,
    /// When it was entered.
    pub at: Timestamp,
    /// Who entered it.
    pub who: String,
    /// What was entered.
    pub body: T,
}

/// Enters something in a room's journal, by the person who opened the district.
///
/// # Errors
/// The catalog's errors.
pub fn enter<T: Serialize>(
    district: &District,
    room: &str,
    kind: &str,
    subject: &str,
    body: &T,
    now: Timestamp,
) -> Result<i64, OfficeError> {
    let entry = written(district, room, kind, subject, body, now)?;
    let numbers = district.folder.catalog()?.enter(&[entry])?;
    Ok(numbers.last().copied().unwrap_or_default())
}

/// The same for several subjects at once, all or none.
///
/// # Errors
/// The catalog's errors.
pub fn enter_all<T: Serialize>(
    district: &District,
    room: &str,
    kind: &str,
    bodies: &[(String, T)],
    now: Timestamp,
) -> Result<Vec<i64>, OfficeError> {
    let entries: Result<Vec<NewEntry>, OfficeError> = bodies
        .iter()
        .map(|(subject, body)| written(district, room, kind, subject, body, now))
        .collect();
    Ok(district.folder.catalog()?.enter(&entries?)?)
}

/// Enters something only if nobody entered anything about its subject since `after`, the number
/// of the entry that the person saw last.
///
/// # Errors
/// [`OfficeError::Overtaken`]; the catalog's errors.
pub fn enter_after<T: Serialize>(
    district: &District,
    after: Option<i64>,
    room: &str,
    kind: &str,
    subject: &str,
    body: &T,
    now: Timestamp,
) -> Result<i64, OfficeError> {
    let entry = written(district, room, kind, subject, body, now)?;
    Ok(enter_written_after(district, &[(after, entry)])?.remove(0))
}

/// The same for entries that are written already: all or none, each after what was seen last of its
/// subject.
pub(crate) fn enter_written_after(
    district: &District,
    entries: &[(Option<i64>, NewEntry)],
) -> Result<Vec<i64>, OfficeError> {
    match district.folder.catalog()?.enter_after(entries)? {
        Followed::Entered(numbers) => Ok(numbers),
        Followed::Overtaken { subject, latest } => Err(OfficeError::Overtaken { subject, latest }),
    }
}

/// The entries of one kind in a room, in the order in which they were entered: all, or those
/// about one subject; as of a moment, or now.
///
/// # Errors
/// The catalog's errors; that an entry does not read as what the room keeps.
pub fn list<T: DeserializeOwned>(
    district: &District,
    room: &str,
    kind: &str,
    subject: Option<&str>,
    as_of: Option<Timestamp>,
) -> Result<Vec<Entry<T>>, OfficeError> {
    // Whoever looks at a past moment sees nothing that came later, however they ask.
    let as_of = match (as_of, district.moment()) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    };
    let query = JournalQuery { room, kind: Some(kind), subject, as_of };
    let entries = district.folder.catalog()?.list_journal(&query)?;
    entries.into_iter().map(|kept| read_entry(district, kept)).collect()
}

fn read_entry<T: DeserializeOwned>(
    district: &District,
    kept: catalog::JournalEntry,
) -> Result<Entry<T>, OfficeError> {
    let body = serde_json::from_str(&kept.entry.body).map_err(|error| {
        let what = format!("journal entry {} does not read: {error}", kept.id);
        StoreError::CatalogDamaged { path: district.folder.catalog_path(), what }
    })?;
    Ok(Entry {
        id: kept.id,
        kind: kept.entry.kind,
        subject: kept.entry.subject,
        at: kept.entry.at,
        who: kept.entry.who,
        body,
    })
}

/// Every entry of a room, whatever its kind, in the order in which they were entered.
///
/// # Errors
/// The catalog's errors.
pub fn list_room(
    district: &District,
    room: &str,
) -> Result<Vec<Entry<serde_json::Value>>, OfficeError> {
    let as_of = district.moment();
    let query = JournalQuery { room, kind: None, subject: None, as_of };
    let entries = district.folder.catalog()?.list_journal(&query)?;
    entries.into_iter().map(|kept| read_entry(district, kept)).collect()
}

/// What an engine made, to be recorded.
#[derive(Debug, Clone)]
pub struct Made<'a, R, F> {
    /// Room, such as `choice`.
    pub room: &'a str,
    /// Kind of result within the room.
    pub kind: &'a str,
    /// Version of the policy that was in force, such as its id and date.
    pub policy: &'a str,
    /// Seed of everything random.
    pub seed: u64,
    /// The result.
    pub result: &'a R,
    /// What the independent check found.
    pub findings: &'a F,
}

/// A proposal, read.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Proposal<R> {
    /// Its number.
    pub id: i64,
    /// Kind of result within the room.
    pub kind: String,
    /// When it was made.
    pub at: Timestamp,
    /// Who asked for it.
    pub who: String,
    /// Fingerprint of the facts that it was made from.
    pub facts: String,
    /// Version of the policy.
    pub policy: String,
    /// Seed of everything random.
    pub seed: u64,
    /// The result.
    pub result: R,
    /// What the independent check found, as JSON.
    pub findings: String,
}

/// Records what an engine made of the facts as they are now.
///
/// # Errors
/// The catalog's errors.
pub fn propose<R: Serialize, F: Serialize>(
    district: &District,
    made: &Made<'_, R, F>,
    now: Timestamp,
) -> Result<i64, OfficeError> {
    district.may_change()?;
    let proposal = catalog::Proposal {
        room: made.room.to_owned(),
        kind: made.kind.to_owned(),
        at: now,
        who: district.person().name().to_owned(),
        program: format!("traction {}", env!("CARGO_PKG_VERSION")),
        facts_fingerprint: district.folder.snapshot()?.fingerprint(),
        policy_version: made.policy.to_owned(),
        seed: made.seed,
        result: to_json(made.result)?,
        findings: to_json(made.findings)?,
    };
    Ok(district.folder.catalog()?.save_proposal(&proposal)?.0)
}

/// A room's proposals of one kind, latest first.
///
/// # Errors
/// The catalog's errors; that a result does not read as what the room keeps.
pub fn list_proposals<R: DeserializeOwned>(
    district: &District,
    room: &str,
    kind: &str,
) -> Result<Vec<Proposal<R>>, OfficeError> {
    let entries = district.folder.catalog()?.list_proposals(Some(room))?;
    entries
        .into_iter()
        .filter(|entry| entry.proposal.kind == kind && had_been(district, entry))
        .map(|entry| read_proposal(district, entry))
        .collect()
}

/// A room's proposal of that number and kind.
///
/// # Errors
/// The catalog's errors; that there is none.
pub fn load_proposal<R: DeserializeOwned>(
    district: &District,
    room: &str,
    kind: &str,
    id: i64,
) -> Result<Proposal<R>, OfficeError> {
    let entry = district.folder.catalog()?.find_proposal(ProposalId(id))?;
    let is_it = |entry: &catalog::ProposalEntry| {
        entry.proposal.room == room && entry.proposal.kind == kind && had_been(district, entry)
    };
    match entry.filter(is_it) {
        Some(entry) => read_proposal(district, entry),
        None => {
            Err(OfficeError::Unknown { kind: "proposal", name: id.to_string(), known: Vec::new() })
        }
    }
}

/// The policy by which a proposal was made; nothing where there is none of that number and kind.
///
/// # Errors
/// The catalog's errors.
pub(crate) fn find_policy(
    district: &District,
    room: &str,
    kind: &str,
    id: i64,
) -> Result<Option<String>, OfficeError> {
    let entry = district.folder.catalog()?.find_proposal(ProposalId(id))?;
    let entry = entry.filter(|entry| {
        entry.proposal.room == room && entry.proposal.kind == kind && had_been(district, entry)
    });
    Ok(entry.map(|entry| entry.proposal.policy_version))
}

/// Whether a proposal was there at the moment that is looked at.
fn had_been(district: &District, entry: &catalog::ProposalEntry) -> bool {
    district.moment().is_none_or(|moment| entry.proposal.at <= moment)
}

fn read_proposal<R: DeserializeOwned>(
    district: &District,
    entry: catalog::ProposalEntry,
) -> Result<Proposal<R>, OfficeError> {
    let kept = entry.proposal;
    let result = serde_json::from_str(&kept.result).map_err(|error| {
        let what = format!("proposal {} does not read: {error}", entry.id.0);
        StoreError::CatalogDamaged { path: district.folder.catalog_path(), what }
    })?;
    Ok(Proposal {
        id: entry.id.0,
        kind: kept.kind,
        at: kept.at,
        who: kept.who,
        facts: kept.facts_fingerprint,
        policy: kept.policy_version,
        seed: kept.seed,
        result,
        findings: kept.findings,
    })
}

pub(crate) fn written<T: Serialize>(
    district: &District,
    room: &str,
    kind: &str,
    subject: &str,
    body: &T,
    now: Timestamp,
) -> Result<NewEntry, OfficeError> {
    district.may_change()?;
    Ok(NewEntry {
        room: room.to_owned(),
        kind: kind.to_owned(),
        subject: subject.to_owned(),
        at: now,
        who: district.person().name().to_owned(),
        body: to_json(body)?,
    })
}

fn to_json(value: &impl Serialize) -> Result<String, OfficeError> {
    serde_json::to_string(value).map_err(|error| OfficeError::Refused {
        what: format!("it could not be written down: {error}"),
        hint: String::new(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::Person;
    use crate::district::NewDistrict;

    fn moment(second: i64) -> Timestamp {
        Timestamp::from_second(1_790_000_000 + second).unwrap()
    }

    fn district() -> (tempfile::TempDir, District) {
        let home = tempfile::tempdir().unwrap();
        let new = NewDistrict { name: "Riverbend".to_owned(), nces_id: None };
        let person = Person::Operator { account: "ana".to_owned() };
        let district = District::create(&home.path().join("riverbend"), &new, person).unwrap();
        (home, district)
    }

    #[test]
    fn what_was_entered_reads_back_as_of_any_moment() {
        let (_home, district) = district();
        for (second, words) in [(1, "first"), (2, "second"), (3, "third")] {
            enter(&district, "plan", "story", "goal-1", &words, moment(second)).unwrap();
        }
        enter(&district, "plan", "story", "goal-2", &"other", moment(4)).unwrap();
        let as_of = |then: Option<i64>| {
            let entries: Vec<Entry<String>> =
                list(&district, "plan", "story", Some("goal-1"), then.map(moment)).unwrap();
            entries.into_iter().map(|entry| entry.body).collect::<Vec<_>>()
        };
        assert_eq!(as_of(Some(2)), ["first", "second"]);
        assert_eq!(as_of(None), ["first", "second", "third"]);
        let all: Vec<Entry<String>> = list(&district, "plan", "story", None, None).unwrap();
        assert_eq!(all.len(), 4);
        assert_eq!(all[3].who, "ana");
    }

    #[test]
    fn whoever_comes_second_is_told_and_nothing_is_lost() {
        let (_home, district) = district();
        let put = |after, words: &str| {
            enter_after(&district, after, "plan", "text", "line-3", &words, moment(9))
        };
        let first = put(None, "ours").unwrap();
        let refused = put(None, "theirs").unwrap_err();
        assert!(matches!(refused, OfficeError::Overtaken { latest, .. } if latest == first));
        let second = put(Some(first), "both").unwrap();
        assert!(second > first);
        let kept: Vec<Entry<String>> = list(&district, "plan", "text", None, None).unwrap();
        assert_eq!(kept.into_iter().map(|e| e.body).collect::<Vec<_>>(), ["ours", "both"]);
    }

    #[test]
    fn of_entries_after_others_all_are_entered_or_none() {
        let (_home, district) = district();
        let entry = |after, subject: &str, words: &str| {
            (after, written(&district, "plan", "text", subject, &words, moment(9)).unwrap())
        };
        let two = [entry(None, "a", "one"), entry(None, "a", "two"), entry(None, "b", "three")];
        let numbers = enter_written_after(&district, &two).unwrap();
        assert_eq!(numbers.len(), 3, "the second about a subject follows the first");
        let last = Some(numbers[1]);
        let overtaken = [entry(last, "a", "four"), entry(None, "b", "five")];
        let refused = enter_written_after(&district, &overtaken).unwrap_err();
        assert!(matches!(refused, OfficeError::Overtaken { subject, .. } if subject == "b"));
        let kept: Vec<Entry<String>> = list(&district, "plan", "text", None, None).unwrap();
        assert_eq!(kept.len(), 3);
        assert!(enter_written_after(&district, &overtaken[..1]).is_ok());
    }

    #[test]
    fn a_proposal_is_found_by_its_room_kind_and_number() {
        let (_home, district) = district();
        let made = Made {
            room: "choice",
            kind: "assignment",
            policy: "reserve 2026-11-01",
            seed: 7,
            result: &vec![1, 2, 3],
            findings: &Vec::<String>::new(),
        };
        let id = propose(&district, &made, moment(1)).unwrap();
        let kept: Proposal<Vec<i32>> =
            load_proposal(&district, "choice", "assignment", id).unwrap();
        assert_eq!((kept.result, kept.seed, kept.who.as_str()), (vec![1, 2, 3], 7, "ana"));
        assert!(load_proposal::<Vec<i32>>(&district, "budget", "assignment", id).is_err());
        let all: Vec<Proposal<Vec<i32>>> =
            list_proposals(&district, "choice", "assignment").unwrap();
        assert_eq!(all.len(), 1);
    }
}
