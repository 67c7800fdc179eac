//! The planning year: which figure schools need, when, and when they got it.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A figure that schools plan with, such as their enrollment projection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanningFigure {
    /// Short name, such as `budget`.
    pub id: String,
    /// In words.
    pub name: String,
    /// Days before the first day of school by which schools need it.
    pub needed_days_before: i32,
}

/// A step of the planning year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// Short name.
    pub id: String,
    /// In words.
    pub name: String,
    /// Who does it, by role.
    pub owner: String,
    /// Days that it takes.
    pub days: i32,
    /// Steps that must end before it begins.
    #[serde(default)]
    pub after: Vec<String>,
    /// The figure that schools have when it ends, if any.
    #[serde(default)]
    pub gives: Option<String>,
    /// It must end at least this many days before the first day of school.
    #[serde(default)]
    pub ends_days_before: i32,
}

/// That a school received a figure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Release {
    /// The figure's id.
    pub figure: String,
    /// The school year planned for, by the calendar year in which it ends.
    pub year: i16,
    /// The school.
    pub school_id: String,
    /// The day.
    pub on: Date,
}
