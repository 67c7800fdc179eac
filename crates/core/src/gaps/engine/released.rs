//! The release of a study: every cell of its base tables as it is shown, to be recorded and to be
//! held to when the same figures are counted again.

use serde::{Deserialize, Serialize};

use super::plan::{Before, Who};
use super::{Chosen, Study};
use crate::disclosure::Shown;
use crate::district::SchoolYear;
use crate::gaps::cube::{CellKey, Stats};
use crate::gaps::model::Side;

/// The base tables of a measure, by an authority, in a year, as they were published.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReleasedTable {
    /// The measure's id.
    pub measure: String,
    /// The authority's id.
    pub authority: String,
    /// The school year, by the calendar year in which it ends.
    pub year: i16,
    /// All students at all schools, counted at each: every page says so.
    pub rows: u64,
    /// Cells, in a fixed order.
    pub cells: Vec<ReleasedCell>,
}

/// One cell as it was published.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReleasedCell {
    /// Where and who: `school:0410/race_ethnicity=black`.
    pub cell: String,
    /// How many students, where that is told; 0 where there are none.
    pub students: Option<u64>,
    /// The printed figure: a share for a rate, a mean otherwise.
    pub figure: Option<f64>,
    /// What is printed in its place: a range, or why it is withheld.
    pub instead: Option<String>,
}

impl Study {
    /// The same study held to what was published before: a cell that was withheld stays so, and
    /// one that has changed by a few students is withheld.
    pub fn after(mut self, earlier: &[ReleasedTable]) -> Study {
        for table in earlier {
            let key = (table.measure.clone(), table.authority.clone(), table.year);
            let before = self.before.entry(key).or_insert_with(Before::new);
            for cell in &table.cells {
                let known = before.entry(cell.cell.clone()).or_insert(cell.students);
                // Of several releases the last is compared with; what any withheld stays withheld.
                *known = known.and(cell.students);
            }
        }
        self
    }

    /// The base tables of one year, or of each measure's latest, of one measure or all.
    pub fn release(&self, measure: Option<&str>, year: Option<SchoolYear>) -> Vec<ReleasedTable> {
        let mut tables = Vec::new();
        for found in self.measures.list() {
            if measure.is_some_and(|id| id != found.id) {
                continue;
            }
            for authority in &found.authorities {
                let Ok(chosen) = self.choose(&found.id, Some(&authority.id)) else { continue };
                let latest = || {
                    chosen.years.iter().rfind(|(_, count)| count.rows > 0).map(|(year, _)| *year)
                };
                let Some(of) = year.or_else(latest) else { continue };
                if chosen.years.contains_key(&of) {
                    tables.push(self.released(&chosen, of));
                }
            }
        }
        tables
    }

    fn released(&self, chosen: &Chosen<'_>, year: SchoolYear) -> ReleasedTable {
        let planned = chosen.planned(year);
        let kind = chosen.measure.kind;
        let mut cells = Vec::new();
        for (spot, told) in planned.list_base() {
            let keys = match spot.who {
                Who::All => vec![CellKey::All],
                Who::One(group) => vec![CellKey::One(group)],
                Who::Others(group) => {
                    Side::OthersThan(group).groups().into_iter().map(CellKey::One).collect()
                }
                Who::EverEnglishLearner => {
                    Side::EverEnglishLearner.groups().into_iter().map(CellKey::One).collect()
                }
                _ => continue,
            };
            let stats = chosen.stats_at(year, spot.place, &keys);
            let shown =
                super::arithmetic::shown_figure(&self.protection, kind, &stats, &told.shown);
            cells.push(ReleasedCell {
                cell: spot.code(&self.ground),
                students: match &shown {
                    Shown::NoStudents => Some(0),
                    _ => told.students,
                },
                figure: shown.value().map(|figure| figure.value),
                instead: shown.words().map(str::to_owned),
            });
        }
        let mut rows = Stats::default();
        planned.count.schools.each(CellKey::All, |_, _, stats| rows.add(&stats));
        ReleasedTable {
            measure: chosen.measure.id.clone(),
            authority: chosen.authority.id.clone(),
            year: year.end(),
            rows: rows.n,
            cells,
        }
    }
}
