//! Measures as data: what is counted, of whom, by whose definition, and since when.
//!
//! A measure is one TOML file. Those that ship are in `policy/measures/`; a district's own folder
//! may add measures, or replace a shipped one by using its id. Expressions are checked when the
//! file is read, so that a mistake is found before any figure is made from it.

mod file;
mod shipped;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize, Serializer};
use thiserror::Error;

use super::expression::{Expression, ExpressionError};
use super::grain::Grain;
use crate::district::{AcademicSubject, SchoolYear};

pub use shipped::{Measures, SHIPPED};

/// Whether a higher figure is better for students.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// More is better.
    Higher,
    /// Less is better.
    Lower,
}

impl Direction {
    /// 1 when more is better, −1 when less is.
    pub const fn sign(self) -> f64 {
        match self {
            Direction::Higher => 1.0,
            Direction::Lower => -1.0,
        }
    }
}

/// How rows become a figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FigureKind {
    /// The share of those counted for whom `value` is true.
    Rate,
    /// The mean of `value`.
    Mean,
    /// `value` is a level from 1; the figure is the mean level, and counts by level are kept.
    Levels,
}

/// What a number is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// A share from 0 to 1, printed in percent.
    Percent,
    /// A difference of shares, printed in percentage points.
    PercentagePoints,
    /// Points of an assessment's scale.
    ScorePoints,
    /// Minutes a day.
    Minutes,
    /// Levels.
    Levels,
    /// Students.
    Students,
    /// A number without a unit.
    Index,
}

impl Unit {
    /// The unit of a difference of two figures of this unit.
    pub const fn of_difference(self) -> Unit {
        match self {
            Unit::Percent => Unit::PercentagePoints,
            other => other,
        }
    }

    /// As printed: whole percents and points, one decimal of a score or level, whole minutes.
    pub fn print(self, value: f64) -> String {
        self.print_with(value, 0)
    }

    /// As printed, with this many decimals of a percent.
    pub fn print_with(self, value: f64, percent_decimals: u8) -> String {
        let decimals = usize::from(percent_decimals);
        let text = match self {
            Unit::Percent => format!("{:.decimals$}%", value * 100.0),
            Unit::PercentagePoints => format!("{:.decimals$}", value * 100.0),
            Unit::ScorePoints | Unit::Levels => format!("{value:.1}"),
            Unit::Minutes | Unit::Students => format!("{value:.0}"),
            Unit::Index => format!("{value:.3}"),
        };
        // A figure that rounds to nothing has no sign, and a minus is a minus.
        match text.strip_prefix('-') {
            Some(rest) if rest.chars().all(|c| matches!(c, '0' | '.' | '%')) => rest.to_owned(),
            Some(rest) => format!("−{rest}"),
            None => text,
        }
    }

    /// The word after a printed figure: "points", "minutes", or nothing.
    pub const fn word(self) -> &'static str {
        match self {
            Unit::Percent | Unit::Index => "",
            Unit::PercentagePoints => "percentage points",
            Unit::ScorePoints => "score points",
            Unit::Minutes => "minutes a day",
            Unit::Levels => "levels",
            Unit::Students => "students",
        }
    }
}

/// A year that is marked on charts, because its figures do not mean what others' do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Impacted {
    /// The school year.
    pub year: SchoolYear,
    /// Why.
    pub reason: String,
}

impl Serialize for Impacted {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Said<'a> {
            year: String,
            reason: &'a str,
        }
        Said { year: self.year.to_string(), reason: &self.reason }.serialize(out)
    }
}

/// One definition of a measure, by one authority.
#[derive(Debug, Clone, PartialEq)]
pub struct Authority {
    /// Id, as links use it.
    pub id: String,
    /// Who says so.
    pub name: String,
    /// Where it is written.
    pub citation: String,
    /// What the text says, in our words.
    pub source: String,
    /// Whether this definition was checked against that text; if not, `note` says what is unsure.
    pub verified: bool,
    /// Anything else that a reader must know.
    pub note: String,
    /// What it means, in plain words, as a footnote says it.
    pub definition: String,
    /// First school year that it governs.
    pub in_force_from: Option<SchoolYear>,
    /// Last school year that it governs.
    pub in_force_until: Option<SchoolYear>,
    /// Who is counted: true or false of each row of the grain.
    pub who: Expression,
    /// What is counted (true or false) or averaged (a number).
    pub value: Expression,
}

impl Authority {
    /// Whether the definition governs a school year.
    pub fn in_force(&self, on: SchoolYear) -> bool {
        self.in_force_from.is_none_or(|from| from <= on)
            && self.in_force_until.is_none_or(|until| on <= until)
    }
}

