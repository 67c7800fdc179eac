//! Lines over school years for a few groups, with interval bands and labels at their ends.
//!
//! A year that is missing or withheld breaks its line: nothing is drawn across what is not known.

use super::labels::{Wanted, spread};
use super::svg::{Anchor, LABEL, Pen, SMALL};
use super::trend_marks::{draw_legend, draw_series, runs};
use super::words::{self, Unit};
use super::{Axis, Chart, Named, Point, Scale, Width, text};

/// One group over the years.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// The group's name.
    pub label: String,
    /// The year in which each school year ends, and the figure or the words in its place.
    pub points: Vec<(i32, Point)>,
}

/// A rule that changed, so that the years on its two sides do not compare.
#[derive(Debug, Clone, PartialEq)]
pub struct RuleChange {
    /// The first school year under the new rule, by the year in which it ends.
    pub from: i32,
    /// What changed, in a few words.
    pub label: String,
}

/// A few groups over the years; with two years, a slope chart.
#[derive(Debug, Clone, PartialEq)]
pub struct TrendChart {
    /// Its id and title.
    pub named: Named,
    /// What the numbers are.
    pub unit: Unit,
    /// The groups; at most six are told apart by shape and dash.
    pub series: Vec<Series>,
    /// The rules that changed on the way.
    pub changes: Vec<RuleChange>,
    /// Years that do not mean what the others do, by the year in which they end: their labels
    /// carry an asterisk, which the words beside the chart explain.
    pub marked: Vec<i32>,
    /// Whether the axis begins at zero.
    pub from_zero: bool,
}

/// Where the plot stands on the paper.
struct Frame {
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
}

impl TrendChart {
    fn years(&self) -> Option<(i32, i32)> {
        let years = || self.series.iter().flat_map(|s| s.points.iter().map(|p| p.0));
        Some((years().min()?, years().max()?))
    }

    fn frame(&self, width: Width, axis: &Axis, above: f64) -> Frame {
        let ticks = axis.ticks.iter().map(|t| self.unit.tick(*t, axis.step));
        let widest = ticks.map(|t| text::width(&t, SMALL)).fold(0.0, f64::max);
        let (ends, tall) = match width {
            Width::Wide => {
                let names = self.series.iter().map(|s| text::width(&s.label, LABEL));
                let room = names.fold(60.0, f64::max).min(170.0);
                // Tall enough for every label at the lines' ends.
                let lines = |s: &Series| text::wrap(&s.label, LABEL, room, 3).len() + 1;
                let labels = self.series.iter().map(|s| 17.0 * lines(s) as f64 + 6.0).sum();
                (room + 22.0, f64::max(260.0, labels))
            }
            Width::Narrow => {
                let points = self.series.iter().flat_map(|s| &s.points);
                let labels = points.filter_map(|p| Some(self.unit.label(p.1.shown()?.value)));
                (labels.map(|l| text::width(&l, LABEL)).fold(28.0, f64::max) + 26.0, 220.0)
            }
        };
        let top = above + if self.changes.is_empty() { 12.0 } else { 44.0 };
        let right = width.units() - ends;
        Frame { left: widest + 14.0, right, top, bottom: top + tall }
    }

    fn draw_axes(&self, pen: &mut Pen, frame: &Frame, axis: &Axis, years: (i32, i32), x: Scale) {
        let y = axis.on(frame.bottom, frame.top);
        for tick in &axis.ticks {
            let at = y.at(*tick);
            let zero = *tick == 0.0;
            pen.line(if zero { "zero" } else { "grid" }, (frame.left, at), (frame.right, at));
            let label = self.unit.tick(*tick, axis.step);
            pen.text("t small soft num", Anchor::End, (frame.left - 8.0, at + 4.5), &label);
        }
        let span = x.at(f64::from(years.1)) - x.at(f64::from(years.0));
        let room = span.max(1.0) / f64::from((years.1 - years.0).max(1));
        let mark = if self.marked.is_empty() { "" } else { "*" };
        let longest = format!("{}{mark}", words::school_year(years.1));
        let widest = 1.1 * text::width(&longest, SMALL) + 14.0;
        let every = (widest / room).ceil().max(1.0) as i32;
        for year in years.0..=years.1 {
            let at = x.at(f64::from(year));
            if self.marked.contains(&year) {
                pen.line("change", (at, frame.top), (at, frame.bottom));
            }
            if (years.1 - year) % every == 0 {
                pen.line("tick", (at, frame.bottom + 4.0), (at, frame.bottom + 9.0));
                let mark = if self.marked.contains(&year) { "*" } else { "" };
                let label = format!("{}{mark}", words::school_year(year));
                let at = (at, frame.bottom + 24.0);
                pen.text("t small soft num", Anchor::Middle, at, &label);
            }
        }
    }

