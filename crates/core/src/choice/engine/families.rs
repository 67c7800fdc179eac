//! Brothers and sisters who want one school: the heuristic that Chile uses.
//!
//! After Correa, Epstein, Escobar, Rios and others, *School Choice in Chile*, Operations Research
//! 70(2), 2022: grades are settled from the oldest down, and when an older child has a place, the
//! younger one's list is put in a new order in which that school comes first; the younger one also
//! counts as having a sibling there. In one grade the one with the better number leads, then the
//! other way round. A stable outcome that keeps families together need not exist, and the
//! heuristic need not find it where it does: whoever stays apart keeps their own list, and is named.

use serde::{Deserialize, Serialize};

use super::super::model::{Assignment, MarketError, Numbers};
use super::super::policy::Condition;
use super::super::round::{ChoiceLine, Round};
use super::{Mechanism, assign};

/// How two who asked for one school came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// In one school.
    Together,
    /// In different schools, or one of them in none.
    Apart,
    /// They list no school in common, so nothing could be done.
    NoSchoolInCommon,
}

/// Two who asked for one school.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Family {
    /// Whose place is sought first.
    pub leader: u32,
    /// Who follows.
    pub follower: u32,
    /// How it came out.
    pub outcome: Outcome,
}

/// Seats given out, with families.
#[derive(Debug, Clone, PartialEq)]
pub struct Placed {
    /// The round, with the lists as they were used in the end.
    pub round: Round,
    /// Who got what.
    pub assignment: Assignment,
    /// Every two who asked for one school.
    pub families: Vec<Family>,
}

/// Gives out the seats of a round; linked applications follow one another where the policy says
/// so. `numbers` are computed anew for each set of lists, since a number may hang on a choice.
///
/// # Errors
/// What the engines cannot number.
pub fn place(
    round: &Round,
    mechanism: Mechanism,
    numbers: &dyn Fn(&Round) -> Numbers,
) -> Result<Placed, MarketError> {
    let mut work = Work::begin(round, mechanism, numbers)?;
    if !round.policy.siblings.same_school {
        return Ok(work.end(Vec::new()));
    }
    let mut pairs = list_pairs(round, &numbers(round));
    for grade in grades_oldest_first(round) {
        let here: Vec<Family> = pairs
            .iter()
            .filter(|pair| round.applications[pair.follower as usize].grade == grade)
            .copied()
            .collect();
        if !here.is_empty() {
            work.settle(round, &here)?;
        }
    }
    for pair in &mut pairs {
        if work.together(pair) {
            pair.outcome = Outcome::Together;
        }
    }
    Ok(work.end(pairs))
}

/// The lists as they stand, and who gets what by them.
struct Work<'a> {
    round: Round,
    /// Where each application's choices begin among all.
    starts: Vec<usize>,
    assignment: Assignment,
    mechanism: Mechanism,
    numbers: &'a dyn Fn(&Round) -> Numbers,
}

impl<'a> Work<'a> {
    fn begin(
        round: &Round,
        mechanism: Mechanism,
        numbers: &'a dyn Fn(&Round) -> Numbers,
    ) -> Result<Self, MarketError> {
        let mut starts = Vec::with_capacity(round.applications.len());
        let mut total = 0;
        for application in &round.applications {
            starts.push(total);
            total += application.list.len();
        }
        let assignment = Assignment::default();
        let mut work = Work { round: round.clone(), starts, assignment, mechanism, numbers };
        work.solve()?;
        Ok(work)
    }

    fn end(self, families: Vec<Family>) -> Placed {
        Placed { round: self.round, assignment: self.assignment, families }
    }

    fn solve(&mut self) -> Result<(), MarketError> {
        let numbers = (self.numbers)(&self.round);
        self.assignment = assign(self.mechanism, &self.round.market()?, &numbers);
        Ok(())
    }

