//! What students sit in and no transcript says yet, and which term is the next that can change.
//!
//! Many systems write a line of the transcript when a course is finished. Until then a place in a
//! section is what is known: the credit of its course, for the halves of the year that the section
//! meets and whose marks are not in.

use std::collections::BTreeMap;

use hashbrown::{HashMap, HashSet};
use jiff::civil::Date;

use super::Catalog;
use crate::district::{
    CreditSource, CreditStatus, Enrollment, ExitType, Facts, Noun, SchoolYear, Section,
    SectionStudent, Term, TranscriptLine,
};
use crate::graduation::model::{Line, NO_GRADE, NO_MARK, Season};

const FALL: u8 = 1;
const SPRING: u8 = 2;

/// The month in which the second half of a school year is under way everywhere: it begins in January
/// or, at the latest, in the first days of February.
const SPRING_BEGAN: i8 = 2;

/// Finished lines are few when they are less than one for so many places in sections.
const FEW_OF: usize = 10;

/// Credit of one course that a student sits in.
pub(super) struct Coming<'a> {
    pub student: &'a str,
    course: u32,
    /// The half of the year; both for a course too small to have halves.
    halves: u8,
    hundredths: u32,
    year: i16,
    status: CreditStatus,
}

/// The halves that a term is in.
fn halves_of(term: Term) -> u8 {
    match term {
        Term::Fall | Term::Quarter1 | Term::Quarter2 => FALL,
        Term::Spring | Term::Quarter3 | Term::Quarter4 => SPRING,
        Term::Year => FALL | SPRING,
        Term::Summer => 0,
    }
}

/// The halves of a year whose marks are in: more of the school's own lines are finished than not, and
/// they are no few beside the places in sections, so that a course finished early marks nothing.
fn halves_marked(facts: &Facts, year: SchoolYear) -> u8 {
    let Some(batch) = facts.find(&TranscriptLine::TABLE, year) else { return 0 };
    let places = facts.find(&SectionStudent::TABLE, year).map_or(0, |seats| seats.len());
    let (terms, status) = (batch.column("term"), batch.column("status"));
    let source = batch.column("credit_source");
    let mut lines = [(0usize, 0usize); 2];
    for row in 0..batch.len() {
        let own = source.code(row).is_none_or(|code| code == CreditSource::Local as u8);
        let Some(term) = terms.code(row).and_then(Term::at).filter(|_| own) else { continue };
        let finished = status.code(row) == Some(CreditStatus::Earned as u8);
        for (at, half) in [FALL, SPRING].into_iter().enumerate() {
            if halves_of(term) & half != 0 {
                lines[at].0 += usize::from(finished);
                lines[at].1 += usize::from(!finished);
            }
        }
    }
    let marked = |(finished, open): (usize, usize)| finished > open && finished * FEW_OF > places;
    let halves = [FALL, SPRING].into_iter().zip(lines).filter(|(_, lines)| marked(*lines));
    halves.fold(0, |bits, (half, _)| bits | half)
}

/// The next term whose schedule can change, as the files of the year tell: spring until its first
/// marks are in, its first days have come, or the year is over; then the autumn after.
pub fn next_term(facts: &Facts, year: SchoolYear) -> Season {
    if halves_marked(facts, year) & SPRING != 0 {
        return Season::Fall;
    }
    let lines = facts.find(&TranscriptLine::TABLE, year);
    let planned = lines.is_some_and(|batch| {
        let (terms, status) = (batch.column("term"), batch.column("status"));
        (0..batch.len()).any(|row| {
            terms.code(row) == Some(Term::Spring as u8)
                && status.code(row) == Some(CreditStatus::Planned as u8)
        })
    });
    let Some(members) = facts.find(&Enrollment::TABLE, year).filter(|_| !planned) else {
        return Season::Spring;
    };
    let (entries, exits) = (members.column("entry_date"), members.column("exit_type"));
    let over = (0..members.len()).any(|row| exits.code(row) == Some(ExitType::EndOfYear as u8));
    let last: Option<Date> = (0..members.len()).filter_map(|row| entries.date(row)).max();
    let began = last.is_some_and(|day| day.year() == year.end() && day.month() >= SPRING_BEGAN);
    if over || began { Season::Fall } else { Season::Spring }
}

