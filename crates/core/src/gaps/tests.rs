//! The room as a whole: the cube against its check, questions against hand-made districts.

use proptest::prelude::*;

use super::check::check;
use super::cube::{CellKey, Outcomes, Profile, Values, build, build_all};
use super::grain::testing::{attended, enrolled, put, year};
use super::report::{Course, GroupFigure};
use super::statistics::fixed_cases;
use super::*;
use crate::disclosure::{Protection, Reason, Shown};
use crate::district::*;

fn outcomes() -> impl Strategy<Value = Outcomes> {
    let level = |levels: u8| prop::option::of(0..levels);
    let profile = (level(7), level(2), level(3), level(2), level(2), level(2), level(2), level(3))
        .prop_map(|(a, b, c, d, e, f, g, h)| Profile::of([a, b, c, d, e, f, g, h]));
    let school = prop_oneof![4 => 0..4_u32, 1 => Just(u32::MAX)];
    let grade = prop_oneof![4 => 3..16_u8, 1 => Just(u8::MAX)];
    let row = (school, grade, profile, any::<bool>(), -900_000_000..900_000_000_i64, 1..6_u8);
    (prop::collection::vec(row, 0..120), 0..3_u8).prop_map(|(rows, kind)| Outcomes {
        school: rows.iter().map(|row| row.0).collect(),
        grade: rows.iter().map(|row| row.1).collect(),
        profile: rows.iter().map(|row| row.2).collect(),
        values: match kind {
            0 => Values::Rate(rows.iter().map(|row| row.3).collect()),
            1 => Values::Mean(rows.iter().map(|row| row.4).collect()),
            _ => Values::Levels(rows.iter().map(|row| row.5).collect()),
        },
    })
}

fn turned(outcomes: &Outcomes) -> Outcomes {
    let mut turned = outcomes.clone();
    turned.school.reverse();
    turned.grade.reverse();
    turned.profile.reverse();
    match &mut turned.values {
        Values::Rate(values) => values.reverse(),
        Values::Mean(values) => values.reverse(),
        Values::Levels(values) => values.reverse(),
    }
    turned
}

proptest! {
    #![proptest_config(fixed_cases(64))]

    #[test]
    fn the_cube_is_what_counting_by_hand_gives(outcomes in outcomes()) {
        prop_assert_eq!(check(&outcomes, &build(&outcomes)), Vec::new());
    }

    #[test]
    fn the_order_of_students_changes_nothing(outcomes in outcomes()) {
        prop_assert!(build(&outcomes) == build(&turned(&outcomes)));
    }

    #[test]
    fn groups_of_a_dimension_and_the_unknown_add_up_to_all(outcomes in outcomes()) {
        let slice = build(&outcomes);
        let all = slice.total(CellKey::All);
        prop_assert_eq!(all.n as usize, outcomes.len());
        for dimension in Dimension::ALL {
            let mut sum = slice.total(CellKey::NotKnown(dimension));
            for group in dimension.groups() {
                sum.add(&slice.total(CellKey::One(group)));
            }
            prop_assert_eq!(sum, all);
        }
    }
}

#[test]
fn many_slices_are_what_one_at_a_time_gives() {
    let one = Outcomes {
        school: vec![0, 0, 1],
        grade: vec![5, 5, 6],
        profile: vec![Profile::UNKNOWN; 3],
        values: Values::Rate(vec![true, false, true]),
    };
    let many = vec![one.clone(), turned(&one), one.clone()];
    let built = build_all(&many);
    assert!(built.iter().all(|slice| *slice == build(&one)));
    assert_eq!(built[0].total(CellKey::All).hits(), 2);
}

#[test]
fn a_wrong_cube_is_found_out() {
    let one = Outcomes {
        school: vec![0, 0],
        grade: vec![5, 5],
        profile: vec![Profile::UNKNOWN; 2],
        values: Values::Rate(vec![true, false]),
    };
    let other = Outcomes { values: Values::Rate(vec![true, true]), ..one.clone() };
    assert!(!check(&one, &build(&other)).is_empty());
}

fn groups(end: i16, student: &str, homeless: bool) -> StudentGroups {
    StudentGroups {
        school_year: year(end),
        student_id: student.into(),
        race_ethnicity: Ok(RaceEthnicity::White),
        economically_disadvantaged: Err(Missing::NotCollected),
        english_learner: Ok(EnglishLearner::Never),
        student_with_disability: Ok(false),
        homeless: Ok(homeless),
        foster_care: Ok(false),
        migrant: Ok(false),
        home_area: Err(Missing::Blank),
    }
}

