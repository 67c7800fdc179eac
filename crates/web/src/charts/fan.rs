//! Counted years, and the fan of what is projected after them: the darker, the likelier.

use super::svg::{Anchor, LABEL, Pen, SMALL, Shape};
use super::words::{self, Unit};
use super::{Axis, Chart, Named, Point, Scale, Width, text};

/// What is projected for one school year.
#[derive(Debug, Clone, PartialEq)]
pub struct Fan {
    /// The year in which the school year ends.
    pub year: i32,
    /// What is projected.
    pub value: f64,
    /// The 50, 80 and 95% bands; without them the projection is a line.
    pub bands: Option<[(f64, f64); 3]>,
}

/// Counted years and a projection.
#[derive(Debug, Clone, PartialEq)]
pub struct FanChart {
    /// Its id and title.
    pub named: Named,
    /// Counted years, or the words in their place.
    pub counted: Vec<(i32, Point)>,
    /// Earlier projections, each made the year before.
    pub past: Vec<(i32, f64)>,
    /// Projected years.
    pub projected: Vec<Fan>,
}

/// The bands in the order in which there is room for their names, and where each stands.
const BANDS: [(&str, usize); 3] = [("80%", 1), ("95%", 2), ("50%", 0)];
const UNIT: Unit = Unit::Number(0);

struct Paper {
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
}

impl FanChart {
    fn years(&self) -> Option<(i32, i32)> {
        let counted = self.counted.iter().map(|(year, _)| *year);
        let all = || counted.clone().chain(self.projected.iter().map(|fan| fan.year));
        Some((all().min()?, all().max()?))
    }

    fn values(&self) -> impl Iterator<Item = f64> + '_ {
        let counted = self.counted.iter().filter_map(|(_, point)| Some(point.shown()?.value));
        let ends = self.projected.iter().flat_map(|fan| {
            let (low, high) = fan.bands.map_or((fan.value, fan.value), |bands| bands[2]);
            [low, high, fan.value]
        });
        counted.chain(ends).chain(self.past.iter().map(|(_, value)| *value))
    }

    fn draw_axes(&self, pen: &mut Pen, paper: &Paper, axis: &Axis, years: (i32, i32), x: Scale) {
        let y = axis.on(paper.bottom, paper.top);
        for tick in &axis.ticks {
            let at = y.at(*tick);
            pen.line("grid", (paper.left, at), (paper.right, at));
            let label = UNIT.tick(*tick, axis.step);
            pen.text("t small soft num", Anchor::End, (paper.left - 8.0, at + 4.5), &label);
        }
        let span = x.at(f64::from(years.1)) - x.at(f64::from(years.0));
        let room = span.max(1.0) / f64::from((years.1 - years.0).max(1));
        let widest = 1.1 * text::width(&words::school_year(years.1), SMALL) + 14.0;
        let every = (widest / room).ceil().max(1.0) as i32;
        for year in years.0..=years.1 {
            if (years.1 - year) % every == 0 {
                let at = x.at(f64::from(year));
                pen.line("tick", (at, paper.bottom + 4.0), (at, paper.bottom + 9.0));
                let at = (at, paper.bottom + 24.0);
                pen.text("t small soft num", Anchor::Middle, at, &words::school_year(year));
            }
        }
    }

    /// The fan, from the last counted year outward, the widest band first.
    fn draw_fan(&self, pen: &mut Pen, x: Scale, y: Scale) {
        let last = self.counted.iter().rev().find_map(|(year, p)| Some((*year, p.shown()?.value)));
        for band in [2, 1, 0] {
            let ends = self.projected.iter().filter_map(|fan| Some((fan.year, fan.bands?[band])));
            let ends: Vec<(i32, (f64, f64))> =
                last.map(|(year, v)| (year, (v, v))).into_iter().chain(ends).collect();
            let low = ends.iter().map(|(year, band)| (x.at(f64::from(*year)), y.at(band.0)));
            let high = ends.iter().rev().map(|(year, band)| (x.at(f64::from(*year)), y.at(band.1)));
            pen.area("fan s0", &low.chain(high).collect::<Vec<_>>());
        }
        let ahead = self.projected.iter().map(|fan| (fan.year, fan.value));
        let line: Vec<(f64, f64)> =
            last.into_iter().chain(ahead).map(|(at, v)| (x.at(f64::from(at)), y.at(v))).collect();
        pen.path("line ahead s0", &line);
    }

    fn draw_counted(&self, pen: &mut Pen, x: Scale, y: Scale) {
        let mut run: Vec<(f64, f64)> = Vec::new();
        for (year, point) in &self.counted {
            match point.shown() {
                Some(estimate) => run.push((x.at(f64::from(*year)), y.at(estimate.value))),
                None => {
                    pen.path("line s0", &run);
                    run.clear();
                }
            }
        }
        pen.path("line s0", &run);
        for (year, point) in &self.counted {
            if let Some(estimate) = point.shown() {
                let at = (x.at(f64::from(*year)), y.at(estimate.value));
                pen.mark(Shape::Dot, "dot s0", at, 4.0);
            }
        }
        for (year, value) in &self.past {
            pen.mark(Shape::Ring, "dot s1", (x.at(f64::from(*year)), y.at(*value)), 5.5);
        }
    }

    /// Names the bands and the last value at the right edge.
    fn draw_ends(&self, pen: &mut Pen, paper: &Paper, y: Scale) {
        let Some(fan) = self.projected.last() else { return };
        let left = paper.right + 10.0;
        let mut taken = vec![y.at(fan.value) + 5.0];
        pen.text("t strong num", Anchor::Start, (left, taken[0]), &UNIT.label(fan.value));
        for (name, band) in BANDS {
            let Some(bands) = fan.bands else { continue };
            for (end, up) in [(bands[band].1, true), (bands[band].0, false)] {
                let at = y.at(end) + 4.5;
                if taken.iter().all(|other| (other - at).abs() >= 15.0) {
                    let label =
                        if up { format!("{name} {}", UNIT.label(end)) } else { UNIT.label(end) };
                    pen.text("t small soft num", Anchor::Start, (left, at), &label);
                    taken.push(at);
                }
            }
        }
    }

    fn told(&self) -> String {
        let counted: Vec<String> = self
            .counted
            .iter()
            .map(|(year, point)| format!("{} {}", words::school_year(*year), point.say(UNIT)))
            .collect();
        let projected: Vec<String> = self
            .projected
            .iter()
            .map(|fan| {
                let year = words::school_year(fan.year);
                let value = UNIT.label(fan.value);
                match fan.bands {
                    Some(bands) => {
                        let band = UNIT.range(bands[1].0, bands[1].1);
                        format!("{year} {value} (80% band {band})")
                    }
                    None => format!("{year} {value}"),
                }
            })
            .collect();
        let past: Vec<String> = self
            .past
            .iter()
            .map(|(year, value)| format!("{} {}", words::school_year(*year), UNIT.label(*value)))
            .collect();
        let mut told = format!(
            "Members by school year, then what is projected. Counted: {}. Projected: {}.",
            counted.join("; "),
            projected.join("; ")
        );
        if !past.is_empty() {
            told += &format!(" Projected the year before: {}.", past.join("; "));
        }
        told
    }
}

