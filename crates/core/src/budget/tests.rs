//! The room as a whole: formulas that ship, properties of allocations, and the check beside them.

mod books;
mod picture;

use proptest::prelude::*;

use super::check::check;
use super::engine::diff::{Change, GroupCounts, diff};
use super::engine::draws::{GradeDraws, SchoolDraws, lines_over_draws};
use super::engine::picture::{IDENTITIES, Identity, Moved, Picture, PictureError, Quantity};
use super::engine::sustain::{CostKind, Plan, PlanFund, PlanLine, sustain};
use super::engine::tradeoff::{Rule, choose, limits_of};
use super::engine::walk::Turn;
use super::engine::{cliffs, funds, people};
use super::explain::expand;
use super::model::{School, Step, sum};
use super::policy::{Formula, Formulas, Gravity, SHIPPED};
use super::report;
use super::{Allocation, allocate};
use crate::disclosure::{Protection, Shown};
use crate::exact::Exact;

fn whole(n: i64) -> Exact {
    Exact::whole(n)
}

/// The formula that every district begins with.
fn beginning() -> Formula {
    Formulas::shipped().unwrap().find("weights_and_ratios").unwrap().clone()
}

fn school(id: &str, level: &str, students: i64, low_income: i64) -> School {
    School::of(id, &format!("School {id}"))
        .with_text("level", level)
        .with("students", whole(students))
        .with("young", whole(if level == "elementary" { students / 2 } else { 0 }))
        .with("low_income", whole(low_income))
        .with("english_learners", whole(students / 7))
        .with("with_disability", whole(students / 8))
        .with("homeless", whole(students / 20))
}

fn district(n: usize) -> Vec<School> {
    (0..n)
        .map(|at| {
            let level = ["elementary", "middle", "high"][at % 3];
            let students = 180 + (at as i64 * 137) % 900;
            school(&format!("{at:04}"), level, students, students * ((at as i64 * 29) % 97) / 100)
        })
        .collect()
}

const SMALL: &str = r#"
id = "small"
name = "Small"
year = "2026-27"
version = "2026-11-25"
authority = "Test"
citation = "A test"
source = "A test"
verified = true
[[input]]
name = "students"
doc = "Students"
unit = "students"
[[fund]]
id = "general"
name = "General"
from = "district"
[[price]]
job = "teacher"
average = "80000"
[[line]]
id = "teachers"
name = "Teachers"
gives = "positions"
job = "teacher"
fund = "general"
terms = [{ of = "students", per = "25" }]
round = "up"
"#;

#[test]
fn every_shipped_formula_reads_without_a_problem() {
    for (name, text) in SHIPPED {
        let formula = Formula::parse(name, text).unwrap_or_else(|p| panic!("{name}: {p:#?}"));
        assert_eq!(format!("{}.toml", formula.id), *name);
        assert!(!formula.citation.is_empty() && !formula.source.is_empty());
        assert!(formula.verified || !formula.note.is_empty(), "{name}");
        let told: Vec<_> =
            formula.warnings.iter().filter(|p| !p.what.contains("no price")).collect();
        assert!(told.is_empty(), "{name}: {told:#?}");
    }
}

#[test]
fn an_allocation_is_what_the_check_counts_again() {
    let formula = beginning();
    let schools = district(40);
    let given = allocate(&formula, &schools);
    assert_eq!(check(&formula, &schools, &given), []);
    let mut wrong: Allocation = given.clone();
    wrong.schools[3].amounts[1].amount = Ok(whole(999));
    assert!(!check(&formula, &schools, &wrong).is_empty());
}

#[test]
fn a_loop_is_refused_with_its_path() {
    let text = SMALL.replace("of = \"students\"", "of = \"more + students\"")
        + "[[number]]\nid = \"more\"\nname = \"More\"\nis = \"again\"\n\
           [[number]]\nid = \"again\"\nname = \"Again\"\nis = \"teachers / 2\"\n";
    let problems = Formula::parse("loop.toml", &text).unwrap_err();
    assert!(
        problems.iter().any(|p| p.what.contains("more → again → teachers → more")),
        "{problems:#?}"
    );
}

