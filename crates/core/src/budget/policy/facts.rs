//! Where an input is found in the facts, as a file says it.

use super::FactsRecipe;
use super::file::{FactsFile, Text};
use super::parts::parse_month_and_day;
use super::read::Reader;
use crate::district::year::GRADE_LEVELS;
use crate::district::{AcademicSubject, GradeLevel};

impl Reader<'_> {
    /// The recipe of an input, which names exactly one thing.
    pub(super) fn facts(&mut self, name: &Text, read: &FactsFile) -> Option<FactsRecipe> {
        let years_ago = read.years_ago;
        let mut found = Vec::new();
        if let Some(students) = &read.students {
            found.push(self.students(students, read));
        }
        if let Some(job) = &read.positions {
            let (job, funds) = (job.clone(), read.funds.clone());
            found.push(Some(FactsRecipe::Positions { job, funds, years_ago }));
        }
        if let Some((from, to)) = &read.moved {
            let days = (parse_month_and_day(self, from), parse_month_and_day(self, to));
            let days = days.0.zip(days.1);
            found.push(days.map(|(from, to)| FactsRecipe::Moved { from, to, years_ago }));
        }
        if let Some(below) = &read.below {
            let subject = match &below.subject {
                None => Some(None),
                Some(text) => {
                    let known: Vec<(&str, AcademicSubject)> = AcademicSubject::ALL
                        .iter()
                        .map(|subject| (subject.code(), *subject))
                        .collect();
                    self.one_of(text, &known).map(Some)
                }
            };
            found.push(subject.map(|subject| FactsRecipe::Below {
                assessment: below.assessment.clone(),
                subject,
                level: below.level,
                years_ago,
            }));
        }
        if let Some(job) = &read.pay {
            found.push(Some(FactsRecipe::Pay { job: job.clone() }));
        }
        if let Some(what) = &read.school {
            let known = [("type", 0_u8), ("grades", 1)];
            found.push(self.one_of(what, &known).map(|which| match which {
                0 => FactsRecipe::SchoolType,
                _ => FactsRecipe::Grades,
            }));
        }
        if found.len() != 1 {
            let what = format!("facts of “{}” names not exactly one thing", name.get_ref());
            let remedy = "Give one of students, positions, moved, below, pay, school";
            self.wrong(name, what, remedy);
            return None;
        }
        found.pop()?
    }

    fn students(&mut self, students: &Text, read: &FactsFile) -> Option<FactsRecipe> {
        let mut grades = Vec::new();
        for grade in &read.grades {
            match GRADE_LEVELS.find_position(grade).and_then(GradeLevel::at) {
                Some(grade) => grades.push(grade),
                None => {
                    let what = format!("“{grade}” is not a grade");
                    self.wrong(students, what, "Grades are PK, KG, 01 … 12");
                    return None;
                }
            }
        }
        let group = Some(students.get_ref().clone()).filter(|group| group != "all");
        if group.as_ref().is_some_and(|group| !group.contains('=')) {
            let what = format!("“{}” is not a student group", students.get_ref());
            let remedy = "Write \"all\" or one such as \"economically_disadvantaged=true\"";
            self.wrong(students, what, remedy);
            return None;
        }
        Some(FactsRecipe::Students { group, grades, years_ago: read.years_ago })
    }
}