    fn draw_changes(&self, pen: &mut Pen, frame: &Frame, years: (i32, i32), x: Scale) {
        for change in &self.changes {
            if change.from <= years.0 || change.from > years.1 {
                continue;
            }
            let at = x.at(f64::from(change.from) - 0.5);
            pen.line("change", (at, frame.top - 32.0), (at, frame.bottom));
            let (before, after) = (at - frame.left, frame.right - at);
            let (anchor, edge, room) = if after >= before {
                (Anchor::Start, at + 7.0, after + 40.0)
            } else {
                (Anchor::End, at - 7.0, before + 20.0)
            };
            for (i, line) in
                text::wrap_evenly(&change.label, SMALL, room.min(240.0), 2).iter().enumerate()
            {
                let baseline = frame.top - 22.0 + 15.0 * i as f64;
                pen.text("t small soft", anchor, (edge, baseline), line);
            }
        }
    }

    fn draw_ends(&self, pen: &mut Pen, frame: &Frame, x: Scale, y: Scale, width: Width) {
        let narrow = width == Width::Narrow;
        let room = pen.width() - frame.right - 21.0;
        let mut ends = Vec::new();
        for (index, series) in self.series.iter().enumerate() {
            let last = series.points.iter().filter(|p| p.1.shown().is_some()).max_by_key(|p| p.0);
            let Some((year, point)) = last else { continue };
            let Some(estimate) = point.shown() else { continue };
            let mut lines = vec![point.label(self.unit)];
            if !narrow {
                lines.extend(text::wrap(&series.label, LABEL, room, 3));
            }
            let at = (x.at(f64::from(*year)), y.at(estimate.value));
            ends.push((index, at, lines));
        }
        let wanted: Vec<Wanted> = ends
            .iter()
            .map(|(_, at, lines)| Wanted { at: at.1, room: 17.0 * lines.len() as f64 + 6.0 })
            .collect();
        let middles = spread(&wanted, frame.top - 14.0, frame.bottom + 6.0);
        for ((index, at, lines), middle) in ends.iter().zip(middles) {
            let left = frame.right + 16.0;
            if (middle - at.1).abs() > 6.0 || at.0 < frame.right - 1.0 {
                pen.line("leader", (at.0 + 6.0, at.1), (left - 4.0, middle));
            }
            let first = middle + 5.0 - 8.5 * (lines.len() as f64 - 1.0);
            for (i, line) in lines.iter().enumerate() {
                let class = if i == 0 { "strong num" } else { "" };
                let class = format!("t ink-series s{} {class}", index % 6);
                pen.text(class.trim_end(), Anchor::Start, (left, first + 17.0 * i as f64), line);
            }
        }
    }

    /// On a slope, each group's first figure above its first mark.
    fn draw_starts(&self, pen: &mut Pen, year: i32, x: Scale, y: Scale) {
        for (index, series) in self.series.iter().enumerate() {
            let first = series.points.iter().find(|p| p.0 == year);
            let Some(estimate) = first.and_then(|p| p.1.shown()) else { continue };
            let at = (x.at(f64::from(year)) - 4.0, y.at(estimate.value) - 12.0);
            let class = format!("t strong num ink-series s{} halo", index % 6);
            pen.text(&class, Anchor::Start, at, &self.unit.label(estimate.value));
        }
    }

