//! The mend of a school: for everybody together, line by line, and the sections worth opening.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use traction_core::disclosure::Shown;
use traction_core::graduation::engine::Study;
use traction_core::graduation::engine::mend::{Change, Mending, Way, mend as mend_one};
use traction_core::graduation::engine::openings::{SEATS, list_openings};
use traction_core::graduation::engine::seats::{Want, share_out};
use traction_core::graduation::engine::timetable::Timetable;

use super::Question;
use super::decided::Said;
use super::entries::{Decision, Decisions, LineDecision, list_decisions, read_decisions};
use super::held::{self, Held};
use crate::access::Sight;
use crate::district::District;
use crate::error::OfficeError;
use crate::progress::Progress;
use crate::sheet::Sheet;

/// A school's mend, found once.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Found {
    mendings: Vec<Mending>,
    chosen: Vec<Option<usize>>,
    openings: Vec<traction_core::graduation::engine::openings::Opening>,
    bound: u32,
    proved: bool,
}

/// What the mend of one school comes to.
#[derive(Debug, Clone, PartialEq)]
pub struct SchoolMend {
    /// Students who are not on track.
    pub off_track: Shown<u64>,
    /// Students whom the lines bring back.
    pub mended: Shown<u64>,
    /// At most so many could be.
    pub bound: Shown<u64>,
    /// Whether number and disruption are proved best.
    pub proved: bool,
    pub(super) found: Arc<Found>,
}

impl SchoolMend {
    /// A member's ways that decisions leave, and which of them is chosen for all together.
    pub(super) fn ways_of(&self, member: usize) -> (&[Way], Option<usize>) {
        let at = self.found.mendings.iter().position(|mending| mending.member == member);
        at.map_or((&[], None), |at| (&self.found.mendings[at].ways, self.found.chosen[at]))
    }

    /// What it comes to, in one sentence; nothing where that may not be shown.
    pub fn sentence(&self, name: &str) -> Option<String> {
        let (off, mended) = (self.off_track.value()?, self.mended.value()?);
        let bound = self.bound.value()?;
        Some(match (self.proved, mended == bound) {
            (true, _) => format!(
                "{name}: {off} not on track; {mended} come back, which is the most, with the least disruption: both are proved."
            ),
            (false, true) => format!(
                "{name}: {off} not on track; {mended} come back, which is the most; that no other list disturbs less is not proved."
            ),
            (false, false) => format!(
                "{name}: {off} not on track; {mended} come back, and {bound} is the most that could; that no other list brings more back or disturbs less is not proved."
            ),
        })
    }
}

/// One line: a student joins a section.
#[derive(Debug, Clone, PartialEq)]
pub struct MendLine {
    /// The line in the words of the journal, as it would be decided.
    pub line: LineDecision,
    /// What was last said to it; nothing when nothing was.
    pub decided: Option<LineDecision>,
    /// Last and first name.
    pub name: String,
    /// Grade.
    pub grade: i8,
    /// School.
    pub school: String,
    /// The course's title.
    pub course_title: String,
    /// The periods of the section.
    pub period: String,
    /// Seats that are free there.
    pub seats: u32,
    /// What is given up or moved, in words; nothing when the period is free.
    pub instead: String,
    /// How many lines the student's mend has.
    pub of_lines: usize,
}

/// One section worth opening.
#[derive(Debug, Clone, PartialEq)]
pub struct OpeningLine {
    /// School's number and name.
    pub school: (String, String),
    /// The course's number and title.
    pub course: (String, String),
    /// Period.
    pub period: String,
    /// Students whom it would bring back.
    pub students: Shown<u64>,
    /// Full-time equivalents.
    pub fte: f64,
    /// Students for each FTE.
    pub per_fte: Shown<f64>,
}

/// The mend of one school of what is held, as decisions leave it; found on first asking.
pub(super) fn of_school(held: &Held, school: u32, decisions: &Decisions) -> Arc<SchoolMend> {
    let mut mends = held.mends.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    if mends.0 != decisions.stamp {
        *mends = (decisions.stamp, BTreeMap::new());
    }
    if let Some(known) = mends.1.get(&school) {
        return Arc::clone(known);
    }
    let study = held.study();
    let found = find(held, &study, school, decisions);
    let off = found.mendings.len() as u64;
    let mended = found.chosen.iter().flatten().count() as u64;
    let members = study.roll.members.iter().filter(|m| m.school == school).count() as u64;
    let rule = &held.protection;
    let parts = rule.partition(off, &[mended, off - mended]);
    let outer = rule.show(off, members, || ());
    let both = outer.clone().and_then(|()| parts.group(0));
    let made = Arc::new(SchoolMend {
        off_track: outer.clone().map(|()| off),
        mended: both.clone().map(|()| mended),
        bound: both.map(|()| u64::from(found.bound)),
        proved: found.proved,
        found: Arc::new(found),
    });
    mends.1.insert(school, Arc::clone(&made));
    made
}

