//! The cases of `cases/graduation`: rules in prose, run.

use std::collections::BTreeMap;
use std::path::Path;

use traction_core::district::{SchoolYear, Term};
use traction_core::graduation::engine::access::list_access;
use traction_core::graduation::engine::mend::mend;
use traction_core::graduation::engine::needed::average_needed;
use traction_core::graduation::engine::study::{Entered, Study};
use traction_core::graduation::engine::timetable::Timetable;
use traction_core::graduation::model::{Allowance, CreditNote, From, Grant};
use traction_core::graduation::policy::{Asks, print_credits};
use traction_core::graduation::reading::{Roll, next_term, read_exams};
use traction_core::graduation::{AsOf, Diplomas, Records, Season};
use traction_testkit::cases::{Case, TextTable, list_cases};

/// The allowances that a case gives, by student.
fn allowances(table: &TextTable) -> BTreeMap<String, Vec<Allowance>> {
    let mut by_student: BTreeMap<String, Vec<Allowance>> = BTreeMap::new();
    for row in &table.rows {
        let get = |name: &str| {
            let place = table.columns.iter().position(|column| column == name);
            place.map(|place| row[place].clone()).unwrap_or_default()
        };
        let some = |text: String| (!text.is_empty()).then_some(text);
        let grant = match get("what").as_str() {
            "substitution" => {
                Grant::Substitution { course: get("course"), requirement: get("requirement") }
            }
            "waiver" => Grant::Waiver {
                requirement: get("requirement"),
                credits: some(get("credits")).map(|text| text.parse().unwrap()),
            },
            "transfer" => Grant::Transfer {
                title: get("course"),
                from: get("from"),
                credits: get("credits").parse().unwrap(),
                requirement: some(get("requirement")),
            },
            "shown" => Grant::Shown { requirement: get("requirement") },
            other => panic!("no allowance {other}"),
        };
        by_student.entry(get("student_id")).or_default().push(Allowance {
            grant,
            reason: get("reason"),
            who: String::new(),
            day: String::new(),
        });
    }
    by_student
}

/// A diploma that ships with the cases.
const SMALL: &str = include_str!("../../../../cases/graduation/small.toml");

fn note(note: CreditNote) -> &'static str {
    match note {
        CreditNote::PassedBefore => "passed_before",
        CreditNote::FailingMark => "failing_mark",
        CreditNote::NeverFinished => "never_finished",
        CreditNote::BeforeGrade9 => "before_grade_9",
        CreditNote::CourseOnly => "course_only",
        CreditNote::BelowUnit => "below_unit",
        CreditNote::MoreThanOffered => "more_than_offered",
    }
}

