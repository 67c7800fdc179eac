//! Whatever is asked, the answer is a page: what makes no sense is refused in words.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use traction_web::router;

use super::town::{district, read, run, send};

#[test]
fn what_makes_no_sense_is_refused_in_words() {
    run(async {
        let router = router(district());
        for (path, status, words) in [
            ("/nowhere", 404, "There is no page here"),
            ("/schools/9999", 404, "no school called “9999”"),
            ("/schools/%ff", 404, "no school"),
            ("/measures/happiness", 404, "no measure called “happiness”"),
            ("/data/imports/7", 404, "no import called “7”"),
            ("/data/imports/x", 404, "no import called “x”"),
            ("/data/checks/ZZ999", 404, "no check called"),
            ("/data/tables/%3Cb%3E", 404, "no table called “&#60;b&#62;”"),
            ("/gaps?measure=happiness", 404, "no measure called “happiness”"),
            ("/gaps?measure=chronic_absence&group=nobody", 404, "nobody"),
            ("/gaps?measure=chronic_absence&from=soon", 400, "must be a number"),
            ("/gaps?measure=chronic_absence&from=2026&to=2024", 400, "after the last"),
            ("/gaps?measure=chronic_absence&place=moon", 400, "place"),
            ("/gaps?mesure=chronic_absence", 400, "cannot be asked for “mesure”"),
            ("/gaps?measure=chronic_absence&grades=99x", 404, "99x"),
            ("/schools?sort=size", 400, "not of “size”"),
            ("/schools?page=-1", 400, "must be a number"),
            ("/schools.csv?table=staff", 400, "no table “staff”"),
            ("/data/findings?severity=dire", 400, "no weight “dire”"),
            ("/?x=1", 400, "cannot be asked for “x”"),
            ("/schools?name=%00Alder", 400, "cannot be typed"),
            ("/gaps?measure=chronic%1B_absence", 400, "cannot be typed"),
            ("/?a%07b=1", 400, "cannot be typed"),
            ("/schools/04%0010", 400, "cannot be typed"),
        ] {
            let said = read(&router, path).await;
            assert_eq!(said.status.as_u16(), status, "{path}\n{}", said.text);
            assert!(said.text.contains(words), "{path}: {words}\n{}", said.text);
            assert!(said.text.contains("Ways on") && said.text.contains("<h1"), "{path}");
        }
    });
}

#[test]
fn a_strange_value_is_repeated_in_part_or_not_at_all() {
    run(async {
        let router = router(district());
        for length in [120, 290, 400] {
            let value = "v".repeat(length);
            for path in [
                format!("/?{value}=1"),
                format!("/schools/{value}"),
                format!("/schools.csv?table={value}"),
                format!("/schools?sort={value}"),
                format!("/schools?page={value}"),
                format!("/measures/{value}"),
                format!("/data/tables/{value}"),
                format!("/data/checks/{value}"),
                format!("/data/imports/{value}"),
                format!("/data/findings?severity={value}"),
                format!("/gaps?measure={value}"),
                format!("/gaps?measure=chronic_absence&from={value}"),
                format!("/gaps?measure=chronic_absence&group={value}"),
                format!("/gaps?measure=chronic_absence&group=sex=male&versus={value}"),
                format!("/gaps?measure=chronic_absence&group=sex=male&among={value}"),
                format!("/gaps?measure=chronic_absence&authority={value}"),
                format!("/gaps?measure=chronic_absence&place={value}"),
                format!("/gaps?measure=chronic_absence&grades={value}"),
                format!("/gaps?measure=chronic_absence&school={value}"),
                format!("/gaps?measure=chronic_absence&cluster={value}"),
            ] {
                let said = read(&router, &path).await;
                assert!(said.status.is_client_error(), "{path}: {}", said.status);
                assert!(!said.text.contains(&value[..81]), "{path}\n{}", said.text);
            }
        }
        let said = read(&router, "/schools?name=%00Alder").await;
        assert!(!said.text.contains('\0') && !said.text.contains("%00"), "{}", said.text);
    });
}

