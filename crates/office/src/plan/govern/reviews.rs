//! Peer reviews: kept whole, each change an entry.

use jiff::Timestamp;
use traction_core::plan::model::Review;

use crate::access::Deed;
use crate::district::District;
use crate::error::OfficeError;
use crate::journal::{self, Entry};
use crate::plan::book::{Kept, newest, standing};
use crate::plan::{ROOM, load, may_see, may_write};

const REVIEW: &str = "review";

/// The reviews, oldest first, each with the entry that made it so.
///
/// # Errors
/// The catalog's errors.
pub fn reviews(
    district: &District,
    as_of: Option<Timestamp>,
) -> Result<Vec<Entry<Review>>, OfficeError> {
    may_see(district)?;
    standing(district, REVIEW, as_of)
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
        if finding.stands_on.is_empty() || !finding.stands_on.iter().all(there) {
            return refuse(format!("{} stands on evidence that is not there", finding.id));
        }
    }
    let plan = load(district, None)?;
    for recommendation in &review.recommendations {
        let found = |id: &String| review.findings.iter().any(|finding| finding.id == *id);
        if recommendation.answers.is_empty() || !recommendation.answers.iter().all(found) {
            return refuse(format!("{} answers no finding", recommendation.id));
        }
        if let Some(line) = &recommendation.line
            && plan.find(line).is_none()
        {
            return refuse(format!("{} became {line}, and there is no such line", recommendation.id));
        }
    }
    let held = newest::<Review>(district, REVIEW, &review.id, None)?.map(|entry| entry.id);
    if held != seen {
        let latest = held.unwrap_or_default();
        return Err(OfficeError::Overtaken { subject: review.id.clone(), latest });
    }
    journal::enter_after(
        district,
        held,
        ROOM,
        REVIEW,
        &review.id,
        &Kept::of(review.clone()),
        now,
    )
}
