//! The release of a study: every cell of its base tables as it is shown, to be recorded and to be
//! held to when the same figures are counted again.

use super::plan::{Was, Who};
use super::{Chosen, Study};
use crate::disclosure::Shown;
use crate::district::SchoolYear;
use crate::gaps::cube::{CellKey, Stats};
use crate::gaps::model::Side;
use crate::gaps::released::{Release, ReleasedCell, ReleasedTable};

impl Study {
    /// The same study held to what was published before: a cell that was withheld stays so, and
    /// one that has changed by a few students is withheld.
    pub fn after(mut self, earlier: &[Release]) -> Study {
        for table in earlier.iter().flat_map(|release| &release.tables) {
            let key = (table.measure.clone(), table.authority.clone(), table.year);
            let before = self.before.entry(key).or_default();
            for cell in &table.cells {
                let unrated = cell.has_no_rate();
                let was = Was { students: cell.students, unrated };
                let known = before.entry(cell.cell.clone()).or_insert(was);
                // What any release withheld stays withheld; of several that show it the last
                // is compared with.
                known.students = known.students.and(cell.students);
                known.unrated |= unrated;
            }
        }
        self
    }

    /// The base tables of one year, or of each measure's latest, of one measure or all.
    pub fn release(&self, measure: Option<&str>, year: Option<SchoolYear>) -> Release {
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
        let clusters = self.schools.iter().filter_map(|school| {
            school.cluster.as_ref().map(|cluster| (school.id.clone(), cluster.clone()))
        });
        Release { clusters: clusters.collect(), tables }
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
            let grades: Vec<u8> = spot.grade.into_iter().collect();
            let stats = chosen.stats_at(year, spot.place, &grades, &keys);
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
            is_rate: planned.is_rate,
            rows: planned.counts_rows().then_some(rows.n),
            cells,
        }
    }
}
