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
