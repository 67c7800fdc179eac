//! The base: all students and every group, in the district, its clusters and its schools, and all
//! students by grade there.

use std::collections::{BTreeMap, BTreeSet};

use super::{Fate, Ground, Layer, Planned, Spot, Where, Who};
use crate::disclosure::release::{Cell, Decided, Places, Table, Told, decide as protect};
use crate::disclosure::{Protection, Reason};
use crate::gaps::cube::{CellKey, Slice};
use crate::gaps::engine::count::YearCount;
use crate::gaps::model::{Dimension, Group, Side};

/// What was published of a measure, authority and year before, by cell.
pub(in crate::gaps::engine) type Before = BTreeMap<String, Was>;

/// What was published of a cell before.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::gaps::engine) struct Was {
    /// The number of students, or nothing where it was withheld.
    pub students: Option<u64>,
    /// Whether students were told and their rate was not.
    pub unrated: bool,
}

/// The grade of students of no known one.
const NO_GRADE: u8 = u8::MAX;

/// A school that is none: of students whose school is not known.
const NOWHERE: u32 = u32::MAX;

/// The base, and all students by grade.
#[derive(Debug, Clone, Default)]
pub(super) struct Base {
    pub groups: Layer,
    pub grades: Layer,
}

/// The places of a year, numbered: the district, clusters, schools.
struct Map<'a> {
    ground: &'a Ground,
    list: Vec<Where>,
    places: Places,
}

impl<'a> Map<'a> {
    fn of(count: &YearCount, ground: &'a Ground) -> Map<'a> {
        let clusters = ground.clusters.len() as u32;
        let mut list = vec![Where::District];
        list.extend((0..clusters).map(Where::Cluster));
        let mut schools = BTreeSet::new();
        count.schools.each(CellKey::All, |school, _, _| {
            schools.insert(school);
        });
        schools.remove(&NOWHERE);
        list.extend(schools.into_iter().map(Where::School));
        let parent = list.iter().map(|place| match place {
            Where::School(school) => ground.cluster(*school).map_or(0, |cluster| 1 + cluster),
            _ => 0,
        });
        let places = Places { parent: parent.collect() };
        Map { ground, list, places }
    }

    /// How many of a cell there are in each place: schools count everyone who was there, and wider
    /// places each student once. Those who were at several schools, and those of none, are so the
    /// same in every world.
    fn count(&self, count: &YearCount, key: CellKey, grade: Option<u8>) -> Vec<Cell> {
        let mut cells = vec![Cell::default(); self.list.len()];
        let mut add = |slice: &Slice, is_school: bool| {
            slice.each(key, |school, of, stats| {
                if grade.is_some_and(|grade| grade != of) {
                    return;
                }
                let mut to = |place: usize| {
                    cells[place].n += stats.n;
                    cells[place].hits += stats.hits();
                };
                if is_school {
                    let place = self.list.binary_search(&Where::School(school));
                    place.into_iter().for_each(to);
                } else {
                    to(0);
                    let cluster = self.ground.cluster(school);
                    cluster.into_iter().for_each(|cluster| to(1 + cluster as usize));
                }
            });
        };
        add(&count.schools, true);
        add(count.district.as_ref().unwrap_or(&count.schools), false);
        cells
    }
}

/// The levels of a dimension: its groups, and those whose group is not known.
fn list_levels(dimension: Dimension) -> Vec<(Who, CellKey)> {
    let groups = dimension.groups().map(|group| (Who::One(group), CellKey::One(group)));
    groups.chain([(Who::NotKnown(dimension), CellKey::NotKnown(dimension))]).collect()
}

/// The side that all others of a group make, where the base has it.
fn others_of(group: Group) -> Option<Who> {
    match group.dimension() {
        Dimension::RaceEthnicity | Dimension::Sex => Some(Who::Others(group)),
        Dimension::EnglishLearner
            if Side::EverEnglishLearner.groups().iter().all(|g| *g != group) =>
        {
            Some(Who::EverEnglishLearner)
        }
        _ => None,
    }
}

fn table_of(map: &Map<'_>, count: &YearCount, dimension: Dimension) -> Table {
    let levels = list_levels(dimension);
    let columns: Vec<Vec<Cell>> =
        levels.iter().map(|(_, key)| map.count(count, *key, None)).collect();
    let cells = (0..map.list.len()).flat_map(|place| columns.iter().map(move |c| c[place]));
    let has_others = |who: &Who| matches!(who, Who::One(group) if others_of(*group).is_some());
    Table {
        levels: levels.len(),
        cells: cells.collect(),
        unknown: Some(levels.len() - 1),
        sides: levels.iter().map(|(who, _)| has_others(who)).collect(),
    }
}

/// Decides the base.
pub(super) fn decide(planned: &Planned<'_>) -> Base {
    let map = Map::of(planned.count, planned.ground);
    let mut all = map.count(planned.count, CellKey::All, None);
    let mut tables: Vec<Table> = Dimension::ALL
        .into_iter()
        .map(|dimension| table_of(&map, planned.count, dimension))
        .collect();
    let mut grades = BTreeSet::new();
    for slice in [Some(&planned.count.schools), planned.count.district.as_ref()] {
        slice.into_iter().for_each(|slice| {
            slice.each(CellKey::All, |_, grade, _| {
                grades.insert(grade);
            });
        });
    }
    let grades: Vec<u8> = grades.into_iter().collect();
    let by_grade: Vec<Vec<Cell>> =
        grades.iter().map(|grade| map.count(planned.count, CellKey::All, Some(*grade))).collect();
    let cells = (0..map.list.len()).flat_map(|place| by_grade.iter().map(move |c| c[place]));
    // How many are of no known grade is no figure, and no secret in itself.
    let is_known = |at: usize| grades[at % grades.len()] != NO_GRADE;
    let cells = cells.enumerate().map(|(at, cell)| Cell { fixed: !is_known(at), ..cell });
    let cells = cells.collect();
    let sides = vec![false; grades.len()];
    tables.push(Table { levels: grades.len(), cells, unknown: None, sides });
    // What is too close to a figure of the same students that is published elsewhere.
    let mut close = Close::of(planned, &map, &grades);
    let spot = |place, grade, who| Spot { place, grade, who };
    for (place, cell) in map.list.iter().zip(&mut all) {
        close.hold(spot(*place, None, Who::All), cell);
    }
    for (dimension, table) in Dimension::ALL.into_iter().zip(&mut tables) {
        let levels = list_levels(dimension);
        for at in 0..table.cells.len() {
            let (place, level) = (at / levels.len(), at % levels.len());
            let (place_of, who) = (map.list[place], levels[level].0);
            let Who::One(group) = who else { continue };
            // The others of a group are kept back with it.
            let others = table.others(place, level).n;
            let beside = others_of(group).map(|who| spot(place_of, None, who));
            let beside = beside.is_some_and(|of| close.reason_for(&of, others).is_some());
            close.hold(spot(place_of, None, who), &mut table.cells[at]);
            table.cells[at].forced |= beside;
        }
    }
    if let Some(table) = tables.last_mut() {
        for (at, cell) in table.cells.iter_mut().enumerate() {
            let (place, grade) = (map.list[at / grades.len()], grades[at % grades.len()]);
            if is_known(at) {
                close.hold(spot(place, Some(grade), Who::All), cell);
            }
        }
    }
    let told = protect(&map.places, &all, &tables, planned.is_rate, planned.rule);
    let mut base = Base::default();
    list_wholes(&mut base.groups, planned, &map, &all, &told, &close);
    for (at, dimension) in Dimension::ALL.into_iter().enumerate() {
        list_groups(&mut base.groups, planned, &map, dimension, (&tables[at], &told, at), &close);
    }
    let (table, decided) = (&tables[Dimension::ALL.len()], &told.tables[Dimension::ALL.len()]);
    for (at, cell) in table.cells.iter().enumerate() {
        let (place, grade) = (map.list[at / grades.len()], grades[at % grades.len()]);
        let spot = Spot { place, grade: Some(grade), who: Who::All };
        let of = if is_known(at) { Told3::at(decided, at) } else { Told3::default() };
        base.grades.push(planned.rule, spot, *cell, of, close.reason(&spot));
    }
    base
}

/// Whether the number of students, the rate, and a range in its place are told.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Told3 {
    pub counted: bool,
    pub told: bool,
    pub ranged: bool,
}