fn differences(case: &Case) -> Vec<String> {
    let mut given = case.clone();
    let mut entered = Entered::default();
    given.given.retain(|(name, table)| {
        if name == "allowances" {
            entered.allowances = allowances(table);
        }
        name != "allowances"
    });
    let begin: i16 = case.setting("Year").unwrap()[..4].parse().unwrap();
    let year = SchoolYear::beginning(begin);
    let facts = given.facts().unwrap();
    let diplomas = Diplomas::shipped().unwrap().with([("small.toml", SMALL)]).unwrap();
    let diploma = diplomas.find(case.setting("Diploma").unwrap()).expect("a known diploma");
    let records = Records::read(&facts, year);
    let roll = Roll::read(&facts, &records, year);
    entered.exams = read_exams(&facts, &Study::exam_names(diploma), year);
    let next = match case.setting("Next").unwrap_or("spring") {
        "fall" => Season::Fall,
        "files" => next_term(&facts, year),
        _ => Season::Spring,
    };
    let as_of = AsOf { year, next };
    let study = Study::build(&records, &roll, |_| diploma, as_of, &entered);
    let timetable = Timetable::read(&facts, &records, &roll, as_of);
    let mut differences = Vec::new();
    for (name, table) in &case.expected {
        let mut found = Vec::new();
        for at in 0..roll.members.len() {
            let member = study.member(at);
            let audit = study.audit(at);
            let id = member.id.as_str().to_owned();
            let lines = study.transcript(at).lines;
            match name.as_str() {
                "standings" => {
                    for standing in &audit.standings {
                        let requirement = &diploma.requirements[standing.requirement];
                        let wanted = |row: &&Vec<String>| row[0] == id && row[1] == requirement.id;
                        if !table.rows.iter().any(|row| wanted(&row)) {
                            continue;
                        }
                        let met = match (standing.met(), standing.will_be_met(), standing.waived) {
                            (_, _, true) => "waived",
                            (true, ..) => "yes",
                            (false, true, _) => "if passed",
                            _ => "no",
                        };
                        let credit = matches!(requirement.asks, Asks::Credit { .. });
                        let print = |count: u32| {
                            if credit { diploma.print(count) } else { count.to_string() }
                        };
                        let cells = table.columns.iter().map(|column| match column.as_str() {
                            "student_id" => id.clone(),
                            "requirement" => requirement.id.clone(),
                            "asked" => print(standing.asked),
                            "have" => print(standing.have),
                            "will_have" => print(standing.will_have),
                            "average" => {
                                standing.average.map(|a| format!("{a:.2}")).unwrap_or_default()
                            }
                            "met" => met.to_owned(),
                            other => panic!("no column {other}"),
                        });
                        found.push(cells.collect());
                    }
                }
                "totals" => found.push(vec![
                    id,
                    diploma.print(audit.total),
                    diploma.print(audit.total_coming),
                ]),
                "notes" => {
                    for (line, what) in &audit.notes {
                        let line = &lines[*line];
                        let course = records.catalog.course(line.course).course_id.to_string();
                        let term = Term::at(line.term).unwrap().code().to_owned();
                        found.push(vec![id.clone(), course, term, note(*what).to_owned()]);
                    }
                }
                "tiers" => found.push(vec![id, study.stands[at].tier.code().to_owned()]),
                "needed" => {
                    for requirement in &diploma.requirements {
                        let Asks::Average { minimum } = requirement.asks else { continue };
                        let (rules, student) = (study.rules_of(at), study.transcript(at));
                        let needed = average_needed(rules, &student, as_of, minimum);
                        let words = needed.map(|needed| format!("{needed:.2}"));
                        let words = words.unwrap_or_else(|| "out of reach".to_owned());
                        found.push(vec![id.clone(), format!("{minimum:.1}"), words]);
                    }
                }
                "mend" => {
                    if !study.stands[at].tier.is_off_track() {
                        continue;
                    }
                    let name = |slot: &u32| timetable.slots[*slot as usize].section.clone();
                    let mending = mend(&study, &timetable, at, &audit);
                    for change in mending.ways.first().into_iter().flat_map(|way| &way.changes) {
                        let gives_up: Vec<String> = change.gives_up.iter().map(name).collect();
                        let (joins, cost) = (name(&change.slot), change.cost.to_string());
                        found.push(vec![id.clone(), joins, gives_up.join(";"), cost]);
                    }
                }
                "access" => {
                    let all = list_access(&study);
                    let one = all.iter().find(|one| one.member == at).expect("grade 11 or 12");
                    let word = |yes| if yes { "yes" } else { "no" };
                    let ready = one.ready.map_or("unknown", word);
                    found.push(vec![id, ready.to_owned(), word(one.takes).to_owned()]);
                }
                "placed" => {
                    for placement in &audit.placements {
                        let lot = &audit.lots[placement.lot];
                        let course = match lot.from {
                            From::Line(line) => {
                                records.catalog.course(lines[line].course).course_id.to_string()
                            }
                            From::Grant(_) => "granted".to_owned(),
                        };
                        let requirement = &diploma.requirements[placement.requirement].id;
                        let credits = diploma.print(placement.units);
                        found.push(vec![id.clone(), course, requirement.clone(), credits]);
                    }
                }
                "indicator" => {
                    if let Some(track) = study.stands[at].indicator {
                        found.push(vec![
                            id,
                            print_credits(f64::from(track.credits) / 100.0),
                            track.core_fs.to_string(),
                            if track.holds() { "yes" } else { "no" }.to_owned(),
                        ]);
                    }
                }
                other => panic!("nothing called {other} is expected of this room"),
            }
        }
        differences.extend(case.compare(table, &found));
    }
    differences
}

#[test]
fn every_case_of_the_graduation_room_comes_out_as_it_says() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../cases/graduation");
    let cases = list_cases(&folder).unwrap();
    assert!(cases.len() >= 12, "the cases are there");
    let found: Vec<String> = cases.iter().flat_map(differences).collect();
    assert!(found.is_empty(), "\n{}", found.join("\n"));
}
