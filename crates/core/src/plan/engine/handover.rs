//! The hand-over of a person: everything they own, owe, decided and know.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Serialize;

use crate::plan::model::{Cabinet, Commitment, Contract, Decision, Line, LineKind, Review};

/// What a person owes, with what it belongs to.
pub type Owed = Commitment;

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
    /// Decisions taken at meetings at which they were.
    pub decided: Vec<(Date, Decision)>,
    /// What they wrote, oldest first: what it is about, the day, the words.
    pub wrote: Vec<(String, Date, String)>,
}

/// Gathers what belongs to a person.
///
/// Names are compared without regard to case and outer spaces. `done` holds the days on which
/// milestones were done, and supports given (by contract and support, a space between); `wrote` every text by its writer.
pub fn hand_over(
    person: &str,
    on: Date,
    lines: &[Line],
    cabinet: &Cabinet,
    contracts: &[Contract],
    reviews: &[Review],
    done: &BTreeMap<String, Date>,
    wrote: &[(String, String, Date, String)],
) -> HandOver {
    let is = |name: &str| name.trim().eq_ignore_ascii_case(person.trim());
    let members: Vec<&str> = cabinet
        .members
        .iter()
        .filter(|member| is(&member.name) || is(&member.id))
        .map(|member| member.id.as_str())
        .collect();
    let mine = |id: &str| is(id) || members.contains(&id);
    let owns: Vec<Line> =
        lines.iter().filter(|line| line.owner.as_deref().is_some_and(is)).cloned().collect();
    let mut owes: Vec<Owed> = Vec::new();
    for line in &owns {
        let milestone = line.kind == LineKind::Milestone;
        let finished = done.contains_key(&line.id);
        owes.push(Commitment {
            kind: if milestone { "milestone" } else { "plan line" },
            id: line.id.clone(),
            what: line.title.clone(),
            due: line.ends_on,
            done: finished,
        });
    }
    for decision in cabinet.meetings.iter().flat_map(|meeting| &meeting.decisions) {
        if mine(&decision.owner) {
            owes.push(Commitment {
                kind: "decision",
                id: decision.id.clone(),
                what: decision.what.clone(),
                due: Some(decision.due),
                done: decision.done_on.is_some_and(|day| day <= on),
            });
        }
    }
    for group in cabinet.groups.iter().filter(|group| mine(&group.lead)) {
        owes.push(Commitment {
            kind: "working group",
            id: group.id.clone(),
            what: group.charge.clone(),
            due: group.reports_on,
            done: false,
        });
    }
    let supports = contracts.iter().flat_map(|contract| {
        contract.supports.iter().map(move |s| (format!("{} {}", contract.id, s.id), s))
    });
    for (id, support) in supports {
        if is(&support.owner) {
            owes.push(Commitment {
                kind: "support owed",
                what: support.what.clone(),
                due: Some(support.due),
                done: done.contains_key(&id),
                id,
            });
        }
    }
    for request in reviews.iter().flat_map(|review| &review.evidence) {
        if is(&request.owner) {
            owes.push(Commitment {
                kind: "evidence",
                id: request.id.clone(),
                what: request.what.clone(),
                due: Some(request.due),
                done: request.received_on.is_some_and(|day| day <= on),
            });
        }
    }
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
    let decided = cabinet
        .meetings
        .iter()
        .filter(|meeting| meeting.present.iter().any(|id| mine(id)))
        .flat_map(|meeting| meeting.decisions.iter().map(|d| (meeting.on, d.clone())))
        .collect();
    let mut texts: Vec<(String, Date, String)> = wrote
        .iter()
        .filter(|(writer, ..)| is(writer))
        .map(|(_, subject, day, words)| (subject.clone(), *day, words.clone()))
        .collect();
    texts.sort_by(|a, b| (a.1, &a.0).cmp(&(b.1, &b.0)));
    HandOver { person: person.to_owned(), on, owns, owes, decided, wrote: texts }
}