impl Told3 {
    pub(super) fn at(decided: &Decided, cell: usize) -> Told3 {
        Told3 {
            counted: decided.counted[cell],
            told: decided.told[cell],
            ranged: decided.ranged[cell],
        }
    }
}

impl Layer {
    /// Adds a cell with what is told of it.
    pub(super) fn push(
        &mut self,
        rule: &Protection,
        spot: Spot,
        cell: Cell,
        of: Told3,
        own: Option<Reason>,
    ) {
        let fate = match rule.code(cell.hits, cell.n) {
            _ if cell.n == 0 => Fate::NoStudents,
            _ if of.told => Fate::Told,
            Some(coded) if of.ranged => Fate::Range(coded),
            _ => Fate::Withheld(own.unwrap_or(Reason::Protected)),
        };
        self.places.insert(spot, self.spots.len() as u32);
        self.spots.push(spot);
        self.n.push(cell.n);
        self.hits.push(cell.hits);
        self.fates.push(fate);
        self.counted.push(of.counted || cell.n == 0);
    }
}

fn list_wholes(
    layer: &mut Layer,
    planned: &Planned<'_>,
    map: &Map<'_>,
    all: &[Cell],
    told: &Told,
    close: &Close,
) {
    for (place, cell) in all.iter().enumerate() {
        let spot = Spot { place: map.list[place], grade: None, who: Who::All };
        let wholes = &told.wholes;
        let of = Told3 {
            counted: wholes.counted[place],
            told: wholes.told[place],
            ranged: wholes.ranged[place],
        };
        layer.push(planned.rule, spot, *cell, of, close.reason(&spot));
    }
}

