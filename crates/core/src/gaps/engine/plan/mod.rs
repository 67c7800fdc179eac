//! What of one measure, by one authority, in one year may be shown: decided once for every table
//! that any page could be made of, so that no two answers can be taken from one another.
//!
//! What is told is chosen so that protecting it hides little. Cells of the **base** are all students
//! and every group, in the district, each cluster and each school, and all students by grade there;
//! they are decided together ([`crate::disclosure::release`]). On it stand the **crossings** of two
//! dimensions in the district, decided when they are first asked for. Groups by grade, and crossings
//! in a school or a cluster, are not released.
//!
//! A question is answered from cells that are told, or from sums of them, and from nothing else.
//!
//! A student of several schools counts at each, and once in a cluster and the district.

mod base;
mod crossed;

use std::sync::OnceLock;

use hashbrown::HashMap;

use super::count::YearCount;
use crate::disclosure::{Coded, Protection, Reason, Shown};
use crate::district::GradeLevel;
use crate::gaps::grain::SchoolMark;
use crate::gaps::model::{Dimension, Group, Side};

use base::Base;
pub(super) use base::{Before, Was};

/// Where.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Where {
    District,
    Cluster(u32),
    /// Everyone who was at the school.
    School(u32),
}

/// Who.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Who {
    All,
    One(Group),
    /// Everyone of the dimension but the group.
    Others(Group),
    EverEnglishLearner,
    NotKnown(Dimension),
    Two(Group, Group),
}

/// One cell: where, which grade, who.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Spot {
    pub place: Where,
    pub grade: Option<u8>,
    pub who: Who,
}

impl Spot {
    /// Its name in a record: `school:0410/race_ethnicity=black`. Clusters by their ids; schools by
    /// theirs, which the ground has as well.
    pub(super) fn code(&self, ground: &Ground) -> String {
        let place = match self.place {
            Where::District => "district".to_owned(),
            Where::Cluster(number) => {
                let id = ground.clusters.get(number as usize).map_or("", String::as_str);
                format!("cluster:{id}")
            }
            Where::School(number) => {
                let id = ground.schools.get(number as usize).map_or("", String::as_str);
                format!("school:{id}")
            }
        };
        let who = match self.who {
            Who::All => "all".to_owned(),
            Who::One(group) => group.code(),
            Who::Others(group) => Side::OthersThan(group).code(),
            Who::EverEnglishLearner => Side::EverEnglishLearner.code(),
            Who::NotKnown(dimension) => format!("{}=unknown", dimension.code()),
            Who::Two(one, two) => format!("{}@{}", one.code(), two.code()),
        };
        match self.grade.and_then(GradeLevel::at) {
            Some(grade) => format!("{place}/{who}/grade:{}", grade.code()),
            None => format!("{place}/{who}"),
        }
    }
}

/// What becomes of a cell.
#[derive(Debug, Clone, PartialEq)]
enum Fate {
    Told,
    NoStudents,
    Range(Coded),
    Withheld(Reason),
}

/// Cells that are decided together.
#[derive(Debug, Clone, Default)]
struct Layer {
    places: HashMap<Spot, u32>,
    spots: Vec<Spot>,
    n: Vec<u64>,
    hits: Vec<u64>,
    fates: Vec<Fate>,
    /// Whether the number of students is told.
    counted: Vec<bool>,
}

impl Layer {
    fn fate(&self, spot: &Spot) -> Option<(u32, &Fate)> {
        let place = *self.places.get(spot)?;
        Some((place, &self.fates[place as usize]))
    }
}

/// The schools and their clusters, numbered.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Ground {
    /// Each school's cluster.
    pub cluster_of: Vec<Option<u32>>,
    /// Clusters' ids, in order.
    pub clusters: Vec<String>,
    /// Schools' ids, by number.
    pub schools: Vec<String>,
}

impl Ground {
    pub(super) fn of(schools: &[SchoolMark]) -> Ground {
        let mut clusters: Vec<String> = schools.iter().filter_map(|s| s.cluster.clone()).collect();
        clusters.sort();
        clusters.dedup();
        let number = |id: &String| clusters.binary_search(id).ok().map(|at| at as u32);
        let cluster_of =
            schools.iter().map(|school| school.cluster.as_ref().and_then(number)).collect();
        let schools = schools.iter().map(|school| school.id.clone()).collect();
        Ground { cluster_of, clusters, schools }
    }

    fn cluster(&self, school: u32) -> Option<u32> {
        self.cluster_of.get(school as usize).copied().flatten()
    }
}

const DIMENSIONS: usize = Dimension::ALL.len();

/// What may be shown of one measure, authority and year. Decided as it is asked for, and always the
/// same, because nothing that is asked changes what is decided.
#[derive(Debug, Clone, Default)]
pub(super) struct Plan {
    base: OnceLock<Base>,
    crossed: [[OnceLock<Layer>; DIMENSIONS]; DIMENSIONS],
}

/// What is told of a cell of the base.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct BaseCell {
    pub shown: Shown<()>,
    pub students: Option<u64>,
}

/// A plan with what it is decided from.
#[derive(Debug, Clone, Copy)]
pub(super) struct Planned<'a> {
    pub count: &'a YearCount,
    /// The same by the measure's first authority, where this is another.
    pub first: Option<&'a YearCount>,
    pub before: Option<&'a Before>,
    pub ground: &'a Ground,
    pub rule: &'a Protection,
    pub is_rate: bool,
}

