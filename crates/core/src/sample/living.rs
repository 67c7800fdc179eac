//! A child's way through the years: entry, moves, promotion, leaving. One stream of chance a child.

use crate::district::{EnglishLearner, ExitType, RaceEthnicity, SchoolType};

use super::calendar::{CLOSED_AFTER, DAYS, EXPORT_DAY, NOW, PANDEMIC, YEARS};
use super::dice::{Dice, Purpose};
use super::household::{Child, Household};
use super::life::{Life, Span, YearOf};
use super::outcomes;
use super::plan::{AreaNo, Plan, SchoolNo};
use super::schooling::{Credit, Verdict};

/// Where a child stands between two years.
struct Standing {
    grade: i8,
    school: Option<SchoolNo>,
    area: AreaNo,
    english: EnglishLearner,
    years_learning: u8,
    credit: Credit,
}

/// The school life of one child of a household; no years when the child was never a member.
pub(super) fn live(plan: &Plan, household: &Household, child: &Child) -> Life {
    let mut dice = Dice::of(plan.seed, Purpose::Child, u64::from(child.person.number));
    let dice = &mut dice;
    let mut life = Life { person: child.person.clone(), years: Vec::new() };
    let arrival = child.kindergarten() + i16::from(child.arrives);
    if arrival >= YEARS as i16 {
        return life;
    }
    // A child who came before the first year may have left again before it.
    let unseen = (-arrival).max(0);
    if unseen > 0 && !dice.chance(0.957f64.powi(i32::from(unseen))) {
        return life;
    }
    let start = arrival.max(0) as usize;
    let grade = (start as i16 - child.kindergarten()) as i8;
    if !(0..=12).contains(&grade) {
        return life;
    }
    let mut standing = begin(plan, household, child, start, grade, dice);
    let mut year = start;
    while year < YEARS {
        let late = child.midyear && arrival == year as i16 && unseen == 0;
        let next = spend_year(plan, household, child, year, late, &mut standing, &mut life, dice);
        match next {
            Next::Stays => year += 1,
            Next::Gone => break,
            Next::Away(years) => {
                standing.grade += years as i8;
                standing.school = None;
                year += 1 + years;
            }
        }
        if standing.grade > 12 {
            break;
        }
    }
    life
}

fn begin(
    plan: &Plan,
    household: &Household,
    child: &Child,
    year: usize,
    grade: i8,
    dice: &mut Dice,
) -> Standing {
    let mut english = if child.begins_as_english_learner(dice) {
        EnglishLearner::Current
    } else {
        EnglishLearner::Never
    };
    let mut years_learning = 0;
    let here_for = if child.arrives > 0 { 0 } else { grade };
    for passed in 0..here_for {
        years_learning += 1;
        if english == EnglishLearner::Current
            && dice.chance(exit_hazard(passed, years_learning, child.person.ability))
        {
            english = EnglishLearner::Former;
        }
    }
    let mut credit = Credit::default();
    if grade > 9 {
        credit.assume(plan, grade, child.person.ability, child.arrives >= grade, dice);
    }
    Standing { grade, school: None, area: household.areas[year], english, years_learning, credit }
}

/// The chance that an English learner is reclassified at the end of a grade.
fn exit_hazard(grade: i8, years_learning: u8, ability: f64) -> f64 {
    let by_grade = [0.01, 0.04, 0.10, 0.25, 0.36, 0.40, 0.30, 0.25, 0.24, 0.18, 0.16, 0.12, 0.10];
    let early = if years_learning < 2 { 0.1 } else { 1.0 };
    (by_grade[grade.clamp(0, 12) as usize] * early * (1.0 + 0.7 * ability)).clamp(0.0, 0.6)
}

enum Next {
    Stays,
    Gone,
    /// Leaves and comes back after some years.
    Away(usize),
}

