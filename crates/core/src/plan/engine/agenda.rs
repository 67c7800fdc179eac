//! A meeting's agenda, from data: what is off its path first, then what is owed.

use jiff::civil::Date;
use serde::Serialize;

use crate::plan::model::{Cabinet, Decision, Line, LineKind, Standing, Track};

/// One point of an agenda.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum AgendaItem {
    /// A shared goal that is off its path.
    GoalOffPath {
        /// The line.
        line: String,
        /// Its title.
        title: String,
        /// How it stands.
        standing: Standing,
    },
    /// A decision that was due and is not done.
    DecisionOverdue(Decision),
    /// A decision that falls due before the meeting after this one.
    DecisionDue(Decision),
    /// Money that ends within the year, and the line that it pays for.
    FundEnds {
        /// The pledge.
        pledge: String,
        /// The line.
        line: String,
        /// The last fiscal year, by the calendar year in which it ends.
        until: i16,
    },
    /// A working group that is to report by the meeting.
    GroupReports {
        /// The group.
        group: String,
        /// Its charge.
        charge: String,
    },
    /// A goal that nobody owns.
    NoOwner {
        /// The line.
        line: String,
        /// Its title.
        title: String,
    },
}

/// The agenda of a meeting on a day, for a cabinet whose next meeting is on `next`.
///
/// `shared` are the ids of the plan's lines that the cabinet shares.
pub fn list_agenda(
    lines: &[Line],
    track: &Track,
    cabinet: &Cabinet,
    shared: &[String],
    on: Date,
    next: Date,
) -> Vec<AgendaItem> {
    let mut agenda = Vec::new();
    let mine: Vec<&Line> = lines.iter().filter(|line| shared.contains(&line.id)).collect();
    let mut off: Vec<(Standing, &Line)> = mine
        .iter()
        .filter(|line| line.kind == LineKind::Goal)
        .filter_map(|line| Some((track.line(&line.id)?.standing?, *line)))
        .filter(|(standing, _)| *standing != Standing::OnPath)
        .collect();
    let worst = |standing: &Standing| match standing {
        Standing::NotMoved => 0,
        Standing::Behind => 1,
        Standing::NearPath => 2,
        Standing::OnPath => 3,
    };
    off.sort_by_key(|(standing, _)| worst(standing));
    agenda.extend(off.into_iter().map(|(standing, line)| AgendaItem::GoalOffPath {
        line: line.id.clone(),
        title: line.title.clone(),
        standing,
    }));
    let mut open: Vec<&Decision> = cabinet
        .meetings
        .iter()
        .flat_map(|meeting| &meeting.decisions)
        .filter(|decision| decision.done_on.is_none_or(|done| done > on))
        .collect();
    open.sort_by(|a, b| (a.due, &a.id).cmp(&(b.due, &b.id)));
    for decision in open {
        if decision.due < on {
            agenda.push(AgendaItem::DecisionOverdue(decision.clone()));
        } else if decision.due < next {
            agenda.push(AgendaItem::DecisionDue(decision.clone()));
        }
    }
    let year = crate::district::SchoolYear::of(on).end();
    for pledge in &cabinet.pledges {
        if let Some(until) = pledge.until.filter(|until| (year..=year + 1).contains(until)) {
            agenda.push(AgendaItem::FundEnds {
                pledge: pledge.id.clone(),
                line: pledge.line.clone(),
                until,
            });
        }
    }
    for group in &cabinet.groups {
        if group.reports_on.is_some_and(|day| day <= on) && !group.has_reported(on) {
            agenda.push(AgendaItem::GroupReports {
                group: group.id.clone(),
                charge: group.charge.clone(),
            });
        }
    }
    for line in mine {
        if line.owner.as_deref().is_none_or(|owner| owner.trim().is_empty()) {
            agenda.push(AgendaItem::NoOwner { line: line.id.clone(), title: line.title.clone() });
        }
    }
    agenda
}
