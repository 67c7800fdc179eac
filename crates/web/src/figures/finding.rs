//! A finding of the brief: its figure, its words and the picture that shows it at once.

use traction_core::disclosure::Shown;
use traction_core::gaps::findings::{Chosen, GapFinding};
use traction_core::gaps::policy::Unit as RoomUnit;
use traction_core::gaps::report::{Figure, Measured, SchoolGap};

use super::groups::{capital, sides};
use super::{gap_point, gap_unit_of, instead, point_of, unit_of};
use crate::charts::words;
use crate::charts::{
    IntervalChart, IntervalRow, Multiple, Multiples, Named, Order, Reference, Series, TrendChart,
};
use crate::parts::Picture;

/// The figures that a finding's headline is about: the one school's, where it is about one.
struct About<'a> {
    focus: &'a Shown<Figure>,
    reference: &'a Shown<Figure>,
    gap: &'a Shown<Measured>,
}

fn about(finding: &GapFinding) -> About<'_> {
    match finding_school(finding) {
        Some(school) => {
            About { focus: &school.focus, reference: &school.reference, gap: &school.gap }
        }
        None => About { focus: &finding.focus, reference: &finding.reference, gap: &finding.gap },
    }
}

/// The school that a finding is about, where it is about one.
pub fn finding_school(finding: &GapFinding) -> Option<&SchoolGap> {
    let place = finding.place.as_deref()?;
    finding.schools.iter().find(|school| school.school_name == place)
}

/// The gap as it is written large: "+14 pts", "−46 min".
pub fn finding_number(finding: &GapFinding) -> String {
    let unit = gap_unit_of(finding.measure.unit);
    let gap = about(finding).gap;
    match gap.value() {
        Some(gap) if finding.measure.unit == RoomUnit::Minutes => {
            format!("{}\u{202f}min", unit.label(gap.value))
        }
        Some(gap) => unit.label(gap.value),
        None => instead(gap).unwrap_or_default().to_owned(),
    }
}

/// What the figure is: its interval, both sides' counts, the year.
pub fn finding_words(finding: &GapFinding) -> String {
    let unit = gap_unit_of(finding.measure.unit);
    let about = about(finding);
    let interval = about.gap.value().and_then(|gap| gap.interval);
    let interval = interval
        .map(|(low, high)| format!("95% interval {}; ", unit.range(low, high)))
        .unwrap_or_default();
    let (focus, reference) = sides(&finding.comparison);
    format!(
        "{} minus {reference}, {}, in {}; {interval}{} and {}.",
        capital(&focus),
        finding.year,
        difference_words(finding.measure.unit),
        count_words(about.focus),
        count_words(about.reference),
    )
}

/// What a difference is counted in.
fn difference_words(unit: RoomUnit) -> &'static str {
    match unit.of_difference().word() {
        "" => "the measure’s unit",
        words => words,
    }
}

/// How many stand behind a finding and by whose rule, in one line.
pub fn finding_counts(finding: &GapFinding) -> String {
    let about = about(finding);
    format!(
        "{}, {} and {}. Rule: {}.",
        finding.year,
        count_words(about.focus),
        count_words(about.reference),
        super::heading(&finding.measure.authority_name),
    )
}

fn count_words(shown: &Shown<Figure>) -> String {
    match shown.value() {
        Some(figure) => words::n(figure.n),
        None => instead(shown).unwrap_or_default().to_owned(),
    }
}

/// Both sides as two dots with intervals.
pub fn two_sides(finding: &GapFinding, id: &str) -> IntervalChart {
    let about = about(finding);
    IntervalChart {
        named: Named::as_chart(id, &finding.measure.name),
        unit: unit_of(finding.measure.unit),
        rows: vec![
            IntervalRow::of(&finding.comparison.focus, point_of(about.focus)).emphasized(),
            IntervalRow::of(&finding.comparison.reference, point_of(about.reference)),
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
    let reference = finding
        .gap
        .value()
        .map(|gap| Reference::at(gap.value, &format!("all schools {}", unit.bare(gap.value))));
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
