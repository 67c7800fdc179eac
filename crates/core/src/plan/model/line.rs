//! A plan's lines: priorities, theory of action, goals, shifts and milestones.

use std::fmt;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::district::SchoolYear;

/// The four gears.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Gear {
    /// Strategic priorities, and the goals by which they are judged.
    Priorities,
    /// What schools must change, and what the central office must then do.
    TheoryOfAction,
    /// Shifts of people, time and money.
    Resources,
    /// Shifts of roles, mindset, data and tools, and timelines.
    Processes,
}

impl Gear {
    /// All four, in the order in which a plan is told.
    pub const ALL: [Gear; 4] =
        [Gear::Priorities, Gear::TheoryOfAction, Gear::Resources, Gear::Processes];

    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Gear::Priorities => "Strategic priorities",
            Gear::TheoryOfAction => "Theory of action",
            Gear::Resources => "Shifts of people, time and money",
            Gear::Processes => "Shifts of roles, mindset, data and tools, timelines",
        }
    }
}

/// What a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LineKind {
    /// A strategic priority.
    Priority,
    /// If schools …, and the central office …, then ….
    Theory,
    /// A figure that is to move, for whom, by when.
    Goal,
    /// A shift of people.
    People,
    /// A shift of time.
    Time,
    /// A shift of money.
    Money,
    /// A shift of roles.
    Roles,
    /// A shift of mindset.
    Mindset,
    /// A shift of data and tools.
    DataTools,
    /// A shift of timelines.
    Timelines,
    /// Something that is done by a day, or not.
    Milestone,
}

/// A word that names no kind of line.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("there is no kind of line called {0:?}")]
pub struct ParseKindError(pub String);

impl LineKind {
    /// All kinds, in the order in which a plan is told.
    pub const ALL: [LineKind; 11] = [
        LineKind::Priority,
        LineKind::Theory,
        LineKind::Goal,
        LineKind::People,
        LineKind::Time,
        LineKind::Money,
        LineKind::Roles,
        LineKind::Mindset,
        LineKind::DataTools,
        LineKind::Timelines,
        LineKind::Milestone,
    ];

    /// As files write it.
    pub const fn code(self) -> &'static str {
        match self {
            LineKind::Priority => "priority",
            LineKind::Theory => "theory",
            LineKind::Goal => "goal",
            LineKind::People => "people",
            LineKind::Time => "time",
            LineKind::Money => "money",
            LineKind::Roles => "roles",
            LineKind::Mindset => "mindset",
            LineKind::DataTools => "data_tools",
            LineKind::Timelines => "timelines",
            LineKind::Milestone => "milestone",
        }
    }

    /// As people read it.
    pub const fn name(self) -> &'static str {
        match self {
            LineKind::Priority => "Priority",
            LineKind::Theory => "Theory of action",
            LineKind::Goal => "Goal",
            LineKind::People => "People",
            LineKind::Time => "Time",
            LineKind::Money => "Money",
            LineKind::Roles => "Roles",
            LineKind::Mindset => "Mindset",
            LineKind::DataTools => "Data and tools",
            LineKind::Timelines => "Timelines",
            LineKind::Milestone => "Milestone",
        }
    }

    /// The kind of that code.
    ///
    /// # Errors
    /// [`ParseKindError`] with the word.
    pub fn parse(code: &str) -> Result<LineKind, ParseKindError> {
        LineKind::ALL
            .into_iter()
            .find(|kind| kind.code() == code.trim())
            .ok_or_else(|| ParseKindError(code.trim().to_owned()))
    }

    /// The gear that it is part of; a milestone is part of the line that it stands under.
    pub const fn gear(self) -> Option<Gear> {
        match self {
            LineKind::Priority | LineKind::Goal => Some(Gear::Priorities),
            LineKind::Theory => Some(Gear::TheoryOfAction),
            LineKind::People | LineKind::Time | LineKind::Money => Some(Gear::Resources),
            LineKind::Roles | LineKind::Mindset | LineKind::DataTools | LineKind::Timelines => {
                Some(Gear::Processes)
            }
            LineKind::Milestone => None,
        }
    }

    /// Whether it is one of the seven shifts.
    pub fn is_shift(self) -> bool {
        matches!(self.gear(), Some(Gear::Resources | Gear::Processes))
    }
}

/// A figure in a school year, in the unit of its target.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Point {
    /// The calendar year in which the school year ends.
    pub year: i16,
    /// The figure: shares from 0 to 1, everything else in its own unit.
    pub value: f64,
}

impl Point {
    /// The school year.
    pub const fn school_year(self) -> SchoolYear {
        SchoolYear::ending(self.year)
    }
}

