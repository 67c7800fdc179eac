//! Several people at the plan's desks: an account and the name that the plan knows are one person,
//! nobody's words are lost, and what governs can be done without a shell.

use axum::http::StatusCode;
use traction_core::plan::model::{LineKind, Turning};
use traction_core::sample::{Size, governing};
use traction_office::access::{Grant, Role};
use traction_office::{District, Silent, people, plan};
use traction_web::router;

use super::html::outline;
use super::plan::{district, now, seen_after};
use super::reader::{Reader, token_of};
use super::town::{district_at, run};

fn today() -> jiff::civil::Date {
    jiff::civil::date(2026, 11, 2)
}

/// An account of somebody with a name that the plan knows.
fn add(district: &District, email: &str, name: &str, role: Role) {
    let none = || std::iter::empty::<String>().collect();
    let grant = Grant::of(role, none(), none(), false).expect("a grant");
    people::add(district, email, name, &[grant], now()).expect("added");
}

#[test]
fn an_account_is_the_person_whom_the_plan_names() {
    let (_folder, district, pages) = district();
    add(&district, "amara@b", "Amara Osei", Role::Superintendent);
    run(async {
        let mut lead = Reader::signed_in(&pages, &district, "super@b");
        // Schools are assigned by name, and by an address that means the same person.
        let assign = "/plan/visits/schools";
        let named = [("supervisor", "amara osei"), ("schools", "0410"), ("schools", "0610")];
        let said = lead.fill_in("/plan/visits", assign, &named).await;
        assert_eq!(said.status, StatusCode::SEE_OTHER, "{}", said.text);
        let nobody = [("supervisor", ""), ("schools", "0410")];
        let said = lead.fill_in("/plan/visits", assign, &nobody).await;
        assert_eq!(said.status, StatusCode::UNPROCESSABLE_ENTITY);
        // She logs a visit and writes a story with her account.
        let mut amara = Reader::signed_in(&pages, &district, "amara@b");
        let visit =
            [("school", "0610"), ("activity", "coaching"), ("minutes", "90"), ("note", "bells")];
        let said = amara.fill_in("/plan/visits", "/plan/visits", &visit).await;
        assert_eq!(said.status, StatusCode::SEE_OTHER, "{}", said.text);
        let story = [("words", "Nobody calls on day two.")];
        amara.fill_in("/plan/lines/G1", "/plan/lines/G1/story", &story).await;
        let time = lead.get("/plan/visits.csv?table=supervision").await.text;
        let hers: Vec<&str> = time.lines().filter(|line| line.contains("Amara")).collect();
        assert_eq!(hers.len(), 1, "one person, not two: {time}");
        assert!(hers[0].starts_with("Amara Osei,2,1.5,1,1"), "{time}");
        assert!(!time.contains("amara@b"), "{time}");
        let page = amara.get("/plan/visits").await.text;
        assert!(page.contains("100% of your logged time was in schools"), "{page}");
        // By school: both are hers, the neediest first, and the one that nobody entered says so.
        let schools = lead.get("/plan/visits.csv?table=by_need").await.text;
        let row = |name: &str| schools.lines().find(|line| line.starts_with(name)).expect("a row");
        assert!(row("Dogwood High").contains(",Amara Osei,0,1.5,0,"), "{schools}");
        assert!(row("Alder Elementary").ends_with(",Amara Osei,0,0,0,none"), "{schools}");
        let shares: Vec<f64> =
            schools.lines().filter_map(|line| line.split(',').nth(1)?.parse().ok()).collect();
        assert!(shares.len() > 1 && shares.is_sorted_by(|a, b| a >= b), "{schools}");
        // The hand-over of the name holds what the account wrote, and so does the address.
        for who in ["Amara%20Osei", "amara@b"] {
            let over = lead.get(&format!("/plan/people/{who}")).await.text;
            for held in ["Nobody calls on day two.", "Dogwood High", "bells", "Amara Osei owes"] {
                assert!(over.contains(held), "{held} of {who} in {over}");
            }
        }
        let line = lead.get("/plan/lines/G1").await.text;
        assert!(line.contains(r#"<p class="soft">Amara Osei, "#), "{line}");
        // An agency outside the district reads the hand-over without the visits.
        let mut agency = Reader::signed_in(&pages, &district, "cabinet@b");
        let over = agency.get("/plan/people/Amara%20Osei").await.text;
        assert!(over.contains("Nobody calls on day two.") && !over.contains("bells"), "{over}");
    });
    let over = plan::hand_over(&district, "Marcus Bell", today(), None).expect("a hand-over");
    assert_eq!(over.leads.first().map(|contract| contract.id.as_str()), Some("north-2026"));
}

#[test]
fn what_two_people_enter_at_once_stands_beside_each_other() {
    let (_folder, district, pages) = district();
    let desk = "/plan/cabinet";
    let known = plan::members(&district).expect("members");
    let (id, name) = (known[0].subject.clone(), known[0].body.name.clone());
    run(async {
        let mut ana = Reader::signed_in(&pages, &district, "super@b");
        let mut ben = Reader::signed_in(&pages, &district, "analyst@b");
        // A short name that is taken replaces nobody.
        let taken = [("id", id.as_str()), ("name", "Somebody Else"), ("agency", "City")];
        let said = ana.fill_in(desk, "/plan/cabinet/members", &taken).await;
        assert_eq!(said.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(said.text.contains(&format!("There is a member {id}")), "{}", said.text);
        assert!(said.text.contains(r#"value="Somebody Else""#), "what was typed stays");
        // A member is changed over what was seen; whoever saw less is told.
        let at = format!("/plan/cabinet/members/{id}");
        let asked = format!("{desk}?member={id}");
        let (first, second) = (ana.get(&asked).await.text, ben.get(&asked).await.text);
        for (reader, page, authority, status) in [
            (&mut ana, &first, "the whole budget", StatusCode::SEE_OTHER),
            (&mut ben, &second, "half of it", StatusCode::UNPROCESSABLE_ENTITY),
        ] {
            let (token, seen) = (token_of(page, &at), seen_after(page, &at));
            let fields = [
                ("form_token", token.as_str()),
                ("seen", seen.as_str()),
                ("name", name.as_str()),
                ("agency", "City"),
                ("authority", authority),
                ("chairs", "yes"),
            ];
            let said = reader.post(&at, &fields).await;
            assert_eq!(said.status, status, "{}", said.text);
            if status != StatusCode::SEE_OTHER {
                assert!(said.text.contains("the whole budget"), "theirs stands on the page");
                assert!(said.text.contains(r#"value="half of it""#), "and his in the form");
            }
        }
        // The same with the lines that all answer for.
        let shared = "/plan/cabinet/shared";
        let page = ana.get(desk).await.text;
        let (token, seen) = (token_of(&page, shared), seen_after(&page, shared));
        let fields =
            |line| [("form_token", token.as_str()), ("seen", seen.as_str()), ("lines", line)];
        assert_eq!(ana.post(shared, &fields("G1")).await.status, StatusCode::SEE_OTHER);
        let said = ana.post(shared, &fields("G2")).await;
        assert_eq!(said.status, StatusCode::UNPROCESSABLE_ENTITY);
    });
    let chair = plan::members(&district).expect("members");
    let chair = chair.iter().find(|entry| entry.subject == id).expect("the member");
    assert!(chair.body.chairs && chair.body.authority == "the whole budget");
    let group = || traction_core::plan::model::WorkingGroup {
        id: String::new(),
        charge: "find rooms".to_owned(),
        lead: id.clone(),
        members: Vec::new(),
        reports_on: Some(jiff::civil::date(2026, 10, 1)),
        reported_on: None,
    };
    // Two who set up a group in one instant get two short names.
    let names: Vec<String> = std::thread::scope(|scope| {
        let one = || scope.spawn(|| plan::add_group(&district, &group(), now()).expect("added"));
        let all: Vec<_> = (0..4).map(|_| one()).collect();
        all.into_iter().map(|thread| thread.join().expect("done")).collect()
    });
    let distinct: std::collections::BTreeSet<&String> = names.iter().collect();
    assert_eq!(distinct.len(), 4, "{names:?}");
    let on_agenda = |district: &District| {
        let view = plan::cabinet(district, today(), today(), None, &Silent).expect("a cabinet");
        let reports = view.agenda.iter().map(|item| plan::agenda_words(&view, item).0);
        reports.filter(|what| what.ends_with(" reports")).collect::<Vec<_>>()
    };
    let before = on_agenda(&district);
    run(async {
        let mut ana = Reader::signed_in(&pages, &district, "super@b");
        let fields = [("group", names[0].as_str()), ("on", "2026-10-30")];
        let said = ana.fill_in(desk, "/plan/cabinet/groups/reported", &fields).await;
        assert_eq!(said.status, StatusCode::SEE_OTHER, "{}", said.text);
    });
    let after = on_agenda(&district);
    assert!(before.contains(&format!("{} reports", names[0])), "{before:?}");
    assert_eq!(after.len() + 1, before.len(), "a group that reported is off the agenda");
}

#[test]
fn two_people_who_say_which_schools_answer_to_a_supervisor_do_not_undo_each_other() {
    let (_folder, district, pages) = district();
    add(&district, "amara@b", "Amara Osei", Role::Superintendent);
    let held = || {
        let view = plan::supervision(&district, today(), today(), None, &Silent).expect("a view");
        let hers = view.assigned.into_iter().find(|held| held.supervisor == "Amara Osei");
        hers.expect("her schools").schools
    };
    run(async {
        let mut ana = Reader::signed_in(&pages, &district, "super@b");
        let mut ben = Reader::signed_in(&pages, &district, "analyst@b");
        let (page, assign) = ("/plan/visits", "/plan/visits/schools");
        let first = [("supervisor", "AMARA@b"), ("schools", "0410")];
        let said = ana.fill_in(page, assign, &first).await;
        assert_eq!(said.status, StatusCode::SEE_OTHER, "{}", said.text);
        // The form for somebody new replaces nothing.
        let second = [("supervisor", "Amara Osei"), ("schools", "0610")];
        let taken = ben.fill_in(page, assign, &second).await;
        assert_eq!(held(), ["0410"]);
        assert_eq!(taken.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(taken.text.contains("Amara Osei has schools already"), "{}", taken.text);
        // Both open her schools before either writes.
        let at = "/plan/visits/schools/Amara%20Osei";
        let asked = "/plan/visits?supervisor=Amara%20Osei";
        let pages = [ana.get(asked).await.text, ben.get(asked).await.text];
        let proof = |page: &str| (token_of(page, at), seen_after(page, at));
        let fields = |proof: &(String, String), schools: &[&str]| {
            let mut fields = vec![
                ("form_token".to_owned(), proof.0.clone()),
                ("seen".to_owned(), proof.1.clone()),
            ];
            fields.extend(schools.iter().map(|id| ("schools".to_owned(), (*id).to_owned())));
            fields
        };
        let mine = fields(&proof(&pages[0]), &["0410", "0610"]);
        let said = ana.post(at, &as_pairs(&mine)).await;
        assert_eq!(said.status, StatusCode::SEE_OTHER, "{}", said.text);
        let his = fields(&proof(&pages[1]), &["0410"]);
        let said = ben.post(at, &as_pairs(&his)).await;
        assert_eq!(said.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(held(), ["0410", "0610"], "hers stand");
        // What he ticked stays in the form, and the next answer is held against what he was told.
        let ticked = |html: &str, id: &str| html.contains(&format!(r#"value="{id}" checked"#));
        assert!(ticked(&said.text, "0410") && !ticked(&said.text, "0610"), "{}", said.text);
        let his = fields(&proof(&said.text), &["0410"]);
        let said = ben.post(at, &as_pairs(&his)).await;
        assert_eq!(said.status, StatusCode::SEE_OTHER, "{}", said.text);
        assert_eq!(held(), ["0410"]);
        let again = ana.get(asked).await.text;
        assert!(ticked(&again, "0410") && !ticked(&again, "0610"), "what stands is ticked");
    });
    // Two at one instant: one is kept, the other is told.
    let view = plan::supervision(&district, today(), today(), None, &Silent).expect("a view");
    let seen = view.assigned.iter().find(|held| held.supervisor == "Amara Osei");
    let seen = seen.map(|held| held.entry);
    let kept: usize = std::thread::scope(|scope| {
        let write = |school: &'static str| {
            let district = &district;
            scope.spawn(move || {
                let schools = [school.to_owned()];
                plan::put_assigned(district, seen, "amara@b", &schools, now()).is_ok()
            })
        };
        let all: Vec<_> = ["0410", "0610", "0410", "0610"].into_iter().map(write).collect();
        all.into_iter().map(|thread| usize::from(thread.join().expect("done"))).sum()
    });
    assert_eq!(kept, 1);
}

fn as_pairs(fields: &[(String, String)]) -> Vec<(&str, &str)> {
    fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
}

#[test]
fn two_people_change_a_contract_and_the_log_tells_what_each_changed() {
    let (_folder, district, pages) = district();
    let own = "/plan/contracts/north-2026";
    let terms = format!("{own}/terms");
    let standing = plan::find_contract(&district, "north-2026").expect("a contract").body;
    let supports: Vec<String> =
        standing.supports.iter().map(|s| format!("{} | {} | {}", s.what, s.owner, s.due)).collect();
    let (supports, first) = (supports.join("\n"), standing.first_year.to_string());
    let consequences = standing.consequences.join("\n");
    run(async {
        let mut ana = Reader::signed_in(&pages, &district, "super@b");
        let mut ben = Reader::signed_in(&pages, &district, "analyst@b");
        let (mine, theirs) = (ana.get(own).await.text, ben.get(own).await.text);
        let proofs =
            [&mine, &theirs].map(|page| (token_of(page, &terms), seen_after(page, &terms)));
        let partner = standing.lead_partner.as_str();
        let form = |who: usize, partner, years| {
            [
                ("form_token", proofs[who].0.as_str()),
                ("seen", proofs[who].1.as_str()),
                ("lead_partner", partner),
                ("cluster_id", standing.cluster_id.as_str()),
                ("first_year", first.as_str()),
                ("years", years),
                ("supports", supports.as_str()),
                ("consequences", consequences.as_str()),
            ]
        };
        let said = ana.post(&terms, &form(0, partner, "4")).await;
        assert_eq!(said.status, StatusCode::SEE_OTHER, "{}", said.text);
        let said = ben.post(&terms, &form(1, "Lucy Tran and Omar Said", "3")).await;
        assert_eq!(said.status, StatusCode::SEE_OTHER, "{}", said.text);
        // A third form from before both says another number of years: both wordings are told.
        let said = ben.post(&terms, &form(1, partner, "5")).await;
        assert_eq!(said.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(said.text.contains("They wrote years: “4”"), "{}", said.text);
        assert!(said.text.contains(r#"value="5""#), "his stays in the form");
        let log = ana.get("/plan/log.csv?about=north-2026").await.text;
        assert!(log.contains("years: “3” → “4”"), "{log}");
        assert!(log.contains("lead partner: “Marcus Bell” → “Lucy Tran and Omar Said”"), "{log}");
    });
    let both = plan::find_contract(&district, "north-2026").expect("it").body;
    assert_eq!((both.years, both.lead_partner.as_str()), (4, "Lucy Tran and Omar Said"));
    assert_eq!(both.targets, standing.targets, "targets stay");
}

#[test]
fn a_meeting_is_written_down_with_who_came_for_whom_and_what_it_was_about() {
    let (_folder, district, pages) = district();
    let ids: Vec<String> =
        plan::members(&district).expect("members").into_iter().map(|m| m.subject).collect();
    run(async {
        let mut ana = Reader::signed_in(&pages, &district, "super@b");
        let desk = "/plan/cabinet";
        let came = [("on", "2026-11-19"), ("present", ids[0].as_str())];
        let mut fields = came.to_vec();
        fields.extend([("by_delegate", ids[1].as_str()), ("notes", "Buses first.")]);
        let meetings = "/plan/cabinet/meetings";
        assert_eq!(ana.fill_in(desk, meetings, &fields).await.status, StatusCode::SEE_OTHER);
        let more = [("on", "2026-11-19"), ("notes", "Then rooms.")];
        assert_eq!(ana.fill_in(desk, meetings, &more).await.status, StatusCode::SEE_OTHER);
        let mut fields = came.to_vec();
        fields.extend([
            ("what", "A bus at seven"),
            ("owner", ids[0].as_str()),
            ("due", "2027-01-15"),
            ("line", "S1"),
        ]);
        assert_eq!(ana.fill_in(desk, desk, &fields).await.status, StatusCode::SEE_OTHER);
        let decisions = ana.get("/plan/cabinet.csv?table=decisions").await.text;
        let row = decisions.lines().find(|line| line.contains("A bus at seven")).expect("a row");
        assert!(row.ends_with(",S1"), "{row}");
        assert!(!ana.get("/plan/cabinet/public").await.text.contains("Buses first."));
    });
    let view = plan::public_cabinet(&district, today(), None, &Silent).expect("a cabinet");
    let meeting = view.cabinet.meetings.last().expect("a meeting");
    assert_eq!(meeting.notes, "Buses first.\n\nThen rooms.");
    assert_eq!((&meeting.present[..], &meeting.by_delegate[..]), (&ids[..1], &ids[1..2]));
    let delegate = view.cabinet.members[1].name.clone();
    let over = plan::hand_over(&district, &delegate, today(), None).expect("a hand-over");
    let part = over.decided.iter().find(|part| part.decision.what == "A bus at seven");
    assert!(part.is_some_and(|part| part.by_delegate), "{over:?}");
}

#[test]
fn a_goal_to_fall_that_falls_is_not_standing_still_and_a_wrong_measure_is_named() {
    let (_folder, district, pages) = district();
    let standing = plan::load(&district, None).expect("a plan");
    let timeline = standing.lines.iter().find(|l| l.line.kind == LineKind::Timelines);
    let timeline = timeline.expect("a shift of timelines");
    run(async {
        let mut lead = Reader::signed_in(&pages, &district, "super@b");
        let add = [("kind", "goal"), ("title", "Fewer are absent"), ("under", "P1")];
        let said = lead.fill_in("/plan", "/plan/lines", &add).await;
        assert_eq!(said.status, StatusCode::SEE_OTHER, "{}", said.text);
        let lines = plan::load(&district, None).expect("a plan");
        let goal = lines.lines.last().expect("the line");
        let at = format!("/plan/lines/{}", goal.line.id);
        let page = lead.get(&at).await.text;
        // Measures and groups are chosen.
        for offered in [
            r#"<option value="chronic_absence">"#,
            r#"<option value="economically_disadvantaged=true">"#,
            r#"<option value="" selected>No measure"#,
        ] {
            assert!(page.contains(offered), "{offered} in {page}");
        }
        let seen = goal.entry.to_string();
        let fields = |seen, measure| {
            [
                ("seen", seen),
                ("title", "Fewer are absent"),
                ("under", "P1"),
                ("measure", measure),
                ("baseline_year", "2024"),
                ("baseline", "99%"),
                ("target_year", "2028"),
                ("target", "1%"),
            ]
        };
        let said = lead.fill_in(&at, &at, &fields(seen.as_str(), "chronic_absence")).await;
        assert_eq!(said.status, StatusCode::SEE_OTHER, "{}", said.text);
        let report = plan::report(&district, today(), None, &Silent).expect("a report");
        let told = report.lines().find(|told| told.line.id == goal.line.id).expect("the goal");
        assert!(told.state.observed.is_some_and(|observed| observed.value < 0.99), "{told:?}");
        assert_ne!(told.state.turning, Turning::Still, "{told:?}");
        let seen = plan::load(&district, None).expect("a plan");
        let seen = seen.find(&goal.line.id).expect("it").entry.to_string();
        lead.fill_in(&at, &at, &fields(seen.as_str(), "chronic_abscence")).await;
        let page = lead.get(&at).await.text;
        let says = "Its measure gives no figure: there is no measure";
        assert!(page.contains(says), "{page}");
        assert!(!page.contains("add a milestone with a day"), "{page}");
        // A figure that is not one of the planning year is refused, and the real ones are offered.
        let at = format!("/plan/lines/{}", timeline.line.id);
        let page = lead.get(&at).await.text;
        assert!(page.contains("the enrollment projection</option>"), "{page}");
        let seen = timeline.entry.to_string();
        let wrong = [
            ("seen", seen.as_str()),
            ("title", timeline.line.title.as_str()),
            ("figure", "enrollment_projection"),
            ("days_sooner", "30"),
        ];
        let said = lead.fill_in(&at, &at, &wrong).await;
        assert_eq!(said.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(said.text.contains("no figure in the planning year"), "{}", said.text);
    });
}

#[test]
fn the_cabinets_public_page_is_open_where_the_district_says_so() {
    let (folder, district, pages) = district();
    let (page, twin) = ("/plan/cabinet/public", "/plan/cabinet/public.csv?table=decisions");
    run(async {
        let mut anybody = Reader::new(&pages);
        assert_eq!(anybody.get(page).await.status, StatusCode::SEE_OTHER, "closed at first");
        assert_ne!(anybody.get(twin).await.status, StatusCode::OK);
    });
    let file = folder.path().join("testing/traction.toml");
    let text = std::fs::read_to_string(&file).expect("settings");
    assert!(text.contains("public_cabinet = false"), "{text}");
    std::fs::write(&file, text.replace("public_cabinet = false", "public_cabinet = true"))
        .expect("written");
    let open = District::open(&folder.path().join("testing"), district.person().clone());
    let pages = router(open.expect("a district"));
    run(async {
        let mut anybody = Reader::new(&pages);
        let said = anybody.get(page).await;
        assert_eq!(said.status, StatusCode::OK);
        assert!(said.text.contains("Let students of grades 6 to 12 ride without fare"));
        assert_eq!(anybody.get(twin).await.status, StatusCode::OK);
        for closed in ["/plan", "/plan/cabinet", "/plan/cabinet/public?as_of=2026-11-02"] {
            assert_eq!(anybody.get(closed).await.status, StatusCode::SEE_OTHER, "{closed}");
        }
    });
}

#[test]
fn a_finding_that_stands_on_nothing_is_told_so_and_a_blueprint_how_its_lines_stand() {
    let (_folder, district, _pages) = district();
    let mut review = plan::find_review(&district, None).expect("a review");
    let seen = plan::reviews(&district, None).expect("reviews").last().map(|entry| entry.id);
    let report = plan::report(&district, today(), None, &Silent).expect("a report");
    let sheets = plan::review_sheets(&review, &report);
    let stands: Vec<String> =
        sheets[0].rows.iter().map(|row| format!("{} {}", row[3].print(), row[4].print())).collect();
    assert!(stands.iter().any(|row| row.starts_with("line S3 standing still. ")), "{stands:?}");
    review.findings[0].stands_on.clear();
    let refused = plan::put_review(&district, seen, &review, now()).expect_err("refused");
    assert!(refused.to_string().contains("stands on nothing"), "{refused}");
    review.findings[0].stands_on.push("E99".to_owned());
    let refused = plan::put_review(&district, seen, &review, now()).expect_err("refused");
    assert!(refused.to_string().contains("stands on E99, which is not there"), "{refused}");
}

#[test]
fn a_year_that_is_brought_along_is_entered_day_by_day_and_only_into_an_empty_log() {
    let (_folder, district) = district_at("2026-11-02T09:00:00Z");
    let (text, mut records) = governing::governing(Size::Town).expect("a plan");
    records.assigned.clear();
    records.visit.clear();
    records.release.clear();
    plan::enter_history(&district, &text, &records, now()).expect("entered");
    let as_of = |day: &str| {
        let then = Some(format!("{day}T23:00:00Z").parse().expect("a time"));
        plan::public_cabinet(&district, today(), then, &Silent).expect("a cabinet").cabinet
    };
    // By January there had been three meetings, and what was carried out in February was open.
    let january = as_of("2026-01-25");
    assert_eq!(january.meetings.len(), 3);
    let second = &january.meetings[1].decisions[0];
    assert_eq!((second.id.as_str(), second.done_on), ("D2", None));
    let february = as_of("2026-02-01");
    let done = february.meetings[1].decisions[0].done_on;
    assert_eq!(done, Some(jiff::civil::date(2026, 1, 26)));
    // A group that reported in August had not in July.
    let reported = |day: &str| {
        let groups = as_of(day).groups;
        groups.into_iter().find(|group| group.id == "first-buses").expect("a group").reported_on
    };
    assert_eq!(reported("2026-07-31"), None);
    assert_eq!(reported("2026-08-31"), Some(jiff::civil::date(2026, 8, 18)));
    // In the end all stands as the file says, and the log grew from one day to the next.
    let view = plan::public_cabinet(&district, today(), None, &Silent).expect("a cabinet");
    assert_eq!(view.cabinet.meetings, records.meeting);
    assert_eq!(view.cabinet.groups, records.working_group);
    let log = plan::log(&district, None).expect("a log");
    assert!(log.iter().rev().is_sorted_by(|a, b| a.at <= b.at && a.id < b.id));
    let again = plan::enter_history(&district, &text, &records, now()).expect_err("refused");
    assert!(again.to_string().contains("was entered about the plan already"), "{again}");
}

#[test]
fn the_plans_pages_read_so() {
    let (_folder, district, pages) = district();
    run(async {
        let mut lead = Reader::signed_in(&pages, &district, "super@b");
        for (name, path) in [
            ("plan_overview", "/plan"),
            ("plan_goal", "/plan/lines/G1"),
            ("plan_contract", "/plan/contracts/north-2026"),
            ("plan_cabinet", "/plan/cabinet"),
            ("plan_calendar", "/plan/calendar?year=2027"),
            ("plan_supervision", "/plan/visits"),
            ("plan_snapshot", "/plan/snapshot"),
            ("plan_review", "/plan/reviews/2026-spring"),
        ] {
            // The day is the machine's own unless a page is asked for a past one.
            let joint = if path.contains('?') { '&' } else { '?' };
            let said = lead.get(&format!("{path}{joint}as_of=2026-11-02")).await;
            assert_eq!(said.status, StatusCode::OK, "{path}: {}", said.text);
            insta::assert_snapshot!(name, outline(&said.text));
        }
    });
}
