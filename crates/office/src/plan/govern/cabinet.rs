//! The cabinet's desk: members, working groups, meetings, pledges, the agenda from data.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use traction_core::plan::engine::{AgendaItem, list_agenda, track};
use traction_core::plan::model::{
    Cabinet, Decision, Line, Meeting, Member, Pledge, Track, WorkingGroup,
};

use crate::access::Deed;
use crate::district::District;
use crate::error::OfficeError;
use crate::journal::Entry;
use crate::plan::book::{Kept, newest, put_after, standing, standing_entry};
use crate::plan::edit::known_line;
use crate::plan::{TRIES, free_id, known, load, may_govern, may_see, may_write};
use crate::progress::Progress;

const MEMBER: &str = "member";
const GROUP: &str = "working_group";
const PLEDGE: &str = "pledge";
const MEETING: &str = "meeting";
const SHARED: &str = "shared_lines";
const HEAD: &str = "cabinet";
const THE_CABINET: &str = "cabinet";

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Head {
    name: String,
    staff_hundredths: u32,
}

/// The cabinet on a day.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CabinetView {
    /// The day.
    pub on: Date,
    /// Members, groups, meetings, pledges.
    pub cabinet: Cabinet,
    /// The ids of the lines that the cabinet shares.
    pub shared: Vec<String>,
    /// The entry that says so: whoever changes it names this one.
    pub shared_entry: Option<i64>,
    /// The agenda of a meeting on the day.
    pub agenda: Vec<AgendaItem>,
    #[serde(skip)]
    pub(in crate::plan) lines: Vec<Line>,
    #[serde(skip)]
    track: Track,
}

/// The cabinet, and the agenda of a meeting on a day; `next` is the day of the meeting after it.
///
/// # Errors
/// The files' and the catalog's errors.
pub fn cabinet(
    district: &District,
    on: Date,
    next: Date,
    as_of: Option<Timestamp>,
    progress: &dyn Progress,
) -> Result<CabinetView, OfficeError> {
    may_write(district, Deed::Plan)?;
    public_cabinet(district, on, as_of, progress).map(|view| CabinetView {
        agenda: list_agenda(&view.lines, &view.track, &view.cabinet, &view.shared, on, next),
        ..view
    })
}

/// The cabinet as everybody may see it: no agenda.
///
/// # Errors
/// The files' and the catalog's errors.
pub fn public_cabinet(
    district: &District,
    on: Date,
    as_of: Option<Timestamp>,
    progress: &dyn Progress,
) -> Result<CabinetView, OfficeError> {
    may_see(district)?;
    let cabinet = read(district, as_of)?;
    let (shared, shared_entry) = read_shared(district, as_of)?;
    let lines = load(district, as_of)?.list_lines();
    let known = known::gather(district, &lines, on, as_of, progress)?;
    let track = track(&lines, &known, on);
    Ok(CabinetView { on, cabinet, shared, shared_entry, agenda: Vec::new(), lines, track })
}

pub(super) fn read(district: &District, as_of: Option<Timestamp>) -> Result<Cabinet, OfficeError> {
    let mut meetings: Vec<Meeting> = bodies(district, MEETING, as_of)?;
    meetings.sort_by_key(|meeting| meeting.on);
    let head: Head = newest(district, HEAD, THE_CABINET, as_of)?
        .and_then(|entry: Entry<Kept<Head>>| entry.body.value)
        .unwrap_or_else(|| Head { name: "Children’s cabinet".to_owned(), staff_hundredths: 0 });
    Ok(Cabinet {
        name: head.name,
        staff_hundredths: head.staff_hundredths,
        members: bodies(district, MEMBER, as_of)?,
        groups: bodies(district, GROUP, as_of)?,
        pledges: bodies(district, PLEDGE, as_of)?,
        meetings,
    })
}