    /// Settles the pairs whose younger child is in one grade.
    fn settle(&mut self, original: &Round, pairs: &[Family]) -> Result<(), MarketError> {
        let apart: Vec<Family> =
            pairs.iter().filter(|pair| !self.together(pair)).copied().collect();
        let first: Vec<Option<String>> =
            apart.iter().map(|pair| self.school(pair.follower).map(str::to_owned)).collect();
        let mut moved = false;
        for pair in &apart {
            if let Some(school) = self.school(pair.leader).map(str::to_owned) {
                moved |= self.put_first(pair.follower, &school);
            }
        }
        if moved {
            self.solve()?;
        }
        // Two of one grade also try it the other way round.
        let mut moved = false;
        for (pair, school) in apart.iter().zip(&first) {
            let (leader, follower) = (pair.leader as usize, pair.follower as usize);
            let lines = &original.applications;
            if self.together(pair) || lines[leader].grade != lines[follower].grade {
                continue;
            }
            if let Some(school) = school {
                self.round.applications[follower].list.clone_from(&lines[follower].list);
                self.put_first(pair.leader, school);
                moved = true;
            }
        }
        if moved {
            self.solve()?;
        }
        self.restore(original, pairs)
    }

    /// Whoever is still apart keeps their own list. That may part others, who are told so.
    fn restore(&mut self, original: &Round, pairs: &[Family]) -> Result<(), MarketError> {
        let mut is_together = vec![false; self.starts.len()];
        for pair in pairs.iter().filter(|pair| self.together(pair)) {
            is_together[pair.leader as usize] = true;
            is_together[pair.follower as usize] = true;
        }
        let mut restored = false;
        for one in pairs.iter().flat_map(|pair| [pair.leader as usize, pair.follower as usize]) {
            let own = &original.applications[one].list;
            if !is_together[one] && self.round.applications[one].list != *own {
                self.round.applications[one].list.clone_from(own);
                restored = true;
            }
        }
        if restored { self.solve() } else { Ok(()) }
    }

    fn school(&self, application: u32) -> Option<&str> {
        let application = application as usize;
        let place = self.assignment.find(application)? - self.starts[application];
        let program = self.round.applications[application].list[place].program;
        Some(&self.round.programs[program as usize].school)
    }

    fn together(&self, pair: &Family) -> bool {
        let school = self.school(pair.leader);
        school.is_some() && school == self.school(pair.follower)
    }

    /// Puts the choices at a school first, where the applicant counts as having a sibling from now
    /// on. Whether that changed anything.
    fn put_first(&mut self, application: u32, school: &str) -> bool {
        let application = application as usize;
        let mut list = self.round.applications[application].list.clone();
        let at_school =
            |choice: &ChoiceLine| self.round.programs[choice.program as usize].school == school;
        for choice in list.iter_mut().filter(|choice| at_school(choice)) {
            choice.holds |= Condition::Sibling.bit();
            self.round.judge(choice);
        }
        list.sort_by_key(|choice| !at_school(choice));
        let changed = list != self.round.applications[application].list;
        self.round.applications[application].list = list;
        changed
    }
}

fn grades_oldest_first(round: &Round) -> Vec<String> {
    let mut grades: Vec<String> = round.applications.iter().map(|a| a.grade.clone()).collect();
    grades.sort();
    grades.dedup();
    let age = |grade: &String| {
        crate::district::GradeLevel::ALL
            .iter()
            .find(|level| level.code() == grade)
            .and_then(|level| level.number())
    };
    grades.sort_by_key(|grade| std::cmp::Reverse(age(grade)));
    grades
}

fn list_pairs(round: &Round, numbers: &Numbers) -> Vec<Family> {
    let mut pairs = Vec::new();
    let number = |application: usize| match numbers {
        Numbers::Single(numbers) => numbers[application],
        Numbers::PerProgram(_) => application as u32,
    };
    for (at, application) in round.applications.iter().enumerate() {
        let other = application.follows as usize;
        if other == at {
            continue;
        }
        let same_grade = round.applications[other].grade == application.grade;
        let (leader, follower) =
            if same_grade && number(at) < number(other) { (at, other) } else { (other, at) };
        let schools = |application: usize| {
            round.applications[application]
                .list
                .iter()
                .map(|choice| round.programs[choice.program as usize].school.as_str())
        };
        let common = schools(leader).any(|school| schools(follower).any(|other| other == school));
        let outcome = if common { Outcome::Apart } else { Outcome::NoSchoolInCommon };
        pairs.push(Family { leader: leader as u32, follower: follower as u32, outcome });
    }
    pairs
}
