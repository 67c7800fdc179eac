//! Requirements as data: what a diploma asks of those who entered grade 9 in a year, by whose rule.
//!
//! A diploma is one TOML file. Those that ship are in `policy/graduation/`; a district's own folder
//! may add some, or replace a shipped one by using its id. Every rule is dated by entering cohort
//! and cited; a rule that could not be checked against its source says so. A mistake is found when
//! the file is read, with its line and what to do ([`PolicyMistake`]).

mod file;
mod marks;
mod matching;
mod read;
mod shipped;

use serde::Serialize;

use super::model::ExamResult;
use crate::district::SchoolYear;

pub use marks::{Marks, Worth};
pub use matching::Matcher;
pub use shipped::{Diplomas, SHIPPED};

/// The most requirements that a diploma may have: they are bits of a word.
pub const MOST_REQUIREMENTS: usize = 64;

/// What is wrong in a diploma's file, where, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PolicyMistake {
    /// Line, from 1; 0 when it is about the whole file.
    pub line: usize,
    /// What is wrong.
    pub what: String,
    /// What to do.
    pub remedy: String,
}

impl std::fmt::Display for PolicyMistake {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.line {
            0 => write!(f, "{}; {}", self.what, self.remedy),
            line => write!(f, "line {line}: {}; {}", self.what, self.remedy),
        }
    }
}

/// Where a rule is written, and whether it was checked there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Grounds {
    /// Where it is written.
    pub citation: String,
    /// Whether the rule was checked against that text.
    pub verified: bool,
    /// What is unsure, or what else a reader must know.
    pub note: String,
}

/// First and last entering cohorts that a rule governs: the school year of first entry into grade 9.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Cohorts {
    /// The first, where there is one.
    pub from: Option<SchoolYear>,
    /// The last.
    pub until: Option<SchoolYear>,
}

impl Cohorts {
    /// Whether the rule governs those who entered grade 9 in this year.
    pub fn governs(&self, entered: SchoolYear) -> bool {
        self.from.is_none_or(|from| from <= entered)
            && self.until.is_none_or(|until| entered <= until)
    }
}

/// One way to show what an examination asks for.
#[derive(Debug, Clone, PartialEq)]
pub struct ExamMatcher {
    /// The assessment, as the files name it.
    pub assessment: String,
    /// Its subject, as a code; any when there is none.
    pub subject: Option<String>,
    /// The lowest score that is enough; when there is none the result's own "met" decides.
    pub minimum_score: Option<f64>,
}

impl ExamMatcher {
    /// Whether a result is of this assessment and subject, whatever the score.
    pub fn is_of(&self, result: &ExamResult) -> bool {
        self.assessment == result.assessment
            && self.subject.as_ref().is_none_or(|subject| *subject == result.subject)
    }
}

/// What a requirement asks for.
#[derive(Debug, Clone, PartialEq)]
pub enum Asks {
    /// Credit in certain courses.
    Credit {
        /// How much, in the policy's units.
        units: u32,
        /// Courses that count: one of these…
        accepts: Vec<Matcher>,
        /// … and none of these.
        except: Vec<Matcher>,
        /// The lowest mark that counts, in points.
        minimum_points: Option<f64>,
    },
    /// Examinations: this many of these ways, each shown by any of its results.
    Exams {
        /// How many.
        count: u32,
        /// Ways, each a list of results any of which shows it (the concordance).
        ways: Vec<Vec<ExamMatcher>>,
    },
    /// A grade point average of all marked credit.
    Average {
        /// The lowest that is enough.
        minimum: f64,
    },
    /// Something that a person sees and enters: a proficiency, hours of service.
    Shown,
}

/// One requirement of a diploma.
#[derive(Debug, Clone, PartialEq)]
pub struct Requirement {
    /// Id, as links use it.
    pub id: String,
    /// Name in English.
    pub name: String,
    /// Name in Spanish.
    pub name_es: String,
    /// The area that it is part of, for the reader.
    pub area: String,
    /// Which count it belongs to. A unit of credit counts once in each ledger.
    pub ledger: String,
    /// The choice that it is an option of, and which option: exactly one option of a choice is asked.
    pub option: Option<(String, String)>,
    /// What it asks.
    pub asks: Asks,
    /// Whom it governs.
    pub cohorts: Cohorts,
    /// Where it is written.
    pub grounds: Grounds,
}

/// A count of its own: a unit of credit counts once in each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ledger {
    /// Id.
    pub id: String,
    /// Name in English.
    pub name: String,
    /// Name in Spanish.
    pub name_es: String,
    /// Whether the diploma needs it; what is not needed is shown and decides nothing.
    pub required: bool,
}

/// Two requirements that the same unit of credit may meet at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MayShare {
    /// The one, by position.
    pub first: usize,
    /// The other.
    pub second: usize,
    /// At most this many units are shared.
    pub units: u32,
}

/// What becomes of a high-school course passed before grade 9.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MiddleSchool {
    /// It is credit like any other.
    Credit,
    /// It meets the course that is asked for, and the credit must be earned in another course of the
    /// same area.
    RequirementOnly,
    /// It does not count.
    Nothing,
}

/// What a course gives that is passed twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Repeats {
    /// No more than the catalog gives for the course, and no more than half of it for the same
    /// semester passed again.
    Term,
    /// No more than the catalog gives for the course.
    Course,
}

