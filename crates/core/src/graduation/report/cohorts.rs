//! On track by entering cohort and group: crossings of two groupings whose margins are on the same page.

use serde::Serialize;

use super::{Count, Share, Tally};
use crate::disclosure::release::{Cell, Margin, decide_crossing};
use crate::disclosure::{Protection, Reason, Shown};
use crate::graduation::model::{DIMENSIONS, group_in_words};

/// One group of one cohort in one year.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CohortGroupLine {
    /// School year of the figure.
    pub year: String,
    /// First year in grade 9.
    pub entered: String,
    /// Dimension, by name.
    pub dimension: String,
    /// Group, in words.
    pub group: String,
    /// On track.
    pub on_track: Shown<Share>,
}

fn cell_of(count: &Count) -> Cell {
    Cell { n: count.all(), hits: count.on_track(), ..Cell::default() }
}

/// What the crossings leave of a margin: those whose group is not known.
fn rest(margin: Cell, known: impl Iterator<Item = Cell>) -> Cell {
    let (n, hits) = known.fold((0, 0), |(n, hits), cell| (n + cell.n, hits + cell.hits));
    let left = margin.n.saturating_sub(n);
    let hits = margin.hits.saturating_sub(hits).min(left);
    Cell { n: left, hits, fixed: true, ..Cell::default() }
}

impl Tally {
    /// On track by cohort and group, row by row. A cell is told only where no sum of cells, cohorts
    /// and groups that are told gives one away that is not.
    pub fn cohort_groups(&self, protection: &Protection) -> Vec<CohortGroupLine> {
        let whole = self.all.all();
        let margins = |counts: &[&Count]| -> Vec<Margin> {
            let sizes: Vec<u64> = counts.iter().map(|count| count.all()).collect();
            let parts = protection.partition(whole, &sizes);
            let told = |at: usize| !matches!(parts.group(at), Shown::Suppressed(_));
            let margin = |(at, count): (usize, &&Count)| Margin {
                cell: cell_of(count),
                counted: told(at),
                told: told(at),
            };
            counts.iter().enumerate().map(margin).collect()
        };
        let unknown = Margin { cell: Cell::default(), counted: true, told: true };
        let cohorts: Vec<&Count> = self.cohorts.values().collect();
        let mut rows = margins(&cohorts);
        rows.push(unknown);
        let mut lines = Vec::new();
        for (dimension, (_, name, labels)) in DIMENSIONS.iter().enumerate() {
            let groups: Vec<&Count> = self.groups[dimension].iter().collect();
            let mut columns = margins(&groups);
            columns.push(unknown);
            let crossed: Vec<&[Count]> =
                self.cohort_groups.values().map(|groups| groups[dimension].as_slice()).collect();
            let mut cells = Vec::new();
            for (cohort, crossing) in cohorts.iter().zip(&crossed) {
                cells.extend(crossing.iter().map(cell_of));
                cells.push(rest(cell_of(cohort), crossing.iter().map(cell_of)));
            }
            for (group, count) in groups.iter().enumerate() {
                let known = crossed.iter().map(|crossing| cell_of(&crossing[group]));
                cells.push(rest(cell_of(count), known));
            }
            cells.push(Cell { fixed: true, ..Cell::default() });
            let decided = decide_crossing(&rows, &columns, &cells, true, protection);
            for (row, entered) in self.cohorts.keys().enumerate() {
                for (column, label) in labels.iter().enumerate() {
                    let at = row * columns.len() + column;
                    let cell = cells[at];
                    let coded = protection.code(cell.hits, cell.n).filter(|_| decided.ranged[at]);
                    let on_track = match (cell.n, coded) {
                        (0, _) => Shown::NoStudents,
                        (_, Some(coded)) => Shown::Range(coded),
                        (n, _) if decided.told[at] && !decided.ranged[at] => {
                            Shown::Value(Share::of(cell.hits, n))
                        }
                        _ => Shown::Suppressed(Reason::Protected),
                    };
                    lines.push(CohortGroupLine {
                        year: self.year.to_string(),
                        entered: entered.to_string(),
                        dimension: (*name).to_owned(),
                        group: group_in_words(label).to_owned(),
                        on_track,
                    });
                }
            }
        }
        lines
    }
}
