//! A look at rows about people: the one door by which they leave the office.
//!
//! A use case computes its rows and hands them here with what they are and whom each is about.
//! The reason is asked, rows outside its scope are dropped, and the look is in the log before
//! anybody sees the first row.

use jiff::Timestamp;
use traction_store::catalog::Access;

use crate::access::{Reason, Sight};
use crate::district::District;
use crate::error::OfficeError;

/// Whom a row is about: a student's number, and the school where the row puts the student.
pub type About<'a> = (&'a str, Option<&'a str>);

/// Gives out the rows about students that lie within the person's scope, and logs the look.
///
/// # Errors
/// [`OfficeError::NoReason`]; the catalog's errors, and then no row is given out.
pub fn at_students<T>(
    district: &District,
    kind: &str,
    mut rows: Vec<T>,
    about: impl Fn(&T) -> About<'_>,
    now: Timestamp,
) -> Result<Vec<T>, OfficeError> {
    let reason = district.why_see(Sight::StudentRows)?;
    rows.retain(|row| {
        let (student, school) = about(row);
        reason.scope().covers_student(student, school)
    });
    if !rows.is_empty() {
        log(district, &reason, kind, rows.len() as u64, now)?;
    }
    Ok(rows)
}

/// The reason why a person may see every student of the district, as a whole table needs.
///
/// # Errors
/// [`OfficeError::NoReason`] when their scope is smaller.
pub fn why_all_students(district: &District) -> Result<Reason, OfficeError> {
    let reason = district.why_see(Sight::StudentRows)?;
    if reason.scope().is_district() {
        return Ok(reason);
    }
    let who = district.person().name().to_owned();
    Err(OfficeError::NoReason { who, what: "the rows of every student" })
}

/// Writes a look into the log, with the reason for which the rows are shown.
///
/// # Errors
/// The catalog's errors; then the rows must not be shown.
pub fn log(
    district: &District,
    reason: &Reason,
    kind: &str,
    rows: u64,
    now: Timestamp,
) -> Result<(), OfficeError> {
    let who = district.person().name().to_owned();
    let access = Access { at: now, who, reason: reason.to_string(), kind: kind.to_owned(), rows };
    district.folder.catalog()?.log_access(&access)?;
    Ok(())
}
