//! The snapshot: statements that each person of a team judges alone.

use serde::{Deserialize, Serialize};

use super::line::Gear;

/// A statement about the system.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Statement {
    /// Short name.
    pub id: String,
    /// The gear that it is about.
    pub gear: Gear,
    /// The statement.
    pub says: String,
    /// What 1 means.
    pub one: String,
    /// What 4 means.
    pub four: String,
    /// The value measured from the facts or the log that stands beside it, by its id.
    #[serde(default)]
    pub measured: Option<String>,
}

/// One person's judgement of one statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// 1 to 4.
    Level(u8),
    /// They do not know.
    DoNotKnow,
}
