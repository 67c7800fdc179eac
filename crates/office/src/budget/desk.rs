//! What the room works on: the facts counted once, a formula, and what it gives every school.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::{Arc, Mutex};

use traction_core::budget::engine::diff::GroupCounts;
use traction_core::budget::engine::draws::History;
use traction_core::budget::engine::people::Post;
use traction_core::budget::facts::day::{Day, read_days};
use traction_core::budget::facts::inputs::read_inputs;
use traction_core::budget::facts::ledger;
use traction_core::budget::facts::posts::read_posts;
use traction_core::budget::facts::roll::{Counts, count_in, count_members, read_history};
use traction_core::budget::model::School;
use traction_core::budget::policy::FactsRecipe;
use traction_core::budget::{Allocation, Formula, Formulas, Problem, allocate};
use traction_core::disclosure::Protection;
use traction_core::district::{BudgetLine, Facts, SchoolYear, find_table};
use traction_store::Want;

use crate::access::{Scope, Sight};
use crate::district::District;
use crate::error::OfficeError;
use crate::progress::Progress;

/// Student groups that money is looked at by: code and words.
pub(crate) const GROUPS: [(&str, &str); 11] = [
    ("economically_disadvantaged=true", "Economically disadvantaged"),
    ("english_learner=current", "English learners"),
    ("student_with_disability=true", "Students with disabilities"),
    ("homeless=true", "Homeless students"),
    ("race_ethnicity=american_indian", "American Indian or Alaska Native"),
    ("race_ethnicity=asian", "Asian"),
    ("race_ethnicity=black", "Black or African American"),
    ("race_ethnicity=hispanic", "Hispanic or Latino"),
    ("race_ethnicity=multiracial", "Two or more races"),
    ("race_ethnicity=pacific_islander", "Native Hawaiian or Pacific Islander"),
    ("race_ethnicity=white", "White"),
];

/// What was counted last, and of which facts.
#[derive(Debug, Default)]
pub struct Desks {
    kept: Mutex<Option<Kept>>,
}

#[derive(Debug)]
struct Kept {
    fingerprint: String,
    counted: Arc<Counted>,
}

/// The facts, counted.
#[derive(Debug)]
struct Counted {
    facts: Facts,
    year: SchoolYear,
    members: Arc<Members>,
    history: Arc<Vec<History>>,
    posts: Arc<Vec<Post>>,
    days: Arc<BTreeMap<String, Day>>,
    lines: Arc<Ledger>,
    /// The inputs of the formulas that were asked for last, the latest first.
    inputs: Mutex<Vec<(Formula, Arc<Vec<School>>)>>,
}

/// Of how many formulas the inputs are kept: as many as are compared, and a little more.
const MOST_KEPT: usize = 4;

impl Counted {
    /// What a formula asks of each school.
    fn inputs_of(&self, formula: &Formula) -> Arc<Vec<School>> {
        // Whoever asks while they are being read waits here and gets the same.
        let mut kept = self.inputs.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let known = kept.iter().position(|(known, _)| known == formula);
        let found = match known {
            Some(at) => kept.remove(at),
            None => {
                let schools = read_inputs(formula, &self.facts, self.year);
                (formula.clone(), Arc::new(schools))
            }
        };
        let schools = Arc::clone(&found.1);
        kept.insert(0, found);
        kept.truncate(MOST_KEPT);
        schools
    }
}

/// The ledger's lines that plans stand on: those of schools, and the central office's.
#[derive(Debug, Default, Clone)]
pub(crate) struct Ledger {
    pub schools: BTreeMap<String, Vec<BudgetLine>>,
    pub central: Vec<BudgetLine>,
}

/// Members on count day by school, grade and group.
#[derive(Debug, Default)]
pub struct Members {
    counts: BTreeMap<String, Counts>,
}

impl Members {
    /// Students of a school.
    pub fn students(&self, school: &str) -> u64 {
        self.counts.get(school).map_or(0, |counts| count_in(counts, None, &[]))
    }

    /// Students of a group at a school.
    pub fn in_group(&self, school: &str, group: &str) -> u64 {
        self.counts.get(school).map_or(0, |counts| count_in(counts, Some(group), &[]))
    }

    /// All students by school.
    pub fn all(&self) -> GroupCounts {
        let students = self.counts.keys().map(|id| (id.clone(), self.students(id)));
        GroupCounts { name: "All students".to_owned(), students: students.collect() }
    }

    /// Groups that are large enough to be told of, by school.
    pub fn groups(&self, rule: Protection) -> Vec<GroupCounts> {
        let all: u64 = self.counts.keys().map(|id| self.students(id)).sum();
        GROUPS
            .iter()
            .map(|(code, name)| {
                let students = self.counts.keys().map(|id| (id.clone(), self.in_group(id, code)));
                GroupCounts { name: (*name).to_owned(), students: students.collect() }
            })
            .filter(|group| rule.allow(group.students.values().sum(), all).is_ok())
            .collect()
    }
}

