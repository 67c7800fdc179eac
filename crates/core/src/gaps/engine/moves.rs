//! Which figures move, and for whom, when facts or a definition become others.
//!
//! Each side is told as a study of it tells it, the later one held to the earlier as to a release,
//! and a figure that neither tells is not listed. How many students a figure moves by is a figure
//! about students itself, counted student by student: a new value is shown only where those who
//! moved it may be counted, among all whom the change moved, or what became of a few could be read
//! from the two figures.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use serde::Serialize;

use super::arithmetic::shown_figure;
use super::count::{Outcome, outcomes};
use super::look::Schools;
use super::{Study, mark};
use crate::disclosure::{Protection, Reason, Shown};
use crate::district::{Facts, SchoolYear};
use crate::gaps::cube::{LEVELS, MILLION, Profile, Stats};
use crate::gaps::grain::{Roster, Rows};
use crate::gaps::model::{Dimension, Group, Side, year_in_words};
use crate::gaps::policy::{Authority, FigureKind, Measure, Measures};
use crate::gaps::released::Release;
use crate::gaps::report::{Figure, MeasureMark};

/// Facts, and the definitions by which they are counted.
#[derive(Debug, Clone, Copy)]
pub struct Grounds<'a> {
    /// The facts.
    pub facts: &'a Facts,
    /// The definitions.
    pub measures: &'a Measures,
}

/// One figure that moves.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Move {
    /// The measure, as it is defined before; as after, where it is new.
    pub measure: MeasureMark,
    /// The school year.
    #[serde(serialize_with = "year_in_words")]
    pub year: SchoolYear,
    /// A school's id and name; `None` for the district.
    pub school: Option<(String, String)>,
    /// The group; `None` for all students.
    pub group: Option<Group>,
    /// The figure before.
    pub before: Shown<Figure>,
    /// The figure after.
    pub after: Shown<Figure>,
    /// Students who move it: who come in, go out, or count otherwise.
    pub students: Shown<u64>,
}

/// The figures of the district by group, and of each school, that are others after than before,
/// in the years that `wanted` names and of the measures that it names. Both sides are held to the
/// releases that were recorded earlier.
pub fn list_moves(
    before: &Grounds<'_>,
    after: &Grounds<'_>,
    protection: Protection,
    earlier: &[Release],
    wanted: &(dyn Fn(&str, SchoolYear) -> bool + Sync),
) -> Vec<Move> {
    let rosters = [Roster::of(before.facts), Roster::of(after.facts)];
    let years: BTreeSet<SchoolYear> =
        rosters.iter().flat_map(|roster| roster.years().map(|(year, _)| year)).collect();
    let mut tasks = Vec::new();
    for (measure, authority) in list_definitions(before.measures, after.measures) {
        let years = years.iter().filter(|year| wanted(measure, **year));
        tasks.extend(years.map(|year| (measure, authority, *year)));
    }
    let studies = study_both([before, after], protection, earlier, &years, &tasks);
    let moves: Vec<Vec<Move>> = tasks
        .par_iter()
        .map(|(measure, authority, year)| {
            let sides = [
                Counted::of(before, &rosters[0], measure, authority, *year),
                Counted::of(after, &rosters[1], measure, authority, *year),
            ];
            let chosen = find(before.measures, measure, authority)
                .or_else(|| find(after.measures, measure, authority));
            let Some((measure, authority)) = chosen else { return Vec::new() };
            let told = |which: usize, cell: &Cell<'_>| {
                tell(&studies[which], &measure.id, &authority.id, *year, cell)
            };
            compare(&sides, protection, &told)
                .into_iter()
                .map(|found| Move {
                    measure: mark(measure, authority),
                    year: *year,
                    school: found.place.map(|id| {
                        let known = rosters.iter().rev().find_map(|roster| {
                            let number = roster.find_school(id)? as usize;
                            roster.schools().get(number).map(|school| school.name.clone())
                        });
                        (id.to_owned(), known.unwrap_or_else(|| id.to_owned()))
                    }),
                    group: found.group,
                    before: found.before,
                    after: found.after,
                    students: found.students,
                })
                .collect()
        })
        .collect();
    moves.into_iter().flatten().collect()
}

