//! Unit and property tests of the room.

use std::sync::Arc;

use jiff::civil::{Date, date};
use proptest::prelude::*;

use super::check::{check, last_year, mean_ratio, progression, wape};
use super::engine::{Study, project};
use super::funnel::{Funnel, Reached, Rows, STAGES, SchoolFunnel, funnel};
use super::model::*;
use super::policy::Sections;
use super::version::{Kept, compare, later_errors};
use super::{cliffs, report, roll};
use crate::disclosure::{Protection, Shown};
use crate::district::*;

/// A district of elementary, middle and high schools over some years; `wobble` stirs it.
fn roll(years: usize, wobble: u64) -> Roll {
    let schools: Vec<SchoolMark> = (0..12)
        .map(|n| SchoolMark {
            id: format!("{n:04}"),
            name: format!("School {n}"),
            network: (n % 3 == 0).then_some(0),
        })
        .collect();
    let mut roll = Roll::empty(schools, vec!["NORTH".to_owned()], SchoolYear::ending(2015), years);
    let mut chance = wobble;
    let mut dice = move || {
        chance = chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963);
        (chance >> 33) as f64 / f64::from(1_u32 << 31)
    };
    for school in 0..12 {
        let grades = [0..6, 0..6, 6..9, 9..13][school % 4].clone();
        let mut cohort: Vec<f64> = (0..GRADES).map(|_| 60.0 + 20.0 * dice()).collect();
        for year in 0..years {
            for grade in (1..GRADES).rev() {
                cohort[grade] = (cohort[grade - 1] * (0.93 + 0.1 * dice())).round();
            }
            cohort[0] = (60.0 + 20.0 * dice()).round();
            for grade in grades.clone() {
                let entry = grade == grades.start && grade > 0;
                let n = if entry { (60.0 + 20.0 * dice()).round() } else { cohort[grade] };
                roll.add(school, year, grade + 1, n);
                cohort[grade] = n;
            }
        }
    }
    roll
}

fn inputs(roll: Roll) -> Inputs {
    Inputs {
        roll,
        events: Vec::new(),
        offers: Vec::new(),
        pool: Pool::default(),
        notes: Vec::new(),
    }
}

fn event(year: usize, school: usize, kind: EnrollmentEventKind) -> Event {
    Event { year, school, kind, grade: None, other: None, students: None, share: 1.0 }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None,
        rng_seed: proptest::test_runner::RngSeed::Fixed(11), ..ProptestConfig::default() })]

    #[test]
    fn a_projection_agrees_with_itself(years in 1_usize..8, wobble in 1_u64..1000) {
        let inputs = inputs(roll(years, wobble));
        let projection = project(&inputs, 3);
        prop_assert_eq!(check(&inputs, &projection), vec![]);
        prop_assert_eq!(project(&inputs, 3), projection);
    }
}

#[test]
fn the_plain_methods_and_their_errors_are_those_counted_by_hand() {
    let inputs = inputs(roll(9, 5));
    let backtest = Study::learn(inputs.clone(), 1).backtest();
    let roll = &inputs.roll;
    let methods = [
        ("plain_last_year", 0),
        ("plain_1", 1),
        ("plain_3", 3),
        ("plain_5", 5),
        ("plain_mean_3", 3),
    ];
    for (id, years) in methods {
        let scores = &backtest.methods.iter().find(|m| m.id == id).unwrap().scores;
        assert_eq!(scores.len(), 4);
        for (score, origin) in scores.iter().zip(4..) {
            let cells = match id {
                "plain_last_year" => last_year(roll, origin),
                "plain_mean_3" => mean_ratio(roll, origin, years),
                _ => progression(roll, origin, years),
            };
            let (by_cell, by_school) = wape(roll, origin, origin + 1, &cells);
            assert!((score.missed[0].wape().unwrap() - by_cell).abs() < 1e-12, "{id}");
            assert!((score.missed[1].wape().unwrap() - by_school).abs() < 1e-12, "{id}");
        }
    }
}

/// A year that has not come changes nothing that was projected before it.
#[test]
fn an_origin_knows_nothing_of_the_year_that_it_projects() {
    let whole = inputs(roll(9, 3));
    let earlier = inputs(whole.roll.until(7));
    let then = project(&earlier, 1);
    let study = Study::learn(whole.clone(), 1);
    let past = study.past(None);
    let same = past.iter().find(|past| past.year == 7).unwrap();
    assert!((then.district[0].value - same.projected).abs() < 1e-9);
}