impl Chart for FanChart {
    fn render_at(&self, width: Width) -> String {
        let mut pen = Pen::begin(&self.named, width);
        let Some(years) = self.years() else {
            pen.text("t note", Anchor::Start, (8.0, 24.0), "No years to show");
            return pen.end(40.0, "There are no years to show.");
        };
        let axis = Axis::over(self.values(), UNIT, 5);
        let ticks = axis.ticks.iter().map(|tick| UNIT.tick(*tick, axis.step));
        let left = ticks.map(|tick| text::width(&tick, SMALL)).fold(0.0, f64::max) + 14.0;
        let ends = self.projected.last().map_or(0.0, |fan| {
            let high = fan.bands.map_or(fan.value, |bands| bands[2].1);
            text::width(&format!("95% {}", UNIT.label(high)), LABEL)
        });
        let (top, tall) = (44.0, if width == Width::Wide { 280.0 } else { 220.0 });
        let paper = Paper { left, right: width.units() - ends - 18.0, top, bottom: top + tall };
        let (first, last) = (f64::from(years.0), f64::from(years.1));
        let pad = if years.0 == years.1 { 1.0 } else { 0.0 };
        let across = Axis { low: first - pad, high: last + pad, step: 1.0, ticks: Vec::new() };
        let x = across.on(paper.left + 12.0, paper.right - 4.0);
        let y = axis.on(paper.bottom, paper.top);
        self.draw_axes(&mut pen, &paper, &axis, years, x);
        if let (Some((now, _)), false) = (self.counted.last(), self.projected.is_empty()) {
            let at = x.at(f64::from(*now));
            pen.line("now", (at, paper.top - 20.0), (at, paper.bottom));
            pen.text("t small soft", Anchor::End, (at - 6.0, paper.top - 10.0), "counted");
            pen.text("t small soft", Anchor::Start, (at + 6.0, paper.top - 10.0), "projected");
        }
        self.draw_fan(&mut pen, x, y);
        self.draw_counted(&mut pen, x, y);
        self.draw_ends(&mut pen, &paper, y);
        let mut bottom = paper.bottom + 34.0;
        if !self.past.is_empty() {
            bottom += 18.0;
            pen.mark(Shape::Ring, "dot s1", (8.0, bottom - 4.5), 5.5);
            let label = "projected the year before";
            pen.text("t small soft", Anchor::Start, (20.0, bottom), label);
        }
        pen.end(bottom + 8.0, &self.told())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chart(bands: bool) -> FanChart {
        let fan = |year, value: f64| Fan {
            year,
            value,
            bands: bands.then_some([
                (value - 4.0, value + 5.0),
                (value - 10.0, value + 11.0),
                (value - 18.0, value + 20.0),
            ]),
        };
        FanChart {
            named: Named::as_chart("fan", "Members of Alder by school year"),
            counted: vec![
                (2025, Point::value(410.0)),
                (2026, Point::too_few()),
                (2027, Point::value(402.0)),
            ],
            past: vec![(2027, 408.0)],
            projected: vec![fan(2028, 396.0), fan(2029, 391.0)],
        }
    }

    #[test]
    fn a_fan_has_three_bands_a_dashed_line_and_says_its_figures() {
        let svg = chart(true).render_svg();
        assert_eq!(svg.matches("class=\"fan s0\"").count(), 3);
        assert_eq!(svg.matches("line ahead s0").count(), 1);
        assert!(svg.contains("2027–28 396 (80% band 386–407)"), "{svg}");
        assert!(svg.contains("2025–26 too few to show"));
        assert!(svg.contains("Projected the year before: 2026–27 408."));
    }

    #[test]
    fn without_bands_nothing_is_drawn_that_was_not_learned() {
        let svg = chart(false).render_at(Width::Narrow);
        assert_eq!(svg.matches("class=\"fan s0\"").count(), 0);
        assert!(!svg.contains("80%"));
    }
}