/// A formula on the facts.
#[derive(Debug, Clone)]
pub struct Desk {
    /// The formula.
    pub formula: Formula,
    /// The year of the facts.
    pub year: SchoolYear,
    /// Schools with their inputs, those that the person may see.
    pub schools: Vec<School>,
    /// Every school with its inputs: what is shared is shared among all.
    pub(crate) all: Arc<Vec<School>>,
    /// Whether the person may see the whole district.
    pub(crate) whole: bool,
    /// What the formula gives them.
    pub given: Allocation,
    /// How small groups are protected.
    pub protection: Protection,
    /// Members on count day.
    pub counts: Arc<Members>,
    pub(crate) history: Arc<Vec<History>>,
    pub(crate) posts: Arc<Vec<Post>>,
    pub(crate) days: Arc<BTreeMap<String, Day>>,
    pub(crate) ledger: Arc<Ledger>,
}

impl Desk {
    /// The ledger's lines of a school.
    pub(crate) fn lines_of(&self, school: &str) -> &[BudgetLine] {
        self.ledger.schools.get(school).map(Vec::as_slice).unwrap_or_default()
    }

    /// Every line of the ledger that the person may see.
    pub(crate) fn all_lines(&self) -> Vec<BudgetLine> {
        self.ledger.schools.values().flatten().chain(&self.ledger.central).cloned().collect()
    }

    /// The place of a school.
    ///
    /// # Errors
    /// That there is none of that number.
    pub fn find_school(&self, id: &str) -> Result<usize, OfficeError> {
        self.schools.iter().position(|school| school.id == id).ok_or_else(|| OfficeError::Unknown {
            kind: "school with students in the year",
            name: id.to_owned(),
            known: self.schools.iter().map(|school| school.id.clone()).collect(),
        })
    }
}

/// The formulas of a district: its own, then those that ship.
///
/// # Errors
/// A formula of its own that cannot be used, with every problem.
pub fn formulas(district: &District) -> Result<Formulas, OfficeError> {
    let texts = list_policy_texts(&district.folder.policy_path())?;
    let files = texts.iter().map(|(name, text)| (name.as_str(), text.as_str()));
    Formulas::shipped()
        .and_then(|shipped| shipped.with(files))
        .map_err(|problems| refuse(&problems))
}

/// Problems that a refusal names: the first ones, from which others often follow.
const MOST_SAID: usize = 5;

pub(crate) fn refuse(problems: &[Problem]) -> OfficeError {
    let mut what: Vec<String> = problems.iter().take(MOST_SAID).map(ToString::to_string).collect();
    if let Some(more) = problems.len().checked_sub(MOST_SAID).filter(|more| *more > 0) {
        what.push(format!("and {more} more, which may follow from these"));
    }
    OfficeError::Refused {
        what: what.join("\n"),
        hint: "traction budget check-policy FILE shows every problem with its line".to_owned(),
    }
}

/// The district's own formula files: name and text, by name.
///
/// # Errors
/// A file that cannot be read.
pub fn list_policy_texts(policy: &Path) -> Result<Vec<(String, String)>, OfficeError> {
    crate::definitions::list_texts(policy, "budget")
}

/// The formula of that id, or the first.
pub(crate) fn choose(formulas: &Formulas, id: Option<&str>) -> Result<Formula, OfficeError> {
    let found = match id {
        Some(id) => formulas.find(id),
        None => formulas.list().first(),
    };
    found.cloned().ok_or_else(|| OfficeError::Unknown {
        kind: "formula",
        name: id.unwrap_or_default().to_owned(),
        known: formulas.list().iter().map(|formula| formula.id.clone()).collect(),
    })
}

/// A formula on the facts as they are now.
///
/// # Errors
/// [`OfficeError::NoReason`]; the files' and the catalog's errors; a formula that is not there.
pub fn desk(
    district: &District,
    formula: Option<&str>,
    progress: &dyn Progress,
) -> Result<Desk, OfficeError> {
    let reason = district.why_see(Sight::Money)?;
    let scope = reason.scope();
    let formula = choose(&formulas(district)?, formula)?;
    let counted = counted(district, &formula, progress)?;
    // Sums are shared among all schools; what is outside the scope is then left out, here alone.
    let all = counted.inputs_of(&formula);
    let mut given = allocate(&formula, &all);
    given.schools.retain(|school| scope.covers_school(&school.id));
    let schools = all.iter().filter(|school| scope.covers_school(&school.id)).cloned().collect();
    Ok(Desk {
        formula,
        year: counted.year,
        schools,
        given,
        protection: crate::disclosure::protection_now(district)?,
        all,
        counts: Arc::clone(&counted.members),
        history: Arc::clone(&counted.history),
        posts: within(scope, &counted.posts, |post| post.school.as_deref()),
        days: Arc::clone(&counted.days),
        ledger: ledger_within(scope, &counted.lines),
        whole: scope.is_district(),
    })
}

