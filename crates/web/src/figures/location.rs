//! Where a gap lives: within and between schools, and how apart the two sides go to school.

use traction_core::gaps::report::{GapReport, Location, Segregation};

use super::groups::sides;
use super::{Around, gap_unit_of};
use crate::charts::words::Unit;
use crate::charts::{Bar, Composition, Named};
use crate::parts::{Cell, Column, Figure, Picture, Row, Table};

/// Two splits of the gap; empty where it could not be split.
pub fn location_figures(report: &GapReport, around: &Around) -> Vec<Figure> {
    let Some(location) = report.location.value() else { return Vec::new() };
    let unit = match gap_unit_of(report.measure.unit) {
        Unit::Points(_) => Unit::Points(1),
        Unit::Signed(_) => Unit::Signed(2),
        other => other,
    };
    let measured = format!("{}, {}, {}", report.measure.name, report.place, report.year);
    let (focus, reference) = sides(&report.comparison);
    vec![
        Split {
            id: "where",
            heading: larger(
                location.within,
                location.between,
                "Most of the gap stands within schools",
                "Most of the gap stands between schools",
            ),
            parts: [("Within schools", location.within), ("Between schools", location.between)],
            words: format!(
                "If {focus} and {reference} were served alike inside every school, the part \
                 between schools would be left."
            ),
        }
        .figure(unit, &measured, around),
        Split {
            id: "why",
            heading: larger(
                location.from_service,
                location.from_attendance,
                "More of it comes from how schools serve the two than from who attends which",
                "More of it comes from who attends which school than from how schools serve them",
            ),
            parts: [
                ("How schools serve the two", location.from_service),
                ("Who attends which school", location.from_attendance),
            ],
            words: "Kitagawa’s split: what would change if both attended the same schools, and \
                    what would change if each school served both alike. A part of the other sign \
                    works against the gap."
                .to_owned(),
        }
        .figure(unit, &measured, around),
    ]
}

struct Split {
    id: &'static str,
    heading: &'static str,
    parts: [(&'static str, f64); 2],
    words: String,
}

impl Split {
    fn figure(self, unit: Unit, measured: &str, around: &Around) -> Figure {
        let whole = self.parts[0].1 + self.parts[1].1;
        let rows = self.parts.iter().map(|(name, size)| {
            let share = if whole.abs() > 1e-9 {
                format!("{:.0}%", 100.0 * size / whole).replace('-', "−")
            } else {
                String::new()
            };
            Row::of(name, [Cell::from(unit.label(*size)), share.into()])
        });
        Figure {
            id: self.id.to_owned(),
            heading: self.heading.to_owned(),
            measured: measured.to_owned(),
            picture: Picture::of(&Composition {
                named: Named::as_chart(&format!("{}-chart", self.id), self.heading),
                unit,
                parts: self.parts.iter().map(|(name, _)| (*name).to_owned()).collect(),
                bars: vec![Bar {
                    label: "The gap".to_owned(),
                    sizes: self.parts.iter().map(|(_, size)| *size).collect(),
                    words: None,
                }],
                total: Some("whole gap".to_owned()),
            }),
            words: self.words,
            table: Table {
                caption: self.heading.to_owned(),
                columns: vec![
                    Column::words("Part"),
                    Column::numbers("Size"),
                    Column::numbers("Share of the gap"),
                ],
                rows: rows.collect(),
            },
            source: around.source("location", None),
        }
    }
}

fn larger(a: f64, b: f64, first: &'static str, second: &'static str) -> &'static str {
    if a.abs() >= b.abs() { first } else { second }
}

/// How apart the two sides go to school, in sentences.
pub fn segregation_words(report: &GapReport, location: &Location) -> Vec<String> {
    let (focus, reference) = sides(&report.comparison);
    let percent = |share: f64| Unit::Percent(0).say(share);
    let schools = &location.by_school;
    let mut sentences = vec![
        format!(
            "{} of either side would have to change schools for both to be spread alike \
             (dissimilarity).",
            percent(schools.dissimilarity)
        ),
        format!(
            "Of the average schoolmates of {focus}, {} are of the same side and {} are {reference} \
             (isolation and exposure).",
            percent(schools.isolation),
            percent(schools.exposure)
        ),
    ];
    if let Some(clusters) = location.by_cluster.value() {
        sentences
            .push(format!("Among clusters alone it would be {}.", percent(clusters.dissimilarity)));
    }
    sentences
}

/// Takes one index out of a segregation.
type Index = fn(&Segregation) -> f64;

/// The indices of segregation as a table.
pub fn segregation_table(location: &Location) -> Table {
    let mut columns = vec![Column::words("Index"), Column::numbers("Among schools")];
    let clusters = location.by_cluster.value();
    if clusters.is_some() {
        columns.push(Column::numbers("Among clusters"));
    }
    let indices: [(&str, Index); 5] = [
        ("Dissimilarity", |s| s.dissimilarity),
        ("Theil’s H", |s| s.theil_h),
        ("Mutual information M, in nats", |s| s.mutual_information),
        ("Exposure to the other side", |s| s.exposure),
        ("Isolation", |s| s.isolation),
    ];
    let rows = indices.into_iter().map(|(name, of)| {
        let figures = [Some(&location.by_school), clusters].into_iter().flatten();
        Row::of(name, figures.map(|s| Cell::from(Unit::Number(3).label(of(s)))))
    });
    Table {
        caption: "How apart the two sides go to school".to_owned(),
        columns,
        rows: rows.collect(),
    }
}
