//! Everybody of a year audited at once.

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::district::SchoolYear;
use crate::graduation::model::{
    Allowance, AsOf, Audit, ExamResult, Grant, Member, Tier, Transcript,
};
use crate::graduation::policy::{Asks, Diploma};
use crate::graduation::reading::{Records, Roll};

use super::audit::{audit_credit, is_complete, list_missing, list_needs, problem};
use super::credit::list_credit;
use super::first_fit::{Short, short_by_first_fit};
use super::on_track::{OnTrack, indicator};
use super::pace::stand;
use super::rules::Rules;
use super::timetable::count_replaceable;

/// How one member stands, in little room.
#[derive(Debug, Clone, PartialEq)]
pub struct Stand {
    /// The tier.
    pub tier: Tier,
    /// Requirements met, a bit each.
    pub met: u64,
    /// Requirements met if every course of this year is passed.
    pub will_be_met: u64,
    /// Requirements that are asked and of whose kind anything is on file.
    pub asked: u64,
    /// Units missing, this year's courses counted as passed.
    pub missing: u32,
    /// Requirements that first-fit calls not met although they are, this year's courses passed, where
    /// it misses credits that are there and does not only miss them elsewhere.
    pub wrongly_short: u64,
    /// Units of credit in hand.
    pub total: u32,
    /// Whether the diploma is complete if every course of this year is passed.
    pub will_complete: bool,
    /// The grade-9 indicator.
    pub indicator: Option<OnTrack>,
    /// Units of dual enrollment earned.
    pub college_units: u32,
}

/// What was entered and examined, by student.
#[derive(Debug, Clone, Default)]
pub struct Entered {
    /// Allowances.
    pub allowances: BTreeMap<String, Vec<Allowance>>,
    /// Results of examinations.
    pub exams: BTreeMap<String, Vec<ExamResult>>,
}

/// A year's members, audited.
#[derive(Debug)]
pub struct Study<'a> {
    /// The transcripts.
    pub records: &'a Records,
    /// The members.
    pub roll: &'a Roll,
    /// The moment.
    pub as_of: AsOf,
    /// What was entered and examined.
    pub entered: &'a Entered,
    /// The rules in use: of each diploma and each cohort that is held to it.
    pub rules: Vec<Rules<'a>>,
    /// Which of them each member is held to.
    rules_of_member: Vec<u32>,
    /// How each member stands, in the order of the roll.
    pub stands: Vec<Stand>,
}

impl Entered {
    /// The requirements of a diploma of whose kind nothing is on file for anybody, a bit each: no
    /// result of such an examination, no proficiency that somebody saw.
    pub fn nothing_on_file(&self, diploma: &Diploma) -> u64 {
        let seen = |id: &str| {
            let grants = self.allowances.values().flatten().map(|allowance| &allowance.grant);
            grants
                .into_iter()
                .any(|g| matches!(g, Grant::Shown { requirement } if requirement == id))
        };
        let mut bits = 0;
        for (at, requirement) in diploma.requirements.iter().enumerate() {
            let on_file = match &requirement.asks {
                Asks::Credit { .. } | Asks::Average { .. } => true,
                Asks::Shown => seen(&requirement.id),
                Asks::Exams { ways, .. } => {
                    let results = || self.exams.values().flatten();
                    let kinds = ways.iter().flatten();
                    kinds.into_iter().any(|kind| results().any(|result| kind.is_of(result)))
                        || seen(&requirement.id)
                }
            };
            bits |= if on_file { 0 } else { 1 << at };
        }
        bits
    }
}

const NOTHING: &[crate::graduation::model::Line] = &[];

impl<'a> Study<'a> {
    /// Audits every member against the diploma that they are held to.
    pub fn build(
        records: &'a Records,
        roll: &'a Roll,
        held_to: impl Fn(&Member) -> &'a Diploma,
        as_of: AsOf,
        entered: &'a Entered,
    ) -> Self {
        let mut study = Self::standing(records, roll, held_to, as_of, entered, Vec::new());
        study.stands = roll.members.par_iter().enumerate().map(|(at, _)| study.stand(at)).collect();
        study
    }

