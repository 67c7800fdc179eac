//! One round: the district's programs, applications and choices under a policy, each choice with
//! what holds of it. Made once, kept with the assignment, and read by everything that follows.

mod build;
mod ground;
mod later;
mod places;

use serde::{Deserialize, Serialize};

use super::model::{Listed, Market, MarketError, SeatGroup};
use super::policy::{Condition, Named, Policy, RoundDays};

pub use build::{RoundError, build};
pub use later::build_later;
pub use places::miles_between;

/// A program as the round knows it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ProgramLine {
    /// The program's code.
    pub id: String,
    /// What families see it called, without the school.
    pub name: String,
    /// Its type; empty when the district does not say.
    pub kind: String,
    /// Its school.
    pub school: String,
    /// The school's name.
    pub school_name: String,
    /// Entry grade, as files write it.
    pub grade: String,
    /// Seats offered.
    pub seats: u32,
    /// The seats in the order in which they are filled.
    pub groups: Vec<SeatGroup>,
    /// Degrees north and east of the school.
    pub at: Option<(f64, f64)>,
}

impl ProgramLine {
    /// School and program in one phrase.
    pub fn full_name(&self) -> String {
        format!("{}, {}", self.school_name, self.name)
    }
}

/// A home area as the round knows it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AreaLine {
    /// The district's code.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Degrees north and east of its center.
    pub at: Option<(f64, f64)>,
}

/// One line of a ranked list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChoiceLine {
    /// The program's position.
    pub program: u32,
    /// The family's own rank, from 1; 0 when the rule put it there (the school by right).
    pub rank: u16,
    /// Which conditions hold, one bit each.
    pub holds: u16,
    /// The priority class that follows.
    pub class: u8,
    /// The reserves that follow, one bit each.
    pub reserves: u16,
}

/// A choice that cannot be one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refused {
    /// The family's rank.
    pub rank: u16,
    /// The program as the family wrote it.
    pub program: String,
    /// Why.
    pub why: RefusedWhy,
}

/// Why a choice cannot be one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefusedWhy {
    /// There is no such program in this year.
    NoSuchProgram,
    /// The program takes another grade.
    OtherGrade,
    /// It stands higher on the list already.
    Twice,
}

/// An application.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ApplicationLine {
    /// The district's number for it.
    pub id: String,
    /// The student, when the district knows them.
    pub student: Option<String>,
    /// Grade applied for, as files write it.
    pub grade: String,
    /// The home area's position.
    pub area: Option<u32>,
    /// Whether the family's income is low; none when not known.
    pub low_income: Option<bool>,
    /// Whether the home is isolated; none when the policy has no such word or the area no place.
    pub isolated: Option<bool>,
    /// The application whose number it draws with and whom it follows; its own position for most.
    pub follows: u32,
    /// The list as it is used.
    pub list: Vec<ChoiceLine>,
    /// What was written and cannot be used.
    pub refused: Vec<Refused>,
}

impl ApplicationLine {
    /// Choices that the family wrote.
    pub fn own(&self) -> impl Iterator<Item = &ChoiceLine> {
        self.list.iter().filter(|choice| choice.rank > 0)
    }
}

/// What a round after the first goes on from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct After {
    /// Which round it is, from 2.
    pub number: u8,
    /// All seats of each program, those that are taken among them, in the order in which they are
    /// filled. A program's own groups are the seats that are left.
    pub whole: Vec<Vec<SeatGroup>>,
    /// For each application the one of an earlier round whose place it takes; its own number where
    /// the earlier list is carried over.
    pub earlier: Vec<Option<String>>,
}

/// A round.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Round {
    /// The school year in which the seats are filled, by the calendar year in which it ends.
    pub year: i16,
    /// The policy.
    pub policy: Policy,
    /// Programs, by code.
    pub programs: Vec<ProgramLine>,
    /// Home areas, by code.
    pub areas: Vec<AreaLine>,
    /// Applications, by number.
    pub applications: Vec<ApplicationLine>,
    /// What it goes on from; none for the first round.
    #[serde(default)]
    pub after: Option<After>,
}

