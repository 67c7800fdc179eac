//! From lives to rows: what the district's systems would have written down.

use std::collections::BTreeMap;

use crate::district::*;

use super::Size;
use super::calendar::{EXPORT_DAY, NOW, YEARS, year_at};
use super::choosing;
use super::dice::mix;
use super::household::Household;
use super::life::{Life, Span, Take, YearOf};
use super::living::live;
use super::plan::Plan;
use super::roster::Seat;

/// One membership, counted for the published tables.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tally {
    pub year: u8,
    pub school: u16,
    pub grade: i8,
    pub race: u8,
    pub low_income: bool,
    pub disability: bool,
    /// A member on count day, the first of October.
    pub on_count_day: bool,
    pub enrolled: f32,
    pub absent: f32,
}

/// The rows of some households, table by table and year by year.
#[derive(Debug)]
pub(super) struct Chunk {
    pub students: Batch,
    pub groups: Vec<Batch>,
    pub enrollments: Vec<Batch>,
    pub attendance: Vec<Batch>,
    pub discipline: Vec<Batch>,
    pub assessments: Vec<Batch>,
    pub transcripts: Vec<Batch>,
    pub plans: Vec<Batch>,
    pub applications: Batch,
    pub choices: Batch,
    pub registrations: Batch,
    /// Applicants who list a school, by its position and the entry grade.
    pub listed: BTreeMap<(u16, i8), u32>,
    pub seats: Vec<Seat>,
    pub tallies: Vec<Tally>,
}

fn empty<N: Noun>() -> Batch {
    N::batch(std::iter::empty::<&N>())
}

fn yearly<N: Noun>() -> Vec<Batch> {
    (0..YEARS).map(|_| empty::<N>()).collect()
}

impl Chunk {
    fn empty() -> Self {
        Chunk {
            students: empty::<Student>(),
            groups: yearly::<StudentGroups>(),
            enrollments: yearly::<Enrollment>(),
            attendance: yearly::<Attendance>(),
            discipline: yearly::<DisciplineAction>(),
            assessments: yearly::<AssessmentResult>(),
            transcripts: yearly::<TranscriptLine>(),
            plans: yearly::<PostGraduationPlan>(),
            applications: empty::<Application>(),
            choices: empty::<Choice>(),
            registrations: empty::<Registration>(),
            listed: BTreeMap::new(),
            seats: Vec::new(),
            tallies: Vec::new(),
        }
    }

    /// The rows of the households in a range of numbers.
    pub fn of_households(plan: &Plan, numbers: std::ops::Range<u32>) -> Self {
        let mut chunk = Chunk::empty();
        for number in numbers {
            let household = Household::draw(plan, number);
            let lives: Vec<Life> =
                household.children.iter().map(|child| live(plan, &household, child)).collect();
            for life in &lives {
                chunk.write_life(plan, life);
            }
            choosing::apply(plan, &household, &lives, &mut chunk);
        }
        chunk
    }

    /// The rows of lives that were written by hand.
    pub fn of_lives(plan: &Plan, lives: &[Life]) -> Self {
        let mut chunk = Chunk::empty();
        for life in lives {
            chunk.write_life(plan, life);
        }
        chunk
    }

    fn write_life(&mut self, plan: &Plan, life: &Life) {
        if life.years.is_empty() {
            return;
        }
        student(life).write(&mut self.students);
        let id: StudentId = life.person.id.as_str().into();
        for this in &life.years {
            let year = this.year;
            groups(plan, life, this, &id).write(&mut self.groups[year]);
            for span in &this.spans {
                enrollment(plan, this, span, &id).write(&mut self.enrollments[year]);
                if year < NOW && span.days_enrolled > 0.0 && span.exit != Some(ExitType::NoShow) {
                    Attendance {
                        school_year: year_at(year),
                        student_id: id.clone(),
                        school_id: school_id(plan, span.school),
                        days_enrolled: Days(span.days_enrolled),
                        days_absent: Days(span.days_absent),
                    }
                    .write(&mut self.attendance[year]);
                }
                self.tallies.push(tally(life, this, span));
            }
            self.write_outcomes(plan, life, this, &id);
            if let Some(after) = after_graduation(plan, life, this, &id) {
                after.write(&mut self.plans[this.year]);
            }
            self.write_courses(plan, life, this, &id);
        }
    }