#[test]
fn a_problem_names_its_line_and_a_remedy() {
    for (from, to, says, remedy) in [
        ("\"students\", per", "\"studnets\", per", "did you mean “students”?", "Names are"),
        ("round = \"up\"", "round = \"upp\"", "“upp” is not known here", "Did you mean \"up\"?"),
        ("per = \"25\"", "per = \"0\"", "one for every nothing", "above zero"),
        (
            "fund = \"general\"",
            "fund = \"genral\"",
            "no [[fund]] “genral”",
            "Did you mean \"general\"?",
        ),
        (
            "gives = \"positions\"",
            "gives = \"dollar\"",
            "“dollar” is not known",
            "Did you mean \"dollars\"?",
        ),
        ("year = \"2026-27\"", "year = \"2026-28\"", "not a school year", "2026-27"),
        ("\"positions\"\njob = \"teacher\"", "\"positions\"", "positions of no job", "Add job"),
        ("name = \"students\"\ndoc", "name = \"if\"\ndoc", "cannot be a name", "small letters"),
    ] {
        let text = SMALL.replacen(from, to, 1);
        assert_ne!(text, SMALL, "{from}");
        let problems = Formula::parse("mine.toml", &text).unwrap_err();
        let found = problems.iter().find(|p| p.what.contains(says));
        let found = found.unwrap_or_else(|| panic!("{says}: {problems:#?}"));
        assert!(found.remedy.contains(remedy), "{found}");
        let line = 1 + text[..text.find(to).unwrap()].matches('\n').count();
        assert!(found.line.abs_diff(line) <= 6 && found.line > 0, "{found}: {line}");
    }
    let unused = format!(
        "{SMALL}[[number]]\nid = \"x\"\nname = \"X\"\nis = \"1\"\n[[input]]\nname = \"spare\"\ndoc = \"Spare\"\n"
    );
    let formula = Formula::parse("mine.toml", &unused).unwrap();
    assert!(
        formula.warnings.iter().any(|p| p.gravity == Gravity::Look && p.what.contains("spare"))
    );
}

#[test]
fn a_targeted_support_without_an_end_is_refused() {
    let (_, text) = SHIPPED.iter().find(|(n, _)| *n == "weights_and_ratios.toml").unwrap();
    let start = text.find("exit = ").unwrap();
    let end = start + text[start..].find('\n').unwrap();
    let text = format!("{}{}", &text[..start], &text[end..]);
    let problems = Formula::parse("mine.toml", &text).unwrap_err();
    assert!(
        problems.iter().any(|p| p.what.contains("says nothing about its end")),
        "{problems:#?}"
    );
}

#[test]
fn floors_caps_and_hold_harmless_say_that_they_were_used() {
    let formula = beginning();
    let tiny = school("1", "elementary", 60, 50);
    let shrunk = school("2", "elementary", 300, 50).with("last_teachers", whole(30));
    let huge =
        School { values: school("3", "elementary", 2000, 1900).values, ..School::of("3", "C") };
    let given = allocate(&formula, &[tiny, shrunk, huge]);
    let line = formula.find_line("teachers").unwrap();
    let steps = |s: usize, l: usize| &given.schools[s].amounts[l].steps;
    assert!(steps(0, line).iter().any(|s| matches!(s, Step::AtLeast { .. })));
    assert_eq!(given.schools[0].amounts[line].amount, Ok(whole(7)));
    assert!(steps(1, line).iter().any(|s| matches!(s, Step::Held { .. })));
    // Of thirty, one and a half are for its English learners, and six may go.
    assert_eq!(given.schools[1].amounts[line].amount, Ok(Exact::of(45, 2).unwrap()));
    let reading = formula.find_line("reading").unwrap();
    assert!(steps(2, reading).iter().any(|s| matches!(s, Step::AtMost { .. })));
    assert_eq!(given.schools[2].amounts[reading].dollars, Some(whole(90_000)));
}

