//! The sections of the next term, who sits in them, and what of a day can be given up.

use std::collections::BTreeMap;

use crate::district::{CreditStatus, Facts, Noun, Section, SectionStudent, Term};
use crate::graduation::model::{AsOf, Audit, From, Season};
use crate::graduation::reading::{Records, Roll};

use super::assign::count_missing;
use super::audit::{list_needs, problem};
use super::credit::Credit;
use super::rules::Rules;
use super::study::Study;

/// One section that meets in the next term.
#[derive(Debug, Clone, PartialEq)]
pub struct Slot {
    /// The section's number.
    pub section: String,
    /// Course, by position in the catalog.
    pub course: u32,
    /// School, by position on the roll.
    pub school: u32,
    /// Whether it began in the term before and goes on.
    pub goes_on: bool,
    /// The periods in which it meets, a bit each.
    pub periods: u64,
    /// Seats; none when the file does not say.
    pub seats: Option<u32>,
    /// Seats taken.
    pub taken: u32,
}

impl Slot {
    /// Seats that are free; none are known to be where the file does not say how many there are.
    pub fn free(&self) -> u32 {
        self.seats.map_or(0, |seats| seats.saturating_sub(self.taken))
    }
}

/// The next term's sections.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Timetable {
    /// Sections.
    pub slots: Vec<Slot>,
    /// Names of periods, in order.
    pub periods: Vec<String>,
    /// The sections of each member of the roll.
    pub of_member: Vec<Vec<u32>>,
    /// The sections of each school of the roll.
    pub of_school: Vec<Vec<u32>>,
}

impl Timetable {
    /// Reads the sections of the next term at the schools of a roll.
    pub fn read(facts: &Facts, records: &Records, roll: &Roll, as_of: AsOf) -> Self {
        let year = if as_of.next == Season::Spring { as_of.year } else { as_of.year.next() };
        let sections =
            facts.find(&Section::TABLE, year).map(|b| Section::list(b).unwrap_or_default());
        let sections = sections.unwrap_or_default();
        let mut periods: Vec<String> = sections
            .iter()
            .filter_map(|s| s.periods.as_ref().ok())
            .flat_map(|text| text.split(';').map(|period| period.trim().to_owned()))
            .filter(|period| !period.is_empty())
            .collect();
        periods.sort_by_key(|name| (name.parse::<u32>().unwrap_or(u32::MAX), name.clone()));
        periods.dedup();
        periods.truncate(64);
        let schools: BTreeMap<&str, u32> =
            (0..).zip(&roll.schools).map(|(at, (id, _))| (id.as_str(), at)).collect();
        let mut table = Timetable {
            of_member: vec![Vec::new(); roll.members.len()],
            of_school: vec![Vec::new(); roll.schools.len()],
            periods,
            slots: Vec::new(),
        };
        let mut by_section = BTreeMap::new();
        // Two systems may name one class by two numbers: nobody teaches two sections of a course at
        // the same time.
        let mut same_class: BTreeMap<(u32, u32, Term, String, String), u32> = BTreeMap::new();
        for section in sections {
            let term = section.term.unwrap_or(Term::Year);
            let meets = match as_of.next {
                Season::Spring => {
                    matches!(term, Term::Year | Term::Spring | Term::Quarter3 | Term::Quarter4)
                }
                Season::Fall => {
                    matches!(term, Term::Year | Term::Fall | Term::Quarter1 | Term::Quarter2)
                }
            };
            let (Some(school), Some(course)) = (
                schools.get(section.school_id.as_str()),
                records.catalog.find(section.course_id.as_str()),
            ) else {
                continue;
            };
            if !meets {
                continue;
            }
            let named = section.periods.unwrap_or_default();
            let bits = named
                .split(';')
                .filter_map(|name| table.periods.iter().position(|known| known == name.trim()));
            let at = table.slots.len() as u32;
            if let Ok(teacher) = &section.staff_id {
                let class = (*school, course, term, named.clone(), teacher.0.clone());
                let known = *same_class.entry(class).or_insert(at);
                if known != at {
                    by_section.insert(section.section_id.0.clone(), known);
                    let name = &mut table.slots[known as usize].section;
                    if section.section_id.0 < *name {
                        *name = section.section_id.0;
                    }
                    continue;
                }
            }
            by_section.insert(section.section_id.0.clone(), at);
            table.of_school[*school as usize].push(at);
            table.slots.push(Slot {
                section: section.section_id.0,
                course,
                school: *school,
                goes_on: term == Term::Year && as_of.next == Season::Spring,
                periods: bits.fold(0, |bits, at| bits | 1 << at),
                seats: section.seats.ok().map(|seats| seats.max(0) as u32),
                taken: 0,
            });
        }
        if let Some(batch) = facts.find(&SectionStudent::TABLE, year) {
            let (ids, sections) = (batch.column("student_id"), batch.column("section_id"));
            let ends = batch.column("end_date");
            let mut seated = std::collections::BTreeSet::new();
            for row in 0..batch.len() {
                let slot = sections.text(row).and_then(|id| by_section.get(id)).copied();
                let (Some(slot), None) = (slot, ends.date(row)) else { continue };
                let id = ids.text(row).unwrap_or_default();
                if !seated.insert((slot, id)) {
                    continue;
                }
                table.slots[slot as usize].taken += 1;
                if let Ok(at) = roll.members.binary_search_by(|m| m.id.as_str().cmp(id)) {
                    let one = &table.slots[slot as usize];
                    let twice = table.of_member[at].iter().any(|other| {
                        let other = &table.slots[*other as usize];
                        (other.course, other.periods) == (one.course, one.periods)
                    });
                    if !twice {
                        table.of_member[at].push(slot);
                    }
                }
            }
        }
        table
    }

