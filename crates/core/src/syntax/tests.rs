//! The grammar: what binds tighter, what is refused and where, and that no text breaks it.

use proptest::prelude::*;

use super::*;

/// A tree with every grouping written out.
fn grouped(node: &Node) -> String {
    let list = |list: &[Node]| list.iter().map(grouped).collect::<Vec<_>>().join(", ");
    match &node.part {
        Part::Number(number) => number.to_fraction(),
        Part::Text(text) => format!("'{text}'"),
        Part::Flag(flag) => flag.to_string(),
        Part::Name(name, _) => name.clone(),
        Part::Negative(a) => format!("(-{})", grouped(a)),
        Part::Not(a) => format!("(not {})", grouped(a)),
        Part::Arithmetic(sign, a, b) => format!("({} {sign:?} {})", grouped(a), grouped(b)),
        Part::Compare(sign, a, b) => format!("({} {sign:?} {})", grouped(a), grouped(b)),
        Part::And(a, b) => format!("({} and {})", grouped(a), grouped(b)),
        Part::Or(a, b) => format!("({} or {})", grouped(a), grouped(b)),
        Part::In(a, items) => format!("({} in [{}])", grouped(a), list(items)),
        Part::Missing(a) => format!("({} is missing)", grouped(a)),
        Part::Call(function, items) => format!("{}({})", function.name(), list(items)),
    }
}

fn read(text: &str) -> String {
    grouped(&parse(text, &Function::ALL).unwrap())
}

fn refused(text: &str) -> String {
    parse(text, &[]).unwrap_err().to_string()
}

#[test]
fn what_binds_tighter_is_grouped_first() {
    assert_eq!(read("a or b and not c = 1"), "(a or (b and (not (c Equal 1))))");
    assert_eq!(read("1 + 2 * 3 - -x / 4"), "((1 Plus (2 Times 3)) Minus ((-x) Over 4))");
    assert_eq!(read("10 − 4 − 3 ≤ 3"), "(((10 Minus 4) Minus 3) AtMost 3)");
    assert_eq!(read("a not in ['x', \"y\"]"), "(not (a in ['x', 'y']))");
    assert_eq!(
        read("a is not missing and b is missing"),
        "((not (a is missing)) and (b is missing))"
    );
    assert_eq!(read("if(a > 1, max(b, 2), (c))"), "if((a More 1), max(b, 2), c)");
    assert_eq!(read("a == 1_000 or b ≠ 0.5"), "((a Equal 1000) or (b Unequal 1/2))");
    assert_eq!(read("max"), "max", "a function's name alone is a name");
}

#[test]
fn a_mistake_says_where_and_what_could_stand_there() {
    assert!(
        refused("a > ").starts_with("at character 5: found the end, where there can be a number")
    );
    assert!(refused("1 < 2 < 3").contains("at character 7: found “<”"));
    assert!(refused("a in [1").contains("found the end, where there can be ]"));
    assert!(refused("max(1, 2)").contains("at character 4: found “(”"), "there are no functions");
    assert!(refused("'open").contains("a closing quote"));
    assert!(refused("1.2.3").contains("a number such as"));
    assert!(refused("a # b").contains("found “#”"));
    assert!(refused("1234567890123").contains("12 digits"));
    assert!(refused(&"(".repeat(500)).contains("64 levels"));
    assert!(refused(&" ".repeat(2_001)).contains("2000 characters"));
}

proptest! {
    #![proptest_config(crate::gaps::statistics::fixed_cases(1_000))]

    #[test]
    fn no_text_makes_it_panic(text in any::<String>()) {
        let _ = parse(&text, &Function::ALL);
    }

    #[test]
    fn what_is_grouped_in_full_reads_the_same(words in prop::collection::vec(
        prop::sample::select(vec!["a", "1", "+", "*", "<", "and", "or", "not", "-", "(", ")"]), 0..12,
    )) {
        if let Ok(tree) = parse(&words.join(" "), &[]) {
            let signs = [("Plus", "+"), ("Times", "*"), ("Minus", "-"), ("Less", "<")];
            let full = signs.iter().fold(grouped(&tree), |text, (word, sign)| text.replace(word, sign));
            prop_assert_eq!(grouped(&parse(&full, &[]).unwrap()), grouped(&tree));
        }
    }
}
