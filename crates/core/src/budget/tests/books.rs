//! Sums, ledgers and people: what is shared, what an account is, what is not known.

use super::*;

/// Hamilton's method of largest remainders (M. Balinski and H. P. Young, Fair Representation, 1982).
#[test]
fn a_fixed_sum_is_shared_to_the_last_cent() {
    let text = format!(
        "{SMALL}[[line]]\nid = \"gift\"\nname = \"Gift\"\ngives = \"dollars\"\nfund = \"general\"\n\
         when = \"students < 500\"\nshare = {{ pool = \"6500000\", by = \"students\" }}\n"
    );
    let formula = Formula::parse("gift.toml", &text).unwrap();
    let of = |id: &str, n| School::of(id, id).with("students", whole(n));
    let schools = [of("alder", 100), of("birch", 100), of("cedar", 100), of("dogwood", 500)];
    let given = allocate(&formula, &schools);
    assert_eq!(check(&formula, &schools, &given), []);
    let gifts: Vec<String> =
        given.schools.iter().map(|s| s.amounts[1].dollars.unwrap().print_fixed(2)).collect();
    assert_eq!(gifts, ["2,166,666.67", "2,166,666.67", "2,166,666.66", "0.00"]);
}

/// Lines and accounts of a ledger by a formula that knows some of them.
#[test]
fn a_ledger_is_read_by_what_the_formula_says_of_it() {
    use crate::budget::facts::ledger::{cost_of_job, list_unmapped, money_by_fund};
    use crate::district::{BudgetLine, Cents, SchoolId, SchoolYear};
    let book = |money: &str| {
        let text =
            SMALL.replacen("verified = true", &format!("verified = true\nmoney = \"{money}\""), 1)
                + "[[account]]\nbegins = \"11\"\nkind = \"pay\"\njob = \"teacher\"\n\
             [[account]]\nbegins = \"1\"\nkind = \"pay\"\n\
             [[account]]\nbegins = \"2\"\nkind = \"benefits\"\n\
             [[account]]\nbegins = \"9\"\nkind = \"revenue\"\n";
        Formula::parse("book.toml", &text).unwrap()
    };
    let line = |account: &str, fund: &str, dollars: i64| BudgetLine {
        school_year: SchoolYear::ending(2027),
        version: "adopted".to_owned(),
        line: account.to_owned(),
        school_id: Ok(SchoolId("1".to_owned())),
        account: account.to_owned(),
        fund: Ok(fund.to_owned()),
        amount: Cents(dollars * 100),
    };
    let lines = [
        line("110 Lehrer", "general", 900_000),
        line("150 Office", "general", 100_000),
        line("20 Benefits", "general", 300_000),
        line("70 Paper", "title_x", 5_000),
        line("900 State aid", "general", 1_250_000),
    ];
    // Ten teachers: their pay and nine tenths of the benefits, whatever the account is called.
    let formula = book("revenue");
    assert_eq!(cost_of_job(&formula, &lines, "teacher", whole(10)), Some(whole(117_000)));
    let money = |formula: &Formula| {
        let given = allocate(formula, &[School::of("1", "One").with("students", whole(500))]);
        money_by_fund(formula, &lines, given.find_school("1")).map(|funds| sum(funds.into_values()))
    };
    assert_eq!(money(&formula), Some(whole(1_250_000)));
    assert_eq!(money(&book("formula")), Some(whole(20 * 80_000)));
    assert_eq!(money(&book("balanced")), Some(whole(1_305_000)));
    let unknown: Vec<String> =
        list_unmapped(&formula, &lines).into_iter().map(|found| found.name).collect();
    // The fund of the formula says nothing of its strings either.
    assert_eq!(unknown, ["general", "70 Paper", "title_x"]);
}

#[test]
fn a_stipend_for_strong_teachers_is_not_priced_where_nobody_is_rated() {
    let formula = beginning();
    let given = allocate(&formula, &[school("1", "elementary", 400, 300)]);
    let (ranked, _) = people::rank(&formula, &given);
    let post = |rating| people::Post {
        school: Some("1".to_owned()),
        position: String::new(),
        job: "teacher".to_owned(),
        fte: 1.0,
        fund: "general".to_owned(),
        held: people::Held::Filled,
        person: Some(format!("{rating:?}")),
        experience: None,
        rating,
    };
    let price = |posts: &[people::Post]| {
        let prices = people::price_stipends(&formula, &ranked, posts);
        let strong = prices.into_iter().next().unwrap();
        (strong.people, strong.dollars, strong.unrated)
    };
    assert_eq!(price(&[post(None)]), (None, None, 1.0));
    assert_eq!(price(&[post(None), post(Some(5))]), (Some(1.0), Some(8_000.0), 1.0));
    assert_eq!(price(&[post(Some(3))]), (Some(0.0), Some(0.0), 0.0));
    let plan = people::plan_supports(&formula, &given, &ranked).remove(0);
    // Half an hour on each of 180 days.
    assert_eq!(plan.hours_a_year, Some(whole(90)));
}

#[test]
fn a_class_size_is_of_a_grade_once_and_of_whole_students() {
    let with = |rows: &str| Formula::parse("sizes.toml", &format!("{SMALL}{rows}"));
    let size = |grades: &str, most: &str| {
        format!("[[class_size]]\ngrades = [{grades}]\nmost_students = \"{most}\"\n")
    };
    let good = with(&(size("\"KG\", \"01\"", "20") + &size("\"12\"", "32"))).unwrap();
    let sizes: Vec<(&str, u32)> =
        good.list_class_sizes().iter().map(|(grade, most)| (grade.code(), *most)).collect();
    assert_eq!(sizes, [("KG", 20), ("01", 20), ("12", 32)]);
    assert_eq!(with("").unwrap().list_class_sizes(), []);
    for (rows, what) in [
        (size("\"01\"", "20") + &size("\"01\"", "25"), "two class sizes"),
        (size("\"first\"", "20"), "is no grade"),
        (size("\"01\"", "0"), "one or more"),
        (size("\"01\"", "24.5"), "one or more"),
    ] {
        let problems = with(&rows).unwrap_err();
        assert!(problems[0].to_string().contains(what), "{problems:?}");
    }
}
