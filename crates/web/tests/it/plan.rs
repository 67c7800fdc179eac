//! The plan's pages as people with different roles use them: two write at once, each answers
//! alone, an agency sees figures only.

use axum::Router;
use axum::http::StatusCode;
use jiff::Timestamp;
use tempfile::TempDir;
use traction_core::plan::policy::parse_records;
use traction_core::sample::{Size, governing};
use traction_office::access::{Grant, Role};
use traction_office::{District, people, plan};
use traction_web::router;

use super::reader::Reader;
use super::town::{district_at, run};

const NOW: &str = "2026-11-02T09:00:00Z";

pub fn now() -> Timestamp {
    NOW.parse().expect("a time")
}

/// A small district with Riverbend's plan, and the parts of its records that fit its schools.
pub fn district() -> (TempDir, District, Router) {
    let (folder, district) = district_at(NOW);
    let (text, mut records) = governing::governing(Size::Town).expect("a plan");
    plan::take_plan(&district, &text, now()).expect("entered");
    records.assigned.clear();
    records.visit.clear();
    records.release.clear();
    plan::enter_records(&district, &records, now()).expect("entered");
    for (email, role) in [
        ("super@b", Role::Superintendent),
        ("analyst@b", Role::Analyst),
        ("cabinet@b", Role::CabinetMember),
        ("reviewer@b", Role::Reviewer),
        ("counselor@b", Role::Counselor),
    ] {
        let none = || std::iter::empty::<String>().collect();
        let grant = Grant::of(role, none(), none(), false).expect("a grant");
        people::add(&district, email, email, &[grant], now()).expect("added");
    }
    let grant = Grant::of(
        Role::Principal,
        std::iter::once("0410".to_owned()).collect(),
        std::iter::empty().collect(),
        false,
    );
    people::add(&district, "principal@b", "Lee", &[grant.expect("a grant")], now()).expect("added");
    let pages = router(district.clone());
    (folder, district, pages)
}

/// What stands in the fields of the form that changes G1, changed at some names.
fn change<'a>(seen: &'a str, over: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut fields = vec![
        ("seen", seen),
        ("title", "Fewer students from low-income families are chronically absent"),
        ("words", ""),
        ("under", "P1"),
        ("owner", "Grace Lindqvist"),
        ("starts_on", ""),
        ("ends_on", ""),
        ("measure", "chronic_absence"),
        ("group", "economically_disadvantaged=true"),
        ("baseline_year", "2022"),
        ("baseline", "0.45"),
        ("target_year", "2028"),
        ("target", "0.27"),
        ("why", ""),
    ];
    for (name, value) in over {
        if let Some(field) = fields.iter_mut().find(|(known, _)| known == name) {
            field.1 = value;
        }
    }
    fields
}

