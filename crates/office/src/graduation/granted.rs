//! Whether what is entered for a student can be: it names what is there, and is no more than there is.

use traction_core::graduation::Grant;
use traction_core::graduation::policy::{Asks, Diploma, Requirement};

use super::held::Held;
use super::refusals::EntryRefusal;

/// Refuses a grant that names no requirement, no course of the student's transcript or no school, or
/// that is more than could be.
///
/// # Errors
/// What is wrong with it.
pub(super) fn check_grant(held: &Held, member: usize, grant: &Grant) -> Result<(), EntryRefusal> {
    match grant {
        Grant::Substitution { course, requirement } => {
            need_credit(find(held, member, requirement)?.1)?;
            on_transcript(held, member, course)
        }
        Grant::Shown { requirement } => match find(held, member, requirement)?.1.asks {
            Asks::Credit { .. } => Err(EntryRefusal::Earned { requirement: requirement.clone() }),
            _ => Ok(()),
        },
        Grant::Waiver { requirement, credits } => {
            let (diploma, requirement) = find(held, member, requirement)?;
            let Some(credits) = credits else { return Ok(()) };
            let asked = need_credit(requirement)?;
            need_units(diploma, *credits, asked, |credits, most| EntryRefusal::MoreThanAsked {
                credits,
                most,
                requirement: Box::new(requirement.clone()),
            })
        }
        Grant::Transfer { title, from, credits, requirement } => {
            if title.trim().is_empty() || from.trim().is_empty() {
                return Err(EntryRefusal::NothingNamed);
            }
            let diploma = match requirement {
                None => own_diploma(held, member),
                Some(id) => {
                    let (diploma, requirement) = find(held, member, id)?;
                    need_credit(requirement)?;
                    diploma
                }
            };
            // One entry is one course, or a year of another school at the most.
            let year = diploma.periods * 2;
            need_units(diploma, *credits, year, |credits, most| EntryRefusal::MoreThanAYear {
                credits,
                most,
            })?;
            let before = transferred(held, member);
            let units = (credits / diploma.unit).round() as u32;
            if before + units > diploma.total {
                let (sum, all) = (diploma.print(before + units), diploma.print(diploma.total));
                return Err(EntryRefusal::MoreThanAll { sum, all });
            }
            Ok(())
        }
    }
}

fn own_diploma(held: &Held, member: usize) -> &Diploma {
    held.diploma_of(member)
}

/// The requirement of an id: of the student's diploma, or of another that is known.
fn find<'a>(
    held: &'a Held,
    member: usize,
    id: &str,
) -> Result<(&'a Diploma, &'a Requirement), EntryRefusal> {
    let own = own_diploma(held, member);
    let all = std::iter::once(own).chain(held.diplomas().list());
    let mut found = all.filter_map(|diploma| Some((diploma, diploma.find(id)?)));
    match found.next() {
        Some((diploma, at)) => Ok((diploma, &diploma.requirements[at])),
        None => Err(EntryRefusal::NoRequirement {
            name: id.to_owned(),
            known: own.requirements.iter().map(|requirement| requirement.id.clone()).collect(),
        }),
    }
}

/// The units that a requirement asks; refuses one that asks no credit.
fn need_credit(requirement: &Requirement) -> Result<u32, EntryRefusal> {
    match requirement.asks {
        Asks::Credit { units, .. } => Ok(units),
        _ => Err(EntryRefusal::AsksNoCredit { requirement: Box::new(requirement.clone()) }),
    }
}

/// Refuses credits that are none, no whole units, or more than `most` units, as `more` says it.
fn need_units(
    diploma: &Diploma,
    credits: f64,
    most: u32,
    more: impl FnOnce(f64, String) -> EntryRefusal,
) -> Result<(), EntryRefusal> {
    let units = credits / diploma.unit;
    if !units.is_finite() || units <= 0.0 {
        return Err(EntryRefusal::NoCredits);
    }
    if (units - units.round()).abs() > 1e-6 {
        return Err(EntryRefusal::NoUnits { credits, unit: diploma.print(1) });
    }
    if units.round() > f64::from(most) {
        return Err(more(credits, diploma.print(most)));
    }
    Ok(())
}

/// Units of transferred credit that stand for a student.
fn transferred(held: &Held, member: usize) -> u32 {
    let diploma = own_diploma(held, member);
    let study = held.study();
    let credits = study.transcript(member).allowances.iter().map(|entry| match entry.grant {
        Grant::Transfer { credits, .. } => credits / diploma.unit,
        _ => 0.0,
    });
    credits.sum::<f64>().round() as u32
}

/// Refuses a course that the student neither passed nor takes.
fn on_transcript(held: &Held, member: usize, course: &str) -> Result<(), EntryRefusal> {
    let study = held.study();
    let catalog = &study.records.catalog;
    let lines = study.transcript(member).lines.iter();
    let mut known: Vec<String> = lines
        .filter(|line| line.earned > 0 || line.attempted > 0)
        .map(|line| catalog.course(line.course).course_id.to_string())
        .collect();
    known.sort();
    known.dedup();
    if known.iter().any(|one| one == course) {
        return Ok(());
    }
    Err(EntryRefusal::NoCourse { name: course.to_owned(), known })
}
