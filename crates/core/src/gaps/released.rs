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

/// What is given of a released cell's figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Given {
    /// There are no students, and that is said.
    NoStudents,
    /// The figure.
    Figure,
    /// A range in its place.
    Range,
    /// Neither: the number of students may still be.
    Nothing,
}

impl ReleasedCell {
    /// What is given of its figure.
    pub fn given(&self) -> Given {
        let is_range = self.instead.as_deref().is_some_and(|words| words.contains('%'));
        match (self.students, self.figure) {
            (Some(0), _) => Given::NoStudents,
            (Some(_), Some(_)) => Given::Figure,
            (Some(_), None) if is_range => Given::Range,
            _ => Given::Nothing,
        }
    }

    /// Whether students are told and neither a figure nor a range of them is.
    pub fn has_no_rate(&self) -> bool {
        self.students.is_some() && self.given() == Given::Nothing
    }

    /// Whether not even the number of students is told.
    pub fn is_withheld(&self) -> bool {
        self.students.is_none()
    }
}

/// How much of a table, or of a whole release, is given. A cell counts where there are students in
/// it; one that says that there are none is no figure, and counts nowhere.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Cells in which there are students: figures, ranges and those withheld.
    pub cells: u64,
    /// Of them given as a figure.
    pub figures: u64,
    /// Given as a range.
    pub ranges: u64,
    /// Given as neither, whether or not their number of students is.
    pub withheld: u64,
}

impl Tally {
    /// The definition, for whoever reads the numbers.
    pub const WORDS: &str = "A cell is a group in a place of which there are students; it is \
                             given as a figure or as a range, or it is withheld. Where there are \
                             no students nothing is counted.";

    fn add(&mut self, cell: &ReleasedCell) {
        let of = match cell.given() {
            Given::NoStudents => return,
            Given::Figure => &mut self.figures,
            Given::Range => &mut self.ranges,
            Given::Nothing => &mut self.withheld,
        };
        *of += 1;
        self.cells += 1;
    }
}

impl ReleasedTable {
    /// How much of it is given.
    pub fn tally(&self) -> Tally {
        let mut tally = Tally::default();
        self.cells.iter().for_each(|cell| tally.add(cell));
        tally
    }
}

impl Release {
    /// How much of all its tables together is given.
    pub fn tally(&self) -> Tally {
        let mut tally = Tally::default();
        self.tables.iter().flat_map(|table| &table.cells).for_each(|cell| tally.add(cell));
        tally
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(students: Option<u64>, figure: Option<f64>, instead: Option<&str>) -> ReleasedCell {
        let instead = instead.map(str::to_owned);
        ReleasedCell { cell: "district/all".to_owned(), students, figure, instead }
    }

    #[test]
    fn a_cell_counts_once_and_one_without_students_nowhere() {
        let table = ReleasedTable {
            measure: "m".to_owned(),
            authority: "a".to_owned(),
            year: 2026,
            is_rate: true,
            rows: None,
            cells: vec![
                cell(Some(40), Some(0.5), None),
                cell(Some(30), None, Some("95% or more")),
                cell(Some(30), None, Some("withheld to protect others")),
                cell(None, None, Some("too few students")),
                cell(Some(0), None, Some("no students")),
            ],
        };
        let tally = Tally { cells: 4, figures: 1, ranges: 1, withheld: 2 };
        assert_eq!(table.tally(), tally);
        let release = Release { tables: vec![table.clone(), table], ..Release::default() };
        let twice = Tally { cells: 8, figures: 2, ranges: 2, withheld: 4 };
        assert_eq!(release.tally(), twice, "a release is its tables together");
    }
}
