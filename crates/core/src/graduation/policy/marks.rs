//! Marks: what each is worth, and what a pass stands for in a year.

use std::collections::BTreeMap;

use crate::district::SchoolYear;

/// The marks of a diploma's file.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Marks {
    /// Points by mark.
    pub points: BTreeMap<String, f64>,
    /// Points of marks that are numbers: from which number on, the lowest first, and up to which the
    /// last reaches. The file writes `"90-100" = 4.0`.
    pub ranges: Vec<(f64, f64, f64)>,
    /// Marks of a course that is passed without points.
    pub pass: Vec<String>,
    /// What a pass stands for where a lowest mark is asked, in points.
    pub pass_counts_as: f64,
    /// The same in years that differ.
    pub pass_in: Vec<(SchoolYear, f64)>,
    /// Points from which a mark passes at all.
    pub passing: f64,
}

/// What a mark says.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Worth {
    /// Points, which go into the average.
    Points(f64),
    /// Passed; stands for so many points where a lowest mark is asked, and is not in the average.
    Pass(f64),
    /// Not known to the file, or no mark at all.
    Unknown,
}

impl Marks {
    /// What a mark of a year says.
    pub fn worth(&self, mark: &str, year: SchoolYear) -> Worth {
        if let Some(points) = self.points.get(mark) {
            return Worth::Points(*points);
        }
        if let Some(points) = self.points_of_number(mark) {
            return Worth::Points(points);
        }
        if self.pass.iter().any(|known| known == mark) {
            let of_year =
                self.pass_in.iter().find(|(of, _)| *of == year).map(|(_, points)| *points);
            return Worth::Pass(of_year.unwrap_or(self.pass_counts_as));
        }
        Worth::Unknown
    }

    /// Points of a mark that is a number: those of the last range that begins at or below it, so that
    /// 89.5 is of 80–89; nothing above the highest.
    fn points_of_number(&self, mark: &str) -> Option<f64> {
        let top = self.ranges.last()?.1;
        let number: f64 = mark.trim().parse().ok().filter(|number| *number <= top)?;
        let below = self.ranges.iter().rev().find(|(from, ..)| *from <= number)?;
        Some(below.2)
    }

    /// Whether a mark is a failing one.
    pub fn fails(&self, worth: Worth) -> bool {
        matches!(worth, Worth::Points(points) if points < self.passing)
    }

    /// Points where a lowest mark is asked; a mark that is not known stands for the lowest pass.
    pub fn points_for_minimum(&self, worth: Worth) -> f64 {
        match worth {
            Worth::Points(points) | Worth::Pass(points) => points,
            Worth::Unknown => self.passing,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_that_is_a_number_is_worth_what_its_range_is_and_fails_below_the_lowest_pass() {
        let marks = Marks {
            points: BTreeMap::from([("A".to_owned(), 4.0)]),
            ranges: vec![(0.0, 64.0, 0.0), (65.0, 89.0, 2.0), (90.0, 100.0, 4.0)],
            passing: 2.0,
            ..Marks::default()
        };
        let worth = |mark| marks.worth(mark, SchoolYear::ending(2026));
        assert_eq!(worth("89.5"), Worth::Points(2.0));
        assert_eq!(worth("100"), Worth::Points(4.0));
        assert_eq!(worth("A"), Worth::Points(4.0));
        assert!(marks.fails(worth("64")) && !marks.fails(worth("65")));
        assert_eq!(worth("101"), Worth::Unknown);
        assert_eq!(worth("-1"), Worth::Unknown);
    }
}
