//! Which courses a child takes, and in which period of the day.
//!
//! The day has seven periods. A child's courses stand in seven slots; a *rotation* turns the slots
//! into periods, so that no two courses meet at once. Students of advanced courses share two
//! rotations, which keeps small advanced classes together; newcomers have one of their own.

use crate::district::EnglishLearner;

use super::Size;
use super::calendar::year_at;
use super::catalog::CourseNo;
use super::dice::{Dice, mix};
use super::life::{Person, YearOf};
use super::plan::{Plan, SchoolNo};
use super::schooling::Credit;

/// Stands for all the periods of an elementary classroom.
pub(super) const CLASSROOM: u8 = 7;

/// A slot of the day; `None` is an elective still to be chosen.
type Slot = (Option<CourseNo>, u8);

/// Whether a child came to schools of the United States in this year or the two before.
pub(super) fn is_newcomer(person: &Person, this: &YearOf) -> bool {
    let Some(came) = person.first_us else { return false };
    year_at(this.year).end() - came.year() <= 2 && this.english == EnglishLearner::Current
}

/// By how many places a child's slots are turned. `advanced` students share two rotations.
pub(super) fn rotation(
    plan: &Plan,
    person: &Person,
    this: &YearOf,
    school: SchoolNo,
    advanced: bool,
) -> u8 {
    if is_newcomer(person, this) {
        return 6;
    }
    let spread = plan.schools[usize::from(school)].spread;
    let draw = mix(person.taste, this.year as u64, 17);
    match (advanced, plan.size) {
        (true, Size::Town) => 0,
        (true, _) => (draw % 2) as u8,
        (false, _) => 2 + (draw % u64::from(spread.max(1))) as u8,
    }
}

/// Whether a school offers an elective in a period: each in two of the seven.
pub(super) fn is_offered(plan: &Plan, school: SchoolNo, course: CourseNo, period: u8) -> bool {
    let draw = mix(plan.seed, u64::from(school) << 16 | u64::from(course), 5);
    let period = u64::from(period - 1);
    draw % 7 == period || (draw / 7) % 7 == period
}

/// The child's courses of the year, each in its slot.
pub(super) fn list_courses(
    plan: &Plan,
    person: &Person,
    this: &YearOf,
    school: SchoolNo,
    credit: &Credit,
    z: f64,
    dice: &mut Dice,
) -> Vec<Slot> {
    match this.grade {
        ..6 => list_elementary(plan, this),
        6..9 => list_middle(plan, person, this, school, z, dice),
        _ => list_high(plan, person, this, school, credit, z, dice),
    }
}

fn list_elementary(plan: &Plan, this: &YearOf) -> Vec<Slot> {
    let classroom = ["EL0000", "EL0100", "EL0200", "EL0300", "EL0400", "EL0500"];
    let room = plan.catalog.no(classroom[this.grade.clamp(0, 5) as usize]);
    let special = if this.english == EnglishLearner::Current { "EL0080" } else { "EL0090" };
    // The special subjects of grade g meet in period g + 1; the classroom has the other periods.
    vec![
        (Some(room), CLASSROOM),
        (Some(plan.catalog.no(special)), this.grade.clamp(0, 5) as u8 + 1),
    ]
}

fn list_middle(
    plan: &Plan,
    person: &Person,
    this: &YearOf,
    school: SchoolNo,
    z: f64,
    dice: &mut Dice,
) -> Vec<Slot> {
    let grade = usize::from((this.grade - 6).clamp(0, 2) as u8);
    let place = &plan.schools[usize::from(school)];
    let newcomer = is_newcomer(person, this);
    // Who gets Algebra I in grade 8 depends on the school as much as on the child.
    let bar = 0.62 - 0.75 * place.advanced;
    let ahead = z + 0.25 * dice.normal() > bar && !newcomer;
    let mathematics = match (grade, ahead) {
        (0, _) => "MA0600",
        (1, true) => "MA0710",
        (1, false) => "MA0700",
        (_, true) => "MA0901",
        (_, false) => "MA0800",
    };
    let apart = newcomer && place.sheltered;
    let english = if apart { "LD0610" } else { ["EN0600", "EN0700", "EN0800"][grade] };
    let support = match this.english {
        EnglishLearner::Current => Some("LD0600"),
        _ if z < -0.9 => Some("OT0600"),
        _ if grade == 2 && z > 0.5 => Some("WL0901"),
        _ => None,
    };
    let no = |id: &str| Some(plan.catalog.no(id));
    vec![
        (no(english), 0),
        (no(if apart { "LD0620" } else { mathematics }), 1),
        (no(["SC0600", "SC0700", "SC0800"][grade]), 2),
        (no(["SS0600", "SS0700", "SS0800"][grade]), 3),
        (no("PE0600"), 4),
        (support.and_then(no), 5),
        (None, 6),
    ]
}