fn find(held: &Held, study: &Study<'_>, school: u32, decisions: &Decisions) -> Found {
    use rayon::prelude::*;
    let said = Said::of(decisions);
    let table = &said.take_seats(held);
    let off: Vec<usize> = (0..study.roll.members.len())
        .filter(|at| study.member(*at).school == school && study.stands[*at].tier.is_off_track())
        .collect();
    let mendings: Vec<Mending> = off
        .par_iter()
        .map(|at| {
            let student = study.member(*at).id.as_str();
            // Whoever has a seat by an accepted line is not kept out of it by that line.
            let settled = !said.accepted(student).is_empty();
            let seen = if settled { &held.timetable } else { table };
            let mut mending = mend_one(study, seen, *at, &study.audit(*at));
            mending.ways = said.leave(table, student, mending.ways);
            mending
        })
        .collect();
    let wants: Vec<Vec<Want>> = mendings
        .iter()
        .map(|mending| {
            let own = said.seats(table, study.member(mending.member).id.as_str());
            let still = |way: &Way| way.seats().into_iter().filter(|s| !own.contains(s)).collect();
            mending.ways.iter().map(|w| Want { sections: still(w), cost: w.cost }).collect()
        })
        .collect();
    let seats: Vec<u32> = table.slots.iter().map(|slot| slot.free()).collect();
    let shared = share_out(&wants, &seats);
    let left: Vec<Mending> = mendings
        .iter()
        .zip(&shared.chosen)
        .filter(|(_, way)| way.is_none())
        .map(|(mending, _)| mending.clone())
        .collect();
    let size = section_size(table, school);
    let one = left.first().map_or(0.0, |one| study.rules_of(one.member).diploma.section_fte);
    let fte = |course: u32| one * f64::from(table.periods_of(course));
    let openings = list_openings(&left, |_| school, |_| size, table.periods.len(), fte);
    Found { mendings, chosen: shared.chosen, openings, bound: shared.bound, proved: shared.proved }
}

/// The usual size of a school's sections: the middle one.
fn section_size(table: &Timetable, school: u32) -> u32 {
    let slots = &table.of_school[school as usize];
    let mut sizes: Vec<u32> =
        slots.iter().filter_map(|slot| table.slots[*slot as usize].seats).collect();
    sizes.sort_unstable();
    sizes.get(sizes.len() / 2).copied().unwrap_or(SEATS)
}

/// The lines of a school or of all, those of the same student together: student rows, which are
/// logged. And what each school's mend comes to.
///
/// # Errors
/// [`OfficeError::NoReason`]; what is not known; the files' and the catalog's errors.
pub fn mend(
    district: &District,
    question: &Question,
    now: Timestamp,
    progress: &dyn Progress,
) -> Result<(Vec<MendLine>, Vec<(String, Arc<SchoolMend>)>), OfficeError> {
    let held = held::load(district, question.diploma.as_deref(), progress)?;
    let schools: Vec<u32> = match question.school.as_deref() {
        Some(id) => vec![held.school(id)?],
        None => (0..held.roll.schools.len() as u32).collect(),
    };
    let study = held.study();
    district.why_see(Sight::StudentRows)?;
    let decisions = read_decisions(district)?;
    progress.begin("Finding seats", Some(schools.len() as u64));
    let mut chosen: BTreeMap<usize, (Arc<SchoolMend>, usize, usize)> = BTreeMap::new();
    let mut summaries = Vec::new();
    for school in schools {
        let made = of_school(&held, school, &decisions);
        for (at, way) in made.found.chosen.iter().enumerate() {
            if let Some(way) = way {
                let member = made.found.mendings[at].member;
                chosen.insert(member, (Arc::clone(&made), at, *way));
            }
        }
        summaries.push((held.roll.schools[school as usize].1.clone(), made));
    }
    progress.end();
    let members = held.permitted(
        district,
        chosen.keys().copied().collect(),
        "schedule changes that bring students back on track",
        now,
    )?;
    let mut lines = Vec::new();
    for member in members {
        let (made, at, way) = &chosen[&member];
        let way = &made.found.mendings[*at].ways[*way];
        for change in &way.changes {
            lines.push(write_line(&held, &study, member, way, change, &decisions.last));
        }
    }
    Ok((lines, summaries))
}

/// A change as a line.
pub(super) fn write_line(
    held: &Held,
    study: &Study<'_>,
    member: usize,
    way: &Way,
    change: &Change,
    decisions: &BTreeMap<String, LineDecision>,
) -> MendLine {
    let table = &held.timetable;
    let slot = &table.slots[change.slot as usize];
    let section = |at: &u32| table.slots[*at as usize].section.clone();
    let title = |at: &u32| {
        study.records.catalog.course(table.slots[*at as usize].course).course_title.clone()
    };
    let course = study.records.catalog.course(slot.course);
    let person = study.member(member);
    let line = LineDecision {
        student: person.id.to_string(),
        section: slot.section.clone(),
        course: course.course_id.to_string(),
        gives_up: change.gives_up.iter().map(section).collect(),
        moves: change.moves.iter().map(|(from, to)| (section(from), section(to))).collect(),
        decision: Decision::Deferred,
        reason: String::new(),
        who: String::new(),
        day: String::new(),
    };
    let mut instead: Vec<String> = change.gives_up.iter().map(title).collect();
    instead.extend(change.moves.iter().map(|(from, to)| {
        let period = table.name_periods(table.slots[*to as usize].periods);
        format!("{}, which moves to period {period}", title(from))
    }));
    MendLine {
        decided: decisions.get(&line.subject()).cloned(),
        name: held.name(person.id.as_str()),
        grade: person.grade,
        school: study.roll.schools[person.school as usize].1.clone(),
        course_title: course.course_title.clone(),
        period: table.name_periods(slot.periods),
        seats: slot.free(),
        instead: instead.join("; "),
        of_lines: way.changes.len(),
        line,
    }
}

