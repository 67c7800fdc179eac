//! The one verb, measure: facts and measures to a [`Study`], and questions to answers.
//!
//! A study counts every measure, by every authority, in every year that the facts allow, once;
//! then it answers any number of questions from the counts. It holds no student: only
//! [`list_flips`] goes back to the rows, and its answer is no report.

mod answer;
mod arithmetic;
mod brief;
mod count;
mod flips;
mod look;
mod overview;
mod schools;
mod trend;

use std::collections::BTreeMap;

use crate::disclosure::Protection;
use crate::district::{Facts, PartMark, SchoolId, SchoolYear};

use super::grain::{Roster, SchoolMark};
use super::model::{Comparison, GapError, Place, Query, Side};
use super::policy::{Authority, Measure, Measures};
use super::report::{ComparisonMark, Excluded, MeasureMark, PartRead, Provenance};
use count::YearCount;
use look::Look;

pub use flips::{FlipSummary, Flips, StudentRow, StudentRows, list_flips, list_students};
pub use overview::{Overview, OverviewLine};

/// Every measure counted, ready for questions.
#[derive(Debug, Clone)]
pub struct Study {
    measures: Measures,
    /// By place of the measure and of the authority in it.
    counts: BTreeMap<(usize, usize), BTreeMap<SchoolYear, YearCount>>,
    /// By place of the measure: tables that are missing in every year.
    without: BTreeMap<usize, Vec<String>>,
    schools: Vec<SchoolMark>,
    clusters: BTreeMap<String, String>,
    protection: Protection,
    parts: Vec<PartMark>,
}

/// A measure, and whether the facts can answer it.
#[derive(Debug, Clone, PartialEq)]
pub struct MeasureStatus {
    /// The measure by each of its authorities.
    pub marks: Vec<MeasureMark>,
    /// Years that have figures, earliest first.
    pub years: Vec<SchoolYear>,
    /// Tables that are missing, when there are no figures.
    pub without: Vec<String>,
}

/// One measure by one authority, with its counts.
#[derive(Clone, Copy)]
struct Chosen<'a> {
    measure: &'a Measure,
    authority: &'a Authority,
    years: &'a BTreeMap<SchoolYear, YearCount>,
}

/// A question met with the counts: what it asks of whom, and in which years.
struct Opened<'a> {
    chosen: Chosen<'a>,
    schools: look::Schools,
    grades: Vec<u8>,
    /// The place in words.
    place: String,
    /// The years that it asks for and that have rows, earliest first.
    years: Vec<SchoolYear>,
    latest: SchoolYear,
}

impl Opened<'_> {
    fn look(&self, year: SchoolYear) -> Look<'_> {
        self.chosen.look(year, &self.schools, &self.grades)
    }

    fn looks(&self) -> Vec<(SchoolYear, Look<'_>)> {
        self.years.iter().map(|year| (*year, self.look(*year))).collect()
    }
}

impl Study {
    /// Counts every measure in every year that the facts have tables for.
    pub fn build(facts: &Facts, measures: &Measures, protection: Protection) -> Study {
        let roster = Roster::of(facts);
        let (counts, without) = count::count(facts, &roster, measures);
        Study {
            measures: measures.clone(),
            counts,
            without,
            schools: roster.schools().to_vec(),
            clusters: roster.clusters().clone(),
            protection,
            parts: facts.parts().to_vec(),
        }
    }

    /// The rule by which small groups are protected.
    pub fn protection(&self) -> Protection {
        self.protection
    }

    /// Every measure in its order, and whether it can be answered.
    pub fn list_measures(&self) -> Vec<MeasureStatus> {
        let status = |(place, measure): (usize, &Measure)| {
            let mut years: Vec<SchoolYear> = (0..measure.authorities.len())
                .filter_map(|authority| self.counts.get(&(place, authority)))
                .flat_map(|years| years.iter().filter(|(_, count)| count.rows > 0))
                .map(|(year, _)| *year)
                .collect();
            years.sort_unstable();
            years.dedup();
            MeasureStatus {
                marks: measure.authorities.iter().map(|a| mark(measure, a)).collect(),
                years,
                without: self.without.get(&place).cloned().unwrap_or_default(),
            }
        };
        self.measures.list().iter().enumerate().map(status).collect()
    }

