//! Small multiples by school: many small dot-and-intervals that share one axis, sorted.

use super::svg::{Anchor, LABEL, Pen, SMALL, Shape};
use super::words::Unit;
use super::{Axis, Chart, Named, Point, Reference, Scale, Width, text};

/// One school's cell.
#[derive(Debug, Clone, PartialEq)]
pub struct Multiple {
    /// The school's name.
    pub label: String,
    /// Its figure, or the words in its place.
    pub point: Point,
    /// Whether this is the school that the page is about.
    pub emphasis: bool,
}

/// The order in which cells are read, down each column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// From the lowest figure to the highest.
    Rising,
    /// From the highest figure to the lowest.
    Falling,
    /// As given.
    AsGiven,
}

/// Many schools on one shared axis.
#[derive(Debug, Clone, PartialEq)]
pub struct Multiples {
    /// Its id and title.
    pub named: Named,
    /// What the numbers are.
    pub unit: Unit,
    /// The schools.
    pub cells: Vec<Multiple>,
    /// The order in which they are drawn; those without a figure come last.
    pub order: Order,
    /// A line to compare with, drawn in every cell.
    pub reference: Option<Reference>,
}

const CELL: f64 = 52.0;
const GUTTER: f64 = 46.0;

impl Multiples {
    fn sorted(&self) -> Vec<&Multiple> {
        let mut cells: Vec<&Multiple> = self.cells.iter().collect();
        let value = |cell: &Multiple| cell.point.shown().map(|e| e.value);
        if self.order != Order::AsGiven {
            cells.sort_by(|a, b| {
                let by_value = match (value(a), value(b)) {
                    (Some(x), Some(y)) if self.order == Order::Falling => y.total_cmp(&x),
                    (Some(x), Some(y)) => x.total_cmp(&y),
                    (Some(_), None) => std::cmp::Ordering::Less,
                    (None, Some(_)) => std::cmp::Ordering::Greater,
                    (None, None) => std::cmp::Ordering::Equal,
                };
                by_value.then_with(|| a.label.cmp(&b.label))
            });
        }
        cells
    }

    fn told(&self, cells: &[&Multiple]) -> String {
        let shown: Vec<&&Multiple> = cells.iter().filter(|c| c.point.shown().is_some()).collect();
        let hidden = cells.len() - shown.len();
        let mut told = format!("{} schools on one axis.", cells.len());
        if let (Some(first), Some(last)) = (shown.first(), shown.last()) {
            let (a, b) = (first.point.say(self.unit), last.point.say(self.unit));
            told.push_str(&format!(" First {}: {a}. Last {}: {b}.", first.label, last.label));
        }
        if hidden > 0 {
            told.push_str(&format!(" {hidden} without a figure to show."));
        }
        told
    }

    fn draw_cell(
        &self,
        pen: &mut Pen,
        cell: &Multiple,
        scale: Scale,
        left: f64,
        right: f64,
        y: f64,
    ) {
        let any = self.cells.iter().any(|c| c.emphasis);
        let series = if any && !cell.emphasis { "s-rest" } else { "s0" };
        let lane = y + 30.0;
        pen.line("lane", (left, lane), (right, lane));
        if let Some(reference) = self.reference.as_ref().filter(|r| r.drawable()) {
            let x = scale.at(reference.value);
            pen.line("reference", (x, lane - 8.0), (x, lane + 8.0));
        }
        if self.unit.axis_title().is_some() {
            let x = scale.at(0.0);
            pen.line("zero", (x, lane - 7.0), (x, lane + 7.0));
        }
        if let Some((low, high)) = cell.point.interval() {
            let (from, to) = (scale.at(low), scale.at(high));
            pen.line(&format!("bar {series}"), (from, lane), (to, lane));
        }
        if let Some((low, high)) = cell.point.coded() {
            let (from, to) = (scale.at(low), scale.at(high));
            let size = ((to - from).max(4.0), 8.0);
            pen.rect(&format!("coded {series}"), (from, lane - 4.0), size);
        }
        let figure = match (cell.point.shown(), cell.point.coded()) {
            (None, None) => String::new(),
            (None, Some(_)) => cell.point.label(self.unit),
            (Some(estimate), _) => {
                let at = (scale.at(estimate.value), lane);
                pen.mark(Shape::Dot, &format!("dot {series}"), at, 5.0);
                self.unit.bare(estimate.value)
            }
        };
        if figure.is_empty() {
            let words = cell.point.words().unwrap_or_default();
            pen.text("t small note halo", Anchor::Start, (left, lane + 4.5), words);
        }
        pen.text("t num strong", Anchor::End, (right, y + 14.0), &figure);
        let room = right - left - text::width(&figure, LABEL) - 12.0;
        let label = text::shorten(&cell.label, LABEL, room);
        let class = if cell.emphasis { "t strong" } else { "t" };
        pen.text(class, Anchor::Start, (left, y + 14.0), &label);
    }
}

impl Chart for Multiples {
    fn render_at(&self, width: Width) -> String {
        let mut pen = Pen::begin(&self.named, width);
        let cells = self.sorted();
        let columns = match width {
            Width::Wide if cells.len() > 2 => 3,
            Width::Wide => 2,
            Width::Narrow => 1,
        };
        let rows = cells.len().div_ceil(columns);
        // Cells are read down each column, so the last columns may stay empty.
        let columns = cells.len().div_ceil(rows.max(1)).max(1);
        let column = (pen.width() - 28.0 - GUTTER * (columns as f64 - 1.0)) / columns as f64;
        let reference = self.reference.as_ref().filter(|r| r.drawable());
        let values = cells.iter().flat_map(|c| c.point.extent()).chain(reference.map(|r| r.value));
        let axis = if self.unit.axis_title().is_some() {
            Axis::with_zero(values, self.unit, 3)
        } else {
            Axis::over(values, self.unit, 3)
        };
        let mut top = 6.0;
        if let Some(reference) = reference {
            pen.line("reference", (15.0, 4.0), (15.0, 18.0));
            let label = text::shorten(&reference.label, SMALL, pen.width() - 32.0);
            pen.text("t small soft", Anchor::Start, (23.0, 15.5), &label);
            top = 30.0;
        }
        let bottom = top + rows as f64 * CELL;
        for index in 0..columns.min(cells.len().max(1)) {
            let left = 14.0 + index as f64 * (column + GUTTER);
            let scale = axis.on(left, left + column);
            for tick in &axis.ticks {
                let x = scale.at(*tick);
                pen.line("tick", (x, bottom), (x, bottom + 5.0));
                let label = self.unit.tick(*tick, axis.step);
                pen.text("t small soft num", Anchor::Middle, (x, bottom + 20.0), &label);
            }
            pen.line("axis", (left, bottom), (left + column, bottom));
            for (row, cell) in cells.iter().skip(index * rows).take(rows).enumerate() {
                let y = top + row as f64 * CELL;
                self.draw_cell(&mut pen, cell, scale, left, left + column, y);
            }
        }
        let mut height = bottom + 30.0;
        if let Some(title) = self.unit.axis_title().map(str::to_owned).or(axis.begins(self.unit)) {
            height += 16.0;
            pen.text("t small soft", Anchor::Middle, (pen.width() / 2.0, height - 4.0), &title);
        }
        pen.end(height + 4.0, &self.told(&cells))
    }
}
