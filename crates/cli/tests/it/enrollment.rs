//! `traction enrollment` in the sample town: projected, kept, compared, registered.

use serde_json::Value;

use super::command::Desk;

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}:\n{text}"))
}

#[test]
fn a_projection_is_kept_and_a_closing_that_becomes_known_explains_what_moved() {
    let desk = Desk::with_town();
    let said = desk.run("-C riverbend enrollment project --keep --years 3").with_status(0);
    assert!(said.err.contains("kept as version 1"), "{}", said.err);
    assert!(said.out.contains("80% from"), "{}", said.out);
    // Schools can read it from now on, and the plan's calendar says so of each.
    let calendar = desk.run("-C riverbend plan calendar 2028").with_status(0).out;
    let row = calendar
        .lines()
        .find(|line| line.starts_with("Elm High") && line.contains("the enrollment projection"));
    assert!(row.is_some_and(|row| !row.contains("not yet")), "{calendar}");
    desk.run("-C riverbend enrollment compare").with_status(2);
    // The high school.
    let school = "0610";
    desk.write(
        "closing/enrollment_events.csv",
        &format!("school_year,school_id,event\n2027-28,{school},closing\n"),
    );
    let said = desk.run("-C riverbend import ../closing --replace");
    assert!(said.status < 2, "{}\n{}", said.out, said.err);
    let events = desk.run("-C riverbend enrollment events --format csv").with_status(0);
    assert!(events.out.contains("closing"), "{}", events.out);
    desk.run("-C riverbend enrollment project --keep").with_status(0);
    let said = desk.run("-C riverbend enrollment compare --list").with_status(0);
    assert!(said.out.contains("not yet"), "{}", said.out);
    let said = desk.run("-C riverbend enrollment compare 1 2").with_status(0);
    assert!(said.out.contains("By events"), "{}", said.out);
    let said = desk.run(&format!("-C riverbend enrollment project --school {school} --years 5"));
    assert!(said.out.contains("closes"), "{}", said.out);
}

#[test]
fn every_method_is_tested_and_the_default_agrees_with_the_pages_table() {
    let desk = Desk::with_town();
    let said = desk.run("-C riverbend enrollment backtest --table methods --format json");
    let sheet = json(&said.with_status(0).out);
    let rows = sheet["rows"].as_array().expect("rows");
    let ids: Vec<&str> =
        rows.iter().filter(|row| row["ahead"] == 1).filter_map(|r| r["method"].as_str()).collect();
    for id in ["combination", "plain_last_year", "plain_3", "rate_shrunk", "kindergarten_pool"] {
        assert!(ids.contains(&id), "{ids:?}");
    }
    let said = desk.run("-C riverbend enrollment backtest --markdown").with_status(0);
    assert!(said.out.starts_with("| method |"), "{}", said.out);
}

#[test]
fn the_funnel_stands_beside_the_same_day_last_year() {
    let desk = Desk::with_town();
    let said = desk.run("-C riverbend enrollment funnel --format json").with_status(0);
    let sheet = json(&said.out);
    assert!(sheet["title"].as_str().expect("a title").contains("against 2025-10"), "{}", said.out);
    let said = desk.run("-C riverbend enrollment funnel --year 2027 --day 2026-09-10");
    let said = said.with_status(0);
    assert!(said.out.contains("Attending"), "{}", said.out);
    assert!(said.out.contains("All schools") && !said.out.contains("no students"), "{}", said.out);
    assert!(!said.out.contains("projected"), "entrants stand beside entrants: {}", said.out);
    let one = desk.run("-C riverbend enrollment funnel --grade KG").with_status(0);
    assert!(one.out.contains("Grade KG projected"), "{}", one.out);
    let said = desk.run("-C riverbend enrollment funnel --year 2019").with_status(2);
    assert!(said.err.contains("traction template registrations"), "{}", said.err);
}

#[test]
fn what_is_not_known_is_said_with_a_way_on() {
    let desk = Desk::empty();
    desk.run("new riverbend").with_status(0);
    let said = desk.run("-C riverbend enrollment project").with_status(2);
    assert!(said.err.contains("no school year has been counted yet"), "{}", said.err);
    let desk = Desk::with_town();
    let said = desk.run("-C riverbend enrollment project --school 7777").with_status(2);
    assert!(said.err.contains("7777"), "{}", said.err);
}

/// Counts of three schools over nine years as a published file has them, in its own columns.
fn published(heading: &str, row: impl Fn(i32, usize, usize, usize) -> String) -> String {
    let mut text = format!("{heading}\n");
    for year in 2010..2019 {
        for school in 0..3 {
            for grade in 0..6 {
                // A cohort keeps its size from grade to grade, and each school its own.
                let cohort = (year - 2010 + 6) as usize - grade;
                text += &row(year, school, grade, 40 + 10 * school + 3 * (cohort % 4));
                text.push('\n');
            }
        }
    }
    text
}