    fn write_outcomes(&mut self, plan: &Plan, life: &Life, this: &YearOf, id: &StudentId) {
        let year = this.year;
        for score in &this.scores {
            let no_result = if score.scale.is_none() { Err(Missing::NotCollected) } else { Ok(()) };
            AssessmentResult {
                school_year: year_at(year),
                student_id: id.clone(),
                school_id: Ok(school_id(plan, this.school())),
                assessment: score.assessment.to_owned(),
                academic_subject: score.subject,
                grade_level: GradeLevel::numbered(score.grade).ok_or(Missing::Blank),
                administration_date: Ok(plan.calendar.date(year, score.day)),
                scale_score: score.scale.ok_or(Missing::NotCollected),
                performance_level: no_result.map(|()| score.level),
                performance_level_met: no_result.map(|()| score.met),
            }
            .write(&mut self.assessments[year]);
        }
        for (at, action) in this.actions.iter().enumerate() {
            let school = this.spans.iter().rev().find(|span| span.first <= action.day);
            DisciplineAction {
                school_year: year_at(year),
                discipline_action_id: format!(
                    "D-{}{:07}{at}",
                    year_at(year).end() % 100,
                    life.person.number
                ),
                student_id: id.clone(),
                school_id: school_id(plan, school.map_or(this.school(), |span| span.school)),
                discipline: action.kind,
                discipline_date: Ok(plan.calendar.date(year, action.day)),
                days: Ok(Days(action.days)),
            }
            .write(&mut self.discipline[year]);
        }
    }

    fn write_courses(&mut self, plan: &Plan, life: &Life, this: &YearOf, id: &StudentId) {
        let stays = this.spans.last().is_some_and(|span| span.exit.is_none());
        for take in &this.takes {
            let credit = plan.catalog.credits(take.course);
            let of_year = this.year as i16 - take.years_ago;
            let kept = of_year >= plan.size.transcripts_from() as i16;
            if this.grade >= 8 && credit > 0.0 && kept {
                transcript(plan, this, take, id, year_at(0).end() + of_year)
                    .write(&mut self.transcripts[of_year as usize]);
            }
            let once = take.term != Term::Spring || credit < 1.0;
            let seated = take.period > 0 && once && (this.year != NOW || stays);
            if seated && this.year >= plan.size.sections_from() {
                let term = if credit < 1.0 && this.grade >= 9 { take.term } else { Term::Year };
                self.seats.push(Seat {
                    school: this.school(),
                    year: this.year as u8,
                    course: take.course,
                    term: term as u8,
                    period: take.period,
                    student: life.person.number,
                    from: this.spans.last().map_or(0, |span| span.first) as u8,
                });
            }
        }
    }
}

/// The id of a school of the plan.
pub(super) fn school_id(plan: &Plan, no: u16) -> SchoolId {
    SchoolId(plan.schools[usize::from(no)].id.clone())
}

fn student(life: &Life) -> Student {
    let person = &life.person;
    Student {
        student_id: person.id.as_str().into(),
        state_student_id: Ok(StudentId(format!(
            "{:010}",
            4_100_000_000u64 + u64::from(person.number) * 37 % 100_000_000
        ))),
        last_surname: Ok(person.last.as_str().into()),
        first_name: Ok(person.first.as_str().into()),
        birth_date: Ok(BirthDate(person.birth)),
        sex: Ok(person.sex),
        first_ninth_grade_year: person
            .ninth
            .map(|year| SchoolYear::ending(year_at(0).end() + year))
            .ok_or(Missing::Blank),
        diploma_id: Err(Missing::Blank),
        first_us_school_date: person.first_us.ok_or(Missing::Blank),
    }
}

fn groups(plan: &Plan, life: &Life, this: &YearOf, id: &StudentId) -> StudentGroups {
    // The district began to record foster care in 2018–19.
    let foster = if this.year < 2 { Err(Missing::NotCollected) } else { Ok(this.foster) };
    StudentGroups {
        school_year: year_at(this.year),
        student_id: id.clone(),
        race_ethnicity: Ok(life.person.race),
        economically_disadvantaged: Ok(this.low_income),
        english_learner: Ok(this.english),
        student_with_disability: Ok(this.disability),
        homeless: Ok(this.homeless),
        foster_care: foster,
        migrant: Ok(this.migrant),
        home_area: Ok(AreaId(plan.areas[usize::from(this.area)].id.clone())),
    }
}