/// What students sit in this year, by student and course, in that order.
pub(super) fn list_coming<'a>(
    facts: &'a Facts,
    year: SchoolYear,
    catalog: &Catalog,
) -> Vec<Coming<'a>> {
    let marked = halves_marked(facts, year);
    let (Some(sections), Some(seats)) =
        (facts.find(&Section::TABLE, year), facts.find(&SectionStudent::TABLE, year))
    else {
        return Vec::new();
    };
    if marked & SPRING != 0 {
        return Vec::new();
    }
    let (ids, courses) = (sections.column("section_id"), sections.column("course_id"));
    let terms = sections.column("term");
    let mut meets: HashMap<&str, (u32, Term)> = HashMap::new();
    for row in 0..sections.len() {
        let course = courses.text(row).and_then(|id| catalog.find(id));
        let credit = |course: &u32| catalog.hundredths(*course).is_some_and(|c| c > 0);
        if let (Some(id), Some(course)) = (ids.text(row), course.filter(credit)) {
            let term = terms.code(row).and_then(Term::at).unwrap_or(Term::Year);
            meets.insert(id, (course, term));
        }
    }
    let (students, of) = (seats.column("student_id"), seats.column("section_id"));
    let ends = seats.column("end_date");
    let mut credit: BTreeMap<(&str, u32, u8), u32> = BTreeMap::new();
    for row in (0..seats.len()).filter(|row| ends.date(*row).is_none()) {
        let (Some(student), Some((course, term))) =
            (students.text(row), of.text(row).and_then(|id| meets.get(id)))
        else {
            continue;
        };
        let whole = catalog.hundredths(*course).unwrap_or(0);
        // A course of a year gives half in each half of it; a smaller one all in the one it meets.
        let half = if whole >= 100 { whole / 2 } else { whole };
        let parts: &[(u8, u32)] = match term {
            Term::Year if whole >= 100 => &[(FALL, half), (SPRING, half)],
            Term::Year => &[(FALL | SPRING, whole)],
            Term::Quarter1 | Term::Quarter2 => &[(FALL, half / 2)],
            Term::Quarter3 | Term::Quarter4 => &[(SPRING, half / 2)],
            Term::Fall => &[(FALL, half)],
            Term::Spring => &[(SPRING, half)],
            Term::Summer => &[],
        };
        for (halves, hundredths) in parts.iter().filter(|(halves, _)| halves & marked == 0) {
            let sum = credit.entry((student, *course, *halves)).or_insert(0);
            *sum = (*sum + hundredths).min(if *halves == FALL | SPRING { whole } else { half });
        }
    }
    let next = next_term(facts, year);
    credit
        .into_iter()
        .map(|((student, course, halves), hundredths)| {
            let planned = halves == SPRING && next == Season::Spring;
            let status = if planned { CreditStatus::Planned } else { CreditStatus::InProgress };
            Coming { student, course, halves, hundredths, year: year.end(), status }
        })
        .collect()
}

/// Of what is coming, what the year's transcript does not say: student and line.
pub(super) fn not_written_yet(
    coming: Vec<Coming<'_>>,
    by_id: &HashMap<String, u32>,
    this_year: Option<&(Vec<u32>, Vec<Line>)>,
) -> (Vec<u32>, Vec<Line>) {
    let mut written: HashSet<(u32, u32, u8)> = HashSet::new();
    if let Some((students, lines)) = this_year.filter(|_| !coming.is_empty()) {
        for (student, line) in students.iter().zip(lines) {
            let halves = Term::at(line.term).map_or(FALL | SPRING, halves_of);
            for half in [FALL, SPRING].into_iter().filter(|half| halves & half != 0) {
                written.insert((*student, line.course, half));
            }
        }
    }
    let (mut students, mut lines) = (Vec::new(), Vec::new());
    for one in coming {
        let Some(student) = by_id.get(one.student).copied() else { continue };
        let halves = [FALL, SPRING].into_iter().filter(|half| one.halves & half != 0);
        if halves.into_iter().any(|half| written.contains(&(student, one.course, half))) {
            continue;
        }
        students.push(student);
        lines.push(Line {
            course: one.course,
            year: one.year,
            attempted: one.hundredths as u16,
            earned: 0,
            mark: NO_MARK,
            term: match one.halves {
                FALL => Term::Fall as u8,
                SPRING => Term::Spring as u8,
                _ => Term::Year as u8,
            },
            grade: NO_GRADE,
            status: one.status as u8,
            source: CreditSource::Local as u8,
        });
    }
    (students, lines)
}