/// Both sides studied: what is wanted of each, the later one held to what the earlier one tells.
fn study_both(
    sides: [&Grounds<'_>; 2],
    protection: Protection,
    earlier: &[Release],
    years: &BTreeSet<SchoolYear>,
    tasks: &[(&str, &str, SchoolYear)],
) -> [Study; 2] {
    let is_wanted = |year: &SchoolYear| tasks.iter().any(|(_, _, wanted)| wanted == year);
    let left_out = years.iter().copied().filter(|year| !is_wanted(year)).collect();
    let of = |grounds: &Grounds<'_>| {
        let is_asked = |id: &str| tasks.iter().any(|(measure, _, _)| *measure == id);
        let measures = grounds.measures.only(is_asked);
        Study::build_but(&left_out, grounds.facts, &measures, protection).after(earlier)
    };
    let before = of(sides[0]);
    let mut asked: Vec<(&str, SchoolYear)> =
        tasks.iter().map(|(measure, _, year)| (*measure, *year)).collect();
    asked.sort_unstable();
    asked.dedup();
    let told: Vec<Release> =
        asked.par_iter().map(|(id, year)| before.release(Some(id), Some(*year))).collect();
    let after = of(sides[1]).after(&told);
    [before, after]
}

/// A figure as a study tells it.
fn tell(
    study: &Study,
    measure: &str,
    authority: &str,
    year: SchoolYear,
    (place, group): &Cell<'_>,
) -> Shown<Figure> {
    let Ok(chosen) = study.choose(measure, Some(authority)) else { return Shown::NoStudents };
    if !chosen.years.contains_key(&year) {
        return Shown::NoStudents;
    }
    let schools = match place {
        None => Schools::All,
        Some(id) => match study.schools.iter().position(|school| school.id == **id) {
            Some(number) => Schools::One(number as u32),
            None => return Shown::NoStudents,
        },
    };
    let look = chosen.look(year, &schools, &[]);
    let (stats, allowed) = match group {
        None => (look.all(), look.allowed_all()),
        Some(group) => {
            let side = Side::Group(*group);
            (look.stats(&super::look::keys(side, None)), look.allowed_side(side, None))
        }
    };
    shown_figure(&study.protection, chosen.measure.kind, &stats, &allowed)
}

/// Every measure and authority of either, in the earlier order, then what is new.
fn list_definitions<'a>(before: &'a Measures, after: &'a Measures) -> Vec<(&'a str, &'a str)> {
    let mut known = Vec::new();
    for measure in before.list().iter().chain(after.list()) {
        for authority in &measure.authorities {
            let pair = (measure.id.as_str(), authority.id.as_str());
            if !known.contains(&pair) {
                known.push(pair);
            }
        }
    }
    known
}

fn find<'a>(measures: &'a Measures, id: &str, by: &str) -> Option<(&'a Measure, &'a Authority)> {
    let measure = measures.find(id)?;
    Some((measure, measure.find_authority(by)?))
}

/// A place and a group: whose figure it is. No place is the district, no group all students.
type Cell<'a> = (Option<&'a str>, Option<Group>);

/// The rows of one side that count.
#[derive(Default)]
struct Counted<'a> {
    kind: Option<FigureKind>,
    /// Each student's cells and values, sorted.
    students: BTreeMap<&'a str, Vec<(Cell<'a>, i64)>>,
    cells: BTreeMap<Cell<'a>, Stats>,
    /// Whether a publisher counted the students, so that nobody can be told from another.
    published: bool,
}

