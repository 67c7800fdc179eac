//! Families' ranked applications for the year after the current one.

use std::collections::BTreeSet;

use crate::district::*;

use super::calendar::{NOW, YEARS, year_at};
use super::dice::{Dice, Purpose};
use super::household::{Child, Household};
use super::life::Life;
use super::plan::{Plan, ProgramPlan};
use super::record::{Chunk, school_id};
use super::registering;

/// A child who applies: who, for which grade, and from which school.
struct Applicant<'a> {
    child: &'a Child,
    grade: i8,
    school: Option<u16>,
}

/// Writes the applications and choices of a household's children, and that they came in.
pub(super) fn apply(plan: &Plan, household: &Household, lives: &[Life], chunk: &mut Chunk) {
    let mut applicants: Vec<Applicant<'_>> = Vec::new();
    let mut dice = Dice::of(plan.seed, Purpose::Choice, u64::from(household.number));
    let stays = |life: &Life| {
        life.years
            .last()
            .filter(|this| this.year == NOW && this.spans.last().is_some_and(|s| s.exit.is_none()))
            .map(|this| (this.grade, this.school()))
    };
    for (child, life) in household.children.iter().zip(lives) {
        let grade = match stays(life) {
            Some((5, _)) => 6,
            Some((8, _)) => 9,
            None if child.kindergarten() == YEARS as i16 && child.arrives == 0 => 0,
            _ => continue,
        };
        applicants.push(Applicant { child, grade, school: stays(life).map(|(_, school)| school) });
    }
    let share = if household.low_income[NOW] { 0.42 } else { 0.60 };
    applicants.retain(|_| dice.chance(share));
    let linked = |at: usize| {
        applicants
            .iter()
            .enumerate()
            .find(|(other, b)| *other != at && b.grade == applicants[at].grade)
            .map(|(_, b)| b)
    };
    for (at, applicant) in applicants.iter().enumerate() {
        let ranked = rank(plan, household, applicant, &mut dice);
        let schools: Vec<u16> = ranked.iter().map(|program| program.school).collect();
        let person = u64::from(applicant.child.person.number);
        let mut promised = Dice::of(plan.seed, Purpose::Promise, person);
        let sibling = lives
            .iter()
            .filter(|life| life.person.number != applicant.child.person.number)
            .filter_map(stays)
            .map(|(_, school)| school)
            .find(|school| schools.contains(school));
        Application {
            school_year: year_at(YEARS),
            application_id: application_id(applicant.child.person.number),
            student_id: match applicant.school {
                Some(_) => Ok(applicant.child.person.id.as_str().into()),
                None => Err(Missing::Blank),
            },
            grade_level: GradeLevel::numbered(applicant.grade).unwrap_or(GradeLevel::Ungraded),
            home_area: Ok(AreaId(plan.areas[usize::from(household.areas[NOW])].id.clone())),
            economically_disadvantaged: Ok(household.low_income[NOW]),
            current_school_id: applicant
                .school
                .map(|school| school_id(plan, school))
                .ok_or(Missing::Blank),
            sibling_school_id: sibling.map(|school| school_id(plan, school)).ok_or(Missing::Blank),
            staff_school_id: promised
                .chance(0.012)
                .then(|| ranked.first().map(|program| school_id(plan, program.school)))
                .flatten()
                .ok_or(Missing::Blank),
            guaranteed_program_id: promised
                .chance(0.006)
                .then(|| ranked.first().map(|program| ProgramId(program.id.clone())))
                .flatten()
                .ok_or(Missing::Blank),
            linked_application_id: linked(at)
                .map(|other| application_id(other.child.person.number))
                .ok_or(Missing::Blank),
            round: Err(Missing::Blank),
            earlier_application_id: Err(Missing::Blank),
        }
        .write(&mut chunk.applications);
        write_choices(plan, applicant.child.person.number, ranked.into_iter(), chunk);
    }
}

/// Writes a ranked list, and that the family has applied to each of its schools.
pub(super) fn write_choices<'a>(
    plan: &Plan,
    number: u32,
    ranked: impl Iterator<Item = &'a ProgramPlan>,
    chunk: &mut Chunk,
) {
    let mut schools = BTreeSet::new();
    for (at, program) in ranked.enumerate() {
        Choice {
            school_year: year_at(YEARS),
            application_id: application_id(number),
            rank: at as i64 + 1,
            program_id: ProgramId(program.id.clone()),
        }
        .write(&mut chunk.choices);
        if schools.insert(program.school) {
            let row = registering::applied(plan, number, program);
            row.write(&mut chunk.registrations);
            *chunk.listed.entry((program.school, program.grade)).or_default() += 1;
        }
    }
}

/// The key of a child's application, which does not show the child's number.
pub(super) fn application_id(number: u32) -> ApplicationId {
    ApplicationId(format!("R27-{:07}", (u64::from(number) * 3_142_757 + 1_618_033) % 10_000_000))
}

/// Three to six programs: near ones, wanted ones, and a little taste.
fn rank<'a>(
    plan: &'a Plan,
    household: &Household,
    applicant: &Applicant<'_>,
    dice: &mut Dice,
) -> Vec<&'a ProgramPlan> {
    let home = plan.areas[usize::from(household.areas[NOW])].at;
    let reach = if household.low_income[NOW] { 0.32 } else { 0.22 };
    let mut scored: Vec<(f64, &ProgramPlan)> = plan
        .programs
        .iter()
        .filter(|program| program.grade == applicant.grade)
        .map(|program| (home.km_to(plan.schools[usize::from(program.school)].at), program))
        .filter(|(km, _)| *km < 14.0)
        .map(|(km, program)| (program.pull - reach * km + 0.7 * dice.normal(), program))
        .collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.id.cmp(&b.1.id)));
    let wanted = 3 + dice.weighted(&[0.4, 0.3, 0.2, 0.1]);
    scored.into_iter().take(wanted).map(|(_, program)| program).collect()
}
