//! Composition: bars made of parts, such as a gap within and between schools, or a Kitagawa split.
//!
//! Parts below zero stand left of the zero line, so that a part that works against the others is
//! seen to. Each part has its own fill pattern beside its own colour, and its figure beside it.

use super::labels::{Wanted, spread};
use super::point::drawable;
use super::svg::{Anchor, LABEL, Pen, SMALL};
use super::words::Unit;
use super::{Axis, Chart, Named, Width, text};

/// One bar.
#[derive(Debug, Clone, PartialEq)]
pub struct Bar {
    /// What the bar is, such as a group or a year.
    pub label: String,
    /// The size of each part, in the order of [`Composition::parts`].
    pub sizes: Vec<f64>,
    /// Words in place of the bar, where it may not be shown.
    pub words: Option<String>,
}

/// Bars made of the same parts.
#[derive(Debug, Clone, PartialEq)]
pub struct Composition {
    /// Its id and title.
    pub named: Named,
    /// What the numbers are.
    pub unit: Unit,
    /// The names of the parts; at most four are told apart.
    pub parts: Vec<String>,
    /// The bars.
    pub bars: Vec<Bar>,
    /// What the sum of a bar is called, such as "whole gap"; none, and no sum is written.
    pub total: Option<String>,
}

const TALL: f64 = 30.0;

impl Composition {
    fn shown(&self, bar: &Bar) -> Vec<(usize, f64)> {
        let sizes = bar.sizes.iter().take(self.parts.len()).copied().enumerate();
        let shown = bar.words.is_none();
        sizes.filter(|(_, size)| shown && drawable(*size) && *size != 0.0).collect()
    }

    /// The bar's reach left and right of zero.
    fn reach(&self, bar: &Bar) -> (f64, f64) {
        self.shown(bar).into_iter().fold((0.0, 0.0), |(l, r), (_, size)| {
            if size < 0.0 { (l + size, r) } else { (l, r + size) }
        })
    }

    fn told(&self) -> String {
        let bars: Vec<String> = self
            .bars
            .iter()
            .map(|bar| match &bar.words {
                Some(words) => format!("{}: {words}.", bar.label),
                None => {
                    let parts: Vec<String> = self
                        .shown(bar)
                        .into_iter()
                        .map(|(k, size)| format!("{} {}", self.parts[k], self.unit.say(size)))
                        .collect();
                    format!("{}: {}.", bar.label, parts.join(", "))
                }
            })
            .collect();
        format!("Bars made of parts. {}", bars.join(" "))
    }

    /// The names of the parts, each beside its fill; gives the height that they took.
    fn draw_legend(&self, pen: &mut Pen) -> f64 {
        let (mut x, mut y) = (4.0, 4.0);
        for (k, name) in self.parts.iter().enumerate() {
            let room = text::width(name, LABEL) + 22.0;
            if x > 4.0 && x + room > pen.width() {
                (x, y) = (4.0, y + 24.0);
            }
            self.fill(pen, k, (x, y), (14.0, 14.0));
            let label = text::shorten(name, LABEL, pen.width() - x - 22.0);
            pen.text("t", Anchor::Start, (x + 22.0, y + 12.0), &label);
            x += room + 28.0;
        }
        y + 30.0
    }

    /// A part's piece: a flat tint, and over it the part's own hatching.
    fn fill(&self, pen: &mut Pen, k: usize, corner: (f64, f64), size: (f64, f64)) {
        pen.rect(&format!("part s{}", k % 4), corner, size);
        if !k.is_multiple_of(4) && size.0 > 0.0 {
            let (x, y) = (corner.0.round(), corner.1.round());
            let (w, h, id) = (size.0.round(), size.1.round(), format!("{}-h{}", pen.id(), k % 4));
            pen.push(format_args!(
                r##"<rect x="{x}" y="{y}" width="{w}" height="{h}" fill="url(#{id})"/>"##
            ));
        }
    }

    /// The hatchings: diagonal, dotted and upright.
    fn draw_patterns(&self, pen: &mut Pen) {
        let id = pen.id().to_owned();
        for (k, d) in [(1, "M-1 1l2 -2M0 8l8 -8M7 9l2 -2"), (2, "M3 4h2"), (3, "M4 0V8")] {
            if k < self.parts.len() {
                pen.push(format_args!(
                    r#"<pattern id="{id}-h{k}" width="8" height="8" patternUnits="userSpaceOnUse"><path class="hatch" d="{d}"/></pattern>"#
                ));
            }
        }
    }

