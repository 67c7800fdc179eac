//! Pages as of a past day, and years that are closed.

use std::path::Path;

use axum::Router;
use serde_json::Value;
use traction_core::district::SchoolYear;
use traction_office::years;
use traction_web::router;

use super::html::{attributes, outline};
use super::town::{district_at, import_at, read, run};

const GAPS: &str = "/gaps.csv?measure=chronic_absence";

/// Attendance of 2025–26 in which every third student missed a fifth of the year.
fn change_attendance(exports: &Path) {
    let path = exports.join("attendance.csv");
    let text = std::fs::read_to_string(&path).expect("a file");
    let lines = text.lines().enumerate().map(|(at, line)| match line.strip_suffix(",4") {
        Some(start) if line.starts_with("2025-26") && at % 3 == 0 => format!("{start},36\n"),
        _ => format!("{line}\n"),
    });
    std::fs::write(&path, lines.collect::<String>()).expect("a file");
}

async fn said(router: &Router, path: &str) -> String {
    let said = read(router, path).await;
    assert_eq!(said.status, 200, "{path}\n{}", said.text);
    said.text
}

#[test]
fn a_page_as_of_a_past_day_shows_what_was_shown_then() {
    let (folder, district) = district_at("2024-03-01T12:00:00Z");
    run(async {
        let router = router(district.clone());
        let (gaps, brief) = (said(&router, GAPS).await, said(&router, "/brief.json").await);
        let exports = folder.path().join("exports");
        change_attendance(&exports);
        import_at(&district, &exports, "2024-05-01T12:00:00Z");
        let now = said(&router, GAPS).await;
        assert_ne!(now, gaps);
        for when in ["2024-04-01", "2024-03-01T13:00:00Z", "1"] {
            assert_eq!(said(&router, &format!("{GAPS}&as_of={when}")).await, gaps, "{when}");
        }
        assert_eq!(said(&router, &format!("{GAPS}&as_of=2024-05-02")).await, now);
        assert_eq!(said(&router, &format!("{GAPS}&as_of=2")).await, now);
        // The twin says when, and is else the one of then.
        let then = said(&router, "/brief.json?as_of=2024-04-01").await;
        let mut then: Value = serde_json::from_str(&then).expect("JSON");
        let when = then.as_object_mut().expect("an object").remove("as_of");
        assert_eq!(when, Some(Value::from("2024-04-01")));
        assert_eq!(then, serde_json::from_str::<Value>(&brief).expect("JSON"));
        let imports = said(&router, "/data.csv?table=imports&as_of=2024-04-01").await;
        assert_eq!(imports.lines().count(), 2, "{imports}");
        assert_eq!(read(&router, "/data/imports/2?as_of=2024-04-01").await.status, 404);
        // And now is still now.
        assert_eq!(said(&router, GAPS).await, now);
    });
}

#[test]
fn a_page_that_looks_back_says_so_and_its_links_and_forms_keep_the_day() {
    let (_folder, district) = district_at("2024-03-01T12:00:00Z");
    run(async {
        let router = router(district);
        for path in [
            "/",
            "/gaps",
            "/gaps?measure=chronic_absence&group=economically_disadvantaged",
            "/schools",
            "/schools/0410",
            "/measures/chronic_absence",
            "/data",
            "/data/imports/1",
        ] {
            let mark = if path.contains('?') { '&' } else { '?' };
            let page = read(&router, &format!("{path}{mark}as_of=2024-04-01")).await.text;
            assert!(page.contains("As of April 1, 2024"), "{path}\n{page}");
            let links = attributes(&page, "href");
            let inside = |link: &&String| link.starts_with('/') && !link.starts_with("/static/");
            let (keep, lose): (Vec<&String>, Vec<&String>) =
                links.iter().filter(inside).partition(|link| link.contains("as_of=2024-04-01"));
            assert!(keep.len() > 5, "{path}");
            // The one link that does not is the way back to now.
            assert_eq!(lose.len(), 1, "{path}: {lose:?}");
            let forms = page.matches("<form").count();
            let hidden = "<input type=\"hidden\" name=\"as_of\" value=\"2024-04-01\">";
            assert_eq!(page.matches(hidden).count(), forms, "{path}");
            for link in keep.iter().take(40) {
                let link = link.split('#').next().unwrap_or_default();
                assert_eq!(read(&router, link).await.status, 200, "{path}: {link}");
            }
        }
        let page = read(&router, "/").await.text;
        assert!(!page.contains("As of "), "{page}");
    });
}

#[test]
fn a_day_that_is_none_or_still_to_come_is_refused_in_words() {
    let (_folder, district) = district_at("2024-03-01T12:00:00Z");
    run(async {
        let router = router(district);
        for (when, words) in [
            ("yesterday", "is no day such as 2026-03-01"),
            ("2199-01-01", "still to come"),
            ("99", "There is no import called “99”"),
        ] {
            let said = read(&router, &format!("/schools?as_of={when}")).await;
            assert!(said.status.is_client_error(), "{when}: {}", said.status);
            assert!(said.text.contains(words), "{when}\n{}", said.text);
        }
        // Before the first import there was nothing.
        let page = said(&router, "/?as_of=2023-01-01").await;
        assert!(page.contains("No files are loaded yet"), "{page}");
    });
}

#[test]
fn a_closed_year_stands_on_the_data_page_and_an_import_says_what_it_would_have_moved() {
    let (folder, district) = district_at("2024-03-01T12:00:00Z");
    let now = "2024-04-01T12:00:00Z".parse().expect("a time");
    let year = SchoolYear::ending(2026);
    years::close(&district, year, Some("Ana Lopez"), now).expect("it closes");
    run(async {
        let router = router(district.clone());
        let before = said(&router, GAPS).await;
        let exports = folder.path().join("exports");
        change_attendance(&exports);
        import_at(&district, &exports, "2024-05-01T12:00:00Z");
        assert_eq!(said(&router, GAPS).await, before, "a closed year does not move");
        let data = outline(&said(&router, "/data").await);
        assert!(data.contains("| 2025–26 | closed | Ana Lopez (analyst) |"), "{data}");
        assert!(data.contains("| 2024–25 | open |"), "{data}");
        // On an earlier day it was open.
        let data = outline(&said(&router, "/data?as_of=2024-03-15").await);
        assert!(data.contains("| 2025–26 | open |"), "{data}");
        let page = outline(&said(&router, "/data/imports/2").await);
        assert!(page.contains("What it would have moved"), "{page}");
        assert!(page.contains("The district | All students |"), "{page}");
        let moves = said(&router, "/data/imports/2.csv?table=moves").await;
        let whole = moves.lines().find(|line| {
            line.starts_with("chronic_absence,federal,") && line.contains("All students")
        });
        let whole = whole.expect("the district's figure");
        assert!(whole.contains("(n = 240)"), "{whole}");
        // Four homeless students: what became of them is nowhere.
        for line in moves.lines().filter(|line| line.contains(",Homeless,")) {
            assert!(!line.contains("n = "), "{line}");
        }
    });
}
