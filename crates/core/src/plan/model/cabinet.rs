//! The children's cabinet: members with authority, meetings, decisions, pledged funds.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A member.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Member {
    /// Short name, such as `mayor`.
    pub id: String,
    /// The person's name.
    pub name: String,
    /// The agency.
    pub agency: String,
    /// The office held there.
    pub office: String,
    /// What they can decide without asking: budget, staff, policy, in words.
    pub authority: String,
    /// Who comes in their place.
    #[serde(default)]
    pub delegate: String,
    /// Whether they chair or co-chair.
    #[serde(default)]
    pub chairs: bool,
}

/// A group that works between meetings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorkingGroup {
    /// Short name.
    pub id: String,
    /// What it is to do.
    pub charge: String,
    /// The member who leads it.
    pub lead: String,
    /// Members, by id.
    #[serde(default)]
    pub members: Vec<String>,
    /// By when it reports.
    #[serde(default)]
    pub reports_on: Option<Date>,
    /// When it did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reported_on: Option<Date>,
}

impl WorkingGroup {
    /// Whether it has reported by a day.
    pub fn has_reported(&self, on: Date) -> bool {
        self.reported_on.is_some_and(|day| day <= on)
    }
}

/// Money that an agency pledges to a shared goal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pledge {
    /// Short name.
    pub id: String,
    /// The plan's line that it pays for.
    pub line: String,
    /// The agency.
    pub agency: String,
    /// The fund, as its owner calls it.
    pub fund: String,
    /// Cents a year.
    pub cents: i64,
    /// The first fiscal year, by the calendar year in which it ends.
    pub from: i16,
    /// The last; none where no end is known.
    #[serde(default)]
    pub until: Option<i16>,
    /// What it may not be spent on.
    #[serde(default)]
    pub restrictions: String,
}

/// A decision: what, whose, by when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decision {
    /// Short name.
    pub id: String,
    /// What was decided.
    pub what: String,
    /// The member who carries it out.
    pub owner: String,
    /// By when.
    pub due: Date,
    /// The plan's line that it is about, if any.
    #[serde(default)]
    pub line: Option<String>,
    /// When it was done.
    #[serde(default)]
    pub done_on: Option<Date>,
}

/// A meeting that was held.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Meeting {
    /// The day.
    pub on: Date,
    /// Members who came, by id.
    pub present: Vec<String>,
    /// Members whose delegate came.
    #[serde(default)]
    pub by_delegate: Vec<String>,
    /// What was decided.
    pub decisions: Vec<Decision>,
    /// Notes.
    #[serde(default)]
    pub notes: String,
}

/// The cabinet.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Cabinet {
    /// Its name.
    pub name: String,
    /// Members.
    pub members: Vec<Member>,
    /// Working groups.
    pub groups: Vec<WorkingGroup>,
    /// Meetings, in order of days.
    pub meetings: Vec<Meeting>,
    /// Pledges.
    pub pledges: Vec<Pledge>,
    /// Full-time staff that work for it, in hundredths of an FTE.
    pub staff_hundredths: u32,
}

/// Something that a person owes, from wherever it is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Commitment {
    /// What kind of thing: a plan line, a decision, a support, a working group.
    pub kind: &'static str,
    /// Its id.
    pub id: String,
    /// In words.
    pub what: String,
    /// By when.
    pub due: Option<Date>,
    /// Whether it is done.
    pub done: bool,
}
