//! Graduation as typed: the audit, one student in sentences, the mend and what is kept of it.

use super::command::{Desk, rows};

#[test]
fn an_audit_says_how_all_stand_and_lists_only_those_asked_for() {
    let desk = Desk::with_town();
    let said = desk.run("-C riverbend graduation audit").with_status(0).out;
    assert!(said.contains("Plain diploma of 24 credits"), "{said}");
    assert!(said.contains("145 students of grades 9 to 12"), "{said}");
    assert!(said.contains("would wrongly call short: no students"), "{said}");
    assert!(said.contains("too few students to show"), "small tiers are withheld: {said}");
    let list = desk
        .run("-C riverbend graduation audit --students --tier in_the_day --format csv")
        .with_status(0)
        .out;
    let students = rows(&list);
    assert!(!students.is_empty() && students.len() < 145, "{list}");
    let mend = desk.run("-C riverbend graduation mend --format csv").with_status(0).out;
    let listed: Vec<&str> = students.iter().map(|row| row["student_id"].as_str()).collect();
    for line in rows(&mend) {
        assert!(listed.contains(&line["student_id"].as_str()), "{line:?}");
    }
    // The looks at students were written down.
    let looks = desk.run("-C riverbend access log").with_status(0).out;
    assert!(looks.contains("graduation"), "{looks}");
    let said = desk.run("-C riverbend graduation audit --diploma nope").with_status(2);
    assert!(said.err.contains("no diploma called nope") && said.err.contains("plain_24"));
    let said = desk.run("-C riverbend graduation mend --school 9998").with_status(2);
    assert!(said.err.contains("hint: there are: 0610"), "{}", said.err);
}

#[test]
fn a_line_of_the_mend_is_accepted_kept_and_exported_as_it_is_typed_into_the_schedule() {
    let desk = Desk::with_town();
    let mend = desk.run("-C riverbend graduation mend --format csv").with_status(0).out;
    let line = rows(&mend).remove(0);
    let (student, section) = (line["student_id"].clone(), line["section_id"].clone());
    let words = |decision: &'static str| {
        [
            "-C",
            "riverbend",
            "graduation",
            "decide",
            &student,
            &section,
            decision,
            "--reason",
            "the family agrees",
        ]
        .map(str::to_owned)
    };
    let run = |words: [String; 9]| desk.run_args(&words.each_ref().map(String::as_str));
    let said = run(words("perhaps")).with_status(2);
    assert!(said.err.contains("accepted, declined, deferred"), "{}", said.err);
    let empty = desk.run("-C riverbend graduation mend --accepted --format csv").with_status(0);
    assert!(rows(&empty.out).is_empty(), "{}", empty.out);
    run(words("accepted")).with_status(0);
    let typed = desk.run("-C riverbend graduation mend --accepted --format csv").with_status(0).out;
    let typed = rows(&typed);
    let add = typed.iter().find(|row| row["action"] == "add").expect("a section is joined");
    assert_eq!((&add["student_id"], &add["section_id"]), (&student, &section));
    assert_eq!(add["decided_by"], "analyst");
    assert!(
        typed.iter().all(|row| !row["course_id"].is_empty()),
        "each names its course: {typed:?}"
    );
    // Taken back by a later answer, and both are kept.
    run(words("declined")).with_status(0);
    let typed = desk.run("-C riverbend graduation mend --accepted --format csv").with_status(0).out;
    assert!(rows(&typed).is_empty(), "{typed}");
    let nobody = ["-C", "riverbend", "graduation", "decide", &student, "S-none", "accepted"];
    let said = desk.run_args(&[&nobody[..], &["--reason", "x"]].concat()).with_status(2);
    assert!(said.err.contains("no section that would bring this student back"), "{}", said.err);
}

#[test]
fn a_waiver_changes_what_is_said_until_it_is_withdrawn() {
    let desk = Desk::with_town();
    let mend = desk.run("-C riverbend graduation mend --format csv").with_status(0).out;
    let student = rows(&mend).remove(0)["student_id"].clone();
    let explain = format!("-C riverbend graduation explain {student}");
    let before = desk.run(&explain).with_status(0).out;
    assert!(before.contains("credit") && before.contains("Ways back"), "{before}");
    let spanish = desk.run(&format!("{explain} --language es")).with_status(0).out;
    assert!(spanish.contains("Puedes volver al camino"), "{spanish}");
    let allow = |requirement: &str| {
        desk.run_args(&[
            "-C",
            "riverbend",
            "graduation",
            "allow",
            &student,
            "waiver",
            "--requirement",
            requirement,
            "--reason",
            "passed the state's examination",
        ])
    };
    let said = allow("alchemy").with_status(2);
    assert!(said.err.contains("alchemy") && said.err.contains("english"), "{}", said.err);
    let kept = allow("english").with_status(0);
    let said = format!("{}{}", kept.out, kept.err);
    let entry = said.trim().rsplit(' ').next().expect("a number").to_owned();
    let after = desk.run(&explain).with_status(0).out;
    assert_ne!(after, before);
    let take_back =
        ["-C", "riverbend", "graduation", "withdraw", &student, &entry, "--reason", "a mistake"];
    desk.run_args(&take_back).with_status(0);
    assert_eq!(desk.run(&explain).with_status(0).out, before);
    let said = desk.run("-C riverbend graduation explain 9999999").with_status(2);
    assert!(said.err.contains("no student of grades 9 to 12"), "{}", said.err);
}

