//! A plan as a whole: begun with an example, carried in from a file, over what stands, and out.

use jiff::Timestamp;
use traction_core::plan::model::{DoneRecord, Line, StoryRecord};
use traction_core::plan::policy::{EXAMPLES, PlanText, check_lines};

use super::book::{HEAD, Kept, LINE, THE_HEAD, standing};
use super::edit::{
    DONE, Done, STORY, Story, carry_story, check_lead_times, mark_done, put_head, refuse,
};
use super::names::Names;
use super::{ROOM, load, may_govern, may_see};
use crate::district::District;
use crate::error::OfficeError;
use crate::journal::{self, Entry};

/// Starts the plan from an example that ships. A plan that has lines is not written over.
///
/// # Errors
/// That there is no such example; that there is a plan; that the person may not.
pub fn start_from(district: &District, name: &str, now: Timestamp) -> Result<usize, OfficeError> {
    let Some(example) = PlanText::find_example(name) else {
        let known = EXAMPLES.iter().map(|(name, _)| (*name).to_owned()).collect();
        return Err(OfficeError::Unknown { kind: "example plan", name: name.to_owned(), known });
    };
    let mut plan = example.map_err(refuse)?;
    plan.plan.system = district.name().to_owned();
    enter_plan(district, &plan, now)
}

/// Enters a whole plan into a district that has none.
///
/// # Errors
/// That there is a plan; lines that do not fit together; that the person may not.
pub fn take_plan(
    district: &District,
    plan: &PlanText,
    now: Timestamp,
) -> Result<usize, OfficeError> {
    check_lead_times(district, &plan.lines)?;
    enter_plan(district, plan, now)
}

fn enter_plan(district: &District, plan: &PlanText, now: Timestamp) -> Result<usize, OfficeError> {
    may_govern(district)?;
    check_lines(&plan.plan.id, &plan.lines).map_err(refuse)?;
    let present = load(district, None)?;
    if !present.lines.is_empty() {
        return Err(OfficeError::Refused {
            what: format!("there is a plan with {} lines already", present.lines.len()),
            hint: "change it line by line: traction plan show; traction plan import FILE --over"
                .to_owned(),
        });
    }
    journal::enter(district, ROOM, HEAD, THE_HEAD, &Kept::of(plan.plan.clone()), now)?;
    let bodies: Vec<(String, Kept<Line>)> =
        plan.lines.iter().map(|line| (line.id.clone(), Kept::of(line.clone()))).collect();
    let lines = journal::enter_all(district, ROOM, LINE, &bodies, now)?.len();
    carry_along(district, plan, now)?;
    Ok(lines)
}

/// What a file changed of a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Taken {
    /// Lines that were entered or changed.
    pub changed: usize,
    /// Lines that were as they are.
    pub same: usize,
    /// Done days that were entered or changed.
    pub done: usize,
    /// Stories that were not there.
    pub stories: usize,
}

/// Enters what differs of a plan from what stands: lines, done days, stories. What the plan lacks
/// stays.
///
/// # Errors
/// Lines that do not fit together; [`OfficeError::Overtaken`]; that the person may not.
pub fn put_over(
    district: &District,
    plan: &PlanText,
    now: Timestamp,
) -> Result<Taken, OfficeError> {
    may_govern(district)?;
    let present = load(district, None)?;
    let mut lines = present.list_lines();
    for line in &plan.lines {
        match lines.iter_mut().find(|known| known.id == line.id) {
            Some(known) => *known = line.clone(),
            None => lines.push(line.clone()),
        }
    }
    check_lines(&plan.plan.id, &lines).map_err(refuse)?;
    check_lead_times(district, &plan.lines)?;
    if present.head != plan.plan {
        put_head(district, present.head_entry, &plan.plan, now)?;
    }
    let changed: Vec<(String, Kept<Line>)> = plan
        .lines
        .iter()
        .filter(|line| present.find(&line.id).is_none_or(|standing| standing.line != **line))
        .map(|line| (line.id.clone(), Kept::of(line.clone())))
        .collect();
    journal::enter_all(district, ROOM, LINE, &changed, now)?;
    let (done, stories) = carry_along(district, plan, now)?;
    let same = plan.lines.len() - changed.len();
    Ok(Taken { changed: changed.len(), same, done, stories })
}

/// Enters the done days that differ and the stories that are not there; how many of each.
fn carry_along(
    district: &District,
    plan: &PlanText,
    now: Timestamp,
) -> Result<(usize, usize), OfficeError> {
    let known: Vec<Entry<Done>> = standing(district, DONE, None)?;
    let told: Vec<Entry<Story>> = journal::list(district, ROOM, STORY, None, None)?;
    let (mut done, mut stories) = (0, 0);
    for record in &plan.done {
        let body = Done { on: record.on, evidence: record.evidence.clone() };
        if !known.iter().any(|entry| entry.subject == record.line && entry.body == body) {
            mark_done(district, &record.line, Some(body), now)?;
            done += 1;
        }
    }
    for story in &plan.stories {
        let same = |entry: &Entry<Story>| {
            entry.subject == story.line && entry.body.words == story.words.trim()
        };
        if !told.iter().any(same) {
            carry_story(district, story, now)?;
            stories += 1;
        }
    }
    Ok((done, stories))
}

/// The plan as it stands with all that was written about its lines, to be carried out of here.
///
/// # Errors
/// The catalog's errors; that the person may not see the plan.
pub fn whole(district: &District) -> Result<PlanText, OfficeError> {
    may_see(district)?;
    let names = Names::load(district)?;
    let plan = load(district, None)?;
    let done = standing::<Done>(district, DONE, None)?;
    let told: Vec<Entry<Story>> = journal::list(district, ROOM, STORY, None, None)?;
    let stands = |line: &str| plan.find(line).is_some();
    let story = |entry: &Entry<Story>| {
        let (by, on) = Story::told(entry);
        StoryRecord {
            line: entry.subject.clone(),
            words: entry.body.words.clone(),
            by: names.of(by).to_owned(),
            on: Some(on),
        }
    };
    Ok(PlanText {
        plan: plan.head.clone(),
        lines: plan.list_lines(),
        done: done
            .into_iter()
            .filter(|entry| stands(&entry.subject))
            .map(|entry| DoneRecord {
                line: entry.subject,
                on: entry.body.on,
                evidence: entry.body.evidence,
            })
            .collect(),
        stories: told.iter().filter(|entry| stands(&entry.subject)).map(story).collect(),
    })
}
