//! A school's real day: seats, sections, teachers and minutes, counted from its timetable.

use std::collections::{BTreeMap, BTreeSet};

use hashbrown::HashMap;

use super::roll::day_in;
use super::{assignments, rows, standing};
use crate::budget::engine::picture::{Picture, PictureError, Quantity};
use crate::district::{BellPeriod, Course, Facts, SchoolYear, Section, SectionStudent, Term};
use crate::exact::Exact;

/// One subject of a school.
#[derive(Debug, Clone, PartialEq)]
pub struct SubjectDay {
    /// The subject in words.
    pub subject: String,
    /// Lessons taught in a day.
    pub lessons: Exact,
    /// Seats filled in a day.
    pub seats: Exact,
    /// Students in the largest section.
    pub largest: u64,
    /// Sections.
    pub sections: u64,
}

/// What the timetable says of a school.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Day {
    /// Lessons taught in a day.
    pub lessons: Option<Exact>,
    /// Seats filled in a day.
    pub seats: Option<Exact>,
    /// Full-time teachers.
    pub teachers: Option<Exact>,
    /// Periods of a day.
    pub periods: Option<Exact>,
    /// Minutes of a period.
    pub period_minutes: Option<Exact>,
    /// Minutes a day in which the teachers of a team are free together, on average.
    pub together: Option<Exact>,
    /// By subject.
    pub subjects: Vec<SubjectDay>,
}

/// What the picture takes from elsewhere than the timetable: the calendar, and money.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Beside {
    /// Days on which the school teaches.
    pub days: Option<Exact>,
    /// Minutes of supervision in a teacher's day.
    pub duty: Option<Exact>,
    /// What a teacher costs.
    pub pay: Option<Exact>,
    /// The whole plan.
    pub cost: Option<Exact>,
    /// Funds that may pay for anything.
    pub flexible: Option<Exact>,
    /// Funds that may not.
    pub restricted: Option<Exact>,
}

impl Day {
    /// The picture of a school with so many students and what stands beside.
    ///
    /// # Errors
    /// When the numbers contradict one another.
    pub fn picture(&self, students: u64, beside: Beside) -> Result<Picture, PictureError> {
        let students = Exact::whole(i64::try_from(students).unwrap_or(0));
        let mut known = vec![(Quantity::Students, students)];
        let mut put = |quantity, value: Option<Exact>| {
            known.extend(value.map(|value| (quantity, value)));
        };
        put(Quantity::Lessons, self.seats.and_then(|seats| seats.over(students)));
        put(Quantity::ClassSize, self.seats.zip(self.lessons).and_then(|(s, l)| s.over(l)));
        put(Quantity::Teachers, self.teachers);
        put(Quantity::Periods, self.periods);
        put(Quantity::PeriodMinutes, self.period_minutes);
        put(Quantity::Collaboration, self.together);
        put(Quantity::Days, beside.days);
        put(Quantity::Duty, beside.duty);
        put(Quantity::Pay, beside.pay);
        put(Quantity::Flexible, beside.flexible);
        put(Quantity::Restricted, beside.restricted);
        let teachers = self.teachers.zip(beside.pay).and_then(|(n, pay)| n.times(pay));
        put(
            Quantity::OtherDollars,
            beside.cost.zip(teachers).and_then(|(cost, teachers)| cost.minus(teachers)),
        );
        Picture::of(&known)
    }
}

/// Share of the year that a term covers.
fn share_of_year(term: Option<Term>) -> Exact {
    let (over, under) = match term {
        None | Some(Term::Year) => (1, 1),
        Some(Term::Fall | Term::Spring) => (1, 2),
        Some(Term::Summer) => (0, 1),
        Some(Term::Quarter1 | Term::Quarter2 | Term::Quarter3 | Term::Quarter4) => (1, 4),
    };
    Exact::of(over, under).unwrap_or(Exact::ZERO)
}

/// A school's bell: share of its days that have each period, periods a day, minutes a period.
#[derive(Default)]
struct Bell {
    share: BTreeMap<String, Exact>,
    periods: Option<Exact>,
    minutes: Option<Exact>,
}

