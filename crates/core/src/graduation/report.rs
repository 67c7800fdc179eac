//! What may be shown of a year: by tier, requirement, group, school and cohort, protected.

mod access;
mod cohorts;

use std::collections::BTreeMap;

use serde::Serialize;

use super::engine::Study;
use super::model::{DIMENSIONS, Tier};
use crate::disclosure::{Protection, Shown};
use crate::district::SchoolYear;

pub use access::{AccessLine, BesideLine, access_lines, beside_lines};
pub use cohorts::CohortGroupLine;

/// A share with its interval: Wilson's, 95% (E. B. Wilson, *JASA* 22, 1927).
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Share {
    /// The share.
    pub value: f64,
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// Students that it is of.
    pub n: u64,
}

impl Share {
    /// Of `n` students `hits`.
    pub fn of(hits: u64, n: u64) -> Self {
        let (z, count) = (1.959_963_984_540_054_f64, n.max(1) as f64);
        let p = hits as f64 / count;
        let middle = (p + z * z / (2.0 * count)) / (1.0 + z * z / count);
        let half = z * (p * (1.0 - p) / count + z * z / (4.0 * count * count)).sqrt()
            / (1.0 + z * z / count);
        Share { value: p, low: (middle - half).max(0.0), high: (middle + half).min(1.0), n }
    }
}

/// Students of one kind in a year, counted. Never shown as it is.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Count {
    tiers: [u64; 4],
    no_transcript: u64,
    seniors: u64,
    unmet: BTreeMap<usize, u64>,
    indicator: (u64, u64),
    wrongly_short: u64,
    college_students: u64,
    college_hours: f64,
}

impl Count {
    /// Students with a transcript, whom the figures are of.
    fn all(&self) -> u64 {
        self.tiers.iter().sum()
    }

    fn on_track(&self) -> u64 {
        self.tiers[0]
    }
}

/// A year's counts.
#[derive(Debug, Clone, PartialEq)]
pub struct Tally {
    /// The year.
    pub year: SchoolYear,
    /// The names of the diplomas that students are held to.
    diploma: String,
    /// Names of requirements, of all diplomas.
    requirements: Vec<String>,
    /// Those of whose kind nothing is on file for anybody.
    not_on_file: Vec<String>,
    all: Count,
    schools: Vec<(String, String, Count)>,
    cohorts: BTreeMap<SchoolYear, Count>,
    groups: Vec<Vec<Count>>,
    cohort_groups: BTreeMap<SchoolYear, Vec<Vec<Count>>>,
    school_groups: BTreeMap<usize, Vec<Vec<Count>>>,
    /// Cohorts that are held to a diploma that is not written for them.
    not_written_for: Vec<SchoolYear>,
}

/// The diplomas that students are held to, by name.
fn name_diplomas(study: &Study<'_>) -> String {
    let mut names: Vec<&str> = Vec::new();
    for rules in &study.rules {
        if !names.contains(&rules.diploma.name.as_str()) {
            names.push(&rules.diploma.name);
        }
    }
    names.join("; ")
}

/// The requirements that a diploma needs and that nobody is held to, by name.
fn list_not_on_file(study: &Study<'_>) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for rules in &study.rules {
        for at in rules.active.iter().filter(|at| rules.not_on_file & 1 << **at != 0) {
            let name = &rules.diploma.requirements[*at].name;
            if rules.needs_it(*at) && !names.contains(name) {
                names.push(name.clone());
            }
        }
    }
    names
}

fn no_groups() -> Vec<Vec<Count>> {
    DIMENSIONS.iter().map(|(_, _, groups)| vec![Count::default(); groups.len()]).collect()
}

