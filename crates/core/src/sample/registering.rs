//! Who is expected: kindergarten pools, last year's offers, new seats, and registrations.

use jiff::civil::{Date, date};

use crate::district::column::days_since_epoch;
use crate::district::*;

use super::calendar::{FIRST_END, NOW, YEARS, day_of, year_at};
use super::counts::Ledger;
use super::dice::{Dice, Purpose};
use super::plan::Plan;
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

/// The stages of the students whom programs expect for a school year, as the office knows them on
/// the day of the exports.
pub(super) fn list_registrations(plan: &Plan, year: usize) -> Vec<Registration> {
    let autumn = FIRST_END - 2 + year as i16;
    let today = date(FIRST_END - 1 + NOW as i16, 10, 26);
    let mut rows = Vec::new();
    for (at, program) in plan.programs.iter().enumerate() {
        let mut dice = Dice::of(plan.seed, Purpose::Registration, (year as u64) << 16 | at as u64);
        let many = (program.seats as f64 * (1.15 + 0.5 * dice.unit())).round() as u32;
        for number in 0..many {
            let key = format!("R{:02}-{at:03}{number:04}", (autumn + 2).rem_euclid(100));
            let mut push = |stage: RegistrationStage, day: Date| {
                if day <= today {
                    rows.push(Registration {
                        school_year: year_at(year),
                        application_id: key.as_str().into(),
                        school_id: school_id(plan, program.school),
                        grade_level: GradeLevel::numbered(program.grade)
                            .unwrap_or(GradeLevel::Ungraded),
                        stage,
                        stage_date: day,
                    });
                }
            };
            let after = |from: Date, days: f64| day_of(days_since_epoch(from) + days as i32);
            let applied = after(date(autumn, 10, 1), 110.0 * dice.unit().powf(1.4));
            push(RegistrationStage::Applied, applied);
            if i64::from(number) >= program.seats {
                continue;
            }
            push(RegistrationStage::Offered, after(date(autumn + 1, 3, 10), 6.0 * dice.unit()));
            if dice.chance(0.17) {
                push(
                    RegistrationStage::Withdrawn,
                    after(date(autumn + 1, 4, 1), 30.0 * dice.unit()),
                );
                continue;
            }
            push(RegistrationStage::Accepted, after(date(autumn + 1, 3, 18), 30.0 * dice.unit()));
            push(RegistrationStage::Registered, after(date(autumn + 1, 5, 1), 80.0 * dice.unit()));
            if dice.chance(0.94) {
                push(
                    RegistrationStage::Attending,
                    after(date(autumn + 1, 8, 24), 12.0 * dice.unit()),
                );
            }
        }
    }
    rows
}
