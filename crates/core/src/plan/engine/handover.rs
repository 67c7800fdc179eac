//! The hand-over of a person: everything they own, owe, lead, look after, decided and know.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Serialize;

use crate::plan::model::{
    Cabinet, Commitment, Contact, Contract, Decision, Line, LineKind, Meeting, Member, Pledge,
    Review,
};

/// What a person owes, with what it belongs to.
pub type Owed = Commitment;

/// All that is on record, of which a hand-over holds one person's part.
#[derive(Debug, Clone, Copy)]
pub struct Papers<'a> {
    /// Lines of the plan.
    pub lines: &'a [Line],
    /// The cabinet.
    pub cabinet: &'a Cabinet,
    /// Contracts with lead partners.
    pub contracts: &'a [Contract],
    /// Peer reviews.
    pub reviews: &'a [Review],
    /// Days on which milestones were done, and supports given (by contract and support, a space
    /// between).
    pub done: &'a BTreeMap<String, Date>,
    /// Every text: its writer, what it is about, the day, the words.
    pub wrote: &'a [(String, String, Date, String)],
    /// Schools, by number, of each supervisor.
    pub assigned: &'a BTreeMap<String, Vec<String>>,
    /// Supervisors' visits and meetings.
    pub contacts: &'a [Contact],
}

/// A decision of a meeting that somebody had a part in.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TookPart {
    /// The day of the meeting.
    pub on: Date,
    /// The decision.
    pub decision: Decision,
    /// Whether a delegate sat there: theirs, or they for somebody else.
    pub by_delegate: bool,
}

/// A school that somebody supervises or visited.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LookedAfter {
    /// The school.
    pub school_id: String,
    /// Whether it answers to the person.
    pub assigned: bool,
    /// Minutes logged in it.
    pub minutes: u64,
    /// The last visit, and what was noted.
    pub last: Option<(Date, String)>,
}

/// Everything of one person on one day.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct HandOver {
    /// The person.
    pub person: String,
    /// The day.
    pub on: Date,
    /// Lines of the plan that they answer for.
    pub owns: Vec<Line>,
    /// What they owe, what is due first first; what is done comes last.
    pub owes: Vec<Owed>,
    /// Their seats in the cabinet: agency, what they can decide, who comes in their place.
    pub seats: Vec<Member>,
    /// Members in whose place they come.
    pub stands_in_for: Vec<Member>,
    /// What the agencies of their seats pledged.
    pub pledges: Vec<Pledge>,
    /// Contracts that they lead.
    pub leads: Vec<Contract>,
    /// Schools that answer to them or that they visited.
    pub schools: Vec<LookedAfter>,
    /// Decisions taken at meetings at which they or their delegate were.
    pub decided: Vec<TookPart>,
    /// What they wrote, oldest first: what it is about, the day, the words.
    pub wrote: Vec<(String, Date, String)>,
}

/// Gathers what belongs to a person.
///
/// `known_as` are the ways in which the person is written, the one to show first; names are
/// compared without regard to case and outer spaces.
pub fn hand_over(known_as: &[&str], on: Date, papers: &Papers<'_>) -> HandOver {
    let is = |name: &str| known_as.iter().any(|own| own.trim().eq_ignore_ascii_case(name.trim()));
    let cabinet = papers.cabinet;
    let list = |keep: &dyn Fn(&Member) -> bool| -> Vec<Member> {
        cabinet.members.iter().filter(|member| keep(member)).cloned().collect()
    };
    let seats = list(&|member| is(&member.name) || is(&member.id));
    let stands_in_for = list(&|member| is(&member.delegate));
    let mine = |id: &str| is(id) || seats.iter().any(|member| member.id == id);
    let owns: Vec<Line> =
        papers.lines.iter().filter(|line| line.owner.as_deref().is_some_and(is)).cloned().collect();
    let mut owes = owed_of_lines(&owns, papers.done);
    owes.extend(owed_in_cabinet(cabinet, on, &mine));
    owes.extend(owed_elsewhere(papers, on, &is));
    // What has no day comes after what has one.
    owes.sort_by(|a, b| {
        (a.done, a.due.is_none(), a.due, a.kind, &a.id).cmp(&(
            b.done,
            b.due.is_none(),
            b.due,
            b.kind,
            &b.id,
        ))
    });
    let by_delegate = |meeting: &Meeting| {
        let stood_in = |id: &String| mine(id) || stands_in_for.iter().any(|m| m.id == *id);
        meeting.by_delegate.iter().any(stood_in)
    };
    let decided = cabinet
        .meetings
        .iter()
        .filter_map(|meeting| match meeting.present.iter().any(|id| mine(id)) {
            true => Some((meeting, false)),
            false => by_delegate(meeting).then_some((meeting, true)),
        })
        .flat_map(|(meeting, by_delegate)| {
            let part =
                move |d: &Decision| TookPart { on: meeting.on, decision: d.clone(), by_delegate };
            meeting.decisions.iter().map(part)
        })
        .collect();
    let mut wrote: Vec<(String, Date, String)> = papers
        .wrote
        .iter()
        .filter(|(writer, ..)| is(writer))
        .map(|(_, subject, day, words)| (subject.clone(), *day, words.clone()))
        .collect();
    wrote.sort_by(|a, b| (a.1, &a.0).cmp(&(b.1, &b.0)));
    let agency = |pledge: &&Pledge| {
        let same = |seat: &Member| seat.agency.trim().eq_ignore_ascii_case(pledge.agency.trim());
        seats.iter().any(same)
    };
    let leads = |contract: &&Contract| is(&contract.lead_partner);
    HandOver {
        person: known_as.first().copied().unwrap_or_default().to_owned(),
        on,
        owns,
        owes,
        pledges: cabinet.pledges.iter().filter(agency).cloned().collect(),
        leads: papers.contracts.iter().filter(leads).cloned().collect(),
        schools: look_after(papers, &is),
        seats,
        stands_in_for,
        decided,
        wrote,
    }
}

