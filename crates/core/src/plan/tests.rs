//! The room as a whole: tracking against its check, the planning year against enumeration,
//! and what ships.

use std::collections::BTreeMap;

use jiff::civil::{Date, date};
use proptest::prelude::*;

use super::check::check;
use super::engine::*;
use super::explain::explain;
use super::model::*;
use super::policy::*;
use super::report::PlanReport;
use crate::disclosure::{Protection, Shown};
use crate::district::{GradeLevel, SchoolId};

const TODAY: Date = date(2026, 11, 1);

fn fixed() -> ProptestConfig {
    ProptestConfig {
        cases: 2000,
        failure_persistence: None,
        rng_seed: proptest::test_runner::RngSeed::Fixed(7),
        ..ProptestConfig::default()
    }
}

fn goal(baseline: f64, target: f64) -> Target {
    Target {
        counted: "students".to_owned(),
        baseline: Some(Point { year: 2024, value: baseline }),
        target: Some(Point { year: 2028, value: target }),
        ..Target::default()
    }
}

fn a_line() -> impl Strategy<Value = Line> {
    let day = prop::option::of((2025_i16..2028, 1_i8..13).prop_map(|(y, m)| date(y, m, 15)));
    let figure = prop::option::of((0_u8..5, 0_u8..5, any::<bool>(), any::<bool>(), 0_u8..5));
    let money = prop::option::of((-3_i64..4, any::<bool>(), prop::option::of(2025_i16..2029)));
    let days = prop::option::of(1_i32..90);
    let clauses = (any::<bool>(), any::<bool>(), any::<bool>());
    ((0..11_usize, day.clone(), day), figure, money, days, clauses).prop_map(
        |((kind, starts_on, ends_on), figure, money, days, (a, b, c))| {
            let said = |yes: bool| if yes { "said".to_owned() } else { String::new() };
            Line {
                starts_on,
                ends_on,
                target: figure.map(|(from, to, lower, measured, extra)| Target {
                    measure: measured.then(|| "m".to_owned()),
                    lower_is_better: lower,
                    waypoints: match extra {
                        0 => vec![Point { year: 2026, value: 2.5 }],
                        1 => vec![Point { year: 2030, value: 9.0 }],
                        _ => Vec::new(),
                    },
                    published: match extra {
                        2 => vec![Point { year: 2027, value: 3.0 }],
                        _ => Vec::new(),
                    },
                    target: (extra != 3).then_some(Point { year: 2028, value: f64::from(to) }),
                    ..goal(f64::from(from), 0.0)
                }),
                amount: money.map(|(cents, tied, from)| Amount {
                    cents,
                    from,
                    tie: Tie { fund: tied.then(|| "general".to_owned()), ..Tie::default() },
                    ..Amount::default()
                }),
                lead_time: days
                    .map(|days_sooner| LeadTime { figure: "budget".into(), days_sooner }),
                if_schools: said(a),
                if_office: said(b),
                then: said(c),
                ..Line::titled("", LineKind::ALL[kind], "a line")
            }
        },
    )
}

