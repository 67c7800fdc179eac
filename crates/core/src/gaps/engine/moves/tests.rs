//! What moves, for small made-up districts.

use super::*;
use crate::disclosure::Reason;
use crate::district::{EnglishLearner, GradeLevel, Missing, RaceEthnicity, School, StudentGroups};
use crate::gaps::engine::Study;
use crate::gaps::grain::testing::{attended, enrolled, put, year};
use crate::gaps::{Comparison, Query};

/// Eighty students of two schools in two years; those below `absent` miss a fifth of 2026.
fn facts(absent: usize) -> Facts {
    let mut facts = Facts::default();
    put::<School>(&mut facts, None, &[]);
    for end in [2025, 2026] {
        let id = |n: usize| format!("{n:04}");
        let school = |n: usize| if n.is_multiple_of(2) { "A" } else { "B" };
        let enrollments: Vec<_> =
            (0..80).map(|n| enrolled(end, &id(n), school(n), GradeLevel::Grade5)).collect();
        let away = |n: usize| if n < absent && end == 2026 { 36.0 } else { 2.0 };
        let days: Vec<_> =
            (0..80).map(|n| attended(end, &id(n), school(n), 180.0, away(n))).collect();
        put(&mut facts, Some(year(end)), &enrollments);
        put(&mut facts, Some(year(end)), &days);
    }
    facts
}

fn all_in(study: &Study, end: i16) -> Shown<Figure> {
    let any = Comparison::standard()[0];
    let query =
        Query { from: Some(year(end)), to: Some(year(end)), ..Query::of("chronic_absence", any) };
    study.overview(&query).unwrap().all
}

fn moves(from: usize, to: usize) -> Vec<Move> {
    let measures = Measures::shipped().unwrap();
    let (before, after) = (facts(from), facts(to));
    let side = |facts| Grounds { facts, measures: &measures };
    let wanted = |measure: &str, _| measure == "chronic_absence";
    let rule = Protection::default();
    let mut found = list_moves(&side(&before), &side(&after), rule, &[], &wanted);
    found.retain(|found| found.measure.authority == "federal");
    found
}

#[test]
fn what_moves_is_what_two_studies_say_before_and_after() {
    let found = moves(20, 44);
    let all = found.iter().find(|m| m.school.is_none() && m.group.is_none()).unwrap();
    let measures = Measures::shipped().unwrap();
    let study = |absent| Study::build(&facts(absent), &measures, Protection::default());
    assert_eq!(all.before, all_in(&study(20), 2026));
    assert_eq!(all.after, all_in(&study(44), 2026));
    assert_eq!(all.students, Shown::Value(24));
    assert!(found.iter().all(|m| m.year == year(2026)), "only 2026 moved");
    let schools: Vec<&str> =
        found.iter().filter_map(|m| m.school.as_ref()).map(|(id, _)| id.as_str()).collect();
    assert_eq!(schools, ["A", "B"]);
    let b = found.iter().find(|m| m.school.as_ref().is_some_and(|(id, _)| id == "B")).unwrap();
    assert_eq!(b.students, Shown::Value(12));
    assert_eq!(b.after.value().map(|figure| figure.n), Some(40));
}

#[test]
fn a_figure_that_a_few_students_move_says_so_and_not_where_to() {
    let found = moves(20, 24);
    assert!(!found.is_empty());
    for one in &found {
        assert_eq!(one.students, Shown::Suppressed(Reason::Protected), "{one:?}");
        assert!(one.after.value().is_none() && one.before.value().is_some(), "{one:?}");
    }
    assert!(moves(20, 20).is_empty());
}

#[test]
fn of_two_schools_neither_tells_how_few_moved_in_the_other() {
    // Thirty-four change: of each school seventeen; then all of A's and a few of B's would be.
    let found = moves(0, 21);
    let school = |id: &str| {
        let of = |m: &&Move| m.school.as_ref().is_some_and(|(known, _)| known == id);
        found.iter().find(of).map(|m| m.students.value().is_some())
    };
    assert_eq!((school("A"), school("B")), (Some(true), Some(true)));
    let found = moves(0, 19);
    let shown = found.iter().filter(|m| m.school.is_some() && m.after.value().is_some());
    assert_eq!(shown.count(), 0, "ten of A and nine of B: with the whole, one tells the other");
}

#[test]
fn a_closed_year_keeps_its_figures_and_the_others_move() {
    let measures = Measures::shipped().unwrap();
    let rule = Protection::default();
    let closed = BTreeSet::from([year(2026)]);
    let (old, new) = (facts(20), facts(44));
    let mut study = Study::build_but(&closed, &new, &measures, rule);
    study.keep(&closed, &old, &measures);
    let before = Study::build(&old, &measures, rule);
    assert_eq!(all_in(&study, 2026), all_in(&before, 2026));
    assert_eq!(all_in(&study, 2025), all_in(&before, 2025));
    let after = Study::build(&new, &measures, rule);
    assert_ne!(all_in(&study, 2026), all_in(&after, 2026));
}

