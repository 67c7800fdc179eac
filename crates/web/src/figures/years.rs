//! Figures over the school years: both sides, the gap between them, and a sparkline.

use traction_core::disclosure::Shown;
use traction_core::gaps::report::{Course, Figure as Measure, GapReport, GapTrend, YearGap};

use super::groups::{capital, sides};
use super::{
    Around, figure_cells, gap_cells, gap_point, gap_unit_of, measured_line, point_of, unit_of,
};
use crate::charts::words::{self, Unit};
use crate::charts::{Chart, Named, Series, Sparkline, TrendChart};
use crate::parts::{Cell, Column, Figure, Picture, Row, Table};

/// Both sides over the years.
pub fn years_figure(report: &GapReport, around: &Around) -> Figure {
    let unit = unit_of(report.measure.unit);
    let (focus, reference) = sides(&report.comparison);
    let series = |label: &str, pick: fn(&YearGap) -> &Shown<Measure>| Series {
        label: label.to_owned(),
        points: years(report, |year| point_of(pick(year))),
    };
    Figure {
        id: "years".to_owned(),
        heading: format!("{} and {reference} over the years", capital(&focus)),
        measured: measured_line(&report.measure, &report.place, &span(report)),
        picture: Picture::of(&TrendChart {
            named: Named::as_chart("years-chart", &format!("{} by year", report.measure.name)),
            unit,
            series: vec![
                series(&report.comparison.focus, |year| &year.focus),
                series(&report.comparison.reference, |year| &year.reference),
            ],
            changes: Vec::new(),
            marked: marked(report),
            from_zero: false,
        }),
        words: format!("{}{}", years_words(report, unit), marked_words(report)),
        table: year_table(report),
        source: around.source("years", None),
    }
}

/// The gap itself over the years; none where fewer than two years can be shown.
pub fn gap_years_figure(report: &GapReport, around: &Around) -> Option<Figure> {
    let unit = gap_unit_of(report.measure.unit);
    if report.years.iter().filter(|year| year.gap.value().is_some()).count() < 2 {
        return None;
    }
    let trend = report.trend.value();
    let (focus, reference) = sides(&report.comparison);
    let going = trend.map_or_else(|| "not estimated".to_owned(), going);
    let parity = match trend.map(|trend| &trend.parity) {
        Some(Shown::Value(year)) => format!(" If it goes on so, parity comes in {year}."),
        Some(other) => format!(" Parity: {}.", other.words().unwrap_or_default()),
        None => String::new(),
    };
    let speed = trend.map(|trend| {
        let each = &trend.per_year;
        let unit = match unit {
            Unit::Points(_) => Unit::Points(1),
            other => other,
        };
        let interval = each
            .interval
            .map(|(low, high)| format!(" (95% interval {})", unit.range(low, high)))
            .unwrap_or_default();
        format!(" Its size changes by {} each year{interval}.", unit.say(each.value))
    });
    Some(Figure {
        id: "gap-years".to_owned(),
        heading: format!("The gap over the years: {going}"),
        measured: format!("{} minus {reference}, {}", capital(&focus), span(report)),
        picture: Picture::of(&TrendChart {
            named: Named::as_chart("gap-years-chart", "The gap by year"),
            unit,
            series: vec![Series {
                label: "Gap".to_owned(),
                points: years(report, |year| gap_point(&year.gap)),
            }],
            changes: Vec::new(),
            marked: marked(report),
            from_zero: true,
        }),
        words: format!(
            "{}{parity}{}",
            speed.unwrap_or_default().trim_start(),
            marked_words(report)
        ),
        table: year_table(report),
        source: around.source("years", None),
    })
}

/// A few years beside a word; none where fewer than two can be shown.
pub fn spark(id: &str, name: &str, unit: Unit, years: &[(i16, Shown<Measure>)]) -> Option<String> {
    if years.iter().filter(|(_, figure)| figure.value().is_some()).count() < 2 {
        return None;
    }
    let points = years.iter().map(|(_, figure)| point_of(figure)).collect();
    let first = years.first().map_or(0, |(year, _)| i32::from(*year));
    let last = years.last().map_or(0, |(year, _)| i32::from(*year));
    let title = format!("{name}, {} to {}", words::school_year(first), words::school_year(last));
    Some(Sparkline { named: Named::as_chart(id, &title), unit, points }.render_svg())
}