fn enrollment(plan: &Plan, this: &YearOf, span: &Span, id: &StudentId) -> Enrollment {
    let exit = span.exit.map(|_| plan.calendar.date(this.year, span.last));
    Enrollment {
        school_year: year_at(this.year),
        student_id: id.clone(),
        school_id: school_id(plan, span.school),
        grade_level: GradeLevel::numbered(this.grade).unwrap_or(GradeLevel::Ungraded),
        entry_date: Ok(plan.calendar.date(this.year, span.first)),
        exit_date: exit.ok_or(Missing::Blank),
        exit_type: span.exit.ok_or(Missing::Blank),
    }
}

fn transcript(
    plan: &Plan,
    this: &YearOf,
    take: &Take,
    id: &StudentId,
    year: i16,
) -> TranscriptLine {
    let elsewhere = take.source == CreditSource::Transfer;
    let grade = this.grade - take.years_ago as i8;
    TranscriptLine {
        school_year: SchoolYear::ending(year),
        student_id: id.clone(),
        course_id: plan.catalog.id(take.course).into(),
        term: take.term,
        school_id: if elsewhere { Err(Missing::Blank) } else { Ok(school_id(plan, this.school())) },
        grade_level: GradeLevel::numbered(grade).ok_or(Missing::Blank),
        credits_attempted: Ok(Credits(take.attempted)),
        credits_earned: if take.status == CreditStatus::Earned {
            Ok(Credits(take.earned))
        } else {
            Err(Missing::Blank)
        },
        mark: take.mark.map(str::to_owned).ok_or(Missing::Blank),
        status: take.status,
        credit_source: Ok(take.source),
    }
}

/// The plan that a senior has on file, if one is: most by the end of the year, some by the autumn.
fn after_graduation(
    plan: &Plan,
    life: &Life,
    this: &YearOf,
    id: &StudentId,
) -> Option<PostGraduationPlan> {
    let last = this.spans.last()?;
    let draw = mix(life.person.taste, this.year as u64, 41);
    let share = if this.year == NOW { 38 } else { 92 };
    if this.grade != 12 || draw % 100 >= share || last.exit == Some(ExitType::NoShow) {
        return None;
    }
    let day = ((draw >> 8) as usize % if this.year == NOW { EXPORT_DAY } else { 170 }).max(5);
    if day > last.last {
        return None;
    }
    let leans = life.person.ability + ((draw >> 20) % 1000) as f64 / 500.0 - 1.0;
    let (kind, places): (PlanKind, &[&str]) = match leans {
        l if l > 0.55 => (
            PlanKind::FourYearCollege,
            &[
                "Riverbend State University",
                "Lakeshore University",
                "State University at Millbrook",
            ],
        ),
        l if l > -0.25 => (
            PlanKind::TwoYearCollege,
            &["River Valley Community College", "Harbor Community College"],
        ),
        l if l > -0.6 => {
            (PlanKind::Training, &["Electrical apprenticeship", "Riverbend Technical Institute"])
        }
        l if l > -1.0 => (PlanKind::Employment, &["Riverbend Medical Center", "Valley Freight"]),
        l if l > -1.15 => (PlanKind::Military, &[]),
        _ => (PlanKind::Undecided, &[]),
    };
    let place = places.get((draw >> 40) as usize % places.len().max(1));
    Some(PostGraduationPlan {
        school_year: year_at(this.year),
        student_id: id.clone(),
        plan_kind: kind,
        institution: place.map(|name| (*name).to_owned()).ok_or(Missing::NotApplicable),
        on_file_date: Ok(plan.calendar.date(this.year, day)),
    })
}

fn tally(life: &Life, this: &YearOf, span: &Span) -> Tally {
    let count_day = 28.min(EXPORT_DAY);
    Tally {
        year: this.year as u8,
        school: span.school,
        grade: this.grade,
        race: life.person.race as u8,
        low_income: this.low_income,
        disability: this.disability,
        on_count_day: span.first <= count_day && count_day <= span.last,
        enrolled: span.days_enrolled as f32,
        absent: span.days_absent as f32,
    }
}

impl Size {
    /// First year of which transcripts are written: all of them, or five years for the metro.
    pub(super) fn transcripts_from(self) -> usize {
        if self == Size::Metro { NOW - 5 } else { 0 }
    }

    /// First year of which sections are written.
    pub(super) fn sections_from(self) -> usize {
        NOW - 2
    }

    /// First year of which the students in each section are written.
    pub(super) fn rosters_from(self) -> usize {
        match self {
            Size::Town => NOW - 2,
            Size::City => NOW - 1,
            Size::Metro => NOW,
        }
    }

    /// The number of the first child; town's ids count up from it, after the cast's.
    pub(super) fn first_number(self) -> u32 {
        if self == Size::Town { 90_000 } else { 0 }
    }
}
