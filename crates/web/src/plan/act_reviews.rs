//! What is entered from the reviewers' desk. Each form adds to the review as it stands when it is
//! sent, so that two reviewers who write at once keep both their words.

use traction_core::plan::model::{
    EvidenceRequest, Interview, Recommendation, Review, ReviewFinding,
};
use traction_office::{OfficeError, plan};

use super::act::{day, refused};
use super::act_cabinet::lines;
use super::act_govern::{finish, needed};
use super::reviews;
use crate::links::below;
use crate::server::{Asked, Fields, Outcome, Refusal};

/// Begins a review.
///
/// # Errors
/// When whoever asks does not review, or the office cannot answer.
pub fn begin_review(asked: &Asked, fields: &Fields) -> Result<Outcome, Refusal> {
    let id = fields.text("id");
    let done = (|| {
        let days = (
            needed(fields, "first", "say on which day it begins")?,
            needed(fields, "last", "say on which day it ends")?,
        );
        if id.is_empty() || days.1 < days.0 {
            return Err(refused("a review needs a short name, and days in their order"));
        }
        if plan::reviews(&asked.district, None)?.iter().any(|entry| entry.subject == id) {
            return Err(refused(&format!("there is a review {id}")));
        }
        let review = Review {
            id: id.to_owned(),
            scope: fields.text("scope").to_owned(),
            team: lines(fields, "team"),
            days,
            questions: lines(fields, "questions"),
            evidence: Vec::new(),
            interviews: Vec::new(),
            findings: Vec::new(),
            recommendations: Vec::new(),
        };
        plan::put_review(&asked.district, None, &review, asked.now)?;
        Ok("Begun.".to_owned())
    })();
    let to = below("/plan/reviews", id);
    finish(done, &to, "review", fields, |wrong| reviews::show_reviews(asked, wrong))
}

/// Asks for evidence.
///
/// # Errors
/// When whoever asks does not review, or the office cannot answer.
pub fn ask_evidence(asked: &Asked, fields: &Fields) -> Result<Outcome, Refusal> {
    change(asked, fields, "evidence", |review| {
        let request = EvidenceRequest {
            id: plan::free_id('E', |id| review.evidence.iter().any(|known| known.id == id)),
            what: said(fields, "what")?,
            owner: said(fields, "owner")?,
            due: needed(fields, "due", "say by which day")?,
            received_on: None,
            measure: fields.find("measure").map(str::to_owned),
        };
        review.evidence.push(request);
        Ok("Asked for.")
    })
}

/// Says that evidence came.
///
/// # Errors
/// When whoever asks does not review, or the office cannot answer.
pub fn evidence_came(asked: &Asked, fields: &Fields) -> Result<Outcome, Refusal> {
    let on = day(fields, "on").map(|on| on.unwrap_or_else(|| asked.today()));
    change(asked, fields, "received", |review| {
        let id = fields.text("evidence");
        let found = review.evidence.iter_mut().find(|request| request.id == id);
        found.ok_or_else(|| refused("say which evidence came"))?.received_on = Some(on?);
        Ok("Kept.")
    })
}

/// Writes up an interview.
///
/// # Errors
/// When whoever asks does not review, or the office cannot answer.
pub fn write_interview(asked: &Asked, fields: &Fields) -> Result<Outcome, Refusal> {
    let on = day(fields, "on").map(|on| on.unwrap_or_else(|| asked.today()));
    change(asked, fields, "interview", |review| {
        let interview = Interview {
            id: plan::free_id('I', |id| review.interviews.iter().any(|known| known.id == id)),
            role: said(fields, "role")?,
            on: on?,
            said: said(fields, "said")?,
        };
        review.interviews.push(interview);
        Ok("Kept.")
    })
}

/// Writes a finding.
///
/// # Errors
/// When whoever asks does not review, or the office cannot answer.
pub fn write_finding(asked: &Asked, fields: &Fields) -> Result<Outcome, Refusal> {
    change(asked, fields, "finding", |review| {
        let finding = ReviewFinding {
            id: plan::free_id('F', |id| review.findings.iter().any(|known| known.id == id)),
            question: fields.text("question").parse().map_err(|_| refused("say which question"))?,
            finding: said(fields, "finding")?,
            stands_on: fields.all("stands_on").map(str::to_owned).collect(),
        };
        review.findings.push(finding);
        Ok("Kept.")
    })
}

/// Recommends.
///
/// # Errors
/// When whoever asks does not review, or the office cannot answer.
pub fn recommend(asked: &Asked, fields: &Fields) -> Result<Outcome, Refusal> {
    change(asked, fields, "recommendation", |review| {
        let recommendation = Recommendation {
            id: plan::free_id('R', |id| review.recommendations.iter().any(|known| known.id == id)),
            answers: fields.all("answers").map(str::to_owned).collect(),
            what: said(fields, "what")?,
            line: None,
            declined: String::new(),
        };
        review.recommendations.push(recommendation);
        Ok("Recommended. It becomes a line of the plan, or is declined in words.")
    })
}

/// Says what became of a recommendation.
///
/// # Errors
/// When whoever asks does not review, or the office cannot answer.
pub fn take_up(asked: &Asked, fields: &Fields) -> Result<Outcome, Refusal> {
    change(asked, fields, "outcome", |review| {
        let (line, declined) = (fields.find("line"), fields.text("declined"));
        if line.is_some() != declined.is_empty() {
            return Err(refused("name the line that it became, or say why it is declined"));
        }
        let id = fields.text("item");
        let found = review.recommendations.iter_mut().find(|item| item.id == id);
        let item = found.ok_or_else(|| refused("say which recommendation"))?;
        item.line = line.map(str::to_owned);
        declined.clone_into(&mut item.declined);
        Ok("Kept.")
    })
}

/// What a field must say.
fn said(fields: &Fields, name: &str) -> Result<String, OfficeError> {
    let words =
        fields.find(name).ok_or_else(|| refused("a field is empty that must say something"))?;
    Ok(words.to_owned())
}

/// Changes the review of the page as it stands now.
fn change(
    asked: &Asked,
    fields: &Fields,
    form: &str,
    with: impl FnOnce(&mut Review) -> Result<&'static str, OfficeError>,
) -> Result<Outcome, Refusal> {
    let done = (|| {
        let standing = plan::reviews(&asked.district, None)?;
        let known = standing.iter().map(|entry| entry.subject.clone()).collect();
        let entry = standing.into_iter().find(|entry| entry.subject == asked.name());
        let entry = entry.ok_or_else(|| OfficeError::Unknown {
            kind: "review",
            name: asked.name().to_owned(),
            known,
        })?;
        let mut review = entry.body;
        let words = with(&mut review)?;
        plan::put_review(&asked.district, Some(entry.id), &review, asked.now)?;
        Ok(words.to_owned())
    })();
    let to = below("/plan/reviews", asked.name());
    finish(done, &to, form, fields, |wrong| reviews::show_review(asked, wrong))
}