#[test]
fn a_school_that_closes_does_not_poison_its_neighbours_ratios() {
    // School 0 closes after year 6; its students double school 1, once.
    let calm = roll(8, 9);
    let (marks, networks) = (calm.schools().to_vec(), calm.networks().to_vec());
    let mut closing = Roll::empty(marks, networks, SchoolYear::ending(2015), 8);
    for school in 0..12 {
        for year in 0..8 {
            for column in 0..WIDTH {
                let n = calm.row(school, year)[column];
                let to = if school == 0 && year == 7 { 1 } else { school };
                closing.add(to, year, column, n);
            }
        }
    }
    let inputs = inputs(closing);
    let study = Study::learn(inputs.clone(), 2);
    assert!(study.ruptured(1), "the doubling is seen, without an event on record");
    let projection = study.project();
    let now = inputs.roll.total(1, 7);
    for ahead in [1, 2] {
        let next = projection.total(ahead, 1).value;
        assert!((0.85 * now..1.15 * now).contains(&next), "{now} then {next}");
    }
    assert_eq!(projection.total(1, 0).value, 0.0);
}

#[test]
fn an_id_that_comes_back_after_a_year_is_another_school() {
    let calm = roll(8, 4);
    let (marks, networks) = (calm.schools().to_vec(), calm.networks().to_vec());
    let mut twice = Roll::empty(marks, networks, SchoolYear::ending(2015), 8);
    for school in 0..12 {
        for year in (0..8).filter(|year| school != 1 || ![3, 4].contains(year)) {
            for column in 0..WIDTH {
                // Before it vanished the number belonged to a school three times as large.
                let factor = if school == 1 && year < 3 { 3.0 } else { 1.0 };
                twice.add(school, year, column, factor * calm.row(school, year)[column]);
            }
        }
    }
    let next = project(&inputs(twice), 1).total(1, 1).value;
    let now = calm.total(1, 7);
    assert!((0.8 * now..1.2 * now).contains(&next), "{now} then {next}");
}

#[test]
fn a_withheld_cell_teaches_nothing_and_scores_nothing() {
    let mut hidden = roll(8, 6);
    for year in 0..8 {
        hidden.withhold(0, year, 2);
    }
    let inputs = inputs(hidden);
    let study = Study::learn(inputs.clone(), 1);
    let scored = |backtest: &super::Backtest| backtest.methods[0].scores[0].missed[0].n;
    let all = Study::learn(self::inputs(roll(8, 6)), 1).backtest();
    assert_eq!(scored(&study.backtest()) + 1, scored(&all));
    assert!(check(&inputs, &study.project()).is_empty());
}

#[test]
fn an_event_moves_students_and_makes_none() {
    let before = inputs(roll(8, 2));
    let all = project(&before, 2).district.iter().map(|b| b.value).collect::<Vec<_>>();
    let kinds = [
        Event { other: Some(1), share: 0.6, ..event(8, 0, EnrollmentEventKind::Closing) },
        event(8, 4, EnrollmentEventKind::Closing),
        Event { other: Some(5), ..event(8, 4, EnrollmentEventKind::Merger) },
        Event {
            grade: Some(3),
            students: Some(20.0),
            other: Some(1),
            ..event(8, 0, EnrollmentEventKind::Boundary)
        },
        Event {
            grade: Some(0),
            students: Some(30.0),
            ..event(8, 0, EnrollmentEventKind::NewSeats)
        },
        Event {
            grade: Some(6),
            students: Some(40.0),
            ..event(8, 0, EnrollmentEventKind::GradeSpan)
        },
    ];
    for event in kinds {
        let known = Inputs { events: vec![event.clone()], ..before.clone() };
        let projection = project(&known, 2);
        let next = projection.district[0].value;
        assert!((next - all[0]).abs() < 0.005 * all[0], "{event:?}: {} then {next}", all[0]);
        assert!(check(&known, &projection).is_empty());
        if event.kind == EnrollmentEventKind::Closing {
            assert_eq!(projection.total(1, event.school).value, 0.0);
            assert_eq!(projection.total(2, event.school).value, 0.0);
        }
    }
}

