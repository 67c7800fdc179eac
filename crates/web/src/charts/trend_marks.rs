//! The lines of a trend: unbroken runs of years, their bands and marks, and a legend for phones.

use super::svg::{Anchor, LABEL, Pen, Shape};
use super::trend::Series;
use super::{Point, Scale, text};

/// Runs of consecutive years that have figures; a missing year ends a run.
pub fn runs(series: &Series) -> Vec<Vec<(i32, &Point)>> {
    let mut points: Vec<(i32, &Point)> = series.points.iter().map(|(y, p)| (*y, p)).collect();
    points.sort_by_key(|p| p.0);
    points.dedup_by_key(|p| p.0);
    let mut runs: Vec<Vec<(i32, &Point)>> = Vec::new();
    for (year, point) in points {
        if point.shown().is_none() {
            continue;
        }
        match runs.last_mut() {
            Some(run) if run.last().is_some_and(|(before, _)| before + 1 == year) => {
                run.push((year, point));
            }
            _ => runs.push(vec![(year, point)]),
        }
    }
    runs
}

/// Draws one group's bands, lines and marks.
pub fn draw_series(pen: &mut Pen, index: usize, runs: &[Vec<(i32, &Point)>], x: Scale, y: Scale) {
    let k = index % 6;
    for run in runs {
        let low = run.iter().filter_map(|(at, p)| Some((at, p.interval()?.0)));
        let high = run.iter().rev().filter_map(|(at, p)| Some((at, p.interval()?.1)));
        let band: Vec<(f64, f64)> =
            low.chain(high).map(|(at, v)| (x.at(f64::from(*at)), y.at(v))).collect();
        if let [a, b] = band[..] {
            pen.line(&format!("bar s{k}"), a, b);
        }
        pen.area(&format!("band s{k}"), &band);
    }
    for run in runs {
        let line: Vec<(f64, f64)> = run
            .iter()
            .filter_map(|(at, p)| Some((x.at(f64::from(*at)), y.at(p.shown()?.value))))
            .collect();
        pen.path(&format!("line dash{k} s{k}"), &line);
        for at in line {
            pen.mark(Shape::of_series(index), &format!("dot s{k}"), at, 4.5);
        }
    }
}

/// Draws the groups' names with their marks, one beneath the other; gives the height it took.
pub fn draw_legend(pen: &mut Pen, series: &[Series]) -> f64 {
    let mut y = 4.0;
    for (index, one) in series.iter().enumerate() {
        let k = index % 6;
        y += 20.0;
        pen.path(&format!("line dash{k} s{k}"), &[(2.0, y - 5.0), (30.0, y - 5.0)]);
        pen.mark(Shape::of_series(index), &format!("dot s{k}"), (16.0, y - 5.0), 4.5);
        let label = text::shorten(&one.label, LABEL, pen.width() - 44.0);
        pen.text(&format!("t ink-series s{k}"), Anchor::Start, (40.0, y), &label);
    }
    y + 10.0
}