/// Steps from one of a family to its first.
const LONGEST_WAY: usize = 64;

impl Round {
    /// Which round of its policy it is, from 1.
    pub fn number(&self) -> u8 {
        self.after.as_ref().map_or(1, |after| after.number)
    }

    /// Its days.
    pub fn days(&self) -> &RoundDays {
        self.policy.find_days(self.number()).unwrap_or(&self.policy.round)
    }

    /// All seats of a program, also those that earlier rounds gave away.
    pub fn whole(&self, program: usize) -> &[SeatGroup] {
        match &self.after {
            None => &self.programs[program].groups,
            Some(after) => &after.whole[program],
        }
    }

    /// The number of the application of an earlier round whose place one takes.
    pub fn earlier(&self, application: usize) -> Option<&str> {
        self.after.as_ref()?.earlier[application].as_deref()
    }

    /// For each choice whether one may wait for it: nobody waits for the school by right.
    pub fn waits(&self) -> Vec<bool> {
        let lists = self.applications.iter().flat_map(|application| &application.list);
        lists.map(|choice| choice.rank > 0).collect()
    }

    /// The market.
    ///
    /// # Errors
    /// What the engines cannot number.
    pub fn market(&self) -> Result<Market, MarketError> {
        let lists: Vec<Vec<Listed>> = self
            .applications
            .iter()
            .map(|application| {
                let listed = |choice: &ChoiceLine| Listed {
                    program: choice.program,
                    class: choice.class,
                    reserves: choice.reserves,
                };
                application.list.iter().map(listed).collect()
            })
            .collect();
        Market::of(
            self.programs.iter().map(|program| program.groups.as_slice()),
            lists.iter().map(Vec::as_slice),
        )
    }

    /// Puts class and reserves of a choice in line with what holds of it.
    pub fn judge(&self, choice: &mut ChoiceLine) {
        choice.class = self.policy.class_of(choice.holds);
        let kind = &self.programs[choice.program as usize].kind;
        choice.reserves = self.policy.reserves_of(choice.holds, kind);
    }

    /// The line of a choice, by its position among all choices.
    pub fn choice(&self, application: usize, place: usize) -> &ChoiceLine {
        &self.applications[application].list[place]
    }

    /// The class of a choice.
    pub fn class_name(&self, class: u8) -> &Named {
        &self.policy.classes[usize::from(class)].name
    }

    /// Miles in a straight line from an application's area to a program's school.
    pub fn miles(&self, application: usize, program: u32) -> Option<f64> {
        let area = self.applications[application].area?;
        let home = self.areas[area as usize].at?;
        Some(miles_between(home, self.programs[program as usize].at?))
    }

    /// The position of an application by the district's number.
    pub fn find(&self, id: &str) -> Option<usize> {
        self.applications.binary_search_by(|one| one.id.as_str().cmp(id)).ok()
    }

    /// For each application whose number it draws with: the first of its family, also where the way
    /// to it leads over others.
    pub fn drawn_as(&self) -> Vec<u32> {
        let first_of = |at: u32| {
            let mut first = at;
            // No family is longer; a ring ends here.
            for _ in 0..LONGEST_WAY {
                let next = self.applications[first as usize].follows;
                if next == first {
                    return first;
                }
                first = next;
            }
            at
        };
        let shares = self.policy.siblings.share_number;
        (0..self.applications.len() as u32)
            .map(|at| if shares { first_of(at) } else { at })
            .collect()
    }

    /// How much an applicant weighs when seats worth moving are sought.
    pub fn weight(&self, application: usize) -> f64 {
        let line = &self.applications[application];
        let mut holding = line.list.iter().fold(0, |bits, choice| bits | choice.holds);
        if line.low_income == Some(true) {
            holding |= Condition::LowIncome.bit();
        }
        if line.isolated == Some(true) {
            holding |= Condition::Isolated.bit();
        }
        self.policy.weight(holding)
    }
}

/// What is wrong with a round's rows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RoundFinding {
    /// What was found.
    pub what: String,
    /// What follows and what to do.
    pub remedy: String,
}
