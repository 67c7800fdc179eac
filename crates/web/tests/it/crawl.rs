//! From the first page every link leads somewhere, and every page is well made.

use std::collections::{BTreeMap, BTreeSet};

use axum::http::StatusCode;
use traction_web::router;

use super::html::{attributes, balanced, ids};
use super::town::{Said, district, empty_district, read, run};

/// Pages to read before the crawl ends: enough to see each kind many times over.
const MOST: usize = 340;

async fn crawl(router: &axum::Router) -> BTreeMap<String, Said> {
    let mut seen = BTreeMap::new();
    let mut waiting = vec!["/".to_owned()];
    let mut asked: BTreeSet<String> = waiting.iter().cloned().collect();
    while let Some(path) = waiting.pop() {
        let said = read(router, &path).await;
        assert_eq!(said.status, StatusCode::OK, "{path}\n{}", said.text);
        if said.headers["content-type"].to_str().is_ok_and(|kind| kind.starts_with("text/html")) {
            let mut links = attributes(&said.text, "href");
            links.retain(|link| link.starts_with('/'));
            for link in links {
                let page = link.split('#').next().unwrap_or_default().to_owned();
                if asked.len() < MOST && asked.insert(page.clone()) {
                    waiting.insert(0, page);
                }
            }
        }
        seen.insert(path, said);
    }
    seen
}

fn is_page(said: &Said) -> bool {
    said.headers["content-type"].to_str().is_ok_and(|kind| kind.starts_with("text/html"))
}

#[test]
fn every_link_leads_somewhere_and_every_page_is_well_made() {
    run(async {
        let router = router(district());
        let seen = crawl(&router).await;
        assert!(seen.len() > 80, "{}", seen.len());
        for (path, said) in seen.iter().filter(|(_, said)| is_page(said)) {
            check_page(path, &said.text);
        }
        for kind in [
            "/brief",
            "/gaps?",
            "/schools/0412",
            "/enrollment/schools/",
            "/enrollment/backtest",
            "/measures/",
            "/data/imports/",
            "/data/checks/",
            "/data/tables/",
            ".csv",
            ".json",
            "/static/",
        ] {
            assert!(seen.keys().any(|path| path.contains(kind)), "no {kind} was reached");
        }
        // Links within the site that name a place on a page find it there.
        for (path, said) in seen.iter().filter(|(_, said)| is_page(said)) {
            for link in attributes(&said.text, "href") {
                let Some((page, place)) = link.split_once('#') else { continue };
                let target = if page.is_empty() { Some(said) } else { seen.get(page) };
                let Some(target) = target else { continue };
                assert!(ids(&target.text).contains(&place.to_owned()), "{path}: {link}");
            }
        }
    });
}

#[test]
fn a_district_without_files_has_pages_too() {
    let (_folder, district) = empty_district();
    run(async {
        let router = router(district);
        let seen = crawl(&router).await;
        for (path, said) in seen.iter().filter(|(_, said)| is_page(said)) {
            check_page(path, &said.text);
        }
        let home = &seen["/"].text;
        assert!(home.contains("No files are loaded yet"), "{home}");
        assert!(home.contains("traction import"));
    });
}

fn check_page(path: &str, html: &str) {
    assert_eq!(html.matches("<h1").count(), 1, "{path}: one h1");
    let language = if path.contains("language=es") { "es" } else { "en" };
    assert!(html.contains(&format!("<html lang=\"{language}\">")), "{path}: a language");
    assert!(html.contains(r##"<a class="skip" href="#main">"##), "{path}: a skip link");
    assert!(html.contains(r#"<main id="main""#), "{path}: a main part");
    for forbidden in ["<script", "<style", " style=\"", "javascript:", " onclick", "{{", "{%"] {
        assert!(!html.contains(forbidden), "{path}: {forbidden}");
    }
    let outside = html.replace("http://www.w3.org/2000/svg", "");
    for link in attributes(&outside, "href").into_iter().chain(attributes(&outside, "src")) {
        assert!(link.starts_with(['/', '#']), "{path}: leads away to {link}");
    }
    let all = ids(html);
    let different: BTreeSet<&String> = all.iter().collect();
    assert_eq!(all.len(), different.len(), "{path}: an id is used twice: {all:?}");
    for labelled in attributes(html, "aria-labelledby") {
        for name in labelled.split(' ') {
            assert!(all.contains(&name.to_owned()), "{path}: nothing is called {name}");
        }
    }
    if let Err(why) = balanced(html) {
        panic!("{path}: {why}");
    }
    for empty in ["<p></p>", "<h2></h2>", "<li></li>", "NaN", "inf%"] {
        assert!(!html.contains(empty), "{path}: {empty}");
    }
}
