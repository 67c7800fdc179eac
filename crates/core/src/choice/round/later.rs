//! A round after the first: late applications, and who has no seat, over the seats that are left.

use std::collections::{BTreeMap, BTreeSet};

use super::build::{applications, find_lists, list_tables, look, round_of};
use super::ground::Ground;
use super::{After, ApplicationLine, Round, RoundError, RoundFinding};
use crate::choice::course::{Course, Held, Taken};
use crate::choice::model::SeatGroup;
use crate::choice::policy::{BY_RIGHT, Policy};
use crate::choice::waitlist::State;
use crate::district::*;

/// What a student of an earlier round has when a later one closes.
struct Stands<'a> {
    application: &'a ApplicationLine,
    /// The programs, by code and grade, at which they hold a seat or an offer.
    holds: Vec<(String, String)>,
    /// The programs that they still wait for, or would: not what they turned down, and nothing that
    /// they like less.
    wants: BTreeSet<(String, String)>,
    /// Whether the family left the round.
    withdrawn: bool,
}

/// Makes a round after the first from a district's rows and the rounds before it, whose states are
/// those at the end of the day on which it closes.
///
/// # Errors
/// When one of the tables is not loaded, or the policy has no such round.
pub fn build_later(
    facts: &Facts,
    policy: &Policy,
    year: SchoolYear,
    number: u8,
    before: (&Course<'_>, &[Held<'_>], &[State]),
) -> Result<(Round, Vec<RoundFinding>), RoundError> {
    let Some(rules) = policy.find_later(number) else {
        return Err(RoundError::NoSuchRound { number, rounds: policy.count_rounds() });
    };
    let (programs, rows, choices) = list_tables(facts, year)?;
    let mut findings = Vec::new();
    let mut ground = Ground::load(facts, policy, programs)?;
    let (course, held, states) = before;
    let stands = list_stands(course, held, states);
    let by_student: BTreeMap<&str, &str> = stands
        .values()
        .filter_map(|one| Some((one.application.student.as_deref()?, one.application.id.as_str())))
        .collect();
    // Who applies anew, and whose place each application takes.
    let own = |row: &&Application| round_of(row) == i64::from(number);
    let earlier_of = |row: &Application| -> Option<String> {
        let named = row.earlier_application_id.as_ref().ok().map(|id| id.as_str());
        let student =
            row.student_id.as_ref().ok().and_then(|id| by_student.get(id.as_str()).copied());
        named.filter(|id| stands.contains_key(*id)).or(student).map(str::to_owned)
    };
    let mut taking_part: Vec<(Application, Option<String>)> = Vec::new();
    let mut again: BTreeSet<String> = BTreeSet::new();
    let (mut stay, mut twice) = (0, 0);
    for row in rows.iter().filter(own) {
        let earlier = earlier_of(row);
        let stands = earlier.as_deref().and_then(|id| stands.get(id));
        if stands.is_some_and(|one| !one.holds.is_empty()) && !rules.holders_may_move {
            stay += 1;
            continue;
        }
        if let Some(earlier) = &earlier
            && !again.insert(earlier.clone())
        {
            twice += 1;
            continue;
        }
        taking_part.push((row.clone(), earlier));
    }
    if rules.unplaced_carried {
        for row in rows.iter().filter(|row| round_of(row) < i64::from(number)) {
            let id = row.application_id.as_str();
            let free = stands
                .get(id)
                .is_some_and(|one| one.holds.is_empty() && !one.withdrawn && !one.wants.is_empty());
            if free && !again.contains(id) {
                taking_part.push((row.clone(), Some(id.to_owned())));
            }
        }
    }
    taking_part.sort_by(|a, b| a.0.application_id.cmp(&b.0.application_id));
    let (rows, earlier): (Vec<Application>, Vec<Option<String>>) = taking_part.into_iter().unzip();
    let mut lists = find_lists(choices);
    let mut lines = ground.take_part(&rows, &mut lists, &mut findings);
    let Ground { lines: areas, mut programs, .. } = ground;
    for (line, earlier) in lines.iter_mut().zip(&earlier) {
        let Some(one) = earlier.as_deref().and_then(|id| stands.get(id)) else { continue };
        let holds = |choice: &super::ChoiceLine| {
            let program = &programs[choice.program as usize];
            one.holds.iter().any(|(id, grade)| *id == program.id && *grade == program.grade)
        };
        if earlier.as_deref() == Some(line.id.as_str()) {
            line.list.retain(|choice| {
                let program = &programs[choice.program as usize];
                one.wants.contains(&(program.id.clone(), program.grade.clone()))
            });
        }
        if !one.holds.is_empty() {
            // Only what they like better than what they hold; the school by right they need not.
            let better = line.list.iter().position(holds).unwrap_or(line.list.len());
            line.list.truncate(better);
            line.list.retain(|choice| choice.rank > 0);
        }
    }
    let taken = course.list_taken(states);
    let mut whole = Vec::with_capacity(programs.len());
    let mut by_right = vec![0u32; programs.len()];
    for choice in lines.iter().flat_map(|line| &line.list) {
        by_right[choice.program as usize] += u32::from(choice.reserves >> BY_RIGHT & 1);
    }
    let makes_room = policy.default_school.as_ref().is_some_and(|default| default.makes_room);
    let mut short = Vec::new();
    for (program, by_right) in programs.iter_mut().zip(by_right) {
        let all = super::build::groups_of(policy, program);
        let key = (program.id.clone(), program.grade.clone());
        let sitting = taken.get(&key).map(Vec::as_slice).unwrap_or_default();
        let (mut left, standing) = seats_left(&all, sitting);
        // Whoever has the school by right may sit in seats that were added; anybody else is one
        // too many.
        let added = standing.iter().filter(|one| one.reserves >> BY_RIGHT & 1 == 1).count() as u32;
        let over = standing.len() as u32 - if makes_room { added } else { 0 };
        if over > 0 {
            short.push(format!("{} ({over} too few)", program.full_name()));
        }
        let mut every = all;
        if makes_room && by_right + added > 0 {
            every.push(SeatGroup::only_for(by_right + added, BY_RIGHT));
        }
        if makes_room && by_right > 0 {
            left.push(SeatGroup::only_for(by_right, BY_RIGHT));
        }
        program.groups = left;
        whole.push(every);
    }
    let after = Some(After { number, whole, earlier });
    let round = Round {
        year: year.end(),
        policy: policy.clone(),
        programs,
        areas,
        applications: lines,
        after,
    };
    let strangers = 0;
    look(&round, strangers, &rows, &mut findings);
    let mut say = |found: bool, what: String, remedy: &str| {
        if found {
            findings.push(RoundFinding { what, remedy: remedy.to_owned() });
        }
    };
    say(
        stay > 0,
        format!("{} of families that hold a seat or an offer.", applications(stay)),
        "The policy lets them not take part in this round: they are left out.",
    );
    say(
        twice > 0,
        format!("{} take the place of one that another takes already.", applications(twice)),
        "The first by number counts; ask these families.",
    );
    say(
        !short.is_empty(),
        format!("Fewer seats than are taken already: {}.", short.join(", ")),
        "Put the seats back into the table of programs: they were given away.",
    );
    Ok((round, findings))
}