impl<'a> Counted<'a> {
    fn of(
        grounds: &Grounds<'_>,
        roster: &'a Roster,
        measure: &str,
        authority: &str,
        year: SchoolYear,
    ) -> Counted<'a> {
        let mut counted = Counted::default();
        let Some((measure, authority)) = find(grounds.measures, measure, authority) else {
            return counted;
        };
        counted.kind = Some(measure.kind);
        if !authority.in_force(year) {
            return counted;
        }
        let Ok(rows) = measure.grain.derive(grounds.facts, roster, year, measure) else {
            return counted;
        };
        let schools = &rows.at_schools;
        counted.published = !schools.counted.is_empty();
        if counted.published {
            counted.take_published(roster, schools, &outcomes(measure, authority, schools));
            return counted;
        }
        let district = rows.in_district.as_ref().unwrap_or(schools);
        for (row, outcome) in outcomes(measure, authority, district).into_iter().enumerate() {
            let Outcome::Counted(value) = outcome else { continue };
            let profile = district.profile(roster, year, row);
            counted.take(roster.student_id(district.student[row]), (None, None), value);
            for group in list_groups(profile) {
                counted.take(roster.student_id(district.student[row]), (None, Some(group)), value);
            }
        }
        for (row, outcome) in outcomes(measure, authority, schools).into_iter().enumerate() {
            let Outcome::Counted(value) = outcome else { continue };
            if let Some(school) = roster.schools().get(schools.school[row] as usize) {
                let cell = (Some(school.id.as_str()), None);
                counted.take(roster.student_id(schools.student[row]), cell, value);
            }
        }
        for cells in counted.students.values_mut() {
            cells.sort_unstable();
        }
        counted
    }

    fn take(&mut self, student: &'a str, cell: Cell<'a>, value: i64) {
        let value = match self.kind {
            Some(FigureKind::Rate) => i64::from(value != 0) * MILLION,
            Some(FigureKind::Levels) => (value / MILLION).clamp(1, LEVELS as i64) * MILLION,
            _ => value,
        };
        self.students.entry(student).or_default().push((cell, value));
        let stats = self.cells.entry(cell).or_default();
        stats.n += 1;
        stats.sum += i128::from(value);
    }

    fn take_published(&mut self, roster: &'a Roster, rows: &Rows, outcomes: &[Outcome]) {
        for (row, outcome) in outcomes.iter().enumerate() {
            let Outcome::Counted(value) = outcome else { continue };
            let (group, students) = &rows.counted[row];
            let group = Group::find(group);
            let school = roster.schools().get(rows.school[row] as usize).map(|s| s.id.as_str());
            let places = match group {
                None => vec![(None, None), (school, None)],
                Some(_) => vec![(None, group)],
            };
            for cell in places {
                let stats = self.cells.entry(cell).or_default();
                let hits = if *value == 0 { 0 } else { i128::from(*students) };
                stats.n += students;
                stats.sum += hits * i128::from(MILLION);
            }
        }
    }

    fn at(&self, cell: &Cell<'a>) -> Stats {
        self.cells.get(cell).copied().unwrap_or_default()
    }
}

fn list_groups(profile: Profile) -> impl Iterator<Item = Group> {
    let levels = Dimension::ALL.into_iter().zip(profile.levels());
    levels.filter_map(|(dimension, level)| Group::at(dimension, level?))
}

struct Found<'a> {
    place: Option<&'a str>,
    group: Option<Group>,
    before: Shown<Figure>,
    after: Shown<Figure>,
    students: Shown<u64>,
}

fn compare<'a>(
    sides: &[Counted<'a>; 2],
    protection: Protection,
    told: &dyn Fn(usize, &Cell<'a>) -> Shown<Figure>,
) -> Vec<Found<'a>> {
    let moved = count_moved(sides);
    let cells: BTreeSet<Cell<'a>> =
        sides.iter().flat_map(|side| side.cells.keys().copied()).collect();
    let allowed = allow(&cells, protection, |cell| moved.get(cell).copied().unwrap_or(0));
    cells
        .iter()
        .filter(|cell| {
            let (a, b) = (sides[0].at(cell), sides[1].at(cell));
            (a.n, a.sum) != (b.n, b.sum) || sides[0].kind != sides[1].kind
        })
        .filter_map(|cell| {
            let (before, after) = (told(0, cell), told(1, cell));
            if !(is_figure(&before) || is_figure(&after)) {
                return None;
            }
            let allowed = allowed.get(cell).cloned().unwrap_or(Shown::NoStudents);
            let students =
                allowed.and_then(|()| match (told_or_none(&before), told_or_none(&after)) {
                    (true, true) => Shown::Value(moved.get(cell).copied().unwrap_or_default()),
                    _ => Shown::Suppressed(Reason::Protected),
                });
            Some(Found {
                place: cell.0,
                group: cell.1,
                before,
                after: students.as_ref().and_then(|_| after),
                students,
            })
        })
        .collect()
}

