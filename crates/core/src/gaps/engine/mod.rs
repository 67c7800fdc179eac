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
mod kept;
mod look;
mod moves;
mod overview;
mod plan;
mod released;
mod schools;
mod trend;

use std::collections::{BTreeMap, BTreeSet};

use crate::disclosure::Protection;
use crate::district::{Facts, PartMark, SchoolId, SchoolYear};

use super::cube::{CellKey, Stats};
use super::grain::{Roster, SchoolMark};
use super::model::{Comparison, GapError, Place, Query, Side};
use super::policy::{Authority, FigureKind, Measure, Measures};
use super::report::{ComparisonMark, Excluded, MeasureMark, PartRead, Provenance};
use count::YearCount;
use kept::KeptYear;
use look::Look;
use plan::{Before, Ground, Planned};

pub use flips::{FlipSummary, Flips, StudentRow, StudentRows, list_flips, list_students};
pub use kept::list_unlike;
pub use moves::{Grounds, Move, list_moves};
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
    ground: Ground,
    protection: Protection,
    /// What was published before, by measure, authority and year.
    before: BTreeMap<(String, String, i16), Before>,
    parts: Vec<PartMark>,
    /// Closed years that stand on other facts or definitions.
    kept: BTreeMap<SchoolYear, KeptYear>,
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
    /// The years by the measure's first authority, where this is another.
    first: Option<&'a BTreeMap<SchoolYear, YearCount>>,
    study: &'a Study,
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
        Self::build_but(&BTreeSet::new(), facts, measures, protection)
    }

    /// The same, but for years that [`Study::keep`] is to bring.
    pub fn build_but(
        left_out: &BTreeSet<SchoolYear>,
        facts: &Facts,
        measures: &Measures,
        protection: Protection,
    ) -> Study {
        let roster = Roster::of(facts);
        let wanted = |year| !left_out.contains(&year);
        let (counts, without) = count::count(facts, &roster, measures, &wanted);
        Study {
            measures: measures.clone(),
            counts,
            without,
            schools: roster.schools().to_vec(),
            clusters: roster.clusters().clone(),
            ground: Ground::of(roster.schools()),
            protection,
            before: BTreeMap::new(),
            parts: facts.parts().to_vec(),
            kept: BTreeMap::new(),
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
            Some(years) if !years.is_empty() => Ok(Chosen {
                measure: found,
                authority: &found.authorities[which],
                years,
                first: self.counts.get(&(place, 0)).filter(|_| which > 0),
                study: self,
            }),
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
                let number = self.ground.clusters.iter().position(|id| id == cluster.as_str());
                Ok((look::Schools::Cluster(number.unwrap_or(0) as u32, inside), name))
            }
        }
    }

    fn provenance(&self, chosen: &Chosen<'_>, years: &[SchoolYear]) -> Provenance {
        let mut excluded: BTreeMap<&str, u64> = BTreeMap::new();
        let mut rows_counted = 0;
        for (year, count) in years.iter().filter_map(|year| chosen.years.get_key_value(year)) {
            // Of a district that is itself withheld, nor is how many rows there were.
            if chosen.planned(*year).counts_rows() {
                rows_counted += count.rows;
            }
            for reason in &count.excluded {
                *excluded.entry(&reason.reason).or_default() += reason.rows;
            }
        }
        let needs = chosen.measure.grain.reads();
        let mut parts: Vec<&PartMark> = Vec::new();
        for year in years {
            let of_year = self
                .parts_of(*year)
                .iter()
                .filter(|part| needs.contains(&part.table))
                .filter(|part| part.year.is_none_or(|of| of == *year));
            for part in of_year {
                if !parts.contains(&part) {
                    parts.push(part);
                }
            }
        }
        parts.sort_by_key(|part| (part.table, part.year));
        let parts = parts.into_iter().map(PartRead::of).collect();
        Provenance {
            rule: format!(
                "{} {} ({}){}",
                chosen.measure.id,
                chosen.measure.version,
                chosen.authority.id,
                self.say_versions(&chosen.measure.id, years)
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

    /// What may be shown of a year.
    fn planned(&self, year: SchoolYear) -> Planned<'a> {
        let study = self.study;
        let key = (self.measure.id.clone(), self.authority.id.clone(), year.end());
        Planned {
            count: &self.years[&year],
            first: self.first.and_then(|years| years.get(&year)),
            before: study.before.get(&key),
            ground: &study.ground,
            rule: &study.protection,
            is_rate: self.measure.kind == FigureKind::Rate,
        }
    }

    /// Statistics of some cells at a place of the plan.
    fn stats_at(
        &self,
        year: SchoolYear,
        place: plan::Where,
        grades: &[u8],
        keys: &[CellKey],
    ) -> Stats {
        let schools = match place {
            plan::Where::Cluster(number) => {
                let of = |cluster: &Option<u32>| *cluster == Some(number);
                look::Schools::Cluster(
                    number,
                    self.study.ground.cluster_of.iter().map(of).collect(),
                )
            }
            plan::Where::School(school) => look::Schools::One(school),
            _ => look::Schools::All,
        };
        let count = &self.years[&year];
        Look { count, schools: &schools, grades, planned: self.planned(year) }.stats(keys)
    }

    fn look(&self, year: SchoolYear, schools: &'a look::Schools, grades: &'a [u8]) -> Look<'a> {
        Look { count: &self.years[&year], schools, grades, planned: self.planned(year) }
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