/// The sections worth opening at a school or at all, the most students for each FTE first.
///
/// # Errors
/// What is not known; the files' and the catalog's errors.
pub fn openings(
    district: &District,
    question: &Question,
    progress: &dyn Progress,
) -> Result<Vec<OpeningLine>, OfficeError> {
    let held = held::load(district, question.diploma.as_deref(), progress)?;
    let schools: Vec<u32> = match question.school.as_deref() {
        Some(id) => vec![held.school(id)?],
        None => (0..held.roll.schools.len() as u32).collect(),
    };
    let catalog = held.study().records;
    let decisions = read_decisions(district)?;
    // Whoever may see every one of the students may see how many they are.
    let reason = district.why_see(Sight::StudentRows).ok();
    let sees = |at: &usize| {
        let id = held.roll.members[*at].id.as_str();
        reason.as_ref().is_some_and(|r| r.scope().covers_student(id, Some(held.school_id(*at))))
    };
    let mut lines = Vec::new();
    for school in schools {
        let made = of_school(&held, school, &decisions);
        let off = made.found.mendings.len() as u64;
        for opening in &made.found.openings {
            let course = catalog.catalog.course(opening.course);
            let n = opening.members.len() as u64;
            let students = match opening.members.iter().all(sees) {
                true => Shown::Value(n),
                false => held.protection.show(n, off.max(n), || n),
            };
            lines.push((
                n as f64 / opening.fte.max(1e-9),
                OpeningLine {
                    school: held.roll.schools[school as usize].clone(),
                    course: (course.course_id.to_string(), course.course_title.clone()),
                    period: held.timetable.name_periods(1 << opening.period),
                    per_fte: students.as_ref().map(|n| *n as f64 / opening.fte.max(1e-9)),
                    students,
                    fte: opening.fte,
                },
            ));
        }
    }
    lines.sort_by(|a, b| {
        let names = |line: &OpeningLine| (line.school.0.clone(), line.course.0.clone());
        b.0.total_cmp(&a.0).then_with(|| names(&a.1).cmp(&names(&b.1)))
    });
    Ok(lines.into_iter().map(|(_, line)| line).collect())
}

/// The accepted lines as the office that keeps schedules types them: who leaves and joins what.
///
/// # Errors
/// [`OfficeError::NoReason`]; the catalog's errors.
pub fn accepted_sheet(district: &District, now: Timestamp) -> Result<Sheet, OfficeError> {
    let columns = [
        "student_id|Student",
        "action|Action",
        "section_id|Section",
        "course_id|Course",
        "decided_by|Decided by",
        "decided_on|Decided on",
        "reason|Reason",
    ];
    let mut sheet = Sheet::of("changes", "Schedule changes that were accepted", &columns);
    let held = held::load(district, None, &crate::progress::Silent)?;
    let mut by_member: BTreeMap<usize, Vec<LineDecision>> = BTreeMap::new();
    for line in list_decisions(district)?.into_values() {
        let member = held.roll.members.iter().position(|m| m.id.as_str() == line.student);
        if let (Decision::Accepted, Some(member)) = (line.decision, member) {
            by_member.entry(member).or_default().push(line);
        }
    }
    let members = by_member.keys().copied().collect();
    let shown = held.permitted(district, members, "accepted schedule changes", now)?;
    let accepted: Vec<LineDecision> =
        shown.iter().filter_map(|member| by_member.remove(member)).flatten().collect();
    let study = held.study();
    let course_of = |section: &str| {
        let slot = held.timetable.find(section).map(|at| &held.timetable.slots[at as usize]);
        slot.map(|slot| study.records.catalog.course(slot.course).course_id.0.clone())
    };
    for line in &accepted {
        let mut push = |action: &str, section: &str| {
            let course = course_of(section).unwrap_or_default();
            sheet.push(vec![
                line.student.as_str().into(),
                action.into(),
                section.into(),
                course.into(),
                line.who.as_str().into(),
                line.day.as_str().into(),
                line.reason.as_str().into(),
            ]);
        };
        line.gives_up.iter().for_each(|section| push("drop", section));
        for (from, to) in &line.moves {
            push("drop", from);
            push("add", to);
        }
        push("add", &line.section);
    }
    Ok(sheet)
}