#[test]
fn an_amount_expands_to_the_students_that_made_it() {
    let formula = beginning();
    let given = allocate(&formula, &[school("1", "elementary", 410, 300)]);
    let line = formula.find_line("teachers").unwrap();
    let expansion = expand(&formula, &given.schools[0], line);
    assert_eq!(expansion.amount, "21 positions");
    assert!(
        expansion.steps[0].contains(
            "410 students in kindergarten to grade 12 on count day; one for 20 gives 20.5"
        ),
        "{expansion:#?}"
    );
    let students = expansion.grounds.iter().find(|g| g.name == "students").unwrap();
    assert!(students.students && students.value == "410");
    assert!(expansion.grounds.iter().any(|g| g.name == "level" && g.depth == 1), "{expansion:#?}");
}

#[test]
fn two_formulas_differ_by_line_school_and_group() {
    let old = Formula::parse("a.toml", SMALL).unwrap();
    let new = Formula::parse("b.toml", &SMALL.replace("per = \"25\"", "per = \"20\"")).unwrap();
    let schools = [
        School::of("1", "A").with("students", whole(100)),
        School::of("2", "B").with("students", whole(50)),
    ];
    let counts = |name: &str, a: u64, b: u64| GroupCounts {
        name: name.to_owned(),
        students: [("1".to_owned(), a), ("2".to_owned(), b)].into(),
    };
    let found = diff(&old, &new, &schools, &counts("all", 100, 50), &[counts("g", 100, 0)]);
    assert!(matches!(&found.lines[0].change, Change::Rewritten(parts) if parts[0].0 == "term 1"));
    assert_eq!(found.schools[0].gain(), whole(80_000));
    assert_eq!(found.schools[1].lines, [("teachers".to_owned(), Some(whole(2)), Some(whole(3)))]);
    assert_eq!((found.groups[0].before, found.groups[0].after), (whole(3200), whole(4000)));
    // A number that a line uses is part of how it is written.
    let ship = beginning();
    let (_, text) = SHIPPED.iter().find(|(n, _)| *n == "weights_and_ratios.toml").unwrap();
    let text = text.replace(
        "when = \"level = 'elementary'\", is = \"20\"",
        "when = \"level = 'elementary'\", is = \"19\"",
    );
    let tighter = Formula::parse("c.toml", &text).unwrap();
    let found = diff(&ship, &tighter, &district(6), &counts("all", 1, 1), &[]);
    let line = found.lines.iter().find(|line| line.id == "teachers").unwrap();
    assert!(matches!(&line.change, Change::Rewritten(parts) if parts[0].0 == "students_a_teacher"));
    assert_eq!(diff(&old, &old, &schools, &counts("all", 1, 1), &[]).lines[0].change, Change::Same);
}

#[test]
fn small_groups_are_withheld_with_what_would_tell_them() {
    let formula = beginning();
    let schools = [
        school("1", "elementary", 400, 300).with("homeless", whole(4)),
        school("2", "elementary", 400, 300),
    ];
    let given = allocate(&formula, &schools);
    let rule = Protection::default();
    let shields = report::shields(&formula, &given, rule);
    let hidden: Vec<&str> =
        shields[0].inputs.iter().map(|(p, _)| formula.inputs[*p].name.as_str()).collect();
    assert!(hidden.contains(&"homeless") && hidden.len() > 1, "{hidden:?}");
    assert!(shields[1].inputs.is_empty() && shields[1].lines.is_empty());
    let line = formula.find_line("need").unwrap();
    let Shown::Value(expansion) = report::expansion(&formula, &given, 0, line, rule) else {
        panic!("the line's total is told");
    };
    let words = format!("{expansion:?}");
    assert!(
        !words.contains("4 students who are homeless") && words.contains("Withheld"),
        "{words}"
    );
}

