//! What decisions leave of a mend: an accepted line takes its seats and closes the student's other
//! ways, a declined one is no way any more, and what does not go together is not accepted.

use std::collections::BTreeMap;

use traction_core::graduation::engine::mend::{Change, Way};
use traction_core::graduation::engine::timetable::Timetable;

use super::entries::{Decision, Decisions, LineDecision};
use super::held::Held;
use super::refusals::EntryRefusal;

/// What was said, by student.
pub(super) struct Said<'a> {
    lines: BTreeMap<&'a str, Vec<&'a LineDecision>>,
}

impl<'a> Said<'a> {
    /// Of all decisions the last to each line.
    pub fn of(decisions: &'a Decisions) -> Self {
        let mut lines: BTreeMap<&str, Vec<&LineDecision>> = BTreeMap::new();
        for line in decisions.last.values() {
            lines.entry(&line.student).or_default().push(line);
        }
        Said { lines }
    }

    fn list(&self, student: &str, decision: Decision) -> Vec<&'a LineDecision> {
        let lines = self.lines.get(student).into_iter().flatten().copied();
        lines.filter(|line| line.decision == decision).collect()
    }

    /// The lines of a student that were accepted.
    pub fn accepted(&self, student: &str) -> Vec<&'a LineDecision> {
        self.list(student, Decision::Accepted)
    }

    /// The lines of a student that were declined.
    pub fn declined(&self, student: &str) -> Vec<&'a LineDecision> {
        self.list(student, Decision::Declined)
    }

    /// The sections of a timetable in which accepted lines of a student take a seat.
    pub fn seats(&self, table: &Timetable, student: &str) -> Vec<u32> {
        let accepted = self.accepted(student);
        accepted.into_iter().flat_map(|line| seats_of(table, line)).collect()
    }

    /// The timetable with the seats of all accepted lines taken, but for students who sit there
    /// already.
    pub fn take_seats(&self, held: &Held) -> Timetable {
        let mut table = held.timetable.clone();
        for student in self.lines.keys() {
            let sits = held.member(student).map_or(&[][..], |at| &held.timetable.of_member[at]);
            for slot in self.seats(&held.timetable, student) {
                table.slots[slot as usize].taken += u32::from(!sits.contains(&slot));
            }
        }
        table
    }

    /// Of a student's ways those that hold all that was accepted and nothing that was declined. Where
    /// none holds what was accepted, what was accepted is the way.
    pub fn leave(&self, table: &Timetable, student: &str, ways: Vec<Way>) -> Vec<Way> {
        let accepted = self.accepted(student);
        let find = |line: &LineDecision| table.find(&line.section);
        let out: Vec<u32> = self.declined(student).into_iter().filter_map(find).collect();
        let held: Vec<u32> = accepted.iter().copied().filter_map(find).collect();
        let joins = |way: &Way, slot: &u32| way.changes.iter().any(|change| change.slot == *slot);
        let left: Vec<Way> = ways
            .into_iter()
            .filter(|way| !out.iter().any(|slot| joins(way, slot)))
            .filter(|way| held.iter().all(|slot| joins(way, slot)))
            .collect();
        if !left.is_empty() || held.is_empty() {
            return left;
        }
        let sections = |list: &[String]| list.iter().filter_map(|one| table.find(one)).collect();
        let changes = accepted.iter().filter_map(|line| {
            let moves = line.moves.iter();
            Some(Change {
                slot: table.find(&line.section)?,
                gives_up: sections(&line.gives_up),
                moves: moves.filter_map(|(a, b)| Some((table.find(a)?, table.find(b)?))).collect(),
                cost: 0,
            })
        });
        vec![Way { changes: changes.collect(), cost: 0 }]
    }
}

/// The sections in which a line takes a seat.
fn seats_of<'a>(table: &'a Timetable, line: &'a LineDecision) -> impl Iterator<Item = u32> + 'a {
    let joined = std::iter::once(&line.section).chain(line.moves.iter().map(|(_, to)| to));
    joined.filter_map(|section| table.find(section))
}

/// Refuses to accept a line that does not go with what was accepted for the student before, or whose
/// last seat was given to somebody else.
pub(super) fn refuse_conflict(
    held: &Held,
    member: usize,
    decisions: &Decisions,
    line: &LineDecision,
) -> Result<(), EntryRefusal> {
    let said = Said::of(decisions);
    let table = &held.timetable;
    let study = held.study();
    let same_as = &study.rules_of(member).same_as;
    let own: Vec<u32> = seats_of(table, line).collect();
    let others = said.accepted(&line.student);
    for other in others.iter().filter(|other| other.section != line.section) {
        let theirs: Vec<u32> = seats_of(table, other).collect();
        let clash = own.iter().any(|slot| {
            let one = &table.slots[*slot as usize];
            theirs.iter().any(|other| {
                let other = &table.slots[*other as usize];
                other.periods & one.periods != 0
                    || same_as[other.course as usize] == same_as[one.course as usize]
            })
        });
        if clash {
            return Err(EntryRefusal::Clash {
                student: line.student.clone(),
                section: line.section.clone(),
                other: other.section.clone(),
            });
        }
    }
    // Their own seat is not counted against them when a line is accepted again.
    let taken = said.take_seats(held);
    let before = said.seats(table, &line.student);
    for slot in own.iter().filter(|slot| !before.contains(slot)) {
        let full = &taken.slots[*slot as usize];
        if full.free() == 0 && !table.of_member[member].contains(slot) {
            return Err(EntryRefusal::NoSeat { section: full.section.clone() });
        }
    }
    Ok(())
}
