//! Sessions with the plan: begin from an example, change it, carry it out and in, undo, hand over.

use serde_json::Value;

use super::command::Desk;

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}:\n{text}"))
}

fn empty() -> Desk {
    let desk = Desk::empty();
    desk.run("new riverbend").with_status(0);
    desk
}

#[test]
fn a_plan_begins_from_an_example_and_says_what_each_line_lacks() {
    let desk = empty();
    let names = desk.run("-C riverbend plan start-from").with_status(0).out;
    assert!(names.contains("fresno") && names.contains("Highline"), "{names}");
    desk.run("-C riverbend plan start-from fresno").with_status(0);
    let shown = desk.run("-C riverbend plan").with_status(0).out;
    assert!(shown.contains("It lacks") && shown.contains("tied to nothing"), "{shown}");
    let twice = desk.run("-C riverbend plan start-from tulsa").with_status(2);
    assert!(twice.err.contains("there is a plan with"), "{}", twice.err);
    let unknown = empty().run("-C riverbend plan start-from nowhere").with_status(2);
    assert!(unknown.err.contains("highline"), "the known ones are listed: {}", unknown.err);
}

#[test]
fn a_plan_goes_out_into_a_workbook_and_comes_back_the_same() {
    let desk = empty();
    desk.run("-C riverbend plan start-from springfield").with_status(0);
    let line = "id = \"M9\"\nkind = \"milestone\"\nunder = \"P1\"\ntitle = \"Bells are set\"\n";
    desk.write("riverbend/line.toml", line);
    desk.run("-C riverbend plan put line line.toml").with_status(0);
    let args = ["-C", "riverbend", "plan", "done", "M9", "--on", "2026-10-01"];
    desk.run_args(&[&args[..], &["--evidence", "minutes, page 4"]].concat()).with_status(0);
    let args = ["-C", "riverbend", "plan", "story", "M9", "It passed,\nin the end."];
    desk.run_args(&args).with_status(0);
    desk.run("-C riverbend plan export plan.xlsx").with_status(0);
    desk.run("-C riverbend plan export plan.toml").with_status(0);
    let other = empty();
    std::fs::copy(desk.at("riverbend/plan.xlsx"), other.at("riverbend/in.xlsx")).expect("copied");
    other.run("-C riverbend plan import in.xlsx").with_status(0);
    other.run("-C riverbend plan export out.toml").with_status(0);
    let read = |desk: &Desk, file: &str| std::fs::read_to_string(desk.at(file)).expect("a text");
    let (out, back) = (read(&desk, "riverbend/plan.toml"), read(&other, "riverbend/out.toml"));
    assert_eq!(out, back);
    // What was done, what shows it and the story went along.
    for kept in ["2026-10-01", "minutes, page 4", "It passed,"] {
        assert!(back.contains(kept), "{kept} in {back}");
    }
    let all = other.run("-C riverbend plan --format csv --on 2026-11-02").with_status(0).out;
    assert!(all.contains("M9,Milestone"), "{all}");
    let over = other.run("-C riverbend plan import in.xlsx --over").with_status(0).out;
    assert!(over.starts_with("0 lines entered or changed"), "{over}");
    assert!(over.ends_with("0 done days and 0 stories entered.\n"), "{over}");
    // A file that knows nothing of them takes nothing away.
    let (lines, _) = out.split_once("[[done]]").expect("done days");
    other.write("riverbend/lines.toml", lines);
    other.run("-C riverbend plan import lines.toml --over").with_status(0);
    other.run("-C riverbend plan export after.toml").with_status(0);
    assert_eq!(read(&other, "riverbend/after.toml"), out);
}

#[test]
fn what_cannot_be_read_is_said_in_words() {
    let desk = empty();
    let none = desk.run("-C riverbend plan import nothing.xlsx").with_status(2);
    assert!(none.err.starts_with("error: ") && none.err.contains("nothing.xlsx"), "{}", none.err);
    desk.write("riverbend/broken.xlsx", "this is no workbook");
    let broken = desk.run("-C riverbend plan import broken.xlsx").with_status(2);
    assert!(broken.err.contains("broken.xlsx"), "{}", broken.err);
    desk.write("riverbend/broken.toml", "[plan]\nid = \"x\"\ntitle = \n");
    let broken = desk.run("-C riverbend plan import broken.toml").with_status(2);
    assert!(broken.err.contains("broken.toml, line 3"), "{}", broken.err);
    desk.write("riverbend/records.toml", "[[meeting]]\non = \"soon\"\n");
    let records = desk.run("-C riverbend plan enter records.toml").with_status(2);
    assert!(records.err.contains("records.toml, line"), "{}", records.err);
}

