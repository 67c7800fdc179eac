//! What a year does: days missed, scores, suspensions.

use crate::district::{AcademicSubject, Discipline, EnglishLearner, RaceEthnicity};

use super::calendar::{CLOSED_AFTER, NOW, PANDEMIC};
use super::dice::Dice;
use super::life::{Action, Person, Score, YearOf};
use super::living::condition;
use super::plan::{Plan, SchoolNo};

/// Log of the median absence rate in each year: about 15% of students chronically absent before
/// 2020, 30% at the peak in 2021–22, about 25% since.
const ABSENCE: [f64; 11] =
    [-3.40, -3.41, -3.39, -3.42, -3.20, -2.98, -3.00, -3.06, -3.08, -3.10, -3.10];

/// Absence by grade: kindergarten and the last years are missed most.
const ABSENCE_BY_GRADE: [f64; 13] =
    [0.28, 0.10, 0.02, -0.06, -0.08, -0.06, -0.06, 0.0, 0.05, 0.16, 0.20, 0.24, 0.34];

/// Fills days enrolled and days absent of each membership; none in the current year, which has not
/// been counted yet.
pub(super) fn count_absences(plan: &Plan, person: &Person, this: &mut YearOf, dice: &mut Dice) {
    let spans = this.spans.len();
    for at in 0..spans {
        let end = if this.year == PANDEMIC { CLOSED_AFTER } else { usize::MAX };
        let span = &this.spans[at];
        let last = span.last.min(end);
        let enrolled = if last >= span.first { (last - span.first + 1) as f64 } else { 0.0 };
        let school = &plan.schools[usize::from(span.school)];
        let conditions = 0.10 * f64::from(u8::from(this.low_income))
            + 0.45 * f64::from(u8::from(this.homeless))
            + 0.16 * f64::from(u8::from(this.disability))
            + 0.10 * f64::from(u8::from(spans > 1))
            - 0.25 * condition(person.race) * plan.gap_factor(span.school, this.year);
        let log = ABSENCE[this.year]
            + ABSENCE_BY_GRADE[this.grade.clamp(0, 12) as usize]
            + person.absence
            + school.absence
            + conditions
            + 0.50 * dice.normal();
        let halves = (log.exp() * enrolled * 2.0 + dice.unit() - 0.5).round();
        let absent = (halves / 2.0).clamp(0.0, (enrolled * 0.95 * 2.0).floor() / 2.0);
        let span = &mut this.spans[at];
        span.days_enrolled = enrolled;
        span.days_absent = absent;
    }
}

/// How the child does this year at a school, in standard deviations of the state's scores.
pub(super) fn performance(plan: &Plan, person: &Person, this: &YearOf, school: SchoolNo) -> f64 {
    let place = &plan.schools[usize::from(school)];
    let flag = |on: bool| f64::from(u8::from(on));
    let english = match this.english {
        EnglishLearner::Current => -0.50,
        EnglishLearner::Former => 0.10,
        EnglishLearner::Never => 0.0,
    };
    let after = match this.year {
        0..=3 => 0.015 * this.year as f64,
        4 => -0.22,
        later => -0.20 + 0.03 * (later - 5) as f64,
    };
    let missed = (this.absence_rate() - 0.05).max(0.0);
    0.22 + 0.62 * person.ability
        - 0.14 * flag(this.low_income)
        - 0.70 * flag(this.disability)
        - 0.15 * flag(this.homeless)
        + english
        + condition(person.race) * plan.gap_factor(school, this.year)
        + place.effect
        + after
        - 1.6 * missed
}