/// Whether something is published: a value, or a range in its place.
fn is_figure(shown: &Shown<Figure>) -> bool {
    matches!(shown, Shown::Value(_) | Shown::Range(_))
}

/// The same, or that there is nobody.
fn told_or_none(shown: &Shown<Figure>) -> bool {
    is_figure(shown) || matches!(shown, Shown::NoStudents)
}

/// In how many students the two sides differ, by cell.
fn count_moved<'a>(sides: &[Counted<'a>; 2]) -> BTreeMap<Cell<'a>, u64> {
    let mut moved: BTreeMap<Cell<'a>, u64> = BTreeMap::new();
    if sides.iter().any(|side| side.published) {
        // The most that the two figures tell: who came, who went, who counts otherwise.
        for cell in sides.iter().flat_map(|side| side.cells.keys()) {
            let (a, b) = (sides[0].at(cell), sides[1].at(cell));
            let misses = |stats: &Stats| stats.n - stats.hits().min(stats.n);
            let most = [a.n.abs_diff(b.n), a.hits().abs_diff(b.hits())]
                .into_iter()
                .chain([misses(&a).abs_diff(misses(&b))])
                .max();
            moved.insert(*cell, most.unwrap_or(0));
        }
        return moved;
    }
    let nothing = Vec::new();
    let students: BTreeSet<&str> =
        sides.iter().flat_map(|side| side.students.keys().copied()).collect();
    for student in students {
        let of = |side: &'_ Counted<'a>| side.students.get(student).cloned();
        let (a, b) = (of(&sides[0]), of(&sides[1]));
        let (a, b) = (a.as_ref().unwrap_or(&nothing), b.as_ref().unwrap_or(&nothing));
        if a == b {
            continue;
        }
        let cells: BTreeSet<Cell<'a>> = a.iter().chain(b).map(|(cell, _)| *cell).collect();
        for cell in cells {
            let of = |list: &[(Cell<'a>, i64)]| -> Vec<i64> {
                list.iter().filter(|(c, _)| *c == cell).map(|(_, value)| *value).collect()
            };
            if of(a) != of(b) {
                *moved.entry(cell).or_default() += 1;
            }
        }
    }
    moved
}

/// Of which cells it may be told how many students moved.
///
/// Of the schools some are withheld beside each other. Of a dimension's groups all are told or
/// none: the same students are in every dimension, and what one leaves open another would close.
fn allow<'a>(
    cells: &BTreeSet<Cell<'a>>,
    protection: Protection,
    n: impl Fn(&Cell<'a>) -> u64,
) -> BTreeMap<Cell<'a>, Shown<()>> {
    let whole = n(&(None, None));
    let few = |count: u64| count > 0 && count < protection.minimum_group();
    let tell =
        |may: bool| if may { Shown::Value(()) } else { Shown::Suppressed(Reason::Protected) };
    let mut allowed = BTreeMap::new();
    allowed.insert((None, None), tell(!few(whole)));
    let schools: Vec<Cell<'a>> = cells.iter().filter(|cell| cell.0.is_some()).copied().collect();
    let mut counts: Vec<u64> = schools.iter().map(&n).collect();
    // A student of two schools is in two parts of the whole, one of no school in none.
    let sum: u64 = counts.iter().sum();
    counts.push(whole.saturating_sub(sum));
    let partition = protection.partition(whole.max(sum), &counts);
    for (at, cell) in schools.into_iter().enumerate() {
        allowed.insert(cell, tell(matches!(partition.group(at), Shown::Value(()))));
    }
    for dimension in Dimension::ALL {
        let groups: Vec<Cell<'a>> = dimension.groups().map(|group| (None, Some(group))).collect();
        let sum: u64 = groups.iter().map(&n).sum();
        let is_open = |cell: &Cell<'a>| few(n(cell)) || few(whole.abs_diff(n(cell)));
        let may = !few(whole.abs_diff(sum)) && !groups.iter().any(is_open);
        allowed.extend(groups.into_iter().map(|cell| (cell, tell(may))));
    }
    allowed
}

#[cfg(test)]
mod tests;