    fn draw_bar(&self, pen: &mut Pen, bar: &Bar, axis: &Axis, ends: (f64, f64), y: f64) {
        let scale = axis.on(ends.0, ends.1);
        if let Some(words) = &bar.words {
            pen.text("t note halo", Anchor::Start, (ends.0 + 6.0, y + 20.0), words);
            return;
        }
        let (mut left, mut right) = (0.0, 0.0);
        let mut outside = Vec::new();
        for (k, size) in self.shown(bar) {
            let start = if size < 0.0 { &mut left } else { &mut right };
            let (a, b) = (scale.at(*start), scale.at(*start + size));
            *start += size;
            let (from, to) = (a.min(b), a.max(b));
            self.fill(pen, k, (from, y), ((to - from - 1.5).max(1.0), TALL));
            let words = self.unit.bare(size);
            let middle = (from + to) / 2.0;
            let room = text::width(&words, LABEL);
            if room + 12.0 <= to - from {
                let class = format!("t num strong on-part s{}", k % 4);
                pen.text(&class, Anchor::Middle, (middle, y + 20.0), &words);
            } else {
                outside.push((middle, room + 10.0, words));
            }
        }
        let wanted: Vec<Wanted> =
            outside.iter().map(|(at, room, _)| Wanted { at: *at, room: *room }).collect();
        let middles = spread(&wanted, 0.0, pen.width());
        for ((at, _, words), middle) in outside.iter().zip(middles) {
            pen.line("leader", (*at, y + TALL), (middle, y + TALL + 6.0));
            pen.text("t small num halo", Anchor::Middle, (middle, y + TALL + 18.0), words);
        }
    }
}

impl Chart for Composition {
    fn render_at(&self, width: Width) -> String {
        let mut pen = Pen::begin(&self.named, width);
        let narrow = width == Width::Narrow;
        self.draw_patterns(&mut pen);
        let top = self.draw_legend(&mut pen) + if self.total.is_some() { 14.0 } else { 0.0 };
        let labels = self.bars.iter().map(|b| text::width(&b.label, LABEL)).fold(40.0, f64::max);
        let left = if narrow { 14.0 } else { labels.min(180.0) + 18.0 };
        let right = pen.width() - if self.total.is_some() && !narrow { 96.0 } else { 14.0 };
        let values = self.bars.iter().flat_map(|bar| {
            let (low, high) = self.reach(bar);
            [low, high]
        });
        let axis = Axis::with_zero(values, self.unit, if narrow { 3 } else { 5 });
        let scale = axis.on(left, right);
        let row = if narrow { 82.0 } else { 64.0 };
        let bottom = top + self.bars.len() as f64 * row;
        for tick in &axis.ticks {
            let x = scale.at(*tick);
            let label = self.unit.tick(*tick, axis.step);
            let class = if *tick == 0.0 { "zero" } else { "grid" };
            for index in 0..self.bars.len() {
                // On a phone the names stand above the bars, and the lines leave them free.
                let start = top + index as f64 * row;
                let from = if narrow { start + 23.0 } else { start };
                let to = if narrow { start + 29.0 + TALL } else { start + row };
                pen.line(class, (x, from), (x, to));
            }
            pen.text("t small soft num", Anchor::Middle, (x, bottom + 18.0), &label);
        }
        if let Some(total) = self.total.as_ref().filter(|_| !narrow) {
            pen.text("t small soft", Anchor::End, (pen.width() - 4.0, top - 6.0), total);
        }
        for (index, bar) in self.bars.iter().enumerate() {
            let start = top + index as f64 * row;
            let y = if narrow { start + 26.0 } else { start + 8.0 };
            let sum = match (&self.total, &bar.words) {
                (Some(_), None) => {
                    self.unit.bare(self.shown(bar).iter().map(|(_, size)| size).sum())
                }
                _ => String::new(),
            };
            if narrow {
                let named = self.total.as_ref().filter(|_| !sum.is_empty());
                let sum = named.map(|total| format!("{total} {sum}")).unwrap_or_default();
                let room = pen.width() - 24.0 - text::width(&sum, SMALL);
                let label = text::shorten(&bar.label, LABEL, room);
                pen.text("t", Anchor::Start, (4.0, start + 18.0), &label);
                let at = (pen.width() - 4.0, start + 18.0);
                pen.text("t small num strong", Anchor::End, at, &sum);
            } else {
                let lines = text::wrap_evenly(&bar.label, LABEL, labels.min(180.0) + 2.0, 2);
                let first = y + 20.0 - 8.0 * (lines.len() as f64 - 1.0);
                for (i, line) in lines.iter().enumerate() {
                    let at = (left - 14.0, first + 16.0 * i as f64);
                    pen.text("t", Anchor::End, at, line);
                }
                let at = (pen.width() - 4.0, y + 20.0);
                pen.text("t num strong", Anchor::End, at, &sum);
            }
            self.draw_bar(&mut pen, bar, &axis, (left, right), y);
        }
        let mut height = bottom + 28.0;
        if let Some(title) = self.unit.axis_title() {
            height += 16.0;
            pen.text("t small soft", Anchor::Middle, ((left + right) / 2.0, height - 6.0), title);
        }
        pen.end(height, &self.told())
    }
}
