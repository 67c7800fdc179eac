//! What agencies publish about the schools, and what families and teachers answer.

use crate::district::*;

use super::calendar::{NOW, YEARS, year_at};
use super::dice::{Dice, Purpose};
use super::plan::Plan;
use super::record::{Tally, school_id};

/// Counts smaller than this are withheld by the state.
const SMALL: u32 = 10;

/// Totals of one school and year.
#[derive(Debug, Clone, Default)]
pub(super) struct Totals {
    /// Members on count day by grade (0–12) and group: all, then the federal seven.
    members: [[u32; 8]; 13],
    pub low_income: u32,
    pub with_disability: u32,
    enrolled: [f64; 8],
    absent: [f64; 8],
    chronic: [u32; 8],
    countable: [u32; 8],
}

impl Totals {
    /// Members on count day, all grades.
    pub fn all(&self) -> f64 {
        f64::from(self.members.iter().map(|grade| grade[0]).sum::<u32>())
    }

    /// Members of kindergarten on count day.
    pub fn kindergarten(&self) -> f64 {
        f64::from(self.members[0][0])
    }
}

/// The totals of all schools and years.
#[derive(Debug)]
pub(super) struct Ledger {
    totals: Vec<Totals>,
}

impl Ledger {
    pub fn empty(plan: &Plan) -> Self {
        Ledger { totals: vec![Totals::default(); plan.schools.len() * YEARS] }
    }

    pub fn add(&mut self, tally: &Tally) {
        let at = &mut self.totals[usize::from(tally.school) * YEARS + usize::from(tally.year)];
        let groups = [0, usize::from(tally.race) + 1];
        if tally.on_count_day {
            for group in groups {
                at.members[tally.grade.clamp(0, 12) as usize][group] += 1;
            }
            at.low_income += u32::from(tally.low_income);
            at.with_disability += u32::from(tally.disability);
        }
        for group in groups {
            at.enrolled[group] += f64::from(tally.enrolled);
            at.absent[group] += f64::from(tally.absent);
            if tally.enrolled >= 10.0 {
                at.countable[group] += 1;
                at.chronic[group] += u32::from(tally.absent >= 0.1 * tally.enrolled);
            }
        }
    }

    pub fn of(&self, school: u16, year: usize) -> &Totals {
        &self.totals[usize::from(school) * YEARS + year]
    }
}

fn group_name(at: usize) -> String {
    match at {
        0 => "all".to_owned(),
        _ => format!("race_ethnicity={}", RaceEthnicity::ALL[at - 1].code()),
    }
}

/// Writes a school's published enrollment and attendance of a finished year.
pub(super) fn write_published(
    plan: &Plan,
    school: u16,
    year: usize,
    totals: &Totals,
    to: &mut [Batch; 2],
) {
    let [enrollment, attendance] = to;
    let hidden =
        |count: u32| if count < SMALL { Err(Missing::Suppressed) } else { Ok(i64::from(count)) };
    for (grade, groups) in totals.members.iter().enumerate() {
        for (at, count) in groups.iter().enumerate().filter(|(_, count)| **count > 0) {
            SchoolEnrollment {
                school_year: year_at(year),
                school_id: school_id(plan, school),
                grade_level: Ok(GradeLevel::numbered(grade as i8).unwrap_or(GradeLevel::Ungraded)),
                student_group: group_name(at),
                enrollment: hidden(*count),
            }
            .write(enrollment);
        }
    }
    for at in (0..8).filter(|at| totals.enrolled[*at] > 0.0) {
        let (enrolled, attended) = (totals.enrolled[at], totals.enrolled[at] - totals.absent[at]);
        let small = totals.countable[at] < SMALL;
        let shown = |value: f64| if small { Err(Missing::Suppressed) } else { Ok(value) };
        SchoolAttendance {
            school_year: year_at(year),
            school_id: school_id(plan, school),
            school_level: "all".to_owned(),
            student_group: group_name(at),
            days_enrolled: shown(enrolled),
            days_attended: shown(attended),
            attendance_percent: shown((1_000.0 * attended / enrolled).round() / 10.0),
            chronically_absent: if small {
                Err(Missing::Suppressed)
            } else {
                hidden(totals.chronic[at])
            },
            chronic_absence_students: hidden(totals.countable[at]),
        }
        .write(attendance);
    }
}

const QUESTIONS: [(&str, f64); 6] = [
    ("feels_welcome", 0.35),
    ("knows_progress", 0.1),
    ("child_is_safe", 0.2),
    ("would_recommend", 0.15),
    ("asked_for_opinion", -0.45),
    ("homework_is_useful", -0.15),
];

/// Writes the spring surveys of the last five finished years.
pub(super) fn write_surveys(
    plan: &Plan,
    school: u16,
    year: usize,
    totals: &Totals,
    teachers: usize,
    to: &mut Batch,
) {
    if year + 5 < NOW || year == NOW {
        return;
    }
    let mut dice = Dice::of(plan.seed, Purpose::Survey, u64::from(school) << 8 | year as u64);
    let place = &plan.schools[usize::from(school)];
    let mood = 1.8 * place.effect - 0.15 * (place.strict - 1.0) + 0.1 * dice.normal();
    let asked = [
        ("FAMILY-SPRING", RespondentRole::Family, totals.all() * 0.72, 0.36 - 0.06 * place.need),
        ("TEACHER-SPRING", RespondentRole::Teacher, teachers as f64, 0.78),
    ];
    for (survey, role, invited, rate) in asked {
        for (question, ease) in QUESTIONS {
            let answered = invited * (rate + 0.02 * dice.normal()).clamp(0.1, 0.95);
            let shares: Vec<f64> = (0..5)
                .map(|step| {
                    let far = (f64::from(step) - 2.6 - 1.6 * (mood + ease)) / 1.3;
                    (-0.5 * far * far).exp()
                })
                .collect();
            let sum: f64 = shares.iter().sum();
            for (step, share) in shares.iter().enumerate() {
                Survey {
                    school_year: year_at(year),
                    survey: survey.to_owned(),
                    school_id: school_id(plan, school),
                    respondent_role: role,
                    question: question.to_owned(),
                    response: step as i64 + 1,
                    respondents: Ok((answered * share / sum).round() as i64),
                    invited: Ok(invited.round() as i64),
                }
                .write(to);
            }
        }
    }
}