fn seen_in(html: &str) -> String {
    seen_after(html, r#"id="change""#)
}

/// The entry that a form says was seen: the first one after some words of the page.
pub fn seen_after(html: &str, words: &str) -> String {
    let (_, after) = html.split_once(words).expect("the form");
    let (_, after) = after.split_once(r#"name="seen" value=""#).expect("an entry");
    after.split('"').next().expect("a number").to_owned()
}

#[test]
fn two_people_change_one_line_and_no_word_is_lost() {
    let (_folder, district, pages) = district();
    run(async {
        let mut ana = Reader::signed_in(&pages, &district, "super@b");
        let mut ben = Reader::signed_in(&pages, &district, "analyst@b");
        // Both open the page before either writes.
        let seen = seen_in(&ana.get("/plan/lines/G1").await.text);
        assert_eq!(seen, seen_in(&ben.get("/plan/lines/G1").await.text));
        let at = "/plan/lines/G1";
        let first = change(&seen, &[("title", "Far fewer are absent")]);
        assert_eq!(ana.fill_in(at, at, &first).await.status, StatusCode::SEE_OTHER);
        // Ben changed another part: both are kept, though his form holds the old title.
        let second = change(&seen, &[("owner", "Omar Said")]);
        assert_eq!(ben.fill_in(at, at, &second).await.status, StatusCode::SEE_OTHER);
        let stands = plan::load(&district, None).expect("a plan");
        let line = &stands.find("G1").expect("the line").line;
        assert_eq!(line.title, "Far fewer are absent");
        assert_eq!(line.owner.as_deref(), Some("Omar Said"));
        // Ben changes the title too, from what he saw at first: he is told both wordings.
        let third = change(&seen, &[("title", "Nobody is absent"), ("owner", "Omar Said")]);
        let said = ben.fill_in(at, at, &third).await;
        assert_eq!(said.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(said.text.contains("Far fewer are absent"), "theirs is told");
        assert!(said.text.contains(r#"value="Nobody is absent""#), "his stays in the form");
        let stands = plan::load(&district, None).expect("a plan");
        assert_eq!(stands.find("G1").expect("it").line.title, "Far fewer are absent");
        // He read it, puts both together and sends the form that he was given.
        let latest = seen_in(&said.text);
        let both = change(
            &latest,
            &[("title", "Far fewer are absent, in the end nobody"), ("owner", "Omar Said")],
        );
        assert_eq!(ben.fill_in(at, at, &both).await.status, StatusCode::SEE_OTHER);
        // Every wording is in the log.
        let log = ana.get("/plan/log.csv?about=G1").await.text;
        for words in ["Fewer students from low", "Far fewer are absent,", "Far fewer are absent"] {
            assert!(log.contains(words), "{words} in {log}");
        }
    });
}

#[test]
fn two_decisions_recorded_at_one_meeting_both_stand() {
    let (_folder, district, pages) = district();
    run(async {
        let mut ana = Reader::signed_in(&pages, &district, "super@b");
        let mut ben = Reader::signed_in(&pages, &district, "cabinet@b");
        let fields = |what: &'static str, owner: &'static str| {
            [
                ("on", "2026-11-19"),
                ("present", "mayor"),
                ("what", what),
                ("owner", owner),
                ("due", "2027-01-15"),
            ]
        };
        let at = "/plan/cabinet";
        // Both pages are open at once.
        let (first, second) = (ana.get(at).await, ben.get(at).await);
        let token = |html: &str| super::reader::token_of(html, at);
        let mine = fields("Open the gym on Saturdays", "recreation");
        let theirs = fields("Ask who cannot come", "health");
        for (reader, page, fields) in [(&mut ana, first, mine), (&mut ben, second, theirs)] {
            let token = token(&page.text);
            let mut all = vec![("form_token", token.as_str())];
            all.extend(fields);
            assert_eq!(reader.post(at, &all).await.status, StatusCode::SEE_OTHER);
        }
        let public = ana.get("/plan/cabinet/public.csv?table=decisions").await.text;
        assert!(public.contains("Open the gym on Saturdays"), "{public}");
        assert!(public.contains("Ask who cannot come"), "{public}");
        // A decision without an owner among the members is refused beside the form.
        let said = ana.fill_in(at, at, &fields("Somebody does something", "nobody")).await;
        assert_eq!(said.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(said.text.contains("no member who could own the decision"), "{}", said.text);
    });
}

#[test]
fn everybody_answers_alone_and_the_team_sees_it_once_closed() {
    let (_folder, district, pages) = district();
    run(async {
        let mut lead = Reader::signed_in(&pages, &district, "super@b");
        let (desk, open) = ("/plan/snapshot", "/plan/snapshot/open");
        let said = lead.fill_in(desk, open, &[("round", "2026-winter")]).await;
        assert_eq!(said.status, StatusCode::SEE_OTHER);
        for (email, level) in [("super@b", "4"), ("analyst@b", "1"), ("cabinet@b", "2")] {
            let mut one = Reader::signed_in(&pages, &district, email);
            let fields = [("round", "2026-winter"), ("answer-few_priorities", level)];
            let said = one.fill_in(desk, desk, &fields).await;
            assert_eq!(said.status, StatusCode::SEE_OTHER, "{}", said.text);
            // One's own answer comes back, and nobody else's, nor what is measured.
            let mine = one.get("/plan/snapshot.csv").await.text;
            let row =
                mine.lines().find(|line| line.contains("name our priorities")).expect("a row");
            assert!(row.ends_with(&format!(",{level},,,,,,,")), "{row}");
        }
        let close = "/plan/snapshot/close";
        lead.fill_in(desk, close, &[("round", "2026-winter")]).await;
        let all = lead.get("/plan/snapshot.csv").await.text;
        let row = all.lines().find(|line| line.contains("name our priorities")).expect("a row");
        assert!(row.contains(",4,1,1,0,1,0,yes"), "{row}");
        assert!(all.contains("goals are on their path"), "{all}");
        // The log tells that a round was opened, and no answer.
        let log = lead.get("/plan/log.csv").await.text;
        assert!(log.contains("snapshot round") && !log.contains("snapshot answers"), "{log}");
    });
}

#[test]
fn an_agency_sees_figures_of_groups_and_a_principal_writes_no_district_line() {
    let (_folder, district, pages) = district();
    run(async {
        let mut agency = Reader::signed_in(&pages, &district, "cabinet@b");
        let desk = agency.get("/plan/cabinet").await.text;
        assert!(desk.contains("What pays for S1 after June 2027?"), "{desk}");
        assert_eq!(agency.get("/plan/visits").await.status, StatusCode::NOT_FOUND);
        assert_eq!(agency.get("/students").await.status, StatusCode::NOT_FOUND);
        let mut principal = Reader::signed_in(&pages, &district, "principal@b");
        let line = principal.get("/plan/lines/G1").await.text;
        assert!(line.contains("/plan/lines/G1/story") && !line.contains(r#"id="change""#));
        let story = [("words", "Our buses came late until October.")];
        let at = "/plan/lines/G1/story";
        let said = principal.fill_in("/plan/lines/G1", at, &story).await;
        assert_eq!(said.status, StatusCode::SEE_OTHER);
        let line = agency.get("/plan/lines/G1").await.text;
        assert!(line.contains("Our buses came late until October."));
        // What the public page leaves out.
        let mut counselor = Reader::signed_in(&pages, &district, "counselor@b");
        let public = counselor.get("/plan/cabinet/public").await.text;
        assert!(public.contains("Let students of grades 6 to 12 ride without fare"));
        for hidden in ["First meeting. Agreed", "clinics and school nurses", "What pays for S1"] {
            assert!(!public.contains(hidden), "{hidden}");
        }
    });
}

#[test]
fn the_plan_of_a_past_day_is_the_plan_of_that_day() {
    let (_folder, district, pages) = district();
    let before = now();
    let after: Timestamp = "2026-11-20T09:00:00Z".parse().expect("a time");
    let standing = plan::load(&district, None).expect("a plan");
    let found = standing.find("N1").expect("the line");
    plan::drop_line(&district, found.entry, "N1", "nobody can see it", after).expect("dropped");
    run(async {
        let mut lead = Reader::signed_in(&pages, &district, "super@b");
        let today = lead.get("/plan.csv").await.text;
        let then = lead.get(&format!("/plan.csv?as_of={before}")).await.text;
        assert!(!today.contains("N1,") && then.contains("N1,"), "{then}");
        let log = lead.get("/plan/log.csv").await.text;
        assert!(log.contains("taken back: nobody can see it"));
        let entry = log.lines().nth(1).and_then(|l| l.split(',').next()).expect("a number");
        let said = lead.fill_in("/plan/log", "/plan/log", &[("entry", entry)]).await;
        assert_eq!(said.status, StatusCode::SEE_OTHER, "{}", said.text);
        assert!(lead.get("/plan.csv").await.text.contains("N1,"), "undone by a new entry");
    });
}

#[test]
fn a_person_takes_what_they_owe_along_as_a_calendar() {
    let (_folder, district, pages) = district();
    run(async {
        let mut lead = Reader::signed_in(&pages, &district, "super@b");
        let said = lead.get("/plan/reminders/Lucy%20Tran").await;
        assert_eq!(said.headers["content-type"], "text/calendar; charset=utf-8");
        assert!(said.text.starts_with("BEGIN:VCALENDAR\r\n"), "{}", said.text);
        assert!(said.text.contains("SUMMARY:Schools have the enrollment projection"));
        let over = lead.get("/plan/people/Paul%20Adeyemi.csv").await.text;
        assert!(over.contains("Say what pays for family workers after June 2027"), "{over}");
        let mut counselor = Reader::signed_in(&pages, &district, "counselor@b");
        let said = counselor.get("/plan/people/Paul%20Adeyemi").await;
        assert_eq!(said.status, StatusCode::NOT_FOUND);
    });
}

#[test]
fn what_the_sample_records_is_what_its_file_says() {
    let (_folder, district, _pages) = district();
    let text = governing::records_text(Size::Town);
    let records = parse_records("records.toml", &text).expect("records");
    let on = jiff::civil::date(2026, 11, 2);
    let view = plan::cabinet(&district, on, on, None, &traction_office::Silent).expect("a cabinet");
    assert_eq!(view.cabinet.meetings, records.meeting);
    assert_eq!(view.cabinet.members, records.member);
    let review = plan::find_review(&district, None).expect("a review");
    assert_eq!(Some(&review), records.review.first());
    let views = plan::contracts(&district, on, None, &traction_office::Silent).expect("contracts");
    assert_eq!(views[0].contract, records.contract[0]);
    assert_eq!(views[0].consequences, [(2026, records.consequence[0].what.clone())]);
    assert_eq!(views[0].scorecards[0].supports_due, 2);
    assert_eq!(views[0].scorecards[0].supports_in_time, 1);
}
