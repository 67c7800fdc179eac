//! School years: how each stands, and the forms that close one or open it again.

use traction_core::district::SchoolYear;
use traction_office::access::{Deed, why_may_do};
use traction_office::{OfficeError, years};

use super::loaded::show;
use crate::frame::Frame;
use crate::parts::{Choice, Entry, Field, Input};
use crate::server::{Asked, Fields, Outcome, Refusal, words_beside_a_form};

/// What is wrong beside a form of this page, and what was typed.
pub(super) struct Beside<'a> {
    pub form: &'static str,
    pub words: String,
    pub fields: &'a Fields,
}

/// The forms that whoever asks may send: one that closes a year, one that opens one again.
pub(super) fn forms(
    asked: &Asked,
    frame: &Frame,
    beside: Option<&Beside<'_>>,
) -> Result<Vec<Entry>, Refusal> {
    let may = why_may_do(asked.person(), Deed::CloseYears).is_some();
    if !may || asked.district.past().is_some() {
        return Ok(Vec::new());
    }
    let (closed, open): (Vec<_>, Vec<_>) = years::lines(&asked.district)?
        .into_iter()
        .partition(|(_, line)| line.as_ref().is_some_and(|line| line.closed));
    let choices = |of: Vec<(SchoolYear, Option<years::YearLine>)>| -> Vec<Choice> {
        of.into_iter()
            .rev()
            .map(|(year, _)| Choice {
                value: year.end().to_string(),
                text: year.to_string(),
                chosen: false,
            })
            .collect()
    };
    let year = |of| Field::of("year", "School year", Input::Choose(choices(of)));
    let mut forms = Vec::new();
    if !open.is_empty() {
        forms.push(
            Entry::of(frame, "close", "/data/years/close", "Close the year").with(year(open)),
        );
    }
    if !closed.is_empty() {
        let reason = Field::of("reason", "Reason, which is kept", Input::Long(2));
        forms.push(
            Entry::of(frame, "reopen", "/data/years/reopen", "Open the year again")
                .with(year(closed))
                .with(reason),
        );
    }
    for form in &mut forms {
        if let Some(beside) = beside.filter(|beside| beside.form == form.id) {
            form.hold(beside.fields);
            form.refuse("", &beside.words);
        }
    }
    Ok(forms)
}

/// Closes a year.
///
/// # Errors
/// When whoever asks does not close years, or the office cannot answer.
pub fn close(asked: &Asked, fields: &Fields) -> Result<Outcome, Refusal> {
    let year = read_year(fields)?;
    let result = years::close(&asked.district, year, None, asked.now);
    done(asked, fields, "close", result.map(|_| format!("{year} is closed: its figures stay.")))
}

/// Opens a closed year again.
///
/// # Errors
/// When whoever asks does not close years, or the office cannot answer.
pub fn reopen(asked: &Asked, fields: &Fields) -> Result<Outcome, Refusal> {
    let year = read_year(fields)?;
    let who = asked.person().name().to_owned();
    let result = years::reopen(&asked.district, year, &who, fields.text("reason"), asked.now);
    let words = format!("{year} is open again: its figures can move until it is closed.");
    done(asked, fields, "reopen", result.map(|_| words))
}

fn read_year(fields: &Fields) -> Result<SchoolYear, Refusal> {
    let year = fields.number::<i16>("year")?;
    year.map(SchoolYear::ending).ok_or_else(|| Refusal::unclear("No school year was named."))
}

fn done(
    asked: &Asked,
    fields: &Fields,
    form: &'static str,
    result: Result<String, OfficeError>,
) -> Result<Outcome, Refusal> {
    match result {
        Ok(words) => Ok(Outcome::to("/data").saying(&words)),
        Err(error) => {
            let words = words_beside_a_form(error)?;
            Ok(Outcome::again(show(asked, Some(&Beside { form, words, fields }))?))
        }
    }
}