#[test]
fn offers_are_entrants_times_those_who_take_them_up_and_come() {
    let mut inputs = inputs(roll(8, 2));
    let offer =
        |year, offers, take_up| Offer { year, school: 3, grade: 9, offers, take_up, no_show: 0.05 };
    inputs.offers = vec![offer(8, 100.0, Some(0.8))];
    let ninth = |inputs: &Inputs| project(inputs, 1).cell(1, 3, 9).value;
    assert!((ninth(&inputs) - 76.0).abs() < 1.5, "{}", ninth(&inputs));
    // Without a share taken up, nothing is guessed.
    let without = project(&Inputs { offers: vec![], ..inputs.clone() }, 1);
    inputs.offers = vec![offer(8, 100.0, None)];
    assert_eq!(project(&inputs, 1), without);
    // Last year's share stands in, and last year's members for each student whom offers brought.
    let came = inputs.roll.grades(3, 7)[9];
    inputs.offers.push(offer(7, 100.0, Some(0.8)));
    assert!((ninth(&inputs) - came).abs() < 1.5);
}

#[test]
fn a_chance_is_read_off_the_bands() {
    let banded = Banded {
        value: 100.0,
        half: (95.0, 106.0),
        most: (88.0, 112.0),
        nearly_all: (80.0, 121.0),
    };
    assert!((banded.chance_of_at_least(100.5) - 0.5).abs() < 1e-9);
    assert!((banded.chance_of_at_least(112.5) - 0.1).abs() < 1e-9);
    assert!(banded.chance_of_at_least(200.0) < 0.02);
    assert!(banded.chance_of_at_least(10.0) > 0.98);
}

#[test]
fn the_shipped_thresholds_read_and_cliffs_lie_on_both_sides() {
    let sections = Sections::shipped().unwrap();
    assert_eq!(sections.in_force(SchoolYear::ending(2027), 0), Some(18));
    assert_eq!(sections.in_force(SchoolYear::ending(2027), 12), Some(25));
    assert_eq!(sections.in_force(SchoolYear::ending(2009), 3), None);
    let inputs = inputs(roll(9, 8));
    let projection = project(&inputs, 1);
    let cliffs = cliffs::list(&projection, &sections, 1);
    assert!(!cliffs.is_empty());
    for cliff in &cliffs {
        assert!(cliff.students <= f64::from(cliff.sections * cliff.most) + 0.5);
        assert!((0.0..=1.0).contains(&(cliff.chance_more + cliff.chance_fewer)));
    }
}

#[test]
fn thresholds_say_whose_they_are() {
    let shipped = Sections::shipped().unwrap();
    assert!(shipped.whose().contains("not the district’s own"));
    assert!(shipped.note().unwrap().contains("Constitution of the State of Florida"));
    let own = "name = \"Board policy 6150\"\ncitation = \"Board\"\nversion = \"2026-08-01\"\n\
               verified = true\n[[rule]]\nin_force_from = \"2020-21\"\n[[rule.section]]\n\
               grades = [\"01\"]\nmost_students = 21\n";
    let own = Sections::parse("sections.toml", own).unwrap();
    assert!(own.whose().starts_with("the district’s own"));
    assert_eq!(own.note(), None);
    let grade = |code| GradeLevel::find(code).unwrap();
    let sizes = [(grade("KG"), 20), (grade("12"), 30)];
    let formula = Sections::of_formula("Ours", "Board", "2026-07-01", &sizes);
    assert_eq!(formula.in_force(SchoolYear::ending(2030), 0), Some(20));
    assert_eq!(formula.in_force(SchoolYear::ending(2030), 12), Some(30));
    assert_eq!(formula.in_force(SchoolYear::ending(2030), 5), None, "no grade is guessed");
    assert!(formula.whose().contains("adopted budget formula, Ours 2026-07-01"));
}