fn a_plan() -> impl Strategy<Value = (Vec<Line>, Known)> {
    let unders = prop::collection::vec(prop::option::of(0..12_usize), 12);
    let figures = prop::collection::btree_map(
        0..12_usize,
        prop::collection::vec((2023_i16..2029, 0_u8..5, any::<bool>()), 0..3),
        0..8,
    );
    let money = prop::collection::btree_map(0..12_usize, -4_i64..5, 0..8);
    let done = prop::collection::btree_map(0..12_usize, 1_i8..13, 0..6);
    let sooner = prop::option::of(-20_i32..120);
    (prop::collection::vec(a_line(), 0..12), unders, figures, money, done, sooner).prop_map(
        |(mut lines, unders, figures, money, done, sooner)| {
            let count = lines.len();
            for (at, line) in lines.iter_mut().enumerate() {
                line.id = format!("L{at}");
                line.under = unders[at].filter(|under| *under < count).map(|u| format!("L{u}"));
                if line.kind == LineKind::Priority {
                    line.under = None;
                }
            }
            let id = |at: usize| format!("L{at}");
            let known = Known {
                figures: figures
                    .into_iter()
                    .map(|(at, list)| {
                        let mut list: Vec<Observed> = list
                            .into_iter()
                            .map(|(year, value, wide)| Observed {
                                year,
                                value: f64::from(value),
                                interval: wide.then(|| (f64::from(value) - 1.2, 9.0)),
                            })
                            .collect();
                        list.sort_by_key(|observed| observed.year);
                        list.dedup_by_key(|observed| observed.year);
                        (id(at), list)
                    })
                    .collect(),
                budgeted: money.into_iter().map(|(at, cents)| (id(at), cents)).collect(),
                spent: BTreeMap::new(),
                unanswered: BTreeMap::new(),
                done: done.into_iter().map(|(at, m)| (id(at), date(2026, m, 1))).collect(),
                days_sooner: sooner.into_iter().map(|d| ("budget".to_owned(), d)).collect(),
            };
            (lines, known)
        },
    )
}

proptest! {
    #![proptest_config(fixed())]

    #[test]
    fn tracking_agrees_with_its_check((lines, known) in a_plan()) {
        let tracked = track(&lines, &known, TODAY);
        let wrong = check(&lines, &known, TODAY, &tracked);
        prop_assert!(wrong.is_empty(), "{wrong:?}\n{lines:#?}");
    }

    #[test]
    fn every_line_that_is_no_priority_stands_once_in_the_report((lines, known) in a_plan()) {
        // A plan whose lines go in circles is refused when it is read.
        if check_lines("plan", &lines).is_err() {
            return Ok(());
        }
        let tracked = track(&lines, &known, TODAY);
        let head = PlanHead {
            id: "p".into(), title: "P".into(), system: "S".into(),
            challenge: String::new(), citation: String::new(),
        };
        let report = PlanReport::of(&head, &lines, &tracked, TODAY);
        let mut told: Vec<&str> = report.lines().map(|line| line.line.id.as_str()).collect();
        told.sort_unstable();
        let gearless = |line: &&Line| {
            let above = lines.iter().find(|l| Some(&l.id) == line.under.as_ref());
            line.kind == LineKind::Milestone && above.is_none_or(|l| l.kind.gear().is_none())
        };
        let mut expected: Vec<&str> = lines
            .iter()
            .filter(|line| line.kind != LineKind::Priority && !gearless(line))
            .map(|line| line.id.as_str())
            .collect();
        expected.sort_unstable();
        let told_once: Vec<&str> = told.clone();
        prop_assert_eq!(told_once, expected);
    }

    /// The backward pass against the longest path, found by trying every path.
    #[test]
    fn a_step_ends_as_late_as_the_longest_chain_behind_it_lets_it(
        steps in prop::collection::vec((0_i32..40, 0_i32..30, 0_u8..32), 1..6),
    ) {
        let steps: Vec<Step> = steps
            .iter()
            .enumerate()
            .map(|(at, (days, before, after))| Step {
                id: format!("s{at}"),
                name: format!("step {at}"),
                owner: String::new(),
                days: *days,
                // Only earlier steps, so that there is no circle.
                after: (0..at).filter(|p| after & (1 << p) != 0).map(|p| format!("s{p}")).collect(),
                gives: None,
                ends_days_before: *before,
            })
            .collect();
        fn days_behind(at: usize, steps: &[Step]) -> i32 {
            let waiting = (0..steps.len()).filter(|later| steps[*later].after.contains(&steps[at].id));
            waiting
                .map(|later| days_behind(later, steps) + steps[later].days)
                .chain([steps[at].ends_days_before])
                .max()
                .unwrap_or(0)
        }
        let first_day = date(2027, 8, 23);
        let planned = work_backwards(&steps, &[], first_day).unwrap();
        prop_assert_eq!(planned.len(), steps.len());
        for planned in planned {
            let at: usize = planned.step.id[1..].parse().unwrap();
            let days = days_behind(at, &steps);
            prop_assert_eq!(planned.ends, first_day - jiff::Span::new().days(days));
            prop_assert_eq!(planned.begins, planned.ends - jiff::Span::new().days(steps[at].days));
        }
    }
}

