//! Which figures of closed years a file would move: computed before the rows are refused, shown
//! protected, and kept with the import.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::sync::Arc;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use traction_core::disclosure::Shown;
use traction_core::district::SchoolYear;
use traction_core::gaps::Group;
use traction_core::gaps::engine::{Grounds, Move, list_moves};
use traction_core::gaps::report::Figure;
use traction_store::catalog::NewEntry;
use traction_store::years::{REFUSED, ROOM};
use traction_store::{ImportId, RefusedRows};

use super::closed;
use crate::definitions;
use crate::district::District;
use crate::error::OfficeError;
use crate::gaps::load_tables;
use crate::journal;
use crate::sheet::{Sheet, group_thousands};

/// One figure that moves, protected and in words, as it is shown and kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MoveLine {
    /// The measure's id.
    pub measure: String,
    /// Its name.
    pub name: String,
    /// The authority's id.
    pub authority: String,
    /// The calendar year in which the school year ends.
    pub year: i16,
    /// The school's id; `None` for the district.
    pub school: Option<String>,
    /// The school's name, or `The district`.
    pub place: String,
    /// The group's label, or `All students`.
    pub group: String,
    /// The figure before.
    pub before: String,
    /// The figure after.
    pub after: String,
    /// How many students move it.
    pub students: String,
}

impl MoveLine {
    /// A move in words.
    pub fn of(found: &Move) -> MoveLine {
        let unit = found.measure.unit;
        let figure = |shown: &Shown<Figure>| match shown.value() {
            Some(figure) => {
                format!("{} (n = {})", unit.print(figure.value), group_thousands(figure.n))
            }
            None => shown.words().unwrap_or_default().to_owned(),
        };
        MoveLine {
            measure: found.measure.id.clone(),
            name: found.measure.name.clone(),
            authority: found.measure.authority.clone(),
            year: found.year.end(),
            school: found.school.as_ref().map(|(id, _)| id.clone()),
            place: found
                .school
                .as_ref()
                .map_or_else(|| "The district".to_owned(), |(_, name)| name.clone()),
            group: found.group.map_or("All students", Group::label).to_owned(),
            before: figure(&found.before),
            after: figure(&found.after),
            students: match found.students.value() {
                Some(students) => group_thousands(*students),
                None => found.students.words().unwrap_or_default().to_owned(),
            },
        }
    }
}

/// What an import would have changed in closed years.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Refusal {
    /// Tables and years, in words.
    pub tables: Vec<String>,
    /// The figures that would move.
    pub moves: Vec<MoveLine>,
}

impl Refusal {
    /// What would move in a year, in one sentence.
    pub fn say(&self, year: SchoolYear) -> String {
        let mut measures: BTreeMap<&str, (bool, BTreeSet<&str>, BTreeSet<&str>)> = BTreeMap::new();
        let mut figures = 0;
        for line in self.moves.iter().filter(|line| line.year == year.end()) {
            figures += 1;
            let entry = measures.entry(&line.name).or_default();
            match &line.school {
                Some(school) => drop(entry.2.insert(school)),
                None if line.group == "All students" => entry.0 = true,
                None => drop(entry.1.insert(&line.group)),
            }
        }
        if figures == 0 {
            return "no published figure would move".to_owned();
        }
        let some = |count: usize, one: &str, many: &str| match count {
            0 => None,
            1 => Some(format!("1 {one}")),
            count => Some(format!("{count} {many}")),
        };
        let mut words = match figures {
            1 => "1 figure would move: ".to_owned(),
            figures => format!("{figures} figures would move: "),
        };
        for (at, (name, (district, groups, schools))) in measures.iter().enumerate() {
            let whom: Vec<String> = [
                district.then(|| "all students".to_owned()),
                some(groups.len(), "group", "groups"),
                some(schools.len(), "school", "schools"),
            ]
            .into_iter()
            .flatten()
            .collect();
            let comma = if at == 0 { "" } else { "; " };
            let _ = write!(words, "{comma}{name} ({})", whom.join(", "));
        }
        words
    }
}

/// Counts what refused rows would have moved: each closed year by the facts and definitions that
/// it was closed with, and the same with the refused rows in their place.
pub(crate) fn list_would_move(
    district: &District,
    refused: &[RefusedRows],
) -> Result<Refusal, OfficeError> {
    let mut refusal = Refusal::default();
    let rule = crate::disclosure::protection_now(district)?;
    let earlier = crate::disclosure::list_recorded(district)?;
    for rows in refused {
        refusal.tables.push(rows.slot.to_string());
    }
    for closed in closed(district)? {
        let of_year: Vec<&RefusedRows> =
            refused.iter().filter(|rows| rows.slot.year == Some(closed.year)).collect();
        if of_year.is_empty() {
            continue;
        }
        let measures = definitions::of_definitions(&closed.closing.measures)?;
        let snapshot = district.folder.snapshot_as_of(ImportId(closed.closing.import))?;
        let before = load_tables(&snapshot, [&measures], Some(closed.year))?;
        let mut after = before.clone();
        for rows in of_year {
            after.insert(rows.slot.year, Arc::new(rows.rows.clone()));
        }
        let moves = list_moves(
            &Grounds { facts: &before, measures: &measures },
            &Grounds { facts: &after, measures: &measures },
            rule,
            &earlier,
            &|_, year| year == closed.year,
        );
        refusal.moves.extend(moves.iter().map(MoveLine::of));
    }
    Ok(refusal)
}

/// The journal's entry about an import that was refused closed years.
pub(crate) fn refused_entry(
    district: &District,
    refusal: &Refusal,
    now: Timestamp,
) -> Result<NewEntry, OfficeError> {
    journal::written(district, ROOM, REFUSED, "", refusal, now)
}

/// What an import would have changed in closed years; `None` when it was refused nothing.
///
/// # Errors
/// The catalog's errors.
pub fn refusal_of(district: &District, import: i64) -> Result<Option<Refusal>, OfficeError> {
    let subject = import.to_string();
    let entries = journal::list::<Refusal>(district, ROOM, REFUSED, Some(&subject), None)?;
    Ok(entries.into_iter().next_back().map(|entry| entry.body))
}

/// Figures that move, as a sheet.
pub fn move_sheet(title: &str, lines: &[MoveLine]) -> Sheet {
    let columns = [
        "measure|Measure",
        "authority|By whose rule",
        "school_year|School year",
        "place|Where",
        "group|For whom",
        "before|Before",
        "after|After",
        "students|Students who move it",
    ];
    let mut sheet = Sheet::of("moves", title, &columns);
    for line in lines {
        sheet.push(vec![
            line.measure.as_str().into(),
            line.authority.as_str().into(),
            SchoolYear::ending(line.year).to_string().into(),
            line.place.as_str().into(),
            line.group.as_str().into(),
            line.before.as_str().into(),
            line.after.as_str().into(),
            line.students.as_str().into(),
        ]);
    }
    if !lines.is_empty() {
        sheet.notes.push(
            "Where few students move a figure, how many and where to are withheld: the two \
             figures side by side would tell what became of them."
                .to_owned(),
        );
    }
    sheet
}