#[test]
fn why_speaks_in_words_and_not_in_the_names_of_the_formula() {
    let formula = beginning();
    let given = allocate(&formula, &[school("1", "elementary", 400, 100)]);
    let told = |id: &str| {
        let at = formula.find_line(id).unwrap();
        expand(&formula, &given.schools[0], at).steps.join(" ")
    };
    let words = told("special_educators");
    assert!(words.starts_with("50 students with an individualized education program"), "{words}");
    let words = told("title_i_each");
    assert!(words.contains("low-income students of a hundred is at least 40: this"), "{words}");
    for line in &formula.lines {
        let words = told(&line.id);
        assert!(!words.contains('_'), "{words}");
    }
}

// Ahead.

#[test]
fn one_student_more_brings_the_position_that_the_ratio_says() {
    let formula = Formula::parse("a.toml", SMALL).unwrap();
    let schools = [School::of("1", "A").with("students", whole(100))];
    let draws = [SchoolDraws {
        id: "1".to_owned(),
        grades: vec![GradeDraws { grade: None, now: 100, draws: vec![100, 101, 126, 99, 75] }],
    }];
    let found = cliffs::cliffs(&formula, &schools, &draws);
    let cliff = found.schools[0].above.clone().unwrap();
    assert_eq!((cliff.students, cliff.change), (1, whole(1)));
    assert_eq!(found.schools[0].below.clone().unwrap().students, -25);
    assert!((found.schools[0].expected - (4.0 + 5.0 + 6.0 + 4.0 + 3.0) / 5.0).abs() < 1e-9);
    assert!(
        (found.schools[0].gains - 0.4).abs() < 1e-9 && (found.schools[0].loses - 0.2).abs() < 1e-9
    );
    // Of five draws two need one and two more, and one gives one back.
    let job = &found.schools[0].by_job[0];
    assert!((job.needs - 0.6).abs() < 1e-9 && (job.gives - 0.2).abs() < 1e-9, "{job:?}");
    // Sorted needs: 0, 0, 0, 1, 2: four in five are covered by 1, all by 2.
    assert!((found.reserves[0].positions - 1.0).abs() < 1e-9);
    assert!((found.reserves[1].positions - 2.0).abs() < 1e-9);
}

fn plan(id: &str) -> Plan {
    Plan {
        id: id.to_owned(),
        name: id.to_owned(),
        students: 400,
        costs: vec![
            PlanLine {
                account: "Salaries".to_owned(),
                dollars: 3_600_000.0,
                kind: CostKind::Salary,
            },
            PlanLine {
                account: "1000-320 Tutoring".to_owned(),
                dollars: 200_000.0,
                kind: CostKind::Other,
            },
            PlanLine { account: "Supplies".to_owned(), dollars: 200_000.0, kind: CostKind::Other },
        ],
        funds: vec![
            PlanFund {
                fund: "general".to_owned(),
                dollars: 3_800_000.0,
                follows_students: true,
                years_left: None,
            },
            PlanFund {
                fund: "grant".to_owned(),
                dollars: 200_000.0,
                follows_students: false,
                years_left: Some(1),
            },
        ],
        steps: Vec::new(),
    }
}

#[test]
fn a_funds_end_shows_in_the_year_after_it_and_plan_b_names_what_gives_way() {
    let formula = beginning();
    let mut growth = formula.growth.clone().unwrap();
    for band in [&mut growth.salaries, &mut growth.prices, &mut growth.revenue] {
        (band.low, band.middle, band.high) = (Exact::ZERO, Exact::ZERO, Exact::ZERO);
    }
    let outlook = sustain(&[plan("a")], &[], &growth, &formula.plan_b, 5, 50, 1);
    let years = &outlook.schools[0].years;
    assert!((years[0].deficit - 0.0).abs() < 1e-12 && (years[1].deficit - 1.0).abs() < 1e-12);
    assert!((years[1].gap - 200_000.0).abs() < 1.0);
    assert_eq!(years[1].cuts[0].0, "Tutoring");
    assert!((years[1].cuts[0].1 - 100_000.0).abs() < 1.0);
    assert!(years[1].uncovered > 0.0 && !outlook.schools[0].solvent_at_80);
    assert_eq!(outlook.schools[0].ending, [("grant".to_owned(), 2, 200_000.0)]);
    assert!((outlook.schools[0].stays_solvent).abs() < 1e-12);
}

