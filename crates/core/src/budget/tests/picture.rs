//! The school picture: whole from what is known, and moved by one number.

use super::*;

fn picture() -> Picture {
    let n = |q, v: &str| (q, Exact::from_fraction(v).unwrap());
    Picture::of(&[
        n(Quantity::Students, "600"),
        n(Quantity::Lessons, "7"),
        n(Quantity::ClassSize, "24"),
        n(Quantity::Teachers, "35"),
        n(Quantity::Periods, "7"),
        n(Quantity::PeriodMinutes, "50"),
        n(Quantity::Collaboration, "20"),
        n(Quantity::Duty, "0"),
        n(Quantity::Days, "180"),
        n(Quantity::Pay, "90000"),
        n(Quantity::OtherDollars, "2000000"),
        n(Quantity::Flexible, "4800000"),
        n(Quantity::Restricted, "400000"),
    ])
    .unwrap()
}

/// Each identity multiplied out again, here and not by the engine.
fn holds(picture: &Picture) -> Result<(), String> {
    for identity in IDENTITIES {
        let (sum_up, sides) = match identity {
            Identity::Product(a, b) => (false, [a, b]),
            Identity::Sum(a, b) => (true, [a, b]),
        };
        let sides: Vec<Exact> = sides
            .iter()
            .map(|side| {
                let numbers = side.iter().map(|q| picture.get(*q).unwrap());
                if sum_up {
                    sum(numbers)
                } else {
                    numbers.fold(Exact::ONE, |p, n| p.times(n).unwrap())
                }
            })
            .collect();
        if sides[0] != sides[1] {
            return Err(identity.words());
        }
    }
    Ok(())
}

#[test]
fn the_picture_is_whole_from_what_is_known() {
    let picture = picture();
    holds(&picture).unwrap();
    assert_eq!(picture.get(Quantity::Sections), Some(whole(175)));
    assert_eq!(picture.get(Quantity::Load), Some(whole(5)));
    assert_eq!(picture.get(Quantity::Planning), Some(whole(80)));
    assert_eq!(picture.get(Quantity::LessonCost), Some(whole(100)));
    assert_eq!(picture.get(Quantity::Balance), Some(whole(50_000)));
}

#[test]
fn smaller_classes_take_teachers_and_money_unless_these_are_held() {
    let before = picture();
    let moved = before.moved(Quantity::ClassSize, whole(20), &[]).unwrap();
    assert_eq!(moved.after.get(Quantity::Teachers), Some(whole(42)));
    assert_eq!(moved.after.get(Quantity::Balance), Some(whole(50_000 - 7 * 90_000)));
    let held = before.moved(Quantity::ClassSize, whole(20), &[Quantity::Teachers]).unwrap();
    assert_eq!(held.after.get(Quantity::Load), Some(whole(6)));
    assert_eq!(held.after.get(Quantity::Planning), Some(whole(30)));
    let error = before
        .moved(
            Quantity::ClassSize,
            whole(20),
            &[Quantity::Teachers, Quantity::Load, Quantity::Students, Quantity::Lessons],
        )
        .unwrap_err();
    assert!(matches!(error, PictureError::HeldTooMuch { .. }), "{error:?}");
    let planning = before.moved(Quantity::Planning, whole(130), &[Quantity::Balance]);
    assert_eq!(planning.unwrap().after.get(Quantity::ClassSize), Some(whole(30)));
}