#[test]
fn a_version_says_what_moved_and_why_and_later_how_far_it_was_off() {
    let all = inputs(roll(9, 8));
    let then = inputs(all.roll.until(8));
    let first = Kept::of(&project(&then, 3), &then);
    let again = compare(1, &first, &first, &then).unwrap();
    assert!(again.schools.is_empty());
    let closing = Inputs { events: vec![event(8, 0, EnrollmentEventKind::Closing)], ..then };
    let second = Kept::of(&project(&closing, 3), &closing);
    let since = compare(1, &first, &second, &closing).unwrap();
    let closed = since.schools.iter().find(|moved| moved.school_id == "0000").unwrap();
    assert_eq!(closed.now, 0.0);
    assert!((closed.by_events + closed.before).abs() < 0.2);
    assert!(closed.by_counts.abs() < 0.2 && closed.by_method == 0.0);
    // What was counted after both were made changes nothing between them.
    let today = Inputs { roll: all.roll.clone(), ..closing.clone() };
    assert_eq!(compare(1, &first, &second, &today).unwrap(), since);
    let third = Kept::of(&project(&all, 3), &all);
    let since = compare(2, &first, &third, &all).unwrap();
    assert_eq!(since.year, 2024);
    assert!(since.schools.iter().all(|moved| moved.by_events == 0.0));
    let errors = later_errors(&first, &all.roll);
    assert_eq!(errors.len(), 1);
    let scored = Study::learn(all.clone(), 1).backtest();
    let wape = scored.methods[0].scores.last().unwrap().missed[1].wape().unwrap();
    assert!((errors[0].schools - wape).abs() < 0.002);
}

fn registrations(year: i16, rows: &[(&str, RegistrationStage, Date)]) -> Vec<Registration> {
    rows.iter()
        .map(|(key, stage, day)| Registration {
            school_year: SchoolYear::ending(year),
            application_id: (*key).into(),
            school_id: "0001".into(),
            grade_level: GradeLevel::Kindergarten,
            stage: *stage,
            stage_date: *day,
        })
        .collect()
}

#[test]
fn the_funnel_compares_the_same_day() {
    use RegistrationStage::{Accepted, Applied, Offered, Withdrawn};
    let this = [
        ("a", Applied, date(2028, 2, 1)),
        ("a", Offered, date(2028, 2, 29)),
        ("b", Applied, date(2028, 2, 2)),
        ("b", Accepted, date(2028, 3, 9)),
        ("c", Applied, date(2028, 2, 2)),
        ("c", Withdrawn, date(2028, 2, 20)),
    ];
    let last = [("x", Applied, date(2027, 2, 28)), ("y", Applied, date(2027, 3, 1))];
    let (this, last) = (registrations(2029, &this), registrations(2028, &last));
    let rows = Rows { now: &this, then: &last };
    let day = date(2028, 2, 29);
    let year = SchoolYear::ending(2029);
    assert_eq!(rows.last_day(), Some(date(2028, 3, 9)));
    assert!(funnel(rows, year, day, Some(GradeLevel::Grade6)).is_none(), "nobody of that grade");
    let funnel = funnel(rows, year, day, Some(GradeLevel::Kindergarten)).unwrap();
    assert_eq!(funnel.day_before, date(2027, 2, 28));
    let school = &funnel.schools[0];
    assert_eq!(school.now.at_least, [2, 1, 0, 0, 0]);
    assert_eq!(school.now.withdrawn, 1);
    assert_eq!(school.then.unwrap().at_least[0], 1);
    assert_eq!(school.then_in_the_end.unwrap().at_least[0], 2);
    assert_eq!(STAGES.len(), 5);
    assert_eq!(funnel.district().now, school.now);
    let rule = Protection::default();
    let lines = report::funnel(&funnel, None, rule);
    assert!(lines[0].now.iter().all(|shown| shown.value().is_none()), "two students are not shown");
}

#[test]
fn whoever_comes_back_counts_from_where_they_came_back() {
    use RegistrationStage::{Accepted, Applied, Offered, Withdrawn};
    let rows = [
        ("a", Applied, date(2028, 2, 1)),
        ("a", Offered, date(2028, 3, 1)),
        ("a", Accepted, date(2028, 3, 5)),
        ("a", Withdrawn, date(2028, 3, 9)),
        ("a", Offered, date(2028, 4, 2)),
    ];
    let rows = registrations(2029, &rows);
    let on = |day: Date| {
        let rows = Rows { now: &rows, then: &[] };
        let funnel = funnel(rows, SchoolYear::ending(2029), day, None).unwrap();
        (funnel.schools[0].now.at_least, funnel.schools[0].now.withdrawn)
    };
    assert_eq!(on(date(2028, 3, 5)), ([1, 1, 1, 0, 0], 0));
    assert_eq!(on(date(2028, 3, 9)), ([0; 5], 1));
    assert_eq!(on(date(2028, 4, 2)), ([1, 1, 0, 0, 0], 0), "offered again, not accepted yet");
}

