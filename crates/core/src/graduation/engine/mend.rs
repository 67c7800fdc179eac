//! For one student: the changes of next term that bring them back on track, least disruption first.

use std::collections::BTreeMap;

use crate::graduation::model::{Audit, From, Line, Lot, Season};

use super::audit::list_needs;
use super::credit::Credit;
use super::pace::{EITHER, FALL, Terms, halves_held, holds, list_jobs, terms_needed};
use super::rules::Rules;
use super::study::Study;
use super::timetable::{Timetable, list_replaceable, missing_with};

/// What a change costs the student's day, for choosing the least disruption.
pub const COST_FREE: u32 = 0;
/// A period without credit is given up.
pub const COST_NO_CREDIT: u32 = 1;
/// A course that nothing needs is given up.
pub const COST_ELECTIVE: u32 = 3;
/// A core or advanced course that nothing needs is given up: dearer than any two electives and a move.
pub const COST_CORE: u32 = 9;
/// A course that is needed moves to another of its sections.
pub const COST_MOVE: u32 = 2;
/// Sections that one mend may change at most.
pub const MOST_COURSES: usize = 3;
/// Ways that are kept for one student.
pub const MOST_WAYS: usize = 32;

/// One section joined.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The section, by position in the timetable.
    pub slot: u32,
    /// Sections that are given up for it.
    pub gives_up: Vec<u32>,
    /// Courses that are kept in another section: from and to.
    pub moves: Vec<(u32, u32)>,
    /// What it costs the day.
    pub cost: u32,
}

impl Change {
    /// The sections in which it takes a seat.
    pub fn seats(&self) -> impl Iterator<Item = u32> + '_ {
        std::iter::once(self.slot).chain(self.moves.iter().map(|(_, to)| *to))
    }
}

/// Changes that together bring the student back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Way {
    /// The changes.
    pub changes: Vec<Change>,
    /// What they cost the day.
    pub cost: u32,
}

impl Way {
    /// The sections in which it takes a seat.
    pub fn seats(&self) -> Vec<u32> {
        let mut seats: Vec<u32> = self.changes.iter().flat_map(Change::seats).collect();
        seats.sort_unstable();
        seats
    }
}

/// A student who is not on track, and what would mend it.
#[derive(Debug, Clone, PartialEq)]
pub struct Mending {
    /// The member, by position on the roll.
    pub member: usize,
    /// Ways with free seats now, the least disruption first.
    pub ways: Vec<Way>,
    /// Courses that alone would bring the student back, if there were a section with a seat.
    pub would_mend: Vec<u32>,
    /// Periods that the student could give, a bit each.
    pub open_periods: u64,
}

/// Courses that the student could take next term and that are the same for the audit: each gives so
/// many units that may count for the same requirements.
struct Choice {
    courses: Vec<u32>,
    lot: Lot,
}

/// What would mend a member's schedule.
pub fn mend(study: &Study<'_>, table: &Timetable, at: usize, audit: &Audit) -> Mending {
    let rules = study.rules_of(at);
    let own = &table.of_member[at];
    let courses: Vec<u32> = own.iter().map(|slot| table.slots[*slot as usize].course).collect();
    let (replaceable, credit) = list_replaceable(study, at, audit, &courses);
    let every = (1u64 << table.periods.len().min(63)) - 1;
    let needed: u64 = own
        .iter()
        .zip(&replaceable)
        .filter(|(_, open)| !**open)
        .fold(0, |bits, (slot, _)| bits | table.slots[*slot as usize].periods);
    let choices = list_choices(study, at, audit, &credit, &courses);
    let lines = study.transcript(at).lines;
    let day = Day {
        table,
        own,
        replaceable: &replaceable,
        rules,
        lines,
        school: study.member(at).school,
    };
    let mut mending = Mending {
        member: at,
        ways: Vec::new(),
        would_mend: Vec::new(),
        open_periods: every & !needed,
    };
    // Whoever has no term left has nothing that a schedule could mend.
    if Terms::of(study.as_of, study.member(at).grade).count == 0 {
        return mending;
    }
    // Sets of choices by size; a set that works is not looked at again with more in it.
    let mut working: Vec<Vec<usize>> = Vec::new();
    for size in 1..=MOST_COURSES {
        let mut sets = Vec::new();
        pick(choices.len(), size, &mut Vec::new(), &mut sets);
        for set in sets {
            if working.iter().any(|known| is_within(known, &set)) {
                continue;
            }
            let mut with = credit.clone();
            with.lots.extend(set.iter().map(|choice| choices[*choice].lot));
            if !brings_back(study, at, &with) {
                continue;
            }
            if let [one] = set[..] {
                mending.would_mend.extend(&choices[one].courses);
            }
            let wanted: Vec<&[u32]> =
                set.iter().map(|choice| choices[*choice].courses.as_slice()).collect();
            day.list_ways(&wanted, &mut mending.ways);
            working.push(set);
        }
        if !mending.ways.is_empty() {
            break;
        }
    }
    mending.would_mend.sort_unstable();
    mending.ways.sort_by(|a, b| a.cost.cmp(&b.cost).then_with(|| a.seats().cmp(&b.seats())));
    mending.ways.truncate(MOST_WAYS);
    mending
}

