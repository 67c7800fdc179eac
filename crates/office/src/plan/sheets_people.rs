//! People as rows and columns: supervisors' time, a hand-over, what a team thinks.

use std::collections::BTreeMap;

use traction_core::district::SchoolYear;
use traction_core::plan::engine::HandOver;

use super::sheets_cabinet::{dollars, end_of, member_row};
use super::{SnapshotResult, SupervisionView};
use crate::sheet::{Cell, Sheet};

/// Supervisors' time: by supervisor, and by school beside its need.
pub fn supervision_sheets(view: &SupervisionView) -> Vec<Sheet> {
    vec![by_supervisor(view), by_need(view)]
}

fn by_need(view: &SupervisionView) -> Sheet {
    let columns = [
        "school|School",
        "low_income|Low income|n",
        "absent|Chronically absent|n",
        "supervisor|Answers to",
        "classrooms|Hours in classrooms|n",
        "coaching|Coaching|n",
        "other|Other|n",
        "last|Last visit",
    ];
    let mut sheet = Sheet::of("by_need", "Time in schools, greatest need first", &columns);
    for school in &view.schools {
        let mut row: Vec<Cell> = vec![
            school.name.as_str().into(),
            school.low_income.map_or_else(|| "not shown".into(), share),
            school.absent.map_or_else(|| "not shown".into(), share),
            match school.time.supervisors.is_empty() {
                true => "nobody".into(),
                false => school.time.supervisors.join(", ").into(),
            },
        ];
        row.extend(school.time.minutes.iter().map(|(_, minutes)| hours(*minutes)));
        row.push(school.time.last.map_or_else(|| "none".to_owned(), |day| day.to_string()).into());
        sheet.push(row);
    }
    sheet.notes.push(
        "Need: the share of students from low-income families, of those whose family income is \
         known; then the share of all who are chronically absent. What is not shown comes last."
            .to_owned(),
    );
    sheet
}

fn share(value: f64) -> Cell {
    Cell::Number { value, printed: format!("{:.0}%", value * 100.0) }
}

fn hours(minutes: u64) -> Cell {
    let value = minutes as f64 / 60.0;
    Cell::Number { value, printed: format!("{value:.1}") }
}

fn by_supervisor(view: &SupervisionView) -> Sheet {
    let columns = [
        "supervisor|Supervisor",
        "span|Schools|n",
        "hours|Hours logged|n",
        "share|In schools|n",
        "unvisited|Schools without a visit|n",
    ];
    let day = |day: jiff::civil::Date| day.strftime("%B %-d, %Y").to_string();
    let title = format!("Where supervisors’ time went, {} to {}", day(view.from), day(view.to));
    let mut sheet = Sheet::of("supervision", &title, &columns);
    for time in &view.supervisors {
        let unvisited = time.schools.iter().filter(|(.., last)| last.is_none()).count();
        sheet.push(vec![
            time.supervisor.as_str().into(),
            u64::from(time.span).into(),
            hours(time.minutes),
            time.share.map_or_else(|| "nothing logged".into(), share),
            (unvisited as u64).into(),
        ]);
    }
    sheet.notes.push(format!("Set out for: {:.0}% in schools.", view.target * 100.0));
    sheet
}

/// A hand-over as sheets: owed, owned, the seat in the cabinet with its pledges, contracts led,
/// schools, decided, written. `names` are those of schools by number.
pub fn hand_over_sheets(over: &HandOver, names: &BTreeMap<String, String>) -> Vec<Sheet> {
    let mut sheets = owed_and_owned(over);
    sheets.extend(seat(over));
    let columns = ["id|Contract", "cluster|Cluster", "from|From", "to|To"];
    let mut leads = Sheet::of("leads", "Leads under contract", &columns);
    for contract in &over.leads {
        let last = contract.list_years().last().unwrap_or(contract.first_year);
        leads.push(vec![
            contract.id.as_str().into(),
            contract.cluster_id.as_str().into(),
            SchoolYear::ending(contract.first_year).to_string().into(),
            SchoolYear::ending(last).to_string().into(),
        ]);
    }
    let columns = [
        "school|School",
        "assigned|Answers to them",
        "hours|Hours logged|n",
        "last|Last visit",
        "note|Noted",
    ];
    let mut schools = Sheet::of("schools", "Looks after", &columns);
    for school in &over.schools {
        let (day, note) = school.last.clone().map(|(day, note)| (day.to_string(), note)).unzip();
        schools.push(vec![
            names.get(&school.school_id).unwrap_or(&school.school_id).as_str().into(),
            if school.assigned { "yes" } else { "" }.into(),
            hours(school.minutes),
            day.into(),
            note.into(),
        ]);
    }
    let columns = ["on|Meeting", "id|Decision", "what|What", "due|Due", "by|There"];
    let mut decided = Sheet::of("decided", "Took part in deciding", &columns);
    for part in &over.decided {
        decided.push(vec![
            part.on.to_string().into(),
            part.decision.id.as_str().into(),
            part.decision.what.as_str().into(),
            part.decision.due.to_string().into(),
            if part.by_delegate { "by delegate" } else { "in person" }.into(),
        ]);
    }
    let mut wrote = Sheet::of("wrote", "Wrote", &["on|Day", "subject|About", "words|Words"]);
    for (subject, day, words) in &over.wrote {
        wrote.push(vec![day.to_string().into(), subject.as_str().into(), words.as_str().into()]);
    }
    sheets.extend([leads, schools, decided, wrote]);
    sheets
}

