//! The verb: draws the city and hands out its rows.

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::district::*;

use super::Size;
use super::calendar::{NOW, YEARS, year_at};
use super::counts::{Ledger, write_published, write_surveys};
use super::money::{write_budget, write_central};
use super::places;
use super::plan::Plan;
use super::record::Chunk;
use super::registering;
use super::roster::{Roster, section};
use super::workforce::{Need, Team, assign_teachers, count_teachers, staff_school, write_team};

/// Households whose rows are held at once by one thread.
const HOUSEHOLDS: u32 = 800;
/// Schools whose rows are held at once by one thread.
const SCHOOLS: usize = 24;
/// Chunks in the air at once. Fixed, so that memory is bounded on any machine.
const ABREAST: usize = 4;

/// Draws the sample of a size and a seed and hands its rows to `emit`: a batch of one table and,
/// for tables cut by year, one school year. A table and year come in several batches. Among the
/// students' tables the batches of the same students follow one another: `students`, then each
/// table's years from the earliest. References are whole: every id that a row names is written.
///
/// # Errors
/// The first that `emit` returns.
pub fn generate<E>(
    size: Size,
    seed: u64,
    mut emit: impl FnMut(Option<SchoolYear>, &Batch) -> Result<(), E>,
) -> Result<(), E> {
    let plan = Plan::draw(size, seed);
    emit(None, &School::batch(&places::list_schools(&plan)))?;
    emit(None, &Cluster::batch(&places::list_clusters(&plan)))?;
    emit(None, &Area::batch(&places::list_areas(&plan)))?;
    emit(None, &Course::batch(&plan.catalog.list()))?;
    let mut ledger = Ledger::empty(&plan);
    let mut roster = Roster::default();
    let mut listed = BTreeMap::new();
    if size == Size::Town {
        let chunk = super::cast::chunk(&plan);
        hand_out(&plan, chunk, &mut ledger, &mut roster, &mut listed, &mut emit)?;
    }
    let starts: Vec<u32> = (0..plan.households).step_by(HOUSEHOLDS as usize).collect();
    for group in starts.chunks(ABREAST) {
        let chunks: Vec<Chunk> = group
            .par_iter()
            .map(|start| {
                Chunk::of_households(&plan, *start..(start + HOUSEHOLDS).min(plan.households))
            })
            .collect();
        for chunk in chunks {
            hand_out(&plan, chunk, &mut ledger, &mut roster, &mut listed, &mut emit)?;
        }
    }
    roster.settle();
    let schools: Vec<u16> = (0..plan.schools.len() as u16).collect();
    let blocks: Vec<&[u16]> = schools.chunks(SCHOOLS).collect();
    for group in blocks.chunks(ABREAST) {
        let written: Vec<Vec<SchoolYearRows>> =
            group.par_iter().map(|block| run_schools(&plan, &ledger, &roster, block)).collect();
        for rows in written.into_iter().flatten() {
            for batch in rows.batches().filter(|batch| !batch.is_empty()) {
                emit(Some(year_at(rows.year)), batch)?;
            }
        }
    }
    for year in 0..YEARS {
        let members = schools.iter().map(|school| ledger.of(*school, year).all()).sum();
        let mut batch = BudgetLine::batch(&[]);
        write_central(&plan, year, members, &mut batch);
        emit(Some(year_at(year)), &batch)?;
    }
    for pool in registering::list_pool(&plan, &ledger) {
        emit(Some(pool.school_year), &KindergartenPool::batch([&pool]))?;
    }
    emit(Some(year_at(NOW)), &SchoolOffer::batch(&registering::list_offers(&plan)))?;
    emit(Some(year_at(YEARS)), &EnrollmentEvent::batch(&registering::list_events(&plan)))?;
    let before = registering::list_registrations(&plan, &listed);
    emit(Some(year_at(NOW)), &Registration::batch(&before))?;
    emit(Some(year_at(YEARS)), &Program::batch(&places::list_programs(&plan)))
}

fn hand_out<E>(
    plan: &Plan,
    chunk: Chunk,
    ledger: &mut Ledger,
    roster: &mut Roster,
    listed: &mut BTreeMap<(u16, i8), u32>,
    emit: &mut impl FnMut(Option<SchoolYear>, &Batch) -> Result<(), E>,
) -> Result<(), E> {
    emit(None, &chunk.students)?;
    let by_year = [
        &chunk.groups,
        &chunk.enrollments,
        &chunk.attendance,
        &chunk.discipline,
        &chunk.assessments,
        &chunk.transcripts,
        &chunk.plans,
    ];
    for batches in by_year {
        for (year, batch) in batches.iter().enumerate().filter(|(_, batch)| !batch.is_empty()) {
            emit(Some(year_at(year)), batch)?;
        }
    }
    for batch in [&chunk.applications, &chunk.choices, &chunk.registrations] {
        if !batch.is_empty() {
            emit(Some(year_at(YEARS)), batch)?;
        }
    }
    for tally in &chunk.tallies {
        ledger.add(tally);
    }
    for (at, many) in chunk.listed {
        *listed.entry(at).or_default() += many;
    }
    roster.keep(plan, chunk.seats);
    Ok(())
}

/// The rows of some schools in one year.
struct SchoolYearRows {
    year: usize,
    team: [Batch; 3],
    sections: Batch,
    students: Batch,
    budget: Batch,
    bells: Batch,
    surveys: Batch,
    published: [Batch; 2],
}