/// Those of a list that stand at a school of the scope; all for the whole district.
fn within<T: Clone>(
    scope: &Scope,
    list: &Arc<Vec<T>>,
    school: impl Fn(&T) -> Option<&str>,
) -> Arc<Vec<T>> {
    if scope.is_district() {
        return Arc::clone(list);
    }
    let inside = list.iter().filter(|item| school(item).is_some_and(|id| scope.covers_school(id)));
    Arc::new(inside.cloned().collect())
}

/// The ledger of the schools of a scope; the central office's lines are the district's.
fn ledger_within(scope: &Scope, ledger: &Arc<Ledger>) -> Arc<Ledger> {
    if scope.is_district() {
        return Arc::clone(ledger);
    }
    let inside = ledger.schools.iter().filter(|(id, _)| scope.covers_school(id));
    let schools = inside.map(|(id, lines)| (id.clone(), lines.clone())).collect();
    Arc::new(Ledger { schools, central: Vec::new() })
}

fn counted(
    district: &District,
    formula: &Formula,
    progress: &dyn Progress,
) -> Result<Arc<Counted>, OfficeError> {
    let count_day = formula.calendar.count_day;
    let results =
        formula.inputs.iter().any(|input| matches!(input.facts, Some(FactsRecipe::Below { .. })));
    let fingerprint =
        format!("{} {count_day:?} {results}", district.folder.snapshot()?.fingerprint());
    // Whoever asks while it is being counted waits here and gets the same counts.
    let mut kept = district.desks.kept.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    if let Some(kept) = kept.as_ref().filter(|kept| kept.fingerprint == fingerprint) {
        return Ok(Arc::clone(&kept.counted));
    }
    progress.begin("Loading students, positions, sections and the ledger", None);
    let counted = Arc::new(count(district, count_day, results)?);
    progress.end();
    *kept = Some(Kept { fingerprint, counted: Arc::clone(&counted) });
    Ok(counted)
}

fn count(district: &District, count_day: (i8, i8), results: bool) -> Result<Counted, OfficeError> {
    let snapshot = district.folder.snapshot()?;
    let latest = snapshot
        .list_slots()
        .into_iter()
        .filter(|entry| ["enrollments", "school_enrollment"].contains(&entry.slot.table.name))
        .filter_map(|entry| entry.slot.year)
        .max();
    let Some(year) = latest else {
        return Err(OfficeError::Refused {
            what: "no enrollments are in, and a budget begins with students".to_owned(),
            hint: "traction template enrollments shows the columns".to_owned(),
        });
    };
    let want = |name: &str| {
        find_table(name).map(Want::all).unwrap_or_else(|| unreachable!("{name} is listed"))
    };
    let members = ["student_id", "school_id", "grade_level", "entry_date", "exit_date"];
    let mut wants = vec![
        want("schools"),
        want("courses"),
        want("enrollments").columns(members),
        want("school_enrollment"),
        want("student_groups").years([year, year.previous()]),
        want("staff_assignments").years([year, year.previous()]),
    ];
    for name in
        ["staff", "positions", "sections", "section_students", "bell_periods", "budget_lines"]
    {
        wants.push(want(name).years([year]));
    }
    if results {
        let of = ["student_id", "assessment", "academic_subject", "performance_level"];
        wants.push(want("assessments").years([year, year.previous()]).columns(of));
    }
    let facts = snapshot.load(&wants)?;
    let mut ledger = Ledger::default();
    let (schools, central): (Vec<_>, Vec<_>) =
        ledger::read_lines(&facts, year).into_iter().partition(|line| line.school_id.is_ok());
    ledger.schools = ledger::lines_by_school(schools);
    ledger.central = central;
    let groups: BTreeSet<String> = GROUPS.iter().map(|(code, _)| (*code).to_owned()).collect();
    Ok(Counted {
        members: Arc::new(Members { counts: count_members(&facts, year, &groups, count_day) }),
        history: Arc::new(read_history(&facts, year, count_day)),
        posts: Arc::new(read_posts(&facts, year)),
        days: Arc::new(read_days(&facts, year, count_day)),
        lines: Arc::new(ledger),
        facts,
        year,
        inputs: Mutex::default(),
    })
}