fn owed_of_lines(owns: &[Line], done: &BTreeMap<String, Date>) -> Vec<Owed> {
    owns.iter()
        .map(|line| Commitment {
            kind: if line.kind == LineKind::Milestone { "milestone" } else { "plan line" },
            id: line.id.clone(),
            what: line.title.clone(),
            due: line.ends_on,
            done: done.contains_key(&line.id),
        })
        .collect()
}

fn owed_in_cabinet(cabinet: &Cabinet, on: Date, mine: &dyn Fn(&str) -> bool) -> Vec<Owed> {
    let decisions = cabinet.meetings.iter().flat_map(|meeting| &meeting.decisions);
    let mut owed: Vec<Owed> = decisions
        .filter(|decision| mine(&decision.owner))
        .map(|decision| Commitment {
            kind: "decision",
            id: decision.id.clone(),
            what: decision.what.clone(),
            due: Some(decision.due),
            done: decision.done_on.is_some_and(|day| day <= on),
        })
        .collect();
    let groups = cabinet.groups.iter().filter(|group| mine(&group.lead));
    owed.extend(groups.map(|group| Commitment {
        kind: "working group",
        id: group.id.clone(),
        what: group.charge.clone(),
        due: group.reports_on,
        done: group.has_reported(on),
    }));
    owed
}

/// Supports of contracts, and evidence that reviewers asked for.
fn owed_elsewhere(papers: &Papers<'_>, on: Date, is: &dyn Fn(&str) -> bool) -> Vec<Owed> {
    let supports = papers.contracts.iter().flat_map(|contract| {
        contract.supports.iter().map(move |s| (format!("{} {}", contract.id, s.id), s))
    });
    let mut owed: Vec<Owed> = supports
        .filter(|(_, support)| is(&support.owner))
        .map(|(id, support)| Commitment {
            kind: "support owed",
            what: support.what.clone(),
            due: Some(support.due),
            done: papers.done.contains_key(&id),
            id,
        })
        .collect();
    let requests = papers.reviews.iter().flat_map(|review| &review.evidence);
    owed.extend(requests.filter(|request| is(&request.owner)).map(|request| Commitment {
        kind: "evidence",
        id: request.id.clone(),
        what: request.what.clone(),
        due: Some(request.due),
        done: request.received_on.is_some_and(|day| day <= on),
    }));
    owed
}

fn look_after(papers: &Papers<'_>, is: &dyn Fn(&str) -> bool) -> Vec<LookedAfter> {
    let mut schools: BTreeMap<&str, LookedAfter> = BTreeMap::new();
    let none = |school: &str, assigned| LookedAfter {
        school_id: school.to_owned(),
        assigned,
        minutes: 0,
        last: None,
    };
    let assigned = papers.assigned.iter().filter(|(supervisor, _)| is(supervisor));
    for school in assigned.flat_map(|(_, schools)| schools) {
        schools.insert(school, none(school, true));
    }
    for contact in papers.contacts.iter().filter(|contact| is(&contact.supervisor)) {
        let Some(id) = contact.school_id.as_deref() else { continue };
        if !contact.activity.in_school() {
            continue;
        }
        let school = schools.entry(id).or_insert_with(|| none(id, false));
        school.minutes += u64::from(contact.minutes);
        if school.last.as_ref().is_none_or(|(day, _)| *day <= contact.on) {
            school.last = Some((contact.on, contact.note.clone()));
        }
    }
    schools.into_values().collect()
}