impl<'a> Planned<'a> {
    fn decided(&self) -> &'a Base {
        self.count.plan.base.get_or_init(|| base::decide(self))
    }

    /// Decides the base ahead of the first question about it.
    pub(super) fn prepare(&self) {
        self.decided();
    }

    fn base(&self) -> &'a Layer {
        &self.decided().groups
    }

    fn all_by_grade(&self) -> &'a Layer {
        &self.decided().grades
    }

    fn crossed(&self, one: Dimension, two: Dimension) -> &'a Layer {
        let (a, b) = if one < two { (one, two) } else { (two, one) };
        self.count.plan.crossed[a as usize][b as usize]
            .get_or_init(|| crossed::decide(self, self.base(), a, b))
    }

    /// Whether everyone at every school is told: where the district's own number is.
    pub(super) fn counts_rows(&self) -> bool {
        let spot = Spot { place: Where::District, grade: None, who: Who::All };
        self.base().fate(&spot).is_none_or(|(place, _)| self.base().counted[place as usize])
    }

    /// Every figure of the base, with what may be shown of it and whether its number of students
    /// is told.
    pub(super) fn list_base(&self) -> Vec<(Spot, BaseCell)> {
        let cells = |layer: &Layer| -> Vec<(Spot, BaseCell)> {
            let cell = |place: usize| BaseCell {
                shown: self.one(layer, layer.spots[place]),
                students: layer.counted[place].then_some(layer.n[place]),
            };
            (0..layer.spots.len()).map(|place| (layer.spots[place], cell(place))).collect()
        };
        let cells = [self.base(), self.all_by_grade()].into_iter().flat_map(cells);
        // Those of no known grade are no figure.
        cells.filter(|(spot, _)| spot.grade.is_none_or(|of| GradeLevel::at(of).is_some())).collect()
    }

    /// Whether all students of a place and some grades may be shown; all grades when empty.
    pub(super) fn all(&self, place: Where, grades: &[u8]) -> Shown<()> {
        let spot = |grade| Spot { place, grade, who: Who::All };
        if self.are_all_grades(place, grades) {
            return self.one(self.base(), spot(None));
        }
        let layer = self.all_by_grade();
        self.together(layer, grades.iter().map(|grade| spot(Some(*grade))))
    }

    /// Whether a side may be shown, among a group or not.
    pub(super) fn side(
        &self,
        place: Where,
        grades: &[u8],
        side: Side,
        among: Option<Group>,
    ) -> Shown<()> {
        let every = self.are_all_grades(place, grades);
        let groups = side.groups();
        if let Some(among) = among {
            if !every || place != Where::District {
                return Shown::Suppressed(Reason::NotReleased);
            }
            let layer = self.crossed(side.dimension(), among.dimension());
            let spots = groups.into_iter().map(|group| {
                let who = crossing(group, among);
                Spot { place, grade: None, who }
            });
            return self.together(layer, spots);
        }
        if every {
            let who = match side {
                Side::Group(group) => Who::One(group),
                Side::OthersThan(group) => Who::Others(group),
                Side::EverEnglishLearner => Who::EverEnglishLearner,
            };
            let spot = Spot { place, grade: None, who };
            if self.base().places.contains_key(&spot) {
                return self.one(self.base(), spot);
            }
            let spots = groups.into_iter().map(|g| Spot { place, grade: None, who: Who::One(g) });
            return self.together(self.base(), spots);
        }
        // Of grades in which there is no one there is nothing to withhold.
        match self.all(place, grades) {
            Shown::NoStudents => Shown::NoStudents,
            _ => Shown::Suppressed(Reason::NotReleased),
        }
    }

    /// Whether a choice of grades leaves no student of the place out.
    fn are_all_grades(&self, place: Where, grades: &[u8]) -> bool {
        grades.is_empty()
            || self.all_by_grade().spots.iter().zip(&self.all_by_grade().n).all(|(spot, n)| {
                let here = spot.place == place && spot.who == Who::All;
                let taken = spot.grade.is_none_or(|grade| grades.contains(&grade));
                !here || taken || *n == 0
            })
    }

    fn one(&self, layer: &Layer, spot: Spot) -> Shown<()> {
        match layer.fate(&spot) {
            None | Some((_, Fate::NoStudents)) => Shown::NoStudents,
            Some((_, Fate::Told)) => Shown::Value(()),
            Some((_, Fate::Range(coded))) => Shown::Range(coded.clone()),
            Some((_, Fate::Withheld(reason))) => Shown::Suppressed(*reason),
        }
    }

    /// Whether the sum of some cells may be shown: where each of them is told.
    fn together(&self, layer: &Layer, spots: impl Iterator<Item = Spot>) -> Shown<()> {
        let (mut n, mut hits, mut cells) = (0, 0, 0);
        let mut instead = None;
        for spot in spots {
            let Some((place, fate)) = layer.fate(&spot) else { continue };
            if *fate == Fate::NoStudents {
                continue;
            }
            n += layer.n[place as usize];
            hits += layer.hits[place as usize];
            cells += 1;
            if *fate != Fate::Told && instead.is_none() {
                instead = Some(self.one(layer, spot));
            }
        }
        match instead {
            _ if n == 0 => Shown::NoStudents,
            None if self.is_rate => match self.rule.code(hits, n) {
                Some(coded) => Shown::Range(coded),
                None => Shown::Value(()),
            },
            None => Shown::Value(()),
            Some(instead) if cells == 1 => instead,
            Some(Shown::Range(_)) => Shown::Suppressed(Reason::FromARange),
            _ => Shown::Suppressed(Reason::Protected),
        }
    }
}

/// Two groups crossed, the group of the earlier dimension first.
fn crossing(one: Group, two: Group) -> Who {
    if one.dimension() < two.dimension() { Who::Two(one, two) } else { Who::Two(two, one) }
}