#[test]
fn published_counts_come_through_the_mappings_that_ship_and_are_tested() {
    let grades = ["K", "1", "2", "3", "4", "5"];
    let chicago = published(
        "fall_year,school_id,school_name,network,governance,grade,enrollment",
        |year, school, grade, n| {
            format!("{year},61000{school},School {school},1,,{},{n}", grades[grade])
        },
    );
    let maryland = published(
        "academic_year,lea_number,lea_name,school_number,school_name,grade,enrollment,suppressed",
        |year, school, grade, n| {
            // One count in a hundred is withheld.
            let (count, withheld) = if (year, school, grade) == (2012, 1, 2) {
                (String::new(), 1)
            } else {
                (n.to_string(), 0)
            };
            format!(
                "{year},01,Allegany,030{school},School {school},{},{count},{withheld}",
                grades[grade]
            )
        },
    );
    for (mapping, file, text, schools) in [
        ("chicago-enrollment", "chicago_cps_20thday_slice.csv", chicago, "610001"),
        ("maryland-enrollment", "maryland_msde_school_grade_slice.csv", maryland, "01-0301"),
    ] {
        let desk = Desk::empty();
        desk.run("new place").with_status(0);
        let mapped = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
            .join(format!("../../docs/examples/mappings/{mapping}.toml"));
        let mapped = std::fs::read_to_string(mapped).expect("a mapping that ships");
        desk.write(&format!("place/mappings/{mapping}.toml"), &mapped);
        desk.write(file, &text);
        let said = desk.run(&format!("-C place import ../{file}"));
        assert!(said.status < 2, "{mapping}: {}\n{}", said.out, said.err);
        let said = desk.run("-C place enrollment backtest --markdown").with_status(0);
        for method in ["`plain_last_year`", "`combination`"] {
            assert!(said.out.contains(method), "{mapping}: {}", said.out);
        }
        let said = desk.run(&format!("-C place enrollment project --school {schools}"));
        assert_eq!(said.status, 0, "{mapping}: {}", said.err);
    }
}

#[test]
fn section_thresholds_are_those_of_the_adopted_formula_then_of_ones_own_file_then_a_default() {
    let desk = Desk::with_town();
    let thresholds = || {
        let said = desk.run("-C riverbend enrollment project --format json").with_status(0);
        let report = json(&said.out);
        let near = report["cliffs"].as_array().expect("cliffs").len();
        (report["sections"].to_string(), near, report["notes"].to_string())
    };
    let (whose, by_default, all) = thresholds();
    assert!(whose.contains("which is not the district’s own"), "{whose}");
    assert!(all.contains("Section thresholds are not the district's own"), "{all}");

    // Its own file: one grade, every student a section of its own.
    let own = "name = \"Board policy 6150\"\ncitation = \"Board\"\nversion = \"2026-08-01\"\n\
               verified = true\n[[rule]]\nin_force_from = \"2020-21\"\n[[rule.section]]\n\
               grades = [\"01\"]\nmost_students = 7\n";
    desk.write("riverbend/policy/enrollment/sections.toml", own);
    let (whose, of_file, all) = thresholds();
    assert!(whose.contains("the district’s own, Board policy 6150"), "{whose}");
    assert!(!all.contains("Section thresholds are not"), "{all}");

    // A formula that states none changes nothing, and says so once it is adopted.
    let shipped = include_str!("../../../../policy/budget/weights_and_ratios.toml");
    let mine = shipped.replacen("id = \"weights_and_ratios\"", "id = \"mine\"", 1);
    desk.write("riverbend/policy/budget/mine.toml", &mine);
    desk.run("-C riverbend budget allocate --formula mine --propose").with_status(0);
    assert!(!thresholds().2.contains("adopted budget formula"), "proposed is not adopted");
    desk.run("-C riverbend budget allocate --adopt 1").with_status(0);
    let (whose, _, all) = thresholds();
    assert!(whose.contains("Board policy 6150"), "{whose}");
    assert!(all.contains("states no class sizes ([[class_size]])"), "{all}");

    // One that does, as another version: only when that version is adopted.
    let sizes = mine.replacen("version = \"2026-11-25\"", "version = \"2026-12-01\"", 1)
        + "\n[[class_size]]\ngrades = [\"KG\", \"01\", \"02\", \"03\", \"04\", \"05\"]\n\
           most_students = \"6\"\nbecause = \"Board\"\n";
    desk.write("riverbend/policy/budget/mine.toml", &sizes);
    let (whose, _, all) = thresholds();
    assert!(whose.contains("Board policy 6150"), "{whose}");
    assert!(all.contains("was adopted as mine 2026-11-25 and is 2026-12-01 now"), "{all}");
    desk.run("-C riverbend budget allocate --formula mine --propose").with_status(0);
    desk.run("-C riverbend budget allocate --adopt 2").with_status(0);
    let (whose, of_formula, all) = thresholds();
    assert!(whose.contains("class sizes of the adopted budget formula"), "{whose}");
    assert!(!all.contains("states no class sizes") && !all.contains("adopted as"), "{all}");
    assert!(of_formula > of_file && by_default > 0, "{by_default}, {of_file}, {of_formula}");
}
