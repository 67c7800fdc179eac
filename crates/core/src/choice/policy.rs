//! The policy as a text that a board can adopt: one TOML file, every rule of it read and judged.
//!
//! Files that ship are in `policy/choice/`; a district's own stand in its `policy/choice/`.

mod file;
mod judge;
mod look;
mod shipped;
mod words;

use serde::{Deserialize, Serialize};

use super::engine::Mechanism;
use crate::finding::Severity;

pub use judge::check_policy;
pub use shipped::SHIPPED;

/// Something that may be true of an applicant at a program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum Condition {
    /// The district has promised the applicant a seat in the program.
    Guaranteed,
    /// The applicant goes to the program's school now.
    CurrentSchool,
    /// A brother or sister goes to the program's school now.
    Sibling,
    /// The applicant's present school feeds the program's school.
    Feeder,
    /// The applicant lives in the school's neighborhood.
    Neighborhood,
    /// A parent works at the school.
    Staff,
    /// The family's income is low.
    LowIncome,
    /// The home is far from every program of the types that the policy names.
    Isolated,
    /// The program is the applicant's school by right.
    ByRight,
}

impl Condition {
    /// All of them.
    pub const ALL: [Condition; 9] = [
        Condition::Guaranteed,
        Condition::CurrentSchool,
        Condition::Sibling,
        Condition::Feeder,
        Condition::Neighborhood,
        Condition::Staff,
        Condition::LowIncome,
        Condition::Isolated,
        Condition::ByRight,
    ];

    /// Its word in a policy.
    pub const fn id(self) -> &'static str {
        match self {
            Condition::Guaranteed => "guaranteed",
            Condition::CurrentSchool => "current_school",
            Condition::Sibling => "sibling",
            Condition::Feeder => "feeder",
            Condition::Neighborhood => "neighborhood",
            Condition::Staff => "staff",
            Condition::LowIncome => "low_income",
            Condition::Isolated => "isolated",
            Condition::ByRight => "by_right",
        }
    }

    /// The condition of that word.
    pub fn find(id: &str) -> Option<Self> {
        Condition::ALL.into_iter().find(|condition| condition.id() == id)
    }

    /// What is true of the applicant, in words.
    pub const fn words(self) -> &'static str {
        match self {
            Condition::Guaranteed => "was promised a seat in the program",
            Condition::CurrentSchool => "goes to the school now",
            Condition::Sibling => "has a brother or sister at the school",
            Condition::Feeder => "comes from a school that feeds this one",
            Condition::Neighborhood => "lives in the school's neighborhood",
            Condition::Staff => "has a parent who works at the school",
            Condition::LowIncome => "comes from a family with a low income",
            Condition::Isolated => "lives far from every such program",
            Condition::ByRight => "may attend this school by right",
        }
    }

    /// The bit that stands for it.
    pub const fn bit(self) -> u16 {
        1 << self as u8
    }
}

/// Conditions, all of which must hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Conditions(pub u16);

impl Conditions {
    /// Whether all of these hold among those.
    pub const fn hold_in(self, holding: u16) -> bool {
        self.0 & holding == self.0
    }

    /// Whether a condition is among them.
    pub const fn has(self, condition: Condition) -> bool {
        self.0 & condition.bit() != 0
    }

    /// The conditions.
    pub fn list(self) -> impl Iterator<Item = Condition> {
        Condition::ALL.into_iter().filter(move |condition| self.has(*condition))
    }
}

impl FromIterator<Condition> for Conditions {
    fn from_iter<I: IntoIterator<Item = Condition>>(all: I) -> Self {
        Conditions(all.into_iter().fold(0, |bits, condition| bits | condition.bit()))
    }
}

/// A name for families, in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    /// Short id, as files write it.
    pub id: String,
    /// In English.
    pub en: String,
    /// In Spanish.
    pub es: String,
}

/// A priority class: who is in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Class {
    /// Its name.
    pub name: Named,
    /// What must hold; nothing for everybody.
    pub when: Conditions,
}

/// How many seats of a program are reserved.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Size {
    /// A share of its seats, rounded down.
    Share(f64),
    /// So many, or all that there are.
    Seats(u32),
}

