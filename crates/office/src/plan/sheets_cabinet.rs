//! The cabinet as rows and columns: its desk, and what everybody sees of it.

use traction_core::district::SchoolYear;
use traction_core::plan::engine::{AgendaItem, braid};
use traction_core::plan::explain::print_cents;
use traction_core::plan::model::{Member, Pledge};
use traction_core::plan::report::PlanReport;

use super::{CabinetView, standing_words};
use crate::sheet::{Cell, Sheet};

/// Members, agenda, groups, meetings, decisions and pledges.
pub fn cabinet_sheets(view: &CabinetView) -> Vec<Sheet> {
    let mut agenda = Sheet::of("agenda", "Agenda", &["what|What", "why|Why"]);
    for item in &view.agenda {
        let (what, why) = agenda_words(view, item);
        agenda.push(vec![what.into(), why.into()]);
    }
    let columns = [
        "name|Name",
        "agency|Agency",
        "office|Office",
        "authority|Can decide",
        "delegate|Delegate",
        "chairs|Chairs",
    ];
    let mut members = Sheet::of("members", &view.cabinet.name, &columns);
    for member in &view.cabinet.members {
        let mut row = member_row(member);
        row.push(if member.chairs { "yes" } else { "" }.into());
        members.push(row);
    }
    let columns = [
        "on|Meeting",
        "id|Decision",
        "what|What",
        "owner|Owner",
        "due|Due",
        "done|Done",
        "line|Line",
    ];
    let mut decisions = Sheet::of("decisions", "Decisions", &columns);
    for meeting in view.cabinet.meetings.iter().rev() {
        for decision in &meeting.decisions {
            decisions.push(vec![
                meeting.on.to_string().into(),
                decision.id.as_str().into(),
                decision.what.as_str().into(),
                name_of(view, &decision.owner).into(),
                decision.due.to_string().into(),
                decision.done_on.map(|day| day.to_string()).into(),
                decision.line.clone().into(),
            ]);
        }
    }
    let columns = [
        "line|Line",
        "agency|Agency",
        "fund|Fund",
        "amount|A year|n",
        "until|Ends",
        "restrictions|Not for",
    ];
    let mut pledges = Sheet::of("pledges", "Funds pledged", &columns);
    for pledge in &view.cabinet.pledges {
        pledges.push(vec![
            pledge.line.as_str().into(),
            pledge.agency.as_str().into(),
            pledge.fund.as_str().into(),
            dollars(pledge.cents),
            end_of(pledge).into(),
            pledge.restrictions.as_str().into(),
        ]);
    }
    vec![agenda, members, groups(view), meetings(view), decisions, pledges, braided(view)]
}

/// One point of an agenda: what, and why it is there.
pub fn agenda_words(view: &CabinetView, item: &AgendaItem) -> (String, String) {
    let who = |id: &str| name_of(view, id);
    match item {
        AgendaItem::GoalOffPath { line, title, standing } => {
            (format!("{line} {title}"), standing_words(*standing).to_owned())
        }
        AgendaItem::DecisionOverdue(decision) => {
            (decision.what.clone(), format!("{} owed it by {}", who(&decision.owner), decision.due))
        }
        AgendaItem::DecisionDue(decision) => {
            (decision.what.clone(), format!("{} owes it by {}", who(&decision.owner), decision.due))
        }
        AgendaItem::FundEnds { pledge, line, until } => {
            (format!("What pays for {line} after June {until}?"), format!("{pledge} ends"))
        }
        AgendaItem::GroupReports { group, charge } => (format!("{group} reports"), charge.clone()),
        AgendaItem::NoOwner { line, title } => {
            (format!("{line} {title}"), "nobody answers for it".to_owned())
        }
    }
}

/// Working groups: what each is to do, and whether it reported.
fn groups(view: &CabinetView) -> Sheet {
    let columns = [
        "id|Id",
        "charge|What it is to do",
        "lead|Leads",
        "members|In it",
        "due|Reports",
        "done|Reported",
    ];
    let mut sheet = Sheet::of("groups", "Working groups", &columns);
    for group in &view.cabinet.groups {
        let members: Vec<String> = group.members.iter().map(|id| name_of(view, id)).collect();
        sheet.push(vec![
            group.id.as_str().into(),
            group.charge.as_str().into(),
            name_of(view, &group.lead).into(),
            members.join(", ").into(),
            group.reports_on.map(|day| day.to_string()).into(),
            group.reported_on.map(|day| day.to_string()).into(),
        ]);
    }
    sheet
}

