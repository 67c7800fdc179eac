//! Charts of made-up figures.

use traction_web::charts::words::Unit;
use traction_web::charts::{
    Bar, Chart, Composition, IntervalChart, IntervalRow, Multiple, Multiples, Named, Order, Point,
    Reference, RuleChange, Series, Sparkline, Strip, StripDot, TrendChart,
};

const NAMES: [&str; 26] = [
    "Adams Elementary",
    "Bayview",
    "Carver Academy",
    "Douglass High",
    "Eastside Middle",
    "Frederick Law Olmsted Early College High School",
    "Garfield",
    "Harriet Tubman K–8",
    "Irving",
    "Jefferson Middle",
    "King High",
    "Lincoln High",
    "Mann Elementary",
    "Northgate",
    "O’Hare Elementary",
    "Parks Academy",
    "Quarry Hill",
    "Roosevelt High",
    "Sequoia",
    "Truth Elementary",
    "Union Middle",
    "Valley View",
    "Washington",
    "Xavier Street",
    "Young Scholars",
    "Zion Hill",
];

pub fn finding_chart() -> IntervalChart {
    IntervalChart {
        named: Named::as_chart("finding-absence", "Chronic absence by language"),
        unit: Unit::Percent(0),
        rows: vec![
            IntervalRow::of("English learners", Point::measured(0.41, 0.39, 0.43, 2140))
                .emphasized(),
            IntervalRow::of("Former English learners", Point::measured(0.25, 0.23, 0.27, 1610)),
            IntervalRow::of("Never English learners", Point::measured(0.23, 0.225, 0.235, 38_300)),
        ],
        reference: Some(Reference::at(0.27, "district 27%")),
        counted: "students".to_owned(),
    }
}

pub fn intervals() -> IntervalChart {
    IntervalChart {
        named: Named::as_chart("groups-chart", "Chronic absence by group, 2025–26"),
        unit: Unit::Percent(0),
        rows: vec![
            IntervalRow::of("Asian", Point::measured(0.12, 0.105, 0.137, 1890))
                .under("Race and ethnicity"),
            IntervalRow::of("Black", Point::measured(0.31, 0.301, 0.319, 14_210)),
            IntervalRow::of("Hispanic or Latino", Point::measured(0.29, 0.283, 0.297, 17_004)),
            IntervalRow::of("White", Point::measured(0.19, 0.182, 0.198, 11_480)),
            IntervalRow::of("American Indian or Alaska Native", Point::too_few()),
            IntervalRow::of(
                "Native Hawaiian or other Pacific Islander",
                Point::Coded { low: 0.4, high: 0.5, words: "40–50%".to_owned() },
            ),
            IntervalRow::of("English learners", Point::measured(0.41, 0.39, 0.43, 2140))
                .under("Language")
                .emphasized(),
            IntervalRow::of("Other students", Point::measured(0.23, 0.226, 0.234, 39_910)),
            IntervalRow::of("Newcomers", Point::None("not collected before 2026–27".to_owned())),
        ],
        reference: Some(Reference::at(0.27, "district 27%")),
        counted: "students".to_owned(),
    }
}

fn line(label: &str, figures: &[(i32, f64, f64)]) -> Series {
    let points = figures
        .iter()
        .map(|(year, value, half)| {
            let point = if *value < 0.0 {
                Point::too_few()
            } else {
                Point::measured(*value, value - half, value + half, 900)
            };
            (*year, point)
        })
        .collect();
    Series { label: label.to_owned(), points }
}

pub fn trend() -> TrendChart {
    TrendChart {
        named: Named::as_chart("years-chart", "Four-year graduation by group, 2019–20 to 2025–26"),
        unit: Unit::Percent(0),
        series: vec![
            line(
                "Black students",
                &[
                    (2020, 0.71, 0.02),
                    (2021, 0.72, 0.02),
                    (2022, 0.735, 0.02),
                    (2023, 0.75, 0.018),
                    (2024, 0.76, 0.018),
                    (2025, 0.775, 0.018),
                    (2026, 0.79, 0.017),
                ],
            ),
            line(
                "White students",
                &[
                    (2020, 0.85, 0.02),
                    (2021, 0.85, 0.02),
                    (2022, 0.86, 0.02),
                    (2023, 0.866, 0.018),
                    (2024, 0.87, 0.018),
                    (2025, 0.875, 0.018),
                    (2026, 0.88, 0.017),
                ],
            ),
            line(
                "Students learning English",
                &[
                    (2020, 0.62, 0.04),
                    (2021, 0.64, 0.04),
                    (2022, -1.0, 0.0),
                    (2023, 0.67, 0.04),
                    (2024, 0.70, 0.035),
                    (2025, 0.74, 0.035),
                    (2026, 0.775, 0.03),
                ],
            ),
        ],
        changes: vec![RuleChange {
            from: 2023,
            label: "State exam no longer needed for a diploma".to_owned(),
        }],
        marked: Vec::new(),
        from_zero: false,
    }
}

