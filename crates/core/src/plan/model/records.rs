//! Records of governing, as one file holds them: what a district brings along, or a sample comes
//! with. Each is entered in the journal as if it had been entered by hand.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Answer, Contact, Contract, Handoff, Meeting, Member, Pledge, Review, WorkingGroup};

/// The cabinet's name, its staff, and the lines of the plan that its agencies share.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CabinetRecord {
    /// Its name.
    pub name: String,
    /// Full-time staff that work for it, in hundredths of an FTE.
    #[serde(default)]
    pub staff_hundredths: u32,
    /// Lines of the plan, by id.
    #[serde(default)]
    pub shared: Vec<String>,
}

/// Which day is the first of a school year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FirstDayRecord {
    /// The calendar year in which the school year ends.
    pub year: i16,
    /// The day.
    pub day: Date,
}

/// That schools received a figure to plan with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReleaseRecord {
    /// The figure, such as `budget`.
    pub figure: String,
    /// The calendar year in which the school year planned for ends.
    pub year: i16,
    /// The day.
    pub on: Date,
    /// Schools, by number; none stands for every open one.
    #[serde(default)]
    pub schools: Vec<String>,
}

/// That the central office gave a support that it owed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SupportRecord {
    /// The contract.
    pub contract: String,
    /// The support.
    pub support: String,
    /// The day.
    pub on: Date,
}

/// What followed from a contract's year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConsequenceRecord {
    /// The contract.
    pub contract: String,
    /// The calendar year in which the school year ends.
    pub year: i16,
    /// The words of the contract's list.
    pub what: String,
}

/// Which schools answer to a supervisor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AssignedRecord {
    /// The supervisor.
    pub supervisor: String,
    /// Schools, by number.
    pub schools: Vec<String>,
}

/// One person's answers to the snapshot, given on paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnswersRecord {
    /// The round.
    pub round: String,
    /// The person.
    pub person: String,
    /// 1 to 4 by statement; 0 is *do not know*.
    pub levels: BTreeMap<String, u8>,
}

impl AnswersRecord {
    /// The answers, as the snapshot keeps them.
    pub fn answers(&self) -> BTreeMap<String, Answer> {
        let answer = |level: u8| match level {
            0 => Answer::DoNotKnow,
            level => Answer::Level(level),
        };
        self.levels.iter().map(|(id, level)| (id.clone(), answer(*level))).collect()
    }
}

/// That a line was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DoneRecord {
    /// The line.
    pub line: String,
    /// The day.
    pub on: Date,
    /// What shows it.
    #[serde(default)]
    pub evidence: String,
}

/// The story behind a line's curve.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StoryRecord {
    /// The line.
    pub line: String,
    /// The words.
    pub words: String,
    /// Who wrote them, where somebody else carries them along.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub by: String,
    /// On which day they were written; none is the day on which they are entered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<Date>,
}

/// Everything that one file holds, in the order in which it is entered.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Records {
    /// The cabinet.
    pub cabinet: Option<CabinetRecord>,
    /// Its members.
    pub member: Vec<Member>,
    /// Its working groups.
    pub working_group: Vec<WorkingGroup>,
    /// Funds pledged.
    pub pledge: Vec<Pledge>,
    /// Meetings held.
    pub meeting: Vec<Meeting>,
    /// Lines that were done.
    pub done: Vec<DoneRecord>,
    /// Stories.
    pub story: Vec<StoryRecord>,
    /// Contracts.
    pub contract: Vec<Contract>,
    /// Supports given.
    pub support: Vec<SupportRecord>,
    /// What followed.
    pub consequence: Vec<ConsequenceRecord>,
    /// Hand-offs held.
    pub handoff: Vec<Handoff>,
    /// First days of school.
    pub first_day: Vec<FirstDayRecord>,
    /// Figures that schools received.
    pub release: Vec<ReleaseRecord>,
    /// Supervisors' schools.
    pub assigned: Vec<AssignedRecord>,
    /// Supervisors' visits and meetings.
    pub visit: Vec<Contact>,
    /// Peer reviews.
    pub review: Vec<Review>,
    /// Snapshot answers; a round is opened before its first ones and closed after its last.
    pub answers: Vec<AnswersRecord>,
}