/// Seats for which some come first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Reserve {
    /// Its name.
    pub name: Named,
    /// What must hold of a member.
    pub when: Conditions,
    /// The program types that have it; none for all.
    pub at: Vec<String>,
    /// How many seats.
    pub size: Size,
}

/// One step of the order in which a program's seats are filled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// The seats of a reserve, by its position.
    Reserve(u8),
    /// All seats that are not reserved.
    Open,
}

/// How far is far.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Distance {
    /// More than so many miles in a straight line.
    Miles(f64),
    /// More than so many minutes, at so many minutes for a mile in a straight line.
    Minutes {
        /// The limit.
        minutes: f64,
        /// Minutes for one mile.
        per_mile: f64,
    },
}

impl Distance {
    /// The limit in miles.
    pub fn in_miles(self) -> f64 {
        match self {
            Distance::Miles(miles) => miles,
            Distance::Minutes { minutes, per_mile } => minutes / per_mile,
        }
    }
}

/// Geographic isolation, as the policy defines it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Isolation {
    /// The types of program that a home is far from; of the applicant's entry grade.
    pub program_types: Vec<String>,
    /// How far.
    pub more_than: Distance,
}

/// Which schools feed which.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Feeding {
    /// Schools of one cluster.
    Cluster,
    /// As listed: from a school to others.
    List(Vec<(String, Vec<String>)>),
}

/// What a school's neighborhood is.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Neighborhood {
    /// The home areas whose children may attend by right.
    Zone,
    /// Homes within so many miles in a straight line.
    Miles(f64),
}

/// The school that a child has when no choice has a seat.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DefaultSchool {
    /// The type of its program, at the school that the home area has by right.
    pub program_type: String,
    /// Whether seats are added for those who have no other, so that nobody is left without one.
    pub makes_room: bool,
}

/// What holds for brothers and sisters who apply together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Siblings {
    /// Whether linked applications are placed in one school where that can be done.
    pub same_school: bool,
    /// Whether they draw one number.
    pub share_number: bool,
}

/// How waitlists work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waitlist {
    /// Whether an applicant stays in line for every choice above the one that they were offered.
    pub keep: bool,
    /// Days to answer an offer.
    pub days_to_answer: u16,
}

/// The round's days.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoundDays {
    /// Its name.
    pub name: String,
    /// Its name in Spanish, where it has one.
    pub name_es: Option<String>,
    /// The last day to apply.
    pub closes: jiff::civil::Date,
    /// The day of offers.
    pub offers: jiff::civil::Date,
    /// The last day to answer.
    pub answer_by: jiff::civil::Date,
}

impl RoundDays {
    /// What letters in Spanish call it.
    pub fn spanish_name(&self) -> &str {
        self.name_es.as_deref().unwrap_or(&self.name)
    }
}

/// What becomes of the lines of earlier rounds when a later round closes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LinesBefore {
    /// They go on, and come before the lines of the later round.
    ComeFirst,
    /// They end.
    End,
}

/// A round after the first: its days, and how it goes on from those before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LaterRound {
    /// Its days.
    pub days: RoundDays,
    /// Whether who has no seat takes part by the earlier list, without applying again.
    pub unplaced_carried: bool,
    /// Whether who holds a seat or an offer may apply again; accepting gives the earlier seat back.
    pub holders_may_move: bool,
    /// What becomes of earlier lines.
    pub lines_before: LinesBefore,
}

/// How numbers are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lottery {
    /// One number for each application.
    Single,
    /// One for each application at each program.
    PerProgram,
}

/// Who may read the lines from which the assignment is computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Register {
    /// Everybody reads each line's hash; auditors whom the district names read the lines.
    Sealed,
    /// Everybody reads the lines.
    Open,
}