impl SchoolYearRows {
    fn empty(year: usize) -> Self {
        SchoolYearRows {
            year,
            team: [Staff::batch(&[]), StaffAssignment::batch(&[]), Position::batch(&[])],
            sections: Section::batch(&[]),
            students: SectionStudent::batch(&[]),
            budget: BudgetLine::batch(&[]),
            bells: BellPeriod::batch(&[]),
            surveys: Survey::batch(&[]),
            published: [SchoolEnrollment::batch(&[]), SchoolAttendance::batch(&[])],
        }
    }

    fn batches(&self) -> impl Iterator<Item = &Batch> {
        self.team
            .iter()
            .chain([&self.sections, &self.students, &self.budget, &self.bells, &self.surveys])
            .chain(&self.published)
    }
}

/// Staffs, sections, pays and counts some schools over all years.
fn run_schools(
    plan: &Plan,
    ledger: &Ledger,
    roster: &Roster,
    schools: &[u16],
) -> Vec<SchoolYearRows> {
    let mut rows: Vec<SchoolYearRows> = (0..YEARS).map(SchoolYearRows::empty).collect();
    let from = plan.size.sections_from();
    for school in schools {
        let mut members = [0.0; YEARS];
        let mut with_disability = [0.0; YEARS];
        for year in 0..YEARS {
            let totals = ledger.of(*school, year);
            members[year] = totals.all();
            with_disability[year] = f64::from(totals.with_disability);
        }
        let opened: Vec<_> = (from..YEARS).map(|year| roster.open(plan, year, *school)).collect();
        let mut teachers = [[0; 10]; 3];
        for (year, sections) in opened.iter().enumerate() {
            teachers[year] = count_teachers(sections);
        }
        let need =
            Need { members: &members, with_disability: &with_disability, teachers: &teachers };
        let teams = staff_school(plan, *school, &need);
        for (year, team) in teams.iter().enumerate().filter(|(year, _)| members[*year] > 0.0) {
            let to = &mut rows[year];
            write_team(plan, *school, year, team, &mut to.team);
            write_budget(plan, *school, year, team, members[year], &mut to.budget);
            places::write_bells(plan, *school, year, &mut to.bells);
            let teaching = team.workers.iter().filter(|worker| worker.job == "teacher").count();
            write_surveys(plan, *school, year, ledger.of(*school, year), teaching, &mut to.surveys);
            if year < NOW {
                write_published(plan, *school, year, ledger.of(*school, year), &mut to.published);
            }
            if year >= from {
                write_sections(plan, roster, *school, year, team, &opened[year - from], to);
            }
        }
    }
    rows
}

fn write_sections(
    plan: &Plan,
    roster: &Roster,
    school: u16,
    year: usize,
    team: &Team,
    opened: &[super::roster::Opened],
    to: &mut SchoolYearRows,
) {
    let teachers = assign_teachers(team, opened);
    for (at, (one, teacher)) in opened.iter().zip(teachers).enumerate() {
        let id = SectionId(format!("S-{:04}{:03}", school + 1, at + 1));
        section(plan, year, school, one, &id, teacher).write(&mut to.sections);
        roster.write_students(plan, year, one, &id, &mut to.students);
    }
    if year == NOW {
        write_repeats(plan, school, opened, to);
    }
}

/// Sections of the coming spring in which a failed half of a core course is repeated: at each high
/// school one for each course, taught by somebody of its department in a period that is free for
/// them. Nobody sits in them yet.
fn write_repeats(
    plan: &Plan,
    school: u16,
    opened: &[super::roster::Opened],
    to: &mut SchoolYearRows,
) {
    if plan.schools[usize::from(school)].level != 2 {
        return;
    }
    let written = Section::list(&to.sections).unwrap_or_default();
    let own = super::record::school_id(plan, school);
    let mut here: Vec<Section> = written.into_iter().filter(|s| s.school_id == own).collect();
    for (n, id) in
        ["EN0901", "EN1001", "EN1101", "MA0901", "MA1001", "SC0901"].into_iter().enumerate()
    {
        let course = plan.catalog.no(id);
        let Some(like) = opened.iter().find(|one| one.course == course) else { continue };
        let teacher = here.iter().find(|s| s.course_id.as_str() == id).map(|s| s.staff_id.clone());
        let Some(Ok(teacher)) = teacher else { continue };
        let busy = |period: u8| {
            let name = period.to_string();
            here.iter()
                .any(|s| s.staff_id.as_ref() == Ok(&teacher) && s.periods.as_ref() == Ok(&name))
        };
        let start = super::dice::mix(plan.seed, u64::from(school), n as u64) % 7;
        let periods = (0..7u64).map(|step| ((start + step) % 7 + 1) as u8);
        let Some(period) = periods.into_iter().find(|period| !busy(*period)) else { continue };
        let number = opened.len() + 1 + n;
        let section = Section {
            school_year: year_at(NOW),
            section_id: SectionId(format!("S-{:04}{number:03}", school + 1)),
            course_id: id.into(),
            school_id: own.clone(),
            term: Ok(Term::Spring),
            periods: Ok(period.to_string()),
            staff_id: Ok(teacher),
            seats: Ok(like.seats / 2),
        };
        section.write(&mut to.sections);
        here.push(section);
    }
}