#[allow(clippy::too_many_arguments)]
fn spend_year(
    plan: &Plan,
    household: &Household,
    child: &Child,
    year: usize,
    late: bool,
    standing: &mut Standing,
    life: &mut Life,
    dice: &mut Dice,
) -> Next {
    let grade = standing.grade;
    let homeless = household.homeless[year];
    let low_income = household.low_income[year] || homeless;
    let moved = standing.area != household.areas[year];
    standing.area = household.areas[year];
    let school = choose_school(plan, child, standing, year, moved, low_income, dice);
    standing.school = Some(school);
    let disability = child.person.disability_from.is_some_and(|from| grade >= from);
    let mut this = YearOf {
        year,
        grade,
        area: standing.area,
        low_income,
        english: standing.english,
        disability,
        homeless,
        foster: child.person.taste.is_multiple_of(140) && dice.chance(0.6) || dice.chance(0.0025),
        migrant: low_income && child.person.taste % 199 == 1,
        spans: Vec::new(),
        scores: Vec::new(),
        actions: Vec::new(),
        takes: Vec::new(),
    };
    if grade >= 9 && life.person.ninth.is_none() {
        life.person.ninth = Some(year as i16 - i16::from(grade - 9));
    }
    let leaves = fill_spans(plan, &mut this, school, late, dice);
    if let Some(last) = this.spans.last() {
        standing.school = Some(last.school);
    }
    outcomes::count_absences(plan, &life.person, &mut this, dice);
    outcomes::sit_tests(plan, &life.person, &mut this, dice);
    outcomes::discipline(plan, &life.person, &mut this, dice);
    let verdict = standing.credit.take_courses(plan, &life.person, &mut this, dice);
    let ability = child.person.ability;
    standing.years_learning += 1;
    if standing.english == EnglishLearner::Current
        && year != PANDEMIC
        && dice.chance(exit_hazard(grade, standing.years_learning, ability))
    {
        standing.english = EnglishLearner::Former;
    }
    let next = if leaves.is_some() || year == NOW {
        life.years.push(this);
        let returns = leaves == Some(ExitType::TransferOut) && grade < 11 && dice.chance(0.08);
        return if returns { Next::Away(usize::from(year < NOW)) } else { Next::Gone };
    } else {
        finish_year(plan, &mut this, standing, verdict, dice)
    };
    life.years.push(this);
    next
}

/// Decides how a year ended for a child who was a member on the last day.
fn finish_year(
    plan: &Plan,
    this: &mut YearOf,
    standing: &mut Standing,
    verdict: Verdict,
    dice: &mut Dice,
) -> Next {
    let Some(last) = this.spans.last_mut() else { return Next::Gone };
    let alternative = plan.schools[usize::from(last.school)].kind == SchoolType::Alternative;
    match verdict {
        Verdict::Graduates => {
            last.exit = Some(ExitType::Graduated);
            return Next::Gone;
        }
        Verdict::Behind if this.grade == 12 => {
            let (exit, next) = match dice.unit() {
                x if x < 0.48 => (ExitType::EndOfYear, Next::Stays),
                x if x < 0.70 => (ExitType::OtherCompleter, Next::Gone),
                _ => (ExitType::DroppedOut, Next::Gone),
            };
            last.exit = Some(exit);
            return next;
        }
        Verdict::Behind => {
            last.exit = Some(ExitType::EndOfYear);
            if dice.chance(0.10) {
                last.exit = Some(ExitType::DroppedOut);
                return Next::Gone;
            }
            // Some go on with their class and make up credit; the others repeat the grade.
            if dice.chance(0.55) {
                standing.grade += 1;
            }
            if !alternative && this.grade >= 10 && !plan.alternative.is_empty() && dice.chance(0.15)
            {
                standing.school = Some(*dice.pick(&plan.alternative));
            }
        }
        Verdict::Promoted => {
            last.exit = Some(ExitType::EndOfYear);
            let repeats = this.grade < 9 && dice.chance(if this.grade < 2 { 0.012 } else { 0.005 });
            standing.grade += i8::from(!repeats);
        }
    }
    let hazard = if this.low_income { 0.036 } else { 0.030 };
    if dice.chance(hazard) {
        last.exit = Some(leaving(this.grade, dice));
        return Next::Gone;
    }
    Next::Stays
}

/// Why a child who moves away leaves the rolls.
fn leaving(grade: i8, dice: &mut Dice) -> ExitType {
    match dice.unit() {
        x if x < 0.045 => ExitType::Emigrated,
        x if x < 0.048 => ExitType::Died,
        x if x < 0.09 && grade >= 7 => ExitType::DroppedOut,
        _ => ExitType::TransferOut,
    }
}