/// What a gap does, and where it stands beside its baseline if no steady trend can be told.
fn going(trend: &GapTrend) -> String {
    let since = trend.share_closed.value().and_then(|closed| {
        let (low, high) = closed.interval?;
        match (low > 0.0, high < 0.0) {
            (true, _) => Some("narrower"),
            (_, true) => Some("wider"),
            _ => None,
        }
    });
    match (trend.course, since) {
        (Course::Unclear, Some(since)) => {
            format!("no steady trend; {since} than in {}", trend.baseline)
        }
        (course, _) => course_words(course).to_owned(),
    }
}

/// What a gap does, as a heading ends.
pub(super) fn course_words(course: Course) -> &'static str {
    match course {
        Course::Closing => "closing",
        Course::Widening => "widening",
        Course::Unclear => "no change that can be told from chance",
    }
}

fn years<T>(report: &GapReport, point: impl Fn(&YearGap) -> T) -> Vec<(i32, T)> {
    report.years.iter().map(|year| (i32::from(year.year.end()), point(year))).collect()
}

fn marked(report: &GapReport) -> Vec<i32> {
    let impacted = report.years.iter().filter(|year| year.impacted.is_some());
    impacted.map(|year| i32::from(year.year.end())).collect()
}

fn marked_words(report: &GapReport) -> &'static str {
    if marked(report).is_empty() {
        ""
    } else {
        " Years with an asterisk are not like the others; the notes say why."
    }
}

fn span(report: &GapReport) -> String {
    match (report.years.first(), report.years.last()) {
        (Some(first), Some(last)) if first.year != last.year => {
            format!("{} to {}", first.year, last.year)
        }
        (Some(only), _) => only.year.to_string(),
        _ => report.year.to_string(),
    }
}

/// First and last year in words.
fn years_words(report: &GapReport, unit: Unit) -> String {
    let both = |year: &&YearGap| year.focus.value().is_some() && year.reference.value().is_some();
    let first = report.years.iter().find(both);
    let last = report.years.iter().rev().find(both);
    let (Some(first), Some(last)) = (first, last) else {
        return "There is no year in which both may be shown.".to_owned();
    };
    let say = |shown: &Shown<Measure>| {
        shown.value().map(|figure| unit.label(figure.value)).unwrap_or_default()
    };
    if first.year == last.year {
        return format!("There is one year with both figures: {}.", first.year);
    }
    let (focus, reference) = sides(&report.comparison);
    format!(
        "{} went from {} in {} to {} in {}; {reference} from {} to {}.",
        capital(&focus),
        say(&first.focus),
        first.year,
        say(&last.focus),
        last.year,
        say(&first.reference),
        say(&last.reference),
    )
}

fn year_table(report: &GapReport) -> Table {
    let unit = unit_of(report.measure.unit);
    let gap_unit = gap_unit_of(report.measure.unit);
    let mut columns = vec![Column::words("School year")];
    for side in [&report.comparison.focus, &report.comparison.reference] {
        columns.extend(super::figure_columns(side));
    }
    let gap = if gap_unit == Unit::Points(0) { "Gap, points" } else { "Gap" };
    columns.extend([gap, "95% interval"].map(Column::numbers));
    let rows = report.years.iter().map(|year| {
        let mut cells: Vec<Cell> = Vec::new();
        cells.extend(figure_cells(&year.focus, unit));
        cells.extend(figure_cells(&year.reference, unit));
        cells.extend(gap_cells(&year.gap, gap_unit));
        let mark = if year.impacted.is_some() { "*" } else { "" };
        Row::of(&format!("{}{mark}", year.year), cells)
    });
    Table {
        caption: format!("{} by school year, {}", report.measure.name, report.place),
        columns,
        rows: rows.collect(),
    }
}

#[cfg(test)]
mod tests {
    use traction_core::district::SchoolYear;
    use traction_core::gaps::report::Measured;

    use super::*;

    fn trend(course: Course, closed: (f64, f64)) -> GapTrend {
        let measured = |value, interval| Measured { value, interval: Some(interval), p: None };
        GapTrend {
            per_year: measured(0.0, (-0.1, 0.1)),
            baseline: SchoolYear::ending(2021),
            share_closed: Shown::Value(measured((closed.0 + closed.1) / 2.0, closed)),
            parity: Shown::NotCollected,
            course,
        }
    }

    #[test]
    fn a_gap_without_a_steady_trend_may_still_differ_from_its_baseline() {
        let says = |course, closed| going(&trend(course, closed));
        let unclear = Course::Unclear;
        assert_eq!(says(unclear, (-0.6, -0.1)), "no steady trend; wider than in 2020–21");
        assert_eq!(says(unclear, (0.1, 0.6)), "no steady trend; narrower than in 2020–21");
        assert_eq!(says(unclear, (-0.1, 0.6)), course_words(unclear));
        assert_eq!(says(Course::Closing, (0.1, 0.6)), "closing");
    }
}