/// A policy, read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Policy {
    /// Short id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Version, such as the day on which it was adopted.
    pub version: String,
    /// What it is for and where it comes from.
    pub about: String,
    /// How seats are given out.
    pub mechanism: Mechanism,
    /// How numbers are drawn.
    pub lottery: Lottery,
    /// Who may read the register.
    pub register: Register,
    /// What isolated means; none where the policy does not use it.
    pub isolation: Option<Isolation>,
    /// What feeder means.
    pub feeder: Option<Feeding>,
    /// What neighborhood means.
    pub neighborhood: Option<Neighborhood>,
    /// Priority classes, first to last. The last takes everybody.
    pub classes: Vec<Class>,
    /// Reserves.
    pub reserves: Vec<Reserve>,
    /// The order in which seats are filled.
    pub precedence: Vec<Step>,
    /// Brothers and sisters.
    pub siblings: Siblings,
    /// The school by right.
    pub default_school: Option<DefaultSchool>,
    /// Waitlists.
    pub waitlist: Waitlist,
    /// The first round and its days.
    pub round: RoundDays,
    /// The rounds after the first, in order.
    #[serde(default)]
    pub later: Vec<LaterRound>,
    /// How much each condition adds to an applicant's weight when seats worth moving are sought;
    /// everybody weighs 1.
    pub need: Vec<(Condition, f64)>,
}

/// The bit of a choice's reserves that stands for the seats that are added by right.
pub const BY_RIGHT: u8 = 15;
/// Reserves that a policy may write.
pub const MOST_WRITTEN_RESERVES: usize = BY_RIGHT as usize;

impl Policy {
    /// The first class whose conditions hold.
    pub fn class_of(&self, holding: u16) -> u8 {
        let found = self.classes.iter().position(|class| class.when.hold_in(holding));
        found.unwrap_or(self.classes.len().saturating_sub(1)) as u8
    }

    /// The reserves that somebody is a member of at a program of a type.
    pub fn reserves_of(&self, holding: u16, program_type: &str) -> u16 {
        let mut bits = 0;
        for (at, reserve) in self.reserves.iter().enumerate() {
            let has = reserve.at.is_empty() || reserve.at.iter().any(|kind| kind == program_type);
            if has && reserve.when.hold_in(holding) {
                bits |= 1 << at;
            }
        }
        if holding & Condition::ByRight.bit() != 0 {
            bits |= 1 << BY_RIGHT;
        }
        bits
    }

    /// Whether a condition decides anything in it.
    pub fn uses(&self, condition: Condition) -> bool {
        let sets = self.classes.iter().map(|c| c.when).chain(self.reserves.iter().map(|r| r.when));
        let mut sets = sets;
        sets.any(|when| when.has(condition))
    }

    /// Rounds that the policy has.
    pub fn count_rounds(&self) -> u8 {
        u8::try_from(self.later.len() + 1).unwrap_or(u8::MAX)
    }

    /// The days of a round, counted from 1.
    pub fn find_days(&self, round: u8) -> Option<&RoundDays> {
        match round {
            1 => Some(&self.round),
            _ => self.find_later(round).map(|later| &later.days),
        }
    }

    /// A round after the first, counted from 2.
    pub fn find_later(&self, round: u8) -> Option<&LaterRound> {
        self.later.get(usize::from(round).checked_sub(2)?)
    }

    /// The day at whose end the lines of a round end because a later round closes; none where they
    /// go on.
    pub fn lines_end(&self, round: u8) -> Option<jiff::civil::Date> {
        let after = self.later.iter().skip(usize::from(round).saturating_sub(1));
        let mut ends = after.filter(|later| later.lines_before == LinesBefore::End);
        ends.next().map(|later| later.days.closes)
    }

    /// Id and version, as a proposal keeps them.
    pub fn mark(&self) -> String {
        format!("{} {}", self.id, self.version)
    }

    /// How much an applicant weighs of whom these hold.
    pub fn weight(&self, holding: u16) -> f64 {
        1.0 + self
            .need
            .iter()
            .filter(|(condition, _)| holding & condition.bit() != 0)
            .map(|(_, more)| more)
            .sum::<f64>()
    }
}

/// Something about a policy's text, said so that whoever wrote it can mend it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// How much it matters: blocking, warning or note.
    #[serde(skip)]
    pub severity: Severity,
    /// Line of the text, from 1; none when it is about the whole or about the district's rows.
    pub line: Option<usize>,
    /// What is wrong, or will not do what was meant.
    pub what: String,
    /// What to do.
    pub remedy: String,
}

impl Problem {
    /// Whether the policy cannot be used with it.
    pub fn blocks(&self) -> bool {
        self.severity == Severity::Blocking
    }
}

/// A text, read: the policy where nothing blocks, and everything worth saying about it.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// The policy.
    pub policy: Option<Policy>,
    /// What was found, in the order of lines.
    pub problems: Vec<Problem>,
}
