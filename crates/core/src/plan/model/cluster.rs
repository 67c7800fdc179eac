//! Who goes on to which school, and what is handed over at the step.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::district::{GradeLevel, SchoolId};

/// One student's step from one year's school and grade to the next year's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Move {
    /// School in the first year.
    pub from: SchoolId,
    /// Grade in the first year.
    pub from_grade: GradeLevel,
    /// School in the next year; none when the student left the district's files.
    pub to: Option<SchoolId>,
}

/// The steps between levels that a hand-off is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Transition {
    /// From grade 5 to grade 6.
    FiveToSix,
    /// From grade 8 to grade 9.
    EightToNine,
}

impl Transition {
    /// Both.
    pub const ALL: [Transition; 2] = [Transition::FiveToSix, Transition::EightToNine];

    /// The grade that is left.
    pub const fn grade(self) -> GradeLevel {
        match self {
            Transition::FiveToSix => GradeLevel::Grade5,
            Transition::EightToNine => GradeLevel::Grade8,
        }
    }

    /// As files write it.
    pub const fn code(self) -> &'static str {
        match self {
            Transition::FiveToSix => "5-6",
            Transition::EightToNine => "8-9",
        }
    }

    /// As people read it.
    pub const fn name(self) -> &'static str {
        match self {
            Transition::FiveToSix => "5th to 6th grade",
            Transition::EightToNine => "8th to 9th grade",
        }
    }
}

/// That two schools handed students over: a meeting of teachers, and what was agreed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Handoff {
    /// The step.
    pub transition: Transition,
    /// The school year into which students step, by the calendar year in which it ends.
    pub year: i16,
    /// The school that they leave.
    pub from_school: String,
    /// The school that they enter.
    pub to_school: String,
    /// The day of the meeting.
    pub met_on: Date,
    /// What was agreed.
    #[serde(default)]
    pub agreed: String,
}
