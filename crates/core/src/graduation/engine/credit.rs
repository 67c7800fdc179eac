//! From lines to lots: what of a transcript is credit, how much, and for what it may count.

use crate::district::{CreditStatus, SchoolYear, Term};
use crate::graduation::model::{CreditNote, From, Grant, Lot, Transcript};
use crate::graduation::policy::{MiddleSchool, Repeats, Worth};

use super::rules::Rules;

/// The credit of a transcript.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Credit {
    /// Lots, in the order of the lines, grants last.
    pub lots: Vec<Lot>,
    /// What is noteworthy, by line.
    pub notes: Vec<(usize, CreditNote)>,
    /// Requirements met by a course of the middle grades, whose credit may come from the same area.
    pub freed: u64,
}

/// A line on its way to being a lot.
struct Candidate {
    line: usize,
    course: u32,
    units: u32,
    half: u8,
    coming: bool,
    points: f64,
}

/// The lots of a transcript as of a school year.
pub fn list_credit(rules: &Rules<'_>, student: &Transcript<'_>, year: SchoolYear) -> Credit {
    let mut credit = Credit::default();
    let mut candidates = Vec::with_capacity(student.lines.len());
    for (at, line) in student.lines.iter().enumerate() {
        let status = CreditStatus::at(line.status).unwrap_or(CreditStatus::Earned);
        let coming = status != CreditStatus::Earned;
        let hundredths = rules.credits(line);
        if hundredths == 0 {
            continue;
        }
        if !coming && hundredths < u32::from(line.earned) {
            credit.notes.push((at, CreditNote::MoreThanOffered));
        }
        let worth = rules.worth(line);
        if coming && line.year != year.end() {
            if line.year < year.end() {
                credit.notes.push((at, CreditNote::NeverFinished));
            }
            continue;
        }
        if !coming && rules.diploma.marks.fails(worth) {
            credit.notes.push((at, CreditNote::FailingMark));
            continue;
        }
        if (0..9).contains(&line.grade) {
            let listed = rules.before_9[line.course as usize];
            match (&rules.diploma.middle_school.0, listed) {
                (MiddleSchool::Credit, true) => {}
                (MiddleSchool::RequirementOnly, true) => {
                    credit.notes.push((at, CreditNote::CourseOnly));
                    credit.freed |= rules.course_bits[line.course as usize];
                    continue;
                }
                _ => {
                    credit.notes.push((at, CreditNote::BeforeGrade9));
                    continue;
                }
            }
        }
        let (units, rest) = rules.units(hundredths);
        if rest {
            credit.notes.push((at, CreditNote::BelowUnit));
        }
        if units > 0 {
            let points = if coming { 4.0 } else { rules.diploma.marks.points_for_minimum(worth) };
            let half = match Term::at(line.term) {
                Some(Term::Fall) => 0,
                Some(Term::Spring) => 1,
                _ => 2,
            };
            let course = line.course;
            candidates.push(Candidate { line: at, course, units, half, coming, points });
        }
    }
    count_once(rules, &mut candidates, &mut credit.notes);
    for one in &candidates {
        if one.units > 0 {
            let fits = rules.course_bits[one.course as usize] & rules.bits_reached(one.points);
            let from = From::Line(one.line);
            credit.lots.push(Lot { from, units: one.units, fits, coming: one.coming });
        }
    }
    // A requirement met by its course before grade 9 takes credit from the rest of its area.
    if credit.freed != 0 {
        for (lot, one) in credit.lots.iter_mut().zip(candidates.iter().filter(|c| c.units > 0)) {
            let area = rules.area_bits[one.course as usize] & rules.bits_reached(one.points);
            lot.fits |= area & named_courses(rules, credit.freed);
        }
    }
    grant(rules, student, &mut credit);
    credit
}