#[test]
fn a_line_is_changed_dropped_and_brought_back_and_the_log_keeps_it_all() {
    let desk = empty();
    desk.run("-C riverbend plan start-from fresno").with_status(0);
    let line = "id = \"M9\"\nkind = \"milestone\"\nunder = \"S1\"\ntitle = \"Bells are set\"\n\
                owner = \"Ana Ruiz\"\nends_on = \"2026-12-01\"\n";
    desk.write("riverbend/line.toml", line);
    desk.run("-C riverbend plan put line line.toml").with_status(0);
    let args = ["-C", "riverbend", "plan", "drop", "M9", "--why", "a slip"];
    desk.run_args(&args).with_status(0);
    assert!(!desk.run("-C riverbend plan --format csv").out.contains("M9"));
    let log = json(&desk.run("-C riverbend plan log M9 --format json").with_status(0).out);
    let rows = log["rows"].as_array().or_else(|| log[0]["rows"].as_array()).expect("rows").clone();
    assert_eq!(rows.len(), 2, "{log}");
    assert!(rows[0].to_string().contains("taken back: a slip"), "{log}");
    let entry = rows[0].get("id").or_else(|| rows[0].get(0)).expect("a number").to_string();
    desk.run(&format!("-C riverbend plan undo {entry}")).with_status(0);
    assert!(desk.run("-C riverbend plan --format csv").out.contains("M9,Milestone"));
    let args = ["-C", "riverbend", "plan", "hand-over", "Ana Ruiz", "--format", "csv"];
    let over = desk.run_args(&args).with_status(0).out;
    assert!(over.contains("2026-12-01,milestone,M9,Bells are set"), "{over}");
    let args = ["-C", "riverbend", "plan", "reminders", "Ana Ruiz"];
    let ics = desk.run_args(&args).with_status(0).out;
    assert!(ics.contains("DTSTART;VALUE=DATE:20261201"), "{ics}");
}

#[test]
fn the_sample_comes_with_a_plan_that_is_entered_as_by_hand() {
    let desk = Desk::with_town();
    desk.run("-C riverbend plan import ../exports/plan/plan.toml").with_status(0);
    let said = desk.run("-C riverbend plan enter ../exports/plan/records.toml").with_status(0).out;
    assert!(said.contains("11 × meeting") && said.contains("1 × contract"), "{said}");
    let on = "--on 2026-11-25";
    let goals = desk.run(&format!("-C riverbend plan {on} goals --format csv")).with_status(0).out;
    assert!(
        goals.lines().any(|line| line.starts_with("G1,") && line.contains("2025–26")),
        "{goals}"
    );
    let all = desk.run(&format!("-C riverbend plan {on} --format csv")).with_status(0).out;
    let turning = |id: &str, state: &str| {
        let line = all.lines().find(|line| line.starts_with(&format!("{id},"))).expect("a line");
        assert!(line.contains(&format!(",{state},")), "{line}");
    };
    turning("S1", "turning");
    turning("S3", "standing still");
    turning("N1", "tied to nothing");
    turning("T1", "turning");
    turning("T2", "standing still");
    let cabinet = desk.run(&format!("-C riverbend plan {on} cabinet")).with_status(0).out;
    assert!(cabinet.contains("Paul Adeyemi owed it by 2026-10-15"), "{cabinet}");
    let contracts = desk.run(&format!("-C riverbend plan {on} contracts")).with_status(0).out;
    assert!(contracts.contains("gave 1 of 2 supports in time"), "{contracts}");
    let surveys = desk.run("-C riverbend plan surveys --format csv").with_status(0).out;
    assert!(surveys.contains("family") && surveys.contains("teacher"), "{surveys}");
    let feeders = desk.run("-C riverbend plan feeders").with_status(0).out;
    assert!(feeders.contains("Dogwood Middle") && feeders.contains("2026-06-10"), "{feeders}");
    let calendar = desk.run(&format!("-C riverbend plan {on} calendar 2027")).with_status(0).out;
    assert!(calendar.contains("the enrollment projection"), "{calendar}");
    let time = desk.run(&format!("-C riverbend plan {on} supervision")).with_status(0).out;
    assert!(time.contains("Amara Osei"), "{time}");
    let review = desk.run("-C riverbend plan review").with_status(0).out;
    assert!(review.contains("line S3") && review.contains("declined"), "{review}");
    let snapshot = desk.run(&format!("-C riverbend plan {on} snapshot show")).with_status(0).out;
    assert!(snapshot.contains("5 people answered"), "{snapshot}");
}
