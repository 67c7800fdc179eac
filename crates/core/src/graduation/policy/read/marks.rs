//! Reading the marks of a diploma's file.

use std::collections::BTreeMap;

use toml::Spanned;

use super::Reading;
use crate::graduation::policy::Marks;
use crate::graduation::policy::file::MarksFile;

/// Marks that are numbers: `"90-100"`. They must not overlap.
fn read_ranges(
    reading: &mut Reading<'_>,
    points: &BTreeMap<String, f64>,
    at: usize,
) -> Vec<(f64, f64, f64)> {
    let read = |(mark, worth): (&String, &f64)| {
        let (from, to) = mark.split_once(['-', '–'])?;
        Some((from.trim().parse().ok()?, to.trim().parse().ok()?, *worth))
    };
    let mut ranges: Vec<(f64, f64, f64)> = points.iter().filter_map(read).collect();
    ranges.sort_by(|a, b| a.0.total_cmp(&b.0));
    let upside_down = ranges.iter().any(|(from, to, _)| from > to);
    if upside_down || ranges.windows(2).any(|pair| pair[0].1 >= pair[1].0) {
        let remedy = "write each lowest first, and none that another holds: \"80-89\", \"90-100\"";
        reading.wrong(at, "the numbers of [marks.points] overlap", remedy);
    }
    ranges
}

pub(super) fn build_marks(reading: &mut Reading<'_>, file: &MarksFile) -> Marks {
    let mut marks = Marks { points: file.points.clone(), ..Marks::default() };
    marks.ranges = read_ranges(reading, &file.points, file.passing.span().start);
    marks.pass.clone_from(&file.pass);
    marks.passing = reading.points(&marks, &file.passing);
    marks.pass_counts_as = match &file.pass_counts_as {
        None => marks.passing,
        Some(mark) => reading.points(&marks, mark),
    };
    for pass in &file.pass_in {
        let at = pass.year.span().start;
        let points = reading.points(&marks, &pass.counts_as);
        let year = Some(Spanned::new(at..at, pass.year.get_ref().clone()));
        if let Some(year) = reading.year(&year) {
            marks.pass_in.push((year, points));
        }
    }
    marks
}
