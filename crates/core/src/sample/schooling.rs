//! Courses, marks and credits, from the kindergarten classroom to the diploma.

use crate::district::{
    AcademicSubject, CourseLevel, CreditSource, CreditStatus, EnglishLearner, Term,
};

use super::calendar::{MIDYEAR, NOW, PANDEMIC};
use super::catalog::CourseNo;
use super::dice::{Dice, mix};
use super::life::{Person, Take, YearOf};
use super::outcomes::performance;
use super::plan::Plan;
use super::timetable::{is_offered, list_courses, rotation};

/// What a high-school year came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    Promoted,
    /// Too few credits for the next grade, or for the diploma.
    Behind,
    Graduates,
}

/// Credits for a diploma, of which four of English and three of mathematics.
const DIPLOMA: f64 = 22.0;

/// The credit a student holds.
#[derive(Debug, Clone, Default)]
pub(super) struct Credit {
    pub total: f64,
    pub english: f64,
    pub mathematics: f64,
    /// Courses whose first and second halves are passed, a bit each.
    halves: [u128; 2],
    /// Core halves failed and not yet repaired.
    failed: Vec<(CourseNo, usize)>,
    /// Lines of an earlier school's transcript, to be written in the first year here.
    incoming: Vec<Take>,
}

/// The order in which mathematics is taken.
pub(super) const LADDER: [&str; 4] = ["MA0901", "MA1001", "MA1101", "MA1201"];

impl Credit {
    /// Whether the whole course is passed, under any of its names.
    pub fn has(&self, plan: &Plan, id: &str) -> bool {
        self.holds(plan.catalog.no(id))
    }

    pub fn holds(&self, course: CourseNo) -> bool {
        let bit = 1u128 << course;
        self.halves[0] & bit != 0 && self.halves[1] & bit != 0
    }

    /// How many steps of the mathematics ladder are passed, honors courses included.
    pub fn mathematics_step(&self, plan: &Plan) -> usize {
        let also = ["MA0901", "MA1002", "MA1102", "MA1201"];
        LADDER
            .iter()
            .zip(also)
            .take_while(|(id, other)| self.has(plan, id) || self.has(plan, other))
            .count()
    }

    fn grant(&mut self, plan: &Plan, course: CourseNo, half: usize, credits: f64) {
        self.halves[half] |= 1 << course;
        if plan.catalog.credits(course) < 1.0 {
            self.halves[1 - half] |= 1 << course;
        }
        self.total += credits;
        match plan.catalog.subject(course) {
            AcademicSubject::EnglishLanguageArts => self.english += credits,
            AcademicSubject::Mathematics => self.mathematics += credits,
            _ => {}
        }
    }

    /// Credit earned before the first year seen. When it was earned elsewhere, the lines of that
    /// transcript are kept to be written.
    pub fn assume(
        &mut self,
        plan: &Plan,
        grade: i8,
        ability: f64,
        elsewhere: bool,
        dice: &mut Dice,
    ) {
        let years = grade - 9;
        let listed = [
            ["EN0901", "MA0901", "SC0901", "SS0901", "PE0901", "WL0901", "AR0901"],
            ["EN1001", "MA1001", "SC1003", "SS1001", "HE0901", "WL1001", "CT0901"],
            ["EN1101", "MA1101", "SC1001", "SS1101", "PE1001", "WL1101", "CS0901"],
        ];
        for passed in 0..years.min(3) {
            for id in listed[passed as usize] {
                let course = plan.catalog.no(id);
                let credits = plan.catalog.credits(course);
                let ok = dice.chance((0.93 + 0.05 * ability).clamp(0.6, 0.99));
                let earned = if ok { credits } else { 0.0 };
                if ok {
                    self.grant(plan, course, 0, credits / 2.0);
                    self.grant(plan, course, 1, credits / 2.0);
                }
                if elsewhere {
                    self.incoming.push(Take {
                        course,
                        term: Term::Year,
                        period: 0,
                        attempted: credits,
                        earned,
                        mark: Some(if ok { *dice.pick(&["A", "B", "B", "C", "P"]) } else { "F" }),
                        status: CreditStatus::Earned,
                        source: CreditSource::Transfer,
                        years_ago: i16::from(years - passed),
                    });
                }
            }
        }
    }

