//! The seal: applications and seats as they stood before the draw, bound by a hash in the journal.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use traction_core::choice::ledger;
use traction_core::choice::round::Round;
use traction_core::district::SchoolYear;

use super::draw::{Committed, load_commitment, receipts, subject};
use super::rounds::current_round;
use super::{ROOM, load_any_round, year_of};
use crate::district::District;
use crate::error::OfficeError;
use crate::journal::{self, Entry};

/// What was sealed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sealed {
    /// The hash, as public files have it.
    pub seal: String,
    /// Applications.
    pub applications: usize,
    /// The journal's number of the commitment that it stands under.
    pub commitment: i64,
    /// Why an earlier seal was replaced; empty for the first.
    pub because: String,
}

/// What seals of a round are about: none changes what was committed to.
fn sealed_subject(year: SchoolYear, round: u8) -> String {
    format!("seal {}", subject(year, round))
}

/// The seal that stands under a commitment.
pub(super) fn find_sealed(
    district: &District,
    year: SchoolYear,
    commitment: &Entry<Committed>,
) -> Result<Option<Entry<Sealed>>, OfficeError> {
    let about = sealed_subject(year, commitment.body.round);
    let all = journal::list::<Sealed>(district, ROOM, "sealed", Some(&about), None)?;
    Ok(all.into_iter().rfind(|entry| entry.body.commitment == commitment.id))
}

/// Seals the applications and seats of a year's round in progress as they are loaded. Where they are sealed already,
/// that seal stands; other rows need a reason.
///
/// # Errors
/// When nothing was committed to, or the rows are not those that were sealed and no reason is
/// given.
pub fn seal(
    district: &District,
    year: Option<i16>,
    because: Option<&str>,
    now: Timestamp,
) -> Result<Entry<Sealed>, OfficeError> {
    super::may_assign(district)?;
    let year = year_of(district, year)?;
    let number = current_round(district, year)?;
    let entry = load_commitment(district, year, number)?;
    let (round, _) = load_any_round(district, &entry.body.policy()?, year, number)?;
    seal_rows(district, &entry, &round, because, now)
}

/// The same for a round that is loaded already.
pub(super) fn seal_rows(
    district: &District,
    commitment: &Entry<Committed>,
    round: &Round,
    because: Option<&str>,
    now: Timestamp,
) -> Result<Entry<Sealed>, OfficeError> {
    let year = SchoolYear::ending(round.year);
    let facts = ledger::Facts {
        policy: &commitment.body.policy,
        commitment: &commitment.body.commitment,
        committed_at: commitment.at,
        sealed_at: None,
        seed: None,
        public_draw: "",
    };
    let receipts = receipts(round, &commitment.body.salt()?);
    let seal = ledger::seal(&ledger::write(round, &[], &receipts, &facts, None).public);
    let because = because.map(str::trim).filter(|because| !because.is_empty());
    let before = find_sealed(district, year, commitment)?;
    if let Some(entry) = before {
        if entry.body.seal == seal {
            return Ok(entry);
        }
        if because.is_none() {
            return Err(OfficeError::Refused {
                what: format!(
                    "the applications or seats are not those that were sealed on {}: {} then, {} \
                     now",
                    entry.at.strftime("%Y-%m-%d"),
                    entry.body.applications,
                    round.applications.len()
                ),
                hint:
                    "put the rows back as they were; or, if they must change, seal again and say \
                       why: traction choice seal --because WHY"
                        .to_owned(),
            });
        }
    }
    let sealed = Sealed {
        seal,
        applications: round.applications.len(),
        commitment: commitment.id,
        because: because.unwrap_or_default().to_owned(),
    };
    let about = sealed_subject(year, commitment.body.round);
    let all = journal::list::<Sealed>(district, ROOM, "sealed", Some(&about), None)?;
    let after = all.last().map(|entry| entry.id);
    let id = journal::enter_after(district, after, ROOM, "sealed", &about, &sealed, now)?;
    let who = district.person().name().to_owned();
    Ok(Entry { id, kind: "sealed".to_owned(), subject: about, at: now, who, body: sealed })
}
