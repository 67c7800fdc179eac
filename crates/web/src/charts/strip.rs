//! A strip of schools: one dot each along an axis, piled where they meet, one of them marked.

use super::svg::{Anchor, LABEL, Pen, SMALL, Shape};
use super::words::{self, Unit};
use super::{Axis, Chart, Named, Point, Reference, Width, text};

/// One school's dot.
#[derive(Debug, Clone, PartialEq)]
pub struct StripDot {
    /// The school's name.
    pub label: String,
    /// Its figure, or the words in its place.
    pub point: Point,
    /// Whether it is marked and named.
    pub marked: bool,
}

/// Schools along one axis.
#[derive(Debug, Clone, PartialEq)]
pub struct Strip {
    /// Its id and title.
    pub named: Named,
    /// What the numbers are.
    pub unit: Unit,
    /// The schools, in any order.
    pub dots: Vec<StripDot>,
    /// A line to compare with.
    pub reference: Option<Reference>,
    /// What a dot is, in the plural: "schools".
    pub counted: String,
}

const RADIUS: f64 = 5.5;

/// For dots at `xs` in rising order, how many steps above or below the line each stands so that
/// none touch; alternately above and below.
fn pile(xs: &[f64], most: usize) -> Vec<f64> {
    let apart = 2.0 * RADIUS + 1.0;
    let mut placed: Vec<(f64, f64)> = Vec::with_capacity(xs.len());
    for x in xs {
        let near: Vec<f64> =
            placed.iter().rev().take_while(|p| x - p.0 < apart).map(|p| p.1).collect();
        let steps = (0..=2 * most).map(|k| {
            let step = k.div_ceil(2) as f64;
            if k % 2 == 0 { step } else { -step }
        });
        let free = steps.into_iter().find(|s| near.iter().all(|taken| (taken - s).abs() > 0.5));
        placed.push((*x, free.unwrap_or(0.0)));
    }
    placed.into_iter().map(|p| p.1).collect()
}

impl Strip {
    fn told(&self, shown: &[(&StripDot, f64)], hidden: usize) -> String {
        let mut told = format!("{} {} along one axis.", shown.len(), self.counted);
        if let (Some(first), Some(last)) = (shown.first(), shown.last()) {
            let (low, high) = (self.unit.say(first.1), self.unit.say(last.1));
            told.push_str(&format!(" From {low} to {high}."));
        }
        for dot in self.dots.iter().filter(|d| d.marked) {
            told.push_str(&format!(" {}: {}.", dot.label, dot.point.say(self.unit)));
        }
        if let Some(reference) = self.reference.as_ref().filter(|r| r.drawable()) {
            told.push_str(&format!(" The line marks {}.", reference.label));
        }
        if hidden > 0 {
            told.push_str(&format!(" {hidden} not shown."));
        }
        told
    }
}

impl Chart for Strip {
    fn render_at(&self, width: Width) -> String {
        let mut pen = Pen::begin(&self.named, width);
        let mut shown: Vec<(&StripDot, f64)> =
            self.dots.iter().filter_map(|d| Some((d, d.point.shown()?.value))).collect();
        shown.sort_by(|a, b| a.1.total_cmp(&b.1).then(a.0.label.cmp(&b.0.label)));
        let hidden = self.dots.len() - shown.len();
        let reference = self.reference.as_ref().filter(|r| r.drawable());
        let values = shown.iter().map(|d| d.1).chain(reference.map(|r| r.value));
        let axis = Axis::over(values, self.unit, if width == Width::Wide { 8 } else { 4 });
        let scale = axis.on(24.0, pen.width() - 24.0);
        let xs: Vec<f64> = shown.iter().map(|d| scale.at(d.1)).collect();
        let steps = pile(&xs, 9);
        let tallest = steps.iter().fold(1.0f64, |most, s| most.max(s.abs()));
        let top = 52.0;
        let half = (tallest + 0.5) * (2.0 * RADIUS + 1.0) + 4.0;
        let (middle, bottom) = (top + half, top + 2.0 * half);
        pen.line("axis", (scale.at(axis.low), bottom), (scale.at(axis.high), bottom));
        for tick in &axis.ticks {
            let x = scale.at(*tick);
            pen.line("tick", (x, bottom), (x, bottom + 5.0));
            let label = self.unit.tick(*tick, axis.step);
            pen.text("t small soft num", Anchor::Middle, (x, bottom + 20.0), &label);
        }
        if let Some(reference) = reference {
            let x = scale.at(reference.value);
            pen.line("reference", (x, top - 24.0), (x, bottom));
            name(&mut pen, "t small soft", SMALL, x, top - 30.0, &reference.label);
        }
        let at = |i: usize| (xs[i], middle + steps[i] * (2.0 * RADIUS + 1.0));
        for (i, _) in shown.iter().enumerate().filter(|(_, d)| !d.0.marked) {
            pen.mark(Shape::Dot, "dot s-rest quiet", at(i), RADIUS);
        }
        for (i, (dot, value)) in shown.iter().enumerate().filter(|(_, d)| d.0.marked) {
            let (x, y) = at(i);
            pen.line("leader s0", (x, top - 2.0), (x, y - RADIUS - 2.0));
            pen.mark(Shape::Diamond, "dot s0", (x, y), RADIUS + 1.5);
            let words = format!("{} {}", dot.label, self.unit.label(*value));
            name(&mut pen, "t strong ink-series s0 halo", LABEL, x, top - 8.0, &words);
        }
        let mut height = bottom + 28.0;
        if let Some(words) = axis.begins(self.unit) {
            height += 18.0;
            let at = (pen.width() / 2.0, height - 6.0);
            pen.text("t small soft", Anchor::Middle, at, &words);
        }
        for words in self.below(hidden) {
            height += 18.0;
            pen.text("t small note", Anchor::Start, (0.0, height - 4.0), &words);
        }
        pen.end(height + 4.0, &self.told(&shown, hidden))
    }
}

impl Strip {
    /// What stands in words beneath: marked schools without a figure, and how many are not shown.
    fn below(&self, hidden: usize) -> Vec<String> {
        let mut lines: Vec<String> = self
            .dots
            .iter()
            .filter(|d| d.marked)
            .filter_map(|d| Some(format!("{}: {}.", d.label, d.point.words()?)))
            .collect();
        if hidden > 0 {
            let count = words::count(hidden as u64);
            lines.push(format!(
                "{count} of {} {} have no figure to show.",
                self.dots.len(),
                self.counted
            ));
        }
        lines
    }
}

/// Writes a name centred at `x`, kept on the paper.
fn name(pen: &mut Pen, class: &str, size: f64, x: f64, y: f64, words: &str) {
    let words = text::shorten(words, size, pen.width() - 8.0);
    let half = text::width(&words, size) / 2.0;
    let at = x.min(pen.width() - half - 2.0).max(half + 2.0);
    pen.text(class, Anchor::Middle, (at, y), &words);
}
