//! The budget as typed: what each school gets and why, its picture, and what lies ahead.

use super::command::{Desk, rows};

#[test]
fn an_allocation_goes_into_a_workbook_and_comes_back_the_same() {
    let desk = Desk::with_town();
    let table = "-C riverbend budget allocate --table schools --format csv";
    let by_facts = desk.run(table).with_status(0).out;
    assert_eq!(rows(&by_facts).len(), 5, "{by_facts}");
    desk.run("-C riverbend budget allocate --to budget.xlsx").with_status(0);
    let by_workbook = desk.run(&format!("{table} --from budget.xlsx")).with_status(0).out;
    assert_eq!(by_workbook, by_facts);
    // The parts of every school add up to what it is said to get, to the cent.
    let lines = "-C riverbend budget allocate --table school-lines --format csv";
    let lines = rows(&desk.run(lines).with_status(0).out);
    for school in rows(&by_facts) {
        let cents = |text: &str| (text.parse::<f64>().expect("dollars") * 100.0).round() as i64;
        let parts = lines.iter().filter(|line| line["school_id"] == school["school_id"]);
        let parts: i64 =
            parts.filter(|l| !l["dollars"].is_empty()).map(|l| cents(&l["dollars"])).sum();
        assert_eq!(parts, cents(&school["dollars"]), "{school:?}");
    }
    let said = desk.run("-C riverbend budget allocate --from nowhere.xlsx").with_status(2);
    assert!(said.err.contains("nowhere.xlsx"), "{}", said.err);
    desk.write("riverbend/notes.csv", "a,b\n1,2\n");
    let said = desk.run("-C riverbend budget allocate --from notes.csv").with_status(2);
    assert!(said.err.contains("has no columns school_id and school_name"), "{}", said.err);
    assert!(said.err.contains("budget allocate --to FILE.xlsx writes them"), "{}", said.err);
}

#[test]
fn inputs_that_somebody_changed_are_kept_as_a_proposal_and_adopted() {
    let desk = Desk::with_town();
    let inputs = "-C riverbend budget allocate --table inputs --format csv";
    let by_facts = desk.run(inputs).with_status(0).out;
    let school = &rows(&by_facts)[0];
    let students: i64 = school["students"].parse().expect("students");
    let (head, row) = by_facts.split_once('\n').expect("a header");
    let row = row.replacen(&format!(",{students},"), &format!(",{},", students + 100), 1);
    desk.write("riverbend/changed.csv", &format!("{head}\n{row}"));
    let kept = "-C riverbend budget allocate --from changed.csv --propose";
    let said = desk.run(kept).with_status(0).out;
    assert!(said.contains("Recorded as proposal 1."), "{said}");
    let lines = "-C riverbend budget allocate --table school-lines --format csv";
    let teachers = |words: &str| {
        let lines = rows(&desk.run(words).with_status(0).out);
        let mine = |line: &&std::collections::BTreeMap<String, String>| {
            line["school_id"] == school["school_id"] && line["line"] == "supplies"
        };
        lines.iter().find(mine).expect("the line")["amount"].parse::<f64>().expect("dollars")
    };
    // A hundred students at 165 dollars.
    let more = teachers(&format!("{lines} --from changed.csv")) - teachers(lines);
    assert!((more - 16_500.0).abs() < 1e-6, "{more}");
    let long_ago = format!("{kept} --for-year 2020");
    let said = desk.run(&long_ago).with_status(2);
    assert!(said.err.contains("allocate no budget for 2019–20"), "{}", said.err);
    // From the day of its adoption the calendar says that schools have their figures.
    let calendar = "-C riverbend plan calendar 2028";
    let before = desk.run(calendar).with_status(0).out;
    let said = desk.run("-C riverbend budget allocate --adopt 1").with_status(0).out;
    assert!(said.contains("Proposal 1 is adopted."), "{said}");
    assert!(said.contains("schools have their figures for 2027–28 from today: 5 their"), "{said}");
    let after = desk.run(calendar).with_status(0).out;
    assert_ne!(before, after, "the day is on the calendar");
}

#[test]
fn coming_years_say_what_they_rest_on_and_funds_stand_beside_the_ledger() {
    let desk = Desk::with_town();
    let said = desk.run("-C riverbend budget sustain --draws 200").with_status(0).out;
    for words in [
        "Money is what the formula gives",
        "drawn from the bands of the enrollment projection",
        "February 1",
    ] {
        assert!(said.contains(words), "{words}\n{said}");
    }
    let said = desk.run("-C riverbend budget funds").with_status(0).out;
    assert!(said.contains("Formula less ledger") && said.contains("Title I, Part A"), "{said}");
    let said = desk.run("-C riverbend budget cliffs --draws 200").with_status(0).out;
    assert!(said.contains("Who would move"), "{said}");
    let said = desk.run("-C riverbend budget people").with_status(0).out;
    assert!(said.contains("Hours a year for a student") && said.contains(" 90 "), "{said}");
    // A formula that says nothing of money says that it assumes.
    let shipped = include_str!("../../../../policy/budget/weights_and_ratios.toml");
    let mine = shipped
        .replace("id = \"weights_and_ratios\"", "id = \"mine\"")
        .replace("money = \"formula\"\n", "");
    desk.write("riverbend/policy/budget/mine.toml", &mine);
    let said = desk.run("-C riverbend budget sustain --draws 50 --formula mine").with_status(0).out;
    assert!(said.contains("balanced today by assumption"), "{said}");
}

