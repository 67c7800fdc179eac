//! A peer review: from its scope to the blueprint.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Something that the team asks to see.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EvidenceRequest {
    /// Short name.
    pub id: String,
    /// What is asked for.
    pub what: String,
    /// Who is to give it.
    pub owner: String,
    /// By when.
    pub due: Date,
    /// When it came.
    #[serde(default)]
    pub received_on: Option<Date>,
    /// The measure that answers it from the facts, if one does.
    #[serde(default)]
    pub measure: Option<String>,
}

/// An interview: by role, so that nobody is named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Interview {
    /// Short name.
    pub id: String,
    /// The role of who was heard, such as `principal, middle school`.
    pub role: String,
    /// The day.
    pub on: Date,
    /// What was said, as the team wrote it down.
    pub said: String,
}

/// A finding, with what it stands on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReviewFinding {
    /// Short name.
    pub id: String,
    /// The question of the review that it answers, by its place from 1.
    pub question: usize,
    /// In one sentence.
    pub finding: String,
    /// Ids of evidence and interviews.
    pub stands_on: Vec<String>,
}

/// A recommendation, which becomes a line of the plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recommendation {
    /// Short name.
    pub id: String,
    /// Ids of the findings that it answers.
    pub answers: Vec<String>,
    /// What to do.
    pub what: String,
    /// The plan's line that it became, once it was taken up.
    #[serde(default)]
    pub line: Option<String>,
    /// Why it was declined, if it was.
    #[serde(default)]
    pub declined: String,
}

/// A peer review.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Review {
    /// Short name.
    pub id: String,
    /// What is looked at, and what is not.
    pub scope: String,
    /// The team: roles and districts.
    pub team: Vec<String>,
    /// First and last day on site.
    pub days: (Date, Date),
    /// Questions.
    pub questions: Vec<String>,
    /// What was asked for.
    #[serde(default)]
    pub evidence: Vec<EvidenceRequest>,
    /// Whom the team heard.
    #[serde(default)]
    pub interviews: Vec<Interview>,
    /// What it found.
    #[serde(default)]
    pub findings: Vec<ReviewFinding>,
    /// What it recommends.
    #[serde(default)]
    pub recommendations: Vec<Recommendation>,
}
