//! The nouns: the roll of a district, what is known of years to come, and a projection.

use serde::{Deserialize, Serialize};

use crate::district::{EnrollmentEventKind, GradeLevel, SchoolYear};

/// Grades that are projected: kindergarten to grade 12.
pub const GRADES: usize = 13;

/// Columns of the roll: prekindergarten, which feeds kindergarten, and the grades.
pub const WIDTH: usize = GRADES + 1;

/// The longest horizon, in years.
pub const LONGEST: usize = 10;

/// What a withheld cell stands for in sums: the middle of 1 to 9. It is never scored.
pub const WITHHELD_STANDS_FOR: f64 = 5.0;

/// The grade at a position from 0, kindergarten.
pub fn grade_at(position: usize) -> GradeLevel {
    i8::try_from(position).ok().and_then(GradeLevel::numbered).unwrap_or(GradeLevel::Ungraded)
}

/// One school of the roll.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SchoolMark {
    /// The district's number.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Position of its network in [`Roll::networks`].
    pub network: Option<usize>,
}

/// Whether a cell of the roll was counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Known {
    /// No student, or no row.
    Empty,
    /// Counted.
    Counted,
    /// The publisher withheld it: some students, fewer than ten.
    Withheld,
}

/// Members by school, school year and grade, in one flat vector. Years have no holes.
#[derive(Debug, Clone, PartialEq)]
pub struct Roll {
    schools: Vec<SchoolMark>,
    networks: Vec<String>,
    first: SchoolYear,
    years: usize,
    counts: Vec<f64>,
    known: Vec<Known>,
}

impl Roll {
    /// An empty roll of these schools, over `years` school years from `first`.
    pub fn empty(
        schools: Vec<SchoolMark>,
        networks: Vec<String>,
        first: SchoolYear,
        years: usize,
    ) -> Self {
        let cells = schools.len() * years * WIDTH;
        Roll {
            schools,
            networks,
            first,
            years,
            counts: vec![0.0; cells],
            known: vec![Known::Empty; cells],
        }
    }

    fn at(&self, school: usize, year: usize, column: usize) -> usize {
        (school * self.years + year) * WIDTH + column
    }

    /// Adds students to a cell; columns count from prekindergarten.
    pub fn add(&mut self, school: usize, year: usize, column: usize, students: f64) {
        let at = self.at(school, year, column);
        self.counts[at] += students;
        if students > 0.0 && self.known[at] == Known::Empty {
            self.known[at] = Known::Counted;
        }
    }

    /// Notes that the publisher withheld a cell.
    pub fn withhold(&mut self, school: usize, year: usize, column: usize) {
        let at = self.at(school, year, column);
        self.counts[at] = WITHHELD_STANDS_FOR;
        self.known[at] = Known::Withheld;
    }

    /// The schools, in the order of their numbers.
    pub fn schools(&self) -> &[SchoolMark] {
        &self.schools
    }

    /// The networks' names.
    pub fn networks(&self) -> &[String] {
        &self.networks
    }

    /// How many school years.
    pub fn years(&self) -> usize {
        self.years
    }

    /// The school year at a position, which may lie after the last.
    pub fn year_at(&self, position: usize) -> SchoolYear {
        let ahead = i16::try_from(position).unwrap_or(i16::MAX);
        SchoolYear::ending(self.first.end().saturating_add(ahead))
    }

    /// The position of a school year, which may lie after the last.
    pub fn find_year(&self, year: SchoolYear) -> Option<usize> {
        usize::try_from(year.end() - self.first.end()).ok()
    }

    /// The position of a school by its number.
    pub fn find_school(&self, id: &str) -> Option<usize> {
        self.schools.binary_search_by(|school| school.id.as_str().cmp(id)).ok()
    }

    /// Prekindergarten and the grades of a school in a year.
    pub fn row(&self, school: usize, year: usize) -> &[f64] {
        let at = self.at(school, year, 0);
        &self.counts[at..at + WIDTH]
    }

    /// The grades of a school in a year, from kindergarten.
    pub fn grades(&self, school: usize, year: usize) -> &[f64] {
        &self.row(school, year)[1..]
    }

    /// Whether the cells of a school's grades were counted.
    pub fn known(&self, school: usize, year: usize) -> &[Known] {
        let at = self.at(school, year, 1);
        &self.known[at..at + GRADES]
    }

    /// Members in all grades of a school.
    pub fn total(&self, school: usize, year: usize) -> f64 {
        self.grades(school, year).iter().sum()
    }

    /// The roll as it was known at the end of a year: the first `years` years.
    pub fn until(&self, years: usize) -> Roll {
        let years = years.min(self.years);
        let mut earlier =
            Roll::empty(self.schools.clone(), self.networks.clone(), self.first, years);
        for school in 0..self.schools.len() {
            for year in 0..years {
                let (from, to) = (self.at(school, year, 0), earlier.at(school, year, 0));
                earlier.counts[to..to + WIDTH].copy_from_slice(&self.counts[from..from + WIDTH]);
                earlier.known[to..to + WIDTH].copy_from_slice(&self.known[from..from + WIDTH]);
            }
        }
        earlier
    }
}