fn choose_school(
    plan: &Plan,
    child: &Child,
    standing: &Standing,
    year: usize,
    moved: bool,
    low_income: bool,
    dice: &mut Dice,
) -> SchoolNo {
    let level = match standing.grade {
        ..=5 => 0,
        6..=8 => 1,
        _ => 2,
    };
    if let Some(school) = standing.school {
        let now = &plan.schools[usize::from(school)];
        let serves = (now.low..=now.high).contains(&standing.grade);
        if serves && (!moved || now.magnet || now.kind == SchoolType::Alternative) {
            return plan.open_school(school, year);
        }
    }
    let zoned = plan.zone(standing.area, level, year);
    let drive = 0.4 * child.person.ability + if low_income { -0.3 } else { 0.2 };
    if !plan.magnets[level].is_empty() && dice.chance((0.035 + 0.03 * drive).clamp(0.004, 0.12)) {
        return *dice.pick(&plan.magnets[level]);
    }
    if dice.chance((0.11 + 0.05 * drive).clamp(0.02, 0.25))
        && !plan.near[usize::from(zoned)].is_empty()
    {
        return plan.open_school(*dice.pick(&plan.near[usize::from(zoned)]), year);
    }
    zoned
}

/// Writes the year's memberships; gives why the child left during the year, if so.
fn fill_spans(
    plan: &Plan,
    this: &mut YearOf,
    school: SchoolNo,
    late: bool,
    dice: &mut Dice,
) -> Option<ExitType> {
    let end = if this.year == NOW { EXPORT_DAY } else { DAYS - 1 };
    let first = if late { 5 + dice.below(end - 5) } else { 0 };
    let mut span =
        Span { school, first, last: end, exit: None, days_enrolled: 0.0, days_absent: 0.0 };
    if !late && dice.chance(0.004) {
        span.last = 0;
        span.exit = Some(ExitType::NoShow);
        this.spans.push(span);
        return Some(ExitType::NoShow);
    }
    let part = if this.year == NOW { 0.27 } else { 1.0 };
    let restless =
        0.036 + if this.low_income { 0.042 } else { 0.0 } + if this.homeless { 0.22 } else { 0.0 };
    let quits = match (this.grade, this.low_income) {
        (9.., true) => 0.018,
        (9.., false) => 0.007,
        _ => 0.0,
    };
    let day = first + 3 + dice.below((end - first).max(8) - 4);
    if day >= end {
        this.spans.push(span);
        return None;
    }
    if dice.chance(quits * part) {
        (span.last, span.exit) = (day, Some(ExitType::DroppedOut));
        this.spans.push(span);
        return Some(ExitType::DroppedOut);
    }
    if dice.chance(restless * part) {
        span.last = day;
        let near = &plan.near[usize::from(school)];
        if dice.chance(0.42) || near.is_empty() {
            let exit = leaving(this.grade, dice);
            span.exit = Some(exit);
            this.spans.push(span);
            return Some(exit);
        }
        let to = plan.open_school(*dice.pick(near), this.year);
        if to != school {
            let closed = this.year == PANDEMIC && day >= CLOSED_AFTER;
            if !closed {
                span.exit = Some(ExitType::TransferInDistrict);
                let next =
                    Span { school: to, first: day + 1, last: end, exit: None, ..span.clone() };
                this.spans.push(span);
                this.spans.push(next);
                return None;
            }
        }
        span.last = end;
    }
    this.spans.push(span);
    None
}

/// The seven groups' unequal conditions, in standard deviations of a score: what the invented city
/// does to them, not what they are. Nothing else in Traction knows these numbers.
pub(super) fn condition(race: RaceEthnicity) -> f64 {
    match race {
        RaceEthnicity::AmericanIndian => -0.26,
        RaceEthnicity::Asian => 0.22,
        RaceEthnicity::Black => -0.32,
        RaceEthnicity::Hispanic => -0.16,
        RaceEthnicity::PacificIslander => -0.18,
        RaceEthnicity::Multiracial => 0.0,
        RaceEthnicity::White => 0.18,
    }
}
