//! Dot and interval by group: one row each, a dot at the estimate and a bar for its interval.

use super::svg::{Anchor, LABEL, Pen, SMALL, Shape};
use super::words::{self, Unit};
use super::{Axis, Chart, Named, Point, Reference, Scale, Width, text};

/// One group's row.
#[derive(Debug, Clone, PartialEq)]
pub struct IntervalRow {
    /// The group's name.
    pub label: String,
    /// Its figure, or the words in its place.
    pub point: Point,
    /// Whether this is a row that the sentence beneath is about.
    pub emphasis: bool,
    /// A heading above this row, where a new family of groups begins.
    pub heading: Option<String>,
}

impl IntervalRow {
    /// A row without emphasis or heading.
    pub fn of(label: &str, point: Point) -> IntervalRow {
        IntervalRow { label: label.to_owned(), point, emphasis: false, heading: None }
    }

    /// The same row, drawn so that the eye finds it first.
    pub fn emphasized(mut self) -> IntervalRow {
        self.emphasis = true;
        self
    }

    /// The same row with a heading above it.
    pub fn under(mut self, heading: &str) -> IntervalRow {
        self.heading = Some(heading.to_owned());
        self
    }
}

/// Groups beside each other on one axis.
#[derive(Debug, Clone, PartialEq)]
pub struct IntervalChart {
    /// Its id and title.
    pub named: Named,
    /// What the numbers are.
    pub unit: Unit,
    /// The rows, in the order in which they are drawn.
    pub rows: Vec<IntervalRow>,
    /// A line to compare with.
    pub reference: Option<Reference>,
    /// What `n` counts, such as "students".
    pub counted: String,
}

/// Where things stand across the paper, and how tall a row is.
struct Frame {
    labels: f64,
    left: f64,
    right: f64,
    row: f64,
    narrow: bool,
    counts: bool,
}

impl IntervalChart {
    fn frame(&self, width: Width) -> Frame {
        let counts = self.rows.iter().any(|r| r.point.shown().is_some_and(|e| e.n.is_some()));
        if width == Width::Narrow {
            let (left, right) = (14.0, width.units() - 14.0);
            return Frame { labels: 0.0, left, right, row: 50.0, narrow: true, counts };
        }
        let widest = self.rows.iter().map(|r| text::width(&r.label, LABEL)).fold(80.0, f64::max);
        let row = if widest > 196.0 { 42.0 } else { 34.0 };
        let widest = widest.min(196.0);
        let right = width.units() - if counts { 148.0 } else { 84.0 };
        Frame { labels: widest, left: widest + 24.0, right, row, narrow: false, counts }
    }

    fn axis(&self, frame: &Frame) -> Axis {
        let reference = self.reference.as_ref().map(|r| r.value);
        let values = self.rows.iter().flat_map(|r| r.point.extent()).chain(reference);
        let count = if frame.narrow { 4 } else { 5 };
        if matches!(self.unit, Unit::Points(_) | Unit::Signed(_)) {
            Axis::with_zero(values, self.unit, count)
        } else {
            Axis::over(values, self.unit, count)
        }
    }

    fn told(&self) -> String {
        let rows: Vec<String> =
            self.rows.iter().map(|r| format!("{}: {}", r.label, r.point.say(self.unit))).collect();
        let reference = self.reference.as_ref().filter(|r| r.drawable());
        let line = reference.map(|r| format!(" The line marks {}.", r.label)).unwrap_or_default();
        format!("Dots with 95% intervals by group. {}.{line}", rows.join("; "))
    }

    /// The ticks' lines between two heights, and the line to compare with from its own.
    fn draw_uprights(&self, pen: &mut Pen, axis: &Axis, x: Scale, ends: (f64, f64), from: f64) {
        for tick in &axis.ticks {
            let zero = *tick == 0.0 && axis.low < 0.0;
            let class = if zero { "zero" } else { "grid" };
            pen.line(class, (x.at(*tick), ends.0), (x.at(*tick), ends.1));
        }
        if let Some(reference) = self.reference.as_ref().filter(|r| r.drawable()) {
            let at = x.at(reference.value);
            pen.line("reference", (at, from), (at, ends.1));
        }
    }

    fn draw_row(&self, pen: &mut Pen, frame: &Frame, scale: Scale, row: &IntervalRow, top: f64) {
        let any = self.rows.iter().any(|r| r.emphasis);
        let series = if row.emphasis || !any { "s0" } else { "s-rest" };
        let strong = if row.emphasis { "t strong" } else { "t" };
        let y = if frame.narrow { top + 34.0 } else { top + frame.row / 2.0 };
        pen.line("lane", (frame.left, y), (frame.right, y));
        self.draw_names(pen, frame, row, strong, top);
        if let Some((low, high)) = row.point.interval() {
            pen.line(&format!("bar {series}"), (scale.at(low), y), (scale.at(high), y));
        }
        if let Some((low, high)) = row.point.coded() {
            let (x, end) = (scale.at(low), scale.at(high));
            pen.rect(&format!("coded {series}"), (x, y - 5.0), ((end - x).max(4.0), 10.0));
        }
        if let Some(estimate) = row.point.shown() {
            pen.mark(Shape::Dot, &format!("dot {series}"), (scale.at(estimate.value), y), 6.0);
        } else if row.point.coded().is_none() {
            let words = row.point.words().unwrap_or_default();
            pen.text("t note halo", Anchor::Start, (frame.left + 2.0, y + 4.5), words);
        }
    }

