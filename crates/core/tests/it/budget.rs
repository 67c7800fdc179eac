//! The room budget: published results, and the worked example of its method page.

use traction_core::budget::engine::diff::{GroupCounts, diff};
use traction_core::budget::engine::people::{Held, Post};
use traction_core::budget::engine::picture::{Picture, Quantity};
use traction_core::budget::facts::ledger::{Books, read_plans};
use traction_core::budget::policy::MoneyFrom;
use traction_core::budget::{Formulas, School, allocate};
use traction_core::district::{BudgetLine, Cents, SchoolId, SchoolYear};
use traction_core::exact::Exact;

fn whole(n: i64) -> Exact {
    Exact::whole(n)
}

/// New York City Department of Education, Fair Student Funding detail of school Q243, fiscal year
/// 2019: registers and dollars as printed. The report's line for English learners is left out: its
/// weight above grade 5 is not in the stored report.
#[test]
fn nyc_fair_student_funding_2019_school_q243() {
    let formulas = Formulas::shipped().unwrap();
    let formula = formulas.find("nyc_fsf_fy2019").unwrap();
    let q243 = School::of("Q243", "Q243")
        .with("register_912", whole(416))
        .with("well_below_912", whole(53))
        .with("below_912", whole(128))
        .with("overage_under_credited", whole(19));
    let given = allocate(formula, &[q243]);
    let school = &given.schools[0];
    let close = |dollars: Exact, printed: i64| {
        let apart = dollars.minus(whole(printed)).unwrap();
        assert!(apart.max(apart.negative()) <= Exact::ONE, "{dollars} is not {printed}");
    };
    let line = |id: &str| school.amounts[formula.find_line(id).unwrap()].clone();
    close(line("grade_weight").dollars.unwrap(), 1_750_092);
    close(line("academic_intervention").dollars.unwrap(), 248_260);
    let terms: Vec<Exact> = line("academic_intervention")
        .steps
        .iter()
        .filter_map(|step| match step {
            traction_core::budget::Step::Term { gives, .. } if !gives.is_zero() => Some(*gives),
            _ => None,
        })
        .collect();
    for (term, printed) in terms.iter().zip([86_576, 130_647, 31_037]) {
        close(*term, printed);
    }
    assert_eq!(terms.len(), 3);
}

/// Department for Education (England), integrated curriculum and financial planning: the ratio of
/// pupils to teachers is the average class size times the contact ratio, when pupils are in a
/// lesson in every period.
#[test]
fn pupils_for_each_teacher_are_class_size_times_contact_ratio() {
    let n = |quantity, text: &str| (quantity, Exact::from_fraction(text).unwrap());
    let picture = Picture::of(&[
        n(Quantity::Students, "900"),
        n(Quantity::Lessons, "5"),
        n(Quantity::Periods, "5"),
        n(Quantity::ClassSize, "27"),
        n(Quantity::Contact, "39/50"),
    ])
    .unwrap();
    let ratio = picture.get(Quantity::StudentsATeacher).unwrap();
    assert_eq!(
        ratio,
        Exact::from_fraction("27").unwrap().times(Exact::of(39, 50).unwrap()).unwrap()
    );
}

/// The worked example of `docs/methods/budget.md`, figure by figure.
#[test]
fn the_budget_methods_worked_example_is_what_the_functions_give() {
    let page = include_str!("../../../../docs/methods/budget.md");
    let example = page.split("## Worked example").nth(1).unwrap();
    let example = example.split("\n## ").next().unwrap();
    let says = |text: &str| assert!(example.contains(text), "the page does not say: {text}");
    let n = |quantity, value: i64| (quantity, whole(value));
    let picture = Picture::of(&[
        n(Quantity::Students, 600),
        n(Quantity::Lessons, 7),
        n(Quantity::ClassSize, 24),
        n(Quantity::Teachers, 35),
        n(Quantity::Periods, 7),
        n(Quantity::PeriodMinutes, 50),
        n(Quantity::Collaboration, 20),
        n(Quantity::Duty, 0),
        n(Quantity::Days, 180),
        n(Quantity::Pay, 90_000),
        n(Quantity::OtherDollars, 2_000_000),
        n(Quantity::Flexible, 4_800_000),
        n(Quantity::Restricted, 400_000),
    ])
    .unwrap();
    let get = |of: &Picture, quantity| of.get(quantity).unwrap();
    says(&format!("{} lessons", get(&picture, Quantity::Sections)));
    says(&format!("{} lessons a day each", get(&picture, Quantity::Load)));
    says(&format!("{} minutes alone", get(&picture, Quantity::Planning)));
    says(&format!("{} dollars a lesson", get(&picture, Quantity::LessonCost)));
    says(&format!("{} dollars are left", get(&picture, Quantity::Balance)));
    let moved = picture.moved(Quantity::ClassSize, whole(20), &[]).unwrap();
    says(&format!("{} teachers", get(&moved.after, Quantity::Teachers)));
    says(&format!("{} dollars are missing", get(&moved.after, Quantity::Balance).negative()));
    let held = picture.moved(Quantity::ClassSize, whole(20), &[Quantity::Teachers]).unwrap();
    says(&format!("{} lessons a day", get(&held.after, Quantity::Load)));
    says(&format!("{} minutes to plan alone", get(&held.after, Quantity::Planning)));
}