/// A measure.
#[derive(Debug, Clone, PartialEq)]
pub struct Measure {
    /// Id, as links use it.
    pub id: String,
    /// Name.
    pub name: String,
    /// The question that it answers, in plain words.
    pub question: String,
    /// Version of the definition: the day on which it last changed.
    pub version: String,
    /// What one row is.
    pub grain: Grain,
    /// How rows become a figure.
    pub kind: FigureKind,
    /// What the figure is.
    pub unit: Unit,
    /// Whether more is better.
    pub direction: Direction,
    /// The subject that rows are restricted to, for assessments.
    pub subject: Option<AcademicSubject>,
    /// The assessment that rows are restricted to, for assessments.
    pub assessment: Option<String>,
    /// Least and greatest value that a row can sensibly have; others are set aside and counted.
    pub plausible: (f64, f64),
    /// Numbers that the grain asks for, such as how many years make a teacher experienced.
    pub parameters: BTreeMap<String, f64>,
    /// Years that are marked on charts.
    pub impacted: Vec<Impacted>,
    /// Definitions, the one shown first first.
    pub authorities: Vec<Authority>,
}

impl Measure {
    /// Whether this version's day has come.
    pub fn is_in_force(&self, on: jiff::civil::Date) -> bool {
        self.version.parse::<jiff::civil::Date>().is_ok_and(|from| from <= on)
    }

    /// The definition of that id.
    pub fn find_authority(&self, id: &str) -> Option<&Authority> {
        self.authorities.iter().find(|authority| authority.id == id)
    }

    /// A parameter, or what it is where the file does not say.
    pub fn parameter(&self, name: &str, otherwise: f64) -> f64 {
        self.parameters.get(name).copied().unwrap_or(otherwise)
    }

    /// Why a year is marked, if it is.
    pub fn find_impacted(&self, year: SchoolYear) -> Option<&str> {
        self.impacted.iter().find(|i| i.year == year).map(|i| i.reason.as_str())
    }
}

/// What is wrong with a measure's file.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum PolicyError {
    /// The file is not TOML of this shape.
    #[error("{file}: {message}")]
    Shape {
        /// The file.
        file: String,
        /// What the reader says.
        message: String,
    },
    /// An expression is wrong.
    #[error("{file}: {authority}: {part}: {error}")]
    Expression {
        /// The file.
        file: String,
        /// The authority's id.
        authority: String,
        /// `who`, `value`, `numerator` or `denominator`.
        part: &'static str,
        /// What is wrong, and where.
        error: Box<ExpressionError>,
    },
    /// A school year is not written like `2026-27`.
    #[error("{file}: “{text}” is not a school year like 2026-27")]
    Year {
        /// The file.
        file: String,
        /// What is written.
        text: String,
    },
    /// A code is not in its list.
    #[error("{file}: “{text}” is not one of: {}", known.join(", "))]
    Code {
        /// The file.
        file: String,
        /// What is written.
        text: String,
        /// What there is.
        known: Vec<String>,
    },
    /// Something else that the file must have.
    #[error("{file}: {what}")]
    Incomplete {
        /// The file.
        file: String,
        /// What is missing.
        what: &'static str,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shipped_measure_reads_and_says_where_it_is_written() {
        let measures = Measures::shipped().unwrap();
        for measure in measures.list() {
            for authority in &measure.authorities {
                assert!(!authority.citation.is_empty(), "{}", measure.id);
                assert!(authority.verified || !authority.note.is_empty(), "{}", measure.id);
            }
            assert!(measure.question.ends_with('?'), "{}", measure.id);
        }
        for (index, measure) in measures.list().iter().enumerate() {
            assert_eq!(format!("{}.toml", measure.id), SHIPPED[index].0);
        }
    }

    #[test]
    fn a_districts_file_takes_the_place_of_the_shipped_one() {
        let (_, text) = SHIPPED.iter().find(|(n, _)| *n == "chronic_absence.toml").unwrap();
        let stricter = text.replace("0.10", "0.05");
        let measures = Measures::shipped().unwrap().with([("x.toml", stricter.as_str())]).unwrap();
        assert_eq!(measures.list().len(), SHIPPED.len());
        assert_ne!(
            measures.find("chronic_absence"),
            Measures::shipped().unwrap().find("chronic_absence")
        );
    }

    #[test]
    fn a_mistake_names_the_file_the_place_and_the_nearest_word() {
        let (_, text) = SHIPPED.iter().find(|(n, _)| *n == "chronic_absence.toml").unwrap();
        let wrong = text.replace("days_enrolled >= 10 and", "days_enroled >= 10 and");
        let error = Measure::parse("mine.toml", &wrong).unwrap_err().to_string();
        assert!(error.contains("mine.toml") && error.contains("days_enrolled"), "{error}");
        let error = Measure::parse("mine.toml", "id = 3").unwrap_err();
        assert!(matches!(error, PolicyError::Shape { .. }));
    }

    #[test]
    fn figures_print_as_their_unit_says() {
        assert_eq!(Unit::Percent.print(0.126), "13%");
        assert_eq!(Unit::Percent.print_with(0.126, 1), "12.6%");
        assert_eq!(Unit::PercentagePoints.print(-0.126), "−13");
        assert_eq!(Unit::PercentagePoints.print(-0.001), "0");
        assert_eq!(Unit::ScorePoints.print(-3.25), "−3.2");
    }
}
