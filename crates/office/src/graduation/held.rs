//! What was loaded and audited last, kept until facts, rules or entries change.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock};

use jiff::Timestamp;
use traction_core::disclosure::Protection;
use traction_core::district::{
    AssessmentResult, Course, Enrollment, Facts, Noun, PostGraduationPlan, School, Section,
    SectionStudent, Student, StudentGroups, TranscriptLine,
};
use traction_core::graduation::engine::study::Entered;
use traction_core::graduation::engine::timetable::Timetable;
use traction_core::graduation::engine::{Stand, Study};
use traction_core::graduation::model::Member;
use traction_core::graduation::reading::{Roll, next_term, read_exams};
use traction_core::graduation::report::Tally;
use traction_core::graduation::{AsOf, Diploma, Diplomas, Grant, Records, Season};
use traction_store::Want;

use super::lines::SchoolMend;
use crate::access::{Deed, Sight};
use crate::definitions::list_texts;
use crate::district::District;
use crate::error::OfficeError;
use crate::look;
use crate::progress::Progress;

/// How many years before the current one the district's page looks back.
const YEARS_BACK: usize = 4;

/// What is kept.
#[derive(Debug, Default)]
pub(crate) struct Audited {
    kept: Mutex<Option<Arc<Held>>>,
}

/// A district's students, audited against one diploma.
#[derive(Debug)]
pub(super) struct Held {
    key: String,
    pub facts: Facts,
    records: Records,
    diplomas: Diplomas,
    named: Option<usize>,
    pub as_of: AsOf,
    pub roll: Roll,
    entered: Entered,
    pub timetable: Timetable,
    stands: Vec<Stand>,
    pub protection: Protection,
    names: BTreeMap<String, usize>,
    tally: OnceLock<Tally>,
    tallies: OnceLock<Vec<Tally>>,
    /// Each school's mend, and the last decision that it was made with.
    pub mends: Mutex<(i64, BTreeMap<u32, Arc<SchoolMend>>)>,
}

/// The diplomas that ship, and the district's own over them.
pub(super) fn load_diplomas(district: &District) -> Result<Diplomas, OfficeError> {
    diplomas_of(&list_texts(&district.folder.policy_path(), "graduation")?)
}

fn diplomas_of(texts: &[(String, String)]) -> Result<Diplomas, OfficeError> {
    let refuse =
        |(file, mistakes): (String, Vec<traction_core::graduation::policy::PolicyMistake>)| {
            let first = mistakes.first().map(ToString::to_string).unwrap_or_default();
            OfficeError::Refused {
                what: format!("policy/graduation/{file}: {first}"),
                hint: format!("traction graduation check-policy policy/graduation/{file}"),
            }
        };
    let files = texts.iter().map(|(name, text)| (name.as_str(), text.as_str()));
    Diplomas::shipped().and_then(|shipped| shipped.with(files)).map_err(refuse)
}

/// The students audited, as facts, rules and entries are now.
pub(super) fn load(
    district: &District,
    diploma: Option<&str>,
    progress: &dyn Progress,
) -> Result<Arc<Held>, OfficeError> {
    district.why_see(Sight::Aggregates)?;
    let texts = list_texts(&district.folder.policy_path(), "graduation")?;
    let diplomas = diplomas_of(&texts)?;
    let place = |id: &str| {
        let found = diplomas.list().iter().position(|diploma| diploma.id == id);
        found.ok_or_else(|| OfficeError::Unknown {
            kind: "diploma",
            name: id.to_owned(),
            known: diplomas.list().iter().map(|diploma| diploma.id.clone()).collect(),
        })
    };
    let named = diploma.map(place).transpose()?;
    let allowances = super::entries::all_allowances(district)?;
    let fingerprint = district.snapshot()?.fingerprint();
    let rule = crate::disclosure::protection_now(district)?;
    let texts: Vec<&str> = texts.iter().map(|(_, text)| text.as_str()).collect();
    let stamp = allowances.1;
    let key = format!("{fingerprint} {rule:?} {named:?} {stamp} {}", texts.join("\n"));
    // Whoever asks while it is being audited waits here and gets the same.
    let mut kept = district.audited.kept.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    if let Some(held) = kept.as_ref().filter(|held| held.key == key) {
        return Ok(Arc::clone(held));
    }
    progress.begin("Loading the transcripts", None);
    let held = Arc::new(build(district, diplomas, (named, rule), key, allowances.0)?);
    progress.end();
    *kept = Some(Arc::clone(&held));
    Ok(held)
}