#[test]
fn a_groups_dollars_add_up_over_many_schools_of_every_size() {
    let formulas = Formulas::shipped().unwrap();
    let formula = formulas.find("weights_and_ratios").unwrap();
    // Sizes without a common divisor: the sum of their fractions has no place in 128 bits.
    let sizes: Vec<i64> = (0..90).map(|n| 301 + 2 * n).collect();
    let schools: Vec<School> = sizes
        .iter()
        .enumerate()
        .map(|(at, size)| {
            let mut school = School::of(&format!("{at:04}"), &format!("School {at}"))
                .with_text("level", "elementary")
                .with("students", whole(*size));
            for input in ["low_income", "english_learners", "with_disability", "homeless", "young"]
            {
                school = school.with(input, whole(size / 3));
            }
            school
        })
        .collect();
    let counts = |name: &str, part: i64| GroupCounts {
        name: name.to_owned(),
        students: schools
            .iter()
            .zip(&sizes)
            .map(|(school, size)| (school.id.clone(), u64::try_from(size / part).unwrap()))
            .collect(),
    };
    let found = diff(formula, formula, &schools, &counts("all", 1), &[counts("low income", 2)]);
    // The same in floating point, from the schools' own dollars.
    let (mut dollars, mut students) = (0.0, 0.0);
    for (school, size) in found.schools.iter().zip(&sizes) {
        let inside = (size / 2) as f64;
        dollars += school.before.to_f64() / *size as f64 * inside;
        students += inside;
    }
    let group = &found.groups[0];
    assert!((group.before.to_f64() - dollars / students).abs() < 0.01, "{}", group.before.print(2));
    assert_eq!(group.before, group.after);
    assert!(group.before > whole(1_000) && group.before < whole(100_000));
    assert!(group.before.print(2).len() < 12, "{}", group.before.print(2));
}

#[test]
fn a_school_whose_teachers_come_and_go_does_not_climb_the_scale_for_ever() {
    let mut formula = Formulas::shipped().unwrap().find("weights_and_ratios").unwrap().clone();
    let posts: Vec<Post> = (4..34)
        .map(|years| Post {
            school: Some("0410".to_owned()),
            position: format!("T{years}"),
            job: "teacher".to_owned(),
            fte: 1.0,
            fund: "general".to_owned(),
            held: Held::Filled,
            person: None,
            experience: Some(f64::from(years)),
            rating: None,
        })
        .collect();
    let line = BudgetLine {
        school_year: SchoolYear::ending(2027),
        version: "adopted".to_owned(),
        line: "1".to_owned(),
        school_id: Ok(SchoolId("0410".to_owned())),
        account: "1000-110 Teacher salaries".to_owned(),
        fund: Ok("general".to_owned()),
        amount: Cents(242_049_000),
    };
    formula.money = MoneyFrom::Balanced;
    let lines = [("0410".to_owned(), vec![line])].into();
    let given = allocate(&formula, &[]);
    let mut steps = |leaving: &str| -> Vec<f64> {
        let scale = formula.growth.as_mut().unwrap().scale.as_mut().unwrap();
        scale.leaving = Exact::parse(leaving).unwrap();
        let students = [("0410".to_owned(), 300)].into();
        let year = SchoolYear::ending(2027);
        let books = Books { formula: &formula, given: &given, lines: &lines, posts: &posts, year };
        let plans = read_plans(&books, &students, 5);
        plans[0].steps.clone()
    };
    // One teacher on each of thirty steps: those below the last move up.
    let stay = steps("0");
    assert!((stay[0] - (122_573.0 - 50_324.0) / 2_420_490.0).abs() < 1e-9, "{stay:?}");
    // With leavers the middle of the scale is where it is, and pay grows by less each year.
    let leave = steps("0.08");
    assert!(stay.iter().zip(&leave).all(|(a, b)| b + 0.02 < *a), "{stay:?} {leave:?}");
    assert!(steps("1")[0] < -0.3, "all on the first step");
}
