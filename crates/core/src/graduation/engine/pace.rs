//! What is left against the terms that are left: prerequisites, halves of the year, periods of the day.
//!
//! Each unit that is missing is a job of one period for one term. A course of a whole year is two
//! jobs, the first in autumn and the second in spring; a course comes after its prerequisites. Jobs
//! are put into terms by the longest chain that still hangs on them (T. C. Hu, *Operations Research*
//! 9, 1961), which is best for chains; `check` tries everything on small cases.

use crate::district::Term;
use crate::graduation::model::{AsOf, Audit, Line, Season, Tier, Transcript};
use crate::graduation::policy::Asks;

use super::audit::{list_missing, list_open};
use super::needed::average_needed;
use super::rules::Rules;

/// Autumn, as a bit.
pub const FALL: u8 = 1;
/// Spring.
pub const SPRING: u8 = 2;
/// Held of a course, and neither in autumn nor in spring: a half made up in summer.
pub const EITHER: u8 = 4;

/// One unit of credit to be earned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Job {
    /// The halves of the year in which it can be earned.
    pub halves: u8,
    /// The job that must come before it.
    pub after: Option<usize>,
}

/// In which term the last job is done (counted from 1), when each term has room for so many;
/// nothing when they do not all fit.
pub fn terms_needed(jobs: &[Job], room: &[u32], first: Season) -> Option<usize> {
    let mut height = vec![1u32; jobs.len()];
    // Jobs stand after those that come before them, so one pass from the end is enough.
    for at in (0..jobs.len()).rev() {
        if let Some(before) = jobs[at].after {
            height[before] = height[before].max(height[at] + 1);
        }
    }
    let mut done = vec![0usize; jobs.len()];
    let mut left = jobs.len();
    if left == 0 {
        return Some(0);
    }
    for (term, space) in room.iter().enumerate() {
        let half = if (first == Season::Fall) == term.is_multiple_of(2) { FALL } else { SPRING };
        let ready = |at: &usize| {
            let job = &jobs[*at];
            let free = job.after.is_none_or(|before| done[before] > 0 && done[before] <= term);
            done[*at] == 0 && job.halves & half != 0 && free
        };
        let mut list: Vec<usize> = (0..jobs.len()).filter(ready).collect();
        list.sort_by_key(|at| (std::cmp::Reverse(height[*at]), jobs[*at].halves.count_ones(), *at));
        for at in list.into_iter().take(*space as usize) {
            done[at] = term + 1;
            left -= 1;
        }
        if left == 0 {
            return Some(term + 1);
        }
    }
    None
}

/// The jobs of what is missing: for each requirement the courses that reach it soonest.
pub fn list_jobs(
    rules: &Rules<'_>,
    student: &Transcript<'_>,
    missing: &[(usize, u32)],
    beyond: u32,
    next: Season,
) -> Vec<Job> {
    let mut jobs: Vec<Job> = Vec::new();
    let mut last_of: Vec<(u32, usize)> = Vec::new();
    for (requirement, units) in missing {
        let mut left = *units;
        // Soonest first: the fewest courses before it, begun in the next term, the least left of it.
        let mut list: Vec<(u32, bool, u32, u32)> = (0..rules.catalog.courses.len() as u32)
            .filter(|course| rules.course_bits[*course as usize] & 1 << requirement != 0)
            .filter(|course| is_open(rules, student, *course))
            .map(|course| {
                let (held, halves) = halves_held(rules, student.lines, course);
                let first = if in_both(rules, course) || halves == EITHER {
                    FALL | SPRING
                } else if halves & FALL != 0 {
                    SPRING
                } else {
                    FALL
                };
                let wanted = if next == Season::Fall { FALL } else { SPRING };
                let left = rules.catalog.hundredths(course).unwrap_or(100).saturating_sub(held);
                (depth(rules, student, course, 0), first & wanted == 0, left, course)
            })
            .collect();
        if list.len() > 40 {
            // Electives and the like: any course will do, and there is always one.
            list.clear();
        }
        list.sort_unstable();
        if list.is_empty() {
            jobs.extend((0..left).map(|_| Job { halves: FALL | SPRING, after: None }));
            continue;
        }
        for (.., course) in list {
            if left == 0 {
                break;
            }
            let made = add_course(rules, student, course, left, &mut jobs, &mut last_of, 0);
            left = left.saturating_sub(made);
        }
        // More is asked than the catalog has courses for: as if one more could be taken.
        jobs.extend((0..left).map(|_| Job { halves: FALL | SPRING, after: None }));
    }
    jobs.extend((0..beyond).map(|_| Job { halves: FALL | SPRING, after: None }));
    jobs
}

