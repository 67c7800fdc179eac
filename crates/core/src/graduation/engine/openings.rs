//! Sections worth opening: which course, in which period, for how many students, at what FTE.
//!
//! One section after another, each the one that brings back the most students who are still left
//! out; of a sum with falling returns such a choice reaches at least 1 − 1/e of the best (Nemhauser,
//! Wolsey & Fisher, *Mathematical Programming* 14, 1978). Then the periods of a school's new sections
//! are placed together ([`super::place`]).

use std::collections::BTreeMap;

use super::mend::Mending;
use super::place::{NewSection, Requests, place};

/// A section that a school could open next term.
#[derive(Debug, Clone, PartialEq)]
pub struct Opening {
    /// School, by position on the roll.
    pub school: u32,
    /// Course, by position in the catalog.
    pub course: u32,
    /// Period, by position among the periods.
    pub period: u32,
    /// Members who would be brought back, by position on the roll.
    pub members: Vec<usize>,
    /// The share of a full-time teacher that it takes.
    pub fte: f64,
}

/// Seats of a section whose size no section of the school tells.
pub const SEATS: u32 = 25;

/// The sections worth opening for students who are left out, those with the most students for each
/// FTE first. `school_of` names a member's school, `seats` the size of a section of a school and `fte`
/// what a section of a course takes.
pub fn list_openings(
    left_out: &[Mending],
    school_of: impl Fn(usize) -> u32,
    seats: impl Fn(u32) -> u32,
    periods: usize,
    fte: impl Fn(u32) -> f64,
) -> Vec<Opening> {
    let mut schools: BTreeMap<u32, Vec<&Mending>> = BTreeMap::new();
    for mending in left_out.iter().filter(|m| !m.would_mend.is_empty()) {
        schools.entry(school_of(mending.member)).or_default().push(mending);
    }
    let mut openings = Vec::new();
    for (school, students) in schools {
        let size = seats(school).max(1);
        openings.extend(of_school(school, &students, size, periods, &fte));
    }
    openings.sort_by(|a, b| {
        let per = |o: &Opening| o.members.len() as f64 / o.fte.max(1e-9);
        per(b)
            .total_cmp(&per(a))
            .then((a.school, a.course, a.period).cmp(&(b.school, b.course, b.period)))
    });
    openings
}

fn of_school(
    school: u32,
    students: &[&Mending],
    size: u32,
    periods: usize,
    fte: &impl Fn(u32) -> f64,
) -> Vec<Opening> {
    let mut waiting: Vec<&Mending> = students.to_vec();
    let mut chosen: Vec<(u32, u32)> = Vec::new();
    loop {
        let mut count: BTreeMap<(u32, u32), u32> = BTreeMap::new();
        for student in &waiting {
            for course in &student.would_mend {
                for period in (0..periods as u32).filter(|p| student.open_periods & 1 << p != 0) {
                    *count.entry((*course, period)).or_insert(0) += 1;
                }
            }
        }
        // The most students; of equals the first course and period.
        let best = count.iter().max_by_key(|(key, n)| ((**n).min(size), std::cmp::Reverse(**key)));
        let Some(((course, period), _)) = best else { break };
        let (course, period) = (*course, *period);
        let mut seats = size;
        waiting.retain(|student| {
            let fits = student.would_mend.contains(&course)
                && student.open_periods & 1 << period != 0
                && seats > 0;
            seats -= u32::from(fits);
            !fits
        });
        chosen.push((course, period));
    }
    if chosen.is_empty() {
        return Vec::new();
    }
    arrange(school, students, &chosen, size, periods, fte)
}

/// Places the chosen courses' sections together, and says whom each brings back.
fn arrange(
    school: u32,
    students: &[&Mending],
    chosen: &[(u32, u32)],
    size: u32,
    periods: usize,
    fte: &impl Fn(u32) -> f64,
) -> Vec<Opening> {
    let every = (1u64 << periods.min(63)) - 1;
    // A request is "one of the courses that would mend": every section serves every such request.
    let serves = |mending: &Mending, course: u32| mending.would_mend.contains(&course);
    let sections: Vec<NewSection> = chosen
        .iter()
        .map(|(course, _)| NewSection {
            course: *course as usize,
            blocks: every,
            teacher: None,
            seats: Some(size),
        })
        .collect();
    // Each student asks for the first chosen course that would mend.
    let wants: Vec<Requests> = students
        .iter()
        .map(|mending| Requests {
            courses: chosen
                .iter()
                .find(|(course, _)| serves(mending, *course))
                .map(|(course, _)| *course as usize)
                .into_iter()
                .collect(),
            closed: !mending.open_periods,
        })
        .collect();
    let placed = place(&sections, &wants, u64::from(school) + 1, 400);
    let greedy = assign_in_order(students, chosen, size);
    let together: Vec<(u32, u32)> =
        chosen.iter().zip(&placed.blocks).map(|((course, _), block)| (*course, *block)).collect();
    let joint = assign_in_order(students, &together, size);
    let count = |lists: &[Vec<usize>]| lists.iter().map(Vec::len).sum::<usize>();
    let (places, lists) =
        if count(&joint) > count(&greedy) { (together, joint) } else { (chosen.to_vec(), greedy) };
    places
        .into_iter()
        .zip(lists)
        .filter(|(_, members)| !members.is_empty())
        .map(|((course, period), members)| {
            let fte = fte(course);
            Opening { school, course, period, members, fte }
        })
        .collect()
}

/// Each student to the first section that serves them and has a seat.
fn assign_in_order(students: &[&Mending], sections: &[(u32, u32)], size: u32) -> Vec<Vec<usize>> {
    let mut lists = vec![Vec::new(); sections.len()];
    for student in students {
        let place =
            sections.iter().zip(&lists).position(|((course, period), list): (_, &Vec<usize>)| {
                student.would_mend.contains(course)
                    && student.open_periods & 1 << period != 0
                    && list.len() < size as usize
            });
        if let Some(place) = place {
            lists[place].push(student.member);
        }
    }
    lists
}
