//! Who is expected: kindergarten pools, last year's offers, new seats, and registrations.

use std::collections::BTreeMap;

use jiff::civil::{Date, date};

use crate::district::column::days_since_epoch;
use crate::district::*;

use super::calendar::{FIRST_END, NOW, YEARS, day_of, year_at};
use super::choosing::application_id;
use super::counts::Ledger;
use super::dice::{Dice, Purpose};
use super::plan::{Plan, ProgramPlan};
use super::record::school_id;

/// Births are known so many years before a kindergarten year.
const KNOWN_AHEAD: usize = 4;

/// Children of kindergarten age by school year: some more than come, drifting down.
pub(super) fn list_pool(plan: &Plan, ledger: &Ledger) -> Vec<KindergartenPool> {
    let mut dice = Dice::of(plan.seed, Purpose::Registration, u64::MAX);
    let came = |year: usize| -> f64 {
        (0..plan.schools.len() as u16).map(|school| ledger.of(school, year).kindergarten()).sum()
    };
    let mut children = 0.0;
    (0..=YEARS + KNOWN_AHEAD - 1)
        .map(|year| {
            children = if year <= NOW { 1.24 * came(year) } else { 0.985 * children };
            KindergartenPool {
                school_year: year_at(year),
                area_id: Err(Missing::NotApplicable),
                children: (children * (1.0 + 0.012 * dice.normal())).round() as i64,
            }
        })
        .collect()
}

/// The seats that last year's round gave away, with the shares that were taken up and came.
pub(super) fn list_offers(plan: &Plan) -> Vec<SchoolOffer> {
    let mut offers: Vec<SchoolOffer> = plan
        .programs
        .iter()
        .enumerate()
        .map(|(at, program)| {
            let mut dice = Dice::of(plan.seed, Purpose::Registration, 1 << 32 | at as u64);
            SchoolOffer {
                school_year: year_at(NOW),
                school_id: school_id(plan, program.school),
                grade_level: GradeLevel::numbered(program.grade).unwrap_or(GradeLevel::Ungraded),
                offers: program.seats,
                take_up_percent: Ok((76.0 + 12.0 * dice.unit()).round()),
                no_show_percent: Ok((3.0 + 5.0 * dice.unit()).round()),
            }
        })
        .collect();
    // Programs of one school and grade give their seats away together.
    offers.sort_by(|a, b| (&a.school_id, a.grade_level).cmp(&(&b.school_id, b.grade_level)));
    offers.dedup_by(|b, a| {
        let same = (&a.school_id, a.grade_level) == (&b.school_id, b.grade_level);
        if same {
            a.offers += b.offers;
        }
        same
    });
    offers
}

/// What is decided for the coming years: a program gets seats.
pub(super) fn list_events(plan: &Plan) -> Vec<EnrollmentEvent> {
    let largest = plan.programs.iter().max_by_key(|program| program.seats);
    let event = largest.map(|program| EnrollmentEvent {
        school_year: year_at(YEARS),
        school_id: school_id(plan, program.school),
        event: EnrollmentEventKind::NewSeats,
        grade_level: Ok(GradeLevel::numbered(program.grade).unwrap_or(GradeLevel::Ungraded)),
        other_school_id: Err(Missing::Blank),
        students: Ok((program.seats / 5).max(4)),
        share_percent: Err(Missing::Blank),
    });
    event.into_iter().collect()
}

/// The day on which an autumn's round opens, closes, and makes its offers.
const ROUND: [(i8, i8); 3] = [(8, 18), (10, 9), (10, 16)];

fn day_in(year: i16, (month, day): (i8, i8)) -> Date {
    date(year, month, day)
}

fn days_after(from: Date, days: f64) -> Date {
    day_of(days_since_epoch(from) + days as i32)
}

/// When an application comes in: more and more of them as the closing day comes near.
fn comes_in(autumn: i16, dice: &mut Dice) -> Date {
    let opens = day_in(autumn, ROUND[0]);
    let days = days_since_epoch(day_in(autumn, ROUND[1])) - days_since_epoch(opens);
    days_after(opens, f64::from(days) * dice.unit().powf(0.6))
}

/// That a child's application for the coming year came in at the school of a program.
pub(super) fn applied(plan: &Plan, number: u32, program: &ProgramPlan) -> Registration {
    let mut dice = Dice::of(plan.seed, Purpose::Registration, 2 << 32 | u64::from(number));
    Registration {
        school_year: year_at(YEARS),
        application_id: application_id(number),
        school_id: school_id(plan, program.school),
        grade_level: GradeLevel::numbered(program.grade).unwrap_or(GradeLevel::Ungraded),
        stage: RegistrationStage::Applied,
        stage_date: comes_in(FIRST_END - 1 + NOW as i16, &mut dice),
    }
}

/// The stages of the students whom schools expected for the current year, all of which are over:
/// about as many applied as do for the coming year (`listed`, by the school's position and grade).
pub(super) fn list_registrations(
    plan: &Plan,
    listed: &BTreeMap<(u16, i8), u32>,
) -> Vec<Registration> {
    let autumn = FIRST_END - 2 + NOW as i16;
    let mut seats: BTreeMap<(u16, i8), u32> = BTreeMap::new();
    for program in &plan.programs {
        *seats.entry((program.school, program.grade)).or_default() += program.seats as u32;
    }
    let mut rows = Vec::new();
    for (at, (&(school, grade), &seats)) in seats.iter().enumerate() {
        let mut dice = Dice::of(plan.seed, Purpose::Registration, at as u64);
        let this_year = f64::from(listed.get(&(school, grade)).copied().unwrap_or(0));
        let many = (this_year * (0.92 + 0.14 * dice.unit())).round() as u32;
        // Families list three schools and more, and are given one.
        let given = f64::from(seats).min(0.34 * f64::from(many));
        for number in 0..many {
            let key = format!("R{:02}-{at:03}{number:04}", (autumn + 2).rem_euclid(100));
            let mut push = |stage: RegistrationStage, day: Date| {
                rows.push(Registration {
                    school_year: year_at(NOW),
                    application_id: key.as_str().into(),
                    school_id: school_id(plan, school),
                    grade_level: GradeLevel::numbered(grade).unwrap_or(GradeLevel::Ungraded),
                    stage,
                    stage_date: day,
                });
            };
            let offers = day_in(autumn, ROUND[2]);
            push(RegistrationStage::Applied, comes_in(autumn, &mut dice));
            // Seats that are turned down are offered to those who wait.
            if f64::from(number) >= 1.12 * given {
                continue;
            }
            let later = if f64::from(number) < given { 0.0 } else { 4.0 + 20.0 * dice.unit() };
            let offered = days_after(offers, later);
            push(RegistrationStage::Offered, offered);
            if dice.chance(0.17) {
                push(RegistrationStage::Withdrawn, days_after(offered, 1.0 + 13.0 * dice.unit()));
                continue;
            }
            push(RegistrationStage::Accepted, days_after(offered, 1.0 + 10.0 * dice.unit()));
            let spring = date(autumn + 1, 5, 1);
            push(RegistrationStage::Registered, days_after(spring, 80.0 * dice.unit()));
            if dice.chance(0.94) {
                let august = date(autumn + 1, 8, 24);
                push(RegistrationStage::Attending, days_after(august, 12.0 * dice.unit()));
            }
        }
    }
    rows
}