#[test]
fn what_ships_can_be_read_and_is_written_back_unchanged() {
    for (name, text) in EXAMPLES {
        let plan = PlanText::parse(name, text).unwrap();
        assert_eq!(plan.plan.id, *name);
        assert!(!plan.plan.citation.is_empty(), "{name}");
        // The source names no shift of people, time or money for two of the eight.
        for gear in [Gear::Priorities, Gear::TheoryOfAction, Gear::Processes] {
            assert!(plan.lines.iter().any(|line| line.kind.gear() == Some(gear)), "{name}");
        }
        let written = plan.write().unwrap();
        assert_eq!(PlanText::parse(name, &written).unwrap(), plan, "{name}");
    }
    let year = PlanningYear::parse("planning_year", PLANNING_YEAR).unwrap();
    let planned = work_backwards(&year.steps, &year.figures, date(2027, 8, 23)).unwrap();
    assert_eq!(planned.len(), year.steps.len());
    let tiers = parse_tiers("tiers", TIERS).unwrap();
    assert!(Tier::ALL.iter().all(|tier| tiers.iter().any(|d| d.held_by == *tier)));
    let statements = parse_statements("snapshot", SNAPSHOT).unwrap();
    assert!(Gear::ALL.iter().all(|g| statements.iter().filter(|s| s.gear == *g).count() == 3));
}

#[test]
fn an_example_begins_with_lines_that_say_what_they_lack() {
    let plan = PlanText::find_example("fresno").unwrap().unwrap();
    let tracked = track(&plan.lines, &Known::default(), TODAY);
    let goal = tracked.line("G1").unwrap();
    assert_eq!(goal.turning, Turning::Untied);
    assert_eq!(goal.missing, [Missing::Path, Missing::Owner]);
    let shift = tracked.line("S1").unwrap();
    assert_eq!(shift.missing, [Missing::Amount, Missing::Owner, Missing::Dates]);
    assert_eq!(tracked.priorities[0].1, Turning::Still);
    assert!(PlanText::find_example("atlantis").is_none());
}

#[test]
fn a_broken_plan_is_refused_with_its_line() {
    let text = "[plan]\nid = \"x\"\ntitle = \"X\"\nsystem = \"S\"\n\n[[line]]\nid = \"P1\"\nkind = \"hope\"\n";
    let error = PlanText::parse("x.toml", text).unwrap_err();
    let words = error.to_string();
    assert!(words.starts_with("x.toml, line 8: unknown variant `hope`"), "{words}");
    let twice = Line::titled("P1", LineKind::Priority, "one");
    let error = check_lines("x.toml", &[twice.clone(), twice]).unwrap_err();
    assert_eq!(error.to_string(), "x.toml: two entries are called P1");
    let mut lost = Line::titled("G1", LineKind::Goal, "goal");
    lost.under = Some("P9".to_owned());
    let error = check_lines("x.toml", &[lost]).unwrap_err();
    assert_eq!(error.to_string(), "x.toml: G1 stands under P9, and there is no such line above it");
}

#[test]
fn steps_that_wait_for_each_other_are_named() {
    let step = |id: &str, after: &[&str]| Step {
        id: id.to_owned(),
        name: id.to_owned(),
        owner: String::new(),
        days: 1,
        after: after.iter().map(|&a| a.to_owned()).collect(),
        gives: None,
        ends_days_before: 0,
    };
    let steps = [step("a", &["c"]), step("b", &["a"]), step("c", &["b"]), step("d", &["c"])];
    let error = work_backwards(&steps, &[], TODAY).unwrap_err();
    assert_eq!(error.to_string(), "these steps wait for each other: a → b → c → a");
}

