//! The pen: writes SVG elements with classes, rounds coordinates and escapes text.

use std::fmt::Write as _;

use super::text::{element_id, escape};
use super::{Named, Width};

/// Size of a label beside a mark, in user units.
pub const LABEL: f64 = 14.0;
/// Size of an axis tick or a note, in user units.
pub const SMALL: f64 = 13.0;

/// Which end of a text its position is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anchor {
    /// The text begins there.
    Start,
    /// The text is centred there.
    Middle,
    /// The text ends there.
    End,
}

/// The shape of a mark: each series has its own, so that colour is never alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// A filled dot.
    Dot,
    /// A filled square.
    Square,
    /// A filled triangle.
    Triangle,
    /// A filled diamond.
    Diamond,
    /// A ring.
    Ring,
    /// A cross.
    Cross,
}

impl Shape {
    /// The shape of the `index`th series.
    pub fn of_series(index: usize) -> Shape {
        [Shape::Dot, Shape::Square, Shape::Triangle, Shape::Diamond, Shape::Ring, Shape::Cross]
            [index % 6]
    }
}

/// An SVG drawing in the making.
#[derive(Debug)]
pub struct Pen {
    named: Named,
    id: String,
    class: &'static str,
    width: f64,
    body: String,
}

impl Pen {
    /// Begins a drawing.
    pub fn begin(named: &Named, width: Width) -> Pen {
        let id = format!("{}{}", element_id(&named.id), width.suffix());
        Pen { named: named.clone(), id, class: "plot", width: width.units(), body: String::new() }
    }

    /// Begins a drawing as small as a word.
    pub fn begin_spark(named: &Named, width: f64) -> Pen {
        let id = element_id(&named.id);
        Pen { named: named.clone(), id, class: "plot spark", width, body: String::new() }
    }

    /// The element id of the drawing.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The width of the drawing.
    pub fn width(&self) -> f64 {
        self.width
    }

    /// A straight line.
    pub fn line(&mut self, class: &str, from: (f64, f64), to: (f64, f64)) {
        let [x1, y1, x2, y2] = [from.0, from.1, to.0, to.1].map(coordinate);
        self.push(format_args!(
            r#"<line class="{class}" x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}"/>"#
        ));
    }

    /// A rectangle with its corners a little rounded; nothing if it has no width.
    pub fn rect(&mut self, class: &str, corner: (f64, f64), size: (f64, f64)) {
        if size.0 <= 0.0 || size.1 <= 0.0 {
            return;
        }
        let [x, y, w, h] = [corner.0, corner.1, size.0, size.1].map(coordinate);
        self.push(format_args!(
            r#"<rect class="{class}" x="{x}" y="{y}" width="{w}" height="{h}"/>"#
        ));
    }

    /// A text, written on its baseline.
    pub fn text(&mut self, class: &str, anchor: Anchor, at: (f64, f64), text: &str) {
        let anchor = match anchor {
            Anchor::Start => "",
            Anchor::Middle => r#" text-anchor="middle""#,
            Anchor::End => r#" text-anchor="end""#,
        };
        let [x, y] = [at.0, at.1].map(coordinate);
        let text = escape(text);
        self.push(format_args!(r#"<text class="{class}" x="{x}" y="{y}"{anchor}>{text}</text>"#));
    }

    /// An open line through points; nothing for fewer than two.
    pub fn path(&mut self, class: &str, points: &[(f64, f64)]) {
        if points.len() > 1 {
            let d = outline(points);
            self.push(format_args!(r#"<path class="{class}" d="{d}"/>"#));
        }
    }

    /// A filled area inside points; nothing for fewer than three.
    pub fn area(&mut self, class: &str, points: &[(f64, f64)]) {
        if points.len() > 2 {
            let d = outline(points);
            self.push(format_args!(r#"<path class="{class}" d="{d}Z"/>"#));
        }
    }

    /// A mark of a shape with radius `r`.
    pub fn mark(&mut self, shape: Shape, class: &str, at: (f64, f64), r: f64) {
        let (x, y) = at;
        match shape {
            Shape::Dot | Shape::Ring => {
                let class =
                    if shape == Shape::Ring { format!("{class} ring") } else { class.into() };
                let [x, y, r] = [x, y, r].map(coordinate);
                self.push(format_args!(r#"<circle class="{class}" cx="{x}" cy="{y}" r="{r}"/>"#));
            }
            Shape::Square => {
                let r = r * 0.9;
                self.rect(class, (x - r, y - r), (2.0 * r, 2.0 * r));
            }
            Shape::Triangle => {
                let (up, down, side) = (y - r * 1.15, y + r * 0.85, r * 1.15);
                self.area(class, &[(x, up), (x + side, down), (x - side, down)]);
            }
            Shape::Diamond => {
                let r = r * 1.25;
                self.area(class, &[(x, y - r), (x + r, y), (x, y + r), (x - r, y)]);
            }
            Shape::Cross => {
                let stroke = format!("{class} cross");
                self.path(&stroke, &[(x - r, y - r), (x + r, y + r)]);
                self.path(&stroke, &[(x - r, y + r), (x + r, y - r)]);
            }
        }
    }

    /// Anything else, already well formed and escaped.
    pub fn push(&mut self, element: std::fmt::Arguments<'_>) {
        let _ = self.body.write_fmt(element);
    }

    /// Ends the drawing: its height, and what a screen reader is told of it.
    pub fn end(self, height: f64, told: &str) -> String {
        let Pen { named, id, class, width, body } = self;
        let (w, h) = (coordinate(width), coordinate(height.max(1.0)));
        let (title, told) = (escape(&named.title), escape(told));
        format!(
            r#"<svg xmlns="http://www.w3.org/2000/svg" class="{class}" id="{id}" role="img" aria-labelledby="{id}-title {id}-desc" viewBox="0 0 {w} {h}" width="{w}" height="{h}"><title id="{id}-title">{title}</title><desc id="{id}-desc">{told}</desc>{body}</svg>"#
        )
    }
}

fn outline(points: &[(f64, f64)]) -> String {
    let mut d = String::with_capacity(points.len() * 12);
    for (i, (x, y)) in points.iter().enumerate() {
        let command = if i == 0 { 'M' } else { 'L' };
        let _ = write!(d, "{command}{} {}", coordinate(*x), coordinate(*y));
    }
    d
}

/// A coordinate with at most one decimal; what is not a number is drawn at the edge.
fn coordinate(value: f64) -> String {
    let tenths = (value * 10.0).round() / 10.0;
    if !tenths.is_finite() || tenths == 0.0 {
        return "0".to_owned();
    }
    tenths.to_string()
}
