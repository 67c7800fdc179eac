//! A finding of the brief: its figure, its words and the picture that shows it at once.

use traction_core::gaps::findings::{Chosen, GapFinding};

use super::groups::inside;
use super::{gap_point, gap_unit_of, instead, point_of, say, unit_of};
use crate::charts::{
    IntervalChart, IntervalRow, Multiple, Multiples, Named, Order, Reference, Series, TrendChart,
};
use crate::parts::Picture;

/// The gap as it is written large: "+14 pts".
pub fn finding_number(finding: &GapFinding) -> String {
    let unit = gap_unit_of(finding.measure.unit);
    match finding.gap.value() {
        Some(gap) => unit.label(gap.value),
        None => instead(&finding.gap).unwrap_or_default().to_owned(),
    }
}

/// What the figure is: both sides, the interval, the counts, the year.
pub fn finding_words(finding: &GapFinding) -> String {
    let unit = unit_of(finding.measure.unit);
    let gap_unit = gap_unit_of(finding.measure.unit);
    let interval = finding.gap.value().and_then(|gap| gap.interval);
    let interval = interval
        .map(|(low, high)| format!(" The gap’s 95% interval: {}.", gap_unit.range(low, high)))
        .unwrap_or_default();
    format!(
        "{}: {}. {}: {}. {}.{interval}",
        finding.comparison.focus,
        say(&finding.focus, unit),
        finding.comparison.reference,
        say(&finding.reference, unit),
        finding.year,
    )
}

/// Both sides as two dots with intervals.
pub fn two_sides(finding: &GapFinding, id: &str) -> IntervalChart {
    IntervalChart {
        named: Named::as_chart(id, &finding.measure.name),
        unit: unit_of(finding.measure.unit),
        rows: vec![
            IntervalRow::of(&finding.comparison.focus, point_of(&finding.focus)).emphasized(),
            IntervalRow::of(&finding.comparison.reference, point_of(&finding.reference)),
        ],
        reference: None,
        counted: "students".to_owned(),
    }
}

/// The picture that shows why the finding was chosen: two dots, the years, or the schools.
pub fn finding_picture(finding: &GapFinding, id: &str) -> Picture {
    let years = finding.years.iter().filter(|year| year.gap.value().is_some()).count();
    match finding.chosen {
        Chosen::Widening | Chosen::Closing if years > 1 => Picture::of(&over_years(finding, id)),
        Chosen::Located if finding.schools.iter().any(|s| s.gap.value().is_some()) => {
            Picture::of(&by_school(finding, id))
        }
        _ => Picture::of(&two_sides(finding, id)),
    }
}

fn over_years(finding: &GapFinding, id: &str) -> TrendChart {
    let series = |label: &str, focus: bool| Series {
        label: label.to_owned(),
        points: finding
            .years
            .iter()
            .map(|year| {
                let shown = if focus { &year.focus } else { &year.reference };
                (i32::from(year.year.end()), point_of(shown))
            })
            .collect(),
    };
    let impacted = finding.years.iter().filter(|year| year.impacted.is_some());
    TrendChart {
        named: Named::as_chart(id, &format!("{} over the years", finding.measure.name)),
        unit: unit_of(finding.measure.unit),
        series: vec![
            series(&finding.comparison.focus, true),
            series(&finding.comparison.reference, false),
        ],
        changes: Vec::new(),
        marked: impacted.map(|year| i32::from(year.year.end())).collect(),
        from_zero: false,
    }
}

fn by_school(finding: &GapFinding, id: &str) -> Multiples {
    let unit = gap_unit_of(finding.measure.unit);
    let shown = finding.schools.iter().filter(|school| school.gap.value().is_some());
    let reference = finding.gap.value().map(|gap| {
        Reference::at(gap.value, &format!("{} {}", inside("All schools"), unit.bare(gap.value)))
    });
    Multiples {
        named: Named::as_chart(id, &format!("{} by school", finding.measure.name)),
        unit,
        cells: shown
            .map(|school| Multiple {
                label: school.school_name.clone(),
                point: gap_point(&school.gap),
                emphasis: finding.place.as_deref() == Some(school.school_name.as_str()),
            })
            .collect(),
        order: Order::AsGiven,
        reference,
    }
}