/// Something known that changes who goes to a school.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// Position of the first school year in which it holds; may lie after the roll's last.
    pub year: usize,
    /// The school.
    pub school: usize,
    /// What happens.
    pub kind: EnrollmentEventKind,
    /// The grade, from 0; `None` for all.
    pub grade: Option<usize>,
    /// The school on the other side, if it is named.
    pub other: Option<usize>,
    /// Students, where they are known.
    pub students: Option<f64>,
    /// The share that the other school takes, 0 to 1.
    pub share: f64,
}

/// Seats that were given away for a grade of a school in a year.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Offer {
    /// Position of the school year.
    pub year: usize,
    /// The school.
    pub school: usize,
    /// The grade, from 0.
    pub grade: usize,
    /// Seats offered.
    pub offers: f64,
    /// Share taken up, 0 to 1, where it is known.
    pub take_up: Option<f64>,
    /// Share of those who did not come, 0 to 1.
    pub no_show: f64,
}

/// Children who may enter kindergarten.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Pool {
    /// Children of the whole district by position of the school year.
    pub district: Vec<Option<f64>>,
    /// Children of a school's own area by school, then by position of the school year; empty where
    /// areas do not lead to schools.
    pub school: Vec<Vec<Option<f64>>>,
}

/// Everything that a projection is made of.
#[derive(Debug, Clone, PartialEq)]
pub struct Inputs {
    /// Who came.
    pub roll: Roll,
    /// What happened, and what will.
    pub events: Vec<Event>,
    /// What the choice rounds gave away.
    pub offers: Vec<Offer>,
    /// Who may come to kindergarten.
    pub pool: Pool,
    /// What a reader must know of how the roll was made.
    pub notes: Vec<String>,
}

/// What is counted: one grade of a school, a school, all schools.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// One grade of one school.
    Cell,
    /// One school.
    School,
    /// The district.
    District,
}

impl Level {
    /// Every level.
    pub const ALL: [Level; 3] = [Level::Cell, Level::School, Level::District];

    /// In words.
    pub const fn words(self) -> &'static str {
        match self {
            Level::Cell => "grade of a school",
            Level::School => "school",
            Level::District => "district",
        }
    }
}

/// A projected number with the bands that hold it half the time, four times in five, and nineteen
/// in twenty.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Banded {
    /// What is projected; the middle of what is likely.
    pub value: f64,
    /// The 50% band.
    pub half: (f64, f64),
    /// The 80% band.
    pub most: (f64, f64),
    /// The 95% band.
    pub nearly_all: (f64, f64),
}

impl Banded {
    /// The chance that the count is at least `least`, read off the bands by straight lines.
    pub fn chance_of_at_least(&self, least: f64) -> f64 {
        let edge = least - 0.5;
        let points = [
            (self.nearly_all.0, 0.025),
            (self.most.0, 0.10),
            (self.half.0, 0.25),
            (self.value, 0.50),
            (self.half.1, 0.75),
            (self.most.1, 0.90),
            (self.nearly_all.1, 0.975),
        ];
        let below = match points.iter().position(|(at, _)| *at > edge) {
            Some(0) => 0.0125,
            None => 0.9875,
            Some(next) => {
                let ((x0, p0), (x1, p1)) = (points[next - 1], points[next]);
                p0 + (p1 - p0) * ((edge - x0) / (x1 - x0)).clamp(0.0, 1.0)
            }
        };
        1.0 - below
    }
}

/// A projection: for each year ahead every grade of every school, every school, and the district.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Projection {
    /// The calendar year in which the last counted school year ends.
    pub origin: i16,
    /// Years ahead.
    pub horizon: usize,
    /// The schools.
    pub schools: Vec<SchoolMark>,
    /// By year ahead, school, grade.
    pub cells: Vec<Banded>,
    /// By year ahead, school.
    pub totals: Vec<Banded>,
    /// By year ahead.
    pub district: Vec<Banded>,
    /// The weights of the methods in the combination, by kind of cell.
    pub weights: Vec<KindWeights>,
    /// The weights of the ways to project a school's total.
    pub total_weights: Vec<(String, f64)>,
}

/// How much each method counts for one kind of cell.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct KindWeights {
    /// The kind, in words.
    pub kind: String,
    /// Cells of earlier years that the weights were learned on; none where they are even.
    pub cells: u64,
    /// Method and weight; weights sum to 1.
    pub weights: Vec<(String, f64)>,
}

impl Projection {
    /// One grade of one school, `ahead` years ahead counted from 1.
    pub fn cell(&self, ahead: usize, school: usize, grade: usize) -> &Banded {
        &self.cells[((ahead - 1) * self.schools.len() + school) * GRADES + grade]
    }

    /// One school.
    pub fn total(&self, ahead: usize, school: usize) -> &Banded {
        &self.totals[(ahead - 1) * self.schools.len() + school]
    }

    /// The school year that lies `ahead` years ahead.
    pub fn year(&self, ahead: usize) -> SchoolYear {
        SchoolYear::ending(self.origin + i16::try_from(ahead).unwrap_or(0))
    }
}