fn bodies<T: DeserializeOwned>(
    district: &District,
    kind: &str,
    as_of: Option<Timestamp>,
) -> Result<Vec<T>, OfficeError> {
    Ok(standing(district, kind, as_of)?.into_iter().map(|entry| entry.body).collect())
}

/// The lines that the cabinet shares, with the entry that says so.
fn read_shared(
    district: &District,
    as_of: Option<Timestamp>,
) -> Result<(Vec<String>, Option<i64>), OfficeError> {
    let entry = newest::<Vec<String>>(district, SHARED, THE_CABINET, as_of)?;
    let held = entry.and_then(|entry| Some((entry.body.value?, entry.id)));
    Ok(held.map_or_else(Default::default, |(lines, id)| (lines, Some(id))))
}

/// Names the cabinet and says how many staff work for it, in hundredths of a full-time position.
///
/// # Errors
/// That the person may not.
pub fn put_cabinet(
    district: &District,
    name: &str,
    staff_hundredths: u32,
    now: Timestamp,
) -> Result<i64, OfficeError> {
    let head = Head { name: name.trim().to_owned(), staff_hundredths };
    put(district, standing_entry(district, HEAD, THE_CABINET)?, HEAD, THE_CABINET, &head, now)
}

/// Says which lines of the plan the cabinet shares, over the entry that the person saw.
///
/// # Errors
/// [`OfficeError::Overtaken`]; that there is no such line; that the person may not.
pub fn set_shared(
    district: &District,
    seen: Option<i64>,
    lines: &[String],
    now: Timestamp,
) -> Result<i64, OfficeError> {
    may_govern(district)?;
    for line in lines {
        known_line(district, line)?;
    }
    put_after(district, seen, SHARED, THE_CABINET, &lines.to_vec(), now)
}

/// The same over whatever stands, as a file or a command writes it.
///
/// # Errors
/// As [`set_shared`].
pub fn share(district: &District, lines: &[String], now: Timestamp) -> Result<i64, OfficeError> {
    set_shared(district, standing_entry(district, SHARED, THE_CABINET)?, lines, now)
}

/// Writes a member, over the entry that the person saw: none for a new one.
///
/// # Errors
/// [`OfficeError::Overtaken`]; that the person may not.
pub fn put_member(
    district: &District,
    seen: Option<i64>,
    member: &Member,
    now: Timestamp,
) -> Result<i64, OfficeError> {
    put(district, seen, MEMBER, &member.id, member, now)
}

/// The members, each with the entry that made it so.
///
/// # Errors
/// The catalog's errors; that the person may not see the plan.
pub fn members(district: &District) -> Result<Vec<Entry<Member>>, OfficeError> {
    may_see(district)?;
    standing(district, MEMBER, None)
}

/// Writes a member over whatever stands, as a file does.
pub(in crate::plan) fn write_member(
    district: &District,
    member: &Member,
    now: Timestamp,
) -> Result<i64, OfficeError> {
    put_member(district, standing_entry(district, MEMBER, &member.id)?, member, now)
}

/// Writes a working group over whatever stands, as a file does.
pub(in crate::plan) fn write_group(
    district: &District,
    group: &WorkingGroup,
    now: Timestamp,
) -> Result<i64, OfficeError> {
    put(district, standing_entry(district, GROUP, &group.id)?, GROUP, &group.id, group, now)
}

/// Sets up a working group under the first short name that is free, which is told.
///
/// # Errors
/// That the person may not.
pub fn add_group(
    district: &District,
    group: &WorkingGroup,
    now: Timestamp,
) -> Result<String, OfficeError> {
    add(district, GROUP, 'G', now, |id| WorkingGroup { id, ..group.clone() })
}

