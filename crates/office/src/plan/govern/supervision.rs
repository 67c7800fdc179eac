//! Supervision: a log that takes seconds, and where the time goes.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use serde_json::Value;
use traction_core::disclosure::Shown;
use traction_core::gaps::report::Figure;
use traction_core::plan::engine::{
    SchoolTime, SupervisorTime, TARGET_IN_SCHOOLS, add_up_contacts, add_up_schools,
};
use traction_core::plan::model::Contact;

use super::calendar::{names_of, open_schools};
use crate::access::{Deed, Person, Reason, Sight, why_may_see};
use crate::district::District;
use crate::error::OfficeError;
use crate::gaps::{self, Question};
use crate::journal;
use crate::plan::book::{Kept, put_after, standing, standing_entry};
use crate::plan::names::{Names, is_own, own_name};
use crate::plan::{ROOM, may_govern, may_write};
use crate::progress::Progress;

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
    /// Each school with what is known of its need, greatest need first, unknown last.
    pub schools: Vec<SchoolNeed>,
    /// The last entries of whoever asks, newest first.
    pub mine: Vec<Contact>,
    /// Which schools answer to whom, by name.
    pub assigned: Vec<Assigned>,
}

/// The schools that answer to a supervisor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Assigned {
    /// Their name.
    pub supervisor: String,
    /// The schools' numbers.
    pub schools: Vec<String>,
    /// The entry that says so: whoever changes it names this one.
    pub entry: i64,
}

/// A school's share of supervisors' time beside its need.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SchoolNeed {
    /// Its name.
    pub name: String,
    /// Who looks after it, and the time in it.
    pub time: SchoolTime,
    /// The share of its students from low-income families, as far as it may be shown.
    pub low_income: Option<f64>,
    /// The share of its students who are chronically absent, as far as it may be shown.
    pub absent: Option<f64>,
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
    progress: &dyn Progress,
) -> Result<SupervisionView, OfficeError> {
    let reason = may_supervise(district)?;
    let mut contacts = read_contacts(district, as_of)?;
    let mut assigned = read_assigned(district, as_of)?;
    let me = own_name(district).to_owned();
    let mut open = open_schools(district)?;
    if !reason.scope().is_district() {
        contacts.retain(|contact| contact.supervisor == me);
        assigned.retain(|held| held.supervisor == me);
        open.clear();
    }
    let list = assigned;
    let assigned = by_supervisor(&list);
    let supervisors = add_up_contacts(&contacts, &assigned, from, to);
    let schools = add_up_schools(&contacts, &assigned, &open, from, to);
    let schools = with_need(district, schools, progress)?;
    let mut mine: Vec<Contact> =
        contacts.into_iter().filter(|contact| contact.supervisor == me).collect();
    mine.reverse();
    mine.truncate(10);
    Ok(SupervisionView {
        from,
        to,
        target: TARGET_IN_SCHOOLS,
        supervisors,
        schools,
        mine,
        assigned: list,
    })
}

/// Schools with their need, by the newest year that has figures: both shares are of the counts
/// that any page of the measure shows.
fn with_need(
    district: &District,
    schools: Vec<SchoolTime>,
    progress: &dyn Progress,
) -> Result<Vec<SchoolNeed>, OfficeError> {
    let names = names_of(district)?;
    let question = Question {
        group: Some("economically_disadvantaged=true".to_owned()),
        ..Question::of("chronic_absence")
    };
    let shown = match gaps::ask(district, &question, progress) {
        Ok(report) => report.schools,
        // Without attendance the time in schools still stands, and its need is not known.
        Err(OfficeError::Refused { .. } | OfficeError::Unknown { .. }) => Vec::new(),
        Err(error) => return Err(error),
    };
    let mut schools: Vec<SchoolNeed> = schools
        .into_iter()
        .map(|time| {
            let found = shown.iter().find(|school| school.school_id == time.school_id);
            let sides = found.and_then(|school| {
                let (low, other) = (counted(&school.focus)?, counted(&school.reference)?);
                // A whole percent, as shares are shown everywhere.
                (low + other > 0)
                    .then(|| (low as f64 / (low + other) as f64 * 100.0).round() / 100.0)
            });
            SchoolNeed {
                name: names.get(&time.school_id).unwrap_or(&time.school_id).clone(),
                low_income: sides,
                absent: found.and_then(|school| Some(school.all.value()?.value)),
                time,
            }
        })
        .collect();
    let need = |of: Option<f64>| of.unwrap_or(-1.0);
    schools.sort_by(|a, b| {
        need(b.low_income)
            .total_cmp(&need(a.low_income))
            .then_with(|| need(b.absent).total_cmp(&need(a.absent)))
            .then_with(|| a.name.cmp(&b.name))
    });
    Ok(schools)
}