/// Every set of so many choices; the same choice may be taken twice, with two of its courses.
fn pick(of: usize, size: usize, taken: &mut Vec<usize>, sets: &mut Vec<Vec<usize>>) {
    if taken.len() == size {
        sets.push(taken.clone());
        return;
    }
    for next in taken.last().copied().unwrap_or(0)..of {
        taken.push(next);
        pick(of, size, taken, sets);
        taken.pop();
    }
}

/// Whether all of a set of choices is in another, a choice that is taken twice twice; both sorted.
fn is_within(part: &[usize], whole: &[usize]) -> bool {
    let mut rest = whole.iter();
    part.iter().all(|one| rest.any(|other| other == one))
}

/// Courses open to the student that give credit that is missing.
fn list_choices(
    study: &Study<'_>,
    at: usize,
    audit: &Audit,
    credit: &Credit,
    has: &[u32],
) -> Vec<Choice> {
    let rules = study.rules_of(at);
    let student = study.transcript(at);
    let needs = list_needs(rules, &student);
    let base = missing_with(rules, &needs, audit.total_asked, credit, &[]);
    let lines = student.lines;
    let mut choices: Vec<Choice> = Vec::new();
    for course in 0..rules.catalog.courses.len() as u32 {
        let entry = rules.catalog.course(course);
        let Some(whole) = rules.catalog.hundredths(course).filter(|credits| *credits > 0) else {
            continue;
        };
        let number = |grade: crate::district::Maybe<crate::district::GradeLevel>| {
            grade.ok().and_then(crate::district::GradeLevel::number)
        };
        let low = number(entry.low_grade).unwrap_or(9);
        let high = number(entry.high_grade).unwrap_or(12);
        // A course of an earlier grade may be made up; one of a later grade may not be taken.
        let too_early = student.grade.min(12) < low || high < 9;
        let ready =
            rules.catalog.before[course as usize].iter().all(|one| holds(rules, lines, *one));
        let same = |other: &u32| rules.same_as[*other as usize] == rules.same_as[course as usize];
        if too_early || !ready || has.iter().any(same) || holds(rules, lines, course) {
            continue;
        }
        let units = term_units(rules, study.as_of.next, lines, course, whole);
        let fits = rules.course_bits[course as usize];
        if units == 0 || fits == 0 {
            continue;
        }
        match choices.iter_mut().find(|c| (c.lot.fits, c.lot.units) == (fits, units)) {
            Some(known) => known.courses.push(course),
            None => {
                let lot = Lot { from: From::Line(usize::MAX), units, fits, coming: true };
                choices.push(Choice { courses: vec![course], lot });
            }
        }
    }
    choices.retain(|choice| {
        let mut with = credit.clone();
        with.lots.push(choice.lot);
        missing_with(rules, &needs, audit.total_asked, &with, &[]) < base
    });
    choices
}

/// Units that a course gives in the next term: a course of a year gives a half in spring.
fn term_units(rules: &Rules<'_>, next: Season, lines: &[Line], course: u32, whole: u32) -> u32 {
    let (held, _) = halves_held(rules, lines, course);
    let left = rules.units(whole.saturating_sub(held)).0;
    match (whole >= 100, next) {
        (true, Season::Spring) => left.min(rules.units(whole / 2).0),
        _ => left,
    }
}

/// Whether credit brings the student back: what is then missing fits the terms after the next.
fn brings_back(study: &Study<'_>, at: usize, credit: &Credit) -> bool {
    let rules = study.rules_of(at);
    let student = study.transcript(at);
    let then = super::audit::audit_credit(rules, &student, credit.clone());
    let (missing, beyond) = super::audit::list_missing(rules, &then);
    if missing.is_empty() && beyond == 0 {
        return true;
    }
    let terms = Terms::of(study.as_of, student.grade);
    let jobs = list_jobs(rules, &student, &missing, beyond, study.as_of.next);
    let mut room = vec![rules.diploma.periods; terms.count];
    if let Some(first) = room.first_mut() {
        *first = 0;
    }
    terms_needed(&jobs, &room, terms.first).is_some()
}

/// A student's day.
struct Day<'a> {
    table: &'a Timetable,
    own: &'a [u32],
    replaceable: &'a [bool],
    rules: &'a Rules<'a>,
    lines: &'a [Line],
    school: u32,
}

