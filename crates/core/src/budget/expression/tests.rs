//! The language: what it computes, what it refuses, and that its two ways agree.

use proptest::prelude::*;

use super::*;
use crate::exact::Exact;

fn names() -> Names {
    let name = |name: &str, kind, codes: &[&str]| Name {
        name: name.to_owned(),
        kind,
        codes: codes.iter().map(|code| (*code).to_owned()).collect(),
    };
    Names::of(vec![
        name("students", Kind::Number, &[]),
        name("index", Kind::Number, &[]),
        name("level", Kind::Text, &["elementary", "high"]),
        name("small", Kind::Flag, &[]),
        name("unknown", Kind::Number, &[]),
    ])
}

fn values(students: i64, index: i64, level: &str) -> Vec<Result<Value, Why>> {
    vec![
        Ok(Value::Number(Exact::whole(students))),
        Ok(Value::Number(Exact::whole(index))),
        Ok(Value::Text(level.to_owned())),
        Ok(Value::Flag(students < 100)),
        Err(Why::Missing("unknown".to_owned())),
    ]
}

fn number(text: &str, students: i64) -> Result<String, String> {
    let expression = Expression::parse(text, &names(), Kind::Number).map_err(|e| e.to_string())?;
    let value = expression.value(&values(students, 30, "high")).map_err(|why| why.to_string())?;
    Ok(value.print())
}

#[test]
fn staffing_rules_come_out_whole() {
    assert_eq!(number("max(ceil(students / 24), 10)", 48).as_deref(), Ok("10"));
    assert_eq!(number("ceil(students / 24)", 48).as_deref(), Ok("2"));
    assert_eq!(number("ceil(students / 24)", 49).as_deref(), Ok("3"));
    assert_eq!(number("if(level = 'high' and index >= 30, 2, 1) * 3", 9).as_deref(), Ok("6"));
    assert_eq!(number("-students + 2 * (3 - 1)", 9).as_deref(), Ok("−5"));
    assert_eq!(number("min(students, index, 12)", 99).as_deref(), Ok("12"));
    assert_eq!(number("if(level in ['elementary', 'high'], 1, 0)", 1).as_deref(), Ok("1"));
    assert_eq!(number("round(students / 2)", 5).as_deref(), Ok("3"));
}

#[test]
fn what_is_missing_says_what_it_was() {
    assert_eq!(number("unknown + 1", 5).unwrap_err(), "unknown is not known for this school");
    assert_eq!(number("if(unknown is missing, 7, unknown)", 5).as_deref(), Ok("7"));
    assert_eq!(number("if(students > 1 or unknown > 2, 1, 0)", 5).as_deref(), Ok("1"));
    assert_eq!(number("1 / (students - 5)", 5).unwrap_err(), "an expression divides by zero");
}

#[test]
fn a_mistake_names_its_place_and_what_would_be_right() {
    for (text, says) in [
        ("ceil(studnets / 24)", "did you mean “students”?"),
        ("if(level = 'middle', 1, 0)", "never 'middle'; it is one of elementary, high"),
        ("if(students, 1, 0)", "a number stands where yes or no is wanted"),
        ("students +", "found the end"),
        ("max(students)", "two numbers or more"),
        ("if(students > 5, 1)", "if(students > 500, 2, 1)"),
        ("students # 4", "found “#”"),
        ("level + 1", "a text stands where a number is wanted"),
        ("if(1 < students < 3, 1, 0)", "and or or between two comparisons"),
    ] {
        let error = number(text, 5).unwrap_err();
        assert!(error.contains(says), "{text}: {error}");
    }
    let deep = format!("{}1{}", "(".repeat(99), ")".repeat(99));
    assert!(number(&deep, 1).unwrap_err().contains("nesting"));
}

/// Rules as formulas write them.
const RULES: [&str; 9] = [
    "max(ceil(students / 24), 10)",
    "ceil(students * 7 / 135)",
    "floor(students / index) + round(students / 3)",
    "if(small or index > 40, students * 0.1, ceil(students / 0.3))",
    "if(level = 'high' and students >= 250, max(ceil(students / 500), 2), 1)",
    "if(level in ['elementary'] and not small, 3, -1)",
    "if(unknown > 3, 1, 2)",
    "if(students = 72 or unknown > 3, 1, 2)",
    "max(3, ceil((ceil(students / 25) + ceil(index / 13)) / 5))",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None,
        rng_seed: proptest::test_runner::RngSeed::Fixed(11), ..ProptestConfig::default() })]

    #[test]
    fn many_draws_at_once_give_what_one_school_gives(
        students in prop::collection::vec(0_i64..3000, 1..9), index in 1_i64..60, high in any::<bool>(),
    ) {
        let level = if high { "high" } else { "elementary" };
        for rule in RULES {
            let expression = Expression::parse(rule, &names(), Kind::Number).unwrap();
            let drawn: Vec<f64> = students.iter().map(|n| *n as f64).collect();
            let small = drawn.iter().map(|n| f64::from(u8::from(*n < 100.0))).collect();
            let of = [Series::Each(drawn), Series::One(index as f64), Series::missing(),
                Series::Each(small), Series::missing()];
            let texts = [None, None, Some(level), None, None];
            let series = expression.series(&of, &texts);
            for (draw, students) in students.iter().enumerate() {
                let exact = expression.value(&values(*students, index, level));
                match exact {
                    Ok(value) => {
                        let exact = value.number().unwrap().to_f64();
                        prop_assert!((series.at(draw) - exact).abs() < 1e-6, "{}: {} {}", rule, exact, series.at(draw));
                    }
                    Err(_) => prop_assert!(series.at(draw).is_nan(), "{}", rule),
                }
            }
        }
    }

    #[test]
    fn no_text_makes_it_panic(text in "[a-z0-9+*/<>=()\\[\\],.' -]{0,60}") {
        let _ = number(&text, 7);
    }
}