/// The halves of a course that are passed or under way: autumn, spring, or either.
pub fn halves_held(rules: &Rules<'_>, lines: &[Line], course: u32) -> (u32, u8) {
    let same = rules.same_as[course as usize];
    let (mut hundredths, mut halves) = (0, 0);
    for line in lines.iter().filter(|line| rules.same_as[line.course as usize] == same) {
        let credits = rules.credits(line);
        if credits == 0 {
            continue;
        }
        hundredths += credits;
        halves |= match Term::at(line.term) {
            Some(Term::Fall) => FALL,
            Some(Term::Spring) => SPRING,
            _ => EITHER,
        };
    }
    (hundredths, halves)
}

/// Whether a course is wholly passed or under way.
pub fn holds(rules: &Rules<'_>, lines: &[Line], course: u32) -> bool {
    let whole = rules.catalog.hundredths(course).unwrap_or(100).max(1);
    halves_held(rules, lines, course).0 >= whole
}

/// Whether a unit of a course can be earned in either half of the year.
fn in_both(rules: &Rules<'_>, course: u32) -> bool {
    rules.catalog.hundredths(course).unwrap_or(100) < 100
        || rules.in_halves.get(course as usize).copied().unwrap_or(false)
}

/// Whether a student may still take a course: of a high-school grade, with credit, and not passed. A
/// course of an earlier grade may be made up.
fn is_open(rules: &Rules<'_>, student: &Transcript<'_>, course: u32) -> bool {
    let entry = rules.catalog.course(course);
    let high = entry.high_grade.ok().and_then(|grade| grade.number()).unwrap_or(12);
    let credit = rules.catalog.hundredths(course).is_some_and(|credits| credits > 0);
    credit && high >= 9 && !holds(rules, student.lines, course)
}

/// How many courses stand before a course that are not passed.
fn depth(rules: &Rules<'_>, student: &Transcript<'_>, course: u32, deep: u32) -> u32 {
    if deep > 8 {
        return deep;
    }
    let before = &rules.catalog.before[course as usize];
    let open = before.iter().filter(|one| !holds(rules, student.lines, **one));
    open.map(|one| 1 + depth(rules, student, *one, deep + 1)).max().unwrap_or(0)
}

/// Adds a course and its prerequisites as jobs; how many units it makes.
fn add_course(
    rules: &Rules<'_>,
    student: &Transcript<'_>,
    course: u32,
    most: u32,
    jobs: &mut Vec<Job>,
    last_of: &mut Vec<(u32, usize)>,
    deep: u32,
) -> u32 {
    if last_of.iter().any(|(known, _)| *known == course) || deep > 8 {
        return 0;
    }
    let mut after = None;
    for before in &rules.catalog.before[course as usize] {
        if holds(rules, student.lines, *before) {
            continue;
        }
        add_course(rules, student, *before, u32::MAX, jobs, last_of, deep + 1);
        after = last_of.iter().find(|(known, _)| known == before).map(|(_, at)| *at).or(after);
    }
    let whole = rules.units(rules.catalog.hundredths(course).unwrap_or(100)).0;
    let (held, halves) = halves_held(rules, student.lines, course);
    let left = whole.saturating_sub(rules.units(held).0).min(most);
    let a_year = !in_both(rules, course);
    for unit in 0..left {
        let held_half = halves & (FALL | SPRING);
        let allowed = match (a_year, held_half, left) {
            (false, ..) => FALL | SPRING,
            // One half is held: the other is left; where it is not known which, either is.
            (true, 0, 1) if halves == EITHER => FALL | SPRING,
            (true, FALL, 1) => SPRING,
            (true, SPRING, 1) => FALL,
            (true, ..) if unit.is_multiple_of(2) => FALL,
            (true, ..) => SPRING,
        };
        jobs.push(Job { halves: allowed, after });
        after = Some(jobs.len() - 1);
    }
    if let Some(at) = after {
        last_of.push((course, at));
    }
    left
}

/// The terms from the next one to the day of graduation, with how many periods of each are free.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    /// The half of the next term.
    pub first: Season,
    /// Whether the next term is scheduled already.
    pub scheduled: bool,
    /// How many terms there are, the next one included.
    pub count: usize,
    /// How many summers lie between now and the day of graduation, the last one included.
    pub summers: usize,
}