#[test]
fn fewer_students_bring_deficits_and_break_even_says_how_many_it_takes() {
    let formula = beginning();
    let mut growth = formula.growth.clone().unwrap();
    for band in [&mut growth.salaries, &mut growth.prices, &mut growth.revenue] {
        (band.low, band.middle, band.high) = (Exact::ZERO, Exact::ZERO, Exact::ZERO);
    }
    growth.follows_students = Exact::of(1, 2).unwrap();
    let drawn: Vec<Vec<u32>> = vec![(0..100).map(|d| if d < 30 { 380 } else { 400 }).collect(); 2];
    let mut plan = plan("a");
    plan.funds[1].years_left = None;
    let outlook = sustain(&[plan], &[drawn], &growth, &[], 2, 100, 1);
    let year = &outlook.schools[0].years[0];
    assert!((year.deficit - 0.3).abs() < 1e-12);
    assert!((year.break_even.unwrap() - 400.0).abs() < 1e-6);
}

#[test]
fn the_choice_keeps_every_rule_and_each_rule_has_its_price() {
    let formula = beginning();
    let schools = district(30);
    let limits = limits_of(formula.tradeoff.as_ref().unwrap());
    let choice = choose(&formula, &schools, limits).unwrap();
    assert!(choice.dollars <= limits.budget + 1e-3);
    assert!(choice.central <= limits.central.unwrap() + 1e-6);
    let mut by_school = std::collections::BTreeMap::new();
    for chosen in &choice.chosen {
        *by_school.entry(&chosen.school_id).or_insert(0) += chosen.units;
    }
    assert!(by_school.values().all(|n| *n <= limits.a_school.unwrap()));
    assert!(choice.high_need_dollars >= limits.high_need_share.unwrap() * choice.dollars - 1.0);
    assert!(choice.bound >= choice.benefit - 1e-9);
    assert!(
        (choice.bound - choice.benefit) / choice.benefit <= 1.1e-4,
        "{} {}",
        choice.bound,
        choice.benefit
    );
    assert_eq!(choice.rules.len(), 4);
    assert!(choice.rules.iter().any(|r| r.rule == Rule::Budget && r.benefit > 0.0));
    assert!(choice.benefit_range.0 < choice.benefit && choice.benefit < choice.benefit_range.1);
}

#[test]
fn supports_go_down_the_list_of_need_and_stop() {
    let formula = beginning();
    let schools = district(60);
    let given = allocate(&formula, &schools);
    let (ranked, unknown) = people::rank(&formula, &given);
    assert!(unknown.is_empty() && ranked.len() == 60);
    assert!(ranked.windows(2).all(|pair| pair[0].need >= pair[1].need));
    assert_eq!((ranked[0].tier, ranked[59].tier), (1, 4));
    let plan = &people::plan_supports(&formula, &given, &ranked)[0];
    assert_eq!((plan.schools.len(), plan.next.as_ref().unwrap().rank), (20, 21));
    assert!(plan.dollars > Exact::ZERO && !plan.exit.is_empty());
}

#[test]
fn what_a_fund_paid_is_unfunded_from_the_july_after_its_end() {
    let formula = beginning();
    let given = allocate(&formula, &district(12));
    let lines = funds::lines_of(&formula, &given);
    let found = funds::funds(&formula.funds, formula.year, &lines);
    assert_eq!(found.unfunded.len(), 1);
    assert_eq!(found.unfunded[0].fund, "reading_grant");
    let total: f64 = found.funds.iter().map(|f| f.dollars).sum();
    assert!((total - sum(given.schools.iter().map(|s| s.dollars())).to_f64()).abs() < 0.01);
    assert!((found.by_tier.iter().sum::<f64>() - total).abs() < 0.01);
    let braid = &found.braids[0];
    assert_eq!((braid.goal.as_str(), braid.funds.len()), ("Every child reads by grade 3", 2));
    assert!(braid.lasting < braid.dollars);
}
