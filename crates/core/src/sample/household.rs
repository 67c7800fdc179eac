//! Families: where they live, what they earn, what they speak at home, and their children.

use jiff::civil::date;

use crate::district::{RaceEthnicity, Sex};

use super::Size;
use super::calendar::{FIRST_END, YEARS, day_of};
use super::dice::{Dice, Purpose, logistic};
use super::life::Person;
use super::names::{first_name, last_surname};
use super::plan::{AreaNo, Plan};
use crate::district::column::days_since_epoch;

/// One child as born into a household.
#[derive(Debug, Clone)]
pub(super) struct Child {
    pub person: Person,
    /// Calendar year in which the child's kindergarten year ends.
    pub cohort: i16,
    /// Grade in which the child comes to the district; 0 for kindergarten.
    pub arrives: i8,
    /// Whether the arrival is in the middle of the school year.
    pub midyear: bool,
}

/// One family.
#[derive(Debug, Clone)]
pub(super) struct Household {
    pub number: u32,
    /// Where it lives in each year.
    pub areas: [AreaNo; YEARS],
    pub low_income: [bool; YEARS],
    pub homeless: [bool; YEARS],
    pub children: Vec<Child>,
}

/// Kindergarten entry by calendar year in which it ends, against an even share: births fall by
/// about one in a hundred a year after 2015, and fewer children came in the pandemic year.
fn cohort_weight(cohort: i16) -> f64 {
    let falling = 1.0 - 0.011 * f64::from((cohort - 2015).max(0));
    if cohort == 2021 { falling * 0.93 } else { falling }
}

/// First and last kindergarten cohorts that are drawn for an eldest child.
const COHORTS: std::ops::RangeInclusive<i16> = 2001..=2028;

/// Places in the number space of one household.
const PLACES: u32 = 5;

impl Household {
    /// The household of a number. Its children's numbers follow from it.
    pub fn draw(plan: &Plan, number: u32) -> Self {
        let mut dice = Dice::of(plan.seed, Purpose::Household, u64::from(number));
        let area = (number as usize % plan.areas.len()) as AreaNo;
        let race = dice.weighted(&plan.areas[usize::from(area)].mix);
        let bilingual = dice.chance([0.05, 0.62, 0.07, 0.60, 0.40, 0.05, 0.06][race]);
        let low = dice.chance(plan.low_income(area, race));
        let unstable = low && dice.chance(0.085);
        let able = dice.normal();
        let surname = last_surname(&mut dice);
        let mut household = Household {
            number,
            areas: [area; YEARS],
            low_income: [low; YEARS],
            homeless: [false; YEARS],
            children: Vec::new(),
        };
        household.move_about(plan, unstable, race, &mut dice);
        let eldest = loop {
            let cohort = *COHORTS.start() + dice.below(28) as i16;
            if dice.chance(cohort_weight(cohort)) {
                break cohort;
            }
        };
        // Six in ten families live here when their eldest starts; the others move in later.
        let came = (!dice.chance(0.60)).then(|| eldest + 1 + dice.below(11) as i16);
        let abroad = came.is_some() && dice.chance(if bilingual { 0.45 } else { 0.01 });
        let midyear = dice.chance(0.32);
        let siblings = dice.weighted(&[0.42, 0.36, 0.16, 0.06]);
        let mut cohort = eldest;
        for place in 0..=siblings as u32 {
            if place > 0 {
                let gap = if dice.chance(0.035) {
                    0
                } else {
                    1 + dice.weighted(&[0.2, 0.35, 0.25, 0.15, 0.05])
                };
                cohort += gap as i16;
            }
            if cohort > *COHORTS.end() {
                break;
            }
            if came.is_some_and(|came| came - cohort > 12) {
                continue;
            }
            let shared =
                Shared { race, bilingual, low, able, surname: &surname, came, abroad, midyear };
            household.children.push(child(
                plan,
                plan.size.first_number() + number * PLACES + place,
                cohort,
                &shared,
                &mut dice,
            ));
        }
        household
    }

