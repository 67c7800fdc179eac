//! A map of home areas: a disc at each center, as large as its applicants are many, with its figure
//! written in it; schools as small squares. The depth of a disc repeats what is written. Where the
//! areas are too many for that, the discs are small, a key says which depth is which figure, and the
//! three lowest are named.

use super::svg::{Anchor, Pen, SMALL, Shape};
use super::words::{self, Unit};
use super::{Chart, Named, Point, Width, text};

/// One area.
#[derive(Debug, Clone, PartialEq)]
pub struct MapArea {
    /// Its name.
    pub label: String,
    /// Degrees north and east.
    pub at: (f64, f64),
    /// Its figure, or the words in its place.
    pub point: Point,
    /// Whether a ring is drawn around it.
    pub ringed: bool,
}

/// Areas on a map.
#[derive(Debug, Clone, PartialEq)]
pub struct AreaMap {
    /// Its id and title.
    pub named: Named,
    /// What the figures are.
    pub unit: Unit,
    /// The areas.
    pub areas: Vec<MapArea>,
    /// Places to show among them: degrees north and east.
    pub places: Vec<(f64, f64)>,
    /// What the squares are, such as "magnet programs"; empty for none.
    pub placed: String,
    /// What a ring means; empty for nothing.
    pub ring: String,
}

/// More areas than this are drawn without their figures.
const MOST_WRITTEN: usize = 36;
/// The same on narrow paper.
const MOST_WRITTEN_NARROW: usize = 16;
/// Areas that are named where figures are not written.
const NAMED: usize = 3;

/// From degrees to paper: one scale for both directions, true at the middle of the map.
struct Projection {
    west: f64,
    north: f64,
    squeeze: f64,
    scale: f64,
    margin: f64,
    height: f64,
}

impl Projection {
    fn over(points: &[(f64, f64)], width: f64, margin: f64) -> Option<Projection> {
        let fold = |value: fn(&(f64, f64)) -> f64| {
            points.iter().map(value).fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), v| {
                (low.min(v), high.max(v))
            })
        };
        let ((south, north), (west, east)) = (fold(|p| p.0), fold(|p| p.1));
        if !(south.is_finite() && west.is_finite()) {
            return None;
        }
        let squeeze = ((south + north) / 2.0).to_radians().cos().max(0.05);
        let (wide, tall) = (((east - west) * squeeze).max(1e-6), (north - south).max(1e-6));
        let room = width - 2.0 * margin;
        let scale = (room / wide).min(1.1 * room / tall);
        let margin_x = (width - scale * wide) / 2.0;
        let height = scale * tall + 2.0 * margin;
        Some(Projection { west, north, squeeze, scale, margin: margin_x, height })
    }

    fn at(&self, place: (f64, f64), top: f64) -> (f64, f64) {
        let x = self.margin + (place.1 - self.west) * self.squeeze * self.scale;
        let y = top + (self.north - place.0) * self.scale;
        (x, y)
    }
}

impl AreaMap {
    fn told(&self) -> String {
        let mut shown: Vec<(&MapArea, f64)> =
            self.areas.iter().filter_map(|a| Some((a, a.point.shown()?.value))).collect();
        shown.sort_by(|a, b| a.1.total_cmp(&b.1));
        let mut told = format!("{} home areas on a map.", self.areas.len());
        if let (Some((low, least)), Some((high, most))) = (shown.first(), shown.last()) {
            told.push_str(&format!(
                " From {} in {} to {} in {}.",
                self.unit.say(*least),
                low.label,
                self.unit.say(*most),
                high.label
            ));
        }
        let hidden = self.areas.len() - shown.len();
        if hidden > 0 {
            told.push_str(&format!(" {hidden} are not shown, because too few live there."));
        }
        told
    }

    /// How dark a disc is, from 1 to 5.
    fn shade(&self, value: f64, low: f64, high: f64) -> usize {
        if high - low < 1e-9 {
            return 3;
        }
        1 + (((value - low) / (high - low)) * 4.999).floor().clamp(0.0, 4.0) as usize
    }
}

impl AreaMap {
    /// Names the areas with the lowest figures beside their discs.
    fn name_lowest(&self, pen: &mut Pen, map: &Projection, top: f64) {
        let mut shown: Vec<(&MapArea, f64)> =
            self.areas.iter().filter_map(|a| Some((a, a.point.shown()?.value))).collect();
        shown.sort_by(|a, b| a.1.total_cmp(&b.1).then_with(|| a.0.label.cmp(&b.0.label)));
        let mut taken: Vec<f64> = Vec::new();
        for (area, value) in shown.into_iter().take(NAMED) {
            let (x, mut y) = map.at(area.at, top);
            while taken.iter().any(|other| (other - y).abs() < 17.0) {
                y += 17.0;
            }
            taken.push(y);
            let words = format!("{} {}", area.label, self.unit.label(value));
            let right = x + 12.0 + text::width(&words, SMALL) < pen.width();
            let (anchor, at) =
                if right { (Anchor::Start, x + 12.0) } else { (Anchor::End, x - 12.0) };
            pen.text("t small strong halo", anchor, (at, y + 4.0), &words);
        }
    }

