//! From a district's rows to a round.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use thiserror::Error;

use super::places::{isolated, miles_between};
use super::{
    ApplicationLine, AreaLine, ChoiceLine, ProgramLine, Refused, RefusedWhy, Round, RoundFinding,
};
use crate::choice::model::SeatGroup;
use crate::choice::policy::{BY_RIGHT, Condition, Feeding, Neighborhood, Policy, Size, Step};
use crate::district::cell::CellError;
use crate::district::*;
use crate::thousands::group_thousands;

/// Why there is no round.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum RoundError {
    /// Tables that are not loaded for the year.
    #[error("there are no {} for {year}", tables.join(", "))]
    Without {
        /// The tables.
        tables: Vec<&'static str>,
        /// The year.
        year: SchoolYear,
    },
    /// A round that the policy does not have.
    #[error("the policy has {rounds} rounds, and no round {number}")]
    NoSuchRound {
        /// Which was asked for.
        number: u8,
        /// How many there are.
        rounds: u8,
    },
    /// A row that cannot be read.
    #[error(transparent)]
    Cell(#[from] CellError),
}

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

/// Makes the round of a year from a district's rows: programs, applications, choices, and where
/// they are there schools and areas.
///
/// # Errors
/// When one of the three tables is not loaded for the year.
pub fn build(
    facts: &Facts,
    policy: &Policy,
    year: SchoolYear,
) -> Result<(Round, Vec<RoundFinding>), RoundError> {
    let (programs, rows, choices) = list_tables(facts, year)?;
    let mut findings = Vec::new();
    let mut ground = Ground::load(facts, policy, programs)?;
    let mut lists = find_lists(choices);
    let last = i64::from(policy.count_rounds());
    let later = rows.iter().filter(|row| round_of(row) > 1).count();
    let without = rows.iter().filter(|row| round_of(row) > last).count();
    let (rows, others): (Vec<Application>, Vec<Application>) =
        rows.into_iter().partition(|row| round_of(row) <= 1);
    for row in &others {
        lists.remove(row.application_id.as_str());
    }
    let follows = follow(&rows, &mut findings);
    let applications: Vec<ApplicationLine> = rows
        .iter()
        .zip(follows)
        .map(|(row, follows)| {
            let mut wanted = lists.remove(row.application_id.as_str()).unwrap_or_default();
            wanted.sort();
            ground.application(row, follows, &wanted)
        })
        .collect();
    let Ground { lines, mut programs, .. } = ground;
    set_seats(policy, &mut programs, &applications);
    let round = Round {
        year: year.end(),
        policy: policy.clone(),
        programs,
        areas: lines,
        applications,
        after: None,
    };
    look(&round, lists.len(), &rows, &mut findings);
    if without > 0 {
        findings.push(RoundFinding {
            what: format!("{} for a round that the policy does not have.", self::applications(without)),
            remedy: format!("Of {later} for later rounds these count for nobody: correct the round, or add it to the policy."),
        });
    }
    Ok((round, findings))
}

/// The round that an application is for, from 1.
pub(super) fn round_of(row: &Application) -> i64 {
    row.round.unwrap_or(1)
}

/// Choices by application: rank and program.
pub(super) fn find_lists(choices: Vec<Choice>) -> BTreeMap<String, Vec<(i64, String)>> {
    let mut lists: BTreeMap<String, Vec<(i64, String)>> = BTreeMap::new();
    for choice in choices {
        let list = lists.entry(choice.application_id.0).or_default();
        list.push((choice.rank, choice.program_id.0));
    }
    lists
}

type Rows = (Vec<Program>, Vec<Application>, Vec<Choice>);