#[test]
fn a_priority_turns_only_when_its_four_gears_do() {
    let mut lines = vec![
        Line::titled("P1", LineKind::Priority, "priority"),
        Line::titled("T1", LineKind::Theory, "theory"),
        Line::titled("G1", LineKind::Goal, "goal"),
        Line::titled("S1", LineKind::Money, "money"),
        Line::titled("R1", LineKind::Roles, "roles"),
        Line::titled("M1", LineKind::Milestone, "milestone"),
    ];
    for line in &mut lines[1..5] {
        line.under = Some("P1".to_owned());
    }
    for clause in ["if_schools", "if_office", "then"] {
        let theory = &mut lines[1];
        match clause {
            "if_schools" => theory.if_schools = "schools change".into(),
            "if_office" => theory.if_office = "the office helps".into(),
            _ => theory.then = "students learn".into(),
        }
    }
    lines[2].target = Some(goal(0.5, 0.7));
    lines[3].amount = Some(Amount {
        cents: 100_000,
        tie: Tie { fund: Some("general".into()), ..Tie::default() },
        ..Amount::default()
    });
    lines[5].under = Some("R1".to_owned());
    lines[5].ends_on = Some(date(2026, 10, 1));
    let mut known = Known::default();
    known.figures.insert("G1".into(), vec![Observed { year: 2026, value: 0.61, interval: None }]);
    known.budgeted.insert("S1".into(), 100_000);
    known.done.insert("M1".into(), date(2026, 9, 20));
    assert_eq!(track(&lines, &known, TODAY).priorities[0].1, Turning::Turns);
    // Every gear that stops stops the priority.
    let mut poor = known.clone();
    poor.budgeted.clear();
    assert_eq!(track(&lines, &poor, TODAY).priorities[0].1, Turning::Still);
    let mut late = known.clone();
    late.done.clear();
    assert_eq!(track(&lines, &late, TODAY).priorities[0].1, Turning::Still);
    let mut behind = known.clone();
    behind.figures.insert("G1".into(), vec![Observed { year: 2026, value: 0.55, interval: None }]);
    assert_eq!(track(&lines, &behind, TODAY).priorities[0].1, Turning::Slips);
}

#[test]
fn a_measure_that_cannot_be_answered_is_named_and_no_milestone_is_asked_for() {
    let mut line = Line::titled("G1", LineKind::Goal, "goal");
    line.owner = Some("Ana".into());
    line.under = Some("P1".into());
    line.target = Some(Target { measure: Some("chronic_abscence".into()), ..goal(0.5, 0.7) });
    let lines = [Line::titled("P1", LineKind::Priority, "priority"), line];
    let mut known = Known::default();
    let why = "there is no measure chronic_abscence; did you mean chronic_absence?";
    known.unanswered.insert("G1".into(), why.into());
    let tracked = track(&lines, &known, TODAY);
    let state = tracked.line("G1").unwrap();
    assert_eq!(state.turning, Turning::Untied);
    let says = explain(&lines[1], state);
    assert_eq!(says, [format!("Its measure gives no figure: {why}.")]);
}

#[test]
fn where_a_path_runs_says_whether_less_is_better() {
    let at = |year, value| Some(Point { year, value });
    let mut target = Target::default();
    target.run(at(2024, 0.30), at(2028, 0.20));
    assert!(target.lower_is_better, "30% to 20%");
    let path = Trajectory::of(&target).unwrap();
    let standing = path.standing(&Observed { year: 2026, value: 0.25, interval: None });
    assert_eq!(standing, Some(Standing::OnPath), "a fall from 30% to 25% is no standing still");
    target.run(at(2024, 0.30), at(2028, 0.40));
    assert!(!target.lower_is_better);
    // What was said of a path stays while the path does: costs that may rise so far and no further.
    let mut costs = Target { baseline: at(2024, 10.0), target: at(2028, 12.0), ..target };
    costs.lower_is_better = true;
    costs.run(at(2024, 10.0), at(2028, 12.0));
    assert!(costs.lower_is_better);
}

