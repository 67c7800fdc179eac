//! Supervision: a log that takes seconds, and where the time goes.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use serde_json::Value;
use traction_core::plan::engine::{SupervisorTime, TARGET_IN_SCHOOLS, add_up_contacts};
use traction_core::plan::model::Contact;

use super::calendar::open_schools;
use crate::access::{Deed, Person, Reason, Sight, why_may_see};
use crate::district::District;
use crate::error::OfficeError;
use crate::journal;
use crate::plan::book::{Kept, standing};
use crate::plan::{ROOM, may_govern, may_write};

/// The kind of entries of a supervisor's log.
pub(in crate::plan) const CONTACT: &str = "contact";
const ASSIGNED: &str = "assigned_schools";

/// Supervisors' time over a span of days.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SupervisionView {
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
    /// The share in schools that is set out for.
    pub target: f64,
    /// Each supervisor.
    pub supervisors: Vec<SupervisorTime>,
    /// The last entries of whoever asks, newest first.
    pub mine: Vec<Contact>,
}

/// Whoever plans and sees rows about staff: an agency outside the district does not.
///
/// # Errors
/// That the person may not.
pub fn may_supervise(district: &District) -> Result<Reason, OfficeError> {
    let reason = may_write(district, Deed::Plan)?;
    match why_may_see(district.person(), Sight::StaffRows) {
        Some(_) => Ok(reason),
        None => Err(OfficeError::NoReason {
            who: district.person().name().to_owned(),
            what: Sight::StaffRows.words(),
        }),
    }
}

/// Where supervisors' time went. Whoever may not plan for the whole district sees their own.
///
/// # Errors
/// The catalog's errors; that the person may not.
pub fn supervision(
    district: &District,
    from: Date,
    to: Date,
    as_of: Option<Timestamp>,
) -> Result<SupervisionView, OfficeError> {
    let reason = may_supervise(district)?;
    let contacts: Vec<Contact> = standing(district, CONTACT, as_of)?
        .into_iter()
        .map(|entry: journal::Entry<Contact>| entry.body)
        .collect();
    let assigned: BTreeMap<String, Vec<String>> = standing(district, ASSIGNED, as_of)?
        .into_iter()
        .map(|entry: journal::Entry<Vec<String>>| (entry.subject, entry.body))
        .collect();
    let me = district.person().name().to_owned();
    let mut supervisors = add_up_contacts(&contacts, &assigned, from, to);
    if !reason.scope().is_district() {
        supervisors.retain(|time| time.supervisor == me);
    }
    let mut mine: Vec<Contact> =
        contacts.into_iter().filter(|contact| contact.supervisor == me).collect();
    mine.reverse();
    mine.truncate(10);
    Ok(SupervisionView { from, to, target: TARGET_IN_SCHOOLS, supervisors, mine })
}

/// Adds an entry to the log of whoever asks. At the machine any supervisor can be named.
///
/// # Errors
/// No minutes, more than a day's, a school that there is not, somebody else's log; that the person
/// may not.
pub fn enter_contact(
    district: &District,
    contact: &Contact,
    now: Timestamp,
) -> Result<i64, OfficeError> {
    may_supervise(district)?;
    let refuse =
        |what: String, hint: &str| Err(OfficeError::Refused { what, hint: hint.to_owned() });
    let at_the_machine = matches!(district.person(), Person::Operator { .. });
    if !at_the_machine && contact.supervisor != district.person().name() {
        return refuse("a log is written by its own person".to_owned(), "sign in as them");
    }
    if !(1..=1440).contains(&contact.minutes) {
        return refuse(format!("{} minutes is no visit", contact.minutes), "1 to 1440 minutes");
    }
    if let Some(school) = &contact.school_id
        && !open_schools(district)?.contains(school)
    {
        let hint = "schools are named by their number: traction export schools";
        return refuse(format!("there is no open school {school}"), hint);
    }
    if contact.activity.in_school() && contact.school_id.is_none() {
        return refuse("time in a school needs the school".to_owned(), "name it by its number");
    }
    // Two visits on a day are two subjects, so that taking one back leaves the other.
    let before = journal::list::<Value>(district, ROOM, CONTACT, None, None)?.len();
    let subject = format!("{} {} {}", contact.supervisor, contact.on, before + 1);
    journal::enter(district, ROOM, CONTACT, &subject, &Kept::of(contact.clone()), now)
}

/// Says which schools answer to a supervisor.
///
/// # Errors
/// A school that there is not; that the person may not.
pub fn put_assigned(
    district: &District,
    supervisor: &str,
    schools: &[String],
    now: Timestamp,
) -> Result<i64, OfficeError> {
    may_govern(district)?;
    let open = open_schools(district)?;
    if let Some(name) = schools.iter().find(|school| !open.contains(school)) {
        let hint = "schools are named by their number: traction export schools".to_owned();
        return Err(OfficeError::Refused { what: format!("there is no open school {name}"), hint });
    }
    journal::enter(district, ROOM, ASSIGNED, supervisor, &Kept::of(schools.to_vec()), now)
}