fn build(
    district: &District,
    diplomas: Diplomas,
    (named, protection): (Option<usize>, Protection),
    key: String,
    allowances: BTreeMap<String, Vec<traction_core::graduation::Allowance>>,
) -> Result<Held, OfficeError> {
    let wants = [
        Want::all(&School::TABLE),
        Want::all(&Student::TABLE),
        Want::all(&Course::TABLE),
        Want::all(&TranscriptLine::TABLE),
        Want::all(&Enrollment::TABLE),
        Want::all(&StudentGroups::TABLE),
        Want::all(&Section::TABLE),
        Want::all(&SectionStudent::TABLE),
        Want::all(&PostGraduationPlan::TABLE),
    ];
    let facts = district.snapshot()?.load(&wants)?;
    // The current year is the last with members, whatever transcripts reach to.
    let Some(year) = facts.list_years(&Enrollment::TABLE).last().copied() else {
        return Err(OfficeError::Refused {
            what: "no enrollments are loaded".to_owned(),
            hint: "traction template transcripts enrollments shows the columns".to_owned(),
        });
    };
    let records = Records::read(&facts, year);
    let as_of = AsOf { year, next: next_term(&facts, year) };
    let roll = Roll::read(&facts, &records, year);
    let mut used: Vec<&Diploma> = Vec::new();
    for member in &roll.members {
        let diploma = held_to(&diplomas, named, member);
        if !used.iter().any(|known| known.id == diploma.id) {
            used.push(diploma);
        }
    }
    let exams: Vec<&str> = used.into_iter().flat_map(Study::exam_names).collect();
    let results = match exams.is_empty() {
        true => BTreeMap::new(),
        false => {
            let wanted = [Want::all(&AssessmentResult::TABLE)];
            read_exams(&district.snapshot()?.load(&wanted)?, &exams, year)
        }
    };
    let entered = Entered { exams: results, allowances };
    let timetable = Timetable::read(&facts, &records, &roll, as_of);
    let held_to = |member: &Member| held_to(&diplomas, named, member);
    let stands = Study::build(&records, &roll, held_to, as_of, &entered).stands;
    let names = facts.find_standing(&Student::TABLE).map(|batch| {
        let ids = batch.column("student_id");
        (0..batch.len()).filter_map(|row| Some((ids.text(row)?.to_owned(), row))).collect()
    });
    Ok(Held {
        key,
        names: names.unwrap_or_default(),
        facts,
        records,
        diplomas,
        named,
        as_of,
        roll,
        entered,
        timetable,
        stands,
        protection,
        tally: OnceLock::new(),
        tallies: OnceLock::new(),
        mends: Mutex::default(),
    })
}

/// The diploma that a member is held to: the one asked for, or the member's own.
fn held_to<'a>(diplomas: &'a Diplomas, named: Option<usize>, member: &Member) -> &'a Diploma {
    let own = || diplomas.of_student(member.diploma.as_deref(), member.entered);
    let asked = named.map(|at| &diplomas.list()[at]).or_else(own);
    asked.unwrap_or_else(|| unreachable!("some diploma ships and is adopted"))
}

/// What a refusal says is not there: pages do not repeat which one.
pub const STUDENT: &str = "student of grades 9 to 12";

/// That there is no such student, or none whom the person may see: the same words for both.
pub fn no_student(id: &str) -> OfficeError {
    OfficeError::Unknown { kind: STUDENT, name: id.to_owned(), known: Vec::new() }
}

