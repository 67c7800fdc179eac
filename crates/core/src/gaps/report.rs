//! What a reader is given: figures that may be shown, in words, rows and tables.
//!
//! Every figure about students is [`Shown`], so none leaves the room without the small-group
//! rule. Shares are 0 to 1 and differences of shares −1 to 1; [`Unit`] says how to print them.

use serde::Serialize;

use super::findings::GapFinding;
use super::model::{Dimension, Group, year_in_words};
use super::policy::{Direction, Impacted, Unit};
use super::tables::Table;
use crate::disclosure::Shown;
use crate::district::{PartMark, SchoolYear};

/// A figure with its 95% interval and the number of students that it rests on.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Figure {
    /// The figure, in the measure's unit.
    pub value: f64,
    /// Both ends of the interval; `None` where the figure stands without one.
    pub interval: Option<(f64, f64)>,
    /// Students counted.
    pub n: u64,
}

/// An estimate that is not about one group: a difference, a ratio, an effect size.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Measured {
    /// The figure.
    pub value: f64,
    /// Both ends of the 95% interval.
    pub interval: Option<(f64, f64)>,
    /// Two-sided p-value, where the method has one.
    pub p: Option<f64>,
}

/// Which measure, by whose definition.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MeasureMark {
    /// Id, as links use it.
    pub id: String,
    /// Name.
    pub name: String,
    /// The question that it answers.
    pub question: String,
    /// Version of the definition.
    pub version: String,
    /// Authority's id.
    pub authority: String,
    /// Authority's name.
    pub authority_name: String,
    /// Where the definition is written.
    pub citation: String,
    /// Whether the definition was checked against that text.
    pub verified: bool,
    /// What the definition means in plain words.
    pub definition: String,
    /// Who is counted, what counts, of what: the expressions.
    pub who: String,
    /// What is counted or averaged.
    pub value: String,
    /// Whether more is better.
    pub direction: Direction,
    /// What the numbers are.
    pub unit: Unit,
}

/// The comparison, in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ComparisonMark {
    /// As links write it.
    pub code: String,
    /// The dimension's label.
    pub dimension: &'static str,
    /// The side that the gap is about.
    pub focus: String,
    /// The side that it is compared with.
    pub reference: String,
    /// The group that both are looked at within, if any.
    pub among: Option<String>,
}

/// One group's figure: a row of the dot-and-interval chart.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GroupFigure {
    /// The group; `None` for all students.
    pub group: Option<Group>,
    /// Its dimension; `None` for all students.
    pub dimension: Option<Dimension>,
    /// In words.
    pub label: String,
    /// The figure.
    pub figure: Shown<Figure>,
    /// Whether it is a side of the comparison.
    pub in_comparison: bool,
}

/// A gap in one year.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct YearGap {
    /// The school year.
    #[serde(serialize_with = "year_in_words")]
    pub year: SchoolYear,
    /// The side that the gap is about.
    pub focus: Shown<Figure>,
    /// The side that it is compared with.
    pub reference: Shown<Figure>,
    /// Focus minus reference.
    pub gap: Shown<Measured>,
    /// Why this year is not like the others, if it is marked so.
    pub impacted: Option<String>,
}

/// How large the gap is, said in several ways, in the latest year.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GapSize {
    /// Focus minus reference: Newcombe's interval for rates, Welch's for means.
    pub difference: Measured,
    /// How much worse the focus is served, in the measure's unit: positive is worse.
    pub disadvantage: f64,
    /// Hedges' g, for means.
    pub hedges_g: Shown<Measured>,
    /// Focus rate over reference rate, for rates.
    pub relative_risk: Shown<Measured>,
    /// Ho and Reardon's V, where counts by level are there.
    pub v_statistic: Shown<Measured>,
    /// How many more students of the focus side must succeed (or, where lower is better, how many
    /// fewer must be counted) for parity; for rates.
    pub students_needed: Shown<u64>,
}

/// Where the gap is going.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GapTrend {
    /// Change of the gap's size each year: negative is closing.
    pub per_year: Measured,
    /// The first year looked at.
    #[serde(serialize_with = "year_in_words")]
    pub baseline: SchoolYear,
    /// Share of the baseline gap that has closed since: 0.2 is a fifth; negative has widened.
    pub share_closed: Shown<Measured>,
    /// The school year in which the trend line reaches parity, or why it does not.
    pub parity: Shown<String>,
    /// Closing, widening, or neither as far as can be told.
    pub course: Course,
}

/// Which way a gap is going, as far as its interval can tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Course {
    /// Getting smaller, beyond chance.
    Closing,
    /// Getting larger, beyond chance.
    Widening,
    /// Neither can be told from chance.
    Unclear,
}

/// One school's figures in the latest year.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SchoolGap {
    /// The school's id.
    pub school_id: String,
    /// Its name.
    pub school_name: String,
    /// Its cluster's name, if it has one.
    pub cluster: Option<String>,
    /// All students of the school.
    pub all: Shown<Figure>,
    /// The focus side there.
    pub focus: Shown<Figure>,
    /// The reference side there.
    pub reference: Shown<Figure>,
    /// Focus minus reference there.
    pub gap: Shown<Measured>,
    /// The focus side's figure pulled toward what is usual in the district, because its own count
    /// is small: a better guess on average, not a report of what happened.
    pub shrunken_focus: Shown<Figure>,
    /// Whether the gap is told from chance after Benjamini and Hochberg's control over all the
    /// schools of the table, at 5%.
    pub flagged: Shown<bool>,
}