fn list_high(
    plan: &Plan,
    person: &Person,
    this: &YearOf,
    school: SchoolNo,
    credit: &Credit,
    z: f64,
    dice: &mut Dice,
) -> Vec<Slot> {
    let place = &plan.schools[usize::from(school)];
    let no = |id: &str| plan.catalog.no(id);
    let newcomer = is_newcomer(person, this);
    let apart = newcomer && place.sheltered;
    let reach = z + 0.5 * place.advanced + 0.25 * dice.normal();
    let (honors, top) = (reach > 0.35 && !newcomer, reach > 0.75 && place.ap && !newcomer);
    let ib = place.ib && top && this.grade >= 11 && person.taste % 5 < 2;
    let dual = place.dual && reach > 0.3 && !newcomer && person.taste % 7 < 3;
    let english = match (this.grade, apart) {
        (_, true) => "LD0910",
        (9, _) => {
            if honors {
                "EN0902"
            } else {
                "EN0901"
            }
        }
        (10, _) => {
            if honors {
                "EN1002"
            } else {
                "EN1001"
            }
        }
        (11, _) => {
            if ib {
                "EN1204"
            } else if top {
                "EN1103"
            } else {
                "EN1101"
            }
        }
        _ if ib && !credit.has(plan, "EN1204") => "EN1204",
        _ if top => "EN1203",
        _ if dual => "EN1205",
        _ => "EN1201",
    };
    let mathematics =
        if apart { no("LD0920") } else { next_mathematics(plan, this, credit, honors, top, dual) };
    let science = match this.grade {
        9 => {
            if honors {
                "SC0902"
            } else {
                "SC0901"
            }
        }
        10 => {
            if honors {
                "SC1002"
            } else if reach < -0.7 {
                "SC1003"
            } else {
                "SC1001"
            }
        }
        11 if ib => "SC1203",
        11 => {
            if top {
                "SC1102"
            } else if reach > -0.2 {
                "SC1101"
            } else {
                "SC1103"
            }
        }
        _ if top => ["SC1201", "SC1202"][(person.taste % 2) as usize],
        _ => ["SC1204", "SC1103"][(person.taste % 2) as usize],
    };
    let society = match this.grade {
        9 => {
            if top {
                "SS0902"
            } else {
                "SS0901"
            }
        }
        10 => {
            if top {
                "SS1002"
            } else {
                "SS1001"
            }
        }
        11 if ib => "SS1103",
        11 => {
            if top {
                "SS1102"
            } else if dual {
                "SS1104"
            } else {
                "SS1101"
            }
        }
        _ => {
            if top {
                "SS1203"
            } else {
                "SS1201"
            }
        }
    };
    let language = match (
        credit.has(plan, "WL0901"),
        credit.has(plan, "WL1001"),
        credit.has(plan, "WL1101"),
    ) {
        _ if this.english == EnglishLearner::Current => {
            Some(if this.grade == 9 { "LD0901" } else { "LD0902" })
        }
        (_, _, true) if top && this.grade >= 11 => Some("WL1201"),
        (_, true, false) if this.grade >= 10 => Some("WL1101"),
        (true, false, _) => Some("WL1001"),
        (false, ..) if this.grade <= 11 && person.taste % 10 < 7 => {
            Some(if person.bilingual && person.taste.is_multiple_of(3) {
                "WL0911"
            } else {
                "WL0901"
            })
        }
        _ => None,
    };
    let body = match this.grade {
        9 => vec![(Some(no("PE0901")), 4), (Some(no("HE0901")), 4)],
        12 if !top => vec![(Some(no("SS1202")), 4), (Some(no("EN0970")), 4)],
        _ => vec![(None, 4)],
    };
    let mut slots = vec![
        (Some(no(english)), 0),
        (Some(mathematics), 1),
        (Some(no(science)), 2),
        (Some(no(society)), 3),
    ];
    if society == "SS1201" {
        slots.push((Some(no("SS0950")), 3));
    }
    slots.extend(body);
    slots.push((language.map(no), 5));
    slots.push((None, 6));
    slots
}

/// The next step of the mathematics ladder, or a senior course beyond it.
fn next_mathematics(
    plan: &Plan,
    this: &YearOf,
    credit: &Credit,
    honors: bool,
    top: bool,
    dual: bool,
) -> CourseNo {
    let id = match credit.mathematics_step(plan) {
        0 => "MA0901",
        1 => {
            if honors {
                "MA1002"
            } else {
                "MA1001"
            }
        }
        2 => {
            if honors {
                "MA1102"
            } else {
                "MA1101"
            }
        }
        3 if this.grade == 12 && !honors => {
            if dual {
                "MA1205"
            } else {
                "MA1202"
            }
        }
        3 => "MA1201",
        _ if top && !credit.has(plan, "MA1203") => "MA1203",
        _ if top => "MA1204",
        _ => "MA1206",
    };
    plan.catalog.no(id)
}
