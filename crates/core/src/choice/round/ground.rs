//! What schools, home areas and families are to a round: from rows of applications to their lines.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::build::applications;
use super::places::{isolated, miles_between};
use super::{
    ApplicationLine, AreaLine, ChoiceLine, ProgramLine, Refused, RefusedWhy, RoundFinding,
};
use crate::choice::policy::{Condition, Feeding, Neighborhood, Policy};
use crate::district::cell::CellError;
use crate::district::*;

/// What schools and areas are to a round.
pub(super) struct Ground<'a> {
    policy: &'a Policy,
    schools: BTreeMap<String, School>,
    areas: Vec<Area>,
    pub(super) lines: Vec<AreaLine>,
    pub(super) programs: Vec<ProgramLine>,
    /// For an area and a grade: the program by right, and whether the area is isolated.
    known: BTreeMap<(u32, String), (Option<u32>, Option<bool>)>,
}

impl<'a> Ground<'a> {
    pub(super) fn load(
        facts: &Facts,
        policy: &'a Policy,
        programs: Vec<Program>,
    ) -> Result<Self, CellError> {
        let schools = match facts.find_standing(&School::TABLE) {
            Some(batch) => School::list(batch)?,
            None => Vec::new(),
        };
        let mut areas = match facts.find_standing(&Area::TABLE) {
            Some(batch) => Area::list(batch)?,
            None => Vec::new(),
        };
        areas.sort_by(|a, b| a.area_id.cmp(&b.area_id));
        let schools: BTreeMap<String, School> =
            schools.into_iter().map(|school| (school.school_id.0.clone(), school)).collect();
        let lines = areas
            .iter()
            .map(|area| AreaLine {
                id: area.area_id.0.clone(),
                name: area.area_name.clone(),
                at: place(&area.latitude, &area.longitude),
            })
            .collect();
        let mut programs: Vec<ProgramLine> = programs
            .into_iter()
            .map(|program| {
                let school = schools.get(program.school_id.as_str());
                ProgramLine {
                    name: program.program_name.unwrap_or_else(|_| program.program_id.0.clone()),
                    id: program.program_id.0,
                    kind: program.program_type.unwrap_or_default(),
                    school_name: school
                        .map_or_else(|| program.school_id.0.clone(), |s| s.school_name.clone()),
                    school: program.school_id.0,
                    grade: program.grade_level.code().to_owned(),
                    seats: u32::try_from(program.seats).unwrap_or(0),
                    groups: Vec::new(),
                    at: school.and_then(|school| place(&school.latitude, &school.longitude)),
                }
            })
            .collect();
        programs.sort_by(|a, b| (&a.id, &a.grade).cmp(&(&b.id, &b.grade)));
        Ok(Ground { policy, schools, areas, lines, programs, known: BTreeMap::new() })
    }

    /// The applications of rows, in their order; what they list is taken out of the lists.
    pub(super) fn take_part(
        &mut self,
        rows: &[Application],
        lists: &mut BTreeMap<String, Vec<(i64, String)>>,
        findings: &mut Vec<RoundFinding>,
    ) -> Vec<ApplicationLine> {
        let follows = follow(rows, findings);
        let line = |(row, follows): (&Application, u32)| {
            let mut wanted = lists.remove(row.application_id.as_str()).unwrap_or_default();
            wanted.sort();
            self.application(row, follows, &wanted)
        };
        rows.iter().zip(follows).map(line).collect()
    }