impl Tally {
    /// Counts a study.
    pub fn of(study: &Study<'_>) -> Self {
        let names = study.roll.schools.iter();
        let mut tally = Tally {
            year: study.as_of.year,
            diploma: name_diplomas(study),
            requirements: Vec::new(),
            not_on_file: list_not_on_file(study),
            all: Count::default(),
            schools: names.map(|(id, name)| (id.clone(), name.clone(), Count::default())).collect(),
            cohorts: BTreeMap::new(),
            groups: no_groups(),
            cohort_groups: BTreeMap::new(),
            school_groups: BTreeMap::new(),
            not_written_for: Vec::new(),
        };
        // The same requirement of two diplomas is one line.
        let mut places: BTreeMap<(&str, usize), usize> = BTreeMap::new();
        for rules in &study.rules {
            for (at, requirement) in rules.diploma.requirements.iter().enumerate() {
                let known = tally.requirements.iter().position(|name| *name == requirement.name);
                let place = known.unwrap_or_else(|| {
                    tally.requirements.push(requirement.name.clone());
                    tally.requirements.len() - 1
                });
                places.insert((&rules.diploma.id, at), place);
            }
            if !rules.diploma.cohorts.governs(rules.entered) {
                tally.not_written_for.push(rules.entered);
            }
        }
        tally.not_written_for.sort_unstable();
        for (at, (member, stand)) in study.roll.members.iter().zip(&study.stands).enumerate() {
            let diploma = study.rules_of(at).diploma;
            let add = |count: &mut Count| {
                if stand.tier == Tier::NoTranscript {
                    count.no_transcript += 1;
                    return;
                }
                count.tiers[stand.tier as usize] += 1;
                // What is open is asked of those who are to graduate this year.
                let senior = member.grade >= 12;
                count.seniors += u64::from(senior);
                let unmet = if senior { stand.asked & !stand.will_be_met } else { 0 };
                for at in (0..64).filter(|at| unmet & 1 << at != 0) {
                    let place = places[&(diploma.id.as_str(), at)];
                    *count.unmet.entry(place).or_insert(0) += 1;
                }
                let ended = member.grade != 9 || member.entered.end() < study.as_of.year.end();
                if let Some(found) = stand.indicator.filter(|i| ended || !i.unfinished)
                    && found.any_finished
                {
                    count.indicator.0 += u64::from(found.holds());
                    count.indicator.1 += 1;
                }
                count.wrongly_short += u64::from(stand.wrongly_short != 0);
                count.college_students += u64::from(stand.college_units > 0);
                count.college_hours += f64::from(stand.college_units) * diploma.college_hours;
            };
            let school = member.school as usize;
            add(&mut tally.all);
            add(&mut tally.schools[school].2);
            add(tally.cohorts.entry(member.entered).or_default());
            let by_cohort = tally.cohort_groups.entry(member.entered).or_insert_with(no_groups);
            let by_school = tally.school_groups.entry(school).or_insert_with(no_groups);
            for dimension in 0..DIMENSIONS.len() {
                let Some(level) = member.groups.level(dimension) else { continue };
                add(&mut tally.groups[dimension][level]);
                add(&mut by_cohort[dimension][level]);
                add(&mut by_school[dimension][level]);
            }
        }
        tally
    }

    /// Schools: id and name, by position.
    pub fn list_schools(&self) -> impl Iterator<Item = (&str, &str)> {
        self.schools.iter().map(|(id, name, _)| (id.as_str(), name.as_str()))
    }

    /// Students who a first-fit audit would call short of a requirement that they meet; in the open,
    /// for a report about the method.
    pub fn first_fit(&self, protection: &Protection) -> Shown<u64> {
        protection.show(self.all.wrongly_short, self.all.all(), || self.all.wrongly_short)
    }

    /// The whole district.
    pub fn report(&self, protection: &Protection) -> Report {
        self.place(protection, "the district", None, &self.all, &self.groups)
    }

    /// One school.
    pub fn school(&self, protection: &Protection, id: &str) -> Option<Report> {
        let at = self.schools.iter().position(|(known, ..)| known == id)?;
        let (_, name, count) = &self.schools[at];
        let groups = self.school_groups.get(&at).cloned().unwrap_or_else(no_groups);
        Some(self.place(protection, name, Some(id), count, &groups))
    }

    fn place(
        &self,
        protection: &Protection,
        name: &str,
        id: Option<&str>,
        count: &Count,
        groups: &[Vec<Count>],
    ) -> Report {
        let whole = count.all();
        let parts = protection.partition(whole, &count.tiers);
        let tiers = Tier::ALL
            .iter()
            .take(count.tiers.len())
            .enumerate()
            .map(|(at, tier)| TierLine {
                tier: *tier,
                label: tier.label(),
                share: parts.group(at).map(|()| Share::of(count.tiers[at], whole)),
                students: parts.group(at).map(|()| count.tiers[at]),
            })
            .collect();
        let requirements = (0..self.requirements.len())
            .filter_map(|at| {
                let unmet = count.unmet.get(&at).copied().unwrap_or(0);
                (unmet > 0).then(|| RequirementLine {
                    name: self.requirements[at].clone(),
                    not_met: protection
                        .show(unmet, count.seniors, || Share::of(unmet, count.seniors)),
                })
            })
            .collect();
        let schools: Vec<SchoolLine> = match id {
            Some(_) => Vec::new(),
            None => self.list_school_lines(protection),
        };
        let whole_cohorts: Vec<u64> = self.cohorts.values().map(Count::all).collect();
        let cohorts = match id {
            Some(_) => Vec::new(),
            None => {
                let parts = protection.partition(whole, &whole_cohorts);
                self.cohorts
                    .iter()
                    .enumerate()
                    .map(|(at, (entered, count))| CohortLine {
                        entered: entered.to_string(),
                        on_track: parts
                            .group(at)
                            .map(|()| Share::of(count.on_track(), count.all())),
                    })
                    .collect()
            }
        };
        Report {
            year: self.year.to_string(),
            place: name.to_owned(),
            diploma: self.diploma.clone(),
            students: protection.show(whole, whole, || whole),
            no_transcript: protection
                .show(count.no_transcript, count.no_transcript, || count.no_transcript),
            not_on_file: self.not_on_file.clone(),
            on_track: protection.show(whole, whole, || Share::of(count.on_track(), whole)),
            indicator: protection.show(count.indicator.1, count.indicator.1, || {
                Share::of(count.indicator.0, count.indicator.1)
            }),
            tiers,
            requirements,
            groups: group_tables(protection, whole, groups),
            schools,
            cohorts,
            first_fit: protection.show(count.wrongly_short, whole, || count.wrongly_short),
            college_students: protection
                .show(count.college_students, whole, || Share::of(count.college_students, whole)),
            college_hours: protection.show(count.college_students, whole, || count.college_hours),
            not_written_for: self.not_written_for.iter().map(ToString::to_string).collect(),
        }
    }

