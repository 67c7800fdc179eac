//! What a story may change in an ordinary life.

use jiff::civil::Date;

use crate::district::*;
use crate::sample::calendar::{DAYS, FIRST_END};
use crate::sample::life::{Action, Life, Span, Take, YearOf};
use crate::sample::plan::Plan;

/// A life on its way to being told. Years are named by the calendar year in which they end.
pub(super) struct Stage<'a> {
    pub plan: &'a Plan,
    pub life: &'a mut Life,
}

impl Stage<'_> {
    fn year(&mut self, end: i16) -> &mut YearOf {
        let at = (end - FIRST_END) as usize;
        match self.life.years.iter_mut().find(|this| this.year == at) {
            Some(this) => this,
            None => panic!("the story speaks of {end}, in which there is no school"),
        }
    }

    fn each(&mut self, years: std::ops::RangeInclusive<i16>) -> impl Iterator<Item = &mut YearOf> {
        self.life
            .years
            .iter_mut()
            .filter(move |this| years.contains(&(FIRST_END + this.year as i16)))
    }

    /// Days enrolled, counted back from the last day of school, and days absent.
    pub fn absent(&mut self, end: i16, enrolled: usize, absent: f64) {
        let span = &mut self.year(end).spans[0];
        span.first = DAYS - enrolled;
        (span.days_enrolled, span.days_absent) = (enrolled as f64, absent);
    }

    /// A second membership from a day on, in a year: school, days enrolled and absent in each.
    pub fn moves(&mut self, end: i16, day: usize, to: u16, absent: [f64; 2]) {
        let this = self.year(end);
        let first = &mut this.spans[0];
        let mut second = first.clone();
        (first.last, first.exit) = (day, Some(ExitType::TransferInDistrict));
        (first.days_enrolled, first.days_absent) = ((day + 1) as f64, absent[0]);
        (second.school, second.first) = (to, day + 1);
        (second.days_enrolled, second.days_absent) = ((DAYS - day - 1) as f64, absent[1]);
        this.spans.push(second);
    }

    /// A second membership that overlaps the first: enrolled twice.
    pub fn twice(&mut self, end: i16, school: u16, from: usize) {
        let this = self.year(end);
        let second = Span {
            school,
            first: from,
            days_enrolled: 0.0,
            days_absent: 0.0,
            ..this.spans[0].clone()
        };
        this.spans.push(second);
    }

    /// Leaves on a day of a year, and is not heard of again.
    pub fn leaves(&mut self, end: i16, day: usize, exit: ExitType) {
        let this = self.year(end);
        let span = &mut this.spans[0];
        (span.last, span.exit) = (day, Some(exit));
        span.days_enrolled = (day + 1) as f64;
        span.days_absent = span.days_absent.min(span.days_enrolled);
        if day < DAYS - 1 {
            this.scores.clear();
        }
        let at = (end - FIRST_END) as usize;
        self.life.years.retain(|this| this.year <= at);
    }

    /// Comes to the district on a day of a year; nothing before is known.
    pub fn comes(&mut self, end: i16, day: usize) {
        let at = (end - FIRST_END) as usize;
        self.life.years.retain(|this| this.year >= at);
        let span = &mut self.year(end).spans[0];
        span.first = day;
        span.days_enrolled = (span.last + 1 - day) as f64;
    }

    /// Comes back in a year after being away: the years between are not there.
    pub fn away(&mut self, years: std::ops::RangeInclusive<i16>) {
        self.life.years.retain(|this| !years.contains(&(FIRST_END + this.year as i16)));
    }

    /// Where the child stands as an English learner in some years.
    pub fn english(&mut self, years: std::ops::RangeInclusive<i16>, status: EnglishLearner) {
        self.life.person.bilingual = true;
        for this in self.each(years) {
            this.english = status;
        }
    }

    /// First day in a school of the United States.
    pub fn first_us(&mut self, day: Date) {
        self.life.person.first_us = Some(day);
        self.life.person.bilingual = true;
    }

    pub fn race(&mut self, race: RaceEthnicity) {
        self.life.person.race = race;
    }

    pub fn born(&mut self, day: Date) {
        self.life.person.birth = day;
    }

    pub fn each_year(&mut self, change: fn(&mut YearOf)) {
        for this in &mut self.life.years {
            change(this);
        }
    }

    /// Repeats the grade of the year before, from a year on; grades after 12 fall away.
    pub fn repeats(&mut self, end: i16) {
        let at = (end - FIRST_END) as usize;
        for this in self.life.years.iter_mut().filter(|this| this.year >= at) {
            this.grade -= 1;
            if let Some(span) =
                this.spans.last_mut().filter(|span| span.exit == Some(ExitType::Graduated))
            {
                span.exit = Some(ExitType::EndOfYear);
            }
        }
    }

    /// Goes on for a fifth year, in grade 12 again, as a copy of the year before.
    pub fn fifth_year(&mut self, end: i16, exit: Option<ExitType>) {
        if let Some(fourth) = self.life.years.last_mut() {
            fourth.spans[0].exit = Some(ExitType::EndOfYear);
            let mut fifth = fourth.clone();
            fifth.year = (end - FIRST_END) as usize;
            fifth.spans[0].exit = exit;
            fifth.takes.clear();
            self.life.years.push(fifth);
        }
    }

    /// How the last membership of a year ended.
    pub fn exit(&mut self, end: i16, exit: ExitType) {
        if let Some(span) = self.year(end).spans.last_mut() {
            span.exit = Some(exit);
        }
    }

    pub fn suspended(&mut self, end: i16, kind: Discipline, day: usize, days: f64) {
        self.year(end).actions.push(Action { kind, day, days });
    }

    /// A score of a test in a year: scale score, level, and whether it meets the standard.
    pub fn score(&mut self, end: i16, assessment: &str, scale: Option<f64>, level: i64, met: bool) {
        for score in self.year(end).scores.iter_mut().filter(|score| score.assessment == assessment)
        {
            (score.scale, score.level, score.met) = (scale, level, met);
        }
    }

    /// The year's courses, exactly: course, and marks of autumn and spring; an empty mark is no
    /// line. `*` stands for a course in progress, `F` earns nothing.
    pub fn schedule(&mut self, end: i16, courses: &[(&str, &'static str, &'static str)]) {
        let plan = self.plan;
        let this = self.year(end);
        this.takes.clear();
        // A course of the spring only takes the period that one of the autumn only leaves free.
        let (mut next, mut free) = (1u8, None);
        for (id, fall, spring) in courses {
            let freed = if fall.is_empty() { free.take() } else { None };
            let period = freed.unwrap_or(next);
            next += u8::from(freed.is_none());
            if spring.is_empty() {
                free = Some(period);
            }
            let course = plan.catalog.no(id);
            let credits = plan.catalog.credits(course);
            let part = if credits < 1.0 { credits } else { credits / 2.0 };
            for (term, mark) in [(Term::Fall, *fall), (Term::Spring, *spring)] {
                if mark.is_empty() {
                    continue;
                }
                let going = mark == "*";
                let status = match (going, term) {
                    (false, _) => CreditStatus::Earned,
                    (true, Term::Fall) => CreditStatus::InProgress,
                    (true, _) => CreditStatus::Planned,
                };
                let dual = plan.catalog.is_tagged(course, "dual");
                this.takes.push(Take {
                    course,
                    term,
                    period,
                    attempted: part,
                    earned: if going || mark == "F" { 0.0 } else { part },
                    mark: (!going).then_some(mark),
                    status,
                    source: if dual { CreditSource::DualEnrollment } else { CreditSource::Local },
                    years_ago: 0,
                });
            }
        }
    }

    /// One more line: a course of the summer, of another school, or by examination.
    pub fn also(
        &mut self,
        end: i16,
        id: &str,
        term: Term,
        mark: &'static str,
        source: CreditSource,
    ) {
        let course = self.plan.catalog.no(id);
        let credits = self.plan.catalog.credits(course);
        let part = if term == Term::Year { credits } else { credits / 2.0 };
        let years_ago = i16::from(source == CreditSource::Transfer);
        self.year(end).takes.push(Take {
            course,
            term,
            period: 0,
            attempted: part,
            earned: if mark == "F" { 0.0 } else { part },
            mark: Some(mark),
            status: CreditStatus::Earned,
            source,
            years_ago,
        });
    }

    /// Puts one course in place of another in a year.
    pub fn instead(&mut self, end: i16, of: &str, id: &str) {
        let (old, new) = (self.plan.catalog.no(of), self.plan.catalog.no(id));
        let credits = self.plan.catalog.credits(new);
        for take in self.year(end).takes.iter_mut().filter(|take| take.course == old) {
            take.course = new;
            take.attempted = credits;
            take.earned = if take.status == CreditStatus::Earned { credits } else { 0.0 };
            if credits > 0.0 && take.status == CreditStatus::Earned && take.mark.is_none() {
                take.mark = Some("B");
            }
        }
    }

    /// A ninth grader for the first time in another year than the enrollments say.
    pub fn ninth(&mut self, end: i16) {
        self.life.person.ninth = Some(end - FIRST_END);
    }

    /// Days enrolled and absent as a clerk counts them, halves included.
    pub fn absent_of(&mut self, end: i16, enrolled: f64, absent: f64) {
        let span = &mut self.year(end).spans[0];
        (span.days_enrolled, span.days_absent) = (enrolled, absent);
    }

    pub fn no_scores(&mut self, end: i16) {
        self.year(end).scores.clear();
    }

    /// Algebra I in grade 8, with its mark of the year.
    pub fn algebra_in_8(&mut self, end: i16, mark: &'static str) {
        self.instead(end, "MA0800", "MA0901");
        let course = self.plan.catalog.no("MA0901");
        for take in self.year(end).takes.iter_mut().filter(|take| take.course == course) {
            take.mark = Some(mark);
            take.earned = if mark == "F" { 0.0 } else { take.attempted };
        }
    }

    /// Grade 8 with the grade's own mathematics.
    pub fn no_algebra_in_8(&mut self, end: i16) {
        self.instead(end, "MA0901", "MA0800");
        let course = self.plan.catalog.no("MA0800");
        for take in self.year(end).takes.iter_mut().filter(|take| take.course == course) {
            take.mark = None;
        }
    }

    /// A last year with one course of each requirement and a free period: Study Hall.
    pub fn plain_senior(&mut self) {
        self.schedule(
            2027,
            &[
                ("EN1201", "*", "*"),
                ("OT0903", "*", ""),
                ("SC1204", "*", "*"),
                ("SS1201", "*", ""),
                ("WL0902", "*", "*"),
                ("AR0901", "*", "*"),
                ("MU0902", "*", "*"),
                ("SS1202", "", "*"),
            ],
        );
    }

    /// Drops out on a day of a year and is back in the next.
    pub fn drops_and_returns(&mut self, end: i16, day: usize) {
        let this = self.year(end);
        let span = &mut this.spans[0];
        (span.last, span.exit) = (day, Some(ExitType::DroppedOut));
        (span.days_enrolled, span.days_absent) = ((day + 1) as f64, 20.0);
        this.scores.clear();
        this.takes.clear();
    }

    /// Graduates a year before the class.
    pub fn early(&mut self, end: i16) {
        self.exit(end, ExitType::Graduated);
        let at = (end - FIRST_END) as usize;
        self.life.years.retain(|this| this.year <= at);
    }
}
