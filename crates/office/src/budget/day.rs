//! The picture of one school, from its real sections and its ledger.

use traction_core::budget::engine::picture::{Picture, PictureError, Quantity};
use traction_core::budget::engine::walk::{Turn, Walk};
use traction_core::budget::explain::picture_error_words;
use traction_core::budget::facts::day::{DayMoney, SubjectDay};
use traction_core::budget::facts::ledger::is_restricted;
use traction_core::budget::model::sum;
use traction_core::disclosure::Shown;
use traction_core::exact::Exact;

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
        (Quantity::Cost, "budget lines"),
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
    let mut flexible = Vec::new();
    let mut restricted = Vec::new();
    for line in desk.lines.iter() {
        if line.school_id.as_ref().is_ok_and(|id| id.as_str() == school) {
            let fund = line.fund.clone().unwrap_or_else(|_| "unknown".to_owned());
            let strings = is_restricted(&desk.formula.funds, &fund);
            let to = if strings { &mut restricted } else { &mut flexible };
            to.push(Exact::cents(line.amount.0));
        }
    }
    let there = !(flexible.is_empty() && restricted.is_empty());
    let (flexible, restricted) = (sum(flexible), sum(restricted));
    let teacher = desk.formula.lines.iter().position(|line| line.job.as_deref() == Some("teacher"));
    let by_formula = teacher.and_then(|line| {
        let place = desk.schools.iter().position(|s| s.id == school)?;
        desk.given.schools[place].amounts[line].price
    });
    let pay = pay_in_ledger(desk, school).or(by_formula);
    let money = DayMoney {
        pay,
        cost: there.then(|| flexible.plus(restricted)).flatten(),
        flexible: there.then_some(flexible),
        restricted: there.then_some(restricted),
    };
    let empty = Default::default();
    let day = desk.days.get(school).unwrap_or(&empty);
    day.picture(desk.counts.students(school), money)
}

/// What a teacher of the school costs in the ledger: its teacher salaries with their part of the
/// benefits, over its full-time teachers.
fn pay_in_ledger(desk: &Desk, school: &str) -> Option<Exact> {
    let total = |words: &[&str]| {
        let lines = desk.lines.iter().filter(|line| {
            let account = line.account.to_lowercase();
            line.school_id.as_ref().is_ok_and(|id| id.as_str() == school)
                && words.iter().any(|word| account.contains(word))
        });
        sum(lines.map(|line| Exact::cents(line.amount.0)))
    };
    let teachers = desk.days.get(school)?.teachers?;
    let salaries = total(&["teacher salar"]);
    let all = total(&["salar", "classroom assistants"]);
    if salaries.is_zero() || all.is_zero() {
        return None;
    }
    let benefits = total(&["benefit"]).times(salaries.over(all)?)?;
    let each = salaries.plus(benefits)?.over(teachers)?;
    // To the dollar: a cost to the cent would be no truer.
    Some(each.round())
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
