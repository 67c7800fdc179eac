//! The people of a school over the years: hired, kept or lost more often where need is high.

use jiff::civil::{Date, date};

use crate::district::*;

use super::calendar::{FIRST_END, NOW, YEARS, year_at};
use super::dice::{Dice, Purpose};
use super::names::{first_name, last_surname};
use super::plan::Plan;
use super::record::school_id;
use super::roster::{Department, Opened};

/// One person at one school.
#[derive(Debug, Clone)]
pub(super) struct Worker {
    pub id: String,
    first: String,
    last: String,
    pub job: &'static str,
    pub department: Option<Department>,
    /// Years taught before being hired here.
    before: f64,
    /// Position of the first year here; negative before the first.
    hired: i16,
    pub degree: Degree,
    race: RaceEthnicity,
    skill: f64,
    pub fund: &'static str,
    /// Share paid from a second fund.
    pub split: Option<(&'static str, f64)>,
}

impl Worker {
    /// Years taught before a year.
    pub fn experience(&self, year: usize) -> f64 {
        self.before + f64::from(year as i16 - self.hired)
    }

    fn hire_date(&self) -> Date {
        date(FIRST_END - 1 + self.hired, 8, 10)
    }
}

/// Who works at a school in a year, and which positions nobody holds.
#[derive(Debug, Clone, Default)]
pub(super) struct Team {
    pub workers: Vec<Worker>,
    pub vacant: Vec<(&'static str, Option<Department>)>,
}

/// Members on count day, by year, and the share of them with an individualized program.
pub(super) struct Need<'a> {
    pub members: &'a [f64; YEARS],
    pub with_disability: &'a [f64; YEARS],
    /// Teachers that the sections of the last three years take, by department.
    pub teachers: &'a [[usize; 10]; 3],
}

const SUPPORT: [(&str, f64); 8] = [
    ("principal", 100_000.0),
    ("assistant_principal", 420.0),
    ("counselor", 360.0),
    ("nurse", 900.0),
    ("social_worker", 650.0),
    ("paraprofessional", 95.0),
    ("secretary", 330.0),
    ("custodian", 260.0),
];

/// The teams of a school in every year.
pub(super) fn staff_school(plan: &Plan, school: u16, need: &Need<'_>) -> Vec<Team> {
    let mut dice = Dice::of(plan.seed, Purpose::Staff, u64::from(school));
    let dice = &mut dice;
    let place = &plan.schools[usize::from(school)];
    let mut next = 0u32;
    let mut teams: Vec<Team> = Vec::with_capacity(YEARS);
    let mut workers: Vec<Worker> = Vec::new();
    for year in 0..YEARS {
        let mut team = Team::default();
        let loss = if year == 0 {
            0.0
        } else {
            0.135 + 0.045 * place.need + if year == 6 { 0.05 } else { 0.0 }
        };
        workers.retain(|worker| {
            let early = if worker.experience(year) < 4.0 { 1.5 } else { 0.85 };
            let late = if worker.experience(year) > 30.0 { 0.25 } else { 0.0 };
            !dice.chance((loss * early + late).clamp(0.0, 0.6))
        });
        for (job, department, wanted) in list_wanted(need, year) {
            let mut held = 0;
            workers.retain(|worker| {
                let same = worker.job == job && worker.department == department;
                held += usize::from(same);
                !same || held <= wanted
            });
            for _ in held..wanted {
                let hard = matches!(
                    department,
                    Some(Department::Mathematics | Department::SpecialEducation)
                );
                let empty = 0.15
                    + 0.06 * place.need
                    + if hard { 0.06 } else { 0.0 }
                    + if year >= 5 { 0.03 } else { 0.0 };
                if year > 0 && job != "principal" && dice.chance(empty) {
                    team.vacant.push((job, department));
                    continue;
                }
                let id = format!("T{:05}", u32::from(school) * 700 + next + 1);
                workers.push(hire(plan, school, year, id, job, department, dice));
                next += 1;
            }
        }
        team.workers.clone_from(&workers);
        teams.push(team);
    }
    teams
}

fn list_wanted(need: &Need<'_>, year: usize) -> Vec<(&'static str, Option<Department>, usize)> {
    let members = need.members[year];
    if members < 1.0 {
        return Vec::new();
    }
    let mut wanted = Vec::new();
    let base = need.members[NOW - 2].max(1.0);
    for (at, department) in Department::ALL.into_iter().enumerate() {
        let teachers = match department {
            Department::SpecialEducation => (need.with_disability[year] / 21.0).round() as usize,
            _ if year >= NOW - 2 => need.teachers[year + 2 - NOW][at],
            _ => (need.teachers[0][at] as f64 * members / base).round() as usize,
        };
        wanted.push(("teacher", Some(department), teachers));
    }
    for (job, each) in SUPPORT {
        let people =
            (members / each).round().max(if job == "assistant_principal" { 0.0 } else { 1.0 });
        wanted.push((job, None, people as usize));
    }
    wanted
}

fn hire(
    plan: &Plan,
    school: u16,
    year: usize,
    id: String,
    job: &'static str,
    department: Option<Department>,
    dice: &mut Dice,
) -> Worker {
    let need = plan.schools[usize::from(school)].need;
    let novice = dice.chance((0.40 + 0.15 * need).clamp(0.08, 0.75));
    let mut before = if novice { dice.below(2) as f64 } else { 2.0 + dice.below(14) as f64 };
    let mut hired = year as i16;
    if year == 0 {
        // Those who are already here came over the thirty years before, later where need is high.
        let here = (6.5 - 2.5 * need + 5.0 * dice.normal()).clamp(0.0, 34.0).floor();
        hired = -(here as i16);
        before = (before * 0.6).floor();
    }
    if job == "principal" || job == "assistant_principal" {
        before += 6.0;
    }
    let degree = match dice.unit() {
        x if x < 0.44 + 0.05 * need => Degree::Bachelors,
        x if x < 0.97 => Degree::Masters,
        _ => Degree::Doctorate,
    };
    let degree = match job {
        "paraprofessional" | "secretary" if dice.chance(0.6) => Degree::Associate,
        "custodian" => Degree::None,
        _ => degree,
    };
    let (fund, split) = match (job, department) {
        (_, Some(Department::SpecialEducation)) => ("special_education", None),
        ("paraprofessional", _) if dice.chance(0.5) => ("special_education", None),
        ("paraprofessional" | "social_worker" | "counselor", _)
            if need > 0.2 && dice.chance(0.5) =>
        {
            ("general", Some(("title_i", 0.5)))
        }
        ("teacher", _) if need > 0.0 && dice.chance(0.06) => ("title_i", None),
        _ => ("general", None),
    };
    Worker {
        id,
        first: first_name(dice).to_owned(),
        last: last_surname(dice),
        job,
        department,
        before,
        hired,
        degree,
        race: RaceEthnicity::ALL[dice.weighted(&[0.006, 0.05, 0.22, 0.20, 0.002, 0.03, 0.49])],
        skill: dice.normal() - 0.15 * need,
        fund,
        split,
    }
}

/// Writes a team's people, what they do, and the positions.
pub(super) fn write_team(plan: &Plan, school: u16, year: usize, team: &Team, to: &mut [Batch; 3]) {
    let school_year = year_at(year);
    let site = school_id(plan, school);
    let mut position = u32::from(school) * 400;
    let [people, assignments, positions] = to;
    for worker in &team.workers {
        let id: StaffId = worker.id.as_str().into();
        let experience = worker.experience(year);
        let rating =
            (2.7 + 0.05 * experience.min(8.0) + 0.6 * worker.skill).round().clamp(1.0, 4.0);
        let rated =
            worker.job == "teacher" && year < NOW && (worker.hired < year as i16 || year != 3);
        Staff {
            school_year,
            staff_id: id.clone(),
            last_surname: Ok(worker.last.as_str().into()),
            first_name: Ok(worker.first.as_str().into()),
            years_of_prior_teaching_experience: if worker.job == "custodian" {
                Err(Missing::NotApplicable)
            } else {
                Ok(experience)
            },
            highest_degree: Ok(worker.degree),
            hire_date: Ok(worker.hire_date()),
            race_ethnicity: Ok(worker.race),
            evaluation_rating: if rated { Ok(rating as i64) } else { Err(Missing::Blank) },
        }
        .write(people);
        let parts = match worker.split {
            Some((fund, share)) => vec![(worker.fund, 1.0 - share), (fund, share)],
            None => vec![(worker.fund, 1.0)],
        };
        for (fund, fte) in parts {
            StaffAssignment {
                school_year,
                staff_id: id.clone(),
                school_id: Ok(site.clone()),
                job: worker.job.to_owned(),
                fte: Fte(fte),
                fund: Ok(fund.to_owned()),
            }
            .write(assignments);
            position += 1;
            positions_row(school_year, position, &site, worker.job, fte, fund, Some(&id))
                .write(positions);
        }
    }
    for (job, _) in &team.vacant {
        position += 1;
        let mut row = positions_row(school_year, position, &site, job, 1.0, "general", None);
        if *job == "teacher" && position % 3 == 0 {
            row.status = PositionStatus::Substitute;
        }
        row.write(positions);
    }
}

fn positions_row(
    school_year: SchoolYear,
    number: u32,
    site: &SchoolId,
    job: &str,
    fte: f64,
    fund: &str,
    holder: Option<&StaffId>,
) -> Position {
    Position {
        school_year,
        position_id: PositionId(format!("P-{number:06}")),
        school_id: Ok(site.clone()),
        job: job.to_owned(),
        fte: Fte(fte),
        fund: Ok(fund.to_owned()),
        status: if holder.is_some() { PositionStatus::Filled } else { PositionStatus::Vacant },
        staff_id: holder.cloned().ok_or(Missing::Blank),
    }
}

/// Teachers that a school's sections take, by department: five periods each, none twice at once.
pub(super) fn count_teachers(opened: &[Opened]) -> [usize; 10] {
    let mut teachers = [0usize; 10];
    for (at, department) in Department::ALL.into_iter().enumerate() {
        let mine = opened.iter().filter(|section| section.department == department);
        let mut at_once = [[0usize; 8]; 2];
        let mut halves = 0usize;
        for section in mine {
            for (half, periods) in at_once.iter_mut().enumerate() {
                if meets_in(section, half) {
                    periods[usize::from(section.period.min(7))] += 1;
                    halves += 1;
                }
            }
        }
        let most = at_once.iter().flatten().copied().max().unwrap_or(0);
        let load = if department == Department::Classroom { 2 } else { 10 };
        teachers[at] = most.max(halves.div_ceil(load));
    }
    teachers
}

/// Whether a section meets in a half of the year.
fn meets_in(section: &Opened, half: usize) -> bool {
    let other = if half == 0 { Term::Spring } else { Term::Fall };
    section.term != other as u8
}

/// Gives each section a teacher of its department who is free then; `None` where there is none.
pub(super) fn assign_teachers(team: &Team, opened: &[Opened]) -> Vec<Option<StaffId>> {
    let mut busy: Vec<([u8; 2], usize)> = vec![([0; 2], 0); team.workers.len()];
    let mut order: Vec<usize> = (0..opened.len()).collect();
    order.sort_by_key(|at| (opened[*at].department, opened[*at].course, *at));
    let mut given = vec![None; opened.len()];
    for at in order {
        let section = &opened[at];
        let bit = 1u8 << section.period.min(7);
        let halves: Vec<usize> = (0..2).filter(|half| meets_in(section, *half)).collect();
        let most = if section.department == Department::Classroom { 2 } else { 11 };
        let free = team.workers.iter().enumerate().find(|(no, worker)| {
            let (periods, load) = &busy[*no];
            worker.department == Some(section.department)
                && load + halves.len() <= most
                && halves.iter().all(|half| periods[*half] & bit == 0)
        });
        if let Some((no, worker)) = free {
            for half in &halves {
                busy[no].0[*half] |= bit;
            }
            busy[no].1 += halves.len();
            given[at] = Some(worker.id.as_str().into());
        }
    }
    given
}