/// Of some requirements, those that the course passed early was asked for by name: the narrowest of
/// each area, which are those that the fewest courses fit.
fn named_courses(rules: &Rules<'_>, bits: u64) -> u64 {
    let mut named = 0;
    for ledger in &rules.ledgers {
        let here = bits & ledger.bits;
        let count = |at: u32| rules.course_bits.iter().filter(|fits| **fits & 1 << at != 0).count();
        let list = (0..64u32).filter(|at| here & 1 << at != 0);
        if let Some(narrowest) = list.min_by_key(|at| (count(*at), *at)) {
            named |= 1 << narrowest;
        }
    }
    named
}

/// Takes back what is passed twice: no more than the catalog gives for a course, the best mark first.
fn count_once(rules: &Rules<'_>, all: &mut [Candidate], notes: &mut Vec<(usize, CreditNote)>) {
    let key = |one: &Candidate| rules.same_as[one.course as usize];
    let mut order: Vec<usize> = (0..all.len()).collect();
    order.sort_by(|a, b| {
        let (a, b) = (&all[*a], &all[*b]);
        let by_mark = b.points.total_cmp(&a.points);
        (key(a), a.coming).cmp(&(key(b), b.coming)).then(by_mark).then(a.line.cmp(&b.line))
    });
    let mut at = 0;
    while at < order.len() {
        let course = key(&all[order[at]]);
        let end = order[at..].iter().take_while(|i| key(&all[**i]) == course).count() + at;
        let group = &order[at..end];
        at = end;
        if group.len() < 2 || rules.repeatable[course as usize] {
            continue;
        }
        let Some(hundredths) = rules.catalog.hundredths(course).filter(|whole| *whole > 0) else {
            continue;
        };
        let whole = rules.units(hundredths).0;
        // A course of a whole year has halves; the same half passed again gives nothing more.
        let halves = rules.diploma.repeats == Repeats::Term
            && f64::from(hundredths) / 100.0 * rules.diploma.year_course
                >= rules.diploma.year_course;
        let mut left = whole;
        let mut left_half = [whole.div_ceil(2), whole.div_ceil(2)];
        for index in group {
            let one = &mut all[*index];
            let mut counts = one.units.min(left);
            if halves && one.half < 2 {
                counts = counts.min(left_half[usize::from(one.half)]);
                left_half[usize::from(one.half)] -= counts;
            }
            left -= counts;
            if counts < one.units {
                notes.push((one.line, CreditNote::PassedBefore));
                one.units = counts;
            }
        }
    }
    notes.sort_by_key(|(line, _)| *line);
}

fn grant(rules: &Rules<'_>, student: &Transcript<'_>, credit: &mut Credit) {
    for (at, allowance) in student.allowances.iter().enumerate() {
        match &allowance.grant {
            Grant::Substitution { course, requirement } => {
                let Some(requirement) = rules.diploma.find(requirement) else { continue };
                for lot in &mut credit.lots {
                    let From::Line(line) = lot.from else { continue };
                    let of = rules.catalog.course(student.lines[line].course);
                    if of.course_id.as_str() == course {
                        lot.fits |= 1 << requirement;
                    }
                }
            }
            Grant::Transfer { credits, requirement, .. } => {
                let units = (credits / rules.diploma.unit + 1e-6).floor().max(0.0) as u32;
                let named = requirement.as_ref().and_then(|id| rules.diploma.find(id));
                let fits = named.map_or(0, |at| 1u64 << at) | rules.left;
                credit.lots.push(Lot { from: From::Grant(at), units, fits, coming: false });
            }
            Grant::Waiver { .. } | Grant::Shown { .. } => {}
        }
    }
}

/// The grade point average of all finished, marked credit from grade 9 on; every attempt counts.
pub fn average(rules: &Rules<'_>, student: &Transcript<'_>) -> Option<f64> {
    let (mut points, mut credits) = (0.0, 0.0);
    for line in student.lines {
        if line.status != CreditStatus::Earned as u8 || (0..9).contains(&line.grade) {
            continue;
        }
        if let Worth::Points(worth) = rules.worth(line) {
            points += worth * f64::from(line.attempted);
            credits += f64::from(line.attempted);
        }
    }
    (credits > 0.0).then(|| points / credits)
}