    /// The same, with stands that were found before of the same records, roll and diplomas.
    pub fn standing(
        records: &'a Records,
        roll: &'a Roll,
        held_to: impl Fn(&Member) -> &'a Diploma,
        as_of: AsOf,
        entered: &'a Entered,
        stands: Vec<Stand>,
    ) -> Self {
        let mut places: BTreeMap<(&str, SchoolYear), u32> = BTreeMap::new();
        let mut rules: Vec<Rules<'a>> = Vec::new();
        let rules_of_member = roll.members.iter().map(|member| {
            let diploma = held_to(member);
            *places.entry((&diploma.id, member.entered)).or_insert_with(|| {
                let nothing = entered.nothing_on_file(diploma);
                rules.push(Rules::of(diploma, records, member.entered).with_nothing_of(nothing));
                rules.len() as u32 - 1
            })
        });
        let rules_of_member = rules_of_member.collect();
        Study { rules_of_member, rules, records, roll, as_of, entered, stands }
    }

    /// The transcript of a member, by position.
    pub fn transcript(&self, at: usize) -> Transcript<'_> {
        let member = self.member(at);
        Transcript {
            lines: member.history.map_or(NOTHING, |history| self.records.lines(history)),
            entered: member.entered,
            grade: member.grade,
            allowances: list_of(&self.entered.allowances, member.id.as_str()),
            exams: list_of(&self.entered.exams, member.id.as_str()),
        }
    }

    /// A member, by position.
    pub fn member(&self, at: usize) -> &'a Member {
        &self.roll.members[at]
    }

    /// The rules that a member is held to.
    pub fn rules_of(&self, at: usize) -> &Rules<'a> {
        &self.rules[self.rules_of_member[at] as usize]
    }

    /// The audit of a member, in full.
    pub fn audit(&self, at: usize) -> Audit {
        super::audit(self.rules_of(at), &self.transcript(at), self.as_of.year)
    }

    /// The position of a member.
    pub fn find(&self, id: &str) -> Option<usize> {
        self.roll.members.binary_search_by(|member| member.id.as_str().cmp(id)).ok()
    }

    fn stand(&self, at: usize) -> Stand {
        let (rules, student) = (self.rules_of(at), self.transcript(at));
        let credit = list_credit(rules, &student, self.as_of.year);
        let needs = list_needs(rules, &student);
        let mut first_fit = Short::default();
        for ledger in rules.ledgers.iter().filter(|ledger| ledger.required) {
            let short = short_by_first_fit(&problem(rules, ledger, &needs, &credit));
            first_fit.unmet |= short.unmet;
            first_fit.missing += short.missing;
        }
        let audit = audit_credit(rules, &student, credit);
        let tier =
            stand(rules, &student, &audit, self.as_of, || count_replaceable(self, at, &audit));
        let (mut met, mut will_be_met, mut asked) = (0, 0, 0);
        let audited = tier != Tier::NoTranscript;
        for standing in audit.standings.iter().filter(|standing| audited && standing.on_file) {
            let bit = 1u64 << standing.requirement;
            asked |= bit;
            met |= if standing.met() { bit } else { 0 };
            will_be_met |= if standing.will_be_met() { bit } else { 0 };
        }
        let (missing, beyond) = list_missing(rules, &audit);
        let missed: u32 = missing.iter().map(|(_, units)| units).sum();
        let more = first_fit.missing > missed;
        let wrongly_short = if more { first_fit.unmet & will_be_met } else { 0 };
        Stand {
            tier,
            met,
            will_be_met,
            asked,
            missing: missed + beyond,
            wrongly_short,
            total: audit.total,
            will_complete: is_complete(rules, &audit, true),
            indicator: indicator(rules, student.lines),
            college_units: college_units(rules, &student),
        }
    }

    /// The assessments that the diploma asks about.
    pub fn exam_names(diploma: &Diploma) -> Vec<&str> {
        let mut names: Vec<&str> = diploma
            .requirements
            .iter()
            .filter_map(|requirement| match &requirement.asks {
                Asks::Exams { ways, .. } => Some(ways.iter().flatten()),
                _ => None,
            })
            .flatten()
            .map(|way| way.assessment.as_str())
            .collect();
        names.sort_unstable();
        names.dedup();
        names
    }
}

fn list_of<'b, T>(by_student: &'b BTreeMap<String, Vec<T>>, id: &str) -> &'b [T] {
    by_student.get(id).map_or(&[], Vec::as_slice)
}

/// Units of college courses passed.
fn college_units(rules: &Rules<'_>, student: &Transcript<'_>) -> u32 {
    use crate::district::{CreditSource, CreditStatus};
    let dual = student.lines.iter().filter(|line| {
        line.source == CreditSource::DualEnrollment as u8
            && line.status == CreditStatus::Earned as u8
            && !rules.diploma.marks.fails(rules.worth(line))
    });
    dual.map(|line| rules.units(rules.credits(line)).0).sum()
}