    fn move_about(&mut self, plan: &Plan, unstable: bool, race: usize, dice: &mut Dice) {
        for year in 1..YEARS {
            self.areas[year] = self.areas[year - 1];
            self.low_income[year] = self.low_income[year - 1];
            if dice.chance(if unstable { 0.22 } else { 0.045 }) {
                let near = plan.zone(self.areas[year], 0, year);
                let to = *dice.pick(&plan.near[usize::from(near)]);
                self.areas[year] = plan.schools[usize::from(to)].area;
            }
            if dice.chance(0.05) {
                self.low_income[year] = dice.chance(plan.low_income(self.areas[year], race));
            }
        }
        for year in 0..YEARS {
            self.homeless[year] = dice.chance(if unstable { 0.55 } else { 0.006 });
        }
    }
}

/// What brothers and sisters share.
struct Shared<'a> {
    race: usize,
    bilingual: bool,
    low: bool,
    able: f64,
    surname: &'a str,
    /// Calendar year in which the family's first school year here ends, when it moved in.
    came: Option<i16>,
    abroad: bool,
    midyear: bool,
}

fn child(plan: &Plan, number: u32, cohort: i16, shared: &Shared<'_>, dice: &mut Dice) -> Child {
    let race = if dice.chance(0.03) { RaceEthnicity::Multiracial as usize } else { shared.race };
    let race = RaceEthnicity::ALL[race];
    let sex = match dice.unit() {
        x if x < 0.486 => Sex::Female,
        x if x < 0.997 => Sex::Male,
        _ => Sex::Other,
    };
    // Five on or before 1 September of the kindergarten year.
    let birth = day_of(days_since_epoch(date(cohort - 7, 9, 2)) + dice.below(365) as i32);
    let disability = dice.chance(if sex == Sex::Female { 0.115 } else { 0.215 });
    let arrives = shared.came.map_or(0, |came| (came - cohort).clamp(0, 12)) as i8;
    let came = shared.came.filter(|_| shared.abroad && arrives > 0);
    let first_us =
        came.map(|came| day_of(days_since_epoch(date(came - 1, 8, 15)) + dice.below(20) as i32));
    let low = if shared.low { -0.24 } else { 0.32 };
    Child {
        cohort,
        arrives,
        midyear: arrives > 0 && shared.midyear,
        person: Person {
            number,
            id: student_id(plan.size, number),
            first: first_name(dice).to_owned(),
            last: shared.surname.to_owned(),
            birth,
            sex,
            race,
            bilingual: shared.bilingual,
            ability: low + 0.55 * shared.able + 0.75 * dice.normal(),
            absence: 0.52 * dice.normal() + if shared.low { 0.13 } else { -0.22 },
            conduct: 0.9 * dice.normal() + if sex == Sex::Male { 0.3 } else { -0.3 },
            taste: dice.word(),
            disability_from: disability
                .then(|| dice.weighted(&[0.3, 0.2, 0.2, 0.15, 0.1, 0.03, 0.02]) as i8),
            first_us,
            ninth: None,
        },
    }
}

/// The district's number for a child: seven digits, in no order that a reader could use; in town
/// they simply count up.
pub(super) fn student_id(size: Size, number: u32) -> String {
    match size {
        Size::Town => format!("{number:07}"),
        _ => format!("{:07}", u64::from(number) * 7_654_321 % 10_000_000),
    }
}

impl Child {
    /// Position of the year in which the child would be in kindergarten; may be before the first.
    pub fn kindergarten(&self) -> i16 {
        self.cohort - FIRST_END
    }

    /// Whether a home language makes the child an English learner on entry.
    pub fn begins_as_english_learner(&self, dice: &mut Dice) -> bool {
        self.person.bilingual
            && (self.person.first_us.is_some()
                || dice.chance(logistic(1.7 - 0.5 * self.person.ability)))
    }
}
