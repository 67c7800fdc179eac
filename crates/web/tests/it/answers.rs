//! What every answer carries, and what pages never say.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use traction_office::gaps::{self, Question};
use traction_office::{District, Silent};
use traction_web::router;

use super::roles;
use super::town::{district, read, run, send};

#[test]
fn every_answer_carries_the_strict_headers() {
    run(async {
        let router = router(district());
        for path in ["/", "/nowhere", "/schools.csv", "/measures.json"] {
            let said = read(&router, path).await;
            let policy = said.headers["content-security-policy"].to_str().expect("text");
            assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe"), "{path}");
            assert_eq!(said.headers["x-content-type-options"], "nosniff", "{path}");
            assert_eq!(said.headers["referrer-policy"], "same-origin", "{path}");
            assert_eq!(said.headers["cache-control"], "private, no-cache", "{path}");
        }
        let style = traction_web::static_files::stylesheet_url();
        let said = read(&router, &style).await;
        assert_eq!(said.status, StatusCode::OK);
        assert!(said.headers["cache-control"].to_str().is_ok_and(|c| c.contains("immutable")));
    });
}

#[test]
fn a_page_is_packed_for_whoever_can_unpack_it() {
    run(async {
        let request = Request::get("/measures")
            .header("host", "127.0.0.1:7700")
            .header("accept-encoding", "gzip")
            .body(Body::empty());
        let said = send(&router(district()), request.expect("a request")).await;
        assert_eq!(said.headers["content-encoding"], "gzip");
    });
}

#[test]
fn a_small_group_is_nowhere_to_be_read() {
    run(async {
        let router = router(district());
        // Four students of the district are homeless.
        let said = read(&router, "/gaps?measure=chronic_absence&group=homeless").await;
        assert_eq!(said.status, StatusCode::OK, "{}", said.text);
        assert!(said.text.contains("withheld to protect small groups"), "{}", said.text);
        assert!(!said.text.contains("n\u{202f}=\u{202f}4<"));
        for path in [
            "/gaps.csv?measure=chronic_absence&group=homeless&table=groups",
            "/gaps.json?measure=chronic_absence&group=homeless",
        ] {
            let said = read(&router, path).await;
            let line = said.text.lines().find(|line| line.contains("Homeless")).map(str::to_owned);
            let line = line.unwrap_or_default();
            assert!(!line.contains(",4\n") && !line.ends_with(",4"), "{path}: {line}");
        }
    });
}

#[test]
fn a_foot_says_what_is_withheld_and_a_refusal_says_nothing_of_what_is_loaded() {
    run(async {
        let router = router(district());
        for path in ["/", "/schools", "/nowhere", "/schools/9999", "/?x=1"] {
            let said = read(&router, path).await;
            let words = "Figures about fewer than 10 students are withheld.";
            assert!(said.text.contains(words), "{path}\n{}", said.text);
            assert!(!said.text.contains("No facts are loaded yet"), "{path}");
        }
    });
}

#[test]
fn no_page_names_a_student() {
    run(async {
        let router = router(district());
        for path in [
            "/",
            "/brief",
            "/schools/0410",
            "/gaps?measure=chronic_absence&group=sex=male",
            "/data/imports/1",
            "/measures/chronic_absence",
        ] {
            let said = read(&router, path).await;
            assert_eq!(said.status, StatusCode::OK, "{path}");
            assert!(!said.text.contains("Surname"), "{path}");
        }
    });
}

#[test]
fn a_question_asked_alone_has_the_answer_that_it_has_among_all() {
    let whole = roles::town().district();
    let mut asked = 0;
    for measure in gaps::measures(whole).expect("measures").list() {
        let alone = whole.clone().for_one_question();
        let question = Question::of(&measure.id);
        let told = |district: &District| {
            let overview = gaps::overview(district, &question, &Silent);
            overview.map(|overview| format!("{overview:?}")).map_err(|error| error.to_string())
        };
        assert_eq!(told(&alone), told(whole), "{}", measure.id);
        let group = Some("english_learner".to_owned());
        let question = Question { group, ..question.clone() };
        let told = |district: &District| {
            let report = gaps::ask(district, &question, &Silent);
            report.map(|report| format!("{report:?}")).map_err(|error| error.to_string())
        };
        let said = told(&alone);
        assert_eq!(said, told(whole), "{}", measure.id);
        asked += usize::from(said.is_ok());
    }
    assert!(asked > 10, "{asked}");
}