/// Two schools, 200 students each, 80 homeless in all; of the homeless `absent` of ten are
/// chronically absent each year, of the others one of ten.
fn district(absent: &[(i16, usize)]) -> Facts {
    let mut facts = Facts::default();
    for (end, of_ten) in absent {
        let (mut members, mut days, mut of) = (Vec::new(), Vec::new(), Vec::new());
        for number in 0..400 {
            let id = format!("s{number:03}");
            let school = if number % 2 == 0 { "A" } else { "B" };
            let homeless = number < 80;
            let bar = if homeless { *of_ten } else { 1 };
            let away = if (number / 2) % 10 < bar { 30.0 } else { 3.0 };
            members.push(enrolled(*end, &id, school, GradeLevel::Grade4));
            days.push(attended(*end, &id, school, 180.0, away));
            of.push(groups(*end, &id, homeless));
        }
        put(&mut facts, Some(year(*end)), &members);
        put(&mut facts, Some(year(*end)), &days);
        put(&mut facts, Some(year(*end)), &of);
    }
    facts
}

fn study(facts: &Facts) -> Study {
    Study::build(facts, &Measures::shipped().unwrap(), Protection::default())
}

fn homeless() -> Query {
    Query::of("chronic_absence", Comparison::find("homeless=true").unwrap())
}

#[test]
fn a_gap_is_reported_with_its_size_its_course_and_its_place() {
    let study = study(&district(&[(2022, 2), (2023, 4), (2024, 5), (2025, 6), (2026, 7)]));
    let report = study.report(&homeless()).unwrap();
    let size = report.size.value().unwrap();
    assert!((size.difference.value - 0.6).abs() < 1e-12);
    assert!((size.disadvantage - 0.6).abs() < 1e-12);
    // 56 of 80 against 32 of 320: eight of 80 would be a tenth.
    assert_eq!(size.students_needed, Shown::Value(48));
    assert!((size.relative_risk.value().unwrap().value - 7.0).abs() < 1e-12);
    assert_eq!(report.trend.value().unwrap().course, Course::Widening);
    assert_eq!(report.years.len(), 5);
    assert_eq!(report.schools.len(), 2);
    assert_eq!(report.schools[0].flagged, Shown::Value(true));
    let location = report.location.value().unwrap();
    assert!((location.within + location.between - 0.6).abs() < 1e-12);
    assert!(
        report.headline.starts_with("Chronic absence is 70% for homeless students and 10% for"),
        "{}",
        report.headline
    );
    assert_eq!(report.provenance.rows_counted, 2000);
    let text = serde_json::to_string(&report).unwrap();
    assert!(!text.contains("s001"), "a report names no student");
}

#[test]
fn small_groups_and_small_remainders_are_withheld_everywhere_in_a_report() {
    let mut facts = district(&[(2026, 5)]);
    let of: Vec<StudentGroups> =
        (0..400).map(|number| groups(2026, &format!("s{number:03}"), number < 9)).collect();
    put(&mut facts, Some(year(2026)), &of);
    let report = study(&facts).report(&homeless()).unwrap();
    assert_eq!(report.size, Shown::Suppressed(Reason::Protected));
    assert_eq!(report.years[0].gap, Shown::Suppressed(Reason::Protected));
    assert_eq!(report.years[0].focus, Shown::Suppressed(Reason::Protected));
    assert_eq!(report.years[0].reference, Shown::Suppressed(Reason::Protected));
    assert!(report.schools.iter().all(|school| school.gap.value().is_none()));
    assert!(report.schools.iter().all(|school| school.shrunken_focus.value().is_none()));
    assert!(report.location.value().is_none() && report.trend.value().is_none());
    assert!(report.headline.contains("withheld to protect small groups"));
    assert!(report.sentences.is_empty());
}