#[test]
fn a_closed_year_keeps_its_definition_and_says_so() {
    let measures = Measures::shipped().unwrap();
    let (_, text) = crate::gaps::policy::SHIPPED
        .iter()
        .find(|(name, _)| *name == "chronic_absence.toml")
        .unwrap();
    let stricter = text.replace(">= 0.10", ">= 0.01").replace("2026-11-01", "2027-07-01");
    let new = Measures::shipped().unwrap().with([("own.toml", stricter.as_str())]).unwrap();
    let (facts, rule) = (facts(20), Protection::default());
    let closed = BTreeSet::from([year(2025)]);
    let mut study = Study::build_but(&closed, &facts, &new, rule);
    study.keep(&closed, &facts, &measures);
    let before = Study::build(&facts, &measures, rule);
    assert_eq!(all_in(&study, 2025), all_in(&before, 2025));
    assert_ne!(all_in(&study, 2026), all_in(&before, 2026));
    let query = Query::of("chronic_absence", Comparison::standard()[0]);
    let rule = study.overview(&query).unwrap().provenance.rule;
    let words = "chronic_absence 2027-07-01 (federal); 2024–25, closed, by 2026-11-01";
    assert_eq!(rule, words);
}

/// The same students in groups: the first few are homeless.
fn with_groups(mut facts: Facts, homeless: usize) -> Facts {
    for end in [2025, 2026] {
        let of = |n: usize| StudentGroups {
            school_year: year(end),
            student_id: format!("{n:04}").as_str().into(),
            race_ethnicity: Ok(if n % 4 < 2 { RaceEthnicity::White } else { RaceEthnicity::Black }),
            economically_disadvantaged: Ok(n.is_multiple_of(3)),
            english_learner: Ok(EnglishLearner::Never),
            student_with_disability: Err(Missing::NotCollected),
            homeless: Ok(n < homeless),
            foster_care: Ok(false),
            migrant: Err(Missing::NotCollected),
            home_area: Err(Missing::Blank),
        };
        put(&mut facts, Some(year(end)), &(0..80).map(of).collect::<Vec<_>>());
    }
    facts
}

#[test]
fn nothing_is_told_that_a_study_does_not_tell() {
    let measures = Measures::shipped().unwrap();
    let rule = Protection::default();
    let mut told = 0;
    for homeless in [1, 3, 12, 40, 77] {
        let (before, after) = (with_groups(facts(20), homeless), with_groups(facts(44), homeless));
        let side = |facts| Grounds { facts, measures: &measures };
        let wanted = |measure: &str, _| measure == "chronic_absence";
        let found = list_moves(&side(&before), &side(&after), rule, &[], &wanted);
        let release = Study::build(&before, &measures, rule)
            .release(Some("chronic_absence"), Some(year(2026)));
        for one in found.iter().filter(|one| one.measure.authority == "federal") {
            let place =
                one.school.as_ref().map_or("district".to_owned(), |s| format!("school:{}", s.0));
            let who = one.group.map_or("all".to_owned(), |group| group.code());
            let cell = release
                .tables
                .iter()
                .filter(|table| table.authority == "federal")
                .flat_map(|table| &table.cells)
                .find(|cell| cell.cell == format!("{place}/{who}"))
                .unwrap();
            assert_eq!(one.before.value().map(|figure| figure.value), cell.figure, "{one:?}");
            let n = one.before.value().map(|figure| figure.n);
            assert!(n.is_none() || n == cell.students, "{one:?}");
            told += usize::from(n.is_some());
        }
        if homeless < 10 {
            let small = found.iter().filter(|one| {
                one.group.is_some_and(|group| group.dimension() == Dimension::Homeless)
            });
            assert!(
                small
                    .clone()
                    .all(|one| one.before.value().is_none() && one.after.value().is_none()),
                "{homeless} homeless: {:?}",
                small.collect::<Vec<_>>()
            );
        }
    }
    assert!(told > 10, "{told} figures");
}

#[test]
fn figures_by_year_are_those_of_the_overview_and_of_the_gap() {
    let measures = Measures::shipped().unwrap();
    for homeless in [3, 40] {
        let study =
            Study::build(&with_groups(facts(20), homeless), &measures, Protection::default());
        let comparison = Comparison::find("homeless=true").unwrap();
        let query = Query::of("chronic_absence", comparison);
        let all = study.figures(&query, false).unwrap();
        assert_eq!(all.len(), 2);
        for (year, figure) in all {
            assert_eq!(figure, all_in(&study, year.end()));
        }
        let of_gap = study.report(&query).unwrap().years;
        let of_gap: Vec<_> = of_gap.into_iter().map(|year| (year.year, year.focus)).collect();
        assert_eq!(study.figures(&query, true).unwrap(), of_gap);
    }
}