    fn application(
        &mut self,
        row: &Application,
        follows: u32,
        wanted: &[(i64, String)],
    ) -> ApplicationLine {
        let grade = row.grade_level.code().to_owned();
        let area = row.home_area.as_ref().ok().and_then(|id| {
            self.areas.binary_search_by(|area| area.area_id.cmp(id)).ok().map(|at| at as u32)
        });
        let (by_right, isolated) = area.map_or((None, None), |area| self.know(area, &grade));
        let mut line = ApplicationLine {
            id: row.application_id.0.clone(),
            student: row.student_id.as_ref().ok().map(|id| id.0.clone()),
            area,
            low_income: row.economically_disadvantaged.ok(),
            isolated,
            follows,
            list: Vec::new(),
            refused: Vec::new(),
            grade,
        };
        for (at, (_, id)) in wanted.iter().enumerate() {
            // Gaps in the ranks are closed: the third line is the third choice.
            let rank = u16::try_from(at + 1).unwrap_or(u16::MAX);
            match self.find(id, &line.grade) {
                Ok(program) if line.list.iter().any(|c| c.program == program) => {
                    let why = RefusedWhy::Twice;
                    line.refused.push(Refused { rank, program: id.clone(), why });
                }
                Ok(program) => {
                    let choice = self.choice(row, &line, program, rank, by_right);
                    line.list.push(choice);
                }
                Err(why) => line.refused.push(Refused { rank, program: id.clone(), why }),
            }
        }
        if let Some(program) = by_right
            && !line.list.iter().any(|choice| choice.program == program)
        {
            let choice = self.choice(row, &line, program, 0, by_right);
            line.list.push(choice);
        }
        line
    }

    fn find(&self, id: &str, grade: &str) -> Result<u32, RefusedWhy> {
        let from = self.programs.partition_point(|program| program.id.as_str() < id);
        let same = self.programs[from..].iter().take_while(|program| program.id == id);
        let grades: Vec<&str> = same.map(|program| program.grade.as_str()).collect();
        match grades.iter().position(|found| *found == grade) {
            Some(at) => Ok((from + at) as u32),
            None if grades.is_empty() => Err(RefusedWhy::NoSuchProgram),
            None => Err(RefusedWhy::OtherGrade),
        }
    }

    /// The program that an area's children have by right in a grade, if the policy has such a
    /// thing, and whether the area is isolated.
    fn know(&mut self, area: u32, grade: &str) -> (Option<u32>, Option<bool>) {
        let key = (area, grade.to_owned());
        if let Some(known) = self.known.get(&key) {
            return *known;
        }
        let line = &self.lines[area as usize];
        let isolated = isolated(self.policy, line, grade, &self.programs);
        let kind = self.policy.default_school.as_ref().map(|default| &default.program_type);
        let school = self.zoned(&self.areas[area as usize], grade);
        let by_right = kind.zip(school).and_then(|(kind, school)| {
            self.programs
                .iter()
                .position(|p| p.school == school && p.grade == grade && p.kind == *kind)
                .map(|at| at as u32)
        });
        self.known.insert(key, (by_right, isolated));
        (by_right, isolated)
    }

    /// The school that an area's children attend by right in a grade.
    fn zoned(&self, area: &Area, grade: &str) -> Option<String> {
        let number = GradeLevel::ALL.iter().find(|level| level.code() == grade)?.number()?;
        let zoned = [&area.elementary_school_id, &area.middle_school_id, &area.high_school_id];
        let teaches = |id: &SchoolId, usual: std::ops::RangeInclusive<i8>| {
            let span = self.schools.get(id.as_str()).and_then(|school| {
                let low = school.low_grade.ok()?.number()?;
                Some(low..=school.high_grade.ok()?.number()?)
            });
            span.unwrap_or(usual).contains(&number)
        };
        zoned
            .into_iter()
            .zip([-3..=5, 6..=8, 9..=13])
            .filter_map(|(id, usual)| Some((id.as_ref().ok()?, usual)))
            .find(|(id, usual)| teaches(id, usual.clone()))
            .map(|(id, _)| id.0.clone())
    }

