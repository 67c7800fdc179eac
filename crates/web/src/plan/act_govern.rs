//! What is entered from the desks: decisions, members, figures received, supports, rounds, undoing.

use jiff::civil::Date;
use traction_core::plan::model::{Decision, Member, Pledge, WorkingGroup};
use traction_office::{OfficeError, plan};

use super::act::{day, refused};
use super::desk::Wrong;
use super::{contracts, desk, govern, today};
use crate::links::below;
use crate::server::{Answer, Asked, Fields, Outcome, Refusal, words_beside_a_form};

/// Goes on to a page, or shows the desk again with what is wrong beside its form.
pub(super) fn finish(
    done: Result<String, OfficeError>,
    to: &str,
    form: &str,
    typed: &Fields,
    again: impl FnOnce(Option<Wrong<'_>>) -> Result<Answer, Refusal>,
) -> Result<Outcome, Refusal> {
    match done {
        Ok(words) => Ok(Outcome::to(to).saying(&words)),
        Err(error) => {
            let words = words_beside_a_form(error)?;
            Ok(Outcome::again(again(Some(Wrong { form, words: &words, typed }))?))
        }
    }
}

pub(super) fn needed(fields: &Fields, name: &str, what: &str) -> Result<Date, OfficeError> {
    day(fields, name)?.ok_or_else(|| refused(what))
}

/// Records a decision.
///
/// # Errors
/// When whoever asks does not plan for the district, or the office cannot answer.
pub fn decide(asked: &Asked, fields: &Fields) -> Result<Outcome, Refusal> {
    let done = (|| {
        let on = needed(fields, "on", "say on which day it was decided")?;
        let present: Vec<String> = fields.all("present").map(str::to_owned).collect();
        let decision = Decision {
            id: String::new(),
            what: fields.text("what").to_owned(),
            owner: fields.text("owner").to_owned(),
            due: needed(fields, "due", "say by when it is to be done")?,
            line: None,
            done_on: None,
        };
        plan::decide(&asked.district, on, &present, &decision, asked.now)?;
        Ok("Recorded.".to_owned())
    })();
    finish(done, "/plan/cabinet", "decide", fields, |wrong| desk::show_cabinet(asked, wrong))
}

/// Says that a decision was carried out.
///
/// # Errors
/// When whoever asks does not plan for the district, or the office cannot answer.
pub fn carry_out(asked: &Asked, fields: &Fields) -> Result<Outcome, Refusal> {
    let done = (|| {
        let on = day(fields, "on")?.unwrap_or_else(|| today(asked));
        plan::carry_out(&asked.district, fields.text("decision"), on, asked.now)?;
        Ok("Kept.".to_owned())
    })();
    finish(done, "/plan/cabinet", "carried", fields, |wrong| desk::show_cabinet(asked, wrong))
}

/// Adds a member of the cabinet.
///
/// # Errors
/// When whoever asks does not plan for the district, or the office cannot answer.
pub fn add_member(asked: &Asked, fields: &Fields) -> Result<Outcome, Refusal> {
    let text = |name: &str| fields.text(name).to_owned();
    let member = Member {
        id: text("id"),
        name: text("name"),
        agency: text("agency"),
        office: text("office"),
        authority: text("authority"),
        delegate: text("delegate"),
        chairs: false,
    };
    let done = plan::put_member(&asked.district, &member, asked.now).map(|_| "Added.".to_owned());
    finish(done, "/plan/cabinet", "member", fields, |wrong| desk::show_cabinet(asked, wrong))
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
        let groups = plan::standing_cabinet(&asked.district)?.groups;
        let group = WorkingGroup {
            id: plan::free_id('G', |id| groups.iter().any(|known| known.id == id)),
            charge: fields.text("charge").to_owned(),
            lead: fields.text("lead").to_owned(),
            members: lines(fields, "members"),
            reports_on: day(fields, "reports_on")?,
        };
        plan::put_group(&asked.district, &group, asked.now)?;
        Ok("Set up.".to_owned())
    })();
    finish(done, "/plan/cabinet", "group", fields, |wrong| desk::show_cabinet(asked, wrong))
}

/// Records what an agency pledges.
///
/// # Errors
/// When whoever asks does not plan for the district, or the office cannot answer.
pub fn pledge(asked: &Asked, fields: &Fields) -> Result<Outcome, Refusal> {
    let done = (|| {
        let pledges = plan::standing_cabinet(&asked.district)?.pledges;
        let pledge = Pledge {
            id: plan::free_id('P', |id| pledges.iter().any(|known| known.id == id)),
            line: fields.text("line").to_owned(),
            agency: fields.text("agency").to_owned(),
            fund: fields.text("fund").to_owned(),
            cents: plan::read_cents(fields.text("amount")).map_err(|words| refused(&words))?,
            from: year(fields, "from")?.ok_or_else(|| refused("say from which school year"))?,
            until: year(fields, "until")?,
            restrictions: fields.text("restrictions").to_owned(),
        };
        plan::put_pledge(&asked.district, &pledge, asked.now)?;
        Ok("Recorded.".to_owned())
    })();
    finish(done, "/plan/cabinet", "pledge", fields, |wrong| desk::show_cabinet(asked, wrong))
}