fn bell(rows: &[&BellPeriod]) -> Bell {
    let days: BTreeSet<&str> = rows.iter().map(|row| row.day.as_str()).collect();
    let count = |n: usize| Exact::whole(n as i64);
    let mut times: BTreeMap<&str, usize> = BTreeMap::new();
    let mut minutes = 0_i64;
    for row in rows {
        *times.entry(&row.period).or_default() += 1;
        minutes += i64::from(row.end_time.0) - i64::from(row.start_time.0);
    }
    if rows.is_empty() {
        return Bell::default();
    }
    Bell {
        share: times
            .into_iter()
            .filter_map(|(name, n)| Some((name.to_owned(), count(n).over(count(days.len()))?)))
            .collect(),
        periods: count(rows.len()).over(count(days.len())),
        minutes: Exact::whole(minutes).over(count(rows.len())),
    }
}

/// The day of every school of a year, by school number.
pub fn read_days(facts: &Facts, year: SchoolYear, count_day: (i8, i8)) -> BTreeMap<String, Day> {
    let sections = rows::<Section>(facts, year);
    let bells = rows::<BellPeriod>(facts, year);
    let mut by_school: BTreeMap<&str, Vec<&BellPeriod>> = BTreeMap::new();
    for row in &bells {
        by_school.entry(row.school_id.as_str()).or_default().push(row);
    }
    let bells: BTreeMap<String, Bell> =
        by_school.into_iter().map(|(id, rows)| (id.to_owned(), bell(&rows))).collect();
    let students = seats_of(facts, year, count_day);
    let courses = subjects(facts);
    let mut teachers: BTreeMap<String, f64> = BTreeMap::new();
    for row in assignments(facts, year) {
        if let (Ok(school), "teacher") = (row.school_id, row.job.as_str()) {
            *teachers.entry(school.0).or_default() += row.fte.0;
        }
    }
    let mut of: BTreeMap<&str, Vec<&Section>> = BTreeMap::new();
    for section in &sections {
        of.entry(section.school_id.as_str()).or_default().push(section);
    }
    let none = Bell::default();
    of.into_iter()
        .map(|(id, sections)| {
            let bell = bells.get(id).unwrap_or(&none);
            let day = day_of(&sections, bell, &students, &courses, teachers.get(id).copied());
            (id.to_owned(), day)
        })
        .collect()
}

/// Students of each section on count day, by a number of their own.
fn seats_of(facts: &Facts, year: SchoolYear, count_day: (i8, i8)) -> BTreeMap<String, Vec<u32>> {
    use crate::district::Noun;
    let day = day_in(year, count_day);
    let mut seats: BTreeMap<String, Vec<u32>> = BTreeMap::new();
    let mut numbers: HashMap<String, u32> = HashMap::new();
    let Some(batch) = facts.find(&SectionStudent::TABLE, year) else { return seats };
    let (sections, students) = (batch.column("section_id"), batch.column("student_id"));
    let (begins, ends) = (batch.column("begin_date"), batch.column("end_date"));
    for row in 0..batch.len() {
        let gone = ends.date(row).is_some_and(|end| end < day);
        // A section of the spring has no one in it on count day, and counts with who comes.
        let later = begins.date(row).is_some_and(|begin| begin > day && begin.year() == day.year());
        let (Some(section), Some(student)) = (sections.text(row), students.text(row)) else {
            continue;
        };
        if !gone && !later {
            let next = numbers.len() as u32;
            let number = *numbers.entry(student.to_owned()).or_insert(next);
            seats.entry(section.to_owned()).or_default().push(number);
        }
    }
    seats
}

