//! The members of high-school grades in a year: school, grade, cohort, diploma, groups.

use std::collections::BTreeMap;

use hashbrown::HashMap;

use super::Records;
use crate::district::{
    EnglishLearner, Enrollment, Facts, GradeLevel, Noun, RaceEthnicity, School, SchoolYear,
    Student, StudentGroups, StudentId,
};
use crate::graduation::model::{Groups, Member};

/// The members of high-school grades in a year.
#[derive(Debug, Clone, Default)]
pub struct Roll {
    /// Schools that have members: id and name, by id.
    pub schools: Vec<(String, String)>,
    /// Members, by id.
    pub members: Vec<Member>,
}

impl Roll {
    /// Reads the members of grades 9 to 13 in a year: those whose last membership has not ended,
    /// or, in a year that is over, lasted to its end.
    pub fn read(facts: &Facts, records: &Records, year: SchoolYear) -> Self {
        let names =
            facts.find_standing(&School::TABLE).map(|b| School::list(b).unwrap_or_default());
        let names: BTreeMap<String, String> = names
            .unwrap_or_default()
            .into_iter()
            .map(|school| (school.school_id.0, school.school_name))
            .collect();
        let mut last: BTreeMap<String, Enrollment> = BTreeMap::new();
        let enrollments = facts.find(&Enrollment::TABLE, year);
        for row in enrollments.map(|b| Enrollment::list(b).unwrap_or_default()).unwrap_or_default()
        {
            let newer = |known: &Enrollment| known.entry_date.ok() <= row.entry_date.ok();
            if last.get(row.student_id.as_str()).is_none_or(newer) {
                last.insert(row.student_id.0.clone(), row);
            }
        }
        last.retain(|_, row| {
            use crate::district::ExitType::{EndOfYear, Graduated, OtherCompleter};
            let here = match row.exit_type {
                Ok(exit) => matches!(exit, EndOfYear | Graduated | OtherCompleter),
                Err(_) => row.exit_date.is_err(),
            };
            here && row.grade_level.number().is_some_and(|grade| (9..=13).contains(&grade))
        });
        let (ninth, diplomas) = (first_ninth_years(facts), named_diplomas(facts));
        let groups = read_groups(facts, year);
        let mut schools: Vec<String> = last.values().map(|row| row.school_id.0.clone()).collect();
        schools.sort();
        schools.dedup();
        let members = last
            .into_iter()
            .map(|(id, row)| {
                let grade = row.grade_level.number().unwrap_or(9);
                let by_grade = SchoolYear::ending(year.end() - i16::from(grade.min(12) - 9));
                let school = schools.binary_search(&row.school_id.0).unwrap_or_default();
                Member {
                    history: records.find(&id),
                    school: school as u32,
                    grade,
                    entered: ninth.get(id.as_str()).copied().unwrap_or(by_grade),
                    diploma: diplomas.get(id.as_str()).cloned(),
                    groups: groups.get(&id).copied().unwrap_or_default(),
                    id: StudentId(id),
                }
            })
            .collect();
        let schools = schools
            .into_iter()
            .map(|id| (names.get(&id).cloned().unwrap_or_else(|| id.clone()), id))
            .map(|(name, id)| (id, name))
            .collect();
        Roll { schools, members }
    }
}

/// First entry into grade 9: as the students' file says, else the first year seen in grade 9.
fn first_ninth_years(facts: &Facts) -> HashMap<&str, SchoolYear> {
    let mut first = HashMap::new();
    for year in facts.list_years(&Enrollment::TABLE) {
        let Some(batch) = facts.find(&Enrollment::TABLE, year) else { continue };
        let (ids, grades) = (batch.column("student_id"), batch.column("grade_level"));
        for row in 0..batch.len() {
            if grades.code(row) == Some(GradeLevel::Grade9 as u8)
                && let Some(id) = ids.text(row)
            {
                first.entry(id).or_insert(year);
            }
        }
    }
    if let Some(batch) = facts.find_standing(&Student::TABLE) {
        let (ids, years) = (batch.column("student_id"), batch.column("first_ninth_grade_year"));
        for row in 0..batch.len() {
            if let (Some(id), Some(year)) = (ids.text(row), years.year(row)) {
                first.insert(id, SchoolYear::ending(year));
            }
        }
    }
    first
}

/// The diplomas that the students' file names.
fn named_diplomas(facts: &Facts) -> HashMap<&str, String> {
    let Some(batch) = facts.find_standing(&Student::TABLE) else { return HashMap::new() };
    let (ids, diplomas) = (batch.column("student_id"), batch.column("diploma_id"));
    (0..batch.len())
        .filter_map(|row| Some((ids.text(row)?, diplomas.text(row)?.to_owned())))
        .collect()
}

fn read_groups(facts: &Facts, year: SchoolYear) -> HashMap<String, Groups> {
    let Some(batch) = facts.find(&StudentGroups::TABLE, year) else { return HashMap::new() };
    let column = |name| batch.column(name);
    let flags =
        ["economically_disadvantaged", "student_with_disability", "homeless", "foster_care"]
            .map(column);
    let (ids, race, english) =
        (column("student_id"), column("race_ethnicity"), column("english_learner"));
    (0..batch.len())
        .filter_map(|row| {
            let id = ids.text(row)?.to_owned();
            let groups = Groups {
                race_ethnicity: race.code(row).and_then(RaceEthnicity::at),
                economically_disadvantaged: flags[0].flag(row),
                english_learner: english.code(row).and_then(EnglishLearner::at),
                student_with_disability: flags[1].flag(row),
                homeless: flags[2].flag(row),
                foster_care: flags[3].flag(row),
            };
            Some((id, groups))
        })
        .collect()
}
