//! The crossings of two dimensions, in the whole district and in all grades.
//!
//! Those of clusters and schools are not told: they are the finest cells, most of them are small, and
//! what they tell costs more cells that matter more.

use super::base::Told3;
use super::{Fate, Layer, Planned, Spot, Where, Who, crossing};
use crate::disclosure::release::{Cell, Margin, decide_crossing};
use crate::gaps::cube::CellKey;
use crate::gaps::model::{Dimension, Group};

/// Decides the crossings of two dimensions, the earlier first.
pub(super) fn decide(planned: &Planned<'_>, base: &Layer, a: Dimension, b: Dimension) -> Layer {
    let slice = planned.count.district.as_ref().unwrap_or(&planned.count.schools);
    let total = |key: CellKey| {
        let stats = slice.total(key);
        Cell { n: stats.n, hits: stats.hits(), ..Cell::default() }
    };
    let margins = |of: Dimension| -> Vec<Margin> {
        let margin = |group: Group| {
            let spot = Spot { place: Where::District, grade: None, who: Who::One(group) };
            let (counted, told) = match base.fate(&spot) {
                Some((place, fate)) => (base.counted[place as usize], *fate == Fate::Told),
                None => (true, true),
            };
            Margin { cell: total(CellKey::One(group)), counted, told }
        };
        of.groups().map(margin).collect()
    };
    let (mut rows, mut columns) = (margins(a), margins(b));
    let mut cells = Vec::new();
    for one in a.groups() {
        let own = total(CellKey::One(one));
        let mut known = Cell::default();
        for two in b.groups() {
            let cell = total(CellKey::Two(one, two));
            (known.n, known.hits) = (known.n + cell.n, known.hits + cell.hits);
            cells.push(cell);
        }
        // Of the group, those whose group of the other dimension is not known.
        let (n, hits) = (own.n.saturating_sub(known.n), own.hits.saturating_sub(known.hits));
        cells.push(Cell { n, hits: hits.min(n), fixed: true, ..Cell::default() });
    }
    columns.push(Margin { cell: Cell::default(), counted: true, told: true });
    // And of the other dimension's groups, those whose group of this one is not known.
    for two in b.groups() {
        let own = total(CellKey::One(two));
        let known: Vec<Cell> = a.groups().map(|one| total(CellKey::Two(one, two))).collect();
        let n = own.n.saturating_sub(known.iter().map(|cell| cell.n).sum());
        let hits = own.hits.saturating_sub(known.iter().map(|cell| cell.hits).sum());
        cells.push(Cell { n, hits: hits.min(n), fixed: true, ..Cell::default() });
    }
    cells.push(Cell { fixed: true, ..Cell::default() });
    rows.push(Margin { cell: Cell::default(), counted: true, told: true });
    let decided = decide_crossing(&rows, &columns, &cells, planned.is_rate, planned.rule);
    let mut layer = Layer::default();
    for (row, one) in a.groups().enumerate() {
        for (column, two) in b.groups().enumerate() {
            let at = row * columns.len() + column;
            let spot = Spot { place: Where::District, grade: None, who: crossing(one, two) };
            layer.push(planned.rule, spot, cells[at], Told3::at(&decided, at), None);
        }
    }
    layer
}