/// Sections that are one lesson: what one teacher teaches at one time, whatever its numbers. Files
/// of two systems often list a section twice, and a class may be two courses at once.
fn lessons_of<'a>(
    sections: &[&'a Section],
    students: &BTreeMap<String, Vec<u32>>,
) -> Vec<(&'a Section, u64)> {
    let mut lessons: BTreeMap<[&str; 3], (&'a Section, Vec<u32>)> = BTreeMap::new();
    for section in sections {
        let term = section.term.as_ref().map_or("", |term| term.code());
        let key = match (&section.staff_id, &section.periods) {
            (Ok(staff), Ok(periods)) => [staff.as_str(), term, periods.as_str()],
            _ => [section.section_id.as_str(), "", ""],
        };
        let lesson = lessons.entry(key).or_insert((*section, Vec::new()));
        lesson.1.extend(students.get(section.section_id.as_str()).into_iter().flatten());
    }
    lessons
        .into_values()
        .map(|(section, mut students)| {
            students.sort_unstable();
            students.dedup();
            (section, students.len() as u64)
        })
        .filter(|(_, students)| *students > 0)
        .collect()
}

/// Subject of each course, in words.
fn subjects(facts: &Facts) -> BTreeMap<String, String> {
    standing::<Course>(facts)
        .into_iter()
        .map(|course| {
            let subject =
                course.academic_subject.map_or(course.course_title, |s| s.label().to_owned());
            (course.course_id.0, subject)
        })
        .collect()
}

fn sum(numbers: impl Iterator<Item = Exact>) -> Exact {
    crate::budget::model::sum(numbers)
}

fn day_of(
    sections: &[&Section],
    bell: &Bell,
    students: &BTreeMap<String, Vec<u32>>,
    courses: &BTreeMap<String, String>,
    teachers: Option<f64>,
) -> Day {
    let meets = |section: &Section| -> Exact {
        let share = share_of_year(section.term.as_ref().ok().copied());
        let times = match &section.periods {
            Ok(periods) => sum(list_periods(periods)
                .map(|name| bell.share.get(name).copied().unwrap_or(Exact::ONE))),
            Err(_) => Exact::ONE,
        };
        share.times(times).unwrap_or(Exact::ZERO)
    };
    let mut by_subject: BTreeMap<&str, SubjectDay> = BTreeMap::new();
    for (section, n) in lessons_of(sections, students) {
        let subject = courses.get(section.course_id.as_str()).map_or("Other", String::as_str);
        let line = by_subject.entry(subject).or_insert_with(|| SubjectDay {
            subject: subject.to_owned(),
            lessons: Exact::ZERO,
            seats: Exact::ZERO,
            largest: 0,
            sections: 0,
        });
        let times = meets(section);
        line.lessons = line.lessons.plus(times).unwrap_or(line.lessons);
        let seats = times.times(Exact::whole(n as i64)).unwrap_or(Exact::ZERO);
        line.seats = line.seats.plus(seats).unwrap_or(line.seats);
        line.largest = line.largest.max(n);
        line.sections += 1;
    }
    let subjects: Vec<SubjectDay> = by_subject.into_values().collect();
    let lessons = sum(subjects.iter().map(|s| s.lessons));
    let seats = sum(subjects.iter().map(|s| s.seats));
    let there = lessons > Exact::ZERO;
    Day {
        lessons: there.then_some(lessons),
        seats: there.then_some(seats),
        teachers: teachers.and_then(Exact::near).filter(|n| *n > Exact::ZERO),
        periods: bell.periods,
        period_minutes: bell.minutes,
        together: bell.minutes.and_then(|minutes| together(sections, bell, courses, minutes)),
        subjects,
    }
}

fn list_periods(text: &str) -> impl Iterator<Item = &str> {
    text.split(';').map(str::trim).filter(|name| !name.is_empty())
}

/// Minutes a day in which all teachers of a team have no class, averaged over teachers. A team is
/// the teachers whose most frequent subject is the same; a teacher without a team has none.
fn together(
    sections: &[&Section],
    bell: &Bell,
    courses: &BTreeMap<String, String>,
    minutes: Exact,
) -> Option<Exact> {
    let mut teaches: BTreeMap<&str, (BTreeMap<&str, usize>, BTreeSet<&str>)> = BTreeMap::new();
    for section in sections {
        let (Ok(staff), Ok(periods)) = (&section.staff_id, &section.periods) else { continue };
        let teacher = teaches.entry(staff.as_str()).or_default();
        let subject = courses.get(section.course_id.as_str()).map_or("Other", String::as_str);
        for period in list_periods(periods) {
            *teacher.0.entry(subject).or_default() += 1;
            teacher.1.insert(period);
        }
    }
    if teaches.is_empty() {
        return None;
    }
    let mut teams: BTreeMap<&str, Vec<&BTreeSet<&str>>> = BTreeMap::new();
    for (subjects, busy) in teaches.values() {
        let most = subjects.iter().max_by_key(|(name, n)| (**n, std::cmp::Reverse(**name)));
        if let Some((subject, _)) = most {
            teams.entry(subject).or_default().push(busy);
        }
    }
    let mut total = Exact::ZERO;
    for team in teams.values().filter(|team| team.len() > 1) {
        let free = bell
            .share
            .iter()
            .filter(|(period, _)| team.iter().all(|busy| !busy.contains(period.as_str())));
        let periods = sum(free.map(|(_, share)| *share));
        total = total.plus(periods.times(Exact::whole(team.len() as i64))?)?;
    }
    total.over(Exact::whole(teaches.len() as i64))?.times(minutes)
}