/// Where the gap lives.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Location {
    /// The part that stands between schools: what would be left if the sides were served alike
    /// within each school.
    pub between: f64,
    /// The part that stands within schools.
    pub within: f64,
    /// Kitagawa: the part from who attends which school.
    pub from_attendance: f64,
    /// Kitagawa: the part from how each school serves the two sides.
    pub from_service: f64,
    /// Segregation of the two sides among schools.
    pub by_school: Segregation,
    /// Segregation of the two sides among clusters, where schools have clusters.
    pub by_cluster: Shown<Segregation>,
}

/// How apart two groups go to school.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Segregation {
    /// Dissimilarity: the share of either side that would have to move.
    pub dissimilarity: f64,
    /// Theil's H, 0 to 1.
    pub theil_h: f64,
    /// Mutual information M, in nats.
    pub mutual_information: f64,
    /// The average focus student's share of schoolmates from the reference side.
    pub exposure: f64,
    /// The average focus student's share of schoolmates from the focus side.
    pub isolation: f64,
}

/// Why rows of the source were not counted.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Excluded {
    /// The reason in words.
    pub reason: String,
    /// Rows, unless they are so few that they could be told from their students.
    pub rows: Shown<u64>,
}

/// A part that a report was read from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PartRead {
    /// Table.
    pub table: &'static str,
    /// School year in words; `None` for a standing table.
    pub year: Option<String>,
    /// Content hash.
    pub hash: String,
    /// Rows in the part.
    pub rows: u64,
    /// The district's files that its rows came from.
    pub files: Vec<String>,
    /// The day on which they were imported, such as `2026-10-30`.
    pub imported_on: String,
}

impl PartRead {
    /// As a report names it.
    pub(super) fn of(part: &PartMark) -> Self {
        PartRead {
            table: part.table,
            year: part.year.map(|year| year.to_string()),
            hash: part.hash.clone(),
            rows: part.rows,
            files: part.files.clone(),
            imported_on: part.imported_on.to_string(),
        }
    }
}

/// What a report was made from.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Provenance {
    /// Measure, version and authority: `chronic_absence 2026-11-01 (federal)`.
    pub rule: String,
    /// Rows counted, in all years of the report.
    pub rows_counted: u64,
    /// Rows not counted, by reason.
    pub rows_excluded: Vec<Excluded>,
    /// Parts read.
    pub parts: Vec<PartRead>,
}

/// The answer to one [`super::Query`].
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GapReport {
    /// The measure.
    pub measure: MeasureMark,
    /// The comparison.
    pub comparison: ComparisonMark,
    /// The place in words.
    pub place: String,
    /// The latest year, which single figures are about.
    #[serde(serialize_with = "year_in_words")]
    pub year: SchoolYear,
    /// The result in one sentence.
    pub headline: String,
    /// The result in a few sentences.
    pub sentences: Vec<String>,
    /// All students, then every group of every dimension, in the latest year.
    pub groups: Vec<GroupFigure>,
    /// The focus side crossed with every group of the other dimensions, in the latest year.
    pub crossed: Vec<GroupFigure>,
    /// The gap's size in the latest year.
    pub size: Shown<GapSize>,
    /// The gap in each year.
    pub years: Vec<YearGap>,
    /// Years that are marked on charts, with the reason.
    pub impacted: Vec<Impacted>,
    /// Where the gap is going.
    pub trend: Shown<GapTrend>,
    /// Each school, in the order of the school table; empty when one school was asked for.
    pub schools: Vec<SchoolGap>,
    /// Where the gap lives.
    pub location: Shown<Location>,
    /// What must be known to read the figures.
    pub footnotes: Vec<String>,
    /// What it was made from.
    pub provenance: Provenance,
}

impl GapReport {
    /// The report as tables: groups, years, schools, where the gap lives.
    pub fn tables(&self) -> Vec<Table> {
        super::tables::tables_of(self)
    }
}

/// One school, one year, one measure: a line of the school page.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SchoolLine {
    /// The measure.
    pub measure: MeasureMark,
    /// The latest year.
    #[serde(serialize_with = "year_in_words")]
    pub year: SchoolYear,
    /// All students of the school.
    pub all: Shown<Figure>,
    /// All students of the district.
    pub district: Shown<Figure>,
    /// Each group that can be shown or is withheld, without groups that have no students.
    pub groups: Vec<GroupFigure>,
    /// All students of the school, by year.
    pub years: Vec<(i16, Shown<Figure>)>,
}

/// All measures of one school.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SchoolReport {
    /// The school's id.
    pub school_id: String,
    /// Its name.
    pub school_name: String,
    /// Measures in their order.
    pub lines: Vec<SchoolLine>,
    /// Measures that cannot be answered, and what is missing.
    pub without: Vec<(String, Vec<String>)>,
}

/// The board brief: five findings on one page.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Brief {
    /// The findings, the one to see first first.
    pub findings: Vec<GapFinding>,
    /// How many gaps were looked at.
    pub looked_at: u64,
    /// How many of them were told from chance after false-discovery control.
    pub told_from_chance: u64,
    /// The rule by which the findings were chosen, in words.
    pub rule: String,
    /// Measures that could not be answered, and the tables that are missing.
    pub without: Vec<(String, Vec<String>)>,
    /// What it was made from.
    pub provenance: Provenance,
}