#[test]
fn a_withheld_group_cannot_be_had_from_the_whole_on_any_page() {
    let mut facts = district(&[(2026, 5)]);
    let of: Vec<StudentGroups> = (0..400)
        .map(|number| {
            let race = match number {
                0..10 => RaceEthnicity::Asian,
                10..130 => RaceEthnicity::Black,
                _ => RaceEthnicity::White,
            };
            let own = groups(2026, &format!("s{number:03}"), number < 200);
            StudentGroups { race_ethnicity: Ok(race), ..own }
        })
        .collect();
    put(&mut facts, Some(year(2026)), &of);
    let study = study(&facts);
    // Ten in the district, five at each school: black students there protect them.
    let report = study.report(&homeless()).unwrap();
    let black = Group::find("race_ethnicity=black");
    let figure =
        |rows: &[GroupFigure]| rows.iter().find(|row| row.group == black).unwrap().figure.clone();
    let protects = Shown::Suppressed(Reason::Protected);
    // All ten are absent often. In so small a district a range would tell how many of them, and
    // black students, whose rate is printed to a percent, protect them there too.
    let asian = report.groups.iter().find(|row| row.group == Group::find("race_ethnicity=asian"));
    assert_eq!(asian.unwrap().figure, protects);
    assert_eq!(figure(&report.groups), protects);
    // All of them are homeless, so five at a school of the homeless are all five.
    let school = study.school(&"A".into()).unwrap();
    let absence = school.lines.iter().find(|l| l.measure.id == "chronic_absence").unwrap();
    assert_eq!(figure(&absence.groups), protects);
    let by_race = |code: &str| {
        let comparison = Comparison::find(code).unwrap();
        let report = study.report(&Query { comparison, ..homeless() }).unwrap();
        let school = report.schools[0].clone();
        (school.focus, school.reference)
    };
    let (black, others) = by_race("race_ethnicity=black");
    assert!(black == protects && others.value().is_none());
    let (white, others) = by_race("race_ethnicity=white");
    assert!(white.value().is_some() && others.value().unwrap().n == 65);
}

#[test]
fn what_is_not_collected_looks_different_from_what_has_no_students() {
    let report = study(&district(&[(2026, 5)])).report(&homeless()).unwrap();
    let figure = |code: &str| {
        let group = Group::find(code);
        &report.groups.iter().find(|row| row.group == group).unwrap().figure
    };
    assert_eq!(*figure("economically_disadvantaged=true"), Shown::NotCollected);
    assert_eq!(*figure("race_ethnicity=asian"), Shown::NoStudents);
    assert!(figure("homeless=true").value().is_some());
}

#[test]
fn a_question_that_cannot_be_answered_says_what_is_missing() {
    let study = study(&district(&[(2026, 5)]));
    let ask = |measure: &str| study.report(&Query { measure: measure.to_owned(), ..homeless() });
    let error = ask("graduation_4yr").unwrap_err();
    assert!(matches!(error, GapError::NoStudents { .. }), "{error}");
    let error = ask("ninth_grade_on_track").unwrap_err();
    assert_eq!(
        error.to_string(),
        "ninth_grade_on_track cannot be answered without: transcripts, courses"
    );
    assert!(matches!(ask("weather"), Err(GapError::NoSuchMeasure { .. })));
    let nowhere = Query { place: Place::School("Z".into()), ..homeless() };
    assert!(matches!(study.report(&nowhere), Err(GapError::NoSuchPlace { .. })));
}

#[test]
fn the_brief_finds_the_gap_and_says_which_way_it_goes() {
    let study = study(&district(&[(2022, 2), (2023, 4), (2024, 5), (2025, 6), (2026, 7)]));
    let brief = study.brief(5);
    assert!(!brief.findings.is_empty());
    let first = &brief.findings[0];
    assert_eq!(first.measure.id, "chronic_absence");
    assert_eq!(first.students_needed, Shown::Value(48));
    assert!(first.adjusted_p < 0.001);
    assert!(first.headline.contains("homeless students"), "{}", first.headline);
    assert!(first.detail.contains("48 fewer students"), "{}", first.detail);
    let families: std::collections::BTreeSet<_> =
        brief.findings.iter().map(|finding| finding.measure.id.clone()).collect();
    assert_eq!(families.len(), brief.findings.len());
}

#[test]
fn an_overview_and_a_school_page_agree_with_the_report() {
    let study = study(&district(&[(2026, 5)]));
    let report = study.report(&homeless()).unwrap();
    let overview = study.overview(&homeless()).unwrap();
    let line = overview.lines.iter().find(|l| l.comparison.code == "homeless=true").unwrap();
    assert_eq!(line.gap, report.years[0].gap);
    let school = study.school(&"A".into()).unwrap();
    let absence = school.lines.iter().find(|l| l.measure.id == "chronic_absence").unwrap();
    assert_eq!(absence.all, report.schools[0].all);
}

