//! The language: what it says, what it refuses, and that no text breaks it.

use proptest::prelude::*;

use super::*;
use crate::district::EXIT_TYPES;

const FIELDS: &[Field] = &[
    Field { name: "days_enrolled", kind: FieldKind::Number, doc: "" },
    Field { name: "days_absent", kind: FieldKind::Number, doc: "" },
    Field { name: "homeless", kind: FieldKind::Flag, doc: "" },
    Field { name: "exit_type", kind: FieldKind::Code(&EXIT_TYPES), doc: "" },
    Field { name: "assessment", kind: FieldKind::Text, doc: "" },
];

fn columns() -> Vec<FieldColumn> {
    vec![
        FieldColumn::Number([180.0, 9.0, 0.0, 3.0].map(decimal).to_vec()),
        FieldColumn::Number(vec![decimal(18.0), decimal(0.9), decimal(1.0), MISSING_NUMBER]),
        FieldColumn::Flag(vec![1, 0, 2, 1]),
        FieldColumn::Code(vec![0, 5, 255, 3]),
        FieldColumn::Text(vec![Some("STATE".into()), Some("KRA".into()), None, None]),
    ]
}

fn flag(text: &str) -> Flags {
    Expression::parse(text, FIELDS, Type::Flag).unwrap().flags(&columns(), 4)
}

fn refused(text: &str, wanted: Type) -> String {
    Expression::parse(text, FIELDS, wanted).unwrap_err().to_string()
}

#[test]
fn a_tenth_of_180_days_is_18_exactly() {
    let rate = flag("days_absent / days_enrolled >= 0.10");
    assert_eq!(rate, [Some(true), Some(true), None, None]);
    let rate = flag("days_absent / days_enrolled > 0.1");
    assert_eq!(rate, [Some(false), Some(false), None, None]);
    assert_eq!(flag("0.1 + 0.2 = 0.3"), [Some(true); 4]);
    let present = flag("100 * (days_enrolled - days_absent) / days_enrolled <= 90.0");
    assert_eq!(present[0], Some(true));
}

#[test]
fn what_is_missing_stays_missing_unless_it_cannot_matter() {
    assert_eq!(flag("homeless and days_absent > 1"), [Some(true), Some(false), Some(false), None]);
    assert_eq!(
        flag("homeless or days_enrolled = 0"),
        [Some(true), Some(false), Some(true), Some(true)]
    );
    assert_eq!(flag("days_absent is missing"), [Some(false), Some(false), Some(false), Some(true)]);
    assert_eq!(flag("homeless is not missing and not homeless")[2], Some(false));
}

#[test]
fn codes_and_texts_are_compared_by_their_written_form() {
    let left = flag("exit_type in ['dropped_out', 'graduated']");
    assert_eq!(left, [Some(false), Some(true), None, Some(true)]);
    assert_eq!(flag("exit_type != 'end_of_year'")[0], Some(false));
    assert_eq!(flag("assessment not in ['KRA']"), [Some(true), Some(false), None, None]);
    assert_eq!(
        flag("days_enrolled in [9, 180]"),
        [Some(true), Some(true), Some(false), Some(false)]
    );
}

#[test]
fn not_binds_looser_than_a_comparison_and_times_tighter_than_plus() {
    assert_eq!(flag("not days_enrolled = 9")[1], Some(false));
    assert_eq!(flag("1 + 2 * 3 - -1 = 8")[0], Some(true));
    assert_eq!(flag("10 - 4 - 3 = 3 and 8 / 4 / 2 = 1")[0], Some(true));
}

#[test]
fn a_mistake_says_where_and_what_would_be_right() {
    let message = refused("days_enroled >= 10", Type::Flag);
    assert!(
        message.starts_with("at character 1:") && message.contains("did you mean “days_enrolled”?")
    );
    assert!(refused("exit_type = 'dropout'", Type::Flag).contains("dropped_out"));
    assert!(refused("days_absent > ", Type::Flag).contains("at character 15: found the end"));
    assert!(refused("days_absent", Type::Flag).contains("this is a number, and a yes or no"));
    assert!(refused("homeless + 1", Type::Number).contains("at character 1"));
    assert!(refused("1 < 2 < 3", Type::Flag).contains("between two comparisons"));
    assert!(refused("'open", Type::Flag).contains("closing quote"));
    assert!(refused("days_absent = 'x'", Type::Flag).contains("a number is needed"));
    assert!(refused(&"(".repeat(500), Type::Flag).contains("64 levels"));
    assert!(refused("1234567890123", Type::Number).contains("12 digits"));
}

#[test]
fn what_is_too_large_to_be_exact_is_missing() {
    let long = vec!["days_enrolled"; 40].join(" * ");
    let huge = Expression::parse(&long, FIELDS, Type::Number).unwrap();
    assert!(huge.numbers(&columns(), 4)[0].is_none());
    assert!(huge.numbers(&columns(), 4)[2].unwrap().is_zero());
}

#[test]
fn rounding_to_millionths_is_half_away_from_zero() {
    let number = |text: &str| {
        Expression::parse(text, FIELDS, Type::Number).unwrap().numbers(&columns(), 1)[0]
            .unwrap()
            .millionths()
            .unwrap()
    };
    assert_eq!(number("2 / 3"), 666_667);
    assert_eq!(number("-1 / 2000000"), -1);
    assert_eq!(number("512.25"), 512_250_000);
}

proptest! {
    #![proptest_config(crate::gaps::statistics::fixed_cases(2_000))]

    #[test]
    fn no_text_makes_it_panic(text in any::<String>()) {
        let _ = Expression::parse(&text, FIELDS, Type::Flag);
    }

    #[test]
    fn no_run_of_words_makes_it_panic(words in prop::collection::vec(prop::sample::select(vec![
        "days_enrolled", "homeless", "exit_type", "assessment", "'graduated'", "'KRA'", "0", "0.1",
        "999999999999", "and", "or", "not", "in", "is", "missing", "+", "-", "*", "/", "=", "<=",
        "(", ")", "[", "]", ",", "true",
    ]), 0..40)) {
        for wanted in [Type::Flag, Type::Number] {
            if let Ok(expression) = Expression::parse(&words.join(" "), FIELDS, wanted) {
                prop_assert_eq!(expression.flags(&columns(), 4).len(), 4);
                for number in expression.numbers(&columns(), 4).into_iter().flatten() {
                    let _ = number.millionths();
                }
            }
        }
    }

    #[test]
    fn whole_percents_are_compared_as_whole_numbers_are(
        absent in 0_i64..200, enrolled in 1_i64..200, percent in 0_i64..100,
    ) {
        let text = format!("days_absent / days_enrolled >= 0.{percent:02}");
        let expression = Expression::parse(&text, FIELDS, Type::Flag).unwrap();
        let mut columns = columns();
        columns[0] = FieldColumn::Number(vec![enrolled * 10_000]);
        columns[1] = FieldColumn::Number(vec![absent * 10_000]);
        prop_assert_eq!(expression.flags(&columns, 1), [Some(absent * 100 >= percent * enrolled)]);
    }
}