pub fn gap_trend() -> TrendChart {
    let names = [
        "Black students",
        "Hispanic or Latino students",
        "Students learning English now or in the last four years",
        "Students with disabilities",
        "Native Hawaiian or other Pacific Islander students",
        "Low-income students",
    ];
    let series = names
        .iter()
        .enumerate()
        .map(|(k, name)| {
            let figures = (2020..=2026).map(|year| {
                let drift = f64::from(year - 2020) * (0.004 * k as f64 - 0.006);
                let gap = -0.05 - 0.012 * k as f64 - drift;
                let point = if year == 2021 {
                    Point::None("no exam was given".to_owned())
                } else {
                    Point::measured(gap, gap - 0.01, gap + 0.01, 500)
                };
                (year, point)
            });
            Series { label: (*name).to_owned(), points: figures.collect() }
        })
        .collect();
    TrendChart {
        named: Named::as_chart("gaps-years-chart", "Gap in proficiency by group"),
        unit: Unit::Points(0),
        series,
        changes: vec![RuleChange { from: 2025, label: "New state exam".to_owned() }],
        marked: Vec::new(),
        from_zero: true,
    }
}

pub fn gap_intervals() -> IntervalChart {
    IntervalChart {
        named: Named::as_chart("gaps-now-chart", "Gap in proficiency by group, 2025–26"),
        unit: Unit::Points(0),
        rows: vec![
            IntervalRow::of(
                "Black and White students",
                Point::measured(-0.21, -0.23, -0.19, 9_000),
            ),
            IntervalRow::of(
                "Low-income and other students",
                Point::measured(-0.14, -0.16, -0.12, 9_000),
            ),
            IntervalRow::of("Girls and boys", Point::measured(0.03, -0.01, 0.07, 9_000)),
        ],
        reference: None,
        counted: "students".to_owned(),
    }
}

pub fn slope() -> TrendChart {
    TrendChart {
        named: Named::as_chart("slope-chart", "On track in 9th grade, two years"),
        unit: Unit::Percent(0),
        series: vec![
            line("Low-income students", &[(2025, 0.64, 0.012), (2026, 0.71, 0.012)]),
            line("Other students", &[(2025, 0.83, 0.012), (2026, 0.85, 0.012)]),
        ],
        changes: Vec::new(),
        marked: Vec::new(),
        from_zero: false,
    }
}

/// A fixed, uneven spread of figures between 0 and 1.
fn spread(i: usize) -> f64 {
    ((i * 37 + 11) % 61) as f64 / 61.0
}

pub fn multiples() -> Multiples {
    let cells = NAMES
        .iter()
        .enumerate()
        .map(|(i, name)| {
            let gap = 0.02 - 0.28 * spread(i);
            let half = 0.03 + 0.05 * spread(i + 7);
            let point = if i % 11 == 5 {
                Point::too_few()
            } else {
                Point::measured(gap, gap - half, gap + half, 100)
            };
            Multiple { label: (*name).to_owned(), point, emphasis: i == 11 }
        })
        .collect();
    Multiples {
        named: Named::as_chart("schools-chart", "Gap in graduation by school"),
        unit: Unit::Points(0),
        cells,
        order: Order::Rising,
        reference: Some(Reference::at(-0.09, "district −9")),
    }
}

pub fn composition() -> Composition {
    let bar = |label: &str, sizes: &[f64]| Bar {
        label: label.to_owned(),
        sizes: sizes.to_vec(),
        words: None,
    };
    Composition {
        named: Named::as_chart("where-chart", "The gap split into its parts"),
        unit: Unit::Points(1),
        parts: vec![
            "Within schools".to_owned(),
            "Which schools they attend".to_owned(),
            "Both together".to_owned(),
        ],
        bars: vec![
            bar("Black and White students", &[-0.061, -0.034, 0.005]),
            bar("Hispanic and White students", &[-0.048, -0.012, -0.003]),
            bar("English learners and others", &[-0.093, -0.021, 0.011]),
            Bar {
                label: "Newcomers and others".to_owned(),
                sizes: Vec::new(),
                words: Some("too few to show".to_owned()),
            },
        ],
        total: Some("whole gap".to_owned()),
    }
}

pub fn strip() -> Strip {
    let dots = (0..61)
        .map(|i| {
            let share = 0.62 + 0.3 * (spread(i) * spread(i + 20)).sqrt();
            StripDot {
                label: NAMES[i % 26].to_owned(),
                point: if i % 19 == 3 { Point::too_few() } else { Point::value(share) },
                marked: i == 11,
            }
        })
        .collect();
    Strip {
        named: Named::as_chart("strip-chart", "Graduation by school"),
        unit: Unit::Percent(0),
        dots,
        reference: Some(Reference::at(0.81, "district 81%")),
        counted: "schools".to_owned(),
    }
}

pub fn sparks() -> Vec<(String, String)> {
    (0..3)
        .map(|k| {
            let points = (0..8)
                .map(|i| {
                    if k == 2 && i == 3 {
                        Point::too_few()
                    } else {
                        Point::value(spread(i + 9 * k))
                    }
                })
                .collect();
            let named = Named::as_chart(&format!("spark-{k}"), "Eight years");
            let spark = Sparkline { named, unit: Unit::Percent(0), points };
            (NAMES[k].to_owned(), spark.render_svg())
        })
        .collect()
}