#[test]
fn switching_the_authority_lists_who_changes_and_prints_them_masked() {
    let mut facts = Facts::default();
    put(
        &mut facts,
        Some(year(2026)),
        &[
            attended(2026, "exactly", "A", 180.0, 18.0),
            attended(2026, "short", "A", 30.0, 10.0),
            attended(2026, "very_short", "A", 5.0, 3.0),
            attended(2026, "present", "A", 180.0, 17.5),
        ],
    );
    let measures = Measures::shipped().unwrap();
    let flips = |a, b| {
        list_flips(&facts, &measures, Protection::default(), "chronic_absence", (a, b), year(2026))
            .unwrap()
    };
    let ids = |rows: &StudentRows| {
        rows.reveal().iter().map(|row| row.student_id.clone()).collect::<Vec<_>>()
    };
    let to_45 = flips("federal", "enrolled_45_days");
    assert_eq!(ids(&to_45.only_first), ["short"]);
    assert!(to_45.only_second.reveal().is_empty());
    assert_eq!(to_45.only_first.reveal()[0].numbers[1], ("days_absent", "10".to_owned()));
    let to_90 = flips("federal", "attendance_rate_90");
    assert_eq!(ids(&to_90.only_second), ["very_short"]);
    assert!(!format!("{to_90:?}").contains("very_short"));
    assert_eq!(to_90.summary.only_second, Shown::Suppressed(Reason::SmallGroup));
}

#[test]
fn the_order_of_rows_in_the_files_changes_no_byte_of_an_answer() {
    let facts = district(&[(2024, 4), (2025, 5), (2026, 7)]);
    let mut turned = Facts::default();
    for table in TABLES {
        for of in facts.list_years(table) {
            let batch = facts.find(table, of).unwrap();
            turned.insert(Some(of), std::sync::Arc::new(batch.take((0..batch.len()).rev())));
        }
    }
    let (one, two) = (study(&facts), study(&turned));
    let bytes = |study: &Study| {
        let report = serde_json::to_string(&study.report(&homeless()).unwrap()).unwrap();
        (report, serde_json::to_string(&study.brief(5)).unwrap())
    };
    assert_eq!(bytes(&one), bytes(&two));
}

#[test]
fn a_definition_governs_only_the_years_it_is_in_force() {
    let study = study(&district(&[(2015, 4), (2026, 7)]));
    let years = |authority: &str| {
        let query = Query { authority: Some(authority.to_owned()), ..homeless() };
        study.report(&query).unwrap().years.len()
    };
    assert_eq!(years("federal"), 1);
    assert_eq!(years("enrolled_45_days"), 2);
}

#[test]
fn a_cluster_and_a_choice_of_grades_narrow_the_question() {
    let mut facts = district(&[(2026, 5)]);
    let school = |id: &str, cluster: &str| School {
        school_id: id.into(),
        school_name: format!("School {id}"),
        school_type: Err(Missing::Blank),
        cluster_id: Ok(cluster.into()),
        area_id: Err(Missing::Blank),
        low_grade: Err(Missing::Blank),
        high_grade: Err(Missing::Blank),
        latitude: Err(Missing::Blank),
        longitude: Err(Missing::Blank),
        opened_on: Err(Missing::Blank),
        closed_on: Err(Missing::Blank),
        nces_school_id: Err(Missing::Blank),
    };
    put(&mut facts, None, &[school("A", "NORTH"), school("B", "SOUTH")]);
    let study = study(&facts);
    let all = study.report(&homeless()).unwrap();
    assert!(all.location.value().unwrap().by_cluster.value().is_some());
    let north = Query { place: Place::Cluster("NORTH".into()), ..homeless() };
    let north = study.report(&north).unwrap();
    assert_eq!(north.groups[0].figure.value().unwrap().n, 200);
    assert_eq!(north.schools.len(), 1);
    let grades = Query { grades: vec![GradeLevel::Grade5], ..homeless() };
    let none = study.report(&grades).unwrap();
    assert_eq!(none.years[0].focus, Shown::NoStudents);
    let among = Comparison::find("homeless=true@race_ethnicity=white").unwrap();
    let among = study.report(&Query { comparison: among, ..homeless() }).unwrap();
    assert_eq!(among.years[0].gap, all.years[0].gap);
    assert!(among.crossed.is_empty());
}

#[test]
fn tables_have_a_cell_for_each_column() {
    let report = study(&district(&[(2025, 4), (2026, 5)])).report(&homeless()).unwrap();
    let tables = report.tables();
    let ids: Vec<_> = tables.iter().map(|table| table.id).collect();
    assert_eq!(ids, ["groups", "crossed", "years", "schools", "location"]);
    for table in tables {
        assert!(table.rows.iter().all(|row| row.len() == table.columns.len()), "{}", table.id);
        assert_eq!(table.texts().len(), table.rows.len() + 1);
    }
}