/// Says that a working group reported on a day.
///
/// # Errors
/// That there is no such group; [`OfficeError::Overtaken`]; that the person may not.
pub fn report_group(
    district: &District,
    id: &str,
    on: Date,
    now: Timestamp,
) -> Result<i64, OfficeError> {
    let groups: Vec<Entry<WorkingGroup>> = standing(district, GROUP, None)?;
    let known = groups.iter().map(|entry| entry.subject.clone()).collect();
    let found = groups.into_iter().find(|entry| entry.subject == id);
    let found = found.ok_or_else(|| OfficeError::Unknown {
        kind: "working group",
        name: id.to_owned(),
        known,
    })?;
    let group = WorkingGroup { reported_on: Some(on), ..found.body };
    put(district, Some(found.id), GROUP, id, &group, now)
}

/// Writes a pledge over whatever stands, as a file does.
pub(in crate::plan) fn write_pledge(
    district: &District,
    pledge: &Pledge,
    now: Timestamp,
) -> Result<i64, OfficeError> {
    known_line(district, &pledge.line)?;
    put(district, standing_entry(district, PLEDGE, &pledge.id)?, PLEDGE, &pledge.id, pledge, now)
}

/// Records a pledge under the first short name that is free, which is told.
///
/// # Errors
/// That there is no such line; that the person may not.
pub fn add_pledge(
    district: &District,
    pledge: &Pledge,
    now: Timestamp,
) -> Result<String, OfficeError> {
    known_line(district, &pledge.line)?;
    add(district, PLEDGE, 'P', now, |id| Pledge { id, ..pledge.clone() })
}

/// Enters something new under the first short name of a letter that is free. Somebody else may take
/// the same one in the same instant: then the next is taken.
fn add<T: Serialize + Clone>(
    district: &District,
    kind: &str,
    letter: char,
    now: Timestamp,
    make: impl Fn(String) -> T,
) -> Result<String, OfficeError> {
    let mut tries = 0;
    loop {
        let taken: Vec<Entry<serde_json::Value>> = standing(district, kind, None)?;
        let id = free_id(letter, |id| taken.iter().any(|entry| entry.subject == id));
        match put(district, None, kind, &id, &make(id.clone()), now) {
            Err(OfficeError::Overtaken { .. }) if tries < TRIES => tries += 1,
            entered => return entered.map(|_| id),
        }
    }
}

/// Writes the record of a meeting, over the one of the same day. Every decision needs an owner who
/// is a member.
///
/// # Errors
/// A decision whose owner is no member; that the person may not.
pub fn enter_meeting(
    district: &District,
    meeting: &Meeting,
    now: Timestamp,
) -> Result<i64, OfficeError> {
    check_owners(&read(district, None)?, meeting)?;
    let subject = meeting.on.to_string();
    put(district, standing_entry(district, MEETING, &subject)?, MEETING, &subject, meeting, now)
}

/// Whether every decision has an owner who is a member.
fn check_owners(cabinet: &Cabinet, meeting: &Meeting) -> Result<(), OfficeError> {
    for decision in &meeting.decisions {
        if !cabinet.members.iter().any(|member| member.id == decision.owner) {
            return Err(OfficeError::Unknown {
                kind: "member who could own the decision",
                name: decision.owner.clone(),
                known: cabinet.members.iter().map(|member| member.id.clone()).collect(),
            });
        }
    }
    Ok(())
}

/// Who was at a meeting.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Attendance {
    /// Members who came, by id.
    pub present: Vec<String>,
    /// Members whose delegate came.
    pub by_delegate: Vec<String>,
}

impl Attendance {
    /// Adds whoever came to those who are on record. Who came in person needed no delegate.
    fn join(&self, meeting: &mut Meeting) {
        meeting.present.extend(self.present.iter().cloned());
        meeting.by_delegate.extend(self.by_delegate.iter().cloned());
        for list in [&mut meeting.present, &mut meeting.by_delegate] {
            list.sort_unstable();
            list.dedup();
        }
        let Meeting { present, by_delegate, .. } = meeting;
        by_delegate.retain(|id| !present.contains(id));
    }
}