#[test]
fn only_reading_is_answered() {
    run(async {
        let router = router(district());
        for method in ["POST", "PUT", "DELETE", "OPTIONS", "PATCH"] {
            let request =
                Request::builder().method(method).uri("/gaps").header("host", "localhost");
            let said = send(&router, request.body(Body::from("x=1")).expect("a request")).await;
            assert_eq!(said.status, StatusCode::METHOD_NOT_ALLOWED, "{method}");
            assert_eq!(said.headers["allow"], "GET, HEAD");
            assert!(said.text.contains("Ways on"));
        }
        let request = Request::head("/").header("host", "localhost").body(Body::empty());
        let said = send(&router, request.expect("a request")).await;
        assert_eq!((said.status, said.text.as_str()), (StatusCode::OK, ""));
    });
}

#[test]
fn a_name_that_is_not_this_machines_is_refused() {
    run(async {
        let router = router(district());
        for host in [
            "riverbend.example",
            "riverbend.example:7700",
            "10.1.2.3",
            "127.0.0.1:7733@evil.example",
            "",
        ] {
            let request = Request::get("/schools").header("host", host).body(Body::empty());
            let said = send(&router, request.expect("a request")).await;
            assert_eq!(said.status, StatusCode::MISDIRECTED_REQUEST, "{host}");
            assert!(!said.text.contains("Alder Elementary"));
        }
        let bare = send(&router, Request::get("/").body(Body::empty()).expect("a request")).await;
        assert_eq!(bare.status, StatusCode::MISDIRECTED_REQUEST);
    });
}

#[test]
fn no_query_breaks_a_page() {
    let key = prop::sample::select(vec![
        "measure",
        "group",
        "versus",
        "among",
        "authority",
        "place",
        "school",
        "cluster",
        "grades",
        "from",
        "to",
        "table",
        "name",
        "type",
        "sort",
        "page",
        "check",
        "severity",
    ]);
    let value = prop_oneof![
        prop::sample::select(vec![
            "chronic_absence",
            "homeless",
            "race_ethnicity=black",
            "race_ethnicity=!black",
            "english_learner=ever",
            "race_ethnicity=black~race_ethnicity=white@sex=male",
            "school:0410",
            "cluster:NORTH",
            "0410",
            "KG,01",
            "2024",
            "2026",
            "-1",
            "32767",
            "99999999999999999999",
            "-students",
            "set%20aside",
            "federal",
            "",
            "%00",
            "%ff",
            "~",
            "@",
            "=",
            "sex=male~sex=male",
        ])
        .prop_map(str::to_owned),
        "[ -~]{0,12}".prop_map(|text| text.replace(
            ['&', '#', ' ', '%', '"', '<', '>', '\\', '^', '`', '{', '|', '}', '[', ']'],
            "+"
        )),
    ];
    let path = prop::sample::select(vec![
        "/",
        "/brief",
        "/gaps",
        "/gaps.csv",
        "/gaps.json",
        "/schools",
        "/schools/0410",
        "/schools/0410.json",
        "/measures",
        "/data",
        "/data/findings",
        "/data/imports/1",
        "/data/tables/schools.csv",
    ]);
    let asked = (path, prop::collection::vec((key, value), 0..4)).prop_map(|(path, pairs)| {
        let query: Vec<String> = pairs.iter().map(|(k, v)| format!("{k}={v}")).collect();
        format!("{path}?{}", query.join("&"))
    });
    let config = Config { cases: 96, failure_persistence: None, ..Config::default() };
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut runner = TestRunner::new_with_rng(config, rng);
    let router = router(district());
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runner
        .run(&asked, |path| {
            let said = runtime.block_on(read(&router, &path));
            prop_assert!(!said.status.is_server_error(), "{path}: {}\n{}", said.status, said.text);
            Ok(())
        })
        .expect("no query breaks a page");
}