/// The rows of the three tables, applications by number.
pub(super) fn list_tables(facts: &Facts, year: SchoolYear) -> Result<Rows, RoundError> {
    let tables = [&Program::TABLE, &Application::TABLE, &Choice::TABLE];
    let missing: Vec<&str> =
        tables.iter().filter(|t| facts.find(t, year).is_none()).map(|t| t.name).collect();
    let [Some(programs), Some(applications), Some(choices)] =
        tables.map(|table| facts.find(table, year))
    else {
        return Err(RoundError::Without { tables: missing, year });
    };
    let mut rows = Application::list(applications)?;
    rows.sort_by(|a, b| a.application_id.cmp(&b.application_id));
    Ok((Program::list(programs)?, rows, Choice::list(choices)?))
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

    pub(super) fn application(
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
pub(super) fn follow(rows: &[Application], findings: &mut Vec<RoundFinding>) -> Vec<u32> {
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

pub(super) fn applications(count: usize) -> String {
    match count {
        1 => "One application".to_owned(),
        more => format!("{} applications", group_thousands(more as u64)),
    }
}

/// Divides each program's seats into groups, in the policy's precedence.
fn set_seats(policy: &Policy, programs: &mut [ProgramLine], applications: &[ApplicationLine]) {
    let mut by_right = vec![0u32; programs.len()];
    for choice in applications.iter().flat_map(|application| &application.list) {
        if choice.reserves >> BY_RIGHT & 1 == 1 {
            by_right[choice.program as usize] += 1;
        }
    }
    let makes_room = policy.default_school.as_ref().is_some_and(|default| default.makes_room);
    for (program, by_right) in programs.iter_mut().zip(by_right) {
        program.groups = groups_of(policy, program);
        if makes_room && by_right > 0 {
            program.groups.push(SeatGroup::only_for(by_right, BY_RIGHT));
        }
    }
}

/// A program's seats in groups, in the policy's precedence.
pub(super) fn groups_of(policy: &Policy, program: &ProgramLine) -> Vec<SeatGroup> {
    let mut left = program.seats;
    let mut sizes = vec![0u32; policy.reserves.len()];
    for (size, reserve) in sizes.iter_mut().zip(&policy.reserves) {
        if reserve.at.is_empty() || reserve.at.contains(&program.kind) {
            let wanted = match reserve.size {
                Size::Share(share) => (share * f64::from(program.seats) + 1e-9).floor() as u32,
                Size::Seats(seats) => seats,
            };
            *size = wanted.min(left);
            left -= *size;
        }
    }
    policy
        .precedence
        .iter()
        .map(|step| match step {
            Step::Open => SeatGroup::open(left),
            Step::Reserve(at) => SeatGroup::reserved(sizes[usize::from(*at)], *at),
        })
        .filter(|group| group.seats > 0)
        .collect()
}

/// What a person should know about the rows before seats are given.
pub(super) fn look(
    round: &Round,
    strangers: usize,
    rows: &[Application],
    findings: &mut Vec<RoundFinding>,
) {
    let mut say = |count: usize, what: &str, remedy: &str| {
        if count > 0 {
            let what = format!("{} {what}", applications(count));
            findings.push(RoundFinding { what, remedy: remedy.to_owned() });
        }
    };
    say(
        strangers,
        "with choices are not in the table of applications.",
        "Their choices count for nobody: import the applications.",
    );
    let with = |test: &dyn Fn(&ApplicationLine) -> bool| {
        round.applications.iter().filter(|application| test(application)).count()
    };
    say(
        with(&|a| a.own().next().is_none()),
        "have no choice that can be used.",
        "Ask these families.",
    );
    let refused =
        |why: RefusedWhy| with(&|a: &ApplicationLine| a.refused.iter().any(|r| r.why == why));
    say(
        refused(RefusedWhy::NoSuchProgram),
        "list a program that is not in the table of programs.",
        "The choice is passed over; the letter says so.",
    );
    say(
        refused(RefusedWhy::OtherGrade),
        "list a program of another grade.",
        "The choice is passed over; the letter says so.",
    );
    say(refused(RefusedWhy::Twice), "list a program twice.", "The higher place counts.");
    if round.policy.uses(Condition::LowIncome) {
        let unknown = with(&|a| a.low_income.is_none());
        say(unknown, "do not say whether the income is low.", "They count as not of low income.");
    }
    if round.policy.isolation.is_some() {
        let unknown = with(&|a| a.isolated.is_none());
        say(unknown, "have no home area with a place.", "They count as not isolated.");
    }
    let never: BTreeSet<Condition> = [
        (Condition::Staff, rows.iter().any(|r| r.staff_school_id.is_ok())),
        (Condition::Guaranteed, rows.iter().any(|r| r.guaranteed_program_id.is_ok())),
        (Condition::Sibling, rows.iter().any(|r| r.sibling_school_id.is_ok())),
    ]
    .into_iter()
    .filter(|(condition, any)| round.policy.uses(*condition) && !any)
    .map(|(condition, _)| condition)
    .collect();
    for condition in never {
        findings.push(RoundFinding {
            what: format!("The policy uses “{}”, and no application says so.", condition.id()),
            remedy: "Fill the column, or expect the class to be empty.".to_owned(),
        });
    }
    let kinds: BTreeSet<&str> =
        round.programs.iter().map(|program| program.kind.as_str()).collect();
    let isolation = round.policy.isolation.iter().flat_map(|isolation| &isolation.program_types);
    let reserves = round.policy.reserves.iter().flat_map(|reserve| &reserve.at);
    let default = round.policy.default_school.iter().map(|default| &default.program_type);
    let named: BTreeSet<&String> = isolation.chain(reserves).chain(default).collect();
    for kind in named.into_iter().filter(|kind| !kinds.contains(kind.as_str())) {
        findings.push(RoundFinding {
            what: format!("The policy speaks of {kind} programs, and there are none."),
            remedy: format!(
                "The types in the table of programs are: {}.",
                kinds.iter().copied().collect::<Vec<_>>().join(", ")
            ),
        });
    }
    let mut guaranteed = vec![0usize; round.programs.len()];
    for choice in round.applications.iter().flat_map(|application| &application.list) {
        if choice.holds & Condition::Guaranteed.bit() != 0 {
            guaranteed[choice.program as usize] += 1;
        }
    }
    for (program, promised) in round.programs.iter().zip(guaranteed) {
        if promised > program.seats as usize {
            findings.push(RoundFinding {
                what: format!(
                    "{} promises {promised} seats and has {}.",
                    program.full_name(),
                    program.seats
                ),
                remedy: "Add seats, or take promises back before the lottery.".to_owned(),
            });
        }
    }
}
