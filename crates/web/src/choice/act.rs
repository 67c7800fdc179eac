//! What is done at the desk: commit, draw, adopt, enter an answer.

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
        Ok(words) => Ok(Outcome::to("/choice").saying(&words)),
        Err(error) => {
            let wrong = Some((form, words_beside_a_form(error)?));
            Ok(Outcome::again(show(asked, &Beside { fields: fields.clone(), wrong })?))
        }
    }
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
    let result = choice::year_of(&asked.district, None).and_then(|year| {
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
    let result = choice::run(&asked.district, None, fields.text("public_draw"), asked.now);
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
    let result = fields
        .text("on")
        .parse()
        .map_err(|_| OfficeError::Refused {
            what: format!("“{}” is no day", fields.text("on")),
            hint: "write it as 2027-03-10".to_owned(),
        })
        .and_then(|on| {
            let program = fields.text("program");
            choice::answer(&asked.district, None, application, program, said, on, asked.now)
        });
    done(asked, fields, "answer", result.map(|()| format!("Entered for {application}.")))
}
