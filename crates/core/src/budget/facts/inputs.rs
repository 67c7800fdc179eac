//! A formula's inputs, each found where its recipe says.

use std::collections::{BTreeMap, BTreeSet};

use super::ledger::{cost_of_job, lines_by_school, read_lines};
use super::roll::{Counts, count_in, count_members, day_in, list_members};
use super::{assignments, rows, standing};
use crate::budget::expression::Value;
use crate::budget::model::School;
use crate::budget::policy::{FactsRecipe, Formula};
use crate::district::{
    AcademicSubject, AssessmentResult, BudgetLine, Enrollment, Facts, SchoolYear,
};
use crate::exact::Exact;

/// What is counted once for all inputs that ask for it.
struct Found<'a> {
    formula: &'a Formula,
    facts: &'a Facts,
    year: SchoolYear,
    members: BTreeMap<u8, BTreeMap<String, Counts>>,
    /// By years ago, school and job: the fund that pays and the full-time share.
    staff: BTreeMap<u8, BTreeMap<(String, String), Vec<(Option<String>, f64)>>>,
    /// Counts of students of inputs that are neither of a group nor of grades, by input.
    counts: BTreeMap<usize, Option<BTreeMap<String, u64>>>,
    /// The ledger's lines by school.
    lines: BTreeMap<String, Vec<BudgetLine>>,
}

/// A formula's inputs for every school that is open and has members in the year.
pub fn read_inputs(formula: &Formula, facts: &Facts, year: SchoolYear) -> Vec<School> {
    let found = find(formula, facts, year);
    let mut schools = Vec::new();
    for place in standing::<crate::district::School>(facts) {
        let id = &place.school_id.0;
        let now = found.members.get(&0).and_then(|of| of.get(id));
        let Some(counts) = now.filter(|counts| count_in(counts, None, &[]) > 0) else { continue };
        let mut school = School::of(id, &place.school_name);
        for (at, input) in formula.inputs.iter().enumerate() {
            let Some(recipe) = &input.facts else { continue };
            let value = match recipe {
                FactsRecipe::SchoolType => {
                    place.school_type.as_ref().ok().map(|t| Value::Text(t.code().to_owned()))
                }
                _ => found.number(at, recipe, id, counts).map(Value::Number),
            };
            if let Some(value) = value {
                school.values.insert(input.name.clone(), value);
            }
        }
        schools.push(school);
    }
    schools.sort_by(|a, b| a.id.cmp(&b.id));
    schools
}

fn find<'a>(formula: &'a Formula, facts: &'a Facts, year: SchoolYear) -> Found<'a> {
    let recipes = || formula.inputs.iter().filter_map(|input| input.facts.as_ref());
    let groups: BTreeSet<String> = recipes()
        .filter_map(|recipe| match recipe {
            FactsRecipe::Students { group, .. } => group.clone(),
            _ => None,
        })
        .collect();
    let count_day = formula.calendar.count_day;
    let mut found = Found {
        formula,
        facts,
        year,
        members: BTreeMap::new(),
        staff: BTreeMap::new(),
        counts: BTreeMap::new(),
        lines: BTreeMap::new(),
    };
    let count = |ago: u8| count_members(facts, before(year, ago), &groups, count_day);
    found.members.insert(0, count(0));
    for (at, input) in formula.inputs.iter().enumerate() {
        match &input.facts {
            Some(FactsRecipe::Students { years_ago, .. }) => {
                found.members.entry(*years_ago).or_insert_with(|| count(*years_ago));
            }
            Some(FactsRecipe::Positions { years_ago, .. }) => found.staff(*years_ago),
            Some(FactsRecipe::Pay { .. }) => {
                found.staff(0);
                if found.lines.is_empty() {
                    found.lines = lines_by_school(read_lines(facts, year));
                }
            }
            Some(FactsRecipe::Moved { from, to, years_ago }) => {
                let moved = count_moved(facts, before(year, *years_ago), *from, *to);
                found.counts.insert(at, moved);
            }
            Some(FactsRecipe::Below { assessment, subject, level, years_ago }) => {
                let below =
                    list_below(facts, before(year, *years_ago), assessment, *subject, *level);
                let members = below.map(|below| {
                    let mut counts: BTreeMap<String, u64> = BTreeMap::new();
                    for (student, (school, _)) in list_members(facts, year, count_day) {
                        *counts.entry(school).or_default() += u64::from(below.contains(&student));
                    }
                    counts
                });
                found.counts.insert(at, members);
            }
            Some(FactsRecipe::SchoolType | FactsRecipe::Grades) | None => {}
        }
    }
    found
}