    /// Fills the year's courses with their marks, and says what the year came to.
    pub fn take_courses(
        &mut self,
        plan: &Plan,
        person: &Person,
        this: &mut YearOf,
        dice: &mut Dice,
    ) -> Verdict {
        this.takes.append(&mut self.incoming);
        let Some(last) = this.spans.last().cloned() else { return Verdict::Promoted };
        if this.year != NOW && last.last < MIDYEAR || last.last < 5 {
            return Verdict::Promoted;
        }
        let z = performance(plan, person, this, last.school);
        let diligence = 0.5 * z + 0.35 * (mix(person.taste, 3, 0) % 1000) as f64 / 1000.0 - 0.17;
        let listed = list_courses(plan, person, this, last.school, self, z, dice);
        let advanced = listed.iter().filter_map(|(course, _)| *course).any(|course| {
            !matches!(plan.catalog.level(course), CourseLevel::General | CourseLevel::Basic)
        });
        let turn = rotation(plan, person, this, last.school, advanced);
        for (course, slot) in listed {
            let period = (slot + turn) % 7 + 1;
            let elective = course.is_none();
            let course = course.unwrap_or_else(|| {
                self.pick_elective(plan, person, this, last.school, period, false)
            });
            if this.grade < 9 {
                self.take_whole(plan, this, course, slot, period, diligence, dice);
            } else {
                self.take_halves(plan, this, course, period, diligence, dice);
            }
            if elective && this.grade >= 9 && plan.catalog.credits(course) < 1.0 {
                let second = self.pick_elective(plan, person, this, last.school, period, true);
                self.take_halves(plan, this, second, period, diligence, dice);
            }
        }
        if this.grade < 9 || this.year == NOW {
            return Verdict::Promoted;
        }
        self.recover(plan, this, dice);
        let needed = [5.0, 10.5, 16.0, DIPLOMA][usize::from((this.grade - 9).clamp(0, 3) as u8)];
        let diploma = self.english >= 3.5 && self.mathematics >= 2.5;
        match (self.total >= needed, this.grade, diploma) {
            (true, 12, true) => Verdict::Graduates,
            (true, 9..12, _) => Verdict::Promoted,
            _ => Verdict::Behind,
        }
    }

    /// A course below grade 9: one line for the year; credit only for high-school courses.
    #[allow(clippy::too_many_arguments)]
    fn take_whole(
        &mut self,
        plan: &Plan,
        this: &mut YearOf,
        course: CourseNo,
        slot: u8,
        period: u8,
        z: f64,
        dice: &mut Dice,
    ) {
        let credits = plan.catalog.credits(course);
        let mark = self.mark(plan, this, course, z, dice);
        let passed = mark != Some("F");
        if credits > 0.0 && passed && mark.is_some() {
            self.grant(plan, course, 0, credits / 2.0);
            self.grant(plan, course, 1, credits / 2.0);
        }
        this.takes.push(Take {
            course,
            term: Term::Year,
            // Elementary slots are periods already.
            period: if this.grade < 6 { slot } else { period },
            attempted: credits,
            earned: if passed && mark.is_some() { credits } else { 0.0 },
            mark,
            status: if mark.is_some() { CreditStatus::Earned } else { CreditStatus::InProgress },
            source: CreditSource::Local,
            years_ago: 0,
        });
    }

    /// A high-school course: a line and half the credit each semester; short courses take one.
    fn take_halves(
        &mut self,
        plan: &Plan,
        this: &mut YearOf,
        course: CourseNo,
        period: u8,
        z: f64,
        dice: &mut Dice,
    ) {
        let credits = plan.catalog.credits(course);
        let last = this.spans.last().map_or(0, |span| span.last);
        let short = credits < 1.0;
        let only = short.then(|| usize::from(this.takes.iter().any(|t| t.period == period)));
        let level = z + 0.25 * dice.normal();
        for half in 0..2 {
            if only.is_some_and(|only| only != half) || half == 1 && this.year != NOW && last < 150
            {
                continue;
            }
            let attempted = if short { credits } else { credits / 2.0 };
            let finished = this.year != NOW;
            let mark = if finished && credits > 0.0 {
                self.mark(plan, this, course, level, dice)
            } else {
                None
            };
            let passed = mark.is_some_and(|mark| mark != "F");
            let again = self.halves[half] & (1 << course) != 0;
            if mark == Some("F") && plan.catalog.is_tagged(course, "core") && !again {
                self.failed.push((course, half));
            }
            // A half that was passed before gives no credit twice, though the odd clerk grants it.
            let earned = if passed && (!again || dice.chance(0.08)) { attempted } else { 0.0 };
            if passed && !again {
                self.grant(plan, course, half, attempted);
                self.failed.retain(|entry| *entry != (course, half));
            }
            let status = match (finished, half) {
                (true, _) => CreditStatus::Earned,
                (false, 0) => CreditStatus::InProgress,
                (false, _) => CreditStatus::Planned,
            };
            let dual = plan.catalog.is_tagged(course, "dual");
            this.takes.push(Take {
                course,
                term: if half == 0 { Term::Fall } else { Term::Spring },
                period,
                attempted,
                earned,
                mark,
                status,
                source: if dual { CreditSource::DualEnrollment } else { CreditSource::Local },
                years_ago: 0,
            });
        }
    }