#[test]
fn a_path_goes_through_its_waypoints_and_chance_is_not_failure() {
    let mut target = goal(40.0, 20.0);
    target.lower_is_better = true;
    target.waypoints = vec![Point { year: 2025, value: 38.0 }];
    let path = Trajectory::of(&target).unwrap();
    assert_eq!(path.expected(2023), None);
    assert_eq!(path.expected(2025), Some(38.0));
    assert_eq!(path.expected(2027), Some(26.0));
    assert_eq!(path.expected(2031), Some(20.0));
    let stands = |value: f64, interval| path.standing(&Observed { year: 2027, value, interval });
    assert_eq!(stands(26.0, None), Some(Standing::OnPath));
    assert_eq!(stands(28.0, Some((25.0, 31.0))), Some(Standing::NearPath));
    assert_eq!(stands(28.0, Some((27.0, 29.0))), Some(Standing::Behind));
    assert_eq!(stands(41.0, None), Some(Standing::NotMoved));
    assert_eq!(path.share_of_way(30.0), Some(0.5));
}

#[test]
fn a_school_feeds_where_most_of_its_leavers_are_found() {
    let school = |id: &str| SchoolId::from(id);
    let steps = |from: &str, grade, to: &[(&str, usize)]| -> Vec<Move> {
        to.iter()
            .flat_map(|(to, n)| {
                let to = (!to.is_empty()).then(|| school(to));
                std::iter::repeat_n(Move { from: school(from), from_grade: grade, to }, *n)
            })
            .collect()
    };
    let mut moves = steps("E1", GradeLevel::Grade5, &[("M1", 60), ("M2", 20), ("", 15)]);
    moves.extend(steps("E2", GradeLevel::Grade5, &[("M2", 40), ("M1", 4)]));
    moves.extend(steps("M1", GradeLevel::Grade8, &[("H1", 90), ("H2", 30)]));
    moves.extend(steps("M2", GradeLevel::Grade8, &[("H2", 70)]));
    let cluster = |id: &str| Some(id.to_owned());
    let clusters: BTreeMap<SchoolId, Option<String>> = [
        ("E1", cluster("NORTH")),
        ("E2", cluster("NORTH")),
        ("H1", cluster("NORTH")),
        ("H2", cluster("SOUTH")),
        ("M1", cluster("NORTH")),
        ("M2", cluster("SOUTH")),
    ]
    .into_iter()
    .map(|(id, cluster)| (school(id), cluster))
    .collect();
    let (feeders, patterns) = trace_feeders(&moves, &clusters, &Protection::default());
    let pattern = |id: &str| patterns.iter().find(|p| p.school_id == id).unwrap();
    assert_eq!(pattern("E1").feeds.as_deref(), Some("M1"));
    assert_eq!(pattern("E1").share, Shown::Value(0.75));
    assert_eq!(pattern("E1").ends_in, "H1");
    assert!(!pattern("E1").leaves_its_cluster());
    assert_eq!(pattern("E2").ends_in, "H2");
    assert!(pattern("E2").leaves_its_cluster());
    assert_eq!(pattern("H1").feeds, None);
    // Four students are not told, and so neither are the forty that would tell them.
    let told = |from: &str, to: &str| {
        feeders.iter().find(|f| f.from == from && f.to == to).unwrap().students.value().copied()
    };
    assert_eq!(told("E1", "M2"), Some(20));
    assert_eq!((told("E2", "M1"), told("E2", "M2")), (None, None));
    let handoffs = list_handoffs(&feeders, &[], 2027, 0.25);
    let owed: Vec<(&str, &str)> =
        handoffs.iter().map(|line| (line.feeder.from.as_str(), line.feeder.to.as_str())).collect();
    assert_eq!(owed, [("E1", "M1"), ("E1", "M2"), ("M1", "H1"), ("M1", "H2"), ("M2", "H2")]);
}