#[test]
fn an_amount_opens_to_its_steps_and_its_numbers() {
    let desk = Desk::with_town();
    let said = desk.run("-C riverbend budget explain 0610 --line teachers").with_status(0).out;
    for words in ["Classroom teachers", "rounded", "Because: The district's ratio", "students"] {
        assert!(said.contains(words), "{words}\n{said}");
    }
    let said = desk.run("-C riverbend budget explain 9998").with_status(2);
    assert!(said.err.contains("hint: there are: 0412"), "{}", said.err);
    let said = desk.run("-C riverbend budget explain 0610 --line nope").with_status(2);
    assert!(said.err.contains("there is no line of the formula called nope"), "{}", said.err);
}

#[test]
fn moving_one_number_of_a_schools_picture_moves_what_is_not_held() {
    let desk = Desk::with_town();
    let after = |held: &str| {
        let words =
            format!("-C riverbend budget picture 0610 --move class_size=20 {held} --format csv");
        rows(&desk.run(&words).with_status(0).out)
    };
    let number = |rows: &[std::collections::BTreeMap<String, String>], name: &str, column: &str| {
        let row = rows.iter().find(|row| row["quantity"] == name);
        row.unwrap_or_else(|| panic!("{name}: {rows:?}"))[column].parse::<f64>().expect("a number")
    };
    let free = after("");
    assert_eq!(number(&free, "Average class size", "after"), 20.0);
    assert!(number(&free, "Teachers", "after") < number(&free, "Teachers", "now"));
    assert!(number(&free, "Left over", "after") > number(&free, "Left over", "now"));
    let held = after("--hold teachers,lessons");
    assert_eq!(number(&held, "Teachers", "after"), number(&held, "Teachers", "now"));
    assert!(
        number(&held, "Minutes without a class", "after")
            > number(&held, "Minutes without a class", "now")
    );
    let both = after("--move planning=100");
    assert_eq!(number(&both, "Average class size", "after"), 20.0);
    assert_eq!(number(&both, "Minutes to plan alone", "after"), 100.0);
    let said = desk.run("-C riverbend budget picture 0610 --move class_size=x").with_status(2);
    assert!(said.err.contains("hint: write --move class_size=24"), "{}", said.err);
    let said = desk.run("-C riverbend budget picture 0610 --move nothing=3").with_status(2);
    assert!(said.err.contains("students_a_teacher"), "{}", said.err);
}

#[test]
fn what_lies_ahead_is_the_same_for_the_same_seed() {
    let desk = Desk::with_town();
    for verb in ["cliffs", "sustain"] {
        let words = format!("-C riverbend budget {verb} --draws 200 --format csv");
        let one = desk.run(&format!("{words} --seed 1")).with_status(0).out;
        assert!(!rows(&one).is_empty(), "{one}");
        assert_eq!(desk.run(&format!("{words} --seed 1")).with_status(0).out, one, "{verb}");
        assert_ne!(desk.run(&format!("{words} --seed 2")).with_status(0).out, one, "{verb}");
    }
    let said = desk.run("-C riverbend budget tradeoff --budget 500000").with_status(0).out;
    assert!(said.contains("What $500,000 buys") && said.contains("What each rule costs"), "{said}");
    for verb in ["fair", "people", "funds"] {
        let said = desk.run(&format!("-C riverbend budget {verb}")).with_status(0).out;
        assert!(!said.contains("−0.0") && !said.contains("-0.0"), "a zero has no sign: {said}");
    }
}

#[test]
fn a_formula_of_ones_own_is_checked_compared_proposed_and_adopted() {
    let desk = Desk::with_town();
    let shipped = include_str!("../../../../policy/budget/weights_and_ratios.toml");
    let mine = shipped.replace("id = \"weights_and_ratios\"", "id = \"mine\"");
    assert_ne!(mine, shipped);
    desk.write(
        "riverbend/policy/budget/mine.toml",
        &mine.replace("gives = \"dollars\"", "gives = \"hope\""),
    );
    let check = "-C riverbend budget check-policy policy/budget/mine.toml";
    let said = desk.run(check).with_status(1);
    assert!(said.out.contains("hope") && said.out.contains("dollars"), "{}", said.out);
    desk.write(
        "riverbend/policy/budget/mine.toml",
        &mine.replace("pool = \"6500000\"", "pool = \"400000\""),
    );
    desk.run(check).with_status(0);
    let said = desk.run("-C riverbend budget diff weights_and_ratios mine").with_status(0).out;
    assert!(said.contains("Title I") && said.contains("What each school gains or loses"), "{said}");
    let said = desk.run("-C riverbend budget allocate --formula mine --propose").with_status(0);
    assert!(format!("{}{}", said.out, said.err).contains("--adopt 1"), "{}{}", said.out, said.err);
    desk.run("-C riverbend budget allocate --adopt 1").with_status(0);
    let said = desk.run("-C riverbend budget allocate --adopt 99").with_status(2);
    assert!(said.err.contains("there is no proposal called 99"), "{}", said.err);
}
