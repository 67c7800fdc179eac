//! What is entered from the plan's desks, form by form: contracts, reviews, groups, pledges,
//! hand-offs, what a line costs; and the calendar feed that only its owner knows.

use axum::http::StatusCode;
use traction_office::{Silent, people, plan};

use super::plan::{district, now, seen_after};
use super::reader::Reader;
use super::town::run;

const CONTRACT: [(&str, &str); 15] = [
    ("id", "south-2027"),
    ("lead_partner", "Lucy Tran"),
    ("cluster_id", "SOUTH"),
    ("first_year", "2027"),
    ("years", "3"),
    ("autonomies", "hiring"),
    ("limits", "hiring | within the number of positions"),
    ("supports", "two reading coaches | Ana Ruiz | 2026-12-15\nbuses | Omar Said | 2027-01-10"),
    ("consequences", "The contract goes on\nThe contract ends"),
    ("title", "Fewer are chronically absent"),
    ("measure", "chronic_absence"),
    ("baseline_year", "2026"),
    ("baseline", "45%"),
    ("target_year", "2029"),
    ("target", "30 %"),
];

fn but(over: &[(&'static str, &'static str)]) -> Vec<(&'static str, &'static str)> {
    let mut fields = CONTRACT.to_vec();
    for (name, value) in over {
        let field = fields.iter_mut().find(|(known, _)| known == name).expect("a field");
        field.1 = value;
    }
    fields
}

