//! A release attacked: what follows from its cells and from how districts are made of schools and
//! schools of groups. It knows nothing but the record.

use std::collections::BTreeMap;

use crate::disclosure::check::{Known, Seen, attack};
use crate::gaps::model::{Dimension, Side};
use crate::gaps::released::{Release, ReleasedCell, ReleasedTable};

/// More than anybody counts.
const MANY: i64 = 1 << 40;

/// A withheld figure of a release that can be found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Measure, authority and year.
    pub table: String,
    /// The cell.
    pub cell: String,
    /// What was found: the number of students, or of those who count.
    pub what: &'static str,
    /// How.
    pub how: &'static str,
}

/// Everything that can be found in a release: exact numbers of students in withheld cells, numbers
/// known to fewer than `width`, and exact numbers of those who count behind a range or a rate that
/// is not given.
pub fn attack_release(release: &Release, width: u64) -> Vec<Found> {
    let mut found = Vec::new();
    for table in &release.tables {
        let name = format!("{} {} {}", table.measure, table.authority, table.year);
        let board = Board::of(table, &release.clusters);
        for (place, how) in board.attack(Of::Students, i64::try_from(width).unwrap_or(1)) {
            let cell = board.names[place].clone();
            found.push(Found { table: name.clone(), cell, what: "students", how });
        }
        if table.is_rate {
            for (place, how) in board.attack(Of::ThoseWhoCount, 1) {
                let cell = board.names[place].clone();
                found.push(Found { table: name.clone(), cell, what: "those who count", how });
            }
        }
    }
    found
}

/// What a cell says of its number of students.
fn students(cell: &ReleasedCell) -> Known {
    match cell.students.and_then(|n| i64::try_from(n).ok()) {
        Some(n) => Known::exactly(n),
        None => Known::withheld(1, MANY),
    }
}

/// What a cell says of the number of those who count.
fn those_who_count(cell: &ReleasedCell) -> Known {
    let Some(n) = cell.students.and_then(|n| i64::try_from(n).ok()) else {
        return Known::withheld(0, MANY);
    };
    let of = |share: f64| share * n as f64;
    match (cell.figure, cell.instead.as_deref().and_then(range)) {
        (Some(share), _) => {
            // A percent without decimals stands for a half on either side.
            let least = of(share - 0.005).ceil().max(0.0) as i64;
            Known::within(least, (of(share + 0.005).floor() as i64).min(n).max(least))
        }
        (None, Some((low, high))) => {
            let (least, most) = (of(low - 0.005).ceil().max(0.0) as i64, of(high + 0.005) as i64);
            Known::withheld(least, most.min(n))
        }
        (None, None) if n == 0 => Known::exactly(0),
        (None, None) => Known::withheld(0, n),
    }
}

/// "5% or less", "95% or more".
fn range(words: &str) -> Option<(f64, f64)> {
    let (percent, rest) = words.split_once('%')?;
    let percent: f64 = percent.parse().ok()?;
    match rest.trim() {
        "or less" => Some((0.0, percent / 100.0)),
        "or more" => Some((percent / 100.0, 1.0)),
        _ => None,
    }
}

/// A table's cells and sums.
struct Board<'a> {
    cells: Vec<Option<&'a ReleasedCell>>,
    names: Vec<String>,
    place: BTreeMap<String, usize>,
    sums: Vec<(usize, Vec<usize>)>,
    rows: (usize, Option<i64>),
    /// Students beyond the first school at which they are counted, by place and group: the number,
    /// and the most that it can be.
    moved: Vec<(usize, i64)>,
}

/// What a number is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Of {
    Students,
    ThoseWhoCount,
}

