//! Plans, the tier matrix, the planning year and the snapshot's statements, read from text.
//!
//! What ships are examples and defaults: eight systems' plans in our own words with the figures
//! that were published about them, a tier matrix, a planning year, twelve statements. A district's
//! own files of the same names stand before them.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::model::{
    DoneRecord, Line, LineKind, PlanHead, PlanningFigure, Records, Statement, Step, StoryRecord,
    TierDecision,
};
use crate::syntax::read_toml;

macro_rules! shipped {
    ($($name:literal),+ $(,)?) => {
        /// The example plans that ship: name and text, in the order in which they are listed.
        pub const EXAMPLES: &[(&str, &str)] = &[
            $(($name, include_str!(concat!("../../../../policy/plan/examples/", $name, ".toml")))),+
        ];
    };
}

shipped!(
    "dallas",
    "firstline",
    "fresno",
    "highline",
    "kipp_bay_area",
    "san_diego",
    "springfield",
    "tulsa",
);

/// The tier matrix that ships.
pub const TIERS: &str = include_str!("../../../../policy/plan/tiers.toml");

/// The planning year that ships.
pub const PLANNING_YEAR: &str = include_str!("../../../../policy/plan/planning_year.toml");

/// The snapshot's statements that ship.
pub const SNAPSHOT: &str = include_str!("../../../../policy/plan/snapshot.toml");

/// Why a file of the plan room cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PlanFileError {
    /// It is no TOML, or not of this shape.
    #[error("{file}, line {line}: {message}")]
    Shape {
        /// The file.
        file: String,
        /// The line, from 1.
        line: usize,
        /// What is wrong.
        message: String,
    },
    /// Two entries share an id.
    #[error("{file}: two entries are called {id}")]
    Twice {
        /// The file.
        file: String,
        /// The id.
        id: String,
    },
    /// A line stands under something that is not there, or under itself.
    #[error("{file}: {id} stands under {under}, and there is no such line above it")]
    Nowhere {
        /// The file.
        file: String,
        /// The line.
        id: String,
        /// What it names.
        under: String,
    },
    /// A line's id or title is blank, or its last day lies before its first.
    #[error("{file}: {id}: {what}")]
    Line {
        /// The file.
        file: String,
        /// The line.
        id: String,
        /// What is wrong with it.
        what: &'static str,
    },
}

/// A plan: its head and its lines, what was done of them and what was written about them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanText {
    /// What stands above the lines.
    pub plan: PlanHead,
    /// The lines, in order.
    #[serde(rename = "line", default)]
    pub lines: Vec<Line>,
    /// Lines that were done, and what shows it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub done: Vec<DoneRecord>,
    /// The stories behind the lines, oldest first.
    #[serde(rename = "story", default, skip_serializing_if = "Vec::is_empty")]
    pub stories: Vec<StoryRecord>,
}

impl PlanText {
    /// Reads a plan's text.
    ///
    /// # Errors
    /// The first thing that is wrong with it.
    pub fn parse(file: &str, text: &str) -> Result<PlanText, PlanFileError> {
        let read: PlanText = parse_toml(file, text)?;
        check_lines(file, &read.lines)?;
        Ok(read)
    }

    /// Its text, which reads back as the same plan.
    ///
    /// # Errors
    /// When a figure cannot be written, such as an infinite one.
    pub fn write(&self) -> Result<String, toml::ser::Error> {
        toml::to_string_pretty(self)
    }

    /// The example of that name.
    pub fn find_example(name: &str) -> Option<Result<PlanText, PlanFileError>> {
        let (file, text) = EXAMPLES.iter().find(|(known, _)| *known == name)?;
        Some(PlanText::parse(file, text))
    }
}