#[test]
fn a_contract_is_signed_changed_and_given_a_target_on_its_pages() {
    let (_folder, district, pages) = district();
    run(async {
        let mut lead = Reader::signed_in(&pages, &district, "super@b");
        let at = "/plan/contracts";
        let late = but(&[("supports", "two reading coaches | Ana Ruiz | soon")]);
        let said = lead.fill_in(at, at, &late).await;
        assert_eq!(said.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(said.text.contains("“soon” is no day"), "{}", said.text);
        // Nothing that was typed is lost.
        assert!(said.text.contains("two reading coaches | Ana Ruiz | soon"), "{}", said.text);
        assert!(said.text.contains(r#"value="Fewer are chronically absent""#), "{}", said.text);
        let beyond = but(&[("limits", "calendar | none")]);
        let said = lead.fill_in(at, at, &beyond).await;
        assert!(said.text.contains("Calendar has a limit, and is not what the cluster decides"));

        let said = lead.fill_in(at, at, &CONTRACT).await;
        assert_eq!(said.status, StatusCode::SEE_OTHER, "{}", said.text);
        let page = lead.get("/plan/contracts/south-2027").await.text;
        assert!(page.contains("Lucy Tran answers for the cluster SOUTH"), "{page}");
        let again = lead.fill_in(at, at, &CONTRACT).await;
        assert!(again.text.contains("There is a contract south-2027"), "signed once");

        // A support that was given stays given when the contract is changed.
        let own = "/plan/contracts/south-2027";
        let given = [("support", "S1"), ("on", "2026-12-01")];
        let said = lead.fill_in(own, &format!("{own}/support"), &given).await;
        assert_eq!(said.status, StatusCode::SEE_OTHER, "{}", said.text);
        let supports =
            "a van | Omar Said | 2027-02-01\ntwo reading coaches | Ana Ruiz | 2027-01-15";
        let seen = seen_after(&lead.get(own).await.text, &format!("{own}/terms"));
        let mut changed = but(&[("supports", supports), ("years", "4")]);
        changed.push(("seen", &seen));
        let said = lead.fill_in(own, &format!("{own}/terms"), &changed).await;
        assert_eq!(said.status, StatusCode::SEE_OTHER, "{}", said.text);
        let target = [
            ("title", "More on track in grade 9"),
            ("measure", "ninth_grade_on_track"),
            ("group", "economically_disadvantaged=true"),
            ("baseline_year", "2026"),
            ("baseline", "0.70"),
            ("target_year", "2029"),
            ("target", "0.85"),
        ];
        let said = lead.fill_in(own, &format!("{own}/targets"), &target).await;
        assert_eq!(said.status, StatusCode::SEE_OTHER, "{}", said.text);

        let on = jiff::civil::date(2027, 2, 10);
        let views = plan::contracts(&district, on, None, &Silent).expect("contracts");
        let view = views.iter().find(|view| view.contract.id == "south-2027").expect("it");
        let contract = &view.contract;
        assert_eq!((contract.first_year, contract.years), (2027, 4));
        assert_eq!(contract.autonomies[0].limits, "within the number of positions");
        let ids: Vec<&str> = contract.targets.iter().map(|target| target.id.as_str()).collect();
        assert_eq!(ids, ["T1", "T2"]);
        let first = &contract.targets[0].target;
        assert!(first.percent && first.lower_is_better);
        assert_eq!(first.target.map(|point| (point.year, point.value)), Some((2029, 0.30)));
        assert!(!contract.targets[1].target.lower_is_better);
        let ids: Vec<(&str, &str)> =
            contract.supports.iter().map(|s| (s.id.as_str(), s.what.as_str())).collect();
        assert_eq!(ids, [("S3", "a van"), ("S1", "two reading coaches")]);
        assert_eq!(view.scorecards[0].supports_in_time, 1, "given before it was due");
    });
}

#[test]
fn a_hand_off_a_group_and_a_pledge_are_recorded() {
    let (_folder, district, pages) = district();
    run(async {
        let mut lead = Reader::signed_in(&pages, &district, "super@b");
        let fields = [
            ("transition", "8-9"),
            ("from", "0410"),
            ("to", "0610"),
            ("year", "2027"),
            ("met_on", "2026-10-28"),
            ("agreed", "Algebra teachers meet in May."),
        ];
        let said = lead.fill_in("/plan/contracts", "/plan/handoffs", &fields).await;
        assert_eq!(said.status, StatusCode::SEE_OTHER, "{}", said.text);
        let log = lead.get("/plan/log.csv").await.text;
        assert!(log.contains("Algebra teachers meet in May."), "{log}");

        let group = [
            ("charge", "Find rooms for evening classes"),
            ("lead", "library"),
            ("members", "Ana Ruiz\r\n\r\nOmar Said\r\n"),
            ("reports_on", "2027-02-01"),
        ];
        let said = lead.fill_in("/plan/cabinet", "/plan/cabinet/groups", &group).await;
        assert_eq!(said.status, StatusCode::SEE_OTHER, "{}", said.text);
        let pledge = [
            ("line", "S1"),
            ("agency", "City"),
            ("fund", "Youth fund"),
            ("amount", "$250,000.50"),
            ("from", "2027"),
            ("until", ""),
            ("restrictions", ""),
        ];
        let to = "/plan/cabinet/pledges";
        let said = lead.fill_in("/plan/cabinet", to, &pledge).await;
        assert_eq!(said.status, StatusCode::SEE_OTHER, "{}", said.text);
        let on = jiff::civil::date(2026, 11, 2);
        let cabinet = plan::public_cabinet(&district, on, None, &Silent).expect("it").cabinet;
        let group = cabinet.groups.last().expect("a group");
        assert_eq!(group.members, ["Ana Ruiz", "Omar Said"]);
        let pledge = cabinet.pledges.last().expect("a pledge");
        assert_eq!((pledge.cents, pledge.from, pledge.until), (25_000_050, 2027, None));
        let about = [("line", "S1"), ("agency", "City"), ("amount", "a lot"), ("from", "2027")];
        let said = lead.fill_in("/plan/cabinet", to, &about).await;
        assert_eq!(said.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(said.text.contains(r#"value="a lot""#), "what was typed stays");
    });
}

#[test]
fn a_review_goes_from_its_scope_to_the_blueprint() {
    let (_folder, district, pages) = district();
    run(async {
        let mut ana = Reader::signed_in(&pages, &district, "reviewer@b");
        let begin = [
            ("id", "2027-spring"),
            ("scope", "How schools welcome newcomers"),
            ("team", "Principal, Lakeside\nEL director, Hill City"),
            ("first", "2027-03-01"),
            ("last", "2027-03-04"),
            ("questions", "Who meets a family first?\nWhen does a student get a schedule?"),
        ];
        let said = ana.fill_in("/plan/reviews", "/plan/reviews", &begin).await;
        assert_eq!(said.status, StatusCode::SEE_OTHER, "{}", said.text);
        let own = "/plan/reviews/2027-spring";
        let ask = [("what", "Enrollment days"), ("owner", "Ana Ruiz"), ("due", "2027-02-15")];
        let heard = [("role", "secretary"), ("on", "2027-03-02"), ("said", "I do, alone.")];
        // Two reviewers have the page open and both write: both are kept.
        let mut ben = Reader::signed_in(&pages, &district, "super@b");
        let token = super::reader::token_of(&ana.get(own).await.text, &format!("{own}/interview"));
        let said = ana.fill_in(own, &format!("{own}/evidence"), &ask).await;
        assert_eq!(said.status, StatusCode::SEE_OTHER, "{}", said.text);
        let mut fields = vec![("form_token", token.as_str())];
        fields.extend(heard);
        let said = ana.post(&format!("{own}/interview"), &fields).await;
        assert_eq!(said.status, StatusCode::SEE_OTHER, "{}", said.text);
        for (to, fields) in [
            ("received", vec![("evidence", "E1"), ("on", "2027-02-10")]),
            (
                "finding",
                vec![
                    ("question", "1"),
                    ("finding", "One secretary meets every family"),
                    ("stands_on", "E1"),
                    ("stands_on", "I1"),
                ],
            ),
            ("recommendation", vec![("what", "Two people at every door"), ("answers", "F1")]),
        ] {
            let said = ana.fill_in(own, &format!("{own}/{to}"), &fields).await;
            assert_eq!(said.status, StatusCode::SEE_OTHER, "{to}: {}", said.text);
        }
        // A finding must stand on something, and a recommendation ends in a line or in words.
        let bare = [("question", "2"), ("finding", "It takes long")];
        let said = ana.fill_in(own, &format!("{own}/finding"), &bare).await;
        assert_eq!(said.status, StatusCode::UNPROCESSABLE_ENTITY);
        let to = format!("{own}/outcome");
        let said = ana.fill_in(own, &to, &[("item", "R1"), ("line", ""), ("declined", "")]).await;
        assert_eq!(said.status, StatusCode::UNPROCESSABLE_ENTITY);
        let said = ana.fill_in(own, &to, &[("item", "R1"), ("line", "G1")]).await;
        assert_eq!(said.status, StatusCode::SEE_OTHER, "{}", said.text);
        let page = ben.get(own).await.text;
        assert!(page.contains("1 findings; 1 of 1 recommendations are lines of the plan"));
        let review = plan::find_review(&district, Some("2027-spring")).expect("it");
        assert_eq!(review.evidence[0].received_on, Some(jiff::civil::date(2027, 2, 10)));
        assert_eq!(review.findings[0].stands_on, ["E1", "I1"]);
        assert_eq!(review.recommendations[0].line.as_deref(), Some("G1"));
        // A counselor does not find the reviews, nor writes in one.
        let mut other = Reader::signed_in(&pages, &district, "counselor@b");
        assert_eq!(other.get(own).await.status, StatusCode::NOT_FOUND);
    });
}

#[test]
fn a_line_is_given_what_it_costs_and_what_lies_on_its_way() {
    let (_folder, district, pages) = district();
    let standing = plan::load(&district, None).expect("a plan");
    let seen = standing.find("G1").expect("a goal").entry.to_string();
    let shift = standing
        .lines
        .iter()
        .find(|found| found.line.kind == traction_core::plan::model::LineKind::Money)
        .expect("a shift of money");
    run(async {
        let mut lead = Reader::signed_in(&pages, &district, "super@b");
        let goal = [
            ("seen", seen.as_str()),
            ("title", "Fewer are absent"),
            ("measure", "chronic_absence"),
            ("baseline_year", "2022"),
            ("baseline", "45%"),
            ("target_year", "2028"),
            ("target", "27%"),
            ("waypoints", "2024: 40%\n2026: 33.5%"),
        ];
        let said = lead.fill_in("/plan/lines/G1", "/plan/lines/G1", &goal).await;
        assert_eq!(said.status, StatusCode::SEE_OTHER, "{}", said.text);
        let page = lead.get("/plan/lines/G1").await.text;
        for stands in [r#"value="45%""#, r#"value="27%""#, "2026: 33.5%"] {
            assert!(page.contains(stands), "{stands} in {page}");
        }
        let at = format!("/plan/lines/{}", shift.line.id);
        let seen = shift.entry.to_string();
        let money = [
            ("seen", seen.as_str()),
            ("title", shift.line.title.as_str()),
            ("amount", "-1,200,000"),
            ("amount_from", "2027"),
            ("amount_until", ""),
            ("account", "1000"),
            ("fund", ""),
        ];
        let said = lead.fill_in(&at, &at, &money).await;
        assert_eq!(said.status, StatusCode::SEE_OTHER, "{}", said.text);
        let page = lead.get(&at).await.text;
        assert!(page.contains(r#"value="-$1,200,000""#), "{page}");
        let said = lead.fill_in(&at, &at, &[("seen", "0"), ("amount", "a lot")]).await;
        assert_ne!(said.status, StatusCode::SEE_OTHER);
    });
    let standing = plan::load(&district, None).expect("a plan");
    let goal = standing.find("G1").and_then(|found| found.line.target.clone()).expect("a target");
    assert!(goal.percent && goal.lower_is_better, "fewer absent is better");
    assert_eq!(goal.waypoints.iter().map(|p| p.value).collect::<Vec<_>>(), [0.40, 0.335]);
    let amount = standing.find(&shift.line.id).and_then(|found| found.line.amount.clone());
    let amount = amount.expect("an amount");
    assert_eq!((amount.cents, amount.from, amount.until), (-120_000_000, Some(2027), None));
    assert_eq!(amount.tie.account.as_deref(), Some("1000"));
}

/// The address of the feed that a page tells.
fn secret_in(html: &str) -> String {
    let (_, after) = html.split_once("/plan/feed/").expect("an address");
    after.chars().take_while(char::is_ascii_hexdigit).collect()
}

#[test]
fn a_calendar_reads_what_its_owner_owes_and_nobody_elses() {
    let (_folder, district, pages) = district();
    let grant = traction_office::access::Grant::of(
        traction_office::access::Role::CabinetMember,
        std::iter::empty::<String>().collect(),
        std::iter::empty::<String>().collect(),
        false,
    );
    people::add(&district, "lucy@b", "Lucy Tran", &[grant.expect("a grant")], now())
        .expect("added");
    run(async {
        let mut lucy = Reader::signed_in(&pages, &district, "lucy@b");
        let (week, make) = ("/plan/week", "/plan/week/feed");
        let told = lucy.fill_in(week, make, &[]).await;
        let first = secret_in(&told.text);
        assert_eq!(first.len(), 64);
        // It is told once, and kept nowhere.
        assert!(!lucy.get(week).await.text.contains("/plan/feed/"));
        assert!(!lucy.get("/plan/log.csv").await.text.contains(&first));
        // A calendar has no session.
        let mut calendar = Reader::new(&pages);
        let said = calendar.get(&format!("/plan/feed/{first}")).await;
        assert_eq!(said.status, StatusCode::OK);
        assert_eq!(said.headers["content-type"], "text/calendar; charset=utf-8");
        assert!(said.text.contains("SUMMARY:Schools have the enrollment projection"));
        let own = lucy.get("/plan/reminders/Lucy%20Tran").await.text;
        let summaries = |text: &str| {
            text.lines().filter(|l| l.starts_with("SUMMARY")).map(str::to_owned).collect::<Vec<_>>()
        };
        assert_eq!(summaries(&said.text), summaries(&own));
        // Any other address opens nothing, and says nothing.
        for wrong in ["0".repeat(64), "x".to_owned(), first.replace(&first[..1], "g")] {
            let said = calendar.get(&format!("/plan/feed/{wrong}")).await;
            assert_eq!(said.status, StatusCode::NOT_FOUND, "{wrong}");
        }
        // A new address ends the old one; taking it back ends the new one.
        let second = secret_in(&lucy.fill_in(week, make, &[]).await.text);
        assert_ne!(first, second);
        let at = |secret: &str| format!("/plan/feed/{secret}");
        assert_eq!(calendar.get(&at(&first)).await.status, StatusCode::NOT_FOUND);
        assert_eq!(calendar.get(&at(&second)).await.status, StatusCode::OK);
        let ended = lucy.fill_in(week, "/plan/week/feed/end", &[]).await;
        assert_eq!(ended.status, StatusCode::SEE_OTHER);
        assert_eq!(calendar.get(&at(&second)).await.status, StatusCode::NOT_FOUND);
        // An account that is closed takes its calendar with it.
        let third = secret_in(&lucy.fill_in(week, make, &[]).await.text);
        people::set_disabled(&district, "lucy@b", true, now()).expect("closed");
        assert_eq!(calendar.get(&at(&third)).await.status, StatusCode::NOT_FOUND);
    });
}
