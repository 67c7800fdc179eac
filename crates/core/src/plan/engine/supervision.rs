//! Where supervisors' time goes: the share in schools, the span, by school.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::Serialize;

use crate::plan::model::{Activity, Contact};

/// The share of a supervisor's time that Highline Public Schools set out to spend in schools
/// (Education Resource Strategies, *Districts at Work: Highline*, 2018).
pub const TARGET_IN_SCHOOLS: f64 = 0.70;

/// One supervisor over a span of days.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SupervisorTime {
    /// The supervisor.
    pub supervisor: String,
    /// Minutes logged.
    pub minutes: u64,
    /// Minutes in schools.
    pub in_schools: u64,
    /// The share in schools; none when nothing was logged.
    pub share: Option<f64>,
    /// Minutes by activity, in the order of [`Activity::ALL`].
    pub by_activity: Vec<(Activity, u64)>,
    /// Schools that answer to the supervisor.
    pub span: u32,
    /// Minutes in each of those schools and any other visited, and the day of the last visit, in
    /// order of schools.
    pub schools: Vec<(String, u64, Option<Date>)>,
}

/// Adds up the log from a first to a last day, both included, by supervisor.
///
/// `assigned` names the schools of each supervisor; a supervisor who logged nothing is listed.
pub fn add_up_contacts(
    contacts: &[Contact],
    assigned: &BTreeMap<String, Vec<String>>,
    from: Date,
    to: Date,
) -> Vec<SupervisorTime> {
    let within: Vec<&Contact> =
        contacts.iter().filter(|contact| from <= contact.on && contact.on <= to).collect();
    let people: BTreeSet<&str> = assigned
        .keys()
        .map(String::as_str)
        .chain(within.iter().map(|contact| contact.supervisor.as_str()))
        .collect();
    people
        .into_iter()
        .map(|person| {
            let mine: Vec<&Contact> =
                within.iter().copied().filter(|contact| contact.supervisor == person).collect();
            let sum = |keep: &dyn Fn(&Contact) -> bool| -> u64 {
                mine.iter().filter(|c| keep(c)).map(|c| u64::from(c.minutes)).sum()
            };
            let minutes = sum(&|_| true);
            let in_schools = sum(&|contact| contact.activity.in_school());
            let own = assigned.get(person).map(Vec::as_slice).unwrap_or_default();
            let mut schools: BTreeSet<&str> = own.iter().map(String::as_str).collect();
            schools.extend(mine.iter().filter_map(|contact| contact.school_id.as_deref()));
            let visits = |school: &str| {
                let there = |contact: &Contact| {
                    contact.school_id.as_deref() == Some(school) && contact.activity.in_school()
                };
                let last = mine.iter().filter(|c| there(c)).map(|c| c.on).max();
                (school.to_owned(), sum(&there), last)
            };
            SupervisorTime {
                supervisor: person.to_owned(),
                minutes,
                in_schools,
                share: (minutes > 0).then(|| in_schools as f64 / minutes as f64),
                by_activity: Activity::ALL
                    .into_iter()
                    .map(|activity| (activity, sum(&|contact| contact.activity == activity)))
                    .collect(),
                span: u32::try_from(own.len()).unwrap_or(u32::MAX),
                schools: schools.into_iter().map(visits).collect(),
            }
        })
        .collect()
}

/// One school over a span of days: who looks after it, and what the time in it went to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SchoolTime {
    /// The school.
    pub school_id: String,
    /// Supervisors to whom it answers, in order.
    pub supervisors: Vec<String>,
    /// Minutes in it by activity, those in schools of [`Activity::ALL`].
    pub minutes: Vec<(Activity, u64)>,
    /// The day of the last visit.
    pub last: Option<Date>,
}

/// Adds up the log from a first to a last day, both included, by school: those named, those that
/// answer to somebody and those visited, in order.
pub fn add_up_schools(
    contacts: &[Contact],
    assigned: &BTreeMap<String, Vec<String>>,
    named: &[String],
    from: Date,
    to: Date,
) -> Vec<SchoolTime> {
    let visits: Vec<(&str, &Contact)> = contacts
        .iter()
        .filter(|contact| contact.activity.in_school())
        .filter(|contact| from <= contact.on && contact.on <= to)
        .filter_map(|contact| Some((contact.school_id.as_deref()?, contact)))
        .collect();
    let mut schools: BTreeSet<&str> = named.iter().map(String::as_str).collect();
    schools.extend(assigned.values().flatten().map(String::as_str));
    schools.extend(visits.iter().map(|(school, _)| *school));
    schools
        .into_iter()
        .map(|school| {
            let there = || visits.iter().filter(|(id, _)| *id == school).map(|(_, visit)| *visit);
            let minutes = |activity: Activity| {
                let of = there().filter(|visit| visit.activity == activity);
                (activity, of.map(|visit| u64::from(visit.minutes)).sum())
            };
            let mine = assigned.iter().filter(|(_, own)| own.iter().any(|id| id == school));
            SchoolTime {
                school_id: school.to_owned(),
                supervisors: mine.map(|(supervisor, _)| supervisor.clone()).collect(),
                minutes: Activity::ALL
                    .into_iter()
                    .filter(|activity| activity.in_school())
                    .map(minutes)
                    .collect(),
                last: there().map(|visit| visit.on).max(),
            }
        })
        .collect()
}