/// Whether lines fit together: ids and titles are there, ids are single, each line stands under
/// another one, and days are in order.
///
/// # Errors
/// The first thing that is wrong.
pub fn check_lines(file: &str, lines: &[Line]) -> Result<(), PlanFileError> {
    let wrong = |line: &Line, what| PlanFileError::Line {
        file: file.to_owned(),
        id: line.id.clone(),
        what,
    };
    for (at, line) in lines.iter().enumerate() {
        if line.id.trim().is_empty() {
            return Err(wrong(line, "a line needs an id"));
        }
        if line.title.trim().is_empty() {
            return Err(wrong(line, "a line needs a title"));
        }
        if lines[..at].iter().any(|other| other.id == line.id) {
            return Err(PlanFileError::Twice { file: file.to_owned(), id: line.id.clone() });
        }
        if line.starts_on.zip(line.ends_on).is_some_and(|(first, last)| first > last) {
            return Err(wrong(line, "its last day lies before its first"));
        }
        if let Some(under) = &line.under {
            let above = lines.iter().find(|other| other.id == *under && other.id != line.id);
            let fits = above.is_some_and(|above| above.kind != LineKind::Milestone);
            if !fits || line.kind == LineKind::Priority {
                return Err(PlanFileError::Nowhere {
                    file: file.to_owned(),
                    id: line.id.clone(),
                    under: under.clone(),
                });
            }
        }
        if goes_in_a_circle(line, lines) {
            return Err(wrong(line, "it stands, through other lines, under itself"));
        }
    }
    Ok(())
}

fn goes_in_a_circle(line: &Line, lines: &[Line]) -> bool {
    let mut at = line;
    for _ in 0..lines.len() {
        let Some(above) = at.under.as_ref().and_then(|id| lines.iter().find(|l| l.id == *id))
        else {
            return false;
        };
        at = above;
    }
    true
}

/// The planning figures and the steps of a planning year.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanningYear {
    /// Figures that schools plan with.
    #[serde(rename = "figure")]
    pub figures: Vec<PlanningFigure>,
    /// Steps.
    #[serde(rename = "step")]
    pub steps: Vec<Step>,
}

impl PlanningYear {
    /// Reads a planning year's text.
    ///
    /// # Errors
    /// The first thing that is wrong with it.
    pub fn parse(file: &str, text: &str) -> Result<PlanningYear, PlanFileError> {
        let read: PlanningYear = parse_toml(file, text)?;
        single(file, read.figures.iter().map(|figure| figure.id.as_str()))?;
        single(file, read.steps.iter().map(|step| step.id.as_str()))?;
        Ok(read)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TierFile {
    decision: Vec<TierDecision>,
}

/// Reads a tier matrix.
///
/// # Errors
/// The first thing that is wrong with it.
pub fn parse_tiers(file: &str, text: &str) -> Result<Vec<TierDecision>, PlanFileError> {
    let read: TierFile = parse_toml(file, text)?;
    single(file, read.decision.iter().map(|decision| decision.id.as_str()))?;
    Ok(read.decision)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StatementFile {
    statement: Vec<Statement>,
}

/// Reads a file of records.
///
/// # Errors
/// The first thing that is wrong with it.
pub fn parse_records(file: &str, text: &str) -> Result<Records, PlanFileError> {
    parse_toml(file, text)
}

/// Reads the snapshot's statements.
///
/// # Errors
/// The first thing that is wrong with it.
pub fn parse_statements(file: &str, text: &str) -> Result<Vec<Statement>, PlanFileError> {
    let read: StatementFile = parse_toml(file, text)?;
    single(file, read.statement.iter().map(|statement| statement.id.as_str()))?;
    Ok(read.statement)
}

fn parse_toml<T: for<'de> Deserialize<'de>>(file: &str, text: &str) -> Result<T, PlanFileError> {
    read_toml(text).map_err(|error| PlanFileError::Shape {
        file: file.to_owned(),
        line: error.line(text),
        message: error.message().to_owned(),
    })
}

fn single<'a>(file: &str, ids: impl Iterator<Item = &'a str>) -> Result<(), PlanFileError> {
    let mut seen = std::collections::BTreeSet::new();
    for id in ids {
        if !seen.insert(id) {
            return Err(PlanFileError::Twice { file: file.to_owned(), id: id.to_owned() });
        }
    }
    Ok(())
}