    /// Finds a measure by one of its authorities.
    fn choose(&self, measure: &str, authority: Option<&str>) -> Result<Chosen<'_>, GapError> {
        let list = self.measures.list();
        let place = list.iter().position(|m| m.id == measure).ok_or_else(|| {
            let known = list.iter().map(|m| m.id.clone()).collect();
            GapError::NoSuchMeasure { name: measure.to_owned(), known }
        })?;
        let found = &list[place];
        let which = match authority {
            None => 0,
            Some(id) => found.authorities.iter().position(|a| a.id == id).ok_or_else(|| {
                let known = found.authorities.iter().map(|a| a.id.clone()).collect();
                let (measure, name) = (measure.to_owned(), id.to_owned());
                GapError::NoSuchAuthority { measure, name, known }
            })?,
        };
        match self.counts.get(&(place, which)) {
            Some(years) if !years.is_empty() => {
                Ok(Chosen { measure: found, authority: &found.authorities[which], years })
            }
            _ => {
                let measure = measure.to_owned();
                match self.without.get(&place) {
                    Some(tables) => Err(GapError::Without { measure, tables: tables.clone() }),
                    None => Err(GapError::NoStudents { measure }),
                }
            }
        }
    }

    /// Finds what a question asks for.
    fn open(&self, query: &Query) -> Result<Opened<'_>, GapError> {
        let chosen = self.choose(&query.measure, query.authority.as_deref())?;
        let (schools, place) = self.place(&query.place)?;
        let grades: Vec<u8> = query.grades.iter().map(|grade| *grade as u8).collect();
        let years = chosen.years_of(query);
        let Some(latest) = years.last().copied() else {
            return Err(GapError::NoStudents { measure: query.measure.clone() });
        };
        Ok(Opened { chosen, schools, grades, place, years, latest })
    }

    /// A place as a filter over dense school numbers, and its name.
    fn place(&self, place: &Place) -> Result<(look::Schools, String), GapError> {
        let missing = |name: &str| GapError::NoSuchPlace { name: name.to_owned() };
        match place {
            Place::District => Ok((look::Schools::All, "the district".to_owned())),
            Place::School(SchoolId(id)) => {
                let number = self.schools.iter().position(|school| school.id == *id);
                let number = number.ok_or_else(|| missing(id))?;
                Ok((look::Schools::One(number as u32), self.schools[number].name.clone()))
            }
            Place::Cluster(cluster) => {
                let inside: Vec<bool> = self
                    .schools
                    .iter()
                    .map(|school| school.cluster.as_deref() == Some(cluster.as_str()))
                    .collect();
                if !inside.contains(&true) {
                    return Err(missing(cluster.as_str()));
                }
                let name = self.clusters.get(cluster.as_str());
                let name = name.map_or(cluster.as_str(), String::as_str).to_owned();
                Ok((look::Schools::Some(inside), name))
            }
        }
    }

    fn provenance(&self, chosen: &Chosen<'_>, years: &[SchoolYear]) -> Provenance {
        let mut excluded: BTreeMap<&str, u64> = BTreeMap::new();
        let mut rows_counted = 0;
        for count in years.iter().filter_map(|year| chosen.years.get(year)) {
            rows_counted += count.rows;
            for reason in &count.excluded {
                *excluded.entry(&reason.reason).or_default() += reason.rows;
            }
        }
        let needs = chosen.measure.grain.reads();
        let parts = self
            .parts
            .iter()
            .filter(|part| needs.contains(&part.table))
            .filter(|part| part.year.is_none_or(|year| years.contains(&year)))
            .map(PartRead::of)
            .collect();
        Provenance {
            rule: format!(
                "{} {} ({})",
                chosen.measure.id, chosen.measure.version, chosen.authority.id
            ),
            rows_counted,
            rows_excluded: excluded
                .into_iter()
                .map(|(reason, rows)| Excluded {
                    reason: reason.to_owned(),
                    rows: self.protection.show(rows, rows, || rows),
                })
                .collect(),
            parts,
        }
    }
}

impl<'a> Chosen<'a> {
    /// The years that a question asks for and that have rows.
    fn years_of(&self, query: &Query) -> Vec<SchoolYear> {
        self.years
            .iter()
            .filter(|(year, _)| query.from.is_none_or(|from| from <= **year))
            .filter(|(year, _)| query.to.is_none_or(|to| **year <= to))
            .filter(|(_, count)| count.rows > 0)
            .map(|(year, _)| *year)
            .collect()
    }

    fn look(&self, year: SchoolYear, schools: &'a look::Schools, grades: &'a [u8]) -> Look<'a> {
        Look { count: &self.years[&year], schools, grades }
    }
}

/// A measure by an authority as reports name it.
fn mark(measure: &Measure, authority: &Authority) -> MeasureMark {
    MeasureMark {
        id: measure.id.clone(),
        name: measure.name.clone(),
        question: measure.question.clone(),
        version: measure.version.clone(),
        authority: authority.id.clone(),
        authority_name: authority.name.clone(),
        citation: authority.citation.clone(),
        verified: authority.verified,
        definition: authority.definition.clone(),
        who: authority.who.text().to_owned(),
        value: authority.value.text().to_owned(),
        direction: measure.direction,
        unit: measure.unit,
    }
}

/// A comparison as reports name it.
fn comparison_mark(comparison: &Comparison) -> ComparisonMark {
    let reference = match comparison.reference() {
        Side::OthersThan(_) => "All other students".to_owned(),
        side => side.label(),
    };
    ComparisonMark {
        code: comparison.code(),
        dimension: comparison.dimension().label(),
        focus: comparison.focus().label(),
        reference,
        among: comparison.among_group().map(|group| group.label().to_owned()),
    }
}
