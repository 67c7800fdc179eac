//! A sparkline: the shape of a few years beside a word, ending in a dot.

use super::svg::{Pen, Shape};
use super::words::Unit;
use super::{Axis, Chart, Named, Point, Width};

/// A few figures in order, oldest first.
#[derive(Debug, Clone, PartialEq)]
pub struct Sparkline {
    /// Its id and title.
    pub named: Named,
    /// What the numbers are.
    pub unit: Unit,
    /// The figures, oldest first; what has no figure breaks the line.
    pub points: Vec<Point>,
}

impl Chart for Sparkline {
    fn render_at(&self, _: Width) -> String {
        let (width, height) = (104.0, 28.0);
        let mut pen = Pen::begin_spark(&self.named, width);
        let values = || self.points.iter().filter_map(|p| Some(p.shown()?.value));
        let low = values().fold(f64::INFINITY, f64::min);
        let high = values().fold(f64::NEG_INFINITY, f64::max);
        let flat = low >= high;
        let axis = Axis {
            low: if flat { low - 1.0 } else { low },
            high: if flat { low + 1.0 } else { high },
            step: 1.0,
            ticks: Vec::new(),
        };
        let y = axis.on(height - 6.0, 6.0);
        let step = (width - 12.0) / (self.points.len().max(2) - 1) as f64;
        let mut run: Vec<(f64, f64)> = Vec::new();
        let mut last = None;
        for (i, point) in self.points.iter().enumerate() {
            match point.shown() {
                Some(estimate) => {
                    let at = (6.0 + step * i as f64, y.at(estimate.value));
                    run.push(at);
                    last = Some(at);
                }
                None => draw_run(&mut pen, &mut run),
            }
        }
        draw_run(&mut pen, &mut run);
        if let Some(at) = last {
            pen.mark(Shape::Dot, "dot s0", at, 3.5);
        }
        let told: Vec<String> = self.points.iter().map(|p| p.label(self.unit)).collect();
        pen.end(height, &told.join(", "))
    }
}

fn draw_run(pen: &mut Pen, run: &mut Vec<(f64, f64)>) {
    match run[..] {
        [] => {}
        [only] => pen.mark(Shape::Dot, "dot s-rest", only, 1.5),
        _ => pen.path("line thin s-rest", run),
    }
    run.clear();
}
