//! What is entered from the cabinet's desk: meetings, decisions, members, groups, shared lines,
//! pledges.

use traction_core::plan::model::{Decision, Member, Pledge, WorkingGroup};
use traction_office::OfficeError;
use traction_office::plan::{self, Attendance};

use super::act::{day, refused};
use super::act_govern::{finish, needed};
use super::cabinet;
use super::desk::SEEN;
use crate::server::{Asked, Fields, Outcome, Refusal};

/// Records a decision.
///
/// # Errors
/// When whoever asks does not plan for the district, or the office cannot answer.
pub fn decide(asked: &Asked, fields: &Fields) -> Result<Outcome, Refusal> {
    let done = (|| {
        let on = needed(fields, "on", "say on which day it was decided")?;
        let decision = Decision {
            id: String::new(),
            what: fields.text("what").to_owned(),
            owner: fields.text("owner").to_owned(),
            due: needed(fields, "due", "say by when it is to be done")?,
            line: fields.find("line").map(str::to_owned),
            done_on: None,
        };
        plan::decide(&asked.district, on, &came(fields), &decision, asked.now)?;
        Ok("Recorded.".to_owned())
    })();
    finish(done, "/plan/cabinet", "decide", fields, |wrong| cabinet::show_cabinet(asked, wrong))
}

/// Says that a decision was carried out.
///
/// # Errors
/// When whoever asks does not plan for the district, or the office cannot answer.
pub fn carry_out(asked: &Asked, fields: &Fields) -> Result<Outcome, Refusal> {
    let done = (|| {
        let on = day(fields, "on")?.unwrap_or_else(|| asked.today());
        plan::carry_out(&asked.district, fields.text("decision"), on, asked.now)?;
        Ok("Kept.".to_owned())
    })();
    finish(done, "/plan/cabinet", "carried", fields, |wrong| cabinet::show_cabinet(asked, wrong))
}

/// Who a form says was at a meeting.
fn came(fields: &Fields) -> Attendance {
    let ticked = |name: &str| fields.all(name).map(str::to_owned).collect();
    Attendance { present: ticked("present"), by_delegate: ticked("by_delegate") }
}

/// Writes down a meeting: who came, and notes.
///
/// # Errors
/// When whoever asks does not plan for the district, or the office cannot answer.
pub fn record_meeting(asked: &Asked, fields: &Fields) -> Result<Outcome, Refusal> {
    let done = (|| {
        let on = needed(fields, "on", "say on which day it was")?;
        let notes = fields.text("notes");
        plan::record_meeting(&asked.district, on, &came(fields), notes, asked.now)?;
        Ok("Kept.".to_owned())
    })();
    finish(done, "/plan/cabinet", "meeting", fields, |wrong| cabinet::show_cabinet(asked, wrong))
}

/// A member as a form says it.
fn member(fields: &Fields, id: &str) -> Member {
    let text = |name: &str| fields.text(name).to_owned();
    Member {
        id: id.to_owned(),
        name: text("name"),
        agency: text("agency"),
        office: text("office"),
        authority: text("authority"),
        delegate: text("delegate"),
        chairs: fields.is_on("chairs"),
    }
}

/// Adds a member of the cabinet.
///
/// # Errors
/// When whoever asks does not plan for the district, or the office cannot answer.
pub fn add_member(asked: &Asked, fields: &Fields) -> Result<Outcome, Refusal> {
    let done = (|| {
        let id = fields.text("id");
        if plan::members(&asked.district)?.iter().any(|entry| entry.subject == id) {
            return Err(refused(&format!("there is a member {id}; take another short name")));
        }
        plan::put_member(&asked.district, None, &member(fields, id), asked.now)?;
        Ok("Added.".to_owned())
    })();
    finish(done, "/plan/cabinet", "member", fields, |wrong| cabinet::show_cabinet(asked, wrong))
}

/// The entry that a form says the person saw.
pub(super) fn seen(fields: &Fields) -> Result<Option<i64>, OfficeError> {
    let parse = |text: &str| text.parse().map_err(|_| refused("open the page again"));
    fields.find(SEEN).map(parse).transpose()
}