impl Terms {
    /// The terms of a student of a grade.
    pub fn of(as_of: AsOf, grade: i8) -> Self {
        let years_after = usize::from((12 - grade).clamp(0, 8) as u8);
        match as_of.next {
            Season::Spring => Terms {
                first: Season::Spring,
                scheduled: true,
                count: 1 + 2 * years_after,
                summers: 1 + years_after,
            },
            Season::Fall => Terms {
                first: Season::Fall,
                scheduled: false,
                count: 2 * years_after,
                summers: 1 + years_after,
            },
        }
    }
}

/// How a student stands: the worse of credit and of what is asked beside it.
pub fn stand(
    rules: &Rules<'_>,
    student: &Transcript<'_>,
    audit: &Audit,
    as_of: AsOf,
    free_next: impl FnOnce() -> u32,
) -> Tier {
    if student.lines.is_empty() && student.allowances.is_empty() {
        return Tier::NoTranscript;
    }
    let credit = stand_in_credit(rules, student, audit, as_of, free_next);
    credit.max(stand_beside_credit(rules, student, audit, as_of))
}

/// Examinations, averages and proficiencies: before the last year there is time for them; in it what
/// is open needs more than the schedule, and an average may be out of reach at any time.
fn stand_beside_credit(
    rules: &Rules<'_>,
    student: &Transcript<'_>,
    audit: &Audit,
    as_of: AsOf,
) -> Tier {
    let last_year = student.grade >= 12;
    let open = list_open(rules, audit).0.into_iter().map(|at| {
        let Asks::Average { minimum } = rules.diploma.requirements[at].asks else {
            return if last_year { Tier::BeyondTheDay } else { Tier::OnTrack };
        };
        match average_needed(rules, student, as_of, minimum) {
            None => Tier::NotByTheDate,
            Some(_) if last_year => Tier::BeyondTheDay,
            Some(_) => Tier::OnTrack,
        }
    });
    open.max().unwrap_or(Tier::OnTrack)
}

/// Credit: the tier, from what is missing with this year's courses passed.
fn stand_in_credit(
    rules: &Rules<'_>,
    student: &Transcript<'_>,
    audit: &Audit,
    as_of: AsOf,
    free_next: impl FnOnce() -> u32,
) -> Tier {
    let (missing, beyond) = list_missing(rules, audit);
    if missing.is_empty() && beyond == 0 {
        return Tier::OnTrack;
    }
    let terms = Terms::of(as_of, student.grade);
    let jobs = list_jobs(rules, student, &missing, beyond, as_of.next);
    let periods = rules.diploma.periods;
    let mut room = vec![periods; terms.count];
    if terms.scheduled {
        room[0] = 0;
    }
    if terms_needed(&jobs, &room, terms.first).is_some() {
        return Tier::OnTrack;
    }
    // Beside the day: each term has a little more room, and summers are terms of their own in which
    // either half can be made up. How much of the next term is free is asked only where it matters.
    let beside = |free: u32| {
        let day = |term: usize| if term == 0 { free } else { periods };
        let room: Vec<u32> =
            (0..terms.count).map(|term| day(term) + rules.diploma.beside_day).collect();
        fits_with_summers(&jobs, &room, terms.first, terms.summers, rules.diploma.summer)
    };
    if !beside(periods) {
        return Tier::NotByTheDate;
    }
    let free = if terms.scheduled { free_next().min(periods) } else { periods };
    if terms.scheduled {
        room[0] = free;
        if terms_needed(&jobs, &room, terms.first).is_some() {
            return Tier::InTheDay;
        }
    }
    if beside(free) { Tier::BeyondTheDay } else { Tier::NotByTheDate }
}

/// Whether jobs fit when beside the terms there are summers. What is done in summers is taken from
/// the longest chains first; recovery courses give either half, so jobs are free of halves there.
fn fits_with_summers(jobs: &[Job], room: &[u32], first: Season, summers: usize, each: u32) -> bool {
    // Recovery courses repeat either half at any time.
    let either: Vec<Job> =
        jobs.iter().map(|job| Job { halves: FALL | SPRING, after: job.after }).collect();
    let mut with = Vec::new();
    let mut left = summers;
    for (at, space) in room.iter().enumerate() {
        with.push(*space);
        let spring = (first == Season::Spring) == at.is_multiple_of(2);
        if spring && left > 0 {
            with.push(each);
            left -= 1;
        }
    }
    if left > 0 {
        with.push(each * left as u32);
    }
    terms_needed(&either, &with, first).is_some()
}