impl<'a> Board<'a> {
    fn of(table: &'a ReleasedTable, clusters: &BTreeMap<String, String>) -> Board<'a> {
        let mut board = Board {
            cells: Vec::new(),
            names: Vec::new(),
            place: BTreeMap::new(),
            sums: Vec::new(),
            rows: (0, table.rows.and_then(|rows| i64::try_from(rows).ok())),
            moved: Vec::new(),
        };
        let mut places: Vec<String> = Vec::new();
        for cell in &table.cells {
            let at = board.at(&cell.cell);
            board.cells[at] = Some(cell);
            if let Some((place, "all")) = cell.cell.split_once('/') {
                places.push(place.to_owned());
            }
        }
        for place in &places {
            board.tie_groups(place);
            board.tie_grades(place);
        }
        let schools: Vec<&String> = places.iter().filter(|p| p.starts_with("school:")).collect();
        let mut whos = vec!["all".to_owned()];
        for dimension in Dimension::ALL {
            whos.extend(dimension.groups().map(|group| group.code()));
        }
        let grades = table.cells.iter().filter_map(|cell| cell.cell.strip_prefix("district/"));
        whos.extend(grades.filter(|who| who.starts_with("all/")).map(str::to_owned));
        board.rows.0 = board.at("rows/all");
        let everywhere: Vec<usize> =
            schools.iter().map(|school| format!("{school}/all")).map(|n| board.at(&n)).collect();
        let unknown = board.at("nowhere/all");
        board.sums.push((board.rows.0, everywhere.into_iter().chain([unknown]).collect()));
        for who in whos {
            // Schools count a student at each: together they are the district and those who moved.
            let of = |school: &&&String| clusters.get(school.trim_start_matches("school:"));
            let ids: std::collections::BTreeSet<&String> = clusters.values().collect();
            for id in ids {
                let inside = schools.iter().filter(|school| of(school) == Some(id));
                let parts: Vec<String> = inside.map(|school| format!("{school}/{who}")).collect();
                board.tie_schools(&format!("cluster:{id}"), &who, parts);
            }
            let parts: Vec<String> = schools.iter().map(|s| format!("{s}/{who}")).collect();
            board.tie_schools("district", &who, parts);
        }
        board
    }

    fn at(&mut self, name: &str) -> usize {
        if let Some(place) = self.place.get(name) {
            return *place;
        }
        self.cells.push(None);
        self.names.push(name.to_owned());
        self.place.insert(name.to_owned(), self.names.len() - 1);
        self.names.len() - 1
    }

    /// A whole is its groups and those of no known group; a side is its groups.
    fn tie_groups(&mut self, place: &str) {
        let all = self.at(&format!("{place}/all"));
        for dimension in Dimension::ALL {
            let mut parts: Vec<usize> = Vec::new();
            for group in dimension.groups() {
                if self.place.contains_key(&format!("{place}/{}", group.code())) {
                    parts.push(self.at(&format!("{place}/{}", group.code())));
                }
            }
            parts.push(self.at(&format!("{place}/{}=unknown", dimension.code())));
            self.sums.push((all, parts));
            let others = dimension.groups().map(Side::OthersThan);
            for side in others.chain([Side::EverEnglishLearner]) {
                let name = format!("{place}/{}", side.code());
                if side.dimension() == dimension && self.place.contains_key(&name) {
                    let whole = self.at(&name);
                    let groups = side.groups().into_iter().map(|g| format!("{place}/{}", g.code()));
                    let parts: Vec<String> =
                        groups.filter(|name| self.place.contains_key(name)).collect();
                    let parts = parts.iter().map(|name| self.at(name)).collect();
                    self.sums.push((whole, parts));
                }
            }
        }
    }

    /// A whole is its grades and those of no known grade.
    fn tie_grades(&mut self, place: &str) {
        let prefix = format!("{place}/all/grade:");
        let of = self.place.range(prefix.clone()..);
        let mut parts: Vec<usize> =
            of.take_while(|(name, _)| name.starts_with(&prefix)).map(|(_, at)| *at).collect();
        if !parts.is_empty() {
            parts.push(self.at(&format!("{place}/no grade")));
            let all = self.at(&format!("{place}/all"));
            self.sums.push((all, parts));
        }
    }

    /// Schools together are the place and those who were at more than one of them or elsewhere.
    fn tie_schools(&mut self, place: &str, who: &str, schools: Vec<String>) {
        let whole = format!("{place}/{who}");
        if !self.place.contains_key(&whole) {
            return;
        }
        let together = self.at(&format!("{place}/{who}/schools"));
        let parts: Vec<String> =
            schools.into_iter().filter(|name| self.place.contains_key(name)).collect();
        let mut parts: Vec<usize> = parts.iter().map(|name| self.at(name)).collect();
        let most = self.count_moved(place, &parts);
        if place == "district" {
            parts.push(self.at(&format!("nowhere/{who}")));
        }
        self.sums.push((together, parts));
        let (whole, moved) = (self.at(&whole), self.at(&format!("{place}/{who}/moved")));
        self.sums.push((together, vec![whole, moved]));
        // No more of a group moved than of all.
        let of_all = self.place.get(&format!("{place}/all/moved"));
        let of_all = self.moved.iter().find(|(of, _)| Some(of) == of_all).map(|(_, most)| *most);
        self.moved.push((moved, most.unwrap_or(MANY).min(of_all.unwrap_or(MANY))));
    }

    /// How many of all students of a place are counted at schools beyond once, where that can be read.
    fn count_moved(&self, place: &str, schools: &[usize]) -> Option<i64> {
        let told = |at: usize| self.cells[at]?.students.and_then(|n| i64::try_from(n).ok());
        let whole = told(*self.place.get(&format!("{place}/all"))?)?;
        let is_all = schools.iter().all(|at| self.names[*at].ends_with("/all"));
        let together = match place {
            // Those at no known school are among the rows.
            "district" => self.rows.1?,
            _ => schools.iter().map(|at| told(*at)).sum::<Option<i64>>()?,
        };
        Some(together - whole).filter(|moved| is_all && *moved >= 0)
    }

    fn attack(&self, of: Of, width: i64) -> Vec<(usize, &'static str)> {
        let known = match of {
            Of::Students => students,
            Of::ThoseWhoCount => those_who_count,
        };
        let mut numbers: Vec<Known> =
            self.cells.iter().map(|cell| cell.map_or(Known::within(0, MANY), known)).collect();
        for (place, most) in &self.moved {
            // One of several schools may count at each of them, at one, or at none and yet in all.
            numbers[*place] = match of {
                Of::Students => Known::within(0, *most),
                Of::ThoseWhoCount => Known::within(-most, 2 * most),
            };
        }
        // The number of rows is printed, where it is, as a number of students.
        if let Some(rows) = self.rows.1.filter(|_| of == Of::Students) {
            numbers[self.rows.0] = Known::exactly(rows);
        }
        let seen = Seen { numbers, sums: self.sums.clone() };
        attack(&seen, width).into_iter().map(|found| (found.place, found.how.words())).collect()
    }
}
