//! Peer reviews: kept whole, each change an entry.

use jiff::Timestamp;
use traction_core::plan::model::Review;

use crate::access::{Deed, Reason};
use crate::district::District;
use crate::error::OfficeError;
use crate::journal::Entry;
use crate::plan::book::{put_after, standing, standing_entry};
use crate::plan::{load, may_write};

/// The kind of entries that hold a review.
pub(super) const REVIEW: &str = "review";

/// Whoever plans or reviews: interviews and findings are no public page.
///
/// # Errors
/// That the person may do neither.
pub fn may_read_reviews(district: &District) -> Result<Reason, OfficeError> {
    may_write(district, Deed::Review).or_else(|_| may_write(district, Deed::Plan))
}

/// The reviews, oldest first, each with the entry that made it so.
///
/// # Errors
/// The catalog's errors.
pub fn reviews(
    district: &District,
    as_of: Option<Timestamp>,
) -> Result<Vec<Entry<Review>>, OfficeError> {
    may_read_reviews(district)?;
    standing(district, REVIEW, as_of)
}

/// The review of that name, or the newest.
///
/// # Errors
/// That there is none; that the person may neither plan nor review.
pub fn find_review(district: &District, id: Option<&str>) -> Result<Review, OfficeError> {
    let mut reviews = reviews(district, None)?;
    let known = reviews.iter().map(|entry| entry.subject.clone()).collect();
    let found = match id {
        Some(id) => reviews.into_iter().find(|entry| entry.subject == id),
        None => reviews.pop(),
    };
    found.map(|entry| entry.body).ok_or_else(|| match id {
        Some(id) => OfficeError::Unknown { kind: "review", name: id.to_owned(), known },
        None => OfficeError::Refused {
            what: "no review was recorded".to_owned(),
            hint: "traction plan put review FILE".to_owned(),
        },
    })
}

/// Writes a review over whatever stands, as a file does.
pub(in crate::plan) fn write_review(
    district: &District,
    review: &Review,
    now: Timestamp,
) -> Result<i64, OfficeError> {
    put_review(district, standing_entry(district, REVIEW, &review.id)?, review, now)
}

/// Writes a review, over the entry that the person saw.
///
/// # Errors
/// [`OfficeError::Overtaken`]; a finding that stands on nothing that is there, a recommendation
/// that answers no finding or became no line; that the person may not.
pub fn put_review(
    district: &District,
    seen: Option<i64>,
    review: &Review,
    now: Timestamp,
) -> Result<i64, OfficeError> {
    may_write(district, Deed::Review)?;
    let refuse =
        |what: String| Err(OfficeError::Refused { what, hint: "correct the review".to_owned() });
    for finding in &review.findings {
        if finding.question == 0 || finding.question > review.questions.len() {
            return refuse(format!("{} answers no question of the review", finding.id));
        }
        let there = |id: &String| {
            review.evidence.iter().any(|evidence| evidence.id == *id)
                || review.interviews.iter().any(|interview| interview.id == *id)
        };
        if finding.stands_on.is_empty() {
            return refuse(format!(
                "{} stands on nothing: name the evidence or the interview that shows it",
                finding.id
            ));
        }
        if let Some(missing) = finding.stands_on.iter().find(|id| !there(id)) {
            return refuse(format!("{} stands on {missing}, which is not there", finding.id));
        }
    }
    let plan = load(district, None)?;
    for recommendation in &review.recommendations {
        let found = |id: &String| review.findings.iter().any(|finding| finding.id == *id);
        if recommendation.answers.is_empty() {
            return refuse(format!(
                "{} answers nothing: name the finding that it comes from",
                recommendation.id
            ));
        }
        if let Some(missing) = recommendation.answers.iter().find(|id| !found(id)) {
            return refuse(format!("{} answers {missing}, which is no finding", recommendation.id));
        }
        if let Some(line) = &recommendation.line
            && plan.find(line).is_none()
        {
            return refuse(format!(
                "{} became {line}, and there is no such line",
                recommendation.id
            ));
        }
    }
    put_after(district, seen, REVIEW, &review.id, review, now)
}
