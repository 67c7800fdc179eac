//! Closed years in a study: counted from the facts, and by the definitions, that they were closed
//! with, so that nothing that comes later moves their figures.

use std::collections::{BTreeMap, BTreeSet};

use super::{Study, count};
use crate::district::{Facts, PartMark, SchoolYear};
use crate::gaps::grain::Roster;
use crate::gaps::policy::{Measure, Measures};

/// What a closed year's figures stand on.
#[derive(Debug, Clone)]
pub(super) struct KeptYear {
    pub parts: Vec<PartMark>,
    /// Versions by measure, where they are not those in force now.
    pub versions: BTreeMap<String, String>,
}

impl Study {
    /// Takes the counts of some years from other facts and definitions than the study's own. A
    /// measure, authority or school that the study does not have is passed over, and so is a
    /// measure that [`list_unlike`] names.
    pub fn keep(&mut self, years: &BTreeSet<SchoolYear>, facts: &Facts, measures: &Measures) {
        let roster = Roster::of(facts);
        let numbers: Vec<u32> = roster
            .schools()
            .iter()
            .map(|school| {
                let found = self.schools.binary_search_by(|known| known.id.cmp(&school.id));
                found.map_or(u32::MAX, |place| place as u32)
            })
            .collect();
        for by_year in self.counts.values_mut() {
            by_year.retain(|year, _| !years.contains(year));
        }
        let (counts, _) = count::count(facts, &roster, measures, &|year| years.contains(&year));
        for ((place, which), by_year) in counts {
            let old = &measures.list()[place];
            let now = self.measures.list().iter().position(|m| m.id == old.id && m.is_like(old));
            let Some(now) = now else { continue };
            let id = &old.authorities[which].id;
            let authorities = &self.measures.list()[now].authorities;
            let Some(authority) = authorities.iter().position(|a| a.id == *id) else { continue };
            self.without.remove(&now);
            let kept = self.counts.entry((now, authority)).or_default();
            for (year, mut count) in by_year {
                count.renumber_schools(&numbers);
                kept.insert(year, count);
            }
        }
        let versions: BTreeMap<String, String> = self
            .measures
            .list()
            .iter()
            .filter_map(|now| measures.find(&now.id).filter(|old| *old != now))
            .map(|old| (old.id.clone(), old.version.clone()))
            .collect();
        for year in years {
            let kept = KeptYear { parts: facts.parts().to_vec(), versions: versions.clone() };
            self.kept.insert(*year, kept);
        }
    }

    /// The parts that figures of a year stand on.
    pub(super) fn parts_of(&self, year: SchoolYear) -> &[PartMark] {
        self.kept.get(&year).map_or(&self.parts, |kept| &kept.parts)
    }

    /// What to say of the years that are counted by an earlier version of a measure.
    pub(super) fn say_versions(&self, measure: &str, years: &[SchoolYear]) -> String {
        let say = |year: &SchoolYear| {
            let version = self.kept.get(year)?.versions.get(measure)?;
            Some(format!("; {year}, closed, by {version}"))
        };
        years.iter().filter_map(say).collect()
    }
}

impl Measure {
    /// Whether figures of the two can stand in one series: the same kind of figure, in the same
    /// unit, of the same rows, with the same better end.
    pub fn is_like(&self, other: &Measure) -> bool {
        (self.kind, self.unit, self.direction, self.grain)
            == (other.kind, other.unit, other.direction, other.grain)
    }
}

/// The measures that have the id of an earlier one and are not of its kind.
pub fn list_unlike(now: &Measures, earlier: &Measures) -> Vec<String> {
    let unlike = |m: &&Measure| earlier.find(&m.id).is_some_and(|old| !old.is_like(m));
    now.list().iter().filter(unlike).map(|m| m.id.clone()).collect()
}