/// How many students a figure is about, where that is said.
fn counted(shown: &Shown<Figure>) -> Option<u64> {
    match shown {
        Shown::Value(figure) => Some(figure.n),
        Shown::Range(range) => Some(range.n()),
        _ => None,
    }
}

/// The log of visits and which schools answer to whom, each supervisor by their name.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Visits {
    pub contacts: Vec<Contact>,
    pub assigned: BTreeMap<String, Vec<String>>,
}

impl Visits {
    pub fn read(district: &District, as_of: Option<Timestamp>) -> Result<Visits, OfficeError> {
        let contacts = read_contacts(district, as_of)?;
        Ok(Visits { contacts, assigned: by_supervisor(&read_assigned(district, as_of)?) })
    }
}

fn by_supervisor(assigned: &[Assigned]) -> BTreeMap<String, Vec<String>> {
    assigned.iter().map(|held| (held.supervisor.clone(), held.schools.clone())).collect()
}

fn read_contacts(
    district: &District,
    as_of: Option<Timestamp>,
) -> Result<Vec<Contact>, OfficeError> {
    let names = Names::load(district)?;
    let entries = standing::<Contact>(district, CONTACT, as_of)?;
    Ok(entries
        .into_iter()
        .map(|entry| Contact {
            supervisor: names.of(&entry.body.supervisor).to_owned(),
            ..entry.body
        })
        .collect())
}

/// Which schools answer to whom. Of one supervisor, written as an address and as a name, the newest
/// entry holds.
fn read_assigned(
    district: &District,
    as_of: Option<Timestamp>,
) -> Result<Vec<Assigned>, OfficeError> {
    let names = Names::load(district)?;
    let mut entries = standing::<Vec<String>>(district, ASSIGNED, as_of)?;
    entries.sort_by_key(|entry| entry.id);
    let newest: BTreeMap<String, Assigned> = entries
        .into_iter()
        .map(|entry| {
            let supervisor = names.of(&entry.subject).to_owned();
            let held =
                Assigned { supervisor: supervisor.clone(), schools: entry.body, entry: entry.id };
            (supervisor, held)
        })
        .collect();
    Ok(newest.into_values().collect())
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
    if !at_the_machine && !is_own(district, &contact.supervisor) {
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

/// Says which schools answer to a supervisor, over the entry that the person saw: none where nothing
/// was said of that supervisor.
///
/// # Errors
/// [`OfficeError::Overtaken`]; a school that there is not; that the person may not.
pub fn put_assigned(
    district: &District,
    seen: Option<i64>,
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
    let names = Names::load(district)?;
    let supervisor = names.of(supervisor);
    if supervisor.is_empty() {
        let what = "say whose schools they are".to_owned();
        return Err(OfficeError::Refused { what, hint: String::new() });
    }
    // What stands may be kept under the address; what is written is kept under the name. The name's
    // own entry is read first, so that whoever writes in between is found by one of the two.
    let under = standing_entry(district, ASSIGNED, supervisor)?;
    let stands = assigned_entry(district, supervisor)?;
    if let Some(latest) = stands.filter(|_| seen != stands) {
        return Err(OfficeError::Overtaken { subject: supervisor.to_owned(), latest });
    }
    put_after(district, under, ASSIGNED, supervisor, &schools.to_vec(), now)
}

/// The same over whatever stands, as a file or a command writes it.
///
/// # Errors
/// As [`put_assigned`].
pub fn write_assigned(
    district: &District,
    supervisor: &str,
    schools: &[String],
    now: Timestamp,
) -> Result<i64, OfficeError> {
    let stands = assigned_entry(district, Names::load(district)?.of(supervisor))?;
    put_assigned(district, stands, supervisor, schools, now)
}

/// The entry that says which schools answer to somebody, however they were written.
fn assigned_entry(district: &District, supervisor: &str) -> Result<Option<i64>, OfficeError> {
    let all = read_assigned(district, None)?;
    Ok(all.into_iter().find(|held| held.supervisor == supervisor).map(|held| held.entry))
}
