//! What holds for every chart, whatever it is given.

use std::collections::BTreeSet;

use proptest::prelude::*;
use quick_xml::Reader;
use quick_xml::events::Event;

use super::*;

const NASTY: &str = "O'Hare & <b>\"Sons\"</b> \u{0}\u{7}]]> \u{1F3EB}";

fn named() -> Named {
    Named::as_chart("a-chart", NASTY)
}

fn intervals(points: &[Point], unit: Unit) -> IntervalChart {
    let rows = points
        .iter()
        .enumerate()
        .map(|(i, point)| IntervalRow {
            label: format!("{NASTY} {i}"),
            point: point.clone(),
            emphasis: i == 1,
            heading: (i % 3 == 0).then(|| NASTY.to_owned()),
        })
        .collect();
    let value = points.first().and_then(|p| p.shown()).map_or(0.5, |e| e.value);
    let reference = Some(Reference::at(value, NASTY));
    IntervalChart { named: named(), unit, rows, reference, counted: NASTY.to_owned() }
}

fn trend(points: &[Point], unit: Unit) -> TrendChart {
    let series = points
        .chunks(3)
        .enumerate()
        .map(|(i, chunk)| Series {
            label: format!("{NASTY} {i}"),
            points: chunk.iter().enumerate().map(|(k, p)| (2020 + k as i32, p.clone())).collect(),
        })
        .collect();
    let changes = vec![RuleChange { from: 2021, label: NASTY.to_owned() }];
    TrendChart { named: named(), unit, series, changes, marked: Vec::new(), from_zero: false }
}

fn multiples(points: &[Point], unit: Unit) -> Multiples {
    let cells = points
        .iter()
        .enumerate()
        .map(|(i, p)| Multiple {
            label: format!("{NASTY} {i}"),
            point: p.clone(),
            emphasis: i == 0,
        })
        .collect();
    let reference = Some(Reference::at(f64::NAN, "nowhere"));
    Multiples { named: named(), unit, cells, order: Order::Falling, reference }
}

fn composition(points: &[Point], unit: Unit) -> Composition {
    let sizes = |chunk: &[Point]| -> Vec<f64> {
        chunk.iter().map(|p| p.shown().map_or(f64::NAN, |e| e.value)).collect()
    };
    let bars = points
        .chunks(3)
        .map(|chunk| Bar {
            label: NASTY.to_owned(),
            sizes: sizes(chunk),
            words: chunk.first().and_then(|p| p.words()).map(str::to_owned),
        })
        .collect();
    let parts = vec![NASTY.to_owned(), "between".to_owned(), "both".to_owned()];
    Composition { named: named(), unit, parts, bars, total: Some("whole".to_owned()) }
}

fn strip(points: &[Point], unit: Unit) -> Strip {
    let dots = points
        .iter()
        .enumerate()
        .map(|(i, p)| StripDot { label: NASTY.to_owned(), point: p.clone(), marked: i == 2 })
        .collect();
    let reference = Some(Reference::at(0.3, NASTY));
    Strip { named: named(), unit, dots, reference, counted: "schools".to_owned() }
}

/// Every chart over the same points, at both widths.
fn all(points: &[Point], unit: Unit) -> Vec<String> {
    let spark = Sparkline { named: named(), unit, points: points.to_vec() };
    let charts: [&dyn Chart; 6] = [
        &intervals(points, unit),
        &trend(points, unit),
        &multiples(points, unit),
        &composition(points, unit),
        &strip(points, unit),
        &spark,
    ];
    let both = [Width::Wide, Width::Narrow];
    charts.iter().flat_map(|chart| both.map(|width| chart.render_at(width))).collect()
}

fn some_points() -> Vec<Point> {
    vec![
        Point::measured(0.31, 0.28, 0.34, 412),
        Point::too_few(),
        Point::measured(0.62, 0.6, 0.64, 1_204),
        Point::Coded { low: 0.0, high: 0.05, words: "≤ 5%".to_owned() },
        Point::None("not collected".to_owned()),
        Point::value(0.5),
        Point::value(0.505),
    ]
}

/// An element: its name and its attributes.
type Element = (String, Vec<(String, String)>);