impl Day<'_> {
    /// A section that goes on from the term before is joined only by whoever has its first half; one
    /// that begins next term by anybody.
    fn can_join(&self, goes_on: bool, course: u32) -> bool {
        let (_, halves) = halves_held(self.rules, self.lines, course);
        !goes_on || halves & (FALL | EITHER) != 0
    }

    /// Every way to take one course of each list, with seats, in different periods; where several are
    /// taken together, of each list those that alone disturb the day least in each period, so that
    /// one that meets only in a period finds others that meet in the rest.
    fn list_ways(&self, wanted: &[&[u32]], ways: &mut Vec<Way>) {
        let most = match wanted.len() {
            1 => usize::MAX,
            2 => 3,
            _ => 2,
        };
        let sections: Vec<Vec<u32>> = wanted
            .iter()
            .map(|courses| {
                let all = self.table.of_school[self.school as usize].iter().copied();
                let mut open: Vec<(u32, u32)> = all
                    .filter(|at| {
                        let slot = &self.table.slots[*at as usize];
                        courses.contains(&slot.course)
                            && slot.free() > 0
                            && slot.periods != 0
                            && self.can_join(slot.goes_on, slot.course)
                    })
                    .filter_map(|at| Some((self.fit(&[at])?.cost, at)))
                    .collect();
                open.sort_unstable();
                let mut in_period: BTreeMap<u64, usize> = BTreeMap::new();
                open.retain(|(_, at)| {
                    let count =
                        in_period.entry(self.table.slots[*at as usize].periods).or_default();
                    *count += 1;
                    *count <= most
                });
                open.into_iter().map(|(_, at)| at).collect()
            })
            .collect();
        let mut found = Vec::new();
        self.choose(&sections, &mut Vec::new(), &mut found);
        found.sort_by(|a: &Way, b| a.cost.cmp(&b.cost).then_with(|| a.seats().cmp(&b.seats())));
        found.dedup_by(|a, b| a.seats() == b.seats());
        found.truncate(MOST_WAYS);
        ways.append(&mut found);
    }

    fn choose(&self, sections: &[Vec<u32>], taken: &mut Vec<u32>, found: &mut Vec<Way>) {
        let Some((first, rest)) = sections.split_first() else {
            found.extend(self.fit(taken));
            return;
        };
        for slot in first {
            let one = &self.table.slots[*slot as usize];
            let apart = taken.iter().all(|other| {
                let other = &self.table.slots[*other as usize];
                let same = self.rules.same_as[other.course as usize]
                    == self.rules.same_as[one.course as usize];
                other.periods & one.periods == 0 && !same
            });
            if apart {
                taken.push(*slot);
                self.choose(rest, taken, found);
                taken.pop();
            }
        }
    }

    /// Fits sections into the day: gives up what is not needed, moves what is.
    fn fit(&self, taken: &[u32]) -> Option<Way> {
        let periods = |slot: u32| self.table.slots[slot as usize].periods;
        let wanted = taken.iter().fold(0, |bits, slot| bits | periods(*slot));
        let mut busy: u64 = wanted;
        for slot in self.own.iter().filter(|slot| periods(**slot) & wanted == 0) {
            busy |= periods(*slot);
        }
        let mut changes = Vec::new();
        for slot in taken {
            let mut change =
                Change { slot: *slot, gives_up: Vec::new(), moves: Vec::new(), cost: COST_FREE };
            for (own, open) in self.own.iter().zip(self.replaceable) {
                if periods(*own) & periods(*slot) == 0 {
                    continue;
                }
                let course = self.table.slots[*own as usize].course;
                if *open {
                    let catalog = self.rules.catalog;
                    change.cost += if catalog.hundredths(course).unwrap_or(0) == 0 {
                        COST_NO_CREDIT
                    } else if catalog.is_core(course) || catalog.is_advanced(course) {
                        COST_CORE
                    } else {
                        COST_ELECTIVE
                    };
                    change.gives_up.push(*own);
                    continue;
                }
                let to =
                    self.table.of_school[self.school as usize].iter().copied().find(|other| {
                        let other_slot = &self.table.slots[*other as usize];
                        *other != *own
                            && other_slot.course == course
                            && other_slot.goes_on == self.table.slots[*own as usize].goes_on
                            && other_slot.free() > 0
                            && other_slot.periods != 0
                            && other_slot.periods & busy == 0
                    })?;
                busy |= periods(to);
                change.moves.push((*own, to));
                change.cost += COST_MOVE;
            }
            changes.push(change);
        }
        let cost = changes.iter().map(|change| change.cost).sum();
        Some(Way { changes, cost })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_choice_taken_twice_is_not_within_a_set_that_has_it_once() {
        assert!(!is_within(&[0, 0], &[0, 9]));
        assert!(is_within(&[0, 9], &[0, 4, 9]) && is_within(&[0, 0], &[0, 0, 3]));
        assert!(!is_within(&[4, 9], &[0, 9]));
    }
}
