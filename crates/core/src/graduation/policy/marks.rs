//! Marks: what each is worth, and what a pass stands for in a year.

use std::collections::BTreeMap;

use crate::district::SchoolYear;

/// The marks of a diploma's file.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Marks {
    /// Points by mark.
    pub points: BTreeMap<String, f64>,
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
        if self.pass.iter().any(|known| known == mark) {
            let of_year =
                self.pass_in.iter().find(|(of, _)| *of == year).map(|(_, points)| *points);
            return Worth::Pass(of_year.unwrap_or(self.pass_counts_as));
        }
        Worth::Unknown
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
