//! The invented city of Riverbend as it stands: home areas on a plane, feeder schools, programs.

use crate::district::SchoolType;

use super::Size;
use super::calendar::{Calendar, YEARS};
use super::catalog::Catalog;
use super::dice::logistic;

/// A point, in kilometres east and north of the city hall.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    pub x: f64,
    pub y: f64,
}

impl Place {
    /// Straight-line distance in kilometres.
    pub fn km_to(self, other: Place) -> f64 {
        ((self.x - other.x).powi(2) + (self.y - other.y).powi(2)).sqrt()
    }

    /// Degrees north and east, to four decimals.
    pub fn degrees(self) -> (f64, f64) {
        let round = |degrees: f64| (degrees * 10_000.0).round() / 10_000.0;
        (round(40.3500 + self.y / 111.2), round(-89.6200 + self.x / 84.8))
    }
}

/// A position in one of the plan's lists.
pub(super) type SchoolNo = u16;
pub(super) type AreaNo = u16;

#[derive(Debug, Clone)]
pub(super) struct AreaPlan {
    pub id: String,
    pub name: String,
    pub at: Place,
    /// Schools that its children may attend by right: elementary, middle, high.
    pub zoned: [SchoolNo; 3],
    /// Shares of the federal seven, in their order.
    pub mix: [f64; 7],
    /// Log-odds that a family's income is low.
    pub poverty: f64,
}

#[derive(Debug, Clone)]
pub(super) struct ClusterPlan {
    pub id: String,
    pub name: String,
    /// By how much each year group gaps shrink (negative) or widen, as a factor after ten years.
    pub gap_after: f64,
}

/// What a school is like. Conditions differ between schools; that is the point of the city.
#[derive(Debug, Clone)]
pub(super) struct SchoolPlan {
    pub id: String,
    pub name: String,
    pub kind: SchoolType,
    /// 0 elementary, 1 middle, 2 high.
    pub level: usize,
    pub cluster: Option<u16>,
    pub area: AreaNo,
    pub at: Place,
    pub low: i8,
    pub high: i8,
    /// How poor the areas are that it serves; mean 0, variance about 1.
    pub need: f64,
    /// Added to every score, in standard deviations.
    pub effect: f64,
    /// Factor on how often an incident ends in a suspension.
    pub strict: f64,
    /// How much more strictly some groups are treated here: the city's unequal treatment.
    pub uneven: f64,
    /// Added to the log of the absence rate.
    pub absence: f64,
    /// How open advanced courses are, in standard deviations.
    pub advanced: f64,
    pub ap: bool,
    pub ib: bool,
    pub dual: bool,
    /// Whether newcomers are taught apart, outside grade-level courses.
    pub sheltered: bool,
    /// Groups that ordinary students of a grade are timetabled in.
    pub spread: u8,
    /// Position of the first year; 0 when it was open before.
    pub opened: usize,
    /// Position of the last year.
    pub closed: Option<usize>,
    /// Where its children go in the years when it is not open.
    pub stand_in: SchoolNo,
    /// Open to the whole city by application.
    pub magnet: bool,
}

impl SchoolPlan {
    pub fn is_open(&self, year: usize) -> bool {
        year >= self.opened && self.closed.is_none_or(|last| year <= last)
    }
}

#[derive(Debug, Clone)]
pub(super) struct ProgramPlan {
    pub id: String,
    pub name: &'static str,
    pub kind: &'static str,
    pub school: SchoolNo,
    pub grade: i8,
    pub seats: i64,
    pub pull: f64,
}

/// All that is fixed before the first child is born.
#[derive(Debug, Clone)]
pub(super) struct Plan {
    pub size: Size,
    pub seed: u64,
    pub calendar: Calendar,
    pub catalog: Catalog,
    pub areas: Vec<AreaPlan>,
    pub clusters: Vec<ClusterPlan>,
    pub schools: Vec<SchoolPlan>,
    pub programs: Vec<ProgramPlan>,
    /// The four nearest schools of the same level, for each school.
    pub near: Vec<Vec<SchoolNo>>,
    /// Magnet schools by level.
    pub magnets: [Vec<SchoolNo>; 3],
    /// The alternative high schools.
    pub alternative: Vec<SchoolNo>,
    /// Households in the whole city over all years.
    pub households: u32,
}

impl Plan {
    /// The school that a child of an area attends by right in a year.
    pub fn zone(&self, area: AreaNo, level: usize, year: usize) -> SchoolNo {
        self.open_school(self.areas[usize::from(area)].zoned[level], year)
    }

    /// The school itself, or where its children go while it is not open.
    pub fn open_school(&self, school: SchoolNo, year: usize) -> SchoolNo {
        let plan = &self.schools[usize::from(school)];
        if plan.is_open(year) { school } else { plan.stand_in }
    }

    /// Factor on group gaps at a school in a year, drifting with its cluster's history.
    pub fn gap_factor(&self, school: SchoolNo, year: usize) -> f64 {
        let Some(cluster) = self.schools[usize::from(school)].cluster else { return 1.0 };
        let after = self.clusters[usize::from(cluster)].gap_after;
        1.0 + (after - 1.0) * year as f64 / (YEARS - 1) as f64
    }

    /// Share of families with low income at an area for one of the federal seven.
    pub fn low_income(&self, area: AreaNo, race: usize) -> f64 {
        let more = [0.35, -0.55, 0.55, 0.40, 0.30, -0.05, -1.10][race];
        logistic(self.areas[usize::from(area)].poverty + more)
    }
}