    /// Years that stand as words, one sentence for each year and reason.
    fn not_shown(&self) -> Vec<String> {
        let mut groups: Vec<((i32, &str), Vec<&str>)> = Vec::new();
        for series in &self.series {
            for (year, point) in &series.points {
                let Some(words) = point.words() else { continue };
                match groups.iter_mut().find(|(why, _)| *why == (*year, words)) {
                    Some((_, names)) => names.push(&series.label),
                    None => groups.push(((*year, words), vec![&series.label])),
                }
            }
        }
        groups.sort_by_key(|(why, _)| *why);
        // The same words about the same lines are said once, with all their years.
        let mut said: Vec<(&str, Vec<&str>, Vec<i32>)> = Vec::new();
        for ((year, words), names) in groups {
            match said.iter_mut().find(|(w, n, _)| *w == words && *n == names) {
                Some((.., years)) => years.push(year),
                None => said.push((words, names, vec![year])),
            }
        }
        said.into_iter()
            .map(|(words, names, years)| {
                let years = spans(&years);
                if names.len() == self.series.len() {
                    format!("{years}: {words}.")
                } else {
                    format!("{years}, {}: {words}.", words::list(&names))
                }
            })
            .collect()
    }

    fn told(&self) -> String {
        let mut sentences = Vec::new();
        for series in &self.series {
            let points: Vec<String> = series
                .points
                .iter()
                .map(|(year, p)| format!("{} {}", words::school_year(*year), p.say(self.unit)))
                .collect();
            sentences.push(format!("{}: {}.", series.label, points.join("; ")));
        }
        for change in &self.changes {
            let year = words::school_year(change.from);
            sentences.push(format!("The rule changed from {year}: {}.", change.label));
        }
        let marked: Vec<String> = self.marked.iter().map(|y| words::school_year(*y)).collect();
        if !marked.is_empty() {
            let marked: Vec<&str> = marked.iter().map(String::as_str).collect();
            sentences.push(format!("Marked with an asterisk: {}.", words::list(&marked)));
        }
        format!("Lines over school years. {}", sentences.join(" "))
    }
}

/// Rising school years in words, those that follow one another as a span.
fn spans(years: &[i32]) -> String {
    let spans: Vec<String> = years
        .chunk_by(|a, b| b - a == 1)
        .map(|span| match span {
            [first, .., last] => {
                format!("{} to {}", words::school_year(*first), words::school_year(*last))
            }
            [] => String::new(),
            [only] => words::school_year(*only),
        })
        .collect();
    spans.join(", ")
}

impl Chart for TrendChart {
    fn render_at(&self, width: Width) -> String {
        let mut pen = Pen::begin(&self.named, width);
        let Some(years) = self.years() else {
            pen.text("t note", Anchor::Start, (8.0, 24.0), "No years to show");
            return pen.end(40.0, "There are no years to show.");
        };
        let values = self.series.iter().flat_map(|s| s.points.iter().flat_map(|p| p.1.extent()));
        let axis = if self.from_zero || matches!(self.unit, Unit::Points(_) | Unit::Signed(_)) {
            Axis::with_zero(values, self.unit, 5)
        } else {
            Axis::over(values, self.unit, 5)
        };
        let above = match width {
            Width::Narrow => draw_legend(&mut pen, &self.series),
            Width::Wide => 0.0,
        };
        let frame = self.frame(width, &axis, above);
        // A single year stands in the middle of its axis.
        let (first, last) = (f64::from(years.0), f64::from(years.1));
        let pad = if years.0 == years.1 { 1.0 } else { 0.0 };
        let ends = Axis { low: first - pad, high: last + pad, step: 1.0, ticks: Vec::new() };
        let x = ends.on(frame.left + 14.0, frame.right - 6.0);
        let y = axis.on(frame.bottom, frame.top);
        self.draw_axes(&mut pen, &frame, &axis, years, x);
        self.draw_changes(&mut pen, &frame, years, x);
        for (index, series) in self.series.iter().enumerate() {
            draw_series(&mut pen, index, &runs(series), x, y);
        }
        self.draw_ends(&mut pen, &frame, x, y, width);
        if years.1 - years.0 == 1 {
            self.draw_starts(&mut pen, years.0, x, y);
        }
        let mut bottom = frame.bottom + 34.0;
        let sentences = self.not_shown().join(" ");
        if !sentences.is_empty() {
            for line in text::wrap(&format!("Not shown. {sentences}"), SMALL, pen.width() - 8.0, 6)
            {
                bottom += 17.0;
                pen.text("t small note", Anchor::Start, (0.0, bottom), &line);
            }
        }
        pen.end(bottom + 8.0, &self.told())
    }
}