fn list_groups(
    layer: &mut Layer,
    planned: &Planned<'_>,
    map: &Map<'_>,
    dimension: Dimension,
    (table, told, at): (&Table, &Told, usize),
    close: &Close,
) {
    let decided = &told.tables[at];
    for (place, place_of) in map.list.iter().enumerate() {
        let spot = |who| Spot { place: *place_of, grade: None, who };
        let is_close = |level: usize, group: Group| {
            let of = others_of(group).map(spot);
            of.is_some_and(|of| close.reason_for(&of, table.others(place, level).n).is_some())
        };
        // A group that is told, with its others, gives everybody of a known group; so what is withheld
        // of one such pair is withheld of all.
        let any_is_close = dimension.groups().enumerate().any(|(level, of)| is_close(level, of));
        for (level, group) in dimension.groups().enumerate() {
            let cell = place * table.levels + level;
            let own = spot(Who::One(group));
            let of = Told3::at(decided, cell);
            layer.push(planned.rule, own, table.cells[cell], of, close.reason(&own));
            let Some(who) = others_of(group) else { continue };
            let others = table.others(place, level);
            let side = decided.sides[cell];
            let mut of = Told3 { counted: side.counted, told: side.told, ranged: side.ranged };
            let spot = spot(who);
            let gives_all = any_is_close && (decided.counted[cell] || table.cells[cell].n == 0);
            let reason = close
                .reason_for(&spot, others.n)
                .or_else(|| gives_all.then_some(Reason::ToProtectOthers));
            if reason.is_some() {
                of = Told3::default();
            }
            layer.push(planned.rule, spot, others, of, reason);
        }
    }
}

/// Figures of the same students that are published elsewhere: by the measure's first authority, or
/// in an earlier release.
struct Close {
    least: u64,
    first: BTreeMap<Spot, u64>,
    before: BTreeMap<Spot, Was>,
    reasons: BTreeMap<Spot, Reason>,
}

impl Close {
    fn of(planned: &Planned<'_>, map: &Map<'_>, grades: &[u8]) -> Close {
        let mut close = Close {
            least: planned.rule.minimum_group(),
            first: BTreeMap::new(),
            before: BTreeMap::new(),
            reasons: BTreeMap::new(),
        };
        if planned.before.is_none() && planned.first.is_none() {
            return close;
        }
        let mut choices = vec![(Who::All, None, vec![CellKey::All])];
        choices.extend(grades.iter().map(|grade| (Who::All, Some(*grade), vec![CellKey::All])));
        for group in Dimension::ALL.into_iter().flat_map(Dimension::groups) {
            choices.push((Who::One(group), None, vec![CellKey::One(group)]));
            if let Some(who) = others_of(group) {
                let groups = match who {
                    Who::EverEnglishLearner => Side::EverEnglishLearner.groups(),
                    _ => Side::OthersThan(group).groups(),
                };
                choices.push((who, None, groups.into_iter().map(CellKey::One).collect()));
            }
        }
        for (who, grade, keys) in choices {
            let mut first = vec![0; map.list.len()];
            for key in keys.iter().filter(|_| planned.first.is_some()) {
                let of = planned.first.map(|first| map.count(first, *key, grade));
                for (sum, cell) in first.iter_mut().zip(of.into_iter().flatten()) {
                    *sum += cell.n;
                }
            }
            for (place, n) in map.list.iter().zip(first) {
                let spot = Spot { place: *place, grade, who };
                if planned.first.is_some() {
                    close.first.insert(spot, n);
                }
                let was = planned.before.and_then(|before| before.get(&spot.code(planned.ground)));
                if let Some(was) = was {
                    close.before.insert(spot, *was);
                }
            }
        }
        close
    }

    /// Why a cell is withheld whatever else is; it differs by a few students from one that is
    /// published, or was withheld before and stays so.
    fn reason_for(&self, spot: &Spot, n: u64) -> Option<Reason> {
        let few = |other: u64| n.abs_diff(other) > 0 && n.abs_diff(other) < self.least;
        match self.before.get(spot).map(|was| was.students) {
            _ if self.first.get(spot).is_some_and(|other| few(*other)) => {
                Some(Reason::TooCloseToAnother)
            }
            Some(None) => Some(Reason::Protected),
            Some(Some(other)) if few(other) => Some(Reason::TooCloseToAnother),
            _ => None,
        }
    }

    /// Holds a cell to what was published of it.
    fn hold(&mut self, spot: Spot, cell: &mut Cell) {
        let reason = self.reason_for(&spot, cell.n);
        if let Some(reason) = reason {
            self.reasons.insert(spot, reason);
        }
        cell.forced = reason.is_some();
        cell.unrated = self.before.get(&spot).is_some_and(|was| was.unrated);
    }

    fn reason(&self, spot: &Spot) -> Option<Reason> {
        self.reasons.get(spot).copied()
    }
}
