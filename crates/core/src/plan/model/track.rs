//! What is known about a plan on a day, and how its lines and gears stand.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Serialize;

use super::line::Gear;

/// A figure that was observed in a school year, with its interval where there is one.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Observed {
    /// The calendar year in which the school year ends.
    pub year: i16,
    /// The figure.
    pub value: f64,
    /// Lower and upper end of its 95% interval.
    pub interval: Option<(f64, f64)>,
}

/// How an observed figure stands to the path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// At the path or better.
    OnPath,
    /// Short of the path, and the path lies within its interval: it cannot be told from chance.
    NearPath,
    /// Short of the path, and better than at the baseline.
    Behind,
    /// Not better than at the baseline.
    NotMoved,
}

/// What is known about the things that lines are tied to, found by whoever calls the engine.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// Observed figures by line id, oldest first. A line that is not a key has a measure that
    /// cannot be answered; an empty list is a measure that has no figure to show.
    pub figures: BTreeMap<String, Vec<Observed>>,
    /// Why a line's measure cannot be answered, by line id.
    pub unanswered: BTreeMap<String, String>,
    /// Cents found in the budget by line id, for the fiscal year of the day.
    pub budgeted: BTreeMap<String, i64>,
    /// Cents spent by line id, where the fiscal year's ledger is in.
    pub spent: BTreeMap<String, i64>,
    /// Days on which milestones were done, by line id.
    pub done: BTreeMap<String, Date>,
    /// Days sooner that schools received a figure, median over schools, by figure id.
    pub days_sooner: BTreeMap<String, i32>,
}

/// Whether something turns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Turning {
    /// Its first day has not come, or its first figure is not due.
    NotYet,
    /// What it is tied to moves as promised.
    Turns,
    /// In part.
    Slips,
    /// Not at all.
    Still,
    /// It is tied to nothing by which it could be seen to turn.
    Untied,
}

impl Turning {
    /// As people read it.
    pub const fn words(self) -> &'static str {
        match self {
            Turning::NotYet => "not begun",
            Turning::Turns => "turning",
            Turning::Slips => "slipping",
            Turning::Still => "standing still",
            Turning::Untied => "tied to nothing",
        }
    }
}

/// What a line lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Missing {
    /// A measure, or words of what is counted with figures.
    Measure,
    /// A baseline and a later target.
    Path,
    /// An amount.
    Amount,
    /// A fund, account or school by which the amount is found in the budget.
    BudgetLine,
    /// Somebody who answers for it.
    Owner,
    /// A day.
    Dates,
    /// All three clauses of a theory.
    Clauses,
    /// A priority that it serves.
    Priority,
    /// Lines that stand under it.
    Lines,
}

impl Missing {
    /// As people read it.
    pub const fn words(self) -> &'static str {
        match self {
            Missing::Measure => "a measure",
            Missing::Path => "a baseline and a target",
            Missing::Amount => "an amount",
            Missing::BudgetLine => "a line of the budget",
            Missing::Owner => "an owner",
            Missing::Dates => "dates",
            Missing::Clauses => "one of its three clauses",
            Missing::Priority => "a priority that it serves",
            Missing::Lines => "lines under it",
        }
    }
}

/// How a milestone stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum MilestoneState {
    /// Done by its day.
    Done,
    /// Done after its day.
    DoneLate,
    /// Its day has passed.
    Overdue,
    /// Its day is to come.
    Ahead,
}

/// An amount against the budget of the fiscal year, in cents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Money {
    /// What was promised.
    pub promised: i64,
    /// What the budget holds.
    pub budgeted: i64,
    /// What the ledger holds, where it is in.
    pub spent: Option<i64>,
    /// Whether the budget holds so much that the tie names more than the amount.
    pub too_wide: bool,
}

/// One line, tracked.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LineState {
    /// The line's id.
    pub id: String,
    /// Whether it turns.
    pub turning: Turning,
    /// What it lacks; a line may turn and still lack an owner.
    pub missing: Vec<Missing>,
    /// Why its measure cannot be answered, where it names one that cannot.
    pub unanswered: Option<String>,
    /// For a goal: the latest observed figure.
    pub observed: Option<Observed>,
    /// For a goal: where it should be in that year.
    pub expected: Option<f64>,
    /// For a goal: how the one stands to the other.
    pub standing: Option<Standing>,
    /// For an amount: what was promised, and what the budget and the ledger hold.
    pub money: Option<Money>,
    /// For a lead time: days promised and days measured.
    pub days: Option<(i32, Option<i32>)>,
    /// For a theory of action: whether the shifts of people, time and money turn that serve the
    /// same priority, and those of roles, mindset, data and tools, timelines.
    pub sides: Option<[Turning; 2]>,
    /// Milestones under it (for a milestone itself: one): done, due and not done, to come.
    pub milestones: (u32, u32, u32),
    /// For a milestone: how it stands.
    pub milestone: Option<MilestoneState>,
}

/// One gear of one priority, or of the whole plan.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GearState {
    /// Which gear.
    pub gear: Gear,
    /// Whether it turns.
    pub turning: Turning,
    /// How many of its lines: turn, slip, stand still, are untied, have not begun.
    pub lines: [u32; 5],
}

/// A plan, tracked.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Track {
    /// Every line's state, in the plan's order.
    pub lines: Vec<LineState>,
    /// The four gears of each priority, by the priority's id, in the plan's order; lines that
    /// serve no priority stand under the empty id.
    pub priorities: Vec<(String, Turning, [GearState; 4])>,
    /// The four gears of the whole plan.
    pub gears: [GearState; 4],
}

impl Track {
    /// The state of a line.
    pub fn line(&self, id: &str) -> Option<&LineState> {
        self.lines.iter().find(|state| state.id == id)
    }
}