    /// The section of a number.
    pub fn find(&self, section: &str) -> Option<u32> {
        self.slots.iter().position(|slot| slot.section == section).map(|at| at as u32)
    }

    /// In how many periods a section of a course usually meets: the middle one of all of them.
    pub fn periods_of(&self, course: u32) -> u32 {
        let of = self.slots.iter().filter(|slot| slot.course == course && slot.periods != 0);
        let mut counts: Vec<u32> = of.map(|slot| slot.periods.count_ones()).collect();
        counts.sort_unstable();
        counts.get(counts.len() / 2).copied().unwrap_or(1)
    }

    /// The names of the periods of some bits: `2`, or `2 and 3`.
    pub fn name_periods(&self, bits: u64) -> String {
        let names: Vec<&str> = (0..self.periods.len())
            .filter(|at| bits & 1 << at != 0)
            .map(|at| self.periods[at].as_str())
            .collect();
        names.join(", ")
    }
}

/// Units missing in all counts that the diploma needs when some lots are left out and others added.
pub fn missing_with(
    rules: &Rules<'_>,
    needs: &[u32],
    total_asked: u32,
    credit: &Credit,
    left_out: &[usize],
) -> u32 {
    let mut missing = 0;
    for ledger in rules.ledgers.iter().filter(|ledger| ledger.required && ledger.bits != 0) {
        let mut of = problem(rules, ledger, needs, credit);
        for lot in left_out {
            of.lots[*lot].1 = 0;
        }
        missing += count_missing(&of);
    }
    missing.max(total_short(total_asked, credit, left_out))
}

/// Units that the total falls short of what is asked, without some lots.
fn total_short(total_asked: u32, credit: &Credit, left_out: &[usize]) -> u32 {
    let kept = |(at, _): &(usize, _)| !left_out.contains(at);
    let total: u32 = credit.lots.iter().enumerate().filter(kept).map(|(_, lot)| lot.units).sum();
    total_asked.saturating_sub(total)
}

/// The lots of a member that come from a course in the next term.
pub fn lots_of_course(
    study: &Study<'_>,
    at: usize,
    credit: &[crate::graduation::model::Lot],
    course: u32,
) -> Vec<usize> {
    let lines = study.transcript(at).lines;
    let wanted = if study.as_of.next == Season::Spring { Term::Spring } else { Term::Fall };
    (0..credit.len())
        .filter(|lot| {
            let From::Line(line) = credit[*lot].from else { return false };
            let line = &lines[line];
            credit[*lot].coming
                && line.course == course
                && (line.term == wanted as u8 || line.term == Term::Year as u8)
        })
        .collect()
}

/// Which of a member's courses of the next term can be given up without any credit being missed for
/// it, cheapest first, and never one that the diploma's file keeps: by position in `courses`.
pub fn list_replaceable(
    study: &Study<'_>,
    at: usize,
    audit: &Audit,
    courses: &[u32],
) -> (Vec<bool>, Credit) {
    let rules = study.rules_of(at);
    let student = study.transcript(at);
    let needs = list_needs(rules, &student);
    let credit = Credit { lots: audit.lots.clone(), ..Credit::default() };
    let base = missing_with(rules, &needs, audit.total_asked, &credit, &[]);
    let mut order: Vec<usize> = (0..courses.len()).collect();
    let weight = |course: u32| {
        let no_credit = rules.catalog.hundredths(course).unwrap_or(0) == 0;
        let dear = rules.catalog.is_core(course) || rules.catalog.is_advanced(course);
        (!no_credit, dear, course)
    };
    order.sort_by_key(|place| weight(courses[*place]));
    let mut replaceable = vec![false; courses.len()];
    let mut left_out = Vec::new();
    for place in order.into_iter().filter(|place| !rules.kept[courses[*place] as usize]) {
        let lots = lots_of_course(study, at, &credit.lots, courses[place]);
        let mut without = left_out.clone();
        without.extend(lots);
        // What is seen without a flow: that the total would fall short, and that nothing counts
        // anywhere of what is left out, so that whatever is met stays met.
        let counts = |lot: &usize| audit.placements.iter().any(|placed| placed.lot == *lot);
        let short = total_short(audit.total_asked, &credit, &without);
        let free = without.len() == left_out.len()
            || short <= base
                && (!without.iter().any(counts)
                    || missing_with(rules, &needs, audit.total_asked, &credit, &without) <= base);
        if free {
            replaceable[place] = true;
            left_out = without;
        }
    }
    (replaceable, credit)
}

/// How many periods of the next term a member could give to something else.
pub fn count_replaceable(study: &Study<'_>, at: usize, audit: &Audit) -> u32 {
    let wanted = if study.as_of.next == Season::Spring { Term::Spring } else { Term::Fall };
    let lines = study.transcript(at).lines;
    let mut courses: Vec<u32> = lines
        .iter()
        .filter(|line| line.year == study.as_of.year.end())
        .filter(|line| line.status != CreditStatus::Earned as u8)
        .filter(|line| line.term == wanted as u8 || line.term == Term::Year as u8)
        .map(|line| line.course)
        .collect();
    courses.sort_unstable();
    courses.dedup();
    let (replaceable, _) = list_replaceable(study, at, audit, &courses);
    let needed = replaceable.iter().filter(|open| !**open).count() as u32;
    study.rules_of(at).diploma.periods.saturating_sub(needed)
}