/// A diploma.
#[derive(Debug, Clone, PartialEq)]
pub struct Diploma {
    /// Id, as links use it.
    pub id: String,
    /// Name in English.
    pub name: String,
    /// Name in Spanish.
    pub name_es: String,
    /// Where it is given.
    pub place: String,
    /// Version: the day on which the file last changed.
    pub version: String,
    /// Whether students for whose cohort it is written are held to it unless another is named.
    pub adopted: bool,
    /// Whom it governs.
    pub cohorts: Cohorts,
    /// Where it is written.
    pub grounds: Grounds,
    /// The smallest piece in which credit counts, in the policy's credits.
    pub unit: f64,
    /// What a course of a whole year is worth in the policy's credits.
    pub year_course: f64,
    /// Units of credit in all.
    pub total: u32,
    /// Periods of the school day in which a course can be taken.
    pub periods: u32,
    /// Units that can be earned beside the school day in one term.
    pub beside_day: u32,
    /// Units that can be earned in one summer.
    pub summer: u32,
    /// Semester hours of college credit for one unit of dual enrollment, or none.
    pub college_hours: f64,
    /// The share of a full-time teacher that one section of one period takes for one term.
    pub section_fte: f64,
    /// Marks and what they are worth.
    pub marks: Marks,
    /// Courses before grade 9.
    pub middle_school: (MiddleSchool, Vec<Matcher>),
    /// Courses passed twice.
    pub repeats: Repeats,
    /// Courses that may be repeated for credit.
    pub repeatable: Vec<Matcher>,
    /// Courses that no change of a schedule gives up: services that the law owes the student.
    pub never_give_up: Vec<Matcher>,
    /// The average in core courses from which a student counts as ready for advanced ones.
    pub ready_average: f64,
    /// Courses of different numbers that are the same course.
    pub same_courses: Vec<Vec<String>>,
    /// Counts of their own; the first is the diploma's.
    pub ledgers: Vec<Ledger>,
    /// Requirements, in the registrar's order.
    pub requirements: Vec<Requirement>,
    /// Pairs that may share credit.
    pub sharing: Vec<MayShare>,
}

impl Diploma {
    /// The requirement of that id.
    pub fn find(&self, id: &str) -> Option<usize> {
        self.requirements.iter().position(|requirement| requirement.id == id)
    }

    /// Units as credits of this policy, as a person writes them: `3`, `0.5`, `12.5`.
    pub fn print(&self, units: u32) -> String {
        print_credits(f64::from(units) * self.unit)
    }

    /// Whole units in credits of a transcript, on which a course of a whole year is 1.
    pub fn units_of(&self, carnegie: f64) -> u32 {
        (carnegie * self.year_course / self.unit + 1e-6).floor().max(0.0) as u32
    }

    /// The rules that could not be checked against their source: name and note.
    pub fn list_unverified(&self) -> Vec<(&str, &str)> {
        let own =
            (!self.grounds.verified).then_some((self.name.as_str(), self.grounds.note.as_str()));
        let rules = self.requirements.iter().filter(|r| !r.grounds.verified);
        own.into_iter().chain(rules.map(|r| (r.name.as_str(), r.grounds.note.as_str()))).collect()
    }
}

/// A number of credits as a person writes it.
pub fn print_credits(credits: f64) -> String {
    let text = format!("{credits:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shipped_diploma_reads_and_says_where_each_rule_is_written() {
        let diplomas = Diplomas::shipped().unwrap();
        assert_eq!(diplomas.list().len(), SHIPPED.len());
        for diploma in diplomas.list() {
            assert!(!diploma.grounds.citation.is_empty(), "{}", diploma.id);
            for requirement in &diploma.requirements {
                let (id, grounds) = (&requirement.id, &requirement.grounds);
                assert!(!grounds.citation.is_empty(), "{}: {id}", diploma.id);
                assert!(grounds.verified || !grounds.note.is_empty(), "{}: {id}", diploma.id);
                assert!(!requirement.name_es.is_empty(), "{}: {id}", diploma.id);
            }
        }
        assert_eq!(diplomas.adopted().unwrap().id, "plain_24");
    }

    #[test]
    fn what_the_requirements_ask_adds_up_to_the_total_of_every_cohort() {
        for diploma in Diplomas::shipped().unwrap().list() {
            for entered in (2015..2028).map(SchoolYear::ending) {
                if !diploma.cohorts.governs(entered) {
                    continue;
                }
                let mut chosen = std::collections::BTreeMap::new();
                let mut sum = 0;
                for requirement in &diploma.requirements {
                    let Asks::Credit { units, .. } = requirement.asks else { continue };
                    if requirement.ledger != "diploma" || !requirement.cohorts.governs(entered) {
                        continue;
                    }
                    match &requirement.option {
                        None => sum += units,
                        Some((choice, option)) => {
                            *chosen.entry((choice, option)).or_insert(0) += units;
                        }
                    }
                }
                let mut by_choice = std::collections::BTreeMap::new();
                for ((choice, _), units) in chosen {
                    let known = by_choice.entry(choice).or_insert(units);
                    assert_eq!(*known, units, "{}: options of {choice} differ", diploma.id);
                }
                sum += by_choice.values().sum::<u32>();
                assert_eq!(sum, diploma.total, "{} for {entered}", diploma.id);
            }
        }
    }

    #[test]
    fn credits_print_as_people_write_them() {
        assert_eq!(print_credits(3.0), "3");
        assert_eq!(print_credits(0.5), "0.5");
        assert_eq!(print_credits(12.25), "12.25");
        assert_eq!(print_credits(220.0), "220");
    }
}