#[test]
fn time_in_schools_is_a_share_of_all_that_was_logged() {
    let contact = |activity, school: Option<&str>, minutes, day| Contact {
        supervisor: "Dana".into(),
        on: date(2026, 10, day),
        activity,
        school_id: school.map(str::to_owned),
        minutes,
        note: String::new(),
    };
    let contacts = [
        contact(Activity::Classrooms, Some("0412"), 120, 2),
        contact(Activity::Coaching, Some("0520"), 90, 3),
        contact(Activity::CentralMeeting, None, 60, 3),
        contact(Activity::PrincipalElsewhere, Some("0412"), 30, 5),
        contact(Activity::Classrooms, Some("0412"), 400, 30),
    ];
    let assigned = BTreeMap::from([
        ("Dana".to_owned(), vec!["0412".to_owned(), "0520".to_owned(), "0610".to_owned()]),
        ("Eli".to_owned(), vec!["0700".to_owned()]),
    ]);
    let times = add_up_contacts(&contacts, &assigned, date(2026, 10, 1), date(2026, 10, 29));
    assert_eq!(times.len(), 2);
    let dana = &times[0];
    assert_eq!((dana.minutes, dana.in_schools, dana.span), (300, 210, 3));
    assert_eq!(dana.share, Some(0.7));
    assert_eq!(
        dana.schools,
        [
            ("0412".to_owned(), 120, Some(date(2026, 10, 2))),
            ("0520".to_owned(), 90, Some(date(2026, 10, 3))),
            ("0610".to_owned(), 0, None),
        ]
    );
    assert_eq!((times[1].minutes, times[1].share), (0, None));
    let named = ["0900".to_owned()];
    let schools =
        add_up_schools(&contacts, &assigned, &named, date(2026, 10, 1), date(2026, 10, 29));
    let ids: Vec<&str> = schools.iter().map(|school| school.school_id.as_str()).collect();
    assert_eq!(ids, ["0412", "0520", "0610", "0700", "0900"]);
    assert_eq!(schools[0].minutes[0], (Activity::Classrooms, 120), "elsewhere is not in it");
    assert_eq!(schools[1].minutes[1], (Activity::Coaching, 90));
    assert_eq!((schools[3].supervisors.join(","), schools[3].last), ("Eli".to_owned(), None));
    assert!(schools[4].supervisors.is_empty(), "a school that nobody looks after is there");
}

#[test]
fn lead_times_are_measured_against_the_year_before() {
    let figures = PlanningYear::parse("planning_year", PLANNING_YEAR).unwrap().figures;
    let release = |school: &str, year, on| Release {
        figure: "budget".into(),
        year,
        school_id: school.into(),
        on,
    };
    let releases = [
        release("0412", 2027, date(2026, 4, 1)),
        release("0412", 2028, date(2027, 2, 1)),
        // A correction later does not make it later.
        release("0412", 2028, date(2027, 5, 1)),
        release("0520", 2027, date(2026, 4, 1)),
    ];
    let first_days = BTreeMap::from([(2027, date(2026, 8, 24)), (2028, date(2027, 8, 23))]);
    let schools = ["0412".to_owned(), "0520".to_owned()];
    let times = measure_lead_times(&figures, &releases, &schools, &first_days, 2028);
    let budget = times.iter().find(|times| times.figure.id == "budget").unwrap();
    assert_eq!((budget.received, budget.in_time), (1, 1));
    assert_eq!((budget.median, budget.median_sooner), (Some(203), Some(58)));
    assert_eq!(budget.schools[1].lead_days, None);
    assert_eq!(budget.schools[1].lead_days_before, Some(145));
}