impl Held {
    /// The students, audited.
    pub fn study(&self) -> Study<'_> {
        let stands = self.stands.clone();
        Study::standing(
            &self.records,
            &self.roll,
            |member| held_to(&self.diplomas, self.named, member),
            self.as_of,
            &self.entered,
            stands,
        )
    }

    /// Members for whom something of each kind was entered and stands: substitutions, waivers,
    /// transferred credit, proficiencies.
    pub fn count_granted(&self) -> [u64; 4] {
        let mut counts = [0; 4];
        for member in &self.roll.members {
            let all = self.entered.allowances.get(member.id.as_str());
            let mut seen = [false; 4];
            for allowance in all.into_iter().flatten() {
                let kind = match allowance.grant {
                    Grant::Substitution { .. } => 0,
                    Grant::Waiver { .. } => 1,
                    Grant::Transfer { .. } => 2,
                    Grant::Shown { .. } => 3,
                };
                seen[kind] = true;
            }
            for (count, seen) in counts.iter_mut().zip(seen) {
                *count += u64::from(seen);
            }
        }
        counts
    }

    /// The current year, counted.
    pub fn tally(&self) -> &Tally {
        self.tally.get_or_init(|| Tally::of(&self.study()))
    }

    /// The current year and the ones before it, counted as of their end; latest first.
    pub fn tallies(&self, progress: &dyn Progress) -> &[Tally] {
        self.tallies.get_or_init(|| {
            let mut tallies = vec![self.tally().clone()];
            let years = self.facts.list_years(&TranscriptLine::TABLE);
            let before = years.into_iter().rev().filter(|year| *year < self.as_of.year);
            for year in before.take(YEARS_BACK) {
                progress.begin(&format!("Auditing {year}"), None);
                let records = Records::read(&self.facts, year);
                let roll = Roll::read(&self.facts, &records, year);
                let as_of = AsOf { year, next: Season::Fall };
                // What was entered is of the students as they are now, and counts for no past year.
                let entered = Entered::default();
                let held_to = |member: &Member| held_to(&self.diplomas, self.named, member);
                let study = Study::build(&records, &roll, held_to, as_of, &entered);
                tallies.push(Tally::of(&study));
                progress.end();
            }
            tallies
        })
    }

    /// A school's position on the roll.
    pub fn school(&self, id: &str) -> Result<u32, OfficeError> {
        let at = self.roll.schools.iter().position(|(known, _)| known == id);
        at.map(|at| at as u32).ok_or_else(|| self.no_school(id))
    }

    /// That there is no such high school.
    pub fn no_school(&self, id: &str) -> OfficeError {
        OfficeError::Unknown {
            kind: "school with students of grades 9 to 12",
            name: id.to_owned(),
            known: self.roll.schools.iter().map(|(id, _)| id.clone()).collect(),
        }
    }

    /// A student's name, as a list shows it. Only for rows that [`Held::permitted`] let through.
    pub fn name(&self, id: &str) -> String {
        let row = self.names.get(id);
        let student = row.zip(self.facts.find_standing(&Student::TABLE));
        let Some(student) = student.and_then(|(row, batch)| Student::read(batch, *row).ok()) else {
            return String::new();
        };
        let last = student.last_surname.map(|name| name.reveal().to_owned()).unwrap_or_default();
        let first = student.first_name.map(|name| name.reveal().to_owned()).unwrap_or_default();
        match (last.is_empty(), first.is_empty()) {
            (false, false) => format!("{last}, {first}"),
            _ => format!("{last}{first}"),
        }
    }

    /// The one place where rows about students are asked for: those outside the reason's scope are
    /// not there, whoever has no reason gets none, and the look is written into the log.
    pub fn permitted(
        &self,
        district: &District,
        members: Vec<usize>,
        kind: &str,
        now: Timestamp,
    ) -> Result<Vec<usize>, OfficeError> {
        let rows: Vec<(usize, &str, &str)> = members
            .into_iter()
            .map(|at| (at, self.roll.members[at].id.as_str(), self.school_id(at)))
            .collect();
        let shown =
            look::at_students(district, kind, rows, |(_, id, school)| (id, Some(school)), now)?;
        Ok(shown.into_iter().map(|(at, ..)| at).collect())
    }

    /// A student's position on the roll, for whoever may enter something about them.
    pub fn may_advise(&self, district: &District, student: &str) -> Result<usize, OfficeError> {
        let reason = district.why_do(Deed::Advise)?;
        let covers = |at: &usize| reason.scope().covers_student(student, Some(self.school_id(*at)));
        self.member(student).filter(covers).ok_or_else(|| no_student(student))
    }

    /// A student's position on the roll.
    pub fn member(&self, student: &str) -> Option<usize> {
        self.roll.members.binary_search_by(|member| member.id.as_str().cmp(student)).ok()
    }

    /// The number of a member's school.
    pub fn school_id(&self, at: usize) -> &str {
        &self.roll.schools[self.roll.members[at].school as usize].0
    }

    /// The diplomas that the district knows.
    pub fn diplomas(&self) -> &Diplomas {
        &self.diplomas
    }

    /// The diploma that a member is held to.
    pub fn diploma_of(&self, at: usize) -> &Diploma {
        held_to(&self.diplomas, self.named, &self.roll.members[at])
    }
}