    fn draw_names(&self, pen: &mut Pen, frame: &Frame, row: &IntervalRow, strong: &str, top: f64) {
        let figure = if row.point.shown().is_some() || row.point.coded().is_some() {
            row.point.label(self.unit)
        } else {
            String::new()
        };
        let n = row.point.shown().and_then(|e| e.n);
        let end = pen.width();
        if frame.narrow {
            pen.text("t num strong", Anchor::End, (frame.right, top + 18.0), &figure);
            let room = frame.right - frame.left - text::width(&figure, LABEL) - 14.0;
            let label = text::shorten(&row.label, LABEL, room);
            pen.text(strong, Anchor::Start, (frame.left, top + 18.0), &label);
            // The count stands beside the name where both fit; the table has it in any case.
            let count = n.map(words::n).unwrap_or_default();
            let after = text::width(&label, LABEL) * 1.05 + 10.0;
            if !count.is_empty() && after + text::width(&count, SMALL) <= room {
                let at = (frame.left + after, top + 18.0);
                pen.text("t small soft num", Anchor::Start, at, &count);
            }
            return;
        }
        let y = top + frame.row / 2.0;
        let lines = text::wrap_evenly(&row.label, LABEL, frame.labels + 4.0, 2);
        let first = y + 5.0 - 8.5 * (lines.len() as f64 - 1.0);
        for (i, line) in lines.iter().enumerate() {
            let at = (frame.labels + 4.0, first + 16.0 * i as f64);
            pen.text(strong, Anchor::End, at, line);
        }
        let column = if frame.counts { end - 72.0 } else { end - 4.0 };
        pen.text("t num strong", Anchor::End, (column, y + 5.0), &figure);
        if let Some(n) = n {
            pen.text("t num soft", Anchor::End, (end - 4.0, y + 5.0), &words::count(n));
        }
    }
}

impl Chart for IntervalChart {
    fn render_at(&self, width: Width) -> String {
        let frame = self.frame(width);
        let axis = self.axis(&frame);
        let scale = axis.on(frame.left, frame.right);
        let mut pen = Pen::begin(&self.named, width);
        let above = self.reference.is_some() || (frame.counts && !frame.narrow);
        let top = if above { 30.0 } else { 6.0 };
        let heading = 30.0;
        let headings = self.rows.iter().filter(|r| r.heading.is_some()).count() as f64;
        let bottom = top + self.rows.len() as f64 * frame.row + headings * heading + 4.0;
        for tick in &axis.ticks {
            let at = (scale.at(*tick), bottom + 18.0);
            let label = self.unit.tick(*tick, axis.step);
            pen.text("t small soft num", Anchor::Middle, at, &label);
        }
        if !frame.narrow {
            self.draw_uprights(&mut pen, &axis, scale, (top, bottom), top - 6.0);
        }
        let mut y = top;
        let mut height = bottom + 26.0;
        if let Some(reference) = self.reference.as_ref().filter(|r| r.drawable()) {
            let x = scale.at(reference.value);
            let half = text::width(&reference.label, SMALL) / 2.0;
            let at = x.min(frame.right + 30.0 - half).max(frame.left + half - 20.0);
            let at = at.min(pen.width() - half - 2.0).max(half + 2.0);
            pen.text("t small soft", Anchor::Middle, (at, top - 12.0), &reference.label);
            if frame.narrow {
                pen.line("reference", (x, top - 7.0), (x, top + 2.0));
            }
        }
        if frame.counts && !frame.narrow {
            let at = (pen.width() - 4.0, top - 12.0);
            pen.text("t small soft", Anchor::End, at, &self.counted);
        }
        for row in &self.rows {
            if let Some(words) = &row.heading {
                let at = if frame.narrow { frame.left } else { frame.labels + 4.0 };
                let anchor = if frame.narrow { Anchor::Start } else { Anchor::End };
                pen.text("t small caps", anchor, (at, y + 22.0), words);
                y += heading;
            }
            if frame.narrow {
                // The names stand above the lanes: lines that crossed them would strike them out.
                let lane = (y + 25.0, y + 43.0);
                self.draw_uprights(&mut pen, &axis, scale, lane, lane.0);
            }
            self.draw_row(&mut pen, &frame, scale, row, y);
            y += frame.row;
        }
        if let Some(title) = self.unit.axis_title().map(str::to_owned).or(axis.begins(self.unit)) {
            let middle = (frame.left + frame.right) / 2.0;
            pen.text("t small soft", Anchor::Middle, (middle, bottom + 38.0), &title);
            height += 18.0;
        }
        pen.end(height, &self.told())
    }
}