#[test]
fn a_scorecard_counts_what_both_sides_owed() {
    let contract = Contract {
        id: "north".into(),
        cluster_id: "NORTH".into(),
        lead_partner: "North Partners".into(),
        first_year: 2026,
        years: 3,
        targets: vec![ContractTarget {
            id: "math".into(),
            title: "Proficient in mathematics".into(),
            target: Target {
                baseline: Some(Point { year: 2025, value: 0.30 }),
                waypoints: vec![
                    Point { year: 2026, value: 0.33 },
                    Point { year: 2027, value: 0.37 },
                ],
                target: Some(Point { year: 2028, value: 0.42 }),
                ..Target::default()
            },
        }],
        autonomies: Vec::new(),
        supports: vec![Support {
            id: "hiring".into(),
            what: "Open positions by 1 March".into(),
            owner: "human resources".into(),
            due: date(2026, 3, 1),
        }],
        consequences: vec!["A review".into()],
    };
    assert_eq!(contract.list_years().collect::<Vec<_>>(), [2026, 2027, 2028]);
    let figure = |year, value| Observed { year, value, interval: None };
    let observed =
        BTreeMap::from([("math".to_owned(), vec![figure(2026, 0.34), figure(2027, 0.35)])]);
    let given = BTreeMap::from([("hiring".to_owned(), date(2026, 3, 9))]);
    let card = score(&contract, 2026, &observed, &given, TODAY).unwrap();
    assert_eq!((card.met, card.judged, card.year_of_contract), (1, 1, 1));
    assert_eq!((card.supports_in_time, card.supports_due), (0, 1));
    let card = score(&contract, 2027, &observed, &given, TODAY).unwrap();
    assert_eq!((card.met, card.judged), (0, 1));
    assert_eq!(card.lines[0].standing, Some(Standing::Behind));
    assert!(score(&contract, 2029, &observed, &given, TODAY).is_none());
}

#[test]
fn a_team_that_stands_apart_is_told_to_talk() {
    let level = Answer::Level;
    let opinion = judge_together("x", &[level(1), level(2), level(2), level(4), Answer::DoNotKnow]);
    assert_eq!(opinion.counts, [1, 2, 0, 1]);
    assert_eq!((opinion.median, opinion.spread, opinion.apart), (Some((2, 2)), Some(3), true));
    assert_eq!(judge_together("x", &[]).median, None);
    assert!(!judge_together("x", &[level(3), level(4)]).apart);
}

#[test]
fn a_hand_over_holds_what_is_owed_and_what_is_due_first_comes_first() {
    let mut line = Line::titled("S1", LineKind::Money, "Pay for coaches");
    line.owner = Some("Rosa Diaz".into());
    let decision = |id: &str, due, done_on| Decision {
        id: id.into(),
        what: format!("decision {id}"),
        owner: "health".into(),
        due,
        line: None,
        done_on,
    };
    let group = |id: &str, reported_on| WorkingGroup {
        id: id.into(),
        charge: "find rooms".into(),
        lead: "health".into(),
        members: Vec::new(),
        reports_on: Some(date(2026, 10, 15)),
        reported_on,
    };
    let cabinet = Cabinet {
        members: vec![Member {
            id: "health".into(),
            name: "Rosa Diaz".into(),
            agency: "Health department".into(),
            office: "Director".into(),
            authority: "its budget".into(),
            delegate: "Omar Said".into(),
            chairs: false,
        }],
        groups: vec![group("G1", None), group("G2", Some(date(2026, 10, 12)))],
        pledges: vec![Pledge {
            id: "P1".into(),
            line: "S1".into(),
            agency: "health department".into(),
            fund: "prevention".into(),
            cents: 100,
            from: 2027,
            until: None,
            restrictions: String::new(),
        }],
        meetings: vec![
            Meeting {
                on: date(2026, 9, 1),
                present: vec!["health".into()],
                by_delegate: Vec::new(),
                decisions: vec![
                    decision("D1", date(2026, 10, 1), Some(date(2026, 9, 20))),
                    decision("D2", date(2026, 12, 1), None),
                ],
                notes: String::new(),
            },
            Meeting {
                on: date(2026, 10, 6),
                present: Vec::new(),
                by_delegate: vec!["health".into()],
                decisions: vec![decision("D3", date(2026, 12, 2), None)],
                notes: String::new(),
            },
        ],
        ..Cabinet::default()
    };
    let wrote = [("rosa@health".to_owned(), "G1".to_owned(), date(2026, 5, 2), "why".to_owned())];
    let visit = |minutes, day, note: &str| Contact {
        supervisor: "ROSA DIAZ".into(),
        on: date(2026, 10, day),
        activity: Activity::Coaching,
        school_id: Some("0412".into()),
        minutes,
        note: note.into(),
    };
    let papers = Papers {
        lines: &[line],
        cabinet: &cabinet,
        contracts: &[],
        reviews: &[],
        done: &BTreeMap::new(),
        wrote: &wrote,
        assigned: &BTreeMap::from([("Rosa Diaz".to_owned(), vec!["0520".to_owned()])]),
        contacts: &[visit(60, 9, "mathematics"), visit(30, 2, "arrival")],
    };
    let over = hand_over(&["Rosa Diaz", "rosa@health"], TODAY, &papers);
    let owed: Vec<(&str, bool)> = over.owes.iter().map(|o| (o.id.as_str(), o.done)).collect();
    assert_eq!(
        owed,
        [("G1", false), ("D2", false), ("D3", false), ("S1", false), ("D1", true), ("G2", true)]
    );
    assert_eq!((over.owns.len(), over.decided.len(), over.wrote.len()), (1, 3, 1));
    assert_eq!(over.seats[0].delegate, "Omar Said");
    assert_eq!(over.pledges.len(), 1, "what the agency pledged goes with the seat");
    let schools: Vec<(&str, bool, u64)> =
        over.schools.iter().map(|s| (s.school_id.as_str(), s.assigned, s.minutes)).collect();
    assert_eq!(schools, [("0412", false, 90), ("0520", true, 0)]);
    assert_eq!(over.schools[0].last, Some((date(2026, 10, 9), "mathematics".to_owned())));
    // Who comes in somebody's place knows of it, and had a part where they sat.
    let over = hand_over(&["Omar Said"], TODAY, &papers);
    assert_eq!((over.seats.len(), over.stands_in_for.len()), (0, 1));
    assert_eq!(over.decided.iter().filter(|part| part.by_delegate).count(), 1);
}