/// Adds a decision to the record of a meeting, and whoever came to those who were there. Somebody
/// else may be writing the same record: neither's words are lost.
///
/// # Errors
/// No words, an owner who is no member, a line that there is not; that the person may not.
pub fn decide(
    district: &District,
    on: Date,
    came: &Attendance,
    decision: &Decision,
    now: Timestamp,
) -> Result<i64, OfficeError> {
    if decision.what.trim().is_empty() {
        let what = "a decision needs words".to_owned();
        return Err(OfficeError::Refused { what, hint: String::new() });
    }
    if let Some(line) = &decision.line {
        known_line(district, line)?;
    }
    change_meeting(district, on, now, |cabinet, meeting| {
        let id = free_id('D', |id| {
            let all = cabinet.meetings.iter().flat_map(|meeting| &meeting.decisions);
            all.chain(&meeting.decisions).any(|known| known.id == id)
        });
        came.join(meeting);
        meeting.decisions.push(Decision { id, ..decision.clone() });
    })
}

/// Records a meeting, or adds to its record: who came, and notes beneath those that are there.
///
/// # Errors
/// That the person may not.
pub fn record_meeting(
    district: &District,
    on: Date,
    came: &Attendance,
    notes: &str,
    now: Timestamp,
) -> Result<i64, OfficeError> {
    change_meeting(district, on, now, |_, meeting| {
        came.join(meeting);
        let notes = notes.trim();
        if !notes.is_empty() {
            let between = if meeting.notes.is_empty() { "" } else { "\n\n" };
            meeting.notes = format!("{}{between}{notes}", meeting.notes);
        }
    })
}

/// Says that a decision was carried out.
///
/// # Errors
/// That there is no such decision; that the person may not.
pub fn carry_out(
    district: &District,
    decision: &str,
    on: Date,
    now: Timestamp,
) -> Result<i64, OfficeError> {
    let meetings = read(district, None)?.meetings;
    let held = |meeting: &&Meeting| meeting.decisions.iter().any(|known| known.id == decision);
    let Some(day) = meetings.iter().find(held).map(|meeting| meeting.on) else {
        let all = meetings.into_iter().flat_map(|meeting| meeting.decisions);
        return Err(OfficeError::Unknown {
            kind: "decision",
            name: decision.to_owned(),
            known: all.map(|decision| decision.id).collect(),
        });
    };
    change_meeting(district, day, now, |_, meeting| {
        for known in meeting.decisions.iter_mut().filter(|known| known.id == decision) {
            known.done_on = Some(on);
        }
    })
}

fn change_meeting(
    district: &District,
    on: Date,
    now: Timestamp,
    change: impl Fn(&Cabinet, &mut Meeting),
) -> Result<i64, OfficeError> {
    may_govern(district)?;
    let subject = on.to_string();
    let mut tries = 0;
    loop {
        let seen = newest::<Meeting>(district, MEETING, &subject, None)?;
        let cabinet = read(district, None)?;
        let kept = seen.as_ref().and_then(|entry| entry.body.value.clone());
        let mut meeting = kept.unwrap_or(Meeting {
            on,
            present: Vec::new(),
            by_delegate: Vec::new(),
            decisions: Vec::new(),
            notes: String::new(),
        });
        change(&cabinet, &mut meeting);
        check_owners(&cabinet, &meeting)?;
        let stands = seen.filter(|entry| entry.body.value.is_some()).map(|entry| entry.id);
        match put(district, stands, MEETING, &subject, &meeting, now) {
            Err(OfficeError::Overtaken { .. }) if tries < TRIES => tries += 1,
            entered => return entered,
        }
    }
}

fn put<T: Serialize + Clone>(
    district: &District,
    seen: Option<i64>,
    kind: &str,
    subject: &str,
    body: &T,
    now: Timestamp,
) -> Result<i64, OfficeError> {
    may_govern(district)?;
    if subject.trim().is_empty() {
        let what = format!("a {} needs an id", kind.replace('_', " "));
        return Err(OfficeError::Refused { what, hint: String::new() });
    }
    put_after(district, seen, kind, subject, body, now)
}