/// A school year by the calendar year in which it ends.
pub(super) fn year(fields: &Fields, name: &str) -> Result<Option<i16>, OfficeError> {
    let wrong = |text: &str| refused(&format!("{text} is no year in which a school year ends"));
    let parse = |text: &str| match text.parse() {
        Ok(year @ 1990..=2100) => Ok(year),
        _ => Err(wrong(text)),
    };
    fields.find(name).map(parse).transpose()
}

/// Records that schools received a figure.
///
/// # Errors
/// When whoever asks does not plan for the district, or the office cannot answer.
pub fn release(asked: &Asked, fields: &Fields) -> Result<Outcome, Refusal> {
    let year: i16 = fields.number("year")?.unwrap_or_default();
    let done = (|| {
        let on = day(fields, "on")?.unwrap_or_else(|| today(asked));
        let text = fields.text("schools").replace(',', " ");
        let schools: Vec<String> = text.split_whitespace().map(str::to_owned).collect();
        let figure = fields.text("figure");
        let count = plan::log_release(&asked.district, figure, year, &schools, on, asked.now)?;
        Ok(format!("Recorded for {count} schools."))
    })();
    let to = crate::links::href("/plan/calendar", &[("year", &year.to_string())]);
    finish(done, &to, "release", fields, |wrong| desk::show_calendar(asked, wrong))
}

/// Says which day is the first of a school year.
///
/// # Errors
/// When whoever asks does not plan for the district, or the office cannot answer.
pub fn first_day(asked: &Asked, fields: &Fields) -> Result<Outcome, Refusal> {
    let year: i16 = fields.number("year")?.unwrap_or_default();
    let done = (|| {
        let day = needed(fields, "day", "say which day")?;
        plan::put_first_day(&asked.district, year, day, asked.now)?;
        Ok("Kept. The year is worked backwards from it.".to_owned())
    })();
    let to = crate::links::href("/plan/calendar", &[("year", &year.to_string())]);
    finish(done, &to, "first-day", fields, |wrong| desk::show_calendar(asked, wrong))
}

/// Records a support that the central office gave.
///
/// # Errors
/// When whoever asks does not plan for the district, or the office cannot answer.
pub fn support(asked: &Asked, fields: &Fields) -> Result<Outcome, Refusal> {
    let done = (|| {
        let on = day(fields, "on")?.unwrap_or_else(|| today(asked));
        let what = fields.text("support");
        plan::mark_support(&asked.district, asked.name(), what, on, asked.now)?;
        Ok("Recorded.".to_owned())
    })();
    let to = below("/plan/contracts", asked.name());
    finish(done, &to, "support", fields, |wrong| contracts::show_contract(asked, wrong))
}

/// Chooses what follows from a contract's year.
///
/// # Errors
/// When whoever asks does not plan for the district, or the office cannot answer.
pub fn consequence(asked: &Asked, fields: &Fields) -> Result<Outcome, Refusal> {
    let year: i16 = fields.number("year")?.unwrap_or_default();
    let what = fields.text("what");
    let done = plan::choose_consequence(&asked.district, asked.name(), year, what, asked.now)
        .map(|_| "Kept.".to_owned());
    let to = below("/plan/contracts", asked.name());
    finish(done, &to, "consequence", fields, |wrong| contracts::show_contract(asked, wrong))
}

/// Opens a round of the snapshot.
///
/// # Errors
/// When whoever asks does not plan for the district, or the office cannot answer.
pub fn open_snapshot(asked: &Asked, fields: &Fields) -> Result<Outcome, Refusal> {
    let round = fields.text("round");
    let done = match round.is_empty() {
        true => Err(refused("a round needs a name")),
        false => plan::open_snapshot(&asked.district, round, asked.now)
            .map(|_| "Open. Each now answers alone.".to_owned()),
    };
    finish(done, "/plan/snapshot", "open", fields, |wrong| govern::show_snapshot(asked, wrong))
}

/// Closes a round of the snapshot.
///
/// # Errors
/// When whoever asks does not plan for the district, or the office cannot answer.
pub fn close_snapshot(asked: &Asked, fields: &Fields) -> Result<Outcome, Refusal> {
    let done = plan::close_snapshot(&asked.district, fields.text("round"), asked.now)
        .map(|_| "Closed. This is what the team thinks.".to_owned());
    finish(done, "/plan/snapshot", "close", fields, |wrong| govern::show_snapshot(asked, wrong))
}

/// Undoes an entry of the log.
///
/// # Errors
/// When whoever asks does not plan, or the office cannot answer.
pub fn undo(asked: &Asked, fields: &Fields) -> Result<Outcome, Refusal> {
    let done = fields
        .text("entry")
        .parse()
        .map_err(|_| refused("name the entry by its number"))
        .and_then(|entry| plan::undo(&asked.district, entry, asked.now))
        .map(|id| format!("Undone by entry {id}."));
    finish(done, "/plan/log", "undo", fields, |wrong| desk::show_log(asked, wrong))
}