#[test]
fn access_is_beside_readiness_and_a_district_writes_its_own_diploma_from_one_that_ships() {
    let desk = Desk::with_town();
    let said = desk.run("-C riverbend graduation access").with_status(0).out;
    for words in ["Ready:", "minutes a day in core courses at grade level", "plan after graduation"]
    {
        assert!(said.contains(words), "{words}\n{said}");
    }
    let text = desk.run("-C riverbend graduation diplomas plain_24").with_status(0).out;
    desk.write("riverbend/policy/graduation/ours.toml", &text.replace("plain_24", "ours"));
    desk.run("-C riverbend graduation check-policy policy/graduation/ours.toml").with_status(0);
    let list = desk.run("-C riverbend graduation diplomas --format csv").with_status(0).out;
    assert!(rows(&list).iter().any(|row| row["id"] == "ours"), "{list}");
    let ours = desk.run("-C riverbend graduation audit --diploma ours").with_status(0).out;
    assert!(ours.contains("145 students"), "{ours}");
}

/// St. Margaret's School, 2019/20: 447 requests over 47 sections. Hoshino, R. & Fabris, I. (2020),
/// CPAIOR, proved that 430 can be met. The file is not ours to publish.
#[test]
fn four_hundred_and_thirty_of_the_447_requests_of_a_real_school_are_placed() {
    let requests = "sections/course-requests/st_margarets.json";
    let Some(path) = traction_testkit::needs::find_shared(requests) else { return };
    let desk = Desk::empty();
    let file = std::fs::read_to_string(path).expect("the file of requests");
    desk.write("requests.json", &file);
    let said = desk.run("graduation place requests.json").with_status(0).out;
    let note = said.lines().find(|line| line.contains(" of 447 requests are met")).expect("a sum");
    let met: u32 = note.split(' ').next().and_then(|word| word.parse().ok()).expect("a number");
    assert!(met >= 430, "{note}");
    let table = said.split("Which section meets each request").nth(1).expect("the requests");
    assert_eq!(447 - table.matches("not met").count() as u32, met);
    // Nobody is in two places at once: student and block, the first and the last word of a line.
    let places: Vec<(&str, &str)> = table
        .lines()
        .filter(|line| line.starts_with('S') && line.len() > 1 && !line.contains("not met"))
        .filter(|line| line[1..].starts_with(|letter: char| letter.is_ascii_digit()))
        .filter_map(|line| Some((line.split_whitespace().next()?, line.split_whitespace().last()?)))
        .collect();
    let distinct: std::collections::BTreeSet<_> = places.iter().collect();
    assert_eq!((places.len(), distinct.len()), (met as usize, met as usize));
}

#[test]
fn sections_are_placed_from_a_small_file_and_a_wrong_one_says_what_is_wrong() {
    let desk = Desk::empty();
    let file = r#"{ "blocks": 2,
        "sections": [{ "course_id": 1, "name": "Art", "teacher": "T1" },
                     { "course_id": 2, "name": "Band", "teacher": "T1" }],
        "students": [{ "id": "S1", "requests": [1, 2] }, { "id": "S2", "requests": [2, 3] }] }"#;
    desk.write("requests.json", file);
    let said = desk.run("graduation place requests.json").with_status(0).out;
    assert!(said.contains("3 of 4 requests are met"), "{said}");
    desk.write("wrong.json", "{ \"sections\": 1 }");
    let said = desk.run("graduation place wrong.json").with_status(2);
    assert!(said.err.contains("wrong.json") && said.err.contains("place --help"), "{}", said.err);
}

#[test]
fn audits_are_checked_again_cohorts_have_rows_and_a_rule_says_where_it_is_written() {
    let desk = Desk::with_town();
    let said = desk.run("-C riverbend graduation audit --check").with_status(0).out;
    assert!(said.contains("145 audits were checked; 0 things are wrong"), "{said}");
    let said = desk.run("-C riverbend graduation cohorts --format csv").with_status(0).out;
    let lines = rows(&said);
    let years: std::collections::BTreeSet<&str> =
        lines.iter().map(|row| row["year"].as_str()).collect();
    assert!(years.len() >= 3, "{years:?}");
    assert!(lines.iter().any(|row| row["group"] == "English learner now"), "{said}");
    let said = desk.run("-C riverbend graduation audit --diploma new_york").with_status(0).out;
    assert!(said.contains("Regents in English: not on file for anybody"), "{said}");
    let text = desk.run("-C riverbend graduation diplomas new_york").with_status(0).out;
    desk.write("ny.toml", &text);
    let said = desk.run("graduation check-policy ny.toml").with_status(0).out;
    assert!(said.contains("Where it is written") && said.contains("nysed.gov"), "{said}");
}

#[test]
fn a_declined_line_is_gone_from_the_list_until_it_is_said_anew() {
    let desk = Desk::with_town();
    let mend = desk.run("-C riverbend graduation mend --format csv").with_status(0).out;
    let line = rows(&mend).remove(0);
    let (student, section) = (line["student_id"].clone(), line["section_id"].clone());
    let decide = |section: &str, decision: &str| {
        let words = ["-C", "riverbend", "graduation", "decide", &student, section, decision];
        desk.run_args(&[&words[..], &["--reason", "x"]].concat())
    };
    decide(&section, "declined").with_status(0);
    let mend = desk.run("-C riverbend graduation mend --format csv").with_status(0).out;
    let gone = |row: &std::collections::BTreeMap<String, String>| {
        row["student_id"] != student || row["section_id"] != section
    };
    assert!(rows(&mend).iter().all(gone), "{mend}");
    decide(&section, "accepted").with_status(0);
    let explain = format!("-C riverbend graduation explain {student}");
    let said = desk.run(&explain).with_status(0).out;
    assert!(said.contains(&section), "{said}");
}
