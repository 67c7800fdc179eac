//! The picture of one school, from its real sections and its ledger.

use traction_core::budget::engine::number_in;
use traction_core::budget::engine::picture::{Picture, PictureError, Quantity};
use traction_core::budget::engine::walk::{Turn, Walk};
use traction_core::budget::explain::picture_error_words;
use traction_core::budget::facts::day::{Beside, SubjectDay};
use traction_core::budget::facts::ledger::{cost_by_fund, cost_of_job, money_by_fund};
use traction_core::budget::model::sum;
use traction_core::disclosure::Shown;

use super::desk::Desk;
use crate::error::OfficeError;

/// A school's picture.
#[derive(Debug, Clone, PartialEq)]
pub struct SchoolPicture {
    /// The district's number.
    pub id: String,
    /// Its name.
    pub name: String,
    /// As it is, and after every turn that was asked for.
    pub walk: Walk,
    /// Class sizes by subject; a section of few students is not told of.
    pub subjects: Vec<Shown<SubjectDay>>,
    /// What is not known of the school, in words.
    pub missing: Vec<&'static str>,
}

/// The picture of a school.
///
/// # Errors
/// That there is no such school; that its numbers contradict one another.
pub fn picture(desk: &Desk, school: &str, turns: &[Turn]) -> Result<SchoolPicture, OfficeError> {
    let place = desk.find_school(school)?;
    let now = base(desk, school).map_err(|error| OfficeError::Refused {
        what: picture_error_words(&error),
        hint: "traction export sections shows the rows".to_owned(),
    })?;
    let minimum = desk.protection;
    let subjects = desk.days.get(school).map(|day| day.subjects.clone()).unwrap_or_default();
    let missing = [
        (Quantity::Sections, "sections with students"),
        (Quantity::Teachers, "staff assignments"),
        (Quantity::Periods, "bell periods"),
        (Quantity::Pay, "a price of a teacher"),
        (Quantity::Duty, "minutes of duty"),
        (Quantity::Cost, "budget lines"),
        (Quantity::Funding, "the money of the school"),
    ]
    .into_iter()
    .filter(|(quantity, _)| now.get(*quantity).is_none())
    .map(|(_, words)| words)
    .collect();
    Ok(SchoolPicture {
        id: school.to_owned(),
        name: desk.schools[place].name.clone(),
        walk: now.walked(turns),
        subjects: subjects
            .into_iter()
            .map(|subject| {
                let n = subject.largest;
                minimum.show(n, n, || subject)
            })
            .collect(),
        missing,
    })
}

fn base(desk: &Desk, school: &str) -> Result<Picture, PictureError> {
    let formula = &desk.formula;
    let given = desk.given.find_school(school);
    let lines = desk.lines_of(school);
    let empty = Default::default();
    let day = desk.days.get(school).unwrap_or(&empty);
    let teacher = formula.lines.iter().position(|line| line.job.as_deref() == Some("teacher"));
    let by_formula = || given?.amounts[teacher?].price;
    let in_ledger = || cost_of_job(formula, lines, "teacher", day.teachers?);
    let money = money_by_fund(formula, lines, given).filter(|_| !lines.is_empty());
    let part = |restricted: bool| {
        let funds = money.as_ref()?.iter();
        let inside = funds.filter(|(fund, _)| formula.is_restricted(fund) == restricted);
        Some(sum(inside.map(|(_, dollars)| *dollars)))
    };
    let duty = formula.calendar.duty_minutes.as_ref();
    let beside = Beside {
        days: Some(formula.calendar.school_days),
        duty: given.zip(duty).and_then(|(given, duty)| number_in(duty, &given.values).ok()),
        pay: in_ledger().or_else(by_formula),
        cost: (!lines.is_empty()).then(|| sum(cost_by_fund(formula, lines).into_values())),
        flexible: part(false),
        restricted: part(true),
    };
    day.picture(desk.counts.students(school), beside)
}

/// Every school's picture as it is, for a table: school and quantities.
pub fn list_pictures(desk: &Desk) -> Vec<(String, String, Picture)> {
    desk.schools
        .iter()
        .filter_map(|school| {
            Some((school.id.clone(), school.name.clone(), base(desk, &school.id).ok()?))
        })
        .collect()
}