#[test]
fn a_second_move_keeps_what_the_first_one_moved() {
    let before = picture();
    let to = |q, n| Turn::Move(q, whole(n));
    let walk = before.walked(&[to(Quantity::ClassSize, 20), to(Quantity::Planning, 130)]);
    holds(&walk.after).unwrap();
    assert_eq!(walk.after.get(Quantity::ClassSize), Some(whole(20)));
    assert_eq!(walk.after.get(Quantity::Planning), Some(whole(130)));
    // 42 teachers for classes of 20; planning 50 minutes more takes a lesson of each: 52.5.
    assert_eq!(walk.after.get(Quantity::Teachers), Exact::of(105, 2));
    let prices: Vec<Option<Exact>> = walk.moves.iter().map(Moved::price).collect();
    assert_eq!(prices, [Some(whole(7 * 90_000)), Some(whole(945_000))]);
    // What is held from the first move on is held at what that move made of it.
    let held = [to(Quantity::ClassSize, 20), Turn::Hold(Quantity::Teachers), to(Quantity::Load, 4)];
    let walk = before.walked(&held);
    assert_eq!(walk.after.get(Quantity::Teachers), Some(whole(42)));
    assert_eq!(walk.done, held);
    // What cannot be is left out and told; the others stand.
    let walk = before.walked(&[
        to(Quantity::ClassSize, 20),
        to(Quantity::Sections, 175),
        to(Quantity::Seats, 4200),
        to(Quantity::Pay, 95_000),
    ]);
    assert_eq!(walk.refused.len(), 1, "{:?}", walk.refused);
    assert_eq!(walk.after.get(Quantity::Pay), Some(whole(95_000)));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None,
        rng_seed: proptest::test_runner::RngSeed::Fixed(3), ..ProptestConfig::default() })]

    /// Whatever is moved and held: either it is refused, or every identity holds exactly, and what
    /// was moved and held stands where it was put.
    #[test]
    fn any_move_keeps_every_identity(
        at in 0..Quantity::ALL.len(), percent in 50_i64..160, holds_mask in any::<u32>(),
    ) {
        let before = picture();
        let quantity = Quantity::ALL[at];
        let to = before.get(quantity).unwrap().times(Exact::of(i128::from(percent), 100).unwrap()).unwrap();
        let held: Vec<Quantity> = Quantity::ALL.iter().copied().enumerate()
            .filter(|(i, _)| holds_mask & holds_mask.rotate_left(7) & (1 << i) != 0).map(|(_, q)| q).collect();
        if let Ok(moved) = before.moved(quantity, to, &held) {
            prop_assert_eq!(holds(&moved.after), Ok(()));
            prop_assert_eq!(moved.after.get(quantity), Some(to));
            for hold in held.iter().filter(|h| **h != quantity) {
                prop_assert_eq!(moved.after.get(*hold), before.get(*hold));
            }
        }
    }

    /// A thousand draws at once give each school what one allocation gives it.
    #[test]
    fn draws_give_what_an_allocation_gives(students in prop::collection::vec(30_u32..1900, 1..6)) {
        let formula = beginning();
        let base = school("1", "elementary", 400, 230);
        let draws = SchoolDraws { id: "1".to_owned(), grades: vec![GradeDraws { grade: None, now: 400, draws: students.clone() }] };
        let now = allocate(&formula, std::slice::from_ref(&base));
        let shares: Vec<Option<Exact>> = now.schools[0].amounts.iter().map(|a| a.amount.clone().ok()).collect();
        let lines = lines_over_draws(&formula, &base, &draws, &shares);
        for (draw, n) in students.iter().enumerate() {
            let mut then = base.clone();
            for name in ["students", "young", "low_income", "english_learners", "with_disability", "homeless"] {
                let was = base.values[name].number().unwrap().to_f64();
                let is = (was * f64::from(*n) / 400.0).round() as i64;
                then = then.with(name, whole(is));
            }
            let exact = allocate(&formula, &[then]);
            for (at, line) in formula.lines.iter().enumerate().filter(|(_, l)| l.share.is_none()) {
                let one = exact.schools[0].amounts[at].amount.clone().unwrap().to_f64();
                prop_assert!((lines.amounts[at].at(draw) - one).abs() < 1e-6, "{} {} {}", line.id, one, lines.amounts[at].at(draw));
            }
        }
    }

    /// The order of schools does not matter to what each gets.
    #[test]
    fn the_order_of_schools_does_not_matter(n in 2_usize..12, turn in 1_usize..11) {
        let formula = beginning();
        let schools = district(n);
        let mut turned = schools.clone();
        turned.rotate_left(turn % n);
        let (a, b) = (allocate(&formula, &schools), allocate(&formula, &turned));
        for school in &a.schools {
            let other = b.find_school(&school.id).unwrap();
            for (at, line) in formula.lines.iter().enumerate() {
                let cent = Exact::cents(1);
                let apart = match (&school.amounts[at].amount, &other.amounts[at].amount) {
                    (Ok(x), Ok(y)) => x.minus(*y).unwrap(),
                    _ => Exact::ZERO,
                };
                // The last cents of a share go to the first among equals.
                let most = if line.share.is_some() { cent } else { Exact::ZERO };
                prop_assert!(apart.max(apart.negative()) <= most, "{}", line.id);
            }
        }
    }
}