    /// The depths of discs with the figures that they stand for; where the drawing ends.
    fn draw_key(&self, pen: &mut Pen, y: f64, (low, high): (f64, f64)) -> f64 {
        let step = (high - low) / 5.0;
        let room = (pen.width() - 8.0) / 5.0;
        for shade in 1..=5u8 {
            let x = room * f64::from(shade - 1) + 8.0;
            pen.mark(Shape::Dot, &format!("disc shade{shade}"), (x, y), 6.0);
            let from = low + step * f64::from(shade - 1);
            let words = self.unit.range(from, from + step);
            pen.text("t small soft num", Anchor::Start, (x + 10.0, y + 4.5), &words);
        }
        y + 10.0
    }
}

impl Chart for AreaMap {
    fn render_at(&self, width: Width) -> String {
        let narrow = width == Width::Narrow;
        let mut pen = Pen::begin(&self.named, width);
        let points: Vec<(f64, f64)> =
            self.areas.iter().map(|area| area.at).chain(self.places.iter().copied()).collect();
        let margin = if narrow { 20.0 } else { 30.0 };
        let Some(map) = Projection::over(&points, pen.width(), margin) else {
            pen.text("t note", Anchor::Start, (0.0, 20.0), "No area has a place on the map.");
            return pen.end(30.0, "No area has a place on the map.");
        };
        let top = margin;
        let most =
            self.areas.iter().filter_map(|area| area.point.shown()?.n).max().unwrap_or(1) as f64;
        let shown = || self.areas.iter().filter_map(|area| Some(area.point.shown()?.value));
        let (low, high) =
            (shown().fold(f64::INFINITY, f64::min), shown().fold(f64::NEG_INFINITY, f64::max));
        let crowded = self.areas.len() > if narrow { MOST_WRITTEN_NARROW } else { MOST_WRITTEN };
        let (least, largest) = match (crowded, narrow) {
            (true, true) => (3.0, 6.5),
            (true, false) => (4.5, 11.0),
            (false, true) => (9.0, 16.0),
            (false, false) => (14.0, 25.0),
        };
        for place in &self.places {
            pen.mark(Shape::Square, "place", map.at(*place, top), if narrow { 2.5 } else { 3.5 });
        }
        // Large discs first, so that small ones stay in sight.
        let mut order: Vec<&MapArea> = self.areas.iter().collect();
        let n = |area: &MapArea| area.point.shown().and_then(|e| e.n).unwrap_or(0);
        order.sort_by_key(|area| std::cmp::Reverse(n(area)));
        for area in order {
            let at = map.at(area.at, top);
            match area.point.shown() {
                Some(estimate) => {
                    let share = (n(area) as f64 / most).sqrt();
                    let radius = (largest * share).max(least);
                    let shade = self.shade(estimate.value, low, high);
                    pen.mark(Shape::Dot, &format!("disc shade{shade}"), at, radius);
                    if area.ringed {
                        pen.mark(
                            Shape::Dot,
                            "isolated",
                            at,
                            radius + if crowded { 2.5 } else { 4.0 },
                        );
                    }
                    if crowded {
                        continue;
                    }
                    let label = self.unit.bare(estimate.value);
                    let label = label.trim_end_matches('%');
                    let class = if shade > 3 { "t num on-disc" } else { "t num strong" };
                    let class = if narrow { format!("{class} tiny") } else { class.to_owned() };
                    let down = if narrow { 4.0 } else { 5.0 };
                    pen.text(&class, Anchor::Middle, (at.0, at.1 + down), label);
                }
                None => pen.mark(Shape::Dot, "disc none", at, 5.0),
            }
        }
        if crowded {
            self.name_lowest(&mut pen, &map, top);
        }
        let mut y = top + map.height - margin + 8.0;
        if crowded && low.is_finite() && high > low {
            y = self.draw_key(&mut pen, y + 14.0, (low, high));
        }
        let mut line = |pen: &mut Pen, words: &str| {
            for words in text::wrap_evenly(words, SMALL, pen.width() - 4.0, 3) {
                y += 17.0;
                pen.text("t small soft", Anchor::Start, (0.0, y), &words);
            }
        };
        let what = match self.unit {
            Unit::Percent(_) => "percent",
            Unit::Points(_) => "percentage points",
            _ => "the figure",
        };
        let mut key = if crowded {
            "Larger: more applicants. Darker: higher.".to_owned()
        } else {
            format!("In each disc: {what}. Larger: more applicants. Darker: higher.")
        };
        if self.areas.iter().any(|area| area.point.shown().is_none()) {
            key.push_str(" A small ring: too few to show.");
        }
        line(&mut pen, &key);
        if !self.placed.is_empty() && !self.places.is_empty() {
            let many = words::count(self.places.len() as u64);
            line(&mut pen, &format!("Squares: {} ({many}).", self.placed));
        }
        if !self.ring.is_empty() && self.areas.iter().any(|area| area.ringed) {
            line(&mut pen, &format!("Ring around it: {}.", self.ring));
        }
        pen.end(y + 8.0, &self.told())
    }
}
