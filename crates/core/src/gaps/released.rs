//! A release of gaps: base tables as they were published, kept so that later ones are held to them
//! and so that anybody can attack them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Tables that were published together.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Release {
    /// The cluster of each school that has one.
    pub clusters: BTreeMap<String, String>,
    /// The tables.
    pub tables: Vec<ReleasedTable>,
}

/// The base tables of a measure, by an authority, in a year, as they were published.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReleasedTable {
    /// The measure's id.
    pub measure: String,
    /// The authority's id.
    pub authority: String,
    /// The school year, by the calendar year in which it ends.
    pub year: i16,
    /// Whether the figures are shares.
    pub is_rate: bool,
    /// All students at all schools, counted at each, where pages say so.
    pub rows: Option<u64>,
    /// Cells, in a fixed order.
    pub cells: Vec<ReleasedCell>,
}

/// One cell as it was published.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReleasedCell {
    /// Where and who: `school:0410/race_ethnicity=black`.
    pub cell: String,
    /// How many students, where that is told; 0 where there are none.
    pub students: Option<u64>,
    /// The printed figure: a share for a rate, a mean otherwise.
    pub figure: Option<f64>,
    /// What is printed in its place: a range, or why it is withheld.
    pub instead: Option<String>,
}

impl ReleasedCell {
    /// Whether students are told and neither a figure nor a range of them is.
    pub fn has_no_rate(&self) -> bool {
        let is_range = self.instead.as_deref().is_some_and(|words| words.contains('%'));
        self.students.is_some_and(|n| n > 0) && self.figure.is_none() && !is_range
    }

    /// Whether neither a figure nor a range is given of students that there are.
    pub fn is_withheld(&self) -> bool {
        self.students.is_none()
    }
}