impl Found<'_> {
    fn staff(&mut self, ago: u8) {
        let (facts, year) = (self.facts, self.year);
        self.staff.entry(ago).or_insert_with(|| {
            let mut staff: BTreeMap<_, Vec<_>> = BTreeMap::new();
            for row in assignments(facts, before(year, ago)) {
                if let Ok(school) = row.school_id {
                    let share = (row.fund.ok(), row.fte.0);
                    staff.entry((school.0, row.job)).or_default().push(share);
                }
            }
            staff
        });
    }

    fn number(&self, at: usize, recipe: &FactsRecipe, id: &str, now: &Counts) -> Option<Exact> {
        let whole = |n: u64| i64::try_from(n).ok().map(Exact::whole);
        match recipe {
            FactsRecipe::Students { group, grades, years_ago } => {
                let counts = self.members.get(years_ago)?.get(id)?;
                whole(count_in(counts, group.as_deref(), grades))
            }
            FactsRecipe::Positions { job, funds, years_ago } => {
                self.positions(id, job, funds, *years_ago)
            }
            FactsRecipe::Moved { .. } | FactsRecipe::Below { .. } => {
                whole(self.counts.get(&at)?.as_ref()?.get(id).copied().unwrap_or(0))
            }
            FactsRecipe::Pay { job } => {
                let people = self.positions(id, job, &[], 0)?;
                cost_of_job(self.formula, self.lines.get(id)?, job, people)
            }
            FactsRecipe::Grades => {
                let grades: BTreeSet<u8> =
                    now.keys().filter(|(g, _)| g.is_none()).map(|(_, grade)| *grade).collect();
                whole(grades.len() as u64)
            }
            FactsRecipe::SchoolType => None,
        }
    }

    /// Full-time positions of a job at a school that some funds pay for; not known where no
    /// row says which fund pays and the funds matter.
    fn positions(&self, school: &str, job: &str, funds: &[String], ago: u8) -> Option<Exact> {
        let staff = self.staff.get(&ago)?;
        let there = staff.get(&(school.to_owned(), job.to_owned()))?;
        if funds.is_empty() {
            return Exact::near(there.iter().map(|(_, fte)| fte).sum());
        }
        let paid = there.iter().filter_map(|(fund, fte)| Some((fund.as_ref()?, fte)));
        let mut paid = paid.peekable();
        paid.peek()?;
        Exact::near(paid.filter(|(fund, _)| funds.contains(fund)).map(|(_, fte)| fte).sum())
    }
}

fn before(year: SchoolYear, years: u8) -> SchoolYear {
    SchoolYear::ending(year.end() - i16::from(years))
}

/// Students by school who came after one day of a year, or left before another; each once.
fn count_moved(
    facts: &Facts,
    year: SchoolYear,
    from: (i8, i8),
    to: (i8, i8),
) -> Option<BTreeMap<String, u64>> {
    use crate::district::Noun;
    let batch = facts.find(&Enrollment::TABLE, year)?;
    let (from, to) = (day_in(year, from), day_in(year, to));
    let (students, schools) = (batch.column("student_id"), batch.column("school_id"));
    let (entries, exits) = (batch.column("entry_date"), batch.column("exit_date"));
    let mut moved: BTreeSet<(&str, &str)> = BTreeSet::new();
    for row in 0..batch.len() {
        let came = entries.date(row).is_some_and(|day| day > from);
        let left = exits.date(row).is_some_and(|day| day < to);
        if let (true, Some(student), Some(school)) =
            (came || left, students.text(row), schools.text(row))
        {
            moved.insert((school, student));
        }
    }
    let mut counts: BTreeMap<String, u64> = BTreeMap::new();
    for (school, _) in moved {
        *counts.entry(school.to_owned()).or_default() += 1;
    }
    Some(counts)
}

/// Students whose result lies below a level; `None` where no such result is in.
fn list_below(
    facts: &Facts,
    year: SchoolYear,
    assessment: &str,
    subject: Option<AcademicSubject>,
    level: i64,
) -> Option<BTreeSet<String>> {
    let results = rows::<AssessmentResult>(facts, year).into_iter().filter(|row| {
        row.assessment == assessment && subject.is_none_or(|of| row.academic_subject == of)
    });
    let levels: Vec<(String, i64)> =
        results.filter_map(|row| Some((row.student_id.0, row.performance_level.ok()?))).collect();
    let below = levels.iter().filter(|(_, reached)| *reached < level).map(|(id, _)| id.clone());
    (!levels.is_empty()).then(|| below.collect())
}