/// Changes what stands of a member, over the entry that the person saw.
///
/// # Errors
/// When whoever asks does not plan for the district, or the office cannot answer.
pub fn change_member(asked: &Asked, fields: &Fields) -> Result<Outcome, Refusal> {
    let done = seen(fields).and_then(|seen| {
        plan::put_member(&asked.district, seen, &member(fields, asked.name()), asked.now)?;
        Ok("Kept.".to_owned())
    });
    let form = "change-member";
    finish(done, "/plan/cabinet", form, fields, |wrong| cabinet::show_cabinet(asked, wrong))
}

/// Chooses the lines that all agencies answer for.
///
/// # Errors
/// When whoever asks does not plan for the district, or the office cannot answer.
pub fn share_lines(asked: &Asked, fields: &Fields) -> Result<Outcome, Refusal> {
    let lines: Vec<String> = fields.all("lines").map(str::to_owned).collect();
    let done = seen(fields).and_then(|seen| {
        plan::set_shared(&asked.district, seen, &lines, asked.now)?;
        Ok("Kept.".to_owned())
    });
    finish(done, "/plan/cabinet", "shared", fields, |wrong| cabinet::show_cabinet(asked, wrong))
}

/// The lines of a long field that say something.
pub(super) fn lines(fields: &Fields, name: &str) -> Vec<String> {
    let said = fields.text(name).lines().map(str::trim).filter(|line| !line.is_empty());
    said.map(str::to_owned).collect()
}

/// Sets up a working group.
///
/// # Errors
/// When whoever asks does not plan for the district, or the office cannot answer.
pub fn set_up_group(asked: &Asked, fields: &Fields) -> Result<Outcome, Refusal> {
    let done = (|| {
        let group = WorkingGroup {
            id: String::new(),
            charge: fields.text("charge").to_owned(),
            lead: fields.text("lead").to_owned(),
            members: lines(fields, "members"),
            reports_on: day(fields, "reports_on")?,
            reported_on: None,
        };
        let id = plan::add_group(&asked.district, &group, asked.now)?;
        Ok(format!("Set up as {id}."))
    })();
    finish(done, "/plan/cabinet", "group", fields, |wrong| cabinet::show_cabinet(asked, wrong))
}

/// Says that a working group reported.
///
/// # Errors
/// When whoever asks does not plan for the district, or the office cannot answer.
pub fn group_reported(asked: &Asked, fields: &Fields) -> Result<Outcome, Refusal> {
    let done = (|| {
        let on = day(fields, "on")?.unwrap_or_else(|| asked.today());
        plan::report_group(&asked.district, fields.text("group"), on, asked.now)?;
        Ok("Kept.".to_owned())
    })();
    finish(done, "/plan/cabinet", "reported", fields, |wrong| cabinet::show_cabinet(asked, wrong))
}

/// Records what an agency pledges.
///
/// # Errors
/// When whoever asks does not plan for the district, or the office cannot answer.
pub fn pledge(asked: &Asked, fields: &Fields) -> Result<Outcome, Refusal> {
    let done = (|| {
        let pledge = Pledge {
            id: String::new(),
            line: fields.text("line").to_owned(),
            agency: fields.text("agency").to_owned(),
            fund: fields.text("fund").to_owned(),
            cents: plan::read_cents(fields.text("amount")).map_err(|words| refused(&words))?,
            from: year(fields, "from")?.ok_or_else(|| refused("say from which school year"))?,
            until: year(fields, "until")?,
            restrictions: fields.text("restrictions").to_owned(),
        };
        let id = plan::add_pledge(&asked.district, &pledge, asked.now)?;
        Ok(format!("Recorded as {id}."))
    })();
    finish(done, "/plan/cabinet", "pledge", fields, |wrong| cabinet::show_cabinet(asked, wrong))
}

/// A school year by the calendar year in which it ends.
pub(super) fn year(fields: &Fields, name: &str) -> Result<Option<i16>, OfficeError> {
    let wrong = |text: &str| refused(&format!("“{text}” is no year in which a school year ends"));
    let parse = |text: &str| match text.parse() {
        Ok(year @ 1990..=2100) => Ok(year),
        _ => Err(wrong(text)),
    };
    fields.find(name).map(parse).transpose()
}