/// State tests in grades 3–8 and 11, the English proficiency test, and the kindergarten check.
pub(super) fn sit_tests(plan: &Plan, person: &Person, this: &mut YearOf, dice: &mut Dice) {
    let Some(span) = this.spans.last().filter(|span| span.days_enrolled > 0.0) else { return };
    let (school, first, last) = (span.school, span.first, span.last);
    let true_level = performance(plan, person, this, school);
    let grade = this.grade;
    if grade == 0 && first <= 20 && last >= 30 && this.year != PANDEMIC + 1 {
        let z = true_level + 0.5 * dice.normal();
        let scale = (269.0 + 11.0 * z).round().clamp(202.0, 298.0);
        // The Kindergarten Readiness Assessment's bands: emerging, approaching, demonstrating.
        let level = 1 + i64::from(scale >= 258.0) + i64::from(scale >= 270.0);
        let score = Score {
            assessment: "KRA",
            subject: AcademicSubject::SchoolReadiness,
            grade,
            day: 18 + dice.below(12),
            scale: Some(scale),
            level,
            met: level == 3,
        };
        this.scores.push(score);
    }
    if this.year == NOW || this.year == PANDEMIC || last < 165 {
        return;
    }
    let subjects: &[AcademicSubject] = match grade {
        5 | 8 | 11 => &[
            AcademicSubject::EnglishLanguageArts,
            AcademicSubject::Mathematics,
            AcademicSubject::Science,
        ],
        3 | 4 | 6 | 7 => &[AcademicSubject::EnglishLanguageArts, AcademicSubject::Mathematics],
        _ => &[],
    };
    for (at, subject) in subjects.iter().enumerate() {
        let absent = dice.chance(if this.year == PANDEMIC + 1 { 0.24 } else { 0.025 });
        let tongue = match (subject, this.english) {
            (AcademicSubject::EnglishLanguageArts, EnglishLearner::Current) => -0.25,
            (AcademicSubject::Mathematics, EnglishLearner::Current) => 0.15,
            _ => 0.0,
        };
        let remote = if this.year > PANDEMIC && *subject == AcademicSubject::Mathematics {
            -0.08
        } else {
            0.0
        };
        let z = true_level + tongue + remote + 0.36 * dice.normal();
        let scale = (450.0 + 14.0 * f64::from(grade) + 36.0 * z).round().clamp(350.0, 750.0);
        // Cut scores stand 30 below, 6 above and 38 above the middle of the grade's scale.
        let middle = 450.0 + 14.0 * f64::from(grade);
        let level =
            1 + [-30.0, 6.0, 38.0].iter().filter(|cut| scale >= middle + **cut).count() as i64;
        let day = 158 + at * 2 + dice.below(3);
        let scale = (!absent).then_some(scale);
        this.scores.push(Score {
            assessment: "STATE",
            subject: *subject,
            grade,
            day,
            scale,
            level,
            met: level >= 3,
        });
    }
    if this.english == EnglishLearner::Current {
        let z = true_level + 0.5 + 0.4 * dice.normal();
        let scale = (280.0 + 8.0 * f64::from(grade) + 26.0 * z).round().clamp(150.0, 450.0);
        let middle = 280.0 + 8.0 * f64::from(grade);
        let level =
            1 + [-40.0, -15.0, 10.0, 38.0].iter().filter(|cut| scale >= middle + **cut).count()
                as i64;
        this.scores.push(Score {
            assessment: "ELP",
            subject: AcademicSubject::EnglishLanguageDevelopment,
            grade,
            day: 110 + dice.below(15),
            scale: Some(scale),
            level,
            met: level == 5,
        });
    }
}

/// Incidents that ended in an action. Schools differ in strictness, and in whom they are strict to.
pub(super) fn discipline(plan: &Plan, person: &Person, this: &mut YearOf, dice: &mut Dice) {
    if this.year == NOW {
        return;
    }
    let by_year = [1.15, 1.1, 1.05, 0.72, 0.10, 0.95, 1.05, 1.0, 0.95, 0.9, 0.9][this.year];
    let by_grade = [0.12, 0.2, 0.25, 0.35, 0.5, 0.7, 1.4, 1.9, 1.8, 1.7, 1.3, 1.0, 0.7];
    for at in 0..this.spans.len() {
        let span = &this.spans[at];
        let school = &plan.schools[usize::from(span.school)];
        let part = span.days_enrolled / 180.0;
        let uneven = match person.race {
            RaceEthnicity::Black => school.uneven * 1.25,
            RaceEthnicity::Hispanic | RaceEthnicity::AmericanIndian => 0.5 + 0.6 * school.uneven,
            _ => 1.0,
        };
        let disability = if this.disability { 1.5 } else { 1.0 };
        let expected = 0.055
            * by_year
            * by_grade[this.grade.clamp(0, 12) as usize]
            * school.strict
            * (0.8 * person.conduct).exp()
            * uneven
            * disability
            * part;
        let (first, length) =
            (span.first, span.last.min(CLOSED_AFTER.max(span.first + 1)) - span.first);
        for _ in 0..dice.count(expected) {
            let (kind, days) = match dice.unit() {
                x if x < 0.34 => (Discipline::InSchoolSuspension, 1.0 + dice.below(2) as f64),
                x if x < 0.62 => (Discipline::OutOfSchoolSuspension, 1.0 + dice.below(5) as f64),
                x if x < 0.622 => (Discipline::Expulsion, 30.0),
                _ => (Discipline::Other, 0.5),
            };
            this.actions.push(Action { kind, day: first + dice.below(length.max(1)), days });
        }
    }
    this.actions.sort_by_key(|action| action.day);
}
