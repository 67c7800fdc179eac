//! The counselor's list for Monday: who comes back with which change, and who needs more.

use askama::Template;
use traction_office::access::Deed;
use traction_office::graduation::{self, MendLine, Question, StudentRow};
use traction_office::{Sight, Silent, glance, why_may_do};

use super::student_href;
use crate::charts::words;
use crate::frame::{Frame, Section};
use crate::links::{below, href};
use crate::parts::{Choice, Entry, Field, Filters, Select};
use crate::server::{Answer, Asked, Form, Refusal};

/// One line of the list.
struct Line {
    name: String,
    number: String,
    href: String,
    grade: i8,
    course: String,
    section: String,
    period: String,
    seats: String,
    instead: String,
    decided: String,
    forms: Vec<Entry>,
}

/// A student without a line.
struct More {
    name: String,
    href: String,
    grade: i8,
    tier: &'static str,
    missing: String,
    not_met: String,
}

#[derive(Template)]
#[template(path = "graduation/list.html")]
struct ListPage {
    frame: Frame,
    lede: String,
    filters: Option<Filters>,
    lines: Vec<Line>,
    more: Vec<More>,
    summaries: Vec<String>,
    typed: String,
    csv: String,
    json: String,
}

/// Students without a line that are listed on the page; the twins hold all.
const ON_A_PAGE: usize = 150;

/// The page. Each reading is a look at student rows, and is in the access log.
///
/// # Errors
/// When whoever asks may see no student, or the office cannot answer.
pub fn page(asked: &Asked) -> Result<Answer, Refusal> {
    asked.only(&["school", "diploma"])?;
    asked.district.why_see(Sight::StudentRows)?;
    if let Some(lacking) = super::lacking::page(asked, "The list for Monday")? {
        return Ok(lacking);
    }
    let question = Question {
        diploma: asked.find("diploma").map(str::to_owned),
        school: asked.find("school").map(str::to_owned),
        tier: None,
    };
    let diploma = asked.text("diploma");
    let rows = graduation::students(&asked.district, &question, asked.now, &Silent)?;
    // Whoever is responsible for one school sees its list at once.
    let mut schools: Vec<(String, String)> =
        rows.iter().map(|row| (row.school_id.clone(), row.school.clone())).collect();
    schools.sort();
    schools.dedup();
    let (lines, summaries) = graduation::mend(&asked.district, &question, asked.now, &Silent)?;
    let glance = glance::glance(&asked.district)?;
    let with_line: std::collections::BTreeSet<&str> =
        lines.iter().map(|line| line.line.student.as_str()).collect();
    let mut more: Vec<&StudentRow> = rows
        .iter()
        .filter(|row| row.tier.is_off_track() && !with_line.contains(row.id.as_str()))
        .collect();
    more.sort_by(|a, b| b.grade.cmp(&a.grade).then(b.tier.cmp(&a.tier)).then(a.name.cmp(&b.name)));
    let off = rows.iter().filter(|row| row.tier.is_off_track()).count();
    let is = |n: usize| if n == 1 { "is" } else { "are" };
    let comes = if with_line.len() == 1 { "comes" } else { "come" };
    let lede = format!(
        "{} of your {} students {} not on track. {} {comes} back with the changes below; nothing is changed until you accept a line and the schedule is typed.",
        words::count(off as u64),
        words::count(rows.len() as u64),
        is(off),
        words::count(with_line.len() as u64)
    );
    let more_lines: Vec<More> = more
        .iter()
        .take(ON_A_PAGE)
        .map(|row| More {
            name: row.name.clone(),
            href: student_href(&row.id, diploma),
            grade: row.grade,
            tier: row.tier.label(),
            missing: row.missing.clone(),
            not_met: row.not_met.join(", "),
        })
        .collect();
    let frame = asked
        .frame_on(&glance, "The list for Monday", Section::Graduation)
        .after("Graduation", &href("/graduation", &[("diploma", diploma)]));
    let may = why_may_do(asked.person(), Deed::Advise).is_some();
    let forms = |line: &MendLine| match may {
        true => decide_forms(&frame, line, diploma, asked.text("school")),
        false => Vec::new(),
    };
    let page = ListPage {
        lede,
        filters: filters(asked, &question, &schools),
        lines: lines.iter().map(|line| write(line, diploma, &forms(line))).collect(),
        more: more_lines,
        summaries: summaries.iter().filter_map(|(name, made)| made.sentence(name)).collect(),
        typed: href("/graduation/list.csv", &[("table", "changes")]),
        csv: asked.twin(Form::Csv, ""),
        json: asked.twin(Form::Json, ""),
        frame: frame.clone(),
    };
    let mut sheets = vec![graduation::mend_sheet(&lines), graduation::rows_sheet(&rows)];
    if asked.form != Form::Html {
        sheets.push(graduation::accepted_sheet(&asked.district, asked.now)?);
    }
    Ok(Answer::of(page, sheets))
}

fn write(line: &MendLine, diploma: &str, forms: &[Entry]) -> Line {
    Line {
        name: line.name.clone(),
        number: line.line.student.clone(),
        href: student_href(&line.line.student, diploma),
        grade: line.grade,
        course: line.course_title.clone(),
        section: line.line.section.clone(),
        period: line.period.clone(),
        seats: match line.seats {
            1 => "1 seat".to_owned(),
            many => format!("{many} seats"),
        },
        instead: if line.instead.is_empty() { "free".to_owned() } else { line.instead.clone() },
        decided: line
            .decided
            .as_ref()
            .map(|said| format!("{} by {}, {}", said.decision.code(), said.who, said.day))
            .unwrap_or_default(),
        forms: forms.to_vec(),
    }
}

/// Three buttons of a line; who decides comes back to the list as it was.
fn decide_forms(frame: &Frame, line: &MendLine, diploma: &str, school: &str) -> Vec<Entry> {
    let (student, section) = (&line.line.student, &line.line.section);
    let action = format!("{}/decide", below("/graduation/students", student));
    let about = format!("{}: {} in period {}", line.name, line.course_title, line.period);
    [("accepted", "Accept"), ("deferred", "Later"), ("declined", "Decline")]
        .into_iter()
        .map(|(decision, words)| {
            let id = format!("{decision}-{student}-{section}");
            Entry::button(frame, &id, &action, words, &about)
                .with(Field::hidden("section", section))
                .with(Field::hidden("decision", decision))
                .with(Field::hidden("from", "list"))
                .with(Field::hidden("school", school))
                .with(Field::hidden("diploma", diploma))
        })
        .collect()
}

fn filters(asked: &Asked, question: &Question, schools: &[(String, String)]) -> Option<Filters> {
    if schools.len() < 2 && question.school.is_none() {
        return None;
    }
    let chosen = asked.text("school");
    let any = Choice {
        value: String::new(),
        text: "All of your schools".to_owned(),
        chosen: chosen.is_empty(),
    };
    let rest = schools.iter().map(|(id, name)| Choice {
        value: id.clone(),
        text: name.clone(),
        chosen: id == chosen,
    });
    Some(Filters {
        action: "/graduation/list".to_owned(),
        search: None,
        selects: vec![Select {
            name: "school".to_owned(),
            label: "School".to_owned(),
            choices: std::iter::once(any).chain(rest).collect(),
        }],
        button: "Show".to_owned(),
    })
}