/// Parses the drawing; gives its elements and its texts.
fn parse(svg: &str) -> (Vec<Element>, Vec<String>) {
    let mut reader = Reader::from_str(svg);
    reader.config_mut().check_end_names = true;
    let (mut elements, mut texts) = (Vec::new(), Vec::new());
    let mut depth = 0i32;
    loop {
        match reader.read_event().unwrap() {
            Event::Start(e) => {
                depth += 1;
                elements.push(element(&e));
            }
            Event::Empty(e) => elements.push(element(&e)),
            Event::End(_) => depth -= 1,
            Event::Text(t) => texts.push((*t).to_owned()),
            Event::Eof => break,
            _ => {}
        }
    }
    assert_eq!(depth, 0, "every element is closed");
    (elements, texts)
}

fn element(e: &quick_xml::events::BytesStart<'_>) -> Element {
    let attributes = e
        .attributes()
        .map(|a| a.unwrap())
        .map(|a| (a.key.as_ref().to_owned(), a.value.into_owned()))
        .collect();
    (e.name().as_ref().to_owned(), attributes)
}

fn attribute<'a>(attributes: &'a [(String, String)], name: &str) -> Option<&'a str> {
    attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
}

/// Asserts what holds for every drawing.
fn assert_sound(svg: &str) {
    let (elements, _) = parse(svg);
    let numbers =
        ["x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "r", "width", "height", "viewBox", "d"];
    for (name, attributes) in &elements {
        assert_ne!(name, "script");
        for (key, value) in attributes {
            assert!(key != "style" && !key.starts_with("on"), "{key}");
            if numbers.contains(&key.as_str()) {
                assert!(!value.contains("NaN") && !value.contains("inf"), "{name} {key}={value}");
                let drawn = value.split(|c: char| !(c.is_ascii_digit() || c == '.' || c == '-'));
                for number in drawn.filter(|n| !n.is_empty()) {
                    let number: f64 = number.parse().unwrap();
                    assert!(number.abs() < 20_000.0, "{name} {key}={value}");
                }
            }
        }
    }
    let root = &elements[0].1;
    assert_eq!(attribute(root, "role"), Some("img"));
    let ids: BTreeSet<&str> =
        elements.iter().filter_map(|(_, attributes)| attribute(attributes, "id")).collect();
    for id in attribute(root, "aria-labelledby").unwrap().split(' ') {
        assert!(ids.contains(id), "{id}");
    }
}

#[test]
fn every_chart_is_well_formed_named_and_without_script_or_style() {
    for unit in [Unit::Percent(0), Unit::Points(1), Unit::Number(0), Unit::Signed(2), Unit::Dollars]
    {
        all(&some_points(), unit).iter().for_each(|svg| assert_sound(svg));
    }
}

#[test]
fn a_chart_of_nothing_is_still_a_sound_drawing() {
    all(&[], Unit::Percent(0)).iter().for_each(|svg| assert_sound(svg));
    all(&[Point::too_few()], Unit::Points(0)).iter().for_each(|svg| assert_sound(svg));
}

#[test]
fn the_two_widths_share_no_id() {
    let chart = intervals(&some_points(), Unit::Percent(0));
    let ids = |width| -> BTreeSet<String> {
        let (elements, _) = parse(&chart.render_at(width));
        elements.iter().filter_map(|(_, a)| attribute(a, "id").map(str::to_owned)).collect()
    };
    assert!(ids(Width::Wide).is_disjoint(&ids(Width::Narrow)));
}

#[test]
fn a_name_with_markup_is_text_and_never_an_element() {
    for svg in all(&some_points(), Unit::Percent(0)) {
        let (elements, _) = parse(&svg);
        assert!(elements.iter().all(|(name, _)| name != "b"));
        assert!(svg.contains("&lt;b&gt;"));
    }
}

#[test]
fn a_suppressed_row_is_words_and_has_no_mark() {
    let chart = intervals(&[Point::too_few()], Unit::Percent(0));
    let chart = IntervalChart { reference: None, ..chart };
    for width in [Width::Wide, Width::Narrow] {
        let svg = chart.render_at(width);
        let (elements, texts) = parse(&svg);
        assert!(texts.iter().any(|t| t == "too few to show"));
        assert!(elements.iter().all(|(name, _)| name != "circle"));
        assert!(svg.contains(": too few to show"), "the description says so too");
    }
}

#[test]
fn a_coded_range_shows_its_words_and_no_dot() {
    let coded = Point::Coded { low: 0.0, high: 0.05, words: "≤ 5%".to_owned() };
    let svg = intervals(&[coded], Unit::Percent(0)).render_svg();
    let (elements, texts) = parse(&svg);
    assert!(texts.iter().any(|t| t == "≤ 5%"));
    assert!(elements.iter().all(|(name, _)| name != "circle"));
}

fn lines_of(years: &[(i32, Point)]) -> usize {
    let series = vec![Series { label: "All".to_owned(), points: years.to_vec() }];
    let unit = Unit::Percent(0);
    let chart = TrendChart {
        named: named(),
        unit,
        series,
        changes: vec![],
        marked: Vec::new(),
        from_zero: false,
    };
    let (elements, _) = parse(&chart.render_svg());
    elements
        .iter()
        .filter(|(_, a)| attribute(a, "class").is_some_and(|c| c.starts_with("line ")))
        .count()
}

#[test]
fn a_withheld_or_missing_year_breaks_the_line() {
    let shown = |year: i32| (year, Point::value(0.5));
    assert_eq!(lines_of(&[shown(2020), shown(2021), shown(2022), shown(2023)]), 1);
    let withheld = (2022, Point::too_few());
    assert_eq!(
        lines_of(&[shown(2020), shown(2021), withheld, shown(2023), shown(2024)]),
        2,
        "withheld"
    );
    assert_eq!(lines_of(&[shown(2020), shown(2021), shown(2023), shown(2024)]), 2, "missing");
    assert_eq!(lines_of(&[shown(2020), shown(2022), shown(2024)]), 0, "no two years in a row");
}

#[test]
fn a_year_without_an_exam_is_said_once_and_not_once_for_each_group() {
    let none = || vec![(2021, Point::None("no exam was given".to_owned()))];
    let one = |label: &str| Series { label: label.to_owned(), points: none() };
    let series = vec![one("Asian"), one("Black"), one("White")];
    let unit = Unit::Percent(0);
    let chart = TrendChart {
        named: named(),
        unit,
        series,
        changes: vec![],
        marked: Vec::new(),
        from_zero: false,
    };
    let (_, texts) = parse(&chart.render_svg());
    let said: Vec<&String> = texts.iter().filter(|t| t.starts_with("Not shown")).collect();
    assert_eq!(said, ["Not shown. 2020–21: no exam was given."]);
}

#[test]
fn years_without_a_figure_for_one_reason_are_said_as_spans() {
    let none = |year| (year, Point::None("withheld".to_owned()));
    let hidden = (2017..2020).chain(2022..2024).map(none).collect();
    let shown = (2017..2024).map(|year| (year, Point::value(0.5))).collect();
    let one = |label: &str, points| Series { label: label.to_owned(), points };
    let chart = TrendChart {
        named: named(),
        unit: Unit::Percent(0),
        series: vec![one("Asian", hidden), one("Black", shown)],
        changes: vec![],
        marked: Vec::new(),
        from_zero: false,
    };
    let (_, texts) = parse(&chart.render_svg());
    let said: Vec<&String> = texts.iter().filter(|t| t.starts_with("Not shown")).collect();
    let words = "Not shown. 2016–17 to 2018–19, 2021–22 to 2022–23, Asian: withheld.";
    assert_eq!(said, [words]);
}

#[test]
fn four_schools_stand_in_two_columns_and_no_axis_is_empty() {
    let cell = |label: &str| Multiple {
        label: label.to_owned(),
        point: Point::value(0.5),
        emphasis: false,
    };
    let chart = Multiples {
        named: named(),
        unit: Unit::Percent(0),
        cells: ["a", "b", "c", "d"].map(cell).into(),
        order: Order::AsGiven,
        reference: None,
    };
    let svg = chart.render_at(Width::Wide);
    assert_eq!(svg.matches("class=\"axis\"").count(), 2);
}

#[test]
fn small_multiples_are_sorted_with_the_unshown_last() {
    let cell = |label: &str, point| Multiple { label: label.to_owned(), point, emphasis: false };
    let chart = Multiples {
        named: named(),
        unit: Unit::Percent(0),
        cells: vec![
            cell("hidden", Point::too_few()),
            cell("high", Point::value(0.9)),
            cell("low", Point::value(0.1)),
        ],
        order: Order::Rising,
        reference: None,
    };
    let (_, texts) = parse(&chart.render_at(Width::Narrow));
    let names: Vec<&str> = texts
        .iter()
        .map(String::as_str)
        .filter(|t| ["hidden", "high", "low"].contains(t))
        .collect();
    assert_eq!(names, ["low", "high", "hidden"]);
}

#[test]
fn parts_that_work_against_each_other_stand_on_two_sides_of_zero() {
    let chart = Composition {
        named: named(),
        unit: Unit::Points(0),
        parts: vec!["within".to_owned(), "between".to_owned()],
        bars: vec![Bar { label: "gap".to_owned(), sizes: vec![-0.1, 0.04], words: None }],
        total: Some("whole gap".to_owned()),
    };
    let (elements, texts) = parse(&chart.render_svg());
    let number = |attributes: &[(String, String)], key| -> f64 {
        attribute(attributes, key).unwrap().parse().unwrap()
    };
    let zero = elements
        .iter()
        .find(|(_, a)| attribute(a, "class") == Some("zero"))
        .map(|(_, a)| number(a, "x1"))
        .unwrap();
    let part = |class: &str| {
        let found = elements.iter().rfind(|(_, a)| attribute(a, "class") == Some(class)).unwrap();
        (number(&found.1, "x"), number(&found.1, "width"))
    };
    let (within, between) = (part("part s0"), part("part s1"));
    assert!(within.0 + within.1 <= zero + 0.2 && between.0 >= zero - 0.2);
    assert!(texts.iter().any(|t| t == "−6"), "the sum is written");
}

#[test]
fn dots_of_a_strip_never_cover_each_other() {
    let points: Vec<Point> = (0..60).map(|i| Point::value(f64::from(i % 7) * 0.01)).collect();
    let (elements, _) = parse(&strip(&points, Unit::Percent(0)).render_svg());
    let centres: Vec<(f64, f64)> = elements
        .iter()
        .filter(|(name, _)| name == "circle")
        .map(|(_, a)| {
            let at = |key| attribute(a, key).unwrap().parse::<f64>().unwrap();
            (at("cx"), at("cy"))
        })
        .collect();
    assert_eq!(centres.len(), 59, "all but the marked one, which is a diamond");
    for (i, a) in centres.iter().enumerate() {
        for b in &centres[i + 1..] {
            assert!((a.0 - b.0).hypot(a.1 - b.1) >= 11.0, "{a:?} {b:?}");
        }
    }
}

/// The same cases on every run.
pub(super) fn fixed() -> ProptestConfig {
    ProptestConfig {
        rng_seed: proptest::test_runner::RngSeed::Fixed(2026),
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

fn any_number() -> impl Strategy<Value = f64> {
    prop_oneof![
        6 => -2.0f64..2.0,
        2 => prop::num::f64::ANY,
        1 => Just(0.0),
        1 => -1e9f64..1e9,
    ]
}

fn any_point() -> impl Strategy<Value = Point> {
    prop_oneof![
        4 => (any_number(), prop::option::of((any_number(), any_number())), any::<Option<u64>>())
            .prop_map(|(value, interval, n)| Point::Value(Estimate { value, interval, n })),
        1 => Just(Point::too_few()),
        1 => Just(Point::None("not collected".to_owned())),
        1 => (any_number(), any_number())
            .prop_map(|(low, high)| Point::Coded { low, high, words: "coded".to_owned() }),
    ]
}

proptest! {
    #![proptest_config(fixed())]

    #[test]
    fn no_figure_however_strange_spoils_a_drawing(
        points in prop::collection::vec(any_point(), 0..9),
        unit in prop::sample::select(vec![
            Unit::Percent(1), Unit::Points(0), Unit::Number(2), Unit::Signed(1), Unit::Dollars,
        ]),
    ) {
        all(&points, unit).iter().for_each(|svg| assert_sound(svg));
    }

    #[test]
    fn ticks_are_nice_evenly_spaced_and_hold_every_value(
        values in prop::collection::vec(-1e6f64..1e6, 1..9),
        count in 2usize..9,
    ) {
        let axis = Axis::over(values.clone(), Unit::Number(0), count);
        let lead = axis.step / 10f64.powf((axis.step.log10() + 1e-9).floor());
        prop_assert!([1.0, 2.0, 5.0].iter().any(|nice| (lead - nice).abs() < 1e-6), "{lead}");
        for value in values {
            let slack = axis.step * 1e-5;
            prop_assert!(axis.low - slack <= value && value <= axis.high + slack);
        }
        for pair in axis.ticks.windows(2) {
            prop_assert!((pair[1] - pair[0] - axis.step).abs() < axis.step * 1e-6);
        }
        prop_assert!(axis.ticks.len() >= 2 && axis.ticks.len() <= count + 3);
    }
}

#[test]
fn a_share_close_to_zero_gets_its_zero_line_and_one_far_away_does_not() {
    let near = Axis::over([0.05, 0.4], Unit::Percent(0), 5);
    assert_eq!((near.low, near.ticks[0]), (0.0, 0.0));
    let far = Axis::over([0.8, 0.9], Unit::Percent(0), 5);
    assert!(far.low > 0.7);
}
