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
use crate::journal;
use crate::plan::book::{Kept, newest, standing};
use crate::plan::{ROOM, free_id, known, load, may_govern, may_see, may_write};
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
    /// Members, groups, meetings, pledges.
    pub cabinet: Cabinet,
    /// The ids of the lines that the cabinet shares.
    pub shared: Vec<String>,
    /// The agenda of a meeting on the day.
    pub agenda: Vec<AgendaItem>,
    #[serde(skip)]
    lines: Vec<Line>,
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
    let shared = read_shared(district, as_of)?;
    let lines = load(district, as_of)?.list_lines();
    let known = known::gather(district, &lines, on, as_of, progress)?;
    let track = track(&lines, &known, on);
    Ok(CabinetView { cabinet, shared, agenda: Vec::new(), lines, track })
}

/// The cabinet's members, groups, meetings and pledges as they stand, without the figures beside
/// them.
///
/// # Errors
/// The catalog's errors; that the person may not see the plan.
pub fn standing_cabinet(district: &District) -> Result<Cabinet, OfficeError> {
    may_see(district)?;
    read(district, None)
}

pub(super) fn read(district: &District, as_of: Option<Timestamp>) -> Result<Cabinet, OfficeError> {
    let mut meetings: Vec<Meeting> = bodies(district, MEETING, as_of)?;
    meetings.sort_by_key(|meeting| meeting.on);
    let head: Head = newest(district, HEAD, THE_CABINET, as_of)?
        .and_then(|entry: journal::Entry<Kept<Head>>| entry.body.value)
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

fn read_shared(district: &District, as_of: Option<Timestamp>) -> Result<Vec<String>, OfficeError> {
    let entry = newest::<Vec<String>>(district, SHARED, THE_CABINET, as_of)?;
    Ok(entry.and_then(|entry| entry.body.value).unwrap_or_default())
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
    put(district, HEAD, THE_CABINET, &head, now)
}

/// Says which lines of the plan the cabinet shares.
///
/// # Errors
/// That there is no such line; that the person may not.
pub fn set_shared(
    district: &District,
    lines: &[String],
    now: Timestamp,
) -> Result<i64, OfficeError> {
    may_govern(district)?;
    let plan = load(district, None)?;
    if let Some(name) = lines.iter().find(|id| plan.find(id).is_none()) {
        let known = plan.list_lines().into_iter().map(|line| line.id).collect();
        return Err(OfficeError::Unknown { kind: "line", name: name.clone(), known });
    }
    journal::enter(district, ROOM, SHARED, THE_CABINET, &Kept::of(lines.to_vec()), now)
}

/// Writes a member, over the one with the same id.
///
/// # Errors
/// That the person may not.
pub fn put_member(
    district: &District,
    member: &Member,
    now: Timestamp,
) -> Result<i64, OfficeError> {
    put(district, MEMBER, &member.id, member, now)
}

/// Writes a working group, over the one with the same id.
///
/// # Errors
/// That the person may not.
pub fn put_group(
    district: &District,
    group: &WorkingGroup,
    now: Timestamp,
) -> Result<i64, OfficeError> {
    put(district, GROUP, &group.id, group, now)
}

/// Writes a pledge, over the one with the same id.
///
/// # Errors
/// That there is no such line; that the person may not.
pub fn put_pledge(
    district: &District,
    pledge: &Pledge,
    now: Timestamp,
) -> Result<i64, OfficeError> {
    let plan = load(district, None)?;
    if plan.find(&pledge.line).is_none() {
        let known = plan.list_lines().into_iter().map(|line| line.id).collect();
        return Err(OfficeError::Unknown { kind: "line", name: pledge.line.clone(), known });
    }
    put(district, PLEDGE, &pledge.id, pledge, now)
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
    put(district, MEETING, &meeting.on.to_string(), meeting, now)
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

/// Adds a decision to the record of a meeting, and whoever came to those who were there. Somebody
/// else may be writing the same record: neither's words are lost.
///
/// # Errors
/// No words, an owner who is no member; that the person may not.
pub fn decide(
    district: &District,
    on: Date,
    present: &[String],
    decision: &Decision,
    now: Timestamp,
) -> Result<i64, OfficeError> {
    if decision.what.trim().is_empty() {
        let what = "a decision needs words".to_owned();
        return Err(OfficeError::Refused { what, hint: String::new() });
    }
    change_meeting(district, on, now, |cabinet, meeting| {
        let id = free_id('D', |id| {
            let all = cabinet.meetings.iter().flat_map(|meeting| &meeting.decisions);
            all.chain(&meeting.decisions).any(|known| known.id == id)
        });
        meeting.present.extend(present.iter().cloned());
        meeting.present.sort_unstable();
        meeting.present.dedup();
        meeting.decisions.push(Decision { id, ..decision.clone() });
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

/// How often a record is read again because somebody else wrote it in between.
const TRIES: usize = 5;

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
        let after = seen.map(|entry| entry.id);
        let body = Kept::of(meeting);
        match journal::enter_after(district, after, ROOM, MEETING, &subject, &body, now) {
            Err(OfficeError::Overtaken { .. }) if tries < TRIES => tries += 1,
            entered => return entered,
        }
    }
}

fn put<T: Serialize + Clone>(
    district: &District,
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
    journal::enter(district, ROOM, kind, subject, &Kept::of(body.clone()), now)
}
