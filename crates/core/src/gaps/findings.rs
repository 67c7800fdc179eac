//! The few gaps that somebody who runs a school system should see first.

use serde::Serialize;

use super::model::year_in_words;
use super::report::{ComparisonMark, Figure, MeasureMark, Measured, SchoolGap, YearGap};
use crate::disclosure::Shown;
use crate::district::SchoolYear;

/// Why a gap was chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Chosen {
    /// Parity would take the most students.
    Largest,
    /// It is getting larger.
    Widening,
    /// It is getting smaller: something may be working.
    Closing,
    /// One school or cluster stands out.
    Located,
}

impl Chosen {
    /// In a word or two, as a label.
    pub const fn words(self) -> &'static str {
        match self {
            Chosen::Largest => "largest",
            Chosen::Widening => "widening",
            Chosen::Closing => "closing",
            Chosen::Located => "in one place",
        }
    }
}

/// One finding of the brief.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GapFinding {
    /// Why it was chosen.
    pub chosen: Chosen,
    /// The finding in one sentence.
    pub headline: String,
    /// What else to know, in one or two sentences.
    pub detail: String,
    /// The measure and its definition; a link is `/gaps/measures/{id}`.
    pub measure: MeasureMark,
    /// The comparison.
    pub comparison: ComparisonMark,
    /// The latest year.
    #[serde(serialize_with = "year_in_words")]
    pub year: SchoolYear,
    /// The focus side: at the school, when one stands out; in the district otherwise. So for the
    /// other side, the gap and the students needed.
    pub focus: Shown<Figure>,
    /// The reference side.
    pub reference: Shown<Figure>,
    /// Focus minus reference, with its interval.
    pub gap: Shown<Measured>,
    /// The p-value after Benjamini and Hochberg's control over all gaps looked at.
    pub adjusted_p: f64,
    /// How many students parity would take.
    pub students_needed: Shown<u64>,
    /// The school or cluster that stands out, when that is why it was chosen.
    pub place: Option<String>,
    /// The gap by year: the slope chart.
    pub years: Vec<YearGap>,
    /// The schools: small multiples, those with the largest gaps first, at most twelve.
    pub schools: Vec<SchoolGap>,
}
