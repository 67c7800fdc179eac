//! What is entered from the desks: figures received, supports, rounds, visits, undoing.

use jiff::civil::Date;
use traction_core::plan::model::{Activity, Contact};
use traction_office::{OfficeError, plan};

use super::act::{day, refused};
use super::act_cabinet::seen;
use super::desk::Wrong;
use super::{contracts, desk, govern, supervision};
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
            let told = matches!(error, OfficeError::Overtaken { .. });
            let words = words_beside_a_form(error)?;
            Ok(Outcome::again(again(Some(Wrong { form, words: &words, typed, told }))?))
        }
    }
}

pub(super) fn needed(fields: &Fields, name: &str, what: &str) -> Result<Date, OfficeError> {
    day(fields, name)?.ok_or_else(|| refused(what))
}

/// Logs a visit.
///
/// # Errors
/// When whoever asks does not plan, or the office cannot answer.
pub fn log_visit(asked: &Asked, fields: &Fields) -> Result<Outcome, Refusal> {
    let done = (|| {
        let activity = Activity::find(fields.text("activity"))
            .ok_or_else(|| refused("say what the time went to"))?;
        let minutes =
            fields.text("minutes").parse().map_err(|_| refused("say how many minutes"))?;
        let contact = Contact {
            supervisor: plan::own_name(&asked.district).to_owned(),
            on: day(fields, "on")?.unwrap_or_else(|| asked.today()),
            activity,
            school_id: fields.find("school").map(str::to_owned),
            minutes,
            note: fields.text("note").to_owned(),
        };
        plan::enter_contact(&asked.district, &contact, asked.now)?;
        Ok("Logged.".to_owned())
    })();
    finish(done, "/plan/visits", "visit", fields, |wrong| supervision::show(asked, wrong))
}

/// Says which schools answer to a supervisor.
///
/// # Errors
/// When whoever asks does not plan for the district, or the office cannot answer.
pub fn assign_schools(asked: &Asked, fields: &Fields) -> Result<Outcome, Refusal> {
    let schools: Vec<String> = fields.all("schools").map(str::to_owned).collect();
    let who = fields.text("supervisor");
    let done = match plan::put_assigned(&asked.district, None, who, &schools, asked.now) {
        Err(OfficeError::Overtaken { subject, .. }) => {
            Err(refused(&format!("{subject} has schools already; open them below to change them")))
        }
        other => other.map(|_| "Kept.".to_owned()),
    };
    finish(done, "/plan/visits", "schools", fields, |wrong| supervision::show(asked, wrong))
}

/// Changes which schools answer to a supervisor, over the entry that the person saw.
///
/// # Errors
/// When whoever asks does not plan for the district, or the office cannot answer.
pub fn change_schools(asked: &Asked, fields: &Fields) -> Result<Outcome, Refusal> {
    let schools: Vec<String> = fields.all("schools").map(str::to_owned).collect();
    let done = seen(fields).and_then(|seen| {
        plan::put_assigned(&asked.district, seen, asked.name(), &schools, asked.now)?;
        Ok("Kept.".to_owned())
    });
    finish(done, "/plan/visits", "change-schools", fields, |wrong| supervision::show(asked, wrong))
}

/// Records that schools received a figure.
///
/// # Errors
/// When whoever asks does not plan for the district, or the office cannot answer.
pub fn release(asked: &Asked, fields: &Fields) -> Result<Outcome, Refusal> {
    let year: i16 = fields.number("year")?.unwrap_or_default();
    let done = (|| {
        let on = day(fields, "on")?.unwrap_or_else(|| asked.today());
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
        let on = day(fields, "on")?.unwrap_or_else(|| asked.today());
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