/// What a goal is to move, for whom, and along which path.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Target {
    /// The measure's id, where the district counts it; else the words of `counted` stand alone.
    pub measure: Option<String>,
    /// Whose definition, where the measure has several; none is the measure's first.
    pub authority: Option<String>,
    /// The student group, such as `race_ethnicity=black`; none is all students.
    pub group: Option<String>,
    /// Only this school.
    pub school: Option<String>,
    /// Only the schools of this cluster.
    pub cluster: Option<String>,
    /// What is counted, in words; needed where no measure is named.
    pub counted: String,
    /// Whether figures are shares from 0 to 1, printed as percents.
    pub percent: bool,
    /// Whether less is better.
    pub lower_is_better: bool,
    /// Where it began.
    pub baseline: Option<Point>,
    /// Where it is to be on the way, in order of years.
    pub waypoints: Vec<Point>,
    /// Where it is to be in the end.
    pub target: Option<Point>,
    /// Figures that somebody published by year, where the district's own facts hold none.
    pub published: Vec<Point>,
    /// What a source reports about it without naming both years.
    pub reported: Option<Reported>,
}

impl Target {
    /// Says where it begins and where it is to be in the end; by that whether less is better. A
    /// path that stays where it was keeps what was said of it before: that the cost of something is
    /// to rise no further than this is a goal too.
    pub fn run(&mut self, from: Option<Point>, to: Option<Point>) {
        if let Some((first, last)) = from.zip(to)
            && (self.baseline, self.target) != (from, to)
            && first.value != last.value
        {
            self.lower_is_better = last.value < first.value;
        }
        (self.baseline, self.target) = (from, to);
    }
}

/// What a source reports: from, to, or the change alone, and when in its own words.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Reported {
    /// The figure before.
    pub from: Option<f64>,
    /// The figure after.
    pub to: Option<f64>,
    /// The change, where only that is given.
    pub change: Option<f64>,
    /// When, in the source's words.
    pub when: String,
}

/// Which lines of the budget an amount must meet.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Tie {
    /// Words that the account holds, without regard to case; none is every account.
    pub account: Option<String>,
    /// The fund.
    pub fund: Option<String>,
    /// The schools, by number; none named is every school and the central office.
    pub schools: Vec<String>,
    /// The version of the budget; none is the latest that a year has.
    pub version: Option<String>,
}

impl Tie {
    /// Whether it names nothing by which a line of the budget could be found.
    pub fn is_empty(&self) -> bool {
        self.account.is_none() && self.fund.is_none() && self.schools.is_empty()
    }
}

/// What a shift costs, or frees, in a fiscal year.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Amount {
    /// Cents a year; what it frees is negative.
    pub cents: i64,
    /// The first fiscal year, by the calendar year in which it ends.
    pub from: Option<i16>,
    /// The last fiscal year for which it is funded.
    pub until: Option<i16>,
    /// The lines of the budget that must hold it.
    pub tie: Tie,
    /// The amount in words, where a source gives no single number.
    pub words: String,
}

/// A figure that schools are to have sooner, and by how much.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LeadTime {
    /// The planning figure's id, such as `budget`.
    pub figure: String,
    /// Days sooner than the year before the shift began.
    pub days_sooner: i32,
}

/// One line of a plan.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Line {
    /// Short and stable, such as `G1`.
    pub id: String,
    /// What it is.
    pub kind: LineKind,
    /// The line that it stands under: the priority of a goal or shift, the shift of a milestone.
    #[serde(default)]
    pub under: Option<String>,
    /// In one sentence.
    pub title: String,
    /// More words, if any.
    #[serde(default)]
    pub words: String,
    /// A theory's first clause: if schools ….
    #[serde(default)]
    pub if_schools: String,
    /// A theory's second clause: and the central office ….
    #[serde(default)]
    pub if_office: String,
    /// A theory's last clause: then ….
    #[serde(default)]
    pub then: String,
    /// Who answers for it.
    #[serde(default)]
    pub owner: Option<String>,
    /// First day.
    #[serde(default)]
    pub starts_on: Option<Date>,
    /// Last day; a milestone's due day.
    #[serde(default)]
    pub ends_on: Option<Date>,
    /// What a goal is to move; a shift may name a measure that shows that it happened.
    #[serde(default)]
    pub target: Option<Target>,
    /// What it costs or frees.
    #[serde(default)]
    pub amount: Option<Amount>,
    /// What schools are to have sooner.
    #[serde(default)]
    pub lead_time: Option<LeadTime>,
    /// Where it is written, for lines that were taken from a source.
    #[serde(default)]
    pub source: String,
}

impl Line {
    /// A line with an id, a kind and a title, tied to nothing.
    pub fn titled(id: &str, kind: LineKind, title: &str) -> Line {
        Line {
            id: id.to_owned(),
            kind,
            under: None,
            title: title.to_owned(),
            words: String::new(),
            if_schools: String::new(),
            if_office: String::new(),
            then: String::new(),
            owner: None,
            starts_on: None,
            ends_on: None,
            target: None,
            amount: None,
            lead_time: None,
            source: String::new(),
        }
    }

    /// Whether a day lies before its first.
    pub fn begins_after(&self, day: Date) -> bool {
        self.starts_on.is_some_and(|start| start > day)
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.id, self.title)
    }
}

/// What stands above a plan's lines.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanHead {
    /// Short name, for files and links.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Whose plan, in words.
    pub system: String,
    /// What it answers: the challenge.
    #[serde(default)]
    pub challenge: String,
    /// Where it comes from, if it was taken from a source.
    #[serde(default)]
    pub citation: String,
}