    fn choice(
        &self,
        row: &Application,
        line: &ApplicationLine,
        at: u32,
        rank: u16,
        by_right: Option<u32>,
    ) -> ChoiceLine {
        let program = &self.programs[at as usize];
        let is_school =
            |id: &Maybe<SchoolId>| id.as_ref().is_ok_and(|id| id.as_str() == program.school);
        let area = line.area.map(|area| (&self.areas[area as usize], &self.lines[area as usize]));
        let mut holds = 0;
        let mut hold = |condition: Condition, is: bool| {
            if is {
                holds |= condition.bit();
            }
        };
        hold(
            Condition::Guaranteed,
            row.guaranteed_program_id.as_ref().is_ok_and(|id| id.as_str() == program.id),
        );
        hold(Condition::CurrentSchool, is_school(&row.current_school_id));
        hold(Condition::Sibling, is_school(&row.sibling_school_id));
        hold(Condition::Staff, is_school(&row.staff_school_id));
        hold(Condition::LowIncome, line.low_income == Some(true));
        hold(Condition::Isolated, line.isolated == Some(true));
        hold(Condition::ByRight, by_right == Some(at));
        hold(Condition::Feeder, self.feeds(row, program));
        hold(
            Condition::Neighborhood,
            area.is_some_and(|(area, place)| match self.policy.neighborhood {
                Some(Neighborhood::Miles(miles)) => match (place.at, program.at) {
                    (Some(home), Some(school)) => miles_between(home, school) <= miles,
                    _ => false,
                },
                Some(Neighborhood::Zone) | None => {
                    [&area.elementary_school_id, &area.middle_school_id, &area.high_school_id]
                        .into_iter()
                        .any(is_school)
                }
            }),
        );
        ChoiceLine {
            program: at,
            rank,
            holds,
            class: self.policy.class_of(holds),
            reserves: self.policy.reserves_of(holds, &program.kind),
        }
    }

    fn feeds(&self, row: &Application, program: &ProgramLine) -> bool {
        let Ok(from) = &row.current_school_id else { return false };
        match &self.policy.feeder {
            None => false,
            Some(Feeding::List(list)) => list
                .iter()
                .any(|(school, to)| school == from.as_str() && to.contains(&program.school)),
            Some(Feeding::Cluster) => {
                let cluster = |id: &str| self.schools.get(id)?.cluster_id.as_ref().ok();
                from.as_str() != program.school
                    && cluster(from.as_str()).is_some()
                    && cluster(from.as_str()) == cluster(&program.school)
            }
        }
    }
}

fn place(north: &Maybe<f64>, east: &Maybe<f64>) -> Option<(f64, f64)> {
    Some(((*north).ok()?, (*east).ok()?))
}

/// Most brothers and sisters who are one family.
const LARGEST_FAMILY: usize = 12;

/// For each application whom it follows: the oldest of those that name each other, two of them or
/// more in a ring, where each names the next and the last the first.
fn follow(rows: &[Application], findings: &mut Vec<RoundFinding>) -> Vec<u32> {
    let find = |id: &ApplicationId| rows.binary_search_by(|row| row.application_id.cmp(id)).ok();
    let link = |at: usize| rows[at].linked_application_id.as_ref().ok().and_then(find);
    let age = |at: usize| rows[at].grade_level.number().unwrap_or(i8::MIN);
    let ring = |at: usize| -> Option<Vec<usize>> {
        let mut family = vec![at];
        while family.len() <= LARGEST_FAMILY {
            match link(*family.last()?)? {
                next if next == at => return (family.len() > 1).then_some(family),
                next => family.push(next),
            }
        }
        None
    };
    let mut one_way = 0;
    let follows = (0..rows.len())
        .map(|at| match ring(at) {
            // The oldest; of two in one grade the one whose number comes first.
            Some(family) => {
                let first = family.into_iter().max_by_key(|one| (age(*one), Reverse(*one)));
                first.unwrap_or(at) as u32
            }
            None => {
                one_way += usize::from(link(at).is_some());
                at as u32
            }
        })
        .collect();
    if one_way > 0 {
        findings.push(RoundFinding {
            what: match one_way {
                1 => "One application names an application that does not name it back.".to_owned(),
                many => format!(
                    "{} name an application that does not name them back.",
                    applications(many)
                ),
            },
            remedy:
                "They are placed alone, since a link counts when all of a family are in it: two \
                     name each other; three or more name each the next, and the last the first."
                    .to_owned(),
        });
    }
    follows
}