/// Meetings, newest first: who came, who sent their delegate, for whom nobody came.
fn meetings(view: &CabinetView) -> Sheet {
    let columns = ["on|Meeting", "present|Came", "by_delegate|By delegate", "away|Nobody came for"];
    let mut sheet = Sheet::of("meetings", "Meetings", &columns);
    let members = &view.cabinet.members;
    for meeting in view.cabinet.meetings.iter().rev() {
        let present: Vec<String> = meeting.present.iter().map(|id| name_of(view, id)).collect();
        let sent: Vec<String> = meeting
            .by_delegate
            .iter()
            .map(|id| {
                let delegate = members.iter().find(|member| member.id == *id);
                match delegate.map(|member| member.delegate.as_str()) {
                    None | Some("") => name_of(view, id),
                    Some(delegate) => format!("{delegate} for {}", name_of(view, id)),
                }
            })
            .collect();
        let came = |id: &String| meeting.present.contains(id) || meeting.by_delegate.contains(id);
        let away: Vec<&str> = members
            .iter()
            .filter(|member| !came(&member.id))
            .map(|member| member.name.as_str())
            .collect();
        sheet.push(vec![
            meeting.on.to_string().into(),
            present.join(", ").into(),
            sent.join(", ").into(),
            away.join(", ").into(),
        ]);
    }
    sheet
}

/// What is pledged to each line in the fiscal year of the day, against what it costs.
fn braided(view: &CabinetView) -> Sheet {
    let year = SchoolYear::of(view.on).end();
    let columns = [
        "line|Line",
        "title|What",
        "costs|Costs a year|n",
        "pledged|Pledged|n",
        "pledges|Pledges|n",
        "open|Nobody pledged|n",
    ];
    let title = format!("Funds together, to June {year}");
    let mut sheet = Sheet::of("braided", &title, &columns);
    for line in braid(&view.lines, &view.cabinet.pledges, year) {
        sheet.push(vec![
            line.line.into(),
            line.title.into(),
            line.costs.map_or_else(|| "not said".into(), dollars),
            dollars(line.pledged),
            u64::from(line.pledges).into(),
            line.open.map(dollars).into(),
        ]);
    }
    sheet
}

pub(super) fn dollars(cents: i64) -> Cell {
    Cell::Number { value: cents as f64 / 100.0, printed: print_cents(cents) }
}

/// When a pledge ends, in words.
pub(super) fn end_of(pledge: &Pledge) -> String {
    pledge.until.map_or_else(|| "no end known".to_owned(), |year| format!("June {year}"))
}

/// A member: name, agency, office, what they can decide, delegate.
pub(super) fn member_row(member: &Member) -> Vec<Cell> {
    let texts = [&member.name, &member.agency, &member.office, &member.authority, &member.delegate];
    texts.into_iter().map(|text| text.as_str().into()).collect()
}

/// What the cabinet shows to everybody: its members, the lines that it shares, its decisions and
/// the money. No notes, and nothing of an agenda.
pub fn public_sheets(view: &CabinetView, report: &PlanReport) -> Vec<Sheet> {
    let columns = ["id|Line", "title|What", "turning|Turns?", "because|Why"];
    let mut shared = Sheet::of("shared", "What all answer for together", &columns);
    for told in report.lines().filter(|told| view.shared.contains(&told.line.id)) {
        shared.push(vec![
            told.line.id.as_str().into(),
            told.line.title.as_str().into(),
            told.state.turning.words().into(),
            told.because.join(" ").into(),
        ]);
    }
    let mut members =
        Sheet::of("members", "Who sits in it", &["name|Name", "office|Office", "agency|Agency"]);
    for member in &view.cabinet.members {
        members.push(vec![
            member.name.as_str().into(),
            member.office.as_str().into(),
            member.agency.as_str().into(),
        ]);
    }
    let columns = ["on|Decided", "what|What", "owner|Who", "due|By", "done|Done"];
    let mut decisions = Sheet::of("decisions", "What was decided", &columns);
    for meeting in view.cabinet.meetings.iter().rev() {
        for decision in &meeting.decisions {
            decisions.push(vec![
                meeting.on.to_string().into(),
                decision.what.as_str().into(),
                name_of(view, &decision.owner).into(),
                decision.due.to_string().into(),
                decision.done_on.map(|day| day.to_string()).into(),
            ]);
        }
    }
    let columns = ["line|For", "agency|Agency", "amount|A year|n", "until|Until"];
    let mut pledges = Sheet::of("pledges", "Funds pledged", &columns);
    for pledge in &view.cabinet.pledges {
        pledges.push(vec![
            pledge.line.as_str().into(),
            pledge.agency.as_str().into(),
            dollars(pledge.cents),
            end_of(pledge).into(),
        ]);
    }
    vec![shared, decisions, pledges, braided(view), members]
}

/// A member's name by id, or the id.
fn name_of(view: &CabinetView, id: &str) -> String {
    let member = view.cabinet.members.iter().find(|member| member.id == id);
    member.map_or_else(|| id.to_owned(), |member| member.name.clone())
}