#[test]
fn a_small_grade_is_withheld_with_another_that_would_give_it_away() {
    let mut small = roll(8, 2);
    for year in 0..8 {
        small.add(5, year, 7, 4.0);
    }
    let inputs = inputs(small);
    let (study, sections) = (Study::learn(inputs.clone(), 2), Sections::shipped().unwrap());
    let projection = study.project();
    let protection = Protection::default();
    let desk = report::Desk {
        inputs: &inputs,
        study: &study,
        projection: &projection,
        sections: &sections,
        aside: None,
        protection,
    };
    let school = desk.school(5);
    for year in 0..school.grade_years.len() {
        let withheld = school
            .grades
            .iter()
            .filter(|grade| matches!(grade.counted[year], Shown::Suppressed(_)));
        assert!(withheld.count() >= 2);
    }
    let district = desk.district();
    assert_eq!(district.schools.len(), 12);
    assert!(district.headline.contains("2022–23"), "{}", district.headline);
}

/// R package enrollcast (R. Lawless), vignette "Projecting school enrollment": three years of three
/// grades, mean ratios 0.9250000 and 0.9678363, projected 111 and 95.81579.
#[test]
fn lawless_enrollcast_vignette() {
    let mark = SchoolMark { id: "1".to_owned(), name: "1".to_owned(), network: None };
    let mut roll = Roll::empty(vec![mark], vec![], SchoolYear::ending(2021), 3);
    let history = [[100.0, 90.0, 80.0], [110.0, 95.0, 88.0], [120.0, 99.0, 91.0]];
    for (year, row) in history.iter().enumerate() {
        for (grade, students) in row.iter().enumerate() {
            roll.add(0, year, grade + 1, *students);
        }
    }
    let next = mean_ratio(&roll, 2, 3);
    assert!((next[&(0, 1)] - 111.0).abs() < 1e-9);
    assert!((next[&(0, 2)] - 95.815_79).abs() < 1e-5);
}

#[test]
fn a_total_of_the_funnel_tells_of_no_school_that_is_withheld() {
    let school = |id: &str, applied: u64| {
        let now = Reached { at_least: [applied, applied, 0, 0, 0], withdrawn: 0 };
        SchoolFunnel { school_id: id.to_owned(), now, then: None, then_in_the_end: None }
    };
    let rule = Protection::default();
    let whole = |schools: Vec<SchoolFunnel>| {
        let day = date(2028, 3, 1);
        let year = SchoolYear::ending(2029);
        let funnel = Funnel { year, day, day_before: day, grade: None, schools };
        let lines = report::funnel(&funnel, None, rule);
        report::funnel_district(&funnel, &lines, rule).now[0].clone()
    };
    assert_eq!(whole(vec![school("1", 40), school("2", 30)]), Shown::Value(70));
    let one = whole(vec![school("1", 40), school("2", 4)]);
    assert!(one.value().is_none(), "44 less 40 would be 4");
    let few = whole(vec![school("1", 40), school("2", 4), school("3", 4)]);
    assert!(few.value().is_none(), "eight are few as well");
    let enough = whole(vec![school("1", 40), school("2", 6), school("3", 6)]);
    assert_eq!(enough, Shown::Value(52));
}

#[test]
fn members_are_counted_on_the_districts_day_and_transitional_kindergarten_feeds_kindergarten() {
    let member = |student: &str, grade: GradeLevel, entered: Date, left: Option<Date>| Enrollment {
        school_year: SchoolYear::ending(2027),
        student_id: student.into(),
        school_id: "0412".into(),
        grade_level: grade,
        entry_date: Ok(entered),
        exit_date: left.ok_or(Missing::Blank),
        exit_type: Err(Missing::Blank),
    };
    let august = date(2026, 8, 24);
    let rows = [
        member("1", GradeLevel::Kindergarten, august, None),
        member("2", GradeLevel::Kindergarten, august, Some(date(2026, 12, 1))),
        member("3", GradeLevel::TransitionalKindergarten, august, None),
        member("4", GradeLevel::Prekindergarten, date(2027, 1, 10), None),
    ];
    let mut facts = Facts::default();
    facts.insert(Some(SchoolYear::ending(2027)), Arc::new(Enrollment::batch(&rows)));
    let row = |day: (i8, i8)| roll::read(&facts, day).unwrap().roll.row(0, 0)[..2].to_vec();
    assert_eq!(row((10, 1)), [1.0, 2.0], "prekindergarten with transitional, kindergarten");
    assert_eq!(row((2, 1)), [2.0, 1.0], "the first of February is in the same school year");
}