    fn list_school_lines(&self, protection: &Protection) -> Vec<SchoolLine> {
        let sizes: Vec<u64> = self.schools.iter().map(|(.., count)| count.all()).collect();
        let parts = protection.partition(self.all.all(), &sizes);
        self.schools
            .iter()
            .enumerate()
            .map(|(at, (id, name, count))| SchoolLine {
                id: id.clone(),
                name: name.clone(),
                on_track: parts.group(at).map(|()| Share::of(count.on_track(), count.all())),
            })
            .collect()
    }
}

fn group_tables(protection: &Protection, whole: u64, groups: &[Vec<Count>]) -> Vec<GroupTable> {
    DIMENSIONS
        .iter()
        .zip(groups)
        .map(|((code, name, labels), counts)| {
            let sizes: Vec<u64> = counts.iter().map(Count::all).collect();
            let parts = protection.partition(whole, &sizes);
            let rows = labels
                .iter()
                .zip(counts)
                .enumerate()
                .map(|(at, (label, count))| GroupLine {
                    label: (*label).to_owned(),
                    on_track: parts.group(at).map(|()| Share::of(count.on_track(), count.all())),
                })
                .collect();
            GroupTable { dimension: (*code).to_owned(), name: (*name).to_owned(), rows }
        })
        .collect()
}

/// A place in a year.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    /// School year.
    pub year: String,
    /// The district or a school.
    pub place: String,
    /// The diploma that students are held to.
    pub diploma: String,
    /// Members of grades 9 to 12 with a transcript; every other figure is of them.
    pub students: Shown<u64>,
    /// Entering cohorts that are held to a diploma that is not written for them.
    pub not_written_for: Vec<String>,
    /// Members without one.
    pub no_transcript: Shown<u64>,
    /// Requirements of whose kind nothing is on file for anybody, by name: nobody is held to them.
    pub not_on_file: Vec<String>,
    /// Of those, on track.
    pub on_track: Shown<Share>,
    /// The published grade-9 indicator, of those whose first year in grade 9 is over.
    pub indicator: Shown<Share>,
    /// By tier.
    pub tiers: Vec<TierLine>,
    /// By requirement: how many seniors will not have met it with this year's courses.
    pub requirements: Vec<RequirementLine>,
    /// By group.
    pub groups: Vec<GroupTable>,
    /// By school.
    pub schools: Vec<SchoolLine>,
    /// By entering cohort.
    pub cohorts: Vec<CohortLine>,
    /// Students whom a first-fit audit would call short of a requirement that they meet.
    pub first_fit: Shown<u64>,
    /// Students with college credit.
    pub college_students: Shown<Share>,
    /// Semester hours of college credit earned in all.
    pub college_hours: Shown<f64>,
}

/// One tier.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TierLine {
    /// The tier.
    pub tier: Tier,
    /// In words.
    pub label: &'static str,
    /// Students.
    pub students: Shown<u64>,
    /// Their share.
    pub share: Shown<Share>,
}

/// One requirement.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RequirementLine {
    /// Its name.
    pub name: String,
    /// Seniors who will not have met it with this year's courses.
    pub not_met: Shown<Share>,
}

/// The groups of one dimension.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GroupTable {
    /// Code of the dimension.
    pub dimension: String,
    /// Its name.
    pub name: String,
    /// Its groups.
    pub rows: Vec<GroupLine>,
}

/// One group.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GroupLine {
    /// Its name.
    pub label: String,
    /// On track.
    pub on_track: Shown<Share>,
}

/// One school.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SchoolLine {
    /// Its number.
    pub id: String,
    /// Its name.
    pub name: String,
    /// On track.
    pub on_track: Shown<Share>,
}

/// One entering cohort.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CohortLine {
    /// First year in grade 9.
    pub entered: String,
    /// On track.
    pub on_track: Shown<Share>,
}

#[cfg(test)]
mod report_tests {
    use super::*;

    #[test]
    fn a_share_has_wilsons_interval() {
        // Newcombe (1998), Table I: 81 of 263 gives 0.2553 to 0.3662.
        let share = Share::of(81, 263);
        assert!((share.low - 0.2553).abs() < 5e-5 && (share.high - 0.3662).abs() < 5e-5);
    }
}