    /// A summer of credit recovery for some of those who failed core halves.
    fn recover(&mut self, plan: &Plan, this: &mut YearOf, dice: &mut Dice) {
        if this.year == PANDEMIC || this.spans.last().is_none_or(|span| span.last < 170) {
            return;
        }
        let failed: Vec<_> = self.failed.iter().copied().take(3).collect();
        for (course, half) in failed {
            if !dice.chance(0.46)
                || this.takes.iter().any(|t| t.course == course && t.term == Term::Summer)
            {
                continue;
            }
            let passed = dice.chance(0.86);
            let attempted = plan.catalog.credits(course) / 2.0;
            if passed {
                self.grant(plan, course, half, attempted);
                self.failed.retain(|entry| *entry != (course, half));
            }
            this.takes.push(Take {
                course,
                term: Term::Summer,
                period: 0,
                attempted,
                earned: if passed { attempted } else { 0.0 },
                mark: Some(if passed { *dice.pick(&["P", "C", "C-", "D"]) } else { "F" }),
                status: CreditStatus::Earned,
                source: CreditSource::Recovery,
                years_ago: 0,
            });
        }
    }

    /// A mark; none while the year lasts. In spring 2020 schools gave pass or no mark below C.
    fn mark(
        &self,
        plan: &Plan,
        this: &YearOf,
        course: CourseNo,
        z: f64,
        dice: &mut Dice,
    ) -> Option<&'static str> {
        if this.year == NOW || this.grade < 6 {
            return None;
        }
        let demand = match plan.catalog.level(course) {
            CourseLevel::Enriched | CourseLevel::College => 0.45,
            CourseLevel::Honors => 0.3,
            CourseLevel::General | CourseLevel::Basic => 0.0,
        };
        let core = if plan.catalog.is_tagged(course, "core") { 0.22 } else { -0.25 };
        let missed = (this.absence_rate() - 0.06).max(0.0);
        let ninth = if this.grade == 9 { 0.12 } else { 0.0 };
        let points = 2.62 + 1.1 * z - demand - core - ninth - 3.2 * missed + 0.74 * dice.normal();
        let letters = ["F", "D", "D+", "C-", "C", "C+", "B-", "B", "B+", "A-", "A"];
        let cuts = [0.78, 1.15, 1.5, 1.8, 2.15, 2.5, 2.85, 3.15, 3.5, 3.85];
        let mark = letters[cuts.iter().filter(|cut| points >= **cut).count()];
        if this.year == PANDEMIC && points < 1.5 { Some("P") } else { Some(mark) }
    }

    /// An elective that the school offers in that period and the child may take.
    fn pick_elective(
        &self,
        plan: &Plan,
        person: &Person,
        this: &YearOf,
        school: u16,
        period: u8,
        short: bool,
    ) -> CourseNo {
        let middle = this.grade < 9;
        let pool: &[&str] = if middle {
            &["AR0600", "MU0600", "MU0610", "CS0600", "CT0600", "WL0700"]
        } else {
            &[
                "AR0901", "AR0902", "AR0903", "AR0904", "AR1101", "MU0901", "MU0902", "MU0903",
                "CS0901", "CS1001", "CT0901", "CT1001", "CT0902", "CT1002", "CT0903", "CT0904",
                "CT0905", "CT0906", "CT0907", "CT0908", "OT0901", "OT0902", "EN0950", "EN0960",
                "EN0970", "SS0950", "SS0960", "PE1001", "WL0902", "WL1002", "WL1102", "WL0903",
                "WL1003",
            ]
        };
        let english = this.english == EnglishLearner::Current;
        let likes = |course: CourseNo| {
            mix(person.taste, u64::from(course), u64::from(this.grade as u8) / 2)
        };
        pool.iter()
            .map(|id| plan.catalog.no(id))
            .filter(|course| {
                let taken = self.halves[0] & (1 << *course) != 0
                    || this.takes.iter().any(|t| t.course == *course);
                let ready =
                    plan.catalog.find_prerequisite(*course).is_none_or(|before| self.holds(before));
                let hard =
                    plan.catalog.is_tagged(*course, "ap") && (english || person.ability < 0.2);
                (middle || !taken)
                    && ready
                    && !hard
                    && (!short || plan.catalog.credits(*course) < 1.0)
                    && plan.catalog.is_for_grade(*course, this.grade)
                    && is_offered(plan, school, *course, period)
            })
            .max_by_key(|course| likes(*course))
            .unwrap_or_else(|| plan.catalog.no(if middle { "AR0600" } else { "OT0903" }))
    }
}