fn owed_and_owned(over: &HandOver) -> Vec<Sheet> {
    let columns = ["due|Due", "kind|Kind", "id|Id", "what|What", "done|Done"];
    let mut owes = Sheet::of("owes", &format!("What {} owes", over.person), &columns);
    for owed in &over.owes {
        owes.push(vec![
            owed.due.map(|day| day.to_string()).into(),
            owed.kind.into(),
            owed.id.as_str().into(),
            owed.what.as_str().into(),
            if owed.done { "done" } else { "" }.into(),
        ]);
    }
    let mut owns = Sheet::of("owns", "Answers for", &["id|Line", "kind|Kind", "title|What"]);
    for line in &over.owns {
        owns.push(vec![
            line.id.as_str().into(),
            line.kind.name().into(),
            line.title.as_str().into(),
        ]);
    }
    vec![owes, owns]
}

/// The seat in the cabinet, one's own or the one in whose place one comes, and what its agency
/// pledged.
fn seat(over: &HandOver) -> Vec<Sheet> {
    let columns = [
        "name|Name",
        "agency|Agency",
        "office|Office",
        "authority|Can decide",
        "delegate|Delegate",
    ];
    let mut seats = Sheet::of("seats", "Seat in the cabinet", &columns);
    for member in over.seats.iter().chain(&over.stands_in_for) {
        seats.push(member_row(member));
    }
    let columns = ["line|Line", "fund|Fund", "amount|A year|n", "until|Ends"];
    let mut pledges = Sheet::of("pledges", "Their agency pledged", &columns);
    for pledge in &over.pledges {
        pledges.push(vec![
            pledge.line.as_str().into(),
            pledge.fund.as_str().into(),
            dollars(pledge.cents),
            end_of(pledge).into(),
        ]);
    }
    vec![seats, pledges]
}

/// A snapshot: one's own answers or the team's.
pub fn snapshot_sheet(result: &SnapshotResult) -> Sheet {
    let columns = [
        "says|Statement",
        "mine|Mine",
        "one|1|n",
        "two|2|n",
        "three|3|n",
        "four|4|n",
        "unknown|Do not know|n",
        "apart|Apart?",
        "measured|Measured",
    ];
    let mut sheet = Sheet::of("snapshot", &format!("Snapshot {}", result.round.id), &columns);
    for statement in &result.statements {
        let mine = match result.mine.get(&statement.id) {
            Some(traction_core::plan::model::Answer::Level(level)) => level.to_string(),
            Some(traction_core::plan::model::Answer::DoNotKnow) => "do not know".to_owned(),
            None => String::new(),
        };
        let opinion = result
            .together
            .as_ref()
            .and_then(|all| all.iter().find(|opinion| opinion.statement == statement.id));
        let count = |level: usize| -> Cell {
            opinion.and_then(|o| o.counts.get(level)).map(|n| u64::from(*n)).into()
        };
        sheet.push(vec![
            statement.says.as_str().into(),
            mine.into(),
            count(0),
            count(1),
            count(2),
            count(3),
            opinion.map(|opinion| u64::from(opinion.do_not_know)).into(),
            opinion.map(|opinion| if opinion.apart { "yes" } else { "no" }).into(),
            result.measured.get(&statement.id).cloned().into(),
        ]);
    }
    sheet.notes.push(match (&result.together, result.round.closed) {
        (Some(_), _) => format!("{} people answered.", result.people),
        (None, true) => format!(
            "{} people answered; of fewer than three, each could tell the others’ answers.",
            result.people
        ),
        (None, false) => {
            "The team’s answers are seen together once the round is closed.".to_owned()
        }
    });
    sheet
}