/// Where everybody of the rounds before stands, by the number of the application; of one student's
/// applications the latest, which also answers for what the earlier ones hold.
fn list_stands<'a>(
    course: &Course<'_>,
    held: &[Held<'a>],
    states: &[State],
) -> BTreeMap<String, Stands<'a>> {
    let mut all: BTreeMap<String, Stands<'a>> = BTreeMap::new();
    for (stage, (held, state)) in held.iter().zip(states).enumerate() {
        for (at, standing) in state.standings.iter().enumerate() {
            let application = &held.round.applications[at];
            let offers = standing.offers.iter().map(|offer| offer.place);
            let mut holds: Vec<(String, String)> = standing
                .seat
                .into_iter()
                .chain(offers)
                .map(|place| {
                    let choice = &application.list[place as usize];
                    let program = &held.round.programs[choice.program as usize];
                    (program.id.clone(), program.grade.clone())
                })
                .collect();
            if course.earlier(stage, at).is_some()
                && let Some(before) = held.round.earlier(at).and_then(|id| all.remove(id))
            {
                holds.extend(before.holds);
            }
            let wants = application.list.iter().take(standing.until as usize).map(|choice| {
                let program = &held.round.programs[choice.program as usize];
                (program.id.clone(), program.grade.clone())
            });
            let wants = wants.collect();
            let stands = Stands { application, holds, wants, withdrawn: standing.withdrawn };
            all.insert(application.id.clone(), stands);
        }
    }
    all
}

/// The seats of each group that nobody sits in, groups without any left out; and who has no place
/// in a group.
fn seats_left(groups: &[SeatGroup], taken: &[Taken]) -> (Vec<SeatGroup>, Vec<Taken>) {
    let mut standing = taken.to_vec();
    let mut left = Vec::new();
    for group in groups {
        standing.sort_by_key(|one| (!group.prefers(one.reserves), one.class, one.number));
        let many = standing.len().min(group.seats as usize);
        standing.drain(..many);
        let seats = group.seats - many as u32;
        if seats > 0 {
            left.push(SeatGroup { seats, ..*group });
        }
    }
    (left, standing)
}
