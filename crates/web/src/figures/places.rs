//! Schools beside each other: small multiples of a gap, and a strip with one school marked.

use traction_core::disclosure::Shown;
use traction_core::gaps::policy::Direction;
use traction_core::gaps::report::{Figure as Measure, GapReport, SchoolGap};

use super::{
    Around, figure_cells, gap_cells, gap_point, gap_unit_of, instead_cell, measured_line, point_of,
    unit_of,
};
use crate::charts::words::{self, Unit};
use crate::charts::{Multiple, Multiples, Named, Order, Reference, Strip, StripDot};
use crate::links::below;
use crate::parts::{Cell, Column, Figure, Picture, Row, Table};

/// More schools than this are in the table only.
const MOST_DRAWN: usize = 60;

/// The gap school by school, widest first; none where no school can be shown.
pub fn schools_figure(report: &GapReport, around: &Around) -> Option<Figure> {
    let unit = gap_unit_of(report.measure.unit);
    let mut shown: Vec<&SchoolGap> =
        report.schools.iter().filter(|school| school.gap.value().is_some()).collect();
    if shown.is_empty() {
        return None;
    }
    let sign = report.measure.direction.sign();
    shown.sort_by(|a, b| {
        let size = |school: &SchoolGap| school.gap.value().map_or(0.0, |gap| gap.value * sign);
        size(a).total_cmp(&size(b)).then_with(|| a.school_name.cmp(&b.school_name))
    });
    let beyond = report.schools.iter().filter(|s| s.flagged.value() == Some(&true)).count();
    let cells = shown.iter().take(MOST_DRAWN).map(|school| Multiple {
        label: school.school_name.clone(),
        point: gap_point(&school.gap),
        emphasis: false,
    });
    let whole = report.size.value().map(|size| {
        let value = size.difference.value;
        Reference::at(value, &format!("{} {}", report.place, unit.bare(value)))
    });
    let worse = shown.iter().filter(|s| s.gap.value().is_some_and(|g| g.value * sign < 0.0));
    let heading = format!(
        "At {} of {} schools the gap is to the disadvantage of {}",
        worse.count(),
        words::count(shown.len() as u64),
        super::groups::sides(&report.comparison).0
    );
    let order = match report.measure.direction {
        Direction::Higher => Order::Rising,
        Direction::Lower => Order::Falling,
    };
    Some(Figure {
        id: "schools".to_owned(),
        heading,
        measured: measured_line(&report.measure, "school by school", &report.year.to_string()),
        picture: Picture::of(&Multiples {
            named: Named::as_chart("schools-chart", "The gap by school"),
            unit,
            cells: cells.collect(),
            order,
            reference: whole,
        }),
        words: schools_words(report, shown.len(), beyond),
        table: school_table(report),
        source: around.source("schools", None),
    })
}

fn schools_words(report: &GapReport, shown: usize, beyond: usize) -> String {
    let mut sentences = vec![match beyond {
        0 => "At no single school can the gap be told from chance, when all schools are looked \
              at together."
            .to_owned(),
        1 => "At one school the gap is told from chance, when all schools are looked at together."
            .to_owned(),
        more => format!(
            "At {more} schools the gap is told from chance, when all are looked at together."
        ),
    }];
    let withheld = report.schools.len() - shown;
    if withheld > 0 {
        sentences.push(format!(
            "{} without a figure, mostly because one of the two groups is too small there.",
            if withheld == 1 {
                "One school is".to_owned()
            } else {
                format!("{withheld} schools are")
            }
        ));
    }
    if shown > MOST_DRAWN {
        sentences.push(format!("The {MOST_DRAWN} widest are drawn; all are in the table."));
    }
    sentences.join(" ")
}

fn school_table(report: &GapReport) -> Table {
    let unit = unit_of(report.measure.unit);
    let gap_unit = gap_unit_of(report.measure.unit);
    let mut columns = vec![Column::words("School"), Column::words("Cluster")];
    for side in [&report.comparison.focus, &report.comparison.reference] {
        columns.extend(super::figure_columns(side));
    }
    let gap = if gap_unit == Unit::Points(0) { "Gap, points" } else { "Gap" };
    columns.extend([gap, "95% interval"].map(Column::numbers));
    columns.push(Column::words("Beyond chance"));
    let rows = report.schools.iter().map(|school| {
        let mut cells: Vec<Cell> = vec![school.cluster.clone().unwrap_or_default().into()];
        cells.extend(figure_cells(&school.focus, unit));
        cells.extend(figure_cells(&school.reference, unit));
        cells.extend(gap_cells(&school.gap, gap_unit));
        cells.push(match school.flagged.value() {
            Some(true) => "yes".into(),
            Some(false) => "no".into(),
            None if school.gap.value().is_none() => "".into(),
            None => instead_cell(&school.flagged),
        });
        Row::of(&school.school_name, cells).linked(&below("/schools", &school.school_id))
    });
    Table {
        caption: format!("{} by school, {}", report.measure.name, report.year),
        columns,
        rows: rows.collect(),
    }
}

/// All schools along one axis with one marked.
pub fn strip_chart(
    title: &str,
    unit: Unit,
    schools: &[(&str, &Shown<Measure>, bool)],
    district: &Shown<Measure>,
) -> Strip {
    let dots = schools.iter().map(|(name, figure, marked)| StripDot {
        label: (*name).to_owned(),
        point: point_of(figure),
        marked: *marked,
    });
    let reference = district.value().map(|figure| {
        Reference::at(figure.value, &format!("district {}", unit.label(figure.value)))
    });
    Strip {
        named: Named::as_chart("strip-chart", title),
        unit,
        dots: dots.collect(),
        reference,
        counted: "schools".to_owned(),
    }
}