#[test]
fn an_agenda_begins_with_what_is_off_its_path() {
    let mut worse = Line::titled("G1", LineKind::Goal, "Attendance");
    worse.target = Some(goal(0.5, 0.7));
    worse.owner = Some("Ana".into());
    let mut near = worse.clone();
    near.id = "G2".into();
    near.owner = None;
    let mut known = Known::default();
    let observe = |value, interval| vec![Observed { year: 2026, value, interval }];
    known.figures.insert("G1".into(), observe(0.49, None));
    known.figures.insert("G2".into(), observe(0.59, Some((0.57, 0.61))));
    let lines = [near, worse];
    let tracked = track(&lines, &known, TODAY);
    let shared = ["G1".to_owned(), "G2".to_owned()];
    let cabinet = Cabinet {
        pledges: vec![Pledge {
            id: "w".into(),
            line: "G1".into(),
            agency: "City".into(),
            fund: "relief".into(),
            cents: 1,
            from: 2025,
            until: Some(2027),
            restrictions: String::new(),
        }],
        groups: [None, Some(date(2026, 10, 20))]
            .map(|reported_on| WorkingGroup {
                id: format!("{reported_on:?}"),
                charge: "rooms".into(),
                lead: "w".into(),
                members: Vec::new(),
                reports_on: Some(date(2026, 10, 15)),
                reported_on,
            })
            .to_vec(),
        ..Cabinet::default()
    };
    let next = date(2026, 12, 1);
    let agenda = list_agenda(&lines, &tracked, &cabinet, &shared, TODAY, next);
    let kinds: Vec<String> = agenda
        .iter()
        .map(|item| match item {
            AgendaItem::GoalOffPath { line, .. } => format!("off {line}"),
            AgendaItem::FundEnds { pledge, .. } => format!("fund {pledge}"),
            AgendaItem::NoOwner { line, .. } => format!("no owner {line}"),
            AgendaItem::GroupReports { group, .. } => format!("group {group}"),
            other => format!("{other:?}"),
        })
        .collect();
    assert_eq!(kinds, ["off G1", "off G2", "fund w", "group None", "no owner G2"]);
}
