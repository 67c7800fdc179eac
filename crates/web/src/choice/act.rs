//! What is done at the desk: commit, seal, draw, adopt, enter an answer.

use traction_core::choice::waitlist::Answer as Said;
use traction_office::{OfficeError, choice};

use super::desk::{Beside, show};
use crate::server::{Asked, Fields, Outcome, Refusal, words_beside_a_form};

/// Back to the desk with words, or the desk again with what is wrong beside the form.
fn done(
    asked: &Asked,
    fields: &Fields,
    form: &str,
    result: Result<String, OfficeError>,
) -> Result<Outcome, Refusal> {
    match result {
        Ok(words) => {
            let round: Option<u8> = fields.number("round")?;
            let to = match (year(fields)?, round) {
                (Some(year), Some(round)) => format!("/choice?year={year}&round={round}"),
                (Some(year), None) => format!("/choice?year={year}"),
                (None, _) => "/choice".to_owned(),
            };
            Ok(Outcome::to(&to).saying(&words))
        }
        Err(error) => {
            let wrong = Some((form, words_beside_a_form(error)?));
            Ok(Outcome::again(show(asked, &Beside { fields: fields.clone(), wrong })?))
        }
    }
}

/// The year of the desk that the form stood on.
fn year(fields: &Fields) -> Result<Option<i16>, Refusal> {
    fields.number("year")
}

/// Seals applications and seats as they are loaded.
///
/// # Errors
/// When whoever asks does not assign seats, or the office cannot answer.
pub fn seal(asked: &Asked, fields: &Fields) -> Result<Outcome, Refusal> {
    let because = Some(fields.text("because"));
    let sealed = choice::seal(&asked.district, year(fields)?, because, asked.now);
    let words = sealed.map(|sealed| format!("Sealed. Publish now: {}.", sealed.body.seal));
    done(asked, fields, "seal", words)
}

/// Commits to a policy and a seed.
///
/// # Errors
/// When whoever asks does not assign seats, or the office cannot answer.
pub fn commit(asked: &Asked, fields: &Fields) -> Result<Outcome, Refusal> {
    // Only names of the list are looked up: a form reads no other file.
    let known = choice::list_policies(&asked.district)?;
    let policy = fields.text("policy");
    if !known.iter().any(|line| line.id == policy) {
        return Err(Refusal::unclear("There is no such policy."));
    }
    let result = choice::year_of(&asked.district, year(fields)?).and_then(|year| {
        let from = fields.text("drawn_from");
        let committed = choice::commit(&asked.district, year, policy, from, None, asked.now)?;
        Ok(format!("Committed. Publish now: {}.", committed.commitment))
    });
    done(asked, fields, "commit", result)
}

/// Draws and gives out the seats.
///
/// # Errors
/// When whoever asks does not assign seats, or the office cannot answer.
pub fn run(asked: &Asked, fields: &Fields) -> Result<Outcome, Refusal> {
    let result = choice::run(&asked.district, year(fields)?, fields.text("public_draw"), asked.now);
    let words = result.map(|run| match run.violations {
        0 => format!("Run {} is drawn and checked.", run.proposal),
        many => format!("Run {} is drawn, and the check found {many} things wrong.", run.proposal),
    });
    done(asked, fields, "run", words)
}

/// Adopts a run.
///
/// # Errors
/// When whoever asks does not assign seats, or the office cannot answer.
pub fn adopt(asked: &Asked, fields: &Fields) -> Result<Outcome, Refusal> {
    let Some(run) = fields.number::<i64>("run")? else {
        return Err(Refusal::unclear("No run was named."));
    };
    let result = choice::adopt(&asked.district, run, fields.text("by"), asked.now);
    done(asked, fields, "adopt", result.map(|()| format!("Run {run} is adopted.")))
}

/// Enters what a family answered.
///
/// # Errors
/// When whoever asks does not assign seats, or the office cannot answer.
pub fn answer(asked: &Asked, fields: &Fields) -> Result<Outcome, Refusal> {
    let said = match fields.text("answer") {
        "accepted" => Said::Accepted,
        "declined" => Said::Declined,
        "withdrawn" => Said::Withdrawn,
        _ => return Err(Refusal::unclear("The answer is none of the three.")),
    };
    let application = fields.text("application");
    let year = year(fields)?;
    let result = fields
        .text("on")
        .parse()
        .map_err(|_| OfficeError::Refused {
            what: format!("“{}” is no day", fields.text("on")),
            hint: "write it as 2027-03-10".to_owned(),
        })
        .and_then(|on| {
            let program = fields.text("program");
            choice::answer(&asked.district, year, application, program, said, on, asked.now)
        });
    done(asked, fields, "answer", result.map(|()| format!("Entered for {application}.")))
}
